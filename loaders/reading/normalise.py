"""A normalised view of a text whose every character knows where it stands in the original.

The view is what patterns are matched against: characters in their standard form (half-width, simplified,
unified), page marks and running heads gone, wrapped lines joined, table cells parted by tabs, and no
blanks where PDF and web pages only leave them between glyphs. The original is never changed.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from loaders.models import Span
from loaders.reading import grid, upright
from loaders.reading.characters import CIRCLED, is_ideograph, standard
from loaders.reading.layout import dropped
from loaders.reading.lexicon import read_rows
from loaders.reading.markers import LABELLED, NUMERAL

__all__ = ["TextView", "is_ideograph", "normalise"]

INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]|\*\*|^#{1,6} +", re.MULTILINE)
LONE_BLANK = re.compile(r"(?<=[^ \t\n]) (?=[^ \t\n])")
# A number that opens a line keeps its blank: 1 推进铁路建设, 任务一 交通建设.
LEADING_NUMBER = re.compile(rf"^ *(?:{LABELLED})?(?:\d{{1,3}}|{NUMERAL}) (?=[^ ])", re.MULTILINE)
# After a label the blanks between units part them: 责任单位:市水利局 市财政局.
UNIT_LABEL = re.compile(r"(?:单位|部门|领导|责任人|时限|时间|牵头|配合|责任|[科处]室)(?:\([^()\n]*\))?[:】\]][^\n]*")
OTHER_ENDINGS = "底前年月)]】"
WIDE_BLANK = "\u3000"
# A label behind a mark keeps its wide blank: ★枢纽 13号线二期.
LABEL = re.compile(rf"^[^\w\s]{WIDE_BLANK}?[\u4e00-\u9fff]{{2,6}}{WIDE_BLANK}(?=\S{{4}})", re.MULTILINE)
SHORTEST_UNIT, LONGEST_WORD = 2, 16
WORD_BEFORE = re.compile(r"[^ \t\n、,。;:(〔【\[]+$")
WORD_AFTER = re.compile(rf"[\u4e00-\u9fff]{{1,{LONGEST_WORD}}}(?=[ 、,。;)〕】\]\n]|$)")


@dataclass(frozen=True, slots=True)
class TextView:
    """Normalised `text`; `offsets[i]` is the original index of character i, with one extra entry for the end."""

    text: str
    offsets: tuple[int, ...]
    original: str

    def span(self, start: int, end: int) -> Span:
        """The piece of the original behind `text[start:end]` (both view offsets, start < end)."""
        first, last = self.offsets[start], self.offsets[end - 1] + 1
        return Span(first, last, self.original[first:last])

    def position(self, original_offset: int) -> int:
        """View index of the first character at or after an offset into the original."""
        return bisect_left(self.offsets, original_offset)


@lru_cache(maxsize=4)
def normalise(text: str) -> TextView:
    """The normalised view of `text`; linear in its length."""
    plain = standard(text)
    parting, meaningless = upright.breaks_between_cells(plain)
    parting |= grid.blanks_between_cells(plain)
    meaningless |= dropped(plain, text)
    meaningless |= {index for match in INVISIBLE.finditer(plain) for index in range(*match.span())}
    places = [index for index in range(len(plain)) if index not in meaningless or index in parting]
    joined = "".join("\t" if index in parting else plain[index] for index in places)
    gaps = _gaps(joined, "".join(text[index] for index in places))
    characters: list[str] = []
    offsets: list[int] = []
    for place, (index, character) in enumerate(zip(places, joined, strict=True)):
        if place not in gaps:
            pieces = _pieces(character)
            characters.append(pieces)
            offsets += [index] * len(pieces)
    offsets.append(len(text))
    return TextView("".join(characters), tuple(offsets), text)


def _pieces(character: str) -> str:
    """What stands for a standard character in the view: several characters for ㎞ and ⑴."""
    if character <= "\u00ff" or is_ideograph(character) or character in CIRCLED:
        return character
    return unicodedata.normalize("NFKC", character)


def _gaps(text: str, original: str) -> frozenset[int]:
    """Indices of single blanks that part nothing."""
    kept = {match.end() - 1 for match in LEADING_NUMBER.finditer(text)}
    kept |= {match.end() - 1 for match in LABEL.finditer(original)}
    labelled = {index for label in UNIT_LABEL.finditer(text) for index in _lone_blanks(text, *label.span())}
    gaps = set()
    for index in _lone_blanks(text, 0, len(text)):
        behind_unit = _ends_like_unit(WORD_BEFORE.findall(text[max(0, index - LONGEST_WORD) : index]))
        if index in labelled:
            parts = behind_unit or original[index] == WIDE_BLANK
        else:
            ahead = WORD_AFTER.match(text, index + 1)
            parts = behind_unit and ahead is not None and _ends_like_unit([ahead.group()])
        if not parts and index not in kept and _is_gap(text, index):
            gaps.add(index)
    return frozenset(gaps)


def _lone_blanks(text: str, start: int, end: int) -> Iterator[int]:
    return (match.start() for match in LONE_BLANK.finditer(text, start, end))


@lru_cache(maxsize=1)
def _unit_endings() -> tuple[str, ...]:
    """Endings of units' names and of deadlines."""
    return (*(row["word"] for row in read_rows("unit_endings.csv", ("word",))), *OTHER_ENDINGS)


def _ends_like_unit(words: Sequence[str]) -> bool:
    return bool(words) and len(words[-1]) >= SHORTEST_UNIT and words[-1].endswith(_unit_endings())


def _is_gap(text: str, index: int) -> bool:
    """Whether the single blank at `index` is no space between two Latin words or numbers."""
    return not (_is_latin(text[index - 1]) and _is_latin(text[index + 1]))


def _is_latin(character: str) -> bool:
    return character.isalnum() and not is_ideograph(character)
