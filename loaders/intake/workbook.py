"""XLSX and CSV: lists of projects. Formulas are never computed, only what was saved as their result is read."""

import csv
import io
import posixpath
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zipfile import BadZipFile

from lxml import etree
from openpyxl import load_workbook
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.utils import coordinate_to_tuple, range_boundaries
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from loaders.intake.archive import Archive, damaged
from loaders.intake.cleaning import cleaned, decoded
from loaders.intake.errors import IntakeError
from loaders.intake.extract import Extract, Note, noted
from loaders.intake.grids import Cell, Row, rows_of, table_lines
from loaders.intake.limits import Limits, check_length, too_many_cells

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
WORKBOOK, LINKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
BROKEN_WORKBOOK = (
    BadZipFile, KeyError, ValueError, TypeError, AttributeError, IndexError, OSError, EOFError, zlib.error,
    etree.XMLSyntaxError, SyntaxError, OverflowError, AssertionError,
)  # fmt: skip
PLAIN_NAME = re.compile(r"(?:sheet|工作表|表)\s*\d*", re.IGNORECASE)
DELIMITERS = ("\t", ",", ";", "|", "，")
SNIFFED_LINES = 20
LONGEST_FIELD = 1_000_000
WIDEST = 500  # columns beyond are formatting, not lists
LARGEST_WHOLE = 1e15
NEUTRAL = re.compile(r"'(?=[=+\-@＝＋－＠])")  # how exported tables keep a cell from being a formula

EMPTIEST = 4  # places a sheet may have for each cell that counts
Merge = tuple[int, int, int, int]


@dataclass(slots=True)
class _Shape:
    """What the quick reader of the library passes over: how far a sheet is filled, and its merged ranges."""

    rows: int = 0
    columns: int = 0
    merges: list[Merge] = field(default_factory=list)


def read_workbook(content: bytes, limits: Limits) -> Extract:
    """The visible sheets of an XLSX file as lines.

    Raises
    ------
    IntakeError
        If it is damaged, locked, hostile or too large.
    """
    archive = Archive(content, limits)
    archive.check_xml()
    if WORKBOOK not in archive:
        raise damaged("xlsx")
    notes: list[Note] = []
    lines: list[str] = []
    hidden = 0
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        shapes = _shapes(archive)
        left = limits.cells
        sheets = [sheet for sheet in book.worksheets if hasattr(sheet, "iter_rows")]
        for sheet in sheets:
            if sheet.sheet_state != "visible":
                hidden += 1
                continue
            shape = shapes.get(sheet.title, _Shape())
            texts = list(_texts(sheet, shape, left, limits))
            left -= sum(map(len, texts))
            found = table_lines(_spread(texts, shape.merges), notes)
            if found and len(sheets) > 1 and not PLAIN_NAME.fullmatch(sheet.title) and sheet.title not in found[0]:
                lines.append(sheet.title)
            lines += found
    except BROKEN_WORKBOOK as error:
        if isinstance(error, IntakeError):
            raise
        raise damaged("xlsx") from error
    noted(notes, "hidden_sheets", hidden, "{count} hidden sheets were left out.")
    if any("vbaProject" in name for name in archive.names()):
        notes.append(Note("macros", "This file holds macros. They were neither run nor kept."))
    check_length(text := "\n".join(lines), limits)
    return Extract(cleaned(text, notes), "xlsx", tuple(dict.fromkeys(notes)))


def read_csv(content: bytes, limits: Limits) -> Extract:
    """The rows of a CSV file, whatever parts its cells, as lines.

    Raises
    ------
    IntakeError
        If it is no text or too large.
    """
    notes: list[Note] = []
    text = decoded(content, notes, limits)
    csv.field_size_limit(LONGEST_FIELD)
    rows, cells = [], 0
    try:
        for row in csv.reader(io.StringIO(text), delimiter=_delimiter(text)):
            cells += len(row)
            if cells > limits.cells:
                raise too_many_cells(limits)
            rows.append([NEUTRAL.sub("", cell.strip(), count=1) for cell in row])
    except csv.Error as error:
        raise IntakeError(
            "damaged", "This CSV file is damaged. Open it in a spreadsheet, save it as XLSX and import that."
        ) from error
    lines = table_lines(rows_of(_even(rows)), notes)
    return Extract("\n".join(lines), "csv", tuple(notes))


