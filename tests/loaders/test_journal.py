"""The log: one line per event, nothing of a plan in it, references by which an error is found again."""

import json
import logging
import subprocess
import sys

import pytest
from sqlalchemy import create_engine, text

from loaders.operating import journal, queries
from tests.loaders.test_cli import ROOT


@pytest.fixture
def lines(monkeypatch, capsys):
    """Starts the log with these settings; returns what was written since."""
    kept = logging.getLogger().handlers[:], logging.getLogger().level

    def start(**settings):
        for name, value in settings.items():
            monkeypatch.setenv(f"PLAN_ATLAS_{name}", value)
        journal.start()
        return lambda: capsys.readouterr().err.splitlines()

    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    token = journal._visit.set({})
    yield start
    journal._visit.reset(token)
    logging.captureWarnings(capture=False)
    logging.getLogger().handlers[:], level = kept
    logging.getLogger().setLevel(level)


def test_a_line_is_one_json_object_with_what_is_known_of_the_visit(lines):
    written = lines(LOG="json", LOG_LEVEL="info")
    journal.about(session="abc", page="/tasks", build_id="")
    with journal.timed("run"):
        pass
    line = json.loads(written()[0])
    assert line.pop("time").endswith("+00:00")
    assert line.pop("duration_ms") < 1000
    assert line == {"level": "info", "event": "run", "session": "abc", "page": "/tasks"}


def test_a_slow_block_is_a_warning(lines, monkeypatch):
    monkeypatch.setattr(journal, "SLOW_RUN_S", 0.0)
    written = lines(LOG="text", LOG_LEVEL="warning")
    with journal.timed("run"):
        pass
    (line,) = written()
    assert " WARNING slow_run duration_ms=" in line


@pytest.mark.parametrize("shape", ["json", "text"])
def test_an_error_is_written_without_what_it_quotes_and_can_be_found_again(lines, shape):
    written = lines(LOG=shape)
    try:
        {}["茶园水库\n password=secret"]
    except KeyError as error:
        reference = journal.failed(error)
    (line,) = written()
    assert reference in line
    assert "KeyError" in line
    assert "tests/loaders/test_journal.py:" in line
    assert "水库" not in line
    assert "secret" not in line


def test_the_level_debug_says_what_an_error_says(lines):
    written = lines(LOG="json", LOG_LEVEL="debug")
    journal.failed(ValueError("which\nrow"))
    assert json.loads(written()[0])["message"] == "which row"


def test_a_long_way_is_kept_short():
    def fall(depth):
        return fall(depth - 1) if depth else 1 / 0

    try:
        fall(50)
    except ZeroDivisionError as error:
        way = journal.where(error)
    assert len(way) == journal.OUTERMOST + 1 + journal.INNERMOST
    assert way[journal.OUTERMOST] == "…"


def test_lines_of_libraries_have_the_same_form(lines):
    written = lines(LOG="json")
    logging.getLogger("some.library").warning("careful:\n %s", "hot")
    logging.getLogger("some.library").info("nothing new")
    assert [(line["event"], line["message"]) for line in map(json.loads, written())] == [
        ("some.library", "careful: hot")
    ]


def test_what_streamlit_repeats_and_the_addresses_of_requests_are_left_out(lines):
    logging.getLogger("uvicorn.access").setLevel(logging.INFO)
    written = lines(LOG="json", LOG_LEVEL="debug")
    logging.getLogger("uvicorn.access").info("GET /?q=茶园水库")
    logging.getLogger(journal.REPEATED).error("Uncaught", exc_info=(ValueError, ValueError("x"), None))
    assert written() == []


def test_a_setting_that_cannot_be_used_is_named_and_ignored(lines):
    written = lines(LOG="xml", LOG_LEVEL="loud")
    assert [line.split("setting=")[1] for line in written()] == [
        "PLAN_ATLAS_LOG known=text json",
        "PLAN_ATLAS_LOG_LEVEL known=debug info warning error",
    ]


def test_a_slow_query_is_written_without_its_values(lines, monkeypatch):
    monkeypatch.setattr(journal, "SLOW_QUERY_S", 0.0)
    written = lines(LOG="json")
    engine = create_engine("sqlite://")
    queries.watch(engine)
    with engine.connect() as connection:
        connection.execute(text("SELECT :name"), {"name": "茶园水库"})
    (line,) = map(json.loads, written())
    assert (line["event"], line["database"], line["query"]) == ("slow_query", "sqlite", "SELECT ?")


def test_a_command_that_breaks_says_so_in_one_line():
    code = "from loaders.operating import journal; journal.start(); raise RuntimeError('text of a plan')"
    environment = {"PLAN_ATLAS_LOG": "json", "PATH": ""}
    answer = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 1
    (line,) = map(json.loads, answer.stderr.splitlines())
    assert (line["level"], line["event"], line["error"]) == ("error", "error", "RuntimeError")
