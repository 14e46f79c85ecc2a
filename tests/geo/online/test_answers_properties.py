"""Whatever a service answers, it ends as a checked place inside the county or as none; nothing is raised."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.online.cache import AnswerCache
from geo.online.courier import Courier, Timing
from geo.online.geocoders import OnlineGeocoders

COUNTY = "500241"
TEXTS = [
    "马西水库",
    "秀山马西水库",
    "兴趣点",
    "乡镇",
    "区县",
    "湖泊",
    "0",
    "1",
    "101",
    "1000",
    "156500241",
    "500242",
    "",
    "[]",
]
PLACES = ["108.95,28.45", "28.45,108.95", "0,0", "108.95 28.45", "nan,nan", "1e999,0", "116.4,39.9", ",", "108.95"]
NAMES = [
    *("status", "infocode", "pois", "geocodes", "location", "area", "name", "type", "typeName", "level", "lonlat"),
    *("score", "lon", "lat", "adcode", "countyCode", "id", "category", "addresstype", "display_name", "error", "code"),
]

leaves = st.one_of(
    st.sampled_from([*TEXTS, *PLACES]),
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.text(max_size=6),
)
values = st.recursive(
    leaves,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(NAMES), inner, max_size=6)),
    max_leaves=8,
)
# Most of what is said nearly follows the protocols.
pairs = st.one_of(st.just(PLACES[0]), st.sampled_from(PLACES), values)
numbers = st.one_of(st.just(("108.95", "28.45")), st.tuples(leaves, leaves), st.just((28.45, 108.95)))
places = st.builds(
    lambda pair, both, kind, more: {
        **{"name": "马西水库", "location": pair, "lonlat": pair, "lon": both[0], "lat": both[1], "category": kind},
        **more,
    },
    pairs,
    numbers,
    st.one_of(st.just("natural"), st.sampled_from(["place", "highway", "", "boundary"])),
    st.dictionaries(st.sampled_from(NAMES), leaves, max_size=2),
)
payloads = st.one_of(
    values,
    st.lists(places, max_size=3),
    st.builds(lambda found: {"status": "1", "pois": found, "geocodes": found}, st.lists(places, max_size=3)),
    st.builds(lambda found: {"status": {"infocode": 1000}, "pois": found}, st.lists(places, max_size=3)),
    st.builds(lambda found: {"status": "0", "location": found}, places),
)


class NoCache(AnswerCache):
    """Keeps nothing, so that every example is read anew."""

    def get(self, *_, **__):
        return None

    def put(self, *_, **__):
        pass


class Said:
    """A transport that says one thing whatever it is asked."""

    text = ""

    def __init__(self, adapter):
        self.get_text = lambda *_, **__: self.text
        self.get_json = type(adapter).get_json.__get__(self)


@pytest.mark.parametrize("code", ["tianditu", "amap", "nominatim"])
def test_any_answer_is_a_checked_place_or_none(code, make_service, boundaries, gazetteer, project, tmp_path):
    service = make_service(code)
    service.adapter = Said(service.adapter)
    placed = []
    asked = [project(), project("清溪场街道", type="admin", admin_level="town")]

    @settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(payloads)
    def check(payload):
        service.adapter.text = json.dumps(payload, ensure_ascii=False)
        courier = Courier(service, NoCache(tmp_path), 1e9, Timing(sleep=lambda _: None))
        finder = OnlineGeocoders([courier], boundaries, gazetteer)
        for toponym in asked:
            finding = finder.find(toponym)
            assert all(candidate.reason for candidate in finding.rejected)
            if finding.place is not None:
                point = finding.place.geometry
                assert boundaries.covers(COUNTY, point.x, point.y)
                assert finding.place.precision in {"exact", "village", "township"}
                assert finding.place.evidence
                assert finding.reason
                placed.append(payload)

    check()
    assert placed  # the examples do reach an accepted answer
