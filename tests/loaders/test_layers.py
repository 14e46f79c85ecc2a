import pytest
from shapely import LineString, Point

from loaders import layers
from loaders.models import Composition, TaskArea

LINE = LineString([(108.0, 29.0), (109.0, 30.0)])


@pytest.fixture
def features_of(make_task, link):
    def make(pairs, tasks=None):
        mentions = [mention for mention, _ in pairs]
        tasks = tasks or [make_task(f"plan#{number}") for number in (1, 2, 3)]
        places = {place.place_id: place for _, place in pairs if place}
        return layers.project_features(mentions, [link(*pair) for pair in pairs], places.values(), tasks)

    return make


def test_repeated_mentions_are_one_project_told_by_the_one_with_a_stage(make_mention, make_place, features_of):
    place = make_place()
    pairs = [
        (make_mention(stage="none", task_id=None), place),
        (make_mention(stage="study", task_id="plan#2"), place),
        (make_mention(stage="none", task_id="plan#1"), place),
    ]
    (feature,) = features_of(pairs)
    assert (feature.stage, feature.stage_group, feature.task_id) == ("study", "谋划", "plan#2")
    assert feature.task_ids == ("plan#2", "plan#1")


def test_same_name_in_two_counties_is_two_projects(make_mention, features_of):
    pairs = [(make_mention(adcode="500114"), None), (make_mention(adcode="500240", county="石柱"), None)]
    assert len(features_of(pairs)) == 2


def test_mention_without_county_joins_the_only_county(make_mention, make_place, features_of):
    pairs = [(make_mention(adcode=None, county=None, stage="start"), None), (make_mention(stage="none"), make_place())]
    (feature,) = features_of(pairs)
    assert (feature.stage, feature.place_id, feature.adcode) == ("start", "site:1", "500114")


def test_shorter_name_of_the_same_place_and_kind_is_no_second_project(make_mention, make_place, features_of):
    place = make_place()
    pairs = [
        (make_mention("清水中心水库"), place),
        (make_mention("清水中心水库扩容工程"), place),
        (make_mention("清水水库"), place),
        (make_mention("清水水厂", kind="water_supply"), place),
        (make_mention("引调水一期"), place),
    ]
    features = features_of(pairs)
    names = [(feature.name, len(feature.mention_ids)) for feature in features]
    assert names == [("清水中心水库", 3), ("清水水厂", 1), ("引调水一期", 1)]


def test_admin_and_region_mentions_are_no_projects(make_mention, features_of):
    pairs = [(make_mention("甲镇", type="admin"), None), (make_mention("渝东南", type="region"), None)]
    assert features_of(pairs) == ()


@pytest.mark.parametrize(
    ("precision", "drawn"),
    [("exact", True), ("village", True), ("township", True), ("county", False), ("region", False)],
)
def test_what_is_known_to_its_county_has_no_geometry(make_mention, make_place, features_of, precision, drawn):
    (feature,) = features_of([(make_mention(), make_place(precision=precision))])
    assert (feature.geometry is not None) is drawn


def test_sector_comes_from_the_mention_then_its_kind_then_its_task(make_mention, make_task, features_of):
    tasks = [make_task(sectors=("rural", "water"))]
    pairs = [
        (make_mention("一号", sector="energy"), None),
        (make_mention("二号", sector=None, kind="railway"), None),
        (make_mention("三号", sector=None, kind="other"), None),
        (make_mention("四号", sector=None, kind=None, task_id=None), None),
    ]
    assert [feature.sector for feature in features_of(pairs, tasks)] == ["energy", "transport", "rural", "governance"]


def test_route_belongs_to_every_county_it_touches_but_to_none_alone(make_mention, make_place, features_of):
    mention = make_mention("甲乙高速", adcode=None, county=None)
    place = make_place(precision="route", geometry=LINE, counties=("500114", "500243"))
    (feature,) = features_of([(mention, place)])
    assert (feature.adcode, feature.county, feature.adcodes) == (None, None, ("500114", "500243"))


