"""The outline of a plan: its items with the headings above them.

An item is a marker that has no marker of a lower level below it; a table row; or, in a section where
nothing is numbered, the section's body: each of its paragraphs when several carry a note of their own or
open with a lead sentence (突出项目牵引,扩大有效投资。…), else all of it.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise, zip_longest

from loaders.reading import grid
from loaders.reading.framing import names_section
from loaders.reading.furniture import SIGNATURE_DATE, is_page_line
from loaders.reading.markers import BULLET_RANK, ITEM_RANK, Line, Marker, lines, markers, settled
from loaders.reading.unit_names import is_single_office
from loaders.reading.units import ends_with_note, is_note, opens_field, read_units
from loaders.reading.zones import Zones, zones

__all__ = ["ITEM_RANK", "Item", "Line", "Marker", "heading_text", "is_foreign", "items", "lines", "markers"]

SECTION_RANK = 3.0  # (一) and above: what may be a section with a body of paragraphs
BODY_RANK = 2.0  # above (一): a section whose heading is no part of its body
GROUP_ROW = re.compile(r"[^。;,]{2,24}(?:项目|类|工程|领域|方面|任务|行动)(?:\([^()]*\))?")
# A short sentence or a label that opens a paragraph: 突出项目牵引,扩大有效投资。… or 铁路:….
LEAD = re.compile(r"(?:[^—·●○■□◆◇★☆▪►➢✓√※。;!?\n][^。;!?\n]{3,33}[。!:]|[\u4e00-\u9fff]{2,4}:)(?=[^\n]{12,})")
SENTENCE = re.compile(r"[。;!?]")
LONGEST_HEADING, LONGEST_PLAIN_HEADING = 40, 30
PLAIN_HEADING = re.compile(r"[\u4e00-\u9fff“”、,]{2,24}[\u4e00-\u9fff”]")
CLOSING_MARKS = "。;)〕】"
LONGEST_QUOTED_HEADING = 200
MISSING_CELLS = 2
FEWEST_LEADS, SHARE_OF_LEADS = 3, 0.6
FEWEST_NOTES = 2
PLAIN_RANK = 1.9

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Item:
    """An item of the view with the headings above it; `paragraphs` are the spans of its lines.

    `columns` say what the cells of a table row hold; `annex` counts the headings of annexes before the item.
    """

    marker: Marker
    headings: tuple[Marker, ...]
    paragraphs: tuple[tuple[int, int], ...]
    columns: tuple[str, ...] = ()
    annex: int = 0

    @property
    def start(self) -> int:
        """Where the item begins, with its number."""
        return self.marker.start

    @property
    def end(self) -> int:
        """Where the item ends, trailing blanks excluded."""
        return self.paragraphs[-1][1] if self.paragraphs else self.marker.body


def is_foreign(words: str) -> bool:
    """Whether a line belongs to the page or the letter around a plan by its own words."""
    return is_page_line(words) or bool(SIGNATURE_DATE.fullmatch(words))


def items(text: str) -> list[Item]:
    """The items of a plan in order."""
    every = lines(text)
    found = markers(text)
    zone = zones(every, found)
    page = _Page(text, every, zone)
    inside = [marker for marker in found if page.place(marker.start) not in zone.outside]
    rows = _unnumbered_rows(page, {marker.start for marker in inside})
    order = _without_parts(page, settled(sorted([*inside, *rows], key=lambda marker: marker.start)))
    leaves = _leaves(page, order or _plain_headings(page)) or [_whole(page)]
    return [one for leaf in leaves for one in _split(text, leaf)]


@dataclass(frozen=True)
class _Page:
    """A view with its lines and what they are."""

    text: str
    lines: Sequence[Line]
    zone: Zones

    @cached_property
    def starts(self) -> list[int]:
        return [line.start for line in self.lines]

    @cached_property
    def headers(self) -> list[int]:
        """Places of the header rows."""
        return sorted(self.zone.headers)

    @cached_property
    def annex_starts(self) -> list[int]:
        """Where the annexes begin."""
        return [self.lines[place].start for place in self.zone.annexes]

    def is_parted(self, first: Marker, second: Marker) -> bool:
        """Whether an annex begins between two markers."""
        return self.annex(first.start) != self.annex(second.start)

    def annex(self, offset: int) -> int:
        """How many annexes have begun at an offset: 0 in the plan itself."""
        return bisect_right(self.annex_starts, offset)

    def place(self, offset: int) -> int:
        """Place of the line around an offset."""
        return bisect_right(self.starts, offset) - 1

    def columns(self, place: int) -> tuple[str, ...]:
        """What the columns of the table around a line hold, () outside tables."""
        before = bisect_left(self.headers, place)
        return self.zone.headers[self.headers[before - 1]] if before else ()

    def paragraphs(self, start: int, stop: int) -> tuple[tuple[int, int], ...]:
        """Lines from an item's start on, up to what ends it."""
        found: list[tuple[int, int]] = []
        for place in range(self.place(start), len(self.lines)):
            line = self.lines[place]
            if line.start >= stop or (found and place in self.zone.ends):
                break
            first, last = max(line.start, start), min(line.end, stop)
            if first < last:
                found.append((first, last - (last - first - len(self.text[first:last].rstrip()))))
        return tuple(found)


