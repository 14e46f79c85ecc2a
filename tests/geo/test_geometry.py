"""Distances, turns and schematic lines."""

from itertools import pairwise
from math import cos, radians

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString

from geo.geometry import BULGE, MOST_VERTICES, distance_km, schematic_line, turn_degrees

POINTS = st.lists(
    st.tuples(st.integers(0, 400), st.integers(0, 400)).map(lambda cell: (105 + cell[0] / 100, 28 + cell[1] / 100)),
    min_size=2,
    max_size=8,
    unique=True,
)


def plane(points):
    """Points in a plane where a degree is as long east as north, as the line itself takes it."""
    narrow = cos(radians(sum(lat for _, lat in points) / len(points)))
    return lambda point: (point[0] * narrow, point[1])


def test_distance_between_two_towns():
    # 嘉积 – 万泉: 6.3 km by the curated table.
    assert distance_km((110.46417, 19.2425), (110.40396, 19.24415)) == pytest.approx(6.3, abs=0.1)


@pytest.mark.parametrize(("after", "degrees"), [((2.0, 0.0), 0), ((1.0, 1.0), 90), ((0.0, 0.0), 180), ((1.0, 0.0), 0)])
def test_turn(after, degrees):
    assert turn_degrees((0.0, 0.0), (1.0, 0.0), after) == pytest.approx(degrees, abs=0.1)


def test_line_drops_repeats_and_needs_two_places():
    line = schematic_line([(1.0, 2.0), (1.0, 2.0), (3.0, 4.0)], name="甲")
    assert (line.coords[0], line.coords[-1]) == ((1.0, 2.0), (3.0, 4.0))
    assert schematic_line([(1.0, 2.0), (1.0, 2.0)], name="甲") is None
    assert schematic_line([], name="甲") is None


@given(POINTS, st.text(max_size=5))
def test_line_runs_through_every_way_point_in_order(points, name):
    coordinates = list(schematic_line(points, name=name).coords)
    places = [coordinates.index(point) for point in points]
    assert places == sorted(places)
    assert len(coordinates) <= MOST_VERTICES


@given(POINTS, st.text(max_size=5))
def test_line_stays_near_the_straight_way(points, name):
    to_plane = plane(points)
    straight = [to_plane(point) for point in points]
    longest = max(LineString(pair).length for pair in pairwise(straight))
    smooth = LineString([to_plane(point) for point in schematic_line(points, name=name).coords])
    assert smooth.hausdorff_distance(LineString(straight)) <= 0.35 * longest


@given(POINTS, st.text(max_size=5))
def test_line_between_two_places_is_a_slight_arc(points, name):
    ends = points[:2]
    to_plane = plane(ends)
    straight = LineString([to_plane(point) for point in ends])
    arc = LineString([to_plane(point) for point in schematic_line(ends, name=name).coords])
    height = arc.hausdorff_distance(straight) / straight.length
    assert BULGE[0] * 0.9 - 1e-4 / straight.length <= height <= BULGE[1] * 1.1 + 1e-4 / straight.length


def test_lines_with_the_same_ends_lie_side_by_side_and_are_drawn_alike_every_time():
    ends = [(107.0, 29.0), (109.0, 30.0)]
    one, same, other = (schematic_line(ends, name=name) for name in ("甲乙高速", "甲乙高速", "甲乙铁路"))
    assert one.equals_exact(same, 0)
    assert one.hausdorff_distance(other) > 0.01


def test_a_sharp_corner_makes_no_loop():
    assert schematic_line([(107.0, 29.0), (109.0, 30.0), (107.2, 30.2), (109.5, 30.3)], name="甲").is_simple
