"""Tables of any format to lines that the reader of plans understands: a row a line, its cells parted by tabs.

Cells that span rows say the same for each of them, the number comes first, an empty cell is a dash so that columns stay
in place, and rows without numbers get some, since a numbered row is an item of a plan.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from loaders.intake.extract import Note
from loaders.reading.characters import standard
from loaders.reading.grid import column_role, header_roles

EMPTY = "—"
HEADER_WITHIN = 12  # rows
NUMBER_HEADING = "序号"
PARTS = "；"


@dataclass(frozen=True, slots=True)
class Cell:
    """Words of a cell and where the cell begins, which tells cells that span several places."""

    text: str
    origin: tuple[int, int]


Row = tuple[Cell, ...]


def rows_of(texts: Sequence[Sequence[str]]) -> list[Row]:
    """Rows without spans."""
    return [tuple(Cell(text, (row, column)) for column, text in enumerate(cells)) for row, cells in enumerate(texts)]


def table_lines(rows: Sequence[Row], notes: list[Note]) -> list[str]:
    """The lines of a table; `notes` tells what was guessed."""
    if all(len(_distinct(row)) <= 1 for row in rows):  # a frame around paragraphs
        return [line for row in rows for cell in _distinct(row) for line in cell.split("\n")]
    rows = [_flat(row) for row in rows if any(cell.text for cell in row)]
    header, roles, depth = _header(rows)
    if header is None:
        return [line for row in rows if (line := _line(row))]
    above, below = rows[:header], rows[header + depth :]
    body = _folded(below, roles)
    heading = _joined_header(rows[header : header + depth])
    if "number" not in roles and {"name", "content"} & set(roles):
        heading, body = (NUMBER_HEADING, *heading), _numbered(body)
        notes.append(Note("numbered", "The rows of a table had no numbers and were counted."))
    elif "number" in roles:
        place = roles.index("number")
        heading = _moved(heading, place)
        body = [_moved(row, place) if len(_distinct(row)) > 1 else row for row in body]
    width = max(place for place, text in enumerate(heading) if text) + 1
    lines = [_line(row) for row in above]
    lines.append("\t".join(text or EMPTY for text in heading[:width]))
    lines += [_line(row, width) for row in body if _texts(row) != heading]
    return [line for line in lines if line]


def _flat(row: Row) -> Row:
    """Cells as single lines."""
    return tuple(replace(cell, text=" ".join(cell.text.split())) for cell in row)


def _texts(row: Row) -> tuple[str, ...]:
    return tuple(cell.text for cell in row)


def _distinct(row: Row) -> list[str]:
    """Words of the cells that hold any, those of a wide cell once."""
    seen: dict[tuple[int, int], str] = {}
    for cell in row:
        if cell.text:
            seen.setdefault(cell.origin, cell.text)
    return list(seen.values())


def _line(row: Row, width: int = 0) -> str:
    """A row as a line: a lone cell as it is, several parted by tabs, empty ones as dashes up to `width`."""
    distinct = _distinct(row)
    if len(distinct) <= 1:
        return distinct[0] if distinct else ""
    last = max(place for place, cell in enumerate(row) if cell.text)
    first = next(place for place, cell in enumerate(row) if cell.text)
    words = [_once(row, place) or EMPTY for place in range(first, last + 1)]
    return "\t".join([*words, *[EMPTY] * (width - last - 1)])


def _once(row: Row, place: int) -> str:
    """Words of a place, empty where a cell to the left already said them."""
    cell = row[place]
    return "" if place and row[place - 1].origin == cell.origin else cell.text


def _header(rows: Sequence[Row]) -> tuple[int | None, tuple[str, ...], int]:
    """Which row heads the table, what its columns hold, and over how many rows the head goes."""
    for place, row in enumerate(rows[:HEADER_WITHIN]):
        depth = 1
        is_split = any(left.origin == right.origin for left, right in pairwise(row))
        if is_split and place + 1 < len(rows):
            under = rows[place + 1]
            depth += any(cell.origin == above.origin for cell, above in zip(under, row, strict=False) if cell.text)
        heading = [standard(text) for text in _joined_header(rows[place : place + depth])]
        if header_roles([text for text in heading if text]):
            return place, tuple(map(column_role, heading)), depth
    return None, (), 1


def _joined_header(rows: Sequence[Row]) -> tuple[str, ...]:
    """Headings of the columns, those of a second row behind what stands over them."""
    columns = []
    for cells in zip(*rows, strict=False):
        words = dict.fromkeys("".join(cell.text.split()) for cell in cells if cell.text)
        columns.append("".join(words))
    return tuple(columns)


def _folded(rows: Sequence[Row], roles: Sequence[str]) -> list[Row]:
    """Rows under one number that spans them are one row, whose cells say what all of them say."""
    if "number" not in roles:
        return list(rows)
    place = roles.index("number")
    found: list[Row] = []
    for row in rows:
        is_wide = len(_distinct(row)) <= 1
        if found and not is_wide and place < len(row) and len(found[-1]) == len(row):
            above = found[-1][place]
            if above.text and above.origin == row[place].origin:
                found[-1] = tuple(map(_both, found[-1], row))
                continue
        found.append(row)
    return found


def _both(first: Cell, second: Cell) -> Cell:
    if not second.text or second.text in first.text.split(PARTS):
        return first
    return replace(first, text=PARTS.join(filter(None, (first.text, second.text))))


def _numbered(rows: Sequence[Row]) -> list[Row]:
    found, number = [], 0
    for row in rows:
        is_item = len(_distinct(row)) > 1
        number += is_item
        found.append((Cell(str(number), (-1, number)), *row) if is_item else row)
    return found


def _moved(row: tuple[Any, ...], place: int) -> tuple[Any, ...]:
    """The row with the cell at `place` first."""
    return (*row[place : place + 1], *row[:place], *row[place + 1 :])
