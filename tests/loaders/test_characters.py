"""Standard forms of characters: one for one, simplified, and never a change of what is simplified already."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.tables import GAZETTEER_DIRECTORY
from loaders.reading.characters import VARIANTS_FILE, standard
from loaders.reading.normalise import normalise


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("⻄宁、⻓沙、⻢鞍山", "西宁、长沙、马鞍山"),  # radicals a PDF yields
        ("⽔利⼯程", "水利工程"),  # Kangxi radicals
        ("阿里金羅", "阿里金罗"),  # compatibility ideographs
        ("臺中縣水庫計劃", "台中县水库计划"),
        ("１．（一）：；，％", "1.(一):;,%"),
        ("❶➁", "①②"),
        ("「橋」『路』", "“桥”“路”"),
        ("\uf0b7", "●"),
    ],
)
def test_standard_form(written, read):
    assert standard(written) == read


@pytest.mark.parametrize("words", ["乾县乾陵", "於潜镇", "濛阳镇", "瞭望塔", "著名", "①②③ ㎞"])
def test_what_is_ordinary_in_simplified_text_stays(words):
    assert standard(words) == words


@given(text=st.text(max_size=200))
def test_standard_form_keeps_the_length(text):
    assert len(standard(text)) == len(text)


def test_no_name_of_the_gazetteer_is_changed():
    for name in ("divisions.csv", "crosswalk.csv", "townships.csv"):
        names = (GAZETTEER_DIRECTORY / name).read_text(encoding="utf-8").replace("—", "")
        assert standard(names) == names


def test_every_variant_is_one_character():
    with VARIANTS_FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    assert len(rows) > 3000
    assert all(len(character) == len(form) == 1 for character, form in rows)


def test_view_of_traditional_text_points_into_the_original():
    text = "加快㎞石橋水庫建設"
    view = normalise(text)
    start = view.text.index("水库")
    assert view.text == "加快km石桥水库建设"
    assert view.span(start, start + 2).surface == "水庫"
