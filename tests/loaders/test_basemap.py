import numpy as np
import pytest
import shapely
from shapely import Point, Polygon, box

from geo.boundaries import Boundaries
from loaders import basemap

VIEWS = {"plan": (108.0, 29.0, 109.5, 30.0)}


@pytest.fixture(scope="module")
def boundaries():
    return Boundaries.load()


@pytest.fixture(scope="module")
def counties(boundaries):
    return basemap.county_areas(boundaries, views=VIEWS, plan_counties={"plan": ("500114", "500240")})


def test_counties_of_the_plan_its_province_and_its_neighbours(counties):
    by_code = {county.adcode: county for county in counties}
    assert [code for code, county in by_code.items() if county.plans] == ["500114", "500240"]
    assert {"500229", "422802"} <= by_code.keys()
    assert sum(code.startswith("50") for code in by_code) == 38
    assert list(by_code) == sorted(by_code)


def test_simplified_neighbours_still_share_their_border(counties):
    geometries = [county.geometry for county in counties]
    assert all(shapely.is_valid(geometry) for geometry in geometries)
    assert shapely.coverage_is_valid(geometries)


def test_labels_stand_inside(counties):
    assert all(county.geometry.contains(Point(county.lon, county.lat)) for county in counties)


def test_province_border_runs_between_two_provinces(counties, boundaries):
    lines = {line.kind: line.geometry for line in basemap.border_lines(counties, boundaries)}
    inside = shapely.union_all([county.geometry for county in counties if county.adcode.startswith("50")])
    assert lines["province"].length > 5
    assert inside.boundary.buffer(1e-9).covers(
        lines["province"].intersection(inside.envelope.buffer(-0.2)).intersection(inside)
    )


def test_every_boundary_line_is_kept_unsimplified(counties, boundaries):
    kept = next(line.geometry for line in basemap.border_lines(counties, boundaries) if line.kind == "boundary")
    released = shapely.union_all([*boundaries.counties.lines, *boundaries.provinces.lines])
    assert kept.buffer(1e-9).covers(released)
    assert kept.bounds[1] < 4


def test_backdrop_is_the_whole_country_with_labels_in_view(boundaries):
    areas = basemap.province_areas(boundaries) + basemap.province_labels(boundaries, VIEWS)
    assert sum(area.level == "province" for area in areas) == 34
    labels = [area for area in areas if area.level == "province_label"]
    assert {"重庆市", "湖北省"} <= {area.name for area in labels}
    assert all(box(*VIEWS["plan"]).contains(area.geometry) for area in labels)


def test_polygons_that_overlap_are_simplified_one_by_one():
    ring = [(np.cos(angle), np.sin(angle)) for angle in np.linspace(0, 2 * np.pi, 200, endpoint=False)]
    circle, square = Polygon(ring), box(0, 0, 1, 1)
    simple = basemap.simplify_coverage([circle, square], 0.05)
    assert all(shapely.is_valid(polygon) for polygon in simple)
    assert len(shapely.get_coordinates(simple[0])) < 100
    assert simple[1].equals(square)


def test_plans_that_share_a_county_share_the_finest_detail(boundaries):
    wide = {"wide": (106.0, 27.0, 111.0, 33.0)}
    counties = {"wide": ("500114",), "near": ("500114",)}
    both = basemap.county_areas(boundaries, views=wide | {"near": (108.5, 29.2, 109.0, 29.7)}, plan_counties=counties)
    alone = basemap.county_areas(boundaries, views=wide, plan_counties={"wide": ("500114",)})
    assert corners(both, "500114") > corners(alone, "500114")
    assert shapely.coverage_is_valid([county.geometry for county in both])


def corners(counties, adcode):
    return next(len(shapely.get_coordinates(county.geometry)) for county in counties if county.adcode == adcode)
