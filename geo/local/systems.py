"""The coordinate system a planner states for own coordinates, and its conversion to `(lon, lat)` in WGS 84 = CGCS2000.

Shifted Chinese datums go through `geo.crs`; projected and geographic systems of WGS 84 and CGCS2000 through pyproj.
Systems of another datum (北京54, 西安80) are refused: no precise public parameters lead from them to CGCS2000.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.crs import Datum, to_wgs84
from geo.geometry import LonLat

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pyproj import CRS, Transformer

# How the datums are written in planners' tables, after NFKC, in capitals and without blanks, dashes and underscores.
_WRITTEN = {
    "WGS84": Datum.WGS84,
    "WGS1984": Datum.WGS84,
    "WGS84坐标系": Datum.WGS84,
    "WGS84经纬度": Datum.WGS84,
    "CGCS2000": Datum.CGCS2000,
    "CGCS2000坐标系": Datum.CGCS2000,
    "CGCS2000经纬度": Datum.CGCS2000,
    "国家2000": Datum.CGCS2000,
    "国家2000坐标系": Datum.CGCS2000,
    "2000国家大地坐标系": Datum.CGCS2000,
    "国家大地坐标系2000": Datum.CGCS2000,
    "天地图": Datum.CGCS2000,
    "GCJ02": Datum.GCJ02,
    "GCJ02坐标系": Datum.GCJ02,
    "火星坐标系": Datum.GCJ02,
    "火星坐标": Datum.GCJ02,
    "高德": Datum.GCJ02,
    "腾讯": Datum.GCJ02,
    "BD09": Datum.BD09,
    "BD09LL": Datum.BD09,
    "BD09坐标系": Datum.BD09,
    "百度": Datum.BD09,
    "百度坐标系": Datum.BD09,
}
_BLANKS = re.compile(r"[\s_\-]")
_EPSG = re.compile(r"(?:EPSG[:：]*)?(\d{4,5})")
_USABLE_DATUM = re.compile(r"WGS84|WORLDGEODETICSYSTEM1984|CHINA2000")

CHINA_BOX = (73.0, 3.0, 136.0, 54.0)  # west, south, east, north in degrees, the southernmost reefs included
ZONE_MARGIN_DEGREES = 1.5  # a county at the edge of a zone is surveyed in one piece


@dataclass(frozen=True, slots=True)
class CoordinateSystem:
    """A stated system: a datum in degrees, or a projection that `transformer` leads to degrees of WGS 84 or CGCS2000.

    `extent` (west, south, east, north in degrees) is where a projection is meant to be used.
    """

    datum: Datum
    transformer: "Transformer | None" = None
    extent: tuple[float, float, float, float] = CHINA_BOX

    @property
    def is_projected(self) -> bool:
        """Whether its coordinates are metres on a plane."""
        return self.transformer is not None

    @property
    def is_shifted(self) -> bool:
        """Whether its coordinates are those of a shifted Chinese map (GCJ-02, BD-09)."""
        return self.datum in {Datum.GCJ02, Datum.BD09}

    def lonlat(self, x: float, y: float) -> LonLat:
        """The point in WGS 84 degrees; `x` is the longitude or easting, `y` the latitude or northing."""
        if self.transformer is None:
            return to_wgs84(x, y, datum=self.datum)
        lon, lat = self.transformer.transform(x, y)
        return float(lon), float(lat)

    def is_in_extent(self, point: LonLat) -> bool:
        """Whether the point (WGS 84 degrees) lies where the system is meant to be used."""
        west, south, east, north = self.extent
        return west <= point[0] <= east and south <= point[1] <= north

    def geometry(self, geometry: BaseGeometry) -> BaseGeometry:
        """The geometry in WGS 84 degrees, in two dimensions."""

        def convert(points: "NDArray[np.float64]") -> "NDArray[np.float64]":
            return np.array([self.lonlat(x, y) for x, y in points.tolist()]).reshape(-1, 2)

        flat = shapely.force_2d(geometry)
        if self.transformer is None and not self.is_shifted:
            return flat
        return shapely.transform(flat, convert)


def from_crs(crs: "CRS") -> CoordinateSystem | None:
    """The system of a CRS, or None when its datum is neither WGS 84 nor CGCS2000."""
    from pyproj import Transformer

    base = crs.geodetic_crs
    if base is None or base.datum is None or (crs.is_geocentric or not (crs.is_geographic or crs.is_projected)):
        return None
    name = re.sub(r"[^A-Z0-9]", "", base.datum.name.upper())
    if not _USABLE_DATUM.search(name):
        return None
    datum = Datum.CGCS2000 if "CHINA" in name else Datum.WGS84
    if crs.is_geographic:
        return CoordinateSystem(datum)
    return CoordinateSystem(datum, Transformer.from_crs(crs, base, always_xy=True), _extent(crs))


def _extent(crs: "CRS") -> tuple[float, float, float, float]:
    area = crs.area_of_use
    if area is None:
        return CHINA_BOX
    margin = ZONE_MARGIN_DEGREES
    return area.west - margin, area.south - margin, area.east + margin, area.north + margin


@lru_cache(maxsize=256)
def stated(text: str) -> CoordinateSystem | None:
    """The system that a planner's words state (CGCS2000, 高德, EPSG:4547), or None when they state none we can use."""
    words = _BLANKS.sub("", unicodedata.normalize("NFKC", text)).upper()
    if words in _WRITTEN:
        return CoordinateSystem(_WRITTEN[words])
    code = _EPSG.fullmatch(words)
    if code is None:
        return None
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        return from_crs(CRS.from_epsg(int(code[1])))
    except CRSError:
        return None
