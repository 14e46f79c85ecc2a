"""The data-quality page in the browser: order, details, files and the way to the map."""

import csv
import io
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect

ENGLISH = ["Sort", "Search", "Download", "Fullscreen", "Choose", "No results", "Press Enter"]


def test_a_planner_sorts_reads_takes_along_and_goes_to_the_map(visitor, server, catalog):
    rows = catalog.quality()
    page = visitor.open(f"{server.url}/quality?plan=all")
    expect(page.locator(".task-row")).to_have_count(len(rows))
    page.get_by_role("link", name="候选").click()
    expect(page.locator("th[aria-sort=descending]")).to_have_text("候选")
    page.get_by_role("link", name="识别把握").click()
    doubtful = min(rows, key=lambda row: row.confidence)
    expect(page.locator(".task-row .title").first).to_have_text(doubtful.name)
    visitor.settle()
    visitor.picture("quality")
    page.locator(".task-row").first.click()
    expect(page.locator(".details .clause")).to_have_text(doubtful.quote)
    visitor.settle()
    visitor.picture("quality_details")
    text = page.locator("body").inner_text()
    assert not [word for word in ENGLISH if word in text]
    with page.expect_download() as waiting:
        page.get_by_role("button", name="导出 CSV").click()
    table = list(csv.reader(io.StringIO(waiting.value.path().read_text(encoding="utf-8-sig"))))
    assert len(table) == len(rows) + 1
    page.get_by_role("button", name="在任务地图中打开").click()
    assert visitor.map.stamp
    assert parse_qs(urlsplit(page.url).query)["task"] == [doubtful.task_id]


def test_nothing_is_cut_off_in_a_small_window(visitor, server, catalog):
    visitor.page.set_viewport_size({"width": 1280, "height": 720})
    page = visitor.open(f"{server.url}/quality?plan=all&mention={catalog.quality()[0].mention_id}")
    expect(page.locator(".details")).to_be_visible()
    visitor.settle()
    visitor.picture("quality_small")
    gate, export = page.locator(".gate").bounding_box(), page.locator(".st-key-export_xlsx").bounding_box()
    assert gate["x"] + gate["width"] < export["x"]
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    table = page.locator(".quality-table")
    assert table.evaluate("node => node.scrollWidth <= node.parentElement.clientWidth")
