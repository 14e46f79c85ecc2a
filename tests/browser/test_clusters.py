"""More projects than a map can show: clusters whose counts add up, and a server that is asked only when it must be."""

import json
import re
from collections import Counter
from datetime import date
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from loaders.catalog import Catalog
from loaders.store import ProgressEntry, Store, Work, add_progress, progress_records
from tests.benchmarks import synthetic
from tests.browser.serving import ROOT, running

FEATURES = 1_000
MOST_MARKS = 500
INSIDE = """() => {
    const view = map.getBounds();
    const seen = [...map.planAtlas.items.values()].filter(({ item }) => item.cluster && view.contains(item.latlng));
    return seen.reduce((sum, { item }) => sum + item.cluster.projects, 0);
}"""
SHARES = """() => {
    const own = [...map.planAtlas.items.values()].map(({ item }) => item.cluster).filter(Boolean);
    return own.map(({ projects, sectors }) => [projects, sectors]);
}"""


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    build = tmp_path_factory.mktemp("many") / "build"
    synthetic.make_build(build, features=FEATURES)
    store = build.with_name("store")
    given = synthetic.environment(build) | {"PLAN_ATLAS_STORE": str(store), "PLAN_ATLAS_LOG": "json"}
    with running(ROOT / "app.py", **given, PLAN_ATLAS_LOG_LEVEL="info") as server:
        server.catalog = Catalog.open(build)
        server.store = store
        yield server


@pytest.fixture
def crowded(visitor, many):
    visitor.open(f"{many.url}/?plan=all")
    return visitor


def said(server):
    """How often the server ran the page, and how often the map alone."""
    server.log.seek(0)
    lines = [json.loads(line) for line in server.log.read().decode().splitlines() if line.startswith("{")]
    return Counter(line["event"].removeprefix("slow_") for line in lines if line["event"].endswith(("run", "part")))


def check_counts(visitor, total):
    counts = visitor.map.pill()
    assert counts["total"] == total
    assert counts["inside"] + counts["outside"] + counts["unplaced"] == total
    assert counts["outside"] >= 0
    assert visitor.map.frame.evaluate(INSIDE) <= counts["inside"]
    marks = visitor.map.frame.locator(".item.leaflet-interactive:not([class*=item-label]), .route-hit")
    assert marks.count() <= MOST_MARKS


def test_the_first_view_counts_every_project(crowded):
    assert crowded.map.frame.locator(".item-cluster").count() > 10
    check_counts(crowded, FEATURES)
    assert crowded.map.pill()["outside"] < FEATURES * 0.05
    crowded.settle()
    stamp = crowded.map.stamp
    crowded.page.wait_for_timeout(700)
    assert crowded.map.stamp == stamp  # the first answer fits the view: nothing is asked for a second time
    crowded.picture("clusters")


def test_a_filter_keeps_the_view_and_the_sum(crowded):
    crowded.settle()
    before, stamp = crowded.map.view(), crowded.map.stamp
    crowded.page.locator(".st-key-filter_sector button").first.click()
    crowded.map.changes(stamp)
    expect(crowded.page.locator(".kpi .figure").nth(1)).not_to_contain_text(f"{FEATURES} /")
    assert crowded.map.view() == before
    check_counts(crowded, crowded.map.pill()["total"])
    assert crowded.map.pill()["total"] < FEATURES


