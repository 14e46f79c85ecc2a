"""Answers place a toponym only after every check; what is refused is recorded with the reason."""

import pytest

from geo.crs import Datum
from geo.geometry import distance_km

INSIDE, NEAR, FAR = (108.95, 28.45), (108.955, 28.452), (109.1, 28.6)
COUNTY, NEIGHBOUR = "500241", "500242"


def point_of(finding):
    return finding.place.geometry.x, finding.place.geometry.y


def reasons_of(finding):
    return [candidate.reason for candidate in finding.rejected]


# --- one service -----------------------------------------------------------------------------------------------------


def test_gcj02_answer_is_converted_at_the_door(provider, geocoders, project, amap_poi):
    provider.amap_pois = [amap_poi()]
    finding = geocoders("amap").find(project())
    place = finding.place
    assert distance_km(point_of(finding), INSIDE) < 0.001
    assert (place.precision, place.place_confidence, place.source) == ("exact", "medium", "amap")
    assert (place.adcode, place.county, place.township) == (COUNTY, "秀山土家族苗族自治县", None)
    assert place.evidence == "高德：马西水库（湖泊，B0FFG0001），2026-11-22查询"
    assert finding.reason == "采用高德在线查询结果“马西水库”（湖泊），在秀山土家族苗族自治县界内"


def test_cgcs2000_answer_of_tianditu_stays_where_it_is(provider, geocoders, project, tianditu_poi):
    provider.tianditu_pois = [tianditu_poi()]
    finding = geocoders("tianditu").find(project())
    assert point_of(finding) == INSIDE
    assert (finding.place.precision, finding.place.source) == ("exact", "tianditu")


def test_answer_of_nominatim_names_openstreetmap(provider, geocoders, project, osm_place):
    provider.nominatim_places = [osm_place()]
    finding = geocoders("nominatim").find(project())
    assert point_of(finding) == INSIDE
    assert (
        finding.place.evidence == "Nominatim：马西水库（natural=water，way/42，© OpenStreetMap 贡献者），2026-11-22查询"
    )


def test_address_is_asked_only_when_the_search_gave_nothing(provider, geocoders, project, amap_poi):
    provider.amap_addresses = [
        {
            **{
                "formatted_address": "重庆市秀山土家族苗族自治县马西水库",
                "province": "重庆市",
                "city": [],
                "citycode": "023",
            },
            **{"district": "秀山土家族苗族自治县", "township": [], "adcode": COUNTY, "level": "兴趣点"},
            "location": amap_poi()["location"],
        }
    ]
    finding = geocoders("amap").find(project(township="平凯街道"))
    assert provider.paths == ["/v3/place/text", "/v3/geocode/geo"]
    assert provider.asked[1][1]["address"] == "重庆市秀山土家族苗族自治县平凯街道马西水库"
    assert finding.place.name == "马西水库"
    assert finding.place.precision == "exact"


def test_same_answer_has_the_same_id_in_every_run(provider, geocoders, project, amap_poi):
    provider.amap_pois = [amap_poi()]
    assert geocoders("amap").find(project()) == geocoders("amap").find(project())


def test_nothing_found_is_a_reason(provider, geocoders, project):
    finding = geocoders("tianditu", "amap", "nominatim").find(project())
    assert finding.place is None
    assert finding.reason == "在线查询没有可用结果（天地图、高德、Nominatim）"


