"""Which unit note belongs to which item: its own, one above it, one below several items, one at the heading."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from loaders.reading.outline import Item
from loaders.reading.unit_names import BRACKETED, Unit, is_single_office
from loaders.reading.units import UnitNote, ends_with_note, read_units

FEWEST_SHARED = 2
LED_BY = re.compile(r"^由(?=.)|(?:牵头|负责|承担|主办)[^,。;:]{0,12}$")


@dataclass(frozen=True, slots=True)
class Noted:
    """An item that ends at `end`, after its note; `note` holds the units it is due to.

    Their offsets count from `origin` (view), the spans of `note` are those of the item's own note.
    """

    item: Item
    end: int
    note: UnitNote
    origin: int


def noted(text: str, items: Sequence[Item]) -> list[Noted]:
    """The items with their notes, in order."""
    own = [_own(text, item) for item in items]
    groups = _groups(items)
    starts = sorted({marker.start for item in items for marker in (*item.headings, item.marker)})
    is_shared = _is_shared(text, own, groups)
    found = list(own)
    for group in groups:
        heading = _heading_note(text, items[group[0]], starts)
        sources: list[Noted | None] = [own[place] for place in group]
        if heading and _stand_above(own, group):
            sources = [heading, *sources[:-1]]
        elif is_shared and len(group) >= FEWEST_SHARED and own[group[-1]].note.lead:
            sources = [own[group[-1]]] * len(group)
        for place, source in zip(group, sources, strict=True):
            found[place] = _due(own[place], source if source and source.note.lead else heading)
    return found


def _due(one: Noted, source: Noted | None) -> Noted:
    """An item due to the units of another note."""
    if source is None or source is one:
        return one
    note = UnitNote(
        source.note.lead, source.note.responsible, one.note.deadline or source.note.deadline, one.note.spans
    )
    return Noted(one.item, one.end, note, source.origin)


def _own(text: str, item: Item) -> Noted:
    """The item with the note in it."""
    return Noted(item, item.end, read_units(text[item.start : item.end], item.columns), item.start)


def _groups(items: Sequence[Item]) -> list[list[int]]:
    """Places of the items under the same headings, in runs."""
    found: list[list[int]] = []
    for place, item in enumerate(items):
        if place and item.headings == items[place - 1].headings and item.marker.rank == items[place - 1].marker.rank:
            found[-1].append(place)
        else:
            found.append([place])
    return found


def _is_shared(text: str, own: Sequence[Noted], groups: Sequence[Sequence[int]]) -> bool:
    """Whether a note below the last item of a group speaks for all of the group, as it does in every group."""
    several = [group for group in groups if len(group) >= FEWEST_SHARED]
    if any(own[place].note.lead for group in several for place in group[:-1]):
        return False
    noted_last = [own[group[-1]] for group in several if own[group[-1]].note.lead]
    on_own_line = [one for one in noted_last if _has_own_line(text, one)]
    return len(noted_last) >= FEWEST_SHARED or bool(on_own_line)


def _has_own_line(text: str, one: Noted) -> bool:
    first = min(start for start, _ in one.note.spans) + one.origin
    return any(start == first for start, _ in one.item.paragraphs[1:])


def _stand_above(own: Sequence[Noted], group: Sequence[int]) -> bool:
    """Whether every item but the last ends with a note: the note of the next one."""
    return len(group) > 1 and not own[group[-1]].note.lead and all(own[place].note.lead for place in group[:-1])


def _heading_note(text: str, item: Item, starts: Sequence[int]) -> Noted | None:
    """The note between the nearest heading that has one and what stands first below it; a heading may name a unit."""
    for heading in reversed(item.headings):
        following = bisect_right(starts, heading.start)
        stop = starts[following] if following < len(starts) else len(text)
        region = text[heading.start : stop].rstrip()
        for words in (region, region.partition("\n")[0]):
            if ends_with_note(words):
                return Noted(item, stop, read_units(words), heading.start)
        name = LED_BY.sub("", BRACKETED.sub("", text[heading.body : stop].strip()))
        if is_single_office(name):
            start = region.index(name)
            return Noted(item, stop, UnitNote((Unit(name, start, start + len(name)),)), heading.start)
    return None
