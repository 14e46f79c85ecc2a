"""Correcting from the screen: every action changes what the pages show and can be taken back; readers only look."""

import json

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from geo.crs import Datum, from_wgs84
from loaders import dataset
from loaders.catalog import Catalog, OnlineMap
from loaders.store import (
    LOCAL_USER,
    Role,
    Store,
    StoreError,
    User,
    correct,
    corrections,
    export_csv,
    redo_correction,
    undone_corrections,
)
from pages.components import access, correct_pick
from pages.components import catalog as handle_module
from pages.components.folium_map import Ground
from tests.correcting import write_plans

HOSTILE = "<img src=x onerror=alert(1)>{{7*7}}`${1}`**b**"
NAME = "金洞风电项目"


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    folder = tmp_path_factory.mktemp("correcting")
    dataset.build(folder / "build", plans_directory=write_plans(folder / "plans"))
    return folder / "build"


@pytest.fixture
def own_store(monkeypatch, tmp_path):
    monkeypatch.setenv("PLAN_ATLAS_STORE", str(tmp_path / "store"))


class Screen:
    """The panel of a project on the map, and its form."""

    def __init__(self, app, build):
        self.app, self.build = app, build

    @property
    def catalog(self):
        with Store.open() as store:
            return Catalog.open(self.build, corrections(store))

    def project(self, name, plan="former"):
        found = [one for one in self.catalog.projects() if (one.name, one.plan_id) == (name, plan)]
        return found[0] if found else None

    def open(self, name=NAME):
        one = Catalog.open(self.build)
        feature = next(item for item in one.projects() if (item.name, item.plan_id) == (name, "former"))
        self.app.open(plan="former", task=feature.task_id, place=feature.place_id or feature.mention_id)
        return self

    def form(self, action):
        self.app.test.session_state["correct"] = True
        self.app.test.run()
        next(one for one in self.app.test.get("button_group") if "correct_action" in one.key).set_value(action)
        self.app.test.run()
        assert not self.app.test.exception
        return self

    def widget(self, kind, part):
        return next(one for one in self.app.test.get(kind) if one.key and f"correct_{part}_" in one.key)

    def save(self):
        self.app.test.button(key="correct_save").click().run()
        assert not self.app.test.exception
        return self.app.page_html

    def undo(self):
        self.app.test.button(key="correction_undo").click().run()
        assert not self.app.test.exception
        return self.app.page_html


@pytest.fixture
def screen(own_store, app, build, monkeypatch):
    monkeypatch.setattr(handle_module, "DIRECTORY", build)
    monkeypatch.setattr(handle_module, "ensure_built", lambda *_, **__: Catalog.open(build).build_id)
    return Screen(app, build)


def test_a_project_nobody_has_looked_at_is_unverified_until_verified(screen):
    screen.open()
    assert "status-unverified" in screen.app.page_html
    page = screen.form("verify").save()
    assert "status-verified" in page
    assert "已保存“核实无误”" in page
    assert screen.catalog.overlay.status(screen.project(NAME).mention_id) == "verified"
    page = screen.undo()
    assert "status-unverified" in page
    assert "已撤销上一次更正" in page


def test_a_new_name_shows_at_once_and_is_taken_back(screen):
    screen.open().form("rename")
    assert screen.app.test.button(key="correct_save").disabled
    screen.widget("text_input", "name").set_value("金洞山风电场").run()
    assert f"<del>{NAME}</del> → <ins>金洞山风电场</ins>" in screen.app.page_html
    page = screen.save()
    assert "金洞山风电场" in screen.app.body
    assert "status-edited" in page
    assert LOCAL_USER.name in page
    assert screen.project("金洞山风电场")
    screen.undo()
    assert "金洞山风电场" not in screen.app.body
    assert screen.project(NAME)


