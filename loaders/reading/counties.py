"""Which county a project lies in, from the nearest words that say so.

In this order: the prefix before the name, a bracket behind it, a county inside the name, the issuing county, the
table row, the county that governs the list (`loaders.reading.scope`), the heading or label above. A line between
two places has no county unless its row or its own words give one.
"""

import re
from dataclasses import dataclass

from loaders.reading.evidence import County
from loaders.reading.headings import Holding
from loaders.reading.lexicon import head_finder
from loaders.reading.lists import Found
from loaders.reading.rows import Row
from loaders.reading.scan import Scan
from loaders.reading.scope import Governor
from loaders.reading.toponyms import AdminHit

LOCAL_LEVELS = ("county", "town", "village")
END_POINT_BEHIND = re.compile(r"[至到—–\-~]|经(?!济|开|贸|营)")
END_POINT_BEFORE = frozenset("至到—–-~经")
ROAD_NUMBER = re.compile(r"(?:[GSXY]\d{1,4}|\d{3}(?:国道|省道|县道))(?:线|国道|省道)?$")
SEGMENT_BEHIND = re.compile(r"(?:县城|城区|县城区|城市|境内|境|城)?段")
# What may stand between a county and the head noun of a thing of its own: 丹江口三厂, 某县城北水厂, 某县第二中学.
ORDINAL = re.compile(r"(?:市|县|区)?第?[一二三四五六七八九十东西南北中新老\d]{0,2}(?:期|号|城区?|郊)?$")
NATURE = tuple("湖河江溪")
# Lines that may lie in one county, whose list or heading then tells which.
LOCAL_LINES = frozenset({"road", "water_supply"})
WATERS = tuple("江河湖溪水")
WATER_KINDS = frozenset({"river", "lake", "flood_control", "waterway", "irrigation", "water_hub", "port", "ecology"})
BRACKET = re.compile(r"\s*\(([^()]{2,20}?)段?\)")


@dataclass(frozen=True, slots=True)
class Place:
    """What surrounds a name: who governs its list, its table row, and how many names its row has before and in all."""

    ruler: Governor | None
    row: Row | None
    order: int
    count: int


def county_of(scan: Scan, found: Found, place: Place, headings: Holding[AdminHit], *, line: str | None) -> County:
    """The county of a name and where it comes from; `line` is the kind of one that has end points."""
    for hit in reversed(found.name.prefix):
        if hit.level in LOCAL_LEVELS and not hit.is_ordinary:
            return County(hit.adcode, f"county from its prefix {hit.form}", hit)
    own = _in_bracket(scan, found) or _in_name(scan, found)
    if own and own.adcode != scan.home_county and not _is_home_town(scan, own):
        return County(own.adcode, f"county from {own.form} in the name", own)
    if scan.home_county:
        crosses = line is not None and _ends_elsewhere(scan, found, scan.home_county)
        return County(None, "a line to elsewhere") if crosses else County(scan.home_county, "county of the issuer")
    in_row = place.row.county(place.order, place.count) if place.row else None
    if in_row:
        return County(in_row.adcode, "the county of its table row", in_row)
    given = _given(scan, found, place, headings)
    if line is not None and given.adcode and (line not in LOCAL_LINES or _ends_elsewhere(scan, found, given.adcode)):
        return County(None, "a line without a county of its own")
    return given


def _given(scan: Scan, found: Found, place: Place, headings: Holding[AdminHit]) -> County:
    """The county that the list, the sentence or the heading gives."""
    if place.ruler:
        hit = place.ruler.hit
        return County(hit.adcode, f"county {hit.form}: {place.ruler.rule}", hit)
    above = headings.at(found.name.start)
    return County(above.adcode, "the county of its heading", above) if above else County(None, "no county given")


def _in_bracket(scan: Scan, found: Found) -> AdminHit | None:
    """A county or town alone in a bracket behind the name or at its end: 沐尘水库(龙游县)."""
    position = found.name.end
    inner = scan.text.rfind("(", found.name.start, position) if scan.text[position - 1] == ")" else position
    bracket = BRACKET.match(scan.text, inner)
    if bracket is None:
        return None
    inside = [hit for hit in scan.hits_between(bracket.start(1), bracket.end(1)) if hit.level in LOCAL_LEVELS]
    whole = inside and inside[0].start == bracket.start(1) and inside[-1].end == bracket.end(1)
    return inside[-1] if whole and len({hit.adcode for hit in inside}) == 1 and _is_sure(scan, inside[-1]) else None


