"""Lines between places: X至Y, X经Z至Y, segments, and names made of one-character abbreviations.

Ends are returned as written; 酉(阳)永(顺) gives 酉阳 and 永顺. One-character abbreviations (城宣, 渝万) are
resolved to divisions near each other, or left open.
"""

import math
import re
from functools import lru_cache

from geo.gazetteer import Gazetteer, bare_name
from geo.models import Division
from loaders.models import Route
from loaders.reading.lexicon import generic_finder, head_finder

Adcodes = frozenset[str]
LINE_KINDS = frozenset({"railway", "expressway", "road", "metro", "waterway", "pipeline", "power_line", "water_supply"})
POINT = r"[\u4e00-\u9fffA-Za-z]{2,10}?"
JOINER = r"(?:至|到|—{1,2}|–|-|~)"
BETWEEN = re.compile(
    rf"(?P<origin>{POINT})(?:经(?P<via>{POINT}(?:、{POINT})*))?{JOINER}(?P<rest>[\u4e00-\u9fff]{{2,10}}?(?:{JOINER}[\u4e00-\u9fff]{{2,10}}?)*)"
    r"(?=段|高速|铁路|高铁|城际|客专|公路|快速|国道|省道|大道|旅游|天然气|输气|输油|成品油|原油|长输|引水|调水|特高压|输变电|航道|双回|线路|旅游路|红色|\)|$|等|\d)"
)
SPELT_OUT = re.compile(r"^([\u4e00-\u9fff])\(([\u4e00-\u9fff])\)([\u4e00-\u9fff])\(([\u4e00-\u9fff])\)")
ABBREVIATED = re.compile(
    r"(?:^|高速公路|高速|高铁|铁路)(?P<pair>[\u4e00-\u9fff]{2})(?=段|高速|铁路|高铁|城际|客专|公路|快速|线$)"
)
PROVINCE_LETTERS = dict(
    zip(
        "京津沪渝冀晋辽吉黑苏浙皖闽赣鲁豫鄂湘粤桂琼川蜀贵黔滇藏陕秦甘陇青宁新蒙",
        [
            "110000",
            "120000",
            "310000",
            "500000",
            "130000",
            "140000",
            "210000",
            "220000",
            "230000",
            "320000",
            "330000",
            "340000",
            "350000",
            "360000",
            "370000",
            "410000",
            "420000",
            "430000",
            "440000",
            "450000",
            "460000",
            "510000",
            "510000",
            "520000",
            "520000",
            "530000",
            "540000",
            "610000",
            "610000",
            "620000",
            "620000",
            "630000",
            "640000",
            "650000",
            "150000",
        ],
        strict=True,
    )
)
FARTHEST_PAIR_KM = 200.0


def spelt_route(name: str) -> Route | None:
    """The route a name states in words, or None."""
    spelt = SPELT_OUT.match(name)
    if spelt:
        return Route(spelt[1] + spelt[2], (), spelt[3] + spelt[4])
    match = BETWEEN.search(_after_line_head(name))
    if match is None:
        return None
    *between, destination = re.split(JOINER, match["rest"])
    via = [*(match["via"].split("、") if match["via"] else []), *between]
    return Route(match["origin"], tuple(via), _place_part(destination))


def _place_part(words: str) -> str:
    """An end point without the words of its line: 里耶航道整治 → 里耶, 梁家河红色 → 梁家河."""
    cuts = [start for finder in (head_finder(), generic_finder()) for start, _, _ in finder.find(words) if start > 1]
    return words[: min(cuts)] if cuts else words


def _after_line_head(name: str) -> str:
    """The part of a segment's name after its line: 渝湘高铁重庆至黔江段 → 重庆至黔江段."""
    match = re.match(
        rf"^.{{2,14}}?(?:高速公路|高速|高铁|铁路|公路|扩能|扩容|大道|国道|省道)[((]?(?=[\u4e00-\u9fff]{{2,10}}{JOINER})",
        name,
    )
    return name[match.end() :] if match else name


