"""Lines of a page from its glyphs, and paragraphs from lines: what wraps is joined, what surrounds the text goes."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from loaders.intake.pdf_ink import Glyph
from loaders.reading.characters import standard
from loaders.reading.layout import BARE_NUMBER, CLOSED, OPENS_ITEM, PAGE_MARK

SAME_LINE = 0.4  # of a glyph's size, between base lines
SAME_GLYPH = 0.3
PARTS_CELLS, PARTS_WORDS = 1.8, 0.18  # gaps, in glyph sizes
SECOND_BLANK = 0.8  # of the width of a blank
MARKER = re.compile(r"[\s\d一二三四五六七八九十（()）]{1,6}[、.．)）]")
INDENT, HANGING = 0.8, 0.5  # how far lines may stand in, in glyph sizes
# How far a full line may fall short: a word or number that does not fit goes to the next line whole. Where paragraphs
# begin further in, what begins at the margin goes on anyway.
FULL, FULL_BEFORE_MARGIN, OPEN_BEFORE_MARGIN, SPARE = 2.1, 3.1, 6.0, 0.6
UNBROKEN = re.compile(r"[《“‘〔（(\[【]*[\w.〔〕()\-/:@%]{0,30}", re.ASCII)
MOST_ITEMS = 0.66
SAME_SIZE = 0.15
FAR_APART = 2.6  # between base lines, in glyph sizes
# Lines of one paragraph keep a distance; where paragraphs stand further apart, that alone tells them.
USUAL, FURTHER, FURTHEST = 0.25, 1.2, 2.5
FEWEST_GAPS, SHARE_OF_GAPS = 2, 0.1
EDGE = 0.14  # of a page's height, where heads and feet stand
EDGE_LINES = 3
SHARE_OF_PAGES = 0.4
DIGITS = re.compile(r"[\d〇一二三四五六七八九十IVXivx]+")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page; a blank at its end is one that was typed."""

    text: str
    left: float
    right: float
    base: float
    size: float
    page: int = 0


@dataclass(frozen=True, slots=True)
class Column:
    """Where the lines of a page begin and end, and whether paragraphs, and items, begin further in.

    `pitch` is the distance of base lines inside a paragraph; `is_spaced` says that paragraphs stand further apart.
    """

    left: float
    right: float
    is_indented: bool
    has_indented_items: bool
    pitch: float
    is_spaced: bool


