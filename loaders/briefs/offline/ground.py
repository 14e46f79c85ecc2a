"""The base map of an offline page, written small: corners as differences in ten-thousandths of a degree, as text.

The text is Google's encoded polyline with (lon, lat) and four decimals; `ground.js` reads it. Coordinates are CGCS2000.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.gazetteer import short_name
from loaders.basemap import simplify_coverage
from loaders.catalog import Catalog
from loaders.models import BaseMap

STEPS_PER_DEG = 10_000  # about 10 m
# Counties of a national file, where thousands are drawn: 1/100 of a degree shows at the closest zoom, and fits a mail.
LARGE_TOLERANCE_DEG = 0.012
FIRST, CHUNK, MORE = 63, 0x1F, 0x20  # of the encoding: the lowest character, bits per character, another one follows


def ground(catalog: Catalog, plans: tuple[str, ...]) -> dict[str, Any]:
    """Counties, provinces, borders and 境界线 of the plans (all when none is given), and where 南海诸岛 is inset."""
    from geo import print_ground  # matplotlib: half a second that nobody pays who wants no map

    base = catalog.base_map(plans)
    return {
        "counties": _areas(base.counties, tolerance_deg=LARGE_TOLERANCE_DEG if base.is_large else 0.0),
        "provinces": _areas(base.provinces),
        "province_labels": _labels(base),
        "province_lines": _lines(base.province_lines),
        "boundary_lines": _lines(base.boundary_lines),
        "bounds": list(base.bounds),
        "island": [round(value, 4) for value in print_ground.island().bounds],
        "south_sea": list(print_ground.SOUTH_SEA),
        "country": list(print_ground.COUNTRY),
    }


def encoded(points: Iterable[Sequence[float]]) -> str:
    """Points (lon, lat) as text."""
    numbers = np.rint(np.asarray(list(points), dtype=float)[:, :2] * STEPS_PER_DEG).astype(np.int64)
    steps = np.diff(numbers, axis=0, prepend=np.zeros((1, 2), dtype=np.int64)).ravel()
    return "".join(map(_characters, steps.tolist()))


def _characters(step: int) -> str:
    value = ~(step << 1) if step < 0 else step << 1
    found = []
    while value > CHUNK:
        found.append(chr((MORE | (value & CHUNK)) + FIRST))
        value >>= 5
    return "".join([*found, chr(value + FIRST)])


def _features(text: str) -> list[tuple[dict[str, Any], BaseGeometry]]:
    rows = json.loads(text)["features"]
    return [(row["properties"], shapely.from_geojson(json.dumps(row["geometry"]))) for row in rows]


def _areas(text: str, *, tolerance_deg: float = 0.0) -> list[list[Any]]:
    """Divisions as code, short name, label point and rings: those of one polygon together, the outer one first."""
    rows = _features(text)
    shapes = [shape for _, shape in rows]
    if tolerance_deg:
        shapes = simplify_coverage(shapes, tolerance_deg)
    return [
        [own["adcode"], short_name(own["name"]), own["lon"], own["lat"], _polygons(shape)]
        for (own, _), shape in zip(rows, shapes, strict=True)
    ]


def _polygons(shape: BaseGeometry) -> list[list[str]]:
    polygons = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    return [[encoded(ring.coords) for ring in (one.exterior, *one.interiors)] for one in polygons]


def _labels(base: BaseMap) -> list[list[Any]]:
    own = {row[0]: row[:4] for row in (_areas(base.provinces) if base.is_large else [])}
    for label, point in _features(base.province_labels):
        own[label["adcode"]] = [label["adcode"], label["name"], *shapely.get_coordinates(point)[0].tolist()]
    return list(own.values())


def _lines(text: str) -> list[str]:
    return [
        encoded(part.coords) for _, shape in _features(text) for part in shapely.get_parts(shape) if len(part.coords)
    ]
