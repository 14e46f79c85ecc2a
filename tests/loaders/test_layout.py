"""Line layout: wrapped lines are joined, table cells kept apart, everything else left alone."""

from loaders.reading.layout import soft_breaks, table_lines
from loaders.reading.normalise import normalise

CLAUSE = "加快推进全县农村饮水安全巩固提升和城乡供水一体化建设着力补齐水利基础设施短板提高供水保障水平"


def test_wrapped_lines_are_joined():
    wrapped = "\n".join(CLAUSE[start : start + 12] for start in range(0, len(CLAUSE), 12)) + "。\n"
    text = wrapped * 4
    assert normalise(text).text.count("\n") == 4
    assert CLAUSE in normalise(text).text


def test_paragraphs_and_lists_keep_their_line_ends():
    paragraphs = "\n".join(CLAUSE * 3 for _ in range(10))
    items = "\n".join(f"{number}.{CLAUSE[:20]}" for number in range(1, 12))
    assert soft_breaks(paragraphs) == frozenset()
    assert soft_breaks(items) == frozenset()


def test_single_blanks_part_the_cells_of_a_numbered_row():
    text = "1 富池水库 总库容3000万立方米 12.5 阳新县 市水利局\n"
    assert table_lines(text) == [(0, len(text) - 1)]
    assert normalise(text).text.split("\t") == ["1", "富池水库", "总库容3000万立方米", "12.5", "阳新县", "市水利局\n"]


def test_blanks_between_ideographs_elsewhere_are_dropped():
    assert normalise("加 快 建 设").text == "加快建设"


def test_rows_already_parted_keep_the_blanks_inside_their_cells():
    assert table_lines("1  富池 水库  总库容  12.5  阳新县\n") == []
