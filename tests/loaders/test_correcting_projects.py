"""A corrected project is corrected wherever plans name it, and nowhere else."""

from tests.correcting import Desk, build_of, write_plans

QIANJIANG = (108.77, 29.53)  # a point in 黔江区
FAR_EAST = (108.80, 29.50)


def test_a_moved_project_moves_in_every_plan_and_says_why(desk):
    desk.do("move", desk.project("茶园水库").mention_ids, *QIANJIANG, datum="CGCS2000", why="现场核实")
    former, later = desk.project("茶园水库"), desk.project("茶园水库", "later", "黔江区")
    assert (later.precision, later.source, later.place_id) == ("exact", "correction", former.place_id)
    assert "甲" in later.reason and "former" in later.reason and "现场核实" in later.evidence
    assert desk.catalog.overlay.status(later.mention_id) == "unverified"
    (row,) = desk.catalog.project_rows().__class__(
        row for row in desk.catalog.project_rows() if row.lead.place_id == former.place_id
    )
    assert {one.plan_id for one in row.features} == {"former", "later"}


def test_the_same_name_in_another_county_is_left_alone(desk):
    before = desk.project("茶园水库", "later", "城口县")
    desk.do("move", desk.project("茶园水库").mention_ids, *QIANJIANG, datum="CGCS2000")
    desk.do("change", desk.project("茶园水库").mention_ids, {"name": "茶园湖", "kind": "lake"})
    assert desk.project("茶园水库", "later", "城口县") == before


def test_moving_one_mention_moves_its_repeats_in_the_plan(desk):
    first, second = desk.project("茶园水库").mention_ids
    desk.do("move", [first], *QIANJIANG, datum="CGCS2000")
    assert desk.catalog.link(second).place_id == desk.catalog.link(first).place_id
    assert desk.project("茶园水库").precision == "exact"


def test_a_renamed_project_is_renamed_in_later_plans(desk):
    desk.do("change", desk.project("马西水库").mention_ids, {"name": "马西湖", "kind": "lake", "stage": "study"})
    later = desk.project("马西湖", "later")
    assert (later.kind, later.stage) == ("lake", "under_construction")
    desk.do("move", desk.project("马西湖").mention_ids, 109.0, 28.5, datum="CGCS2000")
    assert desk.project("马西湖", "later").precision == "exact"


def test_one_renamed_mention_of_several_is_no_renamed_project(desk):
    first, _ = desk.project("茶园水库").mention_ids
    desk.do("rename", [first], "茶园二库")
    assert {"茶园水库", "茶园二库"} <= set(desk.names())
    assert desk.project("茶园水库", "later", "黔江区")


def test_a_changed_county_is_what_one_plan_says(desk):
    before = desk.project("金洞风电项目", "later")
    desk.do("change", desk.project("金洞风电项目").mention_ids, {"adcode": "500242"})
    assert desk.project("金洞风电项目", "later") == before
    desk.do("move", desk.project("金洞风电项目").mention_ids, *QIANJIANG, datum="CGCS2000")
    assert desk.project("金洞风电项目", "later") == before


def test_what_was_said_of_the_other_plan_itself_wins(desk):
    desk.do("move", desk.project("茶园水库", "later", "黔江区").mention_ids, *FAR_EAST, datum="CGCS2000")
    desk.do("move", desk.project("茶园水库").mention_ids, *QIANJIANG, datum="CGCS2000")
    later = desk.project("茶园水库", "later", "黔江区")
    assert (later.geometry.x, later.geometry.y) == FAR_EAST
    desk.do("reset", later.mention_ids)
    assert desk.project("茶园水库", "later", "黔江区").geometry.x == QIANJIANG[0]


def test_of_two_that_move_a_project_the_later_one_wins_elsewhere(desk, tmp_path):
    first, second = desk.project("茶园水库").mention_ids
    desk.do("move", [first], *QIANJIANG, datum="CGCS2000")
    desk.do("move", [second], *FAR_EAST, datum="CGCS2000")
    later = desk.project("茶园水库", "later", "黔江区")
    assert later.geometry.x == FAR_EAST[0]


def test_an_unplaced_project_is_unplaced_in_every_plan(desk):
    desk.do("unplace", desk.project("金洞风电项目").mention_ids)
    assert desk.project("金洞风电项目", "later").precision == "unresolved"


def test_stages_and_rejections_stay_in_their_plan(desk):
    desk.do("change", desk.project("马西水库").mention_ids, {"stage": "designation"})
    desk.do("reject", desk.project("金洞风电项目").mention_ids)
    assert desk.project("马西水库", "later").stage == "under_construction"
    assert desk.project("金洞风电项目", "later")


def test_a_plan_that_comes_later_takes_over_what_was_corrected(desk, tmp_path):
    desk.do("move", desk.project("茶园水库").mention_ids, *QIANJIANG, datum="CGCS2000")
    text = "重庆市第三份要点\n一、加快建设黔江区茶园水库。\n"
    plans = write_plans(tmp_path / "plans", third=text)
    third = Desk(desk.store, build_of(tmp_path / "build", plans))
    assert third.project("茶园水库", "third").geometry.x == QIANJIANG[0]
    assert third.catalog.overlay.not_applied == ()
