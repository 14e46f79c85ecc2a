"""The derivation of the table of villages, on small excerpts of its two lists."""

import zipfile

import pytest

from geo.gazetteer import Gazetteer
from geo.models import Division, Township
from geo.villages import Villages
from loaders.gazetteers.unit_matching import Home, Match, Unit, UnitMatcher, is_nearly, is_part
from loaders.gazetteers.village_lists import JIONLP_LIST, ListedVillage, bureau_villages, jionlp_villages, village_name
from loaders.gazetteers.villages import Housed, combined, derive_villages, housed, with_heirs

TOWNSHIPS = {
    "370701": ("石壁镇", "郚山镇", "张鲁回族镇", "大路街道", "万泉镇", "李家集街道"),
    "370702": ("王官集镇", "万泉镇"),
}
JIONLP = """山东省\t370000\t山东
\t潍坊市\t370700\t潍坊
\t\t甲县\t370701\t甲
\t\t\t石壁镇
\t\t\t\t南通村
\t\t\t\t岸田村
\t\t\t大路乡
\t\t\t\t大路村
\t\t\t旧镇
\t\t\t\t东村
\t\t\t\t西村
\t\t\t\t湖仔村
\t\t\t\t老村
\t\t\t红星农场
\t\t\t\t一队
\t\t\t\t红星农场虚拟社区
\t\t潍坊经济开发区\t370771\t经开区
\t\t\t王官集镇
\t\t\t\t官庄村
"""
BUREAU = {
    "provinces": "code,name\n37,山东省\n",
    "cities": "code,name\n3707,潍坊市\n",
    "areas": "code,name\n370701,甲县\n370702,乙区\n",
    "streets": "code,name\n370701100,石壁镇\n370701001,大路街道\n370701101,吾山镇\n370702109,王官集镇\n",
    "villages": (
        "code,name,streetCode,provinceCode,cityCode,areaCode\n"
        "1,南通村民委员会,370701100,37,3707,370701\n"
        "2,东村村委会,370701100,37,3707,370701\n"
        "3,西村村委会,370701100,37,3707,370701\n"
        "4,湖仔社区居委会,370701100,37,3707,370701\n"
        "5,湖仔村村民委员会,370701100,37,3707,370701\n"
        "6,岸田村委会,370701101,37,3707,370701\n"
        "7,官庄村委会,370702109,37,3707,370702\n"
    ),
}


@pytest.fixture(scope="module")
def gazetteer():
    divisions = [("370000", "山东省", "province", ""), ("370700", "潍坊市", "city", "370000")]
    divisions += [("370701", "甲县", "county", "370700"), ("370702", "乙区", "county", "370700")]
    townships = [
        Township(f"{county}{number:03d}000", name, county, None, None, "")
        for county, names in TOWNSHIPS.items()
        for number, name in enumerate(names, 100)
    ]
    return Gazetteer([Division(*one, (), None, None, "") for one in divisions], townships)


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lists")
    (folder / JIONLP_LIST).parent.mkdir(parents=True)
    with zipfile.ZipFile(folder / JIONLP_LIST, "w") as archive:
        archive.writestr("china_location.txt", JIONLP.replace("\n", "\r\n"))
    for name, text in BUREAU.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def code(county, name):
    return f"{county}{100 + TOWNSHIPS[county].index(name)}000"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("花园村村民委员会", "花园村"),
        ("花园村委会", "花园村"),
        ("花园村民委员会", "花园村"),
        ("和平社区居民委员会", "和平社区"),
        ("和平居委会", "和平社区"),
        ("坂上社区居委会（含坂上村）", "坂上社区"),
        ("宋家村委会（德惠经济开发区）（省级）", "宋家村"),
        ("麻池村委", "麻池村"),
        ("文苑社区居委", "文苑社区"),
        ("哈日朝鲁嘎查委员会", "哈日朝鲁嘎查"),
        ("上田社区居委会会", "上田社区"),
        ("甲县石壁镇东升村", "东升村"),
        ("石壁镇社区", "石壁镇社区"),
        ("一村", "一村"),
        ("村委会", None),
        ("居民委员会", None),
        ("红星农场虚拟社区", None),
        ("?卜所村", None),
    ],
)
def test_names_lose_the_body_and_the_owner(raw, expected):
    assert village_name(raw, ("潍坊市", "甲县", "石壁镇")) == expected


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        (Unit("370701", "甲县", "石壁镇"), Home("370701", code("370701", "石壁镇"), Match.NAME)),
        (Unit("370701", "甲县", "甲县石壁镇"), Home("370701", code("370701", "石壁镇"), Match.OWNER)),
        (Unit("370701", "甲县", "大路街道办事处"), Home("370701", code("370701", "大路街道"), Match.OWNER)),
        (Unit("370701", "甲县", "大路乡"), Home("370701", code("370701", "大路街道"), Match.RANK)),
        (Unit("370771", "经济开发区", "王官集镇"), Home("370702", code("370702", "王官集镇"), Match.CITY)),
        (Unit("370771", "经济开发区", "万泉镇"), None),
        (Unit("370709", "甲县", "石壁镇"), Home("370701", code("370701", "石壁镇"), Match.NAME)),
        (Unit("370701", "甲县", "红星农场"), Home("370701")),
        (Unit("370701", "甲县", "吾山镇", "370701101000"), Home("370701", code("370701", "郚山镇"), Match.SPELLING)),
        (Unit("370701", "甲县", "吾山镇", "370701105000"), Home("370701")),
        (Unit("370701", "甲县", "张鲁镇", "1"), Home("370701", code("370701", "张鲁回族镇"), Match.RANK)),
        (Unit("370701", "甲县", "王官集镇", "1"), Home("370702", code("370702", "王官集镇"), Match.CITY)),
        (Unit("990101", "无县", "石壁镇"), None),
    ],
)
def test_units_find_their_township(gazetteer, listed, expected):
    assert UnitMatcher(gazetteer).homes([listed]) == {listed: expected}


