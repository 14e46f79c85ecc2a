"""Paragraphs of a page as text. Rows of a table without rules are paragraphs whose cells blanks part.

Where such a row goes on in the next line, the blanks at the end of the line are mostly not in the file. Rows of a table
have as many cells as their neighbours, and figures in the same places, so a row that lacks cells has ended some where
it was broken.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import reduce
from itertools import combinations

from loaders.intake.pdf_lines import Line, joined

GAP = "  "
CELLS = re.compile(r"\s{2,}")
FIGURE = re.compile(r"[\d.,%]+|[—－–-]*")  # or none
FEWEST_CELLS, FEWEST_ROWS = 3, 3
BETWEEN = 2  # paragraphs between rows of one table, such as the name of a group
MOST_BREAKS = 8


def texts_of(paragraphs: Sequence[Sequence[Line]]) -> list[str]:
    """Each paragraph, given as its lines, as one line of text."""
    texts = [reduce(joined, (line.text for line in lines)) for lines in paragraphs]
    for rows in _tables(texts):
        cells = [_cells(texts[row]) for row in rows]
        counts = Counter(map(len, cells))
        usual = max(counts, key=lambda count: (counts[count], count))
        figures = _figures([row for row in cells if len(row) == usual])
        for row, found in zip(rows, cells, strict=True):
            is_head = not _is_figure(found[0])
            mended = _mended(paragraphs[row], usual - len(found), set() if is_head else figures)
            texts[row] = mended or texts[row]
    return texts


def _cells(text: str) -> list[str]:
    return CELLS.split(text.strip())


def _tables(texts: Sequence[str]) -> list[list[int]]:
    """Places of the rows of each table."""
    tables: list[list[int]] = []
    for place, text in enumerate(texts):
        if len(_cells(text)) >= FEWEST_CELLS:
            if not tables or place - tables[-1][-1] > BETWEEN + 1:
                tables.append([])
            tables[-1].append(place)
    return [rows for rows in tables if len(rows) >= FEWEST_ROWS]


def _figures(rows: Sequence[Sequence[str]]) -> set[int]:
    """The columns that mostly hold figures."""
    columns = enumerate(zip(*rows, strict=True))
    return {place for place, column in columns if 2 * sum(map(_is_figure, column)) > len(column)}


def _is_figure(cell: str) -> bool:
    return bool(FIGURE.fullmatch(cell))


def _mended(lines: Sequence[Line], missing: int, figures: set[int]) -> str:
    """The row with so many more cells, '' where its breaks do not tell which."""
    breaks = range(1, len(lines))
    if not 0 < missing <= len(breaks) <= MOST_BREAKS:
        return ""
    rows = [_broken(lines, ends) for ends in combinations(breaks, missing)]
    fitting = [row for row in rows if all(_is_figure(_cells(row)[place]) for place in figures)]
    return fitting[0] if len(fitting) == 1 else ""


def _broken(lines: Sequence[Line], ends: Sequence[int]) -> str:
    """The row with a cell ended at these breaks."""
    row = lines[0].text
    for place, line in enumerate(lines[1:], 1):
        row = f"{row.rstrip()}{GAP}{line.text}" if place in ends else joined(row, line.text)
    return row
