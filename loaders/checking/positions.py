"""Checks of places: in China, in their county and township, as fine as they say, and not far off without a reason.

Geometries are `(lon, lat)` degrees in CGCS2000; the polygons are those of `geo.boundaries`. They leave slivers, so
this is a sanity check and no survey.
"""

from collections.abc import Iterator
from math import isfinite

import shapely
from shapely.geometry.base import BaseGeometry

from geo.gazetteer import bare_name
from geo.geometry import LonLat, distance_km
from geo.models import Rule
from loaders.checking.references import lists_township
from loaders.checking.rules import Finding
from loaders.checking.tables import Tables
from loaders.models import Link, Mention, Place

POINT_PRECISIONS = frozenset({"exact", "village", "township"})
AREA_PRECISIONS = frozenset({"county", "region"})
CORRECTION = "correction"
FAR_KM = 100.0
# Ports, islands and the edge of a simplified coast: about 10 km off the polygons of the provinces.
COAST_DEG = 0.1
# Two coordinates closer than this (about 10 m) are the same published point.
SAME_POINT_DIGITS = 4
# The finest precision that a rule can lead to, for rules that say where the position came from.
COARSE_RULES = frozenset(
    {Rule.COUNTY, Rule.COUNTY_BY_ISSUER, Rule.COUNTY_BY_TOWNSHIP, Rule.COUNTIES, Rule.REGION, Rule.TIE}
)
TOWNSHIP_RULES = frozenset({Rule.TOWNSHIP_GIVEN, Rule.TOWNSHIP_NAMED, Rule.TOWNSHIP_INFERRED, Rule.TOWNSHIP_OF_VILLAGE})


def geometries(tables: Tables) -> Iterator[Finding]:
    """Places whose geometry is empty, not finite, of the wrong kind, at 0,0 or outside China."""
    for place in tables.records["places"]:
        fault = _fault(place)
        if fault:
            yield Finding("geometry", "places", place.place_id, f"{place.name}: {fault}")
        else:
            for lon, lat in shapely.get_coordinates(place.geometry).tolist():
                if not _in_china(tables, lon, lat):
                    yield Finding("outside_china", "places", place.place_id, f"{place.name}: {lon:.4f}, {lat:.4f}")
                    break


def base_maps(tables: Tables) -> Iterator[Finding]:
    """Polygons and lines of the base map that are empty or broken."""
    for table in ("base_counties", "base_provinces", "base_lines"):
        for row in tables.records[table]:
            if row.geometry is None or row.geometry.is_empty or not row.geometry.is_valid:
                yield Finding(
                    "geometry", table, row.adcode if table != "base_lines" else row.kind, "empty or not valid"
                )


def _fault(place: Place) -> str:
    """What is wrong with the geometry itself, or ''."""
    geometry: BaseGeometry | None = place.geometry
    if geometry is None or geometry.is_empty:
        return "has no geometry"
    if not all(map(isfinite, shapely.bounds(geometry).tolist())):
        return "has coordinates that are no numbers"
    if place.precision in POINT_PRECISIONS and geometry.geom_type != "Point":
        return f"a {place.precision} is a Point, not a {geometry.geom_type}"
    if place.precision == "route" and geometry.geom_type not in {"LineString", "MultiLineString"}:
        return f"a route is a line, not a {geometry.geom_type}"
    return ""


def _in_china(tables: Tables, lon: float, lat: float) -> bool:
    """Whether the point lies in a province, or within about 10 km of one."""
    point = shapely.Point(lon, lat)
    provinces = tables.boundaries.provinces
    return bool(provinces.within(point) or provinces.within(point.buffer(COAST_DEG)))


def counties(tables: Tables) -> Iterator[Finding]:
    """Unknown adcodes and names that do not fit them, places outside their county, unknown townships."""
    for mention in tables.records["mentions"]:
        yield from _named("mentions", mention.mention_id, mention.adcode, mention.county, tables)
    for area in tables.records["areas"]:
        yield from _named("areas", area.code, area.adcode, None, tables)
        yield from _inside("areas", area.code, shapely.Point(area.lon, area.lat), area.adcode, tables)
    for place in tables.records["places"]:
        yield from _named("places", place.place_id, place.adcode, place.county, tables)
        yield from _level(place, tables)
        if not _fault(place):
            yield from _in_counties(place, tables)
        if place.township and place.adcode and not lists_township(tables, place.adcode, place.township):
            what = f"{place.name}: {place.township} is not listed in {tables.name(place.adcode)}"
            yield Finding("unknown_township", "places", place.place_id, what)


