"""Names of lines made of one-character abbreviations: 城宣高速 → 城口, 宣汉; 温武吉铁路 → 温州, 武夷山, 吉安.

A character stands for a division whose name it opens, or for one that `data/gazetteer/letters.csv` gives it (渝, 甬).
Every choice of divisions is weighed: what lies in the jurisdiction or is named by the plan before what lies outside,
cities before counties, short ways before long ones and ways without a sharp turn. Only a choice that is clearly better
than the next one is taken. National trunk expressways (`trunk_lines.csv`) are never taken for lines between near
counties: 鹤大高速 in a plan of 佳木斯 is a part of the line from 鹤岗 to 大连 that the name does not say.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise, product
from math import inf, log
from pathlib import Path

from geo.boundaries import Boundaries
from geo.errors import GazetteerFileError
from geo.gazetteer import Gazetteer, bare_name
from geo.geometry import LonLat, distance_km, turn_degrees
from geo.models import Division
from geo.tables import GAZETTEER_DIRECTORY

LETTERS_FILE = GAZETTEER_DIRECTORY / "letters.csv"
TRUNK_LINES_FILE = GAZETTEER_DIRECTORY / "trunk_lines.csv"

# Weights of a choice: the sum of what its divisions cost plus its length; the cheapest is the best.
IN_JURISDICTION, ABOVE_JURISDICTION, NAMED_BY_PLAN, IN_PROVINCE, ELSEWHERE = 0.0, 0.1, 0.25, 0.35, 0.6
COUNTY, COUNTY_LIKE_A_CITY, FAR_COUNTY, COUNTY_ON_RAILWAY, URBAN_DISTRICT, SECOND_CHARACTER = (
    0.5,
    0.35,
    0.4,
    0.2,
    0.3,
    1.2,
)
LETTER_OF_ITS_OWN, CAPITAL_ON_RAILWAY = -0.3, -0.3
INSIDE_ANOTHER, SHARP_TURN = 0.5, 0.5
SHARP_TURN_DEGREES = 110.0
DEAREST_CHARACTER = 1.3  # a choice that costs more for each of its characters is no choice
CLEARLY_BETTER, CLEARLY_BETTER_OF_ONE_LETTER = 0.3, 0.6  # the second for 龙龙 and 荆荆
TIE_SHOWN = 4
CANDIDATES_KEPT = {2: 24, 3: 12, 4: 7}  # per character, by the number of characters
# A way twice as long costs 0.7 times the weight: railways join far cities, roads near towns.
LONG_DISTANCE = frozenset({"railway", "pipeline", "power_line"})
LENGTH_WEIGHT, LENGTH_WEIGHT_LONG_DISTANCE = 0.9, 0.35
LONGEST_KM, LONGEST_KM_LONG_DISTANCE = 450.0, 900.0
FREE_KM = 60.0  # a length that costs nothing
NEAR_COUNTY_KM = 120.0  # a county in another province nearer than this is a likely end of a line
FARTHEST_COUNTY_KM = 200.0  # between a county outside the jurisdiction and the nearest other end of the line

_LETTERS = re.compile(
    r"(?:^(?:新建|改建|扩建)?(?:[GSX]\d{1,4})?(?P<letters>[\u4e00-\u9fff]{2,4}?)"
    r"(?=高速|高铁|铁路|城际|客专|客运专线|快速铁路)"
    r"|(?:高速公路|高速铁路|高速|高铁|铁路)(?P<part>[\u4e00-\u9fff]{2})(?=段))"
)
_NOISE = re.compile(r"[“”\"\s]")
_ROAD_LETTERS = re.compile(
    r"^(?P<letters>[\u4e00-\u9fff]{2}(?=公路|快速|通道|航道)|[\u4e00-\u9fff]{2,3}(?=管道|管线|输气|天然气|成品油|原油))"
)
# Words before 高速 and 铁路 that are no abbreviations, and what is only a point or a branch of a line.
_NO_LETTERS = re.compile(
    r"[沿环跨过复]|旅游|公路|城际|市域|货运|客运|专用|地方|农村|乡村|疏港|普[通速]|国防|盘山|绕城|过境|联络|连接|支线|园区|矿区|城市"
    r"|中[东西南北轴]|[东西南北][东西南北中]|高速|铁路|[东西南北]线|[级厂河江湖路街]$|[县市区]"
)
_AUTONOMOUS_OF_PROVINCE = re.compile(r".[东西南北].*自治")
BRANCH = re.compile(r"支线|联络线|连接线|延[长伸]线|专用线|匝道")


@dataclass(frozen=True, slots=True)
class Abbreviated:
    """What a line's letters stand for: the divisions in their order, or none and the choices that tie."""

    letters: str
    divisions: tuple[Division, ...] = ()
    tied: tuple[tuple[Division, ...], ...] = ()
    is_trunk: bool = False


