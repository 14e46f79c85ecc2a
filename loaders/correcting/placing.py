"""The place that planners gave a mention: it wins over every other source.

A point is exact, whatever the county of the text; its own county is the one it lies in, off the coast the one the text
names. A chosen candidate is resolved like any place and stays as fine as it is.
"""

from dataclasses import dataclass, replace

from shapely import Point
from shapely.geometry.base import BaseGeometry

from geo import reasons
from geo.boundaries import Boundaries
from geo.findings import place_id
from geo.gazetteer import Gazetteer
from geo.geocoding import Resolver
from geo.models import Candidate, Place, Rule, Toponym
from geo.names import core, normalised, without_prefix
from loaders.correcting.models import Correction, Position
from loaders.linking import toponym_of
from loaders.models import Link, Mention

SOURCE = "correction"
UNKNOWN, CANDIDATE, MAP, TYPED = "unknown", "candidate", "map", "typed"
COAST_DEG = 0.3  # how far off a county a point still counts as that county's: about 30 km
TOWNSHIP_SOURCES = frozenset({"gazetteer", "township"})
LINE_SIGN = "—"  # between the way-points in the name of a candidate that is a line


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a correction puts a project: a place or none, with the reason."""

    place: Place | None
    reason: str


def placed(mention: Mention, one: Correction, resolver: Resolver, *, jurisdiction: str | None) -> Placed:
    """Where the position of a correction puts its mention."""
    position = one.state.position or Position(UNKNOWN)
    said = {"who": one.who, "date": one.day}
    if position.way == UNKNOWN:
        return Placed(None, reasons.CORRECTED_UNKNOWN.format(**said))
    if position.way == CANDIDATE:
        found = candidate_place(mention, position, resolver, jurisdiction=jurisdiction)
        if found is None:
            return Placed(None, reasons.CORRECTED_LOST.format(**said, name=position.name))
        evidence = _with_why(reasons.CORRECTED_BY_CHOICE.format(**said), one)
        reason = reasons.CORRECTED_CANDIDATE.format(**said, name=position.name)
        return Placed(_corrected(found, mention, evidence), reason)
    way = reasons.CORRECTED_BY_MAP if position.way == MAP else reasons.CORRECTED_BY_TYPING
    evidence = _with_why(way.format(**said, datum=position.datum), one)
    return Placed(_point(mention, position, resolver, evidence), reasons.CORRECTED_POINT.format(**said))


def candidate_place(
    mention: Mention, position: Position, resolver: Resolver, *, jurisdiction: str | None
) -> Place | None:
    """The place a candidate of the link stands for, or None when it cannot be placed.

    A township without a known point gives its county, which is what is then known.
    """
    asked = toponym_of(mention, jurisdiction=jurisdiction)
    if position.precision == "route":
        asked = replace(asked, waypoints=tuple(position.name.split(LINE_SIGN)), adcode=position.adcode or asked.adcode)
    elif position.source in TOWNSHIP_SOURCES:
        asked = Toponym(position.name, "admin", admin_level="town", adcode=position.adcode, jurisdiction=jurisdiction)
    else:
        asked = replace(asked, name=position.name, adcode=position.adcode or asked.adcode, township=None)
    found = resolver.resolve(asked).place
    if found is None or found.precision == position.precision:
        return found
    listed = (township.name for township in Gazetteer.load().townships(found.adcode or ""))
    of_county = found.precision == "county" and found.adcode == position.adcode and position.name in listed
    return replace(found, township=position.name) if of_county else None


def link(mention_id: str, put: Placed, before: Place | None, *, said_in: str = "") -> Link:
    """The link of a corrected mention; the place it had before stands among the rejected."""
    former = []
    if before is not None and before.source != SOURCE:
        county = before.county or ""
        reason = reasons.REJECT_CORRECTED
        former = [Candidate(before.name, before.adcode, before.precision, before.source, reason, county)]
    return Link(
        mention_id=mention_id,
        place_id=put.place.place_id if put.place else None,
        reason=put.reason + (reasons.CORRECTED_ELSEWHERE.format(plan=said_in) if said_in else ""),
        rejected=tuple(former),
        rule=str(Rule.CORRECTED),
    )


def county_of(lon: float, lat: float, boundaries: Boundaries, *, likely: str | None = None) -> str | None:
    """Adcode of the county at the point: the `likely` one where it holds it, else the lowest that does; None outside.

    Only the counties of the provinces at the point are looked at, since all of them take a second to load.
    """
    if likely and boundaries.covers(likely, lon, lat):
        return likely
    point = Point(lon, lat)
    polygons = _around(point, boundaries)
    return next((code for code in sorted(polygons) if polygons[code].covers(point)), None)


def nearest_county(lon: float, lat: float, boundaries: Boundaries) -> str | None:
    """Adcode of the nearest county some 30 km around a point off the coast; None elsewhere."""
    point = Point(lon, lat)
    away = {code: polygon.distance(point) for code, polygon in _around(point, boundaries).items()}
    near = [(distance, code) for code, distance in away.items() if distance <= COAST_DEG]
    return min(near)[1] if near else None


def _around(point: Point, boundaries: Boundaries) -> dict[str, BaseGeometry]:
    """Polygons of the counties of the provinces near the point."""
    provinces = {code[:2] for code in boundaries.provinces.within(point.buffer(COAST_DEG))}
    codes = (code for code in boundaries.counties.names if code[:2] in provinces)
    return {code: polygon for code in codes if (polygon := boundaries.counties.polygon(code)) is not None}


def _point(mention: Mention, position: Position, resolver: Resolver, evidence: str) -> Place:
    lon, lat = position.lon or 0.0, position.lat or 0.0
    gazetteer = Gazetteer.load()
    own = mention.adcode if mention.adcode and gazetteer.is_county(mention.adcode) else None
    inside = county_of(lon, lat, resolver.boundaries, likely=own)
    adcode = inside or own or nearest_county(lon, lat, resolver.boundaries)
    division = gazetteer.division(adcode) if adcode else None
    listed = {township.name for township in gazetteer.townships(adcode or "")}
    return Place(
        place_id=_identity(mention.name, adcode, f"{lon:.6f},{lat:.6f}"),
        name=mention.name,
        kind=mention.kind,
        adcode=adcode,
        county=division.name if division else None,
        township=mention.township if mention.township in listed else None,
        geometry=Point(lon, lat),
        precision="exact",
        place_confidence="high",
        source=SOURCE,
        evidence=evidence,
    )


def _corrected(found: Place, mention: Mention, evidence: str) -> Place:
    identity = _identity(mention.name, found.adcode, found.place_id)
    return replace(
        found,
        place_id=identity,
        name=mention.name,
        kind=mention.kind,
        place_confidence="high",
        source=SOURCE,
        evidence=f"{evidence}；{found.evidence}",
    )


def _identity(name: str, adcode: str | None, where: str) -> str:
    """Id of a corrected place: the same for one project at one point, in whatever plan."""
    gazetteer = Gazetteer.load()
    division = gazetteer.division(adcode) if adcode else None
    bare = without_prefix(normalised(name), gazetteer.forms(division) if division else ())
    return place_id(SOURCE, core(bare), where)


def _with_why(sentence: str, one: Correction) -> str:
    return f"{sentence}：{one.why}" if one.why else sentence
