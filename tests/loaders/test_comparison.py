"""Two versions of a plan: what is new, dropped, moved or the same, and what is never merged."""

import csv
import io

import pytest
from openpyxl import load_workbook

from geo.gazetteer import Gazetteer
from loaders import briefing, dataset, pairing
from loaders.catalog import Catalog, Query, by_county, default_pair
from loaders.comparison import ComparisonQuery, compare, stage_change
from loaders.layers import project_features
from loaders.vocabulary import terms

EARLIER = """重庆市水利工作要点（2024年）

一、黔江区研究论证清水水库，开展石岭水库前期工作。
二、酉阳县建成桃源水厂，加快建设龙潭水库。
三、秀山县开工建设平凯水库。
"""
LATER = """重庆市水利工作要点（2025年）

一、黔江区开工建设清水水库，开展石岭水库前期工作。
二、酉阳县开工建设桃源水厂，加快建设龙潭水库。
三、彭水县新建乌江水厂。
"""


@pytest.fixture
def feature(make_plan, make_task, make_mention, make_place, link):
    """Project of a plan `before` or `after`; `place` gives it a place of that id."""

    def make(plan_id, name, *, place=None, counties=(), **changes):
        mention = make_mention(name, task_id=f"{plan_id}#1", **changes)
        where = None
        if place:
            precision = "route" if counties else "township"
            where = make_place(place, adcode=mention.adcode, counties=counties, precision=precision)
        places = [where] if where else []
        (found,) = project_features([mention], [link(mention, where)], places, [make_task(f"{plan_id}#1")])
        return found

    return make


@pytest.fixture
def compared(make_plan):
    """The comparison of two lists of projects, by change with the names of both sides."""

    def make(earlier, later, *, areas=("500000", "500000")):
        plans = [make_plan(name, jurisdiction=area) for name, area in zip(("before", "after"), areas, strict=True)]
        return compare(*plans, [*earlier, *later], Gazetteer.load())

    return make


def outline(comparison):
    return [(row.change, [one.name for one in row.earlier], [one.name for one in row.later]) for row in comparison.rows]


@pytest.fixture(scope="module")
def catalog(tmp_path_factory):
    """A build of the two versions and of a plan of another province."""
    root = tmp_path_factory.mktemp("versions")
    (root / "plans").mkdir()
    texts = {"y2024": EARLIER, "y2025": LATER, "a": "琼海市水利工作要点\n\n一、琼海市新建红岭水厂。\n"}
    for name, text in texts.items():
        (root / "plans" / f"{name}.txt").write_text(text, encoding="utf-8")
    dataset.build(root / "build", plans_directory=root / "plans")
    return Catalog.open(root / "build")


def test_two_versions_of_a_plan(catalog):
    found = {row.name: (row.change, row.county) for row in catalog.compare("y2024", "y2025").rows}
    assert found == {
        "乌江水厂": ("new", "彭水苗族土家族自治县"),
        "清水水库": ("forward", "黔江区"),
        "桃源水厂": ("backward", "酉阳土家族苗族自治县"),
        "平凯水库": ("dropped", "秀山土家族苗族自治县"),
        "石岭水库": ("same", "黔江区"),
        "龙潭水库": ("same", "酉阳土家族苗族自治县"),
    }


def test_the_other_way_round_is_the_mirror_image(catalog):
    mirror = {"new": "dropped", "dropped": "new", "forward": "backward", "backward": "forward"}
    there = {row.name: row.change for row in catalog.compare("y2024", "y2025").rows}
    back = {row.name: row.change for row in catalog.compare("y2025", "y2024").rows}
    assert back == {name: mirror.get(change, change) for name, change in there.items()}


@pytest.mark.parametrize("pair", [("y2024", "y2025"), ("y2024", "a"), ("a", "y2025")])
def test_every_project_stands_in_exactly_one_row(catalog, pair):
    comparison = catalog.compare(*pair)
    for side, plan in zip(("earlier", "later"), pair, strict=True):
        listed = [one.mention_id for row in comparison.rows for one in getattr(row, side)]
        assert sorted(listed) == sorted(one.mention_id for one in catalog.projects(Query(plans=(plan,))))


