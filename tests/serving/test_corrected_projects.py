"""Corrections one kind at a time, over a served catalog as over one in memory, and taken back again."""

import gc
import weakref

import psycopg
import pytest

from loaders.catalog import Query
from loaders.serving import correcting
from loaders.serving.catalog import ServedCatalog
from loaders.serving.postgis import PostGis
from loaders.store import CorrectionError, Store, correct, corrections, undo_correction
from tests import postgres
from tests.correcting import FORMER, Desk
from tests.serving.conftest import in_memory, served_by

NAMES = ("茶园水库", "桐梓水库", "金洞风电项目", "龙潭古镇")


@pytest.fixture(scope="module")
def built(small_build):
    return in_memory(small_build)


@pytest.fixture(scope="module", params=["duckdb", "postgis"])
def plain(request, small_build, tmp_path_factory):
    url = request.getfixturevalue("lasting_url") if request.param == "postgis" else None
    catalog = served_by(small_build, tmp_path_factory.mktemp("served"), url)
    yield catalog
    catalog.close()


@pytest.fixture
def desk(built, tmp_path):
    with Store.open(f"sqlite:///{tmp_path}/store.db") as store:
        yield Desk(store, built)


def added(desk):
    start = FORMER.index("秀山县桐梓")
    desk.do("add", "former", start, start + 5, {"name": "桐梓泵站", "kind": "reservoir", "adcode": "500241"})


ACTS = {
    "rename": lambda desk: desk.do("rename", desk.project("茶园水库").mention_ids, "茶园大水库"),
    "retype": lambda desk: desk.do("change", desk.project("金洞风电项目").mention_ids, {"kind": "lake"}),
    "stage": lambda desk: desk.do("change", desk.project("金洞风电项目").mention_ids, {"stage": "completed"}),
    "county": lambda desk: desk.do("change", desk.project("郁山湖水库").mention_ids, {"adcode": "500114"}),
    "far": lambda desk: desk.do("change", desk.project("郁山湖水库").mention_ids, {"adcode": "469002"}),
    "move": lambda desk: desk.do("move", desk.project("金洞风电项目").mention_ids, 108.77, 29.53, datum="CGCS2000"),
    "abroad": lambda desk: desk.do("move", desk.project("茶园水库").mention_ids, 110.4, 19.2, datum="CGCS2000"),
    "unplace": lambda desk: desk.do("unplace", desk.project("茶园水库").mention_ids),
    "reject": lambda desk: desk.do("reject", desk.project("濯水景区").mention_ids),
    "reject_later": lambda desk: desk.do("reject", desk.project("茶园水库", "later", "城口县").mention_ids),
    "verify": lambda desk: desk.do("verify", desk.project("茶园水库").mention_ids),
    "split": lambda desk: desk.do(
        "split", desk.project("龙潭古镇").mention_ids[0], [{"name": "龙潭"}, {"name": "古镇", "adcode": "500241"}]
    ),
    "merge": lambda desk: desk.do("merge", desk.project("马西水库").mention_ids, desk.project("郁山湖水库").mention_id),
    "add": added,
    "empty": lambda desk: [
        desk.do("reject", item.mention_ids) for item in desk.catalog.projects() if item.plan_id == "former"
    ],
}


@pytest.mark.parametrize("kind", ACTS)
def test_each_kind_shows_as_in_memory_and_can_be_taken_back(kind, desk, plain):
    ACTS[kind](desk)
    said = corrections(desk.store)
    same(desk.catalog, plain.corrected(said))
    for one in {one.act: one for one in said.items}.values():
        undo_correction(desk.store, one.record_id, who="甲")
    same(desk.show(), plain.corrected(corrections(desk.store)))
    same(desk.plain, plain)


def test_several_together_and_one_after_the_other(desk, plain):
    for kind in ("rename", "county", "reject", "split", "merge", "add", "unplace", "verify"):
        if kind in {"unplace", "verify"}:
            desk.do(kind, desk.project("金洞风电项目").mention_ids)
        else:
            ACTS[kind](desk)
        same(desk.catalog, plain.corrected(corrections(desk.store)))


def test_a_correction_can_be_made_on_it_and_shows_elsewhere(tmp_path, plain):
    """Of a mention in a plan that nobody has corrected yet; the other plan names the project, too."""
    with Store.open(f"sqlite:///{tmp_path}/store.db") as store:
        own = next(item for item in plain.projects() if (item.name, item.plan_id) == ("茶园水库", "former"))
        assert plain.overlay.records["mentions"] == []
        correct(store, plain.overlay_with(own.mention_ids), "rename", own.mention_ids, "茶园大水库", who="甲")
        shown = plain.corrected(corrections(store))
        assert [one.plan_id for one in shown.projects(Query(text="茶园大水库"))] == ["former", "later"]
        assert shown.overlay.status(own.mention_id) == "edited"
        assert shown.build_id.startswith(f"{plain.build_id}-")
        again = shown.overlay_with(["later"])
        start = FORMER.index("桐梓")
        correct(store, again, "add", ["former"], start, start + 2, {"name": "桐梓"}, who="甲")
        with pytest.raises(CorrectionError, match="no such mention"):
            correct(store, again, "verify", ["nothing@1"], who="甲")
        assert len(shown.corrected(corrections(store)).overlay.corrections.items) == len(own.mention_ids) + 1


