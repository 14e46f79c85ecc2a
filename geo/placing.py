"""Places at a township's seat or in a county as a whole, checked against the county's polygon.

Geometries are `(lon, lat)` degrees in CGCS2000 (EPSG:4490). A county's point only carries a label.
"""

from shapely.geometry import Point

from geo import reasons
from geo.boundaries import Boundaries
from geo.findings import Finding, place_id
from geo.gazetteer import Gazetteer
from geo.models import Candidate, Division, Place, Rule, Toponym, Township
from geo.names import core, normalised, without_prefix
from geo.townships import TownshipPoints

CONFIDENCES = ("high", "medium", "low")


class Placer:
    """Makes the places that the gazetteer and the polygons support."""

    def __init__(self, gazetteer: Gazetteer, boundaries: Boundaries, points: TownshipPoints) -> None:
        self._gazetteer = gazetteer
        self._boundaries = boundaries
        self._points = points

    def at_township(self, toponym: Toponym, township: Township, *, rule: Rule, reason: str, confidence: str) -> Finding:
        """The seat of `township`; no place where it has no point or a point outside its county."""
        known = self._points.of(township)
        if known is None:
            return _refused(township, reasons.REJECT_NO_TOWNSHIP_POINT.format(township=township.name))
        if not self._boundaries.covers(township.adcode, *known.point):
            return _refused(township, reasons.REJECT_OUTSIDE_POLYGON.format(county=self.name(township.adcode)))
        is_itself = toponym.type == "admin" and toponym.admin_level == "town"
        identity = place_id("place", self.identity(toponym.name, township.adcode), township.code)
        place = Place(
            place_id=f"township:{township.code}" if is_itself else identity,
            name=township.name if is_itself else toponym.name,
            kind=toponym.kind,
            adcode=township.adcode,
            county=self.name(township.adcode),
            township=township.name,
            geometry=Point(known.point),
            precision="township",
            place_confidence=max(confidence, known.confidence, key=CONFIDENCES.index),
            source="township",
            evidence=known.source,
        )
        return Finding(place, reason, rule=rule)

    def within(
        self, toponym: Toponym, division: Division, *, confidence: str, township: str | None = None
    ) -> Place | None:
        """A project's place that is known to lie in `division` and no finer."""
        identity = place_id("place", self.identity(toponym.name, division.adcode), division.adcode)
        return self._place(
            division, identity, name=toponym.name, kind=toponym.kind, confidence=confidence, township=township
        )

    def whole(self, division: Division, *, kind: str | None) -> Place | None:
        """The place of a division itself; precision region above the county; None without polygon and seat."""
        return self._place(division, f"division:{division.adcode}", name=division.name, kind=kind)

    def _place(
        self,
        division: Division,
        identity: str,
        *,
        name: str,
        kind: str | None,
        confidence: str = "high",
        township: str | None = None,
    ) -> Place | None:
        inside = self._boundaries.representative_point(division.adcode)
        evidence = reasons.POLYGON_EVIDENCE
        if inside is None and division.lon is not None and division.lat is not None:
            inside, evidence = Point(division.lon, division.lat), f"{reasons.STAND_IN_EVIDENCE}（{division.source}）"
        if inside is None:
            return None
        is_county = self._gazetteer.is_county(division.adcode)
        return Place(
            place_id=identity,
            name=name,
            kind=kind,
            adcode=division.adcode,
            county=division.name if is_county else None,
            township=township,
            geometry=inside,
            precision="county" if is_county else "region",
            place_confidence=confidence,
            source="county",
            evidence=evidence,
        )

    def name(self, adcode: str) -> str:
        """Official name of a division, or the code where no table has it."""
        division = self._gazetteer.division(adcode)
        return division.name if division else adcode

    def identity(self, name: str, adcode: str) -> str:
        """What a project's name has in common in two plans: without its county in front and without endings."""
        division = self._gazetteer.division(adcode)
        return core(without_prefix(normalised(name), self._gazetteer.forms(division) if division else ()))


def _refused(township: Township, reason: str) -> Finding:
    candidate = Candidate(township.name, township.adcode, "township", "township", reason)
    return Finding(None, reason, (candidate,), Rule.NO_POSITION)
