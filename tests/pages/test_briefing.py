"""简报 without a browser: headline, options, basket, files, and pages collected elsewhere."""

from datetime import date
from functools import partial

import pytest

from loaders import briefing
from loaders.catalog import LoaderError, Query
from pages.components import brief_basket, brief_export, brief_preview, brief_state, downloads, folium_map

PAGE = "pages/briefing.py"
PLAN = "chongqing"
COUNTY = f"plan={PLAN}&county=500114"
ATLAS = f"plan={PLAN}&sector=water&atlas=1"


@pytest.fixture(autouse=True)
def no_pictures(monkeypatch):
    """A sheet instead of the picture, which other tests look at."""
    brief_preview._picture.clear()
    monkeypatch.setattr(briefing, "picture", lambda *_, **__: b"PNG")


def offered(app, menu):
    """The formats of a menu."""
    several = [option for one in app.test.menu_button for option in one.options if one.key == f"{menu}_menu"]
    return several or [one.proto.label for one in app.test.get("download_button") if f"-{menu}_" in one.proto.id]


def test_page_is_in_the_navigation_and_counts_its_pages_everywhere(app):
    app.open(plan=PLAN, item=[COUNTY, ATLAS])
    assert "简报 · 2" in [link.proto.label for link in app.test.get("page_link")]
    assert all("item=" in link.proto.query_string for link in app.test.get("page_link"))
    app.test.query_params["item"] = []
    app.test.run()
    assert "简报" in [link.proto.label for link in app.test.get("page_link")]


def test_the_proposed_headline_follows_the_scope(app, catalog):
    app.open(PAGE, plan=PLAN, sector="water")
    scope = briefing.MapScope(Query(plans=(PLAN,), sectors=("water",)))
    assert app.test.text_input(key="filter_title").value == briefing.brief(catalog, scope).proposed
    app.test.query_params["sector"] = "energy"
    app.test.run()
    assert "能源" in app.test.text_input(key="filter_title").value
    assert "title" not in app.query
    assert app.test.button(key="propose").disabled


def test_an_own_headline_stays_until_it_is_taken_back(app):
    app.open(PAGE, plan=PLAN, sector="water")
    proposed = app.test.text_input(key="filter_title").value
    app.test.text_input(key="filter_title").input("  我的 标题 ").run()
    assert app.query["title"] == ["我的 标题"]
    app.test.query_params["sector"] = "energy"
    app.test.query_params["paper"] = "a4"
    app.test.run()
    assert app.test.text_input(key="filter_title").value == "我的 标题"
    app.test.button(key="propose").click().run()
    assert "title" not in app.query
    app.test.query_params["sector"] = "water"
    app.test.run()
    assert app.test.text_input(key="filter_title").value == proposed
    app.test.text_input(key="filter_title").input("").run()
    assert "title" not in app.query
    assert app.test.text_input(key="filter_title").value == proposed


def test_a_link_restores_the_options(app, monkeypatch):
    asked = []
    monkeypatch.setattr(briefing, "picture", lambda _, scope, *__, **___: asked.append(scope) or b"PNG")
    app.open(
        PAGE, plan=PLAN, paper="a3-portrait", title="标题", dpi="300", without="names,stamp,clauses",
        bounds="108.1,28.9,109.2,30.1", atlas="1",
    )  # fmt: skip
    assert not app.test.exception
    groups = {group.key: group.value for group in app.test.get("button_group")}
    assert groups["filter_paper"] == "a3-portrait"
    assert groups["filter_dpi"] == "300"
    assert groups["filter_shown"] == ["tasks", "tables"]
    assert app.test.toggle(key="filter_atlas").value
    (scope,) = asked
    assert (scope.paper, scope.title, scope.names, scope.tasks, scope.internal) == (
        "a3-portrait", "标题", False, True, False,
    )  # fmt: skip
    assert scope.query.bounds == (108.1, 28.9, 109.2, 30.1)
    assert "当前地图范围" in app.text


