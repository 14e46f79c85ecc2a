"""The name inside a list item: what is stripped before it, where it ends, and whether it names anything.

An item such as 加快黔江区茶园水库建设 is read as verbs, administrative prefix, own words, head noun, and a
rest that belongs to the clause. A name counts when something distinguishes it from its kind.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from loaders.reading.endings import NATURAL_KINDS, ended, natural_length, river_works
from loaders.reading.headwords import choose_head, extended, is_complete, is_hard
from loaders.reading.lexicon import OWN_WORDS, Head, ending_heads, generic_rest, head_finder, heads, verb_finder
from loaders.reading.normalise import is_ideograph
from loaders.reading.patterns import (
    INCLUDED,
    METRO,
    NUMBERED_ROAD,
    PARENTHESES,
    SECTION_NUMBER,
    STATION_NAME,
    STATION_OF,
    SUBSTATION,
    TRANSFER,
    tail_end,
)
from loaders.reading.toponyms import AdminHit, ToponymFinder

ROUTE_GOES_ON = tuple("经至到—")  # 沿河经印江至松桃: a place, not 沿河
OWNERS = frozenset("省市县区州旗镇乡")
BLANK = re.compile(r"(?<=[\u4e00-\u9fff]) +(?=[\u4e00-\u9fff\d])")  # behind a label: 枢纽 13号线
NO_PARTICLES = frozenset("同于经从据")  # seldom particles in front of a name: 同州湖, 于家河水库
FUSABLE = frozenset({"strong", "facility", "civic"})
INSTITUTIONS = frozenset({"facility", "civic"})
ROAD_PARTS = frozenset({"road", "bridge", "tunnel", "station", "other"})
INSTITUTION_KINDS = frozenset({"school", "hospital", "culture_sports", "research"})


@dataclass(frozen=True)
class Context:
    """What the names of one clause share: the masked view, its administrative names, and who governs.

    `governed` tells that one county rules the clause, so that 高新区 alone names one.
    """

    text: str
    hits: tuple[AdminHit, ...]
    finder: ToponymFinder
    governed: bool

    def hits_between(self, start: int, end: int) -> tuple[AdminHit, ...]:
        """Administrative names that begin in `[start, end)`."""
        return self.hits[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    @cached_property
    def _starts(self) -> list[int]:
        return [hit.start for hit in self.hits]


@dataclass(frozen=True, slots=True)
class Name:
    """A name at `[start, end)` of the view, without the administrative names `prefix` before it.

    `head` is None for an item without a head noun; `natural` is then the kind of a river, lake or
    mountain, or None for words that may share a head with other members of their list.
    """

    start: int
    end: int
    text: str
    head: Head | None
    head_start: int
    prefix: tuple[AdminHit, ...]
    natural: str | None = None


def read_names(context: Context, start: int, end: int) -> list[Name]:
    """The names in `[start, end)`: one for each noun phrase, two for a zone and what is built in it."""
    found: list[Name] = []
    for first, last in _phrases(context.text, start, end):
        name = read_name(context, first, last)
        found += [name] if name else []
        if name and name.head and name.head.strength == "zone" and name.end < last:
            within = read_name(context, name.end, last)  # a zone, and what is built in it
            found += [within] if within and within.head else []
    for part in INCLUDED.finditer(context.text, start, end):
        within = read_name(context, part.start(1), part.end(1))
        found += [within] if within and within.head else []
    return found


def _phrases(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The pieces of `[start, end)` between words that cannot be part of a name."""
    piece = text[start:end]
    brackets = [match.span() for match in PARENTHESES.finditer(piece)]
    first = 0
    cuts = [(blank.start(), blank.end(), "") for blank in BLANK.finditer(piece)]
    for begin, finish, word in sorted([*verb_finder().find(piece), *cuts]):
        if (not word or is_hard(word)) and not any(a < begin < b for a, b in brackets):
            if begin > first:
                yield start + first, start + begin
            first = finish
    if first < end - start:
        yield start + first, end


def read_name(context: Context, start: int, end: int) -> Name | None:
    """The name of a noun phrase `[start, end)`, or None when nothing is left after verbs and prefixes."""
    cursor, prefix = strip_front(context, start, end)
    road = NUMBERED_ROAD.match(context.text, cursor, end)
    if road:
        stop = extended(context.text, tail_end(context.text, road.end(), end), end, ROAD_PARTS)
        return Name(cursor, stop, context.text[cursor:stop], heads()["公路"], road.end(), prefix)
    substation = SUBSTATION.match(context.text, cursor, end)
    if substation:
        stop = substation.end()
        return Name(cursor, stop, context.text[cursor:stop], heads()["变电站"], stop - 1, prefix)
    metro = METRO.search(context.text, cursor, end)
    if metro:
        stop = tail_end(context.text, metro.end(), end)
        return Name(cursor, stop, context.text[cursor:stop], heads()["号线"], metro.end(), prefix)
    transfer = TRANSFER.search(context.text, cursor, end)
    if transfer:
        cursor = transfer.start()
        stop = tail_end(context.text, transfer.end(), end)
        return Name(cursor, stop, context.text[cursor:stop], heads()["引调水工程"], transfer.end(), prefix)
    found = choose_head(context.text, cursor, end)
    if found and found[0] == cursor and natural_length(context.text[cursor:end]) > found[1] - cursor:
        found = None  # 古城|河: the name of a river
    if found is None:
        return _bracketed(context, cursor, end, prefix) or _headless(context, cursor, end, prefix)
    head_start, head_end, head = found
    stop = tail_end(context.text, head_end, end)
    if head.strength in INSTITUTIONS:
        stop = extended(context.text, stop, end, INSTITUTION_KINDS)
    name = Name(cursor, stop, context.text[cursor:stop], head, head_start, prefix)
    return _fused(context, name, end)


