"""The derivation of the committed tables, on small excerpts of its sources."""

import json

import pytest

from geo.boundaries import Boundaries
from loaders.gazetteers import derive
from loaders.gazetteers.derive import GeoName

PROVINCES = {
    "海南省": {
        "code": "460000000000",
        "cities": {
            "": {"code": None, "counties": {"琼海市": "469002000000"}},
            "三亚市": {"code": "460200000000", "counties": {"海棠区": "460202000000"}},
        },
    },
    "重庆市": {"code": "500000000000", "cities": {"": {"code": None, "counties": {"两江新区": "500157000000"}}}},
}


def event(kind, old, new, year=2000):
    sides = [{"code": f"{code}000000", "name": name} if code else None for code, name in (old, new)]
    return {"type": kind, "year": year, "old": sides[0], "new": sides[1]}


@pytest.fixture(scope="module")
def rows():
    return derive.division_rows(PROVINCES)


def test_divisions_get_level_and_parent(rows):
    assert rows["469002"] == {"adcode": "469002", "name": "琼海市", "level": "county", "parent": "460000"}
    assert rows["460202"]["parent"] == "460200"
    assert rows["500112"]["name"] == "渝北区"
    assert "500157" not in rows


def test_former_names_follow_renamings_to_one_division_of_today(rows):
    events = [
        event("同名改码", ("460032", "琼海县"), ("469032", "琼海县")),
        event("撤县设市", ("469032", "琼海县"), ("469002", "琼海市")),
        event("更名", ("460299", "藤桥区"), ("460202", "海棠区"), year=1985),
        event("撤销", ("469002", "旧市"), ("", "")),
    ]
    assert derive.former_names(events, rows) == {"469002": ("琼海县",)}


def test_former_name_of_two_divisions_is_left_out(rows):
    events = [
        event("更名", ("1", "乐会县"), ("469002", "琼海市")),
        event("更名", ("2", "乐会县"), ("460202", "海棠区")),
    ]
    assert derive.former_names(events, rows) == {}


def test_township_takes_the_exact_name_before_the_bare_one():
    places = {
        "469002": [
            GeoName(2, 110.4, 19.2, 900, frozenset({"大路"})),
            GeoName(1, 110.5, 19.4, 10, frozenset({"大路镇"})),
        ]
    }
    table = {"469002000000": {"townships": {"大路镇": "469002110000", "石壁镇": "469002102000", "旧镇（撤销）": "1"}}}
    rows = derive.township_rows(table, places)
    assert [(row["name"], row["source"]) for row in rows] == [("石壁镇", ""), ("大路镇", "geonames:1")]


def test_bare_name_shared_by_two_townships_places_neither():
    places = {"469002": [GeoName(1, 110.5, 19.4, 10, frozenset({"大路"}))]}
    table = {"469002000000": {"townships": {"大路镇": "469002110000", "大路乡": "469002210000"}}}
    assert [row["source"] for row in derive.township_rows(table, places)] == ["", ""]


def write_lists(tmp_path, counties, streets):
    areas = [{"code": code, "name": name} for code, name in counties.items()]
    (tmp_path / "areas.json").write_text(json.dumps(areas), encoding="utf-8")
    listed = [{"code": code, "name": name, "areaCode": code[:6]} for code, name in streets.items()]
    (tmp_path / "streets.json").write_text(json.dumps(listed), encoding="utf-8")


def test_lists_of_the_bureau_give_towns_under_the_county_of_today(rows, tmp_path):
    streets = {"460032100": "嘉积镇", "469002001": "博鳌街道办事处", "469002400": "东太农场", "469002401": "官塘开发区"}
    write_lists(tmp_path, {"460032": "琼海县", "469002": "琼海市"}, streets)
    found = derive.listed_streets(tmp_path, {("460032", "琼海县"): ("469002", "琼海市")}, rows)
    assert [(row["name"], row["adcode"], row["code"]) for row in found] == [
        ("嘉积镇", "469002", "460032100000"),
        ("博鳌街道", "469002", "469002001000"),
    ]


def test_divisions_the_official_table_leaves_out_get_the_towns_of_the_bureau(rows):
    table = {
        "469002000000": {"townships": {"大路镇": "469002110000"}},
        "500157000000": {"townships": {"人和街道": "500157001000"}},
    }
    streets = [
        {"code": "469002111000", "name": "旧镇", "adcode": "469002"},
        {"code": "500112001000", "name": "人和街道", "adcode": "500112"},
    ]
    derive.add_missing(table, streets, rows)
    assert list(derive.township_names(table)) == [
        ("469002110000", "大路镇", "469002"),
        ("500112001000", "人和街道", "500112"),
    ]


def test_former_townships_are_those_no_list_has_today():
    streets = [{"name": name, "adcode": "469002"} for name in ("大路镇", "大路乡", "朝阳乡")]
    current = [{"name": "大路镇", "adcode": "469002"}]
    assert derive.former_township_rows(streets, current) == [
        {"adcode": "469002", "name": "大路乡", "current": "大路镇"},
        {"adcode": "469002", "name": "朝阳乡", "current": ""},
    ]


def test_places_are_read_and_put_into_their_county(tmp_path):
    entry = {"geonameid": 7, "latitude": 19.2425, "longitude": 110.46417, "population": 1, "countrycode": "CN"}
    entries = {
        "7": {**entry, "alternatenames": ["Qionghai", "嘉积"]},
        "8": {**entry, "geonameid": 8, "alternatenames": ["Latin only"]},
        "9": {**entry, "geonameid": 9, "countrycode": "JP", "alternatenames": ["嘉积"]},
    }
    path = tmp_path / "cities500.json"
    path.write_text(json.dumps(entries), encoding="utf-8")
    found = derive.places_by_county(derive.chinese_places(path), Boundaries.load())
    assert {county: [place.geonameid for place in places] for county, places in found.items()} == {"469002": [7]}


def test_tables_are_written_with_the_columns_the_gazetteer_reads(tmp_path):
    derive.write(tmp_path / "a.csv", [{"code": "1", "name": "甲"}])
    assert (tmp_path / "a.csv").read_text(encoding="utf-8") == "code,name\n1,甲\n"
