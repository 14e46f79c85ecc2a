"""The map in the browser: what it draws, what a click does, and that nothing comes from elsewhere."""

import re

import pytest
from playwright.sync_api import expect

from loaders.catalog import Query

HOSTILE = [
    "{{7*7}}水库",
    "{% x %}",
    "<script>window.hacked=1</script>",
    "<img src=x onerror=window.hacked=1>",
    "`桃花源${1}`",
    "\"引号'\\反斜\\n",
    "</script>{{''.__class__}}&amp;",
    "feature_group_0_div",
]
OVERLAPS = """() => {
    const names = [
        ".leaflet-control-zoom", ".tools", ".pill", ".locator", ".legend", ".credit", ".leaflet-control-scale",
    ];
    const boxes = names.map(name => [name, document.querySelector(name).getBoundingClientRect()]);
    const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
    const out = ([, box]) => box.left < 0 || box.top < 0 || box.right > innerWidth || box.bottom > innerHeight;
    return [
        ...boxes.flatMap(([name, box], i) =>
            boxes.slice(i + 1).filter(([, other]) => meet(box, other)).map(([other]) => `${name} x ${other}`)),
        ...boxes.filter(out).map(([name]) => `${name} is cut`),
    ];
}"""
SCRATCH = """
from pathlib import Path

import streamlit as st
from shapely import LineString, Point

from loaders.catalog import AreaMark, Catalog, Layer, MapView, ProjectFeature
from pages.components import folium_map

st.set_page_config(layout="wide")
NAMES = {names!r}


def feature(number, name, geometry, precision):
    return ProjectFeature(
        mention_id=f"m{{number}}", plan_id="p", task_id=name, place_id=name, name=name, type="project", sector="water",
        kind="reservoir", stage="start", stage_group="计划开工", precision=precision, inferred=False, adcode="500242",
        county=name, township=name, source=name, evidence=name, reason=name, geometry=geometry, task_ids=(name,),
        adcodes=("500242",),
    )


def clicked(click):
    st.session_state["clicks"] = st.session_state.get("clicks", 0) + 1
    st.session_state["chosen"] = {{*click.mention_ids[:1], *([click.area] if click.area else [])}}


spots = [Point(108.2 + 0.22 * i, 28.6 + 0.25 * (i % 3)) for i in range(len(NAMES))]
points = tuple(feature(i, name, spots[i], "exact") for i, name in enumerate(NAMES))
line = feature(90, NAMES[0], LineString([(108.0, 29.6), (109.4, 29.7)]), "route")
area = AreaMark("500242", NAMES[0], "county", 108.8, 28.3, (feature(91, NAMES[1], None, "county"),), (NAMES[2],))
layers = (Layer("points", points), Layer("routes", (line,)), Layer("areas", (area,)))
base = st.cache_resource(lambda: Catalog.open(Path({build!r})))().base_map(("chongqing",))
runs = st.session_state["runs"] = st.session_state.get("runs", 0) + 1
folium_map.show(
    MapView(layers, (), projects=len(points) + 2, unplaced=0, complete=True, bounds=None, zoom=0.0, home=None),
    folium_map.Ground(base),
    selection=st.session_state.get("chosen", set()),
    query_key="p",
    height=700,
    on_click=clicked,
)
st.text(f"runs {{runs}} clicks {{st.session_state.get('clicks', 0)}}")
"""


@pytest.fixture(scope="module")
def scratch(scratch_server, build_directory):
    return scratch_server(SCRATCH.format(names=HOSTILE, build=str(build_directory)))


@pytest.mark.parametrize("plan", ["chongqing", "qionghai"])
def test_first_map_draws_what_the_catalog_holds(visitor, server, catalog, plan):
    visitor.open(f"{server.url}/?plan={plan}")
    points, routes, areas = catalog.layers(Query(plans=(plan,)))
    shown = visitor.map
    assert shown.projects_at_points() == len(points.features)
    assert shown.routes() == len(routes.features)
    for mark in areas.features:
        expect(shown.area(mark.code)).to_have_count(1)
    counts = shown.pill()
    assert counts["total"] == len(catalog.projects(Query(plans=(plan,))))
    assert counts["inside"] + counts["outside"] + counts["unplaced"] == counts["total"]
    visitor.settle()
    visitor.picture(f"map_{plan}")


