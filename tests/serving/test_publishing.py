"""A build in PostgreSQL: whole or not at all, the one before it at hand, and every refusal a sentence."""

import shutil
import threading

import psycopg
import pytest

from loaders import storage
from loaders.cli import main
from loaders.errors import BuildBrokenError
from loaders.serving import address, loading, publishing, schema
from loaders.serving.errors import PublishError
from loaders.serving.publishing import publish, published, roll_back, schema_name
from loaders.store import Change, Store
from tests import postgres

SAME_ROWS = {
    "plans": "plan",
    "tasks": "task",
    "mentions": "mention",
    "links": "link",
    "places": "place",
    "features": "feature",
}


def name_of(build):
    return schema_name(storage.read_manifest(build).build_id)


def served(database):
    return published(database)[1]


def schemas(ask):
    return {name for (name,) in ask("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'build%'")}


def test_all_rows_of_a_build_are_there(database, sample_build, ask):
    done = publish(database, sample_build)
    manifest, name = storage.read_manifest(sample_build), name_of(sample_build)
    assert done[:3] == (manifest.build_id, True, True)
    counts = {table: ask(f"SELECT count(*) FROM {name}.{table}")[0][0] for table in schema.TABLES}
    assert {ours: counts[theirs] for ours, theirs in SAME_ROWS.items()}.items() <= manifest.rows.items()
    assert done.rows == sum(counts.values())
    ((size,),) = ask(f"SELECT sum(octet_length(data)) FROM {name}.pack WHERE name = 'x'")
    assert size == 8 * counts["feature"]
    assert ask(f"SELECT count(*) FROM {name}.task WHERE said LIKE '%建建设设%'")[0][0] > 5
    placed = "SELECT count(*), count(DISTINCT public.ST_SRID(shape)) FROM {}.feature WHERE x IS NOT NULL"
    assert ask(placed.format(name))[0][0] > 100 and ask(placed.format(name))[0][1] == 1


def test_every_index_and_key_is_there(database, small_build, ask):
    publish(database, small_build)
    found = " ".join(text for (text,) in ask("SELECT indexdef FROM pg_indexes WHERE schemaname LIKE 'build%'"))
    assert "USING gist (shape)" in found
    assert "USING gin (said gin_trgm_ops)" in found
    assert len(
        ask("SELECT 1 FROM pg_constraint WHERE contype = 'p' AND connamespace::regnamespace::text ~ '^build'")
    ) == (sum(bool(table.key) for table in schema.TABLES.values()))


def test_the_same_build_again_changes_nothing(database, small_build):
    first = publish(database, small_build)
    before = published(database)
    again = publish(database, small_build)
    assert (again.loaded, again.moved, again.rows) == (False, False, first.rows)
    assert published(database) == before


def test_the_build_before_stays_and_can_be_served_again(database, sample_build, small_build, ask):
    publish(database, sample_build)
    publish(database, small_build, grace_s=0)
    assert schemas(ask) == {name_of(sample_build), name_of(small_build)}
    assert served(database) == name_of(small_build)
    assert roll_back(database) == storage.read_manifest(sample_build).build_id
    assert served(database) == name_of(sample_build)
    done = publish(database, small_build, grace_s=0)
    assert (done.loaded, done.moved) == (False, True)


def copies(build, folder, number):
    """Builds with the same rows and ids of their own."""
    found = []
    for place in range(number):
        copy = folder / str(place)
        shutil.copytree(build, copy)
        path = copy / storage.MANIFEST_NAME
        path.write_text(path.read_text().replace('"build_id": "', f'"build_id": "{place}'))
        found.append(copy)
    return found


def test_older_builds_go_when_nobody_can_be_reading_them(database, small_build, tmp_path, ask):
    builds = copies(small_build, tmp_path, 4)
    names = [name_of(build) for build in builds]
    for build in builds[:3]:
        publish(database, build)
    assert schemas(ask) == set(names[:3])  # replaced less than the grace time ago
    done = publish(database, builds[3], keep=2, grace_s=0)
    assert done.dropped == (names[0],)
    assert schemas(ask) == set(names[1:])
    assert publish(database, builds[3], grace_s=0).dropped == (names[1],)


