"""How fast the map comes and changes with 150 to 1,000,000 projects, beside a bare Streamlit in the same run.

    python tests/benchmarks/bench_dashboard.py [--sizes 150,1000,10000,100000] [--rounds 9] [--cold 9]
        [--keep FOLDER] [--plans] [--catalog embedded=BUILD] [--catalog postgresql://…] [--json FILE]

Cold load: from the start of navigation, in a browser that has never seen the application, to two frames after every
mark is drawn; beside a script whose only content is an empty `st_folium` map served from the same machine. Filter:
from the pointer going up on a sector of the sidebar to two frames after the map shows the new data; at most two of
the sectors are off, so that at least five in six of the projects match and no answer repeats. The bare rerun is a
button that changes a text; measured once with Streamlit alone, which is what the ratio is of, and once in a process
that has loaded what a map needs.

`--catalog` measures a served catalog, a build as DuckDB holds it (its file is made first where there is none) or what a
database serves; there the map is moved and zoomed as well, from the end of the movement to two frames after the new
marks. It is moved by four fifths of what it shows, as a drag does: by more, Leaflet sets it up anew, as after a jump.
The very first visit after the server's start is told apart, and so is the memory of the server.

Samples alternate between the servers. Bytes are what the page receives over the WebSocket and, as transferred, by
HTTP. `--keep` is where builds lie between runs, `--plans` also measures the plans of the repository. Leaves with 1
when a target is missed.
"""

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlencode

import psutil
from playwright.sync_api import Browser, sync_playwright
from playwright.sync_api import TimeoutError as Late

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from loaders import dataset, storage  # noqa: E402  # the repository is on the path only now
from loaders.serving import embedded, parts  # noqa: E402
from loaders.vocabulary import terms  # noqa: E402
from tests.benchmarks import synthetic  # noqa: E402
from tests.benchmarks.page_visits import (  # noqa: E402
    DATA_SHOWN,
    MAP_SHOWN,
    TEXT_SHOWN,
    TIMEOUT_MS,
    Load,
    Step,
    Visit,
    once,
    scripts,
)
from tests.browser.serving import CHROMIUM, CHROMIUM_ARGUMENTS, Server, running  # noqa: E402

SIZES = (150, 1_000, 10_000, 100_000)
PLANS = "plans"  # the name of the plans of the repository
COLD_RATIO = {"150": 1.2, "1000": 1.2, "10000": 1.3, "100000": 1.5, "duckdb": 2.0, "postgis": 2.0}  # of an empty map
FILTER_RATIO = {"150": 1.4, "1000": 1.5, "10000": 1.6, "100000": 1.8, "duckdb": 3.0, "postgis": 3.0}  # of a bare rerun
MOVE_RATIO = {"duckdb": 3.0, "postgis": 3.0}
MOST_MARKS = 500
MOST_MB = 1_500
EMBEDDED = "embedded="  # before the folder of a build
# Where a map of a served catalog is looked at: a walk to and fro by four fifths of a view (1.97° by 1.8°) each, and
# zooms that ask anew each time.
WALK = [(lon, lat, 9) for lat, way in ((33, 1), (31.6, -1), (30.2, 1)) for lon in (111, 112.55, 114.1)[::way]]
ZOOMS = [(113.5, 31, zoom) for zoom in (5, 8, 6, 9, 7, 10, 8, 11, 9)]


@dataclass(frozen=True, slots=True)
class Figures:
    """Medians of one catalog; what is not measured of it is 0."""

    name: str
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
    pan_ms: float = 0
    zoom_ms: float = 0
    first_visit_ms: float = 0
    peak_mb: float = 0  # resident, at most
    own_mb: float = 0  # at the end, of shared pages its share

    @property
    def cold_ratio(self) -> float:
        return self.cold_ms / self.empty_cold_ms

    @property
    def filter_ratio(self) -> float:
        return self.filter_ms / self.bare_rerun_ms

    @property
    def pan_ratio(self) -> float:
        return self.pan_ms / self.bare_rerun_ms

    @property
    def zoom_ratio(self) -> float:
        return self.zoom_ms / self.bare_rerun_ms