# --- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"point": (116.4, 39.9)}, "不在秀山土家族苗族自治县界内"),
        ({"point": (0.0, 0.0)}, "不在秀山土家族苗族自治县界内"),
        ({"point": (-74.0, 40.7)}, "不在秀山土家族苗族自治县界内"),
        ({"location": "28.450000,108.950000"}, "没有给出可用的坐标"),
        ({"location": []}, "没有给出可用的坐标"),
        ({"location": "nan,inf"}, "没有给出可用的坐标"),
        ({"location": "108.95,28.45,7"}, "没有给出可用的坐标"),
        ({"name": "马西水库管理所"}, "名称与所查的“马西水库”不符"),
        ({"name": "桐梓水库"}, "名称与所查的“马西水库”不符"),
        ({"name": "秀山土家族苗族自治县", "kind": "地名地址信息;普通地名;区县级地名"}, "不能定到一处"),
        ({"kind": "地名地址信息;交通地名;道路名"}, "不能定到一处"),
        ({"kind": "交通设施服务;公交车站;公交车站相关", "name": "马西水库(公交站)"}, "不能定到一处"),
        ({"adcode": NEIGHBOUR}, "同名，但在酉阳土家族苗族自治县"),
    ],
)
def test_answer_that_does_not_stand_a_check_is_refused(provider, geocoders, project, amap_poi, changed, words):
    provider.amap_pois = [amap_poi(**changed)]
    finding = geocoders("amap").find(project())
    assert finding.place is None
    assert len(finding.rejected) == 1
    assert words in finding.rejected[0].reason
    assert finding.rejected[0].source == "amap"


def test_swapped_coordinates_are_refused_never_put_right(provider, geocoders, project, osm_place):
    provider.nominatim_places = [osm_place(lon="28.45", lat="78.95"), osm_place(lon="28.45", lat="108.95")]
    finding = geocoders("nominatim").find(project())
    assert finding.place is None
    assert len(finding.rejected) == 2


def test_answer_in_the_neighbour_county_is_refused(provider, geocoders, project, tianditu_poi, boundaries):
    inside = boundaries.representative_point(NEIGHBOUR)
    provider.tianditu_pois = [tianditu_poi(point=(inside.x, inside.y), countyCode="")]
    finding = geocoders("tianditu").find(project())
    assert reasons_of(finding) == ["坐标不在秀山土家族苗族自治县界内"]


def test_gcj02_answer_taken_as_wgs84_would_be_seen(provider, geocoders, project, amap_poi):
    provider.amap_pois = [amap_poi(datum=Datum.WGS84)]
    finding = geocoders("amap").find(project())
    assert 0.3 < distance_km(point_of(finding), INSIDE) < 1


def test_division_of_tianditu_is_too_coarse(provider, geocoders, project):
    provider.tianditu_area = {"name": "秀山土家族苗族自治县", "lonlat": "108.95,28.45", "adminCode": "156500241"}
    finding = geocoders("tianditu").find(project())
    assert reasons_of(finding) == ["天地图的结果是“行政区”，不能定到一处"]


@pytest.mark.parametrize("level", ["省", "市", "区县", "道路", "未知"])
def test_level_of_an_address_that_is_too_coarse(provider, geocoders, project, level):
    provider.amap_addresses = [
        {"formatted_address": "马西水库", "adcode": COUNTY, "level": level, "location": "108.95,28.45"}
    ]
    finding = geocoders("amap").find(project())
    assert reasons_of(finding) == [f"高德的结果是“{level}”，不能定到一处"]


def test_point_of_an_address_without_a_name_places_no_project(provider, geocoders, project):
    provider.tianditu_location = {"score": 100, "level": "兴趣点", "lon": 108.95, "lat": 28.45}
    finding = geocoders("tianditu").find(project())
    assert finding.place is None
    assert reasons_of(finding) == ["天地图未给出所匹配地点的名称，无法核对"]


def test_same_name_at_two_places_of_the_county_is_a_tie(provider, geocoders, project, amap_poi):
    provider.amap_pois = [amap_poi(), amap_poi(point=FAR, id="B0FFG0002")]
    finding = geocoders("amap").find(project())
    assert finding.place is None
    assert all("有2处同名" in reason for reason in reasons_of(finding))


def test_same_name_twice_at_one_place_is_no_tie(provider, geocoders, project, amap_poi):
    provider.amap_pois = [amap_poi(), amap_poi(point=NEAR, id="B0FFG0002")]
    assert geocoders("amap").find(project()).place is not None


