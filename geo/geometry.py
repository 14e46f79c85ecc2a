"""Distances and schematic lines on `(lon, lat)` degrees (CGCS2000)."""

from collections.abc import Sequence
from math import asin, cos, radians, sin, sqrt

from shapely.geometry import LineString

EARTH_RADIUS_KM = 6371.0

LonLat = tuple[float, float]


def distance_km(start: LonLat, end: LonLat) -> float:
    """Great-circle distance in km on a sphere; good to 0.5 %, which is enough to compare candidates."""
    lon1, lat1, lon2, lat2 = map(radians, (*start, *end))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(half))


def line_through(points: Sequence[LonLat]) -> LineString | None:
    """The line through `points` without repeats, or None when fewer than two differ."""
    distinct = [point for index, point in enumerate(points) if index == 0 or point != points[index - 1]]
    return LineString(distinct) if len(set(distinct)) > 1 else None
