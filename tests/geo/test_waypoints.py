"""Schematic lines through named way-points, and names that are not guessed."""

import pytest

from geo.boundaries import Boundaries
from geo.gazetteer import Gazetteer
from geo.geocoding import Resolver
from geo.models import Division, Toponym, Township
from geo.townships import TownshipPoints
from geo.waypoints import WaypointFinder


@pytest.fixture(scope="module")
def resolver():
    return Resolver.load()


def route(*waypoints, **fields):
    return Toponym(name="甲乙公路", type="project", kind="road", waypoints=waypoints, **fields)


@pytest.mark.parametrize(
    ("toponym", "names"),
    [
        (
            route("秀山", "酉阳", "来凤", jurisdiction="500000"),
            ["秀山土家族苗族自治县", "酉阳土家族苗族自治县", "来凤县"],
        ),
        (route("通道", "靖州", "怀化", jurisdiction="430000"), ["通道侗族自治县", "靖州苗族侗族自治县", "怀化市"]),
        (route("阳江", "会山", jurisdiction="469002"), ["阳江镇", "会山镇"]),
        (route("琼海", "万宁", jurisdiction="469002"), ["琼海市", "万宁市"]),
        (route("李渡", "新妙", adcode="500102", jurisdiction="500000"), ["李渡街道", "新妙镇"]),
        (route("重庆东站", "黔江站", jurisdiction="500000"), ["重庆市", "黔江区"]),
        (route("长安", "西安", jurisdiction="610000"), ["长安区", "西安市"]),
        (route("利川", "恩施"), ["利川市", "恩施土家族苗族自治州"]),
        (route("上海", "昆明", jurisdiction="430000"), ["上海市", "昆明市"]),
    ],
    ids=lambda value: "-".join(value.waypoints) if isinstance(value, Toponym) else "",
)
def test_route_goes_through_its_waypoints(resolver, toponym, names):
    place = resolver.resolve(toponym).place
    assert place.precision == "route"
    assert [part.split("（")[0] for part in place.evidence.split("、")] == names
    assert [stop.name for stop in place.stops] == names
    assert {(stop.lon, stop.lat) for stop in place.stops} <= set(place.geometry.coords)


def test_route_tells_the_counties_of_its_waypoints(resolver):
    place = resolver.resolve(route("通道", "靖州", "怀化", jurisdiction="430000")).place
    assert (place.adcode, place.counties) == (None, ("431230", "431229"))
    curated = resolver.resolve(Toponym(name="城巫高速公路", type="project", jurisdiction="500000")).place
    assert curated.counties == ("500229", "500238")


def test_route_inside_one_county_keeps_it(resolver):
    assert resolver.resolve(route("李渡", "新妙", adcode="500102")).place.adcode == "500102"


def test_nearest_bearer_of_a_name_is_taken_only_when_clearly_nearest(resolver):
    place = resolver.resolve(route("石家庄", "长安")).place
    assert "长安区" in place.evidence
    assert place.place_confidence == "low"


def test_ambiguous_and_unknown_names_are_missing(resolver):
    assert resolver.resolve(route("朝阳", "长安", jurisdiction="500000")).place is None
    answer = resolver.resolve(route("火星", "涪陵", adcode="500102"))
    assert answer.place.precision == "county"
    assert "火星" in answer.reason


def test_missing_waypoint_is_stated_and_lowers_the_confidence(resolver):
    answer = resolver.resolve(route("涪陵", "火星", "武隆", jurisdiction="500000"))
    assert (answer.place.precision, answer.place.place_confidence) == ("route", "low")
    assert "火星" in answer.place.evidence


def test_route_that_does_not_touch_its_county_is_rejected(resolver):
    answer = resolver.resolve(route("琼海", "万宁", adcode="500102", jurisdiction="500000"))
    assert answer.place.precision == "county"
    assert any("不经过涪陵区" in candidate.reason for candidate in answer.rejected)


@pytest.mark.parametrize(
    ("toponym", "labels"),
    [
        (route("武平", "梅州西", jurisdiction="350800"), ["武平县", "≈梅州市"]),
        (route("嘉积", "博鳌机场", adcode="469002", jurisdiction="469002"), ["嘉积镇", "≈博鳌镇"]),
        (route("阳江北", "会山互通", adcode="469002", jurisdiction="469002"), ["≈阳江镇", "≈会山镇"]),
        (route("瑞金市区", "九堡", adcode="360781", jurisdiction="360700"), ["瑞金市", "九堡镇"]),
        (route("蛟洋", "城关", adcode="350823", jurisdiction="350800"), ["蛟洋镇", "上杭县"]),
    ],
    ids=lambda value: "-".join(value.waypoints) if isinstance(value, Toponym) else "",
)
def test_what_is_no_town_stands_at_the_town_in_its_name(resolver, toponym, labels):
    place = resolver.resolve(toponym).place
    assert ["≈" * stop.is_approximate + stop.name for stop in place.stops] == labels


@pytest.mark.parametrize(
    "toponym",
    [
        route("沈阳", "白河", jurisdiction="210400"),  # 白河县 is in 陕西, 1,400 km away
        route("南坪", "五河", jurisdiction="340000"),  # 南坪县 of 四川 is 九寨沟县 today
    ],
    ids=lambda value: "-".join(value.waypoints),
)
def test_a_bearer_of_the_name_beyond_reach_is_not_meant(resolver, toponym):
    answer = resolver.resolve(toponym)
    assert answer.place is None
    assert "途经点不足两个" in answer.reason


def test_one_way_point_leads_to_the_next(resolver):
    place = resolver.resolve(route("赣州", "郴州", "永州", "兴义", jurisdiction="360700")).place
    assert [stop.name for stop in place.stops] == ["赣州市", "郴州市", "永州市", "兴义市"]
    assert place.place_confidence == "medium"


def test_a_township_of_a_neighbouring_county_counts_as_chosen(resolver):
    place = resolver.resolve(route("溪南", "铁山", adcode="350881", jurisdiction="350800")).place
    assert [stop.adcode for stop in place.stops] == ["350881", "350802"]
    foreign = resolver.resolve(route("百福司", "里耶", adcode="422827", jurisdiction="422827")).place
    assert [stop.name for stop in foreign.stops] == ["百福司镇", "里耶镇"]
    assert foreign.place_confidence == "low"


def test_a_known_township_without_a_point_is_told():
    county = Division("210423", "清原满族自治县", "county", "210400", lon=124.93, lat=42.1, source="test")
    towns = [Township("210423101000", "草市镇", "210423", None, None, "")]
    city, province = Division("210400", "抚顺市", "city", "210000"), Division("210000", "辽宁省", "province", "")
    finder = WaypointFinder(Gazetteer([province, city, county], towns), Boundaries.load(), TownshipPoints(()))
    found = finder.find(("清原县城", "草市"), "210423")
    assert [point.name for point in found.points] == ["清原满族自治县"]
    assert found.missing == ("草市（即草市镇，缺坐标）",)
