"""Lists with a shared head, expanded: 桐梓和马西水库 → 桐梓水库, 马西水库; A、B等2座水库; X创建国家级度假区.

Reading goes from the last member to the first: a headed member or a collective phrase (等6个国家4A级景区)
gives its head to the headless members before it; a stated count limits how far it reaches.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from loaders.reading.clauses import Clause
from loaders.reading.distinction import is_made_by_company, is_named, is_works
from loaders.reading.lexicon import OWN_WORDS, Head, generic_rest, heads, verb_finder, verbs
from loaders.reading.members import Member, read_member
from loaders.reading.names import Context, Name
from loaders.reading.routes import LINE_KINDS
from loaders.reading.sharing import (
    BETWEEN_PLACES,
    LONGEST_BARE_NAME,
    LONGEST_ROUTE,
    WORKS_NOUNS,
    Shared,
    can_share,
    from_aim,
    from_headed,
    from_label,
    is_route_to_thing,
)

LONGEST_WORKS = 24
DAM_KINDS = frozenset({"hydropower", "pumped_storage", "reservoir", "water_hub"})
SHORTEST_WITH_WORKS = 4
CLOSING = re.compile(
    r"(?:改造升级|改扩建|扩建|改造|除险加固|加固|增容|迁建|搬迁|扩容|改建|综合治理|治理)(?=$|[^\u4e00-\u9fff])"
)
STARTS_UP = frozenset({"投产", "达产", "竣工投产", "建成投产", "投产达产", "试生产", "投料试车", "投产达效"})


@dataclass(frozen=True, slots=True)
class Found:
    """A name of a clause: full `text`, the spans it was put together from, its head or natural kind.

    `by_towns` marks a list whose collective counts towns (等7个镇…), `designated` a site that seeks a grade.
    A member that names nothing has an empty `text`: its verbs still govern the members after it.
    """

    name: Name
    text: str
    parts: tuple[tuple[int, int], ...]
    head: Head | None
    rule: str
    designated: bool = False
    by_towns: bool = False


def read_clauses(contexts: Sequence[Context], clauses: Sequence[Clause]) -> list[list[Found]]:
    """The names of each clause of a sentence in order.

    A list whose counties change may go on behind a comma (西吉县马莲、夏寨,原州区沈家河水库), so that the members
    before it take the head of those behind it.
    """
    found: list[list[Found]] = []
    shared: Shared | None = None
    labels = _labels(contexts, clauses)
    for context, clause, label in zip(reversed(contexts), reversed(clauses), reversed(labels), strict=True):
        names, handed_on = _read_clause(context, clause, shared or label)
        found.append(names)
        goes_on = bool(names) and names[0].name.start == _behind_prefix(names[0].name, clause.start)
        shared = handed_on if goes_on and context.text[clause.start - 1 : clause.start] == "," else None
    return found[::-1]


def _labels(contexts: Sequence[Context], clauses: Sequence[Clause]) -> list[Shared | None]:
    """What the label in front of a colon lends to each clause behind it (中型水库:马峰、龙潭)."""
    labels: list[Shared | None] = []
    label: Shared | None = None
    for context, clause in zip(contexts, clauses, strict=True):
        is_label = context.text[clause.end : clause.end + 1] == ":"
        labels.append(None if is_label else label)
        label = from_label(context, clause.start, clause.end) if is_label else label
    return labels


def _behind_prefix(name: Name, start: int) -> int:
    """Where a name that opens a clause begins: behind the county in front of it; -1 for one without a county."""
    is_prefixed = bool(name.prefix) and name.prefix[0].start == start
    return max(name.prefix[-1].end, name.start) if is_prefixed else -1


def _read_clause(context: Context, clause: Clause, shared: Shared | None) -> tuple[list[Found], Shared | None]:
    """The names of a clause, and what it hands on to the clause before it."""
    found: list[Found] = []
    routes: list[tuple[int, Member]] = []
    left: int | None = None
    for item in reversed(clause.items):
        member = read_member(context, item)
        own = from_aim(context, member)
        if own:
            shared, left = own, own.left
        if shared and left is not None and left <= 0:
            shared = None
        current, handed_on = _read_member(context, member, shared)
        if not current and shared is None and _is_route(member):
            routes.append((len(found), member))
        found += sorted(_other_names(context, member) + current, key=lambda one: -one.name.start)
        left = None if left is None else left - 1
        shared = handed_on
    return _with_routes(found, routes)[::-1], shared


def _is_route(member: Member) -> bool:
    """Whether a member is nothing but two places with a line between them (下白石至沙埕)."""
    name = member.name
    if name is None or name.head or name.natural or name.end != member.end or len(name.text) > LONGEST_ROUTE:
        return False
    ends = BETWEEN_PLACES.split(name.text)
    return len(ends) > 1 and all(len(end) > 1 for end in ends) and not re.search(r"(?<![GSXY\d])\d", name.text)


def _with_routes(found: list[Found], routes: list[tuple[int, Member]]) -> list[Found]:
    """The names of a clause with its bare routes, which are lines of the kind of the line nearest to them."""
    for place, member in reversed(routes):
        lines = [one for one in (*found[place:], *found[:place][::-1]) if one.head and one.head.kind in LINE_KINDS]
        if lines and member.name:
            name = member.name
            route = Found(name, name.text, ((name.start, name.end),), lines[0].head, "a route among lines")
            found.insert(place, route)
    return found


def _other_names(context: Context, member: Member) -> list[Found]:
    """Further headed names of a member, parted from its main one by verbs (甲口岸扩大开放乙港区), last one first."""
    found = []
    for name in member.names:
        if name is member.name or name.head is None or not is_named(context, name):
            continue
        found.append(_whole(context, name, member.end))
    return found[::-1]


def _read_member(context: Context, member: Member, shared: Shared | None) -> tuple[list[Found], Shared | None]:
    """The names of one member and what it hands on to the member before it."""
    name = member.name
    if name is None:
        fused = _fused_place(context, member, shared)
        return ([fused] if fused else []), shared
    if is_route_to_thing(context, name, shared):
        name = replace(name, head=None)
    if name.head and not _yields(name, member, shared):
        if not is_named(context, name) and not (shared and shared.of_works and is_works(context, name)):
            built = _is_built(context, name, member) and name.head.strength == "company"
            unnamed = _works(name) if built else Found(name, "", (), None, "")
            return [unnamed], shared if shared and shared.goes_on else None
        found = _whole(context, name, member.end, designated=member.designated)
        return [found], shared if shared and shared.goes_on else from_headed(context, name)
    name = _at_river(context, name, member, shared) or name
    lent = shared is not None and shared.lends_to(name.natural)
    if name.natural and not lent:
        takes_head = shared is not None and (shared.is_collective or shared.keep_names) and not shared.of_works
        head = shared.head if shared and takes_head else None
        designated = bool(shared and shared.designated)
        found = Found(name, name.text, ((name.start, name.end),), head, f"natural feature {name.natural}", designated)
        return [found], shared
    if shared is None or not can_share(context, name, member, shared):
        works = [_works(name)] if _is_built(context, name, member) else []
        return works, shared if shared and shared.goes_on else None
    return [_expanded(context, name, shared)], shared


def _at_river(context: Context, name: Name, member: Member, shared: Shared | None) -> Name | None:
    """The bare name behind the river it stands at, where a list lends it a head (清江双河口、老林沟电站)."""
    rest = context.text[name.end : member.end]
    if name.natural != "river" or shared is None or shared.head.kind not in DAM_KINDS:
        return None
    if not OWN_WORDS <= len(rest) <= LONGEST_BARE_NAME or generic_rest(rest) < len(rest) or verb_finder().find(rest):
        return None
    return Name(name.end, member.end, rest, None, member.end, name.prefix)


def _fused_place(context: Context, member: Member, shared: Shared | None) -> Found | None:
    """A place alone before a member that is one thing of a place (积石山县、广河县中医院 → 积石山县中医院)."""
    if shared is None or shared.of_place is None:
        return None
    hit = next((hit for hit in context.hits_between(member.start, member.end) if hit.end == member.end), None)
    if hit is None or hit.level != shared.of_place:
        return None
    name = Name(hit.start, hit.end, hit.form, None, hit.end, (hit,))
    text = hit.form + context.text[shared.span[0] : shared.span[1]]
    spans = ((hit.start, hit.end), shared.span)
    return Found(name, text, spans, shared.head, f"shares the head {shared.head.word} of its list")


def _is_built(context: Context, name: Name, member: Member) -> bool:
    """Whether words without a head are works of a company that a verb right beside them builds or starts up."""
    after = verbs().get(verb_finder().at_start(context.text[name.end : member.end]))
    before = [word for _, end, word in verb_finder().find(context.text[member.start : name.start])]
    is_staged = (after and after.stage != "none") or (bool(before) and verbs()[before[-1]].stage != "none")
    starts_up = after is not None and after.word in STARTS_UP and generic_rest(name.text) >= LONGEST_BARE_NAME
    return len(name.text) <= LONGEST_WORKS and (starts_up or (bool(is_staged) and is_made_by_company(name.text)))


def _takes_works(name: Name) -> bool:
    """Whether the works behind a name may be part of it: not behind a phase, which says it already."""
    return len(name.text) >= SHORTEST_WITH_WORKS and not name.text.endswith(("期", "期)"))


def _works(name: Name) -> Found:
    return Found(name, name.text, ((name.start, name.end),), heads()["产业项目"], "works that a verb builds")


def _yields(name: Name, member: Member, shared: Shared | None) -> bool:
    """Whether a member closed by 洞, 庙, 堡 … is the name of a place that works are named after (老虎洞、龙潭水库)."""
    return (
        name.head is not None
        and name.head.strength == "ending"
        and shared is not None
        and shared.lends_to_natural
        and (shared.head.word == "灌区" or not {name.head.kind, shared.head.kind} <= {"road", "bridge", name.head.kind})
        and (name.end == member.end or member.aim is not None)
    )


def _whole(context: Context, name: Name, end: int, *, designated: bool = False) -> Found:
    """A headed name as it stands, with the works that close it (甲水库除险加固)."""
    closing = CLOSING.match(context.text, name.end, end)
    stop = closing.end() if closing and closing.end() == end and _takes_works(name) else name.end
    text = context.text[name.start : stop]
    head = name.head
    rule = f"head noun {head.word}" if head else ""
    if head and head.word in WORKS_NOUNS and is_made_by_company(context.text[name.start : name.head_start]):
        head = heads()["产业项目"]
    return Found(name, text, ((name.start, stop),), head, rule, designated)


def _expanded(context: Context, name: Name, shared: Shared) -> Found:
    own = (name.start, name.end)
    if shared.of_works:
        head = heads()["产业项目"]
        return Found(name, name.text, (own,), head, "member of a list of projects")
    if name.text.endswith("段") and shared.head.kind in LINE_KINDS:
        return Found(name, name.text, (own,), shared.head, "a segment among lines")
    if shared.keep_names:
        rule = "member of a list of graded sites"
        return Found(name, name.text, (own,), shared.head, rule, designated=shared.designated)
    span = shared.span_for(name.text)
    full = name.text + context.text[span[0] : span[1]]
    rule = f"shares the head {shared.head.word} of its list"
    return Found(name, full, (own, span), shared.head, rule, by_towns=shared.by_towns)