def measure(
    browser: Browser, beside: dict[str, Server], app: Server, name: str, given: argparse.Namespace, *, moves: bool
) -> Figures:
    """Medians of `given.cold` cold loads and `given.rounds` reruns of every server, taken in turn."""
    sectors = list(terms()["sector"])
    pages = {
        "bare": (beside["bare"].url, TEXT_SHOWN),
        "loaded": (beside["loaded"].url, TEXT_SHOWN),
        "empty": (beside["empty"].url, MAP_SHOWN),
        "app": (f"{app.url}/?plan=all", DATA_SHOWN),
    }
    firsts = {page: once(browser, *pages[page])[0] for page in pages}  # they wait for imports and for the catalog
    loads: dict[str, list[Load]] = {"bare": [], "empty": [], "app": []}
    outside = 0
    for number in range(given.cold):
        for page, found in loads.items():
            load, asked = once(browser, *pages[page], whole=number == 0)
            found.append(load)
            outside += asked if page == "app" else 0
    everything = f"{app.url}/?{urlencode({'plan': 'all', 'sector': ','.join(sectors)})}"
    visits = {page: Visit(browser, *pages[page]) for page in ("bare", "loaded")}
    visits["filter"] = Visit(browser, everything, DATA_SHOWN)
    visits |= {page: Visit(browser, *pages["app"]) for page in ("pan", "zoom") if moves}
    for visit in visits.values():
        visit.load()
    features, marks = visits["filter"].projects(), visits["filter"].marks()
    steps: dict[str, list[Step]] = {page: [] for page in visits}
    for number, position in enumerate(_toggles(given.rounds, len(sectors))):
        for page, visit in visits.items():
            steps[page].append(visit.step(_act(page, visit, number, position)))
            marks = max(marks, visit.marks())
    outside += sum(visit.outside for page, visit in visits.items() if page not in beside)
    for visit in visits.values():
        visit.close()
    memory = _memory(app)
    more = {"marks": marks, "outside": outside, "first_visit_ms": firsts["app"].ms, **memory}
    return _figures(name, features, loads, steps, **more)


def _act(page: str, visit: Visit, number: int, position: int) -> Callable[[], None]:
    """What changes a page in this round."""
    if page in ("pan", "zoom"):
        stops = WALK if page == "pan" else ZOOMS
        return lambda: visit.move(*stops[number % len(stops)])
    if page == "filter":
        pill = visit.page.locator(".st-key-filter_sector button").nth(position)
        return lambda: pill.click(no_wait_after=True)
    again = visit.page.get_by_role("button", name="again")
    return lambda: again.click(no_wait_after=True)


