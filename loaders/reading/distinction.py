"""What distinguishes a name from its kind: 茶园水库 is one reservoir, 小型水库 is any."""

import re

from loaders.reading.endings import NATURAL, is_single_natural
from loaders.reading.lexicon import (
    OWN_WORDS,
    generic_finder,
    generic_rest,
    head_finder,
    heads,
    product_finder,
    region_finder,
    verb_finder,
)
from loaders.reading.names import Context, Name
from loaders.reading.patterns import NUMBERED_ROAD, PARENTHESES, PHASE
from loaders.reading.regions import has_region
from loaders.reading.wording import opens_word

UNITS = r"(?:平方米|平方公里|公里|亩|千瓦|吨|立方米|千伏|[座个条处家项所段口人户对台套]|MW|kV)"
QUANTITY_FRONT = re.compile(rf"^(?:约|近|超)?\d[\d.,]*(?:余|多)?(?:万|亿)?{UNITS}")
CAPACITY = re.compile(r"^\d[\d.]*(?:万|亿)?(?:吨|千瓦|立方米|套|台)")
WORKS = re.compile(r"期|项目|技改|扩建|扩能")
YEAR_FRONT = re.compile(r"^到?\d{4}年|^“?十[一二三四五六]五")
OWNED_ONLY = frozenset("市县区州旗省")
PHASE_END = re.compile(rf"[\u4e00-\u9fff]{PHASE}(?:扩建|改扩建|技改)?$")
NATIONAL_ZONE = re.compile(r"^国家\S{4,}(?:试验区|先行区|先导区|合作区|新区)$")
ORDINAL = re.compile(r"^第?[一二三四五六七八九十]|县城|城区|第[一二三四五六七八九十]")
NUMBERED = re.compile(r"^[GS]\d")
OWNED = re.compile(r"^[省市县区州旗镇乡](?![级域内外直区县镇村])")  # 市人民医院, not 县级医院
CARDINALS = frozenset("东南西北中")
NO_NAME_FRONTS = ("等", "各", "全", "某", "一批", "若干", "“")
PLURAL_FRONTS = tuple(
    [
        "乡镇",
        "村",
        "社区",
        "基层",
        "农村",
        "各级",
        "市级",
        "省级",
        "县级",
        "国家级",
        "中小",
        "民办",
        "公办",
        "数字",
        "智慧",
        "流动",
    ]
)
LEAST_OF_MADE, LEAST_OF_WORKS = 3, 3
PROGRAMME_FRONTS = ("现代", "高标准")
LONGEST_OWN_WORD = 18


def is_named(context: Context, name: Name) -> bool:
    """Whether a headed name names one thing: own words, a place in front, or a zone of a governing county."""
    head = name.head
    if head is None:
        return name.natural is not None
    own = context.text[name.start : name.head_start]
    if NUMBERED_ROAD.match(own):
        return True
    if QUANTITY_FRONT.match(own) or YEAR_FRONT.match(own) or own.startswith(NO_NAME_FRONTS):
        return head.strength == "weak" and bool(name.prefix) and bool(CAPACITY.match(own))
    return DISTINGUISHED[head.strength](context, name, own, generic_rest(PARENTHESES.sub("", own)))


def _strong(context: Context, name: Name, own: str, rest: int) -> bool:
    """A kind of thing that its own words, a place, a number or the county town single out."""
    if own in OWNED_ONLY or (name.head is not None and name.head.word == "大道" and len(own) == OWN_WORDS):
        return True  # 市烈士陵园, 发展大道
    is_memorial = name.head is not None and name.head.kind == "heritage_site" and len(own) > 1
    enough = 1 if is_memorial else OWN_WORDS  # 王文明故居: 文明 is a generic word, 王 is not
    is_rare = rest == 1 and len(own) > OWN_WORDS and _opens_own(own)  # 红沿河
    return rest >= enough or is_rare or _has_place(context, name) or bool(NUMBERED.match(own) or ORDINAL.search(own))


def _facility(context: Context, name: Name, own: str, rest: int) -> bool:
    """Hospitals, schools, museums: 市人民医院, 第二中学, 东部医疗中心 name one, 薄弱学校 does not."""
    if own.endswith(("届", "大")):  # 十九届二中
        return False
    is_own_word = rest >= OWN_WORDS and len(own) <= LONGEST_OWN_WORD and _opens_own(own)
    placed = bool(OWNED.match(own) or ORDINAL.search(own)) or own[:1] in CARDINALS
    return is_own_word or placed or _has_place(context, name)


def _civic(context: Context, name: Name, own: str, rest: int) -> bool:
    """Facilities a county has one of (全民健身中心, 人民医院): a governing county is enough."""
    alone = context.governed and rest < OWN_WORDS and not own.startswith(PLURAL_FRONTS)
    return alone or _facility(context, name, own, rest)


