"""Lists with a shared head, expanded: 桐梓和马西水库 → 桐梓水库, 马西水库; A、B等2座水库; X创建国家级度假区.

Reading goes from the last member to the first: a headed member or a collective phrase (等6个国家4A级景区)
gives its head to the headless members before it; a stated count limits how far it reaches.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from loaders.reading.clauses import Clause, Item
from loaders.reading.distinction import is_made_by_company, is_named, is_works
from loaders.reading.lexicon import Head, generic_finder, generic_rest, head_finder, heads, verb_finder, verbs
from loaders.reading.names import Context, Name, read_names
from loaders.reading.patterns import PARENTHESES, PHASE
from loaders.reading.routes import LINE_KINDS
from loaders.vocabulary import sector_of_kind

COUNT = (
    r"(?P<count>\d{1,3}|[一二两三四五六七八九十]{1,3})?(?:余|多)?"
    r"(?P<measure>[座个条处家所段口片镇乡村县区市]|项(?!目))?"
)
COLLECTIVE = re.compile(
    rf"等{COUNT}(?=[\u4e00-\u9fffA-Z0-9(“])"
    r"|(?<=[\u4e00-\u9fff])(?P<bare_count>\d{1,2}(?=[座个条处家])|[两三四五六七八九十](?=[座个条]))(?P<bare_measure>[座个条处家])(?=[\u4e00-\u9fff\d])"
)
DESIGNATION = re.compile(
    r"(?<=[\u4e00-\u9fff])(?:创建为?|申报|争创|申创|冲刺|创成|晋升为?|升格为?|(?:建设|打造|建成)(?=国家|世界级|[1-5]A|省级))"
    r"(?=[\u4e00-\u9fff1-5])"
)
GRADED = re.compile(r"国家|\d?[Aa]级|级")
NUMERALS = {numeral: value for value, numeral in enumerate("一二三四五六七八九十", start=1)} | {"两": 2}
TOWN_RANK = re.compile(r"[乡城]?镇")
LONGEST_OWN_WORDS = 14
LONGEST_ROUTE = 26
LONGEST_BARE_NAME, LONGEST_PARALLEL_NAME = 4, 6
PHASE_AT = re.compile(PHASE)
VOLTAGE = re.compile(r"±?\d+(?:千伏|kV|KV)$")
BETWEEN_PLACES = re.compile(r"[至到—]")
LONGEST_WORKS = 24
SHORTEST_WITH_WORKS = 4
CLOSING = re.compile(
    r"(?:改造升级|改扩建|扩建|改造|除险加固|加固|增容|迁建|扩容|改建|综合治理|治理)(?=$|[^\u4e00-\u9fff])"
)
STARTS_UP = frozenset({"投产", "达产", "竣工投产", "建成投产", "投产达产", "试生产", "投料试车", "投产达效"})
WORKS_NOUNS = frozenset({"项目", "工程", "产业项目", "建设项目", "制造项目", "生产项目"})
# Kinds whose members in lists are each named in full (文昌阁、万寿广场).
WHOLE_KINDS = frozenset({"hotel_commercial", "urban_project", "culture_sports"})
SIGHT_SECTORS = frozenset({"tourism", "heritage", "ecology"})


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


@dataclass(frozen=True, slots=True)
class _Member:
    """A list member: its main name among all its names, and the collective phrase or the aim (创建…) behind it."""

    name: Name | None
    names: tuple[Name, ...]
    start: int
    end: int
    aim: Name | None = None
    count: int | None = None
    designated: bool = False
    by_towns: bool = False


@dataclass(frozen=True, slots=True)
class _Shared:
    """What headless members take over while reading leftwards; `left` is how many more, None for no limit."""

    head: Head
    span: tuple[int, int]
    own_length: int = LONGEST_OWN_WORDS
    length: int = LONGEST_OWN_WORDS
    is_measured: bool = False
    left: int | None = None
    keep_names: bool = False
    designated: bool = False
    by_towns: bool = False
    is_collective: bool = False
    of_works: bool = False
    of_place: str | None = None

    @property
    def lends_head(self) -> bool:
        """Whether members take the head into their names (风电) and not only the kind (4A级景区)."""
        if self.keep_names or self.head.strength in ("weak", "ending", "company"):
            return False
        return self.is_collective or self.head.kind not in WHOLE_KINDS

    @property
    def lends_to_natural(self) -> bool:
        """Whether even 九龙山 lacks its head (九龙山、龙归风电场): works stand at mountains, sights are mountains."""
        return self.lends_head and sector_of_kind(self.head.kind) not in SIGHT_SECTORS

    def lends_to(self, natural: str | None) -> bool:
        """Whether a river, lake or mountain lacks the head; a river that is regulated stays a river."""
        regulates = natural in ("river", "lake", "port") and self.head.kind == "flood_control"
        regulates = regulates or (natural == "port" and self.head.kind in ("port", "waterway"))
        return self.by_towns or (self.lends_to_natural and not regulates)


def read_clauses(contexts: Sequence[Context], clauses: Sequence[Clause]) -> list[list[Found]]:
    """The names of each clause of a sentence in order.

    A list whose counties change may go on behind a comma (西吉县马莲、夏寨,原州区沈家河水库), so that the members
    before it take the head of those behind it.
    """
    found: list[list[Found]] = []
    shared: _Shared | None = None
    for context, clause in zip(reversed(contexts), reversed(clauses), strict=True):
        names, handed_on = _read_clause(context, clause, shared)
        found.append(names)
        goes_on = bool(names) and names[0].name.start == _behind_prefix(names[0].name, clause.start)
        shared = handed_on if goes_on and context.text[clause.start - 1 : clause.start] == "," else None
    return found[::-1]


def _behind_prefix(name: Name, start: int) -> int:
    """Where a name that opens a clause begins: behind the county in front of it; -1 for one without a county."""
    is_prefixed = bool(name.prefix) and name.prefix[0].start == start
    return max(name.prefix[-1].end, name.start) if is_prefixed else -1


def _read_clause(context: Context, clause: Clause, shared: _Shared | None) -> tuple[list[Found], _Shared | None]:
    """The names of a clause, and what it hands on to the clause before it."""
    found: list[Found] = []
    routes: list[tuple[int, _Member]] = []
    left: int | None = None
    for item in reversed(clause.items):
        member = _member(context, item)
        own = _from_aim(context, member)
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


def _is_route(member: _Member) -> bool:
    """Whether a member is nothing but two places with a line between them (下白石至沙埕)."""
    name = member.name
    if name is None or name.head or name.natural or name.end != member.end or len(name.text) > LONGEST_ROUTE:
        return False
    ends = BETWEEN_PLACES.split(name.text)
    return len(ends) > 1 and all(len(end) > 1 for end in ends) and not re.search(r"(?<![GSXY\d])\d", name.text)


def _with_routes(found: list[Found], routes: list[tuple[int, _Member]]) -> list[Found]:
    """The names of a clause with its bare routes, which are lines of the kind of the line nearest to them."""
    for place, member in reversed(routes):
        lines = [one for one in (*found[place:], *found[:place][::-1]) if one.head and one.head.kind in LINE_KINDS]
        if lines and member.name:
            name = member.name
            route = Found(name, name.text, ((name.start, name.end),), lines[0].head, "a route among lines")
            found.insert(place, route)
    return found


def _other_names(context: Context, member: _Member) -> list[Found]:
    """Further headed names of a member, parted from its main one by verbs (甲口岸扩大开放乙港区), last one first."""
    found = []
    for name in member.names:
        if name is member.name or name.head is None or not is_named(context, name):
            continue
        found.append(_whole(context, name, member.end))
    return found[::-1]


def _member(context: Context, item: Item) -> _Member:
    piece = context.text[item.start : item.end]
    brackets = [match.span() for match in PARENTHESES.finditer(piece)]
    for match in COLLECTIVE.finditer(piece):
        if not any(a < match.start() < b for a, b in brackets):
            return _collective(context, item, match)
    sought = DESIGNATION.search(piece)
    if sought and sought.start() >= 2:
        names = _names(context, item.start, item.start + sought.start())
        aim = _main(context, _names(context, item.start + sought.end(), item.end))
        name = names[-1] if names else None
        if name and generic_rest(name.text) >= 2 and (name.natural or (aim and aim.head)):
            return _Member(name, names, item.start, item.end, aim, designated=True)
    names = _names(context, item.start, item.end)
    return _Member(_main(context, names), names, item.start, item.end)


def _names(context: Context, start: int, end: int) -> tuple[Name, ...]:
    return tuple(read_names(context, start, end))


def _main(context: Context, names: tuple[Name, ...]) -> Name | None:
    """The name a member of a list stands for: the first that names a thing, else the last that may share a head."""
    headed = [name for name in names if name.head or name.natural]
    named = (name for name in headed if is_named(context, name))
    last = headed[-1:] or list(names[-1:])
    return next(named, last[0] if last else None)


def _collective(context: Context, item: Item, match: re.Match[str]) -> _Member:
    first, second = item.start + match.start(), item.start + match.end()
    count = match["count"] or match["bare_count"]
    number = (int(count) if count.isdigit() else NUMERALS.get(count)) if count else None
    by_towns = (match["measure"] or "-") in "镇乡" or bool(TOWN_RANK.match(context.text, second))
    names = _names(context, item.start, first)
    aim = next(iter(_names(context, second, item.end)), None)
    return _Member(names[-1] if names else None, names, item.start, item.end, aim, count=number, by_towns=by_towns)


def _from_aim(context: Context, member: _Member) -> _Shared | None:
    """What the collective phrase or the aim of a member lends to it and to the members before it."""
    aim = member.aim
    if aim is None or aim.head is None:
        return None
    phrase = context.text[aim.start : aim.end]
    of_works = aim.head.word in WORKS_NOUNS and not member.designated
    is_graded = aim.head.kind == "scenic_area" and bool(GRADED.search(phrase))
    return _Shared(
        head=aim.head,
        span=(_lent_start(aim, by_towns=member.by_towns), aim.head_start + len(aim.head.word)),
        left=member.count,
        keep_names=member.designated or is_graded or of_works,
        designated=member.designated,
        by_towns=member.by_towns,
        is_collective=True,
        of_works=of_works,
    )


def _lent_start(aim: Name, *, by_towns: bool) -> int:
    """Where the lent words begin: the bare head, but for towns all that is built there (农村生活污水处理设施)."""
    if not by_towns:
        return aim.head_start
    rank = TOWN_RANK.match(aim.text)
    return min(aim.start + (rank.end() if rank else 0), aim.head_start)


def _read_member(context: Context, member: _Member, shared: _Shared | None) -> tuple[list[Found], _Shared | None]:
    """The names of one member and what it hands on to the member before it."""
    name = member.name
    if name is None:
        fused = _fused_place(context, member, shared)
        return ([fused] if fused else []), shared
    if _is_route_to_thing(context, name, shared):
        name = replace(name, head=None)
    if name.head and not _yields(name, member, shared):
        if not is_named(context, name) and not (shared and shared.of_works and is_works(context, name)):
            return [Found(name, "", (), None, "")], shared if shared and shared.is_collective else None
        found = _whole(context, name, member.end, designated=member.designated)
        return [found], shared if shared and shared.is_collective else _from_headed(context, name, member)
    lent = shared is not None and shared.lends_to(name.natural)
    if name.natural and not lent:
        takes_head = shared is not None and (shared.is_collective or shared.keep_names) and not shared.of_works
        head = shared.head if shared and takes_head else None
        designated = bool(shared and shared.designated)
        found = Found(name, name.text, ((name.start, name.end),), head, f"natural feature {name.natural}", designated)
        return [found], shared
    if shared is None or not _can_share(context, name, member, shared):
        works = [_works(name)] if _is_built(context, name, member) else []
        return works, shared if shared and shared.is_collective else None
    return [_expanded(context, name, shared)], shared


def _fused_place(context: Context, member: _Member, shared: _Shared | None) -> Found | None:
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


def _is_built(context: Context, name: Name, member: _Member) -> bool:
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


def _is_route_to_thing(context: Context, name: Name, shared: _Shared | None) -> bool:
    """Whether a member ends in the thing its line leads to (景泰至中川机场、康县至略阳高速公路)."""
    if shared is None or name.head is None or shared.head.kind not in LINE_KINDS or name.head.kind in LINE_KINDS:
        return False
    return _is_between(context, name.start, name.head_start)


def _is_between(context: Context, start: int, end: int) -> bool:
    """Whether words lead from one place to another; the 至 of a place's own name (乐至) leads nowhere."""
    hits = context.hits_between(start, end)
    marks = (mark.start() for mark in BETWEEN_PLACES.finditer(context.text, start, end))
    return any(not any(hit.start <= mark < hit.end for hit in hits) for mark in marks)


