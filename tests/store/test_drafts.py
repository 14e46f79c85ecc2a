"""Drafts: for their owner alone until they are saved or dropped; saved with what was decided, both or neither."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from loaders import dataset
from loaders.catalog import Catalog
from loaders.intake.reading import read_file
from loaders.models import Metadata
from loaders.reviewing import (
    REJECTED,
    Review,
    decide_fields,
    decide_rejected,
    decide_verified,
    review_rows,
    same_project,
)
from loaders.store import (
    ConflictError,
    Outcome,
    PlanError,
    Store,
    StoreBusyError,
    active_plans,
    bring_back_draft,
    change_draft,
    corrections,
    drop_draft,
    keep_draft,
    open_draft,
    preview_plan,
    remove_plan,
    save_draft,
    waiting_drafts,
)
from loaders.stored import drafts as drafts_module
from loaders.stored.schema import drafts as table

TEXT = "重庆市水利工作要点(2025年)\n\n一、加强管理。\n二、黔江区开工建设清水水库,开展石岭水库、平凯水库前期工作。\n"
ME, OTHER = "li@example.cn", "zhao@example.cn"


@pytest.fixture(scope="module")
def reading():
    return read_file("水利.txt", TEXT.encode())


@pytest.fixture(scope="module")
def preview():
    return preview_plan(TEXT, Metadata(title="水利2025", jurisdiction="500000"))


def kept(store, reading, preview, **changes):
    draft = keep_draft(store, reading, Metadata(title="水利2025", jurisdiction="500000"), preview.found, who=ME)
    return change_draft(store, replace(draft, **changes), who=ME) if changes else draft


def row_of(rows, name):
    return next(row for row in rows if row.read.name == name)


def reviewed(preview):
    """清水水库 renamed, in another county and verified; 石岭水库 verified; 平凯水库 rejected."""
    rows = review_rows(preview, Review())
    fields = {"name": "濯水水库", "adcode": "500114"}
    review = decide_fields(Review(), [row_of(rows, "清水水库")], fields, verified=True)
    review = decide_verified(review, [row_of(rows, "石岭水库")])
    return decide_rejected(review, [row_of(rows, "平凯水库")])


def test_a_draft_is_as_it_was_left_and_goes_when_it_is_saved(store, reading, preview):
    review = reviewed(preview)
    draft = kept(store, reading, preview, review=review, metadata=Metadata(title="改过"), chosen="")
    (listed,) = waiting_drafts(store, who=ME)
    assert (listed.review, listed.metadata.title, listed.reading.text) == (review, "改过", "")
    opened = open_draft(store, draft.draft_id, who=ME)
    assert opened.reading == reading
    assert save_draft(store, opened, preview, who=ME).outcome is Outcome.ADDED
    assert waiting_drafts(store, who=ME) == ()


def test_nobody_finds_the_draft_of_another_account(store, reading, preview):
    draft = kept(store, reading, preview)
    assert waiting_drafts(store, who=OTHER) == ()
    assert open_draft(store, draft.draft_id, who=OTHER) is None
    with pytest.raises(ConflictError):
        change_draft(store, replace(draft, metadata=Metadata(title="mine")), who=OTHER)
    drop_draft(store, draft.draft_id, who=OTHER)
    assert open_draft(store, draft.draft_id, who=ME).metadata.title == "水利2025"
    assert len(draft.draft_id) >= 20


def test_of_two_windows_the_later_one_is_told(store, reading, preview):
    draft = kept(store, reading, preview)
    change_draft(store, replace(draft, chosen=""), who=ME)
    with pytest.raises(ConflictError, match="another window"):
        change_draft(store, draft, who=ME)


def test_what_was_dropped_comes_back_and_what_is_old_goes(store, reading, preview):
    draft = kept(store, reading, preview)
    drop_draft(store, draft.draft_id, who=ME)
    assert waiting_drafts(store, who=ME) == ()
    bring_back_draft(store, draft.draft_id, who=ME)
    assert len(waiting_drafts(store, who=ME)) == 1
    old = (datetime.now(UTC) - timedelta(days=drafts_module.DAYS + 1)).isoformat()
    with store.writing() as connection:
        connection.execute(update(table).values(changed_at=old))
    assert open_draft(store, draft.draft_id, who=ME) is None
    kept(store, reading, preview)
    with store.reading() as connection:
        assert len(connection.execute(table.select()).all()) == 1


def test_an_account_has_room_for_so_many(store, reading, preview, monkeypatch):
    monkeypatch.setattr(drafts_module, "MOST", 2)
    for _ in range(2):
        last = kept(store, reading, preview)
    with pytest.raises(PlanError, match="drafts are waiting"):
        kept(store, reading, preview)
    drop_draft(store, last.draft_id, who=ME)
    kept(store, reading, preview)
    monkeypatch.setattr(drafts_module, "MOST_CHARACTERS", len(TEXT))
    monkeypatch.setattr(drafts_module, "MOST", 20)
    with pytest.raises(PlanError, match="drafts are waiting"):
        kept(store, reading, preview)


def test_a_review_shows_what_saving_will_bring(preview):
    rows = review_rows(preview, reviewed(preview))
    edited = row_of(rows, "清水水库")
    assert (edited.status, edited.mention.name, edited.mention.county) == ("verified", "濯水水库", "黔江区")
    assert [row_of(rows, name).status for name in ("石岭水库", "平凯水库")] == ["verified", REJECTED]
    assert {row.status for row in rows if row.mention.type == "admin"} == {"unverified"}
    assert len(same_project(rows, edited)) == 1


def test_acts_are_undone_one_by_one(preview):
    rows = review_rows(preview, Review())
    all_verified = decide_verified(Review(), rows)
    other = decide_fields(all_verified, [rows[-1]], {"stage": "approval"}, verified=False)
    assert other.undone().decisions == all_verified.decisions
    assert other.undone().undone() == Review()
    assert Review().undone() == Review()
    back = decide_fields(other, [rows[-1]], {"stage": rows[-1].read.stage}, verified=False)
    assert rows[-1].key not in back.decisions


def test_what_cannot_be_is_refused(preview):
    rows = review_rows(preview, Review())
    with pytest.raises(PlanError.__base__, match="empty"):
        decide_fields(Review(), rows[:1], {"name": " "}, verified=True)


def test_decisions_are_corrections_of_the_kept_plan_after_a_rebuild(tmp_path, monkeypatch, reading, preview):
    monkeypatch.setenv("PLAN_ATLAS_STORE", str(tmp_path / "store"))
    (tmp_path / "plans").mkdir()
    with Store.open() as store:
        draft = kept(store, reading, preview, review=reviewed(preview))
        plan_id = save_draft(store, draft, preview, who=ME).plan_id
        dataset.build(tmp_path / "build", plans_directory=tmp_path / "plans")
        catalog = Catalog.open(tmp_path / "build").corrected(corrections(store))
        named = {one.name: one for one in catalog.overlay.records["mentions"] if one.plan_id == plan_id}
        assert "平凯水库" not in named
        assert "清水水库" not in named
        statuses = {name: catalog.overlay.status(one.mention_id) for name, one in named.items()}
        assert (statuses["濯水水库"], statuses["石岭水库"]) == ("verified", "verified")
        assert catalog.overlay.not_applied == ()
        assert {one.correction.who for one in catalog.overlay.outcomes} == {ME}


def test_a_plan_that_comes_back_keeps_what_was_said_of_it(store, reading, preview):
    rows = review_rows(preview, Review())
    first = kept(
        store, reading, preview, review=decide_fields(Review(), rows[-1:], {"stage": "approval"}, verified=False)
    )
    plan_id = save_draft(store, first, preview, who=ME).plan_id
    remove_plan(store, plan_id, who=ME)
    second = kept(store, reading, preview, review=decide_verified(Review(), rows))
    assert save_draft(store, second, preview, who=OTHER).outcome is Outcome.PUT_BACK
    found = {one.anchor.start_char: one for one in corrections(store).items}
    assert len(found) == len(rows)
    assert found[rows[-1].read.start_char].state.changes == {"stage": "approval"}
    assert {one.state.verified for one in found.values()} == {True}


def test_plan_and_decisions_are_written_both_or_neither(store, reading, preview, monkeypatch):
    draft = kept(store, reading, preview, review=reviewed(preview))
    add, written = Store._add, []

    def fails_late(self, connection, change, **more):
        written.append(change.kind)
        if change.kind == "correction" and written.count("correction") == 2:
            raise StoreBusyError("others keep the store busy; try again")
        return add(self, connection, change, **more)

    monkeypatch.setattr(Store, "_add", fails_late)
    with pytest.raises(StoreBusyError):
        save_draft(store, draft, preview, who=ME)
    monkeypatch.undo()
    assert written[0] == "plan"
    assert active_plans(store) == ()
    assert corrections(store).items == ()
    assert len(waiting_drafts(store, who=ME)) == 1


def test_a_text_that_is_there_already_leaves_the_draft_with_its_decisions(store, reading, preview):
    save_draft(store, kept(store, reading, preview), preview, who=ME)
    draft = kept(store, reading, preview, review=reviewed(preview))
    assert save_draft(store, draft, preview, who=ME).outcome is Outcome.SAME
    assert corrections(store).items == ()
    assert len(waiting_drafts(store, who=ME)) == 1
