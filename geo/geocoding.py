"""Toponym → place with precision, confidence, source, evidence and the rejected candidates.

The finest precision whose evidence passes the county check wins; ties follow the order curated site, route
through way-points, township, county. A township that is only inferred from a name never outdoes a curated row.
What is left is unresolved, with a reason. Geometries are `(lon, lat)` degrees in CGCS2000 (EPSG:4490).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha1

from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from geo import reasons
from geo.boundaries import Boundaries
from geo.gazetteer import Gazetteer, bare_name
from geo.geometry import line_through
from geo.models import Candidate, Division, Place, Resolution, Toponym, Township
from geo.names import core, normalised, without_prefix
from geo.sites import Site, SiteIndex, read_sites
from geo.townships import TownshipFinder, TownshipPoints
from geo.waypoints import WaypointFinder

PRECISION_RANK = {"exact": 0, "village": 1, "township": 2, "route": 2, "county": 3, "region": 3}
FINE_RANK = 2
MINIMUM_WAYPOINTS = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """What one step found: a place or none, why, and what it rejected."""

    place: Place | None = None
    reason: str = ""
    rejected: tuple[Candidate, ...] = ()

    @property
    def is_fine(self) -> bool:
        """Whether the place is finer than a county."""
        return self.place is not None and PRECISION_RANK[self.place.precision] <= FINE_RANK


NOTHING = Finding()


def place_id(prefix: str, *parts: str) -> str:
    """Stable id of a place: the prefix and a digest of what makes the place the same in every plan."""
    return f"{prefix}:{sha1('|'.join(parts).encode(), usedforsecurity=False).hexdigest()[:12]}"


class Resolver:
    """Resolves toponyms with the embedded tables alone; no network."""

    def __init__(self, gazetteer: Gazetteer, boundaries: Boundaries, sites: Iterable[Site]) -> None:
        rows = tuple(sites)
        self._gazetteer = gazetteer
        self.boundaries = boundaries
        self._sites = {
            "project": SiteIndex(tuple(site for site in rows if site.type != "admin"), gazetteer),
            "admin": SiteIndex(tuple(site for site in rows if site.type == "admin"), gazetteer),
        }
        self._points = TownshipPoints(rows)
        self._townships = TownshipFinder(gazetteer)
        self._waypoints = WaypointFinder(gazetteer, boundaries, self._points)

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
        return _answer(list(findings))

    def _project(self, toponym: Toponym) -> Iterator[Finding]:
        """Findings for a project, site or river, as many as are needed; a curated row stops the inferring."""
        site = self._site(toponym, "project")
        yield site
        steps = [self._route, self._named_township]
        if site.place is None:
            steps += [self._inferred_township, self._county_only]
        yield from self._until_fine(steps, toponym, site)

    def _admin(self, toponym: Toponym) -> Iterator[Finding]:
        """Findings for an administrative place of any level."""
        if toponym.admin_level == "town":
            steps = [self._town, self._curated_admin, self._county_only]
        elif toponym.admin_level == "village":
            steps = [self._curated_admin, self._named_township, self._county_only]
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

    # --- curated sites -----------------------------------------------------------------------------------------

    def _curated_admin(self, toponym: Toponym) -> Finding:
        return self._site(toponym, "admin")

    def _site(self, toponym: Toponym, index: str) -> Finding:
        """The curated row of the name and county; two fitting rows are a tie and settle nothing."""
        rejected: list[Candidate] = []
        adcodes = tuple(filter(None, (toponym.adcode, toponym.jurisdiction)))
        for group in self._sites[index].candidates((toponym.name, *toponym.aliases), adcodes):
            fitting = []
            for site in group:
                objection = self._objection(site, toponym)
                if objection:
                    rejected.append(_site_candidate(site, objection))
                else:
                    fitting.append(site)
            if len(fitting) == 1:
                reason = self._site_reason(fitting[0], toponym)
                return Finding(self._site_place(fitting[0]), reason, tuple(rejected))
            if fitting:
                tie = reasons.REJECT_TIE.format(count=len(fitting))
                return Finding(None, tie, (*rejected, *(_site_candidate(site, tie) for site in fitting)))
        return Finding(None, "", tuple(rejected))

    def _objection(self, site: Site, toponym: Toponym) -> str:
        """Why a row of the right name is not the toponym's place; '' when it is."""
        scope = toponym.adcode or toponym.jurisdiction
        if not self._covers_site(scope, site) and (toponym.adcode or not _waypoints_agree(site, toponym)):
            if scope is None:
                return reasons.REJECT_COUNTY_UNKNOWN
            return reasons.REJECT_OTHER_COUNTY.format(found=self._name(site.adcode), wanted=self._name(scope))
        if not self.boundaries.covers(site.adcode, *site.point):
            return reasons.REJECT_OUTSIDE_POLYGON.format(county=self._name(site.adcode))
        return ""

    def _covers_site(self, scope: str | None, site: Site) -> bool:
        return scope is not None and any(self._gazetteer.contains(scope, adcode) for adcode in site.counties)

    def _site_reason(self, site: Site, toponym: Toponym) -> str:
        template = reasons.FOUND_SITE_BY_WAYPOINTS
        if toponym.adcode:
            template = reasons.FOUND_SITE
        elif self._covers_site(toponym.jurisdiction, site):
            template = reasons.FOUND_SITE_BY_ISSUER
        return template.format(name=site.name)

    def _site_place(self, site: Site) -> Place | None:
        """The place of a row; a line that crosses counties belongs to none of them."""
        adcode: str | None = site.adcode
        geometry: BaseGeometry | None = Point(site.point)
        if site.precision == "route":
            geometry = line_through([waypoint.point for waypoint in site.waypoints])
            adcode = site.adcode if len(site.counties) == 1 else None
        elif PRECISION_RANK[site.precision] > FINE_RANK:
            geometry = self.boundaries.representative_point(site.adcode)
        if geometry is None:
            return None
        return Place(
            place_id=place_id("site", site.name, site.adcode),
            name=site.name,
            kind=site.kind,
            adcode=adcode,
            county=self._name(adcode) if adcode else None,
            township=site.township if site.precision in {"exact", "village", "township"} else None,
            geometry=geometry,
            precision=site.precision,
            place_confidence=site.confidence,
            source="site",
            evidence=reasons.SITE_EVIDENCE.format(note=site.note, evidence=site.evidence),
        )

    # --- routes ------------------------------------------------------------------------------------------------

    def _route(self, toponym: Toponym) -> Finding:
        """The schematic line through the way-points; it must touch the division the text speaks of."""
        if len(toponym.waypoints) < MINIMUM_WAYPOINTS:
            return NOTHING
        scope = toponym.adcode or toponym.jurisdiction
        found = self._waypoints.find(toponym.waypoints, scope)
        line = line_through([point.point for point in found.points])
        if line is None:
            return Finding(None, reasons.NO_WAYPOINTS.format(missing="、".join(found.missing)))
        wanted = toponym.adcode or self._province(scope)
        polygon = self.boundaries.polygon(wanted) if wanted else None
        if wanted and polygon is not None and not polygon.intersects(line):
            reason = reasons.REJECT_ROUTE_ELSEWHERE.format(county=self._name(wanted))
            return Finding(None, reason, (Candidate(toponym.name, None, "route", "route", reason),))
        names = "、".join(f"{point.name}（{point.source}）" for point in found.points)
        missing = reasons.WAYPOINT_MISSING.format(missing="、".join(found.missing)) if found.missing else ""
        adcodes = {point.adcode for point in found.points}
        adcode = adcodes.pop() if len(adcodes) == 1 else None
        adcode = adcode if adcode and self._gazetteer.is_county(adcode) else None
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
        )
        labels = "—".join(point.label for point in found.points)
        return Finding(place, reasons.FOUND_ROUTE.format(points=labels) + missing)

    def _province(self, adcode: str | None) -> str | None:
        chain = self._gazetteer.ancestors(adcode) if adcode else ()
        return chain[-1] if chain else None

    # --- townships ---------------------------------------------------------------------------------------------

    def _named_township(self, toponym: Toponym) -> Finding:
        """The township the text gives, or the one whose full name stands in the project's name."""
        scope = toponym.adcode or toponym.jurisdiction
        if scope is None:
            return NOTHING
        inside = self._townships.in_name(toponym.name, scope)
        if inside:
            return self._township(toponym, inside, reason=reasons.FOUND_TOWNSHIP_NAMED, confidence="high")
        if toponym.township is None:
            return NOTHING
        given = self._townships.given(toponym.township, scope)
        return self._township(toponym, given, reason=reasons.FOUND_TOWNSHIP_GIVEN, confidence="medium")

    def _inferred_township(self, toponym: Toponym) -> Finding:
        """The township whose bare name the project's name starts with; never for rivers and routes."""
        county, _ = self._county(toponym)
        if county is None or toponym.type == "river" or toponym.waypoints:
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

    def _county(self, toponym: Toponym) -> tuple[str | None, bool]:
        """The county of the text, else the county that issued the plan (then True), else None."""
        if toponym.adcode is not None:
            return toponym.adcode, False
        issuer = toponym.jurisdiction
        return (issuer, True) if issuer and self._gazetteer.is_county(issuer) else (None, False)

    def _county_only(self, toponym: Toponym) -> Finding:
        """The county as a whole: a point inside its polygon that only carries a label."""
        adcode, by_issuer = self._county(toponym)
        division = self._gazetteer.division(adcode) if adcode else None
        if division is None:
            return Finding(None, reasons.NO_COUNTY)
        template = reasons.FOUND_COUNTY_BY_ISSUER if by_issuer else reasons.FOUND_COUNTY
        identity = place_id("place", self._identity(toponym.name, division.adcode), division.adcode)
        place = self._whole(division, identity=identity, name=toponym.name, kind=toponym.kind)
        if place is None:
            return Finding(None, reasons.NO_POSITION.format(name=division.name))
        sure = replace(place, place_confidence="medium" if by_issuer else "high")
        return Finding(sure, template.format(county=division.name))

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

    def _name(self, adcode: str) -> str:
        division = self._gazetteer.division(adcode)
        return division.name if division else adcode

    def _identity(self, name: str, adcode: str) -> str:
        """What a project's name has in common in two plans: without its county in front and without endings."""
        division = self._gazetteer.division(adcode)
        return core(without_prefix(normalised(name), self._gazetteer.forms(division) if division else ()))


