"""Records of the geo package: toponyms asked for, places found, and why.

All coordinates are `(lon, lat)` degrees in CGCS2000 (EPSG:4490), which equals WGS 84 at this scale.
"""

from dataclasses import dataclass
from enum import StrEnum

from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True, slots=True)
class Division:
    """A province, city or county: 6-digit `adcode`, official `name`, `level`, `parent` adcode ('' for a province).

    `(lon, lat)` is the point of its seat and `source` where that comes from, when one is known.
    """

    adcode: str
    name: str
    level: str
    parent: str
    former: tuple[str, ...] = ()
    lon: float | None = None
    lat: float | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Township:
    """A township-level unit: 12-digit `code`, official `name`, its county's `adcode`, seat point where one is known.

    `match` says by what the point's source was recognised: name, former (a name it had before) or pinyin.
    """

    code: str
    name: str
    adcode: str
    lon: float | None
    lat: float | None
    source: str
    match: str = ""


@dataclass(frozen=True, slots=True)
class FormerTownship:
    """A name a township had before: `name`, its county's `adcode`, `current`: the township it is today, or ''."""

    name: str
    adcode: str
    current: str


@dataclass(frozen=True, slots=True)
class Toponym:
    """What a caller asks a position for.

    `type` is project, site, river, region or admin; `admin_level` (admin only) is province, city,
    county, town or village; `adcode` is the county the text gives (6 digits) or None; `township` is a
    township name the text gives; `waypoints` are the names along a route, in order;
    `jurisdiction` is the adcode of the plan's issuer; `counties` the adcodes of all counties the text gives to one
    project (涪陵、武隆、彭水的…), empty for a project of one.
    """

    name: str
    type: str
    kind: str | None = None
    admin_level: str | None = None
    adcode: str | None = None
    township: str | None = None
    waypoints: tuple[str, ...] = ()
    jurisdiction: str | None = None
    aliases: tuple[str, ...] = ()
    counties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """What else the plan says: `counties` named with the toponym (adcodes, the nearest first) and placed `points`.

    Both only decide between bearers of one name; neither ever gives a place by itself.
    """

    counties: tuple[str, ...] = ()
    points: tuple[tuple[float, float], ...] = ()


NO_CONTEXT = Context()


@dataclass(frozen=True, slots=True)
class Stop:
    """A way-point of a route: `label` as the text writes it, `name` and `adcode` of the division that stands for it.

    `is_approximate` tells that the town stands in for something near it (a station, a pass).
    """

    label: str
    name: str
    adcode: str
    lon: float
    lat: float
    is_approximate: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is: geometry (CGCS2000 lon/lat), how precise, how sure, and from which source.

    `precision` is a code of the vocabulary (exact, village, township, county, route, region);
    `place_confidence` is high, medium or low (low: inferred from a name only); `counties` the adcodes
    of the counties a route touches at its way-points, or that a project is shared by; `stops` the way-points of a
    route in order, which its schematic line runs through exactly.
    """

    place_id: str
    name: str
    kind: str | None
    adcode: str | None
    county: str | None
    township: str | None
    geometry: BaseGeometry
    precision: str
    place_confidence: str
    source: str
    evidence: str
    counties: tuple[str, ...] = ()
    stops: tuple[Stop, ...] = ()


class Rule(StrEnum):
    """What decided a resolution; the last six leave the toponym without a place."""

    CORRECTED = "corrected"
    SITE = "site"
    LOCAL = "local"
    ONLINE = "online"
    TOWNSHIP_GIVEN = "township_given"
    TOWNSHIP_NAMED = "township_named"
    TOWNSHIP_OF_VILLAGE = "township_of_village"
    TOWNSHIP_INFERRED = "township_inferred"
    ROUTE = "route"
    COUNTY = "county"
    COUNTY_BY_ISSUER = "county_by_issuer"
    COUNTY_BY_TOWNSHIP = "county_by_township"
    COUNTIES = "counties"
    CITY_NAMED = "city_named"
    DIVISION = "division"
    REGION = "region"
    TIE = "tie"
    NO_COUNTY = "no_county"
    NO_SUCH_DIVISION = "no_such_division"
    NO_POSITION = "no_position"
    NO_WAYPOINTS = "no_waypoints"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that was considered and not chosen, with the reason; `division` is the official name of `adcode`."""

    name: str
    adcode: str | None
    precision: str
    source: str
    reason: str
    division: str = ""


@dataclass(frozen=True, slots=True)
class Resolution:
    """The answer for one toponym: a place or None, the reason in words, the rejected candidates, and the rule.

    `tied` candidates fit equally well; a tie leaves the toponym at the finest place they share, if there is one.
    """

    place: Place | None
    reason: str
    rejected: tuple[Candidate, ...] = ()
    rule: Rule | None = None
    tied: tuple[Candidate, ...] = ()
