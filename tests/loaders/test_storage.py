import json

import pytest

from loaders import storage, tables
from loaders.errors import BuildBrokenError, BuildMissingError, LoaderError
from loaders.models import ProjectFeature


@pytest.fixture
def build(tmp_path, make_plan, make_task):
    directory = tmp_path / "a build"
    directory.mkdir()
    records = {name: [] for name in storage.TABLES} | {"plans": [make_plan()], "tasks": [make_task()]}
    scopes = [storage.PlanScope("plan", ("500114",), (108.0, 29.0, 109.0, 30.0))]
    failed = [storage.FailedPlan("bad.txt", "not UTF-8")]
    storage.write(directory, records, inputs="abc", versions={}, scopes=scopes, failed=failed)
    return directory


def opened(directory):
    return storage.read_tables(directory, storage.read_manifest(directory))


def test_what_was_written_is_read(build, make_task):
    manifest = storage.read_manifest(build)
    assert manifest.failed == (storage.FailedPlan("bad.txt", "not UTF-8"),)
    assert manifest.scopes == (storage.PlanScope("plan", ("500114",), (108.0, 29.0, 109.0, 30.0)),)
    assert manifest.rows["tasks"] == 1
    assert opened(build)["tasks"] == [make_task()]


def test_build_id_follows_the_rows(build, tmp_path, make_plan):
    other = tmp_path / "other"
    other.mkdir()
    records = {name: [] for name in storage.TABLES} | {"plans": [make_plan(text="别的")]}
    assert storage.write(other, records, inputs="abc", versions={}).build_id != storage.read_manifest(build).build_id


def test_tables_are_parted_by_plan_and_places_by_id(
    tmp_path, monkeypatch, make_plan, make_task, make_mention, make_place, link
):
    monkeypatch.setattr(storage, "PLANS_PER_PART", 2)
    monkeypatch.setattr(storage, "PLANS_PER_PLACE_PART", 3)
    plans = [make_plan(name) for name in "abcde"]
    tasks = [make_task(f"{plan.plan_id}#1") for plan in plans]
    mentions = [make_mention(task_id=task.task_id) for task in tasks]
    places = [make_place(f"site:{number}") for number in range(5)]
    links = [link(*pair) for pair in zip(mentions, places, strict=True)]
    records = {name: [] for name in storage.TABLES}
    records |= {"plans": plans, "tasks": tasks, "mentions": mentions, "links": links, "places": places}
    manifest = storage.write(tmp_path, records, inputs="abc", versions={})
    numbers = {name: len(storage.paths(tmp_path, manifest, name)) for name in storage.KINDS}
    assert numbers == dict.fromkeys(storage.KINDS, 1) | dict.fromkeys(storage.PLAN_TABLES, 3) | {"places": 2}
    assert manifest.rows["features"] == manifest.rows["places"] == 5
    assert storage.read_tables(tmp_path, manifest) == records
    features = tables.read(tmp_path / storage.part_name("features", 1), ProjectFeature)
    assert [(feature.plan_id, feature.place_id) for feature in features] == [("c", "site:2"), ("d", "site:3")]


def test_no_build(tmp_path):
    with pytest.raises(BuildMissingError, match="python -m loaders build"):
        storage.read_manifest(tmp_path / "nothing")


def test_half_a_build_without_manifest_is_none(build):
    (build / storage.MANIFEST_NAME).unlink()
    with pytest.raises(BuildMissingError):
        opened(build)


def test_missing_table(build):
    (build / "tasks/00000.parquet").unlink()
    with pytest.raises(BuildBrokenError, match=r"tasks/00000\.parquet: missing"):
        opened(build)


def test_changed_table(build):
    (build / "tasks/00000.parquet").write_bytes(b"PAR1 something else")
    with pytest.raises(BuildBrokenError, match=r"tasks/00000\.parquet: checksum"):
        opened(build)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", f'{{"format": {storage.FORMAT}}}'])
def test_unreadable_manifest(build, text):
    (build / storage.MANIFEST_NAME).write_text(text, encoding="utf-8")
    with pytest.raises(BuildBrokenError, match="unreadable manifest"):
        opened(build)


def test_other_format(build):
    path = build / storage.MANIFEST_NAME
    stated = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(stated | {"format": 0}), encoding="utf-8")
    with pytest.raises(BuildBrokenError, match="format 0"):
        opened(build)


def test_table_of_other_columns(build):
    (build / "tasks/00000.parquet").write_bytes((build / "plans/00000.parquet").read_bytes())
    manifest = storage.read_manifest(build)
    manifest.files["tasks/00000.parquet"] = manifest.files["plans/00000.parquet"]
    with pytest.raises(BuildBrokenError, match="columns"):
        storage.read_tables(build, manifest)


def test_errors_have_one_root():
    assert issubclass(BuildMissingError, LoaderError)
    assert issubclass(BuildBrokenError, LoaderError)