def _of_level(division: Division, toponym: Toponym) -> bool:
    return toponym.admin_level in {None, division.level}


def _waypoints_agree(site: Site, toponym: Toponym) -> bool:
    """Whether two way-points of the text are way-points of the row."""
    labels = [waypoint.name for waypoint in site.waypoints]
    shared = [name for name in toponym.waypoints if any(bare_name(name) in label for label in labels)]
    return len(shared) >= MINIMUM_WAYPOINTS


def _site_candidate(site: Site, reason: str) -> Candidate:
    return Candidate(site.name, site.adcode, site.precision, "site", reason)


def _refused(townships: list[Township], reason: str) -> Finding:
    rejected = (Candidate(township.name, township.adcode, "township", "township", reason) for township in townships)
    return Finding(None, reason, tuple(rejected))


def _answer(findings: list[Finding]) -> Resolution:
    """The finest place (the first of equals); everything that was considered and not chosen is recorded."""
    placed = [(finding.place, finding) for finding in findings if finding.place is not None]
    placed.sort(key=lambda pair: PRECISION_RANK[pair[0].precision])
    chosen = placed[0][1] if placed else NOTHING
    coarse = [] if chosen.is_fine else [finding.reason for finding in findings if finding.place is None]
    reason = "；".join(dict.fromkeys(filter(None, [chosen.reason, *coarse])))
    rejected = [candidate for finding in findings for candidate in finding.rejected]
    for place, _ in placed[1:]:
        rejected.append(Candidate(place.name, place.adcode, place.precision, place.source, reasons.REJECT_COARSER))
    return Resolution(chosen.place, reason, tuple(rejected))
