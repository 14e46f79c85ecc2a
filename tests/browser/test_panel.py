"""The panel of a task in the browser: from task to task by keyboard, and from the clause to the map and the filters."""

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect

from loaders.catalog import Query


def address(page):
    return parse_qs(urlsplit(page.url).query)


def test_next_task_by_keyboard_keeps_the_focus(visitor, server, catalog):
    tasks = catalog.tasks(Query(plans=("chongqing",)))
    page = visitor.open(f"{server.url}/?plan=chongqing&task=chongqing%231")
    steps, after = page.locator(".steps"), page.locator("[data-keep=next]")
    expect(steps).to_contain_text(f"1 / {len(tasks)}")
    after.focus()
    for number, task in enumerate(tasks[1:3], start=2):
        page.keyboard.press("Enter")
        expect(steps).to_contain_text(f"{number} / {len(tasks)}")
        expect(page.locator(".st-key-panel h3")).to_contain_text(task.title)
        expect(after).to_be_focused()


def test_filters_that_the_browser_draws_late_keep_what_the_address_says(visitor, server, catalog):
    tasks = catalog.tasks(Query(plans=("chongqing",)))
    held = []
    visitor.page.route("**/Selectbox.*.js", lambda route: held.append(route))
    page = visitor.open(f"{server.url}/?plan=chongqing&task=chongqing%231")
    steps, after = page.locator(".steps"), page.locator("[data-keep=next]")
    expect(steps).to_contain_text(f"1 / {len(tasks)}")
    after.click()
    expect(steps).to_contain_text(f"2 / {len(tasks)}")
    visitor.settle()
    assert held
    page.unroute("**/Selectbox.*.js")
    for route in held:
        route.continue_()
    expect(page.locator(".st-key-filter_plan input")).to_have_value(catalog.plan("chongqing").label)
    after.click()
    expect(steps).to_contain_text(f"3 / {len(tasks)}")
    assert address(page)["plan"] == ["chongqing"]


def test_a_unit_filters_and_a_county_of_the_clause_opens(visitor, server, catalog):
    task = next(task for task in catalog.tasks() if task.lead_units)
    page = visitor.open(f"{server.url}/?plan={task.plan_id}&task={task.task_id.replace('#', '%23')}")
    chip = page.locator(".unit-filter.lead").first
    chip.focus()
    page.keyboard.press("Space")
    expect(chip).to_have_attribute("aria-pressed", "true")
    page.wait_for_url("**unit=**")
    assert address(page)["unit"] == [task.lead_units[0]]
    visitor.settle()
    visitor.picture("panel_unit")
    page.keyboard.press("Space")
    expect(chip).to_have_attribute("aria-pressed", "false")
    page = visitor.open(f"{server.url}/?plan=chongqing&task=chongqing%2310")
    county = page.locator(".clause .kind-admin").first
    expect(county).to_have_attribute("title", "打开城口县:地图定位,列出写到这里的项目和任务")
    county.click()
    expect(page.locator(".st-key-panel h2")).to_have_text("城口县")
    assert "task" not in address(page)
