"""The county page without a browser: default, chosen, unknown and empty counties, and a build without any."""

import dataclasses
import io
import json
from collections import Counter
from dataclasses import replace
from html import unescape
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook

from loaders import dataset
from loaders.catalog import Query, short_name
from loaders.profile import FIXED_CLASSES
from pages.components import catalog as handle_module
from pages.components import county_head, county_overview, selecting, state

PAGE = "pages/county.py"
VIEW_FIELDS = [field.name for field in dataclasses.fields(state.View)]
PLAN = Query(plans=("chongqing",))
QIANJIANG = "500114"


def heading(app):
    return app.body.split("<h2>")[1].split("</h2>")[0]


def test_page_is_in_the_navigation(app):
    app.open(plan="all")
    assert "区县画像" in [link.proto.label for link in app.test.get("page_link")]


def test_default_is_the_county_with_most_projects_and_the_address_stays_as_it_is(app, catalog):
    app.open(PAGE, plan="chongqing")
    assert not app.test.exception
    most = max(catalog.facets(PLAN).counties, key=lambda county: county.projects)
    assert heading(app) == short_name(most.label)
    assert app.test.selectbox(key="filter_profile").value == most.code
    assert app.query == {"plan": ["chongqing"]}
    assert f"<b>{most.projects}</b><small> / {catalog.facets(PLAN).projects}" in app.page_html


def test_chosen_county_shows_its_projects_tasks_and_neighbours(app, catalog):
    app.open(PAGE, plan="chongqing", county=QIANJIANG)
    profile = catalog.profile(QIANJIANG, PLAN)
    assert heading(app) == "黔江区"
    links = unescape(app.body)
    for item in profile.projects:
        assert item.name in app.text
        assert urlencode({"task": item.task_id, "place": selecting.key_of(item)}) in links
    assert all(one.task.title in app.text for one in profile.tasks)
    near = {one.code for one in profile.neighbours}
    assert near
    for one in profile.neighbours:
        assert f"{short_name(one.label)} " in app.text
        assert (f'data-go="county={one.code}' in app.body) == bool(one.projects or one.tasks)
    for number in Counter(item.township for item in profile.projects if item.precision == "township"):
        assert number in app.text


def test_choosing_another_county_goes_to_the_address(app, catalog):
    app.open(PAGE, plan="chongqing", task="chongqing#4")
    other = catalog.profile(None, PLAN).choices[1]
    app.test.selectbox(key="filter_profile").set_value(other.code).run()
    assert app.query == {"plan": ["chongqing"], "county": [other.code]}
    assert heading(app) == short_name(other.label)


def test_filters_narrow_the_profile_and_clearing_them_keeps_the_county(app, catalog):
    app.open(PAGE, plan="chongqing", county=QIANJIANG, sector="energy")
    query = Query(plans=("chongqing",), sectors=("energy",))
    profile = catalog.profile(QIANJIANG, query)
    assert f"<b>{len(profile.projects)}</b><small> / {profile.all_projects}" in app.page_html
    app.test.button(key="clear_filters").click().run()
    assert app.query == {"plan": ["chongqing"], "county": [QIANJIANG]}


def test_unknown_code_says_so_and_shows_the_default(app, catalog):
    app.open(PAGE, plan="chongqing", county="<i>99")
    assert not app.test.exception
    assert "没有找到链接所指的区县(<i>99)" in app.text
    assert "<i>99" not in app.body
    assert heading(app) == short_name(catalog.profile(None, PLAN).name)


def test_county_without_projects_in_the_plan_says_what_to_do(app):
    app.open(PAGE, plan="qionghai", county=QIANJIANG)
    assert heading(app) == "黔江区"
    assert "黔江区在当前范围内没有项目或任务" in app.text
    assert "overview-map" in app.body


def test_nothing_found_leaves_one_sentence(app):
    app.open(PAGE, plan="all", q="没有这样的地方")
    assert not app.test.exception
    assert "没有落到区县的项目或任务" in app.text