def _named(table: str, row: str, adcode: str | None, county: str | None, tables: Tables) -> Iterator[Finding]:
    """A code that no division has, or a county name that is not that of the code."""
    division = tables.gazetteer.division(adcode) if adcode else None
    if adcode and division is None:
        yield Finding("unknown_county", table, row, f"no division has the code {adcode}")
    elif county and (division is None or division.name != county):
        stated = f"{adcode} is {division.name}" if division else "it has no adcode"
        yield Finding("unknown_county", table, row, f"county is {county}, but {stated}")


def _level(place: Place, tables: Tables) -> Iterator[Finding]:
    """A point or a county mark without a county, a region that claims to be one county."""
    is_county = bool(place.adcode) and tables.gazetteer.is_county(str(place.adcode))
    needs_county = place.precision in POINT_PRECISIONS or (place.precision == "county" and not place.counties)
    if needs_county and not is_county:
        what = f"{place.name}: precision {place.precision}, but {place.adcode or 'no adcode'} is no county"
        yield Finding("unknown_county", "places", place.place_id, what)
    for adcode in place.counties:
        yield from _named("places", place.place_id, adcode, None, tables)


def _in_counties(place: Place, tables: Tables) -> Iterator[Finding]:
    if place.precision != "route":
        if place.adcode:
            point = place.geometry if place.geometry.geom_type == "Point" else place.geometry.representative_point()
            yield from _inside("places", place.place_id, point, place.adcode, tables, name=place.name)
        return
    for adcode in dict.fromkeys(code for code in (place.adcode, *place.counties) if code):
        yield from _inside("places", place.place_id, place.geometry, adcode, tables, name=place.name)


def _inside(
    table: str, row: str, geometry: BaseGeometry, adcode: str, tables: Tables, *, name: str = ""
) -> Iterator[Finding]:
    """A point outside the polygon of its division, or a line that does not touch it; unknown codes pass here."""
    polygon = tables.boundaries.polygon(adcode)
    label = f"{name}: " if name else ""
    if polygon is None:
        if tables.gazetteer.division(adcode):
            yield Finding("no_polygon", table, row, f"{label}{tables.name(adcode)} has no polygon")
    elif not polygon.intersects(geometry):
        lon, lat = _rounded(geometry)
        where = "does not touch" if geometry.geom_type != "Point" else f"{lon}, {lat} is not in"
        yield Finding("outside_county", table, row, f"{label}{where} {tables.name(adcode)}")


def fineness(tables: Tables) -> Iterator[Finding]:
    """Places that claim to be finer than the point they stand at or the rule that found them."""
    for place in tables.records["places"]:
        if place.precision in POINT_PRECISIONS and not _fault(place):
            stands_at = _coarser_point(place, _rounded(place.geometry), tables)
            if stands_at:
                what = f"{place.name}: precision {place.precision}, but the point is that of {stands_at}"
                yield Finding("too_fine", "places", place.place_id, what)
        if place.precision in {"village", "township"} and not place.township:
            what = f"{place.name}: precision {place.precision}, but no township is named"
            yield Finding("too_fine", "places", place.place_id, what)
    for link, _, place in tables.placed():
        fault = _finer_than_rule(link, place)
        if fault:
            yield Finding("too_fine", "links", link.mention_id, f"{place.name}: {fault}")


def _coarser_point(place: Place, here: LonLat, tables: Tables) -> str:
    """The coarser thing whose point the place stands at: its county's mark, or a township's seat; '' for none."""
    adcode = place.adcode or ""
    mark = tables.boundaries.representative_point(adcode)
    if mark is not None and _rounded(mark) == here:
        return f"{tables.name(adcode)} as a whole"
    if place.precision == "township":
        return ""
    for township in tables.gazetteer.townships(adcode):
        if (
            township.lon is not None
            and township.lat is not None
            and _rounded(shapely.Point(township.lon, township.lat)) == here
        ):
            return f"the seat of {township.name}"
    return ""


