"""天地图 Web 服务: search for places in a county (v2/search), then for an address (geocoder); CGCS2000.

Protocol as in 天地图's documentation: parameters are one object of JSON (`postStr`, `ds`). The search reports
`status.infocode` 1000 for success and finds places (`pois`) or a division (`area`); the geocoder reports `status` "0".
A refused key is HTTP 403 (非法key, 权限类型错误) or 400 (code 308011), too many requests HTTP 429.

The geocoder names nothing: its `keyWord` repeats the question. So its answers have no name of their own.
"""

import json
import re
from collections.abc import Callable
from urllib.parse import urlencode

from geopy.adapters import AdapterHTTPError
from geopy.exc import (
    GeocoderAuthenticationFailure,
    GeocoderParseError,
    GeocoderQueryError,
    GeocoderQuotaExceeded,
)

from geo.crs import Datum
from geo.online.answers import Answer, Query, Question, county_code, number, pair, record, records, words
from geo.online.service import KeyedService, checked

BASE_URL = "https://api.tianditu.gov.cn"
KEY_PARAMETER = "tk"
COUNTRY_PREFIX = "156"
SEARCH_IN_DIVISION = 12
SEARCH_DONE = 1000
# Lower scores of the geocoder, and none, mean that it matched a part of the address only.
LEAST_SCORE = 90
BUS_STOP = "102"
KEY_LENGTH_REFUSED = "308011"

_NOT_ALLOWED = re.compile(r"['&\"\\]")
_QUOTA = re.compile("配额|超限|超出|上限|次数")
# Words of the level (geocoder) or `typeName` (search), the first that fits; everything else is one place.
_UNITS = (
    (re.compile("乡镇|街道|镇级|乡级|开发区|商圈"), "township"),
    (re.compile("(?:^|行政|自然)村|村庄|村级|社区|居民点"), "village"),
    (re.compile("(?:国家|省|市|区|县)级?(?:行政区|行政地名|地名|政区)|行政区|^(?:国家|省|市|区县|区|县)$"), "county"),
    (re.compile("(?:道路|公路|铁路|线路|河流|水系|沟渠)$|公交"), ""),
)
_GEOCODER_PLACES = re.compile("兴趣点|门址|门牌|地名地址|POI")


class Tianditu(KeyedService):
    """Geocoder of 天地图, with geopy's machinery for requests."""

    code = "tianditu"
    label = "天地图"
    home = BASE_URL
    datum = Datum.CGCS2000

    def questions(self, query: Query) -> tuple[Question, ...]:
        """Places of the name in the county; then the full address."""
        specify = COUNTRY_PREFIX + query.release_code
        search = {"keyWord": _NOT_ALLOWED.sub("", query.name), "specify": specify}
        address = {"keyWord": _NOT_ALLOWED.sub("", query.address)}
        return (
            Question("v2/search", search, lambda: self.search(search)),
            Question("geocoder", address, lambda: self.geocode(address)),
        )

    def search(self, parameters: dict[str, str]) -> tuple[Answer, ...]:
        """What the search finds in a division."""
        post = {**parameters, "queryType": SEARCH_IN_DIVISION, "start": 0, "count": 10, "show": 2}
        return self._get("v2/search", {"postStr": _compact(post), "type": "query"}, _places)

    def geocode(self, parameters: dict[str, str]) -> tuple[Answer, ...]:
        """The one point the geocoder gives for an address."""
        return self._get("geocoder", {"ds": _compact(parameters)}, _address)

    def _get(
        self, path: str, parameters: dict[str, str], read: Callable[[object], tuple[Answer, ...]]
    ) -> tuple[Answer, ...]:
        answers: tuple[Answer, ...] = self._call_geocoder(f"{self._base_url}/{path}?{urlencode(parameters)}", read)
        return answers

    def _refused(self, error: AdapterHTTPError) -> None:
        try:
            said = record(json.loads(error.text or ""))
        except (ValueError, RecursionError):
            said = {}
        code = words(said.get("code")) or "unknown"
        if error.status_code == 403 and _QUOTA.search(words(said.get("msg"))):
            raise GeocoderQuotaExceeded(f"code {code}")
        if error.status_code == 403 or code == KEY_LENGTH_REFUSED:
            raise GeocoderAuthenticationFailure(f"code {code}")


def _compact(parameters: dict[str, object] | dict[str, str]) -> str:
    return json.dumps(parameters, ensure_ascii=False, separators=(",", ":"))


def _places(payload: object) -> tuple[Answer, ...]:
    answer = checked(payload)
    code = number(record(answer.get("status")).get("infocode"))
    if code != SEARCH_DONE:
        raise GeocoderQueryError(f"infocode {code}")
    found = []
    for poi in records(answer.get("pois")):
        lon, lat = pair(poi.get("lonlat"))
        described = words(poi.get("typeName"))
        precision = "" if words(poi.get("poiType")) == BUS_STOP else _precision(described)
        county = county_code(poi.get("countyCode"))
        name, answer_id = words(poi.get("name")), words(poi.get("hotPointID"))
        found.append(Answer(answer_id, name, described, precision, lon, lat, county))
    areas = answer.get("area")
    for area in records(areas if isinstance(areas, list) else [areas]):
        lon, lat = pair(area.get("lonlat"))
        found.append(Answer(words(area.get("adminCode")), words(area.get("name")), "行政区", "county", lon, lat))
    return tuple(found)


def _address(payload: object) -> tuple[Answer, ...]:
    answer = checked(payload)
    location, status = record(answer.get("location")), words(answer.get("status"))
    if not status:
        raise GeocoderParseError("the answer has no status")
    if status != "0" or (number(location.get("score")) or 0) < LEAST_SCORE:
        return ()
    level = words(location.get("level"))
    precision = _precision(level)
    if precision == "exact" and not _GEOCODER_PLACES.search(level):
        precision = ""
    lon, lat = number(location.get("lon")), number(location.get("lat"))
    return (Answer("", "", level, precision, lon, lat),)


def _precision(described: str) -> str:
    return next((precision for pattern, precision in _UNITS if pattern.search(described)), "exact")
