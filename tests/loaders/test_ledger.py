"""The workbook of a briefing: every project once, counts that add up, nothing computed, and pages that print."""

import io
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from openpyxl import load_workbook

from loaders import briefing
from loaders.briefing import BriefOptions, MapScope
from loaders.briefs import ledger
from loaders.catalog import Catalog, Query, ensure_built
from loaders.project_files import PROJECT_COLUMNS
from loaders.spreadsheets import FORMULA_STARTS
from loaders.symbology import sector_colour
from loaders.task_files import TASK_COLUMNS
from loaders.typography import chinese
from tests import office

DAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def catalog():
    ensure_built()
    return Catalog.open()


@pytest.fixture(scope="module")
def counties(catalog):
    """Adcodes of the county with most projects and of one with a single project."""
    counts = Counter(item.adcode for item in catalog.projects() if item.adcode and catalog.area(item.adcode))
    return counts.most_common(1)[0][0], min(code for code, count in counts.items() if count == 1)


@pytest.fixture(scope="module")
def atlas(catalog):
    return briefing.atlas(catalog, MapScope(Query(plans=("chongqing",)), drawn=DAY))


def scope(**filters):
    return MapScope(Query(**filters), drawn=DAY)


def book_of(catalog, scopes, **options):
    return load_workbook(io.BytesIO(briefing.brief_file(catalog, scopes, "xlsx", BriefOptions(**options))))


def rows(sheet):
    head, *lines = sheet.iter_rows(values_only=True)
    return [dict(zip(head, line, strict=True)) for line in lines]


def tables(sheet):
    """The cross tables of counts: head, lines and totals."""
    found = [[]]
    for line in sheet.iter_rows(values_only=True):
        if line[0] is None:
            found.append([])
        else:
            found[-1].append([value for value in line if value is not None])
    return [(table[1], table[2:-1], table[-1]) for table in found]


def test_one_map_gives_every_project_its_number(catalog, counties):
    own = scope(counties=counties[:1])
    told = briefing.brief(catalog, own)
    sheet = book_of(catalog, [own])["项目台账"]
    found = rows(sheet)
    assert [(row["图上编号"], row["名称"], row["项目编号"]) for row in found] == [
        (one.number, one.name, one.feature.mention_id) for one in told.projects
    ]
    assert [cell.fill.fgColor.rgb[2:] for cell in sheet["A"][1:]] == [
        sector_colour(one.feature.sector).removeprefix("#") for one in told.projects
    ]
    assert set(found[0]) == {"图上编号", *PROJECT_COLUMNS}


def test_several_maps_give_every_project_once_with_all_its_places(catalog, atlas):
    found = rows(book_of(catalog, atlas)["项目台账"])
    assert len(found) == len(catalog.projects(atlas[0].query)) == len({row["项目编号"] for row in found})
    for row in found:
        places = [place.split("/") for place in row["页/编号"].split("、")]
        for page, number in places:
            project = briefing.brief(catalog, atlas[int(page) - 1]).projects[int(number) - 1]
            assert project.feature.mention_id == row["项目编号"]


def test_a_frame_leaves_out_what_lies_beyond(catalog):
    frame = replace(scope(plans=("chongqing",)), query=Query(plans=("chongqing",), bounds=(108.4, 28.5, 109.3, 29.3)))
    told, book = briefing.brief(catalog, frame), book_of(catalog, [frame])
    assert 0 < len(told.projects) < len(catalog.projects(Query(plans=("chongqing",))))
    assert [row["项目编号"] for row in rows(book["项目台账"])] == [one.feature.mention_id for one in told.projects]
    assert [row["任务标识"] for row in rows(book["任务清单"])] == [task.task_id for task in told.tasks]


def test_tasks_with_the_numbers_of_their_projects(catalog, counties):
    own = scope(counties=counties[:1])
    told, found = briefing.brief(catalog, own), rows(book_of(catalog, [own])["任务清单"])
    assert [(row["任务标识"], row["原文"], row["图上编号"]) for row in found] == [
        (task.task_id, task.clause, "、".join(map(str, task.projects)) or None) for task in told.tasks
    ]
    (first, *_) = rows(book_of(catalog, [own], clauses=False)["任务清单"])
    assert set(first) == {*TASK_COLUMNS, "图上编号"} - {"原文"}


