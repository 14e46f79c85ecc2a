"""Chinese places of GeoNames `cities500`: their WGS 84 points and names, by the county they lie in."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from geo.boundaries import Boundaries
from loaders.gazetteers.tables import Row, read_object

CHINESE = re.compile(r"[\u4e00-\u9fff]+")
DEGREE_DIGITS = 5


@dataclass(frozen=True, slots=True)
class GeoName:
    """A populated place of GeoNames: id, WGS 84 point, population, Chinese names, other names, the main name."""

    geonameid: int
    lon: float
    lat: float
    population: int
    names: frozenset[str]
    other_names: frozenset[str] = field(default=frozenset())
    main_name: str = ""


PlacesByCounty = dict[str, list[GeoName]]


def chinese_places(path: Path) -> list[GeoName]:
    """Places of GeoNames `cities500` in China, by id."""
    found = []
    for entry in read_object(path).values():
        if entry["countrycode"] != "CN":
            continue
        names = frozenset(filter(None, (entry["name"], *entry["alternatenames"])))
        chinese = frozenset(name for name in names if CHINESE.fullmatch(name))
        lon, lat = round(entry["longitude"], DEGREE_DIGITS), round(entry["latitude"], DEGREE_DIGITS)
        identity = entry["geonameid"], lon, lat, entry["population"]
        found.append(GeoName(*identity, chinese, names - chinese, entry["name"]))
    return sorted(found, key=lambda place: place.geonameid)


def places_by_county(places: Iterable[GeoName], boundaries: Boundaries) -> PlacesByCounty:
    """Places by the county polygon they lie in."""
    found: PlacesByCounty = defaultdict(list)
    for place in places:
        adcode = boundaries.county_at(place.lon, place.lat)
        if adcode is not None:
            found[adcode].append(place)
    return found


def best_place(names: tuple[str, ...], places: Iterable[GeoName]) -> GeoName | None:
    """The place that carries the first of `names` anybody carries; the most populous, then the lowest id."""
    candidates = list(places)
    for name in names:
        carrying = [place for place in candidates if name in place.names]
        if carrying:
            return min(carrying, key=lambda place: (-place.population, place.geonameid))
    return None


def point_columns(place: GeoName | None) -> Row:
    """Columns `lon`, `lat` and `source` of a place; empty where there is none."""
    if place is None:
        return {"lon": "", "lat": "", "source": ""}
    return {"lon": str(place.lon), "lat": str(place.lat), "source": f"geonames:{place.geonameid}"}
