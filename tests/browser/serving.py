"""Servers on free ports and what a visitor sees of them; used by the browser tests and the benchmark."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from playwright.sync_api import Frame, Locator, Page, expect

ROOT = Path(__file__).parents[2]
ARTEFACTS = ROOT / "tests" / "artefacts"
CHROMIUM = "/usr/bin/chromium"
CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
VIEWPORT = {"width": 1440, "height": 900}
GUIDE_READ = "try { localStorage.setItem('plan-atlas-guide', 'done') } catch {}"  # no storage in about:blank
START_TIMEOUT_S = 60
STEP_TIMEOUT_MS = 20_000
STANDS = '[data-testid="stApp"][data-test-script-state="notRunning"]'  # Streamlit has run the script to its end
LOOPBACK = {"localhost", "127.0.0.1", "::1"}

expect.set_options(timeout=STEP_TIMEOUT_MS)


class Server:
    """One Streamlit process on a free loopback port, with the environment it is given."""

    def __init__(self, script: Path, log: BinaryIO, **environment: str):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self.log = log
        options = ["--server.address", "127.0.0.1", "--server.port", str(port), "--server.headless", "true"]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", script.name, *options],
            cwd=script.parent,
            env=os.environ | environment,
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )

    def wait(self) -> None:
        """Return once the server says that it is well."""
        end = time.monotonic() + START_TIMEOUT_S
        while time.monotonic() < end and self.process.poll() is None:
            with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
                urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2).close()
                return
            time.sleep(0.1)
        self.log.seek(0)
        raise RuntimeError(f"the server did not start:\n{self.log.read().decode(errors='replace')[-3000:]}")

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextlib.contextmanager
def running(script: Path, **environment: str):
    with tempfile.TemporaryFile() as log:
        server = Server(script, log, **environment)
        try:
            server.wait()
            yield server
        finally:
            server.stop()


class Map:
    """The map inside its frame, as a reader sees it."""

    def __init__(self, page: Page):
        self.page = page

    @property
    def frame(self) -> Frame:
        """The component's frame once it shows the data of the last run."""
        self.page.wait_for_function(
            "() => [...document.querySelectorAll('iframe')].some(it => it.contentDocument?.body?.dataset.ready)"
        )
        return self.page.locator("iframe[title*='st_folium']").element_handle().content_frame()

    @property
    def stamp(self) -> str:
        """Digest of the data that the map shows now."""
        return self.frame.evaluate("() => document.body.dataset.ready")

    def changes(self, stamp: str) -> None:
        """Wait until the map shows other data than that of `stamp`."""
        self.frame.wait_for_function("old => document.body.dataset.ready !== old", arg=stamp)

    def symbol(self, name: str) -> Locator:
        """The symbol whose projects' names contain `name`."""
        return self.frame.locator(f'.item-mark[aria-label*="{name}"]')

    def area(self, code: str) -> Locator:
        """The mark of a county, city or town."""
        return self.frame.locator(f'[data-area="{code}"]')

    def projects_at_points(self) -> int:
        return self.frame.evaluate(
            """() => [...document.querySelectorAll('.item-mark')]
                .reduce((sum, node) => sum + Number(node.dataset.projects), 0)"""
        )

    def routes(self) -> int:
        return self.frame.locator(".route-hit").count()

    def pill(self) -> dict[str, int]:
        """Numbers of the pill: inside, outside, unplaced, total."""
        data = self.frame.locator(".pill").evaluate("node => ({ ...node.dataset })")
        return {name: int(value) for name, value in data.items()}

    def view(self) -> tuple[float, float, float]:
        """Zoom, longitude and latitude of the middle."""
        zoom, lon, lat = self.frame.evaluate("() => [map.getZoom(), map.getCenter().lng, map.getCenter().lat]")
        return zoom, round(lon, 4), round(lat, 4)

    def rested_view(self) -> tuple[float, float, float]:
        """The view once the page stands round the map, which fits its first view to its size."""
        self.page.locator(STANDS).wait_for(state="attached")
        self.frame.wait_for_function(
            """() => {
                const now = [innerWidth, innerHeight, map.getZoom(), map.getCenter().lng, map.getCenter().lat].join();
                const before = window.restedAt;
                window.restedAt = now;
                return now === before;
            }""",
            polling=300,
        )
        return self.view()

    def zoom_in(self) -> None:
        before = self.view()[0]
        self.frame.locator(".leaflet-control-zoom-in").click()
        self.frame.wait_for_function("before => map.getZoom() > before && !map._animatingZoom", arg=before)


class Visitor:
    """A browser page that reaches nothing but this machine; what it asked for elsewhere is in `outside`."""

    def __init__(self, page: Page):
        self.page = page
        self.outside: list[str] = []
        self.errors: list[str] = []
        self.map = Map(page)
        page.set_default_timeout(STEP_TIMEOUT_MS)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.route("**/*", self._only_here)

    def _only_here(self, route) -> None:
        address = urlsplit(route.request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.hostname not in LOOPBACK:
            self.outside.append(route.request.url)
            route.abort()
        else:
            route.continue_()

    def open(self, url: str) -> Page:
        self.page.goto(url)
        return self.page

    def settle(self) -> None:
        """Wait until Streamlit has run the script to its end."""
        self.page.locator(STANDS).wait_for(state="attached")

    def picture(self, name: str) -> Path:
        """Screenshot into `tests/artefacts/`, to be looked at."""
        ARTEFACTS.mkdir(exist_ok=True)
        path = ARTEFACTS / f"{name}.png"
        self.page.screenshot(path=path)
        return path