def test_layers_keep_each_project_once(make_mention, make_place, make_area, features_of):
    features = features_of(
        [
            (make_mention("点"), make_place("a")),
            (make_mention("线"), make_place("b", precision="route", geometry=LINE)),
            (make_mention("县"), make_place("c", precision="county")),
            (make_mention("区域"), make_place("d", precision="region")),
            (make_mention("未定位"), None),
        ]
    )
    points, routes, areas = layers.build_layers(features, {"plan#3": ("500114",)}, {"500114": make_area()})
    assert [item.name for item in points.features] == ["点"]
    assert [item.name for item in routes.features] == ["线"]
    (mark,) = areas.features
    assert [item.name for item in mark.projects] == ["县", "区域"]
    assert mark.task_ids == ("plan#3",)
    assert layers.composition(features) == Composition(township=1, route=1, county=2, unresolved=1)


def test_bounds_keep_what_touches_them(make_mention, make_place, make_area, features_of):
    features = features_of(
        [
            (make_mention("内"), make_place("a", geometry=Point(108.2, 29.2))),
            (make_mention("外"), make_place("b", geometry=Point(110, 30))),
            (make_mention("线"), make_place("c", precision="route", geometry=LINE)),
        ]
    )
    marks = {"plan#1": ("500114",)}
    window = (108.0, 29.0, 108.5, 29.5)
    built = layers.build_layers(features, marks, {"500114": make_area(lon=111.0)}, bounds=window)
    assert [[item.name for item in layer.features] for layer in built] == [["内"], ["线"], []]


@pytest.fixture
def areas(make_area):
    rows = [
        make_area(),
        make_area("500114101000", "濯水镇", "township"),
        make_area("500114102000", "金洞乡", "township"),
        make_area("500240", "石柱土家族自治县"),
        make_area("422800", "恩施州", "city"),
        make_area("422802", "利川市"),
    ]
    return {area.code: area for area in rows}


def marked(rows, areas, features=()):
    return layers.marked_areas([TaskArea("plan#1", code, via) for code, via in rows], areas, features)["plan#1"]


def test_task_is_counted_at_the_finest_areas_it_names(areas):
    rows = [("500114", "mention"), ("500114101000", "unit"), ("500240", "mention")]
    assert marked(rows, areas) == ("500114101000", "500240")


def test_task_is_not_counted_where_a_project_of_it_lies(areas, make_mention, make_place, features_of):
    features = features_of([(make_mention(), make_place(township="濯水镇"))])
    rows = [("500114", "mention"), ("500114101000", "mention"), ("500114102000", "mention"), ("500240", "mention")]
    assert marked(rows, areas, features) == ("500114102000", "500240")


def test_task_is_not_counted_at_a_town_its_route_runs_through(areas, make_mention, make_place, make_area, features_of):
    route = make_place(precision="route", geometry=LINE, counties=("500114",))
    features = features_of([(make_mention("甲乙高速", adcode=None, county=None), route)])
    towns = {"500114101000": make_area("500114101000", "濯水镇", "township", lon=108.501, lat=29.499)}
    towns["500114102000"] = make_area("500114102000", "金洞乡", "township", lon=108.9, lat=29.3)
    assert marked([("500114101000", "unit"), ("500114102000", "unit")], towns, features) == ("500114102000",)


def test_city_gives_way_to_its_county(areas):
    assert marked([("422800", "mention"), ("422802", "mention")], areas) == ("422802",)
    assert marked([("422800", "mention"), ("500114", "mention")], areas) == ("500114", "422800")


def test_issuer_counts_only_without_a_placed_project(areas, make_mention, make_place, features_of):
    elsewhere = features_of([(make_mention(adcode="500240"), make_place(adcode="500240"))])
    unplaced = features_of([(make_mention(adcode=None, county=None), None)])
    assert marked([("500114", "issuer")], areas, elsewhere) == ()
    assert marked([("500114", "issuer")], areas, unplaced) == ("500114",)


def test_unknown_codes_are_left_out(areas):
    assert layers.marked_areas([TaskArea("plan#1", "999999", "mention")], areas, ()) == {}


@pytest.mark.parametrize(
    ("code", "level", "prefix"),
    [("500000", "province", "50"), ("422800", "city", "4228"), ("469002", "county", "469002"), ("", None, "")],
)
def test_levels_of_codes(code, level, prefix):
    assert layers.level_of(code) == level
    assert layers.code_prefix(code) == prefix
