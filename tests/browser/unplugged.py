"""Installs and starts a bundle, and looks at its map; run in a network namespace of its own, where nothing leads out.

`python tests/browser/unplugged.py FOLDER PICTURE`, as root of the namespace; prints what it saw as JSON.
"""

import contextlib
import fcntl
import json
import os
import socket
import struct
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

CHROMIUM = "/usr/bin/chromium"
SIOCSIFFLAGS, IFF_UP = 0x8914, 1
OUTSIDE = ("192.0.2.1", 443)  # an address of the outside that nobody has
PORT = 8501
PATIENCE_S = 60


def raise_loopback() -> None:
    """Let the machine talk to itself."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sH14s", b"lo", IFF_UP, b""))


def refused() -> str:
    """Why nobody outside can be reached.

    Raises
    ------
    AssertionError
        If somebody can, or may be.
    """
    assert sorted(name for _, name in socket.if_nameindex()) == ["lo"]
    assert Path("/proc/net/route").read_text().splitlines()[1:] == []
    with socket.socket() as client:
        client.settimeout(5)
        try:
            client.connect(OUTSIDE)
        except OSError as error:
            return str(error.strerror)
    raise AssertionError("the outside answers")


def installed(folder: Path, surroundings: dict[str, str]) -> float:
    """Seconds that installing took."""
    started = time.monotonic()
    subprocess.run(["sh", "install.sh"], cwd=folder, env=surroundings, check=True, stdout=sys.stderr)
    return time.monotonic() - started


def health() -> dict:
    """What the server says of itself, once it answers at all."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz", timeout=15) as answer:
                    return json.load(answer)
            except urllib.error.HTTPError as error:
                return json.load(error)
        time.sleep(0.2)
    raise AssertionError("the server does not answer")


def looked_at(picture: str) -> dict:
    """What a browser sees of the first page, which makes the build before it draws the map."""
    arguments = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"http://127.0.0.1:{PORT}/?plan=chongqing")
        frame = page.frame_locator("iframe[title*='st_folium']")
        frame.locator(".item-mark").first.wait_for(timeout=1000 * PATIENCE_S)
        page.locator(".st-key-panel").wait_for(timeout=1000 * PATIENCE_S)
        seen = {"marks": frame.locator(".item-mark").count(), "routes": frame.locator(".route-hit").count()}
        page.screenshot(path=picture)
        browser.close()
    return seen


def main() -> None:
    folder, picture = Path(sys.argv[1]), sys.argv[2]
    # no setting of the machine that runs the test, and no pip but that of the bundle
    surroundings = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    raise_loopback()
    told = {"refused": refused(), "install_s": installed(folder, surroundings)}
    server = subprocess.Popen(["sh", "start.sh"], cwd=folder, env=surroundings, stdout=sys.stderr)
    try:
        told |= {"before": health(), **looked_at(picture), "after": health()}
    finally:
        server.terminate()
        server.wait(timeout=20)
    print(json.dumps(told))


if __name__ == "__main__":
    main()
