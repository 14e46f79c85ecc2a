"""Views of the map: few marks, and nobody counted twice or lost."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, box

from loaders.layers import build_layers
from loaders.map_views import ALL_AT_ONCE, MARGIN, MOST_CLUSTERS, MOST_LINES, ONE_BY_ONE, MapViews, box_of, degrees
from loaders.models import Area, ProjectFeature

MANY = ALL_AT_ONCE + 400
COUNTY = Area("500114", "黔江区", "county", "500114", 108.7, 29.5)
CHINA = (75.0, 19.0, 134.0, 53.0)


def feature(number, geometry, precision="township", sector="water"):
    adcode = COUNTY.code if precision == "county" else None
    return ProjectFeature(
        mention_id=f"m{number}", plan_id="p", task_id="t", place_id=None, name="n", type="project", sector=sector,
        kind=None, stage="start", stage_group="计划开工", precision=precision, inferred=False, adcode=adcode,
        county=None, township=None, source=None, evidence=None, reason="", geometry=geometry, adcodes=(),
    )  # fmt: skip


@pytest.fixture(scope="module")
def features():
    """Points over the country, lines, projects of one county and projects without a position."""
    random = np.random.default_rng(7)
    spots = random.uniform((78, 22), (130, 50), (MANY, 2))
    points = [
        feature(number, Point(*spot), sector=("water", "transport")[number % 2]) for number, spot in enumerate(spots)
    ]
    ends = random.uniform((78, 22), (130, 50), (90, 2, 2))
    lines = [feature(f"r{number}", LineString(pair), "route") for number, pair in enumerate(ends)]
    counties = [feature(f"c{number}", None, "county") for number in range(40)]
    return [*points, *lines, *counties, *(feature(f"u{number}", None, "unresolved") for number in range(11))]


@pytest.fixture(scope="module")
def views(features):
    return MapViews(features, {COUNTY.code: COUNTY})


def everyone(features):
    return np.ones(len(features), dtype=bool)


def drawn(view):
    points, routes, areas = view.layers
    single = [item.mention_id for item in (*points.features, *routes.features)]
    single += [item.mention_id for mark in areas.features for item in mark.projects]
    assert len(single) == len(set(single))
    return single, sum(cluster.projects for cluster in view.clusters)


def test_few_projects_are_all_drawn_whatever_the_view(features, views):
    chosen = everyone(features)
    chosen[50:] = False
    view = views.view(chosen, {}, bounds=(0.0, 0.0, 1.0, 1.0), zoom=9.0)
    assert view.complete
    assert view.clusters == ()
    assert view.layers == build_layers(features[:50], {}, {})


def test_the_first_view_counts_every_project_once(features, views):
    view = views.view(everyone(features), {})
    single, clustered = drawn(view)
    assert not view.complete
    assert (view.projects, view.unplaced) == (len(features), 11)
    assert len(single) + clustered == view.projects - view.unplaced
    assert sum(count for cluster in view.clusters for _, count in cluster.sectors) == clustered
    assert sum(cluster.in_areas for cluster in view.clusters) == 40
    assert len(single) + len(view.clusters) <= 500


def test_clusters_tell_of_the_projects_that_were_asked_about(features, views):
    asked = {item.mention_id for item in features[::7]} | {"of another build"}
    view = views.view(everyone(features), {}, told=asked)
    told = [mention_id for cluster in view.clusters for mention_id in cluster.told]
    assert len(told) == len(set(told))
    unplaced = {item.mention_id for item in features if item.precision == "unresolved"}
    assert set(told) | set(drawn(view)[0]) >= asked - unplaced - {"of another build"}
    assert set(told) <= asked
    assert not any(cluster.told for cluster in views.view(everyone(features), {}).clusters)


def outline_of(item):
    if item.precision == "county":
        return Point(COUNTY.lon, COUNTY.lat)
    return box(*item.geometry.bounds) if item.geometry else Point()


@settings(max_examples=60, deadline=None)
@given(lon=st.floats(76, 132), lat=st.floats(20, 51), zoom=st.floats(3, 14))
def test_any_view_counts_what_touches_it_once(lon, lat, zoom, features, views):
    width = 1000 / (256 * 2**zoom) * 360
    bounds = (lon - width / 2, max(lat - width / 3, -80), lon + width / 2, min(lat + width / 3, 80))
    view = views.view(everyone(features), {}, bounds=bounds, zoom=zoom, kept={"m0"})
    single, clustered = drawn(view)
    west, south, east, north = bounds
    wide, high = (east - west) * MARGIN, (north - south) * MARGIN
    seen = box(west - wide, south - high, east + wide, north + high)
    touching = sum(1 for item in features if item.mention_id != "m0" and outline_of(item).intersects(seen))
    assert len(single) + clustered == touching + 1
    assert "m0" in single
    assert len(view.clusters) <= MOST_CLUSTERS
    assert clustered == 0 or len(single) + clustered > ONE_BY_ONE


def test_the_longest_lines_stay_lines_among_clusters(features, views):
    view = views.view(everyone(features), {}, bounds=CHINA, zoom=6.0)
    lengths = {item.mention_id: item.geometry.length for item in features if item.precision == "route"}
    shown = {item.mention_id for item in view.layers[1].features}
    assert MOST_LINES <= len(shown) < len(lengths)
    assert sorted(lengths, key=lengths.get)[-1] in shown


def test_projects_at_one_spot_are_one_cluster_at_any_zoom():
    views = MapViews([feature(number, Point(108.7, 29.5)) for number in range(MANY)], {})
    view = views.view(np.ones(MANY, dtype=bool), {}, bounds=(108.6, 29.4, 108.8, 29.6), zoom=13.0)
    (cluster,) = view.clusters
    assert (cluster.projects, cluster.lon, cluster.lat) == (MANY, pytest.approx(108.7), pytest.approx(29.5))


def test_tasks_are_counted_at_the_areas_in_view(features, views):
    marks = {"t1": (COUNTY.code,)}
    few = everyone(features)
    few[ALL_AT_ONCE + 60 :] = False
    near = views.view(few, marks, bounds=(108.6, 29.4, 108.8, 29.6), zoom=11.0)
    assert [mark.task_ids for mark in near.layers[2].features] == [("t1",)]
    far = views.view(few, marks, bounds=(120.0, 35.0, 120.2, 35.2), zoom=11.0)
    assert far.layers[2].features == ()


@given(st.tuples(st.floats(-179, 0), st.floats(-80, 0), st.floats(0.1, 179), st.floats(0.1, 80)))
def test_world_units_lead_back_to_the_same_degrees(bounds):
    west, south, east, north = box_of(bounds)
    assert degrees(west, south, east, north) == pytest.approx(bounds, abs=1e-9)


def test_nothing_gives_a_blank_view():
    view = MapViews([], {}).view(np.ones(0, dtype=bool), {})
    assert view.is_blank
    assert view.home is None
