"""Which county governs an item: its own prefix, the list it stands in, the sentence, the heading, the issuer.

A county that acts (支持某县…, 某县加快…) governs its sentence; one that only stands before a noun governs
the rest of its clause; several counties named together, or one that only takes part (联动某区), govern
nothing.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from loaders.reading.lexicon import verb_finder, verbs
from loaders.reading.toponyms import AdminHit

COUNTY_LEVELS = ("county", "town")
LOCATED = re.compile(r"(?:位于|地处|坐落[于在]?|选址[于在]?|落户|(?:地点|地址|位置|所在地|属地)(?:为|在|:|\x1f)?)\s*$")
LONGEST_LOCATED = 8


@dataclass(frozen=True, slots=True)
class Governor:
    """A hit that governs from `hit.end` to `until` (view offsets); `rule` says why, `under` who governs behind it."""

    hit: AdminHit
    until: int
    rule: str
    under: "Governor | None" = None


def governors(text: str, sentence: tuple[int, int], clause_ends: list[int], hits: Sequence[AdminHit]) -> list[Governor]:
    """Governing counties of a sentence in order; a plural or comitative one ends the rule of those before it."""
    inside = [hit for hit in hits if hit.level in COUNTY_LEVELS and not hit.is_bare and not hit.is_ordinary]
    found: list[Governor] = []
    acting: Governor | None = None
    for index, hit in enumerate(inside):
        plural = _joined(text, inside, index)
        if plural or _is_comitative(text, hit):
            found.append(Governor(hit, hit.end, "several counties" if plural else "takes part only"))
        elif _acts(text, hit):
            acting = Governor(hit, sentence[1], "the county acts in this sentence")
            found.append(acting)
        else:
            place = bisect_left(clause_ends, hit.end)
            until = clause_ends[place] if place < len(clause_ends) else sentence[1]
            found.append(Governor(hit, until, "the county before this list", acting))
    return found


def located(text: str, sentence: tuple[int, int], hits: Sequence[AdminHit]) -> list[AdminHit]:
    """Counties and towns that a sentence states as the place of what it speaks of (位于某县, 建设地点:某县)."""
    inside = [hit for hit in hits if hit.level in COUNTY_LEVELS and sentence[0] <= hit.start < sentence[1]]
    places = [hit for hit in inside if LOCATED.search(text, max(sentence[0], hit.start - LONGEST_LOCATED), hit.start)]
    return places if len({hit.adcode for hit in inside}) == 1 else []


def governing(found: list[Governor], position: int) -> Governor | None:
    """The last county named before `position`, when its rule still holds there."""
    count = bisect_right(found, position, key=lambda governor: governor.hit.end)
    if not count:
        return None
    last = found[count - 1]
    return last if last.until >= position else last.under


def _joined(text: str, hits: list[AdminHit], index: int) -> bool:
    """Whether the hit is a member of a list of counties with nothing between them."""
    hit = hits[index]
    before = index > 0 and text[hits[index - 1].end : hit.start] in ("、", "和", "及", "与", "")
    after = index + 1 < len(hits) and text[hit.end : hits[index + 1].start] in ("、", "和", "及", "与")
    return (before and hits[index - 1].level == hit.level) or (after and hits[index + 1].level == hit.level)


def _is_comitative(text: str, hit: AdminHit) -> bool:
    word = _word_before(text, hit.start)
    return bool(word) and "comitative" in verbs()[word].roles


def _acts(text: str, hit: AdminHit) -> bool:
    """Whether the county is the subject: after a causative verb, or right before a verb."""
    word = _word_before(text, hit.start)
    if word and "causative" in verbs()[word].roles:
        return True
    following = verb_finder().at_start(text[hit.end : hit.end + 6])
    return len(following) > 1 and "soft" not in verbs()[following].roles


def _word_before(text: str, position: int) -> str:
    """The verb or function word that ends at `position`, or ''."""
    window = text[max(0, position - 6) : position]
    return next((word for _, end, word in verb_finder().find(window) if end == len(window)), "")
