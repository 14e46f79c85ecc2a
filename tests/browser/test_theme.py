"""The colour theme: switched in the page's own menu without a reload, told by the system, light in the clean view."""

from playwright.sync_api import Page, expect

PLAN = "chongqing"
BACKGROUND = "node => getComputedStyle(node).backgroundColor"


def theme(page: Page) -> str:
    return page.evaluate("() => document.documentElement.dataset.theme")


def test_the_switch_darkens_page_and_map_and_loads_nothing_anew(visitor, server):
    page = visitor.open(f"{server.url}/?plan={PLAN}")
    visitor.map.zoom_in()
    frame, view = visitor.map.frame, visitor.map.view()
    frame.evaluate("() => { window.still = true }")
    legend = frame.locator(".legend").evaluate(BACKGROUND)
    page.get_by_role("button", name="外观").click()
    page.get_by_role("menuitemradio", name="Dark").click()
    page.wait_for_function("() => document.documentElement.dataset.theme === 'dark'")
    frame.wait_for_function("() => document.documentElement.dataset.theme === 'dark'")
    assert frame.locator(".legend").evaluate(BACKGROUND) != legend
    assert frame.evaluate("() => window.still")
    assert visitor.map.view() == view
    page.get_by_role("link", name="任务清单").click()
    expect(page.locator(".task-row").first).to_be_visible()
    assert theme(page) == "dark"
    visitor.picture("theme_dark_tasks")


def test_the_system_chooses_and_the_clean_view_stays_light(visitor, server):
    visitor.page.emulate_media(color_scheme="dark")
    page = visitor.open(f"{server.url}/?plan={PLAN}")
    assert visitor.map.stamp
    page.wait_for_function("() => document.documentElement.dataset.theme === 'dark'")
    visitor.picture("theme_dark_map")
    visitor.open(f"{server.url}/?plan={PLAN}&view=clean")
    assert visitor.map.stamp
    page.wait_for_function("() => document.documentElement.dataset.theme === 'light'")
    assert visitor.map.frame.evaluate("() => document.documentElement.dataset.theme") == "light"
    assert page.locator(".clean-title").evaluate("node => getComputedStyle(node).color") == "rgb(27, 36, 48)"
    visitor.picture("theme_clean")
