"""The reader against the hand-marked plans, by the project's own scorer."""

import importlib.util
import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from geo.gazetteer import Gazetteer
from loaders import documents, mentions, tasks

GOLD = Path(__file__).parent


@pytest.fixture(scope="module")
def scorer():
    spec = importlib.util.spec_from_file_location("score", GOLD / "score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def predictions(tmp_path_factory):
    """Prediction files of mentions and tasks of both sample plans, offsets checked on the way."""
    folder = tmp_path_factory.mktemp("predictions")
    lines = {"mentions": [], "tasks": []}
    for path in sorted(documents.SAMPLE_DIRECTORY.glob("*.txt")):
        document = documents.read(path)
        found = tasks.parse(document)
        for one in mentions.extract(document, found, gazetteer=Gazetteer.load()):
            assert document.text[one.start_char : one.end_char] == one.surface
            ends = {"from": one.route.origin, "to": one.route.destination} if one.route else {}
            fields = ("name", "type", "county", "adcode", "kind", "stage", "admin_level")
            row = {field: getattr(one, field) for field in fields}
            lines["mentions"].append({"doc": path.stem, "start": one.start_char, "end": one.end_char, **row, **ends})
        for task in found:
            fields = ("title", "lead_units", "responsible_units", "sectors")
            row = {field: getattr(task, field) for field in fields}
            lines["tasks"].append({"doc": path.stem, "start": task.start_char, "end": task.end_char, **row})
    for name, rows in lines.items():
        text = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
        (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(("strict", "least_projects"), [(False, 0.95), (True, 0.90)])
def test_mentions(scorer, predictions, capsys, strict, least_projects):
    result = scorer.score(scorer.load([GOLD / "plans.jsonl"]), scorer.load([predictions / "mentions.jsonl"]), strict)
    scorer.report(result, SimpleNamespace(json=True, by_kind=False, by_doc=False, show_errors=False))
    figures = json.loads(capsys.readouterr().out)
    assert figures["admin (name+county)"]["F1"] >= 0.98
    assert figures["project/site (name)"]["F1"] >= least_projects
    assert figures["project/site (name+county)"]["F1"] >= least_projects - 0.02
    assert figures["kind accuracy (matched)"]["acc"] >= 0.95
    assert figures["stage accuracy (matched)"]["acc"] >= 0.95
    assert figures["end points of lines (matched)"]["acc"] >= 0.85
    assert figures["trap"] == 0


def test_tasks_and_units_are_all_right(scorer, predictions, capsys):
    scorer.tasks(GOLD / "tasks.jsonl", predictions / "tasks.jsonl")
    lines = capsys.readouterr().out.splitlines()
    assert all("F1 1.000" in line for line in lines[:3])
    assert "task count right in 2/2 documents" in lines[0]


def test_task_titles_are_the_gold_ones(predictions):
    gold = [json.loads(line)["title"] for line in (GOLD / "tasks.jsonl").read_text(encoding="utf-8").splitlines()]
    read = [
        json.loads(line)["title"] for line in (predictions / "tasks.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert read == gold
