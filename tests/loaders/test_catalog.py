import json
from dataclasses import replace

import pytest
from shapely import LineString, MultiLineString, Point, box
from shapely.geometry import shape

from loaders import sources, storage
from loaders.catalog import BuildBrokenError, BuildMissingError, Catalog, Composition, Query, map_credit
from loaders.errors import SourcesError
from loaders.models import BaseArea, BaseLine, TaskArea


@pytest.fixture
def records(make_plan, make_task, make_mention, make_place, make_area, link):
    """Two plans: a province with three tasks and a county with one; projects of every precision."""
    clauses = [(0, 11), (11, 23), (23, 33)]
    tasks = [
        make_task("plan#1", title="建设水库"),
        make_task("plan#2", title="发展能源", sectors=("energy",), lead_units=("市能源局",)),
        make_task("plan#3", title="推进全市水网", sectors=("water", "rural")),
        make_task("town#1", title="保护河流", sectors=("ecology",), responsible_units=("会山镇",)),
    ]
    tasks = [replace(task, start_char=a, end_char=b) for task, (a, b) in zip(tasks, [*clauses, (0, 11)], strict=True)]
    fields = [
        (make_mention("清水水库"), make_place("p1", township="濯水镇")),
        (
            make_mention("甲乙高速", adcode=None, county=None, sector="transport", stage="study"),
            make_place(
                "p2", precision="route", geometry=LineString([(108, 29), (109, 30)]), counties=("500114", "500240")
            ),
        ),
        (
            make_mention("石岭风电", task_id="plan#2", sector="energy", stage="study", adcode="500240", county="石柱"),
            make_place("p3", precision="county", adcode="500240", county="石柱"),
        ),
        (make_mention("无名工程", task_id="plan#2", adcode=None, county=None), None),
        (
            make_mention("万泉河", task_id="town#1", type="river", sector="ecology", stage="none", adcode="469002"),
            make_place("p4", geometry=Point(110.4, 19.2), adcode="469002", township="会山镇"),
        ),
    ]
    areas = [
        make_area(),
        make_area("469002", "琼海市"),
        make_area("469002108000", "会山镇", "township"),
        make_area("500240", "石柱土家族自治县"),
    ]
    square = box(108, 29, 109, 30)
    base = [
        BaseArea("500114", "黔江区", "county", 108.5, 29.5, ("plan",), ("plan",), square),
        BaseArea("500229", "城口县", "county", 108.6, 31.9, (), ("plan",), box(108, 31, 109, 32)),
        BaseArea("422802", "利川市", "county", 108.9, 30.3, (), ("plan",), box(108, 30, 109, 31)),
        BaseArea("469002", "琼海市", "county", 110.4, 19.2, ("town",), ("town",), box(110, 19, 111, 20)),
    ]
    labels = [
        BaseArea("420000", "湖北省", "province", 112.0, 31.0, (), (), box(108, 30, 116, 33)),
        BaseArea("500000", "重庆市", "province", 108.0, 30.0, (), (), box(106, 28, 110, 31)),
        BaseArea("460000", "海南省", "province_label", 110.0, 19.3, (), ("town",), Point(110.0, 19.3)),
    ]
    boundary = BaseLine("boundary", MultiLineString([[(108.123456, 3.4), (110.0, 4.0)]]))
    return {
        "plans": [make_plan(), make_plan("town", jurisdiction="469002", text="会山镇保护万泉河水质。")],
        "tasks": tasks,
        "mentions": [mention for mention, _ in fields],
        "places": [place for _, place in fields if place],
        "links": [link(*pair) for pair in fields],
        "areas": areas,
        "task_areas": [TaskArea("plan#3", "500240", "mention"), TaskArea("town#1", "469002108000", "unit")],
        "base_counties": base,
        "base_provinces": labels,
        "base_lines": [boundary],
    }


@pytest.fixture
def directory(tmp_path, records):
    scopes = [
        storage.PlanScope("plan", ("500240", "500114"), (107.5, 28.5, 109.5, 32.5)),
        storage.PlanScope("town", ("469002",), (109.5, 18.5, 111.5, 20.5)),
    ]
    failed = [storage.FailedPlan("bad.txt", "not UTF-8")]
    storage.write(tmp_path, records, inputs="abc", versions={}, scopes=scopes, failed=failed)
    return tmp_path


@pytest.fixture
def catalog(directory):
    return Catalog.open(directory)


def names(items):
    return [item.name for item in items]


def ids(tasks):
    return [task.task_id for task in tasks]