def abbreviated_route(name: str, gazetteer: Gazetteer, jurisdiction: str | None, mentioned: Adcodes) -> Route | None:
    """The route behind a two-character line name (城宣高速 → 城口, 宣汉), or None when it stays open.

    A character stands for a province or for a division whose name it opens; of several the one named
    in the plan (`mentioned` adcodes), in the home province, or nearest to the other end is taken.
    """
    match = ABBREVIATED.search(name)
    if match is None or jurisdiction is None:
        return None
    return _pair(match["pair"], gazetteer, jurisdiction, mentioned)


@lru_cache(maxsize=4096)
def _pair(letters: str, gazetteer: Gazetteer, jurisdiction: str, mentioned: Adcodes) -> Route | None:
    """The route of two letters, looked for once."""
    first, second = letters[0], letters[1]
    home = gazetteer.ancestors(jurisdiction)[-1]
    origin = _end(first, None, gazetteer, home, mentioned)
    if origin is None:
        other = _end(second, None, gazetteer, home, mentioned)
        origin = _end(first, other, gazetteer, home, mentioned) if other else None
        return Route(bare_name(origin.name), (), bare_name(other.name)) if origin and other else None
    destination = _end(second, origin, gazetteer, home, mentioned)
    return Route(bare_name(origin.name), (), bare_name(destination.name)) if destination else None


def _end(letter: str, other: Division | None, gazetteer: Gazetteer, home: str, mentioned: Adcodes) -> Division | None:
    province = gazetteer.division(PROVINCE_LETTERS.get(letter, ""))
    named = _opened_by(gazetteer).get(letter, [])
    if other and other.level != "province":
        distances = {one.adcode: distance_km(gazetteer, one, other) for one in named if one.adcode != other.adcode}
        known = [one for one in named if one.adcode in mentioned and _may_be_near(distances.get(one.adcode))]
        near = [one for one in named if distances.get(one.adcode, math.inf) <= FARTHEST_PAIR_KM]
        near = known or [one for one in near if one.level == "city"] or near
        return min(near, key=lambda one: distances[one.adcode], default=province)
    if province:
        return province
    at_home = [one for one in named if gazetteer.contains(home, one.adcode)]
    at_home = [one for one in at_home if one.level == "city"] or at_home
    known = [one for one in at_home if one.adcode in mentioned] or at_home
    return known[0] if len(known) == 1 else None


@lru_cache(maxsize=4)
def _opened_by(gazetteer: Gazetteer) -> dict[str, list[Division]]:
    """Cities and counties by the first character of their name."""
    found: dict[str, list[Division]] = {}
    for division in gazetteer.divisions():
        if division.level != "province":
            found.setdefault(division.name[0], []).append(division)
    return found


def _may_be_near(distance: float | None) -> bool:
    """Whether a distance in km is short enough, or not known (infinite)."""
    return distance is not None and (distance <= FARTHEST_PAIR_KM or math.isinf(distance))


def distance_km(gazetteer: Gazetteer, one: Division, other: Division) -> float:
    """Great-circle distance of two divisions in km; infinite when one has no point of its own or of a township."""
    first, second = _middle(gazetteer, one), _middle(gazetteer, other)
    if first is None or second is None:
        return math.inf
    lon1, lat1, lon2, lat2 = map(math.radians, (*first, *second))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371.0 * math.asin(math.sqrt(half))


def _middle(gazetteer: Gazetteer, division: Division) -> tuple[float, float] | None:
    """`(lon, lat)` of the seat, or the mean of the township points."""
    if division.lon is not None and division.lat is not None:
        return division.lon, division.lat
    points = [(one.lon, one.lat) for one in gazetteer.townships(division.adcode) if one.lon and one.lat]
    if not points:
        return None
    return sum(lon for lon, _ in points) / len(points), sum(lat for _, lat in points) / len(points)