def test_a_click_on_a_cluster_takes_it_apart(crowded):
    crowded.settle()
    zoom, stamp = crowded.map.view()[0], crowded.map.stamp
    cluster = crowded.map.frame.locator(".item-cluster")
    cluster.nth(cluster.count() // 2).press("Enter")
    crowded.map.changes(stamp)
    assert crowded.map.view()[0] > zoom
    check_counts(crowded, FEATURES)
    assert crowded.map.pill()["outside"] > 0
    crowded.settle()
    crowded.picture("clusters_apart")


def test_a_small_move_asks_nobody_and_a_far_one_brings_what_is_there(crowded):
    crowded.settle()
    stamp = crowded.map.stamp
    crowded.map.frame.evaluate("() => { map.setZoom(9, { animate: false }); }")
    crowded.map.changes(stamp)
    crowded.settle()
    stamp = crowded.map.stamp
    crowded.map.frame.evaluate("() => { map.panBy([60, 40], { animate: false }); }")
    crowded.page.wait_for_timeout(700)
    assert crowded.map.stamp == stamp
    check_counts(crowded, FEATURES)
    crowded.map.frame.evaluate("() => { map.panBy([-1500, 0], { animate: false }); }")
    crowded.map.changes(stamp)
    check_counts(crowded, FEATURES)


def test_a_selected_project_is_drawn_by_itself(visitor, many):
    point = next(item for item in many.catalog.projects() if item.precision == "township")
    address = {"plan": "all", "task": point.task_id, "place": point.place_id}
    visitor.open(f"{many.url}/?{urlencode(address)}")
    expect(visitor.map.frame.locator(".item-mark.chosen")).to_have_count(1)
    check_counts(visitor, FEATURES)


def test_rings_show_what_is_known_of_their_projects_and_say_so(visitor, many):
    named = [item for item in many.catalog.projects() if item.adcode][:60]
    with Store.open(f"sqlite:///{many.store}/plan_atlas.db") as store:
        for place, item in enumerate(named):
            status = "completed" if place % 3 else "under_construction"
            entry = ProgressEntry(item.name, item.adcode, status, "2024-03", "开工", "区政府网站", official=True)
            add_progress(store, entry, who="tester")
        known = Work(many.catalog, progress_records(store), date.today()).known
    visitor.open(f"{many.url}/?plan=all&colour=status")
    shares = visitor.map.frame.evaluate(SHARES)
    assert all(sum(number for _, number in own) == projects for projects, own in shares)
    assert {code for _, own in shares for code, _ in own} == {"status-unknown", "status-building", "status-done"}
    told = sum(number for _, own in shares for code, number in own if code != "status-unknown")
    assert 0 < told <= len(known)
    legend = visitor.map.frame.locator(".legend")
    expect(legend).to_contain_text("已建成、已认定")
    expect(legend).not_to_contain_text("领域(胶囊")
    ring = visitor.map.frame.locator(".item-cluster", has=visitor.map.frame.locator("circle").nth(2)).first
    expect(ring).to_have_attribute("aria-label", re.compile(r"个 · 未知\(无记录\) \d+ · 已"))
    ring.hover()
    expect(visitor.map.frame.locator(".tip")).to_contain_text("未知(无记录)")
    visitor.picture("clusters_by_status")


def test_a_move_draws_the_map_alone_and_a_click_the_page(visitor, many):
    page = visitor.open(f"{many.url}/?plan=all&lang=en")
    visitor.settle()
    before = said(many)
    page.locator(".kpi").evaluate("node => { node.dataset.kept = 'yes'; }")
    stamp = visitor.map.stamp
    visitor.map.frame.evaluate("() => { map.setZoom(9, { animate: false }); }")
    visitor.map.changes(stamp)
    visitor.settle()
    assert said(many) == {"run": before["run"], "part": before.get("part", 0) + 1}
    check_counts(visitor, FEATURES)
    expect(visitor.map.frame.locator(".pill")).to_contain_text("project")
    expect(visitor.map.frame.locator("html")).to_have_attribute("lang", "en")
    assert "projects" in visitor.map.frame.locator(".item-cluster").first.get_attribute("aria-label")
    expect(page.locator(".kpi[data-kept=yes]")).to_have_count(1)
    view, stamp = visitor.map.view(), visitor.map.stamp
    page.locator(".st-key-filter_sector button").first.click()
    visitor.map.changes(stamp)
    visitor.settle()
    assert visitor.map.view() == view
    runs = said(many)
    stamp = visitor.map.stamp
    visitor.map.frame.locator(".item-mark").first.press("Enter")
    visitor.map.changes(stamp)
    expect(page).to_have_url(re.compile("task=|place="))
    visitor.settle()
    expect(visitor.map.frame.locator(".item-mark.chosen").first).to_be_visible()
    assert said(many)["run"] == runs["run"] + 1
