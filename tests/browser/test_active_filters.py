"""The folded filters and the row of chips in the browser: by mouse and by keyboard, without moving the map."""

from urllib.parse import parse_qs, urlencode, urlsplit

from playwright.sync_api import expect

from loaders.catalog import Query

PLAN = "chongqing"


def query_of(page):
    return parse_qs(urlsplit(page.url).query)


def figure(page, label):
    return page.locator(".figure", has_text=label).locator("b")


def unfold(page):
    """Open the folded filters; a list pressed while they still unfold moves away under the pointer and closes."""
    page.get_by_text("更多条件").click()
    page.wait_for_function("!document.querySelector('.st-key-more_filters').getAnimations({subtree: true}).length")


def test_a_planner_searches_in_initials_and_takes_chips_away(visitor, server, catalog):
    page = visitor.open(f"{server.url}/?{urlencode({'plan': PLAN})}")
    assert visitor.map.stamp
    visitor.settle()
    top = page.locator(".st-key-map").bounding_box()["y"]
    expect(page.get_by_role("combobox", name="项目类型")).to_be_hidden()
    page.get_by_role("textbox", name="搜索").fill("sk")
    page.keyboard.press("Enter")
    found = catalog.facets(Query(plans=(PLAN,), text="sk"))
    expect(figure(page, "项目")).to_have_text(str(found.projects))
    unfold(page)
    page.get_by_role("combobox", name="项目类型").click()
    page.get_by_role("option", name="水库").click()
    page.keyboard.press("Escape")
    both = catalog.facets(Query(plans=(PLAN,), text="sk", kinds=("reservoir",)))
    expect(figure(page, "项目")).to_have_text(str(both.projects))
    expect(page.get_by_role("combobox", name="项目类型")).to_be_visible()
    visitor.settle()
    assert visitor.map.stamp
    assert page.locator(".st-key-map").bounding_box()["y"] == top
    visitor.picture("active_filters")
    page.get_by_role("button", name="移除条件:搜索 “sk”").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="移除条件:搜索")).to_have_count(0)
    alone = catalog.facets(Query(plans=(PLAN,), kinds=("reservoir",)))
    expect(figure(page, "项目")).to_have_text(str(alone.projects))
    expect(page.get_by_role("button", name="移除条件:项目类型 水库")).to_be_focused()
    assert query_of(page) == {"plan": [PLAN], "kind": ["reservoir"]}
    page.get_by_role("button", name="移除条件:项目类型 水库").click()
    expect(page.locator(".active-filters")).to_have_count(0)
    assert query_of(page) == {"plan": [PLAN]}


def test_many_chips_fit_a_small_window_and_are_cleared_at_once(visitor, server, catalog):
    facets = catalog.facets(Query(plans=("qionghai",)))
    asked = {
        "plan": "qionghai",
        "sector": [facet.code for facet in facets.sectors],
        "stage": [facet.code for facet in facets.stages],
        "unit": [facet.code for facet in facets.units[:3]],
    }
    visitor.page.set_viewport_size({"width": 1280, "height": 720})
    page = visitor.open(f"{server.url}/tasks?{urlencode(asked, doseq=True)}")
    chips = page.locator(".active-filters .chip")
    expect(chips).to_have_count(len(facets.sectors) + len(facets.stages) + 3)
    visitor.settle()
    visitor.picture("active_filters_small")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    row, table = page.locator(".active-filters").bounding_box(), page.locator(".tasks").bounding_box()
    assert row["y"] + row["height"] <= table["y"]
    assert table["y"] + table["height"] <= 720
    last, clear = chips.last.bounding_box(), page.get_by_role("button", name="清除全部")
    assert last["y"] >= row["y"] + row["height"]  # out of the line, not cut in two
    expect(clear).to_be_in_viewport(ratio=1)
    chips.last.focus()
    page.wait_for_function("() => document.querySelector('.active-filters .row').clientHeight > 60")
    expect(chips.last).to_be_in_viewport(ratio=1)
    assert page.locator(".tasks").bounding_box() == table
    visitor.picture("active_filters_unfolded")
    expect(page.get_by_role("combobox", name="单位")).to_be_attached()
    page.get_by_role("button", name="清除全部").click()
    expect(chips).to_have_count(0)
    assert query_of(page) == {"plan": ["qionghai"]}
