"""Toponyms of any plan resolve to the finest supported place, or to none with a reason."""

from dataclasses import replace

import pytest

from geo.boundaries import Boundaries
from geo.gazetteer import Gazetteer
from geo.geocoding import Resolver
from geo.models import Context, Rule, Toponym
from geo.sites import read_sites


@pytest.fixture(scope="module")
def resolver():
    return Resolver.load()


@pytest.fixture(scope="module")
def two_sites():
    boundaries = Boundaries.load()
    points = {code: boundaries.representative_point(code) for code in ("500156", "500241")}
    row = next(site for site in read_sites() if site.name == "秀山县桐梓水库")
    sites = [
        replace(row, name="桐梓水库", adcode=code, counties=(code,), point=(point.x, point.y))
        for code, point in points.items()
    ]
    return Resolver(Gazetteer.load(), boundaries, sites)


def project(name, **fields):
    return Toponym(name=name, type=fields.pop("type", "project"), **fields)


def admin(name, level, **fields):
    return Toponym(name=name, type="admin", admin_level=level, **fields)


def found(resolver, toponym):
    place = resolver.resolve(toponym).place
    return (place.precision, place.adcode, place.township) if place else None


# --- curated sites ---------------------------------------------------------------------------------------------------


def test_site_of_the_county_in_the_text(resolver):
    answer = resolver.resolve(project("马西水库", adcode="500241", jurisdiction="500000"))
    assert (answer.place.precision, answer.place.township, answer.place.source) == ("township", "平凯街道", "site")
    assert answer.place.place_confidence == "high"
    assert "geonames:8406650" in answer.place.evidence


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"adcode": "420527", "jurisdiction": "420000"}, "不在秭归县"),
        ({"jurisdiction": "420000"}, "不在湖北省"),
        ({}, "无法确认"),
    ],
)
def test_site_of_another_county_is_rejected_with_the_reason(resolver, fields, words):
    answer = resolver.resolve(project("茶园水库", **fields))
    assert answer.place is None or answer.place.precision == "county"
    assert [candidate.name for candidate in answer.rejected] == ["黔江区茶园水库"]
    assert words in answer.rejected[0].reason


def test_site_without_a_county_in_the_text_needs_the_jurisdiction(resolver):
    answer = resolver.resolve(project("五福岭风电场二期", jurisdiction="500000"))
    assert (answer.place.county, answer.place.place_confidence) == ("黔江区", "low")
    assert "未列明区县" in answer.reason


def test_site_name_without_its_county_counts_only_where_the_county_is_known(resolver):
    assert resolver.resolve(project("高新区", adcode="500102")).place.name == "涪陵高新区"
    assert resolver.resolve(project("高新区", jurisdiction="500102")).place.name == "涪陵高新区"
    assert resolver.resolve(project("高新区", jurisdiction="500000")).place is None


def test_of_two_sites_of_one_name_the_county_named_beside_decides(two_sites):
    asked = project("桐梓水库", jurisdiction="500000")
    tie = two_sites.resolve(asked)
    assert (tie.place, tie.rule) == (None, Rule.TIE)
    assert [candidate.division for candidate in tie.tied] == ["武隆区", "秀山土家族苗族自治县"]
    answer = two_sites.resolve(asked, Context(("500241",)))
    assert (answer.place.adcode, answer.rule) == ("500241", Rule.SITE)
    assert [candidate.adcode for candidate in answer.rejected] == ["500156"]


def test_route_of_another_jurisdiction_is_accepted_when_its_waypoints_agree(resolver):
    line = project("渝万高铁", jurisdiction="420000", waypoints=("重庆", "万州"))
    assert resolver.resolve(line).place.source == "site"
    assert resolver.resolve(project("渝万高铁", jurisdiction="420000")).place is None


def test_same_project_of_two_plans_is_one_place(resolver):
    first = resolver.resolve(project("茶园水库", adcode="500114", jurisdiction="500000"))
    second = resolver.resolve(project("黔江区茶园水库工程", adcode="500114", jurisdiction="500114"))
    assert first.place.place_id == second.place.place_id
    unknown = [project("天坑水库", adcode="500114"), project("黔江区天坑水库工程", adcode="500114")]
    assert len({resolver.resolve(toponym).place.place_id for toponym in unknown}) == 1


def test_line_across_counties_belongs_to_none(resolver):
    place = resolver.resolve(project("城巫高速公路", jurisdiction="500000")).place
    assert (place.precision, place.adcode, place.geometry.geom_type) == ("route", None, "LineString")


def test_region_row_is_no_pin_in_its_stand_in_township(resolver):
    place = resolver.resolve(project("牛路岭灌区工程", adcode="469002", jurisdiction="469002")).place
    assert (place.precision, place.township) == ("region", None)
    assert (place.geometry.x, place.geometry.y) != (110.26103, 19.0694)


# --- townships -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("toponym", "confidence"),
    [
        (project("龙江镇某水厂", adcode="469002"), "high"),
        (project("某水厂", adcode="469002", township="龙江镇"), "medium"),
        (project("龙江水厂", adcode="469002"), "low"),
    ],
)
def test_how_a_township_is_known_sets_the_confidence(resolver, toponym, confidence):
    place = resolver.resolve(toponym).place
    assert (place.precision, place.township, place.place_confidence) == ("township", "龙江镇", confidence)


