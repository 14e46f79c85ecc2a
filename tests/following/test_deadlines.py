"""Deadlines are what the text states, and nothing where it states no year or no day."""

from dataclasses import replace
from datetime import date

import pytest

from loaders import mentions, tasks
from loaders.following.deadlines import deadline_of_mention, plan_year, read_deadline

STATED = {
    "2025年6月底前": date(2025, 6, 30),
    "2024年2月": date(2024, 2, 29),
    "12月底": date(2024, 12, 31),
    "年底前": date(2024, 12, 31),
    "全年": date(2024, 12, 31),
    "上半年": date(2024, 6, 30),
    "三季度末": date(2024, 9, 30),
    "第1季度": date(2024, 3, 31),
    "9月15日前": date(2024, 9, 15),
    "2026年底": date(2026, 12, 31),
    "“十四五”末": date(2025, 12, 31),
    "6月开工,12月底建成": date(2024, 12, 31),
}


@pytest.mark.parametrize(("words", "day"), STATED.items())
def test_words_give_their_last_day(words, day):
    assert read_deadline(words, 2024).day == day


@pytest.mark.parametrize("words", ["长期", "按节点推进", "汛前", "5个月", "总投资2.5亿元", "13月", "G2024线", ""])
def test_what_names_no_day_gives_none(words):
    assert read_deadline(words, 2024) is None


def test_without_a_year_a_month_is_unknown_but_a_year_in_the_words_counts():
    assert read_deadline("12月底前", None) is None
    assert read_deadline("2025年12月底前", None).day == date(2025, 12, 31)


@pytest.mark.parametrize(
    ("title", "day", "year"),
    [
        ("某县2024年重点工作清单", None, 2024),
        ("某州三年行动方案(2024—2026年)", "2024-03-01", None),
        ("某市“十四五”规划", "2021-01-01", None),
        ("某县重点项目清单", "2023-02-01", 2023),
        ("某县重点项目清单", None, None),
    ],
)
def test_the_year_of_a_plan(make_document, title, day, year):
    assert plan_year(replace(make_document("正文"), title=title, date=day)) == year


def test_a_project_has_the_deadline_of_its_own_clause(make_document, gazetteer):
    text = "某县2024年工作要点\n\n1.加强水利建设。6月底前开工建设清水水库,推进红星水库建设,年底前建成白云水库。\n"
    plan = replace(make_document(text, "500114"), title="某县2024年工作要点")
    found = mentions.extract(plan, tasks.parse(plan), gazetteer=gazetteer)
    days = {one.name: deadline_of_mention(one, plan) for one in found}
    assert days["清水水库"].day == date(2024, 6, 30)
    assert days["红星水库"] is None
    assert days["白云水库"].day == date(2024, 12, 31)
    assert days["白云水库"].raw in text