def test_attributes_are_chosen_from_their_lists(screen):
    screen.open().form("change")
    screen.widget("selectbox", "kind").set_value("reservoir").run()
    screen.widget("selectbox", "stage").set_value("completed").run()
    screen.widget("selectbox", "adcode").set_value("500242").run()
    screen.widget("text_input", "why").set_value("批复文件").run()
    screen.save()
    found = screen.project(NAME)
    assert (found.kind, found.sector, found.stage, found.adcode) == ("reservoir", "water", "completed", "500242")
    assert screen.catalog.overlay.correction(found.mention_id).why == "批复文件"


def test_a_project_that_is_none_leaves_the_map(screen):
    count = len(screen.catalog.projects())
    screen.open().form("reject").save()
    assert len(screen.catalog.projects()) == count - 1
    assert not screen.app.test.exception
    screen.undo()
    assert len(screen.catalog.projects()) == count
    assert "status-unverified" in screen.app.page_html


def moved(screen, lon, lat, datum="CGCS2000"):
    screen.open().form("move")
    screen.widget("button_group", "way").set_value("typed").run()
    screen.widget("number_input", "lon").set_value(lon).run()
    screen.widget("number_input", "lat").set_value(lat).run()
    assert screen.app.test.button(key="correct_save").disabled
    screen.widget("selectbox", "datum").set_value(datum).run()
    return screen.save()


def test_a_typed_point_asks_for_its_datum(screen):
    page = moved(screen, 108.77, 29.53)
    found = screen.project(NAME)
    assert (found.precision, found.geometry.x, found.geometry.y) == ("exact", 108.77, 29.53)
    assert "已保存“移动位置”" in page
    assert screen.app.query["place"] == [found.mention_id]
    screen.form("reset").save()
    assert screen.project(NAME).source != "correction"


def test_a_point_in_another_county_is_kept_only_when_asked_twice(screen):
    page = moved(screen, 107.39, 29.70, "GCJ02")
    assert "这个点在涪陵区境内,不在黔江区。" in page
    assert not screen.catalog.overlay.corrections.items
    assert screen.app.test.button(key="correct_save").label == "仍要保存"
    screen.save()
    assert screen.project(NAME).source == "correction"


def test_a_point_outside_china_is_refused_in_words(screen):
    assert "这个坐标不在中国境内" in moved(screen, 29.53, 108.77)
    assert screen.app.test.button(key="correct_save").label == "保存"
    assert not screen.catalog.overlay.corrections.items


def pointed(screen, lon, lat, online=None):
    """The form of a move after a click on the map, whose answer AppTest cannot give."""
    screen.app.test.button(key="correct_pick").click().run()
    state = {"correct_spot": screen.app.test.session_state["correct_spot"]}
    assert state["correct_spot"].is_open
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(correct_pick.st, "session_state", state)
        correct_pick.take(Ground(None, online), f"{lon},{lat}")
    screen.app.test.session_state["correct_spot"] = state["correct_spot"]
    screen.app.test.run()
    assert not screen.app.test.exception
    return screen.app.page_html


def test_a_point_clicked_on_the_map_is_proposed_with_its_county_and_kept(screen):
    screen.open().form("move")
    assert screen.app.test.button(key="correct_save").disabled
    assert "<ins>108.770000°E,29.530000°N CGCS2000 · 黔江区</ins>" in pointed(screen, 108.77, 29.53)
    screen.widget("text_input", "why").set_value("现场核实").run()
    screen.save()
    found = screen.project(NAME)
    assert (found.precision, found.geometry.x, found.geometry.y) == ("exact", 108.77, 29.53)
    made = screen.catalog.overlay.correction(found.mention_id)
    assert (made.state.position.way, made.why) == ("map", "现场核实")
    assert "correct_spot" not in screen.app.test.session_state


def test_a_point_clicked_on_a_shifted_map_is_shifted_back(screen):
    amap = OnlineMap("amap", "", "", (), datum=Datum.GCJ02)
    screen.open().form("move")
    lon, lat = from_wgs84(108.77, 29.53, datum=Datum.GCJ02)
    pointed(screen, lon, lat, amap)
    assert correct_pick.drawn_at(screen.app.test.session_state["correct_spot"].spot, "GCJ02") == pytest.approx(
        (lon, lat), abs=1e-6
    )
    screen.save()
    found = screen.project(NAME)
    assert (found.geometry.x, found.geometry.y) == pytest.approx((108.77, 29.53), abs=1e-6)
    assert screen.catalog.overlay.correction(found.mention_id).state.position.datum == "GCJ02"


