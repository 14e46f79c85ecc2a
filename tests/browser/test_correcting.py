"""A planner corrects a project on the map: it shows at once, and 撤销 brings it back."""

import time

import pytest
from playwright.sync_api import expect

from loaders import dataset
from loaders.catalog import Catalog
from tests.browser.serving import ROOT, running
from tests.browser.test_accessibility import violations
from tests.correcting import write_plans

NAME, NEW = "金洞风电项目", "金洞山风电场"
CUT = """(node) => [node, ...node.querySelectorAll("span")].filter((one) => one.scrollWidth > one.clientWidth)
    .map((one) => [one.textContent, one.scrollWidth, one.clientWidth])"""
AT_ONCE_S = 6  # of a machine that tests share; the README says what it takes alone


@pytest.fixture(scope="module")
def planners(tmp_path_factory):
    """A server on two small plans with a store of its own, and the address of a project there."""
    root = tmp_path_factory.mktemp("correcting")
    plans = write_plans(root / "plans")
    dataset.build(root / "build", plans_directory=plans)
    found = next(one for one in Catalog.open(root / "build").projects() if (one.name, one.plan_id) == (NAME, "former"))
    own = {"PLAN_ATLAS_BUILD": root / "build", "PLAN_ATLAS_PLANS": plans, "PLAN_ATLAS_STORE": root / "store"}
    with running(ROOT / "app.py", **{name: str(path) for name, path in own.items()}) as server:
        task = found.task_id.replace("#", "%23")
        yield f"{server.url}/?plan=former&task={task}&place={found.place_id}"


def form(visitor, page, action):
    page.locator(".st-key-correct button").first.click()
    opened = page.locator(".st-key-correct_form")
    expect(opened).to_contain_text("要做什么")
    visitor.settle()
    opened.get_by_role("radio", name=action, exact=True).click()
    return opened


def save(visitor, page):
    button = page.locator(".st-key-correct_save button")
    expect(button).to_be_enabled()
    stamp, start = visitor.map.stamp, time.monotonic()
    button.click()
    visitor.map.changes(stamp)
    return time.monotonic() - start


def take_back(visitor, page):
    stamp = visitor.map.stamp
    page.locator(".st-key-correction_undo button").click()
    visitor.map.changes(stamp)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_rename_and_move_show_at_once_and_are_taken_back(visitor, planners, theme):
    page = visitor.page
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    visitor.open(planners)
    expect(page.locator(".correct-status")).to_contain_text("未核实")
    visitor.settle()
    form(visitor, page, "改名").get_by_label("新名称").fill(NEW)
    page.keyboard.press("Tab")
    expect(page.locator("p.change")).to_contain_text(f"{NAME} → {NEW}")
    visitor.settle()
    assert violations(page) == []
    renamed = save(visitor, page)
    expect(page.locator(".st-key-panel h2")).to_have_text(NEW)
    expect(page.locator(".st-key-correct_form")).to_have_count(0)
    expect(page.locator(".st-key-correction_said")).to_contain_text("已保存“改名”")
    visitor.settle()
    visitor.picture(f"correcting_{theme}_renamed")
    assert violations(page) == []
    take_back(visitor, page)
    expect(page.locator(".st-key-panel h2")).to_have_text(NAME)
    expect(page.locator(".st-key-correction_said")).to_contain_text("已撤销")
    visitor.settle()

    opened = form(visitor, page, "移动位置")
    opened.get_by_role("radio", name="输入坐标", exact=True).click()
    visitor.settle()
    for label, number in (("经度(度)", "108.7754"), ("纬度(度)", "29.5271")):
        opened.get_by_label(label).fill(number)
        page.keyboard.press("Tab")
        visitor.settle()
    opened.get_by_role("combobox", name="坐标系").click()
    page.get_by_role("option", name="GCJ02").click()
    visitor.settle()
    visitor.picture(f"correcting_{theme}_moving")
    moved = save(visitor, page)
    expect(page.locator(".st-key-panel")).to_contain_text("精确位置")
    expect(page.locator(".correct-status")).to_contain_text("已更正")
    print(f"renamed {renamed:.2f} s, moved {moved:.2f} s")
    assert max(renamed, moved) < AT_ONCE_S
    take_back(visitor, page)
    expect(page.locator(".correct-status")).to_contain_text("未核实")
    expect(page.locator(".st-key-panel")).not_to_contain_text("精确位置")


def test_the_line_of_the_panel_is_read_whole_and_its_forms_leave_the_map_free(visitor, planners):
    page = visitor.page
    page.set_viewport_size({"width": 1280, "height": 720})
    page.emulate_media(reduced_motion="reduce")
    visitor.open(f"{planners}&lang=en")
    assert visitor.map.stamp
    visitor.settle()
    page.locator(".st-key-correct button").first.click()
    opened = page.locator(".st-key-correct_form")
    for action in ("Attributes", "Move", "Rename"):
        opened.get_by_role("radio", name=action, exact=True).click()
        visitor.settle()
        assert beside_the_map(page)
        visitor.picture(f"correcting_narrow_{action.lower()}")
    opened.get_by_label("New name").fill(NEW)
    page.keyboard.press("Tab")
    save(visitor, page)
    told = page.locator(".correct-status .quiet")
    expect(told).to_contain_text("本机用户")
    assert told.evaluate(CUT) == []
    page.locator(".st-key-correct_add button").first.click()
    expect(page.locator(".st-key-correct_add_form")).to_be_visible()
    visitor.settle()
    assert beside_the_map(page)
    visitor.picture("correcting_narrow")
    take_back(visitor, page)


