"""The guide: beside the map on a first visit, by mouse and keyboard, without moving anything; then only when asked."""

import pytest
from playwright.sync_api import expect

PLAN = "chongqing"


@pytest.fixture
def guide_read():
    return False


def test_a_first_visitor_reads_the_guide_and_the_map_keeps_its_place(visitor, server):
    page = visitor.open(f"{server.url}/?plan={PLAN}")
    assert visitor.map.stamp
    card = page.get_by_role("region", name="使用说明")
    expect(card).to_contain_text("1 / 4")
    box, view = page.locator(".st-key-map").bounding_box(), visitor.map.view()
    assert card.bounding_box()["x"] >= box["x"] + box["width"]
    visitor.picture("guide")
    for step in (2, 3, 4):
        card.get_by_role("button", name="下一步").click()
        expect(card).to_contain_text(f"{step} / 4")
    card.get_by_role("button", name="知道了").click()
    expect(card).to_be_hidden()
    assert page.locator(".st-key-map").bounding_box() == box
    assert visitor.map.view() == view
    page.reload()
    assert visitor.map.stamp
    visitor.settle()
    expect(page.get_by_role("button", name="使用说明", exact=True)).to_be_visible()
    expect(card).to_be_hidden()


def test_the_guide_is_called_turned_and_closed_by_keyboard(visitor, server):
    page = visitor.open(f"{server.url}/tasks?plan={PLAN}")
    visitor.settle()
    card = page.get_by_role("region", name="使用说明")
    expect(card).to_be_hidden()
    opener = page.get_by_role("button", name="使用说明", exact=True)
    opener.focus()
    page.keyboard.press("Enter")
    expect(card).to_be_visible()
    expect(card.get_by_role("button", name="下一步")).to_be_focused()
    page.keyboard.press("Enter")
    expect(card).to_contain_text("2 / 4")
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(opener).to_be_focused()
