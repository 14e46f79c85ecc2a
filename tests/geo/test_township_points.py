"""Points of townships found by a former name or by pinyin: a sample checked by hand, and errors that stay out."""

import csv
from pathlib import Path

import pytest

from geo.sites import read_sites
from geo.townships import TownshipPoints
from loaders.gazetteers.sample import draw

# `python -m loaders.gazetteers sample --seed 2026`, each row judged by hand from the name, feature class and population
# of the place, the villages of the town and the towns next to it.
SAMPLE = Path(__file__).with_name("township_points.csv")
WANTED_PRECISION = 0.98


@pytest.fixture(scope="module")
def checked():
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def townships(gazetteer):
    every = (township for division in gazetteer.divisions() for township in gazetteer.townships(division.adcode))
    return {township.code: township for township in every}


def test_the_sample_is_precise_enough(checked):
    assert len(checked) == 200
    assert {row["verdict"] for row in checked} <= {"right", "unsure", "wrong"}
    assert all(row["reason"] for row in checked)
    assert sum(row["verdict"] == "right" for row in checked) / len(checked) >= WANTED_PRECISION


def test_every_checked_row_still_holds(checked, townships):
    for row in checked:
        township = townships[row["code"]]
        expected = (row["name"], f"geonames:{row['geonameid']}", row["match"])
        assert (township.name, township.source, township.match) == expected


def test_the_sample_is_the_draw_of_its_seed_and_leaves_exact_names_out(checked, gazetteer):
    drawn = draw(gazetteer, seed=2026, size=200)
    assert [township.code for township in drawn] == [row["code"] for row in checked]
    assert {township.match for township in drawn} == {"former", "pinyin"}


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("450126111000", "露圩镇"),  # 芦圩 is the county's seat 宾州镇
        ("320812008000", "清江街道"),  # an old name of the city 淮安
        ("430203003000", "建宁街道"),  # an old name of the city 株洲
    ],
)
def test_errors_of_the_first_sample_stay_out(townships, code, name):
    assert townships[code].name == name
    assert townships[code].lon is None


def test_no_place_serves_two_townships(townships):
    sources = [township.source for township in townships.values() if township.source]
    assert len(sources) == len(set(sources))


def test_every_point_says_how_it_was_found(townships):
    for township in townships.values():
        assert (township.lon is None) == (township.match == "")
        assert township.match in {"", "name", "former", "pinyin"}


@pytest.mark.parametrize(("match", "confidence"), [("name", "high"), ("former", "medium"), ("pinyin", "medium")])
def test_a_point_found_by_another_name_is_of_medium_confidence(townships, match, confidence):
    township = next(one for one in townships.values() if one.match == match)
    assert TownshipPoints(read_sites()).of(township).confidence == confidence
