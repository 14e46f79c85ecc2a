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


@pytest.mark.parametrize(
    "command",
    [
        (),
        *(
            (name,)
            for name in ["build", "check", "extract", "tasks", "explain", "evaluate", "brief", "add", "plans", "store"]
        ),
    ],
)
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
        "from via to quantity investment lon lat precision confidence place_confidence source reason "
        "rule tied"
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


def test_explain_tells_the_words_behind_each_mention():
    answer = run("explain", "chongqing#13", "--mention", "桐梓")
    assert answer.returncode == 0
    lines = [line.strip() for line in answer.stdout.splitlines()]
    assert lines[0] == "chongqing#13 加强水利能源保障"
    assert lines[2:5] == [
        "parts: ‘桐梓’ 3149-3151, ‘水库’ 3154-3156",
        "name: shares the head 水库 of its list ‘水库’ 3154-3156",
        "prefix: 秀山土家族苗族自治县 ‘秀山县’ 3146-3149",
    ]
    assert "stage: under_construction, 加快 before ‘加快’ 3118-3120" in lines
    assert any(line.startswith("placed: county") for line in lines)


def test_explain_reads_any_file_and_mentions_outside_tasks(tmp_path):
    plan = tmp_path / "plan.txt"
    plan.write_text("阳新县2027年要点\n1.年内开工富池水库。\n", encoding="utf-8")
    answer = run("explain", plan)
    assert answer.stdout.startswith("outside tasks\n  阳新县 [admin county none] 0-3\n    name: full name 阳新县")
    assert "plan#1 年内开工富池水库\n  富池水库 [project reservoir start]" in answer.stdout
    assert run("explain", f"{plan}#1").stdout.startswith("plan#1 ")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("chongqing#99",), "it has chongqing#1 to #22"),
        (("nowhere",), "cannot be read"),
        (("chongqing#13", "--mention", "长城"), "no mention holds 长城"),
    ],
)
def test_explain_says_what_it_cannot_find(arguments, words):
    answer = run("explain", *arguments)
    assert answer.returncode == 1
    assert words in answer.stderr
    assert answer.stderr.count("\n") == 1


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