def test_click_on_a_symbol_opens_its_task(visitor, server, catalog):
    visitor.open(f"{server.url}/?plan=chongqing")
    feature = next(item for item in catalog.layers(Query(plans=("chongqing",)))[0].features if item.task_id)
    visitor.map.symbol(feature.name).first.click()
    title = catalog.task(feature.task_id).title
    expect(visitor.page.get_by_text(title, exact=False).first).to_be_visible()
    expect(visitor.map.frame.locator(".item-mark.chosen")).to_have_count(1)
    visitor.picture("map_selected")


def test_zoom_and_place_stay_when_a_filter_changes(visitor, server):
    page = visitor.open(f"{server.url}/?plan=chongqing")
    visitor.map.zoom_in()
    before, stamp = visitor.map.view(), visitor.map.stamp
    visitor.map.frame.evaluate("() => { window.sameFrame = true; }")
    page.locator(".st-key-filter_sector").get_by_role("button", name="水利").click()
    visitor.map.changes(stamp)
    assert visitor.map.view() == before
    assert visitor.map.frame.evaluate("() => window.sameFrame") is True


@pytest.mark.parametrize("plan", ["chongqing", "qionghai"])
def test_no_label_covers_a_symbol_or_another_label(visitor, server, plan):
    visitor.open(f"{server.url}/?plan={plan}")
    visitor.map.zoom_in()
    covered = visitor.map.frame.evaluate(
        """() => {
            const boxes = selector => [...document.querySelectorAll(selector)]
                .map(node => [node, node.getBoundingClientRect()]);
            const labels = boxes(".label");
            const all = [...labels, ...boxes(".symbol"), ...boxes(".item-area .name")];
            const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2
                && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2;
            return labels.flatMap(([node, box]) => all.filter(([other, its]) => other !== node && meet(box, its))
                .map(([other]) => `${node.textContent} × ${other.textContent || other.className}`));
        }"""
    )
    assert covered == []


def test_click_on_a_route_opens_its_task(visitor, server, catalog):
    page = visitor.open(f"{server.url}/?plan=chongqing")
    route = next(item for item in catalog.layers(Query(plans=("chongqing",)))[1].features if item.task_id)
    line = visitor.map.frame.locator(f'.route-hit[data-id="{route.mention_id}"]')
    line.dispatch_event("click")
    expect(page).to_have_url(re.compile("place="))
    expect(page.get_by_text(catalog.task(route.task_id).title, exact=False).first).to_be_visible()
    expect(visitor.map.frame.locator(".callout b")).to_have_text(route.name)


def test_click_on_a_name_is_a_click_on_its_symbol(visitor, server, catalog):
    page = visitor.open(f"{server.url}/?plan=chongqing")
    name = visitor.map.frame.locator(".label.route").first
    words = name.inner_text()
    name.click()
    expect(visitor.map.frame.locator(".callout b")).to_have_text(words)
    expect(page).to_have_url(re.compile("task=chongqing"))


def test_the_first_view_fits_the_plan(visitor, server, catalog):
    visitor.open(f"{server.url}/?plan=qionghai")
    counts = visitor.map.pill()
    assert counts["outside"] <= counts["total"] * 0.2


def test_reset_returns_to_the_view_of_the_plan_from_the_keyboard(visitor, server):
    page = visitor.open(f"{server.url}/?plan=chongqing")
    opened = visitor.map.rested_view()
    visitor.map.zoom_in()
    visitor.map.frame.evaluate("() => void map.panBy([150, 90], { animate: false })")
    assert visitor.map.view() != opened
    names = ("放大", "缩小", "全屏", "复位")
    buttons = [visitor.map.frame.get_by_role("button", name=name, exact=True) for name in names]
    buttons[0].focus()
    for button in buttons:
        expect(button).to_be_focused()
        expect(button).to_have_attribute("title", re.compile("."))
        if button is not buttons[-1]:
            page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert visitor.map.view() == opened


