"""Which mentions the data-quality page lists, why, and how they are filtered and counted."""

from dataclasses import replace

import pytest

from geo.models import Candidate, Rule
from loaders.models import Query
from loaders.quality import CONFIDENCE_THRESHOLD, Quality

TIED = (
    Candidate("长安镇", "441900", "township", "township", "同名"),
    Candidate("长安镇", "340304", "township", "township", ""),
)
REJECTED = (Candidate("清水水库", None, "exact", "site", "坐标不在黔江区界内"),)


@pytest.fixture
def make_quality(make_plan, make_task, make_mention, make_place, link):
    """Rows of one mention of `甲县建设清水水库` whose mention, place and link have the changes."""

    def make(*, place=True, confidence=0.9, kind="project", **changes):
        mention = make_mention("清水水库", start_char=6, type=kind, confidence=confidence)
        doubtful = {"place_confidence": "low", "evidence": "只由名称推断。依据：无"} if place == "low" else {}
        where = make_place(**doubtful)
        found = replace(link(mention, where if place else None), **changes)
        records = {
            "plans": [make_plan()],
            "tasks": [make_task()],
            "mentions": [mention],
            "links": [found],
            "places": [where],
        }
        return Quality(records)

    return make


def only(quality):
    (row,) = quality.rows(Query())
    return row


def test_a_mention_that_is_sure_and_placed_is_not_listed(make_quality):
    assert make_quality().rows(Query()) == ()
    assert make_quality().facets(Query()).mentions == 1


@pytest.mark.parametrize(
    ("changes", "problems", "why"),
    [
        ({"place": None}, ("unresolved",), "because"),
        ({"place": None, "kind": "region"}, ("region",), "because"),
        ({"place": None, "rule": Rule.NO_COUNTY}, ("unresolved",), "because"),
        ({"place": None, "rule": Rule.TIE, "tied": TIED}, ("unresolved", "tied"), "because"),
        ({"tied": TIED}, ("tied",), "2 处候选同样符合"),
        ({"rule": Rule.TIE}, ("tied",), "because"),
        ({"place": "low"}, ("inferred",), "位置由推断得出：只由名称推断"),
        ({"rule": Rule.TOWNSHIP_INFERRED}, ("inferred",), "位置由推断得出：because"),
        ({"confidence": 0.42}, ("low_confidence",), "识别把握 42%，低于 70%"),
        ({"confidence": 0.42, "place": None}, ("unresolved", "low_confidence"), "because；识别把握 42%，低于 70%"),
    ],
)
def test_each_problem_is_found_and_explained(make_quality, changes, problems, why):
    row = only(make_quality(**changes))
    assert (row.problems, row.why) == (problems, why)


def test_the_threshold_itself_is_enough(make_quality):
    assert make_quality(confidence=CONFIDENCE_THRESHOLD).rows(Query()) == ()


def test_candidates_are_told_apart_by_province_and_county(make_quality):
    row = only(make_quality(place=None, tied=TIED, rejected=REJECTED))
    assert row.tied == ("长安镇（广东省东莞市 · 乡镇级）：同名", "长安镇（安徽省禹会区 · 乡镇级）")
    assert row.rejected == ("清水水库（精确位置）：坐标不在黔江区界内",)


def test_a_row_quotes_its_sentence_and_names_task_and_plan(make_quality):
    row = only(make_quality(place=None, rule="no_county"))
    assert row.quote == "一、甲县建设清水水库"
    assert (row.task_id, row.task_number, row.plan, row.precision) == ("plan#1", "1", "[plan]", "unresolved")
    assert (row.rule, row.place_id, row.source) == ("no_county", None, None)


def test_a_long_sentence_is_cut_on_both_sides(make_quality, make_plan, make_task, make_mention, link):
    text = "前" * 100 + "清水水库" + "后" * 100
    mention = make_mention("清水水库", start_char=100)
    records = {"plans": [make_plan(text=text)], "tasks": [make_task()], "mentions": [mention], "places": []}
    row = only(Quality(records | {"links": [link(mention)]}))
    assert row.quote == "…" + "前" * 60 + "清水水库" + "后" * 60 + "…"


@pytest.mark.parametrize(
    ("query", "listed"),
    [
        (Query(plans=("plan",)), True),
        (Query(plans=("other",)), False),
        (Query(problems=("unresolved",)), True),
        (Query(problems=("tied", "low_confidence")), True),
        (Query(problems=("inferred",)), False),
        (Query(counties=("500114",)), True),
        (Query(counties=("500240",)), False),
        (Query(text="清水"), True),
        (Query(text="清水 because"), True),
        (Query(text="无此字"), False),
        (Query(sectors=("energy",), stages=("谋划",)), True),
    ],
)
def test_filters(make_quality, query, listed):
    quality = make_quality(place=None, confidence=0.1)
    assert bool(quality.rows(query)) == listed
    assert quality.facets(query).rows == int(listed)


def test_each_filter_is_counted_without_itself(make_quality):
    facets = make_quality(place=None, confidence=0.1).facets(Query(problems=("inferred",), counties=("500240",)))
    assert facets.rows == 0
    assert all(count.rows == 0 for count in facets.problems)
    assert facets.counties == ()
    facets = make_quality(place=None, confidence=0.1).facets(Query(problems=("inferred",)))
    assert {count.code: count.rows for count in facets.problems if count.rows} == {"unresolved": 1, "low_confidence": 1}
