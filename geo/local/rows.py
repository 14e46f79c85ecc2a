"""One row of a planner's table → a draft of a site: words understood, coordinates converted, precision settled.

A stated precision holds. Without one a point is as fine as its decimals allow (three or more: exact, two: some
1 km, a village; fewer: a township), and an area as fine as its radius round a point inside it.
"""

import re
import unicodedata
from dataclasses import dataclass
from itertools import starmap
from math import isfinite
from typing import cast

import shapely
from shapely import LineString, MultiLineString
from shapely.geometry.base import BaseGeometry

from geo.errors import CoordinateError, GeoError
from geo.geometry import LonLat, distance_km
from geo.local import reasons
from geo.local.columns import admin_level_of, confidence_of, kind_of, precision_of, system_of
from geo.local.place_size import precision_of_radius
from geo.local.systems import CoordinateSystem
from geo.local.tables import LocalRow, LocalTable
from geo.sites import Site

DEGREE_DIGITS = 6
LINE_TOLERANCE_DEGREES = 0.0002  # some 20 m, finer than any map of a plan shows
EXACT_DECIMALS, VILLAGE_DECIMALS = 3, 2
_PAIRS = (("lon", "lat"), ("easting", "northing"), ("x", "y"))
_PARTS = re.compile(r"[、;；|，,/]")
_DEGREES = re.compile(
    r"[NESW东北]?(?:经|纬)?(?P<d>\d{1,3})[°度](?:(?P<m>\d{1,2})[′'分])?(?:(?P<s>\d{1,2}(?:\.\d+)?)(?:″|\"|''|′′|秒))?[NE]?",
    re.IGNORECASE,
)
_FINENESS = {"exact": 0, "village": 1, "township": 2, "region": 3}


class RefusedError(GeoError, ValueError):
    """A row cannot be used; the message is the sentence that the planner reads."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A row that can be used as far as it alone can tell: `point` in WGS 84 degrees, the course of a line."""

    number: int
    label: str
    cells: dict[str, str]
    point: LonLat
    line: LineString | MultiLineString | None
    precision: str
    note: str

    def site(self, adcode: str, counties: tuple[str, ...]) -> Site:
        """The site of this draft in the county `adcode`."""
        cells = self.cells
        evidence = cells.get("evidence", "")
        where = reasons.POINT_EVIDENCE.format(file=self.label, row=self.number)
        return Site(
            name=cells["name"],
            aliases=tuple(filter(None, (part.strip() for part in _PARTS.split(cells.get("aliases", ""))))),
            type="admin" if admin_level_of(cells.get("kind", "")) else "site",
            kind=kind_of(cells.get("kind", "")),
            adcode=adcode,
            counties=counties,
            township=cells.get("township") or self._own_township(),
            point=self.point,
            waypoints=(),
            precision=self.precision,
            confidence=confidence_of(cells.get("confidence", "")) or ("high" if evidence else "medium"),
            evidence=f"{evidence}（{where}）" if evidence else where,
            note=cells.get("note", "") + self.note,
            line=self.line,
        )

    def _own_township(self) -> str | None:
        return self.cells["name"] if admin_level_of(self.cells.get("kind", "")) == "township" else None


def drafted(row: LocalRow, table: LocalTable) -> Draft:
    """The draft of a row.

    Raises
    ------
    RefusedError
        If the row has no name, no usable coordinate system, no valid coordinate, or a precision that means nothing.
    """
    if "name" not in row.cells:
        raise RefusedError(reasons.ROW_NO_NAME)
    wanted = _stated_precision(row)
    line, note = None, ""
    if row.geometry is None and not any(first in row.cells and second in row.cells for first, second in _PAIRS):
        raise RefusedError(reasons.ROW_NO_COORDINATE)
    if row.geometry is None:
        point, precision = _point(row.cells, _system(row, table))
    else:
        point, line, precision, note = _shape(_converted(row.geometry, _system(row, table)))
    if (wanted == "route") != (line is not None) and wanted:
        raise RefusedError(reasons.ROW_UNKNOWN_PRECISION.format(precision=row.cells["precision"]))
    level = admin_level_of(row.cells.get("kind", ""))
    own = max(precision, level, key=_FINENESS.__getitem__) if level and line is None else precision
    return Draft(row.number, table.label, row.cells, _rounded(point), line, wanted or own, note)


def _stated_precision(row: LocalRow) -> str | None:
    text = row.cells.get("precision", "")
    found = precision_of(text) if text else None
    if text and found is None:
        raise RefusedError(reasons.ROW_UNKNOWN_PRECISION.format(precision=text))
    return found


