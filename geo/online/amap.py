"""高德 Web 服务: search for places (v3/place/text), then for an address (v3/geocode/geo); coordinates are GCJ-02.

Protocol as in 高德's documentation: `status` 1 is success, otherwise `infocode` says what failed; what is empty is
written as []. The meaning of the codes is that of its table of errors (Web 服务 API › 错误码).
"""

from collections.abc import Callable
from urllib.parse import urlencode

from geopy.exc import (
    GeocoderAuthenticationFailure,
    GeocoderQueryError,
    GeocoderQuotaExceeded,
    GeocoderRateLimited,
    GeocoderUnavailable,
)

from geo.crs import Datum
from geo.online.answers import Answer, Query, Question, county_code, pair, records, words
from geo.online.service import KeyedService, checked

BASE_URL = "https://restapi.amap.com"
KEY_PARAMETER = "key"

_KEY_REFUSED = {
    "10001",
    "10002",
    "10005",
    "10006",
    "10007",
    "10008",
    "10009",
    "10011",
    "10012",
    "10013",
    "10026",
    "10041",
}
_QUOTA_USED_UP = {"10003", "10010", "10044", "10045", "40000", "40002", "40003"}
_TOO_FAST = {"10004", "10014", "10015", "10019", "10020", "10021", "10029"}
_BUSY = {"10016", "10017"}

# Levels of v3/geocode/geo (匹配级别). A road has no position of its own; a 开发区 is as large as a township.
_LEVELS = {
    **dict.fromkeys(("国家", "省", "市", "区县"), "county"),
    **dict.fromkeys(("乡镇", "开发区", "热点商圈"), "township"),
    **dict.fromkeys(("村庄",), "village"),
    **dict.fromkeys(("兴趣点", "门牌号", "门址", "单元号", "道路交叉路口", "地铁站"), "exact"),
}
# Last part of `type` in v3/place/text where it is no single place (POI 分类编码, 地名地址信息 and 公交车站).
_TYPES = {
    **dict.fromkeys(("国家名", "省级地名", "直辖市级地名", "地市级地名", "区县级地名"), "county"),
    **dict.fromkeys(("乡镇级地名", "街道级地名"), "township"),
    **dict.fromkeys(("村庄级地名", "村组级地名"), "village"),
    **dict.fromkeys(("河流", "道路名", "铁路", "海湾海峡", "路牌信息", "公交车站相关", "公交车站"), ""),
}


class Amap(KeyedService):
    """Geocoder of 高德, with geopy's machinery for requests."""

    code = "amap"
    label = "高德"
    home = BASE_URL
    datum = Datum.GCJ02

    def questions(self, query: Query) -> tuple[Question, ...]:
        """Places of the name in the county; then the full address."""
        search = {
            "keywords": query.name,
            "city": query.adcode,
            "citylimit": "true",
            "offset": "10",
            "page": "1",
            "extensions": "base",
        }
        address = {"address": query.address, "city": query.adcode}
        return (
            Question("place/text", search, lambda: self.search(search)),
            Question("geocode/geo", address, lambda: self.geocode(address)),
        )

    def search(self, parameters: dict[str, str]) -> tuple[Answer, ...]:
        """What v3/place/text finds."""
        return self._get("v3/place/text", parameters, _places)

    def geocode(self, parameters: dict[str, str]) -> tuple[Answer, ...]:
        """What v3/geocode/geo finds."""
        return self._get("v3/geocode/geo", parameters, _addresses)

    def _get(
        self, path: str, parameters: dict[str, str], read: Callable[[object], tuple[Answer, ...]]
    ) -> tuple[Answer, ...]:
        url = f"{self._base_url}/{path}?{urlencode({**parameters, 'output': 'JSON'})}"
        answers: tuple[Answer, ...] = self._call_geocoder(url, read)
        return answers


def _places(payload: object) -> tuple[Answer, ...]:
    found = []
    for poi in records(_accepted(payload).get("pois")):
        lon, lat = pair(poi.get("location"))
        kind = words(poi.get("type")).split("|")[0].split(";")
        precisions = [_TYPES[part] for part in kind if part in _TYPES]
        precision = precisions[-1] if precisions else "exact"
        name, described = words(poi.get("name")), kind[-1]
        found.append(Answer(words(poi.get("id")), name, described, precision, lon, lat, county_code(poi.get("adcode"))))
    return tuple(found)


def _addresses(payload: object) -> tuple[Answer, ...]:
    """Addresses; their name is what the address says after the district, 高德 gives no other."""
    found = []
    for address in records(_accepted(payload).get("geocodes")):
        lon, lat = pair(address.get("location"))
        level, name = words(address.get("level")), words(address.get("formatted_address"))
        for part in ("country", "province", "city", "district"):
            name = name.removeprefix(words(address.get(part)))
        found.append(Answer("", name, level, _LEVELS.get(level, ""), lon, lat, county_code(address.get("adcode"))))
    return tuple(found)


def _accepted(payload: object) -> dict[str, object]:
    """The payload of a success; otherwise the exception that `infocode` stands for."""
    answer = dict(checked(payload))
    if words(answer.get("status")) == "1":
        return answer
    code = words(answer.get("infocode"))
    message = f"infocode {code if code.isdigit() else 'unknown'}"
    if code in _QUOTA_USED_UP:
        raise GeocoderQuotaExceeded(message)
    if code in _TOO_FAST:
        raise GeocoderRateLimited(message)
    if code in _KEY_REFUSED:
        raise GeocoderAuthenticationFailure(message)
    if code in _BUSY:
        raise GeocoderUnavailable(message)
    raise GeocoderQueryError(message)