# --- names and levels ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "given", "agrees"),
    [
        ("马西水库", "马西水库(水源地)", True),
        ("马西水库", "秀山县马西水库", True),
        ("马西水库", "重庆市秀山土家族苗族自治县马西水库", True),
        ("秀山县马西水库工程", "马西水库", True),
        ("县人民医院", "秀山土家族苗族自治县人民医院", True),
        ("人民医院", "重庆市人民医院", False),
        ("西街风电场", "西街风电", True),
        ("马西水库", "大马西水库", False),
        ("西水景区", "西水", False),
        ("水库", "秀山水库", False),
    ],
)
def test_how_near_names_must_be(provider, geocoders, project, amap_poi, asked, given, agrees):
    provider.amap_pois = [amap_poi(name=given)]
    assert (geocoders("amap").find(project(asked)).place is not None) is agrees


@pytest.mark.parametrize(
    ("kind", "precision"),
    [
        *[(kind, "exact") for kind in ("水库", "高速公路服务区", "度假村", "国家级风景名胜区", "省级政府机关", "")],
        *[(kind, "village") for kind in ("行政村", "自然村", "村庄", "社区")],
        *[(kind, "township") for kind in ("乡镇级行政地名", "街道", "开发区")],
        *[(kind, None) for kind in ("县级行政区", "地市级地名", "省级政区", "河流", "省道公路", "公交站")],
    ],
)
def test_type_of_tianditu_limits_the_precision(provider, geocoders, project, tianditu_poi, kind, precision):
    provider.tianditu_pois = [tianditu_poi(kind=kind)]
    place = geocoders("tianditu").find(project()).place
    assert (place.precision if place else None) == precision


@pytest.mark.parametrize(
    ("group", "kind", "size", "precision"),
    [
        ("natural", "water", "water", "exact"),
        ("tourism", "attraction", "tourism", "exact"),
        ("waterway", "dam", "dam", "exact"),
        ("railway", "station", "railway", "exact"),
        ("place", "village", "village", "village"),
        ("place", "town", "town", "township"),
        ("boundary", "administrative", "township", "township"),
        ("boundary", "administrative", "county", None),
        ("place", "city", "city", None),
        ("place", "island", "island", None),
        ("highway", "trunk", "road", None),
        ("highway", "bus_stop", "highway", None),
        ("waterway", "river", "river", None),
        ("natural", "ridge", "natural", None),
        ("", "", "", None),
    ],
)
def test_class_of_openstreetmap_limits_the_precision(
    provider, geocoders, project, osm_place, group, kind, size, precision
):
    provider.nominatim_places = [osm_place(group=group, kind=kind, size=size)]
    place = geocoders("nominatim").find(project()).place
    assert (place.precision if place else None) == precision


def test_alias_counts_as_a_name(provider, geocoders, project, amap_poi):
    provider.amap_pois = [amap_poi(name="马西湖")]
    assert geocoders("amap").find(project(aliases=("马西湖",))).place is not None


def test_town_is_never_placed_finer_than_a_town(provider, geocoders, project, amap_poi):
    provider.amap_pois = [amap_poi(name="清溪场街道", kind="地名地址信息;普通地名;街道级地名")]
    place = geocoders("amap").find(project("清溪场街道", type="admin", admin_level="town")).place
    assert (place.precision, place.township) == ("township", "清溪场街道")
    provider.amap_pois = [amap_poi(name="清溪场街道", kind="生活服务;生活服务场所")]
    place = geocoders("nominatim", "amap").find(project("清溪场街道", type="admin", admin_level="town")).place
    assert place.precision == "township"


def test_village_has_the_precision_of_a_village(provider, geocoders, project, osm_place):
    provider.nominatim_places = [osm_place(name="司城村", group="place", kind="village", size="village")]
    place = geocoders("nominatim").find(project("司城村", type="admin", admin_level="village")).place
    assert (place.precision, place.place_confidence) == ("village", "medium")


def test_town_by_the_level_of_a_nameless_address_is_an_inference(provider, geocoders, project):
    town = project("清溪场街道", type="admin", admin_level="town")
    provider.tianditu_location = {"score": 100, "level": "乡镇", "lon": 108.95, "lat": 28.45}
    finding = geocoders("tianditu").find(town)
    assert (finding.place.precision, finding.place.place_confidence) == ("township", "low")
    assert "推断" in finding.reason


