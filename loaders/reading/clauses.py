"""Sentences, clauses and list items of a normalised text, with what must not be read masked out.

A clause ends at a comma or colon, a sentence at 。;!? or a line end, both outside brackets. An item is a
member of a list: text between 、 and the conjunctions 和 及 与 以及 where these join two members.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from loaders.reading.bracketed import counted_lists
from loaders.reading.lexicon import head_finder, verb_finder

MASK = "\ufffc"
DOCUMENT_TITLE = re.compile(r"《[^《》\n]{0,120}》(?:\s*\([^()\n]{0,60}\))?")
CELL_BREAK = re.compile(r"(?<=\S)(?: {2,}|\t+| ?\| ?)(?=\S)")
DASHES = re.compile("——")
LABEL_NOUNS = ("工程", "项目", "类", "一批", "方面")
LONGEST_VERB = 6
SENTENCE_END = frozenset("。;!?\n" + MASK)
CELL = "\x1f"  # stands for the blank between two cells of a table row
LONGEST_PIECE = 500  # no list member is longer; what is has lost its punctuation
CLAUSE_END = frozenset(",:" + CELL)
# Words that hold 和, 及 or 与 inside, so that these do not split a list.
JOINED_WORDS = re.compile(
    r"和(?:谐|牛|平|美|睦|顺(?=县|古镇)|好|田|县|龙|静|硕|政|布克|林格尔|乐镇|缓)|(?:民|泰|总|共|中|温|柔|调|饱|祥|仁|永|太|义|人|谦|附|缓)和(?=[^\u4e00-\u9fff]|\S)"
    r"|(?:普|涉|推|顾|遍|危|埃|波|触|企|以|惠|提|旁|论)及|及(?:时|其|格|早)|(?:参|给|赋|授)与|与(?:会|时|此)"
)
CONJUNCTION = re.compile(r"以及|[和及与]")


@dataclass(frozen=True, slots=True)
class Item:
    """A list member at `[start, end)` of the view; `joined` tells whether it follows another one in its list."""

    start: int
    end: int
    joined: bool


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause at `[start, end)` with its list members."""

    start: int
    end: int
    items: tuple[Item, ...]


def mask(text: str, spans: list[tuple[int, int]]) -> str:
    """`text` with document titles and `spans` blanked, table cells parted and labels of lists closed by a colon.

    Every other character stays in place.
    """
    zones = spans + [match.span() for match in DOCUMENT_TITLE.finditer(text)]
    characters = list(text)
    for start, end in zones:
        characters[start:end] = MASK * (end - start)
    for match in DASHES.finditer(text):
        if _is_label(text[max(0, match.start() - LONGEST_VERB) : match.start()]):
            characters[match.start() : match.end()] = ": "
    for opening, closing in counted_lists("".join(characters)):
        characters[opening], characters[closing] = ":", ","
    return CELL_BREAK.sub(lambda match: CELL * len(match.group()), "".join(characters))


def _is_label(words: str) -> bool:
    """Whether the words before dashes are a label (中型灌区改造——…), not an end of a line (甲——乙铁路)."""
    found = verb_finder().find(words)
    return words.endswith(LABEL_NOUNS) or (bool(found) and found[-1][1] == len(words))


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the sentences of a masked view."""
    yield from _pieces(text, 0, len(text), SENTENCE_END)


def clauses(text: str, start: int, end: int) -> Iterator[Clause]:
    """The clauses of a sentence with their items."""
    for first, last in _pieces(text, start, end, CLAUSE_END):
        yield Clause(first, last, tuple(_items(text, first, last)))


def _pieces(text: str, start: int, end: int, stops: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Non-blank pieces between stop characters outside brackets; a line end closes every bracket."""
    depth, first = 0, start
    for index in range(start, end):
        character = text[index]
        if character in "\n" + MASK:
            depth = 0
        elif character in "(〔[【":
            depth += 1
        elif character in ")〕]】":
            depth = max(0, depth - 1)
        if character in stops and depth == 0:
            if text[first:index].strip():
                yield first, index
            first = index + 1
    if text[first:end].strip():
        yield first, end


def _items(text: str, start: int, end: int) -> Iterator[Item]:
    joined = False
    for first, last in _pieces(text, start, end, frozenset("、")):
        for begin, finish in _bounded(text, first, last):
            while begin < finish and text[begin] in " \t":
                begin += 1
            if begin < finish:
                yield Item(begin, finish, joined)
                joined = True


def _is_in_name(before: str, conjunction: str, after: str) -> bool:
    """Whether 和 is a character of the name in front of a head noun (锦和|水库, 民和|高速)."""
    if conjunction == "和" and after.startswith("段"):
        return True
    found = head_finder().find(after[:8])
    if conjunction != "和" or not found or found[0][0] > 0 or len(found) > 1:
        return False
    heads_before = head_finder().find(before)
    return not (heads_before and heads_before[-1][1] == len(before))


def _joins_actions(piece: str, start: int, end: int) -> bool:
    """Whether a conjunction stands between two actions of one thing (滞洪区调整与建设工程), not between two things."""
    before = verb_finder().find(piece[max(0, start - 6) : start])
    acts_before = bool(before) and before[-1][1] == min(start, 6) and len(before[-1][2]) > 1
    return acts_before and len(verb_finder().at_start(piece[end : end + 6])) > 1


def _bounded(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Members of a piece; text without marks is cut, so that no member costs more than its length."""
    for first in range(start, end, LONGEST_PIECE):
        yield from _conjoined(text, first, min(end, first + LONGEST_PIECE))


def _conjoined(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Parts of an item between conjunctions that stand outside brackets, quotes and words."""
    piece = text[start:end]
    closed = [match.span() for match in JOINED_WORDS.finditer(piece)]
    closed += [match.span() for match in re.finditer(r"\([^()]*\)|“[^“”]*”", piece)]
    first = 0
    for match in CONJUNCTION.finditer(piece):
        inside = any(a <= match.start() < b for a, b in closed) or _joins_actions(piece, match.start(), match.end())
        inside = inside or _is_in_name(piece[first : match.start()], match.group(), piece[match.end() :])
        if not inside and match.start() - first >= 2 and len(piece) - match.end() >= 2:
            yield start + first, start + match.start()
            first = match.end()
    yield start + first, end
