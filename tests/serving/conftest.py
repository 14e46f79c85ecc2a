"""Builds to publish, and the database they are published to (`serving_url`, with PostGIS)."""

import uuid

import psycopg
import pytest

from loaders import dataset, map_views, storage
from loaders.catalog import MemoryCatalog
from loaders.serving import address, embedded, parts, publishing, views
from loaders.serving.catalog import ServedCatalog
from loaders.serving.postgis import PostGis
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


@pytest.fixture(scope="module")
def lowered():
    """Limits so low that the sample plans reach them."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (map_views, views):
            patch.setattr(module, "ALL_AT_ONCE", 20)
            patch.setattr(module, "ONE_BY_ONE", 10)
        yield


@pytest.fixture(scope="module")
def plain_memory(sample_build, lowered):
    """The build of the sample plans in memory, as it was read."""
    return in_memory(sample_build)


@pytest.fixture(scope="module", params=["duckdb", "postgis"])
def plain_served(request, sample_build, lowered, tmp_path_factory):
    """The same served by each of the databases."""
    url = request.getfixturevalue("lasting_url") if request.param == "postgis" else None
    catalog = served_by(sample_build, tmp_path_factory.mktemp("served"), url)
    yield catalog
    catalog.close()


def in_memory(build):
    """A build in memory."""
    manifest = storage.read_manifest(build)
    return MemoryCatalog(manifest, storage.read_tables(build, manifest))


def served_by(build, folder, url=None):
    """A build that PostGIS serves at a URL, or DuckDB from a folder."""
    if url is None:
        manifest = storage.read_manifest(build)
        embedded.make(folder / "catalog.duckdb", parts.opened(build, manifest))
        return ServedCatalog(embedded.Embedded(folder / "catalog.duckdb"))
    database = address.read(url)
    publishing.publish(database, build)
    (schema,) = PostGis(database, "plan_atlas_catalog").rows("SELECT current FROM published")[0]
    return ServedCatalog(PostGis(database, schema))
