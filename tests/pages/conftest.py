"""The app run without a browser, and what its panel and list hold."""

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from loaders import dataset
from loaders.catalog import BUILD_DIRECTORY, Catalog, ensure_built
from pages.components import catalog as handle_module
from pages.components import pacing

ROOT = Path(__file__).parents[2]
EARLIER = (
    "重庆市水利工作要点（2024年）\n\n一、黔江区研究论证清水水库，投资2亿元，库容300万立方米。（责任单位：市水利局）\n"
)
LATER = "重庆市水利工作要点（2025年）\n\n一、加强管理。\n二、黔江区开工建设清水水库，开展石岭水库、平凯水库前期工作。\n"


class _Text(HTMLParser):
    def __init__(self):
        super().__init__()
        self.pieces = []

    def handle_data(self, data):
        self.pieces.append(data)


class App:
    """One visitor's session; `path` and `query` are the address of the first request."""

    def __init__(self):
        self.test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)

    def open(self, script="pages/task_map.py", **query):
        for name, value in query.items():
            self.test.query_params[name] = value
        self.test.run()
        if script != "pages/task_map.py":
            self.switch(script)
        return self

    def switch(self, script):
        kept = dict(self.test.query_params)
        self.test.switch_page(script)
        for name, value in kept.items():
            self.test.query_params[name] = value
        self.test.run()
        return self

    def pills(self, name):
        return next(group for group in self.test.sidebar.get("button_group") if group.key == f"filter_{name}")

    @property
    def query(self):
        return {name: value if isinstance(value, list) else [value] for name, value in self.test.query_params.items()}

    @property
    def body(self):
        """HTML of the panel or the list."""
        return "".join(json.loads(item.proto.json).get("html", "") for item in self.test.get("bidi_component"))

    @property
    def text(self):
        """What a reader sees of the panel or the list."""
        parser = _Text()
        parser.feed(self.body)
        return "".join(parser.pieces)

    @property
    def page_html(self):
        return "".join(item.proto.body for item in self.test.get("html"))


@pytest.fixture(scope="session")
def catalog():
    ensure_built()
    return Catalog.open()


@pytest.fixture
def app(catalog, monkeypatch):
    monkeypatch.setattr(handle_module, "DIRECTORY", BUILD_DIRECTORY)
    for pause in ("FIRST_MAP_S", "FIRST_COUNTS_S", "MAP_S"):
        monkeypatch.setattr(pacing, pause, 0.0)
    st.cache_resource.clear()
    yield App()
    st.cache_resource.clear()


@pytest.fixture
def app_of_build(monkeypatch):
    """An app that reads the build in another directory."""

    def make(directory):
        monkeypatch.setattr(handle_module, "DIRECTORY", directory)
        st.cache_resource.clear()
        return App()

    yield make
    st.cache_resource.clear()


@pytest.fixture(scope="module")
def two_plans(tmp_path_factory):
    """A build of two plans that name one project."""
    root = tmp_path_factory.mktemp("two")
    (root / "plans").mkdir()
    for name, text in {"y2024": EARLIER, "y2025": LATER}.items():
        (root / "plans" / f"{name}.txt").write_text(text, encoding="utf-8")
    dataset.build(root / "build", plans_directory=root / "plans")
    return root / "build"
