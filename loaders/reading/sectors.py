"""Sectors of a task, from the words of its title and its clause."""

from loaders.reading.lexicon import sector_words

TITLE_WEIGHT = 4
MOST_SECTORS = 2
SHARE_OF_BEST = 0.55


def sectors_of(title: str, clause: str) -> tuple[str, ...]:
    """Sector codes of a task, strongest first; ('governance',) when no word signals one.

    A word counts once in the clause and `TITLE_WEIGHT` times in the title; a second sector must reach
    `SHARE_OF_BEST` of the strongest.
    """
    scores = {
        sector: sum(_score(word, weight, title, clause) for word, weight in words.items())
        for sector, words in sector_words().items()
    }
    best = max(scores.values())
    if best <= 0:
        return ("governance",)
    ranked = sorted(scores, key=lambda sector: -scores[sector])
    return tuple(sector for sector in ranked[:MOST_SECTORS] if scores[sector] >= SHARE_OF_BEST * best)


def _score(word: str, weight: int, title: str, clause: str) -> int:
    if word in title:
        return weight * TITLE_WEIGHT
    return weight * min(clause.count(word), 3)