def test_a_build_that_is_being_read_is_dropped_later(database, serving_url, small_build, tmp_path, ask):
    builds = copies(small_build, tmp_path, 3)
    publish(database, builds[0])
    publish(database, builds[1])
    with psycopg.connect(postgres.plain(serving_url)) as reader:
        before = reader.execute(f"SELECT count(*) FROM {name_of(builds[0])}.feature").fetchone()
        done = publish(database, builds[2], grace_s=0)
        assert (done.dropped, done.left) == ((), (name_of(builds[0]),))
        assert reader.execute(f"SELECT count(*) FROM {name_of(builds[0])}.feature").fetchone() == before
    assert publish(database, builds[2], grace_s=0).dropped == (name_of(builds[0]),)
    assert len(schemas(ask)) == 2


def test_rolling_back_needs_a_build_before(database, small_build):
    for _ in range(2):
        with pytest.raises(PublishError, match="no build before the one served; nothing was changed"):
            roll_back(database)
        publish(database, small_build)


def test_a_build_of_another_version_is_not_served_again(database, small_build, sample_build, ask):
    publish(database, small_build)
    publish(database, sample_build)
    ask("UPDATE plan_atlas_catalog.builds SET layout = layout + 1")
    with pytest.raises(PublishError, match="another version of this program; roll that back as well"):
        roll_back(database)
    assert served(database) == name_of(sample_build)


def test_a_build_that_was_changed_is_refused(database, small_build, sample_build, tmp_path):
    publish(database, sample_build)
    broken = tmp_path / "broken"
    shutil.copytree(small_build, broken)
    with (broken / "tasks" / "00000.parquet").open("ab") as file:
        file.write(b"x")
    with pytest.raises(BuildBrokenError, match="checksum"):
        publish(database, broken)
    assert served(database) == name_of(sample_build)


def test_rows_that_do_not_arrive_change_nothing(database, small_build, sample_build, monkeypatch, ask):
    publish(database, sample_build)
    sent = loading._copy_rows

    def one_less(cursor, some):
        lines = some.data if some.table != "mention" else some.data[some.data.index(b"\n") + 1 :]
        sent(cursor, some._replace(data=lines))

    monkeypatch.setattr(loading, "_copy_rows", one_less)
    with pytest.raises(PublishError, match=r"rows have arrived of .*; nothing was changed"):
        publish(database, small_build)
    assert (served(database), schemas(ask)) == (name_of(sample_build), {name_of(sample_build)})


def test_a_build_made_anew_meanwhile_is_not_published(database, small_build, sample_build, monkeypatch, ask):
    manifests = [storage.read_manifest(small_build), storage.read_manifest(sample_build)]
    monkeypatch.setattr(storage, "read_manifest", lambda directory: manifests.pop(0))
    with pytest.raises(PublishError, match="built anew meanwhile"):
        publish(database, small_build)
    assert schemas(ask) == set()


def test_a_connection_that_breaks_changes_nothing(database, small_build, sample_build, monkeypatch, ask):
    publish(database, sample_build)
    index = loading._index

    def broken(connection, *words):
        ask(f"SELECT pg_terminate_backend({connection.info.backend_pid})")
        index(connection, *words)

    monkeypatch.setattr(loading, "_index", broken)
    with pytest.raises(PublishError, match="what was served before still is"):
        publish(database, small_build)
    assert (served(database), schemas(ask)) == (name_of(sample_build), {name_of(sample_build)})


def test_nothing_is_dropped_while_someone_else_publishes(database, serving_url, small_build, tmp_path, ask):
    builds = copies(small_build, tmp_path, 3)
    for build in builds:
        publish(database, build)
    with publishing.connected(database) as connection, psycopg.connect(postgres.plain(serving_url)) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", (publishing.KEY,))
        assert publishing._sweep(connection, keep=1, grace_s=0) == ((), ())
        other.commit()
        assert publishing._sweep(connection, keep=1, grace_s=0) == ((name_of(builds[0]),), ())


