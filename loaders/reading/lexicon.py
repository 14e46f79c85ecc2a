"""Lexicons of the reader: word lists that are data, read once from `data/vocabulary/`."""

import csv
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from ahocorasick_rs import AhoCorasick, MatchKind

from loaders.errors import VocabularyError
from loaders.vocabulary import VOCABULARY_DIRECTORY

Match = tuple[int, int, str]
FUNCTION = frozenset({"function"})
OWN_WORDS = 2  # characters that no generic word explains: so many make a name


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
    with nothing but a governing county, weak heads need a place name in front, ending heads close a
    whole member of a list (朝阳寺, 文峰塔) and are no heads inside longer words, part heads are parts of the
    thing named before them (水库|大坝). `material` tells that the
    word also names a matter or a service, so that a noun right behind it takes over (光伏组件).
    """

    word: str
    kind: str
    strength: str
    material: bool


class WordFinder:
    """All longest non-overlapping words of a lexicon in a text, left to right, with their positions.

    `rank` settles words that overlap: by default the leftmost longest counts; a function of a match
    gives another order (head nouns: the one that ends later; place names: the longer one).
    """

    def __init__(self, words: Iterable[str], *, rank: Callable[[Match], tuple[int, int]] | None = None) -> None:
        self.words = tuple(dict.fromkeys(words))
        self._rank = rank
        kind = MatchKind.Standard if rank else MatchKind.LeftmostLongest
        self._automaton = AhoCorasick(list(self.words), matchkind=kind)

    def find(self, text: str) -> list[Match]:
        """`(start, end, word)` of every match, in order."""
        matches = self._automaton.find_matches_as_indexes(text, overlapping=self._rank is not None)
        found = [(start, end, self.words[i]) for i, start, end in matches]
        return found if self._rank is None else _best_apart(found, self._rank)

    def at_start(self, text: str) -> str:
        """The longest word that opens `text`, or ''."""
        found = self._automaton.find_matches_as_indexes(text[:24])
        return self.words[found[0][0]] if found and found[0][1] == 0 else ""


def _best_apart(matches: list[Match], rank: Callable[[Match], tuple[int, int]]) -> list[Match]:
    """Matches that do not overlap, the lowest rank first; runs of overlapping matches are settled one by one."""
    kept: list[Match] = []
    run: list[Match] = []
    for match in [*sorted(matches), (sys.maxsize, sys.maxsize, "")]:
        if run and match[0] >= max(end for _, end, _ in run):
            chosen: list[Match] = []
            for one in sorted(run, key=rank):
                if all(one[1] <= other[0] or one[0] >= other[1] for other in chosen):
                    chosen.append(one)
            kept += sorted(chosen)
            run = []
        run.append(match)
    return kept


@lru_cache(maxsize=1)
def verbs() -> dict[str, Verb]:
    """Verbs, adverbs and function words by word."""
    rows = read_rows("verbs.csv", ("word", "stage", "roles"))
    adverbs = {row["word"]: Verb(row["word"], "none", FUNCTION) for row in read_rows("adverbs.csv", ("word",))}
    return adverbs | {row["word"]: Verb(row["word"], row["stage"], frozenset(row["roles"].split())) for row in rows}


@lru_cache(maxsize=1)
def verb_finder() -> WordFinder:
    """Finder of all verbs and function words."""
    return WordFinder(verbs())


@lru_cache(maxsize=1)
def heads() -> dict[str, Head]:
    """Head nouns by word."""
    rows = read_rows("heads.csv", ("word", "kind", "strength", "material"))
    return {row["word"]: Head(row["word"], row["kind"], row["strength"], row["material"] == "yes") for row in rows}


@lru_cache(maxsize=1)
def head_finder() -> WordFinder:
    """Finder of the head nouns that count wherever they stand."""
    words = (word for word, head in heads().items() if head.strength != "ending")
    return WordFinder(words, rank=lambda match: (-match[1], match[0]))


@lru_cache(maxsize=1)
def ending_heads() -> tuple[str, ...]:
    """Head nouns that count only at the end of a member of a list, the longest first."""
    return tuple(sorted((word for word, head in heads().items() if head.strength == "ending"), key=len, reverse=True))


@lru_cache(maxsize=1)
def generic_finder() -> WordFinder:
    """Finder of words that describe and never distinguish (国家级, 现代, 农业 …)."""
    return WordFinder(row["word"] for row in read_rows("generic_words.csv", ("word",)))


@lru_cache(maxsize=1)
def product_finder() -> WordFinder:
    """Finder of crops, livestock and other goods (苹果, 油茶): they open names of programmes, and of places too."""
    return WordFinder(row["word"] for row in read_rows("products.csv", ("word",)))


@lru_cache(maxsize=1)
def common_words() -> dict[str, bool]:
    """Ordinary words that are also names of divisions (通道, 安康 …): whether a plan of that place means the place."""
    rows = read_rows("common_words.csv", ("word", "trusted_at_home"))
    return {row["word"]: row["trusted_at_home"] == "yes" for row in rows}


@lru_cache(maxsize=1)
def common_towns() -> frozenset[str]:
    """Ordinary words that are also bare names of townships (富强, 青年, 大桥)."""
    return frozenset(row["word"] for row in read_rows("common_towns.csv", ("word",)))


@lru_cache(maxsize=1)
def place_traps() -> frozenset[str]:
    """Longer words that hold the name of a place and mean none (大理石, 西安事变)."""
    return frozenset(row["word"] for row in read_rows("place_traps.csv", ("word",)))


@lru_cache(maxsize=1)
def place_openers() -> tuple[str, ...]:
    """Words before a place that are no verbs of plans (毗邻, 来自, 境内)."""
    return tuple(row["word"] for row in read_rows("place_words.csv", ("word", "side")) if row["side"] == "before")


@lru_cache(maxsize=1)
def place_closers() -> tuple[str, ...]:
    """Words behind a place named for itself (境内, 方向, 两地)."""
    return tuple(row["word"] for row in read_rows("place_words.csv", ("word", "side")) if row["side"] == "after")


@lru_cache(maxsize=1)
def village_stops() -> tuple[str, ...]:
    """Words before 村 or 社区 that describe and name none (示范, 行政, 安置)."""
    return tuple(row["word"] for row in read_rows("place_words.csv", ("word", "side")) if row["side"] == "village")


@lru_cache(maxsize=1)
def region_finder() -> WordFinder:
    """Finder of regions that are no divisions (长三角, 西部陆海新通道 …)."""
    return WordFinder(row["word"] for row in read_rows("regions.csv", ("word",)))


@lru_cache(maxsize=2)
def words_after(what: str) -> tuple[str, ...]:
    """Words that may follow the name of a `river`, or of a `matter` that is a thing of its own (光伏|基地)."""
    return tuple(row["word"] for row in read_rows("after_words.csv", ("word", "after")) if row["after"] == what)


@lru_cache(maxsize=1)
def class_compounds() -> WordFinder:
    """Finder of words that begin with a class noun and go on otherwise (堤|防, 河|道): no name ends inside them."""
    return WordFinder(row["word"] for row in read_rows("class_compounds.csv", ("word",)))


@lru_cache(maxsize=1)
def natural_traps() -> WordFinder:
    """Finder of words that end like a river, mountain or port and name no single one to place (江河, 矿山, 长江)."""
    return WordFinder(row["word"] for row in read_rows("natural_traps.csv", ("word",)))


@lru_cache(maxsize=1)
def kind_hints() -> dict[str, str]:
    """Kinds that words of a name give to zones whose head says nothing (智能网联…先导区 → digital)."""
    return {row["word"]: row["kind"] for row in read_rows("kind_hints.csv", ("word", "kind"))}


def generic_rest(words: str) -> int:
    """How many characters of `words` are left when generic words are taken out."""
    kept = len(re.findall(r"\w", words))
    return kept - sum(len(re.findall(r"\w", word)) for _, _, word in generic_finder().find(words))
