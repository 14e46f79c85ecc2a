"""The ledger without a browser: rows, order, pages, details, files and the empty case."""

import re
from html import escape, unescape
from urllib.parse import parse_qs

import pytest

from loaders.catalog import Query
from pages.components import project_table, ticks

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


def place_of(app, name):
    """What a click on the box of a project would leave in the address."""
    found = re.search(rf'aria-label="选择 {re.escape(escape(name))}" data-go="([^"]*)"', app.body)
    return parse_qs(unescape(found[1])).get("place", [])


def test_rows_are_ticked_and_shown_on_the_map_together(app, catalog, one_page):
    rows = catalog.project_rows()
    chosen = [rows[3], rows[8], catalog.project_rows(Query(precisions=("unresolved",)))[0]]
    app.open(PAGE, plan="all", task=rows[0].lead.task_id, place=rows[0].lead.place_id)
    assert "在地图上显示" not in app.text
    for number, row in enumerate(chosen, start=1):
        app.test.query_params["place"] = place_of(app, row.lead.name)
        app.test.query_params.pop("task", None)
        app.test.run()
        assert app.body.count('aria-checked="true"') == number
        assert f"在地图上显示 {number} 个" in app.text
    assert "其中 1 个未定位,地图上没有符号" in app.text
    ids = [row.lead.mention_id for row in chosen]
    assert place_of(app, chosen[1].lead.name) == [ids[0], ids[2]]
    app.switch("pages/task_map.py")
    assert app.query["place"] == ids
    assert "选中的 3 个项目" in app.text
    assert "1 个未定位,地图上没有符号" in app.text
    assert all(row.lead.name in app.text for row in chosen)


def test_what_the_filters_hide_is_neither_counted_nor_shown(app, catalog):
    rows = catalog.project_rows()
    water, other = (next(row for row in rows if (row.lead.sector == "water") is wanted) for wanted in (True, False))
    places = [row.lead.mention_id for row in (water, other)]
    app.open(PAGE, plan="all", sector="water", place=places)
    assert "在地图上显示 1 个" in app.text
    app.switch("pages/task_map.py")
    assert "1 个不在当前筛选内,地图上没有显示" in app.text


def test_an_address_takes_no_more_than_so_many_ticks(app, catalog, monkeypatch, one_page):
    monkeypatch.setattr(ticks, "MOST", 2)
    rows = catalog.project_rows()
    app.open(PAGE, plan="all", place=[row.lead.mention_id for row in rows[:2]])
    assert app.body.count('aria-disabled="true" title="最多选择 2 个项目"') == len(rows) - 2
