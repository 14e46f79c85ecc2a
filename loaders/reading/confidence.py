"""How likely a mention is right: a logistic model over traits that the rules see but do not decide on.

A trait is a plain fact (what stands before the name, how long its own words are, who gave its county). Its weight in
`data/vocabulary/confidence.csv` was fitted to what the reader made of marked plans before anyone looked at them, by
`tests/benchmarks/fit_confidence.py`. Confidence is the probability that name and county are right.
"""

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from geo.gazetteer import Gazetteer
from loaders.models import Mention
from loaders.reading.characters import is_ideograph
from loaders.reading.lexicon import generic_finder, generic_rest, head_finder, heads, read_rows, verb_finder, verbs

LEAST, MOST = 0.02, 0.99
WIDEST_BEFORE, WIDEST_AFTER = 8, 10
BLANKS = " \u3000\t"
MARKS = {
    "、": "list",
    **dict.fromkeys(",，", "comma"),
    **dict.fromkeys("。；;！？!?", "stop"),
    **dict.fromkeys(":：", "colon"),
    **dict.fromkeys("（(", "bracket"),
    "": "line",
    "\n": "line",
}
SENTENCE_ENDS = re.compile(r"[。；;！？!?\n]")
# Characters that words of a sentence have and names hardly ever.
PARTICLES = frozenset("将把被为使让由从按以于与及了着已正再又也都等各该此其可要须进入向设增转迎更修改共的是在并对还")
PUNCTUATION = re.compile(r"[()（）“”\[\]〔〕、,，;；:：]")
NUMBERED_ROAD = re.compile(r"[GSXYC]\d|\d{3}(?:国道|省道|县道)")
READ_BY = {"head noun": "head", "shares the head": "shared", "natural feature": "natural", "works that": "works"}
COUNTY_BY = {
    "its prefix": "prefix",
    "in the name": "name",
    "issuer": "issuer",
    "a line": "line",
    "no county": "none",
    "row": "row",
    "heading": "heading",
    "acts": "acts",
    "before this list": "list",
}
OWN_LENGTHS, NAME_LENGTHS, PLACE_LENGTHS = (0, 1, 2, 3, 4, 6, 9), (14, 20), (2, 3, 4)
LONGEST_PLACE = 6


@dataclass(frozen=True, slots=True)
class _Plan:
    """What the mentions of a plan share: its text, how often each is named, where counties and towns stand."""

    text: str
    named: Counter[str]
    counties: list[int]
    sentence_ends: list[int]
    gazetteer: Gazetteer


def with_confidence(text: str, mentions: list[Mention], gazetteer: Gazetteer) -> list[Mention]:
    """The mentions of a plan, each with the probability that it is right."""
    weights = _weights()
    return [
        replace(one, confidence=_probability(sum(weights.get(trait, 0.0) for trait in traits)))
        for one, traits in zip(mentions, traits_of(text, mentions, gazetteer), strict=True)
    ]


def traits_of(text: str, mentions: list[Mention], gazetteer: Gazetteer) -> list[tuple[str, ...]]:
    """The traits of each mention of a plan, sorted; every one has `any`, which carries the base rate."""
    plan = _Plan(
        text=text,
        named=Counter(one.name for one in mentions),
        counties=[one.start_char for one in mentions if one.admin_level in ("county", "town", "village")],
        sentence_ends=[match.end() for match in SENTENCE_ENDS.finditer(text)],
        gazetteer=gazetteer,
    )
    return [tuple(sorted({"any", *(_place if one.type == "admin" else _project)(plan, one)})) for one in mentions]


def _probability(score: float) -> float:
    return round(min(MOST, max(LEAST, 1 / (1 + math.exp(-score)))), 2)


@lru_cache(maxsize=1)
def _weights() -> dict[str, float]:
    return {row["trait"]: float(row["weight"]) for row in read_rows("confidence.csv", ("trait", "weight"))}


def _place(plan: _Plan, mention: Mention) -> Iterator[str]:
    """Traits of an administrative name."""
    yield "place"
    yield f"place {mention.rule.split()[0]}"
    yield f"place level {mention.admin_level}"
    yield f"place length {_bucket(len(mention.surface), PLACE_LENGTHS)}"
    yield from (f"place {trait}" for trait in _around(plan, mention))
    if generic_finder().find(mention.surface):
        yield "place generic"


