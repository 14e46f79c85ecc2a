"""Made-up archives: the same for a seed, like plans in length and shape, and read nearly whole by the reader."""

import csv
from collections import Counter, defaultdict

import pytest

from loaders.vocabulary import terms
from tests.benchmarks import archive, archive_check, archive_land, archive_prose

PLANS = 24  # more than one prefecture


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("archive")
    archive.write(folder, PLANS)
    return folder


@pytest.fixture(scope="module")
def rows(folder):
    with (folder / "projects.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_plan_is_the_same_in_an_archive_of_any_size(folder, tmp_path):
    archive.write(tmp_path, 12)
    for path in sorted((tmp_path / "plans").iterdir()):
        assert path.read_bytes() == (folder / "plans" / path.name).read_bytes()
    assert archive.Archive(1).plan(11)[1].text == (folder / "plans" / "archive0000011.txt").read_text(encoding="utf-8")
    assert archive.Archive(2).plan(11)[1].text != archive.Archive(1).plan(11)[1].text


def test_plans_are_of_the_length_of_plans_and_all_different(folder):
    texts = [path.read_text(encoding="utf-8") for path in (folder / "plans").iterdir()]
    assert len(set(texts)) == PLANS
    lengths = sorted(map(len, texts))
    assert lengths[0] > 2_000 and lengths[-1] < 14_000 and lengths[-1] > 1.5 * lengths[0]


def test_projects_stand_in_the_text_of_their_plan(folder, rows):
    words = Counter()
    for row in rows:
        text = (folder / "plans" / f"{row['plan_id']}.txt").read_text(encoding="utf-8")
        words[row["name"] in text] += 1
    assert words[True] > 0.8 * len(rows)  # the rest stands with a shared head, in pieces


def test_a_project_stands_in_several_plans_under_several_names(rows):
    plans, names = defaultdict(set), defaultdict(set)
    for row in rows:
        plans[row["project"], row["adcodes"]].add(row["plan_id"])
        names[row["project"], row["adcodes"]].add(row["name"])
    assert sum(len(own) > 1 for own in plans.values()) > 20
    assert any(len(own) > 1 for own in names.values())


def test_every_kind_of_project_that_can_be_drawn_has_words():
    left_out = {"border_port", "river", "lake", "mountain", "region", "other", "gas_field", "metro"}
    assert {kind.code for kind in archive_land.kinds()} == set(terms()["kind"]) - left_out
    assert set(archive_land.prose()["sections"]) == set(terms()["sector"])
    assert set(archive_land.prose()["stage"]) == set(terms()["stage"])
    assert set(archive_land.LIFE) <= set(terms()["stage"])


def test_the_reader_finds_most_of_it(folder):
    found = archive_check.check(folder, 8)
    assert found.plans == 8
    assert all(count == 8 for count in found.heads.values())
    assert found.clauses >= 8 * 15
    assert found.named > 0.9 * found.projects
    assert found.counties > 0.85 * found.named
    assert len(archive_check.report(found)) == 3


def test_numerals():
    assert [archive_prose.numeral(number) for number in (1, 10, 11, 20, 29)] == ["一", "十", "十一", "二十", "二十九"]
    assert len({*map(archive_prose.numeral, range(1, 40))}) == 39
