"""Fixtures of the browser tests: servers, Chromium, and visitors who may reach nothing but this machine."""

import contextlib
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from loaders import dataset
from loaders.catalog import Catalog
from tests.browser.serving import CHROMIUM, CHROMIUM_ARGUMENTS, GUIDE_READ, ROOT, VIEWPORT, Server, Visitor, running

HOSTILE_PLANS = ROOT / "tests" / "fixtures" / "hostile"


@pytest.fixture(scope="session")
def build_directory(tmp_path_factory) -> Path:
    """A build of the sample plans that only these tests use."""
    directory = tmp_path_factory.mktemp("data") / "build"
    dataset.build(directory)
    return directory


@pytest.fixture(scope="session")
def catalog(build_directory) -> Catalog:
    return Catalog.open(build_directory)


@pytest.fixture(scope="session")
def server(build_directory):
    """The application, shared by the tests that only look."""
    with running(ROOT / "app.py", PLAN_ATLAS_BUILD=str(build_directory)) as server:
        yield server


@pytest.fixture
def fresh_server(build_directory):
    """A server that no one has asked for anything yet."""
    with running(ROOT / "app.py", PLAN_ATLAS_BUILD=str(build_directory)) as server:
        yield server


@pytest.fixture(scope="session")
def hostile_server(tmp_path_factory):
    """The application on a plan full of markup, template code, quotes and backslashes."""
    build = tmp_path_factory.mktemp("hostile") / "build"
    with running(ROOT / "app.py", PLAN_ATLAS_BUILD=str(build), PLAN_ATLAS_PLANS=str(HOSTILE_PLANS)) as server:
        yield server


@pytest.fixture(scope="session")
def scratch_server(tmp_path_factory):
    """Starts a small script beside the served assets; returns its server."""
    with contextlib.ExitStack() as stack:

        def start(source: str, **environment: str) -> Server:
            folder = tmp_path_factory.mktemp("scratch")
            shutil.copytree(ROOT / ".streamlit", folder / ".streamlit")
            (folder / "static").symlink_to(ROOT / "static", target_is_directory=True)
            (folder / "app.py").write_text(source, encoding="utf-8")
            return stack.enter_context(running(folder / "app.py", PYTHONPATH=str(ROOT), **environment))

        yield start


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(CHROMIUM_ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def guide_read():
    """Whether the visitor has been here and read the guide, which does not open by itself then."""
    return True


@pytest.fixture
def visitor(browser: Browser, guide_read):
    """A new visitor at 1440 × 900; leaves with the test, and fails it on a script error or an outside request."""
    context = browser.new_context(viewport=VIEWPORT)
    if guide_read:
        context.add_init_script(GUIDE_READ)
    visitor = Visitor(context.new_page())
    yield visitor
    context.close()
    assert visitor.outside == []
    assert visitor.errors == []
