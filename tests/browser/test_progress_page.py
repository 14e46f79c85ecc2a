"""推进情况 in the browser: lights narrow the list, a record is written, and the map and its panel know it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.serving import ROOT, running

PLAN = "qionghai"


@pytest.fixture(scope="module")
def own_server(build_directory, tmp_path_factory):
    """The application on a store that only these tests write to."""
    store = str(tmp_path_factory.mktemp("progress"))
    with running(ROOT / "app.py", PLAN_ATLAS_BUILD=str(build_directory), PLAN_ATLAS_STORE=store) as server:
        yield server


def choose(page, label, option):
    """Take an option of a select box of the form."""
    page.locator(".st-key-progress_side").get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option, exact=True).click()


def test_lights_narrow_the_list(own_server, visitor):
    page = visitor.open(f"{own_server.url}/progress?plan=chongqing")
    visitor.settle()
    page.locator(".light-filter", has_text="绿 · 正常").click()
    expect(page).to_have_url(re.compile("light=green"))
    expect(page.locator(".light-grey")).to_have_count(0)
    number = int(page.locator(".light-filter[aria-pressed=true] b").inner_text())
    expect(page.locator(".task-row")).to_have_count(number)
    page.get_by_role("link", name="时间线").click()
    expect(page.locator(".timeline li")).to_have_count(number)


def test_a_record_written_here_shows_on_the_map(own_server, visitor, catalog):
    feature = next(item for item in catalog.projects() if item.plan_id == PLAN and item.precision == "township")
    page = visitor.open(f"{own_server.url}/progress?plan={PLAN}&q={feature.name}")
    visitor.settle()
    page.locator(".task-row .title", has_text=feature.name).first.click()
    side = page.locator(".st-key-progress_side")
    expect(side).to_contain_text("还没有记录:实际进展未知")
    side.get_by_role("link", name="添加记录").click()
    choose(page, "状态", "建设中")
    side.get_by_role("textbox", name="说明").fill("主体完工")
    side.get_by_role("button", name="保存").click()
    expect(side.locator("ol").first).to_contain_text("主体完工")
    expect(side.locator(".happened")).to_contain_text("建设中")
    expect(side.locator(".unverified").first).to_contain_text("来源待核")

    side.get_by_role("button", name="在任务地图中打开").click()
    panel = page.locator(".st-key-panel")
    expect(panel.locator(".facts")).to_contain_text("建设中")
    expect(panel.locator(".facts")).to_contain_text("来源待核")
    legend = visitor.map.frame.locator(".legend")
    legend.get_by_role("button", name="实际进展").click()
    expect(page).to_have_url(re.compile("colour=status"))
    expect(legend).to_contain_text("实际进展(来自推进记录")
    expect(legend).to_contain_text("已开工、在建")
    expect(legend).to_contain_text("未知(无记录)")
    expect(legend).to_contain_text("计划阶段")
