"""The two languages in a browser: the switch, the map, and no page with words of the other language."""

import itertools
import re

import pytest
from playwright.sync_api import expect

PAGES = ("", "county", "tasks", "projects", "compare", "quality", "progress", "briefing", "plans")
# Texts with Chinese that are not said to be Chinese; the choices of lists cannot be marked up.
UNMARKED = """(lists) => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!/[\\u4e00-\\u9fff]/.test(walker.currentNode.data)) continue;
    if (node.closest('style, script, noscript, [lang|="zh"], ' + lists)) continue;
    if (node.getClientRects().length) found.push(walker.currentNode.data);
  }
  return found;
}"""
LISTS = ", ".join(
    f".st-key-filter_{name}" for name in ("plan", "a", "b", "county", "township", "unit", "profile", "title")
)
SHORT = (
    "[role=toolbar] button p, [role=radio] p, .kpi span, .filter-heading span, .task-table thead th a, .legend .row, "
    ".chip"
)
# Words that do not fit where they stand.
CLIPPED = """(short) => [...document.querySelectorAll(short)]
  .filter((node) => node.clientWidth && node.scrollWidth > node.clientWidth + 1)
  .map((node) => node.textContent)"""


def test_the_switch_changes_page_and_map_and_keeps_the_view(server, visitor):
    page = visitor.open(f"{server.url}/?plan=chongqing&sector=water")
    visitor.settle()
    legend = visitor.map.frame.locator(".legend")
    expect(legend).to_contain_text("水利")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("link", name="Task map")).to_be_visible()
    expect(page).to_have_url(re.compile(r"plan=chongqing&sector=water&lang=en$"))
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page).to_have_title("Plan Atlas")
    frames = page.locator("iframe[title*='st_folium']")  # a frame of its own again, for a moment beside the old one
    legend = frames.first.content_frame.locator(".legend")
    expect(legend).to_contain_text("Water")
    expect(legend).not_to_contain_text("水利")
    assert page.locator(".st-key-filter_sector button[aria-pressed=true]").inner_text().strip() == "Water"

    page.get_by_role("link", name="Tasks").click()
    expect(page.locator(".tasks-foot")).to_contain_text("click a row for its text")
    expect(page).to_have_url(re.compile(r"/tasks\?plan=chongqing&sector=water&lang=en$"))
    page.get_by_role("link", name="中文").click()
    expect(page.locator(".tasks-foot")).to_contain_text("点一行看原文")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(page).to_have_url(re.compile(r"/tasks\?plan=chongqing&sector=water$"))


def test_a_tooltip_reads_the_name(server, visitor, catalog):
    item = next(item for item in catalog.projects() if item.plan_id == "chongqing" and item.precision == "township")
    visitor.open(f"{server.url}/?plan=chongqing&lang=en&q={item.name}")
    visitor.settle()
    visitor.map.symbol(item.name).hover()
    tip = visitor.map.frame.locator(".tip")
    expect(tip.locator("b")).to_have_text(item.name)
    assert not re.search("[\u4e00-\u9fff]", tip.locator("span").first.inner_text())


def test_a_click_on_the_english_map_opens_the_panel(server, visitor, catalog):
    item = next(item for item in catalog.projects() if item.plan_id == "chongqing" and item.precision == "township")
    page = visitor.open(f"{server.url}/?plan=chongqing&lang=en&q={item.name}")
    visitor.settle()
    visitor.map.symbol(item.name).click()
    expect(page.locator(".st-key-panel h2.name")).to_contain_text(item.name)
    expect(page).to_have_url(re.compile(r"lang=en.*task="))


def test_an_open_guide_changes_its_language_with_the_page(server, visitor):
    page = visitor.open(f"{server.url}/?plan=chongqing")
    visitor.settle()
    page.get_by_role("button", name="使用说明").click()
    page.get_by_role("link", name="English").click()
    expect(page.locator(".guide")).to_contain_text("Read the map")
    expect(page.get_by_role("button", name="Theme")).to_be_visible()
    boxes = [
        page.locator(css).bounding_box() for css in (".guide-open", ".languages", "[data-testid=stMainMenuButton]")
    ]
    assert all(one["x"] + one["width"] <= next_one["x"] for one, next_one in itertools.pairwise(boxes))


@pytest.mark.parametrize("path", PAGES)
def test_an_english_page_has_no_chinese_words_of_its_own(server, visitor, path):
    page = visitor.open(f"{server.url}/{path}?plan=chongqing&lang=en")
    visitor.settle()
    expect(page.get_by_role("link", name="Data quality")).to_be_visible()
    assert page.evaluate(UNMARKED, LISTS) == []
    assert page.evaluate(CLIPPED, SHORT) == []
    if not path:
        frame = visitor.map.frame
        assert frame.evaluate(UNMARKED, ".pill em") == []
        assert frame.evaluate(CLIPPED, SHORT) == []
    visitor.picture(f"english_{path or 'map'}")
