"""A normalised view of a text whose every character knows where it stands in the original.

The view is what patterns are matched against: full-width forms become half-width (NFKC, character by
character), CJK radicals become the ideographs they imitate, invisible characters and the spaces that
PDF and web pages leave between ideographs disappear. The original is never changed.
"""

import unicodedata
from bisect import bisect_left
from dataclasses import dataclass

from loaders.models import Span
from loaders.reading.layout import soft_breaks, table_lines

# Radicals that NFKC leaves alone but PDF extraction yields for common ideographs (Unicode CJK Radicals Supplement).
RADICALS = str.maketrans(
    "⺠⻄⻓⻔⻛⻜⻢⻥⻩⻬⻰⻋⻅⻚⻆⻝⺟⻘⻦⻨⻫⻣⻤",
    "民西长门风飞马鱼黄齐龙车见页角食母青鸟麦齐骨鬼",
)
PUNCTUATION = str.maketrans({"﹒": ".", "．": ".", "∶": ":", "︰": ":", "﹔": ";", "‧": "·", "•": "·"})
INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad")
CIRCLED = frozenset(map(chr, range(0x2460, 0x2474)))  # ①–⑳ number items; NFKC would make them plain digits
BLANKS = frozenset(" \t\u00a0\u3000")


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


def normalise(text: str) -> TextView:
    """The normalised view of `text`; linear in its length."""
    characters: list[str] = []
    offsets: list[int] = []
    wrapped = soft_breaks(text)
    cells = _cell_breaks(text)
    for index, character in enumerate(text):
        for piece in _pieces(text, index, character, wrapped, cells):
            characters.append(piece)
            offsets.append(index)
    offsets.append(len(text))
    return TextView("".join(characters), tuple(offsets), text)


def _pieces(text: str, index: int, character: str, wrapped: frozenset[int], cells: set[int]) -> str:
    """What stands for one character in the view; nothing for what only separates glyphs."""
    if index in cells:
        return "\t"
    if index in wrapped or character in INVISIBLE or (character in BLANKS and _is_gap(text, index)):
        return ""
    if character == "\t":
        return character
    form = character.translate(PUNCTUATION).translate(RADICALS)
    if form in CIRCLED:
        return form
    return unicodedata.normalize("NFKC", " " if form in BLANKS else form)


def _cell_breaks(text: str) -> set[int]:
    return {index for start, end in table_lines(text) for index in range(start, end) if text[index] in BLANKS}


def _is_gap(text: str, index: int) -> bool:
    """Whether the single blank at `index` stands between two ideographs of one line."""
    return (
        0 < index < len(text) - 1
        and text[index] != "\t"
        and is_ideograph(text[index - 1])
        and is_ideograph(text[index + 1])
    )


def is_ideograph(character: str) -> bool:
    """Whether a character is a CJK ideograph of the unified blocks."""
    return "\u3400" <= character <= "\u9fff" or "\U00020000" <= character <= "\U0003134f"
