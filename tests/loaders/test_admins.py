"""Places of sentences from all provinces, and ordinary words that equal a place's name.

`fixtures/admins/places.csv` states the places each sentence names (`name@county`, the county where it matters),
`traps.csv` sentences that name none. Both are measured as a whole, so that a rule may fail a sentence and not the test.
"""

import csv
from pathlib import Path

import pytest

from loaders import mentions, tasks

CASES = Path(__file__).parents[1] / "fixtures" / "admins"
LEAST_RECALL, LEAST_PRECISION, MOST_TRAPS = 0.98, 0.99, 0.02
GUANGXI, HUBEI, GUIZHOU = "450000", "420000", "520000"


def rows(name):
    with (CASES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def read(make_document, gazetteer):
    """Administrative mentions of a text of a plan of a jurisdiction."""

    def extract(text, jurisdiction):
        document = make_document(text, jurisdiction)
        found = mentions.extract(document, tasks.parse(document), gazetteer=gazetteer)
        return [one for one in found if one.type == "admin"]

    return extract


@pytest.fixture
def names(read):
    def extract(text, jurisdiction):
        return [one.name for one in read(text, jurisdiction)]

    return extract


def test_places_of_all_provinces(read, gazetteer):
    right = predicted = wanted = 0
    wrong = []
    for row in rows("places.csv"):
        expected = dict((*one.split("@"), "")[:2] for one in row["places"].split())
        found = {one.name: one.adcode for one in read(row["sentence"], row["jurisdiction"])}
        for name, county in expected.items():
            above = [gazetteer.division(code).name for code in gazetteer.ancestors(found.get(name) or "")]
            hit = name in found and (not county or county in above)
            right += hit
            wrong += [] if hit else [(row["sentence"], name, county, above)]
        wrong += [(row["sentence"], name, "too much", "") for name in found.keys() - expected.keys()]
        predicted, wanted = predicted + len(found), wanted + len(expected)
    assert right / wanted >= LEAST_RECALL, wrong
    assert right / predicted >= LEAST_PRECISION, wrong


def test_cases_cover_every_province_and_enough_of_both(gazetteer):
    provinces = {row["jurisdiction"][:2] for row in rows("places.csv")}
    assert provinces == {one.adcode[:2] for one in gazetteer.children("") if one.adcode < "700000"}
    assert min(len(rows("places.csv")), len(rows("traps.csv"))) >= 150


def test_ordinary_words_are_no_places(read):
    sentences = rows("traps.csv")
    fallen = [(row["sentence"], [one.name for one in read(row["sentence"], row["jurisdiction"])]) for row in sentences]
    fallen = [one for one in fallen if one[1]]
    assert len(fallen) / len(sentences) <= MOST_TRAPS, fallen


@pytest.mark.parametrize(
    "note",
    ["牵头单位:象州县水利局、武宣县自然资源和规划局", "责任单位:来宾市委宣传部、国网忻城供电公司、农业银行合山支行"],
)
def test_offices_are_no_places(names, note):
    assert names(f"1.治理河道。加强巡查。({note})\n", "451300") == []


def test_counties_and_towns_among_the_units_are(names):
    text = "1.治理河道。加强巡查。(责任单位:市水利局,象州县、武宣县,大乐镇)\n"
    assert names(text, "451300") == ["象州县", "武宣县", "大乐镇"]


def test_a_place_in_a_heading_counts(names):
    assert names("一、总体要求\n(二)罗田县、英山县\n1.加强巡查。\n", HUBEI) == ["罗田县", "英山县"]


@pytest.mark.parametrize(
    ("sentence", "place"),
    [
        ("支持兴安县灵渠景区、灌阳海螺建材产业园建设。", "灌阳县"),  # the region's bare county in front of a name
        ("实施全州县湘江才湾镇段防洪工程。", "才湾镇"),  # a town in full inside a name
        ("完善灵川、兴安、全州灌区群。", "兴安县"),  # divisions that share one build
        ("与贺州、梧州医保互认。", "梧州市"),  # the last of a list, before a noun
        ("赴浙江、广东招商。", "浙江省"),  # provinces of elsewhere, behind a verb
        ("与湖南永州、怀化共建产业园。", "怀化市"),  # behind their province, in a list
    ],
)
def test_bare_and_inner_names(names, sentence, place):
    assert place in names(f"1.工作。{sentence}\n", GUANGXI)


@pytest.mark.parametrize(
    "sentence",
    [
        "推进恭城至贺州公路建设。",  # end points
        "叫响“荔浦芋头”“恭城月柿”品牌。",  # products in quotes
        "支持柳州钢铁集团、玉林制药股份扩产。",  # companies
        "落实《广西壮族自治区水网规划》。",  # titles
    ],
)
def test_names_inside_other_names(names, sentence):
    assert names(f"1.工作。{sentence}\n", GUANGXI) == []


def test_a_place_that_looks_like_a_river_or_a_zone_is_no_project(make_document, gazetteer):
    document = make_document("1.合作。对接辽宁、黑龙江加强运输合作,推进滨海新区联动发展。\n", "220000")
    found = mentions.extract(document, tasks.parse(document), gazetteer=gazetteer)
    assert {one.type for one in found} == {"admin"}


def test_open_county_of_a_name_several_have_stays_open(read):
    (one,) = read("1.工作。支持鼓楼区更新改造。\n", "320000")
    assert (one.name, one.county, one.adcode) == ("鼓楼区", None, None)
