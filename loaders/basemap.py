"""The base map of a build: county polygons in view of each plan, the provinces behind them, borders and 境界线.

Everything is CGCS2000 (EPSG:4490) lon/lat and simplified for display only; positions are checked against the
unsimplified polygons elsewhere. A plan's *view* is the box round its counties and projects, plus a margin.
"""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Point
from shapely.geometry.base import BaseGeometry

from geo.boundaries import Boundaries
from loaders.models import BaseArea, BaseLine

VIEW_MARGIN_DEG = 0.5
# `coverage_simplify` drops corners whose triangle is smaller than the square of the tolerance (degrees). Counties
# keep what shows when a view fills the screen: 1/500 of its height is about two pixels.
TOLERANCE_OF_VIEW = 1 / 500
# A province whose corner alone is in view gets no name.
LABELLED_SHARE_OF_VIEW = 0.03
BACKDROP_TOLERANCE_DEG = 0.08
LABEL_TOLERANCE_DEG = 0.005
DECIMALS = 4

Bounds = tuple[float, float, float, float]


def view_bounds(geometries: Iterable[BaseGeometry]) -> Bounds:
    """Box (west, south, east, north in degrees) round all geometries, with the margin of a view."""
    west, south, east, north = shapely.total_bounds(list(geometries)).round(DECIMALS).tolist()
    return west - VIEW_MARGIN_DEG, south - VIEW_MARGIN_DEG, east + VIEW_MARGIN_DEG, north + VIEW_MARGIN_DEG


def county_areas(
    boundaries: Boundaries, *, views: Mapping[str, Bounds], plan_counties: Mapping[str, Sequence[str]]
) -> list[BaseArea]:
    """Simplified counties of every plan, of the plans' provinces and in the plans' views, by ascending adcode."""
    shown: dict[str, set[str]] = {}
    for plan_id, bounds in views.items():
        provinces = {adcode[:2] for adcode in plan_counties.get(plan_id, ())}
        own = {adcode for adcode in boundaries.counties.names if adcode[:2] in provinces}
        for adcode in own.union(boundaries.counties_in(bounds)):
            shown.setdefault(adcode, set()).add(plan_id)
    plans_of: dict[str, list[str]] = {}
    for plan_id, adcodes_of_plan in plan_counties.items():
        for adcode in dict.fromkeys(adcodes_of_plan):
            plans_of.setdefault(adcode, []).append(plan_id)
    areas = []
    for adcodes, tolerance_deg in _coverages(shown, views):
        polygons = [polygon for adcode in adcodes if (polygon := boundaries.counties.polygon(adcode)) is not None]
        for adcode, geometry in zip(adcodes, simplify_coverage(polygons, tolerance_deg), strict=True):
            name, plans = boundaries.counties.names[adcode], plans_of.get(adcode, ())
            areas.append(_area(adcode, name, "county", geometry, plans=plans, views=shown[adcode]))
    return sorted(areas, key=lambda area: area.adcode)


def _coverages(shown: Mapping[str, set[str]], views: Mapping[str, Bounds]) -> list[tuple[list[str], float]]:
    """Counties to simplify together, with the tolerance: plans that share a county share the finest tolerance."""
    groups: list[set[str]] = []
    for plans in shown.values():
        touching = [group for group in groups if not group.isdisjoint(plans)]
        groups = [group for group in groups if group.isdisjoint(plans)] + [plans.union(*touching)]
    coverages = []
    for group in groups:
        adcodes = sorted(adcode for adcode, plans in shown.items() if not group.isdisjoint(plans))
        height_deg = min(views[plan][3] - views[plan][1] for plan in group)
        coverages.append((adcodes, height_deg * TOLERANCE_OF_VIEW))
    return coverages


def province_areas(boundaries: Boundaries) -> list[BaseArea]:
    """All provinces as a coarse backdrop (level province)."""
    level, polygons = boundaries.provinces, _provinces(boundaries)
    coarse = simplify_coverage(list(polygons.values()), BACKDROP_TOLERANCE_DEG)
    return [
        _area(adcode, level.names[adcode], "province", geometry)
        for adcode, geometry in zip(polygons, coarse, strict=True)
    ]


def province_labels(boundaries: Boundaries, views: Mapping[str, Bounds]) -> list[BaseArea]:
    """One label (level province_label) per view and province, by plan."""
    level, polygons = boundaries.provinces, _provinces(boundaries)
    areas = []
    for plan_id, bounds in sorted(views.items()):
        visible = shapely.clip_by_rect(list(polygons.values()), *bounds)
        for adcode, part in zip(polygons, visible, strict=True):
            if part.area > LABELLED_SHARE_OF_VIEW * shapely.box(*bounds).area:
                point = label_point(_areal(shapely.make_valid(part)))
                areas.append(_area(adcode, level.names[adcode], "province_label", point, views=[plan_id]))
    return areas


