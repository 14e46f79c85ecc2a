"""Chinese names in Latin letters for readers of the English interface: 茶园水库 → Chayuan Shuiku.

Divisions get their rank in English (黔江区 → Qianjiang District, 酉阳土家族苗族自治县 → Youyang Tujia and Miao
Autonomous County); everything else is plain pinyin. The words of a name are what the tables know: head nouns of
projects, ordinary words and names of divisions, the longest first; what stands between is one word. Ranks, names
with a usual spelling (哈尔滨, Harbin) and peoples are rows of `data/vocabulary/romanisation.csv`.
"""

import csv
import re
import unicodedata
from functools import lru_cache

from geo.gazetteer import Gazetteer, bare_name
from loaders.errors import VocabularyError
from loaders.vocabulary import VOCABULARY_DIRECTORY

CHINESE = re.compile("[\u3400-\u9fff〇]+")
PEOPLE = re.compile("[\u3400-\u9fff]{1,5}?族")
ENDS = "山河江湖岛峡湾寺桥镇乡"  # characters that end a word of a name: 蒲花河暗河
RANKS = "省市县区州"  # a word of its own behind the name of a division
FEWEST = 2  # characters of a word before such an end
LONGEST_WORD = 3  # characters; a longer head is written as the words it is made of: 高速 公路
WORD_LISTS = ("heads.csv", "generic_words.csv", "common_words.csv", "kind_hints.csv")
VOWELS = "aeo"  # an apostrophe stands before them within a word: Xi'an
PUNCTUATION = str.maketrans({"、": ", ", "，": ", ", "；": "; ", "：": ": ", "（": " (", "）": ")", "—": "–", "·": " "})


@lru_cache(maxsize=32768)
def romanised(name: str, *, division: bool = False) -> str:
    """The name in Latin letters; of a `division`, with its rank in English. '' where nothing is Chinese."""
    if not CHINESE.search(name):
        return ""
    return _division(name) if division else _words(name)


def _division(name: str) -> str:
    """A division by its bare name, its peoples and its rank; several, put together, one after another."""
    known = _table("name").get(name)
    rank = next((rank for rank in _table("rank") if name.endswith(rank) and len(name) > len(rank)), None)
    if known or rank is None:
        return known or _words(name)
    inner = name.removesuffix(rank)
    bare = bare_name(name) if inner.endswith("族") else inner
    if not inner.startswith(bare):
        bare = inner
    peoples = [_people(one) for one in PEOPLE.findall(inner.removeprefix(bare))]
    ranked = [_words(bare), _listed(peoples), _table("rank")[rank]]
    return " ".join(filter(None, ranked))


def _people(name: str) -> str:
    return _table("people").get(name) or _word(name.removesuffix("族"))


def _listed(names: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def _words(name: str) -> str:
    """Every run of Chinese characters word by word; what is Latin stays."""
    text = unicodedata.normalize("NFKC", CHINESE.sub(lambda run: f" {_run(run[0])} ", name.translate(PUNCTUATION)))
    return re.sub(r"\s+([),;:”’])", r"\1", re.sub(r"([(“‘])\s+", r"\1", " ".join(text.split())))


def _run(characters: str) -> str:
    """Chinese characters word by word; a particle stands between two words, in small letters."""
    particles = _table("particle")
    words: list[str] = []
    pending, rest = "", characters
    while rest:
        known = _known_at(rest)
        step = known or rest[0]
        between = step in particles and bool(pending or words)
        if words and not pending and step in RANKS:
            words.append(_word(step))
        elif known or between:
            words += [_word(pending), particles[step] if between else _word(known)]
            pending = ""
        else:
            pending += step
        rest = rest[len(step) :]
        if len(pending) >= FEWEST and step in ENDS:
            words.append(_word(pending))
            pending = ""
    return " ".join(filter(None, [*words, _word(pending)]))


def _known_at(rest: str) -> str:
    """The longest word of the tables that the rest begins with, or ''."""
    lengths = range(min(LONGEST_WORD, len(rest)), 1, -1)
    return next((rest[:length] for length in lengths if rest[:length] in _lexicon()), "")


@lru_cache(maxsize=4096)
def _word(characters: str) -> str:
    """One word by its usual spelling, else in pinyin with a capital.

    pypinyin is imported here, so that only the English interface waits for its tables.
    """
    usual = _table("bare").get(characters)
    if usual or not characters:
        return usual or ""
    from pypinyin import lazy_pinyin

    syllables = lazy_pinyin(characters, v_to_u=True, errors="ignore")
    joined = "".join(f"'{one}" if place and one[0] in VOWELS else one for place, one in enumerate(syllables))
    return joined.capitalize()


@lru_cache(maxsize=1)
def _lexicon() -> frozenset[str]:
    divisions = {bare_name(division.name) for division in Gazetteer.load().divisions()}
    words = set(_table("bare")) | divisions
    for name in WORD_LISTS:
        with (VOCABULARY_DIRECTORY / name).open(encoding="utf-8", newline="") as file:
            words |= {row["word"] for row in csv.DictReader(file)}
    return frozenset(word for word in words if len(word) > 1)


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, str]]:
    path = VOCABULARY_DIRECTORY / "romanisation.csv"
    tables: dict[str, dict[str, str]] = {}
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                tables.setdefault(row["list"], {})[row["zh"]] = row["en"]
    except (OSError, KeyError) as error:
        raise VocabularyError(f"{path}: cannot be read ({error}); restore it from the repository") from error
    return tables


def _table(name: str) -> dict[str, str]:
    return _tables()[name]
