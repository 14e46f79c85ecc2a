"""How fast the map comes and changes, beside a bare Streamlit rerun measured in the same run.

    python tests/benchmarks/bench_map.py [--plan PLAN] [--rounds 9] [--cold 3]

Cold load: from the start of navigation, in a browser that has never seen the application, to two frames after
every mark is drawn. Filter: from the pointer going up on a sector of the sidebar to two frames after the map shows
the new data. Bytes: what Chromium receives by HTTP (as transferred) and over the WebSocket. Leaves with 1 when a
budget is not met.
"""

import argparse
import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from loaders import dataset  # noqa: E402  # the repository is on the path only now
from tests.browser.serving import CHROMIUM, CHROMIUM_ARGUMENTS, VIEWPORT, Visitor, running  # noqa: E402

COLD_BUDGET_MS = 2500
RATIO_BUDGET = 2.5  # of a bare rerun
FONTS_MS = 1500  # web fonts arrive after the first picture
BARE = """
import streamlit as st

st.session_state["runs"] = st.session_state.get("runs", 0) + 1
st.button("again")
st.text(f"run {st.session_state['runs']}")
"""
# Runs in every frame: notes when the pointer goes up and when what is waited for is on screen, two frames later.
WATCH = """
(() => {
  const now = () => performance.timeOrigin + performance.now();
  if (window === top) {
    window.watch = { state: null, since: 0, up: 0 };
    addEventListener("pointerup", (event) => { watch.up = performance.timeOrigin + event.timeStamp; }, true);
  }
  const shown = () => document.body && (document.body.dataset.ready
    || (document.querySelector('[data-testid="stText"]') || {}).textContent);
  let last = null;
  setInterval(() => {
    const state = shown();
    if (!state || state === last) return;
    last = state;
    const at = top.watch;
    requestAnimationFrame(() => requestAnimationFrame(() => { at.state = state; at.since = now(); }));
  }, 10);
})()
"""


@dataclass
class Traffic:
    """Bytes that one page has received so far."""

    http: int = 0
    socket: int = 0

    def follow(self, page: Page) -> None:
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", self._http)
        session.on("Network.webSocketFrameReceived", self._socket)

    def _http(self, event: dict) -> None:
        self.http += int(event["encodedDataLength"])

    def _socket(self, event: dict) -> None:
        response = event["response"]
        size = len(response["payloadData"])
        self.socket += size if response["opcode"] == 1 else size * 3 // 4  # binary comes as base64

    @property
    def total(self) -> int:
        return self.http + self.socket


class Session:
    """One visitor with a fresh browser profile, timed inside the page."""

    def __init__(self, browser: Browser):
        self.context = browser.new_context(viewport=VIEWPORT)
        self.context.add_init_script(WATCH)
        self.visitor = Visitor(self.context.new_page())
        self.page = self.visitor.page
        self.traffic = Traffic()
        self.traffic.follow(self.page)

    def cold(self, url: str) -> float:
        """Milliseconds from the start of navigation to the first complete picture."""
        self.page.goto(url, wait_until="commit")
        self.page.wait_for_function("() => watch.state")
        return self.page.evaluate("() => watch.since - performance.timeOrigin")

    def step(self, button) -> tuple[float, int]:
        """Milliseconds and bytes from the click on a button to the next picture."""
        self.visitor.settle()
        self.page.wait_for_timeout(300)
        state, bytes_before = self.page.evaluate("() => watch.state"), self.traffic.total
        button.click()
        self.page.wait_for_function("state => watch.state !== state", arg=state)
        elapsed = self.page.evaluate("() => watch.since - watch.up")
        self.visitor.settle()
        self.page.wait_for_timeout(200)
        return elapsed, self.traffic.total - bytes_before

    def close(self) -> None:
        self.context.close()


