"""The base map of a build as compact GeoJSON texts: lon/lat (CGCS2000), 4 decimals (about 10 m), no spaces."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from loaders.models import BaseArea, BaseLine, BaseMap

DECIMALS = 4
# Maps that show Hainan province, or more than this many provinces, must show the 境界线 (data/sources.toml).
ISLAND_PROVINCE = "46"
NATIONAL_PROVINCES = 12
MANY_COUNTIES = 500  # to draw: the browser gets them after the first picture, which the provinces make

Bounds = tuple[float, float, float, float]


def base_map_of(
    records: Mapping[str, Sequence[Any]], boxes: Mapping[str, Bounds | None], plans: Sequence[str]
) -> BaseMap:
    """Base map of the plans (all when none is given) out of the tables of a build; `boxes` are those of its plans."""
    views = [box for plan, box in boxes.items() if box and (not plans or plan in plans)]
    return base_map(
        records["base_counties"], records["base_provinces"], records["base_lines"], plans=plans, views=views
    )


def base_map(
    counties: Sequence[BaseArea],
    provinces: Sequence[BaseArea],
    lines: Sequence[BaseLine],
    *,
    plans: Sequence[str],
    views: Iterable[Bounds],
) -> BaseMap:
    """Base map of `plans` with every county's role for them; `views` are the boxes their maps show."""
    shown = [county for county in counties if _touches(county.views, plans)]
    own = [county for county in shown if _role(county, plans, ()) == "plan"]
    own_provinces = {county.adcode[:2] for county in own}
    labels = {area.adcode: area for area in provinces if area.level == "province_label" and _touches(area.views, plans)}
    backdrop = [area for area in provinces if area.level == "province" and area.adcode[:2] not in own_provinces]
    visible = {county.adcode[:2] for county in shown}
    is_large = len(shown) > MANY_COUNTIES
    if is_large:
        backdrop = [area for area in provinces if area.level == "province"]
    seen = shapely.union_all([] if is_large else [shapely.box(*bounds) for bounds in views])
    return BaseMap(
        counties=collection(
            (county.geometry, {**_label(county), "role": _role(county, plans, own_provinces)}) for county in shown
        ),
        provinces=collection(
            (rest, _label(area)) for area in backdrop if not (rest := area.geometry.difference(seen)).is_empty
        ),
        province_labels=collection((area.geometry, _label(area)) for area in labels.values()),
        province_lines=collection((line.geometry, {}) for line in lines if line.kind == "province"),
        boundary_lines=collection((line.geometry, {}) for line in lines if line.kind == "boundary"),
        boundary_required=ISLAND_PROVINCE in visible or len(visible) > NATIONAL_PROVINCES,
        is_large=is_large,
        bounds=_bounds([area.geometry for area in own or shown or backdrop]),
    )


def collection(features: Iterable[tuple[BaseGeometry, Mapping[str, Any]]]) -> str:
    """A GeoJSON FeatureCollection of geometries with their properties."""
    rows = list(features)
    shapes = shapely.to_geojson(shapely.transform([geometry for geometry, _ in rows], _round)) if rows else ()
    written = (
        f'{{"type":"Feature","properties":{_json(properties)},"geometry":{shape}}}'
        for shape, (_, properties) in zip(shapes, rows, strict=True)
    )
    return f'{{"type":"FeatureCollection","features":[{",".join(written)}]}}'


def _json(properties: Mapping[str, Any]) -> str:
    return json.dumps(properties, ensure_ascii=False, separators=(",", ":"))


def _touches(of_area: Sequence[str], plans: Sequence[str]) -> bool:
    return not plans or not set(of_area).isdisjoint(plans)


def _role(county: BaseArea, plans: Sequence[str], own_provinces: Collection[str]) -> str:
    if county.plans and _touches(county.plans, plans):
        return "plan"
    return "province" if county.adcode[:2] in own_provinces else "neighbour"


def _label(area: BaseArea) -> dict[str, Any]:
    return {"adcode": area.adcode, "name": area.name, "lon": area.lon, "lat": area.lat}


def _round(coordinates: np.ndarray) -> np.ndarray:
    return coordinates.round(DECIMALS)


def _bounds(geometries: Sequence[BaseGeometry]) -> Bounds:
    west, south, east, north = shapely.total_bounds(list(geometries)).tolist()
    return west, south, east, north
