"""Townships and their former names, from the official table and the lists of the statistics bureau.

The lists of the statistics bureau (统计用区划代码, years 2016, 2019, 2023) add the townships of cities without
counties (东莞) and the former names: towns listed there that 国家地名信息库 no longer has. The two use different
codes for many townships, so a code alone joins an old name to a new one only where the new name is in no list of
its county before and the old one is no township's there today.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from geo.gazetteer import bare_name
from loaders.gazetteers.crosswalk import Unit, last_step
from loaders.gazetteers.tables import Row, read_list

ABOLISHED = re.compile(r"[（(].*撤.*[)）]")
TOWNSHIP = re.compile(r"[\u4e00-\u9fff]{1,12}(?<![农林牧渔茶]场)(?<!区)(?:镇|乡|街道|苏木)")
OFFICE_OF_STREET = re.compile(r"(?<=..)(?:街道)?(?:办事处|街道办)$")
CODE_DIGITS = 12


def township_rows(table: dict[str, Any]) -> list[Row]:
    """Code, name and listed county of every township that is not marked as abolished, by code."""
    found = [
        {"code": code, "name": name, "adcode": county[:6]}
        for county, content in table.items()
        for name, code in content["townships"].items()
        if not ABOLISHED.search(name)
    ]
    return sorted(found, key=lambda row: row["code"])


def listed_streets(directory: Path, step: dict[Unit, Unit], rows: dict[str, Row]) -> Iterator[Row]:
    """Code, name and today's county of every township in a list of the statistics bureau; no zones, no farms."""
    counties = {row["code"]: row["name"] for row in read_list(directory / "areas.json")}
    for row in read_list(directory / "streets.json"):
        county = row.get("areaCode") or row["parent_code"]
        county = county if county in rows else last_step((county, counties.get(county, "")), step)[0]
        county = county if county in rows else f"{county[:4]}00"  # a city that stands for its one listed district
        if county not in rows:
            continue
        name = OFFICE_OF_STREET.sub("街道", row["name"])
        for owner in (rows[rows[county]["parent"]]["name"], rows[county]["name"]) if rows[county]["parent"] else ():
            name = name.removeprefix(owner)
        if TOWNSHIP.fullmatch(name):
            yield {"code": row["code"].ljust(CODE_DIGITS, "0"), "name": name, "adcode": county}


def add_missing(
    table: dict[str, Any], streets: Iterable[Row], rows: dict[str, Row], *, replaced: Iterable[str] = ()
) -> None:
    """Give what the official table leaves out (cities without counties, retired districts) the bureau's townships.

    `replaced` are codes of counties whose former ones are kept instead.
    """
    for code in replaced:
        table.pop(f"{code}000000", None)
    parents = {row["parent"] for row in rows.values()}
    empty = {code for code, row in rows.items() if row["level"] != "province" and code not in parents}
    empty -= {code[:6] for code in table}
    for street in streets:
        if street["adcode"] in empty:
            county = table.setdefault(f"{street['adcode']}000000", {"townships": {}})
            county["townships"].setdefault(street["name"], street["code"])


def renamed_townships(lists: Iterable[list[Row]], current: Iterable[Row]) -> dict[tuple[str, str], str]:
    """Name of today by county and former name, where a list has the same code under a name that has gone since."""
    today = {row["code"]: row for row in current}
    alive = {(row["adcode"], bare_name(row["name"])) for row in today.values()}
    names: dict[str, list[str]] = defaultdict(list)
    for row in today.values():
        names[row["adcode"]].append(row["name"])
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for streets in lists:
        listed = {(row["adcode"], bare_name(row["name"])) for row in streets}
        for past in streets:
            now = today.get(past["code"])
            if now is None or now["adcode"] != past["adcode"]:
                continue
            new = [name for name in names[past["adcode"]] if (past["adcode"], bare_name(name)) not in listed]
            gone = (past["adcode"], bare_name(past["name"])) not in alive
            if gone and now["name"] in new and _most_alike(past["name"], now["name"], new):
                found[past["adcode"], past["name"]].add(now["name"])
    return {past: names.pop() for past, names in found.items() if len(names) == 1}


def _most_alike(past: str, now: str, others: Iterable[str]) -> bool:
    """Whether no other name shares more characters with `past` than `now` does."""
    shared = {name: len(set(bare_name(past)) & set(bare_name(name))) for name in (now, *others)}
    return shared[now] == max(shared.values())


def former_township_rows(
    streets: Iterable[Row], current: Iterable[Row], renamed: dict[tuple[str, str], str]
) -> list[Row]:
    """Township names of the past by county, each with the one township of today that kept or replaced it, if any."""
    names: dict[str, set[str]] = defaultdict(set)
    heirs: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in current:
        names[row["adcode"]].add(row["name"])
        heirs[row["adcode"], bare_name(row["name"])].append(row["name"])
    past = {(row["adcode"], row["name"]) for row in streets if row["name"] not in names[row["adcode"]]}
    found = []
    for adcode, name in sorted(past):
        same = heirs.get((adcode, bare_name(name)), [])
        heir = same[0] if len(same) == 1 else renamed.get((adcode, name), "")
        found.append({"adcode": adcode, "name": name, "current": heir})
    return found