def test_full_screen_fills_the_screen_and_leaves_again(visitor, server):
    visitor.open(f"{server.url}/?plan=chongqing")
    opened = visitor.map.rested_view()
    visitor.map.frame.get_by_role("button", name="全屏", exact=True).click()
    leave = visitor.map.frame.get_by_role("button", name="退出全屏")
    expect(leave).to_be_visible()
    visitor.map.frame.wait_for_function("() => map.getSize().x >= 1280")
    leave.click()
    visitor.map.frame.get_by_role("button", name="全屏", exact=True).wait_for()
    visitor.map.frame.wait_for_function("() => map.getSize().x < 1280")
    visitor.map.frame.get_by_role("button", name="复位").click()
    assert visitor.map.view() == opened


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1440, 900), (1920, 1080)])
@pytest.mark.parametrize("selected", ["", "&task=chongqing%2313"])
def test_nothing_around_the_map_covers_another(visitor, server, selected, width, height):
    visitor.page.set_viewport_size({"width": width, "height": height})
    page = visitor.open(f"{server.url}/?plan=chongqing{selected}")
    visitor.map.zoom_in()  # so that the locator shows
    visitor.settle()
    assert visitor.map.frame.evaluate(OVERLAPS) == []
    expect(visitor.map.frame.locator(".locator")).to_be_visible()
    left, right = (page.locator(f".st-key-{name}").bounding_box() for name in ("map", "panel"))
    assert left["x"] + left["width"] <= right["x"]


def test_untrusted_text_stays_text(visitor, scratch):
    page = visitor.open(scratch.url)
    frame = visitor.map.frame
    labels = frame.evaluate(
        "() => [...document.querySelectorAll('.item-mark')].map(node => node.getAttribute('aria-label'))"
    )
    assert set(labels) == set(HOSTILE)
    expect(frame.locator(".item-area .name")).to_contain_text([HOSTILE[0]])
    for name in HOSTILE:
        visitor.map.frame.evaluate(
            "name => [...document.querySelectorAll('.item-mark')].find(n => n.getAttribute('aria-label') === name)"
            ".dispatchEvent(new MouseEvent('mouseover', { bubbles: true }))",
            name,
        )
        expect(frame.locator(".tip b")).to_have_text(name)
    assert page.evaluate("() => window.hacked") is None
    assert frame.evaluate("() => window.hacked") is None
    visitor.picture("map_hostile")


def test_each_click_is_one_run_and_an_empty_click_none(visitor, scratch):
    page = visitor.open(scratch.url)
    symbol = visitor.map.frame.locator(".item-mark").first
    for clicks in (1, 2):
        symbol.click()
        expect(page.get_by_text(f"runs {clicks + 1} clicks {clicks}")).to_be_visible()
    visitor.map.area("500242").click()
    expect(page.get_by_text("runs 4 clicks 3")).to_be_visible()
    visitor.map.frame.locator("#map_div").click(position={"x": 300, "y": 60})
    visitor.map.zoom_in()
    visitor.settle()
    expect(page.get_by_text("runs 4 clicks 3")).to_be_visible()
    expect(visitor.map.frame.locator(".item-area.chosen")).to_have_count(1)


def test_nothing_is_asked_of_another_machine(visitor, server):
    visitor.open(f"{server.url}/")
    frame = visitor.map.frame
    assert visitor.outside == []
    fonts = frame.evaluate(
        "async () => { await document.fonts.ready; return document.fonts.check('12px \"Noto Sans SC\"'); }"
    )
    assert fonts
    sources = frame.evaluate("() => performance.getEntriesByType('resource').map(entry => entry.name)")
    assert sources
    assert all(source.startswith((server.url, "data:")) for source in sources)


def test_clean_view_has_only_legend_credit_and_scale(visitor, server):
    visitor.open(f"{server.url}/?plan=chongqing&view=clean")
    frame = visitor.map.frame
    for kept in (".legend", ".credit", ".leaflet-control-scale"):
        expect(frame.locator(kept)).to_be_visible()
    for gone in (".leaflet-control-zoom", ".tools", ".pill", ".locator", ".fold"):
        expect(frame.locator(gone)).to_have_count(0)
    visitor.picture("map_clean")
