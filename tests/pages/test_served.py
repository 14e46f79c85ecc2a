"""Pages on a served catalog: they show what they show on the one in memory, and say in a sentence what is too much."""

import re
import subprocess
import sys

import pytest

from loaders import opening
from loaders.asking import Limits
from loaders.serving import joined
from loaders.serving.catalog import ServedCatalog
from pages.components import filters, import_library, project_table, task_table
from tests.pages.conftest import ROOT

ADDRESSES = [
    {},
    {"plan": "all"},
    {"plan": "all", "sector": "water", "q": "水库"},
    {"plan": "chongqing", "task": "chongqing#13"},
    {"plan": "all", "area": "500114"},
    {"plan": "all", "place": "chongqing@87"},
    {"plan": "qionghai", "view": "clean"},
]


@pytest.fixture
def served_app(app, monkeypatch):
    monkeypatch.setattr(opening, "MOST_IN_MEMORY", 0)
    return app


def uncorrected(html: str) -> str:
    """The HTML without the line on corrections, which a served catalog does not know."""
    return re.sub(r'<p class="correct-status">.*?</p>', "", html)


@pytest.mark.parametrize("address", ADDRESSES, ids=str)
def test_map_page_is_the_same(address, app_of_build, app, monkeypatch):
    app.open(**address)
    assert not app.test.exception
    expected = app.text, uncorrected(app.page_html), app.query
    monkeypatch.setattr(opening, "MOST_IN_MEMORY", 0)
    other = app_of_build(opening.storage.BUILD_DIRECTORY).open(**address)
    assert not other.test.exception
    assert (other.text, uncorrected(other.page_html), other.query) == expected


PAGES = ("county", "tasks", "projects", "compare", "quality", "briefing", "progress", "plans")


@pytest.mark.parametrize("page", PAGES)
def test_other_pages_open_where_lists_are_short(page, served_app):
    served_app.open(f"pages/{page}.py", plan="all")
    assert not served_app.test.exception


LOW = Limits(listed=6, joined=5, filed=20)


@pytest.fixture
def crowded_app(served_app, monkeypatch):
    """An app that may hold only a few projects at once."""
    monkeypatch.setattr(ServedCatalog, "limits", LOW)
    monkeypatch.setattr(joined, "MOST_MENTIONS", 10)
    return served_app


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_pages_say_in_a_sentence_what_is_too_much(page, lang, crowded_app):
    crowded_app.open(f"pages/{page}.py", plan="all", lang=lang)
    assert not crowded_app.test.exception
    assert not crowded_app.test.error
    said = {"zh": "一次最多看", "en": "at most"}[lang]
    assert (said in crowded_app.text) == (page not in ("county", "tasks", "projects", "plans"))


TABLES = [("tasks", "task_table", task_table), ("projects", "project_table", project_table)]


@pytest.mark.parametrize(("page", "key", "table"), TABLES, ids=["tasks", "projects"])
def test_a_long_list_is_the_same_page_by_page(page, key, table, crowded_app, catalog, monkeypatch):
    monkeypatch.setattr(table, "PAGE_SIZE", 7)
    facets = catalog.facets()
    total = facets.tasks if page == "tasks" else facets.projects
    crowded_app.open(f"pages/{page}.py", plan="all", page="2")
    assert f"8–14 / {total}" in crowded_app.text
    found = catalog.tasks() if page == "tasks" else catalog.projects()
    names = [one.title if page == "tasks" else one.name for one in found]
    assert all(name in crowded_app.text for name in names[7:14])
    assert 'class="no-order"' in crowded_app.body


def test_a_long_ledger_is_sorted_by_the_database(crowded_app, catalog, monkeypatch):
    monkeypatch.setattr(project_table, "PAGE_SIZE", 4)
    crowded_app.open("pages/projects.py", plan="all", sort="-name")
    first = sorted((item.name for item in catalog.projects()), reverse=True)[:4]
    assert [name for name in first if name in crowded_app.text] == first
    assert 'aria-sort="descending"' in crowded_app.body