def test_plans_of_two_provinces_have_nothing_in_common(catalog):
    comparison = catalog.compare("y2024", "a")
    assert not comparison.has_common
    assert {row.change for row in comparison.rows} == {"new", "dropped"}


def test_an_unknown_plan_is_an_error(catalog):
    with pytest.raises(KeyError):
        catalog.compare("y2024", "nowhere")


def test_first_pair_is_the_latest_two_of_one_area(catalog, make_plan):
    assert default_pair(catalog.plans()) == ("y2024", "y2025")
    assert default_pair(catalog.plans()[:1]) is None
    strangers = [make_plan("x", jurisdiction="500000"), make_plan("y", jurisdiction=None), make_plan("z")]
    assert default_pair(strangers[:2]) == ("x", "y")
    dated = [make_plan(str(year), date=f"{year}-01-01") for year in (2023, 2021, 2022)]
    assert default_pair(dated) == ("2022", "2023")
    assert default_pair([make_plan("b", title="2020年要点"), make_plan("a", title="2021年要点")]) == ("b", "a")


@pytest.mark.parametrize(
    ("earlier", "later", "change"),
    [
        ("study", "preparation", "forward"),
        ("preparation", "approval", "forward"),
        ("study", "completed", "forward"),
        ("completed", "start", "backward"),
        ("start", "start", "same"),
        ("under_construction", "upgrade", "same"),
        ("completed", "upgrade", "restated"),
        ("start", "designation", "restated"),
        ("under_construction", "none", "restated"),
        ("none", "start", "restated"),
        ("none", "none", "same"),
    ],
)
def test_direction_follows_the_stages_of_the_vocabulary(earlier, later, change):
    assert stage_change(earlier, later) == change


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("清水水库", "黔江区清水水库"),
        ("黔江清水水库", "清水水库工程"),
        ("重庆市黔江区清水水库", "清水水库"),
        ("清水水库(黔江区)", "清水水库"),
        ("清水水库新建工程", "清水水库"),
    ],
)
def test_the_same_name_without_its_county_is_one_project(feature, compared, before, after):
    found = compared([feature("before", before)], [feature("after", after)])
    assert outline(found) == [("same", [before], [after])]


def test_county_and_kind_must_agree(feature, compared):
    earlier = [feature("before", "清水水库"), feature("before", "桃源", kind="reservoir")]
    later = [
        feature("after", "清水水库", adcode="500240", county="石柱土家族自治县"),
        feature("after", "桃源", kind="hospital"),
    ]
    found = compared(earlier, later)
    assert [change for change, *_ in outline(found)] == ["new", "new", "dropped", "dropped"]


def test_a_route_is_one_where_it_touches_a_county_in_common(feature, compared):
    fields = dict(kind="expressway", adcode=None, county=None)
    earlier = [feature("before", "渝湘高速公路", place="r1", counties=("500114", "500242"), **fields)]
    later = [feature("after", "渝湘高速", place="r2", counties=("500242",), stage="study", **fields)]
    assert outline(compared(earlier, later)) == [("backward", ["渝湘高速公路"], ["渝湘高速"])]


def test_two_candidates_are_listed_and_not_merged(feature, compared):
    earlier = [feature("before", "清水水库工程")]
    later = [feature("after", "清水水库建设"), feature("after", "清水水库改造")]
    found = compared(earlier, later)
    assert outline(found) == [("doubtful", ["清水水库工程"], ["清水水库建设", "清水水库改造"])]
    assert pairing.SEVERAL in found.rows[0].why


def test_an_exact_name_wins_over_a_similar_one(feature, compared):
    earlier = [feature("before", "清水水库")]
    later = [feature("after", "清水水库工程"), feature("after", "清水水库")]
    assert outline(compared(earlier, later)) == [("new", [], ["清水水库工程"]), ("same", ["清水水库"], ["清水水库"])]


