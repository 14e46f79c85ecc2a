"""Tables as CSV and XLSX files that open without a question and compute nothing.

Plan text is untrusted: a cell that a spreadsheet could take for a formula gets an apostrophe in front, in both
formats. Numbers stay numbers. CSV is UTF-8 with a byte order mark, which Excel needs to read Chinese. The same rows
give the same bytes, whenever the file is made.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from math import ceil
from zipfile import ZipFile

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from geo import exchange
from loaders.archives import undated
from loaders.typography import legal

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
FONT = Font(name="宋体", size=11, family=3, charset=134)  # a Chinese face of every Windows and WPS machine
BOLD = Font(name="宋体", size=11, family=3, charset=134, bold=True)
WHITE = Font(name="宋体", size=11, family=3, charset=134, bold=True, color="FFFFFF")
HEAD_FILL = PatternFill("solid", fgColor="F2F2F2")
LINE_HEIGHT, HIGHEST = 16.0, 409.0  # points of a line, and of the highest row there can be
A4 = 9
MARGIN = 0.5  # inches
LONGEST_HEADER = 80  # characters; a program takes 255 in all


def neutral(value: Cell) -> Cell:
    """The value so that no spreadsheet computes it: text that could be a formula gets an apostrophe in front."""
    risky = isinstance(value, str) and (value.startswith(FORMULA_STARTS) or FORMULA.match(value))
    return f"'{value}" if risky else value


def csv_file(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A table as CSV: UTF-8 with byte order mark, CRLF, every cell neutral."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([cell_of(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def xlsx_file(columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, title: str) -> bytes:
    """A table as one XLSX sheet with a fixed, filterable head row; every cell neutral."""
    book = workbook()
    fill(book.active, columns, rows, title=title)
    return saved(book)


def workbook() -> Workbook:
    """An empty workbook whose cells, and so the width of its columns, are of a Chinese face."""
    book = Workbook()
    book._fonts = IndexedList([FONT])  # the font of every cell that names none; openpyxl knows no other way
    return book


def saved(book: Workbook) -> bytes:
    """The file without the time of day that openpyxl writes into its properties and its archive."""
    book.properties.created = book.properties.modified = UNDATED
    content = io.BytesIO()
    with ZipFile(content, "w") as archive:
        ExcelWriter(book, archive).save()
    return undated(content.getvalue())


def fill(
    sheet: Worksheet,
    columns: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    title: str,
    widths: Mapping[str, int] = WIDTHS,
    wrapped: int | None = None,
) -> None:
    """Fill a sheet with a fixed, filterable head row and the rows; every cell neutral.

    Rows are as high as the first `wrapped` columns need, by default all; text of the others stays on one line.
    """
    sheet.title = title
    sheet.append(list(columns))
    for row in rows:
        sheet.append([cell_of(value) for value in row])
    for cell in sheet[1]:
        cell.font, cell.fill, cell.alignment = BOLD, HEAD_FILL, Alignment(vertical="center")
    rooms = [widths.get(name, DEFAULT_WIDTH) for name in columns]
    for number, room in enumerate(rooms, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = room
    for number, line in enumerate(sheet.iter_rows(min_row=2), start=2):
        for cell in line:
            cell.alignment = Alignment(wrap_text=wrapped is None or cell.column <= wrapped, vertical="top")
        most = max(_lines(cell.value, room) for cell, room in zip(line[:wrapped], rooms, strict=False))
        sheet.row_dimensions[number].height = min(most * LINE_HEIGHT + 1, HIGHEST)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions


def _lines(value: Cell, room: int) -> int:
    """Lines that a value takes in a column so many digits wide; programs differ on whether they find out themselves."""
    lines = str(value).split("\n") if isinstance(value, str) else [""]
    return sum(max(1, ceil(sum(2 if ord(char) > 0xFF else 1 for char in line) / (room - 1))) for line in lines)


def set_up_print(sheet: Worksheet, *, title: str) -> None:
    """Print on A4 landscape, as wide as the page, the head row and page numbers on each."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins = PageMargins(left=MARGIN, right=MARGIN, top=0.75, bottom=0.7, header=0.35, footer=0.3)
    sheet.print_title_rows, sheet.print_options.gridLines = "1:1", True
    sheet.oddHeader.center.text = legal(title)[:LONGEST_HEADER].replace("&", "&&")
    sheet.oddFooter.center.text = "第 &P 页　共 &N 页"


def cell_of(value: Cell) -> Cell:
    """The value, neutral, without the control characters that XLSX cannot hold."""
    return neutral(legal(value)) if isinstance(value, str) else value
