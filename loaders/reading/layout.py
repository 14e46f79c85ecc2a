"""Line layout of a text: breaks that only wrap a line, and table rows whose cells are parted by single blanks."""

import re
from statistics import quantiles

FEWEST_LINES = 8
WIDEST_WRAP = 60
NEAR_WIDTH = 0.85
SHARE_OF_FULL_LINES = 0.4
# A blank line or a line that begins an item, a heading, a row or a bullet.
OPENS_ITEM = re.compile(
    r"[ \t\u3000]*(?:\n|$|\d|[①-⑳●○■□◆◇★☆▪►➢•·]|[(（【〔《]|第?[一二三四五六七八九十]{1,3}[、章节篇.．])"
)
CLOSED = frozenset("。;；:：!！?？…")
FEWEST_ROWS = 3
LONGEST_ROW_NUMBER, LONGEST_CELL = 3, 60
# A lone row is one only with a cell that is a bare number (investment, length …).
WITH_NUMBER = re.compile(r"^[ \t]*\d{1,3}[ \t]+\S.*[ \t]\d[\d.,]*[ \t]")
FEWEST_CELLS = 4
PARTED = re.compile(r"\S(?:[ \u3000]{2,}|\t|\|)\S")


def soft_breaks(text: str) -> frozenset[int]:
    """Indices of line ends that only wrap a sentence, as in text taken from a PDF.

    A text is wrapped when a good share of its lines are about equally long and short enough for a page;
    there, a line near that width without a closing mark goes on in the next.
    """
    ends = [match.start() for match in re.finditer("\n", text)]
    starts = [0, *(end + 1 for end in ends)]
    lengths = [end - start for start, end in zip(starts, ends, strict=False)]
    filled = [length for length in lengths if length]
    if len(filled) < FEWEST_LINES:
        return frozenset()
    width = quantiles(filled, n=10)[-1]
    full = [length for length in filled if NEAR_WIDTH * width <= length]
    if width > WIDEST_WRAP or len(full) < SHARE_OF_FULL_LINES * len(filled):
        return frozenset()
    return frozenset(
        end
        for end, length in zip(ends, lengths, strict=True)
        if length >= NEAR_WIDTH * width and text[end - 1] not in CLOSED and not OPENS_ITEM.match(text, end + 1)
    )


def table_lines(text: str) -> list[tuple[int, int]]:
    """Spans of lines that are table rows with single blanks between their cells."""
    rows = [match for match in re.finditer(r"[^\n]+", text) if _may_be_row(match.group())]
    certain = len(rows) >= FEWEST_ROWS
    return [row.span() for row in rows if certain or WITH_NUMBER.match(row.group())]


def _may_be_row(line: str) -> bool:
    """Whether a line is a number and at least three short cells parted by single blanks."""
    cells = line.split()
    is_numbered = len(cells) >= FEWEST_CELLS and cells[0].isdecimal() and len(cells[0]) <= LONGEST_ROW_NUMBER
    return is_numbered and not PARTED.search(line) and all(len(cell) <= LONGEST_CELL for cell in cells)
