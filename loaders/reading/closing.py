"""Where the last item of a section ends: closing remarks below it are no part of it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from loaders.reading.outline import Item
from loaders.reading.units import is_note

# How closing remarks begin: whom they tell what to do, or that the list is done.
REMARK = re.compile(
    r"(?:各(?:级|地|部门|单位|责任|牵头|有关|相关|乡|镇|县|市|区|州|街道|处室|科室)|全[省市县区州]上下|[省市县区]直|有关(?:部门|单位)|相关(?:部门|单位)"
    r"|[\u4e00-\u9fff]{2,8}(?:市|县|区|政府|办公室)要)[^。]{0,60}(?:要|须|应|应当)"
)
FEWEST_LIKE = 2


def closed(text: str, items: Sequence[Item]) -> list[Item]:
    """The items without the remarks behind the last one of a section."""
    usual = _usual_counts(text, items)
    return [
        _cut(text, item, usual) if place + 1 == len(items) or items[place + 1].headings != item.headings else item
        for place, item in enumerate(items)
    ]


def _usual_counts(text: str, items: Sequence[Item]) -> dict[str, int]:
    """Most paragraphs an item of each form has where another item of its section follows it."""
    counts: dict[str, list[int]] = {}
    for item, following in pairwise(items):
        if item.headings == following.headings:
            counts.setdefault(item.marker.form, []).append(len(item.paragraphs))
    return {form: max(found) for form, found in counts.items() if len(found) >= FEWEST_LIKE}


def _cut(text: str, item: Item, usual: dict[str, int]) -> Item:
    notes = [place for place, span in enumerate(item.paragraphs) if is_note(text[slice(*span)])]
    least = max(notes, default=0) + 1
    count = max(least, usual.get(item.marker.form, len(item.paragraphs)))
    remark = next(
        (place for place, span in enumerate(item.paragraphs) if place >= least and REMARK.match(text, *span)), count
    )
    return replace(item, paragraphs=item.paragraphs[: min(count, remark)])
