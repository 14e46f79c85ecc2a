"""Measuring the resolver on questions: the questions themselves, the verdicts, and that a bad resolver scores badly."""

import csv
from collections import Counter
from pathlib import Path

import pytest
from shapely.geometry import Point

from geo.gazetteer import Gazetteer
from geo.models import Candidate, Place, Resolution, Rule
from loaders.cli import main
from loaders.errors import GoldError
from loaders.evaluation import toponyms
from loaders.evaluation.answers import Answer, Codes, Verdict

GOLD = Path(__file__).parents[1] / "gold"
DEV, TEST = GOLD / "toponyms_dev.csv", GOLD / "toponyms_test.csv"
QIONGHAI, WENCHANG, HAINAN, BOAO = "469002", "469005", "460000", "469002104000"
ROW = dict(trap="t", name="博鳌镇", level="town", jurisdiction=HAINAN, adcode="", beside="", expected=BOAO)
ROW |= dict(expected_name="博鳌镇", tied="", note="")


@pytest.fixture(scope="module")
def codes():
    return Codes(Gazetteer.load())


@pytest.fixture
def table(tmp_path):
    def write(columns=toponyms.COLUMNS, **changes):
        path = tmp_path / "questions.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, extrasaction="ignore")
            writer.writeheader()
            writer.writerow(ROW | changes)
        return path

    return write


def place(adcode, township=None, precision="county"):
    return Place("p", "n", None, adcode, None, township, Point(110.5, 19.2), precision, "high", "s", "e")


def test_the_questions_cover_the_country_and_every_trap_in_both_halves(codes):
    dev, test = (toponyms.read(path, codes) for path in (DEV, TEST))
    assert min(len(dev), len(test)) >= 300
    provinces = {question.jurisdiction[:2] for question in (*dev, *test)}
    assert len(provinces) == 31
    assert {question.trap for question in dev} == {question.trap for question in test}
    asked = Counter((q.name, q.level, q.jurisdiction, q.adcode, q.beside) for q in (*dev, *test))
    assert max(asked.values()) == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"expected": "469002999000"}, "speaks of 469002999000"),
        ({"jurisdiction": "999999"}, "speaks of 999999"),
        ({"expected_name": "潭门镇"}, "is 博鳌镇, not 潭门镇"),
        ({"level": "township"}, "unknown level township"),
        ({"columns": toponyms.COLUMNS[:-1]}, "lacks the columns note"),
    ],
)
def test_bad_questions_are_one_sentence(table, codes, changes, words):
    path = table(**changes)
    with pytest.raises(GoldError) as caught:
        toponyms.read(path, codes)
    assert words in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_missing_or_ragged_table_is_one_sentence(tmp_path, codes, table):
    with pytest.raises(GoldError, match="cannot be read"):
        toponyms.read(tmp_path / "none.csv", codes)
    path = table()
    path.write_text(path.read_text(encoding="utf-8") + "t,博鳌镇\n", encoding="utf-8")
    with pytest.raises(GoldError, match="has not 10 cells"):
        toponyms.read(path, codes)


@pytest.mark.parametrize(
    ("answer", "expected", "verdict"),
    [
        (Answer(BOAO), BOAO, Verdict.RIGHT),
        (Answer(QIONGHAI), BOAO, Verdict.COARSER),
        (Answer(HAINAN), BOAO, Verdict.COARSER),
        (Answer(WENCHANG), BOAO, Verdict.WRONG),
        (Answer("469002105000"), BOAO, Verdict.WRONG),
        (Answer(BOAO), QIONGHAI, Verdict.WRONG),
        (Answer(None), BOAO, Verdict.NONE),
        (Answer(None, is_tie=True), BOAO, Verdict.TIE),
        (Answer(None), "none", Verdict.RIGHT),
        (Answer(None, is_tie=True), "none", Verdict.TIE),
        (Answer(BOAO), "none", Verdict.PRETENDED),
        (Answer(None), "open", Verdict.RIGHT),
        (Answer(None, is_tie=True), "open", Verdict.RIGHT),
        (Answer(BOAO), "open", Verdict.PRETENDED),
        (Answer(None, is_tie=True), "tie", Verdict.RIGHT),
        (Answer(None, is_tie=True, tied=frozenset({"500102", "500242"})), "tie", Verdict.RIGHT),
        (Answer(None, is_tie=True, tied=frozenset({"500102", QIONGHAI})), "tie", Verdict.WRONG),
        (Answer("500000", is_tie=True), "tie", Verdict.RIGHT),
        (Answer("500000"), "tie", Verdict.COARSER),
        (Answer("500102108000"), "tie", Verdict.PRETENDED),
        (Answer(None), "tie", Verdict.NONE),
        (Answer("620200"), "620201101000", Verdict.COARSER),
    ],
)
def test_verdicts(codes, answer, expected, verdict):
    tied = frozenset({"500102108000", "500242101000"}) if expected == "tie" else frozenset()
    assert codes.judge(answer, expected, tied) is verdict