def test_counts_add_up_to_the_number_of_rows(catalog, atlas, counties):
    for scopes in (atlas, [scope()], [scope(counties=counties[:1])]):
        book = book_of(catalog, scopes)
        found = rows(book["项目台账"])
        for head, lines, totals in tables(book["统计"]):
            assert totals[-1] == len(found) == sum(line[-1] for line in lines)
            for place, stage in enumerate(head[1:-1], start=1):
                assert totals[place] == sum(line[place] for line in lines)
                assert totals[place] == sum(row["计划阶段"] == stage for row in found)
            assert all(line[-1] == sum(line[1:-1]) for line in [*lines, totals])
    sectors = Counter(row["领域"] for row in found)
    assert {line[0]: line[-1] for line in tables(book["统计"])[1][1]} == sectors


def test_notes_tell_what_was_asked_and_whence(catalog, atlas):
    texts = {row["内容"] for row in rows(book_of(catalog, atlas)["说明"])}
    first = briefing.brief(catalog, atlas[0])
    asked = {first.title, first.framing, first.warning, *(text for _, text in (*first.notes, *first.credits))}
    assert {chinese(text) for text in asked} <= texts


def test_sheets_print_on_a4_with_their_head_on_every_page(catalog, atlas):
    for sheet in book_of(catalog, atlas[:1]):
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.oddFooter.center.text == "第 &P 页　共 &N 页"
        if sheet.title in {"项目台账", "任务清单"}:
            assert sheet.freeze_panes == "C2"
            assert sheet.auto_filter.ref == sheet.dimensions
            printed = sheet.print_area.partition("$")[2]
            widths = sheet.column_dimensions
            last = sheet[printed.partition(":$")[2].partition("$")[0] + "1"].column
            assert sum(widths[cell.column_letter].width for cell in sheet[1][:last]) <= 215


def test_every_cell_is_of_a_chinese_face(catalog, counties):
    for sheet in book_of(catalog, [scope(counties=counties[:1])]):
        assert {(cell.font.name, cell.font.charset) for line in sheet.iter_rows() for cell in line} == {("宋体", 134)}


def test_same_scopes_give_the_same_bytes(catalog, counties):
    own = [scope(counties=counties[:1])]
    assert briefing.brief_file(catalog, own, "xlsx") == briefing.brief_file(catalog, own, "xlsx")


def test_an_empty_scope_is_a_workbook_too(catalog):
    book = book_of(catalog, [scope(text="没有这样的词组")])
    assert not rows(book["项目台账"])
    assert "0 个" in book["说明"]["B2"].value


def test_nothing_is_a_formula(catalog, counties, monkeypatch):
    own = scope(counties=counties[1:])
    told = briefing.brief(catalog, replace(own, title="=1+1\x00\ufffe"))
    monkeypatch.setattr(ledger, "brief", lambda *_: told)
    risky = ["=HYPERLINK(1)", "+1", "＝2", "\ud800-3"]
    monkeypatch.setattr(ledger, "project_table", lambda _: [[*risky, *[None] * (len(PROJECT_COLUMNS) - len(risky))]])
    monkeypatch.setattr(ledger.naming, "short_title", lambda *_: "&D&[文件]\x0b")
    book = book_of(catalog, [own])
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line]
    assert not [cell for cell in cells if cell.data_type == "f"]
    texts = [cell.value for cell in cells if isinstance(cell.value, str)]
    assert {"'=HYPERLINK(1)", "'+1", "'＝2", "'-3", "'=1+1"} <= set(texts)
    assert not [text for text in texts if text.startswith(FORMULA_STARTS)]
    assert book["统计"].oddHeader.center.text.startswith("&&D&&[")


def test_printed_pages_hold_every_project_and_task(catalog, counties, tmp_path):
    scopes = [scope(plans=("chongqing",)), scope(counties=counties[:1]), scope(counties=counties[1:])]
    file = tmp_path / "ledger.xlsx"
    file.write_bytes(briefing.brief_file(catalog, scopes, "xlsx"))
    pdf = office.to_pdf(file)
    words = office.words_of(pdf)
    told = [briefing.brief(catalog, one) for one in scopes]
    assert all("".join(chinese(one.title).split()) in words for one in told)
    names = {item.name for one in told for item in one.projects} | {task.title for one in told for task in one.tasks}
    assert not [name for name in names if "".join(name.split())[:8] not in words]
    assert words.count("页/编号名称领域") > 1
    assert {font.partition("-")[0] for font in office.fonts_of(pdf)} == {"NotoSansSC"}
