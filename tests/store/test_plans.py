"""Plans in the store: known again by their text, kept in versions, edited and removed without losing anything."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from loaders.documents import SAMPLE_DIRECTORY
from loaders.models import Metadata
from loaders.stored import adding, plans
from loaders.stored.checks import check
from loaders.stored.errors import ConflictError, PlanError, StoreError
from loaders.stored.models import AddedPlan, Outcome
from loaders.stored.similarity import fingerprint

TITLE = "甲县2026年水利工作要点"
TEXT = f"{TITLE}\n一、黔江区建设清水水库，投资2亿元。\n二、推进石岭水库前期工作；完善管理制度与考核办法。\n"
LATER = TEXT + "三、新建平凯水库，年内完成可行性研究报告审批。\n"
OTHER = "乙县2026年交通工作要点\n一、改造县道，开工建设跨河大桥与客运枢纽。\n"
STATED = Metadata(title=TITLE, document_number="甲府发〔2026〕3号", jurisdiction="500114")


def add(store, text=TEXT, metadata=STATED, **more):
    return adding.add_plan(store, text, metadata, **{"name": "plan.docx", "kind": "docx", "who": "甲", **more})


def test_a_plan_is_kept_with_what_is_stated_of_it(store):
    added = add(store, notes=["页眉已去除"])
    (stored,) = plans.active_plans(store)
    assert added == AddedPlan(Outcome.ADDED, stored.plan_id, 1, stored)
    assert stored.plan_id == f"p-{fingerprint(TEXT)[:8]}"
    assert (stored.metadata, stored.notes, stored.added_by, stored.revision) == (STATED, ("页眉已去除",), "甲", 1)
    assert plans.plan_text(store, stored) == TEXT
    assert stored.shown == STATED.title


@pytest.mark.parametrize(
    "text",
    [TEXT, "\ufeff" + TEXT.replace("\n", "\r\n"), TEXT.replace("，", ",\u3000"), TEXT.replace("。", "。 \u200b\n")],
)
def test_a_text_that_is_there_is_found_again(store, text):
    first = add(store)
    before = store.latest()
    again = add(store, text, Metadata(title="另一个"), name="again.txt", who="乙")
    assert again == AddedPlan(Outcome.SAME, first.plan_id, 1, first.plan)
    assert store.latest() == before


def test_a_text_in_the_folder_of_plans_is_found_again(store):
    text = (SAMPLE_DIRECTORY / "qionghai.txt").read_text(encoding="utf-8")
    assert add(store, text.replace("\n", "\r\n")) == AddedPlan(Outcome.SAME, "qionghai", 1, None)
    assert store.latest() == 0


def test_of_many_who_add_a_text_at_once_one_does(open_store, new_url):
    url = new_url()
    stores = [open_store(url) for _ in range(4)]
    with ThreadPoolExecutor(8) as pool:
        outcomes = [each.outcome for each in pool.map(lambda number: add(stores[number % 4]), range(16))]
    assert sorted(outcomes) == [Outcome.ADDED] + [Outcome.SAME] * 15
    assert len(plans.active_plans(stores[0])) == 1


def test_a_new_version_keeps_the_old_one(store):
    first = add(store)
    second = add(store, LATER, replaces=first.plan_id, who="乙")
    assert (second.outcome, second.plan_id, second.version) == (Outcome.NEW_VERSION, first.plan_id, 2)
    assert [each.version for each in plans.plan_versions(store, first.plan_id)] == [2, 1]
    assert add(store).outcome == Outcome.SAME
    assert add(store).version == 1
    back = plans.restore_version(store, first.plan_id, 1, who="丙")
    assert (back.version, plans.plan_text(store, back), back.added_by, back.changed_by) == (1, TEXT, "甲", "丙")
    third = add(store, OTHER, replaces=first.plan_id)
    assert third.version == 3
    assert [each.version for each in plans.plan_history(store, first.plan_id)] == [3, 1, 2, 1]
    with pytest.raises(PlanError, match="there is 1, 2, 3"):
        plans.restore_version(store, first.plan_id, 9, who="丙")


def test_likely_earlier_versions_are_proposed(store):
    first = add(store)
    other = add(store, OTHER, Metadata(title="乙县要点", jurisdiction="500101"))
    ((found),) = adding.likely_earlier(store, OTHER, replace(STATED, document_number="甲府发[2026]3号"))
    assert (found.plan.plan_id, found.why) == (first.plan_id, "document_number")
    assert [
        each.why for each in adding.likely_earlier(store, "全新。", Metadata(title="甲县 2026 年水利工作要点"))
    ] == ["title"]
    assert [each.why for each in adding.likely_earlier(store, LATER, Metadata())] == ["text"]
    assert adding.likely_earlier(store, LATER, replace(STATED, jurisdiction="500101")) == ()
    assert adding.likely_earlier(store, "另一个计划。", Metadata()) == ()
    plans.remove_plan(store, other.plan_id, who="甲")
    assert adding.likely_earlier(store, OTHER, Metadata()) == ()


def test_what_is_stated_can_be_edited(store):
    first = add(store).plan
    edited = plans.edit_metadata(store, first.plan_id, replace(first.metadata, label=" 水利\n2026 "), who="乙")
    assert (edited.label, edited.title, edited.version, edited.revision) == ("水利 2026", STATED.title, 1, 2)
    same = plans.edit_metadata(store, first.plan_id, edited.metadata, who="丙")
    assert same == edited
    with pytest.raises(ConflictError, match="乙"):
        plans.edit_metadata(store, first.plan_id, STATED, who="丙", seen=1)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"date": "2026-02-30"}, "date"),
        ({"date": "明年"}, "date"),
        ({"jurisdiction": "999999"}, "jurisdiction"),
        ({"title": "长" * 301}, "too_long"),
    ],
)
def test_what_cannot_be_true_is_not_stated(store, wrong, code):
    with pytest.raises(PlanError) as caught:
        add(store, metadata=replace(STATED, **wrong))
    assert caught.value.code == code
    assert store.latest() == 0


@pytest.mark.parametrize("text", ["", " \n\u3000", "a\0b", "\udcff"])
def test_what_is_no_text_is_refused(store, text):
    with pytest.raises(StoreError):
        add(store, text)
    assert store.latest() == 0


def test_a_removed_plan_comes_back(store):
    first = add(store).plan
    gone = plans.remove_plan(store, first.plan_id, who="乙")
    assert gone.removed
    assert plans.active_plans(store) == ()
    with pytest.raises(PlanError, match="undo"):
        plans.edit_metadata(store, first.plan_id, Metadata(), who="乙")
    assert not plans.undo_plan(store, who="甲").removed
    assert plans.undo_plan(store, first.plan_id, who="甲").removed
    assert add(store).outcome == Outcome.PUT_BACK
    assert [each.metadata for each in plans.active_plans(store)] == [STATED]
    assert check(store).faults == ()


def test_what_is_not_there_is_said(store):
    with pytest.raises(PlanError, match="nothing to undo"):
        plans.undo_plan(store, who="甲")
    for call in (plans.stored_plan, plans.plan_history, plans.plan_versions):
        with pytest.raises(PlanError, match="no such plan"):
            call(store, "p-none")
    with pytest.raises(PlanError, match="no such plan"):
        add(store, replaces="p-none")


def test_check_counts_and_finds_what_is_missing(store):
    add(store)
    report = check(store)
    assert (report.records, report.revisions, report.texts, report.faults) == ({"plan": 1}, 1, 1, ())
    from loaders.store import Change

    body = dict(store.get("plan", plans.active_plans(store)[0].plan_id).body)
    store.write([Change("plan", "p-lost", {**body, "text_sha256": "0" * 64})], who="甲")
    assert check(store).faults == ("plan p-lost, revision 1: its text is missing",)
