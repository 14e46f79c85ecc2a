"""The derivation of the committed tables, on small excerpts of its sources."""

import csv
import json

import pytest

from geo.boundaries import Boundaries
from geo.tables import GAZETTEER_DIRECTORY
from loaders.gazetteers import coverage, crosswalk, divisions, points, tables, townships
from loaders.gazetteers.geonames import GeoName, chinese_places, places_by_county

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
    by_hand = crosswalk.read_successions(GAZETTEER_DIRECTORY / "successions.csv")
    return divisions.division_rows(PROVINCES, by_hand)


def test_divisions_get_level_and_parent(rows):
    assert rows["469002"] == {"adcode": "469002", "name": "琼海市", "level": "county", "parent": "460000"}
    assert rows["460202"]["parent"] == "460200"
    assert rows["500112"]["name"] == "渝北区"
    assert "500157" not in rows


# --- crosswalk --------------------------------------------------------------------------------------------------


def followed(events, rows, by_hand=()):
    found = crosswalk.crosswalk_rows(events, by_hand, rows)
    return [(row["old_code"], row["old_name"], row["new_code"], row["year"], row["kind"]) for row in found]


def test_codes_and_names_are_followed_to_the_division_of_today(rows):
    events = [
        event("同名改码", ("460032", "琼海县"), ("469032", "琼海县"), year=1990),
        event("撤县设市", ("469032", "琼海县"), ("469002", "琼海市"), year=1992),
        event("更名", ("460299", "藤桥区"), ("460202", "海棠区"), year=1985),  # unlike names, codes not reliable yet
        event("撤销", ("469002", "旧市"), ("", "")),
    ]
    assert followed(events, rows) == [
        ("460032", "琼海县", "469002", "1990", "同名改码"),
        ("469032", "琼海县", "469002", "1992", "撤县设市"),
    ]


def test_an_abolished_division_has_an_heir_in_its_own_province_only(rows):
    events = [
        event("撤销", ("460299", "藤桥县"), ("460202", "海棠区")),
        event("撤销", ("130103", "海棠区"), ("460202", "海棠区")),
    ]
    assert followed(events, rows) == [("460299", "藤桥县", "460202", "2000", "撤销")]


def test_a_renaming_that_leads_into_an_abolition_is_one(rows):
    events = [
        event("撤县设市", ("460299", "藤桥县"), ("460298", "藤桥市"), year=1990),
        event("撤销", ("460298", "藤桥市"), ("460202", "海棠区")),
    ]
    assert [row[-1] for row in followed(events, rows)] == ["撤销", "撤销"]


def test_rows_by_hand_replace_recorded_ones(rows):
    events = [event("撤销", ("460299", "藤桥县"), ("460202", "海棠区"))]
    split = [
        dict(zip(crosswalk.COLUMNS, ("460299", "藤桥县", code, name, "2000", "分设"), strict=True))
        for code, name in (("460202", "海棠区"), ("469002", "琼海市"))
    ]
    assert [row[2] for row in followed(events, rows, split)] == ["460202", "469002"]


def test_every_row_by_hand_leads_to_a_division_of_today_and_has_evidence(gazetteer):
    for row in crosswalk.read_successions(GAZETTEER_DIRECTORY / "successions.csv"):
        assert gazetteer.division(row["new_code"]).name == row["new_name"], row
        assert row["evidence"], row


# --- townships --------------------------------------------------------------------------------------------------


def write_lists(tmp_path, counties, streets):
    areas = [{"code": code, "name": name} for code, name in counties.items()]
    (tmp_path / "areas.json").write_text(json.dumps(areas), encoding="utf-8")
    listed = [{"code": code, "name": name, "areaCode": code[:6]} for code, name in streets.items()]
    (tmp_path / "streets.json").write_text(json.dumps(listed), encoding="utf-8")


def test_lists_of_the_bureau_give_towns_under_the_county_of_today(rows, tmp_path):
    streets = {"460032100": "嘉积镇", "469002001": "博鳌街道办事处", "469002400": "东太农场", "469002401": "官塘开发区"}
    write_lists(tmp_path, {"460032": "琼海县", "469002": "琼海市"}, streets)
    found = townships.listed_streets(tmp_path, {("460032", "琼海县"): ("469002", "琼海市")}, rows)
    assert [(row["name"], row["adcode"], row["code"]) for row in found] == [
        ("嘉积镇", "469002", "460032100000"),
        ("博鳌街道", "469002", "469002001000"),
    ]