def fused_county(scan: Scan, found: Found) -> AdminHit | None:
    """The bare county before a member that shares a head, as a prefix would stand (监利一弓堤、西门渊灌区)."""
    own = _in_name(scan, found) if len(found.parts) > 1 else None
    opens = own and own.is_bare and own.level == "county" and own.start == found.name.start
    return own if opens and own and found.name.head_start - own.end > 1 else None


def _in_name(scan: Scan, found: Found) -> AdminHit | None:
    """A county or town fused into the name: 定安母瑞山, 城口咸宜光伏二期, 沪渝高铁万州段, G345全椒襄河至二郎口段."""
    start, end = found.name.start, found.name.end
    behind = scan.hits_between(end, end + 1)
    for hit in (*scan.hits_between(start, end), *behind):
        if hit.level not in LOCAL_LEVELS or not _is_sure(scan, hit, found) or _is_water(hit, found):
            continue
        if is_end_point(scan.text, hit):
            continue
        if SEGMENT_BEHIND.match(scan.text, hit.end):
            return hit
        if hit.start < end and (not hit.is_bare or _says_where(scan.text, hit, found)):
            return hit
    return None


def _is_water(hit: AdminHit, found: Found) -> bool:
    """Whether a bare form is a river or lake where waters are spoken of (衢江治理), not the county named so."""
    kind = found.head.kind if found.head else found.name.natural
    return hit.is_bare and hit.form.endswith(WATERS) and kind in WATER_KINDS


def is_end_point(text: str, hit: AdminHit) -> bool:
    """Whether a place is an end or a stop of a line: 巴马至…, …至平果, 印江经思南至…."""
    before = text[max(0, hit.start - 1) : hit.start]
    return bool(END_POINT_BEHIND.match(text, hit.end)) or before in END_POINT_BEFORE


def _is_sure(scan: Scan, hit: AdminHit, found: Found | None = None) -> bool:
    """Whether a form means the division here: any with its rank, a bare one of the province that is no other word."""
    if not hit.is_bare:
        return not hit.is_ordinary
    wider = [one for one in found.name.prefix if one.level in ("province", "city")] if found else []
    if wider and not scan.gazetteer.contains(wider[-1].adcode, hit.adcode):
        return False  # 云南省桃源水库 lies in no 桃源县 of elsewhere
    if hit.is_ordinary:
        before = scan.text[found.name.start : hit.start] if found else "-"
        is_place = bool(ROAD_NUMBER.match(before)) or (not before and found and hit.end == found.name.head_start)
        return bool(is_place) and scan.gazetteer.contains(scan.document.jurisdiction or "", hit.adcode)
    return scan.finder.is_home(hit.adcode) and (found is None or _is_near(scan, hit))


def _is_near(scan: Scan, hit: AdminHit) -> bool:
    """Whether a bare form fused into a name may be meant: in a county's own plan only what lies in its city."""
    home = scan.gazetteer.division(scan.home_county) if scan.home_county else None
    return home is None or scan.gazetteer.contains(home.parent, hit.adcode)


def _says_where(text: str, hit: AdminHit, found: Found) -> bool:
    """Whether a bare form in a name tells where the thing is: it opens it, or stands by its head or behind a line."""
    name = found.name
    before = text[name.start : hit.start]
    if not before:
        own = text[hit.end : name.head_start]
        is_nature = own.startswith(NATURE)  # 鄱阳|湖, 莲花|山水库
        return not is_nature and (len(own) != 1 or bool(ORDINAL.match(own)))
    if ROAD_NUMBER.match(before):
        return True
    if hit.end <= name.head_start and ORDINAL.match(text[hit.end : name.head_start]):
        return True
    return before[-1] == "港" or any(end == len(before) for _, end, _ in head_finder().find(before))


def _is_home_town(scan: Scan, hit: AdminHit) -> bool:
    """Whether a bare county of elsewhere is here the town of that name in the issuing county."""
    return hit.is_bare and bool(scan.home_county) and scan.finder.bare_township(hit.form, scan.home_county) is not None


def _ends_elsewhere(scan: Scan, found: Found, county: str) -> bool:
    """Whether a line has an end in another county or city than the given one."""
    for hit in scan.hits_between(found.name.start, found.name.end):
        is_known = not hit.is_bare or (scan.finder.is_home(hit.adcode) and not _is_home_town(scan, hit))
        is_other = hit.level in ("county", "city") and not scan.gazetteer.contains(hit.adcode, county)
        is_other = is_other and is_known
        if is_other and is_end_point(scan.text, hit):
            return True
    return False
