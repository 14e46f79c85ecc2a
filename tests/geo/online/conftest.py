"""Fixtures of the online geocoders: the local server, services on it, a clock of their own, and what they find."""

import threading
from dataclasses import dataclass, field
from datetime import date

import pytest

from geo.boundaries import Boundaries
from geo.crs import Datum, from_wgs84
from geo.models import Toponym
from geo.online.amap import Amap
from geo.online.cache import AnswerCache
from geo.online.courier import Courier, Timing
from geo.online.geocoders import OnlineGeocoders
from geo.online.nominatim import NominatimService
from geo.online.remote import Credential, adapter_factory
from geo.online.secret import Secret
from geo.online.tianditu import Tianditu
from tests.geo.online.serving import KEY, Handler, Provider, Server

COUNTY = "500241"  # 秀山土家族苗族自治县
INSIDE = (108.95, 28.45)
TODAY = date(2026, 11, 22)


@pytest.fixture(scope="session")
def _provider():
    server = Server(("127.0.0.1", 0), Handler)
    server.provider = Provider()
    server.provider.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server.provider
    server.provider.released.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def provider(_provider, monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    _provider.reset()
    yield _provider
    _provider.released.set()


@dataclass
class Clock:
    """Time that passes only by sleeping."""

    now: float = 0.0
    today: date = TODAY
    chance: float = 0.5
    slept: list = field(default_factory=list)

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds

    @property
    def timing(self):
        return Timing(
            monotonic=lambda: self.now, sleep=self.sleep, random=lambda: self.chance, today=lambda: self.today
        )


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(scope="session")
def boundaries():
    return Boundaries.load()


def service(code, url, *, key=KEY, timeout_s=2.0):
    secret = Secret(key)
    common = {"user_agent": "PlanAtlas-tests/1", "timeout_s": timeout_s}
    if code == "amap":
        return Amap(adapter_factory=adapter_factory(Credential("key", secret)), base_url=url, **common)
    if code == "tianditu":
        return Tianditu(adapter_factory=adapter_factory(Credential("tk", secret)), base_url=url, **common)
    return NominatimService(adapter_factory=adapter_factory(None), base_url=f"{url}/nominatim", **common)


@pytest.fixture
def make_service(provider):
    return lambda code, **options: service(code, provider.url, **options)


@pytest.fixture
def make_courier(make_service, clock, tmp_path):
    """A courier of one service; `rate` is high unless the pace itself is the matter."""

    def make(code, *, rate=1e9, cache=None, **options):
        return Courier(make_service(code, **options), AnswerCache(cache or tmp_path / "cache"), rate, clock.timing)

    return make


@pytest.fixture
def geocoders(make_courier, boundaries, gazetteer):
    """Geocoders that ask the given services in this order."""
    return lambda *codes, **options: OnlineGeocoders(
        [make_courier(code, **options) for code in codes], boundaries, gazetteer
    )


@pytest.fixture
def project():
    return lambda name="马西水库", **fields: Toponym(**{"name": name, "type": "project", "adcode": COUNTY} | fields)


@pytest.fixture
def amap_poi():
    """A place as v3/place/text gives it, from its WGS 84 point."""

    def make(name="马西水库", point=INSIDE, kind="地名地址信息;自然地名;湖泊", datum=Datum.GCJ02, **fields):
        location = "{:.6f},{:.6f}".format(*from_wgs84(*point, datum=datum))
        poi = {"id": "B0FFG0001", "name": name, "type": kind, "typecode": "190205", "address": [], "tel": []}
        return poi | {"location": location, "pname": "重庆市", "adcode": COUNTY, "adname": "秀山县"} | fields

    return make


@pytest.fixture
def tianditu_poi():
    """A place as v2/search gives it."""

    def make(name="马西水库", point=INSIDE, kind="水库", **fields):
        poi = {"name": name, "lonlat": "{:.6f},{:.6f}".format(*point), "hotPointID": "40BA60059CEEAF67"}
        place = {"county": "秀山土家族苗族自治县", "countyCode": f"156{COUNTY}", "poiType": "101", "address": ""}
        return poi | place | {"typeName": kind, "typeCode": "230600", "source": "0", "phone": ""} | fields

    return make


@pytest.fixture
def osm_place():
    """A place as Nominatim gives it in jsonv2."""

    def make(name="马西水库", point=INSIDE, group="natural", kind="water", size="water", **fields):
        place = {"place_id": 1, "licence": "ODbL", "osm_type": "way", "osm_id": 42, "name": name}
        place |= {"lon": str(point[0]), "lat": str(point[1]), "category": group, "type": kind}
        return place | {"addresstype": size, "place_rank": 22, "display_name": f"{name}, 秀山县, 中国"} | fields

    return make