def test_what_a_resolution_answers(codes):
    assert codes.answer(Resolution(None, "")) == Answer(None)
    assert codes.answer(Resolution(place(QIONGHAI), "")) == Answer(QIONGHAI)
    assert codes.answer(Resolution(place(QIONGHAI, "博鳌镇"), "")) == Answer(BOAO)
    assert codes.answer(Resolution(place(QIONGHAI, "博鳌镇", "township"), "")) == Answer(BOAO, has_point=True)
    rivals = (Candidate("龙潭镇", "500102", "township", "s", ""), Candidate("龙潭镇", "500242", "township", "s", ""))
    tie = codes.answer(Resolution(None, "", tied=rivals, rule=Rule.TIE))
    assert tie == Answer(None, is_tie=True, tied=frozenset({"500102", "500242"}))
    assert codes.answer(Resolution(None, "", rule=Rule.TIE)).is_tie


def test_a_township_goes_by_its_name_of_today_its_former_one_or_a_bare_one_that_is_alone(codes):
    assert codes.township(QIONGHAI, ["博鳌"]).code == BOAO
    assert codes.township("500240", ["龙潭镇"]).name == "龙潭乡"
    assert codes.township("110106", ["长辛店镇"]).name == "长辛店街道"
    assert codes.township(QIONGHAI, ["虚构坪镇"]) is None


def oracle(question):
    if question.expected == "tie":
        return Resolution(None, "", rule=Rule.TIE)
    if not question.expected.isdigit():
        return Resolution(None, "")
    if len(question.expected) == 6:
        return Resolution(place(question.expected), "")
    found = Codes(Gazetteer.load())._by_code[question.expected]
    return Resolution(place(found.adcode, found.name, "township"), "")


def test_the_best_resolver_scores_full_and_a_wrong_or_silent_one_nothing(codes):
    questions = toponyms.read(DEV, codes)[::7]
    cases = [
        (oracle, {Verdict.RIGHT}),
        (lambda _: Resolution(place("120101", "劝业场街道"), ""), {Verdict.WRONG, Verdict.PRETENDED}),
    ]
    for resolve, verdicts in cases:
        judged = toponyms.judge_all(questions, resolve, codes)
        assert {one.verdict for one in judged} == verdicts
    silent = toponyms.judge_all(questions, lambda _: Resolution(None, ""), codes)
    assert {one.verdict for one in silent if one.question.expected not in ("none", "open")} == {Verdict.NONE}


def test_the_table_has_a_line_for_every_level_and_trap(codes):
    questions = toponyms.read(DEV, codes)
    lines = toponyms.table(toponyms.judge_all(questions, oracle, codes)).splitlines()
    names = [line[:20].strip() for line in lines[2:] if line.startswith("  ")]
    assert Counter(names) == Counter([*{q.level for q in questions}, *{q.trap for q in questions}])
    assert lines[1].endswith("1.000")


def test_the_command_prints_totals_and_errors_only_when_asked(table, capsys, tmp_path):
    wrong = table(expected="469002105000", expected_name="阳江镇")
    out = tmp_path / "answers.jsonl"
    assert main(["toponyms", str(wrong), "--jsonl", str(out)]) == 0
    totals = capsys.readouterr().out
    assert "博鳌镇" not in totals
    assert "1 answers are worse than none" in totals
    assert '"verdict": "wrong"' in out.read_text(encoding="utf-8")
    assert main(["toponyms", str(wrong), "--errors", "1"]) == 0
    assert "wrong     博鳌镇 (town, 460000)" in capsys.readouterr().out
    assert main(["toponyms", str(tmp_path / "none.csv")]) == 1
