"""Whatever is asked, the answer is a place inside its county or a reason, and the same every time."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.findings import PRECISION_RANK
from geo.gazetteer import Gazetteer
from geo.geocoding import Resolver
from geo.models import Toponym
from geo.sites import read_sites

RESOLVER = Resolver.load()
CODES = [division.adcode for division in Gazetteer.load().divisions()]
NAMES = [name for site in read_sites() for name in (site.name, *site.aliases)]
SURPRISES = ["", " ", "()", "镇", "街道", "{{7*7}}", "水库", "重庆", "X至Y"]

names = st.one_of(
    st.sampled_from(NAMES),
    st.sampled_from(SURPRISES),
    st.text(max_size=12),
    st.text("镇乡县市区山水河至龙大路", max_size=8),
)
codes = st.one_of(st.none(), st.sampled_from(["500000", "500242", "469002", "999999", ""]), st.sampled_from(CODES))
toponyms = st.builds(
    Toponym,
    name=names,
    type=st.sampled_from(["project", "site", "river", "region", "admin"]),
    kind=st.none(),
    admin_level=st.sampled_from([None, "province", "city", "county", "town", "village"]),
    adcode=codes,
    township=st.one_of(st.none(), st.sampled_from(["龙江镇", "大路", ""])),
    waypoints=st.lists(st.one_of(st.sampled_from(["涪陵", "武隆", "长安", "重庆东站"]), names), max_size=4).map(tuple),
    jurisdiction=codes,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(toponyms)
def test_answer_is_a_checked_place_or_a_reason(toponym):
    answer = RESOLVER.resolve(toponym)
    assert answer == RESOLVER.resolve(toponym)
    assert answer.reason
    assert all(candidate.reason for candidate in answer.rejected)
    place = answer.place
    if place is None:
        return
    assert place.precision in PRECISION_RANK
    west, south, east, north = place.geometry.bounds
    assert 73 < west <= east < 136
    assert 3 < south <= north < 54
    if place.adcode:
        assert RESOLVER.boundaries.polygon(place.adcode).intersects(place.geometry)
