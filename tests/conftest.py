"""Factories that every suite shares."""

import hashlib
from pathlib import Path

import pytest

from geo.gazetteer import Gazetteer
from loaders.models import PlanDocument
from tests import postgres

BROWSER_TESTS = Path(__file__).parent / "browser"
LEFT_OUT = pytest.StashKey[int]()


def pytest_addoption(parser):
    parser.addoption("--run-browser", action="store_true", help="also run the tests that drive Debian's Chromium")


def pytest_collection_modifyitems(config, items):
    """Mark every test below `browser/`; without the option leave them out and say so at the end."""
    driven = [item for item in items if BROWSER_TESTS in item.path.parents]
    for item in driven:
        item.add_marker("browser")
    if driven and not config.getoption("--run-browser"):
        items[:] = [item for item in items if item not in driven]
        config.hook.pytest_deselected(items=driven)
        config.stash[LEFT_OUT] = len(driven)


def pytest_terminal_summary(terminalreporter, config):
    left_out = config.stash.get(LEFT_OUT, 0)
    if left_out:
        terminalreporter.write_line(f"{left_out} browser tests left out; pass --run-browser to run them", yellow=True)


@pytest.fixture(scope="session", autouse=True)
def nothing_of_the_planner(tmp_path_factory):
    """What a planner keeps in local files, the store and the cache is no part of any test."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("LOCAL_GAZETTEER", "STORE", "CACHE"):
            patch.setenv(f"PLAN_ATLAS_{name}", str(tmp_path_factory.mktemp(name.lower())))
        patch.delenv("PLAN_ATLAS_DATABASE", raising=False)
        yield


@pytest.fixture(scope="session")
def postgres_cluster():
    """The URL of a PostgreSQL of our own, started when the first test asks for it."""
    with postgres.cluster() as url:
        yield url


@pytest.fixture(scope="session")
def serving_database(postgres_cluster):
    return postgres.new_database(postgres_cluster, "serving", extensions=postgres.SERVING)


@pytest.fixture
def serving_url(serving_database):
    """A database with PostGIS and pg_trgm, into which nothing is published yet."""
    yield serving_database
    postgres.drop_schemas(serving_database)


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return Gazetteer.load()


@pytest.fixture
def make_document():
    """A PlanDocument from a text and, where it matters, the adcode of its issuer."""

    def make(text: str, jurisdiction: str | None = None) -> PlanDocument:
        digest = hashlib.sha256(text.encode()).hexdigest()
        return PlanDocument("plan", None, "[plan]", None, jurisdiction, None, None, text, digest)

    return make
