"""Further sources are asked in their order, and the finest checked answer wins."""

import pytest
from shapely.geometry import Point

from geo.boundaries import Boundaries
from geo.findings import Finding
from geo.gazetteer import Gazetteer
from geo.geocoding import Resolver
from geo.models import Place, Rule, Toponym
from geo.sites import read_sites


class Source:
    """Knows one precision for everything, and counts what it is asked."""

    notices = ("天地图配额用尽",)

    def __init__(self, precision):
        self.precision = precision
        self.asked = []

    def find(self, toponym):
        self.asked.append(toponym.name)
        if self.precision is None:
            return Finding(None, "在线查询没有结果")
        inside = Boundaries.load().representative_point(toponym.adcode)
        place = Place(
            "s:1", toponym.name, None, toponym.adcode, "", None, Point(inside), self.precision, "medium", "amap", "e"
        )
        return Finding(place, "在线查询", rule=Rule.ONLINE)


@pytest.fixture
def resolve():
    def resolve(toponym, *sources):
        resolver = Resolver(Gazetteer.load(), Boundaries.load(), read_sites(), sources=sources)
        return resolver.resolve(toponym)

    return resolve


def project(name, **fields):
    return Toponym(name=name, type="project", **fields)


def test_an_exact_answer_replaces_a_township(resolve):
    answer = resolve(project("龙江镇某水厂", adcode="469002"), Source("exact"))
    assert (answer.place.precision, answer.rule) == ("exact", Rule.ONLINE)


def test_an_exact_answer_replaces_a_county_and_a_coarser_site(resolve):
    assert resolve(project("石合水库", adcode="469002"), Source("exact")).place.precision == "exact"


def test_a_curated_site_as_fine_goes_first(resolve):
    answer = resolve(project("马西水库", adcode="500241"), Source("township"))
    assert (answer.place.source, answer.rule) == ("site", Rule.SITE)
    assert [candidate.source for candidate in answer.rejected] == ["amap"]


def test_the_second_source_is_not_asked_where_the_first_is_exact(resolve):
    first, second = Source("exact"), Source("exact")
    resolve(project("某水厂", adcode="469002"), first, second)
    assert (first.asked, second.asked) == (["某水厂"], [])


def test_nothing_found_leaves_what_the_tables_know_and_says_so(resolve):
    answer = resolve(project("某水厂", adcode="469002"), Source(None))
    assert (answer.place.precision, answer.rule) == ("county", Rule.COUNTY)
    assert "在线查询没有结果" in answer.reason


def test_a_town_with_a_known_seat_asks_nobody(resolve):
    source = Source("exact")
    town = Toponym(name="嘉积镇", type="admin", admin_level="town", adcode="469002")
    assert resolve(town, source).place.source == "township"
    assert source.asked == []


def test_a_town_without_a_seat_asks(resolve):
    source = Source("township")
    town = Toponym(name="桃花源街道", type="admin", admin_level="town", adcode="500242")
    assert resolve(town, source).place.source == "amap"


def test_notices_of_the_sources_are_passed_on():
    resolver = Resolver(Gazetteer.load(), Boundaries.load(), read_sites(), sources=[Source(None)])
    assert resolver.notices == ("天地图配额用尽",)
