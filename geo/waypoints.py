"""Way-points of a route: names as the text writes them → points of counties, cities and townships.

A name is looked for near home first: the county itself, its townships, the divisions of its province, then the
whole country, where a name with several bearers counts only if one of them is clearly the nearest to the rest
of the route. A name that stays ambiguous is missing; it is never guessed.
Points are `(lon, lat)` degrees (CGCS2000) of the seat, or a point inside the polygon where no seat is known.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from geo.boundaries import Boundaries
from geo.gazetteer import Gazetteer
from geo.geometry import LonLat, distance_km
from geo.models import Division, Township
from geo.reasons import POLYGON_EVIDENCE
from geo.townships import TownshipPoints

CLEARLY_NEARER = 0.5
FARTHEST_NEIGHBOUR_KM = 800.0  # between a way-point chosen among bearers of one name and the next one
_STATION = re.compile(r"(?:火车站|高铁站|车站|站|县城|城区|市区|境)$")
_COMPASS = re.compile(r"(?<=..)[东西南北]$")


@dataclass(frozen=True, slots=True)
class RoutePoint:
    """A placed way-point: `label` as written, `name` official, `adcode` the division it is or lies in.

    `certain` is False when it was chosen among bearers of one name because it is the nearest.
    """

    label: str
    name: str
    adcode: str
    point: LonLat
    source: str
    certain: bool = True


@dataclass(frozen=True, slots=True)
class RouteFinding:
    """The placed way-points in order and the names that could not be placed."""

    points: tuple[RoutePoint, ...]
    missing: tuple[str, ...]


def _variants(name: str) -> Iterator[str]:
    yield name
    short = _STATION.sub("", name)
    yield short
    yield _COMPASS.sub("", short)


class WaypointFinder:
    """Places way-points with the gazetteer, the township points and the polygons."""

    def __init__(self, gazetteer: Gazetteer, boundaries: Boundaries, townships: TownshipPoints) -> None:
        self._gazetteer = gazetteer
        self._boundaries = boundaries
        self._townships = townships

    def find(self, names: tuple[str, ...], scope: str | None) -> RouteFinding:
        """Placed way-points of a route whose text speaks of the division `scope` (adcode, county to province)."""
        options = [self._options(name, scope) for name in names]
        anchors = [found[0].point for found in options if len(found) == 1]
        chosen = [_nearest(found, anchors) for found in options]
        missing = [name for name, point in zip(names, chosen, strict=True) if point is None]
        return RouteFinding(tuple(point for point in chosen if point), tuple(missing))

    def _options(self, name: str, scope: str | None) -> list[RoutePoint]:
        for form in dict.fromkeys(_variants(name)):
            found = self._options_of_form(form, scope)
            if found is not None:
                return found
        return []

    def _options_of_form(self, form: str, scope: str | None) -> list[RoutePoint] | None:
        """Points the form can mean, from the nearest circle that knows it; None when no circle does."""
        chain = self._gazetteer.ancestors(scope) if scope else ()
        divisions = [division for division in self._gazetteer.named(form) if self._is_a_town(division)]
        circles: list[list[Division] | list[Township]] = [
            [division for division in divisions if division.adcode in chain],
            self._townships_in(form, scope) if scope and self._gazetteer.is_county(scope) else [],
            [division for division in divisions if chain and self._gazetteer.contains(chain[-1], division.adcode)],
            divisions,
            self._townships_in(form, scope) if scope else [],
        ]
        for circle in circles:
            if circle:
                return [point for member in self._outermost(circle) if (point := self._point(form, member))]
        return None

    def _is_a_town(self, division: Division) -> bool:
        """Whether a route can end in it: any county or city, and a province that is one city (重庆)."""
        if division.level != "province":
            return True
        children = self._gazetteer.children(division.adcode)
        return division.name.endswith("市") and all(child.level == "county" for child in children)

    def _townships_in(self, form: str, scope: str) -> list[Township]:
        named = self._gazetteer.townships_named(form)
        return [township for township in named if self._gazetteer.contains(scope, township.adcode)]

    def _outermost(self, members: list[Division] | list[Township]) -> list[Division | Township]:
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
            return RoutePoint(label, member.name, member.adcode, known.point, known.source) if known else None
        if member.lon is not None and member.lat is not None:
            return RoutePoint(label, member.name, member.adcode, (member.lon, member.lat), member.source)
        inside = self._boundaries.representative_point(member.adcode)
        return RoutePoint(label, member.name, member.adcode, (inside.x, inside.y), POLYGON_EVIDENCE) if inside else None


def _nearest(options: list[RoutePoint], anchors: list[LonLat]) -> RoutePoint | None:
    """The only option, or the one clearly nearest to the anchors; None when that does not decide."""
    if not options:
        return None
    if len(options) == 1:
        return options[0]
    if not anchors:
        return None
    ranked = sorted(options, key=lambda option: (_gap_km(option, anchors), option.adcode))
    nearest = _gap_km(ranked[0], anchors)
    if nearest > min(FARTHEST_NEIGHBOUR_KM, CLEARLY_NEARER * _gap_km(ranked[1], anchors)):
        return None
    return replace(ranked[0], certain=False)


def _gap_km(option: RoutePoint, anchors: list[LonLat]) -> float:
    return min(distance_km(option.point, anchor) for anchor in anchors)
