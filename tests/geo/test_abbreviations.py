"""Names of lines made of one-character abbreviations: a clear choice of places, or none.

`abbreviated_lines.csv` lists real lines with the ends they were built or planned with (public knowledge of the
national and provincial road and railway plans); a line whose ends are no divisions (福利屯) can only stay open.
"""

import csv
from pathlib import Path

import pytest

from geo import abbreviations
from geo.abbreviations import AbbreviationReader, letters_of
from geo.errors import GazetteerFileError
from geo.gazetteer import Gazetteer, bare_name

LINES = Path(__file__).parents[1] / "fixtures" / "abbreviated_lines.csv"
# Plausible but wrong: the letters fit a nearer pair better than the line that was built.
KNOWN_WRONG = {"寻龙高速公路", "阳安铁路", "贵南高铁", "城万高速公路"}


@pytest.fixture(scope="module")
def reader():
    return AbbreviationReader.of(Gazetteer.load())


def ends(read):
    return [bare_name(division.name) for division in read.divisions] if read else []


def test_real_lines_are_read_right_or_left_open(reader):
    with LINES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    right, wrong = [], []
    for row in rows:
        found = ends(reader.read(row["name"], jurisdiction=row["jurisdiction"], kind=row["kind"]))
        if found:
            (right if "—".join(found) == row["ends"] else wrong).append(row["name"])
    assert set(wrong) <= KNOWN_WRONG
    assert len(right) >= 0.7 * len(rows)


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("城宣高速公路", ("城宣",)),
        ("G69银百高速城岚段", ("城岚", "银百")),
        ("淮宿蚌城际铁路", ("淮宿蚌",)),
        ("“渝万”高铁", ("渝万",)),
        ("兰成渝成品油管道", ("兰成渝",)),
        ("农村公路", ()),
        ("市域铁路", ()),
        ("沿江高铁", ()),
        ("东西巷", ()),
        ("三级公路", ()),
        ("淠河航道整治", ()),
        ("赵佗路西段", ()),
        ("酉阳至永顺高速公路", ()),
    ],
)
def test_letters_of_a_name(name, letters):
    assert letters_of(name) == letters


def test_two_places_that_fit_alike_are_told_and_not_chosen(reader):
    read = reader.read("十巫高速", jurisdiction="420300", kind="expressway")
    assert not read.divisions
    assert {tuple(bare_name(one.name) for one in choice) for choice in read.tied} == {
        ("十堰", "巫溪"),
        ("十堰", "巫山"),
    }


def test_places_the_plan_names_go_before_others(reader):
    plain = reader.read("城万高速", jurisdiction="500000", kind="expressway")
    named = reader.read("城万高速", jurisdiction="500000", kind="expressway", named={"511781"})
    assert ends(named) == ["城口", "万源"]
    assert ends(plain) != ["城口", "万源"]


@pytest.mark.parametrize("name", ["鹤大高速佳木斯过境段", "包茂高速公路扩容"])
def test_trunk_lines_are_no_lines_between_near_counties(reader, name):
    read = reader.read(name, jurisdiction="230800", kind="expressway")
    assert read.is_trunk
    assert not read.divisions


def test_letters_that_are_a_division_of_the_province_are_no_abbreviation(reader):
    assert reader.read("高速公路淮北段", jurisdiction="340000") is None


def test_without_a_jurisdiction_nothing_is_inferred(reader):
    assert reader.read("城宣高速", jurisdiction=None) is None
    assert reader.read("城宣高速", jurisdiction="999999") is None


def test_broken_table_says_which_row(tmp_path, monkeypatch, reader):
    broken = tmp_path / "letters.csv"
    broken.write_text("letter,adcode,name\n渝,500000\n", encoding="utf-8")
    monkeypatch.setattr(abbreviations, "LETTERS_FILE", broken)
    with pytest.raises(GazetteerFileError, match="row 2 has 2 columns"):
        AbbreviationReader(Gazetteer.load(), reader._boundaries).read("城宣高速", jurisdiction="500000")