def facet(facets, code):
    return next((item.projects, item.tasks) for item in facets if item.code == code)


def test_everything_without_a_filter(catalog):
    assert names(catalog.projects()) == ["清水水库", "甲乙高速", "石岭风电", "无名工程", "万泉河"]
    assert ids(catalog.tasks()) == ["plan#1", "plan#2", "plan#3", "town#1"]
    assert catalog.composition() == Composition(township=2, route=1, county=1, unresolved=1)
    assert names(catalog.unresolved()) == ["无名工程"]


@pytest.mark.parametrize(
    ("query", "projects", "tasks"),
    [
        (Query(plans=("town",)), ["万泉河"], ["town#1"]),
        (Query(sectors=("energy",)), ["石岭风电"], ["plan#2"]),
        (Query(sectors=("rural",)), [], ["plan#3"]),
        (Query(stages=("谋划",)), ["甲乙高速", "石岭风电"], ["plan#1", "plan#2"]),
        (Query(stages=("study",)), ["甲乙高速", "石岭风电"], ["plan#1", "plan#2"]),
        (Query(kinds=("reservoir",), precisions=("township",)), ["清水水库", "万泉河"], ["plan#1", "town#1"]),
        (Query(precisions=("unresolved",)), ["无名工程"], ["plan#2"]),
        (Query(counties=("500240",)), ["甲乙高速", "石岭风电"], ["plan#1", "plan#2", "plan#3"]),
        (Query(townships=("会山镇",)), ["万泉河"], ["town#1"]),
        (Query(townships=("469002:会山镇",)), ["万泉河"], ["town#1"]),
        (Query(townships=("500114:会山镇",)), [], []),
        (Query(townships=("500114:濯水镇",)), ["清水水库"], ["plan#1"]),
        (Query(units=("市能源局",)), ["石岭风电", "无名工程"], ["plan#2"]),
        (Query(text="qssk"), ["清水水库"], ["plan#1"]),
        (Query(text="jianshe"), [], ["plan#1"]),  # titles read in pinyin find the task alone
        (Query(text="会山镇"), ["万泉河"], ["town#1"]),
        (Query(text="石柱县"), ["甲乙高速", "石岭风电"], ["plan#1", "plan#2", "plan#3"]),  # a route through it, too
        (Query(text="水库"), ["清水水库", "甲乙高速"], ["plan#1"]),
        (Query(text="全市 水网"), [], ["plan#3"]),
        (Query(text="风电"), ["石岭风电"], ["plan#2"]),
        (Query(sectors=("water",), stages=("谋划",)), [], []),
        (Query(plans=("nothing",)), [], []),
    ],
)
def test_filters(catalog, query, projects, tasks):
    assert names(catalog.projects(query)) == projects
    assert ids(catalog.tasks(query)) == tasks


def test_facets_count_with_the_other_filters_but_not_their_own(catalog):
    facets = catalog.facets(Query(sectors=("energy",)))
    assert facet(facets.sectors, "water") == (2, 3)
    assert facet(facets.sectors, "energy") == (1, 1)
    assert facet(facets.counties, "500240") == (1, 1)
    assert facet(facets.counties, "500114") == (0, 0)
    assert facet(facets.plans, "town") == (0, 0)
    assert (facets.projects, facets.tasks) == (1, 1)


def test_facets_of_kind_township_and_unit(catalog):
    facets = catalog.facets(Query(sectors=("water",)))
    assert facet(facets.kinds, "reservoir") == (2, 2)
    assert facet(catalog.facets(Query(kinds=("road",))).kinds, "reservoir")[0] > 0
    assert [(one.code, one.label) for one in facets.townships] == [
        ("500114:濯水镇", "濯水镇"),
        ("469002:会山镇", "会山镇"),
    ]
    assert facet(facets.townships, "469002:会山镇") == (0, 0)
    assert facet(catalog.facets(Query(counties=("469002",))).townships, "469002:会山镇") == (1, 1)
    units = catalog.facets().units
    assert {(one.code, one.projects, one.tasks) for one in units} == {("市能源局", 2, 1), ("会山镇", 1, 1)}


def test_stage_groups_add_up_and_stand_in_order(catalog):
    facets = catalog.facets()
    assert [item.label for item in facets.stages] == [
        "谋划",
        "前期",
        "计划开工",
        "推进建设",
        "计划建成",
        "创建",
        "未说明",
    ]
    assert sum(item.projects for item in facets.stages) == facets.projects
    assert sum(item.projects for item in facets.precisions) == facets.projects
    assert sum(item.projects for item in facets.sectors) == facets.projects


