"""Points of townships, and the township a project's name, village or text gives.

Points are those of the township table, filled up with the curated table where the former has none. All are
`(lon, lat)` degrees (CGCS2000) of the seat.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.bearers import BARE, Bearer, BearerFinder
from geo.gazetteer import Gazetteer, bare_name
from geo.geometry import LonLat
from geo.models import Township
from geo.names import normalised, without_prefix
from geo.sites import Site

if TYPE_CHECKING:
    from geo.local.places import LocalPlaces

# Bare names of townships that are ordinary words at the head of a project's name (中心医院, 人民公园, 火车站改造).
_ORDINARY_WORD = re.compile(
    "中心|人民|新城|城区|城关|城市|开发|工业|火车站|车站|机场|港口|[新东西南北]区|中山|建设|文化|教育|光明|和平|胜利|解放|团结|友谊"
    "|幸福|红旗|前进|东风|新华|创新|科技|综合|第一|中央|国际|长江|黄河|华侨|民族|革命|红军"
)
# Behind a township's bare name these make another thing of it, that reaches far beyond: 鄱阳湖, 武当山, 长安东路.
_OTHER_THING = re.compile(
    r"[湖山河江海]|(?<=[江河])(?:灌区|流域|水系|干流|航道)|[东西南北中新老一二三四五六七八九十]?(?:路|街|大道|巷)"
)
_RANKED = re.compile(r"(?<=.)(?:街道|苏木|镇|乡)")
_VILLAGE = re.compile(r"(?<=.)(?:村(?![溪河江沟湖水渠桥港])|社区|嘎查)")
LONGEST_NAME = 14  # characters; the longest township names have four peoples in them


@dataclass(frozen=True, slots=True)
class KnownPoint:
    """Point of a township's seat, where it comes from, and how sure it is that the source means this township."""

    point: LonLat
    source: str
    confidence: str = "high"


class TownshipPoints:
    """Points by township, from the table, from curated rows that are townships themselves, and from added tables."""

    def __init__(self, sites: tuple[Site, ...], added: "LocalPlaces | None" = None) -> None:
        self._added = added
        self._curated = {
            (site.adcode, site.township): KnownPoint(site.point, site.evidence)
            for site in sites
            if site.type == "admin" and site.precision == "township" and site.township == site.name
        }

    def of(self, township: Township) -> KnownPoint | None:
        """The point of a township, or None when no source has one."""
        if township.lon is not None and township.lat is not None:
            confidence = "high" if township.match == "name" else "medium"
            return KnownPoint((township.lon, township.lat), township.source, confidence)
        curated = self._curated.get((township.adcode, township.name))
        if curated is not None or self._added is None:
            return curated
        seat = self._added.township(township.code, township.adcode)
        return KnownPoint(seat.point, f"{seat.source_id}（{seat.licence}）") if seat else None


class TownshipFinder:
    """Finds the townships a project's name can mean, inside the division the text speaks of."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._bearers = BearerFinder(gazetteer)

    def in_name(self, name: str, scope: str) -> tuple[Bearer, ...]:
        """Townships in `scope` whose official name stands in a project's name (嘉积镇椰子寨…)."""
        for part in _parts(normalised(name), _RANKED):
            found = tuple(one for one in self._bearers.townships(part, scope) if one.form != BARE)
            if found:
                return found
        return ()

    def at_head(self, name: str, scope: str) -> tuple[Bearer, ...]:
        """Townships of `scope` whose bare name a project's name starts with, the longest only (金洞风电 → 金洞乡)."""
        division = self._gazetteer.division(scope)
        text = without_prefix(normalised(name), self._gazetteer.forms(division) if division else ())
        for length in range(min(len(text), LONGEST_NAME), 1, -1):
            bare = text[:length]
            if not _ORDINARY_WORD.fullmatch(bare) and not _OTHER_THING.match(text, length):
                found = tuple(one for one in self._bearers.townships(bare, scope) if bare_name(one.name) == bare)
                if found:
                    return found
        return ()


def villages_in(name: str) -> Iterator[str]:
    """Names of villages that can stand in a project's name, the longest first (花田乡何家岩村停车场 → … 何家岩村 …)."""
    yield from _parts(normalised(name), _VILLAGE)


def _parts(text: str, ending: re.Pattern[str]) -> Iterator[str]:
    for match in ending.finditer(text):
        for start in range(max(0, match.end() - LONGEST_NAME), match.start()):
            yield text[start : match.end()]
