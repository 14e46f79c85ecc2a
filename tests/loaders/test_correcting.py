"""Every action of a planner, from the store to what the catalog shows."""

import dataclasses
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from geo.crs import Datum, from_wgs84
from loaders import tables
from loaders.catalog import Catalog
from loaders.checking.check import check
from loaders.models import Candidate
from loaders.storage import TABLES
from loaders.store import ConflictError, CorrectionError, Editor, Store, corrections, undo_correction
from tests.correcting import FORMER, Desk, build_of, write_plans

ROOT = Path(__file__).parents[2]
QIANJIANG = (108.77, 29.53)  # a point in 黔江区


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("correcting")
    return folder / "build", build_of(folder / "build", write_plans(folder / "plans"))


@pytest.fixture
def desk(built, tmp_path):
    store = Store.open(f"sqlite:///{tmp_path}/store.db")
    yield Desk(store, built[1])
    store.close()


def table_bytes(records, folder):
    for name, kind in TABLES.items():
        tables.write(folder / f"{name}.parquet", kind, records[name])
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.parquet"))}


def test_the_reader_finds_what_the_tests_correct(desk):
    assert {"茶园水库", "桐梓水库", "马西水库", "金洞风电项目", "龙潭古镇"} <= set(desk.names())
    assert len(desk.project("茶园水库").mention_ids) == 2
    assert {"茶园水库", "马西水库"} <= set(desk.names("later"))


def test_a_moved_project_is_exact_with_who_when_and_why(desk):
    project = desk.project("金洞风电项目")
    desk.do("move", project.mention_ids, *QIANJIANG, datum="CGCS2000", way="map", why="现场核实")
    moved = desk.project("金洞风电项目")
    assert (moved.geometry.x, moved.geometry.y, moved.precision, moved.source) == (*QIANJIANG, "exact", "correction")
    assert "甲" in moved.reason and "现场核实" in moved.evidence and "地图点选" in moved.evidence
    link = desk.catalog.link(moved.mention_id)
    assert link.rule == "corrected"
    assert project.precision in [candidate.precision for candidate in link.rejected]
    assert desk.catalog.overlay.status(moved.mention_id) == "edited"
    assert desk.catalog.build_id.startswith(desk.plain.build_id + "-")


@pytest.mark.parametrize("datum", [Datum.CGCS2000, Datum.WGS84, Datum.GCJ02, Datum.BD09])
def test_a_typed_position_is_converted_from_its_datum(desk, datum):
    lon, lat = from_wgs84(*QIANJIANG, datum=datum)
    desk.do("move", desk.project("金洞风电项目").mention_ids, lon, lat, datum=str(datum))
    moved = desk.project("金洞风电项目")
    assert (moved.geometry.x, moved.geometry.y) == pytest.approx(QIANJIANG, abs=2e-7)
    position = desk.catalog.overlay.correction(moved.mention_id).state.position
    assert (position.datum, position.given) == (str(datum), (lon, lat))


def test_a_point_in_another_county_is_kept_with_a_warning(desk):
    written = desk.do("move", desk.project("金洞风电项目").mention_ids, 107.39, 29.70, datum="WGS84")
    assert [warning.code for warning in written.warnings] == ["outside_county"]
    moved = desk.project("金洞风电项目")
    assert (moved.county, desk.catalog.place(moved.place_id).county) == ("黔江区", "涪陵区")


def test_a_point_at_sea_is_kept_with_a_warning_and_passes_the_check(desk, built):
    written = desk.do("move", desk.project("金洞风电项目").mention_ids, 112.9, 20.9, datum="WGS84")
    assert [warning.code for warning in written.warnings] == ["outside_counties"]
    report = check(built[0], corrections=corrections(desk.store))
    assert report.errors == 0
    assert report.by_rule["corrected_position"] > 0


@pytest.mark.parametrize("lon, lat", [(29.53, 108.77), (2.35, 48.86), (0, 0), (float("nan"), 29), (1000, 29)])
def test_a_point_outside_china_is_refused(desk, lon, lat):
    with pytest.raises(CorrectionError) as told:
        desk.do("move", desk.project("金洞风电项目").mention_ids, lon, lat, datum="WGS84")
    assert told.value.code in {"not_in_china", "no_number"}
    assert corrections(desk.store).items == ()


def test_an_unknown_datum_is_refused(desk):
    with pytest.raises(CorrectionError, match="datum"):
        desk.do("move", desk.project("金洞风电项目").mention_ids, *QIANJIANG, datum="none")


