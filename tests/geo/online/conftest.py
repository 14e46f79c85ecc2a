"""A server on the loopback address that speaks the documented protocols of 天地图, 高德 and Nominatim."""

import json
import threading
from collections import deque
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

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

KEY = "5ecr3t+k/ey 0123456789abcdef"
COUNTY, NEIGHBOUR = "500241", "500242"  # 秀山土家族苗族自治县, 酉阳土家族苗族自治县
INSIDE = (108.95, 28.45)
TODAY = date(2026, 11, 22)
HTML = "<html><body>请登录上网认证系统</body></html>"


@dataclass
class Scripted:
    """One reply that does not follow the protocol, or a failure the protocol knows."""

    body: str = ""
    status: int = 200
    headers: dict = field(default_factory=dict)
    hang: bool = False


class Provider:
    """What the server knows, which replies it is told to give first, and what it was asked."""

    def __init__(self):
        self.url = ""
        self.released = threading.Event()
        self.reset()

    def reset(self):
        self.amap_pois, self.amap_addresses = [], []
        self.tianditu_pois, self.tianditu_area, self.tianditu_location = [], None, None
        self.nominatim_places = []
        self.script, self.asked = deque(), []
        self.released.clear()

    def next_fail(self, *replies):
        self.script.extend(replies)

    @property
    def paths(self):
        return [path for path, _, _ in self.asked]

    def reply(self, path, query):
        protocol = {
            "/v3/place/text": self._amap_places,
            "/v3/geocode/geo": self._amap_geocode,
            "/v2/search": self._tianditu_search,
            "/geocoder": self._tianditu_geocode,
            "/nominatim/search": self._nominatim,
        }.get(path)
        return protocol(query) if protocol else Scripted("not found", 404)

    @staticmethod
    def _amap(query, required, **found):
        if query.get("key") != KEY:
            return Scripted(json.dumps({"status": "0", "info": "INVALID_USER_KEY", "infocode": "10001"}))
        if required not in query:
            return Scripted(json.dumps({"status": "0", "info": "MISSING_REQUIRED_PARAMS", "infocode": "20001"}))
        count = str(len(next(iter(found.values()))))
        return Scripted(json.dumps({"status": "1", "info": "OK", "infocode": "10000", "count": count, **found}))

    def _amap_places(self, query):
        return self._amap(query, "keywords", pois=self.amap_pois)

    def _amap_geocode(self, query):
        return self._amap(query, "address", geocodes=self.amap_addresses)

    @staticmethod
    def _tianditu_refusal(query):
        if query.get("tk") == KEY:
            return None
        refusal = {"code": 301001, "msg": "非法key", "resolve": "请到API控制台重新申请Key"}
        return Scripted(json.dumps(refusal), 403)

    def _tianditu_search(self, query):
        post = json.loads(query["postStr"])
        missing = [name for name in ("keyWord", "specify", "queryType", "start", "count") if name not in post]
        if missing or query.get("type") != "query":
            status = {"infocode": 2003, "cndesc": f"缺少参数：{missing}"}
            return Scripted(json.dumps({"count": 0, "resultType": 1, "status": status}), 400)
        found = {"resultType": 1, "count": len(self.tianditu_pois), "keyword": post["keyWord"]}
        found["status"] = {"infocode": 1000, "cndesc": "服务正常"}
        if self.tianditu_area:
            found |= {"resultType": 3, "area": self.tianditu_area}
        elif self.tianditu_pois:
            found["pois"] = self.tianditu_pois
        return self._tianditu_refusal(query) or Scripted(json.dumps(found))

    def _tianditu_geocode(self, query):
        asked = json.loads(query["ds"])["keyWord"]
        found = {"msg": "ok", "searchVersion": "6.4.6V", "status": "0"}
        if self.tianditu_location:
            found["location"] = {**self.tianditu_location, "keyWord": asked}
        else:
            found |= {"msg": "无结果", "status": "101"}
        return self._tianditu_refusal(query) or Scripted(json.dumps(found))

    def _nominatim(self, query):
        if not query.get("q") or query.get("format") != "jsonv2":
            return Scripted(json.dumps({"error": {"code": 400, "message": "Nothing to search for."}}), 400)
        return Scripted(json.dumps(self.nominatim_places))


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        provider = self.server.provider
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        provider.asked.append((parts.path, query, dict(self.headers)))
        reply = provider.script.popleft() if provider.script else provider.reply(parts.path, query)
        if reply.hang:
            provider.released.wait(5)
            return
        body = reply.body.encode() if isinstance(reply.body, str) else reply.body
        self.send_response(reply.status)
        for name, value in {"Content-Length": str(len(body)), **reply.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):  # a client that hangs up early is part of the game
        pass


@pytest.fixture(scope="session")
def _provider():
    server = _Server(("127.0.0.1", 0), _Handler)
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
    slept: list = field(default_factory=list)

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds

    @property
    def timing(self):
        return Timing(monotonic=lambda: self.now, sleep=self.sleep, random=lambda: 0.5, today=lambda: self.today)


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
