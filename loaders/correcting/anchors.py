"""Finding the words of a plan again that a correction is about: after other rules of reading, in a new version of it.

In the text the correction was made in, its offsets say where. In another text the surface is sought with the characters
around it, blanks aside; of several places the one must fit clearly best, otherwise the correction is not applied.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace

from loaders.correcting.models import Anchor, Extent
from loaders.models import Mention, PlanDocument

CONTEXT = 24  # characters kept before and after the surface
LEAST_CONTEXT = 6  # of both sides together that must agree in another text
LEAST_PIECE = 2  # characters of the beginning or the end of a name that stand apart in a text
LEAST_OVERLAP = 0.5  # share of characters by which a mention is the anchored one though its bounds have moved


def anchor(document: PlanDocument, start: int, end: int, *, name: str, part: int = 0) -> Anchor:
    """The anchor of a piece of the plan's text."""
    text = document.text
    return Anchor(
        plan_id=document.plan_id,
        sha256=document.sha256,
        start_char=start,
        end_char=end,
        surface=text[start:end],
        before=_bare(text[max(0, start - 4 * CONTEXT) : start])[-CONTEXT:],
        after=_bare(text[end : end + 4 * CONTEXT])[:CONTEXT],
        name=name,
        part=part,
    )


def record_id(anchored: Anchor) -> str:
    """The id of the correction of a mention: the same wherever the same text is read in the same way."""
    named = (anchored.sha256, anchored.start_char, anchored.end_char, anchored.name, anchored.part)
    return "c-" + hashlib.sha256("|".join(map(str, named)).encode()).hexdigest()[:20]


def renewed(anchored: Anchor, document: PlanDocument, extent: Extent) -> Anchor:
    """The anchor for where its words stand in this text; name and part stay."""
    return replace(anchor(document, *extent, name=anchored.name), part=anchored.part)


def extent(anchored: Anchor, document: PlanDocument) -> Extent | None:
    """Where the anchored words stand in the plan, or None when they cannot be told."""
    if document.sha256 == anchored.sha256:
        own = (anchored.start_char, anchored.end_char)
        return own if document.text[own[0] : own[1]] == anchored.surface else None
    return _sought(anchored, document.text)


def mention_at(anchored: Anchor, where: Extent, mentions: Iterable[Mention]) -> Mention | None:
    """The mention that is the anchored one: of those in about its place the one of its name, then the closest."""
    near = [one for one in mentions if one.start_char < where[1] and where[0] < one.end_char]
    ranked = sorted(((_likeness(anchored, where, one), one) for one in near), key=lambda pair: pair[0])
    if not ranked or ranked[-1][0] <= (False, LEAST_OVERLAP):
        return None
    tied = len(ranked) > 1 and ranked[-1][0] == ranked[-2][0]
    return None if tied else ranked[-1][1]


def occurrences(text: str, words: str) -> tuple[Extent, ...]:
    """Where words stand in a text, blanks and line ends aside; none for words that are only blanks."""
    bare, offsets = _view(text)
    sought = _bare(words)
    found, start = list[Extent](), bare.find(sought) if sought else -1
    while start >= 0:
        found.append((offsets[start], offsets[start + len(sought) - 1] + 1))
        start = bare.find(sought, start + len(sought))
    return tuple(found)


def is_made_of(name: str, text: str) -> bool:
    """Whether a name stands in a text, whole or as a beginning and an end: 东湖水库 in 东湖和西湖水库."""
    bare, sought = _bare(text), _bare(name)
    cuts = range(LEAST_PIECE, len(sought) - LEAST_PIECE + 1)
    return sought in bare or any(sought[:cut] in bare and sought[cut:] in bare for cut in cuts)


def _likeness(anchored: Anchor, where: Extent, mention: Mention) -> tuple[bool, float]:
    common = min(where[1], mention.end_char) - max(where[0], mention.start_char)
    whole = max(where[1], mention.end_char) - min(where[0], mention.start_char)
    return mention.name == anchored.name, common / whole


def _sought(anchored: Anchor, text: str) -> Extent | None:
    """The place of the surface in another text whose surroundings agree best, and clearly."""
    bare, offsets = _view(text)
    surface = _bare(anchored.surface)
    found: list[tuple[int, int]] = []
    start = bare.find(surface) if surface else -1
    while start >= 0:
        end = start + len(surface)
        before, after = bare[max(0, start - CONTEXT) : start], bare[end : end + CONTEXT]
        found.append((_common(before[::-1], anchored.before[::-1]) + _common(after, anchored.after), start))
        start = bare.find(surface, start + 1)
    found.sort(reverse=True)
    if not found or found[0][0] < LEAST_CONTEXT or (len(found) > 1 and found[0][0] == found[1][0]):
        return None
    first = found[0][1]
    return offsets[first], offsets[first + len(surface) - 1] + 1


def _common(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    length = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        length += 1
    return length


def _view(text: str) -> tuple[str, Sequence[int]]:
    """The text without blanks, and the offset of each character of it."""
    offsets = [place for place, character in enumerate(text) if not character.isspace()]
    return "".join(text[place] for place in offsets), offsets


def _bare(text: str) -> str:
    return "".join(text.split())