def test_unplaced_then_reset(desk):
    before = desk.project("金洞风电项目")
    desk.do("unplace", before.mention_ids, why="不是这里")
    gone = desk.project("金洞风电项目")
    assert (gone.precision, gone.geometry) == ("unresolved", None)
    assert "位置有误" in gone.reason
    desk.do("reset", gone.mention_ids)
    assert desk.project("金洞风电项目") == before
    with pytest.raises(CorrectionError, match="nothing to reset"):
        desk.do("reset", gone.mention_ids)


def test_a_chosen_candidate_stays_as_fine_as_it_is(desk):
    project = desk.project("龙潭古镇")
    candidate = Candidate("龙潭镇", "500242", "township", "gazetteer", "同名", "酉阳土家族苗族自治县")
    desk.do("choose", project.mention_ids, candidate)
    chosen = desk.project("龙潭古镇")
    assert (chosen.precision, chosen.source, chosen.township) == ("township", "correction", "龙潭镇")
    assert "龙潭镇" in chosen.reason
    desk.do("choose", project.mention_ids, Candidate("口泉街道", "140214", "township", "gazetteer", "同名"))
    assert (desk.project("龙潭古镇").precision, desk.project("龙潭古镇").township) == ("county", "口泉街道")
    with pytest.raises(CorrectionError, match="no position"):
        desk.do("choose", project.mention_ids, Candidate("不存在镇", "500242", "township", "gazetteer", "x"))


def test_a_chosen_line_runs_between_its_ends(desk):
    project = desk.project("合新高铁")
    assert project.precision == "unresolved"
    desk.do("choose", project.mention_ids, Candidate("重庆—西安", None, "route", "route", "同名，证据相当"))
    chosen = desk.project("合新高铁")
    assert (chosen.precision, chosen.source) == ("route", "correction")
    assert "重庆—西安" in chosen.reason


def test_rename_asks_for_the_place_of_the_new_name(desk):
    project = desk.project("郁山湖水库")
    desk.do("rename", project.mention_ids, "某某水库")
    renamed = desk.project("某某水库")
    assert "郁山湖水库" not in desk.names()
    assert renamed.precision == "county" and renamed.county == project.county
    assert desk.catalog.mentions_of(renamed.task_id)
    correction = desk.catalog.overlay.correction(renamed.mention_id)
    assert (correction.before, correction.after) == ({"name": "郁山湖水库"}, {"name": "某某水库"})


def test_retype_changes_facets(desk):
    project = desk.project("龙潭古镇")
    before = {facet.code: facet.projects for facet in desk.catalog.facets().stages}
    desk.do("change", project.mention_ids, {"kind": "heritage_site", "stage": "completed", "adcode": "500114"})
    changed = desk.project("龙潭古镇")
    assert (changed.kind, changed.sector, changed.stage) == ("heritage_site", "heritage", "completed")
    assert (changed.county, changed.adcode) == ("黔江区", "500114")
    after = {facet.code: facet.projects for facet in desk.catalog.facets().stages}
    assert sum(before.values()) == sum(after.values())
    assert after["计划建成"] == before["计划建成"] + 1
    with pytest.raises(CorrectionError, match="already"):
        desk.do("change", project.mention_ids, {"kind": "heritage_site"})


def test_rejected_mentions_are_gone_and_can_be_taken_back(desk):
    count = desk.catalog.facets().projects
    (written,) = desk.do("reject", desk.project("金洞风电项目").mention_ids).corrections
    assert desk.catalog.facets().projects == count - 1
    undo_correction(desk.store, written.record_id, who="乙")
    assert desk.show().facets().projects == count


def test_verified_mentions_are_sure(desk):
    project = desk.project("桐梓水库")
    desk.do("verify", project.mention_ids)
    assert desk.catalog.overlay.status(project.mention_id) == "verified"
    (mention,) = [one for one in desk.catalog.mentions_of(project.task_id) if one.mention_id == project.mention_id]
    assert mention.confidence == 1.0
    desk.do("rename", project.mention_ids, "桐梓湖水库")
    assert desk.catalog.overlay.status(project.mention_id) == "edited"
    assert desk.catalog.overlay.status("former@1") == "unverified"


def test_an_added_mention_is_placed_like_any_other(desk):
    count = desk.catalog.facets().projects
    start = FORMER.index("早日见效")
    fields = {"name": "石会水库", "kind": "reservoir", "adcode": "500114", "stage": "completed"}
    desk.do("add", "former", start, start + 4, fields, why="漏识别")
    added = desk.project("石会水库")
    assert (added.county, added.sector, added.stage_group) == ("黔江区", "water", "计划建成")
    assert added.task_id == "former#1"
    assert added.precision in {"county", "township"}
    assert desk.catalog.facets().projects == count + 1
    with pytest.raises(CorrectionError, match="has been added"):
        desk.do("add", "former", start, start + 4, fields)
    desk.do("move", added.mention_ids, *QIANJIANG, datum="CGCS2000")
    assert desk.project("石会水库").precision == "exact"


