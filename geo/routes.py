"""Schematic lines of routes: way-points in order, joined, and checked against the division the text speaks of.

Geometries are `(lon, lat)` degrees in CGCS2000 (EPSG:4490).
"""

from geo import reasons
from geo.boundaries import Boundaries
from geo.findings import NOTHING, Finding, place_id
from geo.gazetteer import Gazetteer
from geo.geometry import line_through
from geo.models import Candidate, Place, Toponym
from geo.names import core
from geo.site_matching import MINIMUM_WAYPOINTS
from geo.waypoints import WaypointFinder


class RouteFinder:
    """Finds the line a toponym's way-points give."""

    def __init__(self, gazetteer: Gazetteer, boundaries: Boundaries, waypoints: WaypointFinder) -> None:
        self._gazetteer = gazetteer
        self._boundaries = boundaries
        self._waypoints = waypoints

    def find(self, toponym: Toponym) -> Finding:
        """The schematic line through the way-points; it must touch the division the text speaks of."""
        if len(toponym.waypoints) < MINIMUM_WAYPOINTS:
            return NOTHING
        scope = toponym.adcode or toponym.jurisdiction
        found = self._waypoints.find(toponym.waypoints, scope)
        line = line_through([point.point for point in found.points])
        if line is None:
            return Finding(None, reasons.NO_WAYPOINTS.format(missing="、".join(found.missing)))
        wanted = toponym.adcode or self._province(scope)
        polygon = self._boundaries.polygon(wanted) if wanted else None
        if wanted and polygon is not None and not polygon.intersects(line):
            reason = reasons.REJECT_ROUTE_ELSEWHERE.format(county=self._name(wanted))
            return Finding(None, reason, (Candidate(toponym.name, None, "route", "route", reason),))
        names = "、".join(f"{point.name}（{point.source}）" for point in found.points)
        missing = reasons.WAYPOINT_MISSING.format(missing="、".join(found.missing)) if found.missing else ""
        divisions = tuple(dict.fromkeys(point.adcode for point in found.points))
        counties = tuple(adcode for adcode in divisions if self._gazetteer.is_county(adcode))
        adcode = divisions[0] if len(divisions) == 1 and counties else None
        sure = not found.missing and all(point.certain for point in found.points)
        place = Place(
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
            evidence=names + missing,
            counties=counties,
        )
        labels = "—".join(point.label for point in found.points)
        return Finding(place, reasons.FOUND_ROUTE.format(points=labels) + missing)

    def _province(self, adcode: str | None) -> str | None:
        chain = self._gazetteer.ancestors(adcode) if adcode else ()
        return chain[-1] if chain else None

    def _name(self, adcode: str) -> str:
        division = self._gazetteer.division(adcode)
        return division.name if division else adcode
