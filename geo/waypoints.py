"""Way-points of a route: names as the text writes them → points of counties, cities and townships.

A name is looked for near home first: the division the text speaks of and those above it, its townships, the divisions
of its province. Only what is not found there is looked for farther off, and counts only where a line from the other
way-points can reach it; of several bearers of a name the one clearly nearest to the rest of the route is taken. A name
that stays ambiguous is missing; it is never guessed. What is no town itself (万州北站, 博鳌机场, 金兰水库) stands at
the town in its name, marked as approximate.
Points are `(lon, lat)` degrees (CGCS2000) of the seat, or a point inside the polygon where no seat is known.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from geo.abbreviations import is_town
from geo.boundaries import Boundaries
from geo.gazetteer import Gazetteer, bare_name
from geo.geometry import LonLat, distance_km
from geo.models import Division, Township
from geo.reasons import POLYGON_EVIDENCE, WAYPOINT_WITHOUT_POINT
from geo.townships import TownshipPoints

CLEARLY_NEARER = 0.5
# How far a way-point may lie from the next one, by its level; a bearer of an ambiguous name never beyond the last.
FARTHEST_KM = {"township": 200.0, "county": 700.0, "city": 2500.0, "province": 2500.0}
FARTHEST_CHOSEN_KM = 800.0
FARTHEST_FOREIGN_TOWNSHIP_KM = 100.0
DETOUR = 3.0  # a chosen bearer that makes the way this many times longer is not meant
OWN_TOWN = re.compile(r"(?:[县市]?城(?:[区关])?|中心城区|主城区?|市区|县城关)$")
_TOWN_CENTRE = re.compile(r"(?<=..)(?:县城|城区|市区|主城|城关镇?|境内?)$")
_BUILT = re.compile(
    r"(?<=..)(?:火车站|高铁站|汽车站|收费站|服务区|客运站|车站|机场|空港|港区?|码头|口岸|互通|枢纽|立交|出口"
    r"|变电站|换流站|电站|电厂|[新老]城区?|新区|工业园区?|产业园区?|开发区|园区|站)$"
)
_COMPASS = re.compile(r"(?<=..)[东西南北]$")
_NATURAL = re.compile(r"(?<=..)(?:水库|大坝|[坝山湖河江关桥口湾岛])$")


@dataclass(frozen=True, slots=True)
class RoutePoint:
    """A placed way-point: `label` as written, `name` official, `adcode` the division it is or lies in.

    `is_approximate` tells that the town stands in for something near it (a station, a pass); `certain` is False when
    it was chosen among bearers of one name because it is the nearest.
    """

    label: str
    name: str
    adcode: str
    level: str
    point: LonLat
    source: str
    is_approximate: bool = False
    certain: bool = True


@dataclass(frozen=True, slots=True)
class RouteFinding:
    """The placed way-points in order and the names that could not be placed."""

    points: tuple[RoutePoint, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Form:
    """A way a name may be read: the words, whether they only stand in for it, whether only at home."""

    text: str
    is_approximate: bool = False
    only_at_home: bool = False


@dataclass(frozen=True, slots=True)
class _Options:
    """What a name can mean: points, and what is known of it when it has none."""

    points: tuple[RoutePoint, ...] = ()
    lacking: str = ""


def _forms(name: str) -> Iterator[_Form]:
    yield _Form(name)
    if centre := _TOWN_CENTRE.sub("", name):
        yield _Form(centre)
    short = _BUILT.sub("", centre)
    yield _Form(short, is_approximate=True)
    yield _Form(_COMPASS.sub("", short), is_approximate=True)
    yield _Form(_NATURAL.sub("", short), is_approximate=True, only_at_home=True)


class WaypointFinder:
    """Places way-points with the gazetteer, the township points and the polygons."""

    def __init__(self, gazetteer: Gazetteer, boundaries: Boundaries, townships: TownshipPoints) -> None:
        self._gazetteer = gazetteer
        self._boundaries = boundaries
        self._townships = townships

    def find(self, names: tuple[str, ...], scope: str | None) -> RouteFinding:
        """Placed way-points of a route whose text speaks of the division `scope` (adcode, county to province)."""
        options = [self._at_home(name, scope) for name in names]
        anchors = [found.points[0] for found in options if found and len(found.points) == 1]
        farther = [found or _Options() for found in options]
        for _ in names:  # what is found leads to the next one: 赣州, then 郴州, 永州, 兴义
            open_names = [place for place, found in enumerate(farther) if options[place] is None and not found.points]
            for place in open_names:
                farther[place] = self._farther_off(names[place], scope, anchors)
            leading = [found.points[0] for found in farther if len(found.points) == 1]
            if leading == anchors:
                break
            anchors = leading
        chosen = [_nearest(found.points, [one.point for one in anchors]) for found in farther]
        labelled = [point and replace(point, label=name) for name, point in zip(names, chosen, strict=True)]
        kept = _within_reach(labelled, known=[found is not None for found in options])
        missing = [
            f"{name}{found.lacking}" for name, found, point in zip(names, farther, kept, strict=True) if point is None
        ]
        return RouteFinding(tuple(point for point in kept if point), tuple(missing))

    def township_in(self, words: str, county: str) -> RoutePoint | None:
        """The only township of a county whose name ends `words` (永定湖雷 → 湖雷镇), if it has a point."""
        for start in range(len(words) - 1):
            named = self._townships_in(words[start:], county)
            if named:
                return self._point(words[start:], named[0]) if len(named) == 1 else None
        return None

    def of_divisions(self, divisions: Iterable[Division]) -> tuple[RoutePoint, ...]:
        """The divisions as way-points, without those that have no point."""
        return tuple(point for one in divisions if (point := self._point(bare_name(one.name), one)))

    def _at_home(self, name: str, scope: str | None) -> _Options | None:
        """What a name means in the division the text speaks of or in its province; None when it is not known there."""
        if scope and OWN_TOWN.fullmatch(name) and self._gazetteer.is_county(scope):
            return self._options(_Form(name), self._divisions([scope]))
        chain = self._gazetteer.ancestors(scope) if scope else ()
        for form in dict.fromkeys(_forms(name)):
            divisions = self._towns_named(form.text)
            county = chain[0] if chain and self._gazetteer.is_county(chain[0]) else ""
            circles: list[Sequence[Division] | Sequence[Township]] = [
                [division for division in divisions if division.adcode in chain],
                self._townships_in(form.text, county) if county else [],
                self._townships_in(form.text, chain[1]) if county and len(chain) > 2 else [],
                [division for division in divisions if chain and self._gazetteer.contains(chain[-1], division.adcode)],
                self._townships_in(form.text, chain[0]) if len(chain) > 1 and not county else [],
            ]
            found = next((circle for circle in circles if circle), None)
            if found:
                return self._options(form, found)
        return None

    def _farther_off(self, name: str, scope: str | None, anchors: Sequence[RoutePoint]) -> _Options:
        """What a name means elsewhere, as far as a line from the anchors (or from the scope itself) can reach it."""
        for form in dict.fromkeys(_forms(name)):
            found = () if form.only_at_home else self._options(form, self._towns_named(form.text)).points
            near = tuple(one for one in found if _reaches(one, anchors)) if anchors else found
            if near:
                return _Options(near)
            towns = self._options(form, self._gazetteer.townships_named(form.text)).points
            inside = [one for one in towns if scope and self._gazetteer.contains(scope, one.adcode)]
            towns = tuple(inside) if form.only_at_home else towns
            beside = tuple(one for one in towns if self._is_beside(one, scope, anchors))
            if beside:
                return _Options(tuple(replace(one, certain=False) for one in beside))
        return _Options()

    def _is_beside(self, town: RoutePoint, scope: str | None, anchors: Sequence[RoutePoint]) -> bool:
        """Whether a township elsewhere lies near one of the anchors, or without any in the division spoken of."""
        if not anchors:
            return scope is not None and self._gazetteer.contains(scope, town.adcode)
        return _gap_km(town, [one.point for one in anchors]) <= FARTHEST_FOREIGN_TOWNSHIP_KM

    def _towns_named(self, form: str) -> list[Division]:
        """Divisions of this written form that a route can end in, those of this very name before former bearers."""
        named = [division for division in self._gazetteer.named(form) if is_town(self._gazetteer, division)]
        return [division for division in named if form in {division.name, bare_name(division.name)}] or named

    def _divisions(self, adcodes: Iterable[str]) -> list[Division]:
        return [division for adcode in adcodes if (division := self._gazetteer.division(adcode))]

    def _townships_in(self, form: str, scope: str) -> list[Township]:
        named = self._gazetteer.townships_named(form)
        return [township for township in named if self._gazetteer.contains(scope, township.adcode)]

    def _options(self, form: _Form, circle: Sequence[Division] | Sequence[Township]) -> _Options:
        """The points of the members of a circle, or why the only one has none."""
        members = self._outermost(circle)
        points = [point for member in members if (point := self._point(form.text, member))]
        if form.is_approximate:
            points = [replace(point, is_approximate=True) for point in points]
        lacking = WAYPOINT_WITHOUT_POINT.format(name=members[0].name) if len(members) == 1 and not points else ""
        return _Options(tuple(points), lacking)

    def _outermost(self, members: Sequence[Division] | Sequence[Township]) -> list[Division | Township]:
        """Members without those that lie in another member (恩施州 stands for 恩施市 as well)."""
        codes = {member.adcode for member in members if isinstance(member, Division)}
        return [
            member
            for member in members
            if isinstance(member, Township) or not codes.intersection(self._gazetteer.ancestors(member.adcode)[1:])
        ]

    def _point(self, label: str, member: Division | Township) -> RoutePoint | None:
        if isinstance(member, Township):
            known = self._townships.of(member)
            if known is None:
                return None
            return RoutePoint(label, member.name, member.adcode, "township", known.point, known.source)
        seat = self._seat(member)
        if seat.lon is not None and seat.lat is not None:
            return RoutePoint(label, member.name, member.adcode, member.level, (seat.lon, seat.lat), seat.source)
        inside = self._boundaries.representative_point(seat.adcode)
        if inside is None:
            return None
        return RoutePoint(label, member.name, member.adcode, member.level, (inside.x, inside.y), POLYGON_EVIDENCE)

    def _seat(self, division: Division) -> Division:
        """The division, or for a city without a known seat its county of the same bare name (临夏州 → 临夏市)."""
        if division.lon is not None or division.level != "city":
            return division
        bare = bare_name(division.name)
        inner = [child for child in self._gazetteer.children(division.adcode) if bare_name(child.name) == bare]
        return min(inner, key=lambda child: (not child.name.endswith("市"), child.adcode), default=division)


def _farthest_km(point: RoutePoint) -> float:
    return FARTHEST_KM[point.level]


def _reaches(point: RoutePoint, others: Iterable[RoutePoint]) -> bool:
    """Whether one of the others lies near enough for a line to run there."""
    return any(distance_km(point.point, one.point) <= min(map(_farthest_km, (point, one))) for one in others)


def _nearest(options: Sequence[RoutePoint], anchors: Sequence[LonLat]) -> RoutePoint | None:
    """The only option, or the one clearly nearest to the anchors; None when that does not decide."""
    if len(options) == 1:
        return options[0]
    if not options or not anchors:
        return None
    ranked = sorted(options, key=lambda option: (_gap_km(option, anchors), option.adcode))
    nearest = _gap_km(ranked[0], anchors)
    if nearest > min(FARTHEST_CHOSEN_KM, CLEARLY_NEARER * _gap_km(ranked[1], anchors)):
        return None
    return replace(ranked[0], certain=False)


def _gap_km(option: RoutePoint, anchors: Iterable[LonLat]) -> float:
    return min(distance_km(option.point, anchor) for anchor in anchors)


def _within_reach(points: list[RoutePoint | None], *, known: list[bool]) -> list[RoutePoint | None]:
    """The points without those farther off that no neighbour reaches or, if chosen, that make the way turn back."""
    placed = [point for point in points if point]
    kept: list[RoutePoint | None] = []
    for point, at_home in zip(points, known, strict=True):
        if point is None or (at_home and point.certain):
            kept.append(point)
            continue
        index = placed.index(point)
        beside = [placed[other] for other in (index - 1, index + 1) if 0 <= other < len(placed)]
        astray = not point.certain and _turns_back(point, beside)
        kept.append(None if astray or (beside and not _reaches(point, beside)) else point)
    return kept


def _turns_back(point: RoutePoint, beside: Sequence[RoutePoint]) -> bool:
    if len(beside) < 2:
        return False
    through = sum(distance_km(point.point, one.point) for one in beside)
    return through > DETOUR * max(distance_km(beside[0].point, beside[1].point), 1.0)
