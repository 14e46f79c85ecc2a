"""Builds to publish, and the database they are published to (`serving_url`, with PostGIS)."""

import uuid

import psycopg
import pytest

from loaders import dataset
from loaders.serving import address
from tests import postgres
from tests.correcting import build_of, write_plans


@pytest.fixture(scope="session")
def sample_build(tmp_path_factory):
    """The build of the two sample plans."""
    folder = tmp_path_factory.mktemp("sample") / "build"
    dataset.build(folder)
    return folder


@pytest.fixture(scope="session")
def small_build(tmp_path_factory):
    """Another, of other plans."""
    folder = tmp_path_factory.mktemp("small")
    build_of(folder / "build", write_plans(folder / "plans"))
    return folder / "build"


@pytest.fixture
def database(serving_url):
    """The address of an empty database to publish to."""
    return address.read(serving_url)


@pytest.fixture
def ask(serving_url):
    """The rows that a statement gives, as the owner of the database or another account."""

    def rows(statement, account="atlas"):
        with psycopg.connect(postgres.plain(serving_url), user=account) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    return rows


@pytest.fixture(scope="module")
def lasting_url(postgres_cluster):
    """A database as `serving_url`, for all tests of a module."""
    return postgres.new_database(postgres_cluster, f"lasting_{uuid.uuid4().hex}", extensions=postgres.SERVING)
