"""Who may do what in the database: one account publishes, others only read."""

import psycopg
import pytest
from psycopg import errors

from geo.settings import CATALOG
from loaders import opening, storage
from loaders.catalog import Query
from loaders.correcting.models import NO_CORRECTIONS
from loaders.serving import address
from loaders.serving.errors import PublishError
from loaders.serving.publishing import publish, published
from tests import postgres

PUBLISHER, READER, STRANGER = "atlas_publisher", "atlas_reader", "atlas_stranger"


@pytest.fixture
def accounts(serving_url, ask):
    """What the README tells the administrator to run."""
    for account in (PUBLISHER, READER, STRANGER):
        if not ask(f"SELECT 1 FROM pg_roles WHERE rolname = '{account}'"):
            ask(f"CREATE ROLE {account} LOGIN")
    ask(f'GRANT CREATE ON DATABASE "{serving_url.rpartition("/")[2]}" TO {PUBLISHER}')
    return {name: address.read(serving_url).set(username=name) for name in (PUBLISHER, READER, STRANGER)}


def test_a_reader_reads_every_build_and_writes_none(accounts, small_build, sample_build, ask):
    publish(accounts[PUBLISHER], small_build, readers=[READER])
    publish(accounts[PUBLISHER], sample_build)  # what was granted once holds for later builds
    builds, current = published(accounts[READER])
    assert [build.schema_name == current for build in builds] == [True, False]
    for build in builds:
        tables = [name for (name,) in ask(f"SELECT tablename FROM pg_tables WHERE schemaname = '{build.schema_name}'")]
        assert len(tables) > 15
        for table in tables:
            ask(f"SELECT * FROM {build.schema_name}.{table}", READER)
    for statement in (
        f"DELETE FROM {current}.feature",
        f"INSERT INTO {current}.letter VALUES ('a')",
        f"CREATE TABLE {current}.a (b int)",
        f"DROP SCHEMA {current} CASCADE",
        "UPDATE plan_atlas_catalog.published SET previous = NULL",
        "DELETE FROM plan_atlas_catalog.builds",
        "CREATE SCHEMA build_a",
    ):
        with pytest.raises(errors.InsufficientPrivilege):
            ask(statement, READER)
    with pytest.raises(errors.InsufficientPrivilege):
        ask(f"SELECT * FROM {current}.feature", STRANGER)


def test_the_pages_are_answered_through_the_account_that_only_reads(accounts, small_build, sample_build, monkeypatch):
    """A catalog goes on with the build it was opened on; the next look gets what has been published since."""
    monkeypatch.setenv(CATALOG.name, accounts[READER].render_as_string(hide_password=False))
    publish(accounts[PUBLISHER], small_build, readers=[READER])
    first = opening.opened(small_build, NO_CORRECTIONS)
    before = first.facets(Query())
    publish(accounts[PUBLISHER], sample_build)
    second = opening.opened(small_build, NO_CORRECTIONS)
    assert first.facets(Query()) == before
    assert second.facets(Query()).projects == storage.read_manifest(sample_build).rows["features"]
    assert second.build_id != first.build_id
    for catalog in (first, second):
        assert catalog.map_view(Query()).projects == catalog.facets(Query()).projects
        catalog.close()


def test_an_account_named_later_reads_what_is_there(accounts, small_build, ask):
    publish(accounts[PUBLISHER], small_build)
    assert not publish(accounts[PUBLISHER], small_build, readers=[READER]).moved
    current = published(accounts[READER])[1]
    assert ask(f"SELECT count(*) FROM {current}.plan", READER)[0][0] > 0


def test_a_reader_cannot_publish(accounts, small_build, sample_build):
    publish(accounts[PUBLISHER], small_build, readers=[READER])
    for account in (READER, STRANGER):
        with pytest.raises(PublishError, match=f'GRANT CREATE ON DATABASE ".*" TO "{account}"'):
            publish(accounts[account], sample_build)


def test_an_account_that_is_not_there_is_said(accounts, small_build):
    with pytest.raises(PublishError, match='role "nobody" does not exist; what was served before still is'):
        publish(accounts[PUBLISHER], small_build, readers=["nobody"])


def test_missing_postgis_is_said_with_its_repair(postgres_cluster, accounts, small_build):
    url = postgres.new_database(postgres_cluster, "without_postgis")
    with psycopg.connect(postgres.plain(url)) as connection:
        connection.execute(f"GRANT CREATE ON DATABASE without_postgis TO {PUBLISHER}")
    with pytest.raises(PublishError, match="has no PostGIS; let an administrator run in it: CREATE EXTENSION postgis"):
        publish(address.read(url).set(username=PUBLISHER), small_build)
    assert publish(address.read(url), small_build).moved  # who may, makes it


def test_a_server_without_postgis_is_told_what_to_install(accounts, small_build, monkeypatch):
    monkeypatch.setattr("loaders.serving.publishing.EXTENSIONS", {"postgis_not_there": "PostGIS"})
    with pytest.raises(
        PublishError, match=r"the server has no PostGIS; on Debian: apt-get install postgresql-\d+-postgis"
    ):
        publish(accounts[PUBLISHER], small_build)