def test_a_point_clicked_in_another_county_is_doubted_at_once(screen):
    screen.open().form("move")
    assert "这个点在涪陵区境内,不在黔江区。" in pointed(screen, 107.39, 29.70)
    assert screen.app.test.button(key="correct_save").label == "仍要保存"
    screen.save()
    assert screen.project(NAME).source == "correction"


def test_a_point_clicked_outside_china_is_refused_and_choosing_can_be_given_up(screen):
    screen.open().form("move")
    assert "这个坐标不在中国境内" in pointed(screen, 2.35, 48.86)
    assert screen.app.test.button(key="correct_save").disabled
    button = screen.app.test.button(key="correct_pick")
    assert (button.label, button.click().run().button(key="correct_pick").label) == ("重新点选", "取消点选")
    screen.app.test.button(key="correct_pick").click().run()
    assert not screen.app.test.session_state["correct_spot"].is_open
    screen.app.test.session_state["correct"] = False
    screen.app.test.run()
    assert "correct_spot" not in screen.app.test.session_state


@pytest.mark.parametrize("said", ["", "x,y", "1", "1,2,3", "nan,1", "inf,2"])
def test_what_is_no_point_is_none(monkeypatch, said):
    state = {"correct_spot": correct_pick.Pick("m", None)}
    monkeypatch.setattr(correct_pick.st, "session_state", state)
    correct_pick.take(Ground(None), said)
    assert state["correct_spot"] == correct_pick.Pick("m", None, is_open=False)


def test_a_mention_may_be_of_another_type(screen):
    screen.open().form("change")
    assert not [one for one in screen.app.test.selectbox if "correct_admin_level_" in (one.key or "")]
    screen.widget("selectbox", "type").set_value("admin").run()
    screen.widget("selectbox", "admin_level").set_value("village").run()
    assert not [one for one in screen.app.test.selectbox if "correct_kind_" in (one.key or "")]
    before = screen.project(NAME)
    screen.save()
    assert screen.project(NAME) is None
    made = screen.catalog.overlay.correction(before.mention_id)
    assert (made.after["type"], made.after["admin_level"]) == ("admin", "village")
    assert made.before["type"] == "project"
    screen.undo()
    assert screen.project(NAME)


def test_a_position_is_taken_away_and_a_candidate_chosen(screen):
    screen.open("郁山湖水库").form("unplace").save()
    assert screen.project("郁山湖水库").precision == "unresolved"
    screen.form("move")
    screen.widget("button_group", "way").set_value("candidate").run()
    screen.widget("selectbox", "candidate").select_index(0).run()
    screen.save()
    found = screen.project("郁山湖水库")
    assert (found.source, found.precision == "unresolved") == ("correction", False)


def adding(screen, words, task="former#1"):
    """The form of a mention that was missed, in the panel of a task."""
    test = screen.app.open(plan="former", task=task).test
    test.session_state["correct_add"] = True
    test.run()
    next(one for one in test.text_input if one.key.startswith("add_words_")).set_value(words).run()
    assert not test.exception
    return test


def add_box(test, kind, part):
    return next(one for one in test.get(kind) if one.key and one.key.startswith(f"add_{part}_"))


def test_a_project_that_was_missed_is_added_by_its_words(screen):
    count = len(screen.catalog.projects())
    test = adding(screen, "早日 见效")
    add_box(test, "text_input", "name").set_value("石会水库").run()
    add_box(test, "selectbox", "kind").set_value("reservoir").run()
    add_box(test, "selectbox", "stage").set_value("completed").run()
    add_box(test, "selectbox", "adcode").set_value("500114").run()
    add_box(test, "text_input", "why").set_value("漏识别").run()
    test.button(key="correct_add_save").click().run()
    assert not test.exception
    added = screen.project("石会水库")
    assert (added.county, added.stage, added.task_id) == ("黔江区", "completed", "former#1")
    assert len(screen.catalog.projects()) == count + 1
    made = screen.catalog.overlay.correction(added.mention_id)
    assert (made.action, made.who, made.why, made.anchor.surface) == ("add", LOCAL_USER.name, "漏识别", "早日见效")
    assert screen.app.query["place"] == [added.mention_id]
    assert "石会水库" in screen.app.body and "已保存“新增”" in screen.app.page_html
    screen.undo()
    assert len(screen.catalog.projects()) == count


