"""Toponym → place with precision, confidence, source, evidence and the rejected candidates.

The finest precision whose evidence passes the county check wins; ties follow the order curated site, route
through way-points, township, county. A township that is only inferred from a name never outdoes a curated row.
What is left is unresolved, with a reason. Geometries are `(lon, lat)` degrees in CGCS2000 (EPSG:4490).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from shapely.geometry import Point

from geo import reasons
from geo.boundaries import Boundaries
from geo.findings import NOTHING, Finding, answer, place_id
from geo.gazetteer import Gazetteer
from geo.models import Candidate, Division, Place, Resolution, Toponym, Township
from geo.names import core, normalised, without_prefix
from geo.routes import RouteFinder
from geo.site_matching import SiteMatcher
from geo.sites import Site, read_sites
from geo.townships import TownshipFinder, TownshipPoints
from geo.waypoints import WaypointFinder


class Resolver:
    """Resolves toponyms with the embedded tables alone; no network."""

    def __init__(self, gazetteer: Gazetteer, boundaries: Boundaries, sites: Iterable[Site]) -> None:
        rows = tuple(sites)
        self._gazetteer = gazetteer
        self.boundaries = boundaries
        self._sites = SiteMatcher([site for site in rows if site.type != "admin"], gazetteer, boundaries)
        self._admin_sites = SiteMatcher([site for site in rows if site.type == "admin"], gazetteer, boundaries)
        self._points = TownshipPoints(rows)
        self._townships = TownshipFinder(gazetteer)
        self._routes = RouteFinder(gazetteer, boundaries, WaypointFinder(gazetteer, boundaries, self._points))

    @classmethod
    def load(cls) -> "Resolver":
        """A resolver over the committed tables and the installed boundaries."""
        return cls(Gazetteer.load(), Boundaries.load(), read_sites())

    def resolve(self, toponym: Toponym) -> Resolution:
        """The place of a toponym, or none with the reason; never a guess and never a default coordinate."""
        if toponym.type == "region":
            return Resolution(None, reasons.NO_POINT_REGION)
        if toponym.adcode is not None and self._gazetteer.division(toponym.adcode) is None:
            return Resolution(None, reasons.NO_SUCH_DIVISION.format(name=toponym.adcode))
        findings = self._admin(toponym) if toponym.type == "admin" else self._project(toponym)
        return answer(list(findings))

    def _project(self, toponym: Toponym) -> Iterator[Finding]:
        """Findings for a project, site or river, as many as are needed; a curated row stops the inferring."""
        site = self._sites.find(toponym)
        yield site
        steps = [self._routes.find, self._named_township]
        if site.place is None:
            steps += [self._inferred_township, self._county_only]
        yield from self._until_fine(steps, toponym, site)

    def _admin(self, toponym: Toponym) -> Iterator[Finding]:
        """Findings for an administrative place of any level."""
        if toponym.admin_level == "town":
            steps = [self._town, self._admin_sites.find, self._county_only]
        elif toponym.admin_level == "village":
            steps = [self._admin_sites.find, self._named_township, self._county_only]
        else:
            steps = [self._division]
        return self._until_fine(steps, toponym, NOTHING)

    @staticmethod
    def _until_fine(
        steps: Sequence[Callable[[Toponym], Finding]], toponym: Toponym, finding: Finding
    ) -> Iterator[Finding]:
        for step in steps:
            if finding.is_fine:
                return
            finding = step(toponym)
            yield finding

    # --- townships ---------------------------------------------------------------------------------------------

    def _townships_of_text(self, toponym: Toponym) -> tuple[list[Township], str, str]:
        """Townships the text gives or the name spells out in full, with the reason and the confidence of that."""
        scope = toponym.adcode or toponym.jurisdiction
        if scope is None:
            return [], "", ""
        inside = self._townships.in_name(toponym.name, scope)
        if inside:
            return inside, reasons.FOUND_TOWNSHIP_NAMED, "high"
        given = self._townships.given(toponym.township, scope) if toponym.township else []
        return given, reasons.FOUND_TOWNSHIP_GIVEN, "medium"

    def _named_township(self, toponym: Toponym) -> Finding:
        """The township the text gives, or the one whose full name stands in the project's name."""
        townships, reason, confidence = self._townships_of_text(toponym)
        return self._township(toponym, townships, reason=reason, confidence=confidence)

    def _inferred_township(self, toponym: Toponym) -> Finding:
        """The township whose bare name the project's name starts with; never for rivers and routes."""
        county = self._county(toponym)[0]
        named = self._townships_of_text(toponym)[0]
        if county is None or named or toponym.type == "river" or toponym.waypoints:
            return NOTHING
        found = self._townships.at_head(toponym.name, county)
        return self._township(toponym, found, reason=reasons.FOUND_TOWNSHIP_INFERRED, confidence="low")

    def _town(self, toponym: Toponym) -> Finding:
        """A town as such, inside the division the text speaks of."""
        scope = toponym.adcode or toponym.jurisdiction
        found = self._townships.given(toponym.name, scope) if scope else []
        if not found:
            return Finding(None, reasons.NO_SUCH_DIVISION.format(name=toponym.name))
        finding = self._township(toponym, found, reason=reasons.FOUND_DIVISION, confidence="high")
        if finding.place is None:
            return finding
        return replace(finding, place=replace(finding.place, place_id=f"township:{found[0].code}", name=found[0].name))

    def _township(self, toponym: Toponym, townships: list[Township], *, reason: str, confidence: str) -> Finding:
        """The point of the only township; none for a tie, for one without a point, or one outside its county."""
        if not townships:
            return NOTHING
        if len(townships) > 1:
            return _refused(townships, reasons.REJECT_TIE.format(count=len(townships)))
        township = townships[0]
        known = self._points.of(township)
        if known is None:
            return _refused(townships, reasons.REJECT_NO_TOWNSHIP_POINT.format(township=township.name))
        if not self.boundaries.covers(township.adcode, *known.point):
            return _refused(townships, reasons.REJECT_OUTSIDE_POLYGON.format(county=self._name(township.adcode)))
        place = Place(
            place_id=place_id("place", self._identity(toponym.name, township.adcode), township.code),
            name=toponym.name,
            kind=toponym.kind,
            adcode=township.adcode,
            county=self._name(township.adcode),
            township=township.name,
            geometry=Point(known.point),
            precision="township",
            place_confidence=confidence,
            source="township",
            evidence=known.source,
        )
        return Finding(place, reason.format(township=township.name))

    # --- counties and above ------------------------------------------------------------------------------------

    def _county(self, toponym: Toponym) -> tuple[str | None, str, str]:
        """County with reason and confidence: the text's own, that of its only township, that of a county's plan."""
        if toponym.adcode is not None:
            return toponym.adcode, reasons.FOUND_COUNTY, "high"
        townships = self._townships_of_text(toponym)[0]
        if len(townships) == 1:
            return townships[0].adcode, reasons.FOUND_COUNTY_BY_TOWNSHIP, "medium"
        if toponym.jurisdiction and self._gazetteer.is_county(toponym.jurisdiction):
            return toponym.jurisdiction, reasons.FOUND_COUNTY_BY_ISSUER, "medium"
        region = self._name(toponym.jurisdiction or "")
        return None, reasons.NO_COUNTY_WITHIN.format(region=region) if region else reasons.NO_COUNTY, ""

    def _county_only(self, toponym: Toponym) -> Finding:
        """The county as a whole: a point inside its polygon that only carries a label."""
        adcode, reason, confidence = self._county(toponym)
        division = self._gazetteer.division(adcode) if adcode else None
        if division is None:
            return Finding(None, reason)
        identity = place_id("place", self._identity(toponym.name, division.adcode), division.adcode)
        place = self._whole(division, identity=identity, name=toponym.name, kind=toponym.kind)
        if place is None:
            return Finding(None, reasons.NO_POSITION.format(name=division.name))
        townships = self._townships_of_text(toponym)[0]
        township = townships[0].name if len(townships) == 1 else None
        sure = replace(place, place_confidence=confidence, township=township)
        return Finding(sure, reason.format(county=division.name))

    def _division(self, toponym: Toponym) -> Finding:
        """A province, city or county as such, by its code or, where only one bears it, by its name."""
        named = [division for division in self._gazetteer.named(toponym.name) if _of_level(division, toponym)]
        if toponym.adcode is not None:
            given = self._gazetteer.division(toponym.adcode)
            named = [given] if given and _of_level(given, toponym) else []
        elif len(named) > 1 and toponym.jurisdiction:
            home = self._province(toponym.jurisdiction) or ""
            named = [division for division in named if self._gazetteer.contains(home, division.adcode)]
        if len(named) != 1:
            template = reasons.REJECT_TIE.format(count=len(named)) if named else reasons.NO_SUCH_DIVISION
            return Finding(None, template.format(name=toponym.name))
        place = self._whole(named[0], identity=f"division:{named[0].adcode}", name=named[0].name, kind=toponym.kind)
        return Finding(place, reasons.FOUND_DIVISION if place else reasons.NO_POSITION.format(name=toponym.name))

    def _whole(self, division: Division, *, identity: str, name: str, kind: str | None) -> Place | None:
        """A place that is known to be in `division` and no finer; precision region above the county."""
        inside = self.boundaries.representative_point(division.adcode)
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
            township=None,
            geometry=inside,
            precision="county" if is_county else "region",
            place_confidence="high",
            source="county",
            evidence=evidence,
        )

    def _province(self, adcode: str) -> str | None:
        chain = self._gazetteer.ancestors(adcode)
        return chain[-1] if chain else None

    def _name(self, adcode: str) -> str:
        division = self._gazetteer.division(adcode)
        return division.name if division else adcode

    def _identity(self, name: str, adcode: str) -> str:
        """What a project's name has in common in two plans: without its county in front and without endings."""
        division = self._gazetteer.division(adcode)
        return core(without_prefix(normalised(name), self._gazetteer.forms(division) if division else ()))


def _of_level(division: Division, toponym: Toponym) -> bool:
    return toponym.admin_level in {None, division.level}


def _refused(townships: list[Township], reason: str) -> Finding:
    rejected = (Candidate(township.name, township.adcode, "township", "township", reason) for township in townships)
    return Finding(None, reason, tuple(rejected))