def _leaves(page: _Page, order: Sequence[Marker]) -> list[Item]:
    """Markers that have no marker of a lower level below them."""
    found: list[Item] = []
    above: list[Marker] = []
    for index, marker in enumerate(order):
        while above and (above[-1].rank >= marker.rank or page.is_parted(above[-1], marker)):
            above.pop()
        following = order[index + 1] if index + 1 < len(order) else None
        if following is None or following.rank <= marker.rank or page.is_parted(marker, following):
            stop = following.start if following else len(page.text)
            found.append(_item(page, marker, stop, tuple(above)))
        else:
            above.append(marker)
    return found


def _item(page: _Page, marker: Marker, stop: int, headings: tuple[Marker, ...]) -> Item:
    place = page.place(marker.start)
    paragraphs = page.paragraphs(marker.start, stop)
    columns = page.columns(place)
    columns = columns if columns and len(grid.cells(page.lines[place].text)) > 1 else ()
    if columns:
        group = (
            number for number, (first, last) in enumerate(paragraphs) if number and _is_group(page.text[first:last])
        )
        paragraphs = paragraphs[: next(group, len(paragraphs))]
    paragraphs = _without_heading(page.text, paragraphs)
    return Item(marker, headings, paragraphs, columns, page.annex(marker.start))


def _without_heading(text: str, paragraphs: Spans) -> Spans:
    """Lines of an item without a last one that is the plain heading of what follows."""
    if len(paragraphs) > 1:
        last, before = text[slice(*paragraphs[-1])], text[slice(*paragraphs[-2])]
        if PLAIN_HEADING.fullmatch(last) and before[-1] in CLOSING_MARKS and not is_single_office(last):
            return paragraphs[:-1]
    return paragraphs


def _is_group(words: str) -> bool:
    """Whether a line between rows names the group of the rows below it."""
    return bool(GROUP_ROW.fullmatch(words))


def _unnumbered_rows(page: _Page, numbered: set[int]) -> list[Marker]:
    """Rows of a table that have no number, or not in front: lines with about as many cells as the header."""
    found: list[Marker] = []
    for header in page.zone.headers:
        columns = page.zone.headers[header]
        for place in range(header + 1, len(page.lines)):
            line = page.lines[place]
            if place in page.zone.ends:
                break
            cells = [line.text[slice(*cell)] for cell in grid.cells(line.text)]
            is_row = len(cells) > 1 and len(cells) >= len(columns) - MISSING_CELLS
            if line.start not in numbered and is_row and ("number" not in columns or cells[1].isdecimal()):
                found.append(Marker("row", ITEM_RANK, "", line.start, line.start))
    return found


def _without_parts(page: _Page, order: Sequence[Marker]) -> list[Marker]:
    """Markers without those that only part the item above them: bullets, and numbers in a paragraph due as a whole."""
    dropped = _fields(page.text, order)
    run: list[Marker] = []
    above: Marker | None = None
    for marker, following in zip_longest(order, order[1:]):
        is_inline = page.lines[page.place(marker.start)].start != marker.start
        if marker.rank == BULLET_RANK or (is_inline and marker.rank > ITEM_RANK):
            run.append(marker)
        else:
            above = marker
        if run and (following is None or following.rank < run[0].rank):
            stop = following.start if following else len(page.text)
            if above and _are_parts(page.text, above, run, stop):
                dropped.update(run)
            run = []
    return [marker for marker in order if marker not in dropped]


def _fields(text: str, order: Sequence[Marker]) -> set[Marker]:
    """Numbers of the fields of an item: (1)工作目标:…(2)责任单位:…."""
    found = [marker for marker in order if marker.rank > ITEM_RANK and opens_field(text, marker.body)]
    return set(found) if any(is_note(_line_from(text, marker.body)) for marker in found) else set()


