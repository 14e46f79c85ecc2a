"""The server as those see it who run it: its health, its log, and what a visitor is told of an error."""

import json
import re
import time
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import expect

from tests.browser.serving import ROOT, running

PATIENCE_S = 20
JSON_LOG = {"PLAN_ATLAS_LOG": "json", "PLAN_ATLAS_LOG_LEVEL": "info"}
BROKEN = """
import streamlit as st
from pages.components import server
if __name__ == "__main__":
    with server.watched("broken"):
        st.text_input("part of a plan", "茶园水库", key="words")
        st.button("callback", on_click=lambda: 1 / 0)
        if st.session_state.words == "secret":
            raise KeyError(st.session_state.words)
        @st.fragment
        def part():
            if st.button("fragment"):
                raise TypeError("茶园水库")
        part()
        st.text("drawn")
else:
    app = st.App(__file__, routes=server.routes(), lifespan=server.lifespan, on_script_error=server.failed)
"""


def asked(url):
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def said(server):
    """What the server has written to its log, without what Streamlit prints at the start."""
    server.log.seek(0)
    return [json.loads(line) for line in server.log.read().decode().splitlines() if line.startswith("{")]


def runs(server):
    """Its lines on runs of the script, once there are any."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        if found := [line for line in said(server) if line["event"] in {"run", "slow_run"}]:
            return found
        time.sleep(0.1)
    raise AssertionError("no run was written")


def test_a_server_says_whether_it_is_well(server, tmp_path):
    assert asked(f"{server.url}/healthz") == (
        200,
        {"ok": True, "parts": {"build": True, "catalog": True, "store": True, "disk": True}},
    )
    with running(ROOT / "app.py", PLAN_ATLAS_BUILD=str(tmp_path / "none"), **JSON_LOG) as unready:
        status, answer = asked(f"{unready.url}/healthz")
        assert (status, answer["ok"], answer["parts"]["build"]) == (503, False, False)
        assert [line["event"] for line in said(unready)] == ["server_started"]


def test_each_run_of_a_page_is_one_line(build_directory, visitor):
    with running(ROOT / "app.py", PLAN_ATLAS_BUILD=str(build_directory), **JSON_LOG) as server:
        visitor.open(f"{server.url}/tasks?q=茶园水库")
        expect(visitor.page.locator(".task-table").first).to_be_visible()
        lines = runs(server)
        assert {line["page"] for line in lines} == {"/tasks"}
        assert all(line["duration_ms"] > 0 and line["build_id"] for line in lines[-1:])
        assert len({line["session"] for line in lines}) == 1
        server.log.seek(0)
        assert "水库" not in server.log.read().decode()


@pytest.mark.parametrize(
    ("act", "error"),
    [
        (lambda page: page.get_by_role("button", name="callback").click(), "ZeroDivisionError"),
        (lambda page: page.get_by_role("button", name="fragment").click(), "TypeError"),
        (lambda page: (page.get_by_role("textbox").fill("secret"), page.keyboard.press("Enter")), "KeyError"),
    ],
    ids=["callback", "fragment", "page"],
)
def test_an_error_shows_a_reference_that_the_log_knows(scratch_server, visitor, act, error):
    server = scratch_server(BROKEN, **JSON_LOG)
    page = visitor.open(server.url)
    expect(page.get_by_text("drawn")).to_be_visible()
    act(page)
    alert = page.locator(".failed")
    expect(alert).to_be_visible()
    shown = alert.inner_text()
    assert error not in page.inner_text("body")
    assert "Traceback" not in page.inner_text("body")
    (line,) = (line for line in said(server) if line["level"] == "error")
    assert re.search("参考编号 ([0-9A-F]{6})", shown)[1] == line["reference"]
    assert (line["error"], line["event"]) == (error, "error")
    assert line["session"]
    server.log.seek(0)
    text = server.log.read().decode()
    assert "水库" not in text
    assert "secret" not in text