def _memory(app: Server) -> dict[str, float]:
    """What a server takes and has taken at most, in MB."""
    status = Path(f"/proc/{app.process.pid}/status").read_text(encoding="ascii")
    (peak,) = (int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:"))
    own = psutil.Process(app.process.pid).memory_full_info().pss
    return {"peak_mb": peak * 1024 / 1e6, "own_mb": own / 1e6}


def _toggles(rounds: int, sectors: int) -> list[int]:
    """Sectors to click one after another from all on, such that at most two are off and no choice comes twice."""
    clicks = [0]
    for position in range(1, sectors):
        clicks += [position, position - 1]
    return [clicks[number % len(clicks)] for number in range(rounds)]


def _figures(name: str, features: int, loads, steps, **more: float) -> Figures:
    middle = statistics.median

    def of(kind: str, what: str) -> float:
        return middle(getattr(one, what) for one in (loads | steps).get(kind) or [Step(0, 0, 0, 0)])

    return Figures(
        name=name,
        features=features,
        bare_cold_ms=middle(load.ms for load in loads["bare"]),
        empty_cold_ms=of("empty", "ms"),
        cold_ms=of("app", "ms"),
        bare_rerun_ms=middle(step.ms for step in steps["bare"]),
        loaded_rerun_ms=of("loaded", "ms"),
        filter_ms=of("filter", "ms"),
        filter_sent_ms=of("filter", "sent_ms"),
        filter_settled_ms=of("filter", "settled_ms"),
        filter_kb=of("filter", "received") / 1000,
        pan_ms=of("pan", "ms"),
        zoom_ms=of("zoom", "ms"),
        first_http_kb=loads["app"][0].http / 1000,
        first_socket_kb=loads["app"][0].socket / 1000,
        **more,
    )


def report(found: list[Figures]) -> tuple[list[str], list[str]]:
    """The lines of the tables, and the targets that are missed."""
    lines = [f"{'projects':>10}{'cold':>9}{'empty':>8}{'ratio':>8}{'target':>8}{'bare':>8}{'HTTP':>10}{'socket':>10}"]
    for one in found:
        lines.append(
            f"{one.name:>10}{one.cold_ms:>6.0f} ms{one.empty_cold_ms:>8.0f}{one.cold_ratio:>8.2f}"
            f"{_target(COLD_RATIO, one)}{one.bare_cold_ms:>8.0f}{one.first_http_kb:>7.0f} kB"
            f"{one.first_socket_kb:>7.0f} kB"
        )
    lines.append(
        f"{'projects':>10}{'filter':>9}{'bare':>8}{'ratio':>8}{'target':>8}{'loaded':>8}{'server':>8}{'browser':>9}"
        f"{'settled':>9}{'bytes':>11}{'marks':>7}{'outside':>9}"
    )
    for one in found:
        lines.append(
            f"{one.name:>10}{one.filter_ms:>6.0f} ms{one.bare_rerun_ms:>8.0f}{one.filter_ratio:>8.2f}"
            f"{_target(FILTER_RATIO, one)}{one.loaded_rerun_ms:>8.0f}{one.filter_sent_ms:>8.0f}"
            f"{one.filter_ms - one.filter_sent_ms:>9.0f}{one.filter_settled_ms:>9.0f}{one.filter_kb:>8.1f} kB"
            f"{one.marks:>7}{one.outside:>9}"
        )
    served = [one for one in found if one.pan_ms]
    if served:
        lines.append(
            f"{'projects':>10}{'in all':>9}{'pan':>9}{'ratio':>8}{'zoom':>9}{'ratio':>8}{'target':>8}{'first':>10}"
            f"{'memory':>9}{'at most':>10}"
        )
    for one in served:
        lines.append(
            f"{one.name:>10}{one.features:>9}{one.pan_ms:>6.0f} ms{one.pan_ratio:>8.2f}{one.zoom_ms:>6.0f} ms"
            f"{one.zoom_ratio:>8.2f}{_target(MOVE_RATIO, one)}{one.first_visit_ms:>7.0f} ms{one.own_mb:>6.0f} MB"
            f"{one.peak_mb:>7.0f} MB"
        )
    return lines, [fault for one in found for fault in _missed(one)]


def _target(targets: dict[str, float], one: Figures) -> str:
    return f"{targets.get(one.name, '–'):>8}"


def _missed(one: Figures) -> list[str]:
    name = one.name
    checks = {
        f"{name}: cold load is {one.cold_ratio:.2f} × an empty map": one.cold_ratio
        <= COLD_RATIO.get(name, one.cold_ratio),
        f"{name}: a filter is {one.filter_ratio:.2f} × a bare rerun": one.filter_ratio
        <= FILTER_RATIO.get(name, one.filter_ratio),
        f"{name}: a move is {one.pan_ratio:.2f} × a bare rerun": one.pan_ratio <= MOVE_RATIO.get(name, one.pan_ratio),
        f"{name}: a zoom is {one.zoom_ratio:.2f} × a bare rerun": one.zoom_ratio
        <= MOVE_RATIO.get(name, one.zoom_ratio),
        f"{name}: the server took {one.peak_mb:.0f} MB": name not in MOVE_RATIO or one.peak_mb <= MOST_MB,
        f"{name}: {one.marks} marks are drawn at once": one.marks <= MOST_MARKS,
        f"{name}: the page asked another machine {one.outside} times": not one.outside,
    }
    return [fault for fault, is_met in checks.items() if not is_met]


def _asked(given: argparse.Namespace, folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Names and environments of what is measured; builds that are not there are made."""
    if given.plans:
        dataset.build(folder / "plans")
        yield PLANS, {"PLAN_ATLAS_BUILD": str(folder / "plans")}
    for size in filter(None, given.sizes.split(",")):
        yield size, synthetic.environment(synthetic.prepared(given.keep or folder, int(size)))
    for asked in given.catalog:
        if not asked.startswith(EMBEDDED):
            yield "postgis", {"PLAN_ATLAS_CATALOG": asked, "PLAN_ATLAS_BUILD": str(folder / "none")}
            continue
        build = Path(asked.removeprefix(EMBEDDED))
        synthetic.stamp(build)
        manifest = storage.read_manifest(build)
        if not embedded.file_of(manifest.build_id).exists():
            embedded.prepared(parts.opened(build, manifest))
        yield "duckdb", synthetic.environment(build)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="features of the builds; '' for none")
    parser.add_argument("--plans", action="store_true", help="also measure the plans of the repository")
    parser.add_argument("--catalog", action="append", default=[], help="embedded=FOLDER or the address of a database")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--cold", type=int, default=9)
    parser.add_argument("--keep", type=Path, help="folder where builds lie between runs; a temporary one otherwise")
    parser.add_argument("--json", type=Path, help="file for the figures")
    return parser.parse_args()


def main() -> int:
    given = _arguments()
    found: list[Figures] = []
    never: list[str] = []
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        folder = Path(temporary)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(CHROMIUM_ARGUMENTS))
        with scripts(folder) as beside:
            for name, environment in _asked(given, folder):
                with running(ROOT / "app.py", **environment) as app:
                    try:
                        found.append(measure(browser, beside, app, name, given, moves=name in MOVE_RATIO))
                    except Late:
                        never.append(f"{name}: no picture within {TIMEOUT_MS / 1000:.0f} s")
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
