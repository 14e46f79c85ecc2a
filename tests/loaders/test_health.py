"""Whether the program can serve people: each part that may fail, and the command that says so."""

import json
import shutil
from collections import namedtuple

import psycopg
import pytest

from loaders import dataset
from loaders.operating import health as looked_at
from loaders.operating.health import health
from loaders.store import Store
from tests import postgres
from tests.loaders.test_cli import run


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    directory = tmp_path_factory.mktemp("health") / "build"
    dataset.build(directory)
    return directory


@pytest.fixture
def build(built, tmp_path, monkeypatch):
    """A copy of the build that the settings name, with a store and a cache of its own."""
    directory = tmp_path / "build"
    shutil.copytree(built, directory)
    monkeypatch.setenv("PLAN_ATLAS_BUILD", str(directory))
    monkeypatch.setenv("PLAN_ATLAS_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("PLAN_ATLAS_CACHE", str(tmp_path / "cache"))
    return directory


def part(name):
    return next(part for part in health().parts if part.name == name)


def test_all_is_well_and_nothing_was_made(build, tmp_path):
    found = health()
    assert found.ok, found
    assert [part.name for part in found.parts] == ["build", "catalog", "store", "disk"]
    assert [path.name for path in tmp_path.iterdir()] == ["build"]


def test_a_build_that_is_missing_or_not_whole(build):
    (build / "areas" / "00000.parquet").unlink()
    assert not part("build").ok
    assert "areas/00000.parquet is missing" in part("build").detail
    shutil.rmtree(build)
    assert "python -m loaders build" in part("build").detail
    assert not health().ok


def test_a_store_in_a_file(build, tmp_path):
    Store.open().close()
    assert part("store").ok
    (tmp_path / "store" / "plan_atlas.db").write_bytes(b"no database" * 100)
    assert not part("store").ok


def test_a_full_disk(build, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(looked_at.shutil, "disk_usage", lambda path: usage(1, 1, 1000))
    assert not part("disk").ok
    assert "make room" in part("disk").detail


@pytest.fixture(scope="module")
def server():
    with postgres.cluster() as url:
        yield url


def test_store_and_catalog_in_a_database(build, server, monkeypatch):
    url = postgres.new_database(server, "health")
    monkeypatch.setenv("PLAN_ATLAS_DATABASE", url)
    monkeypatch.setenv("PLAN_ATLAS_CATALOG", url)
    assert not part("store").ok
    assert not part("catalog").ok
    assert part("build").ok
    Store.open(url).close()
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("CREATE SCHEMA plan_atlas_catalog")
        connection.execute("CREATE TABLE plan_atlas_catalog.published (current text)")
        assert "nothing is published" in part("catalog").detail
        connection.execute("INSERT INTO plan_atlas_catalog.published VALUES ('build_0123')")
    assert part("catalog").detail == "build_0123 is published"
    assert health().ok, health()


@pytest.mark.parametrize("url", ["postgresql://someone:secret@127.0.0.1:9/none", "://secret", "mysql://secret@x/y"])
def test_a_database_out_of_reach_is_said_without_its_password(build, monkeypatch, url):
    monkeypatch.setenv("PLAN_ATLAS_CATALOG", url)
    assert not part("catalog").ok
    assert part("catalog").detail
    assert "secret" not in part("catalog").detail


def test_the_command(build):
    answer = run("health")
    assert answer.returncode == 0, answer.stdout
    assert [line.split()[:2] for line in answer.stdout.splitlines()] == [
        ["ok", name] for name in ("build", "catalog", "store", "disk")
    ]
    shutil.rmtree(build)
    answer = run("health", "--json")
    assert answer.returncode == 1
    stated = json.loads(answer.stdout)
    assert not stated["ok"]
    assert stated["parts"][0]["name"] == "build"