@pytest.mark.parametrize(("page", "name"), [("tasks", "task"), ("projects", "mention")])
def test_the_page_with_the_open_row_shows_by_itself(page, name, crowded_app, catalog, monkeypatch):
    monkeypatch.setattr(task_table, "PAGE_SIZE", 4)
    monkeypatch.setattr(project_table, "PAGE_SIZE", 4)
    own = catalog.tasks()[9].task_id if page == "tasks" else catalog.projects()[9].mention_id
    crowded_app.open(f"pages/{page}.py", plan="all", **{name: own})
    assert "9–12 / " in crowded_app.text
    assert "is-open" in crowded_app.body


def test_ticked_projects_of_other_pages_are_counted(crowded_app, catalog, monkeypatch):
    monkeypatch.setattr(project_table, "PAGE_SIZE", 4)
    ids = [item.mention_id for item in catalog.projects()]
    crowded_app.open("pages/projects.py", plan="all", place=[ids[0], ids[9]], page="1")
    assert "已选 2 个" in crowded_app.text


def test_a_narrowed_ledger_is_whole_again(crowded_app, catalog):
    mention = catalog.projects()[0]
    crowded_app.open("pages/projects.py", plan="all", q=mention.name)
    assert mention.name in crowded_app.text
    assert 'class="no-order"' not in crowded_app.body


def test_a_crowded_county_says_so_in_the_panel_and_lets_another_be_chosen(crowded_app, catalog, monkeypatch):
    monkeypatch.setattr(ServedCatalog, "limits", Limits(listed=1, joined=1, filed=1))
    county = max(catalog.facets().counties, key=lambda one: one.projects)
    crowded_app.open(plan="all", area=county.code)
    assert not crowded_app.test.exception
    assert "一次最多看 1 个" in crowded_app.text
    crowded_app.switch("pages/county.py")
    assert any(box.key.startswith("filter_profile") for box in crowded_app.test.selectbox)


def test_the_county_that_opens_by_itself_is_one_that_can_be_shown(crowded_app, catalog, monkeypatch):
    first, *others = sorted(catalog.facets().counties, key=lambda one: -one.projects)
    most = first.projects - 1
    monkeypatch.setattr(ServedCatalog, "limits", Limits(listed=most, joined=most, filed=most))
    crowded_app.open("pages/county.py", plan="all")
    shown = next(one for one in others if one.projects <= most)
    assert crowded_app.test.selectbox(key="filter_profile").value == shown.code
    assert f"项目最多({first.projects} 个)" in crowded_app.text
    assert "county" not in crowded_app.query


def test_the_library_of_plans_stands_on_pages(served_app, catalog, monkeypatch):
    monkeypatch.setattr(import_library, "PAGE_SIZE", 1)
    plans = catalog.plans()
    served_app.open("pages/plans.py", page="2")
    assert f"2–2 / {len(plans)}" in served_app.text
    assert [plan.label in served_app.text for plan in plans[:2]] == [False, True]


def test_very_many_plans_are_found_by_words(served_app, catalog, monkeypatch):
    monkeypatch.setattr(filters, "MOST_PLANS", 1)
    first, second = catalog.plans()
    served_app.open(plan=first.plan_id)
    assert served_app.test.selectbox(key="filter_plan").value == first.plan_id
    assert len(served_app.test.selectbox(key="filter_plan").options) == 2  # all of them, the one that is open
    served_app.test.text_input(key="plan_search").set_value(second.label).run()
    assert served_app.test.selectbox(key="filter_plan").options[2:] == [second.label]
    served_app.test.selectbox(key="filter_plan").set_value(second.plan_id).run()
    assert served_app.query["plan"] == [second.plan_id]


def test_a_plan_can_be_chosen_where_mentions_are_too_many(crowded_app):
    crowded_app.open("pages/quality.py", plan="all")
    assert any(box.key.startswith("filter_plan") for box in crowded_app.test.sidebar.selectbox)


def test_nothing_counts_as_leaked_at_the_end():
    """The pages freeze what they have loaded; thawed at the end, DuckDB's objects go like all others."""
    script = "import duckdb, gc; from pages.components import catalog; c = duckdb.connect(); gc.freeze()"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "leaked" not in done.stderr
