"""The base map of an offline page, written small: corners as differences in ten-thousandths of a degree, as text.

The text is Google's encoded polyline with (lon, lat) and four decimals; `ground.js` reads it. Coordinates are CGCS2000.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.boundaries import Boundaries
from geo.gazetteer import short_name
from loaders.basemap import border_lines, province_areas, simplify_coverage
from loaders.catalog import Catalog
from loaders.models import BaseArea, BaseLine, BaseMap

STEPS_PER_DEG = 10_000  # about 10 m
# Counties keep what the release has, but where thousands are drawn: 1/100 of a degree hardly shows, and fits a mail.
TOLERANCE_DEG, LARGE_TOLERANCE_DEG = 0.004, 0.012
FIRST, CHUNK, MORE = 63, 0x1F, 0x20  # of the encoding: the lowest character, bits per character, another one follows

Record = dict[str, Any]


def ground(catalog: Catalog, plans: tuple[str, ...], *, national: bool) -> Record:
    """Counties, provinces, borders and 境界线 of the plans (all when none is given), and where 南海诸岛 is inset.

    With `national` the provinces are whole, since a page may show the country by them alone.
    """
    from geo import print_ground  # matplotlib: half a second that nobody pays who wants no map

    base = catalog.base_map(plans)
    boundaries = Boundaries.load()
    counties = _counties(base, boundaries)
    whole = province_areas(boundaries) if national or base.is_large else []
    provinces = [_area(area.adcode, area.name, area.lon, area.lat, area.geometry) for area in whole]
    lines = {line.kind: line for line in border_lines(counties, boundaries)}
    return {
        "counties": [_area(area.adcode, area.name, area.lon, area.lat, area.geometry) for area in counties],
        "provinces": provinces or [_area(**own, geometry=shape) for own, shape in _features(base.provinces)],
        "provinceLabels": [list(own.values()) for own, _ in _features(base.province_labels)],
        "provinceLines": _lines(lines.get("province")),
        "boundaryLines": _lines(lines.get("boundary")),
        "bounds": list(base.bounds),
        "island": [round(value, 4) for value in print_ground.island().bounds],
        "southSea": list(print_ground.SOUTH_SEA),
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


def _features(text: str) -> list[tuple[Record, BaseGeometry]]:
    rows = json.loads(text)["features"]
    return [(row["properties"], shapely.from_geojson(json.dumps(row["geometry"]))) for row in rows]


def _counties(base: BaseMap, boundaries: Boundaries) -> list[BaseArea]:
    """Counties of a base map as the release has them, simplified together."""
    rows = [(own, boundaries.counties.polygon(own["adcode"]) or shape) for own, shape in _features(base.counties)]
    tolerance_deg = LARGE_TOLERANCE_DEG if base.is_large else TOLERANCE_DEG
    shapes = simplify_coverage([shape for _, shape in rows], tolerance_deg)
    return [
        BaseArea(own["adcode"], own["name"], "county", own["lon"], own["lat"], (), (), shape)
        for (own, _), shape in zip(rows, shapes, strict=True)
    ]


def _area(adcode: str, name: str, lon: float, lat: float, geometry: BaseGeometry) -> list[Any]:
    """Code, short name, label point and rings: those of one polygon together, the outer one first."""
    polygons = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]
    rings = [[encoded(ring.coords) for ring in (one.exterior, *one.interiors)] for one in polygons]
    return [adcode, short_name(name), lon, lat, rings]


def _lines(line: BaseLine | None) -> list[str]:
    return [encoded(part.coords) for part in shapely.get_parts(line.geometry)] if line else []
