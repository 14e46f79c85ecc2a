"""A build holds the plans of the store beside the plan files, and follows every change of them."""

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from loaders import dataset, freshness
from loaders.catalog import Catalog
from loaders.documents import SAMPLE_DIRECTORY
from loaders.models import Metadata
from loaders.store import Store
from loaders.stored import adding, plans
from loaders.stored.backups import backup, restore

ROOT = Path(__file__).parents[2]
TEXT = "黔江区2026年水利要点\n一、年内开工黔江区平凯水库，研究论证石岭水库。\n"
STATED = Metadata(title="黔江区2026年水利要点", jurisdiction="500114")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A place with one plan file and a store of its own."""
    (tmp_path / "plans").mkdir()
    shutil.copy(SAMPLE_DIRECTORY / "qionghai.txt", tmp_path / "plans")
    for name in ("store", "cache"):
        monkeypatch.setenv(f"PLAN_ATLAS_{name.upper()}", str(tmp_path / name))
    return tmp_path


@pytest.fixture
def own(folder):
    store = Store.open()
    yield store
    store.close()


@pytest.fixture
def ensure(folder):
    """Makes the build current and opens it."""

    def make():
        dataset.ensure(folder / "build", plans_directory=folder / "plans")
        return Catalog.open(folder / "build")

    return make


@pytest.fixture
def is_current(folder):
    return lambda: freshness.is_current(folder / "build", plans_directory=folder / "plans")


def add(store, text=TEXT, metadata=STATED, **more):
    return adding.add_plan(store, text, metadata, name="要点.docx", kind="docx", who="甲", **more).plan_id


def files_of(directory):
    files = (path for path in sorted(directory.rglob("*")) if path.is_file())
    return {path.relative_to(directory).as_posix(): path.read_bytes() for path in files}


def test_the_build_follows_the_store(folder, own, ensure, is_current):
    without = ensure().build_id
    plan_id = add(own)
    assert not is_current()
    catalog = ensure()
    assert [plan.plan_id for plan in catalog.plans()] == ["qionghai", plan_id]
    assert {feature.name for feature in catalog.projects() if feature.plan_id == plan_id} == {"平凯水库", "石岭水库"}
    assert is_current()

    plans.edit_metadata(own, plan_id, replace(STATED, label="水利"), who="甲")
    assert [plan.label for plan in ensure().plans()][1] == "水利"
    add(own, TEXT.replace("平凯", "清水"), replaces=plan_id)
    assert "清水水库" in {feature.name for feature in ensure().projects()}
    plans.restore_version(own, plan_id, 1, who="甲")
    assert "平凯水库" in {feature.name for feature in ensure().projects()}
    plans.remove_plan(own, plan_id, who="甲")
    assert ensure().build_id == without
    plans.undo_plan(own, plan_id, who="甲")
    assert len(ensure().plans()) == 2


def test_rows_of_the_cache_are_those_of_a_fresh_build(folder, own, ensure):
    ensure()
    add(own)
    add(own, TEXT.replace("水库", "水电站"))
    assert len(list((folder / "cache" / "plans").iterdir())) == 1
    ensure()
    assert len(list((folder / "cache" / "plans").iterdir())) == 3
    dataset.build(folder / "fresh", plans_directory=folder / "plans")
    assert files_of(folder / "fresh") == files_of(folder / "build")
    for path in (folder / "cache" / "plans").iterdir():
        path.write_bytes(path.read_bytes()[:-9])
    shutil.rmtree(folder / "build")
    ensure()
    assert files_of(folder / "fresh") == files_of(folder / "build")


def test_a_cache_that_cannot_be_written_is_only_slower(folder, ensure, monkeypatch):
    (folder / "file").touch()
    monkeypatch.setenv("PLAN_ATLAS_CACHE", str(folder / "file"))
    assert len(ensure().plans()) == 1


def test_a_store_that_comes_from_a_backup_gives_the_same_build(folder, own, ensure, monkeypatch):
    add(own)
    add(own, TEXT.replace("水库", "水电站"))
    before = ensure().build_id
    backup(own, folder / "copy.zip")
    monkeypatch.setenv("PLAN_ATLAS_STORE", str(folder / "other"))
    other = Store.open()
    restore(other, folder / "copy.zip")
    other.close()
    assert ensure().build_id == before


def test_a_broken_store_does_not_lose_the_plan_files(folder, ensure, is_current):
    (folder / "store").mkdir()
    (folder / "store" / "plan_atlas.db").write_bytes(b"not a database" * 100)
    catalog = ensure()
    assert [plan.plan_id for plan in catalog.plans()] == ["qionghai"]
    assert "未能从数据库读出" in catalog.notices[0]
    assert is_current()


def test_a_build_stays_while_the_store_is_out_of_reach(folder, own, ensure, is_current, monkeypatch):
    add(own)
    assert len(ensure().plans()) == 2
    with monkeypatch.context() as patch:
        patch.setenv("PLAN_ATLAS_DATABASE", "postgresql://127.0.0.1:9/nowhere")
        assert is_current()
        assert len(ensure().plans()) == 2
        shutil.copy(SAMPLE_DIRECTORY / "chongqing.txt", folder / "plans")
        assert not is_current()
        assert len(ensure().plans()) == 2
        assert ensure().notices
    assert not is_current()
    assert len(ensure().plans()) == 3
    assert not ensure().notices


def test_a_file_with_the_id_of_a_stored_plan_is_said(folder, own, ensure):
    plan_id = add(own)
    (folder / "plans" / f"{plan_id}.txt").write_text("一、推进甲水库。\n", encoding="utf-8")
    (failed,) = ensure().failed
    assert "rename that file" in failed.reason


def test_another_process_sees_what_this_one_adds(folder, own, ensure):
    code = "import sys, pathlib as p; from loaders.dataset import ensure; a, b = map(p.Path, sys.argv[1:])\n"
    code += "for _ in sys.stdin: print(ensure(a, plans_directory=b).rows['plans'], flush=True)"
    command = [sys.executable, "-c", code, folder / "build", folder / "plans"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        found = []
        for text in (TEXT, TEXT.replace("平凯", "清水"), ""):
            other.stdin.write("now\n")
            other.stdin.flush()
            found.append(other.stdout.readline().strip())
            if text:
                add(own, text)
        other.stdin.close()
    assert found == ["1", "2", "3"]
    assert len(ensure().plans()) == 3


def test_without_a_store_no_database_library_is_loaded(folder):
    code = "import sys, loaders.catalog as c; c.ensure_built(); c.ensure_built()\n"
    code += "print([name for name in sys.modules if name in {'sqlalchemy', 'alembic'}])"
    answer = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"