def test_counties_of_the_plan_come_first(catalog):
    assert [item.code for item in catalog.facets(Query(plans=("plan",))).counties] == ["500240", "500114"]
    assert [area.code for area in catalog.plan_counties(("town",))] == ["469002"]


def test_layers(catalog):
    points, routes, areas = catalog.layers()
    assert [layer.name for layer in (points, routes, areas)] == ["points", "routes", "areas"]
    assert names(points.features) == ["清水水库", "万泉河"]
    assert names(routes.features) == ["甲乙高速"]
    (mark,) = areas.features
    assert (mark.code, names(mark.projects), mark.task_ids) == ("500240", ["石岭风电"], ("plan#3",))


def test_county_filter_leaves_no_mark_elsewhere(catalog):
    assert catalog.layers(Query(counties=("500114",)))[2].features == ()


def test_single_records(catalog):
    assert catalog.task("plan#2").title == "发展能源"
    assert catalog.task("plan#9") is None
    assert catalog.place("p1").township == "濯水镇"
    assert catalog.place("p9") is None
    assert catalog.plan("plan").label == "[plan]"
    assert catalog.area("500240").name == "石柱土家族自治县"
    assert catalog.clause("plan#1") == "一、甲县建设清水水库。"
    assert catalog.failed[0].file == "bad.txt"


def test_from_task_to_places_and_back(catalog):
    assert names(catalog.features_of("plan#1")) == ["清水水库", "甲乙高速"]
    assert names(catalog.mentions_of("plan#1")) == ["清水水库", "甲乙高速"]
    assert ids(catalog.tasks_at("p3")) == ["plan#2"]
    assert ids(catalog.tasks_at("500240")) == ["plan#1", "plan#2", "plan#3"]
    assert ids(catalog.tasks_at("469002108000")) == ["town#1"]
    assert names(catalog.areas_of("plan#3")) == ["石柱土家族自治县"]
    assert names(catalog.features_at("500114")) == ["清水水库", "甲乙高速"]
    mention = catalog.mentions_of("plan#1")[0]
    assert catalog.feature(mention.mention_id).name == "清水水库"
    assert catalog.link(mention.mention_id).place_id == "p1"


def test_base_map_roles_depend_on_the_plans(catalog):
    base = catalog.base_map(("plan",))
    roles = {item["properties"]["name"]: item["properties"]["role"] for item in json.loads(base.counties)["features"]}
    assert roles == {"黔江区": "plan", "城口县": "province", "利川市": "neighbour"}
    assert base.bounds == (108, 29, 109, 30)
    assert base.boundary_required is False


def test_base_map_of_all_plans(catalog):
    base = catalog.base_map()
    roles = [item["properties"]["role"] for item in json.loads(base.counties)["features"]]
    assert roles == ["plan", "province", "neighbour", "plan"]
    assert base.bounds == (108, 19, 111, 30)
    assert base.boundary_required is True


def test_base_map_of_the_island_province_needs_the_boundary_lines(catalog):
    base = catalog.base_map(("town",))
    assert base.boundary_required is True
    assert "108.1235," in base.boundary_lines
    assert ", " not in base.boundary_lines
    assert catalog.base_map(("town",)) is base


def test_backdrop_begins_where_the_shown_counties_end(catalog):
    (province,) = json.loads(catalog.base_map(("plan",)).provinces)["features"]
    assert province["properties"]["name"] == "湖北省"
    assert shape(province["geometry"]).bounds == (108, 30, 116, 33)
    assert shape(province["geometry"]).area < box(108, 30, 116, 33).area
    assert len(json.loads(catalog.base_map(("town",)).provinces)["features"]) == 2


def test_no_build(tmp_path):
    with pytest.raises(BuildMissingError):
        Catalog.open(tmp_path / "nothing")


def test_broken_build(directory):
    (directory / "places/00000.parquet").unlink()
    with pytest.raises(BuildBrokenError):
        Catalog.open(directory)


def test_map_credit_states_source_and_approval_number():
    credit = map_credit()
    assert credit.approval_number.startswith("GS(")
    assert credit.source in credit.footer
    assert credit.approval_number in credit.footer


def test_map_credit_without_its_file_is_one_sentence(monkeypatch, tmp_path):
    monkeypatch.setattr(sources, "SOURCES_FILE", tmp_path / "sources.toml")
    with pytest.raises(SourcesError, match="restore it"):
        sources.map_credit.__wrapped__()