@pytest.mark.parametrize(
    ("before", "after"),
    [("清水水库", "清水水库二期"), ("清水堤(东段)", "清水堤(西段)")],
)
def test_parts_of_a_project_stay_open(feature, compared, before, after):
    (row,) = compared([feature("before", before)], [feature("after", after)]).rows
    assert (row.change, row.why) == ("doubtful", pairing.OTHER_PART)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("清水水库一期", "清水水库二期"),
        ("清水水库一期", "清水水库二期除险加固工程"),
        ("清水水库(一期)", "清水水库(二期)工程"),
    ],
)
@pytest.mark.parametrize("place", [None, "p"])
def test_two_phases_are_never_one_project(feature, compared, before, after, place):
    found = compared([feature("before", before, place=place)], [feature("after", after, place=place)])
    assert [row.change for row in found.rows] == ["new", "dropped"]


def test_a_phase_is_the_same_however_it_is_counted(feature, compared):
    found = compared([feature("before", "清水水库1期")], [feature("after", "清水水库第一期工程")])
    assert [row.change for row in found.rows] == ["same"]


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("清水水库", "清水水库除险加固工程"),
        ("黔江区清水水库", "清水水库安全建设工程"),
        ("清水水库工程", "清水水库综合治理项目"),
        ("清水水库", "清水水库二期扩建配套工程"),
        ("清水水库二期", "清水水库二期安全建设工程"),
    ],
)
def test_a_name_with_words_of_works_more_stays_open(feature, compared, short, long):
    for before, after in ((short, long), (long, short)):
        (row,) = compared([feature("before", before)], [feature("after", after)]).rows
        assert (row.change, row.why) == ("doubtful", pairing.GROWN_NAME)
        assert [one.name for one in (*row.earlier, *row.later)] == [before, after]


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        ("清水水库", "清水水库除险加固工程", {"adcode": "500240", "county": "石柱土家族自治县"}),
        ("清水水库", "清水水库除险加固工程", {"adcode": None, "county": None}),
        ("清水水库", "清水水库安全建设工程", {"kind": "hospital"}),
        ("清水水库", "清水水库灌区", {}),
        ("清水水库", "清水水库至平凯水库工程", {}),
        ("清水", "清水安全建设工程", {}),
    ],
)
def test_what_is_not_the_name_and_works_is_not_paired(feature, compared, before, after, changes):
    found = compared([feature("before", before)], [feature("after", after, **changes)])
    assert [row.change for row in found.rows] == ["new", "dropped"]


def test_a_longer_name_leaves_a_sure_pair_alone(feature, compared):
    later = [feature("after", "清水水库除险加固工程"), feature("after", "清水水库")]
    found = compared([feature("before", "清水水库工程")], later)
    assert outline(found) == [("new", [], ["清水水库除险加固工程"]), ("same", ["清水水库工程"], ["清水水库"])]


def test_names_that_grow_between_two_plans_are_listed_as_doubtful(tmp_path):
    (tmp_path / "plans").mkdir()
    texts = {
        "y2024": "重庆市水利工作要点（2024年）\n\n一、黔江区推进清水水库、石岭水库一期前期工作。\n",
        "y2025": "重庆市水利工作要点（2025年）\n\n一、黔江区开工建设清水水库除险加固工程、石岭水库二期。\n",
    }
    for name, text in texts.items():
        (tmp_path / "plans" / f"{name}.txt").write_text(text, encoding="utf-8")
    dataset.build(tmp_path / "build", plans_directory=tmp_path / "plans")
    assert outline(Catalog.open(tmp_path / "build").compare("y2024", "y2025")) == [
        ("new", [], ["石岭水库二期"]),
        ("dropped", ["石岭水库一期"], []),
        ("doubtful", ["清水水库"], ["清水水库除险加固工程"]),
    ]


def test_several_longer_names_are_listed_together(feature, compared):
    later = [feature("after", "清水水库除险加固工程"), feature("after", "清水水库安全建设工程")]
    (row,) = compared([feature("before", "清水水库")], later).rows
    assert (row.change, len(row.later)) == ("doubtful", 2)
    assert pairing.SEVERAL in row.why
    assert pairing.GROWN_NAME in row.why


