"""Lines between places: X至Y, X经Z至Y, segments, and names made of one-character abbreviations.

Ends are returned as written; 酉(阳)永(顺) gives 酉阳 and 永顺. One-character abbreviations (城宣, 渝万) are
resolved by `geo.abbreviations`, or left open.
"""

import re

from geo.abbreviations import AbbreviationReader
from geo.gazetteer import Gazetteer, bare_name
from loaders.models import Route
from loaders.reading.lexicon import generic_finder, head_finder, heads

Adcodes = frozenset[str]
LINE_KINDS = frozenset({"railway", "expressway", "road", "metro", "waterway", "pipeline", "power_line", "water_supply"})
JOINER = re.compile(r"(?<!至)至|到|—{1,2}|–|-|~|～")
BRACKETED = re.compile(r"\(([^()]*)\)")
VIA = re.compile(r"经(?!济|开|贸|营|典)")
POINT = re.compile(r"[\u4e00-\u9fff]{2,12}|[A-Za-z\u4e00-\u9fff]{2,12}")
# What stands before the first point of a segment: the line itself, works, a road number, a river.
BEFORE_ORIGIN = re.compile(
    r"^(?:.*(?:高速公路|高速|高铁|铁路|公路|扩能|扩容|大道|国道|省道|县道|通道|运河|管道|专线|干线|环线|复线|工程|[GSXYCZ]\d{1,4}线?|\d线|千伏)"
    r"|[\u4e00-\u9fff]{2,3}线)(?=[^\d至到—–~-]{2,}[至到—–~-])"
)
RIVER = re.compile(r"^[\u4e00-\u9fff]{1,3}?[江河水溪](?=[^至到—–~-]{2,}[至到—–~-])")
ON_RIVER = re.compile(r"航道|航运|治理|整治|防洪|堤|护岸|河段|疏浚|清淤|段$")
BEHIND_POINT = re.compile(
    r"第?[一二三四五六七八九十\d]+[回期段标]|[一二三四五六七八九十]{1,2}级|\d|[单双复][回线]|段|线路?|增建|增[一二三四]|复线|盘山|海底|跨海|疏港|专用|高等级|应急|防火|旅游(?![区景])|产业(?![园基])|生态(?![园区])|扩[能容建]|改[建造扩线]|新建|延伸|工程|项目"
)
# Heads of places that may themselves be the end of a line: …至邦达机场公路, …至金兰水库引水工程.
POINT_KINDS = frozenset(
    {"airport", "border_port", "reservoir", "port", "station", "water_hub", "hydropower", "scenic_area", "lake", "mine"}
)
OWN_END = re.compile(r"[镇乡村县市区旗山河湖江溪口岸站场港坝沟湾岭关桥垸库园城]$")
TOWN_WORDS = re.compile(r"口岸|市区|城区|县城|城关|新区|开发区|[东西南北]站|[东西南北]$|[站口港山河湖江村镇乡]$")
SPELT_OUT = re.compile(r"^([\u4e00-\u9fff])\(([\u4e00-\u9fff])\)([\u4e00-\u9fff])\(([\u4e00-\u9fff])\)")


def spelt_route(name: str, gazetteer: Gazetteer | None = None) -> Route | None:
    """The route a name states in words, or None; a county in front of an end point is no part of it."""
    spelt = SPELT_OUT.match(name)
    if spelt:
        return Route(spelt[1] + spelt[2], (), spelt[3] + spelt[4])
    inner = next((match[1] for match in BRACKETED.finditer(name) if JOINER.search(match[1])), None)
    plain = BRACKETED.sub("", name)
    pieces = JOINER.split(_after_line(plain if JOINER.search(plain) else inner or ""))
    if len(pieces) < 2:
        return None
    first, *vias = VIA.split(pieces[0])
    stops = [stop for piece in (*vias, *pieces[1:-1]) for stop in re.split(r"[、和经]", piece)]
    last = VIA.split(pieces[-1])
    points = [first, *stops, *(_place_part(one) for one in last)]
    if not all(map(POINT.fullmatch, points)):
        return None
    if len(last) > 1:  # 甲至乙经丙: the way-point stands behind the end
        points[-2], points[-1] = points[-1], points[-2]
    origin, *between, destination = (_without_county(one, gazetteer) for one in points)
    return Route(origin, tuple(between), _known_part(destination, gazetteer))


def _known_part(point: str, gazetteer: Gazetteer | None) -> str:
    """The place that opens an end point when words of the line follow it: 范家冬枣产业路 → 范家."""
    if gazetteer is None or OWN_END.search(point):
        return point
    known = (point[:length] for length in range(len(point) - 2, 1, -1))
    return next((one for one in known if gazetteer.named(one) or gazetteer.townships_named(one)), point)


def _after_line(words: str) -> str:
    """A segment without the line, road number or river before its first point: 渝湘高铁重庆至… → 重庆至…."""
    line = BEFORE_ORIGIN.match(words)
    words = words[line.end() :] if line else words
    river = RIVER.match(words) if ON_RIVER.search(words) else None
    return words[river.end() :] if river else words


def _place_part(words: str) -> str:
    """An end point without the words of its line: 里耶航道整治 → 里耶, 梁家河红色 → 梁家河."""
    found = [(start, end, heads()[word].kind) for start, end, word in head_finder().find(words)]
    cuts = [start for start, _, kind in found if start > 1 and kind not in POINT_KINDS]
    kept = max((end for _, end, kind in found if kind in POINT_KINDS), default=0)
    generic = (start for start, *_ in generic_finder().find(words) if not TOWN_WORDS.match(words[start:]))
    cuts += [start for start in generic if start > 1 and start >= kept]
    behind = BEHIND_POINT.search(words, 2)
    cuts += [behind.start()] if behind and behind.start() >= kept else []
    return words[: min(cuts)] if cuts else words


def _without_county(point: str, gazetteer: Gazetteer | None) -> str:
    """A point without the county before it (上杭蛟洋 → 蛟洋), but with one that is all there is (瑞金市区)."""
    for length in range(min(6, len(point) - 2), 1, -1):
        rest = point[length:]
        if gazetteer and gazetteer.named(point[:length]) and not TOWN_WORDS.match(rest):
            return rest
    return point


def abbreviated_route(
    name: str, gazetteer: Gazetteer, jurisdiction: str | None, mentioned: Adcodes, *, kind: str | None
) -> Route | None:
    """The route behind a line name made of abbreviations (城宣高速 → 城口, 宣汉), or None when it stays open.

    `mentioned` are the adcodes of the divisions the plan names, which go before others.
    """
    reader = AbbreviationReader.of(gazetteer)
    read = reader.read(name, jurisdiction=jurisdiction, kind=kind, named=mentioned)
    if read is None or not read.divisions:
        return None
    origin, *between, destination = (bare_name(division.name) for division in read.divisions)
    return Route(origin, tuple(between), destination)
