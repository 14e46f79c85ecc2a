"""Lexicons of the reader: word lists that are data, read once from `data/vocabulary/`."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from ahocorasick_rs import AhoCorasick, MatchKind

from loaders.errors import VocabularyError
from loaders.vocabulary import VOCABULARY_DIRECTORY


def read_rows(name: str, columns: tuple[str, ...]) -> list[dict[str, str]]:
    """Rows of a vocabulary file.

    Raises
    ------
    VocabularyError
        If the file is missing or lacks one of `columns`.
    """
    path = VOCABULARY_DIRECTORY / name
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            rows = list(reader)
    except OSError as error:
        raise VocabularyError(f"{path}: cannot be read; restore it from the repository") from error
    missing = set(columns) - set(reader.fieldnames or ())
    if missing:
        raise VocabularyError(f"{path}: lacks the column {', '.join(sorted(missing))}; restore it from the repository")
    return rows


@lru_cache(maxsize=1)
def sector_words() -> dict[str, dict[str, int]]:
    """Words that signal a sector, with their weight, by sector code."""
    words: dict[str, dict[str, int]] = {}
    for row in read_rows("sector_words.csv", ("sector", "word", "weight")):
        words.setdefault(row["sector"], {})[row["word"]] = int(row["weight"])
    return words


@lru_cache(maxsize=1)
def framing_titles() -> frozenset[str]:
    """Titles of the sections that frame a plan and hold no task (指导思想, 保障措施 …)."""
    return frozenset(row["title"] for row in read_rows("section_titles.csv", ("title",)))


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb or function word: the stage it gives ('none' when it gives none) and its roles in a clause.

    Roles: soft (also part of names: 开发区), reference (names what exists: 围绕), causative (its object
    acts: 推动某县), comitative (its object only takes part: 联动某区), function (a particle).
    """

    word: str
    stage: str
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Head:
    """A head noun of project names with the kind it gives.

    Strength: strong and facility heads need some word of their own before them, zone heads also stand
    with nothing but a governing county, weak heads need a place name in front.
    """

    word: str
    kind: str
    strength: str


class WordFinder:
    """All longest non-overlapping words of a lexicon in a text, left to right, with their positions.

    With `latest`, of two words that overlap the one that ends later counts: head nouns stand last
    (涪陵|园区, not 涪|陵园).
    """

    def __init__(self, words: Iterable[str], *, latest: bool = False) -> None:
        self.words = tuple(dict.fromkeys(words))
        self._latest = latest
        kind = MatchKind.Standard if latest else MatchKind.LeftmostLongest
        self._automaton = AhoCorasick(list(self.words), matchkind=kind)

    def find(self, text: str) -> list[tuple[int, int, str]]:
        """`(start, end, word)` of every match."""
        matches = self._automaton.find_matches_as_indexes(text, overlapping=self._latest)
        found = [(start, end, self.words[i]) for i, start, end in matches]
        return _latest_ending(found) if self._latest else found

    def at_start(self, text: str) -> str:
        """The longest word that opens `text`, or ''."""
        found = self._automaton.find_matches_as_indexes(text[:24])
        return self.words[found[0][0]] if found and found[0][1] == 0 else ""


def _latest_ending(matches: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Non-overlapping matches, taken from the end; of several that end together the longest."""
    kept: list[tuple[int, int, str]] = []
    for match in sorted(matches, key=lambda one: (-one[1], one[0])):
        if not kept or match[1] <= kept[-1][0]:
            kept.append(match)
    return kept[::-1]


@lru_cache(maxsize=1)
def verbs() -> dict[str, Verb]:
    """Verbs and function words by word."""
    rows = read_rows("verbs.csv", ("word", "stage", "roles"))
    return {row["word"]: Verb(row["word"], row["stage"], frozenset(row["roles"].split())) for row in rows}


@lru_cache(maxsize=1)
def verb_finder() -> WordFinder:
    """Finder of all verbs and function words."""
    return WordFinder(verbs())


@lru_cache(maxsize=1)
def heads() -> dict[str, Head]:
    """Head nouns by word."""
    return {row["word"]: Head(**row) for row in read_rows("heads.csv", ("word", "kind", "strength"))}


@lru_cache(maxsize=1)
def head_finder() -> WordFinder:
    """Finder of all head nouns."""
    return WordFinder(heads(), latest=True)


@lru_cache(maxsize=1)
def generic_finder() -> WordFinder:
    """Finder of words that describe and never distinguish (国家级, 现代, 农业 …)."""
    return WordFinder(row["word"] for row in read_rows("generic_words.csv", ("word",)))


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """Ordinary words that are also bare names of divisions (通道, 资源, 延长 …)."""
    return frozenset(row["word"] for row in read_rows("common_words.csv", ("word",)))


@lru_cache(maxsize=1)
def region_finder() -> WordFinder:
    """Finder of regions that are no divisions (长三角, 西部陆海新通道 …)."""
    return WordFinder(row["word"] for row in read_rows("regions.csv", ("word",)))


@lru_cache(maxsize=1)
def kind_hints() -> dict[str, str]:
    """Kinds that words of a name give to zones whose head says nothing (智能网联…先导区 → digital)."""
    return {row["word"]: row["kind"] for row in read_rows("kind_hints.csv", ("word", "kind"))}
