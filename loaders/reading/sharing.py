"""Heads that members of a list share: what a headed member or a collective phrase lends, and who lacks it."""

import re
from dataclasses import dataclass

from loaders.reading.distinction import is_works
from loaders.reading.lexicon import Head, generic_finder, generic_rest, head_finder, heads, verb_finder
from loaders.reading.members import TOWN_RANK, Member
from loaders.reading.names import Context, Name
from loaders.reading.patterns import PHASE
from loaders.reading.routes import LINE_KINDS
from loaders.vocabulary import sector_of_kind

LABEL_END = re.compile(r"(?:建设|新建|续建|重点)?(?:工程|项目|类|方面|建设)*(?:\(?\d+[座处个项]\)?)?\s*$")
GRADED = re.compile(r"国家|\d?[Aa]级|级")
LONGEST_OWN_WORDS = 14
LONGEST_ROUTE = 26
LONGEST_BARE_NAME, LONGEST_PARALLEL_NAME = 4, 6
PHASE_AT = re.compile(PHASE)
# Characters that close the whole name of something built.
STRUCTURES = frozenset("馆邸场站港园厂库院楼堂所店城街坝闸渠池塔仓廊道室")
VOLTAGE = re.compile(r"±?\d+(?:千伏|kV|KV)$")
BETWEEN_PLACES = re.compile(r"[至到—]")
WORKS_NOUNS = frozenset({"项目", "工程", "产业项目", "建设项目", "制造项目", "生产项目"})
# Kinds whose members in lists are each named in full (文昌阁、万寿广场).
WHOLE_KINDS = frozenset({"hotel_commercial", "urban_project", "culture_sports"})
BUILT_AT_WATERS = ("站", "闸")
SIGHT_SECTORS = frozenset({"tourism", "heritage", "ecology"})


@dataclass(frozen=True, slots=True)
class Shared:
    """What headless members take over while reading leftwards; `left` is how many more, None for no limit."""

    head: Head
    span: tuple[int, int]
    head_start: int = 0
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

    def span_for(self, words: str) -> tuple[int, int]:
        """The span that `words` take over: without the voltage, when they state their own (锦江220千伏)."""
        return (self.head_start, self.span[1]) if VOLTAGE.search(words) else self.span

    @property
    def goes_on(self) -> bool:
        """Whether it holds for the whole list, whatever stands between: a collective, or a list of projects."""
        return self.is_collective or self.of_works

    @property
    def lends_head(self) -> bool:
        """Whether members take the head into their names (风电) and not only the kind (4A级景区)."""
        if self.keep_names or self.head.strength in ("ending", "company"):
            return False
        if self.head.strength == "weak":
            return self.is_counted
        return self.is_collective or self.head.kind not in WHOLE_KINDS

    @property
    def is_counted(self) -> bool:
        """Whether a number says how many things of this kind are listed (甲、乙2处国家湿地公园)."""
        return self.is_collective and self.left is not None

    @property
    def lends_to_natural(self) -> bool:
        """Whether even 九龙山 lacks its head (九龙山、龙归风电场): works stand at mountains, sights are mountains."""
        return self.lends_head and sector_of_kind(self.head.kind) not in SIGHT_SECTORS

    def lends_to(self, natural: str | None) -> bool:
        """Whether a river, lake or mountain lacks the head; a river that is regulated stays a river."""
        is_built_there = self.head.word.endswith(BUILT_AT_WATERS)
        regulates = natural in ("river", "lake", "port") and self.head.kind == "flood_control" and not is_built_there
        regulates = regulates or (natural == "port" and self.head.kind in ("port", "waterway"))
        counted = self.is_counted and self.lends_head and self.head.kind not in (natural, "scenic_area")
        return self.by_towns or ((self.lends_to_natural or counted) and not regulates)


def from_aim(context: Context, member: Member) -> Shared | None:
    """What the collective phrase or the aim of a member lends to it and to the members before it."""
    aim = member.aim
    if aim is None or aim.head is None:
        return None
    phrase = context.text[aim.start : aim.end]
    of_works = aim.head.word in WORKS_NOUNS and not member.designated
    is_whole = member.by_towns or (aim.head.strength == "weak" and member.count is not None)
    is_graded = aim.head.kind == "scenic_area" and bool(GRADED.search(phrase))
    return Shared(
        head=aim.head,
        span=(
            _lent_start(aim, whole=is_whole),
            aim.head_start + len(aim.head.word),
        ),
        left=member.count,
        keep_names=member.designated or is_graded or of_works,
        designated=member.designated,
        by_towns=member.by_towns,
        is_collective=True,
        of_works=of_works,
    )


