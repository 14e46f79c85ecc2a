"""Confidence: which traits a mention has, what they add up to, and that fitting gives the stored weights."""

import csv
import importlib.util
from pathlib import Path

import pytest

from loaders import mentions, tasks
from loaders.reading.confidence import LEAST, MOST, traits_of
from loaders.vocabulary import VOCABULARY_DIRECTORY

FITTING = Path(__file__).parents[1] / "benchmarks" / "fit_confidence.py"


@pytest.fixture
def read(make_document, gazetteer):
    def of(text, jurisdiction="420000"):
        document = make_document(text, jurisdiction)
        found = mentions.extract(document, tasks.parse(document), gazetteer=gazetteer)
        return dict(zip([one.name for one in found], traits_of(text, found, gazetteer), strict=True)), {
            one.name: one.confidence for one in found
        }

    return of


def test_a_project_tells_what_surrounds_it_and_what_it_is_made_of(read):
    traits, _ = read("1.加快建设阳新县富池水库,推进网湖湿地公园建设。")
    assert {"any", "read by head", "county by prefix", "before word", "after comma", "own words 2"} <= set(
        traits["富池水库"]
    )
    assert {"before stage", "after stage", "named once"} <= set(traits["网湖湿地公园"])


def test_what_stands_outside_tasks_is_told(read):
    traits, _ = read("富池水库运行平稳。\n1.加快建设网湖水库二期。")
    assert "outside tasks" in traits["富池水库"]
    assert "outside tasks" not in traits["网湖水库二期"]
    assert "tail" in traits["网湖水库二期"]


def test_a_natural_name_tells_its_length_and_whether_it_is_a_place(read):
    traits, _ = read("1.治理富水河、网湖,保护长江生态。")
    assert {"read by natural", "natural length 3"} <= set(traits["富水河"])


def test_a_place_tells_its_form_and_level(read):
    traits, _ = read("1.支持阳新县、大冶市发展。")
    assert {"place", "place full", "place level county", "place after list"} <= set(traits["阳新县"])


def test_a_name_in_full_with_its_county_is_surer_than_a_short_one_alone(read):
    _, confidence = read("1.加快建设阳新县富池水库。\n2.惠及外江。")
    assert LEAST <= confidence.get("外江", LEAST) < confidence["富池水库"] <= MOST
    assert confidence["阳新县"] > 0.9


def test_confidence_is_the_same_each_time(read):
    text = "1.加快建设阳新县富池、网湖水库,开工武汉至阳新高速公路。"
    assert read(text) == read(text)


def test_weights_are_those_that_fitting_gives():
    spec = importlib.util.spec_from_file_location("fit_confidence", FITTING)
    fitting = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(fitting)
    fitted = fitting.fitted(fitting.readings())
    with (VOCABULARY_DIRECTORY / "confidence.csv").open(encoding="utf-8", newline="") as file:
        stored = {row["trait"]: float(row["weight"]) for row in csv.DictReader(file)}
    assert fitted == pytest.approx(stored, abs=0.02)