def letters_of(name: str) -> tuple[str, ...]:
    """The abbreviations in a line's name, the last first (城宣 of 城宣高速公路); empty when it has none."""
    plain = _NOISE.sub("", name)
    found = [match["letters"] or match["part"] for match in _LETTERS.finditer(plain)] or [
        match["letters"] for match in _ROAD_LETTERS.finditer(plain)
    ]
    return tuple(letters for letters in reversed(found) if not _NO_LETTERS.search(letters))


def _rows(path: Path, columns: int) -> list[list[str]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))[1:]
    except (OSError, UnicodeDecodeError) as error:
        raise GazetteerFileError(f"{path}: cannot be read ({error}); restore it from the repository") from error
    for number, row in enumerate(rows, start=2):
        if len(row) != columns:
            raise GazetteerFileError(f"{path}: row {number} has {len(row)} columns, not {columns}; restore the file")
    return rows


class AbbreviationReader:
    """Reads abbreviations with the divisions of a gazetteer."""

    def __init__(self, gazetteer: Gazetteer, boundaries: Boundaries) -> None:
        self._gazetteer = gazetteer
        self._boundaries = boundaries
        self._read = lru_cache(maxsize=4096)(self._read_anew)

    @classmethod
    @lru_cache(maxsize=4)
    def of(cls, gazetteer: Gazetteer) -> "AbbreviationReader":
        """The one reader of a gazetteer with the installed boundaries."""
        return cls(gazetteer, Boundaries.load())

    def read(
        self, name: str, *, jurisdiction: str | None, kind: str | None = None, named: Iterable[str] = ()
    ) -> Abbreviated | None:
        """What the letters of a line's name stand for, or None when it has none; `named` are adcodes the plan names."""
        chain = self._gazetteer.ancestors(jurisdiction or "")
        found = None
        for letters in letters_of(name) if chain else ():
            if self._is_name(letters, province=chain[-1]):
                continue
            if letters in self._trunks and "高速" in name:
                return Abbreviated(letters, is_trunk=True)
            found = self._read(letters, chain[0], kind or "", frozenset(named)) or Abbreviated(letters)
            if found.divisions:
                return found
        return found

    def stand_for(self, letters: str, names: tuple[str, ...]) -> bool:
        """Whether letters abbreviate names in their order (甬舟 and 宁波, 舟山)."""
        return len(letters) == len(names) and all(
            letter in name or any(bare_name(one.name) == bare_name(name) for one in self._usual.get(letter, ()))
            for letter, name in zip(letters, names, strict=True)
        )

    def _is_name(self, letters: str, *, province: str) -> bool:
        """Whether letters are the name of a division of the province (…高速公路淮北段)."""
        return any(self._gazetteer.contains(province, one.adcode) for one in self._gazetteer.named(letters))

    def _read_anew(self, letters: str, jurisdiction: str, kind: str, named: frozenset[str]) -> Abbreviated | None:
        weighing = _Weighing(self._gazetteer, self._boundaries, jurisdiction=jurisdiction, kind=kind, named=named)
        kept = CANDIDATES_KEPT[len(letters)]
        options = [weighing.cheapest(self._bearers(letter, jurisdiction), kept) for letter in letters]
        if not all(options):
            return None
        weighed = [(cost, choice) for choice in product(*options) if (cost := weighing.cost(choice)) is not None]
        weighed.sort(key=lambda pair: (pair[0], [candidate.division.adcode for candidate in pair[1]]))
        if not weighed:
            return Abbreviated(letters)
        choices = [tuple(candidate.division for candidate in choice) for _, choice in weighed]
        margin = CLEARLY_BETTER if len(set(letters)) == len(letters) else CLEARLY_BETTER_OF_ONE_LETTER
        tied = [choice for (cost, _), choice in zip(weighed, choices, strict=True) if cost < weighed[0][0] + margin]
        rivals = [choice for choice in tied if not self._same_line(choice, choices[0])]
        if rivals:
            return Abbreviated(letters, tied=(choices[0], *rivals)[:TIE_SHOWN])
        return Abbreviated(letters, choices[0])

    def _same_line(self, one: tuple[Division, ...], other: tuple[Division, ...]) -> bool:
        """Whether two choices differ only in a city and a county in it (黄山市, 黄山区), or in their direction."""
        return one == other[::-1] or all(
            first.adcode in self._gazetteer.ancestors(second.adcode)
            or second.adcode in self._gazetteer.ancestors(first.adcode)
            for first, second in zip(one, other, strict=True)
        )

    def _bearers(self, letter: str, jurisdiction: str) -> list["_Candidate"]:
        """Divisions a letter can stand for; by the second character of their name only those in the jurisdiction."""
        usual = [
            _Candidate(division, 0.0 if letter in division.name else LETTER_OF_ITS_OWN)
            for division in self._usual.get(letter, ())
        ]
        known = {candidate.division.adcode for candidate in usual}
        opened = [_Candidate(one, 0.0) for one in self._opened.get(letter, ()) if one.adcode not in known]
        second = [
            _Candidate(division, SECOND_CHARACTER)
            for division in self._second.get(letter, ())
            if self._gazetteer.contains(jurisdiction, division.adcode)
        ]
        return [*usual, *opened, *second]

    @cached_property
    def _usual(self) -> dict[str, list[Division]]:
        found: dict[str, list[Division]] = defaultdict(list)
        for letter, adcode, _ in _rows(LETTERS_FILE, 3):
            division = self._gazetteer.division(adcode)
            if division is not None and is_town(self._gazetteer, division):
                found[letter].append(division)
        return dict(found)

    @cached_property
    def _provinces(self) -> frozenset[str]:
        return frozenset(letter for letter, adcode, _ in _rows(LETTERS_FILE, 3) if adcode.endswith("0000"))

    @cached_property
    def _trunks(self) -> frozenset[str]:
        return frozenset(name for _, name, *_ in _rows(TRUNK_LINES_FILE, 4))

    @cached_property
    def _opened(self) -> dict[str, list[Division]]:
        """Cities and counties by the first character of their name; 黔南 and 湘西 bear the letter of their province."""
        return self._by_character(0)

    @cached_property
    def _second(self) -> dict[str, list[Division]]:
        return self._by_character(1)

    def _by_character(self, index: int) -> dict[str, list[Division]]:
        found: dict[str, list[Division]] = defaultdict(list)
        for division in self._gazetteer.divisions():
            name = division.name
            of_province = name[0] in self._provinces and _AUTONOMOUS_OF_PROVINCE.match(name)
            is_district = index > 0 and name.endswith("区")
            if division.level != "province" and not (of_province or is_district) and len(bare_name(name)) > index:
                found[name[index]].append(division)
        return dict(found)


