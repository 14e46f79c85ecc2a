"""Quantities and investments go to the project they are stated for."""

import pytest

from loaders import mentions, tasks


@pytest.fixture
def amounts(make_document, gazetteer):
    def read(text, *, is_plan=False):
        document = make_document(text if is_plan else f"一、重点任务\n1.工作安排。{text}\n", "150000")
        found = mentions.extract(document, tasks.parse(document), gazetteer=gazetteer)
        return {one.name: ([amount.raw for amount in one.quantity], one.investment) for one in found if one.kind}

    return read


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("加快乌拉盖水库(总库容3.05亿立方米,总投资12亿元)建设。", (["3.05亿立方米"], "12亿元")),
        ("加快乌拉盖水库建设,总库容3.05亿立方米,总投资约12.5亿元,年内完工。", (["3.05亿立方米"], "12.5亿元")),
        ("开工总投资12亿元、总库容3亿立方米的乌拉盖水库。", (["3亿立方米"], "12亿元")),
        ("开工总库容3亿立方米的乌拉盖水库。", (["3亿立方米"], None)),
        ("乌拉盖水库,3.2亿元。", ([], "3.2亿元")),
        ("加快乌拉盖水库建设,新建水厂3座。", ([], None)),
    ],
)
def test_amounts_of_a_sentence(amounts, clause, expected):
    assert amounts(clause)["乌拉盖水库"] == expected


def test_amounts_do_not_wander_to_the_next_name(amounts):
    found = amounts("建设乌拉盖水库(总投资12亿元)、达里湖风电场(装机30万千瓦),赤峰至锡林浩特铁路全长320公里。")
    assert found["乌拉盖水库"] == ([], "12亿元")
    assert found["达里湖风电场"] == (["30万千瓦"], None)
    assert found["赤峰至锡林浩特铁路"] == (["320公里"], None)


def test_amounts_of_rows_and_items(amounts):
    text = (
        "序号  项目名称  建设内容  总投资(亿元)  建设地点\n1  乌拉盖水库  总库容3亿立方米  12.6  松山区\n\n"
        "二、其他项目\n1.达里湖风电场。装机容量30万千瓦。总投资:18亿元。\n"
    )
    assert amounts(text, is_plan=True) == {
        "乌拉盖水库": (["3亿立方米"], "12.6亿元"),
        "达里湖风电场": (["30万千瓦"], "18亿元"),
    }
