"""Schematic lines: between written ends, between ends that letters stand for, parts of lines, and no line at all."""

import pytest
from shapely.geometry import Point

from geo.geocoding import Resolver
from geo.models import Toponym


@pytest.fixture(scope="module")
def resolver():
    return Resolver.load()


def line(name, *waypoints, kind="expressway", **fields):
    return Toponym(name=name, type="project", kind=kind, waypoints=waypoints, **fields)


def stops(place):
    return [stop.name for stop in place.stops]


def test_written_ends_are_surer_than_inferred_ones(resolver):
    written = resolver.resolve(line("雷山至榕江高速公路", "雷山", "榕江", jurisdiction="520000"))
    inferred = resolver.resolve(line("雷榕高速公路", jurisdiction="520000"))
    assert stops(written.place) == stops(inferred.place) == ["雷山县", "榕江县"]
    assert (written.place.place_confidence, inferred.place.place_confidence) == ("medium", "low")
    assert "由简称“雷榕”推断" in inferred.reason


def test_ends_the_reader_inferred_from_letters_are_inferred(resolver):
    answer = resolver.resolve(line("甬舟铁路", "宁波", "舟山", kind="railway", jurisdiction="330900"))
    assert answer.place.place_confidence == "low"
    assert "由简称“甬舟”推断" in answer.reason
    bracketed = resolver.resolve(line("来(凤)龙(山)高速公路", "来凤", "龙山", jurisdiction="422827"))
    assert bracketed.place.place_confidence == "medium"


def test_tied_letters_name_the_choices_and_draw_nothing(resolver):
    answer = resolver.resolve(line("十巫高速", jurisdiction="420300"))
    assert answer.place is None
    assert "十堰—巫溪" in answer.reason
    assert "十堰—巫山" in answer.reason


@pytest.mark.parametrize("name", ["西延高速延安绕城段", "西延铁路过境线", "延榆高速延安支线", "延榆高速延安连接线"])
def test_letters_draw_no_road_round_a_town_and_no_branch(resolver, name):
    assert resolver.resolve(line(name, jurisdiction="610600")).place is None


@pytest.mark.parametrize(
    "name", ["建泰高速公路泰宁东互通", "建泰铁路泰宁站改造", "建泰高速泰宁收费站", "建泰公路泰宁枢纽工程"]
)
def test_a_point_on_a_line_is_no_line(resolver, name):
    place = resolver.resolve(line(name, "建宁", "泰宁", adcode="350429", jurisdiction="350429")).place
    assert place.precision == "county"


def test_letters_of_what_is_no_line_are_not_read(resolver):
    assert resolver.resolve(line("池黄铁路博物馆", kind="culture_sports", jurisdiction="340000")).place is None


def test_part_of_a_line_is_drawn_only_where_it_lies(resolver):
    whole = resolver.resolve(line("西安至十堰高铁", "西安", "十堰", kind="railway", jurisdiction="420300")).place
    part = resolver.resolve(line("西安至十堰高铁湖北段", "西安", "十堰", kind="railway", jurisdiction="420300"))
    assert "只画湖北省境内" in part.reason
    assert part.place.geometry.length < 0.7 * whole.geometry.length
    assert part.place.place_id != whole.place_id
    hubei = resolver.boundaries.polygon("420000").buffer(1e-6)
    assert hubei.covers(part.place.geometry)


def test_part_in_a_county_belongs_to_it(resolver):
    place = resolver.resolve(line("房县至五峰高速房县段", "房县", "五峰", jurisdiction="420300")).place
    assert (place.adcode, place.counties) == ("420325", ("420325",))


@pytest.mark.parametrize(
    ("name", "adcode", "township"),
    [
        ("文琼高速龙楼互通", "469005", "龙楼镇"),
        ("莆永高速永定湖雷互通", "350803", "湖雷镇"),
        ("滦赤路珍珠泉段", "110119", "珍珠泉乡"),
    ],
)
def test_point_or_part_named_for_a_township_stands_there(resolver, name, adcode, township):
    place = resolver.resolve(line(name, jurisdiction=adcode, adcode=adcode)).place
    assert (place.precision, place.township) == ("township", township)
    assert resolver.boundaries.polygon(adcode).covers(place.geometry)


def test_part_named_for_its_county_is_not_the_town_of_that_name(resolver):
    place = resolver.resolve(line("龙大高速光明段", jurisdiction="440309", adcode="440309")).place
    assert (place.precision, place.township) == ("county", None)


def test_line_touches_every_stop_and_its_counties(resolver):
    place = resolver.resolve(line("亳蚌滁宁高铁", kind="railway", jurisdiction="340000")).place
    assert stops(place) == ["亳州市", "蚌埠市", "滁州市", "南京市"]
    assert all(place.geometry.distance(Point(stop.lon, stop.lat)) == 0 for stop in place.stops)


def test_curated_lines_keep_their_stops(resolver):
    place = resolver.resolve(Toponym(name="渝万高铁", type="project", jurisdiction="500000")).place
    assert place.source == "site"
    assert [stop.is_approximate for stop in place.stops] == [True, False, True, False, False]
    assert {(stop.lon, stop.lat) for stop in place.stops} <= set(place.geometry.coords)


def test_two_lines_with_the_same_ends_do_not_lie_on_each_other(resolver):
    ends = "雷山", "榕江"
    road, rail = (
        resolver.resolve(line(f"雷山至榕江{what}", *ends, jurisdiction="520000")) for what in ("高速", "铁路")
    )
    assert road.place.geometry.hausdorff_distance(rail.place.geometry) > 0.005
