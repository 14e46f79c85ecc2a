"""The offline map as a colleague opens it: as a file, without a network, by mouse, keyboard, phone and printer."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from loaders.briefing import MapScope, atlas, brief_file
from loaders.catalog import Catalog, Query
from tests.browser.test_accessibility import violations

DAY = date(2026, 11, 22)
PHONE = {"width": 390, "height": 844}
SIZES = [{"width": 1280, "height": 720}, {"width": 1920, "height": 1080}, PHONE]
OVERLAPPING = """() => {
  const boxes = [...document.querySelectorAll(".item .mark")].map((node) => node.getBoundingClientRect());
  return boxes.flatMap((a, i) => boxes.slice(i + 1).filter((b) =>
    Math.hypot(a.x + a.width / 2 - b.x - b.width / 2, a.y + a.height / 2 - b.y - b.height / 2) < 8)).length;
}"""


class Offline:
    """A file in a page, with what it asked for and complained of."""

    def __init__(self, page, path):
        self.page, self.path = page, path
        self.asked, self.said = [], []
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("console", lambda message: self.said.append(message.text))
        page.goto(path.as_uri())
        page.wait_for_selector("body[data-ready]")
        self.symbols = page.locator(".item [data-n]")
        self.rows = page.locator("[role=option]")
        self.detail = page.locator("#detail")

    def symbol(self, number):
        return self.page.locator(f'.item [data-n="{number}"]')

    def row(self, number):
        return self.page.locator(f'[role=option][data-number="{number}"]')

    def chip(self, group, name):
        return self.page.locator(f"#{group} .chip", has_text=name)

    @property
    def pill(self):
        return self.page.locator("#pill").inner_text()


@pytest.fixture
def opened(visitor, catalog, tmp_path):
    files = []

    def open_file(*scopes, build=catalog):
        path = tmp_path / "地图.html"
        path.write_bytes(brief_file(build, scopes, "html"))
        files.append(Offline(visitor.page, path))
        return files[-1]

    yield open_file
    for file in files:
        assert [url for url in file.asked if not url.startswith("data:")] == [file.path.as_uri()]
        assert file.said == []


def scope(*plans, **query):
    return MapScope(Query(plans=plans, **query), drawn=DAY)


@pytest.mark.parametrize("plan", ["chongqing", "qionghai"])
def test_every_placed_project_shows_once_and_the_counts_add_up(opened, visitor, catalog, plan):
    file = opened(scope(plan))
    composition = catalog.composition(Query(plans=(plan,)))
    total = len(catalog.projects(Query(plans=(plan,))))
    assert file.rows.count() == total
    numbers = file.symbols.evaluate_all("nodes => nodes.map((node) => Number(node.dataset.n))")
    assert len(numbers) == len(set(numbers)) == total - composition.unresolved
    assert file.pill.endswith(f"筛选 {total} 个")
    assert sum(map(int, re.findall(r"\d+", file.pill.split("=")[0]))) == total
    visitor.picture(f"offline_{plan}")
    for size in SIZES:
        file.page.set_viewport_size(size)
        file.page.wait_for_timeout(300)
        visitor.picture(f"offline_{plan}_{size['width']}")
        assert file.symbols.count() == total - composition.unresolved
        assert file.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert file.page.evaluate(OVERLAPPING) <= (0 if size["width"] > PHONE["width"] else 3)


def test_a_symbol_and_its_row_are_selected_together_and_tell_the_clause(opened, visitor, catalog):
    file = opened(scope("chongqing"))
    expect(file.detail).to_be_hidden()
    name = file.row(8).locator(".name").inner_text()
    file.symbol(8).hover()
    expect(file.page.locator("#tip")).to_contain_text(name)
    file.symbol(8).click()
    expect(file.detail.locator("h2")).to_have_text(name)
    expect(file.detail.locator(".clause mark").first).to_be_visible()
    expect(file.row(8)).to_have_attribute("aria-selected", "true")
    expect(file.row(8)).to_be_in_viewport()
    expect(file.page.locator(".item .chosen")).to_have_count(1)
    expect(file.page.locator("#tip")).to_be_hidden()
    visitor.picture("offline_selected")
    file.row(3).scroll_into_view_if_needed()
    file.row(3).click()
    expect(file.symbol(3)).to_have_class(re.compile("chosen"))
    file.detail.get_by_role("button", name="关闭").click()
    expect(file.detail).to_be_hidden()
    expect(file.page.locator("[aria-selected=true]")).to_have_count(0)


def test_a_page_icon_tells_the_tasks_that_name_only_an_area(opened):
    file = opened(scope("chongqing"))
    icon = file.page.locator(".task-page").first
    count = int(icon.inner_text())
    icon.click()
    expect(file.detail.locator("article")).to_have_count(count)
    expect(file.detail.locator("h2")).to_contain_text(f"{count} 项任务")


def test_filters_and_search_change_marks_rows_and_counts(opened):
    file = opened(scope("chongqing"))
    total = file.rows.count()
    water = int(file.chip("sectors", "水利").locator("b").inner_text())
    file.chip("sectors", "水利").click()
    expect(file.rows).to_have_count(water)
    assert file.symbols.count() <= water < total
    expect(file.chip("sectors", "水利")).to_have_attribute("aria-pressed", "true")
    stages = file.page.locator("#stages .chip b").all_inner_texts()
    assert sum(map(int, stages)) == water
    assert file.pill.endswith(f"筛选 {water} 个")
    file.page.locator("#search").fill("防洪")
    expect(file.rows.first).to_contain_text("防洪")
    assert 0 < file.rows.count() < water
    file.page.locator("#search").fill("没有这样的项目")
    expect(file.page.locator("#nothing")).to_be_visible()
    file.page.get_by_role("button", name="清除筛选").click()
    expect(file.rows).to_have_count(total)


def test_the_keyboard_walks_the_list_and_escape_lets_go(opened):
    file = opened(scope("qionghai"))
    file.page.locator("#list").focus()
    for number in (1, 2, 3):
        file.page.keyboard.press("ArrowDown")
        expect(file.row(number)).to_have_attribute("aria-selected", "true")
    expect(file.page.locator("#list")).to_have_attribute("aria-activedescendant", "row-2")
    file.page.keyboard.press("End")
    last = file.rows.last
    expect(last).to_have_attribute("aria-selected", "true")
    expect(last).to_be_in_viewport()
    file.page.keyboard.press("Escape")
    expect(file.detail).to_be_hidden()


def test_an_atlas_is_turned_by_its_list_of_pages(opened, catalog):
    scopes = atlas(catalog, scope("chongqing"))[:4]
    file = opened(*scopes)
    pages = file.page.locator("#page")
    expect(pages.locator("option")).to_have_count(4)
    for number, one in enumerate(scopes):
        pages.select_option(str(number))
        expect(file.rows).to_have_count(len(catalog.projects(one.query)))
        assert file.page.title() == file.page.locator("h1").inner_text()


def test_many_projects_are_counted_and_open_by_division(opened, visitor, catalog):
    file = opened(scope())
    total = len(catalog.projects())
    counts = file.page.locator("[data-division] .count")
    listed = file.page.locator("[role=option] .count").all_inner_texts()
    assert sum(map(int, listed)) == total
    unplaced = int(file.page.locator("[role=option]", has_text="未落到区县").locator(".count").inner_text())
    assert sum(map(int, counts.all_inner_texts())) == total - unplaced
    expect(file.page.locator(".inset")).to_be_visible()
    visitor.picture("offline_counted")
    first = int(listed[0])
    file.rows.first.click()
    expect(file.rows).to_have_count(first)
    assert file.symbols.count() > 0
    file.page.get_by_role("button", name="返回").click()
    expect(file.rows).to_have_count(len(listed))
    counts.first.click()
    expect(file.page.locator("#where")).to_be_visible()
    file.page.keyboard.press("Escape")
    expect(file.rows).to_have_count(len(listed))


def test_one_cannot_leave_what_is_drawn(opened):
    file = opened(scope("qionghai"))
    home = file.page.locator(".leaflet-control-scale-line").inner_text()
    out = file.page.locator(".leaflet-control-zoom-out")
    for _ in range(12):
        if "leaflet-disabled" in out.get_attribute("class"):
            break
        out.click()
        file.page.wait_for_timeout(350)
    expect(out).to_have_class(re.compile("leaflet-disabled"))
    assert file.page.locator(".leaflet-control-scale-line").inner_text() != home
    file.page.get_by_role("button", name="复位").click()
    expect(file.page.locator(".leaflet-control-scale-line")).to_have_text(home)


def test_an_empty_scope_shows_its_base_map_and_one_sentence(opened, visitor):
    file = opened(MapScope(Query(plans=("chongqing",), text="zzzz"), drawn=DAY))
    expect(file.page.locator("#nothing")).to_contain_text("没有具名项目")
    assert file.page.locator(".leaflet-base-pane path, .leaflet-base-pane canvas").count() > 0
    visitor.picture("offline_empty")


def test_it_prints_on_sheets_of_a4(opened, visitor, tmp_path):
    file = opened(scope("qionghai"))
    paper = file.page.pdf(prefer_css_page_size=True, print_background=True)
    assert paper.count(b"/Type /Page\n") == 2
    assert b"/MediaBox [0 0 841" in paper
    expect(file.page.locator("body")).not_to_have_class(re.compile("printed"))
    expect(file.symbols.first).to_be_visible()


def test_text_of_a_plan_stays_text(visitor, opened, hostile_catalog):
    file = opened(MapScope(Query(), drawn=DAY, title="<img src=x onerror='window.hacked=1'>"), build=hostile_catalog)
    expect(file.page.locator("h1")).to_contain_text("<img")
    for number in range(file.rows.count()):
        file.rows.nth(number).click()
    assert file.page.evaluate("window.hacked") is None
    assert file.page.locator("img").count() == 0


@pytest.fixture
def hostile_catalog(tmp_path):
    from loaders import dataset
    from tests.browser.conftest import HOSTILE_PLANS

    dataset.build(tmp_path / "build", plans_directory=HOSTILE_PLANS)
    return Catalog.open(tmp_path / "build")


def test_no_serious_violation(visitor, catalog, tmp_path):
    path = tmp_path / "map.html"
    path.write_bytes(brief_file(catalog, [scope("chongqing")], "html"))
    page = visitor.page
    # axe is put in by the test, past the policy of the file
    for number in (0, 8):
        page.goto(path.as_uri())
        if number:
            page.locator(f'[role=option][data-number="{number}"]').click()
        found = violations(page, "target-size")
        assert not found, "\n".join(found)
