"""Schematic lines through named way-points, and names that are not guessed."""

import pytest

from geo.geocoding import Resolver
from geo.models import Toponym


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
