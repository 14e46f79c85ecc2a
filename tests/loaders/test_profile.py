"""What the profile of a county holds: projects, tasks and how they belong to it, groups, units, neighbours, classes."""

import itertools

import pytest
from shapely import LineString, box

from loaders import storage
from loaders.catalog import Catalog, Query
from loaders.models import BaseArea, TaskArea
from loaders.profile import FIXED_CLASSES, classes

HOME, NEXT_DOOR, FAR = "500114", "500242", "500229"


def base(code, name, west, south=29.0, plans=("plan",)):
    polygon = box(west, south, west + 1, south + 1)
    return BaseArea(code, name, "county", west + 0.5, south + 0.5, plans, ("plan",), polygon)


@pytest.fixture
def records(make_plan, make_task, make_mention, make_place, make_area, link):
    """A plan with projects of every precision in one county, a line through two, and tasks that only name places."""
    units = [(("市水利局",), ("黔江区政府",)), ((), ("市水利局",)), ((), ("黔江区政府",)), ((), ("市交通局",))]
    tasks = [
        make_task(f"plan#{number}", start_char=0, end_char=5, lead_units=lead, responsible_units=others)
        for number, (lead, others) in enumerate(units, start=1)
    ]
    tasks.append(make_task("home#1", start_char=0, end_char=5))
    line = LineString([(108.5, 29.5), (109.5, 29.5)])
    pairs = [
        (make_mention("清水水库"), make_place("p1", township="濯水镇")),
        (make_mention("石岭水库", stage="study"), make_place("p2", township="濯水镇")),
        (make_mention("古镇景区", sector="tourism", kind=None), make_place("p3", township="阿蓬江镇")),
        (make_mention("无镇大桥"), make_place("p4", township=None)),
        (make_mention("邻县水库", adcode=NEXT_DOOR, county="酉阳县"), make_place("p5", counties=(HOME,))),
        (make_mention("区级园区"), make_place("p6", precision="county", township="濯水镇")),
        (
            make_mention("甲乙高速", adcode=None, county=None, sector="transport"),
            make_place("p7", precision="route", geometry=line, counties=(HOME, NEXT_DOOR)),
        ),
        (make_mention("不明工程"), None),
    ]
    return {
        "plans": [make_plan(), make_plan("home", jurisdiction=HOME)],
        "tasks": tasks,
        "mentions": [mention for mention, _ in pairs],
        "places": [place for _, place in pairs if place],
        "links": [link(*pair) for pair in pairs],
        "areas": [make_area(), make_area("500114101000", "濯水镇", "township")],
        "task_areas": [
            TaskArea("plan#2", "500114101000", "mention"),
            TaskArea("plan#3", HOME, "unit"),
            TaskArea("home#1", HOME, "issuer"),
        ],
        "base_counties": [
            base(HOME, "黔江区", 108),
            base(NEXT_DOOR, "酉阳土家族苗族自治县", 109),
            base("422826", "咸丰县", 108, 30, plans=()),
            base(FAR, "城口县", 112),
        ],
        "base_provinces": [],
        "base_lines": [],
    }


@pytest.fixture
def catalog(tmp_path, records):
    def make(**changes):
        scopes = [storage.PlanScope("plan", (HOME, NEXT_DOOR, FAR), (107.0, 28.0, 114.0, 32.0))]
        storage.write(tmp_path, records | changes, inputs="i", versions={}, scopes=scopes)
        return Catalog.open(tmp_path)

    return make


def names(projects):
    return [item.name for item in projects]


def test_default_is_the_county_with_most_projects(catalog):
    profile = catalog().profile(None)
    assert (profile.code, profile.name) == (HOME, "黔江区")
    assert [(one.code, one.projects) for one in profile.choices] == [(HOME, 8), (NEXT_DOOR, 2)]
    assert (len(profile.projects), profile.all_projects) == (8, 8)


