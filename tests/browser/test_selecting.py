"""Selecting away from the map: it flies there, flashes once, hints at the task's other places, and never reloads."""

import pytest
from playwright.sync_api import expect

from loaders.catalog import Query

PLAN = "chongqing"
COUNT_FLASHES = """() => {
    window.sameFrame = true;
    window.flashes = 0;
    document.addEventListener("animationstart", () => { window.flashes += 1; });
}"""
CHOSEN_OFF_MIDDLE = """() => {
    const box = document.querySelector(".item-mark.chosen .symbol").getBoundingClientRect();
    return Math.hypot(box.x + box.width / 2 - innerWidth / 2, box.y + box.height / 2 - innerHeight / 2);
}"""
STANDS = "() => !map._animatingZoom && !map._flyToFrame && document.querySelector('.item-mark.chosen')"


@pytest.fixture
def lone(catalog):
    """A project at a point of its own whose task has other places."""
    points = catalog.layers(Query(plans=(PLAN,)))[0].features
    spots = [(item.geometry.x, item.geometry.y) for item in points]
    return next(
        item
        for item in points
        if spots.count((item.geometry.x, item.geometry.y)) == 1 and len(catalog.features_of(item.task_id)) > 2
    )


def select_in_panel(visitor, lone):
    row = visitor.page.locator(".st-key-panel a.row", has_text=lone.name).first
    row.click()


def test_row_of_the_panel_flies_to_its_symbol_and_flashes_it_once(visitor, server, lone):
    visitor.open(f"{server.url}/?plan={PLAN}&task={lone.task_id.replace('#', '%23')}")
    frame = visitor.map.frame
    visitor.settle()
    before, stamp = visitor.map.view(), visitor.map.stamp
    frame.evaluate(COUNT_FLASHES)
    select_in_panel(visitor, lone)
    visitor.map.changes(stamp)
    frame.wait_for_function("() => window.flashes > 0")
    frame.wait_for_function("() => !document.querySelector('.flash')")
    assert visitor.map.view()[0] >= max(before[0], 9.5)
    assert frame.evaluate(CHOSEN_OFF_MIDDLE) < 40
    assert frame.evaluate("() => window.flashes") == 1
    assert frame.evaluate("() => window.sameFrame") is True
    expect(frame.locator(".item-mark.hint, .item-area.hint").first).to_be_attached()
    visitor.picture("map_flown")


def test_link_to_a_project_opens_on_it(visitor, server, lone):
    task = lone.task_id.replace("#", "%23")
    visitor.open(f"{server.url}/?plan={PLAN}&task={task}&place={lone.place_id}")
    frame = visitor.map.frame
    frame.wait_for_function(STANDS)
    visitor.settle()
    assert visitor.map.view()[0] >= 9.5
    assert frame.evaluate(CHOSEN_OFF_MIDDLE) < 120
    visitor.picture("map_opened_on_a_place")


def test_reduced_motion_neither_flies_nor_flashes(visitor, server, lone):
    visitor.page.emulate_media(reduced_motion="reduce")
    visitor.open(f"{server.url}/?plan={PLAN}&task={lone.task_id.replace('#', '%23')}")
    frame, stamp = visitor.map.frame, visitor.map.stamp
    visitor.settle()
    frame.evaluate(COUNT_FLASHES)
    frame.evaluate("() => { window.zooms = 0; map.on('zoom', () => { window.zooms += 1; }); }")
    select_in_panel(visitor, lone)
    visitor.map.changes(stamp)
    frame.wait_for_function(STANDS)
    assert frame.evaluate(CHOSEN_OFF_MIDDLE) < 40
    assert frame.evaluate("() => [window.flashes, window.zooms]") == [0, 1]
