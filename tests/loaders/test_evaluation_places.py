"""Measuring where marked plans are placed: figures move when places are wrong, missing, tied or outside."""

import json
from dataclasses import replace

import pytest
from shapely.geometry import Point

from geo.models import Place, Resolution, Rule
from loaders.cli import main
from loaders.evaluation import places, places_report

TEXT = (
    "琼海市2022年工作要点\n一、交通\n1.在博鳌镇建设博鳌大桥,在潭门镇建设中心渔港。\n2.支持文昌市发展,加快产业开发。\n"
)


def mark(surface, **changes):
    start = TEXT.index(surface)
    row = dict(doc="plan", name=surface, surface=surface, start=start, end=start + len(surface), type="admin")
    return {**row, "county": "琼海市", "adcode6": "469002", "aliases": [], **changes}


MARKS = [
    mark("博鳌镇", admin_level="town"),
    mark("潭门镇", admin_level="town"),
    mark("文昌市", admin_level="county", county="文昌市", adcode6="469005"),
    mark("博鳌大桥", type="project", kind="bridge", stage="start", township="博鳌镇"),
]


@pytest.fixture
def folder(tmp_path):
    def write(marks=MARKS):
        (tmp_path / "plan.txt").write_text(TEXT, encoding="utf-8")
        lines = (json.dumps(row, ensure_ascii=False) for row in marks)
        (tmp_path / "plans.jsonl").write_text("\n".join(lines), encoding="utf-8")
        return tmp_path

    return write


@pytest.fixture
def misplace(monkeypatch):
    """Lets every resolution be changed before it is measured."""

    def change(how):
        kept = places._resolved
        changed = lambda *given: [(mention, how(found)) for mention, found in kept(*given)]  # noqa: E731
        monkeypatch.setattr(places, "_resolved", changed)

    return change


def figures(path):
    return {figure.name: figure for figure in places.figures(places.evaluate([path]))}


def moved(resolution, **changes):
    return replace(resolution, place=resolution.place and replace(resolution.place, **changes))


def test_a_well_placed_plan_scores_full(folder):
    found = figures(folder())
    assert found["towns right"].counts == (2, 2, 2)
    assert found["towns right: with a point"].value == 1
    assert found["counties right"].counts == (1, 1, 1)
    assert found["projects: county right"].value == 1
    assert found["projects: township of the text"].counts[1] == 1
    assert found["places outside their county"].is_met
    assert found["marks placed wrongly"].value == 0


def test_places_in_another_county_are_wrong(folder, misplace):
    misplace(lambda one: moved(one, adcode="469006", township=None))
    found = figures(folder())
    assert found["towns right"].value == found["counties right"].value == found["projects: county right"].value == 0
    assert found["marks placed wrongly"].value == 4
    assert found["places outside their county"].value >= 3


def test_a_point_beyond_the_border_is_outside(folder, misplace):
    misplace(lambda one: moved(one, geometry=Point(116.4, 39.9)))
    found = figures(folder())
    assert found["towns right"].value == 1
    assert found["places outside their county"].is_met is False


def test_a_line_must_touch_the_counties_it_claims():
    def linked(*counties):
        line = Point(110.47, 19.25).buffer(0.01).boundary
        spot = Place("p", "n", None, None, None, None, line, "route", "low", "s", "e", counties)
        return places.Linked("plan", "海南省", {}, Resolution(spot, ""), None)

    boundaries = places.Boundaries.load()
    assert not places.is_outside(linked("469002"), boundaries)
    assert places.is_outside(linked("469002", "110101"), boundaries)
    assert not places.is_outside(linked(), boundaries)


def test_counties_without_towns_are_coarser_and_no_place_is_none(folder, misplace):
    misplace(lambda one: moved(one, township=None, precision="county"))
    path = folder()
    found = places.evaluate([path])
    assert {met.verdict for met in found.met["town"]} == {"coarser"}
    misplace(lambda one: Resolution(None, "x", rule=Rule.NO_COUNTY))
    found = places.evaluate([path])
    assert {met.verdict for met in found.met["town"]} == {"none"}
    assert places.precisions(found) == {"unresolved": len(found.linked)}
    assert places.reasons_of_unresolved(found)["county: no_county"] == 2


def test_ties_are_counted(folder, misplace):
    misplace(lambda one: Resolution(None, "x", rule=Rule.TIE))
    found = figures(folder())
    assert found["ties"].value >= 4
    assert found["towns right"].value == 0


def test_a_town_of_no_table_is_counted_apart_and_a_missed_one_is_strict(folder):
    absent = {**MARKS[1], "county": "文昌市", "adcode6": "469005"}
    found = figures(folder([MARKS[0], absent]))
    assert found["towns in no table"].value == 1
    assert found["towns right"].counts == (1, 1, 1)
    missed = mark("加快", admin_level="town", name="塔洋镇", aliases=[])
    found = figures(folder([MARKS[0], missed]))
    assert (found["towns right"].value, found["towns right"].strict) == (1, 0.5)


def test_optional_marks_do_not_count_for_towns(folder):
    found = figures(folder([MARKS[0], {**MARKS[1], "optional": True}]))
    assert found["towns right"].counts == (1, 1, 1)


def test_the_report_by_province_and_document(folder):
    found = places.evaluate([folder()])
    assert "towns right" in places_report.table(found)
    by_province, by_document = places_report.by_province(found), places_report.by_document(found)
    assert list(by_province) == ["海南省"]
    assert list(by_document) == ["plan"]
    assert "海南省" in places_report.parts_table(by_province)
    assert places_report.errors_list(found, 5) == ""
    record = json.loads(json.dumps(places_report.record(found)))
    assert record["by_province"]["海南省"]["mentions"] == record["mentions"] == len(found.linked)


def test_the_command_lists_errors_only_when_asked(folder, capsys, tmp_path):
    wrong = folder([{**MARKS[0], "county": "文昌市", "adcode6": "469005"}, MARKS[2] | {"adcode6": "469002"}])
    assert main(["evaluate", str(wrong), "--places", "--json", str(tmp_path / "out.json")]) == 0
    assert "文昌市 (469002)" not in capsys.readouterr().out
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["documents"] == 1
    assert main(["evaluate", str(wrong), "--places", "--by-doc", "--errors", "5"]) == 0
    assert "wrong     county plan 文昌市 (469002)" in capsys.readouterr().out