def test_a_county_only_one_plan_states_stays_open(feature, compared):
    nowhere = feature("before", "清水水库", adcode=None, county=None)
    (row,) = compared([nowhere], [feature("after", "清水水库")]).rows
    assert (row.change, row.why) == ("doubtful", pairing.COUNTY_UNSTATED)
    assert len(compared([nowhere], [feature("after", "清水水库")], areas=("460000", "500000")).rows) == 2


def test_without_a_county_the_area_of_the_plan_decides(feature, compared):
    both = [feature(plan, "清水水库", adcode=None, county=None) for plan in ("before", "after")]
    assert [row.change for row in compared(both[:1], both[1:]).rows] == ["same"]
    assert [row.change for row in compared(both[:1], both[1:], areas=("460000", "500000")).rows] == ["new", "dropped"]


def test_one_place_with_two_names_stays_open(feature, compared):
    earlier, later = feature("before", "清水水库", place="p"), feature("after", "桃源水利工程", place="p")
    (row,) = compared([earlier], [later]).rows
    assert (row.change, row.why) == ("doubtful", pairing.OTHER_NAME)


def test_filters_and_their_counts(catalog):
    comparison = catalog.compare("y2024", "y2025")
    query = ComparisonQuery(changes=("same",), counties=("500114",), text="水库")
    assert [row.name for row in comparison.select(query)] == ["石岭水库"]
    facets = comparison.facets(query)
    assert {facet.code: facet.projects for facet in facets.changes if facet.projects} == {"forward": 1, "same": 1}
    assert {facet.code: facet.projects for facet in facets.counties if facet.projects} == {"500114": 1, "500242": 1}
    assert comparison.select(ComparisonQuery(sectors=("energy",))) == ()
    assert comparison.select(ComparisonQuery(text="黔江 清水"))[0].name == "清水水库"


def test_counts_per_county_add_up(catalog):
    rows = catalog.compare("y2024", "y2025").rows
    counties = by_county(rows)
    order = list(terms()["change"])
    assert (counties[0].name, counties[0].rows) == ("黔江区", 2)
    assert sum(one.rows for one in counties) == len(rows)
    assert all(sum(one.counts) == one.rows for one in counties)
    yuyang = next(one for one in counties if one.code == "500242")
    assert dict(zip(order, yuyang.counts, strict=True))["backward"] == 1


def test_a_project_of_no_county_is_counted_apart(feature, compared):
    rows = compared([feature("before", "清水水库", adcode=None, county=None)], []).rows
    assert [(one.code, one.name) for one in by_county(rows)] == [("", "未写区县")]


def test_files_hold_every_row_and_compute_nothing(feature, compared, make_task):
    found = compared([feature("before", "=1+1水库")], [feature("after", "平凯水库"), feature("after", "=2水库")])
    task = make_task("before#1", title="@SUM(A1)", number="3")
    lines = list(
        csv.reader(io.StringIO(briefing.comparison_csv(found, found.rows, lambda _: task).decode("utf-8-sig")))
    )
    assert tuple(lines[0]) == briefing.COMPARISON_COLUMNS
    assert [line[1] for line in lines[1:]] == ["平凯水库", "'=2水库", "'=1+1水库"]
    dropped = dict(zip(lines[0], lines[-1], strict=True))
    assert dropped["变化"] == "未再列入"
    assert (dropped["前一份任务编号"], dropped["前一份任务"]) == ("3", "'@SUM(A1)")
    assert (dropped["前一份计划阶段"], dropped["后一份计划阶段"]) == ("推进建设", "")
    book = load_workbook(io.BytesIO(briefing.comparison_xlsx(found, found.rows, lambda _: task)))
    assert book.sheetnames == ["规划对比", "按区县"]
    assert [row[1].value for row in book["规划对比"].iter_rows(min_row=2)] == [line[1] for line in lines[1:]]
    assert [cell.value for cell in book["按区县"][2]] == ["黔江区", 2, 0, 0, 0, 1, 0, 0, 3]
