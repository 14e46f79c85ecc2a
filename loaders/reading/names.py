"""The name inside a list item: what is stripped before it, where it ends, and whether it names anything.

An item such as 加快黔江区茶园水库建设 is read as verbs, administrative prefix, own words, head noun, and a
rest that belongs to the clause. A name counts when something distinguishes it from its kind.
"""

import re
from dataclasses import dataclass

from loaders.reading.lexicon import Head, generic_finder, head_finder, heads, verb_finder, verbs
from loaders.reading.normalise import is_ideograph
from loaders.reading.toponyms import AdminHit, opens_word

COLLECTIVE = re.compile(
    r"等(?P<count>\d{1,3}|[一二两三四五六七八九十]{1,3})?(?:余|多)?(?P<measure>[座个条处家项所段口片镇乡村县区市])?(?=[\u4e00-\u9fffA-Z0-9(“])"
)
ACTION = r"(?:升级改造|改造升级|改造提升|提升改造|改扩建|扩建|改建|迁建|改造|扩容|扩能|提升|除险加固|加固|修缮|增容|续建|新建|综合整治|综合治理|整治|治理|修复|保护|配套|建设)"
SEGMENT = r"(?:[\u4e00-\u9fff]{2,6}(?:(?:至|到|—{1,2}|–|-|~)[\u4e00-\u9fff]{2,8})*段)"
PHASE = r"(?:\(?(?:[一二三四五六七八九十]|\d)期\)?)"
TAIL = re.compile(
    rf"(?:{ACTION}?\([^()]{{2,20}}\)|{PHASE}|{SEGMENT}|延长线|联络线|支线|{ACTION}{{1,2}}(?:{PHASE})?(?:工程|项目)|工程(?!师)|项目|(?:扩建|改扩建)(?=前期|$))"
)
QUANTITY_FRONT = re.compile(
    r"^(?:约|近|超)?\d[\d.,]*(?:余|多)?(?:万|亿)?(?:平方米|平方公里|公里|亩|千瓦|吨|立方米|千伏|[座个条处家项所段口人户对台套]|MW|kV)"
)
NATURAL = re.compile(
    r"^[\u4e00-\u9fff]{1,4}?(?:河|溪|江|湖|岛|山|岭|水库群)(?=流域|干流|支流|水系|沿岸|沿线|上游|中游|下游|河口|两岸|$)"
)
NATURAL_KINDS = {
    "河": "river",
    "溪": "river",
    "江": "river",
    "湖": "lake",
    "岛": "mountain",
    "山": "mountain",
    "岭": "mountain",
}
NATURAL_TRAPS = re.compile(
    r"青山|江山|金山|银山|山水|火山|名山|江河|河湖|大江|两江|三山|矿山|荒山|黄河流域|长江流域|[省市县区]山$|雪山$"
)
PARENTHESES = re.compile(r"\([^()]*\)")
NATIONAL_ZONE = re.compile(r"^国家\S{4,}(?:试验区|先行区|先导区|合作区|新区)$")
CARDINAL = "东南西北中"


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a view: `[start, end)` without prefix, its `text`, head, and what strips off around it.

    `head` is None for an item that has no head of its own; `prefix` are the administrative names before
    it; `shared` is the head with the generic words before it, which headless members of a list take over.
    """

    start: int
    end: int
    text: str
    head: Head | None
    head_start: int
    prefix: tuple[AdminHit, ...]
    natural: str | None = None

    @property
    def shared(self) -> str:
        """Head phrase for headless members: 污水处理设施 of 塔洋污水处理设施."""
        return self.text[self.head_start - self.start :] if self.head else ""


def read_name(text: str, start: int, end: int, hits: list[AdminHit]) -> Name | None:
    """The name in `text[start:end]`, or None when nothing is left after verbs and prefixes."""
    cursor, prefix = strip_front(text, start, end, hits)
    found = _choose_head(text, cursor, end)
    if found is None:
        return _headless(text, cursor, end, prefix)
    head_start, head_end, head = found
    cut = _last_hard_word(text, cursor, head_start)
    if cut > cursor:
        cursor, more = strip_front(text, cut, end, hits)
        prefix = more or prefix
        if cursor > head_start:
            return None
    stop = _tail_end(text, head_end, end)
    return Name(cursor, stop, text[cursor:stop], head, head_start, prefix)


def strip_front(text: str, start: int, end: int, hits: list[AdminHit]) -> tuple[int, tuple[AdminHit, ...]]:
    """Where the own words of an item begin, and the administrative names in front of them."""
    by_start = {hit.start: hit for hit in hits}
    prefix: list[AdminHit] = []
    cursor = start
    while cursor < end:
        hit = by_start.get(cursor)
        if hit and not hit.is_bare and _is_prefix(text, hit, end):
            prefix.append(hit)
            cursor = hit.end
        elif text[cursor] in "“”\"' ·" and "”" not in text[cursor + 1 : end]:
            cursor += 1
        elif hit and not hit.is_bare:
            break
        else:
            word = verb_finder().at_start(text[cursor:end])
            quantity = QUANTITY_FRONT.match(text[cursor:end])
            if word and _can_strip(text, cursor, end, word):
                cursor += len(word)
                if "causative" not in verbs()[word].roles:
                    continue
            elif quantity and prefix == []:
                return cursor, ()
            else:
                break
    return cursor, tuple(prefix)


def _is_prefix(text: str, hit: AdminHit, end: int) -> bool:
    """Whether the own name begins behind this administrative name (and not 秀山县城…, 黔江区至…)."""
    return hit.end < end and text[hit.end] not in "城至到—–-~域"


def _can_strip(text: str, cursor: int, end: int, word: str) -> bool:
    """A one-character particle is stripped only when two characters of a name still stand before a head."""
    if len(word) > 1:
        return True
    found = head_finder().find(text[cursor + 1 : end])
    return not found or generic_rest(text[cursor + 1 : cursor + 1 + found[0][0]]) >= 2


def _choose_head(text: str, start: int, end: int) -> tuple[int, int, Head] | None:
    """The head of the item: the last strong one that no hard verb cuts off from the front, else the last weak one."""
    best: tuple[int, int, Head] | None = None
    piece = text[start:end]
    brackets = [match.span() for match in PARENTHESES.finditer(piece)]
    for first, last, word in head_finder().find(piece):
        head = heads()[word]
        if any(a < first < b for a, b in brackets) or (best and _breaks(text, best[1], start + first)):
            continue
        if best is None or head.strength != "weak" or best[2].strength == "weak":
            best = (start + first, start + last, head)
    return best


def _breaks(text: str, start: int, end: int) -> bool:
    """Whether a verb, 的 or a collective 等 stands between two heads, so that the second is another thing."""
    between = text[start:end]
    return (
        "的" in between
        or "等" in between
        or any("soft" not in verbs()[word].roles for _, _, word in verb_finder().find(between) if len(word) > 1)
    )


def _last_hard_word(text: str, start: int, end: int) -> int:
    """End of the last word before the head that cannot be part of a name; `start` when there is none."""
    piece = text[start:end]
    brackets = [match.span() for match in PARENTHESES.finditer(piece)]
    cut = 0
    for first, last, word in verb_finder().find(piece):
        is_hard = (len(word) > 1 and "soft" not in verbs()[word].roles) or word == "的"
        if is_hard and not any(a < first < b for a, b in brackets):
            cut = last
    return start + cut


def _tail_end(text: str, start: int, end: int) -> int:
    """End of a name after its head: segment, phase, bracket, 扩建工程 …"""
    cursor = start
    while cursor < end:
        match = TAIL.match(text, cursor, end)
        if match is None or (match.group() in ("工程", "项目") and cursor == start and False):
            break
        cursor = match.end()
    return cursor


def _headless(text: str, cursor: int, end: int, prefix: tuple[AdminHit, ...]) -> Name | None:
    stop = cursor
    while stop < end and (is_ideograph(text[stop]) or text[stop] in "()“”·" or text[stop].isalnum()):
        stop += 1
    words = text[cursor:stop]
    natural = NATURAL.match(words)
    if natural and len(natural.group()) >= 2 and not NATURAL_TRAPS.search(natural.group()):
        kind = NATURAL_KINDS.get(natural.group()[-1])
        return Name(cursor, cursor + natural.end(), natural.group(), None, cursor, prefix, kind)
    return Name(cursor, stop, words, None, stop, prefix) if words else None


def generic_rest(words: str) -> int:
    """How many characters of `words` are left when generic words are taken out."""
    kept = len(re.findall(r"[\u4e00-\u9fffA-Za-z0-9]", words))
    return kept - sum(len(re.findall(r"[\u4e00-\u9fffA-Za-z0-9]", word)) for _, _, word in generic_finder().find(words))


def is_named(name: Name, text: str, hits: list[AdminHit], *, governed: bool) -> bool:
    """Whether a headed name names one thing: own words, a place in front, or a zone of a governing county."""
    head = name.head
    if head is None:
        return name.natural is not None
    own = text[name.start : name.head_start]
    if QUANTITY_FRONT.match(own) or own.startswith(("等", "各", "全", "某", "一批", "若干")):
        return False
    rest = generic_rest(PARENTHESES.sub("", own))
    has_place = any(name.start <= hit.start < name.head_start and opens_word(text, hit.start) for hit in hits)
    if head.strength == "strong":
        return rest >= 2 or (has_place and rest >= 1) or bool(re.match(r"^[GS]\d", own))
    if head.strength == "facility":
        return (
            rest >= 2
            or bool(name.prefix)
            or bool(re.match(r"^[省市县区]|^第?[一二三四五六七八九十]", own))
            or own[:1] in CARDINAL
        )
    if head.strength == "zone":
        return rest >= 2 or (governed and not own.startswith(("现代", "高标准")))
    return has_place or bool(NATIONAL_ZONE.match(name.text)) or (bool(name.prefix) and rest >= 2) or rest >= 6
