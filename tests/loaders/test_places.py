"""Lists that state the rank of their members, and villages with and without their suffix."""

import pytest

from geo.gazetteer import Gazetteer
from loaders.reading.places import MOST_MEMBERS
from loaders.reading.scan import _hits as hits
from loaders.reading.toponyms import finder_for

GAZETTEER = Gazetteer.load()


def read(text, jurisdiction):
    found = hits(text, finder_for(GAZETTEER, jurisdiction))
    return [(hit.name, hit.level) for hit in found if not hit.is_bare or hit.is_listed]


def villages(text, jurisdiction):
    found = hits(text, finder_for(GAZETTEER, jurisdiction))
    return {hit.name: hit.adcode for hit in found if hit.level == "village"}


@pytest.mark.parametrize(
    ("text", "jurisdiction", "expected"),
    [
        ("支持临汾、运城、晋城三市", "140000", ["临汾市", "运城市", "晋城市"]),
        ("推进洪洞、霍州等县(市)转型", "140000", ["洪洞县", "霍州市"]),
        ("支持安泽、浮山等地", "140000", ["安泽县", "浮山县"]),
        ("辐射孝义、介休等市", "140000", ["孝义市", "介休市"]),
        ("对接郑州、西安等中心城市", "140000", ["郑州市", "西安市"]),
        ("建设3个市级平台", "140000", []),
        ("新增5个区块", "140000", []),
    ],
)
def test_divisions_of_a_counted_list(text, jurisdiction, expected):
    assert [name for name, _ in read(text, jurisdiction)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("在明姜、甘亭、刘家垣3个镇", ["明姜镇", "甘亭镇", "刘家垣镇"]),
        ("在明姜、甘亭等乡镇实施", ["明姜镇", "甘亭镇"]),
        ("抓好明姜镇、甘亭等6个镇(街道)", ["明姜镇", "甘亭镇"]),
        ("改造明姜、甘亭等2个重点镇", ["明姜镇", "甘亭镇"]),
        ("在明姜、甘亭两地", ["明姜镇", "甘亭镇"]),
    ],
)
def test_towns_of_a_counted_list(text, expected):
    assert [name for name, _ in read(text, "141024")] == expected


def test_bare_counties_own_the_towns_behind_them():
    text = "抓好洪洞县甘亭、明姜,霍州白龙、辛置,蒲县薛关等5个镇供水"
    found = hits(text, finder_for(GAZETTEER, "141000"))
    assert {hit.name: hit.adcode for hit in found if hit.level == "town"} == {
        "甘亭镇": "141024",
        "明姜镇": "141024",
        "白龙镇": "141082",
        "辛置镇": "141082",
        "薛关镇": "141033",
    }


def test_members_of_a_mixed_list_are_towns_where_the_county_has_them_else_villages():
    text = "把洪洞县大槐树镇秦壁、明姜镇,霍州市陶唐峪乡义城等9个村镇建成样板"
    assert read(text, "141000") == [
        ("洪洞县", "county"),
        ("大槐树镇", "town"),
        ("秦壁村", "village"),
        ("明姜镇", "town"),
        ("霍州市", "county"),
        ("陶唐峪乡", "town"),
        ("义城村", "village"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("支持西姚村、北杜社区、赛罕嘎查改造", ["西姚村", "北杜社区", "赛罕嘎查"]),
        ("在大槐树镇秦壁村、冯张村实施", ["秦壁村", "冯张村"]),
        ("打造秦壁、冯张等6个美丽乡村", ["秦壁村", "冯张村"]),
        ("保护秦壁、冯张等传统村落", ["秦壁村", "冯张村"]),
        ("在大槐树镇秦壁沟、营里庄实施改造", ["秦壁沟村", "营里庄村"]),
        ("支持江西村、河北村发展", ["江西村", "河北村"]),
        ("建设示范村、行政村、城中村、中心村", []),
        ("推进村庄规划、村级组织、村集体经济", []),
        ("建设智慧社区、安置社区、社区服务中心", []),
        ("每个村、各村、12个村、全村", []),
        ("创建和美乡村、美丽乡村", []),
        ("发展8个乡村旅游点,建设秦壁、冯张等村卫生室", ["秦壁村", "冯张村"]),
    ],
)
def test_villages(text, expected):
    assert list(villages(text, "141024")) == expected


def test_county_of_a_village_is_that_of_what_stands_before_it():
    text = "支持洪洞县秦壁村、冯张村,霍州市退沙街道退沙村发展。\n推进北杜村建设"
    assert villages(text, "141000") == {"秦壁村": "141024", "冯张村": "141024", "退沙村": "141082", "北杜村": ""}


def test_endless_lists_are_read_in_linear_time():
    text = "、".join(["大槐树"] * 4000) + "等9个镇," + "甲乙、" * 4000 + "等村。"
    assert len(hits(text, finder_for(GAZETTEER, "141024"))) <= 4000 + MOST_MEMBERS


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("在大槐树、明姜、甘亭发展蔬菜", ["大槐树镇", "明姜镇", "甘亭镇"]),
        ("支持明姜和甘亭", ["明姜镇", "甘亭镇"]),
        ("支持明姜水库、甘亭大桥", []),  # parts of names
        ("发展明姜产业", []),  # one alone, before a noun
        ("以明姜为核心,支持甘亭加快发展", ["明姜镇", "甘亭镇"]),  # one alone, used as a place
    ],
)
def test_bare_towns_of_the_issuing_county_in_lists(text, expected):
    assert [name for name, level in read(text, "141024") if level == "town"] == expected


@pytest.mark.parametrize("text", ["建设中关村、稻香村", "治理张村河、李村水库", "涂秀六村整治"])
def test_what_ends_like_a_village_and_is_none(text):
    assert set(villages(text, "141024")) <= {"涂秀六村"}


def test_a_town_whose_name_ends_like_a_village_stays_a_town():
    assert [name for name, _ in read("在堤村、明姜等2个镇", "141024")] == ["堤村乡", "明姜镇"]


def test_ordinary_words_that_are_bare_towns_stay_words():
    assert read("弘扬富强、民主、文明,服务青年加快成长", "230702") == []


def test_a_bare_town_between_a_county_and_its_village_is_told_apart():
    assert read("遴选洪洞县广胜寺坊堆村", "141000") == [
        ("洪洞县", "county"),
        ("广胜寺镇", "town"),
        ("坊堆村", "village"),
    ]
