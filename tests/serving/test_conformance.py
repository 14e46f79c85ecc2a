"""A served catalog answers as the one in memory does, on DuckDB and on PostgreSQL: hypothesis asks all three."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loaders.catalog import PROJECT_ORDERS, Page, Query, TooMuchError
from loaders.layers import UNRESOLVED
from loaders.serving import records

WORDS = ("水库", "建设", "公路", "shuiku", "sk", "cysk", "高速", "qionghai", "100%", "_", "a", "镇", "没有的词", "")
MANY = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)


@pytest.fixture(scope="module")
def memory(plain_memory):
    return plain_memory


@pytest.fixture(scope="module")
def served(plain_served):
    return plain_served


@pytest.fixture(scope="module")
def choices(memory):
    """Codes of every filter, with one that nothing has."""
    facets = memory.facets()
    names = ("plans", "sectors", "kinds", "counties", "townships", "stages", "precisions", "units")
    found = {name: [facet.code for facet in getattr(facets, name)] + ["nothing"] for name in names}
    found["stages"] += [item.stage for item in memory.projects()]
    found["townships"] += [item.township for item in memory.projects() if item.township]
    return found


def queries(data, choices) -> Query:
    """A query with none to three filters and perhaps a word."""
    names = data.draw(st.lists(st.sampled_from(sorted(choices)), max_size=3, unique=True))
    filters = {
        name: tuple(data.draw(st.lists(st.sampled_from(choices[name]), min_size=1, max_size=2, unique=True)))
        for name in names
    }
    text = data.draw(st.sampled_from(WORDS)) + " " + data.draw(st.sampled_from(("", "", *WORDS)))
    return Query(**filters, text=data.draw(st.sampled_from(("", "", text))))


@MANY
@given(data=st.data())
def test_counts_and_lists_are_the_same(data, memory, served, choices):
    query = queries(data, choices)
    assert served.facets(query) == memory.facets(query)
    assert served.projects(query) == memory.projects(query)
    assert served.tasks(query) == memory.tasks(query)
    assert served.composition(query) == memory.composition(query)
    assert served.unresolved(query) == memory.unresolved(query)
    assert served.project_rows(query) == memory.project_rows(query)
    assert served.layers(query) == memory.layers(query)
    assert served.profile(None, query) == memory.profile(None, query)


@MANY
@given(data=st.data())
def test_map_shows_every_project_once(data, memory, served, choices):
    query, expected = queries(data, choices), None
    query = replace(query, zoom=None, bounds=None)
    told = [item.mention_id for item in memory.projects()]
    expected, shown = memory.map_view(query, told=told), served.map_view(query, told=told)
    assert (shown.projects, shown.unplaced, shown.complete) == (expected.projects, expected.unplaced, expected.complete)
    assert (shown.home is None) == (expected.home is None)
    assert shown.home is None or shown.home == pytest.approx(expected.home)
    assert drawn(shown) == drawn(expected) == expected.projects - expected.unplaced
    assert sectors(shown) == sectors(expected)
    check_told(shown)
    check_told(expected)
    if shown.complete:
        assert shown.layers == expected.layers
    assert len(shown.clusters) + sum(len(layer.features) for layer in shown.layers) <= 500


@MANY
@given(
    lon=st.floats(105, 111),
    lat=st.floats(18, 32),
    size=st.floats(0.05, 8),
    zoom=st.integers(5, 13),
    at=st.integers(0, 200),
)
def test_view_holds_what_lies_in_it(lon, lat, size, zoom, at, memory, served):
    kept = memory.projects()[at % len(memory.projects())]
    query = Query(bounds=(lon, lat, lon + size, lat + size), zoom=zoom)
    asked = {"kept": [kept.mention_id], "told": [item.mention_id for item in memory.projects()]}
    expected, shown = memory.map_view(query, **asked), served.map_view(query, **asked)
    check_told(shown)
    check_told(expected)
    assert shown.bounds == expected.bounds
    if not expected.clusters:
        assert shown.layers == expected.layers
    singles = {item.mention_id for layer in shown.layers[:2] for item in layer.features}
    singles |= {item.mention_id for mark in shown.layers[2].features for item in mark.projects}
    assert kept.precision == UNRESOLVED or kept.mention_id in singles
    assert drawn(shown) <= shown.projects - shown.unplaced


def test_records_are_the_same(memory, served):
    for task in memory.tasks():
        for ask in ("task", "clause", "features_of", "areas_of", "mentions_of"):
            assert getattr(served, ask)(task.task_id) == getattr(memory, ask)(task.task_id)
    for mention in memory.overlay.records["mentions"]:
        for ask in ("mention", "feature", "link", "task_of", "excerpt"):
            assert getattr(served, ask)(mention.mention_id) == getattr(memory, ask)(mention.mention_id)
    for item in memory.projects():
        assert served.elsewhere(item) == memory.elsewhere(item)
        for name in (item.name, item.name[1:], f"{item.name}一期", "100%"):
            assert served.named(name, item.adcode) == memory.named(name, item.adcode)
    for area in memory.overlay.records["areas"]:
        for ask in ("features_at", "tasks_at", "area", "area_mark"):
            assert getattr(served, ask)(area.code) == getattr(memory, ask)(area.code)
    for place in memory.overlay.records["places"]:
        assert served.place(place.place_id) == memory.place(place.place_id)
        assert served.features_at(place.place_id) == memory.features_at(place.place_id)
        assert served.selected([place.place_id]) == memory.selected([place.place_id])


def test_records_of_several_are_the_same(memory, served):
    tasks = [task.task_id for task in memory.tasks()]
    for ask in ("features_of_each", "areas_of_each"):
        assert getattr(served, ask)(tasks) == getattr(memory, ask)(tasks)
        assert getattr(served, ask)([]) == {}
    several = [item.mention_id for item in memory.projects()[:9]] + [memory.projects()[20].place_id, "none"]
    assert served.selected(several) == memory.selected(several)
    some = Query(sectors=(memory.projects()[0].sector,))
    assert served.among(several, some) == memory.among(several, some) != frozenset()


def test_plans_and_base_maps_are_the_same(memory, served):
    plans = tuple(plan.plan_id for plan in memory.plans())
    assert [replace(plan, text="") for plan in memory.plans()] == list(served.plans())
    assert [served.plan(plan) for plan in plans] == list(memory.plans())
    assert served.plan("none") is None
    assert served.plan_counties() == memory.plan_counties()
    assert served.base_map() == memory.base_map()
    assert served.base_map(plans[:1]) == memory.base_map(plans[:1])
    assert served.compare(*plans[:2]) == memory.compare(*plans[:2])
    assert served.quality() == memory.quality()
    assert served.quality_facets(Query(plans=plans[:1])) == memory.quality_facets(Query(plans=plans[:1]))
    assert served.build_id == memory.build_id


@pytest.mark.parametrize(("ask", "key"), [("projects", "mention_id"), ("tasks", "task_id")], ids=["projects", "tasks"])
def test_pages_put_together_are_the_list(ask, key, memory, served):
    query = Query(text="建设")
    whole = getattr(memory, ask)(query)
    for catalog in (memory, served):
        found, after = [], None
        while piece := getattr(catalog, ask)(query, Page(after, 7)):
            assert len(piece) <= 7
            found += piece
            after = getattr(piece[-1], key)
        assert tuple(found) == whole
    ids = [item.mention_id for item in memory.projects()]
    assert served.among(ids, query) == memory.among(ids, query) != frozenset()


@pytest.mark.parametrize("order", ["", *(f"{way}{one}" for one in sorted(PROJECT_ORDERS) for way in ("", "-"))])
def test_pages_of_projects_in_an_order(order, memory, served):
    query = Query(precisions=("exact", "village", "township", "county"))
    whole = memory.projects(query, Page(order=order))
    assert len(whole) > 12
    assert served.projects(query, Page(order=order)) == whole
    assert served.projects(query, Page(limit=5, skip=6, order=order)) == whole[6:11]
    assert served.projects(query, Page(whole[3].mention_id, limit=5, order=order)) == whole[4:9]
    for catalog in (memory, served):
        assert [catalog.project_rank(item.mention_id, query, order) for item in whole[:9]] == list(range(9))


@pytest.mark.parametrize("order", ["", "number", "-number"])
def test_pages_of_tasks_in_an_order(order, memory, served):
    query = Query(sectors=("water",))
    whole = memory.tasks(query, Page(order=order))
    assert served.tasks(query, Page(order=order)) == whole
    assert served.tasks(query, Page(limit=2, skip=1, order=order)) == whole[1:3]
    outside = next(task.task_id for task in memory.tasks() if task not in whole)
    for catalog in (memory, served):
        assert [catalog.task_rank(task.task_id, query, order) for task in whole[:4]] == list(range(4))
    assert served.task_rank(outside, query, order) == memory.task_rank(outside, query, order)


def test_too_long_a_list_is_refused_with_a_sentence(served, monkeypatch):
    monkeypatch.setattr(records, "MOST", 20)
    with pytest.raises(TooMuchError, match="projects cannot be looked at together"):
        served.projects()
    assert len(served.projects(page=Page(limit=15))) == 15


def check_told(view) -> None:
    """Who asks for every project learns in which one cluster it is, if it is in any."""
    assert [len(cluster.told) for cluster in view.clusters] == [cluster.projects for cluster in view.clusters]
    points, routes, areas = (layer.features for layer in view.layers)
    single = [item.mention_id for item in (*points, *routes, *(item for mark in areas for item in mark.projects))]
    told = [*single, *(mention_id for cluster in view.clusters for mention_id in cluster.told)]
    assert len(told) == len(set(told))


def drawn(view) -> int:
    """Projects of a view, alone or in clusters or known to an area."""
    points, routes, areas = (layer.features for layer in view.layers)
    single = len(points) + len(routes) + sum(len(mark.projects) for mark in areas)
    return single + sum(cluster.projects for cluster in view.clusters)


def sectors(view) -> dict[str, int]:
    """Projects of a view by sector."""
    points, routes, areas = (layer.features for layer in view.layers)
    found: dict[str, int] = {}
    for item in [*points, *routes, *(item for mark in areas for item in mark.projects)]:
        found[item.sector] = found.get(item.sector, 0) + 1
    for cluster in view.clusters:
        for sector, number in cluster.sectors:
            found[sector] = found.get(sector, 0) + number
    return found
