"""Points of townships, and the township a project's name or text gives.

Points are those of the township table, filled up with the curated table where the former has none. All are
`(lon, lat)` degrees (CGCS2000) of the seat.
"""

import re
from dataclasses import dataclass

from geo.gazetteer import Gazetteer, bare_name
from geo.geometry import LonLat
from geo.models import Township
from geo.names import normalised, without_prefix
from geo.sites import Site

# Bare names of townships that are ordinary words at the head of a project's name (中心医院, 人民公园, 火车站改造).
_ORDINARY_WORD = re.compile(
    "中心|人民|新城|城区|城关|城市|开发|工业|火车站|车站|机场|港口|[新东西南北]区|中山|建设|文化|教育|光明|和平|胜利|解放|团结|友谊"
    "|幸福|红旗|前进|东风|新华|创新|科技|综合|第一|中央|国际|长江|黄河|华侨|民族|革命|红军"
)
_RANKED = re.compile(r"(?<=.)(?:街道|苏木|镇|乡)")
LONGEST_TOWNSHIP_NAME = 12


@dataclass(frozen=True, slots=True)
class KnownPoint:
    """Point of a township's seat and where it comes from."""

    point: LonLat
    source: str


class TownshipPoints:
    """Points by township, from the table and from the curated rows that are townships themselves."""

    def __init__(self, sites: tuple[Site, ...]) -> None:
        self._curated = {
            (site.adcode, site.township): KnownPoint(site.point, site.evidence)
            for site in sites
            if site.type == "admin" and site.precision == "township" and site.township == site.name
        }

    def of(self, township: Township) -> KnownPoint | None:
        """The point of a township, or None when no source has one."""
        if township.lon is not None and township.lat is not None:
            return KnownPoint((township.lon, township.lat), township.source)
        return self._curated.get((township.adcode, township.name))


class TownshipFinder:
    """Finds the townships a text can mean, inside the division the text speaks of."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    def given(self, name: str, scope: str) -> list[Township]:
        """Townships in the division `scope` of this official or bare name; the official name goes before the bare."""
        named = [
            township
            for township in self._gazetteer.townships_named(name)
            if self._gazetteer.contains(scope, township.adcode)
        ]
        return [township for township in named if township.name == name] or named

    def in_name(self, name: str, scope: str) -> list[Township]:
        """Townships in `scope` whose official name stands in a project's name (嘉积镇椰子寨…)."""
        text = normalised(name)
        for match in _RANKED.finditer(text):
            for start in range(max(0, match.end() - LONGEST_TOWNSHIP_NAME), match.start()):
                found = [township for township in self.given(text[start : match.end()], scope)]
                if found:
                    return found
        return []

    def at_head(self, name: str, county: str) -> list[Township]:
        """Townships of `county` whose bare name a project's name starts with, the longest only (金洞风电 → 金洞乡)."""
        division = self._gazetteer.division(county)
        text = without_prefix(normalised(name), self._gazetteer.forms(division) if division else ())
        found: list[Township] = []
        longest = 1
        for township in self._gazetteer.townships(county):
            bare = bare_name(township.name)
            if _ORDINARY_WORD.fullmatch(bare) or len(bare) < longest or len(bare) == 1 or not text.startswith(bare):
                continue
            found = [*found, township] if len(bare) == longest else [township]
            longest = len(bare)
        return found