def test_words_that_are_not_in_the_clause_add_nothing_and_repeated_ones_ask_which(screen):
    test = adding(screen, "没有的字")
    assert "本任务的原文里没有这几个字" in screen.app.page_html
    assert not [one for one in test.button if one.key == "correct_add_save"]
    test = adding(screen, "茶园水库")
    assert "这里已经标出:茶园水库。" in screen.app.page_html
    where = add_box(test, "selectbox", "where")
    assert where.label == "原文里有 2 处,是哪一处"
    assert ["【茶园水库】" in words for words in where.options] == [True, True]
    test = adding(screen, HOSTILE)
    assert "<img" not in screen.app.page_html


def test_two_projects_become_one_under_the_name_that_is_chosen(screen):
    into, own = screen.project("桐梓水库"), screen.project("马西水库")
    count = len(screen.catalog.projects())
    screen.open("马西水库").form("merge")
    assert screen.app.test.button(key="correct_save").disabled
    other = screen.widget("selectbox", "other")
    assert other.options[0].startswith("茶园水库")  # of the same task first
    other.set_value(into.mention_id).run()
    screen.save()
    assert len(screen.catalog.projects()) == count - 1
    assert set(screen.project("桐梓水库").mention_ids) == {*into.mention_ids, *own.mention_ids}
    assert screen.project("马西水库") is None
    screen.undo()
    assert len(screen.catalog.projects()) == count
    screen.form("merge")
    screen.widget("selectbox", "other").set_value(into.mention_id).run()
    screen.widget("radio", "kept").set_value(own.mention_id).run()
    assert "<del>桐梓水库</del> → <ins>马西水库</ins>" in screen.app.page_html
    screen.save()
    assert set(screen.project("马西水库").mention_ids) == {*into.mention_ids, *own.mention_ids}
    assert '<h2 class="name">马西水库</h2>' in screen.app.body  # still the one selected


def test_one_mention_becomes_several_and_a_name_not_in_the_clause_is_doubted(screen):
    count = len(screen.catalog.projects())
    screen.open("濯水景区").form("split")
    assert screen.app.test.button(key="correct_save").disabled
    names = screen.widget("text_area", "names")
    names.set_value("濯水景区\n\n 濯水古镇 \n蒲花暗河").run()
    page = screen.save()
    assert "原文里没有“蒲花暗河”的写法" in page and "没有“濯水古镇”的写法" not in page
    assert not screen.catalog.overlay.corrections.items
    screen.save()
    assert len(screen.catalog.projects()) == count + 2
    assert {"濯水景区", "濯水古镇", "蒲花暗河"} <= {one.name for one in screen.catalog.projects()}
    assert screen.app.query["place"] == [screen.project("濯水景区").mention_id]
    assert "status-unverified" in screen.app.page_html  # the part itself has not been looked at
    screen.undo()
    assert len(screen.catalog.projects()) == count


def test_of_a_project_named_twice_one_passage_is_split(screen):
    own = screen.project("茶园水库")
    screen.open("茶园水库").form("split")
    assert "一并更正" not in screen.app.page_html
    screen.widget("selectbox", "which").set_value(own.mention_ids[1]).run()
    screen.widget("text_area", "names").set_value("茶园水库\n桐梓水库").run()
    screen.save()
    assert screen.catalog.overlay.correction(own.mention_ids[1]).state.parts
    assert screen.catalog.overlay.correction(own.mention_ids[0]) is None


