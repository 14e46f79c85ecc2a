"""Stretches of a document that hold no task whatever numbers stand in them.

They are the letter that sends a plan out, its table of contents, lists of attachments, boxes (专栏), tables of
indicators, and sections whose title without a number frames (保障措施).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from loaders.reading import grid
from loaders.reading.framing import FRAMING, names_section
from loaders.reading.furniture import SIGNATURE_DATE, page_lines
from loaders.reading.lexicon import read_rows
from loaders.reading.markers import ITEM_RANK, Line, Marker

SIGNER = re.compile(r"[\u4e00-\u9fff ]{4,30}(?:政府|办公室|办公厅|委员会|[局厅委会])")
SENT_OUT = re.compile(r"印发(?:给)?你们|予以印发|现予印发|转发(?:给)?你们|予以公布|现予公布|予以发布")
INNER_TITLE = re.compile(r"《([^《》]{4,60})》")
CONTENTS = re.compile(r"目 *[录次]")
LEADERS = re.compile(r"[.·…—\-\s]*\d{0,3}$")
LONGEST_CONTENTS_LINE = 50
ATTACHMENTS = re.compile(r"附件?(?:\d{1,2})?:.*")
LISTED = re.compile(r"\d{1,2}[.、] ?[^。;]{2,60}$")
LISTED_REMARK = re.compile(r"\(?\d{1,2}[.、)]")
ANNEX = re.compile(r"附(?:件|表|录)\s*(?:\d{1,2}|[一二三四五六七八九十]{1,2})?[:]?(?:\s.{0,40})?$")
BOX = re.compile(
    r"[【\[]?(?:专栏|专题|专篇|图|表|附表|附图)[\s\-]*(?:\d|[一二三四五六七八九十]{1,3}[:、 】]|[:】]).*"
    r"|[【\[]?专栏[】\]]?.{0,30}$"
)
LONGEST_BOX_TITLE = 50
CHAPTER_END = 1.5  # a chapter or section ends the prose on how the plan is organised, a number does not


@dataclass(frozen=True, slots=True)
class Zones:
    """What the lines of a document are: `outside` hold no task, `ends` close the item before them."""

    outside: frozenset[int]
    ends: frozenset[int]
    annexes: tuple[int, ...]
    headers: dict[int, tuple[str, ...]]


def zones(lines: Sequence[Line], found: Sequence[Marker]) -> Zones:
    """The zones of a view, by places in its `lines`; `found` are its markers."""
    words = [line.text for line in lines]
    at_line = _by_line(lines, found)
    headers = {place: roles for place, line in enumerate(lines) if (roles := _roles(line))}
    outside = _letter(words, at_line) | _contents(words) | _attachments(words)
    outside |= _boxes(words, at_line) | _indicators(headers, lines) | _plain_framing(words, at_line)
    pages = page_lines(words)
    ends = {place for place, line in enumerate(words) if pages[place] or _item_end().match(line) or ANNEX.match(line)}
    outside |= {place for place in range(len(words)) if pages[place]} | _remarks(words) | _signatures(words)
    annexes = [place for place, line in enumerate(words) if ANNEX.fullmatch(line) and place not in outside]
    return Zones(frozenset(outside), frozenset(ends | outside | headers.keys()), tuple(annexes), headers)


@lru_cache(maxsize=1)
def _item_end() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(row["word"]) for row in read_rows("item_ends.csv", ("word",))))


def _by_line(lines: Sequence[Line], found: Sequence[Marker]) -> dict[int, Marker]:
    """The marker that opens each line, by the line's place."""
    opening = {marker.start: marker for marker in found}
    return {place: opening[line.start] for place, line in enumerate(lines) if line.start in opening}


def _roles(line: Line) -> tuple[str, ...]:
    spans = grid.cells(line.text)
    return grid.header_roles([line.text[slice(*span)] for span in spans]) if len(spans) > 1 else ()


