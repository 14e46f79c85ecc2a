"""Sectors of a task: the subjects a planner would file it under, from its words, its heading and its units.

A clause is cut into its parts (list members, phrases); every part speaks for the sectors of its words
(`data/vocabulary/sector_words.csv`, weight 1–4; words of the sector `none` mean nothing: 革命老区, 绿色通道).
Units speak by their names (`unit_sectors.csv`). The strongest sector counts, and every other one that reaches `LEAST`.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache

from loaders.reading.lexicon import WordFinder, head_finder, heads, read_rows
from loaders.vocabulary import sector_of_kind

MOST_SECTORS = 3
LEAST = 1.03
# What each share adds: of the parts that speak for a sector, of the weight of its words, of the words of the title,
# the heading and the plan's title, of the units, and a clear number of parts. Fitted on the marked plans, each left
# out in turn.
OF_PARTS, OF_WEIGHT, OF_TITLE, OF_HEADING, OF_SUBJECT, OF_UNITS, OF_COUNT = 0.46, 0.95, 0.78, 0.36, 0.27, 0.65, 0.75
LEAST_WEIGHT, LEAST_UNITS, CLEAR_COUNT, SURE_WEIGHT = 3, 2, 3, 2
LEAD_WEIGHT = 2
PARTING = re.compile(r"[,;、。:|\t\n]| {2,}|和")
# Signs that are no words: the number of a road, counted or listed villages, rivers to be put in order,
# plants that are no waterworks or power station.
SIGNS = (
    (re.compile(r"(?<![A-Z])[GSXY]\d{2,4}"), ("transport",), 3),
    (re.compile(r"\d个[\u4e00-\u9fff“”]{0,6}村(?!级)|[\u4e00-\u9fff]{2}村(?=$|[\d“])"), ("rural",), 3),
    (re.compile(r"[\u4e00-\u9fff](?:河|江|湖)(?=$|整治|治理|综合|流域|\()"), ("water", "ecology"), 1),
    (
        re.compile(r"[\u4e00-\u9fff](?<![水理电圾热源站])厂(?=$|[一二三四]期|扩建|技改|迁建|投产|扩能)"),
        ("industry",),
        2,
    ),
)
NOTHING = "none"
DEFAULT = ("governance",)

Weights = Mapping[str, float]


def sectors_of(
    title: str, clause: str, *, heading: str = "", units: Sequence[str] = (), subject: str = ""
) -> tuple[str, ...]:
    """Sector codes of a task, strongest first; ('governance',) when nothing signals one.

    `heading` is the one right above the task, `units` who is due to do it, the lead first, `subject` the
    title of the plan.
    """
    parts = [signals for part in PARTING.split(clause) if (signals := _signals(part) or _head_signals(part))]
    votes = _sum(*map(_vote, parts))
    scores = _sum(
        _shares(votes, OF_PARTS),
        _shares(_sum(*parts), OF_WEIGHT),
        _shares(_signals(title), OF_TITLE, least=LEAST_WEIGHT),
        _shares(_signals(heading), OF_HEADING, least=LEAST_WEIGHT),
        _shares(_signals(subject), OF_SUBJECT, least=LEAST_WEIGHT),
        _shares(_unit_signals(units), OF_UNITS, least=LEAST_UNITS),
        {sector: OF_COUNT * min(1.0, count / CLEAR_COUNT) for sector, count in votes.items()},
    )
    ranked = sorted(scores, key=lambda sector: -scores[sector])[:MOST_SECTORS]
    return tuple(sector for sector in ranked if sector == ranked[0] or scores[sector] >= LEAST) or DEFAULT


@lru_cache(maxsize=1)
def _sectors_of_words() -> dict[str, dict[str, int]]:
    """What each signal word says: sectors with weights."""
    words: dict[str, dict[str, int]] = {}
    for row in read_rows("sector_words.csv", ("sector", "word", "weight")):
        words.setdefault(row["word"], {})[row["sector"]] = int(row["weight"])
    return words


@lru_cache(maxsize=1)
def _finder() -> WordFinder:
    return WordFinder(_sectors_of_words())


def _signals(words: str) -> Weights:
    """Weight of the signals of each sector in some words."""
    said = [_sectors_of_words()[word] for _, _, word in _finder().find(words)]
    for pattern, sectors, weight in SIGNS:
        said += [dict.fromkeys(sectors, weight) for _ in pattern.finditer(words)]
    total = _sum(*said)
    return {sector: weight for sector, weight in total.items() if sector != NOTHING}


def _head_signals(words: str) -> Weights:
    """What the head nouns of named things say where no other word speaks."""
    found = (heads()[word].kind for _, _, word in head_finder().find(words))
    return _sum(*({sector: 1} for kind in found if (sector := sector_of_kind(kind))))


@lru_cache(maxsize=1)
def _unit_words() -> tuple[WordFinder, dict[str, str]]:
    sectors = {row["word"]: row["sector"] for row in read_rows("unit_sectors.csv", ("word", "sector"))}
    return WordFinder(sectors), sectors


def _unit_signals(units: Sequence[str]) -> Weights:
    """What the names of units say: 市水利局 works on water."""
    finder, sectors = _unit_words()
    said = []
    for place, unit in enumerate(units):
        named = {sectors[word] for _, _, word in finder.find(unit)}
        said.append({sector: (1 if place else LEAD_WEIGHT) / len(named) for sector in named})
    return _sum(*said)


def _vote(signals: Weights) -> Weights:
    """One vote of a part for its strongest sectors, less when its words only hint."""
    strongest = max(signals.values())
    best = [sector for sector, weight in signals.items() if weight == strongest]
    return dict.fromkeys(best, min(1.0, strongest / SURE_WEIGHT) / len(best))


def _sum(*weights: Weights) -> Weights:
    total: defaultdict[str, float] = defaultdict(float)
    for one in weights:
        for sector, weight in one.items():
            total[sector] += weight
    return total


def _shares(weights: Weights, of: float, *, least: float = 0) -> Weights:
    """Each sector's share of all weights (of `least` at the least), times `of`."""
    total = max(sum(weights.values()), least)
    return {sector: of * weight / total for sector, weight in weights.items()}