def measure_bare(browser: Browser, url: str, *, cold: int, rounds: int) -> dict[str, float]:
    """Medians of cold load and rerun (ms) and HTTP bytes of the smallest Streamlit script."""
    loads, reruns, first_http = [], [], []
    for number in range(cold):
        session = Session(browser)
        loads.append(session.cold(url))
        session.visitor.settle()
        session.page.wait_for_timeout(FONTS_MS)
        first_http.append(session.traffic.http)
        if number == cold - 1:
            button = session.page.get_by_role("button", name="again")
            reruns = [session.step(button)[0] for _ in range(rounds)]
        session.close()
    return {
        "cold_ms": statistics.median(loads),
        "rerun_ms": statistics.median(reruns),
        "first_http_kb": statistics.median(first_http) / 1000,
    }


def measure_map(browser: Browser, url: str, *, cold: int, rounds: int) -> dict[str, float]:
    """Medians of cold load and filter (ms), bytes of both, number of outside requests."""
    loads, steps, first_http, first_socket, outside = [], [], [], [], 0
    for number in range(cold):
        session = Session(browser)
        loads.append(session.cold(url))
        session.visitor.settle()
        session.page.wait_for_timeout(FONTS_MS)
        first_http.append(session.traffic.http)
        first_socket.append(session.traffic.socket)
        if number == cold - 1:
            choices = session.page.locator(".st-key-filter_sector button")
            steps = [session.step(choices.nth(step % 4)) for step in range(rounds)]
        outside += len(session.visitor.outside)
        session.close()
    return {
        "cold_ms": statistics.median(loads),
        "filter_ms": statistics.median(elapsed for elapsed, _ in steps),
        "first_http_kb": statistics.median(first_http) / 1000,
        "first_socket_kb": statistics.median(first_socket) / 1000,
        "filter_kb": statistics.median(size for _, size in steps) / 1000,
        "outside": outside,
    }


def report(found: dict[str, float], bare: dict[str, float]) -> list[str]:
    """Print the figures; return the budgets that are not met."""
    ratio = found["filter_ms"] / bare["rerun_ms"]
    cold_ratio = found["cold_ms"] / bare["cold_ms"]
    own_kb = found["first_http_kb"] - bare["first_http_kb"]
    rows = [
        ("cold load", f"{found['cold_ms']:.0f} ms", f"{cold_ratio:.2f} × bare ({bare['cold_ms']:.0f} ms)"),
        ("filter → map", f"{found['filter_ms']:.0f} ms", f"{ratio:.2f} × bare rerun ({bare['rerun_ms']:.0f} ms)"),
        ("first load", f"{found['first_http_kb']:.0f} kB HTTP", f"{own_kb:.0f} kB more than bare Streamlit"),
        ("", f"{found['first_socket_kb']:.1f} kB", "WebSocket"),
        ("each filter", f"{found['filter_kb']:.1f} kB", "HTTP and WebSocket"),
        ("outside requests", f"{found['outside']:.0f}", ""),
    ]
    for name, value, note in rows:
        print(f"{name:<18}{value:>14}   {note}")
    missed = []
    if found["cold_ms"] > COLD_BUDGET_MS:
        missed.append(f"cold load is above {COLD_BUDGET_MS} ms")
    if ratio > RATIO_BUDGET:
        missed.append(f"a filter takes more than {RATIO_BUDGET} bare reruns")
    if found["outside"]:
        missed.append("the page asked another machine")
    return missed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plan", default="", help="plan to show; all when left out")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--cold", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        build, bare_script = Path(folder) / "build", Path(folder) / "bare.py"
        dataset.build(build)
        bare_script.write_text(BARE, encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(CHROMIUM_ARGUMENTS))
        with running(bare_script) as bare, running(ROOT / "app.py", PLAN_ATLAS_BUILD=str(build)) as app:
            address = f"{app.url}/?plan={given.plan}" if given.plan else app.url
            Session(browser).cold(address)  # the first visitor of a server waits for imports; not measured here
            floor = measure_bare(browser, bare.url, cold=given.cold, rounds=given.rounds)
            found = measure_map(browser, address, cold=given.cold, rounds=given.rounds)
        browser.close()
    missed = report(found, floor)
    print(*missed, sep="\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