def is_town(gazetteer: Gazetteer, division: Division) -> bool:
    """Whether a line can end in a division: any county or city, and a province that is one city (重庆)."""
    if division.level != "province":
        return True
    children = gazetteer.children(division.adcode)
    return division.name.endswith("市") and all(child.level == "county" for child in children)


def seat_of(boundaries: Boundaries, division: Division) -> LonLat | None:
    """`(lon, lat)` of the seat, or of a point inside the polygon; None when it has neither."""
    if division.lon is not None and division.lat is not None:
        return division.lon, division.lat
    inside = boundaries.representative_point(division.adcode)
    return (inside.x, inside.y) if inside else None


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A division a letter can stand for, what it costs, and where it is."""

    division: Division
    cost: float
    point: LonLat = (0.0, 0.0)
    is_home: bool = True
    is_of_province: bool = True


class _Weighing:
    """Weighs candidates and choices for the plans of one jurisdiction."""

    def __init__(
        self, gazetteer: Gazetteer, boundaries: Boundaries, *, jurisdiction: str, kind: str, named: frozenset[str]
    ) -> None:
        self._gazetteer = gazetteer
        self._boundaries = boundaries
        self._chain = gazetteer.ancestors(jurisdiction)
        self._railway = kind == "railway"
        far = kind in LONG_DISTANCE
        self._length_weight = LENGTH_WEIGHT_LONG_DISTANCE if far else LENGTH_WEIGHT
        self._longest_km = LONGEST_KM_LONG_DISTANCE if far else LONGEST_KM
        self._named = named
        home = gazetteer.division(jurisdiction)
        self._seat = seat_of(boundaries, home) if home is not None and home.level != "province" else None

    def cheapest(self, candidates: list[_Candidate], kept: int) -> list[_Candidate]:
        """The `kept` cheapest candidates that have a point, with what they cost by themselves."""
        weighed = [one for candidate in candidates if (one := self._weighed(candidate)) is not None]
        return sorted(weighed, key=lambda one: (one.cost, one.division.adcode))[:kept]

    def _weighed(self, candidate: _Candidate) -> _Candidate | None:
        division = candidate.division
        point = seat_of(self._boundaries, division)
        if point is None:
            return None
        chain = self._gazetteer.ancestors(division.adcode)
        is_county = division.level == "county"
        named = division.adcode in self._named
        inside = self._chain[0] in chain
        if inside:
            cost = IN_JURISDICTION
        elif division.adcode in self._chain:
            cost = ABOVE_JURISDICTION
        elif named:
            cost = NAMED_BY_PLAN
        elif self._chain[-1] == chain[-1]:
            cost = IN_PROVINCE
        else:
            cost = ELSEWHERE
        if is_county:
            cost += self._county_cost(division)
        elif self._railway and division.adcode.endswith("0100"):
            cost += CAPITAL_ON_RAILWAY
        cost += candidate.cost
        return _Candidate(division, cost, point, inside or named, self._chain[-1] == chain[-1])

    def _county_cost(self, division: Division) -> float:
        """What a county costs: less for a county-level city and a district of 重庆, more for a district of a city."""
        cost = COUNTY_ON_RAILWAY if self._railway else 0.0
        parent = self._gazetteer.division(division.parent)
        is_district = division.name.endswith("区")
        if is_district and parent is not None and parent.level == "city":
            return cost + COUNTY + URBAN_DISTRICT
        return cost + (COUNTY_LIKE_A_CITY if is_district or division.name.endswith("市") else COUNTY)

    def cost(self, choice: tuple[_Candidate, ...]) -> float | None:
        """What a choice costs, or None when no line can run like that."""
        gaps = [distance_km(one.point, other.point) for one, other in pairwise(choice)]
        at_home = any(one.is_home or one.is_of_province for one in choice)
        near = at_home and sum(gaps) <= self._longest_km and len({one.division.adcode for one in choice}) == len(choice)
        foreign_km = self._foreign_counties_km(choice, gaps)
        if not near or any(gap > FARTHEST_COUNTY_KM for gap in foreign_km):
            return None
        turns = sum(
            turn_degrees(one.point, two.point, three.point) > SHARP_TURN_DEGREES
            for one, two, three in zip(choice, choice[1:], choice[2:], strict=False)
        )
        nested = sum(self._nested(one, other) for one, other in pairwise(choice))
        way_km = max(FREE_KM, sum(gaps) + self._detour_km(choice, gaps))
        length = self._length_weight * log(way_km / FREE_KM)
        far = sum(gap > NEAR_COUNTY_KM for gap in foreign_km)
        cost = (
            sum(one.cost for one in choice) + length + turns * SHARP_TURN + nested * INSIDE_ANOTHER + far * FAR_COUNTY
        )
        return cost if cost <= DEAREST_CHARACTER * len(choice) else None

    def _detour_km(self, choice: tuple[_Candidate, ...], gaps: list[float]) -> float:
        """How much longer the way gets through the seat of the county or city whose plan holds none of its ends."""
        seat = self._seat
        if seat is None or any(one.is_home for one in choice):
            return 0.0
        reaches = [distance_km(one.point, seat) for one in choice]
        return min(one + other - gap for (one, other), gap in zip(pairwise(reaches), gaps, strict=True))

    @staticmethod
    def _foreign_counties_km(choice: tuple[_Candidate, ...], gaps: list[float]) -> list[float]:
        """How far each county of another province is from the nearest end beside it that is no such county."""
        found = []
        for index, candidate in enumerate(choice):
            if candidate.is_home or candidate.is_of_province or candidate.division.level != "county":
                continue
            beside = [(gaps[index - 1], choice[index - 1])] if index else []
            beside += [(gaps[index], choice[index + 1])] if index + 1 < len(choice) else []
            found.append(min((gap for gap, one in beside if one.is_home or one.is_of_province), default=inf))
        return found

    def _nested(self, one: _Candidate, other: _Candidate) -> bool:
        """Whether one lies in the other and that is no municipality (重庆 to 万州 is a line like any other)."""
        codes = one.division.adcode, other.division.adcode
        return "province" not in (one.division.level, other.division.level) and (
            self._gazetteer.contains(*codes) or self._gazetteer.contains(*reversed(codes))
        )