def test_whoever_was_faster_is_named_and_nothing_is_lost(screen):
    screen.open().form("rename")
    screen.widget("text_input", "name").set_value("我的名称").run()
    shown = screen.catalog
    with Store.open() as store:
        correct(store, shown.overlay, "rename", [screen.project(NAME).mention_id], "乙的名称", who="乙")
    page = screen.save()
    assert "乙 在 " in page
    assert "您的更改没有保存" in page
    assert screen.project("乙的名称")
    assert "乙的名称" in screen.app.body


def test_a_correction_shows_in_sessions_that_are_open(screen):
    screen.open()
    with Store.open() as store:
        correct(store, screen.catalog.overlay, "rename", [screen.project(NAME).mention_id], "别处改的名", who="乙")
    screen.app.test.run()
    assert "别处改的名" in screen.app.body
    assert "status-edited" in screen.app.page_html
    screen.app.switch("pages/projects.py")
    assert "别处改的名" in screen.app.body


def test_readers_see_the_status_and_no_form(screen, monkeypatch):
    monkeypatch.setattr(access, "present", lambda: User("x@other.cn", Role.READER))
    screen.app.test.session_state["correct"] = True
    screen.open()
    assert "status-unverified" in screen.app.page_html
    assert not [one for one in screen.app.test.button if one.key and one.key.startswith("correct")]
    assert not screen.app.test.get("popover")


def test_who_has_become_a_reader_writes_nothing(screen, monkeypatch):
    screen.open().form("reject")
    monkeypatch.setattr(access, "present", lambda: User("x@other.cn", Role.READER))
    screen.app.test.button(key="correct_save").click().run()
    assert screen.project(NAME)
    assert not screen.catalog.overlay.corrections.items


def test_a_hostile_name_is_only_a_name(screen):
    screen.open().form("rename")
    screen.widget("text_input", "name").set_value(HOSTILE).run()
    assert "<img" not in screen.app.page_html
    screen.save()
    assert screen.project(HOSTILE)
    screen.form("verify")
    screen.save()
    assert "<img" not in screen.app.page_html + screen.app.body
    assert "&lt;img src=x onerror=alert(1)&gt;" in screen.app.body


def test_the_quality_page_corrects_the_open_row(screen):
    row = screen.catalog.quality()[0]
    screen.app.open("pages/quality.py", plan="all", mention=row.mention_id)
    assert row.name in screen.app.page_html
    assert "status-unverified" in screen.app.page_html
    screen.form("verify").save()
    assert screen.catalog.overlay.status(row.mention_id) == "verified"


def list_page():
    from pages.components import catalog, correct_acts, correct_list, language

    language.read()
    correct_acts.say()
    correct_list.draw(catalog.handle())


class List:
    """The list of corrections by itself."""

    def __init__(self):
        self.test = AppTest.from_function(list_page, default_timeout=60)

    def run(self):
        self.test.run()
        assert not self.test.exception
        return self

    @property
    def body(self):
        return "".join(json.loads(item.proto.json).get("html", "") for item in self.test.get("bidi_component"))

    @property
    def html(self):
        return "".join(item.proto.body for item in self.test.get("html"))


@pytest.fixture
def some(screen):
    """Two corrections in the store."""
    shown = screen.catalog
    with Store.open() as store:
        ids = screen.project(NAME).mention_ids
        correct(store, shown.overlay, "rename", ids, HOSTILE, who="<b>甲</b>", why="现场核实")
        correct(store, shown.overlay, "verify", screen.project("茶园水库").mention_ids, who="乙")
    return screen


def test_an_empty_list_says_where_to_begin(screen):
    page = List().run()
    assert "还没有更正" in page.body
    assert page.test.get("download_button")[0].proto.disabled


def test_the_list_says_who_what_why_and_whether(some):
    page = List().run()
    assert "共 2 条更正" in page.html
    for words in ("现场核实", "已应用", "核实无误", "2 处", "&lt;b&gt;甲&lt;/b&gt;", f"<del>{NAME}</del>"):
        assert words in page.body
    assert "<img" not in page.body
    assert page.body.count('class="link"') == 2


