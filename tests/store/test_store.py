"""The store keeps every revision, writes all or nothing, and never over what someone else wrote."""

import hashlib
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from zipfile import ZipFile

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from loaders.store import Change, ConflictError, Store, StoreBusyError, StoreError
from loaders.stored import engines
from loaders.stored.backups import backup, restore
from loaders.stored.schema import REVISION, drafts, metadata, records

ROOT = Path(__file__).parents[2]


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


@pytest.mark.parametrize("words", ["a\0b", "\ud800", "长" * 201])
def test_what_one_database_would_refuse_none_takes(store, words):
    for change, who in ((Change("note", words, {}), "甲"), (Change("note", "a", {}), words)):
        with pytest.raises(StoreError, match=r"shorten|no text"):
            store.write([change], who=who)
    assert store.latest() == 0


@pytest.mark.parametrize("value", [float("nan"), "\udcff"])
def test_a_body_is_json(store, value):
    with pytest.raises(StoreError, match="correct it"):
        store.write([Change("note", "a", {"x": value})], who="甲")


def test_a_change_and_its_texts_are_written_together_or_not_at_all(store):
    store.write([Change("note", "a", {"x": 1})], who="甲", texts=["正文"])
    digest = hashlib.sha256("正文".encode()).hexdigest()
    assert store.text(digest) == "正文"
    with pytest.raises(ConflictError):
        store.write([Change("note", "a", {})], who="甲", texts=["另文"])
    with pytest.raises(StoreError, match="no text"):
        store.text(hashlib.sha256("另文".encode()).hexdigest())


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


def test_the_shape_of_the_schema_is_that_of_the_newest_migration():
    assert ScriptDirectory(str(engines.MIGRATIONS)).get_current_head() == REVISION


def test_a_store_of_a_newer_program_is_left_alone(open_store, new_url):
    url = new_url()
    with open_store(url).writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="newer program"):
        Store.open(url)


def test_of_many_processes_that_open_a_new_store_one_makes_it(new_url):
    url = new_url()
    code = "import sys; from loaders.store import *; s = Store.open(sys.argv[1]); "
    code += "s.write([Change('note', sys.argv[2], {})], who='x')"
    arguments = [[sys.executable, "-c", code, url, str(number)] for number in range(6)]
    calm = os.environ | {"PLAN_ATLAS_LOG_LEVEL": "error"}  # on a busy machine the log may speak of slow queries
    processes = [subprocess.Popen(each, cwd=ROOT, stderr=subprocess.PIPE, text=True, env=calm) for each in arguments]
    assert [process.communicate()[1] for process in processes] == [""] * 6
    store = Store.open(url)
    assert len(store.current("note")) == 6
    store.close()


def test_postgresql_needs_no_directory_and_no_driver_in_its_url(postgres_url, tmp_path, monkeypatch):
    monkeypatch.setenv("PLAN_ATLAS_STORE", str(tmp_path / "none"))
    for scheme in ("postgresql", "postgres"):
        store = Store.open(postgres_url.replace("postgresql+psycopg", scheme))
        assert store.latest() == 0
        store.close()
    assert not (tmp_path / "none").exists()


def test_who_waits_too_long_for_another_writer_is_told(open_store, new_url, monkeypatch):
    monkeypatch.setattr(engines, "PATIENCE_S", 0.2)
    url = new_url()
    first, second = open_store(url), open_store(url)
    with first.writing(), pytest.raises(StoreBusyError, match="try again"):
        second.write([Change("note", "a", {})], who="甲")
    second.write([Change("note", "a", {})], who="甲")


def test_a_reader_sees_one_moment(open_store, new_url):
    url = new_url()
    first, second = open_store(url), open_store(url)
    first.write([Change("note", "a", {})], who="甲")
    with second.reading() as connection:
        count = select(func.count()).select_from(records)
        before = connection.execute(count).scalar()
        first.write([Change("note", "b", {})], who="甲")
        assert connection.execute(count).scalar() == before == 1


@pytest.mark.parametrize(
    "url", ["nonsense", "nodb://x", "mysql://x", "sqlite://", "sqlite:////dev/null/x.db", "postgresql://127.0.0.1:9/x"]
)
def test_a_url_that_cannot_be_used_is_said(url):
    with pytest.raises(StoreError, match="store cannot be opened"):
        Store.open(url)


def test_a_password_is_not_shown():
    assert "geheim" not in engines.shown("postgresql://me:geheim@127.0.0.1/x")


def test_a_file_that_is_no_database_is_said_and_kept(tmp_path):
    file = tmp_path / "plan.db"
    file.write_bytes(b"not a database" * 100)
    with pytest.raises(StoreError, match="restore a backup"):
        Store.open(f"sqlite:///{file}")
    assert file.read_bytes() == b"not a database" * 100


def test_backup_and_restore_keep_every_revision(store, open_store, tmp_path):
    (first,) = store.write([Change("note", "a", {"名": "水库"})], who="甲")
    store.write([Change("note", "a", None, first.revision)], who="乙", why="撤")
    store.keep_text("正文")
    assert backup(store, tmp_path / "copy.zip") == 3
    other = open_store()
    assert restore(other, tmp_path / "copy.zip") == 3
    assert other.history() == store.history()
    (after,) = other.write([Change("note", "b", {})], who="甲")
    assert after.sequence == 3
    with pytest.raises(StoreError, match="not empty"):
        restore(other, tmp_path / "copy.zip")


def draft_row(draft_id):
    texts = {"draft_id": draft_id, "owner": "甲", "made_at": "2024-10-01", "changed_at": "2024-10-02", "text": "正文"}
    return {**texts, "revision": 3, "dropped": False, "size": 2, "body": {"metadata": {"title": "水利"}}}


def test_drafts_are_backed_up_and_restored(store, open_store, tmp_path):
    with store.writing() as connection:
        connection.execute(insert(drafts), [draft_row("a"), draft_row("b")])
    assert backup(store, tmp_path / "copy.zip") == 2
    other = open_store()
    assert restore(other, tmp_path / "copy.zip") == 2
    with other.reading() as connection:
        rows = connection.execute(select(drafts).order_by(drafts.c.draft_id)).mappings().all()
    assert [dict(row) for row in rows] == [draft_row("a"), draft_row("b")]
    with pytest.raises(StoreError, match="not empty"):
        restore(other, tmp_path / "copy.zip")


def test_a_backup_of_the_time_before_drafts_is_restored(store, open_store, tmp_path):
    store.write([Change("note", "a", {"x": 1})], who="甲")
    backup(store, tmp_path / "copy.zip")
    with ZipFile(tmp_path / "copy.zip") as archive, ZipFile(tmp_path / "old.zip", "w") as old:
        about = json.loads(archive.read("manifest.json"))
        del about["tables"]["drafts"]
        old.writestr("manifest.json", json.dumps({**about, "format": 1}))
        for name in ("records.jsonl", "texts.jsonl"):
            old.writestr(name, archive.read(name))
    other = open_store()
    assert restore(other, tmp_path / "old.zip") == 1
    assert other.history() == store.history()


@pytest.mark.parametrize("harm", ["cut", "changed", "other", "missing"])
def test_half_a_backup_is_refused_whole(store, open_store, tmp_path, harm):
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
    other = open_store()
    with pytest.raises(StoreError, match=r"choose another file|check the path"):
        restore(other, file)
    assert other.history() == ()
