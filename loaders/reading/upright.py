"""Tables whose every cell came out on a line of its own: their line ends part cells, not rows.

A table is known by a line 序号 followed by other column headings, its rows by bare numbers that run on.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from loaders.reading.grid import column_role
from loaders.reading.layout import OPENS_ITEM

FEWEST_COLUMNS, FEWEST_ROWS = 3, 2
EXTRA_LINES = 2  # a cell may hold several lines
FEWEST_CELLS, MISSING_CELLS = 2, 2
ROW_NUMBER = re.compile(r"\d{1,3}")

Piece = tuple[int, int]


def upright_rows(text: str) -> list[list[Piece]]:
    """Header and rows of upright tables (of a standard text), each as the spans of its lines."""
    pieces = [match.span() for match in re.finditer(r"[^ \n](?:[^\n]*[^ \n])?", text)]
    found: list[list[Piece]] = []
    place = 0
    while place < len(pieces):
        header = _header(text, pieces, place)
        rows = list(_rows(text, pieces, place + len(header), columns=len(header))) if header else []
        if len(rows) >= FEWEST_ROWS:
            found += [header, *rows]
            place = pieces.index(rows[-1][-1])
        place += 1
    return found


def breaks_between_cells(text: str) -> tuple[frozenset[int], frozenset[int]]:
    """Line ends that part two cells, and the other characters between these cells, which mean nothing."""
    gaps = [range(first[1], second[0]) for row in upright_rows(text) for first, second in pairwise(row)]
    parting = frozenset(gap.start for gap in gaps)
    return parting, frozenset(index for gap in gaps for index in gap) - parting


def _header(text: str, pieces: list[Piece], place: int) -> list[Piece]:
    """The column headings from `place` on when they head an upright table, else nothing."""
    if column_role(_words(text, pieces[place])) != "number":
        return []
    end = place + 1
    while end < len(pieces) and column_role(_words(text, pieces[end])) not in ("", "number"):
        end += 1
    return pieces[place:end] if end - place >= FEWEST_COLUMNS else []


def _rows(text: str, pieces: list[Piece], place: int, *, columns: int) -> Iterator[list[Piece]]:
    row: list[Piece] = []
    last, longest = 0, columns
    for piece in pieces[place:]:
        words = _words(text, piece)
        is_whole = not row or len(row) >= max(FEWEST_CELLS, columns - MISSING_CELLS)
        if is_whole and ROW_NUMBER.fullmatch(words) and int(words) in (last + 1, 1):
            if row:
                yield row
                longest = max(longest, len(row))
            row, last = [piece], int(words)
        elif row and (OPENS_ITEM.match(words) or len(row) >= longest + EXTRA_LINES):
            yield row
            row = []
        elif row:
            row.append(piece)
    if row:
        yield row[:longest]


def _words(text: str, piece: Piece) -> str:
    return text[slice(*piece)].replace(" ", "")
