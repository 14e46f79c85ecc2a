"""The ledger without a browser: rows, order, pages, details, files and the empty case."""

import pytest

from loaders.catalog import Query
from pages.components import project_table

PAGE = "pages/projects.py"
ORDERS = [f"{sign}{sort}" for sort, _ in project_table.COLUMNS for sign in ("", "-")]


def names_in_order(app):
    return [piece.split("</a>")[0].split(">")[-1] for piece in app.body.split('class="title"')[1:]]


@pytest.fixture
def one_page(monkeypatch):
    monkeypatch.setattr(project_table, "PAGE_SIZE", 1000)


def test_page_is_in_the_navigation(app):
    app.open(plan="all")
    assert "项目台账" in [link.proto.label for link in app.test.get("page_link")]


def test_every_project_is_one_row(app, catalog, one_page):
    app.open(PAGE, plan="all")
    rows = catalog.project_rows()
    assert not app.test.exception
    assert names_in_order(app) == [row.lead.name for row in rows]
    assert f"共 {len(rows)} 个项目" in app.text


def test_filters_are_those_of_the_map(app, catalog, one_page):
    app.open(plan="chongqing", sector="water").switch(PAGE)
    rows = catalog.project_rows(Query(plans=("chongqing",), sectors=("water",)))
    assert names_in_order(app) == [row.lead.name for row in rows]
    assert app.pills("sector").value == ["water"]


@pytest.mark.parametrize("sort", ORDERS)
def test_every_column_sorts_both_ways(app, catalog, one_page, sort):
    app.open(PAGE, plan="all", sort=sort)
    assert not app.test.exception
    assert sorted(names_in_order(app)) == sorted(row.lead.name for row in catalog.project_rows())
    assert f'aria-sort="{"descending" if sort.startswith("-") else "ascending"}"' in app.body


def test_sorting_by_tasks_and_by_precision(app, catalog, one_page):
    rows = {row.lead.name: row for row in catalog.project_rows()}
    app.open(PAGE, plan="all", sort="-tasks")
    counts = [len(rows[name].task_ids) for name in names_in_order(app)]
    assert counts == sorted(counts, reverse=True)
    app.test.query_params["sort"] = "-precision"
    app.test.run()
    assert rows[names_in_order(app)[0]].lead.precision == "unresolved"


def test_ledger_has_pages_and_opens_the_one_of_the_row(app, catalog, monkeypatch):
    monkeypatch.setattr(project_table, "PAGE_SIZE", 10)
    rows = catalog.project_rows()
    app.open(PAGE, plan="all", page="2")
    assert names_in_order(app) == [row.lead.name for row in rows[10:20]]
    del app.test.query_params["page"]
    app.test.query_params["mention"] = rows[25].lead.mention_id
    app.test.run()
    assert names_in_order(app) == [row.lead.name for row in rows[20:30]]
    assert "is-open" in app.body


@pytest.mark.parametrize("precision", ["township", "route", "county", "unresolved"])
def test_an_open_row_shows_its_words_its_reason_and_the_way_to_the_map(app, catalog, precision):
    row = catalog.project_rows(Query(precisions=(precision,)))[0]
    app.open(PAGE, plan="all", precision=precision, mention=row.lead.mention_id)
    assert not app.test.exception
    assert catalog.excerpt(row.lead.mention_id) in app.text
    assert row.lead.reason in app.text or (row.lead.evidence or "") in app.text
    assert catalog.task(row.lead.task_id).title in app.text
    assert f'data-open="{row.lead.mention_id} {row.lead.task_id}"' in app.body


def test_a_project_outside_of_tasks_has_no_way_to_the_panel(catalog):
    feature = catalog.projects()[0]
    assert "data-open" in project_table._open_button(feature, feature.task_id)
    assert project_table._open_button(feature, None) == ""


def test_the_way_to_the_map_names_place_and_task(catalog):
    feature = next(item for item in catalog.projects() if item.place_id)
    address = project_table.address(catalog, f"{feature.mention_id} {feature.task_id}")
    assert address == {"plan": feature.plan_id, "task": feature.task_id, "place": feature.place_id}
    assert project_table.address(catalog, "no such thing") is None


def test_files_are_offered_for_what_is_listed(app):
    app.open(PAGE, plan="all")
    labels = [button.proto.label for button in app.test.get("download_button")]
    assert labels == ["表格 XLSX", "表格 CSV", "图层 GeoPackage", "图层 GeoJSON", "图层 KML"]
    assert not any(button.proto.disabled for button in app.test.get("download_button"))


def test_nothing_found_says_what_to_do(app):
    app.open(PAGE, plan="all", q="没有这样的地方")
    assert "没有符合条件的项目" in app.text
    assert "清除筛选" in app.text
    assert all(button.proto.disabled for button in app.test.get("download_button"))
