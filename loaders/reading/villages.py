"""Villages: with their suffix anywhere (花园村, 某嘎查), without it behind their township (秋口镇李坑、理坑).

The county of a village is that of the place right before it, of its list, of its sentence, or the issuer.
"""

import re
from dataclasses import replace

from loaders.reading.lexicon import (
    generic_rest,
    head_finder,
    place_closers,
    place_traps,
    verb_finder,
    verbs,
    village_stops,
)
from loaders.reading.normalise import is_ideograph
from loaders.reading.places import FEATURES, LONGEST_STEM, SHORTEST, behind_words, is_village_stem
from loaders.reading.toponyms import DESIGNATING, SENTENCE_BREAK, AdminHit, ToponymFinder, town_hit
from loaders.reading.wording import closes_word, opens_word

SUFFIX = re.compile(
    r"村(?![庄民级委落务史镇寨居容医办部干规支川河溪江湖沟桥港渠坝站]|水[库厂电]|乡(?!村))|社区(?![居工服治]|建设)|嘎查(?!村)|牧业村|屯(?=[、和及等。,;)])"
)
LIST_GAPS = ("、", "和", "及", "与")
NEVER_STEM = re.compile(r"[各全每该本某农镇带个座批类些的之\d]$|^[一二三四五六七八九十两几数多]$")
NEVER_UNKNOWN = re.compile(r"[多几数整驻入进到联邻区县市一二三四五六七八九十两]$")
ONE_GENERIC = frozenset("山渔新老古农乡牧林名强富弱小大我同先后前")
PREPOSITIONS = frozenset("在将把由以")
# A township no table knows, and its village: 九重镇邹庄村.
TOWN_AND_VILLAGE = re.compile(r"([\u4e00-\u9fff]{2,4}?(?:镇|乡|街道))([\u4e00-\u9fff]{2,})")
WATERS = frozenset("渠坝堰池塘湖河溪沟川江港")
WATER_WORKS = re.compile("清淤|疏浚|治理|整治|加固|防洪|护岸|除险|水环境|流域")
REACH = 80
# A bare name that seeks a grade is a sight (周家寨创建4A级景区), unless the grade is one of villages.
TRADITIONAL = re.compile(r"[^、,。;]{2,20}村")


def villages(text: str, hits: list[AdminHit], finder: ToponymFinder) -> list[AdminHit]:
    """Villages in order; `hits` are the divisions and townships known so far, in order."""
    found: list[AdminHit] = []
    before = 0
    for match in SUFFIX.finditer(text):
        while before < len(hits) and hits[before].start < match.start():
            before += 1
        last = _nearest(_fixed(hits, before), found)
        village = _with_suffix(text, match, last, finder)
        if village and not (last and village.start < last.end) and not _meets(village, hits[before - 1 : before + 1]):
            found += _parted(village, last, finder)
    return found


def _fixed(hits: list[AdminHit], before: int) -> list[AdminHit]:
    """The last name before a suffix that is no part of the village: not the 江西 of 江西村."""
    for index in range(before - 1, max(-1, before - 3), -1):
        if not hits[index].is_bare:
            return [hits[index]]
    return []


def _nearest(known: list[AdminHit], found: list[AdminHit]) -> AdminHit | None:
    """The place read last: a known one or a village."""
    return max([*known, *found[-1:]], key=lambda hit: hit.end, default=None)


def _parted(village: AdminHit, last: AdminHit | None, finder: ToponymFinder) -> list[AdminHit]:
    """The village, and before it the bare township that opens its name right behind a county (酉阳县花田何家岩村)."""
    if last is None or last.level != "county" or last.end != village.start or not village.adcode:
        return [village]
    towns = finder.bare_towns_of(village.adcode)
    for length in range(len(village.form) - SHORTEST - 1, 1, -1):
        town = towns.get(village.form[:length])
        if town:
            cut, rest = village.start + length, village.form[length:]
            named = town_hit(village.start, cut, village.form[:length], town, is_listed=True)
            return [named, replace(village, start=cut, form=rest, name=rest, code=town.code)]
    unknown = TOWN_AND_VILLAGE.fullmatch(village.form)
    if unknown is None:
        return [village]
    name, rest = unknown.groups()
    cut = village.start + len(name)
    town_named = replace(village, end=cut, form=name, name=name, level="town", code="")
    return [town_named, replace(village, start=cut, form=rest, name=rest, code="")]


def _meets(village: AdminHit, around: list[AdminHit]) -> bool:
    """Whether a known name goes on behind the village (和平村镇) or is the whole of it (新军屯, the town 新军屯镇)."""
    return any(
        village.start < hit.end and (hit.end > village.end or (hit.start, hit.end) == (village.start, village.end))
        for hit in around
        if hit.start < village.end
    )


