"""The typeface of printed maps: its files, the width of words in points, line breaks, characters it lacks.

The two files of `data/fonts/` hold every character of GB 2312 and of the data tables, so a machine without Chinese
fonts prints the same picture. A character they lack (rare ones of a plan's own text) is printed as 〓, the printers'
sign for a missing sort.
"""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font, LoadFlags

FONTS = Path(__file__).parents[1] / "data" / "fonts"
FILES = {False: FONTS / "NotoSansSC-Regular.ttf", True: FONTS / "NotoSansSC-Bold.ttf"}
# What an SVG asks for by name: the face itself, else one that the reader's machine has.
FAMILIES = ("Noto Sans SC", "Microsoft YaHei", "PingFang SC", "sans-serif")
MISSING = "〓"
CAP_HEIGHT = 0.74  # of digits and capitals, as a share of the size
IDEOGRAPH = (-0.12, 0.88)  # lower and upper edge of an ideograph from the base line, as shares of the size
NOT_FIRST = frozenset(",.;:!?)]}、。,;:!?)》〉”’】…·%")
OPENING = frozenset("([{(《〈〔“‘【")
ELLIPSIS = "…"


@lru_cache(maxsize=2)
def _face(bold: bool) -> FT2Font:
    face = FT2Font(str(FILES[bold]))
    face.set_size(1000, 72)
    return face


@lru_cache(maxsize=2)
def properties(bold: bool) -> FontProperties:
    """What matplotlib needs to draw in this face."""
    return FontProperties(family=list(FAMILIES), weight="bold" if bold else "normal", fname=str(FILES[bold]))


@lru_cache(maxsize=16384)
def _advance(char: str, bold: bool) -> float:
    """Width of a character as a share of the size, as it is printed."""
    if not char.isprintable():
        return 0.0
    shown = char if has(char) else MISSING
    glyph = _face(bold).load_char(ord(shown), flags=LoadFlags.NO_HINTING | LoadFlags.NO_SCALE)
    return float(glyph.horiAdvance) / 1000


def has(char: str) -> bool:
    """Whether both faces hold the character."""
    return all(bool(_face(bold).get_char_index(ord(char))) for bold in FILES)


@lru_cache(maxsize=4096)
def printable(text: str) -> str:
    """The text on one line, with 〓 for what the typeface lacks and without what has no shape."""
    return "".join(char if has(char) else MISSING for char in " ".join(text.split()) if char.isprintable())


@lru_cache(maxsize=16384)
def width(text: str, size: float, *, bold: bool = False) -> float:
    """Width of a line in points."""
    return size * sum(_advance(char, bold) for char in text)


def fitting(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """The text, cut with an ellipsis where it is wider than the room."""
    if width(text, size, bold=bold) <= room:
        return text
    kept = text
    while kept and width(kept + ELLIPSIS, size, bold=bold) > room:
        kept = kept[:-1]
    return kept + ELLIPSIS


def lines(text: str, room: float, size: float, *, bold: bool = False) -> list[str]:
    """The text broken into lines no wider than the room; words and numbers stay whole, marks hang over its end."""
    found, line = [], ""
    for piece in _pieces(text):
        if line and piece not in NOT_FIRST and width(line + piece, size, bold=bold) > room:
            found.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*found, line] if line else found


def _pieces(text: str) -> Iterator[str]:
    """Single ideographs and marks; runs of Latin letters and digits whole, opening brackets with what they open."""
    word = ""
    for char in text:
        if char in OPENING:
            if word:
                yield word
            word = char
        elif char.isascii() and (char.isalnum() or char in ".-/%"):
            word += char
        elif word and word[-1] in OPENING:
            yield word + char
            word = ""
        else:
            if word:
                yield word
            yield char
            word = ""
    if word:
        yield word
