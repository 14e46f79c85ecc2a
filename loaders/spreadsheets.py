"""Tables as CSV and XLSX files that open without a question and compute nothing.

Plan text is untrusted: a cell that a spreadsheet could take for a formula gets an apostrophe in front, in both
formats. Numbers stay numbers. CSV is UTF-8 with a byte order mark, which Excel needs to read Chinese. The same rows
give the same bytes, whenever the file is made.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from zipfile import ZipFile

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from geo import exchange
from loaders.archives import undated

Cell = exchange.Value
UNDATED = datetime(1980, 1, 1)  # the earliest time an archive can hold stands for none
# What begins a formula in Excel, WPS and LibreOffice, or is dropped before one; the last four are full-width forms.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# Blanks, control and invisible characters that a program may drop before one of them.
FORMULA = re.compile("[\\s\\x00-\\x1f\\x7f\u200b-\u200f\u2060\ufeff]*[=+\\-@＝＋－＠]")
WIDTHS = {
    "规划": 24,
    "任务": 40,
    "名称": 24,
    "原文": 48,
    "问题说明": 48,
    "定位原因": 48,
    "并列候选": 40,
    "被排除的候选": 40,
    "依据": 40,
    "定位精度": 20,
    "定位说明": 48,
    "位置依据": 40,
    "其他规划": 24,
    "坐标系": 22,
    "项目编号": 28,
    "提及编号": 28,
    "项目": 24,
    "章节": 32,
    "牵头单位": 20,
    "责任单位": 32,
    "指标": 32,
    "任务标识": 20,
    "前一份任务": 40,
    "后一份任务": 40,
    "前一份名称": 24,
    "后一份名称": 24,
    "说明": 40,
}
DEFAULT_WIDTH = 12


def neutral(value: Cell) -> Cell:
    """The value so that no spreadsheet computes it: text that could be a formula gets an apostrophe in front."""
    risky = isinstance(value, str) and (value.startswith(FORMULA_STARTS) or FORMULA.match(value))
    return f"'{value}" if risky else value


def csv_file(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A table as CSV: UTF-8 with byte order mark, CRLF, every cell neutral."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def xlsx_file(columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, title: str) -> bytes:
    """A table as one XLSX sheet with a fixed, filterable head row; every cell neutral."""
    book = Workbook()
    fill(book.active, columns, rows, title=title)
    return saved(book)


def saved(book: Workbook) -> bytes:
    """The file without the time of day that openpyxl writes into its properties and its archive."""
    book.properties.created = book.properties.modified = UNDATED
    content = io.BytesIO()
    with ZipFile(content, "w") as archive:
        ExcelWriter(book, archive).save()
    return undated(content.getvalue())


def fill(sheet: Worksheet, columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, title: str) -> None:
    """Fill a sheet with a fixed, filterable head row and the rows; every cell neutral."""
    sheet.title = title
    sheet.append(list(columns))
    for row in rows:
        sheet.append([_cell(value) for value in row])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for number, name in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = WIDTHS.get(name, DEFAULT_WIDTH)
    for line in sheet.iter_rows(min_row=2):
        for cell in line:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions


def _cell(value: Cell) -> Cell:
    """The value, neutral, without the control characters that XLSX cannot hold."""
    return neutral(ILLEGAL_CHARACTERS_RE.sub("", value)) if isinstance(value, str) else value
