"""Measuring: figures beside targets, calibration, every kind of error, and one sentence about bad gold."""

import json

import pytest

from loaders.errors import GoldError
from loaders.evaluation import gold, report
from loaders.evaluation.calibration import calibrate
from loaders.evaluation.evaluate import evaluate

TEXT = "一、交通\n1.推进富池水库建设,开工阳新县北山大桥。(责任单位:县水利局)\n2.发展红莲湖旅游。\n"


def mark(surface, **changes):
    start = TEXT.index(surface)
    fields = dict(doc="plan", name=surface, surface=surface, start=start, end=start + len(surface), type="project")
    fields |= dict(kind="reservoir", stage="under_construction", county=None, adcode6=None, aliases=[])
    return {**fields, **changes}


def task(first, last, **changes):
    span = {"start": TEXT.index(first), "end": TEXT.index(last) + len(last)}
    return {"doc": "plan", **span, "title": first, "lead_units": [], "responsible_units": [], "sectors": [], **changes}


MENTIONS = [
    mark("富池水库", kind="water_hub", stage="start", sector="transport"),
    mark("北山大桥", kind="bridge", stage="start", county="大冶市", adcode6="420281", sector="transport"),
    mark("红莲湖旅游", kind="scenic_area", stage="none"),
]
TASKS = [
    task("1.推进", "县水利局)", lead_units=["县交通运输局"], sectors=["water", "transport"]),
    task("发展红", "发展红", sectors=["ecology"]),
]


@pytest.fixture
def folder(tmp_path):
    def write(mentions=MENTIONS, tasks=TASKS, text=TEXT):
        (tmp_path / "plan.txt").write_text(text, encoding="utf-8")
        for name, rows in (("plans.jsonl", mentions), ("tasks.jsonl", tasks)):
            lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
            (tmp_path / name).write_text("\n".join(lines), encoding="utf-8")
        return tmp_path

    return write


def test_every_kind_of_error_is_found_with_its_words_and_rule(folder):
    found = evaluate([folder()])
    by_error = {one.error: one for one in found.findings}
    expected = {"MISS", "SPURIOUS", "COUNTY", "KIND", "STAGE", "SECTOR", "TASK MISS", "TASK SPURIOUS", "UNIT"}
    assert expected <= set(by_error)
    assert "[富池水库]" in by_error["KIND"].words
    assert "head noun 水库" in by_error["KIND"].rule
    assert "missing 县交通运输局; too many 县水利局" in by_error["UNIT"].detail
    assert found.findings[0].error == "MISS"


def test_figures_state_value_target_and_counts(folder):
    found = {(one.group, one.name): one for one in evaluate([folder()]).figures}
    name = found["projects", "name F1"]
    assert (name.target, name.counts, name.is_met) == (0.9, (2, 2, 3), False)
    assert found["projects", "sector"].counts == (1, 2)
    assert found["tasks", "span F1"].counts == (1, 2, 2)
    assert found["reading", "spans that do not quote the text"].value == 0
    assert found["reading", "characters/s"].value > 0


def test_the_table_fits_and_the_record_is_json(folder):
    found = evaluate([folder()])
    lines = report.table(found).splitlines()
    assert any("span F1" in line and "≥ 0.980" in line and "LOW" in line for line in lines)
    assert max(map(len, lines)) < 120
    assert "plan" in report.documents_table(found)
    assert len(report.errors_list(found.findings, 2).splitlines()) == 3
    assert json.loads(json.dumps(report.record(found)))["documents"] == 1


def test_marks_of_mentions_alone_or_of_tasks_alone_will_do(folder):
    path = folder()
    (path / "tasks.jsonl").unlink()
    without_tasks = {(one.group, one.name): one for one in evaluate([path]).figures}
    assert without_tasks["tasks", "span F1"].value is None
    path = folder()
    (path / "plans.jsonl").unlink()
    without_mentions = {(one.group, one.name): one for one in evaluate([path]).figures}
    assert without_mentions["projects", "name F1"].value is None
    assert without_mentions["tasks", "span F1"].value == 0.5


def test_neutral_readings_are_errors_only_where_asked_for(folder):
    whole = mark("阳新县北山大桥", name="阳新县北山大桥及连接线", kind="bridge", stage="start")
    lenient, strict = (evaluate([folder([whole])], strict=strict).findings for strict in (False, True))
    assert "北山大桥" not in {one.detail.partition(":")[0] for one in lenient if one.error == "SPURIOUS"}
    assert "北山大桥" in {one.detail.partition(":")[0] for one in strict if one.error == "SPURIOUS"}


@pytest.mark.parametrize(
    ("mentions", "words"),
    [
        (["{"], "plans.jsonl:1: no JSON object"),
        (["3"], "plans.jsonl:1: no JSON object"),
        ([{"doc": "plan"}], "plans.jsonl:1: lacks start"),
        ([{**MENTIONS[0], "start": "0"}], "start and end whole numbers"),
        ([{key: value for key, value in MENTIONS[0].items() if key != "stage"}], "lacks stage"),
        ([{**MENTIONS[0], "doc": "other"}], "no other.txt"),
        ([{**MENTIONS[0], "start": 0}], "does not read 富池水库 at 0-"),
        ([{**MENTIONS[0], "end": 10_000}], "mark the text anew"),
    ],
)
def test_bad_gold_is_one_sentence(folder, mentions, words):
    with pytest.raises(GoldError) as caught:
        evaluate([folder(mentions)])
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_folder_without_marks_or_marked_twice_is_refused(tmp_path, folder):
    with pytest.raises(GoldError, match=r"holds no plans\.jsonl"):
        gold.read([tmp_path])
    marked = folder()
    with pytest.raises(GoldError, match="is marked in"):
        gold.read([marked, marked])


def test_a_missing_scorer_is_one_sentence(tmp_path):
    with pytest.raises(GoldError, match="the scorer is missing"):
        gold.load_scorer(tmp_path / "score.py")


def test_calibration_by_tenths():
    found = calibrate([(0.95, True), (0.9, True), (0.9, False), (0.55, False), (1.0, True)])
    assert (found.mentions, found.right, found.sure, found.sure_right, found.errors) == (5, 3, 4, 3, 2)
    assert [(tenth.low, tenth.mentions, tenth.right) for tenth in found.tenths] == [(0.5, 1, 0), (0.9, 4, 3)]
    assert found.errors_in_lowest_fifth == 1


def test_equal_confidence_at_the_border_counts_in_proportion():
    found = calibrate([(0.5, False)] * 4 + [(0.5, True)] * 4 + [(0.9, True)] * 2)
    assert found.errors_in_lowest_fifth == pytest.approx(1)
    assert calibrate([]).errors_in_lowest_fifth == 0
