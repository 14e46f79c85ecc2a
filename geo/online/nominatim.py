"""Nominatim: free search inside the box of a county, in jsonv2; WGS 84, data of OpenStreetMap (ODbL).

The public server allows one request a second from an application that names itself, and no bulk work; the rate is
held in `geo.online.options`, the name goes with every request, and answers are kept in the cache.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from geopy.adapters import BaseSyncAdapter
from geopy.exc import GeocoderParseError
from geopy.geocoders import Nominatim

from geo.crs import Datum
from geo.online.answers import Answer, Query, Question, number, records, words
from geo.online.service import TIMEOUT_S, BaseService

# Kinds of places (`addresstype`) by size; everything that is no place, way or line is one thing at one point.
_COARSE = {
    *("country", "state", "province", "region", "state_district", "municipality", "county", "city", "district"),
    *("city_district", "administrative"),
}
_TOWNSHIPS = {"town", "township", "borough", "suburb", "subdistrict"}
_VILLAGES = {"village", "hamlet", "isolated_dwelling", "neighbourhood", "quarter", "locality", "farm", "allotments"}
# Classes of lines and areas, with those of their types that are one place.
_LINES = {
    "highway": {"motorway_junction", "services", "rest_area"},
    "railway": {"station", "halt"},
    "waterway": {"dam", "weir", "waterfall", "lock_gate", "dock"},
    "route": set(),
    "boundary": {"national_park", "protected_area"},
    "place": set(),
}


class NominatimService(BaseService, Nominatim):
    """geopy's Nominatim, answering with records that keep class, type and name."""

    code = "nominatim"
    label = "Nominatim"
    datum = Datum.WGS84

    def __init__(
        self,
        *,
        adapter_factory: Callable[..., BaseSyncAdapter],
        user_agent: str,
        base_url: str,
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        parts = urlsplit(base_url)
        Nominatim.__init__(
            self,
            scheme=parts.scheme,
            domain=parts.netloc + parts.path,
            timeout=timeout_s,
            user_agent=user_agent,
            adapter_factory=adapter_factory,
        )

    def questions(self, query: Query) -> tuple[Question, ...]:
        """The name inside the box of its county."""
        west, south, east, north = query.bounds
        box = ((round(south, 4), round(west, 4)), (round(north, 4), round(east, 4)))  # geopy wants (lat, lon)
        parameters = {"server": self.domain, "q": query.name, "viewbox": str(box)}

        def ask() -> tuple[Answer, ...]:
            found = self.geocode(
                query.name,
                exactly_one=False,
                limit=10,
                language="zh",
                country_codes="cn",
                viewbox=box,
                bounded=True,
            )
            return found or ()

        return (Question("search", parameters, ask),)

    def _construct_url(self, base_api: str, params: dict[str, object]) -> str:
        url: str = super()._construct_url(base_api, {**params, "format": "jsonv2"})
        return url

    def _parse_json(self, places: object, exactly_one: bool) -> tuple[Answer, ...]:
        del exactly_one
        if not isinstance(places, list):
            raise GeocoderParseError("the answer is no list")
        return tuple(_answer(place) for place in records(places))


# Natural features that stretch too far for one point to stand for them.
_STRETCHED = {"ridge", "mountain_range", "coastline", "bay", "strait", "peninsula", "valley", "plateau", "archipelago"}


def _answer(place: dict[str, object]) -> Answer:
    group, kind = words(place.get("category")), words(place.get("type"))
    size = words(place.get("addresstype")) or kind
    name = words(place.get("name")) or words(place.get("display_name")).split(",")[0]
    lon, lat = number(place.get("lon")), number(place.get("lat"))
    osm_id = f"{words(place.get('osm_type'))}/{words(place.get('osm_id'))}"
    return Answer(osm_id, name, f"{group}={kind}", _precision(group, kind, size), lon, lat)


def _precision(group: str, kind: str, size: str) -> str:
    if group in _LINES and kind in _LINES[group]:
        return "exact"
    if group in {"place", "boundary"}:
        for sizes, precision in ((_COARSE, "county"), (_TOWNSHIPS, "township"), (_VILLAGES, "village")):
            if size in sizes:
                return precision
    return "" if group in _LINES or not group or kind in _STRETCHED else "exact"
