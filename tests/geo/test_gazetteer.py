"""Names, forms and codes of the embedded gazetteer."""

import pytest

from geo.errors import GazetteerFileError
from geo.gazetteer import Gazetteer, bare_name


@pytest.fixture(scope="module")
def gazetteer():
    return Gazetteer.load()


def codes(divisions):
    return {division.adcode for division in divisions}


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("酉阳土家族苗族自治县", "酉阳"),
        ("内蒙古自治区", "内蒙古"),
        ("东乡族自治县", "东乡"),
        ("鄂伦春自治旗", "鄂伦春"),
        ("神农架林区", "神农架"),
        ("大路镇", "大路"),
        ("福田街道", "福田"),
        ("文复苗族土家族乡", "文复"),
        ("三源浦朝鲜族镇", "三源浦"),
        ("四族镇", "四族"),
        ("保安镇", "保安"),
        ("道县", "道县"),
        ("城区", "城区"),
        ("巴林左旗", "巴林左旗"),
    ],
)
def test_bare_name(name, bare):
    assert bare_name(name) == bare


@pytest.mark.parametrize(
    ("form", "adcodes"),
    [
        ("酉阳县", {"500242"}),
        ("酉阳", {"500242"}),
        ("监利县", {"421088"}),
        ("通道县", {"431230"}),
        ("通道", {"431230"}),
        ("湘西州", {"433100"}),
        ("琼海", {"469002"}),
        ("潜江", {"429005"}),
        ("东莞", {"441900"}),
        ("阿拉尔市", {"659002"}),
        ("渝北区", {"500112"}),
        ("西安区", {"220403", "231005"}),
        ("西安", {"220403", "231005", "610100"}),
        ("长安", {"130102", "610116"}),
        ("通州", {"110112", "320612"}),
        ("福田", {"440304"}),
        ("阳江", {"441700"}),
        ("河南", {"410000"}),
        ("河南县", {"632324"}),
        ("两江新区", set()),
        ("中原", {"410102"}),
        ("梧州", {"450400"}),
        ("梅县", {"441403"}),
        ("锡盟", {"152500"}),
        ("巴州", {"511902", "652800"}),
        ("科左中旗", {"150521"}),
    ],
)
def test_named(gazetteer, form, adcodes):
    assert codes(gazetteer.named(form)) == adcodes


@pytest.mark.parametrize(
    ("code", "adcodes"),
    [
        ("469002", {"469002"}),  # of today
        ("540422", {"540481"}),  # 米林县 → 米林市
        ("540530", {"540581"}),  # 错那县 → 错那市
        ("540126", {"540104"}),  # 达孜县 → 达孜区
        ("110103", {"110101"}),  # 崇文区 → 东城区
        ("341421", {"340124"}),  # 庐江县, of 巢湖市 before
        ("532331", {"532302"}),  # 禄丰县 → 禄丰市
        ("371200", {"370116", "370117"}),  # 莱芜市, now two districts of 济南
        ("330104", {"330102", "330114"}),  # 江干区, shared out
        ("500157", {"500105", "500112"}),  # 两江新区: the tables keep its two former districts
        ("500112", {"500112"}),
        ("460321", {"460302"}),  # 西沙群岛
        ("330383", {"330383"}),  # 龙港市
        ("659012", {"659012"}),  # 白杨市
        ("513001", {"511702"}),  # 达川市, once 达县市
        ("999999", set()),
    ],
)
def test_codes_of_the_past_lead_to_divisions_of_today(gazetteer, code, adcodes):
    assert codes(gazetteer.current(code)) == adcodes


@pytest.mark.parametrize(
    ("name", "adcodes"),
    [
        ("米林县", {"540481"}),
        ("崇文区", {"110101"}),
        ("莱芜市", {"370116", "370117"}),
        ("江干区", {"330102", "330114"}),
        ("达孜县", {"540104"}),
        ("伊克昭盟", {"150600"}),
        ("巢湖市", {"340181"}),  # the county-level city of today
        ("桥东区", {"130702"}),  # neither of the two that are gone
        ("郊区", {"140311", "230811", "340711"}),  # none of the many abolished ones
        ("北区", set()),
    ],
)
def test_names_of_the_past_lead_to_divisions_of_today(gazetteer, name, adcodes):
    assert codes(gazetteer.named(name)) == adcodes


def test_every_written_form_names_a_division(gazetteer):
    assert all(gazetteer.named(form) for form in gazetteer.written())


def test_former_names_come_from_the_crosswalk(gazetteer):
    assert gazetteer.division("421088").former == ("监利县",)
    assert "运城县" not in gazetteer.division("140800").former  # it became a city that 运城市 absorbed


def test_forms_of_an_autonomous_county(gazetteer):
    assert gazetteer.forms(gazetteer.division("500242")) == ("酉阳土家族苗族自治县", "酉阳自治县", "酉阳县", "酉阳")


def test_every_form_leads_back_to_its_division(gazetteer):
    for division in gazetteer.divisions():
        assert all(division in gazetteer.named(form) for form in gazetteer.forms(division))


def test_every_parent_is_known_and_levels_descend(gazetteer):
    for division in gazetteer.divisions():
        parent = gazetteer.division(division.parent)
        expected = {"province": (None,), "city": ("province",), "county": ("city", "province")}[division.level]
        assert (parent.level if parent else None) in expected, division


def test_every_township_lies_in_a_known_division_and_none_is_abolished(gazetteer):
    for division in gazetteer.divisions():
        for township in gazetteer.townships(division.adcode):
            assert len(township.code) == 12
            assert "撤" not in township.name
    assert sum(len(gazetteer.townships(division.adcode)) for division in gazetteer.divisions()) > 38_000


def test_townships_of_one_county(gazetteer):
    names = {township.name for township in gazetteer.townships("469002")}
    assert {"嘉积镇", "阳江镇", "会山镇"} <= names
    assert len(names) == 12


def test_township_by_official_and_bare_name(gazetteer):
    assert {township.adcode for township in gazetteer.townships_named("大路镇")} > {"469002", "520628"}
    assert set(gazetteer.townships_named("大路镇")) < set(gazetteer.townships_named("大路"))
    assert gazetteer.townships_named("不存在镇") == ()


def test_former_townships_lead_to_the_one_that_kept_the_name():
    past = {one.name: one.current for one in Gazetteer.load().former_townships("610629")}
    assert past["菩堤乡"] == ""
    assert Gazetteer.load().former_townships("999999") == ()


def test_cities_without_counties_have_townships(gazetteer):
    assert {"虎门镇", "长安镇"} <= {township.name for township in gazetteer.townships("441900")}


def test_bare_names_that_a_province_hides(gazetteer):
    assert {one.name for one in gazetteer.bare_named("吉林")} == {"吉林省", "吉林市"}


def test_ancestors_follow_parents_not_code_prefixes(gazetteer):
    assert gazetteer.ancestors("469002") == ("469002", "460000")
    assert gazetteer.ancestors("431230") == ("431230", "431200", "430000")
    assert gazetteer.contains("500000", "500242")
    assert not gazetteer.contains("460000", "500242")
    assert gazetteer.ancestors("999999") == ()


def test_missing_table_names_the_file(tmp_path):
    with pytest.raises(GazetteerFileError, match=r"divisions\.csv"):
        Gazetteer.load(tmp_path)


def test_broken_table_says_how_to_repair_it(tmp_path):
    (tmp_path / "divisions.csv").write_text("adcode,name\n110000,北京市\n", encoding="utf-8")
    with pytest.raises(GazetteerFileError, match=r"loaders\.gazetteers"):
        Gazetteer.load(tmp_path)