def test_choices_go_into_the_address(app):
    app.open(PAGE, plan=PLAN)
    for key, value in (("paper", "a4"), ("dpi", "96")):
        next(group for group in app.test.get("button_group") if group.key == f"filter_{key}").set_value(value).run()
    shown = next(group for group in app.test.get("button_group") if group.key == "filter_shown")
    shown.set_value(["names", "tables"]).run()
    app.test.toggle(key="filter_atlas").set_value(True).run()
    assert not app.test.exception
    assert app.query == {
        "plan": [PLAN], "paper": ["a4"], "dpi": ["96"], "without": ["tasks,stamp,clauses"], "atlas": ["1"],
    }  # fmt: skip


@pytest.mark.parametrize(
    "query",
    [
        {
            "paper": "a0",
            "dpi": "9999",
            "without": "everything",
            "bounds": "x",
            "atlas": "yes",
            "edit": "99",
            "item": "?",
        },
        {
            "title": "<img src=x onerror=alert(1)>{{7*7}}" * 9,
            "edit": "-1",
            "item": ["plan=all&title=<b>{{1}}</b>", "%00"],
        },
        {"item": ["plan=gone", "plan=all&county=999999&paper=x&bounds=nan,1,2,3"], "edit": "9" * 5000},
    ],
)
def test_hostile_values_do_no_harm(app, query):
    app.open(PAGE, plan=PLAN, **query)
    assert not app.test.exception
    assert "<img src=x" not in app.body
    assert "<b>{{1}}" not in app.body


def test_every_format_is_offered_and_named(app, catalog):
    app.open(PAGE, plan=PLAN, county="500114")
    assert set(briefing.FORMATS) <= brief_export.LABELS.keys() <= downloads.TYPES.keys()
    wanted = [brief_export.label(ending) for ending in briefing.FORMATS]
    assert offered(app, "brief_one") == wanted
    scope = briefing.MapScope(Query(plans=(PLAN,), counties=("500114",)))
    name = briefing.file_name(catalog, (scope,), "pdf")
    assert name == f"{date.today():%Y%m%d}_黔江区_项目简报.pdf"


def test_several_pages_leave_out_what_holds_one(app):
    app.open(PAGE, plan=PLAN, atlas="1")
    wanted = [brief_export.label(ending) for ending in briefing.FORMATS if ending not in briefing.ONE_MAP]
    assert offered(app, "brief_one") == wanted
    assert "PNG、SVG 只能放一页" in app.page_html


def test_an_atlas_is_made_with_a_progress_bar_and_then_offered(app, monkeypatch):
    made = []

    def make(catalog, scopes, ending, options, report):
        report("一", 0.5)
        made.append((len(scopes), ending, options.dpi))
        return b"x" * 1_200_000

    monkeypatch.setattr(briefing, "brief_file", make)
    app.open(PAGE, plan=PLAN, atlas="1", dpi="200", sector="water")
    app.test.menu_button(key="brief_one_menu").click("pdf").run()
    assert not app.test.exception
    pages = made[0][0]
    assert made == [(pages, "pdf", 200)]
    assert f"下载 PDF · {pages} 页 · 1.2 MB" in [item.proto.label for item in app.test.get("download_button")]
    app.test.query_params["sector"] = "energy"
    app.test.run()
    assert not [item for item in app.test.get("download_button") if "brief_download" in item.proto.id]


def test_a_file_that_fails_says_so_and_lets_the_next_one_be_made(app, monkeypatch):
    def fail(*_):
        raise LoaderError("no <b>disk</b>")

    monkeypatch.setattr(briefing, "brief_file", fail)
    app.open(PAGE, plan=PLAN, item=[COUNTY, ATLAS])
    app.test.menu_button(key="brief_all_menu").click("pdf").run()
    assert not app.test.exception
    assert "文件没有生成成功" in app.page_html
    assert "&lt;b&gt;disk" in app.page_html
    assert not brief_export._making.locked()


def test_a_picture_that_fails_is_one_sentence(app, monkeypatch):
    def fail(*_, **__):
        raise briefing.PictureError("no room")

    monkeypatch.setattr(briefing, "picture", fail)
    app.open(PAGE, plan=PLAN)
    assert not app.test.exception
    assert "这一页没有排出来" in app.text


