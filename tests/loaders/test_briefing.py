"""Files that leave the program: nothing in them is computed by a spreadsheet, and nothing is lost."""

import csv
import io
import re
import time
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from loaders import briefing
from loaders.catalog import Catalog, ensure_built

FORMULAS = [
    "=1+1",
    "+1",
    "-1+cmd|' /C calc'!A0",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "\u3000=1",
    "＝1+1",
]
HARMLESS = ["桃花源水库", "2024-01-01", "a=b", "", None, 0.35, -3]


@pytest.fixture(scope="module")
def rows():
    ensure_built()
    return Catalog.open().quality()


def csv_rows(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def xlsx_cells(content):
    return list(load_workbook(io.BytesIO(content)).active.iter_rows())


@pytest.mark.parametrize("text", FORMULAS)
def test_what_could_be_a_formula_becomes_text_in_both_formats(text):
    assert briefing.neutral(text) == f"'{text}"
    assert csv_rows(briefing.csv_file(["列"], [[text]]))[1] == [f"'{text}"]
    cell = xlsx_cells(briefing.xlsx_file(["列"], [[text]], title="表"))[1][0]
    assert cell.data_type == "s"
    assert cell.value.startswith("'")


@pytest.mark.parametrize("value", HARMLESS)
def test_everything_else_stays_as_it_is(value):
    assert briefing.neutral(value) == value
    cell = xlsx_cells(briefing.xlsx_file(["列", "末"], [[value, "完"]], title="表"))[1][0]
    assert cell.value == (value or None if isinstance(value, str) else value)


def test_control_characters_do_not_break_the_workbook():
    cells = xlsx_cells(briefing.xlsx_file(["列"], [["a\x00b\x0b=c"], ["\x00=1"]], title="表"))
    assert [line[0].value for line in cells[1:]] == ["ab=c", "'=1"]


def test_csv_opens_as_utf8_in_excel():
    assert briefing.csv_file(["列"], []).startswith(b"\xef\xbb\xbf")


def test_both_files_hold_every_row_of_the_list(rows):
    assert rows
    table = csv_rows(briefing.quality_csv(rows))
    cells = xlsx_cells(briefing.quality_xlsx(rows))
    assert tuple(table[0]) == tuple(cell.value for cell in cells[0]) == briefing.QUALITY_COLUMNS
    assert [line[-1] for line in table[1:]] == [line[-1].value for line in cells[1:]] == [r.mention_id for r in rows]
    first = dict(zip(table[0], table[1], strict=True))
    assert (first["名称"], first["定位原因"], first["问题说明"]) == (rows[0].name, rows[0].reason, rows[0].why)
    assert all(line[table[0].index("定位精度")] for line in table[1:])


@pytest.mark.parametrize("before", ["\x00", "\u200b", "\ufeff", "\x1f ", "\u2060\t"])
def test_nothing_invisible_hides_a_formula(before):
    assert csv_rows(briefing.csv_file(["列"], [[f"{before}=1+1"]]))[1][0].startswith("'")
    assert xlsx_cells(briefing.xlsx_file(["列"], [[f"{before}=1+1"]], title="表"))[1][0].value.startswith("'")


def test_workbook_is_the_same_in_another_second(rows):
    first = briefing.quality_xlsx(rows)
    time.sleep(2.1)  # an archive counts in steps of two seconds
    assert briefing.quality_xlsx(rows) == first
    with ZipFile(io.BytesIO(first)) as archive:
        assert archive.testzip() is None
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        dates = re.findall(rb">(\d{4}-[^<]*)<", archive.read("docProps/core.xml"))
        assert set(dates) == {b"1980-01-01T00:00:00Z"}
