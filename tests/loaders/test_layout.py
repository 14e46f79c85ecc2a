"""Line layout: wrapped lines are joined, page marks go, cells and units stay parted, everything else is left alone."""

import pytest

from loaders.reading import grid
from loaders.reading.normalise import normalise

CLAUSE = (
    "加快推进全县农村饮水安全巩固提升和城乡供水一体化建设,2025年前新建管网120公里,"
    "着力补齐水利基础设施短板提高供水保障水平"
)
PLAN = (
    "一、重点任务",
    f"(一)水利。{CLAUSE}。完成G318线改造,总投资12亿元,建成石门大桥。",
    f"(二)交通。{CLAUSE}。实施“四好农村路”提质,启动客运站迁建工程。",
    "二、保障措施",
    f"各镇要加强领导。{CLAUSE}。",
)


def view_lines(text):
    return [line.strip() for line in normalise(text).text.split("\n") if line.strip()]


def wrapped(paragraphs, *, length, indent, columns):
    """Paragraphs cut into lines of `length` characters, or twice as many columns; no line opens with a closing mark."""
    lines = []
    for paragraph in paragraphs:
        rest = indent + paragraph.replace(",", "，").replace("(", "（").replace(")", "）")
        while rest:
            taken = width = 0
            while taken < len(rest):
                width += 2 if columns and rest[taken] > "\u2e80" else 1
                if width > length * (2 if columns else 1):
                    break
                taken += 1
            while taken < len(rest) and rest[taken] in "，。；：、）”":
                taken += 1
            lines.append(rest[:taken])
            rest = rest[taken:]
    return lines


@pytest.mark.parametrize("length", [25, 28, 34, 40])
@pytest.mark.parametrize("indent", ["", "　　"])
@pytest.mark.parametrize("columns", [True, False])
def test_wrapped_lines_are_joined(length, indent, columns):
    lines = wrapped(PLAN * 3, length=length, indent=indent, columns=columns)
    assert view_lines("\n".join(lines)) == list(PLAN * 3)


def test_a_page_break_inside_a_word_leaves_no_trace():
    lines = wrapped(PLAN * 3, length=30, indent="　　", columns=True)
    pages = [lines[:9], lines[9:18], lines[18:]]
    text = "\n".join("\n".join(["石门县水利发展规划", *page, f"— {number} —"]) for number, page in enumerate(pages, 1))
    assert view_lines(text) == ["石门县水利发展规划", *PLAN * 3]


@pytest.mark.parametrize("mark", ["- 3 -", "—12—", "第 3 页 共 9 页", "第5页", "7 / 20"])
def test_page_marks_are_no_text(mark):
    assert view_lines(f"新建一座水库。\n{mark}\n新建一座大桥。") == ["新建一座水库。", "新建一座大桥。"]


def test_a_double_spaced_text_is_joined_too():
    lines = wrapped(PLAN * 3, length=30, indent="　　", columns=True)
    assert view_lines("\n\n".join(lines)) == list(PLAN * 3)


def test_a_list_of_units_goes_on_below_its_label():
    text = "　　(一)水利。加快推进全县农村饮水安全巩固提升。责任单位：县水\n利局 县财政局 石门镇 白沙镇\n"
    assert view_lines(text * 6)[0].endswith("责任单位:县水利局 县财政局 石门镇 白沙镇")


def test_notes_of_one_length_are_no_full_lines():
    items = [
        f"{number}.完善路网\n牵头单位:县交通局 责任单位:县财政局\n改造公路,建成大桥,打通断头路。"
        for number in range(1, 6)
    ]
    assert view_lines("\n".join(items)) == "\n".join(items).split("\n")


@pytest.mark.parametrize("part", ["①", "——", "·"])
def test_a_mark_that_opens_a_line_by_chance_opens_no_item(part):
    clause = f"加快推进全县农村饮水安全巩固提升和城乡供水一体化建设着力补{part}齐水利基础设施短板提高供水保障水平。"
    lines = wrapped([*PLAN, clause, *PLAN], length=31, indent="　　", columns=False)
    assert any(line.startswith(part) for line in lines)
    assert view_lines("\n".join(lines)) == [*PLAN, clause, *PLAN]


