"""A served catalog shows corrections as the one in memory does: the same questions again, after corrections."""

import pytest

from loaders.store import Editor, Store, corrections
from tests.serving.test_conformance import (  # noqa: F401 - asked once more, of the corrected catalogs of this module
    choices,
    test_counts_and_lists_are_the_same,
    test_map_shows_every_project_once,
    test_pages_of_projects_in_an_order,
    test_pages_of_tasks_in_an_order,
    test_pages_put_together_are_the_list,
    test_plans_and_base_maps_are_the_same,
    test_records_are_the_same,
    test_records_of_several_are_the_same,
    test_view_holds_what_lies_in_it,
)


@pytest.fixture(scope="module")
def said(plain_memory, tmp_path_factory):
    """Corrections of every kind in both sample plans."""
    with Store.open(f"sqlite:///{tmp_path_factory.mktemp('store')}/store.db") as store:

        def editor():
            return Editor(store, plain_memory.corrected(corrections(store)).overlay, who="甲")

        for plan in plain_memory.plans():
            own = [item for item in plain_memory.projects() if item.plan_id == plan.plan_id]
            points = [item for item in own if item.precision != "route"]
            where = next(item for item in points if item.geometry is not None).geometry.centroid
            editor().reject(points[0].mention_ids)
            editor().rename(points[1].mention_ids, "改过名的新工程")
            editor().change(points[2].mention_ids, {"kind": "lake", "stage": "completed"})
            editor().move(points[3].mention_ids, where.x + 0.01, where.y, datum="CGCS2000")
            editor().unplace(points[4].mention_ids)
            editor().verify(points[5].mention_ids)
            editor().split(points[6].mention_ids[0], [{"name": "甲工程"}, {"name": "乙工程"}, {"name": "丙工程"}])
            editor().merge(points[7].mention_ids, points[8].mention_id)
            editor().move(points[9].mention_ids, 108.77, 29.53, datum="GCJ02")  # in one of the plans far away
            editor().change(points[10].mention_ids, {"adcode": "500229"})
            task = next(task for task in plain_memory.tasks() if task.plan_id == plan.plan_id)
            editor().add(
                plan.plan_id, task.start_char, task.start_char + 6, {"name": "补充的工程", "kind": "reservoir"}
            )
            towns = [one for one in plain_memory.overlay.records["mentions"] if one.type == "admin" and one.task_id]
            editor().reject([next(one.mention_id for one in towns if one.plan_id == plan.plan_id)])
        return corrections(store)


@pytest.fixture(scope="module")
def memory(plain_memory, said):
    return plain_memory.corrected(said)


@pytest.fixture(scope="module")
def served(plain_served, said):
    return plain_served.corrected(said)


def test_outcomes_are_the_same(memory, served, plain_served):
    assert served.is_corrected
    assert served is not plain_served
    assert set(served.overlay.subjects) == set(memory.overlay.subjects)
    assert served.overlay.outcomes == memory.overlay.outcomes
    assert served.overlay.corrections == memory.overlay.corrections
    assert served.notices == memory.notices
    assert len(memory.projects()) != len(plain_served.projects())