def test_a_township_another_unit_has_is_not_left_over(gazetteer):
    own, near = Unit("370701", "甲县", "李家集街道", "1"), Unit("370701", "甲县", "李集街道", "2")
    homes = UnitMatcher(gazetteer).homes([own, near])
    assert homes[near] == Home("370701")


def test_nearly_the_same_name():
    assert is_part("张鲁", "张鲁回族")
    assert not is_part("姚集", "李家集")
    assert is_nearly("吾山", "郚山")
    assert not is_nearly("红旗", "团结")


def test_villages_of_a_merged_township_follow_the_newer_list(gazetteer, sources):
    matcher = UnitMatcher(gazetteer)
    newer = housed(bureau_villages(sources), matcher)
    older = with_heirs(housed(jionlp_villages(sources), matcher), newer, matcher)
    found = {one.village.name: one.home for one in older if one.village.unit.name == "旧镇"}
    stone = code("370701", "石壁镇")
    assert found["东村"] == Home("370701", stone, Match.MOVED)
    assert found["老村"] == Home("370701", stone, Match.MERGED)


def test_table_holds_both_lists_and_the_same_bytes(gazetteer, sources, tmp_path):
    derive_villages(sources, sources, tmp_path, gazetteer=gazetteer)
    first = (tmp_path / "villages.arrow").read_bytes()
    derive_villages(sources, sources, tmp_path, gazetteer=gazetteer)
    assert (tmp_path / "villages.arrow").read_bytes() == first
    known = Villages.load(tmp_path)
    assert known.townships_of("370701", "大路村") == (code("370701", "大路街道"),)
    assert known.townships_of("370701", "岸田村") == (code("370701", "郚山镇"),), "the newer list holds"
    assert known.townships_of("370700", "官庄村") == (code("370702", "王官集镇"),)
    assert known.townships_of("370701", "一队") == ()
    assert known.counties_of("一队") == ("370701",)
    assert known.counties_of("红星农场虚拟社区") == ()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"1"}, {"2"}, {"2"}),
        ({"1"}, {""}, {"1"}),
        ({"1", "2"}, {"2"}, {"1", "2"}),
        ({"1"}, {"1", "2"}, {"1", "2"}),
        ({"1", ""}, {"1"}, {"1", ""}),
        ({"1"}, set(), {"1"}),
    ],
)
def test_lists_that_disagree(old, new, expected):
    assert combined(*(rows(codes) for codes in (old, new)))["370701", "东村"] == expected


def rows(codes):
    village = ListedVillage(Unit("370701", "甲县", "某镇"), "东村")
    return [Housed(village, Home("370701", code)) for code in codes]
