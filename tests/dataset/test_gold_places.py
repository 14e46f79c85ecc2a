"""The two sample plans, placed: every project with a county in the gold has it, and no place is outside its county."""

from pathlib import Path

import pytest

from geo.geocoding import Resolver
from geo.models import Toponym
from geo.sites import read_sites
from loaders.evaluation import places
from loaders.evaluation.answers import Verdict

GOLD = Path(__file__).parents[1] / "gold"
TOWN_SITES = [site for site in read_sites() if site.precision == "township" and site.type != "admin"]
COARSE = {"route", "region", places.UNRESOLVED}
CURATED = "site"


@pytest.fixture(scope="module")
def placed():
    return places.evaluate([GOLD])


@pytest.fixture(scope="module")
def resolver():
    return Resolver.load()


def required_projects(placed):
    return [one for one in placed.met["project"] if one.is_required]


def test_the_72_projects_with_a_county_have_it(placed):
    with_county = [one for one in required_projects(placed) if one.mark["adcode6"]]
    assert len(with_county) == 72
    assert [one.mark["name"] for one in with_county if one.verdict is not Verdict.RIGHT] == []


def test_the_others_are_lines_areas_curated_or_unresolved_with_a_reason(placed):
    others = [one.linked for one in required_projects(placed) if not one.mark["adcode6"]]
    assert len(others) == 23
    assert all(one is not None for one in others)
    finer = [one for one in others if one.precision not in COARSE and one.place.source != CURATED]
    assert [one.row["name"] for one in finer] == []
    assert all(one.resolution.reason for one in others if one.place is None)


def test_no_place_is_outside_its_county(placed):
    assert [one.row["name"] for one in placed.outside] == []


def test_every_administrative_mark_is_right(placed):
    marks = [one for level in ("county", "town") for one in placed.met[level] if one.is_required]
    assert len(marks) == 24
    assert {one.verdict for one in marks} == {Verdict.RIGHT}


@pytest.mark.parametrize("site", TOWN_SITES, ids=lambda site: site.name)
def test_curated_townships_are_kept_and_low_ones_marked_inferred(resolver, site):
    toponym = Toponym(site.name, site.type, site.kind, adcode=site.adcode, jurisdiction=site.adcode)
    place = resolver.resolve(toponym).place
    assert place is not None
    assert place.adcode == site.adcode
    if site.confidence == "low":
        assert place.place_confidence == "low" or place.township is None
    else:
        assert (place.township, place.place_confidence == "low") == (site.township, False)
