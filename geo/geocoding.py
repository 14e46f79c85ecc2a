"""Toponym → place with precision, confidence, source, evidence and the rejected candidates.

The finest precision whose evidence passes the county check wins; ties follow the order curated site, local table,
online geocoder, township or village named, route through way-points, county. A township that is only inferred from a
name never outdoes a curated row. Where several places bear a name, the plan's jurisdiction, the counties named
beside it and its other places decide (`geo/scoring.py`), or nothing does and the tie is shown. What is left is
unresolved, with a reason. Geometries are `(lon, lat)` degrees in CGCS2000 (EPSG:4490).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from geo import reasons
from geo.boundaries import Boundaries
from geo.findings import NOTHING, PRECISION_RANK, Finding, answer
from geo.gazetteer import Gazetteer
from geo.local.files import local_directory, place_tables, site_tables
from geo.models import NO_CONTEXT, Candidate, Context, Resolution, Rule, Toponym
from geo.naming import DivisionNamer, Naming, TownshipNamer
from geo.online.geocoders import OnlineGeocoders
from geo.placing import Placer
from geo.routes import RouteFinder
from geo.shared_projects import SharedFinder
from geo.site_matching import SiteMatcher
from geo.sites import Site, read_sites
from geo.townships import TownshipPoints
from geo.villages import Villages
from geo.waypoints import WaypointFinder

if TYPE_CHECKING:
    from geo.local.own_sites import OwnSites
    from geo.local.places import LocalPlaces

FINEST = PRECISION_RANK["exact"]


class PositionSource(Protocol):
    """A source beyond the committed tables: a planner's table, an added gazetteer, an online service."""

    @property
    def notices(self) -> tuple[str, ...]:
        """What went wrong with the source so far, each sentence once."""

    def find(self, toponym: Toponym) -> Finding:
        """The position of a toponym, checked against its county, or a reason."""


