"""How fast the map comes and changes with 150 to 100,000 projects, beside a bare Streamlit in the same run.

    python tests/benchmarks/bench_dashboard.py [--sizes 150,1000,10000,100000] [--rounds 9] [--cold 9]
        [--keep FOLDER] [--plans] [--json FILE]

Cold load: from the start of navigation, in a browser that has never seen the application, to two frames after every
mark is drawn; beside a script whose only content is an empty `st_folium` map served from the same machine. Filter:
from the pointer going up on a sector of the sidebar to two frames after the map shows the new data; at most two of
the sectors are off, so that at least five in six of the projects match and no answer repeats. The bare rerun is a
button that changes a text; measured once with Streamlit alone, which is what the ratio is of, and once in a process
that has loaded what a map needs, because Streamlit collects garbage before it can send the rest of a run.

Samples alternate between the servers. Bytes are what the page receives over the WebSocket and, as transferred, by
HTTP. `--keep` is where builds lie between runs, `--plans` also measures the plans of the repository. Leaves with 1
when a target is missed.
"""

import argparse
import json
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import Browser, Locator, Page, sync_playwright
from playwright.sync_api import TimeoutError as Late

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from loaders import dataset  # noqa: E402  # the repository is on the path only now
from loaders.vocabulary import terms  # noqa: E402
from tests.benchmarks import synthetic  # noqa: E402
from tests.browser.serving import CHROMIUM, CHROMIUM_ARGUMENTS, LOOPBACK, VIEWPORT, Server, running  # noqa: E402

SIZES = (150, 1_000, 10_000, 100_000)
PLANS = 0  # the size that stands for the plans of the repository
COLD_RATIO = {150: 1.2, 1_000: 1.2, 10_000: 1.3, 100_000: 1.5}  # of an empty st_folium page
FILTER_RATIO = {150: 1.4, 1_000: 1.5, 10_000: 1.6, 100_000: 1.8}  # of a bare rerun
MOST_MARKS = 500
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


@dataclass(frozen=True, slots=True)
class Figures:
    """Medians at one size; `features` 0 stands for the plans of the repository."""

    features: int
    bare_cold_ms: float
    empty_cold_ms: float
    cold_ms: float
    bare_rerun_ms: float
    loaded_rerun_ms: float
    filter_ms: float
    filter_sent_ms: float
    filter_settled_ms: float
    filter_kb: float
    first_http_kb: float
    first_socket_kb: float
    marks: int
    outside: int

    @property
    def cold_ratio(self) -> float:
        return self.cold_ms / self.empty_cold_ms

    @property
    def filter_ratio(self) -> float:
        return self.filter_ms / self.bare_rerun_ms


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

    def step(self, button: Locator) -> Step:
        """Click a button and wait for the next picture."""
        self.page.bring_to_front()
        self.settle()
        self.page.wait_for_timeout(PAUSE_MS)
        state = self.page.evaluate("() => { watch.messages = []; return watch.state; }")
        button.click(no_wait_after=True)
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

    def close(self) -> None:
        self.context.close()

    def _http(self, since: float) -> int:
        return sum(frame.evaluate(HTTP_SINCE, since) for frame in self.page.frames)

    def _messages(self) -> list[tuple[float, int]]:
        return self.page.evaluate("() => watch.messages")


@contextmanager
def _scripts(folder: Path) -> Iterator[dict[str, Server]]:
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


def _once(browser: Browser, url: str, shown: str, *, whole: bool = False) -> tuple[Load, int]:
    visit = Visit(browser, url, shown)
    load = visit.load(whole=whole)
    visit.close()
    return load, visit.outside


def measure(browser: Browser, scripts: dict[str, Server], app: Server, size: int, given: argparse.Namespace) -> Figures:
    """Medians of `given.cold` cold loads and `given.rounds` reruns of every server, taken in turn."""
    sectors = list(terms()["sector"])
    pages = {
        "bare": (scripts["bare"].url, TEXT_SHOWN),
        "loaded": (scripts["loaded"].url, TEXT_SHOWN),
        "empty": (scripts["empty"].url, MAP_SHOWN),
        "app": (f"{app.url}/?plan=all", DATA_SHOWN),
    }
    for page in pages.values():
        _once(browser, *page)  # the first visitor of a server waits for imports; not measured here
    loads: dict[str, list[Load]] = {"bare": [], "empty": [], "app": []}
    outside = 0
    for number in range(given.cold):
        for name, found in loads.items():
            load, asked = _once(browser, *pages[name], whole=number == 0)
            found.append(load)
            outside += asked if name == "app" else 0
    everything = f"{app.url}/?{urlencode({'plan': 'all', 'sector': ','.join(sectors)})}"
    visits = {name: Visit(browser, *pages[name]) for name in ("bare", "loaded")}
    visits["app"] = Visit(browser, everything, DATA_SHOWN)
    for visit in visits.values():
        visit.load()
    marks = visits["app"].marks()
    steps: dict[str, list[Step]] = {name: [] for name in visits}
    for position in _toggles(given.rounds, len(sectors)):
        for name, visit in visits.items():
            again = visit.page.get_by_role("button", name="again")
            pill = visit.page.locator(".st-key-filter_sector button").nth(position)
            steps[name].append(visit.step(pill if name == "app" else again))
    marks = max(marks, visits["app"].marks())
    outside += visits["app"].outside
    for visit in visits.values():
        visit.close()
    return _figures(size, loads, steps, marks=marks, outside=outside)