def test_merged_mentions_are_one_project(desk):
    count = desk.catalog.facets().projects
    into, other = desk.project("桐梓水库"), desk.project("马西水库")
    desk.do("merge", (*into.mention_ids, *other.mention_ids), into.mention_id)
    assert desk.catalog.facets().projects == count - 1
    assert set(desk.project("桐梓水库").mention_ids) == {*into.mention_ids, *other.mention_ids}
    with pytest.raises(CorrectionError, match="one mention"):
        desk.do("merge", (into.mention_id,), into.mention_id)


def test_a_split_mention_is_several_projects(desk):
    facets, project = desk.catalog.facets(), desk.project("濯水景区")
    parts = [{"name": "濯水古镇"}, {"name": "蒲花暗河", "kind": "river"}, {"name": "第三处", "adcode": "500242"}]
    written = desk.do("split", project.mention_id, parts)
    after = desk.catalog.facets()
    assert after.projects == facets.projects + 2
    for name in ("kinds", "stages", "precisions"):
        gained = sum(one.projects for one in getattr(after, name)) - sum(one.projects for one in getattr(facets, name))
        assert gained == 2, name
    assert desk.project("第三处").county == "酉阳土家族苗族自治县"
    part = desk.project("蒲花暗河")
    desk.do("rename", part.mention_ids, "蒲花河")
    assert "蒲花河" in desk.names()
    undo_correction(desk.store, written.corrections[0].record_id, who="甲")
    desk.show()
    assert "濯水景区" in desk.names() and "蒲花河" not in desk.names()
    assert [outcome.problem for outcome in desk.catalog.overlay.not_applied] == ["not_split"]


def test_an_action_on_several_mentions_is_undone_as_one(desk):
    project = desk.project("茶园水库")
    first, _ = desk.do("move", project.mention_ids, *QIANJIANG, datum="CGCS2000").corrections
    undo_correction(desk.store, first.record_id, who="甲")
    assert desk.show().overlay.records == desk.plain.overlay.records


def test_undo_goes_back_step_by_step(desk):
    project = desk.project("郁山湖水库")
    for name in ("甲水库", "乙水库"):
        (last,) = desk.do("rename", project.mention_ids, name).corrections
    undo_correction(desk.store, last.record_id, who="甲")
    assert "甲水库" in [one.name for one in desk.show().projects()]
    undo_correction(desk.store, last.record_id, who="甲")
    assert "郁山湖水库" in [one.name for one in desk.show().projects()]
    with pytest.raises(CorrectionError, match="no correction stands"):
        undo_correction(desk.store, last.record_id, who="甲")


def test_whoever_has_not_seen_the_last_correction_is_told_by_whom(desk):
    project = desk.project("郁山湖水库")
    slow = Editor(desk.store, desk.catalog.overlay, who="乙")
    desk.do("rename", project.mention_ids, "甲的水库")
    for action, arguments in (("rename", ("乙的水库",)), ("verify", ()), ("reject", ())):
        with pytest.raises(ConflictError, match="by 甲 at 20"):
            getattr(slow, action)(project.mention_ids, *arguments)
    shown = Editor(desk.store, desk.catalog.overlay, who="乙")
    with pytest.raises(ConflictError, match="甲"):
        shown.rename(project.mention_ids, "乙的水库", seen={project.mention_id: 0})
    shown.rename(project.mention_ids, "乙的水库", seen={project.mention_id: 1})


def test_corrected_tables_pass_the_check(desk, built):
    moved = desk.project("金洞风电项目")
    other = desk.project("荆竹坝风电项目")
    desk.do("move", moved.mention_ids, 107.39, 29.70, datum="WGS84")
    desk.do("move", other.mention_ids, 107.39, 29.70, datum="WGS84")
    desk.do("change", desk.project("龙潭古镇").mention_ids, {"adcode": "110101", "township": "没有镇"})
    desk.do("split", desk.project("濯水景区").mention_id, [{"name": "濯水古镇"}, {"name": "某处"}])
    desk.do("unplace", desk.project("马西水库").mention_ids)
    desk.do("reject", desk.project("郁山湖水库").mention_ids)
    desk.do("add", "former", 0, 3, {"name": "全市项目", "kind": "other", "adcode": "500000"})
    report = check(built[0], corrections=corrections(desk.store))
    assert [finding for finding in report.findings if finding.rule != "corrected_position"][:9] == [
        finding for finding in report.findings if finding.rule == "unlisted_township"
    ]
    assert (report.errors, report.by_rule["corrected_position"] > 0) == (0, True)


