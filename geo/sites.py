"""The curated table of named sites, `data/gazetteer/sites.csv`: facts with evidence, one row per site.

Definitions: `precision` and `confidence` speak of the unit the site lies in, not of metres. A `township` row has
the point of the township's seat; a `route` row a schematic line through named way-points; `county` and `region`
rows a stand-in point that must not be drawn as a pin. Points are `(lon, lat)` degrees (WGS 84 = CGCS2000).
"""

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from shapely import LineString, MultiLineString

from geo.errors import GazetteerFileError
from geo.gazetteer import Gazetteer
from geo.geometry import LonLat
from geo.names import keys, without_prefix
from geo.tables import GAZETTEER_DIRECTORY

SITES_FILE = GAZETTEER_DIRECTORY / "sites.csv"


@dataclass(frozen=True, slots=True)
class Waypoint:
    """A named point of a schematic line."""

    name: str
    point: LonLat


@dataclass(frozen=True, slots=True)
class Site:
    """One row: `adcode` is the county of `point`, `counties` all counties of a line's way-points.

    `line` is the course of a line whose table draws it; without it a line runs through its `waypoints`.
    """

    name: str
    aliases: tuple[str, ...]
    type: str
    kind: str | None
    adcode: str
    counties: tuple[str, ...]
    township: str | None
    point: LonLat
    waypoints: tuple[Waypoint, ...]
    precision: str
    confidence: str
    evidence: str
    note: str
    line: LineString | MultiLineString | None = None


def _waypoints(text: str) -> Iterator[Waypoint]:
    for part in filter(None, text.split(";")):
        name, lon, lat = part.rsplit(":", 2)
        yield Waypoint(name, (float(lon), float(lat)))


def _site(row: dict[str, str]) -> Site:
    return Site(
        name=row["name"],
        aliases=tuple(filter(None, row["aliases"].split("|"))),
        type=row["type"],
        kind=row["kind"] or None,
        adcode=row["adcode"],
        counties=tuple(row["counties"].split("|")),
        township=row["township"] or None,
        point=(float(row["lon"]), float(row["lat"])),
        waypoints=tuple(_waypoints(row["waypoints"])),
        precision=row["precision"],
        confidence=row["confidence"],
        evidence=row["evidence"],
        note=row["note"],
    )


@lru_cache(maxsize=4)
def read_sites(path: Path = SITES_FILE) -> tuple[Site, ...]:
    """All rows of the table.

    Raises
    ------
    GazetteerFileError
        If the file is missing, lacks a column or holds a coordinate that is no number.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return tuple(_site(row) for row in csv.DictReader(file))
    except (OSError, KeyError, ValueError, AttributeError) as error:
        raise GazetteerFileError(f"{path}: cannot be read ({error}); restore it from the repository") from error


class SiteIndex:
    """Sites by the keys of their names, and apart from these by the keys of their names without their county in front.

    A name without its county (高新区, 新材料产业园) is shared by many places: it counts only where the county is known.
    """

    def __init__(self, sites: tuple[Site, ...], gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._by_key: dict[str, list[Site]] = defaultdict(list)
        self._by_short_key: dict[str, list[Site]] = defaultdict(list)
        for site in sites:
            names = (site.name, *site.aliases)
            full = dict.fromkeys(_keys(names))
            for key in full:
                self._by_key[key].append(site)
            for key in dict.fromkeys(_keys(self._without_county(names, site.counties))):
                if key not in full:
                    self._by_short_key[key].append(site)

    def _without_county(self, names: tuple[str, ...], adcodes: tuple[str, ...]) -> tuple[str, ...]:
        divisions = [division for adcode in adcodes if (division := self._gazetteer.division(adcode))]
        prefixes = [form for division in divisions for form in self._gazetteer.forms(division)]
        return tuple(without_prefix(name, prefixes) for name in names)

    def candidates(self, names: tuple[str, ...], adcodes: tuple[str, ...], *, short: bool) -> Iterator[list[Site]]:
        """Groups of sites that share a key with one of `names`, strictest key first; a group holds one key's sites.

        `adcodes` are the divisions whose names may stand in front of the names; `short` also compares the sites'
        names without their county.
        """
        asked = dict.fromkeys([*_keys(names), *_keys(self._without_county(names, adcodes))])
        for key in asked:
            if key in self._by_key:
                yield self._by_key[key]
        for key in asked:
            if short and key in self._by_short_key:
                yield self._by_short_key[key]


def _keys(names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        yield from keys(name)