def _toggles(rounds: int, sectors: int) -> list[int]:
    """Sectors to click one after another from all on, such that at most two are off and no choice comes twice."""
    clicks = [0]
    for position in range(1, sectors):
        clicks += [position, position - 1]
    return [clicks[number % len(clicks)] for number in range(rounds)]


def _figures(size: int, loads, steps, *, marks: int, outside: int) -> Figures:
    middle = statistics.median
    return Figures(
        features=size,
        bare_cold_ms=middle(load.ms for load in loads["bare"]),
        empty_cold_ms=middle(load.ms for load in loads["empty"]),
        cold_ms=middle(load.ms for load in loads["app"]),
        bare_rerun_ms=middle(step.ms for step in steps["bare"]),
        loaded_rerun_ms=middle(step.ms for step in steps["loaded"]),
        filter_ms=middle(step.ms for step in steps["app"]),
        filter_sent_ms=middle(step.sent_ms for step in steps["app"]),
        filter_settled_ms=middle(step.settled_ms for step in steps["app"]),
        filter_kb=middle(step.received for step in steps["app"]) / 1000,
        first_http_kb=loads["app"][0].http / 1000,
        first_socket_kb=loads["app"][0].socket / 1000,
        marks=marks,
        outside=outside,
    )


def report(found: list[Figures]) -> tuple[list[str], list[str]]:
    """The lines of the tables, and the targets that are missed."""
    lines = [f"{'features':>10}{'cold':>9}{'empty':>8}{'ratio':>8}{'target':>8}{'bare':>8}{'HTTP':>10}{'socket':>10}"]
    for one in found:
        lines.append(
            f"{one.features or 'plans':>10}{one.cold_ms:>6.0f} ms{one.empty_cold_ms:>8.0f}{one.cold_ratio:>8.2f}"
            f"{_target(COLD_RATIO, one)}{one.bare_cold_ms:>8.0f}{one.first_http_kb:>7.0f} kB"
            f"{one.first_socket_kb:>7.0f} kB"
        )
    lines.append(
        f"{'features':>10}{'filter':>9}{'bare':>8}{'ratio':>8}{'target':>8}{'loaded':>8}{'server':>8}{'browser':>9}"
        f"{'settled':>9}{'bytes':>11}{'marks':>7}{'outside':>9}"
    )
    for one in found:
        lines.append(
            f"{one.features or 'plans':>10}{one.filter_ms:>6.0f} ms{one.bare_rerun_ms:>8.0f}{one.filter_ratio:>8.2f}"
            f"{_target(FILTER_RATIO, one)}{one.loaded_rerun_ms:>8.0f}{one.filter_sent_ms:>8.0f}"
            f"{one.filter_ms - one.filter_sent_ms:>9.0f}{one.filter_settled_ms:>9.0f}{one.filter_kb:>8.1f} kB"
            f"{one.marks:>7}{one.outside:>9}"
        )
    return lines, [fault for one in found for fault in _missed(one)]


def _target(targets: dict[int, float], one: Figures) -> str:
    return f"{targets.get(one.features, '–'):>8}"


def _missed(one: Figures) -> list[str]:
    name = one.features or "plans"
    checks = {
        f"{name}: cold load is {one.cold_ratio:.2f} × an empty map": one.cold_ratio
        <= COLD_RATIO.get(one.features, one.cold_ratio),
        f"{name}: a filter is {one.filter_ratio:.2f} × a bare rerun": one.filter_ratio
        <= FILTER_RATIO.get(one.features, one.filter_ratio),
        f"{name}: {one.marks} marks are drawn at once": one.marks <= MOST_MARKS,
        f"{name}: the page asked another machine {one.outside} times": not one.outside,
    }
    return [fault for fault, is_met in checks.items() if not is_met]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="features of the builds; '' for none")
    parser.add_argument("--plans", action="store_true", help="also measure the plans of the repository")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--cold", type=int, default=9)
    parser.add_argument("--keep", type=Path, help="folder where builds lie between runs; a temporary one otherwise")
    parser.add_argument("--json", type=Path, help="file for the figures")
    given = parser.parse_args()
    sizes = [int(size) for size in given.sizes.split(",") if size]
    found: list[Figures] = []
    never: list[str] = []
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        folder = Path(temporary)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(CHROMIUM_ARGUMENTS))
        with _scripts(folder) as scripts:
            for size in [PLANS] * given.plans + sizes:
                if size == PLANS:
                    environment = {"PLAN_ATLAS_BUILD": str(folder / "plans")}
                    dataset.build(folder / "plans")
                else:
                    environment = synthetic.environment(synthetic.prepared(given.keep or folder, size))
                with running(ROOT / "app.py", **environment) as app:
                    try:
                        found.append(measure(browser, scripts, app, size, given))
                    except Late:
                        never.append(f"{size or 'plans'}: no picture within {TIMEOUT_MS / 1000:.0f} s")
                        for context in browser.contexts:
                            context.close()
                        continue
                print(*report(found[-1:])[0], sep="\n", flush=True)
        browser.close()
    lines, missed = report(found)
    missed += never
    print("", *lines, *missed, sep="\n")
    if given.json:
        given.json.write_text(json.dumps([asdict(one) for one in found], indent=1) + "\n", encoding="utf-8")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
