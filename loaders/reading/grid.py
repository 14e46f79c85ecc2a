"""Tables in flattened text: the header row, what its columns hold, rows and their cells.

A table reaches a text file with its cells parted by tabs, bars, several blanks or single blanks, or with
every cell on a line of its own. The words of header cells are data (`data/vocabulary/columns.csv`).
"""

import re
from functools import lru_cache

from loaders.reading.lexicon import read_rows

# What parts cells; blanks that open a line only indent a cell that goes on there.
PARTING = re.compile(r" *[\t|][ \t|]*|(?<![\n ]) {2,}")
LONGEST_HEADER_CELL = 14
FEWEST_HEADER_CELLS = 3
SHARE_OF_KNOWN_CELLS = 0.6
TELLING_ROLES = frozenset(("number", "name", "lead", "responsible"))
IN_BRACKETS = re.compile(r"\([^()]*\)|\s")

FEWEST_ROWS = 3
FEWEST_CELLS, FEWEST_CELLS_UNDER_HEADER = 4, 3
LONGEST_ROW_NUMBER, LONGEST_CELL = 3, 60
SHARE_OF_LONE_CHARACTERS = 0.4
# A lone row is one only with a cell that is a bare number (investment, length …).
WITH_NUMBER = re.compile(r"^ *\d{1,3} +\S.* \d[\d.,]*(?: |$)")
PARTED = re.compile(r"\S(?: {2,}|\t|\|)\S")

Cell = tuple[int, int]


def cells(line: str, start: int = 0) -> list[Cell]:
    """Spans of the cells of a line whose cells are parted by tabs, bars or several blanks; `start` is added."""
    found: list[Cell] = []
    first = 0
    for match in PARTING.finditer(line):
        if line[first : match.start()].strip():
            found.append((start + first, start + match.start()))
        first = match.end()
    if line[first:].strip():
        found.append((start + first, start + len(line.rstrip())))
    return found


def header_roles(words: list[str]) -> tuple[str, ...]:
    """What the columns of a header row hold, '' for an unknown one; () when the cells are no header."""
    if len(words) < FEWEST_HEADER_CELLS or any(len(word) > 2 * LONGEST_HEADER_CELL for word in words):
        return ()
    roles = tuple(map(column_role, words))
    known = [role for role in roles if role]
    is_header = len(known) >= SHARE_OF_KNOWN_CELLS * len(roles) and not TELLING_ROLES.isdisjoint(known)
    return roles if is_header else ()


@lru_cache(maxsize=1)
def column_roles() -> dict[str, str]:
    """What a column holds by the words that head it."""
    return {row["word"]: row["role"] for row in read_rows("columns.csv", ("word", "role"))}


@lru_cache(maxsize=4096)
def column_role(cell: str) -> str:
    """What a column with this heading holds: the role of the longest known word at its end or front, or ''."""
    plain = IN_BRACKETS.sub("", cell)
    if not plain or len(plain) > LONGEST_HEADER_CELL or any(mark in plain for mark in ":。;"):
        return ""
    fitting = [word for word in column_roles() if plain.endswith(word) or plain.startswith(word)]
    return column_roles()[max(fitting, key=lambda word: (plain.endswith(word), len(word)))] if fitting else ""


def blanks_between_cells(text: str) -> frozenset[int]:
    """Indices of single blanks that part the cells of a header or a numbered row (of a standard text)."""
    lines = list(re.finditer(r"[^\n]+", text))
    under_header = False
    headers, rows = [], []
    for line in lines:
        words = line.group().split()
        if len(words) >= FEWEST_HEADER_CELLS and header_roles(words):
            under_header = True
            if not PARTED.search(line.group()):
                headers.append(line)
        elif _may_be_row(line.group(), FEWEST_CELLS_UNDER_HEADER if under_header else FEWEST_CELLS):
            rows.append((line, under_header))
    is_table = len(rows) >= FEWEST_ROWS
    certain = [line for line, known in rows if known or is_table or WITH_NUMBER.match(line.group())]
    spans = (line.span() for line in [*headers, *certain])
    return frozenset(index for start, end in spans for index in range(start, end) if text[index] == " ")


def _may_be_row(line: str, fewest: int) -> bool:
    """Whether a line is a number and several short cells parted by single blanks."""
    words = line.split()
    is_numbered = len(words) >= fewest and words[0].isdecimal() and len(words[0]) <= LONGEST_ROW_NUMBER
    if not is_numbered or PARTED.search(line) or any(len(word) > LONGEST_CELL for word in words):
        return False
    lone = sum(len(word) == 1 and not word.isdecimal() for word in words)
    return lone <= SHARE_OF_LONE_CHARACTERS * len(words)