def test_divisions_the_official_table_leaves_out_get_the_towns_of_the_bureau(rows):
    table = {
        "469002000000": {"townships": {"大路镇": "469002110000", "旧镇（撤销）": "469002119000"}},
        "500157000000": {"townships": {"人和街道": "500157001000"}},
    }
    streets = [
        {"code": "469002111000", "name": "旧镇", "adcode": "469002"},
        {"code": "500112001000", "name": "人和街道", "adcode": "500112"},
    ]
    townships.add_missing(table, streets, rows, replaced=["500157"])
    assert townships.township_rows(table) == [
        {"code": "469002110000", "name": "大路镇", "adcode": "469002"},
        {"code": "500112001000", "name": "人和街道", "adcode": "500112"},
    ]


def town(code, name, adcode="469002"):
    return {"code": code, "name": name, "adcode": adcode}


def test_former_townships_are_those_no_list_has_today():
    streets = [town("1", name) for name in ("大路镇", "大路乡", "朝阳乡", "渡口镇")]
    current = [town("1", "大路镇"), town("2", "药山镇")]
    renamed = {("469002", "渡口镇"): "药山镇"}
    assert townships.former_township_rows(streets, current, renamed) == [
        {"adcode": "469002", "name": "大路乡", "current": "大路镇"},
        {"adcode": "469002", "name": "朝阳乡", "current": ""},
        {"adcode": "469002", "name": "渡口镇", "current": "药山镇"},
    ]


def test_a_code_joins_a_gone_name_to_a_new_one():
    current = [town("1", "药山镇"), town("2", "红旗路街道"), town("3", "团结路街道"), town("4", "新洲镇")]
    past = [town("1", "渡口镇"), town("3", "红旗街道"), town("4", "白衣镇"), town("9", "新洲镇")]
    # 红旗街道 is nearer to another new name, and 新洲镇 is no new name: the two lists number townships differently.
    assert townships.renamed_townships([past], current) == {("469002", "渡口镇"): "药山镇"}


# --- points -----------------------------------------------------------------------------------------------------


def place(geonameid, *names, latin="", lon=110.5, lat=19.4, population=0):
    latin_names = frozenset(filter(None, latin.split("|")))
    return GeoName(geonameid, lon, lat, population, frozenset(names), latin_names, latin.split("|")[0])


def matched(names, places, former=(), prefecture=()):
    """Source id and stage by township name."""
    rows = [town(str(number), name) for number, name in enumerate(names)]
    county = points.County(
        frozenset({"琼海市", "琼海", *prefecture}), frozenset(prefecture), rows, list(former), places
    )
    return {
        rows[int(code)]["name"]: (found.geonameid, how) for code, (found, how) in sorted(points.match(county).items())
    }


def test_the_official_name_goes_before_the_bare_one():
    places = [place(2, "大路", population=900, lon=110.9), place(1, "大路镇")]
    assert matched(["大路镇", "石壁镇"], places) == {"大路镇": (1, "name")}


def test_the_name_may_stand_behind_the_county_or_with_another_rank():
    assert matched(["城关镇"], [place(1, "琼海城关镇")]) == {"城关镇": (1, "name")}
    assert matched(["城关街道"], [place(1, "琼海城关镇")]) == {"城关街道": (1, "name")}
    assert matched(["城关回族镇"], [place(1, "琼海城关镇")]) == {"城关回族镇": (1, "name")}
    assert matched(["大路镇"], [place(1, "大路乡", "某村")]) == {"大路镇": (1, "name")}


def test_a_bare_name_two_townships_share_places_neither():
    assert matched(["大路镇", "大路乡"], [place(1, "大路")]) == {}


def test_a_place_serves_one_township_only():
    assert matched(["老边街道", "边城镇"], [place(1, "老边", "边城镇")]) == {"边城镇": (1, "name")}
    assert matched(["西城街道", "牡丹街道"], [place(1, "西城", "牡丹")]) == {}


def test_two_places_far_apart_are_a_tie_and_two_near_ones_are_one():
    far = [place(1, "桥头", lon=110.5), place(2, "桥头", lon=110.7)]
    near = [place(1, "桥头", lon=110.5), place(2, "桥头", lon=110.52)]
    assert matched(["桥头镇"], far) == {}
    assert matched(["桥头镇"], near) == {"桥头镇": (1, "name")}


def test_the_seat_of_a_prefecture_is_no_township_of_its_bare_name():
    assert matched(["河池镇"], [place(1, "河池市", "河池", latin="Hechi")], prefecture=("河池", "河池市")) == {}


def test_a_former_name_places_the_township_it_is_today():
    former = [{"adcode": "469002", "name": "渡口镇", "current": "药山镇"}]
    assert matched(["药山镇"], [place(1, "渡口镇")], former) == {"药山镇": (1, "former")}


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        ("下伍旗镇", "Xiawuqi"),
        ("仙人湾瑶族乡", "Xianrenwan"),
        ("寨市苗族侗族乡", "Zhaishi Miaozu Dongzuxiang"),
        ("和平彝族乡", "Hepingyizu"),
        ("龙头庵乡", "Longtou’an"),
        ("绿水镇", "Lüshui Zhen"),
        ("绿水镇", "Lushui Xiang"),
        ("女山湖镇", "Nyushanhu"),
        ("尚重镇", "Shangchong"),
        ("长乐街道", "Changle"),
        ("乐民镇", "Yuemin"),
        ("巴彦苏木", "Bayan Sumu"),
    ],
)
def test_pinyin_places_a_township_in_every_reading_and_spelling(name, latin):
    assert matched([name], [place(1, latin=latin)]) == {name: (1, "pinyin")}


