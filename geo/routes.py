"""Schematic lines of routes: way-points in order, joined, and checked against the division the text speaks of.

Way-points are those the text writes; where it writes none, those that the letters of the name clearly stand for
(城宣高速 → 城口, 宣汉), which are marked as inferred. A point on a line (a station, a junction) and a road round a town
get no line. Geometries are `(lon, lat)` degrees in CGCS2000 (EPSG:4490).
"""

import re
from dataclasses import replace

from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry

from geo import reasons
from geo.abbreviations import BRANCH, Abbreviated, AbbreviationReader, letters_of
from geo.boundaries import Boundaries
from geo.findings import NOTHING, Finding, place_id
from geo.gazetteer import Gazetteer, bare_name
from geo.geometry import schematic_line
from geo.models import Candidate, Division, Place, Rule, Stop, Toponym
from geo.names import core
from geo.site_matching import MINIMUM_WAYPOINTS
from geo.waypoints import RouteFinding, RoutePoint, WaypointFinder

# What stands on a line or branches off it has no line of its own ends; neither has a road round a town.
POINT_ON_LINE = re.compile(
    r"(?:高速公路|高速|铁路|高铁|公路|城际|[GS]\d+线?)[^至到—–~-]*?"
    r"(?:站|互通|枢纽|立交|服务区|收费站|出口|出入口|换乘中心|平台)(?:立交|改造|扩建|扩能|扩容|提升|建设|工程|项目)*$"
)
# A part or a point of a line or river named for one place; 至 would make it a line between two.
PART_AT_TOWN = re.compile(
    r"^(?!.*[至到—–~-]).*?(?:高速公路|高速|铁路|高铁|公路|国道|省道|[GS]\d+线?|[路线河江溪渠沟水])"
    r"(?P<part>[\u4e00-\u9fff]{2,6}?)[东西南北]?(?:段|枢纽互通|互通|枢纽|立交|服务区|收费站|出口|站)"
)
ABBREVIATED_KINDS = frozenset({"railway", "expressway", "road", "pipeline", "power_line", None})
AROUND = re.compile(r"绕城|绕坝|环线|环城|外环|内环|[东西南北中]环|过境")
_PART = re.compile(
    r"^.*(?:高速公路|高速|高铁|铁路|公路|管道|管线|工程|航道|[线(])(?P<part>[\u4e00-\u9fff]{2,8}?)(?:境内段?|境|段)\)?$"
)
_MARKS = re.compile(r"[()\[\]“”\"\s]")
SHORTEST_PART_DEG = 0.02


