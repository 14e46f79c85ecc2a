"""The store keeps every revision, writes all or nothing, and never over what someone else wrote."""

import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from zipfile import ZipFile

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from loaders.store import Change, ConflictError, Store, StoreError
from loaders.stored.backups import backup, restore
from loaders.stored.schema import metadata, records


@pytest.fixture
def store(tmp_path):
    opened = Store.open(f"sqlite:///{tmp_path}/store/plan.db")
    yield opened
    opened.close()


def test_a_record_has_its_revisions_and_the_newest_is_present(store):
    (first,) = store.write([Change("note", "a", {"x": 1})], who="甲", why="新增")
    (second,) = store.write([Change("note", "a", {"x": 2}, first.revision)], who="乙")
    assert store.current("note") == (second,)
    assert store.history("note", "a") == (second, first)
    assert (first.who, first.why, first.revision, second.revision) == ("甲", "新增", 1, 2)
    assert store.latest() == second.sequence


def test_who_has_seen_an_older_revision_writes_nothing_at_all(store):
    store.write([Change("note", "a", {"x": 1})], who="甲")
    with pytest.raises(ConflictError, match="甲"):
        store.write([Change("note", "b", {}), Change("note", "a", {"x": 9})], who="乙")
    assert [record.body for record in store.current("note")] == [{"x": 1}]


def test_what_is_taken_away_comes_back(store):
    (first,) = store.write([Change("note", "a", {"x": 1})], who="甲")
    (gone,) = store.write([Change("note", "a", None, first.revision)], who="甲")
    assert store.current("note") == ()
    assert store.undo(gone, who="甲").body == {"x": 1}
    assert [record.body for record in store.current("note")] == [{"x": 1}]
    with pytest.raises(ConflictError):
        store.undo(first, who="甲")


def test_history_cannot_be_rewritten(store):
    store.write([Change("note", "a", {"x": 1})], who="甲")
    for statement in (update(records).values(who="乙"), delete(records)):
        with pytest.raises((DBAPIError, StoreError)), store.writing() as connection:
            connection.execute(statement)
    assert store.get("note", "a").who == "甲"


def test_of_many_that_write_the_same_record_one_wins_each_round(store):
    def edit(_):
        seen = store.get("count", "n")
        body = {"n": (seen.body["n"] if seen else 0) + 1}
        try:
            return store.write([Change("count", "n", body, seen.revision if seen else 0)], who="甲")
        except ConflictError:
            return None

    with ThreadPoolExecutor(8) as pool:
        done = [result for result in pool.map(edit, range(60)) if result]
    last = store.get("count", "n")
    assert last.body["n"] == last.revision == len(done) > 0


def test_a_record_has_a_limit(store):
    with pytest.raises(StoreError, match="shorten"):
        store.write([Change("note", "a", {"x": "长" * 200_001})], who="甲")


def test_texts_are_kept_once(store):
    assert store.keep_text("正文") == store.keep_text("正文")
    assert store.text(store.keep_text("正文")) == "正文"
    with pytest.raises(StoreError, match="backup"):
        store.text("0" * 64)


def test_migrations_make_the_tables_of_the_schema(store):
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    with store.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_store_of_a_newer_program_is_left_alone(tmp_path):
    url = f"sqlite:///{tmp_path}/plan.db"
    Store.open(url).close()
    with sqlite3.connect(tmp_path / "plan.db") as file:
        file.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="newer program"):
        Store.open(url)


@pytest.mark.parametrize("url", ["nonsense", "nodb://x", "sqlite:////dev/null/x.db"])
def test_a_url_that_cannot_be_used_is_said(url):
    with pytest.raises(StoreError, match="store cannot be opened"):
        Store.open(url)


def test_a_file_that_is_no_database_is_said_and_kept(tmp_path):
    file = tmp_path / "plan.db"
    file.write_bytes(b"not a database" * 100)
    with pytest.raises(StoreError, match="restore a backup"):
        Store.open(f"sqlite:///{file}")
    assert file.read_bytes() == b"not a database" * 100


def test_backup_and_restore_keep_every_revision(store, tmp_path):
    (first,) = store.write([Change("note", "a", {"名": "水库"})], who="甲")
    store.write([Change("note", "a", None, first.revision)], who="乙", why="撤")
    store.keep_text("正文")
    assert backup(store, tmp_path / "copy.zip") == 3
    other = Store.open(f"sqlite:///{tmp_path}/other.db")
    assert restore(other, tmp_path / "copy.zip") == 3
    assert other.history() == store.history()
    (after,) = other.write([Change("note", "b", {})], who="甲")
    assert after.sequence == 3
    with pytest.raises(StoreError, match="not empty"):
        restore(other, tmp_path / "copy.zip")


@pytest.mark.parametrize("harm", ["cut", "changed", "other", "missing"])
def test_half_a_backup_is_refused_whole(store, tmp_path, harm):
    store.write([Change("note", "a", {"x": 1})], who="甲")
    file = tmp_path / "copy.zip"
    backup(store, file)
    if harm == "cut":
        file.write_bytes(file.read_bytes()[:-40])
    elif harm == "changed":
        with ZipFile(file) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        with ZipFile(file, "w") as archive:
            for name, content in parts.items():
                archive.writestr(name, content.replace(b'"x": 1', b'"x": 2'))
    elif harm == "other":
        file.write_text(json.dumps({}))
    else:
        file.unlink()
    other = Store.open(f"sqlite:///{tmp_path}/other.db")
    with pytest.raises(StoreError, match=r"choose another file|check the path"):
        restore(other, file)
    assert other.history() == ()
