"""Lists in brackets behind the count of what they list."""

import pytest

from loaders import mentions, tasks
from loaders.reading.bracketed import counted_lists


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("续建项目2个(甲铁路、乙公路),", ["甲铁路、乙公路"]),
        ("3座中型水库(甲、乙、丙)", ["甲、乙、丙"]),
        ("1座大桥(富水大桥)", ["富水大桥"]),
        ("2个项目(甲高速(G56)阳新段、乙公路)、1个机场(丙机场)", ["甲高速(G56)阳新段、乙公路", "丙机场"]),
        ("16座小型水库(总库容3亿立方米)", []),
        ("3个园区(其中甲园区、乙园区已建成)", []),
        ("3个园区(12平方公里、5家企业)", []),
        ("甲水库(含乙隧洞、丙泵站)", []),
        ("2个项目(甲铁路、乙公路。\n丙桥)", []),
    ],
)
def test_brackets_that_list_what_is_counted(text, listed):
    assert [text[opening + 1 : closing] for opening, closing in counted_lists(text)] == listed


def test_members_in_the_bracket_take_the_stage_of_its_label(make_document, gazetteer):
    text = "1.新建项目2个(阳新县富池水库、武穴至阳新高速公路(G220)阳新段),预备项目1个(网湖通用机场)。"
    document = make_document(text, "420000")
    found = mentions.extract(document, tasks.parse(document), gazetteer=gazetteer)
    stages = {one.name: one.stage for one in found if one.kind}
    assert stages["富池水库"] == "start"
    assert stages["网湖通用机场"] == "preparation"
    assert len(stages) == 3


def test_members_in_the_bracket_take_the_head_of_its_label(make_document, gazetteer):
    document = make_document("1.推进2座水库(富池、网湖)前期工作。", "420000")
    found = mentions.extract(document, tasks.parse(document), gazetteer=gazetteer)
    assert {(one.name, one.stage) for one in found} == {("富池水库", "preparation"), ("网湖水库", "preparation")}