def _letter(words: Sequence[str], at_line: dict[int, Marker]) -> set[int]:
    """The letter before a plan: up to its signature, or to the plan's title repeated as a heading."""
    sent = next((place for place, line in enumerate(words) if SENT_OUT.search(line)), None)
    if sent is None or not at_line:
        return set()
    last = max(at_line)
    titles = {title for line in words[: sent + 1] for title in INNER_TITLE.findall(line)}
    signed = [place for place in range(sent, last) if SIGNATURE_DATE.fullmatch(words[place])]
    titled = [place for place in range(sent + 1, last) if words[place] in titles]
    ends = [*signed[:1], *titled[:1]]
    return set(range(max(ends) + 1)) if ends else set()


def _contents(words: Sequence[str]) -> set[int]:
    """A table of contents: from 目录 to the line that repeats its first entry."""
    start = next((place for place, line in enumerate(words) if CONTENTS.fullmatch(line)), None)
    if start is None:
        return set()
    first = ""
    for place in range(start + 1, len(words)):
        entry = LEADERS.sub("", words[place])
        if first and entry == first:
            return set(range(start, place))
        if len(words[place]) > LONGEST_CONTENTS_LINE + 30 or words[place].endswith("。"):
            return set(range(start, place))
        first = first or entry
    return set()


def _attachments(words: Sequence[str]) -> set[int]:
    """The numbered lines after 附件:1.…, which list what is attached."""
    found: set[int] = set()
    for place, line in enumerate(words):
        if ATTACHMENTS.match(line) and "." in line:
            end = place + 1
            while end < len(words) and LISTED.fullmatch(words[end]):
                end += 1
            found |= set(range(place, end))
    return found


def _signatures(words: Sequence[str]) -> set[int]:
    """Dates that stand alone, with the names of issuers right above them."""
    found: set[int] = set()
    for place, line in enumerate(words):
        if SIGNATURE_DATE.fullmatch(line):
            found.add(place)
            while place and SIGNER.fullmatch(words[place - 1]):
                place -= 1
                found.add(place)
    return found


def _remarks(words: Sequence[str]) -> set[int]:
    """备注, 说明 and the like, with the numbered lines right below one that ends in a colon."""
    found: set[int] = set()
    for place, line in enumerate(words):
        if not _item_end().match(line):
            continue
        end = place + 1
        while line.endswith(":") and end < len(words) and LISTED_REMARK.match(words[end]):
            end += 1
        found |= set(range(place, end))
    return found


def _boxes(words: Sequence[str], at_line: dict[int, Marker]) -> set[int]:
    """Boxes: from their title to the next number that carries on what stood before the box."""
    found: set[int] = set()
    above: dict[str, Marker] = {}
    inside: dict[str, Marker] | None = None
    for place, line in enumerate(words):
        marker = at_line.get(place)
        if BOX.match(line) and len(line) <= LONGEST_BOX_TITLE:
            inside = {}
        elif marker and inside is not None:
            within, before = inside.get(marker.form), above.get(marker.form)
            runs_on_inside = within is not None and marker.value == within.value + 1
            carries_on = before is not None and marker.value == before.value + 1
            opens = marker.rank <= 1 or (
                marker.value == 1 and marker.rank < min((one.rank for one in above.values()), default=9)
            )
            if (carries_on and not runs_on_inside) or opens:
                inside = None
            else:
                inside[marker.form] = marker
        if inside is not None:
            found.add(place)
        elif marker:
            above = {form: one for form, one in above.items() if one.rank < marker.rank} | {marker.form: marker}
    return found


def _indicators(headers: dict[int, tuple[str, ...]], lines: Sequence[Line]) -> set[int]:
    """Tables of indicators: the header and the rows below it."""
    found: set[int] = set()
    for header in (place for place, roles in headers.items() if "indicator" in roles and "name" not in roles):
        end = header + 1
        while end < len(lines) and len(grid.cells(lines[end].text)) > 1:
            end += 1
        found |= set(range(header, end))
    return found


def _plain_framing(words: Sequence[str], at_line: dict[int, Marker]) -> set[int]:
    """Sections under a framing title without a number, up to the next title or number of a section."""
    found: set[int] = set()
    kind = ""
    for place, line in enumerate(words):
        marker = at_line.get(place)
        named = "" if marker else names_section(line)
        if named:
            kind = named if named in FRAMING else ""
        elif kind and marker and 0 <= marker.rank < (CHAPTER_END if kind == "organisation" else ITEM_RANK):
            kind = ""
        if kind:
            found.add(place)
    return found
