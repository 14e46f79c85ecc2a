"""The project ledger in the browser: order, details, files and the way to the map."""

from urllib.parse import parse_qs, urlencode, urlsplit

import geopandas
import pytest
from playwright.sync_api import expect

ENGLISH = ["Sort", "Search", "Download", "Fullscreen", "Choose", "No results", "Press Enter"]
SIZES = [(1280, 720), (1440, 900), (1920, 1080)]


def test_a_planner_sorts_reads_takes_along_and_goes_to_the_map(visitor, server, catalog, tmp_path):
    rows = catalog.project_rows()
    page = visitor.open(f"{server.url}/projects?plan=all")
    expect(page.locator(".tasks-foot")).to_contain_text(f"共 {len(rows)} 个项目")
    page.locator("th").get_by_role("link", name="任务").click()
    expect(page.locator("th[aria-sort=descending]")).to_have_text("任务")
    most = max(rows, key=lambda row: len(row.task_ids))
    expect(page.locator(".task-row .title").first).to_have_text(most.lead.name)
    page.locator(".task-row").first.click()
    expect(page.locator(".details .clause").first).to_have_text(catalog.excerpt(most.lead.mention_id))
    visitor.settle()
    visitor.picture("projects_details")
    text = page.locator("body").inner_text()
    assert not [word for word in ENGLISH if word in text]
    page.get_by_role("button", name="导出数据").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="图层 GeoPackage").click()
    path = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(path)
    assert path.name == "项目台账.gpkg"
    assert geopandas.read_file(path, layer="points").crs.to_epsg() == 4490
    page.keyboard.press("Escape")
    page.get_by_role("button", name="在任务地图中打开").click()
    assert visitor.map.stamp
    asked = parse_qs(urlsplit(page.url).query)
    assert asked["task"] == [most.lead.task_id]
    assert asked["place"] == [most.lead.place_id or most.lead.mention_id]


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_nothing_is_cut_off(visitor, server, width, height):
    visitor.page.set_viewport_size({"width": width, "height": height})
    page = visitor.open(f"{server.url}/projects?plan=all&sort=precision")
    expect(page.locator(".ledger-table")).to_be_visible()
    visitor.settle()
    visitor.picture(f"projects_{width}")
    bar, export = page.locator(".kpi .bar").bounding_box(), page.get_by_role("button", name="导出数据").bounding_box()
    assert bar["x"] + bar["width"] < export["x"]
    table = page.locator(".ledger-table")
    assert table.evaluate("node => node.scrollWidth <= node.parentElement.clientWidth")


def test_ticked_rows_are_shown_on_the_map(visitor, server, catalog):
    rows = {row.lead.precision: row for row in catalog.project_rows() if row.lead.task_id}
    wanted = [rows["township"], rows["route"], rows["county"], rows["unresolved"]]
    ids = [row.lead.mention_id for row in wanted]
    for number, row in enumerate(wanted, start=1):
        query = {"plan": "all", "place": ids[: number - 1], "mention": row.lead.mention_id}
        page = visitor.open(f"{server.url}/projects?{urlencode(query, doseq=True)}")
        box = page.locator(".is-open").get_by_role("checkbox")
        box.focus()
        page.keyboard.press("Space")
        expect(box).to_be_checked()
        expect(page.locator(".ticked")).to_contain_text(f"已选 {number} 个")
    expect(page.locator(".ticked")).to_contain_text("其中 1 个未定位")
    visitor.settle()
    visitor.picture("projects_ticked")
    page.get_by_role("button", name="在地图上显示 4 个").press("Enter")
    assert visitor.map.stamp
    frame = visitor.map.frame
    frame.wait_for_function("() => !map._animatingZoom && !map._flyToFrame")
    visitor.settle()
    assert set(parse_qs(urlsplit(page.url).query)["place"]) == set(ids)
    expect(page.locator(".st-key-panel h2")).to_have_text("选中的 4 个项目")
    visitor.picture("map_ticked")
    drawn = frame.locator(".item-mark.chosen, .item-area.chosen")
    expect(drawn).to_have_count(2)  # the line has no symbol, the project without a position nothing
    for mark in drawn.all():
        expect(mark).to_be_in_viewport()