def _project(plan: _Plan, mention: Mention) -> Iterator[str]:
    """Traits of a project, site or river."""
    reason = {one.role: one.reason for one in mention.evidence}
    read = next((name for opening, name in READ_BY.items() if reason["name"].startswith(opening)), "other")
    head = _head(reason["name"]) if read in ("head", "shared") else ""
    own, _, tail = mention.name.rpartition(head) if head in mention.name and head else (mention.name, "", "")
    around = set(_around(plan, mention))
    yield from around
    yield f"read by {read}"
    yield f"strength {heads()[head].strength if head in heads() else 'none'}"
    yield f"stage {mention.stage}"
    if tail:
        yield "tail"
    if not mention.task_id:
        yield "outside tasks"
    yield f"name length {_bucket(len(mention.name), NAME_LENGTHS)}"
    if NUMBERED_ROAD.match(mention.name):
        yield "road by number"
    else:
        yield from _own_words(own, plan.gazetteer)
    yield from _county(plan, mention, reason["county"])
    if read == "natural":
        yield from _natural(plan, mention, around)


def _head(reason: str) -> str:
    """The head noun a reason names: head noun 水库, shares the head 水库 of its list."""
    return reason.removeprefix("head noun ").removeprefix("shares the head ").split()[0]


def _own_words(own: str, gazetteer: Gazetteer) -> Iterator[str]:
    """Traits of the words that distinguish a name: how long, of what, and whether they open with a place."""
    yield f"own words {_bucket(len(own), OWN_LENGTHS)}"
    if own and not generic_rest(own):
        yield "own words generic"
    if any(len(word) > 1 and "soft" not in verbs()[word].roles for _, _, word in verb_finder().find(own)):
        yield "verb inside"
    if PARTICLES & set(own):
        yield "particle inside"
    if PUNCTUATION.search(own):
        yield "mark inside"
    if any(character.isdigit() for character in own):
        yield "digit inside"
    place = next(
        (length for length in range(min(LONGEST_PLACE, len(own)), 1, -1) if _is_place(own[:length], gazetteer)), 0
    )
    yield (
        "own words no place"
        if not place
        else "own words a place"
        if place == len(own)
        else "own words open with a place"
    )


def _is_place(words: str, gazetteer: Gazetteer) -> bool:
    return bool(gazetteer.named(words) or gazetteer.townships_named(words))


def _county(plan: _Plan, mention: Mention, reason: str) -> Iterator[str]:
    """What gave the county; without one, whether its sentence names a county before."""
    given = next((name for words, name in COUNTY_BY.items() if words in reason), "other")
    yield f"county by {given}"
    if given in ("none", "line"):
        place = bisect_left(plan.sentence_ends, mention.start_char)
        start = plan.sentence_ends[place - 1] if place else 0
        before = bisect_left(plan.counties, mention.start_char) - bisect_left(plan.counties, start)
        yield "county not taken" if before else "county not named"


def _natural(plan: _Plan, mention: Mention, around: set[str]) -> Iterator[str]:
    """Rivers, lakes and mountains: short names, names of places, names that run on."""
    yield f"natural length {_bucket(len(mention.name), PLACE_LENGTHS)}"
    if _is_place(mention.name, plan.gazetteer):
        yield "natural a place"
    if not around & {"after list", "after comma", "after stop", "after stage", "after verb"}:
        yield "natural runs on"


def _around(plan: _Plan, mention: Mention) -> Iterator[str]:
    """What stands right before and after the first piece of a mention, and whether the plan names it again."""
    piece = mention.parts[0]
    before = plan.text[max(0, piece.start_char - WIDEST_BEFORE) : piece.start_char].rstrip(BLANKS)
    after = plan.text[piece.end_char : piece.end_char + WIDEST_AFTER].lstrip(BLANKS)
    yield f"before {_before(before)}"
    yield f"after {_after(after)}"
    yield "named again" if plan.named[mention.name] > 1 else "named once"


def _before(words: str) -> str:
    last = words[-1:]
    if not last or not is_ideograph(last):
        return MARKS.get(last, "mark")
    if last in "和及与":
        return "and"
    closing = next((word for _, end, word in verb_finder().find(words) if end == len(words)), "")
    return _verb(closing) if closing else "word"


def _after(words: str) -> str:
    first = words[:1]
    if not first or not is_ideograph(first):
        return "digit" if first.isdigit() else MARKS.get(first, "mark")
    if first in "和及与等":
        return "etc" if first == "等" else "and"
    opening = verb_finder().at_start(words)
    if opening:
        return _verb(opening)
    return "head" if head_finder().at_start(words) else "generic" if generic_finder().at_start(words) else "word"


def _verb(word: str) -> str:
    return "particle" if len(word) == 1 else "stage" if verbs()[word].stage != "none" else "verb"


def _bucket(number: int, edges: tuple[int, ...]) -> str:
    """The first edge a number does not pass, or the last one with a plus."""
    return next((str(edge) for edge in edges if number <= edge), f"{edges[-1]}+")
