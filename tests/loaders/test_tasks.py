"""Structure: numbering styles, unit notes, framing sections, boilerplate."""

import pytest

from loaders import tasks
from loaders.reading.units import read_units


def titles(found):
    return [task.title for task in found]


def test_numbers_restart_in_every_section(make_document):
    text = "一、交通\n1.建设甲路。内容。\n2.建设乙桥。内容。\n二、水利\n1.建设丙水库。内容。\n2.建设丁灌区。内容。\n"
    found = tasks.parse(make_document(text))
    assert [(task.number, task.section) for task in found] == [
        ("1", ("一、交通",)),
        ("2", ("一、交通",)),
        ("1", ("二、水利",)),
        ("2", ("二、水利",)),
    ]
    assert [task.task_id for task in found] == ["plan#1", "plan#2", "plan#3", "plan#4"]


def test_items_that_run_on_in_one_paragraph(make_document):
    text = "一、任务\n1.新建一批道路,完善路网。2.加固三座水库,保障供水。3.修缮两处旧址,发展旅游。\n"
    assert titles(tasks.parse(make_document(text))) == [
        "新建一批道路,完善路网",
        "加固三座水库,保障供水",
        "修缮两处旧址,发展旅游",
    ]


def test_a_decimal_number_or_year_opens_no_item(make_document):
    text = "一、任务\n1.新增产值3.5亿元。2025年底前完成。\n2.控制失业率。保持在5.5%以内。\n"
    assert len(tasks.parse(make_document(text))) == 2


@pytest.mark.parametrize("heading", ["一、指导思想", "一、总体要求", "一、主要目标和原则", "五、保障措施"])
def test_framing_sections_hold_no_task(make_document, heading):
    text = f"{heading}\n(一)加强领导。成立领导小组,落实责任。\n二、重点任务\n(一)修建水库。开工建设甲水库。\n"
    assert titles(tasks.parse(make_document(text))) == ["修建水库"]


def test_signature_and_page_footer_are_no_part_of_the_last_task(make_document):
    page = "某某县人民政府办公室\n2024年3月1日\n网站地图 | 联系我们\n版权所有 某某县\n"
    text = f"一、任务\n1.修建水库。开工建设甲水库。\n\n{page}"
    found = tasks.parse(make_document(text))
    assert found[0].end_char <= text.index("2024年3月1日")


def test_span_quotes_number_and_unit_note(make_document):
    text = "（一）重点任务\n１．修建水库。开工建设甲水库。〔牵头单位：县水利局；责任单位：县财政局、各镇（区）〕\n"
    (task,) = tasks.parse(make_document(text))
    assert text[task.start_char : task.end_char] == text.split("\n")[1]
    assert task.lead_units == ("县水利局",)
    assert task.responsible_units == ("县财政局", "各镇(区)")
    assert task.title == "修建水库"


@pytest.mark.parametrize(
    ("note", "lead", "responsible"),
    [
        ("(牵头单位:市发改委、市科工信局;责任单位:市公安局)", ("市发改委", "市科工信局"), ("市公安局",)),
        ("责任单位:市水利局、市财政局。", ("市水利局",), ("市财政局",)),
        ("(市发展改革委牵头,市财政局、市水利局配合)", ("市发展改革委",), ("市财政局", "市水利局")),
        ("(市教育局、市人社局按职责分工负责)", ("市教育局",), ("市人社局",)),
        ("【牵头部门:县农业农村局 配合单位:县林业局】", ("县农业农村局",), ("县林业局",)),
        ("(含安置区三处)", (), ()),
    ],
)
def test_unit_notes(note, lead, responsible):
    found = read_units("建设甲水库。" + note)
    assert (found.lead, found.responsible) == (lead, responsible)


def test_deadline_is_read_from_the_note():
    assert read_units("建设甲水库。(责任单位:县水利局;完成时限:2025年12月底)").deadline == "2025年12月底"


def test_targets_keep_their_words(make_document):
    (task,) = tasks.parse(make_document("1.稳定就业。城镇调查失业率控制在5.5%以内。\n"))
    assert [(one.value, one.unit) for one in task.targets] == [(5.5, "%")]


def test_no_numbered_item_gives_no_task(make_document):
    assert tasks.parse(make_document("这是一段没有编号的说明。")) == []


def test_circled_numbers_inside_a_paragraph_are_items(make_document):
    text = "(一)水利能源。抓好两项工作:①水利方面,新建一批水库。②能源方面,完善电网布局。\n"
    assert [task.number for task in tasks.parse(make_document(text))] == ["①", "②"]


def test_table_rows_are_tasks_with_their_last_cell_as_units(make_document):
    rows = ("1  甲乙水库  总库容1066万立方米  12.5  阳新县  市水利局", "2  丙丁大桥  全长3公里  3.1  大冶市  市交通局")
    text = "一、续建项目\n" + "\n".join(rows)
    found = tasks.parse(make_document(text))
    assert [(task.title, task.lead_units) for task in found] == [
        ("甲乙水库", ("市水利局",)),
        ("丙丁大桥", ("市交通局",)),
    ]


def test_a_note_inside_a_task_does_not_swallow_what_follows(make_document):
    text = "1.水利。修建甲水库。(责任单位:市水利局)另外修建乙水库。(责任单位:市财政局)\n"
    (task,) = tasks.parse(make_document(text))
    assert task.lead_units == ("市水利局",)
    assert task.responsible_units == ("市财政局",)