def test_an_empty_scope_says_what_to_do(app):
    app.open(PAGE, plan=PLAN, sector="governance", stage="谋划")
    assert "没有可以成图的内容" in app.text
    assert app.test.button(key="add_to_brief").disabled


def test_more_pages_than_a_file_may_have(app, monkeypatch):
    monkeypatch.setattr(brief_export, "MOST_PAGES", 2)
    app.open(PAGE, plan=PLAN, atlas="1")
    assert "一份文件最多 2 页" in app.page_html


def test_the_current_page_is_collected_once_and_written_over(app):
    app.open(PAGE, plan=PLAN, county="500114", paper="a4", title="标题 一")
    app.test.button(key="add_to_brief").click().run()
    text = f"{COUNTY}&paper=a4&title=标题%20一"
    assert app.query["item"] == [text]
    assert app.test.session_state["brief_said"] == ("added", 1)
    assert app.test.button(key="add_to_brief").disabled
    app.test.query_params["edit"] = "1"
    app.test.query_params["paper"] = "a3"
    app.test.run()
    assert app.test.button(key="add_to_brief").label == "更新第 1 页"
    app.test.button(key="add_to_brief").click().run()
    assert app.query["item"] == [text.replace("a4", "a3")]
    assert "edit" not in app.query


def test_the_basket_tells_titles_scopes_and_papers(app):
    app.open(PAGE, plan=PLAN, item=[f"{COUNTY}&paper=a4-portrait", ATLAS, f"plan={PLAN}&bounds=108.1,28.9,109.2,30.1"])
    assert not app.test.exception
    assert "区县:黔江区" in app.text
    assert "A4 竖" in app.text
    assert "3 项,共" in app.text
    assert "地图范围 108.10–109.20°E,28.90–30.10°N" in app.text
    assert 'placeholder="黔江区具名项目' in app.body


@pytest.mark.parametrize("script", ["pages/tasks.py", "pages/projects.py", "pages/county.py"])
def test_other_pages_collect_what_they_show(app, script):
    app.open(script, plan=PLAN, county="500114", stage="前期", paper="a4", without="names,clauses")
    app.test.button(key="add_to_brief").click().run()
    assert not app.test.exception
    assert app.query["item"] == [f"plan={PLAN}&county=500114&stage=前期&paper=a4&without=names"]
    assert app.test.session_state["brief_said"] == ("added", 1)


@pytest.mark.parametrize(
    ("said", "bounds"),
    [([], ""), ([108.1, 28.9, 109.2, 30.1], "&bounds=108.1,28.9,109.2,30.1"), (["x", None], ""), ("1,2", "")],
)
def test_the_map_collects_its_filters_and_the_extent_it_was_moved_to(catalog, monkeypatch, said, bounds):
    collected = []
    view = brief_state.decoded(COUNTY, catalog.facets()).view
    monkeypatch.setattr(folium_map, "_new_answer", lambda _: {"collect": said, "nonce": "1"})
    monkeypatch.setattr(brief_basket, "add", collected.append)
    folium_map._hand_over("key", "", print, {"base": None, "collect": partial(brief_basket.collect, view)})
    assert collected == [f"{COUNTY}{bounds}"]


def test_what_became_of_a_page_is_told_once(app):
    app.test.session_state["brief_said"] = ("full", 0)
    app.open(plan=PLAN)
    said = [toast.value.replace("\\", "") for toast in app.test.toast]  # as Markdown shows it
    assert said == ["简报篮最多放 40 页,请先导出或移除一些"]
    app.test.run()
    assert not app.test.toast


def test_going_to_the_map_takes_the_briefing_along(app, catalog):
    task = catalog.tasks(Query(plans=(PLAN,)))[0]
    app.open("pages/tasks.py", plan=PLAN, item=[COUNTY], task=task.task_id)
    assert "item=" not in app.body  # not in every link of a page


def test_items_too_many_are_left_out(app):
    items = [f"plan={PLAN}&q={number}" for number in range(brief_state.MOST_ITEMS + 9)]
    app.open(PAGE, plan=PLAN, item=items)
    assert app.body.count('data-change="rename') == brief_state.MOST_ITEMS
