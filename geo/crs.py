"""Datums of the coordinates this product meets, and the conversion at the door.

Everything stored is CGCS2000 (EPSG:4490), which equals WGS 84 within a metre. `data/sources.toml` states the
datum of every source with the codes below; a datum is never guessed from the numbers.

GCJ-02 (高德, 腾讯) shifts WGS 84 by up to some 700 m, BD-09 (百度) shifts GCJ-02 once more; neither is published by its
owner. The formulas here are the ones in general use, which agree with the services to about a metre. PyPI has no
library to lean on for them: the known ones rest since 2019 or are native builds for few platforms.

Definition of "in China" for the shift: the rectangle 72.004–137.8347° E, 0.8293–55.8271° N that goes with the formulas.
It holds all of China with more than 100 km to spare, so a point of China, at its border too, is always shifted. A
foreign point in the rectangle is shifted as well; outside it every datum is taken as WGS 84. Whether a point *is* in
China, or in a county, only the polygons of `geo.boundaries` say.
"""

from collections.abc import Callable
from enum import StrEnum
from math import atan2, cos, hypot, isfinite, pi, sin, sqrt

from geo.errors import CoordinateError, MissingCRSError
from geo.geometry import LonLat

SHIFTED_LON = (72.004, 137.8347)
SHIFTED_LAT = (0.8293, 55.8271)

# Krasovsky 1940 ellipsoid, on which the shift of GCJ-02 is computed.
_SEMI_MAJOR_M = 6378245.0
_ECCENTRICITY_SQUARED = 0.00669342162296594323
_ORIGIN: LonLat = (105.0, 35.0)

_BD09_LON, _BD09_LAT = 0.0065, 0.006
_BD09_WAVE = pi * 3000.0 / 180.0

_PRECISE_DEG = 1e-10  # some 0.01 mm
_MOST_STEPS = 20


class Datum(StrEnum):
    """Datum of a coordinate source; `NONE` is for tables without coordinates."""

    CGCS2000 = "CGCS2000"
    WGS84 = "WGS84"
    GCJ02 = "GCJ02"
    BD09 = "BD09"
    NONE = "none"

    @property
    def epsg(self) -> int | None:
        """EPSG code of the geographic CRS, or None for the shifted Chinese datums, which have none."""
        return {"CGCS2000": 4490, "WGS84": 4326}.get(self.value)


def to_wgs84(lon: float, lat: float, *, datum: Datum) -> LonLat:
    """`(lon, lat)` degrees in WGS 84 (= CGCS2000) of a point given in `datum`.

    Raises
    ------
    CoordinateError
        If the numbers are no longitude and latitude in degrees.
    MissingCRSError
        If `datum` is `NONE`.
    """
    return _converted(lon, lat, datum, {Datum.GCJ02: _wgs84_of_gcj02, Datum.BD09: _wgs84_of_bd09})


def from_wgs84(lon: float, lat: float, *, datum: Datum) -> LonLat:
    """`(lon, lat)` degrees in `datum` of a point given in WGS 84 (= CGCS2000).

    Raises
    ------
    CoordinateError
        If the numbers are no longitude and latitude in degrees.
    MissingCRSError
        If `datum` is `NONE`.
    """
    return _converted(lon, lat, datum, {Datum.GCJ02: _gcj02, Datum.BD09: lambda x, y: _bd09(*_gcj02(x, y))})


def _converted(lon: float, lat: float, datum: Datum, ways: dict[Datum, Callable[[float, float], LonLat]]) -> LonLat:
    if not (isfinite(lon) and isfinite(lat) and -180 <= lon <= 180 and -90 <= lat <= 90):
        raise CoordinateError(f"({lon}, {lat}) is no (lon, lat) in degrees; check the order and the unit")
    if datum is Datum.NONE:
        raise MissingCRSError(f"({lon}, {lat}): no datum given; state WGS84, CGCS2000, GCJ02 or BD09")
    way = ways.get(datum)
    return way(lon, lat) if way and _is_shifted(lon, lat) else (lon, lat)


def _is_shifted(lon: float, lat: float) -> bool:
    return SHIFTED_LON[0] <= lon <= SHIFTED_LON[1] and SHIFTED_LAT[0] <= lat <= SHIFTED_LAT[1]


def _waves_m(angle_deg: float, *waves: tuple[float, float]) -> float:
    """Sum of sine waves: each is an amplitude in metres and the half period in degrees."""
    return sum(amplitude * sin(angle_deg * pi / half_period) for amplitude, half_period in waves) * 2 / 3


def _gcj02(lon: float, lat: float) -> LonLat:
    """GCJ-02 of a WGS 84 point."""
    x, y = lon - _ORIGIN[0], lat - _ORIGIN[1]
    shared = _waves_m(x, (20.0, 1 / 6), (20.0, 1 / 2))
    north_m = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + shared
    north_m += _waves_m(y, (20.0, 1.0), (40.0, 3.0), (160.0, 12.0), (320.0, 30.0))
    east_m = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + shared
    east_m += _waves_m(x, (20.0, 1.0), (40.0, 3.0), (150.0, 12.0), (300.0, 30.0))
    latitude = lat * pi / 180
    bulge = 1 - _ECCENTRICITY_SQUARED * sin(latitude) ** 2
    meridian_m = _SEMI_MAJOR_M * (1 - _ECCENTRICITY_SQUARED) / bulge**1.5
    parallel_m = _SEMI_MAJOR_M / sqrt(bulge) * cos(latitude)
    return lon + east_m / parallel_m * 180 / pi, lat + north_m / meridian_m * 180 / pi


def _bd09(lon: float, lat: float) -> LonLat:
    """BD-09 of a GCJ-02 point."""
    radius = hypot(lon, lat) + 0.00002 * sin(lat * _BD09_WAVE)
    angle = atan2(lat, lon) + 0.000003 * cos(lon * _BD09_WAVE)
    return radius * cos(angle) + _BD09_LON, radius * sin(angle) + _BD09_LAT


def _inverse(forward: Callable[[float, float], LonLat], lon: float, lat: float) -> LonLat:
    """The point that `forward` takes to `(lon, lat)`: the error of each guess is taken off until it is nothing.

    The shifts change by less than 2 % of the way, so that every step wins two digits.
    """
    guess_lon, guess_lat = lon, lat
    for _ in range(_MOST_STEPS):
        there_lon, there_lat = forward(guess_lon, guess_lat)
        off_lon, off_lat = there_lon - lon, there_lat - lat
        guess_lon, guess_lat = guess_lon - off_lon, guess_lat - off_lat
        if max(abs(off_lon), abs(off_lat)) < _PRECISE_DEG:
            break
    return guess_lon, guess_lat


def _wgs84_of_gcj02(lon: float, lat: float) -> LonLat:
    return _inverse(_gcj02, lon, lat)


def _wgs84_of_bd09(lon: float, lat: float) -> LonLat:
    return _wgs84_of_gcj02(*_inverse(_bd09, lon, lat))
