"""What the panel of a task links to: its neighbours, units, places in the clause, and the same project elsewhere."""

import re
from html import unescape
from urllib.parse import parse_qs

import pytest

from loaders.catalog import Catalog, Query
from pages.components import catalog as handle_module
from pages.components import selecting


def changes_of(body, css, label):
    """The changes that the first element of a class with this text makes."""
    pattern = rf'<(?:a|button)[^>]*class="{css}[^"]*"[^>]*data-go="([^"]*)"[^>]*>(?:<mark[^>]*>)?{re.escape(label)}<'
    return parse_qs(unescape(re.search(pattern, body)[1]), keep_blank_values=True)


def step(body, name):
    found = re.search(rf'data-keep="{name}"[^>]*data-go="([^"]*)"', body)
    return parse_qs(unescape(found[1]))["task"] if found else None


@pytest.mark.parametrize("query", [Query(plans=("chongqing",)), Query(plans=("chongqing",), sectors=("water",))])
def test_steps_follow_the_plan_within_the_filters(app, catalog, query):
    tasks = catalog.tasks(query)
    place = len(tasks) // 2
    sector = {"sector": list(query.sectors)} if query.sectors else {}
    app.open(plan="chongqing", task=tasks[place].task_id, **sector)
    assert f"<b>{place + 1}</b> / {len(tasks)}" in app.body
    assert step(app.body, "previous") == [tasks[place - 1].task_id]
    assert step(app.body, "next") == [tasks[place + 1].task_id]


def test_first_task_has_none_before_it_and_one_outside_the_filters_says_so(app, catalog):
    tasks = catalog.tasks(Query(plans=("chongqing",)))
    app.open(plan="chongqing", task=tasks[0].task_id)
    assert step(app.body, "previous") is None
    water = catalog.tasks(Query(plans=("chongqing",), sectors=("water",)))
    outside = next(task for task in tasks if task not in water and task.ordinal > water[0].ordinal)
    app.test.query_params["task"], app.test.query_params["sector"] = outside.task_id, "water"
    app.test.run()
    assert f"不在当前筛选内 · {len(water)} 项" in app.text
    assert step(app.body, "previous") == [
        max((t for t in water if t.ordinal < outside.ordinal), key=tasks.index).task_id
    ]


def test_units_switch_their_filter(app, catalog):
    task = next(task for task in catalog.tasks() if task.lead_units and task.responsible_units)
    lead, other = task.lead_units[0], task.responsible_units[0]
    app.open(plan="all", task=task.task_id)
    assert changes_of(app.body, "unit-filter chip", other)["unit"] == [other]
    assert changes_of(app.body, "place kind-unit", lead)["unit"] == [lead]
    app.test.query_params["unit"] = lead
    app.test.run()
    assert re.search(rf'aria-pressed="true" title="取消按单位筛选:{lead}"', app.body)
    assert changes_of(app.body, "unit-filter chip", other)["unit"] == [lead, other]
    assert changes_of(app.body, "unit-filter chip lead", lead)["unit"] == [""]


def test_places_of_the_clause_lead_to_the_map(app, catalog):
    task = catalog.task("chongqing#10")
    app.open(plan="chongqing", task=task.task_id)
    division = next(item for item in catalog.mentions_of(task.task_id) if item.type == "admin")
    found = changes_of(app.body, "place kind-admin", division.surface)
    assert (found["area"], found["task"], found["place"]) == ([division.adcode], [""], [""])
    for feature in catalog.features_of(task.task_id):
        assert f"在地图上选中:{feature.name}" in app.body
    assert "区县、乡镇" in app.text


def test_an_area_of_the_clause_opens(app, catalog):
    app.open(plan="chongqing", area="500243")
    assert catalog.area("500243").name in app.text


def test_two_projects_of_a_task_at_one_place_open_apart(app, catalog):
    tasks = (catalog.features_of(task.task_id) for task in catalog.tasks())
    shared = [(one, other) for features in tasks for one in features for other in features if one is not other]
    one, other = next(pair for pair in shared if pair[0].place_id and pair[0].place_id == pair[1].place_id)
    assert selecting.key_of(one) == selecting.key_of(other)
    for feature in (one, other):
        app.test.query_params["place"] = selecting.key_of(feature, (one, other))
        app.open(plan=feature.plan_id, task=feature.task_id)
        assert f'<h2 class="name">{feature.name}</h2>' in app.body


def test_the_same_project_of_another_plan_is_quoted_and_opens(app_of_build, two_plans, monkeypatch):
    catalog = Catalog.open(two_plans)
    monkeypatch.setattr(handle_module, "ensure_built", lambda *_, **__: catalog.build_id)
    before, after = (item for item in catalog.projects() if item.name == "清水水库")
    app = app_of_build(two_plans).open(plan="y2025", task=after.task_id, place=after.mention_id, stage="计划开工")
    assert "其他规划中的同一项目" in app.text
    assert catalog.excerpt(before.mention_id) in app.text
    changes = parse_qs(unescape(re.search(r'class="passage"[^>]*data-go="([^"]*)"', app.body)[1]))
    assert changes == {"plan": ["y2024"], "task": [before.task_id], "place": [before.mention_id]}
    app.test.query_params.clear()
    for name, value in changes.items():
        app.test.query_params[name] = value
    app.test.run()
    for words in (
        "谋划",
        "2亿元",
        "300万立方米",
        "市水利局",
        "仅到区县",
        "来源:行政区划",
        "原文:“研究论证”",
        "复制链接",
    ):
        assert words in app.text
