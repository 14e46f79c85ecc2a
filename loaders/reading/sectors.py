"""Sectors of a task, from the words of its title and its clause."""

from collections import Counter

from loaders.reading.headwords import VAGUE
from loaders.reading.lexicon import head_finder, heads, sector_words
from loaders.vocabulary import sector_of_kind

TITLE_WEIGHT = 4
MOST_SECTORS = 3
SHARE_OF_BEST = 0.45
HEAD_WEIGHT = 2


def sectors_of(title: str, clause: str) -> tuple[str, ...]:
    """Sector codes of a task, strongest first; ('governance',) when no word signals one.

    A word counts up to three times in the clause, `TITLE_WEIGHT` times in the title, a head noun (水库,
    高速公路) for the sector of its kind; a further sector must reach `SHARE_OF_BEST` of the strongest.
    """
    scores = {
        sector: sum(_score(word, weight, title, clause) for word, weight in words.items())
        for sector, words in sector_words().items()
    }
    for sector, count in _head_sectors(clause).items():
        scores[sector] += HEAD_WEIGHT * count
    best = max(scores.values())
    if best <= 0:
        return ("governance",)
    ranked = sorted(scores, key=lambda sector: -scores[sector])
    return tuple(sector for sector in ranked[:MOST_SECTORS] if scores[sector] >= SHARE_OF_BEST * best)


def _head_sectors(clause: str) -> Counter[str]:
    """How many different head nouns of each sector stand in a clause; vague ones do not count."""
    found = {word for _, _, word in head_finder().find(clause) if heads()[word].strength not in VAGUE}
    return Counter(sector for word in found if (sector := sector_of_kind(heads()[word].kind)))


def _score(word: str, weight: int, title: str, clause: str) -> int:
    if word in title:
        return weight * TITLE_WEIGHT
    return weight * min(clause.count(word), 3)
