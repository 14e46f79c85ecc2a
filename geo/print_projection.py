"""From degrees to points on paper: the two projections of printed maps and the window a frame shows of them."""

from dataclasses import dataclass
from math import cos, degrees, radians, sin, sqrt

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.print_records import Bounds

RADIUS_M = 6371007.2
PARALLELS = (25.0, 47.0)  # standard parallels and middle of maps of the whole country
MERIDIAN = 105.0
Rect = tuple[float, float, float, float]  # left, bottom, right, top in points


@dataclass(frozen=True, slots=True)
class Projection:
    """Equidistant cylindrical, true at the `parallel`; Albers equal-area for the country when it is None."""

    parallel: float | None

    @property
    def words(self) -> str:
        """Name of the projection with its parameters."""
        if self.parallel is None:
            south, north = PARALLELS
            return f"等面积割圆锥投影(标准纬线 {south:g}°、{north:g}°,中央经线 {MERIDIAN:g}°)"
        return f"等距圆柱投影(标准纬线 {self.parallel:.1f}°)"

    def metres(self, lonlat: np.ndarray) -> np.ndarray:
        """Plane coordinates of an array of (lon, lat)."""
        lon, lat = np.radians(lonlat[:, 0]), np.radians(lonlat[:, 1])
        if self.parallel is not None:
            return RADIUS_M * np.column_stack((lon * cos(radians(self.parallel)), lat))
        south, north = (sin(radians(parallel)) for parallel in PARALLELS)
        cone = (south + north) / 2
        constant = 1 - south**2 + 2 * cone * south
        rho = np.sqrt(constant - 2 * cone * np.sin(lat)) / cone
        angle = cone * (lon - radians(MERIDIAN))
        return RADIUS_M * np.column_stack((rho * np.sin(angle), sqrt(constant) / cone - rho * np.cos(angle)))

    def project(self, geometry: BaseGeometry) -> BaseGeometry:
        """The geometry in the plane."""
        return shapely.transform(geometry, self.metres)


@dataclass(frozen=True, slots=True)
class Window:
    """A frame on paper and what of the plane it shows: `scale` in points per metre, `(x, y)` at `(left, bottom)`."""

    projection: Projection
    frame: Rect
    scale: float
    x: float
    y: float

    def points(self, lonlat: np.ndarray) -> np.ndarray:
        """Positions on paper of an array of (lon, lat)."""
        plane = self.projection.metres(np.atleast_2d(np.asarray(lonlat, dtype=float)))
        found: np.ndarray = (plane - (self.x, self.y)) * self.scale + (self.frame[0], self.frame[1])
        return found

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        """Position of one point on paper."""
        x, y = self.points(np.array([[lon, lat]]))[0]
        return float(x), float(y)

    def on_paper(self, geometry: BaseGeometry) -> BaseGeometry:
        """The geometry on paper, not clipped."""
        return shapely.transform(geometry, self.points)

    @property
    def bounds(self) -> Bounds:
        """Degrees the frame shows; of the country, which is cut out of a cone, a box that surely holds them."""
        if self.projection.parallel is None:
            return (60.0, 0.0, 150.0, 60.0)
        left, bottom, right, top = self.frame
        across = RADIUS_M * cos(radians(self.projection.parallel))
        east, north = self.x + (right - left) / self.scale, self.y + (top - bottom) / self.scale
        west, east = degrees(self.x / across), degrees(east / across)
        return west, degrees(self.y / RADIUS_M), east, degrees(north / RADIUS_M)


def window(projection: Projection, frame: Rect, shown: Rect, inner: Rect, least_m: float = 0.0) -> Window:
    """The window of a frame that shows the plane box `shown` centred inside `inner`, a part of the frame."""
    width, height = max(shown[2] - shown[0], least_m), max(shown[3] - shown[1], least_m)
    scale = min((inner[2] - inner[0]) / width, (inner[3] - inner[1]) / height)
    middle = (shown[0] + shown[2]) / 2, (shown[1] + shown[3]) / 2
    x = middle[0] - ((inner[0] + inner[2]) / 2 - frame[0]) / scale
    y = middle[1] - ((inner[1] + inner[3]) / 2 - frame[1]) / scale
    return Window(projection, frame, scale, x, y)
