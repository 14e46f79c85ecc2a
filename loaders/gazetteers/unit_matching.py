"""Finds the county and the township of today that a list of villages means by its old codes and names.

A county is known by its code; where the code was given up, by its name, its former names or its bare name among the
counties of the same city, then by its name in the province. A unit is known by its name in the county; without the
names of its owners and of its office; by its bare name where exactly one township of the county has it (a 乡 that
became a 镇 or a 街道); and where the list gives a zone for the county, by a name only one township of the city has.
What the other units of a list with codes leave over is compared once more: a township of the same code and nearly
the same name (吾山镇 → 郚山镇, 张鲁镇 → 张鲁回族镇), one of the county whose name only has more or fewer characters
(李集街道 → 李家集街道), or one of exactly this name in another county of the city (it changed its county).
Everything else (farms, zones, merged townships) has no township by name.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from geo.gazetteer import Gazetteer, bare_name
from geo.models import Division, Township

_OFFICE = re.compile(r"(?<=..)(?P<rank>镇|乡|街道|苏木|地区)?(?:人民政府|办事处|街道办|街办|(?<=道)办)(?:街道)?$")
_RANK = re.compile(r"(?:镇|乡|街道|苏木|地区)$")
_DOUBLE_RANK = re.compile(r"(?<=.)(苏木|镇)(?:乡|镇|街道)$")
_AREA = re.compile(r"(?<=..)地区$")  # townships of 北京 whose office is a 地区办事处
SHORTEST_BARE = 2
MOST_PUT_IN = 3


class Match(StrEnum):
    """How a listed village came to its township."""

    NAME = "name"
    OWNER = "owner"  # the name without its owners and its office
    RANK = "rank"  # the bare name: 乡 that became 镇 or 街道
    CITY = "city"  # a name only one township of the city has
    SPELLING = "spelling"  # nearly the name of a township no other listed unit has, mostly with its code
    MOVED = "moved"  # the township is no more; the newer list has the village in one of its heirs
    MERGED = "merged"  # the township is no more, and its villages went to one heir


@dataclass(frozen=True, slots=True)
class Unit:
    """A township-level unit as a list has it; `code` (12 digits) is empty where the list has none."""

    county_code: str
    county_name: str
    name: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Home:
    """County of today and 12-digit township code, empty where there is none, and how the latter was found."""

    adcode: str
    township: str = ""
    match: Match | None = None


class UnitMatcher:
    """Counties and townships of today by the codes and names a list gives them."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self.scope = cache(self._scope)
        self._counties = cache(self._counties_in)

    def _scope(self, code: str) -> str:
        """The city a county lies in, by its code of then; the province where there is no such city."""
        division = self._gazetteer.division(code)
        city = division.parent if division and division.level == "county" else f"{code[:4]}00"
        return city if self._gazetteer.division(city) else f"{code[:2]}0000"

    def _counties_in(self, scope: str) -> tuple[Division, ...]:
        inside = (self._gazetteer.division(adcode) for adcode in sorted(self._gazetteer.inside(scope)))
        return tuple(one for one in inside if one and self._gazetteer.is_county(one.adcode))

    def _county(self, code: str, name: str) -> str | None:
        if self._gazetteer.is_county(code):
            return code
        city, province = self._counties(self._scope(code)), self._counties(f"{code[:2]}0000")
        for counties, is_same in ((city, _has_name), (city, _has_bare_name), (province, _has_name)):
            found = [one.adcode for one in counties if is_same(one, name)]
            if found:
                return found[0] if len(found) == 1 else None
        return None

    def homes(self, units: Iterable[Unit]) -> dict[Unit, Home | None]:
        """Home of the villages of every unit of one list; None where not even the county is known."""
        homes = {unit: self._home(unit) for unit in dict.fromkeys(units)}
        claimed = {home.township for home in homes.values() if home}
        for unit, home in homes.items():
            if home and not home.township and unit.code:
                homes[unit] = self._left_over(unit, home.adcode, claimed)
        return homes

    def _left_over(self, unit: Unit, county: str, claimed: set[str]) -> Home:
        """Home of a unit no rule of names knows, among the townships no other unit has `claimed`."""
        free = [one for one in self._townships(county) if one.code not in claimed]
        bare = bare_name(self._plain_name(unit, county))
        same_code = (one for one in free if one.code == unit.code and is_nearly(bare, bare_name(one.name)))
        longer = (one for one in free if is_part(*sorted((bare, bare_name(one.name)), key=len)))
        for found in (_only(same_code), _only(longer) if _RANK.search(unit.name) else None):
            if found:
                return Home(county, found.code, Match.SPELLING)
        around = (one for one in self._around(county) if one.code not in claimed and one.name == unit.name)
        moved = _only(around)
        return Home(moved.adcode, moved.code, Match.CITY) if moved else Home(county)

    def _around(self, code: str) -> Iterator[Township]:
        for county in self._counties(self._scope(code)):
            yield from self._townships(county.adcode)

    def _plain_name(self, unit: Unit, county: str | None) -> str:
        return _plain(unit.name, self._owners(county or unit.county_code, unit.county_name))

    def _home(self, unit: Unit) -> Home | None:
        county = self._county(unit.county_code, unit.county_name)
        name = self._plain_name(unit, county)
        if county is None:
            found = _only(one for one in self._around(unit.county_code) if one.name == name)
            return Home(found.adcode, found.code, Match.CITY) if found else None
        townships = self._townships(county)
        if found := _only(one for one in townships if one.name == unit.name):
            return Home(county, found.code, Match.NAME)
        if found := _only(one for one in townships if one.name == name):
            return Home(county, found.code, Match.OWNER)
        bare = bare_name(_AREA.sub("", name))
        if len(bare) >= SHORTEST_BARE and (found := _only(one for one in townships if bare_name(one.name) == bare)):
            return Home(county, found.code, Match.RANK)
        return Home(county)

    def _townships(self, county: str) -> tuple[Township, ...]:
        return self._gazetteer.townships(county)

    def _owners(self, adcode: str, listed: str) -> tuple[str, ...]:
        above = (self._gazetteer.division(one) for one in reversed(self._gazetteer.ancestors(adcode)))
        return (*(form for one in above if one for form in (one.name, *one.former)), listed)


def _has_name(division: Division, name: str) -> bool:
    return name in (division.name, *division.former)


def _has_bare_name(division: Division, name: str) -> bool:
    return bare_name(division.name) == bare_name(name)


def _plain(unit: str, owners: Iterable[str]) -> str:
    """A unit's name without owners and office: 曹县大集镇 → 大集镇, 云鹏道街道办事处 → 云鹏道街道."""
    for owner in owners:
        rest = unit.removeprefix(owner)
        if len(rest) > SHORTEST_BARE and _RANK.search(rest):
            unit = rest
    office = _OFFICE.search(unit)
    if office:
        unit = unit[: office.start()] + (office["rank"] or "街道")
    return _DOUBLE_RANK.sub(r"\1", unit)


def is_part(short: str, long: str) -> bool:
    """Whether `long` is `short` with up to three characters put in (张鲁, 张鲁回族)."""
    rest = iter(long)
    return 0 < len(long) - len(short) <= MOST_PUT_IN and all(character in rest for character in short)


def is_nearly(one: str, other: str) -> bool:
    """Whether two bare names differ by one character, or by characters put in."""
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) == 1
    return is_part(*sorted((one, other), key=len))


def _only(found: Iterable[Township]) -> Township | None:
    listed = list(found)
    return listed[0] if len(listed) == 1 else None
