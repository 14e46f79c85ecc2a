"""The folded filters and the row of chips without a browser: choices, counts, the address each click leads to."""

import re
from html import unescape
from urllib.parse import parse_qsl

import pytest

from loaders.catalog import Query, short_name, terms
from pages.components import state

PLAN = "chongqing"
TASKS = "pages/tasks.py"
CHIP = re.compile(r'<button type="button" class="chip" data-go="([^"]*)" aria-label="([^"]*)"')


def chips(app):
    """What each chip does to the address, by what a screen reader says."""
    return {unescape(said): unescape(go) for go, said in CHIP.findall(app.body)}


def options(app, name):
    """Choices of a folded filter as `name → number`."""
    box = app.test.multiselect(key=f"filter_{name}")
    return dict(option.split(" · ") for option in box.options)


def more(app):
    return next(block for block in app.test.expander if block.label == "更多条件")


def numbers(facets):
    return {facet.label: facet.projects for facet in facets if facet.projects}


def test_nothing_chosen_shows_no_chips_and_keeps_the_rest_folded(app):
    app.open(plan=PLAN)
    assert "active-filters" not in app.body
    assert not more(app).proto.expanded


@pytest.mark.parametrize("script", ["pages/task_map.py", TASKS])
def test_every_choice_has_a_chip_that_takes_it_out(app, catalog, script):
    facets = catalog.facets(Query(plans=("qionghai",)))
    town = next(facet for facet in facets.townships if facet.projects)
    unit = facets.units[0]
    asked = {
        "q": "jian",
        "sector": ["transport", "water"],
        "county": town.code[:6],
        "stage": "前期",
        "precision": ["township", "route"],
        "kind": "road",
        "township": town.code,
        "unit": unit.code,
    }
    app.open(script, plan="qionghai", **asked)
    assert not app.test.exception
    county = next(short_name(facet.label) for facet in facets.counties if facet.code == town.code[:6])
    assert chips(app) == {
        "移除条件:搜索 “jian”": "q=&page=",
        "移除条件:领域 交通": "sector=water&page=",
        "移除条件:领域 水利": "sector=transport&page=",
        f"移除条件:区县 {county}": chips(app)[f"移除条件:区县 {county}"],
        "移除条件:计划阶段 前期": "stage=&page=",
        "移除条件:定位精度 乡镇驻地": "precision=route&page=",
        "移除条件:定位精度 示意线路": "precision=township&page=",
        "移除条件:项目类型 公路": "kind=&page=",
        f"移除条件:乡镇 {town.label}": "township=&page=",
        f"移除条件:单位 {unit.label}": "unit=&page=",
    }
    cleared = unescape(re.search(r'class="clear" data-go="([^"]*)"', app.body)[1])
    assert dict(parse_qsl(cleared, keep_blank_values=True)) == dict.fromkeys((*state.FILTERS[1:], "page"), "")
    assert more(app).proto.expanded


def test_a_county_takes_its_townships_along(app, catalog):
    towns = [facet for facet in catalog.facets(Query(plans=(PLAN,))).townships if facet.projects]
    first = towns[0]
    other = next(town for town in towns if town.code[:6] != first.code[:6])
    app.open(plan=PLAN, county=[first.code[:6], other.code[:6]], township=[first.code, other.code])
    names = {facet.code: short_name(facet.label) for facet in catalog.facets().counties}
    change = dict(parse_qsl(chips(app)[f"移除条件:区县 {names[first.code[:6]]}"]))
    assert change == {"county": other.code[:6], "township": other.code}
    app.test.multiselect(key="filter_county").set_value([other.code[:6]]).run()
    assert app.query["township"] == [other.code]


def test_kinds_are_counted_with_the_other_filters(app, catalog):
    app.open(plan=PLAN, sector="water", kind="reservoir")
    facets = catalog.facets(Query(plans=(PLAN,), sectors=("water",), kinds=("reservoir",)))
    shown = {label: int(number) for label, number in options(app, "kind").items()}
    assert shown == numbers(facets.kinds)
    assert len(shown) > 1
    assert f"<b>{facets.projects}</b>" in app.page_html


def test_townships_stand_under_the_chosen_counties(app, catalog):
    everything = catalog.facets(Query(plans=(PLAN,)))
    county = next(facet.code[:6] for facet in everything.townships if facet.projects)
    app.open(plan=PLAN)
    names = {facet.code: short_name(facet.label) for facet in everything.counties}
    several = [option.split(" ")[0] for option in app.test.multiselect(key="filter_township").options]
    assert set(several) <= set(names.values())
    assert several == sorted(several, key=list(names.values()).index)
    app.test.multiselect(key="filter_county").set_value([county]).run()
    inside = catalog.facets(Query(plans=(PLAN,), counties=(county,))).townships
    in_it = {facet.label for facet in inside if (facet.projects or facet.tasks) and facet.code.startswith(county)}
    assert set(options(app, "township")) == in_it


def test_a_unit_goes_to_the_address_and_narrows_the_tasks(app, catalog):
    app.open(TASKS, plan="qionghai")
    unit = catalog.facets(Query(plans=("qionghai",))).units[0]
    assert options(app, "unit")[unit.label] == f"{unit.tasks} 项任务"
    app.test.multiselect(key="filter_unit").set_value([unit.code]).run()
    assert app.query["unit"] == [unit.code]
    tasks = catalog.tasks(Query(plans=("qionghai",), units=(unit.code,)))
    assert app.body.count('class="task-row') == len(tasks) == unit.tasks


def test_a_plan_without_units_says_so(app):
    app.open(plan=PLAN)
    box = app.test.multiselect(key="filter_unit")
    assert box.disabled
    assert box.proto.placeholder == "原文未列明单位"


def test_another_plan_drops_township_and_unit_and_keeps_the_kind(app, catalog):
    facets = catalog.facets(Query(plans=("qionghai",)))
    app.open(plan="qionghai", township=facets.townships[0].code, unit=facets.units[0].code, kind="road")
    app.test.selectbox(key="filter_plan").set_value(PLAN).run()
    assert app.query == {"plan": [PLAN], "kind": ["road"]}


def test_pinyin_finds_the_project_and_its_task(app, catalog):
    (project,) = [item for item in catalog.projects() if item.name == "茶园水库"]
    for text in ("cysk", "chayuan", "ＣＹＳＫ"):
        app.open(TASKS, plan="all", q=text)
        assert project in catalog.projects(Query(text=text))
        assert catalog.task(project.task_id).title in app.text


def test_a_search_is_shown_as_text(app):
    hostile = "<img src=x>{{7*7}}"
    app.open(plan="all", q=hostile)
    assert f"“{hostile}”" in app.text
    assert "<img" not in app.body


def test_clean_view_names_the_folded_filters(app, catalog):
    unit = catalog.facets(Query(plans=("qionghai",))).units[0]
    app.open(plan="qionghai", kind="road", unit=unit.code, view="clean")
    assert f"筛选 项目类型:{terms()['kind']['road'].zh} · 单位:{unit.label}</p>" in app.page_html
