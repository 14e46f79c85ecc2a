"""The switch of the base map: hidden until a setting allows an online map, then one choice, its source and datum."""

import base64
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from tests.browser.serving import ROOT, running

PLAN = "chongqing"
GREY_TILE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGM4CwAA2wDaZF5TGgAAAABJRU5ErkJggg=="
)
REMOTE = re.compile(r"https://(t[0-7]\.tianditu\.gov\.cn|webrd0[1-4]\.is\.autonavi\.com)/")
FIRST_MARK = """() => {
    const entry = [...map.planAtlas.items.values()].find(({ item }) => item.mark);
    const { lng, lat } = entry.item.latlng;
    return [lng, lat];
}"""


@pytest.fixture(scope="module")
def tile_server():
    """Serves the same tile for every address on this machine; what was asked for is in `asked`."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.server.asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "image/png")
            self.end_headers()
            self.wfile.write(GREY_TILE)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.asked = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()


@pytest.fixture(scope="module")
def online_server(build_directory, tile_server):
    """The application with every online base map allowed."""
    with running(
        ROOT / "app.py",
        PLAN_ATLAS_BUILD=str(build_directory),
        PLAN_ATLAS_TIANDITU_BROWSER_KEY="k3y",
        PLAN_ATLAS_AMAP_TILES="1",
        PLAN_ATLAS_OSM_TILES=f"http://127.0.0.1:{tile_server.server_port}/{{z}}/{{x}}/{{y}}.png",
    ) as server:
        yield server


@pytest.fixture
def remote(visitor):
    """Addresses asked of the two services, which a stand-in answers."""
    asked = []

    def answer(route):
        asked.append(route.request.url)
        route.fulfill(body=GREY_TILE, content_type="image/png")

    visitor.page.route(REMOTE, answer)
    return asked


def choose(visitor, label):
    frame, stamp = visitor.map.frame, visitor.map.stamp
    opener = frame.get_by_role("button", name="底图")
    if opener.get_attribute("aria-expanded") == "false":
        opener.click()
    frame.get_by_role("radio", name=label).check()
    visitor.map.changes(stamp)
    return frame


def test_without_a_setting_there_is_no_switch(visitor, server):
    visitor.open(f"{server.url}/?plan={PLAN}&base=osm")
    frame = visitor.map.frame
    expect(frame.locator(".reset")).to_be_visible()
    expect(frame.locator(".base-map, .leaflet-tile")).to_have_count(0)
    expect(visitor.page.get_by_text("离线运行 · 无外部请求")).to_be_visible()


def test_the_embedded_map_comes_first_and_asks_nobody(visitor, online_server, remote, tile_server):
    tile_server.asked.clear()
    visitor.open(f"{online_server.url}/?plan={PLAN}")
    frame = visitor.map.frame
    frame.get_by_role("button", name="底图").click()
    expect(frame.get_by_role("radio", name="内置底图")).to_be_checked()
    expect(frame.locator(".credit")).to_contain_text("GS(2024)0650号")
    visitor.settle()
    assert (remote, tile_server.asked) == ([], [])


def test_tianditu_draws_land_and_names_without_a_reload(visitor, online_server, remote):
    page = visitor.open(f"{online_server.url}/?plan={PLAN}")
    visitor.map.zoom_in()
    view, place = visitor.map.view(), visitor.map.frame.evaluate(FIRST_MARK)
    visitor.map.frame.evaluate("() => { window.sameFrame = true; }")
    frame = choose(visitor, "天地图")
    expect(frame.locator(".leaflet-tile-loaded").first).to_be_attached()
    expect(page).to_have_url(re.compile("base=tianditu"))
    expect(frame.locator(".credit")).to_contain_text("天地图")
    expect(frame.locator(".notice")).to_be_hidden()
    expect(page.get_by_text("在线底图:天地图")).to_be_visible()
    assert {"vec_w", "cva_w"} == {part for url in remote for part in ("vec_w", "cva_w") if f"/{part}/" in url}
    assert all(url.endswith("tk=k3y") for url in remote)
    assert frame.evaluate("() => window.sameFrame") is True
    assert (visitor.map.view(), frame.evaluate(FIRST_MARK)) == (view, place)
    visitor.settle()
    visitor.picture("map_tianditu")


def test_amap_moves_the_marks_to_its_datum_and_back(visitor, online_server, remote):
    visitor.open(f"{online_server.url}/?plan={PLAN}")
    before = visitor.map.frame.evaluate(FIRST_MARK)
    frame = choose(visitor, "高德")
    moved = frame.evaluate(FIRST_MARK)
    away_m = frame.evaluate("([a, b]) => map.distance([a[1], a[0]], [b[1], b[0]])", [before, moved])
    assert 100 < away_m < 800
    expect(frame.locator(".credit")).to_contain_text("高德")
    assert remote
    choose(visitor, "内置底图")
    assert frame.evaluate(FIRST_MARK) == before
    expect(frame.locator(".leaflet-tile")).to_have_count(0)
    expect(frame.locator(".credit")).not_to_contain_text("高德")


def test_osm_is_marked_and_never_in_the_clean_view(visitor, online_server, tile_server):
    tile_server.asked.clear()
    visitor.open(f"{online_server.url}/?plan={PLAN}&base=osm")
    frame = visitor.map.frame
    expect(frame.locator(".notice")).to_have_text("未经审核,仅供内部比对")
    expect(frame.locator(".credit")).to_contain_text("OpenStreetMap")
    expect(frame.locator(".leaflet-tile-loaded").first).to_be_attached()
    assert all(re.fullmatch(r"/\d+/\d+/\d+\.png", path) for path in tile_server.asked)
    visitor.settle()
    visitor.picture("map_osm")
    visitor.open(f"{online_server.url}/?plan={PLAN}&base=osm&view=clean")
    expect(visitor.map.frame.locator(".credit")).to_contain_text("GS(2024)0650号")
    expect(visitor.map.frame.locator(".leaflet-tile")).to_have_count(0)


def test_tiles_that_do_not_come_are_said(visitor, online_server):
    visitor.page.route(REMOTE, lambda route: route.abort())
    visitor.open(f"{online_server.url}/?plan={PLAN}&base=amap")
    expect(visitor.map.frame.locator(".notice")).to_contain_text("未能载入")


def test_switch_works_from_the_keyboard(visitor, online_server, remote):
    page = visitor.open(f"{online_server.url}/?plan={PLAN}")
    frame = visitor.map.frame
    frame.get_by_role("button", name="底图").focus()
    page.keyboard.press("Enter")
    expect(frame.get_by_role("radio", name="内置底图")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page).to_have_url(re.compile("base=tianditu"))
    page.keyboard.press("Escape")
    expect(frame.get_by_role("button", name="底图")).to_be_focused()
    expect(frame.get_by_role("radio").first).to_be_hidden()
    expect(frame.locator(".leaflet-tile-loaded").first).to_be_attached()
    assert remote
