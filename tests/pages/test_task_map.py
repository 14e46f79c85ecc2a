import pytest

from loaders.catalog import Query

PLAN = "chongqing"


def test_bare_address_opens_the_first_plan_and_says_so(app, catalog):
    app.open()
    assert app.query == {"plan": [catalog.plans()[0].plan_id]}


def test_all_plans_give_every_task_an_entry(app, catalog):
    app.open(plan="all")
    assert not app.test.exception
    for task in catalog.tasks():
        assert task.title in app.text


def test_key_figures_are_those_of_the_catalog(app, catalog):
    app.open(plan=PLAN)
    facets, everything = catalog.facets(Query(plans=(PLAN,))), catalog.facets()
    assert f"<b>{facets.tasks}</b><small> / {everything.tasks}</small>" in app.page_html
    assert f"<b>{facets.projects}</b><small> / {everything.projects}</small>" in app.page_html
    parts = catalog.composition(Query(plans=(PLAN,)))
    for number in (parts.township, parts.route, parts.county, parts.unresolved):
        assert f'<b title="{number}">{number}</b></span>' in app.page_html


def test_sector_filter_goes_to_the_address_and_the_counts_follow(app, catalog):
    app.open(plan=PLAN)
    app.pills("sector").set_value(["water"]).run()
    assert app.query == {"plan": [PLAN], "sector": ["water"]}
    facets = catalog.facets(Query(plans=(PLAN,), sectors=("water",)))
    assert f"<b>{facets.projects}</b>" in app.page_html
    for position, stage in enumerate(facets.stages, start=1):
        assert (
            f"filter_stage button:nth-of-type({position}) p::after {{ content: '{stage.projects}' }}" in app.page_html
        )


def test_another_plan_drops_what_was_chosen_within_the_old_one(app, catalog):
    county = next(facet for facet in catalog.facets(Query(plans=(PLAN,))).counties if facet.projects)
    app.open(plan=PLAN, county=county.code, task=f"{PLAN}#12", sector="transport")
    app.test.selectbox(key="filter_plan").set_value("qionghai").run()
    assert app.query == {"plan": ["qionghai"], "sector": ["transport"]}


def test_unticking_a_precision_excludes_it_and_ticking_all_lifts_the_filter(app):
    app.open(plan="all")
    everything = app.pills("precision").value
    app.pills("precision").set_value(everything[:-1]).run()
    assert app.query == {"plan": ["all"], "precision": everything[:-1]}
    app.pills("precision").set_value(everything).run()
    assert app.query == {"plan": ["all"]}


def test_clear_takes_every_filter_but_the_plan_out(app):
    app.open(plan=PLAN, sector="water", q="水库", stage="谋划")
    app.test.button(key="clear_filters").click().run()
    assert app.query == {"plan": [PLAN]}


def test_deep_link_restores_filters_and_selection(app, catalog):
    task = catalog.task(f"{PLAN}#12")
    project = catalog.features_of(task.task_id)[1]
    app.open(plan=PLAN, sector=["transport", "water"], task=task.task_id, place=project.place_id)
    assert app.pills("sector").value == ["transport", "water"]
    assert task.title in app.text
    assert catalog.clause(task.task_id) in app.text
    assert f'<h2 class="name">{project.name}</h2>' in app.body
    assert "<mark" in app.body


def test_county_of_a_link_stays_in_sight_under_another_plan(app, catalog):
    elsewhere = next(facet for facet in catalog.facets(Query(plans=(PLAN,))).counties if facet.projects)
    app.open(plan="qionghai", county=elsewhere.code)
    assert not app.test.exception
    assert app.test.multiselect(key="filter_county").value == [elsewhere.code]
    assert "没有符合条件的任务" in app.text


def test_unknown_filter_values_of_an_old_link_are_dropped(app, catalog):
    app.open(plan="no-such-plan", sector=["water", "no-such-sector"], county="999999", stage="?", page="-1")
    assert not app.test.exception
    assert app.pills("sector").value == ["water"]
    assert f"<b>{catalog.facets(Query(sectors=('water',))).projects}</b>" in app.page_html


@pytest.mark.parametrize("asked", [{"task": "gone#1"}, {"place": "gone"}, {"area": "gone"}])
def test_unknown_selection_is_said_in_one_sentence(app, asked):
    app.open(**asked)
    assert not app.test.exception
    assert "没有找到链接所指的内容(gone" in app.text


def test_area_lists_the_projects_and_tasks_of_its_mark(app, catalog):
    areas = next(layer for layer in catalog.layers() if layer.name == "areas")
    mark = max(areas.features, key=lambda mark: len(mark.projects))
    app.open(area=mark.code)
    assert mark.name in app.text
    for project in mark.projects:
        assert project.name in app.text
    for task_id in mark.task_ids:
        assert catalog.task(task_id).title in app.text


def test_nothing_found_is_said_with_what_to_do(app):
    app.open(q="没有这样的地方")
    assert not app.test.exception
    assert "没有符合条件的任务" in app.text
    assert "清除筛选" in app.text


def test_clean_view_has_no_controls_but_says_what_is_filtered(app, catalog):
    app.open(plan=PLAN, sector="water", view="clean")
    assert not app.test.sidebar.get("button_group")
    assert not app.test.get("page_link")
    assert not app.body
    assert f'<h1 class="clean-title">{catalog.plan(PLAN).label} · 水利</h1>' in app.page_html


def test_plan_without_a_title_says_what_it_does_not_state(app):
    app.open(plan=PLAN)
    assert "原文未载标题、文号与年份" in app.page_html
