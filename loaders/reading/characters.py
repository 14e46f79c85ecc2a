"""Characters in one standard form, one for one: half-width, simplified, unified ideographs, plain line ends.

A text from a PDF may hold radicals (⻄安) or compatibility ideographs, one from Taiwan, Hong Kong or an old page
traditional characters; the words of the lexicons are simplified. Source of the table: `loaders/variants.py`.
"""

import csv
import unicodedata
from functools import lru_cache
from pathlib import Path

from loaders.errors import VocabularyError

# Derived table, see the module docstring.
VARIANTS_FILE = Path(__file__).parents[2] / "data" / "characters" / "variants.csv"
PUNCTUATION = {
    **dict.fromkeys("﹒．", "."),
    **dict.fromkeys("∶︰﹕", ":"),
    "﹔": ";",
    **dict.fromkeys("‧•∙⋅・", "·"),
    **dict.fromkeys("「『〝", "“"),
    **dict.fromkeys("」』〞", "”"),
    "〖": "【",
    "〗": "】",
    **dict.fromkeys("―–─━﹣‐‑", "—"),
    **dict.fromkeys("\f\v\x1c\x1d\x1e\x85\u2028\u2029", "\n"),
    **dict.fromkeys(
        "\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "
    ),
}
CIRCLED = frozenset(map(chr, range(0x2460, 0x2474)))  # ①–⑳ number items; NFKC would make them plain digits
# Symbol fonts of office programs put their bullets here (Wingdings, Symbol).
SYMBOL_FONT = range(0xF000, 0xF100)
BULLET = "●"
DINGBATS = range(0x2776, 0x2794)  # ❶–❿, ➀–➉, ➊–➓ mean ①–⑩


def standard(text: str) -> str:
    """`text` with each character in its standard form; as long as `text`."""
    return text.translate(_forms())


def is_ideograph(character: str) -> bool:
    """Whether a character is a CJK ideograph of the unified blocks."""
    return "\u3400" <= character <= "\u9fff" or "\U00020000" <= character <= "\U0003134f"


class _Forms(dict[int, str]):
    """Standard forms by code point, found when first asked for."""

    def __init__(self, variants: dict[str, str]) -> None:
        super().__init__()
        self._variants = variants

    def __missing__(self, code: int) -> str:
        self[code] = form = self._form(chr(code))
        return form

    def _form(self, character: str) -> str:
        if character in CIRCLED:
            return character
        if ord(character) in SYMBOL_FONT:
            return BULLET
        if ord(character) in DINGBATS:
            return chr(ord("①") + (ord(character) - DINGBATS.start) % 10)
        plain = PUNCTUATION.get(character) or unicodedata.normalize("NFKC", character)
        if len(plain) != 1:
            return character
        return self._variants.get(plain, plain)


@lru_cache(maxsize=1)
def _forms() -> _Forms:
    try:
        with VARIANTS_FILE.open(encoding="utf-8", newline="") as file:
            return _Forms({row["character"]: row["stands_for"] for row in csv.DictReader(file)})
    except (OSError, KeyError) as error:
        raise VocabularyError(f"{VARIANTS_FILE}: cannot be read ({error}); restore it from the repository") from error
