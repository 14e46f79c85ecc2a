"""Which row of a site table a toponym means: the same name is not enough, the county must agree as well."""

from collections.abc import Iterable
from dataclasses import dataclass

from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from geo import reasons
from geo.bearers import OFFICIAL, Bearer
from geo.boundaries import Boundaries
from geo.findings import FINE_RANK, PRECISION_RANK, Finding, place_id
from geo.gazetteer import Gazetteer, bare_name
from geo.geometry import schematic_line
from geo.models import NO_CONTEXT, Candidate, Context, Place, Rule, Stop, Toponym
from geo.scoring import Scorer, why
from geo.sites import Site, SiteIndex

MINIMUM_WAYPOINTS = 2


@dataclass(frozen=True, slots=True)
class SiteSource:
    """Whose table it is: `code` is the source of its places, `rule` what its findings are called, then its reasons."""

    code: str
    rule: Rule
    found: str
    found_by_issuer: str
    found_by_waypoints: str


CURATED = SiteSource(
    "site", Rule.SITE, reasons.FOUND_SITE, reasons.FOUND_SITE_BY_ISSUER, reasons.FOUND_SITE_BY_WAYPOINTS
)
LOCAL = SiteSource(
    "local", Rule.LOCAL, reasons.FOUND_LOCAL, reasons.FOUND_LOCAL_BY_ISSUER, reasons.FOUND_LOCAL_BY_WAYPOINTS
)


class SiteMatcher:
    """Matches toponyms with the rows of a site table; `source` says whose table it is."""

    def __init__(
        self, sites: Iterable[Site], gazetteer: Gazetteer, boundaries: Boundaries, *, source: SiteSource = CURATED
    ) -> None:
        self.source = source
        self._scorer = Scorer(gazetteer, boundaries)
        self._index = SiteIndex(tuple(sites), gazetteer)
        self._gazetteer = gazetteer
        self._boundaries = boundaries

    def find(self, toponym: Toponym, context: Context = NO_CONTEXT) -> Finding:
        """The row of the name and county; of several fitting rows the plan decides, or it is a tie."""
        rejected: list[Candidate] = []
        adcodes = tuple(filter(None, (toponym.adcode, toponym.jurisdiction)))
        county_known = any(self._gazetteer.is_county(adcode) for adcode in adcodes)
        names = (toponym.name, *toponym.aliases)
        for group in self._index.candidates(names, adcodes, short=county_known):
            fitting = []
            for site in group:
                objection = self._objection(site, toponym)
                if objection:
                    rejected.append(self._candidate(site, objection))
                else:
                    fitting.append(site)
            if fitting:
                return self._meant(fitting, toponym, context, rejected=rejected)
        return Finding(None, "", tuple(rejected))

    def _meant(self, fitting: list[Site], toponym: Toponym, context: Context, *, rejected: list[Candidate]) -> Finding:
        """The only fitting row, or the one that what the plan says elsewhere points to; else the tie."""
        site_of = {_bearer(number, site): site for number, site in enumerate(fitting)}
        choice = self._scorer.choose(tuple(site_of), toponym, context)
        if choice.winner is None:
            tie = reasons.REJECT_TIE.format(count=len(choice.tied))
            tied = tuple(self._candidate(site_of[one.bearer], tie) for one in choice.tied)
            return Finding(None, tie, tuple(rejected), Rule.TIE, tied)
        site = site_of[choice.winner.bearer]
        weaker = reasons.REJECT_WEAKER.format(chosen=site.name)
        rejected += [self._candidate(site_of[one.bearer], weaker) for one in choice.beaten]
        reason = self._site_reason(site, toponym) + why(choice)
        return Finding(self._site_place(site), reason, tuple(rejected), self.source.rule)

    def _objection(self, site: Site, toponym: Toponym) -> str:
        """Why a row of the right name is not the toponym's place; '' when it is."""
        scope = toponym.adcode or toponym.jurisdiction
        if not self._covers_site(scope, site) and (toponym.adcode or not _waypoints_agree(site, toponym)):
            if scope is None:
                return reasons.REJECT_COUNTY_UNKNOWN
            return reasons.REJECT_OTHER_COUNTY.format(found=self._name(site.adcode), wanted=self._name(scope))
        if not self._boundaries.covers(site.adcode, *site.point):
            return reasons.REJECT_OUTSIDE_POLYGON.format(county=self._name(site.adcode))
        return ""

    def _covers_site(self, scope: str | None, site: Site) -> bool:
        return scope is not None and any(self._gazetteer.contains(scope, adcode) for adcode in site.counties)

    def _site_reason(self, site: Site, toponym: Toponym) -> str:
        template = self.source.found_by_waypoints
        if toponym.adcode:
            template = self.source.found
        elif self._covers_site(toponym.jurisdiction, site):
            template = self.source.found_by_issuer
        return template.format(name=site.name)

    def _site_place(self, site: Site) -> Place | None:
        """The place of a row; a line that crosses counties belongs to none of them."""
        adcode: str | None = site.adcode
        geometry: BaseGeometry | None = Point(site.point)
        if site.precision == "route":
            points = [waypoint.point for waypoint in site.waypoints]
            geometry = site.line or schematic_line(points, name=site.name)
            adcode = site.adcode if len(site.counties) == 1 else None
        elif PRECISION_RANK[site.precision] > FINE_RANK:
            geometry = self._boundaries.representative_point(site.adcode)
        if geometry is None:
            return None
        return Place(
            place_id=place_id(self.source.code, site.name, site.adcode),
            name=site.name,
            kind=site.kind,
            adcode=adcode,
            county=self._name(adcode) if adcode else None,
            township=site.township if site.precision in {"exact", "village", "township"} else None,
            geometry=geometry,
            precision=site.precision,
            place_confidence=site.confidence,
            source=self.source.code,
            evidence=reasons.SITE_EVIDENCE.format(note=site.note, evidence=site.evidence),
            counties=site.counties if site.precision == "route" else (),
            stops=self._stops(site) if site.precision == "route" else (),
        )

    def _stops(self, site: Site) -> tuple[Stop, ...]:
        """The way-points of a row, each with the county of the row it lies in; ≈ marks one that stands for another."""
        return tuple(
            Stop(
                waypoint.name,
                waypoint.name.replace("≈", ""),
                next((code for code in site.counties if self._boundaries.covers(code, *waypoint.point)), site.adcode),
                *waypoint.point,
                is_approximate="≈" in waypoint.name,
            )
            for waypoint in site.waypoints
        )

    def _candidate(self, site: Site, reason: str) -> Candidate:
        return Candidate(site.name, site.adcode, site.precision, self.source.code, reason)

    def _name(self, adcode: str) -> str:
        division = self._gazetteer.division(adcode)
        return division.name if division else adcode


def _bearer(number: int, site: Site) -> Bearer:
    """A row as a bearer of its name; the number tells two rows of one county apart."""
    return Bearer(f"{site.adcode}#{number}", site.name, site.adcode, site.type, OFFICIAL, site.point)


def _waypoints_agree(site: Site, toponym: Toponym) -> bool:
    """Whether two way-points of the text are way-points of the row."""
    labels = [waypoint.name for waypoint in site.waypoints]
    shared = [name for name in toponym.waypoints if any(bare_name(name) in label for label in labels)]
    return len(shared) >= MINIMUM_WAYPOINTS
