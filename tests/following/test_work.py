"""What has happened stands beside what the plan says; without a record nothing is known."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from loaders.catalog import Catalog, Query, ensure_built
from loaders.following.deadlines import Deadline
from loaders.following.lights import light
from loaders.store import (
    ConflictError,
    ProgressEntry,
    ProgressError,
    ProgressRecord,
    Store,
    Work,
    add_progress,
    add_samples,
    edit_progress,
    progress_records,
    remove_progress,
)

TODAY = date(2024, 10, 1)
ENTRY = ProgressEntry("清水水库", "500114", "start", "2024-03", "开工", "区政府网站", official=True)


@pytest.fixture
def store(tmp_path):
    opened = Store.open(f"sqlite:///{tmp_path}/plan.db")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def catalog():
    ensure_built()
    return Catalog.open()


def record(status, day="2024-03"):
    return ProgressRecord("清水水库", "500114", status, day)


def deadline(month, day):
    return Deadline(date(2024, month, day), "")


@pytest.mark.parametrize(
    ("stage", "by", "status", "colour", "reason"),
    [
        ("completed", deadline(6, 30), None, "grey", "no_record"),
        ("completed", deadline(6, 30), "under_construction", "red", "late"),
        ("completed", deadline(12, 20), "under_construction", "amber", "due_soon"),
        ("completed", deadline(12, 31), "under_construction", "green", "running"),
        ("completed", None, "under_construction", "grey", "no_deadline"),
        ("completed", deadline(6, 30), "completed", "green", "reached"),
        ("under_construction", deadline(6, 30), "start", "green", "reached"),
        ("study", None, "cancelled", "red", "halted"),
        ("designation", deadline(6, 30), "completed", "red", "late"),
        ("none", deadline(6, 30), "start", "red", "late"),
    ],
)
def test_lights(stage, by, status, colour, reason):
    found = [record(status)] if status else []
    shown = light(stage, by, found, date(2024, 10, 1))
    assert (shown.colour, shown.reason) == (colour, reason)


def test_a_record_is_added_edited_removed_and_brought_back(store):
    added = add_progress(store, ENTRY, who="甲")
    edited = edit_progress(store, added, ProgressEntry("清水水库", "500114", "completed", "2024-09-30"), who="乙")
    assert [one.status for one in progress_records(store)] == ["completed"]
    with pytest.raises(ConflictError, match="乙"):
        edit_progress(store, added, ENTRY, who="甲")
    gone = remove_progress(store, edited, who="甲")
    assert progress_records(store) == ()
    store.undo(gone, who="甲")
    assert [one.who for one in progress_records(store)] == ["甲"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"project": " "}, "project"),
        ({"status": "done"}, "status"),
        ({"status": ""}, "status"),
        ({"day": ""}, "day"),
        ({"day": "2024/6"}, "day"),
        ({"day": "２０２４"}, "day"),
        ({"day": "2024-13"}, "no_such_day"),
        ({"day": "2025-02-30"}, "no_such_day"),
        ({"day": "2024-00"}, "no_such_day"),
        ({"day": "2024-00-05"}, "no_month"),
        ({"day": f"{date.today() + timedelta(days=1)}"}, "future"),
        ({"day": f"{date.today().year + 1}"}, "future"),
        ({"note": "长" * 501}, "too_long"),
        ({"source": "https://"}, "address"),
        ({"source": "http://a.gov.cn/a b"}, "address"),
        ({"official": True, "source": "  "}, "no_source"),
    ],
)
def test_what_cannot_be_true_is_refused_whoever_writes_it(store, changes, code):
    values = {"project": "清水水库", "adcode": "500114", "status": "start", "day": "2024", **changes}
    kept = add_progress(store, ENTRY, who="甲")
    for write in (add_progress, lambda store, entry, who: edit_progress(store, kept, entry, who=who)):
        with pytest.raises(ProgressError) as caught:
            write(store, ProgressEntry(**values), who="甲")
        assert caught.value.code == code
    assert progress_records(store) == (kept,)


@pytest.mark.parametrize("day", ["2024", "2024-02", "2024-02-29", f"{date.today():%Y}", f"{date.today():%Y-%m}"])
def test_a_day_that_has_begun_is_kept_as_precisely_as_it_is_known(store, day):
    assert add_progress(store, replace(ENTRY, day=day), who="甲").day == day


def test_samples_come_once_and_what_was_removed_stays_away(store):
    assert add_samples(store) == 14
    first = progress_records(store)[0]
    remove_progress(store, first, who="甲")
    assert add_samples(store) == 0
    assert len(progress_records(store)) == 13


def test_samples_belong_to_projects_of_the_sample_plan_and_change_no_stage(store, catalog):
    add_samples(store)
    work = Work(catalog, progress_records(store), TODAY)
    assert work.unmatched == ()
    followed = [one for one in work.projects(Query()) if one.records]
    assert len({one.records[0].record_id for one in followed}) == 14
    assert {one.feature.mention_id: one.feature.stage for one in followed} == {
        item.mention_id: item.stage for item in catalog.projects() if item.mention_id in {
            one.feature.mention_id for one in followed
        }
    }  # fmt: skip
    assert any(not one.records[0].official for one in followed)


def test_a_record_of_another_county_belongs_to_nothing(catalog):
    feature = next(item for item in catalog.projects() if item.adcode)
    other = next(item.adcode for item in catalog.projects() if item.adcode and item.adcode not in feature.adcodes)
    work = Work(catalog, [ProgressRecord(feature.name, other, "start", "2024")], TODAY)
    assert len(work.unmatched) == 1
    assert work.of(feature).light.reason == "no_record"


def test_the_board_has_every_unit_with_its_projects(store, catalog):
    work = Work(catalog, [], TODAY)
    board = work.board(Query(plans=("qionghai",)))
    tasks = catalog.tasks(Query(plans=("qionghai",)))
    units = {unit for task in tasks for unit in (*task.lead_units, *task.responsible_units)}
    assert {one.unit for one in board} <= units
    assert all(sum(one.lights.values()) == len(one.projects) > 0 for one in board)
