"""The scorer counts as it always did: figures of spoilt marks, stored when the scorer was adopted."""

import importlib.util
import json
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pytest

GOLD = Path(__file__).parent
MATCHED = {
    "county accuracy (where gold has one)": [0.8696, 60, 69],
    "kind accuracy (matched)": [0.8125, 65, 80],
    "stage accuracy (matched)": [0.85, 68, 80],
    "end points of lines (matched)": [0.6875, 11, 16],
    "trap": 15,
}
LENIENT = {
    "admin (name)": [0.8182, 0.75, 0.7826, 18, 22, 24],
    "admin (name+county)": [0.8182, 0.75, 0.7826, 18, 22, 24],
    "project/site (name)": [0.7273, 0.8421, 0.7805, 80, 110, 95],
    "project/site (name+county)": [0.6455, 0.7474, 0.6927, 71, 110, 95],
    "all (name)": [0.7424, 0.8235, 0.7809, 98, 132, 119],
    "neutral": [32, 16, 5, 3],
} | MATCHED
STRICT = {
    "admin (name)": [0.72, 0.75, 0.7347, 18, 25, 24],
    "admin (name+county)": [0.72, 0.75, 0.7347, 18, 25, 24],
    "project/site (name)": [0.6957, 0.8421, 0.7619, 80, 115, 95],
    "project/site (name+county)": [0.6174, 0.7474, 0.6762, 71, 115, 95],
    "all (name)": [0.7, 0.8235, 0.7568, 98, 140, 119],
    "neutral": [32, 16],
} | MATCHED
TASKS = """\
tasks (span IoU>=0.5)      P 0.930 R 0.800 F1 0.860 (tp 40, pred 43, gold 50); task count right in 0/2 documents
lead units                 P 1.000 R 0.621 F1 0.766
responsible units          P 0.827 R 0.756 F1 0.790
task sectors               P 0.947 R 0.750 F1 0.837
"""


@pytest.fixture(scope="module")
def scorer():
    spec = importlib.util.spec_from_file_location("score", GOLD / "score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def spoilt(gold):
    """Predictions made of the marks: some left out, some with a wrong county, stage, kind, name or end, some twice."""
    for number, row in enumerate(gold):
        if row["type"] == "ignore" or number % 9 == 0:
            continue
        found = {**row, "type": "project" if row["type"] == "trap" else row["type"]}
        if number % 7 == 0:
            found |= {"county": "某县", "adcode6": None}
        if number % 5 == 0:
            found |= {"stage": "study", "kind": None}
        if number % 11 == 0:
            found["name"] = found["name"][:-2] or "甲"
        if number % 4 == 0 and found.get("from"):
            found |= {"from": found["to"], "to": "乙地"}
        yield found
        if number % 6 == 0:
            yield {**found, "name": found["name"] + "二期工程"}


def mention_figures(scorer, capsys, gold, strict):
    options = SimpleNamespace(json=True, by_kind=False, by_doc=False, show_errors=False)
    scorer.report(scorer.score(gold, list(spoilt(gold)), strict), options)
    found = json.loads(capsys.readouterr().out)
    return {name: figure if isinstance(figure, int) else list(figure.values()) for name, figure in found.items()}


@pytest.mark.parametrize(("strict", "stored"), [(False, LENIENT), (True, STRICT)])
def test_figures_of_mentions_stay_as_they_are(scorer, capsys, strict, stored):
    assert mention_figures(scorer, capsys, scorer.load([GOLD / "plans.jsonl"]), strict) == stored


def spoilt_tasks(gold):
    for number, row in enumerate(gold):
        if number % 8 == 0:
            continue
        shift = 200 if number % 10 == 0 else 0
        units = {"lead_units": row["lead_units"][1:], "responsible_units": [*row["responsible_units"], "某局"]}
        changed = units if number % 3 == 0 else {"sectors": ["water"]} if number % 4 == 0 else {}
        yield {**row, **changed, "start": row["start"] + shift, "end": row["end"] + shift}


def test_figures_of_tasks_stay_as_they_are(scorer, capsys, tmp_path):
    path = tmp_path / "tasks.jsonl"
    rows = spoilt_tasks(scorer.load([GOLD / "tasks.jsonl"]))
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    scorer.tasks(GOLD / "tasks.jsonl", path)
    assert capsys.readouterr().out == TASKS


@pytest.mark.parametrize("strict", [False, True])
def test_every_prediction_has_the_verdict_that_was_counted(scorer, strict):
    gold = scorer.load([GOLD / "plans.jsonl"])
    found = scorer.score(gold, list(spoilt(gold)), strict)
    counts = Counter(verdict for _, _, verdict in found["verdicts"])
    runs = (found["admin"], found["ps"])
    assert counts["right"] == sum(run.tpc for run in runs)
    assert counts["right"] + counts["county"] == sum(run.tp for run in runs)
    assert counts["wrong"] + counts["trap"] == sum(run.fp for run in runs)
    assert counts["trap"] == found["trap"]
    assert all(mark is not None for _, mark, verdict in found["verdicts"] if verdict in ("right", "county"))