def test_who_still_uses_the_former_state_goes_on_and_nothing_is_left(desk, plain):
    ACTS["reject"](desk)
    former = plain.corrected(corrections(desk.store))
    number = len(former.projects())
    ACTS["add"](desk)
    newer = plain.corrected(corrections(desk.store))
    assert len(newer.projects()) == number + 1
    assert len(former.projects()) == number
    closed = []
    former._engine.close, close = lambda: closed.append(True), former._engine.close
    gone = weakref.finalize(former, closed.append, None)
    del former
    gc.collect()
    assert not gone.alive
    close()
    assert len(newer.projects()) == number + 1
    assert len(plain.projects()) == number + 1


def test_too_much_is_refused_with_a_sentence(desk, plain, monkeypatch):
    monkeypatch.setattr(correcting, "MOST_TOUCHED", 3)
    ACTS["reject"](desk)
    shown = plain.corrected(corrections(desk.store))
    assert not shown.is_corrected
    assert "更正涉及的规划太多" in shown.notices[-1]
    assert shown.projects() == plain.projects()


def test_an_account_without_temporary_tables_is_told(small_build, desk, lasting_url, tmp_path):
    plain = served_by(small_build, tmp_path, lasting_url)
    database = lasting_url.rpartition("/")[2]
    with psycopg.connect(postgres.plain(lasting_url), autocommit=True) as connection:
        connection.execute(f'REVOKE TEMPORARY ON DATABASE "{database}" FROM PUBLIC')
        connection.execute("CREATE ROLE plain_reader LOGIN")
        for schema in (plain._engine._schema, "public"):
            connection.execute(f'GRANT USAGE ON SCHEMA "{schema}" TO plain_reader')
            connection.execute(f'GRANT SELECT ON ALL TABLES IN SCHEMA "{schema}" TO plain_reader')
    reader = ServedCatalog(PostGis(plain._engine._address.set(username="plain_reader"), plain._engine._schema))
    ACTS["reject"](desk)
    shown = reader.corrected(corrections(desk.store))
    assert not shown.is_corrected
    assert "TEMPORARY" in shown.notices[-1]
    assert shown.projects() == reader.projects() == plain.projects()
    assert shown.build_id == plain.build_id
    reader.close()
    plain.close()


def same(memory, served):
    """Both show the same, without a query and with some."""
    plans = tuple(plan.plan_id for plan in memory.plans())
    assert served.build_id == memory.build_id
    assert served.plan_counties() == memory.plan_counties()
    assert served.base_map() == memory.base_map()
    assert served.quality() == memory.quality()
    assert served.quality_facets() == memory.quality_facets()
    assert served.compare(*plans) == memory.compare(*plans)
    assert served.overlay.outcomes == memory.overlay.outcomes
    for query in (Query(), Query(plans=plans[1:]), Query(text="茶园"), Query(text="大水库"), Query(sectors=("water",))):
        for ask in ("facets", "projects", "tasks", "layers", "composition", "unresolved", "project_rows"):
            assert getattr(served, ask)(query) == getattr(memory, ask)(query), ask
        assert served.profile(None, query) == memory.profile(None, query)
        assert served.map_view(query).layers == memory.map_view(query).layers
    same_records(memory, served)


def same_records(memory, served):
    """All that is asked by an id."""
    records, asked = memory.overlay.records, []
    for mention in records["mentions"]:
        asked += [(ask, mention.mention_id) for ask in ("mention", "feature", "link", "task_of", "excerpt")]
        assert served.overlay.status(mention.mention_id) == memory.overlay.status(mention.mention_id)
    for task in memory.tasks():
        asked += [(ask, task.task_id) for ask in ("task", "clause", "features_of", "areas_of", "mentions_of")]
    asked += [(ask, one.code) for one in records["areas"] for ask in ("features_at", "tasks_at", "area", "area_mark")]
    asked += [("place", one.place_id) for one in (*records["places"], *memory.overlay.read["places"])]
    asked += [("selected", [one.place_id]) for one in records["places"]]
    for ask, own in asked:
        assert getattr(served, ask)(own) == getattr(memory, ask)(own), (ask, own)
    for name in NAMES:
        assert served.named(name, None) == memory.named(name, None)
