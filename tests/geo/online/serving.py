"""A server on the loopback address that speaks the documented protocols of 天地图, 高德 and Nominatim."""

import json
import threading
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

KEY = "5ecr3t+k/ey 0123456789abcdef"
HTML = "<html><body>请登录上网认证系统</body></html>"


@dataclass
class Scripted:
    """One reply that does not follow the protocol, or a failure the protocol knows."""

    body: str = ""
    status: int = 200
    headers: dict = field(default_factory=dict)
    hang: bool = False
    drip: bool = False


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


class Handler(BaseHTTPRequestHandler):
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
        if not reply.drip:
            self.wfile.write(body)
            return
        for byte in body:
            self.wfile.write(bytes([byte]))
            if provider.released.wait(0.02):
                return

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):  # a client that hangs up early is part of the game
        pass
