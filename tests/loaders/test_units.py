"""Unit notes: every form they are written in, split as written, people left out."""

import pytest

from loaders.reading.grid import header_roles
from loaders.reading.units import ends_with_note, read_units

CLAUSE = "建设石门水库,加固清溪大坝。"


def names(units):
    return tuple(unit.name for unit in units)


def read(note, columns=()):
    found = read_units(note, columns)
    return names(found.lead), names(found.responsible)


@pytest.mark.parametrize(
    ("note", "lead", "responsible"),
    [
        ("(牵头单位:市发改委、市科工信局;责任单位:市公安局)", ("市发改委", "市科工信局"), ("市公安局",)),
        ("〔牵头单位:市水利局,责任单位:市财政局,各县(区)〕", ("市水利局",), ("市财政局", "各县(区)")),
        ("[牵头单位:州水务局;责任单位:和政县、乾县]", ("州水务局",), ("和政县", "乾县")),
        ("责任单位:市水利局、市财政局。", ("市水利局",), ("市财政局",)),
        ("\n牵头领导:王某某\n牵头单位:市水利局\n配合单位:市财政局\n完成时限:12月底", ("市水利局",), ("市财政局",)),
        ("\n牵头单位:市水利局 配合单位:市财政局、云岭县政府 完成时限:全年", ("市水利局",), ("市财政局", "云岭县政府")),
        ("\n责任单位:市水利局\n市财政局\n各县区", ("市水利局",), ("市财政局", "各县区")),
        ("责任单位:市水利局 市财政局 各乡镇", ("市水利局",), ("市财政局", "各乡镇")),
        ("责任单位:市水利局(牵头)、市财政局", ("市水利局",), ("市财政局",)),
        ("责任单位:市财政局、市水利局(牵头)", ("市水利局",), ("市财政局",)),
        ("责任单位:市水利局牵头,市财政局、各县区配合", ("市水利局",), ("市财政局", "各县区")),
        ("责任单位:市水利局、工商联(列第一位者为牵头或汇总单位,下同)", ("市水利局",), ("工商联",)),
        ("责任单位(列第一位的为牵头单位,下同):市水利局、市财政局", ("市水利局",), ("市财政局",)),
        ("【责任单位】县水利局、县财政局", ("县水利局",), ("县财政局",)),
        ("【牵头部门:县农业农村局 配合单位:县林业局】", ("县农业农村局",), ("县林业局",)),
        ("(牵头:市水利局;配合:市财政局)", ("市水利局",), ("市财政局",)),
        ("主办单位:市水利局;协办单位:市财政局", ("市水利局",), ("市财政局",)),
        ("责任单位为市水利局、市财政局。", ("市水利局",), ("市财政局",)),
        ("(责任领导:李某某;责任单位:区教体局;责任人:张某)", ("区教体局",), ()),
        ("(牵头单位及责任人:市水利局 张某某;配合单位:市财政局)", ("市水利局",), ("市财政局",)),
        ("牵头单位:县交通局 李某,责任单位:白沙镇", ("县交通局",), ("白沙镇",)),
        ("(工业和信息化部、应急管理部)", ("工业和信息化部",), ("应急管理部",)),
        ("(责任处室:规划处、建设处)", ("规划处",), ("建设处",)),
        ("(市发展改革委牵头,市财政局、市水利局配合)", ("市发展改革委",), ("市财政局", "市水利局")),
        ("〔市教育局牵头,市人社局、各县区等按职责分工负责〕", ("市教育局",), ("市人社局", "各县区")),
        ("(市教育局、市人社局按职责分工负责)", ("市教育局",), ("市人社局",)),
        ("(市发改委、市工信局;配合:东风集团)", ("市发改委",), ("市工信局", "东风集团")),
        ("(国网云岭电力牵头,省林草局配合)", ("国网云岭电力",), ("省林草局",)),
        ("(云岭港航牵头,市水利局、市财政局配合)", ("云岭港航",), ("市水利局", "市财政局")),
        ("(市教育局负责,市人社局配合)", ("市教育局",), ("市人社局",)),
        ("(市教育局会同市人社局、市财政局负责)", ("市教育局",), ("市人社局", "市财政局")),
        ("(省水利厅、省财政厅等有关部门按照职责分工负责)", ("省水利厅",), ("省财政厅",)),
        ("(由市水利局负责)", ("市水利局",), ()),
        ("由市水利局牵头,市财政局配合。", ("市水利局",), ("市财政局",)),
        ("(市水利局、市财政局)", ("市水利局",), ("市财政局",)),
        ("(牵头单位:市商务局;责任单位:市招商中心)", ("市商务局",), ("市招商中心",)),
        ("(含安置区三处)", (), ()),
        ("(梅溪镇、白沙镇)", (), ()),
        ("各责任单位要按月报送进展,由专人负责。", (), ()),
    ],
)
def test_notes(note, lead, responsible):
    assert read(CLAUSE + note) == (lead, responsible)