def _yields(name: Name, member: _Member, shared: _Shared | None) -> bool:
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


def _from_headed(context: Context, name: Name, member: _Member) -> _Shared | None:
    if name.head is None:
        return None
    span = (_shared_start(context.text, name), name.head_start + len(name.head.word))
    own_length = span[0] - _own_start(context, name)
    of_works = name.head.word in WORKS_NOUNS
    is_measured = bool(re.search(r"\d", context.text[name.start : span[0]]))
    place = name.prefix[-1] if name.prefix and name.prefix[-1].start == name.start else None
    if place:
        span = (place.end, span[1])
    of_place = place.level if place else None
    return _Shared(
        head=name.head,
        span=span,
        own_length=own_length,
        length=span[0] - name.start,
        is_measured=is_measured,
        keep_names=of_works,
        of_works=of_works,
        of_place=of_place,
    )


def _own_start(context: Context, name: Name) -> int:
    """Where a name begins behind the bare name of a place that opens it (会东|小街一期)."""
    opening = context.hits_between(name.start, name.start + 1)
    return next((hit.end for hit in opening if hit.end < name.end), name.start)


def _shared_start(text: str, name: Name) -> int:
    """Where the phrase that headless members take over begins: generic words belong to the head."""
    start = name.head_start
    voltage = VOLTAGE.search(text, name.start, start)
    if voltage:
        start = voltage.start()
    moved = voltage is None
    while moved:
        moved = False
        for first, last, _ in generic_finder().find(text[name.start : start]):
            kept = generic_rest(text[name.start : name.start + first])
            if name.start + last == start and (kept >= 2 or (kept == 0 and name.prefix)):
                start, moved = name.start + first, True
                break
    return start


