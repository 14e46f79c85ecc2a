"""Rows of a table without rules, wrapped: a line that ends a cell does not run into the next one."""

import pytest

from loaders.intake.pdf_lines import Line
from loaders.intake.pdf_rows import texts_of

HEAD = ["序号  项目名称  建设内容  总投资  责任单位"]
ROWS = [[f"{number}  石岭水库  库容12万方  {number}.50  县水利局"] for number in (1, 2, 3)]


def told(*rows):
    lines = [[Line(text, 0, 100, 0, 12) for text in row] for row in rows]
    return texts_of(lines)


@pytest.mark.parametrize(
    ("wrapped", "whole"),
    [
        (["4  金坪水库  库容3万方  2.30", "县水利局"], "4  金坪水库  库容3万方  2.30  县水利局"),
        (["4  金坪水库  库容3万方  2.30 ", "县水利局"], "4  金坪水库  库容3万方  2.30  县水利局"),
        (["4  金坪水库  库容3万", "方  2.30  县水利局"], "4  金坪水库  库容3万方  2.30  县水利局"),
        (["4  金坪水库", "库容3万方  2.30  县水", "利局"], "4  金坪水库  库容3万方  2.30  县水利局"),
        (["4  金坪", "水库  库容3万方  —", "县水利局"], "4  金坪水库  库容3万方  —  县水利局"),
        (["4  金坪水库", "库容3万方  2.30", "县水利局"], "4  金坪水库  库容3万方  2.30  县水利局"),
        (["4  金坪水库  库容3", "万方  县水利局"], "4  金坪水库  库容3万方  县水利局"),  # nothing was stated
        (["4  金坪水库  库容3万方"], "4  金坪水库  库容3万方"),
    ],
)
def test_a_row_that_lacks_a_cell_has_ended_one_where_it_was_broken(wrapped, whole):
    assert told(HEAD, *ROWS, wrapped) == [HEAD[0], *(row[0] for row in ROWS), whole]


def test_the_heading_is_a_row_as_well():
    assert told(["序号  项目名称  建设内容  总投资", "责任单位"], *ROWS)[0] == HEAD[0]


def test_rows_of_a_group_are_rows_of_the_table():
    assert (
        told(*ROWS, ["二、交通"], ["4  甲公路  三级10公里  8.00", "县交通局"])[-1]
        == "4  甲公路  三级10公里  8.00  县交通局"
    )


def test_prose_stays_as_it_is():
    prose = ["牵头单位:县水利局  配合单位:县发展改革委  完成时限:2027", "年底"]
    assert told(prose) == ["牵头单位:县水利局  配合单位:县发展改革委  完成时限:2027年底"]
    assert told(prose, ["推进水库"], ["建设。"], ["完善"], prose)[0].endswith("2027年底")