def test_an_inferred_township_never_outdoes_a_curated_row(resolver):
    answer = resolver.resolve(project("石合水库", adcode="469002"))
    assert (answer.place.precision, answer.place.source) == ("county", "site")


@pytest.mark.parametrize("name", ["中心医院", "人民公园", "和平水库"])
def test_ordinary_words_are_no_townships(resolver, name):
    assert found(resolver, project(name, adcode="500102")) == ("county", "500102", None)


def test_a_river_is_not_placed_at_a_township_of_its_first_characters(resolver):
    assert found(resolver, project("石壁河", type="river", adcode="469002")) == ("county", "469002", None)


def test_township_without_a_point_is_named_in_the_reason(resolver):
    answer = resolver.resolve(project("桃花源街道服务中心", adcode="500242"))
    assert (answer.place.precision, answer.place.township) == ("county", "桃花源街道")
    assert "桃花源街道" in answer.reason
    assert len(answer.rejected) == 1


def test_the_only_township_of_a_name_gives_the_county(resolver):
    answer = resolver.resolve(project("低庄镇物流园", jurisdiction="431200"))
    assert (answer.place.precision, answer.place.county, answer.place.township) == ("county", "溆浦县", "低庄镇")
    assert "由原文的乡镇" in answer.reason


def test_township_missing_from_the_table_takes_the_curated_point(resolver):
    assert found(resolver, admin("潭门镇", "town", adcode="469002")) == ("township", "469002", "潭门镇")


def test_tie_between_townships_is_no_guess(resolver):
    answer = resolver.resolve(project("城关镇水厂", jurisdiction="420000"))
    assert answer.place is None
    assert answer.rule == Rule.TIE
    assert "同名" in answer.reason
    assert len({candidate.adcode for candidate in answer.tied}) > 1


# --- administrative places -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("toponym", "expected"),
    [
        (admin("阳江镇", "town", adcode="469002", jurisdiction="469002"), ("township", "469002", "阳江镇")),
        (admin("阳江镇", "town", jurisdiction="460000"), ("township", "469002", "阳江镇")),
        (admin("阳江镇", "town", jurisdiction="320100"), ("township", "320118", "阳江镇")),
        (admin("阳江市", "city", adcode="441700"), ("region", "441700", None)),
        (admin("福田", "town", adcode="469002", jurisdiction="469002"), ("county", "469002", None)),
        (admin("福田区", "county", adcode="440304"), ("county", "440304", None)),
        (admin("通州区", "county", jurisdiction="110000"), ("county", "110112", None)),
        (admin("通州区", "county", jurisdiction="320600"), ("county", "320612", None)),
        (admin("通州区", "county"), None),
        (admin("西安区", "county", jurisdiction="230000"), ("county", "231005", None)),
        (admin("西安市", "city"), ("region", "610100", None)),
        (admin("西安", "city"), ("region", "610100", None)),
        (admin("长安区", "county", jurisdiction="610000"), ("county", "610116", None)),
        (admin("长安区", "county", jurisdiction="130000"), ("county", "130102", None)),
        (admin("长安区", "county"), None),
        (admin("东莞市", "city", adcode="441900"), ("county", "441900", None)),
        (admin("海南省", "province", adcode="460000"), ("region", "460000", None)),
        (admin("烟塘村", "village", adcode="469002"), ("township", "469002", "长坡镇")),
        (admin("益良村", "village", adcode="469002", township="阳江镇"), ("township", "469002", "阳江镇")),
        (admin("益良村", "village", adcode="469002"), ("township", "469002", "阳江镇")),
        (admin("无此村", "village", adcode="469002"), ("county", "469002", None)),
    ],
    ids=lambda value: f"{value.name}-{value.adcode}-{value.jurisdiction}" if isinstance(value, Toponym) else "",
)
def test_administrative_place(resolver, toponym, expected):
    assert found(resolver, toponym) == expected
    assert resolver.resolve(toponym).reason


# --- county and nothing ----------------------------------------------------------------------------------------------


def test_county_when_nothing_finer_is_known(resolver):
    answer = resolver.resolve(project("会宝岭水库", adcode="371324", jurisdiction="371300"))
    assert (answer.place.precision, answer.place.county, answer.place.place_confidence) == ("county", "兰陵县", "high")


def test_county_of_the_issuer_when_the_text_names_none(resolver):
    answer = resolver.resolve(project("某水库", jurisdiction="371324"))
    assert (answer.place.adcode, answer.place.place_confidence) == ("371324", "medium")
    assert "发文机关" in answer.reason


@pytest.mark.parametrize(
    ("toponym", "words"),
    [
        (project("某水库", jurisdiction="371300"), "未列明区县"),
        (project("某水库"), "未列明区县"),
        (project("某水库", adcode="653132"), "没有界线"),
        (project("某水库", adcode="999999"), "区划表中没有"),
        (project("秦巴山区", type="region", jurisdiction="500000"), "不落点"),
        (admin("不存在区", "county"), "区划表中没有"),
    ],
)
def test_unresolved_says_why(resolver, toponym, words):
    answer = resolver.resolve(toponym)
    assert answer.place is None
    assert words in answer.reason
