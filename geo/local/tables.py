"""Rows of a planner's own CSV and XLSX tables, as text by column, and the datum the file states for all of them.

The header may stand below title lines; the sheets of a workbook that have a header are tables of their own.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import ParseError

from shapely.geometry.base import BaseGeometry

from geo.errors import GazetteerFileError, MissingCRSError
from geo.local import reasons
from geo.local.columns import Header, header_of, system_of
from geo.local.files import MAX_FILE_BYTES, MAX_ROWS
from geo.local.systems import CoordinateSystem

HEADER_WITHIN_ROWS = 10
MAX_UNPACKED_BYTES = 10 * MAX_FILE_BYTES
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class LocalRow:
    """One row: its number in the file, its cells by column (see `geo.local.columns`), and the geometry of a feature."""

    number: int
    cells: dict[str, str]
    geometry: BaseGeometry | None = None


@dataclass(frozen=True, slots=True)
class LocalTable:
    """Rows of one table: `label` names file and sheet or layer, `system` is the one all rows share, if one is stated.

    Coordinates and geometries of the rows are still in that system.
    """

    label: str
    rows: tuple[LocalRow, ...]
    system: CoordinateSystem | None


def check_size(path: Path) -> None:
    """Raise GazetteerFileError if a file, or what is packed in it, is too large to be a planner's own table."""
    try:
        size, limit = path.stat().st_size, MAX_FILE_BYTES
        if size <= limit and path.suffix.lower() in {".xlsx", ".zip"}:
            with zipfile.ZipFile(path) as archive:
                size, limit = sum(member.file_size for member in archive.infolist()), MAX_UNPACKED_BYTES
    except (OSError, zipfile.BadZipFile) as error:
        raise GazetteerFileError(reasons.FILE_UNREADABLE.format(file=path, why=error)) from error
    if size > limit:
        raise GazetteerFileError(reasons.FILE_TOO_LARGE.format(file=path, limit=limit // MEGABYTE))


def read_csv(path: Path) -> Iterator[LocalTable]:
    """The table of a CSV file, in UTF-8 or GB18030, its cells parted by comma, semicolon or tab."""
    text = _decoded(path)
    first = text.split("\n", HEADER_WITHIN_ROWS)[:HEADER_WITHIN_ROWS]
    delimiter = max(",;\t", key=lambda mark: max((line.count(mark) for line in first), default=0))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        table = _table(path, path.name, ((reader.line_num, row) for row in reader))
    except csv.Error as error:
        raise GazetteerFileError(reasons.FILE_UNREADABLE.format(file=path, why=error)) from error
    if table is None:
        raise GazetteerFileError(reasons.FILE_NO_HEADER.format(file=path, rows=HEADER_WITHIN_ROWS))
    yield table


def _decoded(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise GazetteerFileError(reasons.FILE_UNREADABLE.format(file=path, why=error.strerror)) from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise GazetteerFileError(reasons.FILE_NO_TEXT_ENCODING.format(file=path))


def read_xlsx(path: Path) -> Iterator[LocalTable]:
    """The tables of a workbook: every sheet that has a header."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    tables = []
    try:
        workbook = load_workbook(path, read_only=True, data_only=True)
        for sheet in workbook.worksheets:
            sheet.reset_dimensions()  # some programs state a wrong extent, which would cut the sheet
            cells = ([_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True))
            table = _table(path, f"{path.name}[{sheet.title}]", enumerate(cells, start=1))
            if table is not None:
                tables.append(table)
        workbook.close()
    except (OSError, KeyError, TypeError, zipfile.BadZipFile, InvalidFileException, ParseError) as error:
        raise GazetteerFileError(reasons.FILE_UNREADABLE.format(file=path, why=error)) from error
    if not tables:
        raise GazetteerFileError(reasons.FILE_NO_HEADER.format(file=path, rows=HEADER_WITHIN_ROWS))
    yield from tables


def _text(cell: object) -> str:
    if cell is None:
        return ""
    return f"{cell:.15g}" if isinstance(cell, float) else str(cell).strip()


def _table(path: Path, label: str, lines: Iterable[tuple[int, list[str]]]) -> LocalTable | None:
    """The table whose header stands in the first lines, or None when none of them is a header."""
    header: Header | None = None
    before: list[list[str]] = []
    rows: list[LocalRow] = []
    for number, cells in lines:
        if header is None:
            header = header_of(cells, before=before)
            before.append(cells)
            if header is None and len(before) == HEADER_WITHIN_ROWS:
                return None
        elif any(cell.strip() for cell in cells):
            named = ((column, cells[at].strip()) for column, at in header.positions.items() if at < len(cells))
            rows.append(LocalRow(number, {column: cell for column, cell in named if cell}))
            if len(rows) > MAX_ROWS:
                raise GazetteerFileError(reasons.FILE_TOO_MANY_ROWS.format(file=path, limit=MAX_ROWS))
    return None if header is None else _checked(path, label, header, rows)


def _checked(path: Path, label: str, header: Header, rows: list[LocalRow]) -> LocalTable:
    if not header.has_coordinates:
        raise GazetteerFileError(reasons.FILE_NO_COORDINATES.format(file=path))
    if not rows:
        raise GazetteerFileError(reasons.FILE_EMPTY.format(file=path))
    if "datum" not in header.positions and not header.datum:
        raise MissingCRSError(reasons.NO_TABLE_CRS.format(file=path))
    system = system_of(header.datum)
    if header.datum and system is None:
        raise MissingCRSError(reasons.UNUSABLE_CRS.format(file=path, crs=header.datum))
    if not header.datum and not any("datum" in row.cells for row in rows):
        raise MissingCRSError(reasons.NO_TABLE_CRS.format(file=path))
    return LocalTable(label, tuple(rows), system)