def beside_the_map(page):
    form, shown = (page.locator(one).bounding_box() for one in ('[data-testid="stPopoverBody"]', ".st-key-map"))
    is_inside = form["x"] + form["width"] <= 1280 and form["y"] + form["height"] <= 720
    return is_inside and form["x"] >= shown["x"] + shown["width"]


def ask_for_a_point(visitor, page):
    stamp = visitor.map.stamp
    page.locator(".st-key-correct_pick button").click()
    visitor.map.changes(stamp)
    expect(visitor.map.frame.locator(".pick-hint")).to_contain_text("在地图上点选位置,Esc 取消")
    visitor.settle()


def test_a_place_is_moved_by_clicking_the_map(visitor, planners):
    page = visitor.page
    page.emulate_media(reduced_motion="reduce")
    visitor.open(planners)
    frame = visitor.map.frame
    visitor.settle()
    frame.evaluate("() => { window.sameFrame = true; }")
    form(visitor, page, "移动位置")
    ask_for_a_point(visitor, page)
    assert frame.locator(".picker").evaluate("node => getComputedStyle(node).cursor") == "crosshair"
    assert violations(page) == []
    page.keyboard.press("Escape")  # the map has the keyboard
    expect(frame.locator(".picker")).to_be_hidden()
    expect(page.locator(".st-key-correct_pick button")).to_contain_text("在地图上点选")
    visitor.settle()

    ask_for_a_point(visitor, page)
    before, address = visitor.map.view(), page.url
    box = visitor.map.symbol(NAME).first.bounding_box()
    stamp = visitor.map.stamp
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)  # on a symbol, which takes no click now
    visitor.map.changes(stamp)
    expect(frame.locator(".ghost")).to_have_count(1)
    expect(page.locator("p.change")).to_contain_text("CGCS2000 · 黔江区")
    visitor.settle()
    visitor.picture("correcting_pointed")
    assert (visitor.map.view(), page.url) == (before, address)

    ask_for_a_point(visitor, page)
    frame.locator("#map_div").press("ArrowRight")
    frame.wait_for_function("() => !map._panAnim || !map._panAnim._inProgress")
    lon, lat = frame.evaluate("() => [map.getCenter().lng, map.getCenter().lat]")
    stamp = visitor.map.stamp
    page.keyboard.press("Enter")
    visitor.map.changes(stamp)
    expect(page.locator("p.change")).to_contain_text(f"{lon:.6f}°E,{lat:.6f}°N")
    visitor.settle()
    save(visitor, page)
    expect(page.locator(".st-key-panel")).to_contain_text("精确位置")
    expect(frame.locator(".ghost")).to_have_count(0)
    visitor.settle()
    take_back(visitor, page)
    expect(page.locator(".correct-status")).to_contain_text("未核实")
    assert frame.evaluate("() => window.sameFrame") is True


def fill(visitor, box, words):
    box.fill(words)
    visitor.page.keyboard.press("Control+Enter")
    visitor.settle()


def test_what_was_missed_is_added_and_projects_are_merged_and_split(visitor, planners):
    page = visitor.page
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": 1280, "height": 720})
    visitor.open(planners.partition("&task=")[0] + "&task=former%231")
    visitor.map.stamp  # noqa: B018  the map is there
    visitor.settle()
    page.locator(".st-key-correct_add button").click()
    opened = page.locator(".st-key-correct_add_form")
    fill(visitor, opened.get_by_label("原文里的文字"), "早日见效")
    fill(visitor, opened.get_by_label("名称"), "石会水库")
    opened.get_by_role("combobox", name="区县").click()
    page.keyboard.type("黔江")
    page.keyboard.press("Enter")
    expect(page.get_by_role("listbox")).to_have_count(0)  # while it is open all else is out of reach
    button = page.locator(".st-key-correct_add_save button")
    expect(page.locator("p.change")).to_contain_text("石会水库")
    visitor.settle()
    expect(button).to_be_in_viewport()
    assert violations(page) == []
    visitor.picture("correcting_adding")
    stamp = visitor.map.stamp
    button.click()
    visitor.map.changes(stamp)
    expect(page.locator(".st-key-panel h2")).to_have_text("石会水库")
    expect(page.locator(".st-key-correction_said")).to_contain_text("已保存“新增”")
    visitor.settle()

    opened = form(visitor, page, "合并")
    opened.get_by_role("combobox", name="与哪个项目是同一个").click()
    page.get_by_role("option", name="茶园水库").click()
    expect(page.locator("p.change")).to_contain_text("石会水库 → 茶园水库")
    visitor.settle()
    visitor.picture("correcting_merging")
    save(visitor, page)
    expect(page.locator(".st-key-panel h2")).to_have_text("茶园水库")
    visitor.settle()
    take_back(visitor, page)
    expect(page.locator(".st-key-panel h2")).to_have_text("石会水库")
    visitor.settle()

    opened = form(visitor, page, "拆分")
    fill(visitor, opened.get_by_label("拆分后的名称,每行一个"), "石会水库\n马西水库")
    page.locator(".st-key-correct_save button").click()  # the first name is not in the clause
    expect(page.locator("p.trouble")).to_contain_text("原文里没有“石会水库”的写法")
    visitor.settle()
    expect(page.locator("p.trouble")).to_be_in_viewport()
    visitor.picture("correcting_splitting")
    save(visitor, page)
    expect(page.locator(".st-key-correction_said")).to_contain_text("已保存“拆分”")
    visitor.settle()
    take_back(visitor, page)