def _with_suffix(text: str, match: re.Match[str], last: AdminHit | None, finder: ToponymFinder) -> AdminHit | None:
    """The village whose suffix is `match`, or None for a generic one (示范村, 各村)."""
    first = match.start()
    limit = max(first - LONGEST_STEM - 2, last.end if last else 0)
    while first > limit and is_ideograph(text[first - 1]):
        first -= 1
    gap = text[last.end : first] if last else ""
    if last and last.level == "village" and not gap and text[first] in LIST_GAPS:
        first, gap = first + 1, text[first]
    owned = last is not None and not gap and last.level in ("county", "town")
    listed = last is not None and last.level == "village" and gap in LIST_GAPS
    is_short = match.start() - first <= SHORTEST
    start = first if (owned or listed) and is_short else behind_words(text, first, match.start())
    if text[start] in PREPOSITIONS and match.start() - start > 1:
        start += 1
    known = start == first and (owned or listed)
    if start > 0 and text[start - 1] == "“" and text[match.end() : match.end() + 1] == "”":
        return None  # an honour: “无烟村”
    if match.start() - start == 1 and not known and text[start - 1] not in PREPOSITIONS:
        return None
    if not _is_stem(text[start : match.start()], known=known) or text[start : match.end()] in place_traps():
        return None
    if not known and not (opens_word(text, start) and closes_word(text, match.end())):
        return None
    adcode, code = _owner(text, start, last, finder)
    name = text[start : match.end()]
    return AdminHit(start, match.end(), name, name, "village", adcode, code, is_bare=False, is_ordinary=False)


def _is_stem(stem: str, *, known: bool) -> bool:
    """Whether the words before the suffix name one village."""
    if not 1 <= len(stem) <= LONGEST_STEM or not all(map(is_ideograph, stem)):
        return False
    if stem.endswith("乡") and (not known or generic_rest(stem) < SHORTEST):
        return False
    if NEVER_STEM.search(stem) or stem.endswith(village_stops()):
        return False
    if any(len(word) > 1 and "soft" not in verbs()[word].roles for _, _, word in verb_finder().find(stem)):
        return False
    if known:
        return True
    if NEVER_UNKNOWN.search(stem) or not _is_own(stem):
        return False
    return generic_rest(stem) >= min(SHORTEST, len(stem)) and not any(
        len(word) > 1 for _, _, word in verb_finder().find(stem)
    )


def _is_own(stem: str) -> bool:
    """Whether words are left when those that only describe are taken out (边境幸福, 古镇古)."""
    for word in (*village_stops(), *(head for _, _, head in head_finder().find(stem) if len(head) > 1)):
        stem = stem.replace(word, "", 1)
    return generic_rest(stem) > 0 and stem not in ONE_GENERIC


def _owner(text: str, start: int, last: AdminHit | None, finder: ToponymFinder) -> tuple[str, str]:
    """County and township code of a village: of the place before it in its sentence, else the county of the plan."""
    if last is not None and last.adcode and last.level in ("county", "town", "village"):
        gap = text[last.end : start]
        if len(gap) <= REACH and not SENTENCE_BREAK.search(gap):
            near = last.level in ("town", "village") and (not gap or gap in LIST_GAPS)
            return last.adcode, last.code if near else ""
    return finder.home_county or "", ""


def bare_villages(text: str, hits: list[AdminHit], finder: ToponymFinder) -> list[AdminHit]:
    """Villages without their suffix right behind a township, and those listed after a village (岔道村、石峡)."""
    found: list[AdminHit] = []
    starts = {hit.start for hit in hits if not hit.is_bare}
    for hit in hits:
        if hit.level not in ("town", "village") or hit.is_bare:
            continue
        position = hit.end if hit.level == "town" else hit.end + 1
        if (hit.level == "village") != (text[hit.end : hit.end + 1] in LIST_GAPS):
            continue
        run: list[AdminHit] = []
        while position not in starts and (village := _bare(text, position, hit)):
            run.append(village)
            position = village.end + 1
            if text[village.end : position] not in LIST_GAPS:
                break
        if _is_run(run, goes_on=position in starts):
            found += run
    return found


def _is_run(run: list[AdminHit], *, goes_on: bool) -> bool:
    """Whether bare names behind a township are villages: one ends like a village, or the next place follows at once."""
    return bool(run) and (goes_on or any(one.form[-1] in FEATURES for one in run))


def _bare(text: str, start: int, owner: AdminHit) -> AdminHit | None:
    """The bare village of `owner` that begins at `start` and ends at a word's end."""
    for end in range(start + SHORTEST, min(len(text), start + LONGEST_STEM) + 1):
        if not is_ideograph(text[end - 1]):
            return None
        stem = text[start:end]
        if end < len(text) and is_ideograph(text[end]) and not _ends_at_word(text, end):
            continue
        is_sight = text.startswith(DESIGNATING, end) and not TRADITIONAL.match(text, end)
        is_water = stem[-1] in WATERS and WATER_WORKS.match(text, end)
        if is_sight or is_water or not is_village_stem(stem) or stem.endswith((*village_stops(), *place_closers())):
            return None
        return AdminHit(start, end, stem, stem + "村", "village", owner.adcode, owner.code, True, False, is_listed=True)
    return None


def _ends_at_word(text: str, end: int) -> bool:
    """Whether a joint or a verb of two characters follows."""
    if text[end] in "和及与等" or text.startswith(place_closers(), end):
        return True
    return len(verb_finder().at_start(text[end : end + 6])) > 1
