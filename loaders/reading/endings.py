"""Names closed by a class noun of one or two characters: 朝阳寺, 万城闸, 文昌路, 官山河.

Such nouns are heads only where a name ends: at the end of a list member, before a verb, or behind a short name.
"""

import re

from loaders.reading.lexicon import (
    OWN_WORDS,
    Head,
    class_compounds,
    ending_heads,
    generic_finder,
    head_finder,
    heads,
    natural_traps,
    verb_finder,
    words_after,
)
from loaders.reading.normalise import is_ideograph
from loaders.reading.patterns import ACTION, DATE, PHASE, SEGMENT, SEGMENT_AT, tail_end

NATURAL = re.compile(r"^[\u4e00-\u9fff]{1,4}?(?:河|溪|江|湖|岛|山|岭|港)")
NATURAL_ENDS = frozenset("河溪江湖岛山岭峰港")
RIVER_ENDS = frozenset("河溪江湖港")
LONGEST_NATURAL = 5
WATERS = frozenset("河溪江湖")
LONGEST_SHORT_NAME, LONGEST_PREDICATE = 4, 5
# Behind these characters a river or mountain goes on into the name of something else (清江镇, 龙山路).
NO_PREDICATE = frozenset(
    "省市县区州旗镇乡村街社组屯寨堡路巷桥站港湾口头坝库闸堤湖山岭岛角洲段线河溪江水寺庙塔楼阁园城关谷沟峡坪坝垭垸校院馆场厂店"
    "人大中小至到—-~等()与和及"
)
NATURAL_KINDS = (
    dict.fromkeys("河溪江", "river") | {"湖": "lake"} | {"港": "port"} | dict.fromkeys("岛山岭峰", "mountain")
)
# 市山, 入河, 治江 …: an owner or a verb before the bare word, not a name.
NO_NATURAL = re.compile(
    r"[至到—]|[省市县区][山港]$|[一二三四五六七八九十两][河溪江湖山]$|^.?(?:入|治|护|巡|沿)|^清[河湖]$"
)
# Works on a river that are a project: 北仑河国门段护岸整治, 罗浮江综合治理二期, 永定河生态修复工程.
RIVER_WORKS = re.compile(
    rf"{SEGMENT}[\u4e00-\u9fff]{{0,6}}?{ACTION}(?:{PHASE}|工程|项目)*"
    rf"|(?:流域|干流|支流|水系|河系)[\u4e00-\u9fff]{{0,6}}?[治整][理治]"
    rf"|[\u4e00-\u9fff]{{0,6}}?{ACTION}(?:{PHASE}|工程|项目)+"
)
ECOLOGY = re.compile("生态|环境|修复|湿地|水质")
LONGEST_WITH_ENDING = 10


def river_works(words: str, length: int) -> tuple[int, Head] | None:
    """Where works on the river that opens `words` end, and what they are (北仑河国门段护岸整治); else None."""
    works = RIVER_WORKS.match(words, length) if words[length - 1] in RIVER_ENDS else None
    if works is None:
        return None
    return works.end(), heads()["生态修复工程" if ECOLOGY.search(works.group()) else "河道治理"]


def ended(words: str) -> tuple[int, int] | None:
    """Where an ending head begins in a member, and where the name with its tail ends; None without one."""
    cuts = [start for start, _, word in verb_finder().find(words) if start >= OWN_WORDS and len(word) > 1]
    date = DATE.search(words)
    stop = min([*cuts[:1], date.start() if date else len(words), len(words)])
    for word in ending_heads():
        at = words.find(word, OWN_WORDS, stop)
        while at >= 0:
            tail = tail_end(words, at + len(word), stop)
            goes_on = words[at + len(word) : at + len(word) + 2]
            may_act = len(goes_on) > 1 and is_ideograph(goes_on[0])
            if at <= LONGEST_WITH_ENDING and (tail == stop or (may_act and _is_short_name(words, at))):
                return at, tail
            at = words.find(word, at + 1, stop)
    return None


def _is_short_name(words: str, at: int) -> bool:
    """Whether a class noun at `at` closes a short name even before words the lexicon does not know (万城闸|拆建)."""
    if at > LONGEST_SHORT_NAME or words[0] in "“(" or words[at + 1 : at + 2] in tuple("至到—经"):
        return False
    return not class_compounds().at_start(words[at:]) and not generic_finder().find(words[:at])


def natural_length(words: str) -> int:
    """How many characters of a member are the name of a river, lake or mountain; the longest name counts (官山河)."""
    ends = (index + 1 for index in range(1, min(LONGEST_NATURAL, len(words))) if words[index] in NATURAL_ENDS)
    return max((end for end in ends if _is_natural(words, end)), default=0)


def _is_natural(words: str, end: int) -> bool:
    rest = words[end:]
    follows = (
        rest.startswith(words_after("river")) or bool(SEGMENT_AT.match(rest)) or len(verb_finder().at_start(rest)) > 1
    )
    ends = not rest or follows or (words[end - 1] in WATERS and _is_predicate(rest) and _is_short_name(words, end - 1))
    return ends and is_single_natural(words[:end])


def _is_predicate(rest: str) -> bool:
    """Whether unknown words behind a river may say what is done there (松西河|卡口疏浚) and name no other thing."""
    if rest.endswith(ending_heads()):
        return False
    return 1 < len(rest) <= LONGEST_PREDICATE and rest[0] not in NO_PREDICATE and not head_finder().find(rest)


def is_single_natural(name: str) -> bool:
    """Whether a word that ends like a river, lake or mountain names a single one (not 入河, 省港, 江河)."""
    is_trap = any(end == len(name) for _, end, _ in natural_traps().find(name))
    return not NO_NATURAL.search(name) and not is_trap