def _can_share(context: Context, name: Name, member: _Member, shared: _Shared) -> bool:
    """Whether a headless member is a bare name that lacks only its head."""
    is_whole = name.end == member.end or member.aim is not None
    longest = LONGEST_ROUTE if _is_between(context, name.start, name.end) else LONGEST_OWN_WORDS
    return (
        is_whole
        and (shared.lends_head or shared.keep_names)
        and len(name.text) <= longest
        and (generic_rest(name.text) >= 2 or context.finder.bare_township(name.text, None) is not None)
        and (not shared.of_works or is_works(context, name))
        and (shared.is_collective or shared.of_works or _is_parallel(context, name, shared))
    )


def _is_parallel(context: Context, name: Name, shared: _Shared) -> bool:
    """Whether a headless member is built like the headed one behind it, and is no thing of another kind.

    A line between two places lacks the head of a line; any other bare name is about as short as the own words of
    the headed member (平凉、武威机场, not 甲公司年产2万吨乙产品、丙产业园).
    """
    measured = bool(re.search(r"\d", name.text))
    if measured > shared.is_measured or any(
        heads()[word].strength == "company" for *_, word in head_finder().find(name.text)
    ):
        return False
    if any(end == len(name.text) and len(word) > 1 for _, end, word in verb_finder().find(name.text)):
        return False  # 学宫修缮、博物馆开工
    if _is_between(context, name.start, name.end):
        return shared.head.kind in LINE_KINDS
    if name.text.endswith("线") and shared.head.kind in LINE_KINDS:
        return False
    own = len(PHASE_AT.sub("", context.text[_own_start(context, name) : name.end]))
    whole = len(PHASE_AT.sub("", name.text))
    is_short = own <= LONGEST_BARE_NAME or own <= min(shared.own_length + 1, LONGEST_PARALLEL_NAME)
    return is_short or whole <= min(shared.length + 1, LONGEST_PARALLEL_NAME)


def _expanded(context: Context, name: Name, shared: _Shared) -> Found:
    own = (name.start, name.end)
    if shared.of_works:
        head = heads()["产业项目"]
        return Found(name, name.text, (own,), head, "member of a list of projects")
    if shared.keep_names:
        rule = "member of a list of graded sites"
        return Found(name, name.text, (own,), shared.head, rule, designated=shared.designated)
    full = name.text + context.text[shared.span[0] : shared.span[1]]
    rule = f"shares the head {shared.head.word} of its list"
    return Found(name, full, (own, shared.span), shared.head, rule, by_towns=shared.by_towns)