def _fused(context: Context, name: Name, end: int) -> Name:
    """The name with its prefix when its own words say nothing: 酉酬镇防洪护岸工程, 琼海市文化体育中心."""
    own = context.text[name.start : name.head_start]
    head = name.head
    if (
        not name.prefix
        or head is None
        or head.strength not in FUSABLE
        or generic_rest(own) >= min(len(own), OWN_WORDS) > 0
    ):
        return name
    first = name.prefix[-1]
    closed = name.text.endswith(("项目", "工程")) or is_complete(context.text, name.end, end)
    if first.end != name.start or not closed:
        return name
    return replace(name, start=first.start, text=context.text[first.start : name.end])


def strip_front(context: Context, start: int, end: int) -> tuple[int, tuple[AdminHit, ...]]:
    """Where the own words of an item begin, and the administrative names in front of them."""
    text = context.text
    prefix: list[AdminHit] = []
    number = SECTION_NUMBER.match(text, start, end)
    cursor = number.end() if number else start
    while cursor < end:
        hit = next((one for one in context.hits_between(cursor, cursor + 1) if not one.is_listed), None)
        if hit and hit.is_bare and (not hit.is_ordinary or text[hit.end : hit.end + 1] in ROUTE_GOES_ON):
            break
        if hit and not hit.is_bare:
            if not _is_prefix(text, hit, end):
                break
            prefix.append(hit)
            cursor = hit.end
            continue
        step = _removable(text, cursor, end)
        if not step:
            break
        if step > 1:
            prefix.clear()  # a verb behind it makes the county the one who acts, not the place of the name
        cursor += step
    return cursor, tuple(prefix)


def _is_prefix(text: str, hit: AdminHit, end: int) -> bool:
    """Whether the own name begins behind this administrative name (and not 秀山县城…, 黔江区至…)."""
    return hit.end < end and text[hit.end] not in "城至到—–-~域" and not STATION_OF.match(text, hit.end)


def _removable(text: str, cursor: int, end: int) -> int:
    """Length of the blank, lone quote, verb or particle at `cursor` that is no part of a name."""
    if text[cursor] in " \t·—”":
        return 1
    word = verb_finder().at_start(text[cursor:end])
    if word in NO_PARTICLES:
        return 0
    if len(word) == 1:
        found = head_finder().find(text[cursor + 1 : end])
        own = text[cursor + 1 : cursor + 1 + found[0][0]] if found else ""
        is_facility = bool(found) and own in OWNERS and heads()[found[0][2]].strength in ("facility", "civic")
        return 1 if not found or is_facility or generic_rest(own) >= OWN_WORDS else 0
    return len(word)


def _bracketed(context: Context, cursor: int, end: int, prefix: tuple[AdminHit, ...]) -> Name | None:
    """A name whose head stands in its bracket: 阳江琼崖“小莫斯科”(琼崖特委第一次扩大会议旧址)."""
    text = context.text
    match = re.search(r"\((?!含|包括|其中)([^()]{4,30})\)", text[cursor:end])
    if match is None or match.start() < 2 or generic_rest(text[cursor : cursor + match.start()]) < 2:
        return None
    inner = cursor + match.start(1)
    found = [one for one in head_finder().find(match[1]) if one[1] == len(match[1])]
    if not found or any(is_hard(word) for _, _, word in verb_finder().find(text[cursor : inner - 1])):
        return None
    stop = cursor + match.end()
    return Name(cursor, stop, text[cursor:stop], heads()[found[-1][2]], inner + found[-1][0], prefix)


def _headless(context: Context, cursor: int, end: int, prefix: tuple[AdminHit, ...]) -> Name | None:
    text, stop = context.text, cursor
    while stop < end and (is_ideograph(text[stop]) or text[stop] in "()“”·" or text[stop].isalnum()):
        if text[stop] == "(" and INCLUDED.match(text, stop, end):
            break
        stop += 1
    words = text[cursor:stop]
    own = [hit for hit in context.hits_between(cursor, cursor + 1) if hit.end == stop and not hit.is_bare]
    if not words or any(not hit.is_listed for hit in own):
        return None
    station = STATION_NAME.match(words)
    if station and context.hits_between(cursor, cursor + 1):
        end_of_name = cursor + station.end()
        return Name(cursor, end_of_name, station.group(), heads()["火车站"], end_of_name - 1, prefix)
    closed = ended(words)
    if closed and closed[1] < natural_length(words):
        closed = None  # 两板桥|河
    if closed and not any(hit.start <= cursor + closed[0] < hit.end for hit in context.hits):
        own_words, rest = closed
        head_start, end_of_name = cursor + own_words, cursor + rest
        head = heads()[next(word for word in ending_heads() if words[own_words:].startswith(word))]
        return Name(cursor, end_of_name, words[:rest], head, head_start, prefix)
    length = 0 if own or words.startswith("全") else natural_length(words)
    if length:
        works = river_works(words, length)
        if works:
            return Name(cursor, cursor + works[0], words[: works[0]], works[1], cursor + length, prefix)
        return Name(cursor, cursor + length, words[:length], None, cursor, prefix, NATURAL_KINDS[words[length - 1]])
    return Name(cursor, stop, words, None, stop, prefix)
