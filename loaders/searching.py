"""Searching by words, full pinyin and initials: `茶园水库` is found by 茶园, CHAYUAN, `chayuan` and `cysk`.

A search is split at white space and every word must be found. A word is found where its characters stand; full-width
and half-width forms, upper and lower case, and the long and short ways to write a name (高速公路, 高速; 酉阳县,
酉阳土家族苗族自治县) are alike. Two and more Latin letters are also found by the readings of a name: as syllables, of
which the last may be begun only (`chayu`), or as the first letters of its characters. Every reading of a character
counts, and ü is written v or u.

Names are not spelled out, since polyphones would multiply them. A search in pinyin becomes a row of character
classes instead (`cy`: any character read c…, then any read y…), tried on the names that hold one of each class.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain

from geo import names
from geo.gazetteer import bare_name, written_forms

SEARCHES_KEPT = 32
CLASSES_KEPT = 64
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
        self._texts = [said(entry) for entry in self._entries]
        self._short_names = [short_names(entry) for entry in self._entries]
        self._kept = lru_cache(maxsize=SEARCHES_KEPT)(self._find)

    def find(self, text: str) -> frozenset[int] | None:
        """Positions of the entries that have every word of the search, or None when there is no word."""
        words = words_of(text)
        return self._kept(words) if words else None

    def _find(self, words: tuple[str, ...]) -> frozenset[int]:
        return frozenset.intersection(*(frozenset(self._with_word(word)) for word in words))

    def _with_word(self, word: str) -> Iterator[int]:
        short = short_form(word)
        for position, (text, short_names) in enumerate(zip(self._texts, self._short_names, strict=True)):
            if word in text or short in short_names:
                yield position
        letters = letters_of(word)
        if letters:
            yield from self._readings.find(letters)

    @cached_property
    def _readings(self) -> "_Readings":
        holders: dict[str, list[int]] = defaultdict(list)
        for position, entry in enumerate(self._entries):
            for name in dict.fromkeys(entry.names):
                holders[folded(name)].append(position)
        return _Readings(holders)


class _Readings:
    """Names by their characters, so that a search in pinyin looks at few of them closely, and who holds them."""

    def __init__(self, holders: Mapping[str, Sequence[int]]) -> None:
        self._names = list(holders)
        self._holders = list(holders.values())
        self._with_character: dict[str, set[int]] = defaultdict(set)
        for number, name in enumerate(self._names):
            for character in name:
                self._with_character[character].add(number)
        self._spelling = Spelling(self._with_character)
        self._with_class = lru_cache(maxsize=CLASSES_KEPT)(self._with_one_of)

    def find(self, letters: str) -> frozenset[int]:
        """Positions of the holders of every name that reads like the letters."""
        found: set[int] = set()
        for way in self._spelling.ways(letters):
            likely = frozenset.intersection(*sorted(map(self._with_class, way), key=len)) - found
            found.update(number for number in likely if _stands_in(self._names[number], way))
        return frozenset(chain.from_iterable(self._holders[number] for number in found))

    def _with_one_of(self, characters: frozenset[str]) -> frozenset[int]:
        """Numbers of the names that hold one of the characters: a test that spares most names the closer look."""
        return frozenset().union(*(self._with_character[character] for character in characters))


class Spelling:
    """Classes of the given characters that share a reading or its beginning."""

    def __init__(self, characters: Iterable[str]) -> None:
        """Read every character once."""
        whole: dict[str, set[str]] = defaultdict(set)
        begun: dict[str, set[str]] = defaultdict(set)
        for character in characters:
            for reading in readings(character):
                whole[reading].add(character)
                for length in range(1, len(reading) + 1):
                    begun[reading[:length]].add(character)
        self._whole = {reading: frozenset(characters) for reading, characters in whole.items()}
        self._begun = {beginning: frozenset(characters) for beginning, characters in begun.items()}

    def ways(self, letters: str) -> list[list[frozenset[str]]]:
        """Every way to read the letters, as initials or syllables: the class of each character in turn."""
        initials = [self._begun.get(letter, frozenset()) for letter in letters]
        return [way for way in (initials, *self._syllables(letters)) if all(way)]

    def _syllables(self, letters: str) -> list[list[frozenset[str]]]:
        """Ways to read the letters as syllables of characters that occur; after the first, the last may be short."""
        ways: list[list[list[frozenset[str]]]] = [[] for _ in letters] + [[[]]]
        for start in reversed(range(len(letters))):
            for end in range(min(len(letters), start + LONGEST_SYLLABLE), start, -1):
                short = start > 0 and end == len(letters)
                characters = (self._begun if short else self._whole).get(letters[start:end])
                if characters:
                    ways[start] += [[characters, *rest] for rest in ways[end]]
            del ways[start][MOST_SPLITS:]
        return ways[0]


def words_of(text: str) -> tuple[str, ...]:
    """The words of a search, folded."""
    return tuple(dict.fromkeys(folded(text).split()))


def short_form(word: str) -> str:
    """What of a word is looked for in short names."""
    return names.normalised(word) or word


def said(entry: Entry) -> str:
    """All text of an entry, folded: what a word is looked for in."""
    return folded("\n".join((entry.text, *entry.names)))


def short_names(entry: Entry) -> str:
    """The names of an entry in their short form: what the short form of a word is looked for in."""
    return "\n".join(names.normalised(folded(name)) for name in entry.names)


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


def letters_of(word: str) -> str:
    """The word as plain letters (xi'an, Lǜ → xian, lu), or '' when it is no pinyin or too short to be searched as."""
    plain = "".join(char for char in unicodedata.normalize("NFD", word) if not unicodedata.combining(char))
    plain = _SEPARATORS.sub("", plain)
    return plain if _LETTERS.fullmatch(plain) and len(plain) >= FEWEST_LETTERS else ""


def _stands_in(name: str, way: Sequence[frozenset[str]]) -> bool:
    """Whether characters of the classes follow each other somewhere in the name."""
    first = way[0]
    return any(
        name[start] in first and all(map(frozenset.__contains__, way, name[start:]))
        for start in range(len(name) - len(way) + 1)
    )
