"""Visits of pages in a browser, timed inside the page; and the scripts that the dashboard is measured beside."""

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Frame, Page

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.browser.serving import LOOPBACK, VIEWPORT, Server, running  # noqa: E402  # only now on the path

TIMEOUT_MS = 300_000
FONTS_MS = 1500  # web fonts arrive after the first picture
PAUSE_MS = 300
BARE = """
import streamlit as st

st.session_state["runs"] = st.session_state.get("runs", 0) + 1
st.button("again")
st.text(f"run {st.session_state['runs']}")
"""
LOADED = f"import folium, pandas, pyarrow, shapely, streamlit_folium\n{BARE}"
EMPTY = """
import folium
from streamlit_folium import st_folium

folium.Map.default_js = [("leaflet", "../../app/static/leaflet/leaflet.js")]
folium.Map.default_css = [("leaflet", "../../app/static/leaflet/leaflet.css")]
st_folium(folium.Map(tiles=None), feature_group_to_add=folium.FeatureGroup(), key="map")
"""
TEXT_SHOWN = """(document.querySelector('[data-testid="stText"]') || {}).textContent"""
MAP_SHOWN = """(document.querySelector(".leaflet-map-pane") && "drawn")"""
DATA_SHOWN = "(document.body && document.body.dataset.ready)"
# Runs in every frame: notes when the pointer goes up, what the socket brings, and when what is waited for is on
# screen, two frames later.
WATCH = """
(() => {
  const now = () => performance.timeOrigin + performance.now();
  if (window === top) {
    window.watch = { state: null, drawn: 0, up: 0, messages: [] };
    addEventListener("pointerup", (event) => { watch.up = performance.timeOrigin + event.timeStamp; }, true);
    window.WebSocket = class extends WebSocket {
      constructor(...given) {
        super(...given);
        this.addEventListener("message", ({ data }) => {
          watch.messages.push([now(), data.byteLength ?? data.size ?? data.length]);
        });
      }
    };
  }
  let last = null;
  const look = () => {
    const state = SHOWN;
    if (state && state !== last) {
      last = state;
      const at = top.watch;
      requestAnimationFrame(() => requestAnimationFrame(() => { at.drawn = now(); at.state = state; }));
    }
    setTimeout(look, 20);
  };
  look();
})()
"""
HTTP_SINCE = """since => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .filter((entry) => performance.timeOrigin + entry.startTime >= since)
  .reduce((sum, entry) => sum + (entry.transferSize || 0), 0)"""
MOVE = """([lat, lon, zoom]) => {
  top.watch.up = performance.timeOrigin + performance.now();
  if (zoom !== map.getZoom()) map.setView([lat, lon], zoom, { animate: false });
  else map.panBy(map.project([lat, lon]).subtract(map.project(map.getCenter())), { animate: false }); // as a drag ends
}"""
MARKS = """() => document.querySelectorAll(".item.leaflet-interactive:not(.item-label), path.route-hit").length"""


@dataclass(frozen=True, slots=True)
class Load:
    """One cold load: milliseconds to the picture, bytes by HTTP and over the WebSocket."""

    ms: float
    http: int
    socket: int


@dataclass(frozen=True, slots=True)
class Step:
    """One rerun from the pointer's going up: to the picture, to the arrival of the largest message (what the server
    took), to the last message of the run, and the bytes of all of them."""

    ms: float
    sent_ms: float
    settled_ms: float
    received: int


class Visit:
    """One visitor with a fresh browser profile, timed inside the page; `shown` says what is waited for."""

    def __init__(self, browser: Browser, url: str, shown: str):
        self.url = url
        self.context = browser.new_context(viewport=VIEWPORT)
        self.context.add_init_script(WATCH.replace("SHOWN", shown))
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(TIMEOUT_MS)
        self.outside = 0
        self.context.on("request", self._count)

    def _count(self, request) -> None:
        address = urlsplit(request.url)
        self.outside += address.scheme in {"http", "https", "ws", "wss"} and address.hostname not in LOOPBACK

    def load(self, *, whole: bool = False) -> Load:
        """Open the page, with `whole` to its last font; time from the start of navigation to the first picture."""
        self.page.goto(self.url, wait_until="commit")
        self.page.wait_for_function("() => watch.state", polling=50)
        elapsed = self.page.evaluate("() => watch.drawn - performance.timeOrigin")
        self.settle()
        self.page.wait_for_timeout(FONTS_MS if whole else PAUSE_MS)
        return Load(elapsed, self._http(0), sum(size for _, size in self._messages()))

    def step(self, act: Callable[[], None]) -> Step:
        """Do something that changes what is shown, and wait for the next picture."""
        self.page.bring_to_front()
        self.settle()
        self.page.wait_for_timeout(PAUSE_MS)
        state = self.page.evaluate("() => { watch.messages = []; return watch.state; }")
        act()
        self.page.wait_for_function("state => watch.state !== state", arg=state, polling=50)
        self.settle()
        self.page.wait_for_timeout(PAUSE_MS)
        up, drawn = self.page.evaluate("() => [watch.up, watch.drawn]")
        messages = self._messages()
        largest = max((one for one in messages if one[0] <= drawn), key=lambda one: one[1])
        received = sum(size for _, size in messages) + self._http(up)
        return Step(drawn - up, largest[0] - up, messages[-1][0] - up, received)

    def settle(self) -> None:
        """Wait until Streamlit has run the script to its end."""
        self.page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for(state="attached")

    def marks(self) -> int:
        """Symbols, routes and area marks that are drawn; names of places do not count."""
        return max(frame.evaluate(MARKS) for frame in self.page.frames)

    @property
    def map(self) -> Frame:
        """The frame of the map that is shown."""
        return next(frame for frame in self.page.frames if frame.evaluate(DATA_SHOWN))

    def projects(self) -> int:
        """How many projects the filters of the map select, by its pill."""
        return self.map.evaluate("() => Number(document.querySelector('.pill').dataset.total)")

    def move(self, lon: float, lat: float, zoom: float) -> None:
        """Show another part of the map, at once; the time runs from there."""
        self.map.evaluate(MOVE, [lat, lon, zoom])

    def close(self) -> None:
        self.context.close()

    def _http(self, since: float) -> int:
        return sum(frame.evaluate(HTTP_SINCE, since) for frame in self.page.frames)

    def _messages(self) -> list[tuple[float, int]]:
        return self.page.evaluate("() => watch.messages")


@contextmanager
def scripts(folder: Path) -> Iterator[dict[str, Server]]:
    """Servers of the scripts that the dashboard is measured beside, with the configuration of the application."""
    with ExitStack() as stack:
        servers = {}
        for name, text in (("bare", BARE), ("loaded", LOADED), ("empty", EMPTY)):
            own = folder / name
            shutil.copytree(ROOT / ".streamlit", own / ".streamlit")
            shutil.copytree(ROOT / "static" / "leaflet", own / "static" / "leaflet")
            (own / "script.py").write_text(text, encoding="utf-8")
            servers[name] = stack.enter_context(running(own / "script.py"))
        yield servers


def once(browser: Browser, url: str, shown: str, *, whole: bool = False) -> tuple[Load, int]:
    visit = Visit(browser, url, shown)
    load = visit.load(whole=whole)
    visit.close()
    return load, visit.outside
