"""Divisions of a base map as paths of a small inline SVG: the frame of the picture and what shows of an outline."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians

OUTSIDE_DETAIL = 40  # CSS px; nearer corners outside the picture are left out
SURROUNDINGS = 22  # CSS px round the picture that count as inside, so that borders leave it cleanly

Point = tuple[float, float]  # lon, lat
Ring = Sequence[Point]


@dataclass(frozen=True, slots=True)
class Shape:
    """A division of the base map: its role, label point (lon, lat) and rings of (lon, lat)."""

    code: str
    name: str
    role: str
    label: Point
    rings: tuple[tuple[Point, ...], ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture of `width` × `height` CSS px; `west` and `north` (degrees) are its upper left corner."""

    west: float
    north: float
    per_lon: float
    per_lat: float
    width: float
    height: float

    def at(self, point: Point) -> tuple[float, float]:
        """Position of a (lon, lat) in px."""
        return (point[0] - self.west) * self.per_lon, (self.north - point[1]) * self.per_lat

    def path(self, rings: Iterable[Ring], *, detail: float, closed: bool = True) -> str:
        """SVG path data of the rings (lines unless `closed`) with corners `detail` px apart, '' when none shows."""
        return "".join(self._path([self.at(point) for point in ring], detail, closed=closed) for ring in rings)

    def _path(self, points: Sequence[tuple[float, float]], detail: float, *, closed: bool) -> str:
        xs, ys = [x for x, _ in points], [y for _, y in points]
        if max(xs) < 0 or min(xs) > self.width or max(ys) < 0 or min(ys) > self.height:
            return ""
        kept = [points[0]]
        for x, y in points[1:]:
            apart = abs(x - kept[-1][0]) + abs(y - kept[-1][1])
            if apart >= (detail if self._shows(x, y) else OUTSIDE_DETAIL):
                kept.append((x, y))
        if len(kept) < (3 if closed else 2):
            return ""
        return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in kept) + ("Z" if closed else "")

    def _shows(self, x: float, y: float) -> bool:
        around = SURROUNDINGS
        return -around < x < self.width + around and -around < y < self.height + around


def frame_round(places: Sequence[Point], *, width: int, height: int, margin: int, smallest_span: float) -> Frame:
    """A frame round the places, as wide and high in metres as on screen; `smallest_span` in degrees of latitude."""
    lons, lats = [lon for lon, _ in places], [lat for _, lat in places]
    middle = (min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2
    shrink = cos(radians(middle[1]))
    wanted_lat = max(max(lats) - min(lats), smallest_span) / (height - 2 * margin)
    wanted_lon = (max(lons) - min(lons)) * shrink / (width - 2 * margin)
    per_lat = 1 / max(wanted_lat, wanted_lon)
    per_lon = per_lat * shrink
    west, north = middle[0] - width / 2 / per_lon, middle[1] + height / 2 / per_lat
    return Frame(west, north, per_lon, per_lat, width, height)


@lru_cache(maxsize=8)
def shapes(divisions: str) -> tuple[Shape, ...]:
    """Divisions of a base map, the counties of the plan last so that their borders lie on top."""
    found = []
    for item in json.loads(divisions)["features"]:
        told, geometry = item["properties"], item["geometry"]
        polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
        rings = tuple(tuple((lon, lat) for lon, lat, *_ in polygon[0]) for polygon in polygons)
        label = (told["lon"], told["lat"])
        found.append(Shape(told["adcode"], told["name"], told.get("role", "neighbour"), label, rings))
    return tuple(sorted(found, key=lambda shape: shape.role == "plan"))


@lru_cache(maxsize=8)
def lines(collection: str) -> tuple[tuple[Point, ...], ...]:
    """The lines of a GeoJSON collection of (multi-)lines, as (lon, lat)."""
    found = []
    for item in json.loads(collection)["features"]:
        geometry = item["geometry"]
        parts = geometry["coordinates"] if geometry["type"] == "MultiLineString" else [geometry["coordinates"]]
        found += [tuple((lon, lat) for lon, lat, *_ in part) for part in parts]
    return tuple(found)
