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
LONGEST_TITLE = 40


def closed(text: str, items: Sequence[Item]) -> list[Item]:
    """The items without the remarks behind the last one of a section."""
    goes_on = [item.headings == following.headings for item, following in pairwise(items)]
    followed = [item for item, is_followed in zip(items, goes_on, strict=False) if is_followed]
    usual = _usual_counts(followed)
    note_ends = not any(_goes_on(text, item) for item in followed)
    return [
        item if is_followed else _cut(text, item, usual, note_ends=note_ends)
        for item, is_followed in zip(items, [*goes_on, False], strict=False)
    ]


def _usual_counts(followed: Sequence[Item]) -> dict[str, int]:
    """Most paragraphs an item of each form has where another item of its section follows it."""
    counts: dict[str, list[int]] = {}
    for item in followed:
        counts.setdefault(item.marker.form, []).append(len(item.paragraphs))
    return {form: max(found) for form, found in counts.items() if len(found) >= FEWEST_LIKE}


def _cut(text: str, item: Item, usual: dict[str, int], *, note_ends: bool) -> Item:
    """A section's last item without what stands behind its note, behind as many paragraphs as usual, or remarks."""
    note = _note_place(text, item)
    if note is not None and note_ends and not _is_between(item, note):
        return replace(item, paragraphs=item.paragraphs[: note + 1])
    least = 1 if note is None else note + 1
    count = max(least, usual.get(item.marker.form, len(item.paragraphs)))
    remark = next(
        (place for place, span in enumerate(item.paragraphs) if place >= least and REMARK.match(text, *span)), count
    )
    return replace(item, paragraphs=item.paragraphs[: min(count, remark)])


def _note_place(text: str, item: Item) -> int | None:
    """Which paragraph of an item is or ends with its last note, None when it has none."""
    noted = [place for place, span in enumerate(item.paragraphs) if is_note(text[slice(*span)])]
    return noted[-1] if noted else None


def _goes_on(text: str, item: Item) -> bool:
    """Whether an item goes on behind its note."""
    note = _note_place(text, item)
    return note is not None and note + 1 < len(item.paragraphs)


def _is_between(item: Item, note: int) -> bool:
    """Whether a note stands between the title of an item and its body."""
    before, after = item.paragraphs[:note], item.paragraphs[note + 1 :]
    title = sum(end - start for start, end in before)
    return bool(after) and title <= LONGEST_TITLE and sum(end - start for start, end in after) > title