def test_projects_are_grouped_by_township_then_by_how_roughly_they_are_known(catalog):
    groups = [(group.kind, group.name, names(group.projects)) for group in catalog().profile(HOME).groups]
    assert groups == [
        ("township", "濯水镇", ["清水水库", "石岭水库"]),
        ("township", "阿蓬江镇", ["古镇景区"]),
        ("township", "", ["无镇大桥"]),
        ("across", "", ["邻县水库"]),
        ("route", "", ["甲乙高速"]),
        ("county", "", ["区级园区"]),
        ("unresolved", "", ["不明工程"]),
    ]


def test_counts_agree_with_each_other(catalog):
    profile = catalog().profile(HOME)
    parts = profile.composition
    assert (parts.township, parts.route, parts.county, parts.unresolved) == (5, 1, 1, 1)
    assert sum(sum(row.counts) for row in profile.sectors) == len(profile.projects)
    assert [(row.sector, sum(row.counts)) for row in profile.sectors] == [
        ("water", 6),
        ("transport", 1),
        ("tourism", 1),
    ]
    assert profile.sectors[0].counts[0] == 1  # 谋划: the one that is studied


def test_each_task_says_how_it_belongs_to_the_county(catalog):
    tasks = [(one.task.task_id, one.projects, one.via) for one in catalog().profile(HOME).tasks]
    assert sorted(tasks) == [
        ("home#1", 0, "issuer"),
        ("plan#1", 8, "project"),
        ("plan#2", 0, "mention"),
        ("plan#3", 0, "unit"),
    ]


def test_units_are_those_of_the_countys_tasks(catalog):
    units = [(unit.name, unit.tasks, unit.leads) for unit in catalog().profile(HOME).units]
    assert units == [("市水利局", 2, 1), ("黔江区政府", 2, 0)]


def test_neighbours_share_a_border_and_carry_their_counts(catalog):
    profile = catalog().profile(HOME)
    assert [(one.code, one.projects) for one in profile.neighbours] == [(NEXT_DOOR, 2), ("422826", 0)]
    assert {one.code for one in profile.counties} == {HOME, NEXT_DOOR, FAR, "422826"}
    assert catalog().profile(FAR).neighbours == ()


def test_the_query_narrows_everything_but_its_counties(catalog):
    profile = catalog().profile(NEXT_DOOR, Query(sectors=("transport",), counties=(HOME,)))
    assert names(profile.projects) == ["甲乙高速"]
    assert {one.code: one.projects for one in profile.choices} == {HOME: 1, NEXT_DOOR: 1}
    assert profile.all_projects == 1


def test_a_county_that_no_plan_names_is_empty_and_an_unknown_code_is_none(catalog):
    profile = catalog().profile(FAR)
    assert (profile.projects, profile.tasks, profile.groups, profile.sectors, profile.units) == ((), (), (), (), ())
    assert catalog().profile("999999") is None
    assert catalog().profile("500000") is None


def test_no_county_at_all_is_none(catalog):
    empty = {name: [] for name in ("tasks", "mentions", "places", "links", "areas", "task_areas", "base_counties")}
    assert catalog(**empty).profile(None) is None


@pytest.mark.parametrize("counts", [[], [0, 0], [1], [0, 3, 40]])
def test_classes_are_fixed_up_to_forty(counts):
    assert classes(counts) == FIXED_CLASSES


@pytest.mark.parametrize("counts", [[41], [1, 59], [59, 59], [1, 1, 2, 30, 31, 59, 90, 200], list(range(1, 300, 7))])
def test_beyond_forty_the_classes_are_natural_breaks_that_hold_every_count_once(counts):
    found = classes([*counts, 0])
    assert len(found) <= len(FIXED_CLASSES)
    assert (found[0][0], found[-1][1]) == (1, max(counts))
    assert all(before[1] + 1 == after[0] for before, after in itertools.pairwise(found))
    assert all(any(least <= number <= most for number in counts) for least, most in found)
