"""Whatever is asked of the build of the sample plans, its counts agree with its lists."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders import dataset
from loaders.catalog import Catalog, Query, stage_groups, terms
from loaders.selection import DIMENSIONS
from loaders.storage import BUILD_DIRECTORY

dataset.ensure(BUILD_DIRECTORY)
CATALOG = Catalog.open(BUILD_DIRECTORY)
FACETS = CATALOG.facets()


def some(values):
    return st.lists(st.sampled_from(sorted(values)), max_size=2, unique=True).map(tuple)


queries = st.builds(
    Query,
    plans=some(plan.plan_id for plan in CATALOG.plans()),
    sectors=some(terms()["sector"]),
    counties=some(facet.code for facet in FACETS.counties),
    stages=some(stage_groups()),
    precisions=some(terms()["precision"]),
    kinds=some(facet.code for facet in FACETS.kinds if facet.projects),
    townships=some(facet.code for facet in FACETS.townships),
    units=some(facet.code for facet in FACETS.units),
    text=st.sampled_from(["", "建设", "水库", "琼海", "高速 建设", "gaosu", "sk", "没有这样的字"]),
)


@pytest.mark.parametrize("dimension", DIMENSIONS)
@settings(max_examples=40, deadline=None)
@given(query=queries)
def test_a_choice_leaves_as_many_as_its_facet_says(dimension, query):
    for facet in getattr(CATALOG.facets(query), dimension):
        chosen = replace(query, **{dimension: (facet.code,)})
        assert (facet.projects, facet.tasks) == (len(CATALOG.projects(chosen)), len(CATALOG.tasks(chosen)))


@settings(max_examples=100, deadline=None)
@given(query=queries)
def test_layers_and_lists_hold_the_same_projects(query):
    points, routes, areas = CATALOG.layers(query)
    shown = [*points.features, *routes.features, *(item for mark in areas.features for item in mark.projects)]
    projects = CATALOG.projects(query)
    unresolved = CATALOG.unresolved(query)
    assert sorted(item.mention_id for item in (*shown, *unresolved)) == sorted(item.mention_id for item in projects)
    tasks = {task.task_id for task in CATALOG.tasks(query)}
    assert {task_id for mark in areas.features for task_id in mark.task_ids} <= tasks


@settings(max_examples=50, deadline=None)
@given(query=queries, west=st.floats(104, 111), south=st.floats(18, 32))
def test_in_view_and_out_of_view_add_up(query, west, south):
    whole = CATALOG.layers(query)
    window = CATALOG.layers(replace(query, bounds=(west, south, west + 3, south + 3)))
    for layer, part in zip(whole, window, strict=True):
        assert set(part.features) <= set(layer.features)
    everywhere = CATALOG.layers(replace(query, bounds=(-180, -90, 180, 90)))
    assert everywhere == whole
