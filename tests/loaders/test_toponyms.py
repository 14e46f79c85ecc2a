"""Which division or township a written form means, and which words are none."""

import pytest

from geo.gazetteer import Gazetteer
from loaders.reading.lexicon import common_towns, common_words, place_closers, place_openers, place_traps, village_stops
from loaders.reading.offices import names_company, names_office
from loaders.reading.toponyms import finder_for, short_town
from loaders.reading.wording import closes_word, opens_word

GAZETTEER = Gazetteer.load()


def codes(text, jurisdiction=None):
    return [hit.adcode for hit in finder_for(GAZETTEER, jurisdiction).find(text)]


def names(text, jurisdiction=None):
    return [hit.name for hit in finder_for(GAZETTEER, jurisdiction).find(text)]


@pytest.mark.parametrize(
    ("text", "jurisdiction", "expected"),
    [
        ("石家庄市长安区", "610000", ["130100", "130102"]),  # by the name right before it
        ("支持长安区", "610000", ["610116"]),  # by the jurisdiction
        ("石家庄市长安区、新华区", "410000", ["130100", "130102", "130105"]),  # by its list
        ("推动徐州市发展,改造鼓楼区", "320000", ["320300", "320302"]),  # by its sentence
        ("辽宁、吉林", "220000", ["210000", "220000"]),  # a list of provinces
        ("四平、吉林", "220000", ["220300", "220200"]),  # a list of cities
    ],
)
def test_a_shared_form_is_settled(text, jurisdiction, expected):
    assert codes(text, jurisdiction) == expected


def test_a_shared_form_nothing_settles_stays_open():
    assert codes("支持鼓楼区发展", "320000") == [""]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("支持安远县天心镇、长沙乡", ["安远县", "天心镇", "长沙乡"]),  # the list behind a county of elsewhere
        ("在祁县古县镇、东观发展", ["祁县", "古县镇", "东观镇"]),  # bare, behind a town of its county
        ("支持祁县某新镇", ["祁县", "某新镇"]),  # unknown to the tables
        ("支持祁县重点镇", ["祁县"]),  # generic
        ("洛川县菩堤乡", ["洛川县", "菩堤乡"]),  # merged since
        ("邵东市火厂坪镇、野鸡坪", ["邵东市", "火厂坪镇", "野鸡坪镇"]),
    ],
)
def test_towns_behind_their_county(text, expected):
    assert names(text) == expected


def test_a_former_town_name_gives_the_town_of_today():
    past = next(one for one in GAZETTEER.former_townships("130529") if one.current)
    (hit,) = finder_for(GAZETTEER, "130529").find(f"推进{past.name}建设")
    assert hit.name == past.current


def test_no_other_county_stands_behind_a_county():
    assert names("苍溪县元坝增压站", "510000") == ["苍溪县"]


def test_ethnic_towns_are_also_named_without_their_people():
    assert short_town("沐尘畲族乡") == "沐尘乡"
    assert short_town("大路镇") == ""
    assert names("推进沐尘乡建设", "330825") == ["沐尘畲族乡"]


@pytest.mark.parametrize(
    ("text", "jurisdiction"),
    [
        ("建设专业合作市场", "620000"),  # 合作市|场
        ("和美乡村、太平乡村", "340000"),  # 太平乡|村
        ("打造示范县", "410000"),  # 范县
        ("高新北区", "320000"),  # 新北区
        ("促进共同富裕县域发展", "230000"),
        ("加工大理石", "530000"),
    ],
)
def test_accidents_of_longer_words(text, jurisdiction):
    assert [hit for hit in finder_for(GAZETTEER, jurisdiction).find(text) if not hit.is_ordinary] == []


def test_every_form_without_a_rank_that_is_an_ordinary_word_is_one_of_a_division():
    forms = {form for one in GAZETTEER.divisions() for form in GAZETTEER.forms(one)}
    towns = {name for one in GAZETTEER.divisions() for name in finder_for(GAZETTEER, None).bare_towns_of(one.adcode)}
    assert {word for word in common_words() if word not in forms | towns} <= IDLE


# Words of the list that no division or township has as its name; kept, since plans write them beside such names.
IDLE = frozenset()


def test_every_ordinary_town_word_is_the_bare_name_of_a_township():
    finder = finder_for(GAZETTEER, None)
    towns = {name for one in GAZETTEER.divisions() for name in finder.bare_towns_of(one.adcode)}
    assert common_towns() <= towns


def test_words_around_places_are_data():
    assert {"毗邻", "来自"} <= set(place_openers())
    assert {"境内", "片区"} <= set(place_closers())
    assert {"示范", "行政"} <= set(village_stops())
    assert "大理石" in place_traps()


def test_word_boundaries():
    text = "毗邻祁县境内"
    assert opens_word(text, 2)
    assert not opens_word("全祁县", 1)
    assert closes_word("祁县、平遥", 2)
    assert not closes_word("祁县城墙", 2)


@pytest.mark.parametrize(
    ("text", "is_office"),
    [
        ("祁县水利局、", True),
        ("祁县自然资源和规划局牵头", True),
        ("祁县发展改革委。", True),
        ("祁县委、县政府", True),
        ("祁县产业格局优化", False),
        ("祁县声光洞厅、", False),
        ("祁县水利厅、", True),
        ("祁县委托第三方", False),
        ("祁县乡镇污水处理", False),
    ],
)
def test_offices(text, is_office):
    assert names_office(text, 0, 2) is is_office


def test_a_street_office_is_a_street():
    assert not names_office("古城街道办事处", 0, 4, is_town=True)
    assert names_office("祁县办事处", 0, 2)


def test_companies():
    assert names_company("柳州钢铁集团", 2)
    assert not names_company("柳州推进集团改革", 2)
