"""The server as strangers meet it, and every page under the headers of the example for a proxy."""

import contextlib
import re
import socket
import threading
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect
from websockets import exceptions
from websockets.sync import client

from tests.browser.proxying import proxied
from tests.browser.serving import ROOT, running

PAGES = sorted(path.stem for path in (ROOT / "pages").glob("[!_]*.py"))
# But WebAssembly, which a library of Streamlit's tries and does without.
VIOLATIONS = """addEventListener("securitypolicyviolation", event => {
  if (event.blockedURI !== "wasm-eval") console.error("policy", event.violatedDirective, event.blockedURI);
});"""


@pytest.fixture(scope="module")
def front(server):
    """The address of the application behind a proxy."""
    with proxied(urlsplit(server.url).port) as url:
        yield url


@pytest.fixture
def said(visitor):
    """What the browser's console says of the policy."""
    found = []
    visitor.page.context.add_init_script(VIOLATIONS)
    visitor.page.on("console", lambda line: found.append(line.text) if re.search("(?i)policy", line.text) else None)
    return found


def test_every_page_and_the_map_work_under_the_policy_of_the_example(front, visitor, said):
    page = visitor.open(f"{front}/?plan=chongqing")
    assert visitor.map.stamp
    assert visitor.map.projects_at_points() > 0
    for name in PAGES:
        visitor.open(f"{front}/{name}?plan=chongqing&lang=en")
        expect(page.locator(".st-key-navigation a").first).to_be_visible()
        visitor.settle()
    assert said == []


def test_the_policy_stops_a_script_that_was_smuggled_in(front, visitor, said):
    page = visitor.open(f"{front}/tasks")
    visitor.settle()
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=\"x:\" onerror=\"window.hacked = 1\">')")
    page.wait_for_timeout(500)
    assert page.evaluate("window.hacked") is None
    assert said


@contextlib.contextmanager
def watched():
    """An address that a request for the outside would pass, and what came there."""
    asked = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def listen():
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    asked.append(connection.recv(200))
                    connection.close()

        threading.Thread(target=listen, daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", asked


def test_strangers_are_refused_and_nobody_outside_is_asked(build_directory, visitor):
    with watched() as (outside, asked):
        proxies = {"http_proxy": outside, "https_proxy": outside, "no_proxy": ""}
        with running(ROOT / "app.py", PLAN_ATLAS_BUILD=str(build_directory), **proxies) as server:
            visitor.open(f"{server.url}/tasks")
            visitor.settle()
            port = urlsplit(server.url).port
            assert connects(port, Origin=server.url)
            assert not connects(port, Origin="https://evil.example")
            assert not connects(port, Host="evil.example")
            assert not connects(port, Host="evil.example", Origin=f"http://evil.example:{port}")
    assert asked == []


def connects(port: int, **headers: str) -> bool:
    """Whether a websocket opens with these headers."""
    address = f"ws://{headers.pop('Host', '127.0.0.1')}:{port}/_stcore/stream"
    stream = socket.create_connection(("127.0.0.1", port))
    try:
        with client.connect(address, sock=stream, additional_headers=headers, subprotocols=["streamlit"]):
            return True
    except exceptions.InvalidStatus:
        return False


UPLOAD = """
import streamlit as st
given = st.file_uploader("file")
st.text(f"{given.size} bytes" if given else "nothing")
"""


def test_a_file_arrives_from_its_own_page_alone(scratch_server, visitor, said):
    server = scratch_server(UPLOAD)
    with proxied(urlsplit(server.url).port) as url:
        page = visitor.open(url)
        with page.expect_request("**/_stcore/upload_file/**") as sent:
            page.locator("input[type=file]").set_input_files(
                {"name": "a.txt", "mimeType": "", "buffer": b"x" * 300_000}
            )
        expect(page.get_by_text("300000 bytes")).to_be_visible()
    assert said == []
    stolen = urlsplit(sent.value.url).path
    assert page.request.put(server.url + stolen, multipart={"a": "b"}).status == 403
    assert "X-Xsrftoken" in {name.title() for name in sent.value.headers}