def _system(row: LocalRow, table: LocalTable) -> CoordinateSystem:
    """The system of a row: its own; on features only a shift of what the layer labels as unshifted degrees."""
    text = row.cells.get("datum", "")
    own = system_of(text)
    if row.geometry is not None and table.system is not None:
        return own if own and own.is_shifted and not table.system.is_projected else table.system
    if text and own is None:
        raise RefusedError(reasons.ROW_UNKNOWN_CRS.format(crs=text))
    system = own or table.system
    if system is None:
        raise RefusedError(reasons.ROW_NO_CRS)
    return system


def _converted(geometry: BaseGeometry, system: CoordinateSystem) -> BaseGeometry:
    try:
        return system.geometry(_usable(geometry))
    except CoordinateError as error:
        raise RefusedError(reasons.ROW_BAD_GEOMETRY) from error


def _point(cells: dict[str, str], system: CoordinateSystem) -> tuple[LonLat, str]:
    """The point of a table's row in WGS 84 degrees, and how fine its numbers are."""
    first, second = next((cells[one], cells[other]) for one, other in _PAIRS if one in cells and other in cells)
    try:
        x, y = _number(first), _number(second)
    except ValueError:
        raise RefusedError(reasons.ROW_BAD_COORDINATE.format(lon=first, lat=second)) from None
    if not system.is_projected:
        if isfinite(x) and isfinite(y) and not _in_range((x, y)):
            swapped = _in_range((y, x))
            raise RefusedError(reasons.ROW_SWAPPED if swapped else reasons.ROW_PLANE_NEEDS_EPSG)
        return system.lonlat(x, y), _fineness_of_decimals(first, second)
    # 高斯-克吕格 tables write the northing as X, other programs the easting: only one of the two lies in the zone.
    orders = ((x, y),) if "easting" in cells or "lon" in cells else ((x, y), (y, x))
    inside = [point for point in starmap(system.lonlat, orders) if system.is_in_extent(point)]
    if len(inside) != 1:
        raise RefusedError(reasons.ROW_BAD_COORDINATE.format(lon=first, lat=second))
    return inside[0], "exact"


def _number(text: str) -> float:
    """Decimal number, or degrees with minutes and seconds (110°30′20″)."""
    plain = unicodedata.normalize("NFKC", text).strip()
    match = None if plain.isascii() else _DEGREES.fullmatch(plain)
    if match:
        return int(match["d"]) + int(match["m"] or 0) / 60 + float(match["s"] or 0) / 3600
    number = float(plain)
    if not isfinite(number):
        raise ValueError(text)
    return number


def _fineness_of_decimals(*texts: str) -> str:
    if not all(text.isascii() for text in texts) and any(
        _DEGREES.fullmatch(unicodedata.normalize("NFKC", text).strip()) for text in texts
    ):
        return "exact" if all(re.search("[″\"秒]|''", text) for text in texts) else "village"
    decimals = max(len(text.strip().partition(".")[2]) for text in texts)
    if decimals >= EXACT_DECIMALS:
        return "exact"
    return "village" if decimals == VILLAGE_DECIMALS else "township"


def _usable(geometry: BaseGeometry) -> BaseGeometry:
    if geometry.is_empty or geometry.geom_type == "GeometryCollection":
        raise RefusedError(reasons.ROW_BAD_GEOMETRY)
    return geometry


def _shape(geometry: BaseGeometry) -> tuple[LonLat, LineString | MultiLineString | None, str, str]:
    """Point, line, precision and note of a feature in WGS 84 degrees."""
    if not all(_in_range(corner) for corner in (geometry.bounds[:2], geometry.bounds[2:])):
        raise RefusedError(reasons.ROW_BAD_COORDINATE.format(lon=geometry.bounds[0], lat=geometry.bounds[1]))
    if isinstance(geometry, LineString | MultiLineString):
        longest = max(shapely.get_parts(geometry), key=lambda part: part.length)
        middle = longest.interpolate(0.5, normalized=True)
        course = cast("LineString | MultiLineString", geometry.simplify(LINE_TOLERANCE_DEGREES))
        return (middle.x, middle.y), course, "route", reasons.LINE_NOTE
    whole = geometry if geometry.is_valid else shapely.make_valid(geometry)
    inside = whole.representative_point()
    point = (inside.x, inside.y)
    radius_km = max(distance_km(point, (x, y)) for x, y in shapely.get_coordinates(whole).tolist())
    note = reasons.SIZE_NOTE.format(radius_km=radius_km) if radius_km else ""
    return point, None, precision_of_radius(radius_km), note


def _in_range(corner: tuple[float, ...]) -> bool:
    return abs(corner[0]) <= 180 and abs(corner[1]) <= 90


def _rounded(point: LonLat) -> LonLat:
    if not all(map(isfinite, point)):
        raise RefusedError(reasons.ROW_BAD_COORDINATE.format(lon=point[0], lat=point[1]))
    return round(point[0], DEGREE_DIGITS), round(point[1], DEGREE_DIGITS)