def test_a_note_may_open_the_clause():
    assert read("1.〔市水利局牵头,市财政局配合〕建设石门水库,年内完工。") == (("市水利局",), ("市财政局",))


def test_notes_inside_a_clause_are_read_when_they_say_the_role():
    text = "新建水库(市水利局牵头),改造公路(市交通局负责),迁建中学(含宿舍)。(市发改委、市教育局)"
    assert read(text) == (("市水利局",), ("市交通局", "市发改委", "市教育局"))


def test_inline_fields_end_where_the_next_begins():
    text = (
        "新辟公交线路。 牵头领导:王某某 责任单位:市交通委 项目责任人:刘某 "
        "配合单位:市公安局、各区政府 实际完成情况:已完成6条。"
    )
    assert read(text) == (("市交通委",), ("市公安局", "各区政府"))


@pytest.mark.parametrize(
    ("header", "row", "lead", "responsible"),
    [
        ("序号 项目名称 建设地点 责任单位", "1\t石门水库\t梅溪镇\t县水利局", ("县水利局",), ()),
        (
            "序号 项目名称 责任单位 建设地点 备注",
            "1\t石门水库\t县水利局;县财政局\t梅溪镇\t续建",
            ("县水利局",),
            ("县财政局",),
        ),
        (
            "序号 任务 牵头领导 牵头单位 配合单位 时限",
            "1\t石门水库\t王某\t县水利局\t财政局、住建局\t年底",
            ("县水利局",),
            ("财政局", "住建局"),
        ),
        ("序号 项目名称 牵头单位 配合单位", "1\t石门水库\t县水利局\t—", ("县水利局",), ()),
        # a cell is missing: units are known by their words
        ("序号 项目名称 建设地点 投资 责任单位 时限", "1\t石门水库\t梅溪镇\t县水利局\t年底", ("县水利局",), ()),
        # the column of numbers has no heading
        ("任务 责任单位 时限", "1 | 水库:石门水库、清溪水库动工 | 县水利局、石门镇 | 长期", ("县水利局",), ("石门镇",)),
        ("序号 项目名称 投资 项目业主", "1\t石门水库\t3.2\t云岭水务公司", ("云岭水务公司",), ()),
    ],
)
def test_units_of_a_row_stand_in_their_columns(header, row, lead, responsible):
    assert read(row, header_roles(header.split())) == (lead, responsible)


def test_units_of_a_row_without_header_stand_in_a_last_cell():
    assert read("1  甲乙水库  总库容1066万立方米  12.5  阳新县  市水利局") == (("市水利局",), ())


@pytest.mark.parametrize(
    ("note", "deadline"),
    [("(责任单位:县水利局;完成时限:2025年12月底)", "2025年12月底"), ("责任单位:县水利局 完成时限:全年", "全年")],
)
def test_deadline_is_read_from_the_note(note, deadline):
    assert read_units(CLAUSE + note).deadline == deadline


def test_units_know_where_they_stand():
    text = CLAUSE + "(牵头单位:市水利局;责任单位:市财政局)"
    found = read_units(text)
    assert all(text[unit.start : unit.end] == unit.name for unit in (*found.lead, *found.responsible))
    assert text[slice(*found.spans[0])] == "(牵头单位:市水利局;"


@pytest.mark.parametrize(
    ("paragraph", "ends"),
    [
        ("建设石门水库。(责任单位:市水利局)", True),
        ("建设石门水库。(市水利局牵头)", True),
        ("建设石门水库。(责任单位:市水利局)另建清溪大桥,改善出行。", False),
        ("建设石门水库(二期)", False),
    ],
)
def test_whether_a_paragraph_ends_with_a_note(paragraph, ends):
    assert ends_with_note(paragraph) is ends