def _provinces(boundaries: Boundaries) -> dict[str, BaseGeometry]:
    """Polygons of the provinces by ascending adcode."""
    level = boundaries.provinces
    return {adcode: polygon for adcode in sorted(level.names) if (polygon := level.polygon(adcode)) is not None}


def _area(
    adcode: str,
    name: str,
    level: str,
    geometry: BaseGeometry,
    *,
    plans: Iterable[str] = (),
    views: Iterable[str] = (),
) -> BaseArea:
    label = geometry if isinstance(geometry, Point) else label_point(geometry)
    return BaseArea(
        adcode=adcode,
        name=name,
        level=level,
        lon=label.x,
        lat=label.y,
        plans=tuple(sorted(plans)),
        views=tuple(sorted(views)),
        geometry=geometry,
    )


def border_lines(counties: Sequence[BaseArea], boundaries: Boundaries) -> list[BaseLine]:
    """Borders between two provinces among the shown counties, and the 境界线 as released."""
    borders = shapely.MultiLineString(shapely.get_parts(shapely.line_merge(_province_borders(counties))).tolist())
    parts = {
        shapely.to_wkb(shapely.normalize(part)): part
        for level in (boundaries.counties, boundaries.provinces)
        for part in shapely.get_parts(list(level.lines))
    }
    boundary = shapely.MultiLineString(list(parts.values()))
    lines = [BaseLine(kind="province", geometry=borders), BaseLine(kind="boundary", geometry=boundary)]
    return [line for line in lines if not line.geometry.is_empty]


def simplify_coverage(polygons: Sequence[BaseGeometry], tolerance_deg: float) -> list[BaseGeometry]:
    """Polygons with fewer corners whose shared borders stay shared; one by one where they form no coverage."""
    if shapely.coverage_is_valid(list(polygons)):
        simple = shapely.coverage_simplify(list(polygons), tolerance_deg)
    else:
        simple = shapely.simplify(list(polygons), tolerance_deg / 2, preserve_topology=True)
    rounded = shapely.transform(simple, lambda xy: np.round(xy, DECIMALS))
    return [_areal(shapely.make_valid(polygon)) for polygon in rounded]


def label_point(polygon: BaseGeometry) -> Point:
    """Where a label stands best: the centre of the largest circle inside the largest part (lon/lat, rounded)."""
    parts = shapely.get_parts(polygon)
    largest = parts[int(np.argmax(shapely.area(parts)))]
    circle = shapely.maximum_inscribed_circle(largest, LABEL_TOLERANCE_DEG)
    lon, lat = shapely.get_coordinates(circle)[0].round(DECIMALS).tolist()
    return Point(lon, lat)


def _areal(geometry: BaseGeometry) -> BaseGeometry:
    """The polygons of a geometry as one multi-polygon."""
    parts = [part for part in shapely.get_parts(geometry) for part in shapely.get_parts(part)]
    return shapely.MultiPolygon([part for part in parts if part.geom_type == "Polygon" and not part.is_empty])


def _province_borders(counties: Sequence[BaseArea]) -> shapely.MultiLineString:
    """Segments that two counties of different provinces share (their corners agree after rounding)."""
    segments, provinces = _segments(counties)
    order = np.lexsort(segments.T[::-1])
    ranked = segments[order]
    firsts = np.flatnonzero(np.r_[True, (ranked[1:] != ranked[:-1]).any(axis=1)][: len(ranked)])
    if not len(firsts):
        return shapely.MultiLineString()
    lowest = np.minimum.reduceat(provinces[order], firsts)
    highest = np.maximum.reduceat(provinces[order], firsts)
    shared = segments[np.sort(order[firsts[lowest != highest]])]
    return shapely.MultiLineString(shapely.linestrings(shared.reshape(-1, 2, 2)).tolist())


def _segments(counties: Sequence[BaseArea]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Every side of every county as four coordinates, its western end first, and the province of each."""
    polygons, of_county = shapely.get_parts([county.geometry for county in counties], return_index=True)
    rings, of_polygon = shapely.get_rings(polygons, return_index=True)
    corners, of_ring = shapely.get_coordinates(rings, return_index=True)
    codes = np.array([int(county.adcode[:2]) for county in counties], dtype=np.int64)
    provinces = codes[of_county[of_polygon[of_ring]]]
    together = of_ring[:-1] == of_ring[1:]
    starts, ends = corners[:-1][together], corners[1:][together]
    forward = (starts[:, 0] < ends[:, 0]) | ((starts[:, 0] == ends[:, 0]) & (starts[:, 1] <= ends[:, 1]))
    return np.where(forward[:, None], np.hstack([starts, ends]), np.hstack([ends, starts])), provinces[:-1][together]
