"""Names that one plan writes longer than another: 清水水库 and 清水水库除险加固工程.

The longer name is the shorter one and words of the vocabulary that say what is done to it, the last of them a head
noun that names works and nothing else (工程, 项目). Such names may mean one project or two; nothing here decides it.
"""

from collections.abc import Iterable
from functools import lru_cache

from geo.names import core
from loaders.reading.lexicon import heads, read_rows, verbs

SHORTEST_NAME = 3  # characters; of two, one often is but the start of another name
STEM = "甲乙丙"  # any name at all


def stems(long: str) -> Iterable[str]:
    """What may be the shorter name of a longer one: all that a head noun of works follows."""
    return (long[:end] for end in range(SHORTEST_NAME, len(long)) if _says_works(long[end:]))


@lru_cache(maxsize=4096)
def _says_works(words: str) -> bool:
    """Whether the words are of the vocabulary from end to end, and the last one is a head noun of works."""
    ends = [end for end in range(len(words)) if words[end:] in works()]
    return any(_is_vocabulary(words[:end]) for end in ends)


def _is_vocabulary(words: str) -> bool:
    reached = {0}
    for end in range(1, len(words) + 1):
        if any(words[start:end] in _words() for start in reached):
            reached.add(end)
    return len(words) in reached


@lru_cache(maxsize=1)
def works() -> frozenset[str]:
    """Head nouns that name works and not which: those that a name loses among its generic endings."""
    return frozenset(word for word in heads() if core(STEM + word) == STEM)


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    generic = (row["word"] for row in read_rows("generic_words.csv", ("word",)))
    return frozenset((*heads(), *verbs(), *generic))
