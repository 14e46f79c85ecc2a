"""Searching by words, full pinyin and initials: `茶园水库` is found by 茶园, CHAYUAN, `chayuan` and `cysk`.

A search is split at white space and every word must be found. A word is found where its characters stand; full-width
and half-width forms, upper and lower case, and the long and short ways to write a name (高速公路, 高速; 酉阳县,
酉阳土家族苗族自治县) are alike. Two and more Latin letters are also found by the readings of a name: as syllables, of
which the last may be begun only (`chayu`), or as the first letters of its characters. Every reading of a character
counts, and ü is written v or u.

Names are not spelled out, since polyphones would multiply them. A search in pinyin becomes a pattern of character
classes instead (`cy`: any character read c…, then any read y…), which passes once over all names.
"""

import re
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from geo import names
from geo.gazetteer import bare_name, written_forms

SEARCHES_KEPT = 32
FEWEST_LETTERS = 2  # of a search in pinyin; one letter would find nearly everything
MOST_SPLITS = 64  # of a search into syllables (xian: xian, xi an)
LONGEST_SYLLABLE = 6  # letters: zhuang
_LETTERS = re.compile("[a-z]+")
_SEPARATORS = re.compile("['’-]")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a search looks through for one thing: any text as it is, and names by their readings, too."""

    text: str
    names: tuple[str, ...]


class SearchIndex:
    """Entries to search; readings are taken from pypinyin once, when the first search needs them."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        """Fold every text once."""
        self._entries = tuple(entries)
        self._texts = [folded("\n".join((entry.text, *entry.names))) for entry in self._entries]
        self._short_names = [
            "\n".join(names.normalised(folded(name)) for name in entry.names) for entry in self._entries
        ]
        self._kept = lru_cache(maxsize=SEARCHES_KEPT)(self._find)

    def find(self, text: str) -> frozenset[int] | None:
        """Positions of the entries that have every word of the search, or None when there is no word."""
        words = tuple(dict.fromkeys(folded(text).split()))
        return self._kept(words) if words else None

    def _find(self, words: tuple[str, ...]) -> frozenset[int]:
        return frozenset.intersection(*(frozenset(self._with_word(word)) for word in words))

    def _with_word(self, word: str) -> Iterator[int]:
        short = names.normalised(word) or word
        for position, (text, short_names) in enumerate(zip(self._texts, self._short_names, strict=True)):
            if word in text or short in short_names:
                yield position
        letters = _letters(word)
        if len(letters) >= FEWEST_LETTERS:
            yield from self._readings.find(letters)

    @cached_property
    def _readings(self) -> "_Readings":
        holders: dict[str, list[int]] = defaultdict(list)
        for position, entry in enumerate(self._entries):
            for name in dict.fromkeys(entry.names):
                holders[folded(name)].append(position)
        return _Readings(holders)


class _Readings:
    """Names in one text, a line each, with the classes of characters that share a reading."""

    def __init__(self, holders: Mapping[str, Sequence[int]]) -> None:
        self._lines = [" ".join(name.split()) for name in holders]
        self._holders = list(holders.values())
        self._text = "\n".join(self._lines)
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line) + 1)
        self._of_reading: dict[str, set[str]] = defaultdict(set)
        self._of_beginning: dict[str, set[str]] = defaultdict(set)
        for character in set(self._text) - {"\n"}:
            for reading in readings(character):
                self._of_reading[reading].add(character)
                for length in range(1, len(reading) + 1):
                    self._of_beginning[reading[:length]].add(character)

    def find(self, letters: str) -> Iterator[int]:
        """Positions of the holders of every name that reads like the letters."""
        pattern = self._pattern(letters)
        found = pattern.search(self._text) if pattern else None
        while pattern and found:
            line = bisect_right(self._starts, found.start()) - 1
            yield from self._holders[line]
            found = pattern.search(self._text, self._starts[line + 1])

    def _pattern(self, letters: str) -> re.Pattern[str] | None:
        """The letters as initials or as syllables, or None when no name can read like that."""
        ways = ["".join(map(_one_of, classes)) for classes in self._syllables(letters)]
        initials = [self._of_beginning.get(letter) for letter in letters]
        if all(initials):
            ways.append("".join(_one_of(one) for one in initials if one))
        return re.compile("|".join(dict.fromkeys(ways))) if ways else None

    def _syllables(self, letters: str) -> list[list[set[str]]]:
        """Ways to read the letters as syllables of characters that occur; after the first, the last may be short."""
        ways: list[list[list[set[str]]]] = [[] for _ in letters] + [[[]]]
        for start in reversed(range(len(letters))):
            for end in range(min(len(letters), start + LONGEST_SYLLABLE), start, -1):
                short = start > 0 and end == len(letters)
                table = self._of_beginning if short else self._of_reading
                characters = table.get(letters[start:end])
                if characters:
                    ways[start] += [[characters, *rest] for rest in ways[end]]
            del ways[start][MOST_SPLITS:]
        return ways[0]


def folded(text: str) -> str:
    """The text in half-width (NFKC) and lower case, so that ways to type the same compare equal."""
    return unicodedata.normalize("NFKC", text).casefold()


@lru_cache(maxsize=16384)
def division_names(name: str) -> tuple[str, ...]:
    """Every way to write a division: 酉阳土家族苗族自治县, 酉阳自治县, 酉阳县, 酉阳."""
    return tuple(dict.fromkeys((*written_forms(name), bare_name(name))))


@lru_cache(maxsize=65536)
def readings(character: str) -> frozenset[str]:
    """Readings of a Chinese character in lower-case ASCII letters; a letter or a digit reads as itself.

    pypinyin is imported here, so that only a search in pinyin waits for its tables.
    """
    if character.isascii():
        return frozenset({character} if character.isalnum() else ())
    from pypinyin import Style, pinyin

    found = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
    spellings = {spelling for reading in found for spelling in reading}
    return frozenset(form for one in spellings for form in (one, one.replace("v", "u")) if _LETTERS.fullmatch(form))


def _letters(word: str) -> str:
    """The word as plain letters (xi'an, Lǜ → xian, lu), or '' when it is no pinyin."""
    plain = "".join(char for char in unicodedata.normalize("NFD", word) if not unicodedata.combining(char))
    plain = _SEPARATORS.sub("", plain)
    return plain if _LETTERS.fullmatch(plain) else ""


def _one_of(characters: set[str]) -> str:
    return f"[{''.join(map(re.escape, sorted(characters)))}]"
