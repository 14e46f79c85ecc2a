"""The name inside a list item: what is stripped before it, where it ends, and whether it names anything.

An item such as 加快黔江区茶园水库建设 is read as verbs, administrative prefix, own words, head noun, and a
rest that belongs to the clause. A name counts when something distinguishes it from its kind.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from loaders.reading.lexicon import (
    OWN_WORDS,
    Head,
    class_compounds,
    ending_heads,
    generic_finder,
    generic_rest,
    head_finder,
    heads,
    natural_traps,
    verb_finder,
    verbs,
)
from loaders.reading.normalise import is_ideograph
from loaders.reading.toponyms import AdminHit, ToponymFinder

ACTION = (
    r"(?:升级改造|改造升级|改造提升|提升改造|改扩建|扩建|改建|迁建|改造|扩容|扩能|提升|除险加固|加固|修缮|增容"
    r"|整体搬迁|搬迁|重建|续建|新建|综合整治|综合治理|整治|治理|修复|保护|利用|配套|调整|延伸|连通|清淤|疏浚|达标|提标|更新|恢复"
    r"|迁址|拓宽|硬化|建设)"
)
WORKS = rf"(?:(?:节水|现代化|综合|生态|安全|岸线|岸坡|水毁|扩大)?{ACTION}[与和及]?)"
BETWEEN = r"(?:至|到|—{1,2}|–|-|~)"
# A part of a line: its station, exit or branch (黔张常铁路来凤站扩能改造).
PART_OF_LINE = rf"(?:(?!我)[\u4e00-\u9fff]{{2,5}}?(?:(?<![护测理务作电])站|出入口|出口|互通|支线|联络线)(?:(?!建设){ACTION})*)"
SEGMENT = rf"(?:[\u4e00-\u9fff]{{2,6}}(?:{BETWEEN}[\u4e00-\u9fff]{{2,8}})*段)"
PHASE = r"(?:\(?(?:[一二三四五六七八九十]|\d)期\)?)"
TAIL = re.compile(
    rf"{ACTION}?\((?!含|包括|其中|不含)(?![^()]*(?:投资|总|万|亿|公里|千瓦|单位|部门|,|:))[^()]{{2,20}}\)|{PHASE}|{SEGMENT}|{PART_OF_LINE}|[\u4e00-\u9fff]{{1,6}}楼(?![村镇乡])|[新分]馆|新院区|新校区|分院|分校|一体化|(?<=铁路)复线|延长线|延伸线|联络线|支线|[东西南北]延(?:伸|长)?(?:段|线)?"
    rf"|{WORKS}{{1,4}}{PHASE}?(?:工程|项目)|工程(?!师)|项目|(?:扩建|改扩建)(?=前期|$)"
)
STATION_OF = re.compile(r"[东西南北]?站(?!点)")
STATION_NAME = re.compile(r"^[\u4e00-\u9fff]{2,5}(?<!服务|工作|监测|变电|充电|换电)站(?=$|枢纽|站房|改造|扩建|扩能|[^\u4e00-\u9fff点长])")
SEGMENT_AT = re.compile(SEGMENT)
NATURAL = re.compile(r"^[\u4e00-\u9fff]{1,4}?(?:河|溪|江|湖|岛|山|岭|港)")
NATURAL_ENDS = frozenset("河溪江湖岛山岭港")
RIVER_ENDS = frozenset("河溪江湖港")
LONGEST_NATURAL = 5
WATERS = frozenset("河溪江湖")
LONGEST_SHORT_NAME, LONGEST_PREDICATE = 4, 5
# Behind these characters a river or mountain goes on into the name of something else (清江镇, 龙山路).
NO_PREDICATE = frozenset("省市县区州旗镇乡村街社组屯寨堡路巷桥站港湾口头坝库闸堤湖山岭岛角洲段线河溪江水寺庙塔楼阁园城关谷沟峡坪坝垭垸校院馆场厂店人大中小至到—-~等()与和及")
NATURAL_FOLLOWING = tuple(
    ["生物多样性", "岸线", "水环境", "水生态", "生态", "库区", "清淤", "湿地", "保护区", "景观", "水质"]
    + [
        "流域",
        "源区",
        "源头",
        "干流",
        "支流",
        "水系",
        "沿岸",
        "沿线",
        "上游",
        "中游",
        "下游",
        "河口",
        "两岸",
        "等",
        "的",
    ]
)
NATURAL_KINDS = dict.fromkeys("河溪江", "river") | {"湖": "lake"} | {"港": "port"} | dict.fromkeys("岛山岭", "mountain")
# 市山, 入河, 治江 …: an owner or a verb before the bare word, not a name.
NO_NATURAL = re.compile(r"[省市县区][山港]$|[一二三四五六七八九十两][河溪江湖山]$|^.?(?:入|治|护|巡|沿)|^清[河湖]$")
METRO = re.compile(r"(?:轨道交通|地铁)[\u4e00-\u9fffA-Z\d]{1,4}?(?:号线|线)")
# Water led from one river to another or to a place: 引汉济渭, 引黄入晋.
TRANSFER = re.compile(
    r"[引调][\u4e00-\u9fff]{1,2}[济入补][\u4e00-\u9fff]{1,2}(?:工程)?(?=[\u4e00-\u9fff]{2,4}[支干]线|[一二三]期|[^\u4e00-\u9fff]|$)"
)
# A road by its number, with or without a segment: G323线瑞金市区至九堡段, 207国道.
NUMBERED_ROAD = re.compile(
    rf"(?:[GSXY]\d{{1,4}}(?!\d|.{{0,8}}高速)(?:线|国道|省道)?|\d{{3}}(?:国道|省道|县道)){SEGMENT}?"
)
# What may follow a matter that is a thing of its own: a further head or the scope of a line.
MATTER_GOES_ON = (
    "基地",
    "项目",
    "工程",
    "电站",
    "制氢",
    "一体化",
    "机组",
    "线",
    "管",
    "二线",
    "三线",
    "至",
    "到",
    "—",
    "复线",
    "勘探",
)
DATE = re.compile(r"\d{1,4}[年月日]")
INCLUDED = re.compile(r"\((?:含|包括|其中)([^()]+)\)")
SECTION_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,2})*[\s\x1f]+")
# Works on a river that are a project: 北仑河国门段护岸整治, 罗浮江综合治理二期, 永定河生态修复工程.
RIVER_WORKS = re.compile(
    rf"{SEGMENT}[\u4e00-\u9fff]{{0,6}}?{ACTION}(?:{PHASE}|工程|项目)*"
    rf"|(?:流域|干流|支流|水系|河系)[\u4e00-\u9fff]{{0,6}}?[治整][理治]"
    rf"|[\u4e00-\u9fff]{{0,6}}?{ACTION}(?:{PHASE}|工程|项目)+"
)
ECOLOGY = re.compile("生态|环境|修复|湿地|水质")
PARENTHESES = re.compile(r"\([^()]*\)")
BESIDE = ("周边", "沿线", "附近", "区域", "两侧")
OWNERS = frozenset("省市县区州旗镇乡")
FUSABLE = frozenset({"strong", "facility", "civic"})
VAGUE = frozenset({"weak", "company"})
INSTITUTIONS = frozenset({"facility", "civic"})
ROAD_PARTS = frozenset({"road", "bridge", "tunnel", "station", "other"})
INSTITUTION_KINDS = frozenset({"school", "hospital", "culture_sports", "research"})
LONGEST_EXTENSION = 14
LONGEST_WITH_ENDING = 10


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
    """The names in `[start, end)`: one for each noun phrase between its verbs, two for a zone and what is built in it."""
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
    for begin, finish, word in verb_finder().find(piece):
        if _is_hard(word) and not any(a < begin < b for a, b in brackets):
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
        stop = _extended(context.text, _tail_end(context.text, road.end(), end), end, ROAD_PARTS)
        return Name(cursor, stop, context.text[cursor:stop], heads()["公路"], road.end(), prefix)
    metro = METRO.search(context.text, cursor, end)
    if metro:
        stop = _tail_end(context.text, metro.end(), end)
        return Name(cursor, stop, context.text[cursor:stop], heads()["号线"], metro.end(), prefix)
    transfer = TRANSFER.search(context.text, cursor, end)
    if transfer:
        cursor = transfer.start()
        stop = _tail_end(context.text, transfer.end(), end)
        return Name(cursor, stop, context.text[cursor:stop], heads()["引调水工程"], transfer.end(), prefix)
    found = _choose_head(context.text, cursor, end)
    if found is None:
        return _bracketed(context, cursor, end, prefix) or _headless(context, cursor, end, prefix)
    head_start, head_end, head = found
    stop = _tail_end(context.text, head_end, end)
    if head.strength in INSTITUTIONS:
        stop = _extended(context.text, stop, end, INSTITUTION_KINDS)
    name = Name(cursor, stop, context.text[cursor:stop], head, head_start, prefix)
    return _fused(context, name, end)


def _extended(text: str, stop: int, end: int, kinds: frozenset[str]) -> int:
    """End of a name that goes on behind its head to another one of `kinds`: 职业技术学院产教融合基地, G317线甲山隧道."""
    if stop >= end or not is_ideograph(text[stop]) or _is_complete(text, stop, end):
        return stop
    for first, finish, word in head_finder().find(text[stop : min(end, stop + LONGEST_EXTENSION)]):
        if _breaks(text, stop, stop + first):
            break
        closed = _tail_end(text, stop + finish, end)
        if heads()[word].kind in kinds and _is_complete(text, closed, end):
            return closed
    return stop


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
    closed = name.text.endswith(("项目", "工程")) or _is_complete(context.text, name.end, end)
    if first.end != name.start or not closed:
        return name
    return replace(name, start=first.start, text=context.text[first.start : name.end])


def _is_complete(text: str, position: int, end: int) -> bool:
    """Whether a name can end here: nothing follows that would make it part of a longer noun."""
    if position >= end or not is_ideograph(text[position]):
        return True
    rest = text[position:end]
    return rest.startswith(("等", "的", "内", "区域", "周边")) or bool(verb_finder().at_start(rest))


def strip_front(context: Context, start: int, end: int) -> tuple[int, tuple[AdminHit, ...]]:
    """Where the own words of an item begin, and the administrative names in front of them."""
    text = context.text
    prefix: list[AdminHit] = []
    number = SECTION_NUMBER.match(text, start, end)
    cursor = number.end() if number else start
    while cursor < end:
        hit = next((one for one in context.hits_between(cursor, cursor + 1) if not one.is_listed), None)
        if hit and hit.is_bare and not hit.is_ordinary:
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
    if len(word) == 1:
        found = head_finder().find(text[cursor + 1 : end])
        own = text[cursor + 1 : cursor + 1 + found[0][0]] if found else ""
        is_facility = bool(found) and own in OWNERS and heads()[found[0][2]].strength in ("facility", "civic")
        return 1 if not found or is_facility or generic_rest(own) >= OWN_WORDS else 0
    return len(word)


def _choose_head(text: str, start: int, end: int) -> tuple[int, int, Head] | None:
    """The head noun of an item, weak ones only where there is no other.

    A later head takes over when words of its own stand before it (产业园涪陵园区) or it is of the same
    kind; generic words between them keep the first (机场国际口岸).
    """
    best: tuple[int, int, Head] | None = None
    piece = text[start:end]
    brackets = [match.span() for match in PARENTHESES.finditer(piece)]
    for first, last, word in head_finder().find(piece):
        head = heads()[word]
        if any(a < first < b for a, b in brackets) or (head.material and not _may_close(text, start + last, end)):
            continue
        if best and (_breaks(text, best[1], start + first) or SEGMENT_AT.match(text, best[1], end)):
            break
        opens = best is not None and best[0] == start and head.strength not in VAGUE  # 石窟|河堤防: no head, a name
        if best is None or opens or _takes_over(text[best[1] : start + first], best[2], head):
            best = (start + first, start + last, head)
    return best


def _may_close(text: str, position: int, end: int) -> bool:
    """Whether a word that also names a matter ends a thing here: no further noun follows (光伏组件, 风电装备)."""
    stop = _tail_end(text, position, end)
    rest = text[stop:end]
    return stop > position or _is_complete(text, stop, end) or rest.startswith(MATTER_GOES_ON)


def _takes_over(between: str, old: Head, new: Head) -> bool:
    if between.startswith(("至", "到", "—", "-")):
        return True  # 大坳水库至中心城区引水工程
    if new.strength == "part":
        return old.strength in VAGUE
    if old.strength not in VAGUE and (new.strength in VAGUE or (new.material and old.kind == new.kind)):
        return False
    if old.kind == new.kind:
        return not (old.word.endswith("区") and between and generic_rest(between) == 0)
    return old.strength in VAGUE or between == "" or generic_rest(between) >= OWN_WORDS


def _breaks(text: str, start: int, end: int) -> bool:
    """Whether a verb, 的, 等 or a place word stands between two heads, so that the second is another thing."""
    between = text[start:end]
    return between.startswith(BESIDE) or "的" in between or "等" in between or any(_is_hard(word) for _, _, word in verb_finder().find(between))


def _is_hard(word: str) -> bool:
    return (len(word) > 1 and "soft" not in verbs()[word].roles) or word == "的"


def _tail_end(text: str, start: int, end: int) -> int:
    """End of a name after its head: segment, phase, bracket, 扩建工程."""
    cursor = start
    while cursor < end:
        match = TAIL.match(text, cursor, end)
        if match is None:
            break
        cursor = match.end()
    return cursor


def _bracketed(context: Context, cursor: int, end: int, prefix: tuple[AdminHit, ...]) -> Name | None:
    """A name whose head stands in its bracket: 阳江琼崖“小莫斯科”(琼崖特委第一次扩大会议旧址)."""
    text = context.text
    match = re.search(r"\((?!含|包括|其中)([^()]{4,30})\)", text[cursor:end])
    if match is None or match.start() < 2 or generic_rest(text[cursor : cursor + match.start()]) < 2:
        return None
    inner = cursor + match.start(1)
    found = [one for one in head_finder().find(match[1]) if one[1] == len(match[1])]
    if not found or any(_is_hard(word) for _, _, word in verb_finder().find(text[cursor : inner - 1])):
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
    ended = _ended(words)
    if ended and not any(hit.start <= cursor + ended[0] < hit.end for hit in context.hits):
        own_words, rest = ended
        head_start, end_of_name = cursor + own_words, cursor + rest
        head = heads()[next(word for word in ending_heads() if words[own_words:].startswith(word))]
        return Name(cursor, end_of_name, words[:rest], head, head_start, prefix)
    length = 0 if own or words.startswith("全") else _natural_length(words)
    if length:
        works = RIVER_WORKS.match(words, length) if words[length - 1] in RIVER_ENDS else None
        if works:
            head = heads()["生态修复工程" if ECOLOGY.search(works.group()) else "河道治理"]
            return Name(cursor, cursor + works.end(), words[: works.end()], head, cursor + length, prefix)
        return Name(cursor, cursor + length, words[:length], None, cursor, prefix, NATURAL_KINDS[words[length - 1]])
    return Name(cursor, stop, words, None, stop, prefix)


def _ended(words: str) -> tuple[int, int] | None:
    """Where an ending head begins in a member, and where the name with its tail ends; None without one."""
    cuts = [start for start, _, word in verb_finder().find(words) if start >= OWN_WORDS and len(word) > 1]
    date = DATE.search(words)
    stop = min([*cuts[:1], date.start() if date else len(words), len(words)])
    for word in ending_heads():
        at = words.find(word, OWN_WORDS, stop)
        while at >= 0:
            tail = _tail_end(words, at + len(word), stop)
            if at <= LONGEST_WITH_ENDING and (tail == stop or _is_short_name(words, at)):
                return at, tail
            at = words.find(word, at + 1, stop)
    return None


def _is_short_name(words: str, at: int) -> bool:
    """Whether a class noun at `at` closes a short name even before words the lexicon does not know (万城闸|拆建)."""
    return at <= LONGEST_SHORT_NAME and words[0] not in "“(" and not class_compounds().at_start(words[at:]) and not generic_finder().find(words[:at])


def _natural_length(words: str) -> int:
    """How many characters of a member are the name of a river, lake or mountain; the longest name counts (官山河)."""
    ends = (index + 1 for index in range(1, min(LONGEST_NATURAL, len(words))) if words[index] in NATURAL_ENDS)
    return max((end for end in ends if _is_natural(words, end)), default=0)


def _is_natural(words: str, end: int) -> bool:
    rest = words[end:]
    follows = rest.startswith(NATURAL_FOLLOWING) or bool(SEGMENT_AT.match(rest)) or len(verb_finder().at_start(rest)) > 1
    ends = not rest or follows or (words[end - 1] in WATERS and _is_predicate(rest) and _is_short_name(words, end - 1))
    return ends and is_single_natural(words[:end])


def _is_predicate(rest: str) -> bool:
    """Whether unknown words behind a river may say what is done there (松西河|卡口疏浚) and name no other thing."""
    return 1 < len(rest) <= LONGEST_PREDICATE and rest[0] not in NO_PREDICATE and not head_finder().find(rest)


def is_single_natural(name: str) -> bool:
    """Whether a word that ends like a river, lake or mountain names a single one (not 入河, 省港, 江河)."""
    return not NO_NATURAL.search(name) and not natural_traps().find(name)