@pytest.mark.parametrize(
    "location",
    [{"score": 60, "level": "乡镇"}, {"level": "乡镇"}, {"score": 100, "level": "区县"}, {"score": 100, "level": "村"}],
)
def test_nameless_address_of_another_level_places_no_town(provider, geocoders, project, location):
    provider.tianditu_location = {"lon": 108.95, "lat": 28.45, **location}
    assert geocoders("tianditu").find(project("清溪场街道", type="admin", admin_level="town")).place is None


# --- several services ------------------------------------------------------------------------------------------------


def test_two_services_that_agree_make_the_place_sure(provider, geocoders, project, tianditu_poi, amap_poi):
    provider.tianditu_pois, provider.amap_pois = [tianditu_poi()], [amap_poi(point=NEAR)]
    finding = geocoders("tianditu", "amap").find(project())
    assert (finding.place.source, finding.place.place_confidence) == ("tianditu", "high")
    assert point_of(finding) == INSIDE
    assert "高德的结果相距0.5公里，互相印证" in finding.reason
    assert "高德：马西水库" in finding.place.evidence


def test_two_services_that_disagree_leave_an_inference(provider, geocoders, project, tianditu_poi, amap_poi):
    provider.tianditu_pois, provider.amap_pois = [tianditu_poi()], [amap_poi(point=FAR)]
    finding = geocoders("tianditu", "amap").find(project())
    assert (finding.place.source, finding.place.place_confidence) == ("tianditu", "low")
    assert "不一致" in finding.reason
    assert reasons_of(finding) == ["与天地图的结果相距22.2公里"]


def test_majority_of_three_services_wins(provider, geocoders, project, tianditu_poi, amap_poi, osm_place):
    provider.tianditu_pois = [tianditu_poi(point=FAR)]
    provider.amap_pois, provider.nominatim_places = [amap_poi()], [osm_place(point=NEAR)]
    finding = geocoders("tianditu", "amap", "nominatim").find(project())
    assert (finding.place.source, finding.place.place_confidence) == ("amap", "medium")
    assert [candidate.source for candidate in finding.rejected] == ["tianditu"]
    assert "互相印证；各服务结果不一致" in finding.reason


def test_finer_answer_wins_over_the_first(provider, geocoders, project, tianditu_poi, amap_poi):
    provider.tianditu_pois = [tianditu_poi(kind="乡镇级地名")]
    provider.amap_pois = [amap_poi(point=FAR)]
    finding = geocoders("tianditu", "amap").find(project())
    assert (finding.place.source, finding.place.place_confidence) == ("amap", "medium")
    assert reasons_of(finding) == ["已有更精确或更可靠的结果"]


@pytest.mark.parametrize("name", ["马西\udc80水库", "马西水库\x00", "马西\r\n水库", "%s{name}%00"])
def test_hostile_name_is_asked_as_text(provider, geocoders, project, name):
    finder = geocoders("tianditu", "amap", "nominatim")
    assert finder.find(project(name, township=name[:4])).place is None
    assert len(provider.asked) == 5


# --- what is not asked -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [
        {"adcode": None},
        {"adcode": "500000"},
        {"adcode": "999999"},
        {"adcode": None, "jurisdiction": "500000"},
        {"type": "river"},
        {"type": "region"},
        {"type": "admin", "admin_level": "county"},
        {"waypoints": ("秀山", "印江")},
        {"name": "  "},
        {"name": "水" * 61},
    ],
)
def test_what_has_no_county_or_no_one_point_is_not_asked(provider, geocoders, project, fields):
    finding = geocoders("tianditu", "amap", "nominatim").find(project(**fields))
    assert (finding.place, finding.reason, provider.asked) == (None, "", [])


def test_county_of_the_issuer_counts_where_the_text_names_none(provider, geocoders, project, amap_poi):
    provider.amap_pois = [amap_poi()]
    finding = geocoders("amap").find(project(adcode=None, jurisdiction=COUNTY))
    assert finding.place.adcode == COUNTY
