"""The county page in the browser: another county by a click or a key, the way to the map and back, three sizes."""

import itertools
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from loaders.catalog import Query, short_name

ENGLISH = ["Sort", "Search", "Download", "Fullscreen", "Choose", "No results", "Press Enter"]
PLAN = "chongqing"


def asked(page, name):
    return parse_qs(urlsplit(page.url).query).get(name)


def test_a_planner_goes_from_county_to_county_to_the_map_and_back(visitor, server, catalog):
    profile = catalog.profile(None, Query(plans=(PLAN,)))
    page = visitor.open(f"{server.url}/county?plan={PLAN}")
    heading = page.locator(".county h2")
    expect(heading).to_have_text(short_name(profile.name))
    visitor.settle()
    assert not [word for word in ENGLISH if word in page.locator("body").inner_text()]
    neighbour = next(one for one in profile.neighbours if one.projects)
    page.locator("aside .chip").first.click()
    expect(heading).to_have_text(short_name(neighbour.label))
    assert asked(page, "county") == [neighbour.code]
    area = page.locator(".overview-map a.area").filter(has=page.locator("title", has_text=profile.name))
    area.focus()
    page.keyboard.press("Enter")
    expect(heading).to_have_text(short_name(profile.name))
    page.locator(".group .row").first.click()
    assert visitor.map.stamp
    assert asked(page, "task")
    page = visitor.open(f"{server.url}/?plan={PLAN}&area={profile.code}")
    page.get_by_role("button", name="区县画像").click()
    expect(heading).to_have_text(short_name(profile.name))


@pytest.mark.parametrize("size", [(1280, 720), (1440, 900), (1920, 1080)], ids=lambda size: f"{size[0]}")
def test_nothing_is_cut_off(visitor, server, size):
    visitor.page.set_viewport_size({"width": size[0], "height": size[1]})
    page = visitor.open(f"{server.url}/county?plan=qionghai")
    expect(page.locator(".overview-map")).to_be_visible()
    visitor.settle()
    visitor.picture(f"county_{size[0]}")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    for box in page.locator(".county aside, .county article").all():
        assert box.evaluate("node => node.scrollWidth <= node.clientWidth")
    heads = [head.bounding_box() for head in page.locator(".matrix thead span").all()]
    assert all(one["x"] + one["width"] <= other["x"] for one, other in itertools.pairwise(heads))
