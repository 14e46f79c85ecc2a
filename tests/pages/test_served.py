"""The map page on a served catalog: it shows what it shows on the one in memory."""

import re

import pytest

from loaders import opening

ADDRESSES = [
    {},
    {"plan": "all"},
    {"plan": "all", "sector": "water", "q": "水库"},
    {"plan": "chongqing", "task": "chongqing#13"},
    {"plan": "all", "area": "500114"},
    {"plan": "all", "place": "chongqing@87"},
    {"plan": "qionghai", "view": "clean"},
]


@pytest.fixture
def served_app(app, monkeypatch):
    monkeypatch.setattr(opening, "MOST_IN_MEMORY", 0)
    return app


def uncorrected(html: str) -> str:
    """The HTML without the line on corrections, which a served catalog does not know."""
    return re.sub(r'<p class="correct-status">.*?</p>', "", html)


@pytest.mark.parametrize("address", ADDRESSES, ids=str)
def test_map_page_is_the_same(address, app_of_build, app, monkeypatch):
    app.open(**address)
    assert not app.test.exception
    expected = app.text, uncorrected(app.page_html), app.query
    monkeypatch.setattr(opening, "MOST_IN_MEMORY", 0)
    served = app_of_build(opening.storage.BUILD_DIRECTORY).open(**address)
    assert not served.test.exception
    assert (served.text, uncorrected(served.page_html), served.query) == expected


PAGES = ("county", "tasks", "projects", "compare", "quality", "briefing", "progress", "plans")


@pytest.mark.parametrize("page", PAGES)
def test_other_pages_open_where_lists_are_short(page, served_app):
    served_app.open(f"pages/{page}.py", plan="all")
    assert not served_app.test.exception