def lines_of(glyphs: Iterable[Glyph], page: int = 0) -> list[Line]:
    """Glyphs as lines from top to bottom."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda one: (-one.base, one.left)):
        if rows and rows[-1][0].base - glyph.base <= SAME_LINE * max(glyph.size, rows[-1][0].size):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    found = (_line(sorted(row, key=lambda one: one.left), page) for row in rows)
    return [line for line in found if line.text.strip()]


def _line(row: Sequence[Glyph], page: int) -> Line:
    pieces: list[str] = []
    last: Glyph | None = None
    for glyph in row:
        is_twin = last is not None and glyph.text == last.text and glyph.left - last.left < SAME_GLYPH * glyph.size
        if is_twin and not glyph.text.isspace():
            continue  # bold by printing twice
        pieces.append(_gap(last, glyph, pieces))
        pieces.append(glyph.text)
        last = glyph
    inked = [glyph for glyph in row if not glyph.text.isspace()] or list(row)
    size = sorted(glyph.size for glyph in inked)[len(inked) // 2]
    left, right = min(one.left for one in inked), max(one.right for one in inked)
    words = "".join(pieces)
    return Line(words.strip() + " " * (words[-1:] == " "), left, right, row[0].base, size, page)


def _gap(last: Glyph | None, glyph: Glyph, before: Sequence[str]) -> str:
    """The blanks between two glyphs: what parts cells, or words in Latin letters."""
    if last is None or glyph.text.isspace():
        return ""
    if last.text.isspace():  # PDFium gives one blank for several
        return " " * (glyph.left - last.right > SECOND_BLANK * (last.right - last.left) > 0)
    gap = (glyph.left - last.right) / glyph.size
    if gap > PARTS_CELLS:
        return "" if len(before) <= 14 and MARKER.fullmatch("".join(before)) else "  "
    is_latin = last.text.isascii() and last.text.isalnum() and glyph.text.isascii() and glyph.text.isalnum()
    return " " if is_latin and gap > PARTS_WORDS else ""


def without_edges(pages: Sequence[Sequence[Line]], heights: Sequence[float]) -> tuple[list[list[Line]], int]:
    """The lines of pages without page numbers and running heads and feet, and how many went."""
    edges = [_at_edge(lines, height) for lines, height in zip(pages, heights, strict=True)]
    heads = Counter(key for lines in edges for key in {_key(line) for line in lines})
    repeated = {key for key, count in heads.items() if count >= 2 and count >= SHARE_OF_PAGES * len(pages)}
    kept = []
    for lines, edge in zip(pages, edges, strict=True):
        gone = {id(line) for line in edge if _key(line) in repeated or _is_page_number(line)}
        kept.append([line for line in lines if id(line) not in gone])
    return kept, sum(map(len, pages)) - sum(map(len, kept))


def _at_edge(lines: Sequence[Line], height: float) -> list[Line]:
    """The first and last lines of a page that stand in its margins."""
    outer = [*lines[:EDGE_LINES], *lines[max(EDGE_LINES, len(lines) - EDGE_LINES) :]]
    return [line for line in outer if not EDGE * height < line.base < (1 - EDGE) * height]


def _key(line: Line) -> tuple[str, int]:
    """What running heads have in common: their words but for numbers, and their height on the page."""
    return DIGITS.sub("", "".join(line.text.split())), round(line.base / 4)


def _is_page_number(line: Line) -> bool:
    words = standard(line.text).strip()
    return bool(PAGE_MARK.fullmatch(words) or BARE_NUMBER.fullmatch(words.replace(" ", "")))


def columns_of(pages: Sequence[Sequence[Line]], sizes: Sequence[tuple[float, float]]) -> list[Column]:
    """The column of each page; pages of one size share it."""
    by_size: dict[tuple[int, int], list[Line]] = {}
    keys = [(round(width), round(height)) for width, height in sizes]
    for key, lines in zip(keys, pages, strict=True):
        by_size.setdefault(key, []).extend(lines)
    columns = {key: _column(lines) for key, lines in by_size.items()}
    return [columns[key] for key in keys]


def _column(lines: Sequence[Line]) -> Column:
    if not lines:
        return Column(0, 0, False, False, 0, False)
    long = [line for line in lines if len(line.text) >= 8] or list(lines)
    starts = Counter(round(line.left) for line in long)
    size = sorted(line.size for line in long)[len(long) // 2]
    # The left margin: the leftmost place where a good part of the lines begins.
    frequent = [left for left, count in starts.items() if count >= max(2, len(long) // 12)]
    left = min(frequent or [min(starts)])
    ends = sorted((line.right for line in long), reverse=True)
    right = ends[min(2, len(ends) - 1)]
    inset = [line for line in long if size * INDENT < line.left - left < size * 5]
    items = [line for line in long if OPENS_ITEM.match(standard(line.text))]
    inset_items = sum(line.left - left > size * INDENT for line in items)
    is_indented = len(inset) >= max(2, 0.1 * len(long))
    gaps = sorted(
        above.base - line.base for above, line in pairwise(lines) if above.page == line.page and above.base > line.base
    )
    pitch = gaps[int(USUAL * len(gaps))] if gaps else 0.0
    further = sum(FURTHER * pitch < gap < FURTHEST * pitch for gap in gaps)
    return Column(
        left,
        right,
        is_indented,
        is_indented and inset_items >= MOST_ITEMS * len(items),
        pitch,
        further >= max(FEWEST_GAPS, SHARE_OF_GAPS * len(gaps)),
    )


def paragraphs(lines: Sequence[Line], columns: Sequence[Column]) -> list[list[Line]]:
    """Lines together where one goes on in the next; `columns` are those of the pages."""
    found: list[list[Line]] = []
    last: Line | None = None
    is_first = True
    for line in lines:
        goes_on = last is not None and _goes_on(last, line, columns[line.page], columns[last.page], is_first)
        if goes_on and found:
            found[-1].append(line)
        else:
            found.append([line])
        is_first = not goes_on
        last = line
    return found


def joined(before: str, after: str) -> str:
    """Two lines of a sentence: with a blank between Latin words, else without."""
    last, first = before[-1:], after[:1]
    is_latin = last.isascii() and first.isascii() and last.isalpha() and first.isalpha()
    return f"{before} {after}" if is_latin else before + after


def _goes_on(last: Line, line: Line, column: Column, last_column: Column, is_first: bool) -> bool:
    """Whether the sentence of a line goes on in the next; `is_first` says that the line opens its paragraph."""
    size = last.size
    inset, last_inset = line.left - column.left, last.left - last_column.left
    is_closed = standard(last.text.rstrip())[-1:] in CLOSED
    is_told = column.is_spaced and line.page == last.page  # the distance tells
    if line.page == last.page:
        gap = last.base - line.base
        if gap > FAR_APART * size or (is_told and gap > FURTHER * column.pitch):
            return False
    allowed = FULL
    if (column.is_indented and inset <= INDENT * size) or is_told:
        allowed = FULL_BEFORE_MARGIN if is_closed else OPEN_BEFORE_MARGIN
    short = (last_column.right - last.right) / size
    if short > max(allowed, _unbroken(line.text) + SPARE) or abs(line.size - size) > SAME_SIZE * size:
        return False
    if is_told:
        return True
    opens = bool(OPENS_ITEM.match(standard(line.text)))
    if opens and not column.has_indented_items and (is_closed or not column.is_indented):
        return False
    if inset > INDENT * size:
        hangs = is_first and last_inset < inset - HANGING * size and not is_closed
        runs = not is_first and abs(inset - last_inset) < HANGING * size
        return (hangs or runs) and not opens
    return column.is_indented or not is_closed


def _unbroken(words: str) -> float:
    """Width, in glyph sizes, of what a line begins with and cannot be parted."""
    match = UNBROKEN.match(words)
    piece = match.group() if match else ""
    return sum(0.55 if character.isascii() else 1.0 for character in piece) + 1.0