def _zone(context: Context, name: Name, own: str, rest: int) -> bool:
    """Parks and zones: each county has one 高新区, so that a governing county is enough."""
    has_words = len(own) > 1 or (name.head is not None and len(name.head.word) > len("园区"))
    return (
        rest >= OWN_WORDS
        or bool(name.prefix)
        or (context.governed and has_words and not own.startswith(PROGRAMME_FRONTS))
    )


def _weak(context: Context, name: Name, own: str, rest: int) -> bool:
    """Projects, bases, platforms: with a place, river or company in front, a capacity, or as a national zone."""
    is_special = "年产" in own or bool(NATIONAL_ZONE.match(name.text))
    is_placed = _has_place(context, name) or _opens_natural(own) or _names_company(own)
    least = OWN_WORDS if context.governed else LEAST_OF_MADE
    is_made = _is_made(name) and _opens_own(own) and rest >= least
    return is_special or is_placed or is_made or (bool(name.prefix) and rest >= OWN_WORDS)


def _is_made(name: Name) -> bool:
    """Whether a vague head is a thing that is built, and no programme or zone that shows how (示范基地, 先行区)."""
    head = name.head
    return head is not None and head.kind != "other" and "示范" not in head.word and not head.word.endswith("区")


def _opens_own(words: str) -> bool:
    """Whether words begin with one of their own, and not with a generic one or goods."""
    return not (generic_finder().at_start(words) or product_finder().at_start(words))


def is_works(context: Context, name: Name) -> bool:
    """Whether a member of a list of projects (…等项目) names one by a company, a place, a phase or a capacity."""
    text = name.text
    if generic_rest(text) < OWN_WORDS or verb_finder().at_start(text):
        return False
    placed = bool(name.prefix) or any(hit.end < name.end for hit in context.hits_between(name.start, name.start + 1))
    return placed or is_made_by_company(text) or _is_own(text)


def _is_own(text: str) -> bool:
    """Whether words without figures begin with and mostly are words of their own (圣戈班石膏板二线)."""
    return _opens_own(text) and generic_rest(text) >= LEAST_OF_WORKS and not re.search(r"\d", text)


def is_made_by_company(text: str) -> bool:
    """Whether words without a head name the works of a company: by its trade, a phase or a capacity."""
    return _names_company(text) or bool(PHASE_END.search(text)) or "年产" in text


def _opens_natural(own: str) -> bool:
    """Whether a river, lake or mountain opens the own words (鹿鸣湖水质净化)."""
    natural = NATURAL.match(own)
    return natural is not None and len(natural.group()) > 1 and is_single_natural(natural.group())


def _names_company(own: str) -> bool:
    """Whether the own words name a company in front of what it builds (瑞阳制药冻干粉针)."""
    found = [(start, word) for start, _, word in head_finder().find(own) if heads()[word].strength == "company"]
    return bool(found) and OWN_WORDS <= generic_rest(own[: found[0][0]]) == found[0][0]


def _company(context: Context, name: Name, own: str, rest: int) -> bool:
    """A company only as the place of works: 吉利科技动力电池二期."""
    return rest >= OWN_WORDS and bool(WORKS.search(name.text[len(own) :]))


def _ending(context: Context, name: Name, own: str, rest: int) -> bool:
    """A member closed by 寺, 塔, 路 …: a word of its own opens it, and the head is no part of another word."""
    generic = generic_finder().find(name.text)
    inside = any(first < len(own) < last for first, last, _ in generic)  # 思路, 校园
    return rest >= OWN_WORDS and not inside and _opens_own(name.text)


DISTINGUISHED = {
    "strong": _strong,
    "part": _strong,
    "facility": _facility,
    "civic": _civic,
    "zone": _zone,
    "weak": _weak,
    "company": _company,
    "ending": _ending,
}


def _opens_region(name: Name, own: str) -> bool:
    """Whether a region stands in the own words; before a vague head only beside own words (渝东南综合服务中心)."""
    vague = name.head is not None and name.head.strength == "weak"
    rest = own
    for start, end, _ in reversed(region_finder().find(own)):
        rest = rest[:start] + rest[end:]
    return has_region(own) and (not vague or generic_rest(rest) >= OWN_WORDS)


def _has_place(context: Context, name: Name) -> bool:
    """Whether a division, township or region opens or stands in the own words of a name."""
    own = context.text[name.start : name.head_start]
    within = context.hits_between(name.start, name.head_start)
    bare_at_home = (hit for hit in within if hit.is_bare and context.finder.is_home(hit.adcode))
    return (
        any(not hit.is_bare for hit in within)
        or any(opens_word(context.text, hit.start) for hit in bare_at_home)
        or _opens_region(name, own)
        or context.finder.opens_with_township(own)
    )
