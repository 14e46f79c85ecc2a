"""Lists with a shared head, expanded: 桐梓和马西水库 → 桐梓水库, 马西水库; A、B等2座水库; X创建国家级度假区.

Reading goes from the last member to the first: a headed member or a collective phrase (等6个国家4A级景区)
gives its head to the headless members before it; a stated count limits how far it reaches.
"""

import re
from dataclasses import dataclass

from loaders.reading.clauses import Clause, Item
from loaders.reading.lexicon import Head, generic_finder
from loaders.reading.names import COLLECTIVE, PARENTHESES, Name, generic_rest, is_named, read_name
from loaders.reading.toponyms import AdminHit

DESIGNATION = re.compile(r"(?<=[\u4e00-\u9fff])(?:创建为?|申报|争创|申创)(?=[\u4e00-\u9fff])")
GRADED = re.compile(r"国家|[1-5一二三四五]?A级|\d[Aa]级|级")
NUMERALS = {numeral: value for value, numeral in enumerate("一二三四五六七八九十", start=1)} | {"两": 2}
LONGEST_OWN_WORDS = 14


@dataclass(frozen=True, slots=True)
class Found:
    """A name of a clause: full `text`, the spans it was put together from, its head or natural kind.

    `front` and `trail` are what stands before and after it in its member of the list; `by_towns` marks
    a list whose collective counts towns (等7个镇…).
    """

    name: Name
    text: str
    parts: tuple[tuple[int, int], ...]
    head: Head | None
    front: str
    trail: str
    rule: str
    designated: bool = False
    by_towns: bool = False
    certain: bool = True


@dataclass(frozen=True, slots=True)
class _Member:
    name: Name | None
    collective: Name | None
    count: int | None
    designated: bool
    start: int
    end: int
    by_towns: bool


@dataclass(slots=True)
class _Shared:
    """What headless members take over while reading leftwards; `left` is how many more, None for no limit."""

    head: Head
    span: tuple[int, int]
    trail: str
    left: int | None
    keep_names: bool
    by_towns: bool
    collective: bool


def read_clause(text: str, clause: Clause, hits: list[AdminHit], *, governed: bool) -> list[Found]:
    """The names of a clause in order; `governed` says that a county rules it (高新区 then names one)."""
    members = [_member(text, item, hits) for item in clause.items]
    found: list[Found] = []
    shared: _Shared | None = None
    for member in reversed(members):
        if member.collective and member.collective.head:
            shared = _from_collective(text, member)
        current, shared = _read_member(text, member, shared, hits, governed=governed)
        found += current
    return found[::-1]


def _member(text: str, item: Item, hits: list[AdminHit]) -> _Member:
    piece = text[item.start : item.end]
    brackets = [match.span() for match in PARENTHESES.finditer(piece)]
    collective = next((m for m in COLLECTIVE.finditer(piece) if not any(a < m.start() < b for a, b in brackets)), None)
    if collective:
        first, second = item.start + collective.start(), item.start + collective.end()
        count = collective["count"]
        number = (int(count) if count.isdigit() else NUMERALS.get(count)) if count else None
        by_towns = (collective["measure"] or "") in "镇乡" and bool(collective["measure"])
        by_towns = (
            by_towns or text[second : second + 2] in ("镇农", "乡镇", "城镇") or text[second : second + 1] == "镇"
        )
        name = read_name(text, item.start, first, hits)
        return _Member(name, read_name(text, second, item.end, hits), number, False, item.start, item.end, by_towns)
    designation = DESIGNATION.search(piece)
    if designation and designation.start() >= 2:
        name = read_name(text, item.start, item.start + designation.start(), hits)
        aim = read_name(text, item.start + designation.end(), item.end, hits)
        if name and aim and aim.head and not _is_bare_front(text, name):
            return _Member(name, aim, None, True, item.start, item.end, False)
    return _Member(read_name(text, item.start, item.end, hits), None, None, False, item.start, item.end, False)


def _is_bare_front(text: str, name: Name) -> bool:
    return generic_rest(name.text) < 2


def _from_collective(text: str, member: _Member) -> _Shared:
    aim = member.collective
    if aim is None or aim.head is None:
        raise ValueError("a collective member needs a head")
    phrase = text[aim.start : aim.end]
    keeps = member.designated or (aim.head.kind == "scenic_area" and bool(GRADED.search(phrase)))
    span = (aim.head_start, aim.head_start + len(aim.head.word))
    trail = ("创建" if member.designated else "") + text[aim.end : member.end]
    return _Shared(aim.head, span, trail, member.count, keeps, member.by_towns, collective=True)


def _read_member(
    text: str, member: _Member, shared: _Shared | None, hits: list[AdminHit], *, governed: bool
) -> tuple[list[Found], _Shared | None]:
    name = member.name
    if name is None:
        return [], shared
    front = text[member.start : name.start]
    trail = shared.trail if shared and member.collective else text[name.end : member.end]
    if name.head:
        kept = is_named(name, text, hits, governed=governed)
        found = _headed(text, name, front, trail, designated=member.designated) if kept else []
        if shared and shared.collective and (shared.left is None or shared.left > 1):
            shared.left = None if shared.left is None else shared.left - 1
            return found, shared
        return found, _from_headed(text, name, member) if kept else None
    if name.natural and not (shared and not shared.keep_names and shared.head.strength != "weak"):
        return _natural(name, front, trail or (shared.trail if shared else "")), shared
    if shared is None or shared.left == 0 or not _can_share(text, name, member, shared):
        return [], None
    if shared.left is not None:
        shared.left -= 1
    return [_expanded(text, name, front, shared)], shared


def _headed(text: str, name: Name, front: str, trail: str, *, designated: bool) -> list[Found]:
    rule = f"head noun {name.head.word}" if name.head else ""
    return [Found(name, name.text, ((name.start, name.end),), name.head, front, trail, rule, designated)]


def _natural(name: Name, front: str, trail: str) -> list[Found]:
    return [Found(name, name.text, ((name.start, name.end),), None, front, trail, f"natural feature {name.natural}")]


def _from_headed(text: str, name: Name, member: _Member) -> _Shared | None:
    if name.head is None:
        return None
    first = _shared_start(text, name)
    span = (first, name.head_start + len(name.head.word))
    return _Shared(name.head, span, text[name.end : member.end], None, False, False, collective=False)


def _shared_start(text: str, name: Name) -> int:
    """Where the phrase that headless members take over begins: generic words belong to the head."""
    start = name.head_start
    moved = True
    while moved:
        moved = False
        for first, last, _ in generic_finder().find(text[name.start : start]):
            if name.start + last == start and generic_rest(text[name.start : name.start + first]) >= 2:
                start, moved = name.start + first, True
    return start


def _can_share(text: str, name: Name, member: _Member, shared: _Shared) -> bool:
    """Whether a headless member is a bare name that lacks only its head."""
    limit = name.end if member.collective else member.end
    if name.end != limit and not member.collective:
        return False
    if shared.head.strength == "weak" and not shared.keep_names:
        return False
    return len(name.text) <= LONGEST_OWN_WORDS and generic_rest(name.text) >= 2


def _expanded(text: str, name: Name, front: str, shared: _Shared) -> Found:
    own = (name.start, name.end)
    if shared.keep_names:
        return Found(name, name.text, (own,), shared.head, front, shared.trail, "list of graded sites", designated=True)
    full = name.text + text[shared.span[0] : shared.span[1]]
    rule = f"shares the head {shared.head.word} of its list"
    return Found(name, full, (own, shared.span), shared.head, front, shared.trail, rule, by_towns=shared.by_towns)