def test_one_publishes_at_a_time(database, serving_url, small_build, monkeypatch):
    monkeypatch.setattr(publishing, "PATIENCE_S", 0.2)
    with psycopg.connect(postgres.plain(serving_url)) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", (publishing.KEY,))
        with pytest.raises(PublishError, match="someone else is publishing"):
            publish(database, small_build)
    assert publish(database, small_build).moved


def test_two_publishers_wait_for_one_another(database, small_build, sample_build, monkeypatch):
    monkeypatch.setattr(publishing, "PATIENCE_S", 60)
    threads = [threading.Thread(target=publish, args=(database, build)) for build in (small_build, sample_build)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {build.schema_name for build in published(database)[0]} == {name_of(small_build), name_of(sample_build)}


@pytest.mark.parametrize("first", ["store", "build"])
def test_the_store_lies_in_the_same_database(first, postgres_cluster, small_build):
    """Whichever came first, neither sees the other's tables."""
    url = postgres.new_database(postgres_cluster, f"shared_{first}", extensions=postgres.SERVING)
    if first == "build":
        publish(address.read(url), small_build)
    with Store.open(url) as store:
        store.write([Change("note", "a", {})], who="甲")
    assert publish(address.read(url), small_build).moved is (first == "store")
    with Store.open(url) as store:
        assert [record.record_id for record in store.current("note")] == ["a"]
    with psycopg.connect(postgres.plain(url)) as connection:
        rows = connection.execute("SELECT tablename, schemaname FROM pg_tables").fetchall()
    assert ("alembic_version", "public") in rows
    assert [schema for name, schema in rows if name in {"feature", "builds"}].count("public") == 0
    assert sum(name == "alembic_version" for name, _ in rows) == 1


def test_the_command_says_what_it_does(serving_url, small_build, sample_build, capsys):
    def said(*words):
        code = main(["publish", "--to", serving_url, "--quiet", *words])
        return code, capsys.readouterr()

    assert "nothing has been published" in said("--list")[1].out
    code, words = said("--build", str(small_build))
    assert code == 0 and "now: " in words.out
    assert "already; nothing to do" in said("--build", str(small_build))[1].out
    assert said("--build", str(sample_build))[0] == 0
    assert "again" in said("--rollback")[1].out
    assert "there already" in said("--build", str(sample_build))[1].out
    lines = said("--list")[1].out.splitlines()
    assert ["served" in line for line in lines] == [True, False]


def test_keeping_none_is_a_wrong_call(serving_url, capsys):
    with pytest.raises(SystemExit) as left:
        main(["publish", "--to", serving_url, "--keep", "0"])
    assert left.value.code == 2 and "at least 1" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("", "no database to publish to; write it as postgresql://"),
        ("sqlite:///a.db", "names no PostgreSQL database"),
        ("postgresql://atlas:geheim@127.0.0.1", "names no PostgreSQL database"),
        ("postgresql://atlas:geheim@127.0.0.1:port/plans", "cannot be read"),
        ("postgresql://atlas:ge@heim@127.0.0.1/plans", "write an @ of the password as %40"),
        ("postgresql://atlas:geheim@127.0.0.1:1/plans", r"plans on 127.0.0.1:1: cannot be reached \("),
        ("postgresql://atlas:geheim@127.0.0.1:1/plans?password=geheim&nosuch=1", "cannot be reached"),
    ],
)
def test_an_address_that_is_wrong_is_said_without_its_password(url, sentence, small_build, monkeypatch, capsys):
    monkeypatch.delenv("PLAN_ATLAS_CATALOG", raising=False)
    assert main(["publish", "--to", url, "--build", str(small_build), "--quiet"]) == 1
    said = capsys.readouterr().err
    assert "heim" not in said and said.count("\n") == 1
    with pytest.raises(PublishError, match=sentence):
        publish(address.read(url), small_build)


def test_the_setting_names_the_database(serving_url, small_build, monkeypatch, capsys):
    monkeypatch.setenv("PLAN_ATLAS_CATALOG", serving_url)
    assert main(["publish", "--build", str(small_build), "--quiet"]) == 0
    assert main(["publish", "--list"]) == 0
