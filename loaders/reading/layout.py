"""Line layout of a text: page marks, running heads, and breaks that only wrap a line.

Indices are those of the standard form of a text (`characters.standard`), which are those of the original.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import compress, pairwise
from statistics import median
from unicodedata import east_asian_width

from loaders.reading.markers import MEASURE, NUMERAL

# What opens an item, a heading, a row, a note or a bullet; a line that is only wrapped never goes on with it.
OPENS_ITEM = re.compile(
    rf"[ \t]*(?:$|[#|①-⑳⑴-⒛㈠-㈩●○■□◆◇★☆▪►➢✓√※【*]|· |——|第(?:{NUMERAL}|\d{{1,2}})[章节篇编条部]|{NUMERAL}[、.]"
    rf"|\((?:{NUMERAL}|\d{{1,2}})\)|\d{{1,3}}(?:、|\.(?!\d)|\t| {{2,}}|\|)|\d{{1,2}} (?=[^\d ])(?!{MEASURE})"
    rf"|\d{{1,2}}(?:\.\d{{1,2}}){{1,3}} ?(?!\d)(?!{MEASURE})"
    rf"|(?:专栏|附件|附表|附录|备注|说明|抄送|任务|项目)\s*(?:\d|:|{NUMERAL}[:、 ]))"
)
OPENS_NOTE = re.compile(r"[ \t]*[\u4e00-\u9fff]{2,6}(?:单位|部门|时限|领导|责任人):")
# Of these, what a sentence also holds: a full line that ends inside a sentence goes on with them.
MAY_GO_ON = re.compile(r"[ \t]*(?:[①-⑳]|——|· )")
CLOSING_MARKS = "。;:!?…)〕】]"
OPENING, CLOSING = "(〔【《[", ")〕】》]"
PARTED = re.compile(r"[^ \t](?:\t| {2,})[^ \t]")
CLOSED = frozenset("。;:!?…")
CANNOT_START = frozenset(",。、;:)》”〕】]%‰")
CANNOT_END = frozenset(",、(〔【《“[")
PAGE_MARK = re.compile(
    r"[—~·\-]{1,3}\s*\d{1,4}\s*[—~·\-]{1,3}|第\s*\d{1,4}\s*页(?:[\s,/]*共\s*\d{1,4}\s*页)?|\d{1,4}\s*/\s*\d{1,4}"
)
BARE_NUMBER = re.compile(r"\d{1,3}")
ROW_NUMBERS = re.compile(r"^\W*序\s*号", re.MULTILINE)  # a table whose rows are numbered
FEWEST_LINES_BETWEEN_PAGES = 8
FEWEST_HEADS, LONGEST_HEAD = 2, 40

# A text is wrapped when this many lines reach the same width and mostly end inside a sentence.
FEWEST_FULL_LINES, SHARE_OF_FULL_LINES, SHARE_OF_OPEN_ENDS, SHARE_OF_WIDER_LINES = 4, 0.15, 0.6, 0.1
# Narrowest and widest full line, and how far a full line may fall short (a mark that may not open a line
# pulls a character down): in columns, where an ideograph takes two, or in characters.
COLUMNS, CHARACTERS = (24, 120, 5), (14, 60, 2)
SHARE_OF_INDENTS = (0.04, 0.7)
DOUBLE_SPACED, MOST_ITEMS = 0.8, 0.8


@dataclass(frozen=True, slots=True)
class Line:
    """A non-blank line: `[start, end)` without surrounding blanks; its width holds the indent."""

    start: int
    end: int
    columns: int
    characters: int
    indent: int
    after_blank: bool


# Whether a line goes on in the next one, given that a page ends or a bracket is open between them.
Rule = Callable[[Line, Line, bool, bool], bool]


def dropped(text: str, original: str) -> frozenset[int]:
    """Indices of page marks, of running heads and of the line ends (with indents) that only wrap a sentence.

    `text` is the standard form of `original`, whose full-width marks make the width of its lines.
    """
    every = _lines(text, original)
    marks = _page_marks(text, every)
    marks |= _running_heads(text, every, marks)
    found = {index for line in marks for index in range(line.start, line.end)}
    lines = [line for line in every if line not in marks]
    marked = sorted(line.start for line in marks)
    goes_on = _wrap_rule(text, lines)
    place = depth = 0
    for before, after in pairwise(lines):
        while place < len(marked) and marked[place] < before.end:
            place += 1
        is_new_page = place < len(marked) and marked[place] < after.start
        depth = max(0, depth + _brackets(text[before.start : before.end]))
        if goes_on(before, after, is_new_page, depth > 0):
            found.update(range(before.end, after.start))
        else:
            depth = 0
    return frozenset(found)


def _brackets(words: str) -> int:
    """How many more brackets open than close in a line."""
    return sum((character in OPENING) - (character in CLOSING) for character in words)


def _lines(text: str, original: str) -> list[Line]:
    found: list[Line] = []
    after_blank = False
    for match in re.finditer(r"[^\n]*\n|[^\n]+$", text):
        raw = match.group()
        words = raw.strip()
        if words:
            start = match.start() + raw.index(words[0])
            before = raw[: start - match.start()]
            end = start + len(words)
            indent, characters = _columns(original[match.start() : start]), len(before) + len(words)
            found.append(Line(start, end, indent + _columns(original[start:end]), characters, indent, after_blank))
        after_blank = not words
    return found


def _columns(words: str) -> int:
    if words.isascii():
        return len(words)
    return len(words) + sum(east_asian_width(character) in "WFA" for character in words)


def _page_marks(text: str, lines: list[Line]) -> set[Line]:
    """Lines that only number a page: decorated numbers, and bare ones that grow page by page."""
    words = {line: text[line.start : line.end] for line in lines if line.end - line.start <= 16}
    marks = {line for line, word in words.items() if PAGE_MARK.fullmatch(word)}
    bare = [place for place, line in enumerate(lines) if line in words and BARE_NUMBER.fullmatch(words[line])]
    distances = [second - first for first, second in pairwise(bare)]
    is_paged = bool(distances) and median(distances) >= FEWEST_LINES_BETWEEN_PAGES
    if bare and is_paged and not ROW_NUMBERS.search(text):
        marks |= {lines[place] for place in bare}
    return marks


def _running_heads(text: str, lines: list[Line], marks: set[Line]) -> set[Line]:
    """Lines that stand word for word next to several page marks."""
    beside: dict[str, list[Line]] = {}
    for before, line, after in zip([None, *lines], lines, [*lines[1:], None], strict=False):
        is_beside = before in marks or after in marks
        if is_beside and line not in marks and line.end - line.start <= LONGEST_HEAD:
            beside.setdefault(text[line.start : line.end], []).append(line)
    return {line for found in beside.values() if len(found) >= FEWEST_HEADS for line in found}


def _wrap_rule(text: str, lines: list[Line]) -> Rule:
    """The rule that says whether a line goes on in the next one."""
    is_full = _full_lines(text, lines)
    blanks = sum(line.after_blank for line in lines)
    is_double_spaced = blanks >= DOUBLE_SPACED * max(1, len(lines) - 1)
    indented = sum(line.indent > 0 for line in lines)
    least, most = SHARE_OF_INDENTS
    has_indents = least * len(lines) <= indented <= most * len(lines)
    opening = [line for line in lines if OPENS_ITEM.match(text, line.start)]
    has_indented_items = has_indents and sum(line.indent > 0 for line in opening) >= MOST_ITEMS * len(opening)

    def goes_on(before: Line, after: Line, is_new_page: bool, in_brackets: bool) -> bool:
        last, first = text[before.end - 1], text[after.start]
        is_apart = after.after_blank and not is_double_spaced and not is_new_page
        if OPENS_ITEM.match(text, after.start):
            goes_on = last not in CLOSING_MARKS and MAY_GO_ON.match(text, after.start)
            return bool(is_full(before) and not is_apart and not after.indent and (has_indented_items or goes_on))
        if first in CANNOT_START or (last in CANNOT_END and not after.indent):
            return True
        if in_brackets and not is_apart:
            return True
        if OPENS_NOTE.match(text, after.start):
            return False
        if not is_full(before) or is_apart:
            return False
        if has_indents:
            return not after.indent
        return last not in CLOSED

    return goes_on


def _full_lines(text: str, lines: list[Line]) -> Callable[[Line], bool]:
    """The test of a full line; no line is full where lines are paragraphs."""
    running = [line for line in lines if not _is_aside(text, line)]
    following = [*(line.start for line in running[1:]), len(text)]
    is_open = [
        text[line.end - 1] not in CLOSED and not OPENS_ITEM.match(text, start)
        for line, start in zip(running, following, strict=False)
    ]
    by_columns = _page_width([line.columns for line in running], is_open, *COLUMNS)
    by_characters = _page_width([line.characters for line in running], is_open, *CHARACTERS)
    if by_columns is None and by_characters is None:
        return lambda line: False
    if by_characters is None or (by_columns and by_columns[1] >= by_characters[1]):
        least = (by_columns or (0, 0))[0] - COLUMNS[2]
        return lambda line: line.columns >= least
    least = by_characters[0] - CHARACTERS[2]
    return lambda line: line.characters >= least


def _is_aside(text: str, line: Line) -> bool:
    """Whether a line is a table row or a note, whose length says nothing about the width of the page."""
    return bool(PARTED.search(text, line.start, line.end) or OPENS_NOTE.match(text, line.start))


def _page_width(
    widths: list[int], is_open: list[bool], narrowest: int, widest: int, ragged: int
) -> tuple[int, int] | None:
    """Width of full lines and how many there are, or None when lines are paragraphs."""
    counts, opens = Counter(widths), Counter(compress(widths, is_open))
    wider = 0
    for width in sorted(counts, reverse=True):
        if wider > SHARE_OF_WIDER_LINES * len(widths):
            return None
        full = sum(counts[other] for other in range(width - ragged, width + 1))
        ending_open = sum(opens[other] for other in range(width - ragged, width + 1))
        fits = narrowest <= width <= widest and ending_open >= SHARE_OF_OPEN_ENDS * full
        if fits and full >= max(FEWEST_FULL_LINES, SHARE_OF_FULL_LINES * len(widths)):
            return width, full
        wider += counts[width]
    return None
