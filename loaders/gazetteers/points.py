"""Points of townships: the GeoNames place that is the township, found by name inside the county's polygon.

Four stages, the surer first; a place serves one township, and what a stage has placed is settled:

1. `name`: the place carries the official name (嘉积镇), also behind the county's (太康城关镇);
2. `name`: it carries the bare name (嘉积, 嘉积乡 for 嘉积镇, 蒙城城关镇 for 城关街道), which no other township of the
   county has;
3. `former`: it carries a name the township had before;
4. `pinyin`: one of its Latin names is a reading of the township's name. No other township of the county, of today or
   gone, may read like that, and the place's Chinese names, if it has any besides those of divisions, must be a
   spelling of the township's (龙谭 for 龙潭).

Two places of one stage that lie far apart are a tie, and so are two townships that fit one place: no point. The seat of
a prefecture carries the name of a township near it at times (河池), so the name of the prefecture alone does not count,
and the Latin names of such a seat, many of them of the past, do not either.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from geo.gazetteer import bare_name, written_forms
from loaders.gazetteers.geonames import GeoName, PlacesByCounty, point_columns
from loaders.gazetteers.romanisation import place_spellings, readings, township_spellings
from loaders.gazetteers.tables import Row

# Two places nearer than this are taken for two records of one.
SAME_PLACE_KM = 5.0
KM_PER_DEGREE = 111.2
# Share of the characters that agree in two spellings of a name, when the place's main name reads like it, and when
# one of its other names does (宾阳 was called 芦圩, and 露圩 is another town of the county).
MAIN_NAME_SHARE = 1 / 2
OTHER_NAME_SHARE = 2 / 3
VILLAGE_ENDINGS = ("村", "屯", "庄子")

Fits = Callable[[Row, GeoName], bool]


@dataclass(frozen=True)
class County:
    """What the matching has to know of one county: its divisions' names, its townships today and before."""

    names: frozenset[str]
    prefecture: frozenset[str]
    townships: list[Row]
    former: list[Row]
    places: list[GeoName]


def township_points(
    townships: Iterable[Row], former: Iterable[Row], divisions: dict[str, Row], places: PlacesByCounty
) -> list[Row]:
    """The rows of `townships` with the columns lon, lat, source and match, in their order."""
    rows = list(townships)
    by_county: dict[str, list[Row]] = defaultdict(list)
    past: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_county[row["adcode"]].append(row)
    for row in former:
        past[row["adcode"]].append(row)
    found: dict[str, tuple[GeoName, str]] = {}
    for adcode, inside in by_county.items():
        names, prefecture = _division_names(adcode, divisions)
        found |= match(County(names, prefecture, inside, past[adcode], places.get(adcode, [])))
    return [_with_point(row, *found.get(row["code"], (None, ""))) for row in rows]


def _with_point(row: Row, place: GeoName | None, how: str) -> Row:
    return {**row, **point_columns(place), "match": how}


def _division_names(adcode: str, divisions: dict[str, Row]) -> tuple[frozenset[str], frozenset[str]]:
    """Names of a county and of what it lies in, and of those the names of its city and province alone."""
    own: set[str] = set()
    above: set[str] = set()
    code = adcode
    while row := divisions.get(code):
        forms = {*written_forms(row["name"]), bare_name(row["name"])}
        own |= forms
        above |= forms if row["level"] != "county" else set()
        code = row["parent"]
    return frozenset(own), frozenset(above)


def match(county: County) -> dict[str, tuple[GeoName, str]]:
    """Place and stage by code of the townships of one county that have one."""
    found: dict[str, tuple[GeoName, str]] = {}
    tied: set[str] = set()
    taken: set[int] = set()
    stages: tuple[tuple[str, Fits], ...] = (
        ("name", _by_name(county)),
        ("name", _by_bare_name(county)),
        ("former", _by_former_name(county)),
        ("pinyin", _by_pinyin(county)),
    )
    for how, fits in stages:
        fitting = {
            row["code"]: [place for place in county.places if place.geonameid not in taken and fits(row, place)]
            for row in county.townships
            if row["code"] not in found and row["code"] not in tied
        }
        claims = Counter(place.geonameid for places in fitting.values() for place in places)
        for code, places in fitting.items():
            best = min(places, key=lambda place: (-place.population, place.geonameid), default=None)
            if best is None:
                continue
            shared = any(claims[place.geonameid] > 1 for place in places)
            if shared or any(distance_km(best, place) > SAME_PLACE_KM for place in places):
                tied.add(code)
                continue
            found[code] = (best, how)
            taken |= {place.geonameid for place in places}
    return found


