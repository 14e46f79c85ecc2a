"""The command line as others call it: a bare checkout, exit codes, one clear sentence."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from loaders.documents import SAMPLE_DIRECTORY

ROOT = Path(__file__).parents[2]


def run(*arguments, cwd=ROOT):
    return subprocess.run(
        [sys.executable, "-m", "loaders", *map(str, arguments)], cwd=cwd, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("command", [(), ("build",), ("extract",), ("tasks",), ("explain",), ("evaluate",)])
def test_help(command):
    answer = run(*command, "--help")
    assert answer.returncode == 0
    assert "usage: python -m loaders" in answer.stdout


def test_extract_keeps_the_contract(tmp_path):
    plan = tmp_path / "some plan.txt"
    plan.write_text("1.交通。支持阳新县加快建设富池水库,推进武汉至阳新高速公路前期工作。\n", encoding="utf-8")
    answer = run("extract", plan, "--jsonl", tmp_path / "out.jsonl")
    assert answer.returncode == 0, answer.stderr
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    keys = (
        "doc task_id name surface parts start end type admin_level kind sector stage county adcode township "
        "from via to quantity investment lon lat precision confidence place_confidence source reason"
    )
    assert all(set(row) == set(keys.split()) for row in rows)
    reservoir = next(row for row in rows if row["name"] == "富池水库")
    assert (reservoir["doc"], reservoir["county"], reservoir["adcode"]) == ("some plan", "阳新县", "420222")
    road = next(row for row in rows if row["kind"] == "expressway")
    assert (road["from"], road["to"]) == ("武汉", "阳新")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.jsonl", "some plan.txt"]


def test_tasks_keeps_the_contract(tmp_path):
    answer = run("tasks", SAMPLE_DIRECTORY / "qionghai.txt", "--jsonl", tmp_path / "out.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    keys = "doc task_id number section title start end sectors lead_units responsible_units deadline targets"
    assert answer.returncode == 0
    assert len(rows) == 28
    assert all(set(row) == set(keys.split()) for row in rows)


@pytest.mark.parametrize("command", ["extract", "tasks"])
def test_bad_input_is_one_sentence_and_exit_1(tmp_path, command):
    wrong = tmp_path / "wrong.txt"
    wrong.write_bytes("1.修建水库。".encode("gb18030"))
    for path in (wrong, tmp_path / "missing.txt"):
        answer = run(command, path)
        assert answer.returncode == 1
        assert answer.stderr.count("\n") == 1
        assert answer.stderr.startswith("plan atlas: ")


def test_a_plan_without_a_place_is_said_and_no_failure(tmp_path):
    plan = tmp_path / "plan.txt"
    plan.write_text("1.加强学习。提高认识。\n", encoding="utf-8")
    answer = run("extract", plan)
    assert (answer.returncode, answer.stdout) == (0, "")
    assert answer.stderr == f"plan atlas: {plan}: names no place or project; check that it is the text of a plan\n"


def test_wrong_call_is_exit_2():
    assert run("extract").returncode == 2
    assert run("nonsense").returncode == 2


def test_explain_names_rule_and_county():
    answer = run("explain", "chongqing#13")
    assert answer.returncode == 0
    assert "shares the head 水库 of its list" in answer.stdout
    assert run("explain", "chongqing#99").returncode == 1


def test_evaluate_prints_one_table_and_only_the_errors_asked_for(tmp_path):
    answer = run("evaluate", "tests/gold", "--by-doc", "--errors", 3, "--json", tmp_path / "out.json")
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.startswith("2 documents, ")
    assert "qionghai" in answer.stdout
    found = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert {figure["group"] for figure in found["figures"]} >= {"tasks", "admin", "projects", "confidence", "reading"}
    assert " errors: " not in run("evaluate", "tests/gold").stdout


def test_evaluate_says_what_is_wrong_with_the_gold(tmp_path):
    answer = run("evaluate", tmp_path / "missing")
    assert answer.returncode == 1
    assert answer.stderr.count("\n") == 1