def test_pinyin_needs_the_only_township_of_that_sound_today_and_before():
    former = [{"adcode": "469002", "name": "十桥乡", "current": ""}]
    assert matched(["石桥镇", "十桥镇"], [place(1, latin="Shiqiao")]) == {}
    assert matched(["石桥镇", "十桥镇"], [place(1, latin="Shiqiao"), place(2, "十桥镇")]) == {"十桥镇": (2, "name")}
    assert matched(["石桥镇"], [place(1, latin="Shiqiao")], former) == {}
    assert matched(["石桥镇"], [place(1, latin="Shiqiao")], [{**former[0], "current": "石桥镇"}]) == {
        "石桥镇": (1, "pinyin")
    }
    assert matched(["石桥镇"], [place(1, latin="Shiqiao")]) == {"石桥镇": (1, "pinyin")}


def test_pinyin_needs_chinese_names_that_spell_the_township():
    assert matched(["龙潭乡"], [place(1, "龙谭", "龙谭乡", latin="Longtan")]) == {"龙潭乡": (1, "pinyin")}
    assert matched(["花园乡"], [place(1, "花园里乡", latin="Huayuanli|Huayuan Xiang")]) == {"花园乡": (1, "pinyin")}
    assert matched(["石桥镇"], [place(1, "十乔", latin="Shiqiao")]) == {}
    assert matched(["清水镇"], [place(1, "青水村", latin="Qingshui")]) == {}
    # 芦圩 is an old name of the county's seat; 露圩 is another town.
    assert matched(["露圩镇"], [place(1, "琼海", "芦圩", latin="Qionghai|Lu-hsu|Luxu")]) == {}
    assert matched(["嘉积镇"], [place(1, "琼海", latin="Qionghai|Jiaji")]) == {"嘉积镇": (1, "pinyin")}


def test_pinyin_does_not_take_the_seat_of_a_prefecture():
    assert matched(["清江街道"], [place(1, "淮安", latin="Huai'an|Qingjiang")], prefecture=("淮安", "淮安市")) == {}


def test_points_of_the_table_say_how_they_were_found(rows):
    found = points.township_points(
        [town("1", "大路镇"), town("2", "石壁镇")], [], rows, {"469002": [place(7, "大路镇")]}
    )
    assert [(row["lon"], row["source"], row["match"]) for row in found] == [("110.5", "geonames:7", "name"), ("",) * 3]


# --- files ------------------------------------------------------------------------------------------------------


def test_places_are_read_and_put_into_their_county(tmp_path):
    entry = {
        "geonameid": 7,
        "name": "Jiaji",
        "latitude": 19.2425,
        "longitude": 110.46417,
        "population": 1,
        "countrycode": "CN",
        "alternatenames": ["Qionghai", "嘉积", ""],
    }
    entries = {"7": entry, "9": {**entry, "geonameid": 9, "countrycode": "JP"}}
    path = tmp_path / "cities500.json"
    path.write_text(json.dumps(entries), encoding="utf-8")
    found = places_by_county(chinese_places(path), Boundaries.load())
    expected = GeoName(7, 110.46417, 19.2425, 1, frozenset({"嘉积"}), frozenset({"Jiaji", "Qionghai"}), "Jiaji")
    assert found == {"469002": [expected]}


def test_tables_are_written_with_the_columns_the_gazetteer_reads(tmp_path):
    tables.write(tmp_path / "a.csv", [{"code": "1", "name": "甲"}])
    assert (tmp_path / "a.csv").read_text(encoding="utf-8") == "code,name\n1,甲\n"


def test_every_county_with_a_gap_is_listed_with_its_reason(gazetteer):
    with (GAZETTEER_DIRECTORY / "gaps.csv").open(encoding="utf-8", newline="") as file:
        listed = list(csv.DictReader(file))
    assert all(row["reason"] for row in listed)
    found = list(coverage.gaps(gazetteer, Boundaries.load()))
    assert [(row["adcode"], row["name"], row["missing"]) for row in listed] == found


def test_the_readme_of_the_data_states_the_coverage(gazetteer):
    readme = (GAZETTEER_DIRECTORY.parent / "README.md").read_text(encoding="utf-8")
    for line in coverage.markdown(coverage.coverage(gazetteer, Boundaries.load())):
        assert line in readme