class Resolver:
    """Resolves toponyms with the committed tables and whatever further sources it is given, the preferred first."""

    def __init__(
        self,
        gazetteer: Gazetteer,
        boundaries: Boundaries,
        sites: Iterable[Site],
        *,
        villages: Villages | None = None,
        added: "LocalPlaces | None" = None,
        sources: Sequence[PositionSource] = (),
    ) -> None:
        rows = tuple(sites)
        points = TownshipPoints(rows, added)
        self.boundaries = boundaries
        self._gazetteer = gazetteer
        self._sources = tuple(sources)
        self._sites = SiteMatcher([site for site in rows if site.type != "admin"], gazetteer, boundaries)
        self._admin_sites = SiteMatcher([site for site in rows if site.type == "admin"], gazetteer, boundaries)
        self._divisions = DivisionNamer(gazetteer, boundaries)
        self._townships = TownshipNamer(gazetteer, boundaries, villages)
        self._placer = Placer(gazetteer, boundaries, points)
        self._shared = SharedFinder(gazetteer, boundaries)
        self._routes = RouteFinder(gazetteer, boundaries, WaypointFinder(gazetteer, boundaries, points))

    @classmethod
    def load(cls) -> "Resolver":
        """A resolver over the committed tables, the installed boundaries, and what the settings add.

        Raises
        ------
        GeoError
            If a table or a setting cannot be used.
        """
        gazetteer, boundaries = Gazetteer.load(), Boundaries.load()
        own, added = _local_sources(gazetteer, boundaries)
        online = OnlineGeocoders.from_settings(boundaries, gazetteer)
        return cls(
            gazetteer,
            boundaries,
            read_sites(),
            villages=Villages.load(),
            added=added,
            sources=[source for source in (own, added, online) if source is not None],
        )

    @property
    def notices(self) -> tuple[str, ...]:
        """What went wrong with the further sources so far, each sentence once."""
        return tuple(notice for source in self._sources for notice in source.notices)

    def resolve(self, toponym: Toponym, context: Context = NO_CONTEXT) -> Resolution:
        """The place of a toponym, or none with the reason; never a guess and never a default coordinate."""
        if toponym.adcode is not None and self._today(toponym.adcode) is None:
            reason = reasons.NO_SUCH_DIVISION.format(name=toponym.adcode)
            return Resolution(None, reason, rule=Rule.NO_SUCH_DIVISION)
        today = replace(toponym, adcode=self._today(toponym.adcode), jurisdiction=self._today(toponym.jurisdiction))
        found = answer(list(self._findings(today, context)))
        return replace(found, rejected=self._told(found.rejected), tied=self._told(found.tied))

    def _today(self, adcode: str | None) -> str | None:
        """The code of today for a code; None for one that is unknown or was split among several."""
        divisions = self._gazetteer.current(adcode) if adcode else ()
        return divisions[0].adcode if len(divisions) == 1 else None

    def _findings(self, toponym: Toponym, context: Context) -> Iterator[Finding]:
        if toponym.type == "region":
            return self._region(toponym)
        if toponym.type != "admin":
            return self._project(toponym, context)
        if toponym.admin_level in {"town", "village"}:
            return self._settlement(toponym, context)
        return iter([self._division(toponym, context)])

    def _told(self, candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
        """The candidates with the names of their divisions."""
        return tuple(replace(one, division=self._placer.name(one.adcode or "")) for one in candidates)

    def _region(self, toponym: Toponym) -> Iterator[Finding]:
        """A corridor that names its ends is a line; any other region has no point."""
        line = self._routes.find(toponym) if toponym.waypoints else NOTHING
        yield line
        if line.place is None:
            yield Finding(None, reasons.NO_POINT_REGION, rule=Rule.REGION)

    def _project(self, toponym: Toponym, context: Context) -> Iterator[Finding]:
        """Findings for a project, site or river, as many as are needed; a curated row stops the inferring."""
        site = self._sites.find(toponym, context)
        found = [site, *self._further(toponym, site)]
        yield from found
        if any(finding.is_fine for finding in found):
            return
        naming = self._townships.of_project(toponym, context)
        named = self._at_township(toponym, naming)
        yield named
        if not named.is_fine:
            line = self._routes.find(toponym)
            yield line
            shared = self._shared.find(toponym)
            yield shared
            if site.place is None and shared.place is None and not line.is_fine:
                yield from self._coarse(toponym, context, naming)

    def _coarse(self, toponym: Toponym, context: Context, naming: Naming) -> Iterator[Finding]:
        """A township only inferred from the first characters of a name, else the county, else the city in the name."""
        guess = Naming()
        if not naming.is_known and toponym.type != "river" and not toponym.waypoints:
            guess = self._townships.inferred(toponym, context)
            inferred = self._at_township(toponym, guess)
            yield inferred
            if inferred.is_fine:
                return
        county = self._county_only(toponym, naming)
        known = county.place is not None or guess.township is None
        yield county if known else self._county_only(toponym, guess)

    def _settlement(self, toponym: Toponym, context: Context) -> Iterator[Finding]:
        """Findings for a town or a village."""
        is_town = toponym.admin_level == "town"
        naming = (self._townships.of_town if is_town else self._townships.of_project)(toponym, context)
        named, site = self._at_township(toponym, naming), self._admin_sites.find(toponym, context)
        if is_town:
            found = [named, site]
            found += [] if any(one.is_fine for one in found) else self._further(toponym, NOTHING)
        else:
            found = [site, *self._further(toponym, site), named]
        yield from found
        if not any(one.is_fine for one in found):
            yield self._county_only(toponym, naming)

    def _further(self, toponym: Toponym, known: Finding) -> list[Finding]:
        """What the further sources know, asked in their order until a point is exact."""
        found: list[Finding] = []
        for source in self._sources:
            best = (PRECISION_RANK[one.place.precision] for one in (known, *found) if one.place)
            if FINEST in best:
                break
            found.append(source.find(toponym))
        return found

    def _at_township(self, toponym: Toponym, naming: Naming) -> Finding:
        """The seat of the township that is named; the tie, where several are."""
        if naming.township is None:
            return naming.doubt
        placed = self._placer.at_township(
            toponym, naming.township, rule=naming.rule, reason=naming.reason, confidence=naming.confidence
        )
        return replace(placed, rejected=(*placed.rejected, *naming.doubt.rejected))

    def _county_only(self, toponym: Toponym, naming: Naming) -> Finding:
        """The county as a whole, or the city a name begins with: a point that only carries a label."""
        found = self._divisions.holding(toponym, naming)
        if found.division is None:
            return Finding(None, found.reason, rule=found.rule)
        township = naming.township.name if naming.township else None
        place = self._placer.within(toponym, found.division, confidence=found.confidence, township=township)
        if place is None:
            return Finding(None, reasons.NO_POSITION.format(name=found.division.name), rule=Rule.NO_POSITION)
        return Finding(place, found.reason, rule=found.rule)

    def _division(self, toponym: Toponym, context: Context) -> Finding:
        """A province, city or county as such, by its code or by the name it bears."""
        division, doubt = self._divisions.itself(toponym, context)
        if division is None:
            return doubt
        place = self._placer.whole(division, kind=toponym.kind)
        if place is None:
            return Finding(None, reasons.NO_POSITION.format(name=toponym.name), rule=Rule.NO_POSITION)
        return Finding(place, doubt.reason or reasons.FOUND_DIVISION, doubt.rejected, Rule.DIVISION)


def _local_sources(gazetteer: Gazetteer, boundaries: Boundaries) -> "tuple[OwnSites | None, LocalPlaces | None]":
    """The planner's own tables and the imported ones; their readers are loaded only where there are any."""
    directory = local_directory()
    if not site_tables(directory) and not place_tables(directory):
        return None, None
    from geo.local.own_sites import OwnSites
    from geo.local.places import LocalPlaces

    return OwnSites.from_settings(gazetteer, boundaries), LocalPlaces.from_settings(gazetteer)