def test_what_was_taken_back_is_made_again_from_the_word_on_it_and_from_the_list(screen):
    screen.open().form("rename")
    screen.widget("text_input", "name").set_value("金洞山风电场").run()
    screen.save()
    screen.undo()
    assert screen.project(NAME)
    screen.app.test.button(key="correction_redo").click().run()
    assert "已重做“改名”" in screen.app.page_html
    assert screen.project("金洞山风电场")
    screen.undo()
    page = List().run()
    assert "还没有更正" in page.body and "已撤销,可以重做" in page.body
    assert f"<b>金洞山风电场</b> · 改名 · <b>名称</b> <del>{NAME}</del>" in page.body
    assert page.body.count(">重做</button>") == 1
    (one,) = undone_corrections(Store.open())
    with Store.open() as store:
        redo_correction(store, one.correction.record_id, who="乙", seen=one.revision)
    assert "已撤销,可以重做" not in page.run().body


def test_a_correction_of_a_plan_that_is_gone_is_told(some, tmp_path, monkeypatch):
    plans = write_plans(tmp_path / "plans")
    (plans / "former.txt").write_text("重庆市水利工作要点\n一、无。\n", encoding="utf-8")
    dataset.build(tmp_path / "build", plans_directory=plans)
    monkeypatch.setattr(handle_module, "DIRECTORY", tmp_path / "build")
    st.cache_resource.clear()
    page = List().run()
    assert "未应用:规划原文已改动" in page.body
    assert "3 处未应用" in page.html


def test_readers_see_the_list_but_cannot_change_it(some, monkeypatch):
    monkeypatch.setattr(access, "present", lambda: User("x@other.cn", Role.READER))
    page = List().run()
    assert "现场核实" in page.body
    assert 'class="link"' not in page.body
    assert not page.test.get("file_uploader")
    assert not page.test.get("download_button")[0].proto.disabled


def test_a_file_goes_to_another_office_and_is_shown_before_it_is_taken(some, monkeypatch, tmp_path):
    content = export_csv(some.catalog.overlay.corrections)
    broken = content.rstrip() + b"\r\n" + b"x,y,z\r\n"
    monkeypatch.setenv("PLAN_ATLAS_STORE", str(tmp_path / "other"))
    st.cache_resource.clear()
    page = List().run()
    page.test.get("file_uploader")[0].upload("更正.csv", broken, "text/csv").run()
    assert "将导入 3 条 · 已有 0 条相同 · 不采用 1 条" in page.html
    assert "第 5 行" in page.html
    assert "<img" not in page.html
    assert not some.catalog.overlay.corrections.items
    page.test.button(key="corrections_take").click()
    page.run()
    assert "已导入 3 条" in page.html
    assert some.project(HOSTILE)
    assert export_csv(some.catalog.overlay.corrections) == content
    page.test.get("file_uploader")[0].upload("更正.csv", content, "text/csv").run()
    assert "将导入 0 条 · 已有 3 条相同" in page.html
    assert page.test.button(key="corrections_take").disabled


def test_a_file_that_is_no_list_is_refused(screen):
    page = List().run()
    page.test.get("file_uploader")[0].upload("x.csv", b"a,b\r\n1,2\r\n", "text/csv").run()
    assert not page.test.exception
    assert "文件不是更正记录表" in page.html


def test_what_was_typed_stays_while_nothing_can_be_saved(screen, monkeypatch):
    screen.open().form("rename")
    screen.widget("text_input", "name").set_value("金洞山风电场").run()
    screen.widget("text_input", "why").set_value("现场核实").run()

    def refuse(store):
        raise StoreError("the store cannot be written: connection refused; check disk and database")

    with monkeypatch.context() as away:
        away.setattr(Store, "writing", refuse)
        assert "没有保存:数据库暂时写不进去" in screen.save()
    assert screen.widget("text_input", "name").value == "金洞山风电场"
    assert screen.widget("text_input", "why").value == "现场核实"
    screen.save()
    assert screen.project("金洞山风电场")