def test_counties_and_areas_follow_the_corrections(desk):
    desk.do("change", desk.project("龙潭古镇").mention_ids, {"adcode": "510104"})
    assert desk.catalog.area("510104").name == "锦江区"
    assert "510104" in {facet.code for facet in desk.catalog.facets().counties}
    town = next(one for one in desk.catalog.overlay.records["mentions"] if one.type == "admin")
    desk.do("reject", [town.mention_id])
    assert all(one.mention_id != town.mention_id for one in desk.catalog.overlay.records["mentions"])
    assert desk.catalog.map_view() and desk.catalog.base_map().counties


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=20)
ACTIONS = st.one_of(
    st.tuples(st.just("rename"), NAMES),
    st.tuples(st.just("change"), st.fixed_dictionaries({"kind": st.sampled_from(["lake", "port", "wind_farm"])})),
    st.tuples(st.just("change"), st.fixed_dictionaries({"stage": st.sampled_from(["study", "completed"])})),
    st.tuples(st.just("change"), st.fixed_dictionaries({"adcode": st.sampled_from(["500229", "110101", "460000"])})),
    st.tuples(st.just("split"), st.lists(NAMES, min_size=2, max_size=4, unique_by=str.strip)),
    st.tuples(st.just("reject")),
    st.tuples(st.just("verify")),
    st.tuples(st.just("unplace")),
    st.tuples(st.just("move"), st.floats(97, 120), st.floats(22, 42)),
)


@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(st.lists(st.tuples(st.integers(0, 10_000), ACTIONS), min_size=1, max_size=5))
def test_what_is_taken_back_leaves_every_table_as_it_was(built, tmp_path_factory, steps):
    folder = tmp_path_factory.mktemp("undo")
    store = Store.open(f"sqlite:///{folder}/store.db")
    desk = Desk(store, built[1])
    done = []
    for number, (action, *arguments) in steps:
        mentions = desk.catalog.overlay.records["mentions"]
        chosen = mentions[number % len(mentions)].mention_id
        try:
            if action == "split":
                written = desk.do("split", chosen, [{"name": name} for name in arguments[0]])
            else:
                keywords = {"datum": "GCJ02"} if action == "move" else {}
                written = desk.do(action, [chosen], *arguments, **keywords)
        except CorrectionError:
            continue
        done.append(written.corrections[0].record_id)
        ids = [one.mention_id for one in desk.catalog.overlay.records["mentions"]]
        assert len(ids) == len(set(ids)) == len(desk.catalog.overlay.records["links"])
        assert not desk.catalog.overlay.not_applied
        facets = desk.catalog.facets()
        assert sum(one.projects for one in facets.precisions) == facets.projects == len(desk.catalog.projects())
    for record_id in reversed(done):
        undo_correction(store, record_id, who="甲")
    (folder / "a").mkdir()
    (folder / "b").mkdir()
    after = table_bytes(desk.show().overlay.records, folder / "a")
    assert after == table_bytes(built[1].overlay.records, folder / "b")
    store.close()


def test_the_same_corrections_give_the_same_bytes_in_every_process(desk, built, tmp_path):
    desk.do("move", desk.project("茶园水库").mention_ids, *QIANJIANG, datum="GCJ02")
    desk.do("rename", desk.project("马西水库").mention_ids, "马西湖水库")
    desk.do("split", desk.project("濯水景区").mention_id, [{"name": "濯水古镇"}, {"name": "某处"}])
    code = (
        "import sys, pathlib as p; from loaders import tables; from loaders.catalog import Catalog;"
        "from loaders.storage import TABLES; from loaders.store import Store, corrections;"
        "c = Catalog.open(p.Path(sys.argv[1]), corrections(Store.open(sys.argv[2])));"
        "[tables.write(p.Path(sys.argv[3]) / f'{n}.parquet', k, c.overlay.records[n]) for n, k in TABLES.items()];"
        "print(c.build_id)"
    )
    arguments = [str(built[0]), f"sqlite:///{tmp_path}/store.db", str(tmp_path)]
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        env={"PYTHONHASHSEED": "1", "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    (tmp_path / "own").mkdir()
    assert done.stdout.strip() == desk.catalog.build_id
    own = table_bytes(desk.catalog.overlay.records, tmp_path / "own")
    assert own == {path.name: path.read_bytes() for path in sorted(tmp_path.glob("*.parquet"))}


def test_a_catalog_without_corrections_is_the_build(built):
    catalog = Catalog.open(built[0])
    assert catalog.overlay.records is catalog.overlay.read
    assert dataclasses.asdict(catalog.overlay.corrections) == {"items": (), "digest": "", "notice": ""}