def _lent_start(aim: Name, *, whole: bool) -> int:
    """Where the lent words begin: at the bare head, or as a whole what is built (农村生活污水处理设施)."""
    if not whole:
        return aim.head_start
    rank = TOWN_RANK.match(aim.text)
    return min(aim.start + (rank.end() if rank else 0), aim.head_start)


def from_headed(context: Context, name: Name) -> Shared | None:
    """What a headed member lends to the headless ones before it."""
    if name.head is None:
        return None
    span = (_shared_start(context.text, name), name.head_start + len(name.head.word))
    voltage = VOLTAGE.search(context.text, name.start, name.head_start)
    own_length = span[0] - _own_start(context, name)
    of_works = name.head.word in WORKS_NOUNS
    is_measured = bool(re.search(r"\d", context.text[name.start : span[0]]))
    place = name.prefix[-1] if name.prefix and name.prefix[-1].start == name.start else None
    if place:
        span = (place.end, span[1])
    of_place = place.level if place else None
    return Shared(
        head=name.head,
        span=span,
        head_start=voltage.end() if voltage else span[0],
        own_length=own_length,
        length=span[0] - name.start,
        is_measured=is_measured,
        keep_names=of_works,
        of_works=of_works,
        of_place=of_place,
    )


def from_label(context: Context, start: int, end: int) -> Shared | None:
    """What a label that ends in a head noun lends to the bare names behind it (大型水库:…, 风电项目:…)."""
    label = LABEL_END.sub("", context.text[start:end])
    found = head_finder().find(label)
    if not found or found[-1][1] != len(label) or heads()[found[-1][2]].strength != "strong":
        return None
    first, last, word = found[-1]
    return Shared(heads()[word], (start + first, start + last), start + first, own_length=3, length=5)


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


def can_share(context: Context, name: Name, member: Member, shared: Shared) -> bool:
    """Whether a headless member is a bare name that lacks only its head."""
    is_whole = name.end == member.end or member.aim is not None
    is_long = shared.of_works or is_between(context, name.start, name.end)
    longest = LONGEST_ROUTE if is_long else LONGEST_OWN_WORDS
    return (
        is_whole
        and (shared.lends_head or shared.keep_names)
        and len(name.text) <= longest
        and (generic_rest(name.text) >= 2 or context.finder.bare_township(name.text, None) is not None)
        and (not shared.of_works or is_works(context, name))
        and (shared.is_collective or shared.of_works or _is_parallel(context, name, shared))
    )


def _is_parallel(context: Context, name: Name, shared: Shared) -> bool:
    """Whether a headless member is built like the headed one behind it, and is no thing of another kind.

    A line between two places lacks the head of a line; any other bare name is about as short as the own words of
    the headed member (平凉、武威机场, not 甲公司年产2万吨乙产品、丙产业园).
    """
    measured = bool(re.search(r"\d", VOLTAGE.sub("", name.text)))
    if measured > shared.is_measured or any(
        heads()[word].strength == "company" for *_, word in head_finder().find(name.text)
    ):
        return False
    if any(end == len(name.text) and len(word) > 1 for _, end, word in verb_finder().find(name.text)):
        return False  # 学宫修缮、博物馆开工
    if is_between(context, name.start, name.end):
        return shared.head.kind in LINE_KINDS
    if name.text.endswith("线") and shared.head.kind in LINE_KINDS:
        return False
    if len(name.text) >= LONGEST_PARALLEL_NAME - 1 and name.text[-1] in STRUCTURES:
        return False  # 省立艺术馆、会仙湿地公园
    own = len(PHASE_AT.sub("", VOLTAGE.sub("", context.text[_own_start(context, name) : name.end])))
    whole = len(PHASE_AT.sub("", VOLTAGE.sub("", name.text)))
    is_short = own <= LONGEST_BARE_NAME or own <= min(shared.own_length + 1, LONGEST_PARALLEL_NAME)
    return is_short or whole <= min(shared.length + 1, LONGEST_PARALLEL_NAME)


def is_between(context: Context, start: int, end: int) -> bool:
    """Whether words lead from one place to another; the 至 of a place's own name (乐至) leads nowhere."""
    hits = context.hits_between(start, end)
    marks = (mark.start() for mark in BETWEEN_PLACES.finditer(context.text, start, end))
    return any(not any(hit.start <= mark < hit.end for hit in hits) for mark in marks)


def is_route_to_thing(context: Context, name: Name, shared: Shared | None) -> bool:
    """Whether a member ends in the thing its line leads to (景泰至中川机场、康县至略阳高速公路)."""
    if shared is None or name.head is None or shared.head.kind not in LINE_KINDS or name.head.kind in LINE_KINDS:
        return False
    return is_between(context, name.start, name.head_start)
