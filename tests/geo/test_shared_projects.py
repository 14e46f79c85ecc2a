"""Projects of several counties: in each of them, a pin in none."""

import pytest

from geo.boundaries import Boundaries
from geo.gazetteer import Gazetteer
from geo.models import Toponym
from geo.shared_projects import SharedFinder


@pytest.fixture(scope="module")
def finder():
    return SharedFinder(Gazetteer.load(), Boundaries.load())


def gallery(*counties):
    return Toponym(name="乌江画廊", type="project", kind="scenic_area", counties=counties, jurisdiction="500000")


def test_project_of_several_counties_lies_in_all_and_in_none_alone(finder):
    found = finder.find(gallery("500102", "500243", "500242"))
    assert (found.place.adcode, found.place.county, found.place.precision) == (None, None, "region")
    assert found.place.counties == ("500102", "500243", "500242")
    assert "涪陵区、彭水苗族土家族自治县、酉阳土家族苗族自治县" in found.reason


@pytest.mark.parametrize("counties", [(), ("500102",), ("500102", "999999")])
def test_fewer_than_two_known_counties_are_not_shared(finder, counties):
    assert finder.find(gallery(*counties)).place is None
