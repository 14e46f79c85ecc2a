"""Rows of `divisions.csv`: provinces, cities and counties with the point of their seat.

A division is a province, city or county that 国家地名信息库 lists and, below the province, the boundary release
knows; 两江新区 (a county since 2026) is left out, because plans before that year mean the development zone of this
name and its two former districts 江北区 and 渝北区, which the boundary release still has, are kept instead. Hong Kong,
Macau and Taiwan are listed as provinces only. Names of the past stand in `crosswalk.csv`.
"""

from collections.abc import Iterable
from typing import Any

from geo.gazetteer import bare_name, written_forms
from loaders.gazetteers.geonames import PlacesByCounty, best_place, point_columns
from loaders.gazetteers.tables import Row

# Kinds of rows of `successions.csv` that change the official list: the divisions of before are kept instead of the
# new one, and an office of the boundary release is added that the list does not have.
KEPT, ADDED = "沿用", "增列"


def division_rows(provinces: dict[str, Any], by_hand: Iterable[Row]) -> dict[str, Row]:
    """Name, level and parent of every division by adcode, from the nested official list and the rows by hand."""
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
    for row in by_hand:
        if row["kind"] in {KEPT, ADDED}:
            rows.pop(row["old_code"], None)
            code = row["new_code"]
            city = f"{code[:4]}00"
            add(code, row["new_name"], "county", city if city in rows else f"{code[:2]}0000")
    return dict(sorted(rows.items()))


def seat_points(rows: dict[str, Row], places: PlacesByCounty) -> dict[str, Row]:
    """Point of the seat by adcode: the GeoNames place that carries the division's name inside its polygon."""
    found = {}
    for code, row in rows.items():
        prefix = {"province": code[:2], "city": code[:4], "county": code}[row["level"]]
        inside = (place for county in places if county.startswith(prefix) for place in places[county])
        names = tuple(name for name in (*written_forms(row["name"]), bare_name(row["name"])) if len(name) > 1)
        found[code] = point_columns(best_place(names, inside))
    return found