def test_build_without_counties_says_so(tmp_path, app_of_build, monkeypatch):
    plans = tmp_path / "plans"
    plans.mkdir()
    (plans / "general.txt").write_text("1.改革。深化行政审批制度改革。\n", encoding="utf-8")
    directory = tmp_path / "build"
    dataset.build(directory, plans_directory=plans)
    monkeypatch.setattr(handle_module, "ensure_built", lambda *args, **options: "any")
    app = app_of_build(directory).open(PAGE)
    assert not app.test.exception
    assert "没有落到区县的项目或任务" in app.text


@pytest.mark.parametrize("code", [QIANJIANG, "469002"])
def test_overview_is_a_small_picture_with_every_county_in_it(app, catalog, code):
    app.open(PAGE, plan="all", county=code)
    profile = catalog.profile(code)
    picture = app.body[app.body.index('<svg class="overview-map"') : app.body.index("</svg>") + 6]
    assert len(picture) < 150_000  # characters
    root = ElementTree.fromstring(picture)
    chosen = [path for path in root.iter("path") if path.get("class") == "chosen"]
    assert all(path.get("d") for path in chosen)
    titles = {title.text.split(":")[0] for title in root.iter("title")}
    assert {short_name(profile.name)} <= set(map(short_name, titles))
    assert {one.label for one in profile.neighbours} <= titles


@pytest.mark.parametrize(
    ("classes", "fills"),
    [(((1, 59),), [4]), (((1, 3), (4, 59)), [1, 4]), (FIXED_CLASSES, [0, 1, 2, 3, 4])],
)
def test_few_classes_spread_over_the_fills_and_no_project_has_none(catalog, classes, fills):
    profile = replace(catalog.profile(QIANJIANG), classes=classes)
    assert [county_overview.fill_of(most, profile) for _, most in classes] == fills
    assert county_overview.fill_of(0, profile) is None


def test_panel_of_a_county_on_the_map_leads_to_its_profile(app):
    app.open(plan="chongqing", area=QIANJIANG)
    assert 'data-open="county"' in app.body


def test_files_hold_the_projects_tasks_and_layers_of_the_county(catalog):
    profile = catalog.profile(QIANJIANG, PLAN)
    view = state.View(**{**dict.fromkeys(VIEW_FIELDS, ()), "plan": "chongqing", "text": "", "counties": ("500243",)})
    files = {(file.label, file.name): file.make() for file in county_head._files(catalog, profile, view)}
    assert {name for _, name in files} == {f"黔江区-{part}" for part in ("项目与任务", "项目", "任务", "图层")}
    book = load_workbook(io.BytesIO(files["项目与任务 XLSX", "黔江区-项目与任务"]))
    titles = [row[3].value for row in book["任务清单"].iter_rows(min_row=2)]
    names = {row[0].value for row in book["项目台账"].iter_rows(min_row=2)}
    assert titles == [one.task.title for one in profile.tasks]
    assert names <= {item.name for item in profile.projects}
    assert len(files["项目 CSV", "黔江区-项目"].decode("utf-8-sig").splitlines()) > len(names)
    layers = json.loads(files["图层 GeoJSON", "黔江区-图层"])
    assert names == {item["properties"]["名称"] for item in layers["features"]} - {
        item["properties"]["名称"] for item in layers["features"] if item["properties"]["图层"] == "区县与乡镇标注"
    }


def test_files_are_offered_unless_there_is_nothing(app):
    app.open(PAGE, plan="chongqing", county=QIANJIANG)
    labels = [button.proto.label for button in app.test.get("download_button")]
    assert labels == ["项目与任务 XLSX", "项目 CSV", "任务 CSV", "图层 GeoPackage", "图层 GeoJSON", "图层 KML"]
    assert not any(button.proto.disabled for button in app.test.get("download_button"))


def test_units_switch_their_filter(app, catalog):
    profile = catalog.profile("469002", Query(plans=("qionghai",)))
    unit = profile.units[0].name
    app.open(PAGE, plan="qionghai", county="469002", unit=unit)
    narrowed = catalog.profile("469002", Query(plans=("qionghai",), units=(unit,)))
    assert len(narrowed.tasks) < len(profile.tasks)
    assert f"{len(narrowed.tasks)} 项" in app.text
    assert f'aria-pressed="true" title="取消按单位筛选:{unit}"' in app.body