class RouteFinder:
    """Finds the line a toponym's way-points give."""

    def __init__(self, gazetteer: Gazetteer, boundaries: Boundaries, waypoints: WaypointFinder) -> None:
        self._gazetteer = gazetteer
        self._boundaries = boundaries
        self._waypoints = waypoints
        self._abbreviations = AbbreviationReader(gazetteer, boundaries)

    def find(self, toponym: Toponym) -> Finding:
        """The schematic line through the way-points; it must touch the division the text speaks of."""
        part = self._at_part(toponym)
        if part.place is not None or POINT_ON_LINE.search(toponym.name):
            return part
        if len(toponym.waypoints) < MINIMUM_WAYPOINTS:
            return self._by_letters(toponym) if toponym.kind in ABBREVIATED_KINDS else NOTHING
        found = self._waypoints.find(toponym.waypoints, toponym.adcode or toponym.jurisdiction)
        return self._line(toponym, found, letters=self._letters_behind(toponym))

    def _at_part(self, toponym: Toponym) -> Finding:
        """The township that a part of a line or river, or a point on it, is named for (渭河韦林段, …高速龙楼互通)."""
        match = PART_AT_TOWN.search(toponym.name)
        county = toponym.adcode or toponym.jurisdiction or ""
        if match is None or not self._gazetteer.is_county(county):
            return NOTHING
        if any(self._gazetteer.contains(one.adcode, county) for one in self._gazetteer.named(match["part"])):
            return NOTHING  # …高速光明段 in 光明区 is the part in the district, not in its town of that name
        town = self._waypoints.township_in(match["part"], county)
        if town is None or not self._boundaries.covers(county, *town.point):
            return NOTHING
        place = Place(
            place_id=place_id("place", core(toponym.name), county, town.name),
            name=toponym.name,
            kind=toponym.kind,
            adcode=county,
            county=self._name(county),
            township=town.name,
            geometry=Point(town.point),
            precision="township",
            place_confidence="medium",
            source="township",
            evidence=town.source,
        )
        return Finding(place, reasons.FOUND_PART_OF_LINE.format(township=town.name), rule=Rule.TOWNSHIP_NAMED)

    def _letters_behind(self, toponym: Toponym) -> str:
        """The letters of the name that the way-points were inferred from; '' where the name writes both ends out."""
        plain = _MARKS.sub("", toponym.name)
        if toponym.waypoints[0] in plain and toponym.waypoints[-1] in plain:
            return ""
        letters = (one for one in letters_of(toponym.name) if self._abbreviations.stand_for(one, toponym.waypoints))
        return next(letters, "")

    def _by_letters(self, toponym: Toponym) -> Finding:
        """The line between the divisions that the letters of a name clearly stand for; a tie is told, not settled."""
        if AROUND.search(toponym.name) or BRANCH.search(toponym.name) or not toponym.jurisdiction:
            return NOTHING
        read = self._abbreviations.read(
            toponym.name, jurisdiction=toponym.adcode or toponym.jurisdiction, kind=toponym.kind
        )
        if read is None:
            return NOTHING
        if not read.divisions:
            return _unread(toponym, read)
        points = self._waypoints.of_divisions(read.divisions)
        return self._line(toponym, RouteFinding(points, ()), letters=read.letters)

    def _line(self, toponym: Toponym, found: RouteFinding, *, letters: str = "") -> Finding:
        """The line through placed way-points; `letters` tells that they are inferred from the name."""
        line = schematic_line([point.point for point in found.points], name=core(toponym.name))
        if line is None:
            return Finding(None, reasons.NO_WAYPOINTS.format(missing="、".join(found.missing)), rule=Rule.NO_WAYPOINTS)
        home = toponym.jurisdiction if letters else self._province(toponym.adcode or toponym.jurisdiction)
        wanted = toponym.adcode or home
        polygon = self._boundaries.polygon(wanted) if wanted else None
        if wanted and polygon is not None and not polygon.intersects(line):
            reason = reasons.REJECT_ROUTE_ELSEWHERE.format(county=self._name(wanted))
            elsewhere = Candidate(toponym.name, None, "route", "route", reason)
            return Finding(None, reason, (elsewhere,), Rule.NO_WAYPOINTS)
        place = self._place(toponym, found, line, inferred=bool(letters))
        labels = "—".join(map(_label, found.points))
        template = reasons.FOUND_ROUTE_BY_LETTERS if letters else reasons.FOUND_ROUTE
        clipped, part = self._clipped(toponym, place)
        reason = template.format(points=labels, letters=letters) + _missing(found) + part
        return Finding(clipped, reason, rule=Rule.ROUTE)

    def _place(self, toponym: Toponym, found: RouteFinding, line: LineString, *, inferred: bool) -> Place:
        names = "、".join(f"{point.name}（{point.source}）" for point in found.points)
        divisions = tuple(dict.fromkeys(point.adcode for point in found.points))
        counties = tuple(adcode for adcode in divisions if self._gazetteer.is_county(adcode))
        adcode = divisions[0] if len(divisions) == 1 and counties else None
        sure = not inferred and not found.missing and all(point.certain for point in found.points)
        return Place(
            place_id=place_id("route", core(toponym.name), *(point.name for point in found.points)),
            name=toponym.name,
            kind=toponym.kind,
            adcode=adcode,
            county=self._name(adcode) if adcode else None,
            township=None,
            geometry=line,
            precision="route",
            place_confidence="medium" if sure else "low",
            source="route",
            evidence=names + _missing(found),
            counties=counties,
            stops=tuple(_stop(point) for point in found.points),
        )

    def _clipped(self, toponym: Toponym, place: Place) -> tuple[Place, str]:
        """The place with only the piece of its line inside the division whose part the name speaks of (…四川段)."""
        division = self._part(toponym)
        polygon = self._boundaries.polygon(division.adcode) if division else None
        if division is None or polygon is None or polygon.covers(place.geometry):
            return place, ""
        piece = _longest(place.geometry.intersection(polygon))
        if piece is None:
            return place, ""
        inside = [code for code in place.counties if self._gazetteer.contains(division.adcode, code)]
        own = division if self._gazetteer.is_county(division.adcode) else None
        counties = tuple(inside) or ((division.adcode,) if own else ())
        clipped = replace(
            place,
            place_id=place_id("route", place.place_id, division.adcode),
            geometry=piece,
            counties=counties,
            adcode=own.adcode if own else place.adcode,
            county=own.name if own else place.county,
        )
        return clipped, reasons.ROUTE_CLIPPED.format(part=division.name)

    def _part(self, toponym: Toponym) -> Division | None:
        """The one division of the home province, or the province, whose part of a line the name speaks of."""
        match = _PART.search(toponym.name)
        home = self._province(toponym.adcode or toponym.jurisdiction)
        if match is None or home is None or match["part"] in toponym.waypoints[-1:]:
            return None
        named = self._gazetteer.named(match["part"])
        inside = [division for division in named if self._gazetteer.contains(home, division.adcode)]
        return inside[0] if len(inside) == 1 else None

    def _province(self, adcode: str | None) -> str | None:
        chain = self._gazetteer.ancestors(adcode) if adcode else ()
        return chain[-1] if chain else None

    def _name(self, adcode: str) -> str:
        division = self._gazetteer.division(adcode)
        return division.name if division else adcode


def _unread(toponym: Toponym, read: Abbreviated) -> Finding:
    """Why letters give no line: they are a trunk line's, fit nothing, or fit several pairs of places."""
    if read.is_trunk:
        return Finding(None, reasons.TRUNK_LINE.format(letters=read.letters), rule=Rule.NO_WAYPOINTS)
    if not read.tied:
        return Finding(None, reasons.LETTERS_UNKNOWN.format(letters=read.letters), rule=Rule.NO_WAYPOINTS)
    choices = ["—".join(bare_name(one.name) for one in choice) for choice in read.tied]
    reason = reasons.NO_LETTERS.format(letters=read.letters, choices="、".join(choices))
    tied = tuple(Candidate(one, None, "route", "route", reasons.TIED) for one in choices)
    return Finding(None, reason, (), Rule.TIE, tied)


def _label(point: RoutePoint) -> str:
    return f"{point.label}≈{point.name}" if point.is_approximate else point.label


def _stop(point: RoutePoint) -> Stop:
    lon, lat = point.point
    return Stop(point.label, point.name, point.adcode, lon, lat, point.is_approximate)


def _missing(found: RouteFinding) -> str:
    return reasons.WAYPOINT_MISSING.format(missing="、".join(found.missing)) if found.missing else ""


def _longest(geometry: BaseGeometry) -> LineString | None:
    """The longest line of a geometry, or None when it has none worth drawing."""
    lines = [part for part in getattr(geometry, "geoms", (geometry,)) if isinstance(part, LineString)]
    longest = max(lines, key=lambda line: line.length, default=None)
    return longest if longest is not None and longest.length >= SHORTEST_PART_DEG else None
