"""A point that a planner proposes on the map, looked at before it is kept."""

from dataclasses import dataclass

from geo.boundaries import Boundaries
from geo.crs import Datum, from_wgs84
from loaders.correcting import placing, validating
from loaders.correcting.mentions import county_name
from loaders.correcting.validating import Warned


@dataclass(frozen=True, slots=True)
class Spot:
    """A proposed point: degrees in CGCS2000, the county it lies in ('' for none), and what is doubtful about it."""

    lon: float
    lat: float
    county: str
    warnings: tuple[Warned, ...]


def proposed(lon: float, lat: float, *, datum: str, adcode: str | None) -> Spot:
    """What would be kept of a point in the stated datum for a mention of the division `adcode`.

    Raises
    ------
    CorrectionError
        If the datum is not known or the point is not in China.
    """
    put = validating.position(placing.MAP, lon, lat, datum)
    east, north = put.lon or 0.0, put.lat or 0.0
    code = placing.county_of(east, north, Boundaries.load(), likely=adcode)
    return Spot(east, north, county_name(code) or "", tuple(validating.position_doubts(put, adcode)))


def drawn_at(spot: Spot, datum: str) -> tuple[float, float]:
    """(lon, lat) of the point in the datum of the map it is drawn on."""
    return from_wgs84(spot.lon, spot.lat, datum=Datum(datum))
