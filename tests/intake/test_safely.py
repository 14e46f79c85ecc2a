"""Reading in a process of its own: the same answers, caps that hold, nothing left behind."""

import sys
import tempfile
from dataclasses import replace

import pytest

from loaders.intake import apart
from loaders.intake.errors import IntakeError
from loaders.intake.limits import Limits
from loaders.intake.names import safe_name
from loaders.intake.reading import read_file
from loaders.intake.safely import read_many, read_safely
from tests.intake import making

PLAN = "黔江区水利工作要点\n1.开工建设石岭水库。\n2.推进茶园水库前期工作。\n"


def test_the_answer_is_that_of_reading_in_this_process():
    content = making.docx(PLAN)
    assert read_safely("要点.docx", content) == read_file("要点.docx", content)


@pytest.mark.parametrize(
    ("limits", "content", "code"),
    [
        ({"file_size": 10}, PLAN.encode(), "size"),
        ({"characters": 10}, PLAN.encode(), "characters"),
        ({"seconds": 0.01}, PLAN.encode(), "time"),
        ({"cells": 3}, "序号,项目名称\n1,石岭水库\n".encode(), "cells"),
    ],
)
def test_a_cap_gives_a_sentence(limits, content, code):
    name = "plan.csv" if code == "cells" else "plan.txt"
    with pytest.raises(IntakeError) as caught:
        read_safely(name, content, limits=replace(Limits(), **limits))
    assert caught.value.code == code
    assert caught.value.sentence.endswith(".")


def test_memory_is_capped():
    content = ("推进石岭水库、" * 2_000_000).encode()
    with pytest.raises(IntakeError) as caught:
        read_safely("plan.txt", content, limits=replace(Limits(), memory=150_000_000, characters=10**9))
    assert caught.value.code in ("memory", "damaged")


def test_a_process_that_dies_gives_a_sentence(monkeypatch):
    monkeypatch.setattr(apart, "COMMAND", (sys.executable, "-c", "import os; os.abort()"))
    with pytest.raises(IntakeError) as caught:
        read_safely("plan.txt", PLAN.encode())
    assert caught.value.code == "damaged"


def test_the_process_sees_no_secret(monkeypatch):
    monkeypatch.setenv("PLAN_ATLAS_AMAP_KEY", "secret")
    assert "secret" not in apart.environment().values()


def test_no_file_is_left(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    read_safely("plan.txt", PLAN.encode())
    assert not list(tmp_path.iterdir())


def test_one_bad_file_does_not_stop_the_others():
    told = []
    files = [("a.txt", PLAN.encode()), ("../b.pdf", b"%PDF-1.7\n"), ("c.md", PLAN.encode())]
    found = read_many(files, lambda label, fraction: told.append((label, fraction)))
    assert [one.file_name for one in found] == ["a.txt", "b.pdf", "c.md"]
    assert [one.reading is not None for one in found] == [True, False, True]
    assert found[1].error.code == "damaged"
    assert told[0] == ("读取文件 a.txt", 0.0)
    assert told[-1][1] == 1.0


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../要点.txt", "要点.txt"),
        ("C:\\计划\\要点.docx", "要点.docx"),
        ("con.txt", "_con.txt"),
        ("..", "plan"),
        ("", "plan"),
        ("a\0b\n.txt", "ab.txt"),
        ("\u202etxt.exe", "txt.exe"),
        ("要" * 500 + ".docx", "要" * 80 + ".docx"),
        ("a<b>:*?.txt", "a_b____.txt"),
        ("重庆市 2024年  要点（终稿）.pdf", "重庆市 2024年 要点（终稿）.pdf"),
    ],
)
def test_names_are_safe(name, safe):
    assert safe_name(name) == safe
