"""Looking through a text that nobody has looked at: the same in a process of its own, and never for long."""

import sys

import pytest

from loaders import previewing
from loaders.intake import apart
from loaders.intake.errors import IntakeError
from loaders.intake.limits import Limits
from loaders.models import Metadata
from loaders.previewing import preview_plan, preview_safely

PLAN = "黔江区水利工作要点\n1.开工建设石岭水库。\n2.推进茶园水库前期工作。\n"
STATED = Metadata(title="要点", jurisdiction="500114")


def test_a_long_text_is_looked_through_apart_with_the_same_answer(monkeypatch):
    monkeypatch.setattr(previewing, "SHORT", 10)
    stages, told = [], []
    expected = preview_plan(PLAN, STATED, lambda label, fraction: stages.append((label, fraction)))
    assert preview_safely(PLAN, STATED, lambda label, fraction: told.append((label, fraction))) == expected
    assert told == stages
    assert (expected.found.tasks, expected.found.projects) == (2, 2)


def test_a_text_that_takes_too_long_is_refused(monkeypatch):
    monkeypatch.setattr(previewing, "SHORT", 10)
    monkeypatch.setattr(previewing, "Limits", lambda: Limits(seconds=0.01))
    with pytest.raises(IntakeError) as caught:
        preview_safely(PLAN, STATED)
    assert caught.value.code == "time"


def test_a_process_that_ends_after_a_stage_has_given_no_answer(monkeypatch):
    code = """print('{"label": "x", "fraction": 0.5}', flush=True); raise SystemExit(3)"""
    monkeypatch.setattr(apart, "COMMAND", (sys.executable, "-c", code))
    with pytest.raises(IntakeError) as caught:
        apart.ask("none", {}, b"", Limits())
    assert caught.value.code == "damaged"


def test_whoever_no_longer_listens_leaves_no_process(monkeypatch):
    monkeypatch.setattr(previewing, "SHORT", 10)
    started = []

    def popen(*given, **options):
        started.append(opened(*given, **options))
        return started[-1]

    opened = apart.subprocess.Popen
    monkeypatch.setattr(apart.subprocess, "Popen", popen)

    def leave(label, fraction):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        preview_safely(PLAN, STATED, leave)
    assert [process.poll() is not None for process in started] == [True]