def distance_km(one: GeoName, other: GeoName) -> float:
    """Distance of two places at most some ten kilometres apart."""
    east = (one.lon - other.lon) * math.cos(math.radians((one.lat + other.lat) / 2))
    return math.hypot(east, one.lat - other.lat) * KM_PER_DEGREE


def _by_name(county: County) -> Fits:
    prefixes = ("", *county.names)
    return lambda row, place: any(prefix + row["name"] in place.names for prefix in prefixes)


def _by_bare_name(county: County) -> Fits:
    count = Counter(bare_name(row["name"]) for row in county.townships)
    bare_names = {place.geonameid: _bare_names(place, county) for place in county.places}

    def fits(row: Row, place: GeoName) -> bool:
        bare = bare_name(row["name"])
        if len(bare) < 2 or count[bare] > 1 or bare in county.prefecture:
            return False
        return bare in bare_names[place.geonameid]

    return fits


def _bare_names(place: GeoName, county: County) -> frozenset[str]:
    """Names of a place, and its township's names without rank and without the county in front (蒙城城关镇 → 城关)."""
    found = set(place.names)
    for name in place.names - county.names:
        found |= {bare_name(name.removeprefix(prefix)) for prefix in ("", *county.names)}
    return frozenset(found)


def _by_former_name(county: County) -> Fits:
    names: dict[str, set[str]] = defaultdict(set)
    for row in county.former:
        names[row["current"]].add(row["name"])

    def fits(row: Row, place: GeoName) -> bool:
        return any(name in place.names for name in names.get(row["name"], ()))

    return fits


def _by_pinyin(county: County) -> Fits:
    spelled = {row["code"]: township_spellings(row["name"]) for row in county.townships}
    spellings = {place.geonameid: place_spellings(place.other_names) for place in county.places}
    holders = _holders(county, spelled)

    def fits(row: Row, place: GeoName) -> bool:
        bare = bare_name(row["name"])
        common = spelled[row["code"]] & spellings[place.geonameid]
        if len(bare) < 2 or not common or bare in county.prefecture or place.names & county.prefecture:
            return False
        if any(holders[spelling] != {row["code"]} for spelling in common):
            return False
        share = MAIN_NAME_SHARE if common & place_spellings([place.main_name]) else OTHER_NAME_SHARE
        own = place.names - county.names
        return not own or any(is_spelling(bare, name, share) for name in own)

    return fits


def _holders(county: County, spelled: dict[str, frozenset[str]]) -> dict[str, set[str]]:
    """What reads like each spelling: codes of townships, names of former ones that are no township of today."""
    found: dict[str, set[str]] = defaultdict(set)
    for code, spellings in spelled.items():
        for spelling in spellings:
            found[spelling].add(code)
    codes = {row["name"]: row["code"] for row in county.townships}
    bares = {bare_name(name) for name in codes}
    for row in county.former:
        bare = bare_name(row["name"])
        if bare not in bares:
            for spelling in readings(bare):
                found[spelling].add(codes.get(row["current"], bare))
    return found


def is_spelling(bare: str, name: str, share: float) -> bool:
    """Whether a Chinese name that reads like `bare` may be another spelling of it: `share` of the characters agree."""
    other = bare_name(name)
    if other.endswith(VILLAGE_ENDINGS) and not bare.endswith(VILLAGE_ENDINGS):
        return False
    if len(other) != len(bare):
        return len(bare) > 1 and bare in other
    return sum(one == two for one, two in zip(bare, other, strict=True)) >= share * len(bare)
