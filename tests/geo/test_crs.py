"""GCJ-02 and BD-09 are converted at the door, there and back within a decimetre anywhere in China."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.crs import SHIFTED_LAT, SHIFTED_LON, Datum, from_wgs84, to_wgs84
from geo.errors import CoordinateError, MissingCRSError
from geo.geometry import distance_km

DEGREES = 1e-6
WGS84, GCJ02 = (120.021519, 30.281543), (120.026257, 30.279151)
SHIFTED = [Datum.GCJ02, Datum.BD09]

# 73.4–135.1° E, 3.3–53.6° N: 乌恰 to 抚远, 曾母暗沙 to 漠河.
points_in_china = st.tuples(st.floats(73.4, 135.1), st.floats(3.3, 53.6))
points_abroad = st.one_of(
    st.tuples(st.floats(-180, 71.9), st.floats(-90, 90)),
    st.tuples(st.floats(137.9, 180), st.floats(-90, 90)),
    st.tuples(st.floats(-180, 180), st.floats(-90, 0.8)),
    st.tuples(st.floats(-180, 180), st.floats(55.9, 90)),
)


def test_wgs84_to_gcj02():
    assert from_wgs84(*WGS84, datum=Datum.GCJ02) == pytest.approx(GCJ02, abs=DEGREES)


def test_gcj02_to_bd09():
    wgs84 = to_wgs84(120.026268, 30.279164, datum=Datum.GCJ02)
    assert from_wgs84(*wgs84, datum=Datum.BD09) == pytest.approx((120.032768, 30.285238), abs=DEGREES)


def test_gcj02_to_wgs84():
    assert to_wgs84(*GCJ02, datum=Datum.GCJ02) == pytest.approx(WGS84, abs=DEGREES)


@pytest.mark.parametrize("datum", SHIFTED)
@given(points_in_china)
def test_there_and_back(datum, point):
    back = to_wgs84(*from_wgs84(*point, datum=datum), datum=datum)
    assert distance_km(point, back) < 0.0001


@pytest.mark.parametrize("datum", SHIFTED)
@given(points_in_china)
def test_back_and_there(datum, point):
    back = from_wgs84(*to_wgs84(*point, datum=datum), datum=datum)
    assert distance_km(point, back) < 0.0001


@pytest.mark.parametrize(("datum", "least_km", "most_km"), [(Datum.GCJ02, 0.02, 1.0), (Datum.BD09, 0.2, 2.5)])
@given(points_in_china)
def test_a_point_in_china_is_shifted(datum, least_km, most_km, point):
    assert least_km < distance_km(point, from_wgs84(*point, datum=datum)) < most_km


@pytest.mark.parametrize("datum", SHIFTED)
@given(points_abroad)
def test_far_from_china_nothing_is_shifted(datum, point):
    assert from_wgs84(*point, datum=datum) == point == to_wgs84(*point, datum=datum)


@pytest.mark.parametrize("datum", [Datum.WGS84, Datum.CGCS2000])
@given(points_in_china)
def test_cgcs2000_equals_wgs84(datum, point):
    assert to_wgs84(*point, datum=datum) == point == from_wgs84(*point, datum=datum)


def test_rectangle_of_the_shift_holds_china_with_room():
    assert SHIFTED_LON[0] < 73.4 - 1
    assert SHIFTED_LON[1] > 135.1 + 1
    assert SHIFTED_LAT[0] < 3.3 - 1
    assert SHIFTED_LAT[1] > 53.6 + 1


@pytest.mark.parametrize("point", [(30.28, 120.02), (math.nan, 30.0), (120.0, math.inf), (181.0, 0.0)])
def test_what_is_no_longitude_and_latitude_is_refused(point):
    with pytest.raises(CoordinateError, match="check the order"):
        to_wgs84(*point, datum=Datum.GCJ02)


def test_a_source_without_datum_is_refused():
    with pytest.raises(MissingCRSError):
        to_wgs84(*WGS84, datum=Datum.NONE)
