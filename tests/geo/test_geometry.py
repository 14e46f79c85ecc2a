"""Distances and schematic lines."""

import pytest

from geo.geometry import distance_km, line_through


def test_distance_between_two_towns():
    # 嘉积 – 万泉: 6.3 km by the curated table.
    assert distance_km((110.46417, 19.2425), (110.40396, 19.24415)) == pytest.approx(6.3, abs=0.1)


def test_line_drops_repeats_and_needs_two_places():
    assert list(line_through([(1.0, 2.0), (1.0, 2.0), (3.0, 4.0)]).coords) == [(1.0, 2.0), (3.0, 4.0)]
    assert line_through([(1.0, 2.0), (1.0, 2.0)]) is None
    assert line_through([]) is None
