"""Between bearers of one name the plan decides, with reasons, or nothing does."""

import pytest

from geo.bearers import BearerFinder
from geo.boundaries import Boundaries
from geo.gazetteer import Gazetteer
from geo.models import Context, Toponym
from geo.scoring import MARGIN, Scorer


@pytest.fixture(scope="module")
def choose():
    gazetteer = Gazetteer.load()
    finder, scorer = BearerFinder(gazetteer), Scorer(gazetteer, Boundaries.load())

    def choose(name, level=None, *, jurisdiction=None, counties=(), points=()):
        toponym = Toponym(name=name, type="admin", admin_level=level, jurisdiction=jurisdiction)
        bearers = finder.townships(name, None) if level == "town" else finder.divisions(name)
        return scorer.choose(bearers, toponym, Context(counties, points))

    return choose


@pytest.mark.parametrize(
    ("name", "jurisdiction", "code"),
    [
        ("西安", "231000", "231005"),
        ("西安", "220400", "220403"),
        ("西安", "610000", "610100"),
        ("西安", None, "610100"),
        ("长安区", "610100", "610116"),
        ("长安区", "130100", "130102"),
        ("通州", "110000", "110112"),
        ("通州", "320600", "320612"),
        ("福田", "440300", "440304"),
        ("海南", "460000", "460000"),
        ("海南", "632500", "632500"),
    ],
)
def test_the_plans_area_decides(choose, name, jurisdiction, code):
    assert choose(name, jurisdiction=jurisdiction).winner.bearer.code == code


@pytest.mark.parametrize(("name", "level"), [("长安区", "county"), ("通州区", "county"), ("城关镇", "town")])
def test_nothing_said_is_a_tie(choose, name, level):
    choice = choose(name, level)
    assert choice.winner is None
    assert len(choice.tied) > 1
    assert max(one.points for one in choice.tied) - min(one.points for one in choice.tied) < MARGIN


def test_a_county_named_beside_decides_and_is_told(choose):
    choice = choose("龙潭镇", "town", jurisdiction="500000", counties=("500242",))
    assert choice.winner.bearer.adcode == "500242"
    assert any("酉阳土家族苗族自治县" in sentence for sentence in choice.winner.evidence)


def test_the_nearest_of_the_counties_named_beside_weighs_most(choose):
    assert choose("龙潭镇", "town", jurisdiction="500000", counties=("500102", "500242")).winner is None
    far = choose("龙潭镇", "town", jurisdiction="500000", counties=("500102", "500240", "500229", "500242"))
    assert far.winner.bearer.adcode == "500102"


def test_the_plans_other_places_decide_by_distance(choose):
    near = choose("通州区", "county", points=((120.9, 32.0),))
    assert near.winner.bearer.code == "320612"
    assert "公里" in near.winner.evidence[0]
    assert choose("通州区", "county", points=((120.9, 32.0), (116.5, 39.9))).winner is None