def _delimiter(text: str) -> str:
    """What parts the cells: the mark that the first lines hold equally often, and most."""
    lines = [line for line in text.split("\n") if line.strip()][:SNIFFED_LINES]
    counts = {mark: [line.count(mark) for line in lines] for mark in DELIMITERS}
    typical = {mark: sorted(found)[len(found) // 2] if found else 0 for mark, found in counts.items()}
    return max(DELIMITERS, key=lambda mark: (typical[mark], -DELIMITERS.index(mark)))


def _even(rows: list[list[str]]) -> list[list[str]]:
    """Rows without the empty columns at the end."""
    return [row[: max((place + 1 for place, cell in enumerate(row) if cell), default=0)] for row in rows]


def _texts(sheet: ReadOnlyWorksheet, shape: _Shape, left: int, limits: Limits) -> Iterator[list[str]]:
    """The cells of a sheet as words, rows as wide as their last cell; at most `left` of them."""
    if shape.rows * min(shape.columns, WIDEST) > EMPTIEST * limits.cells:
        raise too_many_cells(limits)
    if not shape.rows:
        return
    for row in sheet.iter_rows(max_row=shape.rows, max_col=min(shape.columns, WIDEST)):
        words = [_words(cell) for cell in row]
        while words and not words[-1]:
            words.pop()
        left -= len(words)
        if left < 0:
            raise too_many_cells(limits)
        yield words


def _words(cell: ReadOnlyCell) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        shown = str(getattr(cell, "number_format", ""))
        return f"{_figure(value * 100)}%" if "%" in shown else _figure(value)
    if isinstance(value, datetime | date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, time):
        return value.isoformat("minutes")
    return str(value).strip()


def _figure(value: float) -> str:
    """A number as people write it: 386000, 59.8."""
    if isinstance(value, float) and value.is_integer() and abs(value) < LARGEST_WHOLE:
        return str(int(value))
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _spread(texts: list[list[str]], merges: Iterable[Merge]) -> list[Row]:
    """Rows of equal width whose merged cells are in each of their places."""
    width = max(map(len, texts), default=0)
    grid = [
        [Cell(words, (row, column)) for column, words in enumerate([*cells, *[""] * (width - len(cells))])]
        for row, cells in enumerate(texts)
    ]
    for left, top, right, bottom in merges:
        if top > len(grid) or left > width:
            continue
        cell = grid[top - 1][left - 1]
        for row in range(top - 1, min(bottom, len(grid))):
            grid[row][left - 1 : min(right, width)] = [cell] * (min(right, width) - left + 1)
    return [tuple(row) for row in grid]


def _shapes(archive: Archive) -> dict[str, _Shape]:
    """The shapes of the sheets by name."""
    if LINKS not in archive:
        return {}
    targets = {str(one.get("Id")): str(one.get("Target")) for one in archive.xml(LINKS)}
    found: dict[str, _Shape] = {}
    for sheet in archive.xml(WORKBOOK).iter(f"{S}sheet"):
        target = targets.get(str(sheet.get(RELATION)), "")
        name = posixpath.normpath(posixpath.join("xl", target)).lstrip("/")
        if name in archive:
            found[str(sheet.get("name"))] = _shape(archive.read(name))
    return found


def _shape(content: bytes) -> _Shape:
    shape = _Shape()
    tags = (f"{S}row", f"{S}c", f"{S}mergeCell")
    reader = etree.iterparse(io.BytesIO(content), tag=tags, resolve_entities=False, no_network=True, load_dtd=False)
    column, is_filled = 0, False
    for _, element in reader:
        if element.tag == f"{S}mergeCell":
            left, top, right, bottom = range_boundaries(str(element.get("ref")))
            if left and top and right and bottom:
                shape.merges.append((left, top, right, bottom))
        elif element.tag == f"{S}c":
            place = str(element.get("r") or "")
            column = coordinate_to_tuple(place)[1] if place else column + 1
            if len(element):
                shape.columns, is_filled = max(shape.columns, column), True
        else:
            number = str(element.get("r") or shape.rows + 1)
            if is_filled:
                shape.rows = max(shape.rows, int(number))
            column, is_filled = 0, False
            element.clear()
    return shape
