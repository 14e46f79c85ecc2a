"""A real database is killed under a planner and started again: what the planner sees, and that nothing is lost."""

import re
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from loaders.catalog import Catalog, Query
from loaders.store import Editor, Store
from tests import postgres
from tests.browser.serving import ROOT, running

WAITING = re.compile("数据库暂时连不上,正在重试")


@pytest.fixture
def mortal():
    with postgres.mortal() as cluster:
        yield cluster


@pytest.fixture
def published(mortal, build_directory):
    """The address of a database in the mortal cluster that serves the build."""
    url = postgres.new_database(mortal.url, "catalog", extensions=postgres.SERVING)
    command = [sys.executable, "-m", "loaders", "publish", "--to", url, "--quiet", "--build", str(build_directory)]
    subprocess.run(command, cwd=ROOT, check=True)
    return url


def test_a_page_waits_for_the_published_catalog_and_comes_back(mortal, published, visitor):
    with running(ROOT / "app.py", PLAN_ATLAS_CATALOG=published) as server:
        page = visitor.open(f"{server.url}/?plan=all")
        visitor.settle()
        total = visitor.map.pill()["total"]
        words = page.get_by_test_id("stSidebar").get_by_role("textbox").first
        mortal.kill()
        words.fill("水库")
        words.press("Enter")
        alert = page.locator(".away")
        expect(alert).to_contain_text(WAITING)
        expect(page.locator(".st-key-navigation")).to_be_visible()
        expect(page.locator(".failed")).to_have_count(0)
        visitor.picture("catalog-away")
        stamp = visitor.map.stamp
        mortal.start()
        expect(alert).to_have_count(0)
        visitor.map.changes(stamp)
        assert 0 < visitor.map.pill()["total"] < total
        assert "q=" in page.url
        expect(words).to_have_value("水库")


def test_an_app_that_starts_while_the_catalog_is_away_waits_for_it(mortal, published, visitor):
    mortal.kill()
    with running(ROOT / "app.py", PLAN_ATLAS_CATALOG=published) as server:
        page = visitor.open(f"{server.url}/tasks?lang=en")
        expect(page.locator(".away")).to_contain_text("out of reach for the moment")
        visitor.picture("catalog-away-at-start-english")
        mortal.start()
        expect(page.locator(".task-table").first).to_be_visible()
        expect(page.locator(".away")).to_have_count(0)
        assert "/tasks" in page.url


def test_a_rejected_project_stays_away_while_the_store_is(mortal, build_directory, visitor):
    url = postgres.new_database(mortal.url, "store")
    catalog = Catalog.open(build_directory)
    everything = len(catalog.projects(Query()))
    with Store.open(url) as store:
        Editor(store, catalog.overlay, who="甲").reject(catalog.projects(Query())[0].mention_ids)
    environment = {"PLAN_ATLAS_DATABASE": url, "PLAN_ATLAS_BUILD": str(build_directory)}
    with running(ROOT / "app.py", **environment) as server:
        page = visitor.open(f"{server.url}/?plan=all")
        visitor.settle()
        assert visitor.map.pill()["total"] < everything
        mortal.kill()
        page.reload()
        notice = page.locator(".store-away")
        expect(notice).to_contain_text(re.compile(r"显示的是 \d\d:\d\d 读到的更正"))
        visitor.settle()
        assert visitor.map.pill()["total"] < everything
        visitor.picture("store-away")
        page.goto(f"{server.url}/quality?lang=en")
        expect(notice).to_contain_text(re.compile(r"corrections read at \d\d:\d\d"))
        visitor.picture("store-away-quality-english")
        page.goto(f"{server.url}/plans")  # that lists what lies in the store
        expect(page.locator(".away")).to_contain_text(WAITING)
        mortal.start()
        expect(page.locator(".away")).to_have_count(0)
        expect(notice).to_have_count(0)
        expect(page.locator(".failed")).to_have_count(0)