def _are_parts(text: str, above: Marker, run: Sequence[Marker], stop: int) -> bool:
    """Whether a run of markers parts the item above: bullets below (一) or a number, and numbers with one note in all.

    Bullets that mostly have notes of their own are items.
    """
    stops = [*(marker.start for marker in run[1:]), stop]
    notes = [bool(read_units(text[marker.start : end]).lead) for marker, end in zip(run, stops, strict=True)]
    if run[0].rank == BULLET_RANK:
        return above.rank >= SECTION_RANK and sum(notes) <= len(run) / 2
    return run[0].value == 1 and notes[-1] and not any(notes[:-1])


def _plain_headings(page: _Page) -> list[Marker]:
    """Headings of a text without any number: short lines, each with a paragraph below."""
    found: list[Marker] = []
    for place, (line, following) in enumerate(pairwise(page.lines)):
        is_heading = len(line.text) <= LONGEST_PLAIN_HEADING and line.text[-1] not in "。;:,、!?)"
        is_above_text = following.text.endswith(("。", ")", "〕")) and len(following.text) > LONGEST_HEADING
        if is_heading and is_above_text and not {place, place + 1} & page.zone.ends and place:
            found.append(Marker("plain", PLAIN_RANK, "", line.start, line.start))
    return found if len(found) >= FEWEST_LEADS else []


def _whole(page: _Page) -> Item:
    """The text as the body of one section, for a text of paragraphs without numbers."""
    titled = [place for place, line in enumerate(page.lines) if names_section(line.text) == "tasks"]
    inside = range(titled[-1] + 1 if titled else 0, len(page.lines))
    kept = [(page.lines[place].start, page.lines[place].end) for place in inside if place not in page.zone.ends]
    start = kept[0][0] if kept else 0
    return Item(Marker("whole", PLAIN_RANK, "", start, start), (), tuple(kept))


def _split(text: str, item: Item) -> list[Item]:
    """The item, or the tasks in the body of a section where nothing is numbered."""
    if item.marker.rank > SECTION_RANK or not item.paragraphs:
        return [item]
    first = text[slice(*item.paragraphs[0])]
    is_heading = len(first) <= LONGEST_HEADING and not SENTENCE.search(first, 0, len(first) - 1)
    body = item.paragraphs[1:] if is_heading and item.marker.form != "whole" else item.paragraphs
    if not is_heading and item.marker.form != "whole":
        return [item]
    parts = _with_notes(text, body) or _with_leads(text, body)
    if not parts:
        if item.marker.form == "whole":
            return []
        is_section = item.marker.rank <= BODY_RANK and body and first[-1] not in "。;"
        parts = [body] if is_section else []
    if not parts:
        return [item]
    headings = item.headings if item.marker.form == "whole" else (*item.headings, item.marker)
    number = item.marker.number if len(parts) == 1 else ""
    return [
        replace(
            item, marker=Marker("body", BULLET_RANK, number, part[0][0], part[0][0]), headings=headings, paragraphs=part
        )
        for part in parts
    ]


def _with_notes(text: str, body: Spans) -> list[Spans]:
    """Paragraphs of a body that each end with a unit note, when there are several; an introduction is left."""
    parts: list[Spans] = []
    first = 0
    for place, span in enumerate(body, start=1):
        if ends_with_note(text[slice(*span)]):
            parts.append(body[first:place])
            first = place
    if len(parts) < FEWEST_NOTES:
        return []
    usual = max(len(part) for part in parts[1:])
    return [parts[0][-usual:], *parts[1:]]


def _with_leads(text: str, body: Spans) -> list[Spans]:
    """Paragraphs of a body that each open with a short sentence, when most do; what stands before them is left."""
    opens = [bool(LEAD.match(text, *span)) and not opens_field(text, span[0]) for span in body]
    if sum(opens) < max(FEWEST_LEADS, SHARE_OF_LEADS * len(body)):
        return []
    starts = [place for place, has_lead in enumerate(opens) if has_lead]
    return [body[start:stop] for start, stop in zip(starts, [*starts[1:], len(body)], strict=True)]


def heading_text(text: str, marker: Marker) -> str:
    """The words of a heading with its number, up to the end of its line, without a closing full stop.

    Of a text without line ends they are the opening only.
    """
    start, last = marker.start, marker.start + LONGEST_QUOTED_HEADING
    end = text.find("\n", start, last)
    return text[start : end if end >= 0 else last].strip().rstrip("。:")


def _line_from(text: str, start: int) -> str:
    end = text.find("\n", start)
    return text[start : end if end >= 0 else len(text)]