def _rounded(point: BaseGeometry) -> LonLat:
    lon, lat = shapely.get_coordinates(point)[0].tolist()
    return round(lon, SAME_POINT_DIGITS), round(lat, SAME_POINT_DIGITS)


def _finer_than_rule(link: Link, place: Place) -> str:
    if link.rule in COARSE_RULES and place.precision not in AREA_PRECISIONS:
        return f"found by rule {link.rule}, yet precision {place.precision}"
    if link.rule in TOWNSHIP_RULES and place.precision in {"exact", "village"}:
        return f"found by rule {link.rule}, yet precision {place.precision}"
    if link.rule == Rule.TOWNSHIP_INFERRED and place.place_confidence != "low":
        return f"inferred from a name, yet place_confidence {place.place_confidence}"
    return ""


def distances(tables: Tables) -> Iterator[Finding]:
    """Places more than 100 km from the polygon of the plan's jurisdiction; without a reason an error, else a warning.

    Measured from the nearest point, so a route that starts in or touches the jurisdiction is 0 km away. A reason is
    that the plan names the county, city or province of the place: in the words that gave the mention its county
    (evidence of role county with a span), or in the mention's own words by a form no other division bears. A county
    must be named with its rank: 灵山县, not 灵山, which is as well a hill, and the usual cause of a place far away;
    only a mention of a province, city or county itself may leave it out.
    What passes can still be misread, hence the warning; what a planner put there (source `correction`) is left alone.
    """
    known: dict[tuple[str, str], float] = {}
    for link, mention, place in tables.placed():
        plan = tables.plans.get(mention.plan_id)
        home = plan.jurisdiction if plan else None
        polygon = tables.boundaries.polygon(home) if home else None
        if home is None or polygon is None or _fault(place):
            continue
        key = (home, place.place_id)
        if key not in known:
            known[key] = _distance_km(polygon, place.geometry)
        if known[key] > FAR_KM and place.source != CORRECTION:
            rule = "far_named" if _is_named(mention, place, tables) else "far_away"
            where = tables.name(place.adcode) if place.adcode else "a route"
            what = f"{place.name} ({where}) is {known[key]:.0f} km from {tables.name(home)}"
            yield Finding(rule, "links", link.mention_id, what)


def _distance_km(polygon: BaseGeometry, geometry: BaseGeometry) -> float:
    if polygon.intersects(geometry):
        return 0.0
    start, end = shapely.get_coordinates(shapely.shortest_line(polygon, geometry)).tolist()
    return distance_km(tuple(start), tuple(end))


def _is_named(mention: Mention, place: Place, tables: Tables) -> bool:
    """Whether the plan names the division of the place (see `distances`)."""
    own = [code for code in (place.adcode, *place.counties) if code]
    divisions = {code for one in own for code in tables.gazetteer.ancestors(one)}
    words = "\n".join((mention.surface, *(part.surface for part in mention.parts)))
    if mention.type == "admin" and place.precision in AREA_PRECISIONS:
        return True
    if any(_says(words, code, tables, alone=True) for code in divisions):
        return True
    if not mention.adcode or not any(tables.gazetteer.contains(mention.adcode, code) for code in own):
        return False
    spans = [one.span.surface for one in mention.evidence if one.role == "county" and one.span is not None]
    return any(_says(span, code, tables, alone=False) for span in spans for code in divisions)


def _says(words: str, adcode: str, tables: Tables, *, alone: bool) -> bool:
    """Whether the words hold a form of the division's name, of a county one with its rank; `alone`: only its own."""
    division = tables.gazetteer.division(adcode)
    if division is None:
        return False
    bare = {bare_name(name) for name in (division.name, *division.former)} if division.level == "county" else set()
    return any(
        form in words and not (alone and len(tables.gazetteer.named(form)) > 1)
        for form in tables.gazetteer.forms(division)
        if form not in bare
    )
