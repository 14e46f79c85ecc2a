"""Latin spellings: every pinyin reading of a Chinese name, and the Latin names of a place, in one comparable form.

Comparable means lower-case ASCII letters alone: no tones, spaces, apostrophes or hyphens, ü, v and yu after l and n
as u. Readings come from pypinyin.
"""

import itertools
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from geo.gazetteer import bare_name

# Rank of a township at the end of a romanised name.
_RANK = re.compile(r"(?<=..)(?:zhen|xiang|jiedao|sumu)$")
_MOST_READINGS = 256


def comparable(text: str) -> str:
    """Lower-case ASCII letters of `text` ('' when it has letters of another writing)."""
    letters = [letter for letter in unicodedata.normalize("NFKD", text.lower()) if letter.isalpha()]
    if not all(letter.isascii() for letter in letters if letter not in "’ʻʼ"):
        return ""
    plain = "".join(letter for letter in letters if letter.isascii())
    return re.sub(r"([ln])(?:v|yu)", r"\1u", plain)


def _syllables(name: str, *, polyphones: bool) -> list[list[str]]:
    """Readings of each character, the usual one first; pypinyin is imported here so that the rest runs without it."""
    from pypinyin import Style, pinyin

    return pinyin(name, style=Style.NORMAL, heteronym=polyphones)


def _joined(syllables: list[list[str]]) -> frozenset[str]:
    combinations = itertools.islice(itertools.product(*syllables), _MOST_READINGS)
    return frozenset(comparable("".join(syllable)) for syllable in combinations)


@lru_cache(maxsize=65536)
def readings(name: str) -> frozenset[str]:
    """Comparable readings of a Chinese name, every polyphone in every reading (乐 le and yue)."""
    return _joined(_syllables(name, polyphones=True))


@lru_cache(maxsize=65536)
def township_spellings(name: str) -> frozenset[str]:
    """Comparable spellings of a township: with its rank, with its people alone, bare (hepingyizuxiang, heping …)."""
    bare = bare_name(name)
    rest = comparable("".join(syllable[0] for syllable in _syllables(name.removeprefix(bare), polyphones=False)))
    endings = {"", rest, _RANK.sub("", rest)} if rest else {""}
    return frozenset(reading + ending for reading in readings(bare) for ending in endings)


def place_spellings(names: Iterable[str]) -> frozenset[str]:
    """Comparable spellings of a place's Latin names, each also without the rank of a township."""
    spellings = {comparable(name) for name in names}
    spellings |= {_RANK.sub("", spelling) for spelling in spellings}
    return frozenset(filter(None, spellings))
