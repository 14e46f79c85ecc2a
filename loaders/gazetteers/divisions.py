"""Rows of `divisions.csv`: provinces, cities and counties with the point of their seat.

A division is a province, city or county that 国家地名信息库 lists and, below the province, the boundary release
knows; 两江新区 (a county since 2026) is left out, because plans before that year mean the development zone of this
name and its two former districts 江北区 and 渝北区, which the boundary release still has, are kept instead. Hong Kong,
Macau and Taiwan are listed as provinces only. Names of the past stand in `crosswalk.csv`.
"""

from typing import Any

from geo.gazetteer import bare_name, written_forms
from loaders.gazetteers.geonames import PlacesByCounty, best_place, point_columns
from loaders.gazetteers.tables import Row

# Districts of the boundary release that became 两江新区 (500157) after its vintage.
RETIRED_DISTRICTS = {"500105": "江北区", "500112": "渝北区"}
ABSORBING_DISTRICT = "500157"
# County-level offices of the boundary release that 国家地名信息库 does not list.
EXTRA_COUNTIES = {"632857": ("大柴旦行政委员会", "632800")}


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


def seat_points(rows: dict[str, Row], places: PlacesByCounty) -> dict[str, Row]:
    """Point of the seat by adcode: the GeoNames place that carries the division's name inside its polygon."""
    found = {}
    for code, row in rows.items():
        prefix = {"province": code[:2], "city": code[:4], "county": code}[row["level"]]
        inside = (place for county in places if county.startswith(prefix) for place in places[county])
        names = tuple(name for name in (*written_forms(row["name"]), bare_name(row["name"])) if len(name) > 1)
        found[code] = point_columns(best_place(names, inside))
    return found