def test_paragraphs_and_lists_keep_their_line_ends():
    paragraphs = [CLAUSE * 3 + "。" for _ in range(10)]
    items = [f"{number}.{CLAUSE[:20]}" for number in range(1, 12)]
    names = ["石门水库加固工程", "清溪大桥", "云岭风电场二期项目", "白沙镇污水处理厂", "龙口灌区"] * 3
    for lines in (paragraphs, items, names):
        assert view_lines("\n".join(lines)) == lines


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("责任单位:市水利局、\n市财政局", "责任单位:市水利局、市财政局"),
        ("建设石门水库\n,加固大坝", "建设石门水库,加固大坝"),
        ("(牵头单位:市水利局;\n责任单位:市财政局)", "(牵头单位:市水利局;责任单位:市财政局)"),
    ],
)
def test_a_break_no_line_can_end_with_is_none(broken, whole):
    assert view_lines(broken) == [whole]


@pytest.mark.parametrize(
    ("spaced", "read"),
    [
        ("加 快 建 设 G318 线 ，总投资 12 亿元", "加快建设G318线,总投资12亿元"),
        ("（ 一 ）水利 。", "(一)水利。"),
        ("Wi Fi 6 覆盖", "Wi Fi 6覆盖"),
        ("1 推进铁路建设", "1 推进铁路建设"),
        ("责任单位：市水利局 市财政局 各县区", "责任单位:市水利局 市财政局 各县区"),
        ("责任单位：县交通局　石门镇　县公路段 县路政队", "责任单位:县交通局 石门镇 县公路段 县路政队"),
        ("责任单位：县自然资 源和规划局", "责任单位:县自然资源和规划局"),
        ("**重点**\u200b任务", "重点任务"),
    ],
)
def test_blanks(spaced, read):
    assert normalise(spaced).text == read


def test_single_blanks_part_the_cells_of_a_numbered_row():
    text = "1 富池水库 总库容3000万立方米 12.5 阳新县 市水利局\n"
    assert normalise(text).text.split("\t") == ["1", "富池水库", "总库容3000万立方米", "12.5", "阳新县", "市水利局\n"]


def test_single_blanks_part_the_cells_under_a_header():
    text = "序号 项目名称 建设地点 责任单位\n1 石门水库 梅溪镇 县水利局\n2 清溪大桥 白沙镇 县交通局\n"
    assert [line.split("\t")[-1] for line in view_lines(text)] == ["责任单位", "县水利局", "县交通局"]


def test_rows_already_parted_keep_the_blanks_inside_their_cells():
    assert grid.blanks_between_cells("1  富池 水库  总库容  12.5  阳新县\n") == frozenset()


def test_a_table_with_every_cell_on_a_line_of_its_own_becomes_rows():
    cells = ["序号", "工程名称", "责任单位", "完成时限", "1", "新建石门水库。", "县水利局", "县财政局", "12月底"]
    text = "\n\n".join([*cells, "2", "修建清溪大桥。", "县交通局", "10月底"])
    assert view_lines(text)[1:] == [
        "1\t新建石门水库。\t县水利局\t县财政局\t12月底",
        "2\t修建清溪大桥。\t县交通局\t10月底",
    ]


@pytest.mark.parametrize(
    ("cells", "roles"),
    [
        ("序号|项目名称|建设地点|总投资(亿元)|责任单位", ("number", "name", "place", "money", "responsible")),
        ("序 号|工作任务|牵头领导|市级牵头单位|配合单位", ("number", "name", "person", "lead", "responsible")),
        ("牵头单位:市水利局|配合单位:市财政局|完成时限:年底", ()),
        ("石门水库|梅溪镇|县水利局", ()),
    ],
)
def test_header_rows(cells, roles):
    assert grid.header_roles(cells.split("|")) == roles
