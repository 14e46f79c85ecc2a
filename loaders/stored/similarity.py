"""When two texts are the same plan, or one is a later version of the other, however they were saved."""

import hashlib
import re
import unicodedata

SHORTEST_SENTENCE = 10  # characters; shorter ones are alike in every plan
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_SENTENCE_ENDS = re.compile("[。;!?]")
_NO_WORD = re.compile(r"[\W_]+")


def squeezed(text: str) -> str:
    """The text without blanks and line ends, its letters and marks in one width."""
    return "".join(_INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).split())


def fingerprint(text: str) -> str:
    """SHA-256 that texts share which differ in blanks, line ends and the width of marks only."""
    return hashlib.sha256(squeezed(text).encode()).hexdigest()


def words_only(words: str | None) -> str:
    """A title or document number without blanks and marks: 〔2026〕 and (2026) are one."""
    return _NO_WORD.sub("", unicodedata.normalize("NFKC", words or "")).casefold()


def sentences(text: str) -> frozenset[str]:
    """The sentences of a text that are long enough to tell plans apart."""
    return frozenset(part for part in _SENTENCE_ENDS.split(squeezed(text)) if len(part) >= SHORTEST_SENTENCE)


def share(one: frozenset[str], other: frozenset[str]) -> float:
    """How much of both is in both (0-1)."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0
