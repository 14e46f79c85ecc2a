"""One case per row of the build made from the sample plans."""

import json
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
import shapely

from geo.boundaries import Boundaries
from geo.gazetteer import Gazetteer
from loaders import dataset, storage
from loaders.catalog import MemoryCatalog, Query
from loaders.layers import AREA_PRECISIONS, POINT_PRECISIONS
from loaders.storage import BUILD_DIRECTORY
from loaders.vocabulary import terms

GOLD = Path(__file__).parents[1] / "gold" / "plans.jsonl"
CHINA = shapely.box(73.0, 3.0, 136.0, 54.0)

MANIFEST = dataset.ensure(BUILD_DIRECTORY)
ROWS = storage.read_tables(BUILD_DIRECTORY, MANIFEST)
CATALOG = MemoryCatalog(MANIFEST, ROWS)
PLANS = {plan.plan_id: plan for plan in ROWS["plans"]}
TASKS = {task.task_id: task for task in ROWS["tasks"]}
PLACES = {place.place_id: place for place in ROWS["places"]}
MENTIONS = {mention.mention_id: mention for mention in ROWS["mentions"]}
AREAS = {area.code: area for area in ROWS["areas"]}


def rows(name, key):
    return pytest.mark.parametrize(name, ROWS[f"{name}s"], ids=lambda row: getattr(row, key))


@cache
def county(adcode):
    return Boundaries.load().polygon(adcode)


def test_nothing_failed_and_the_counts_are_those_of_the_plans():
    assert MANIFEST.failed == ()
    per_plan = defaultdict(int)
    for task in TASKS.values():
        per_plan[task.plan_id] += 1
    assert per_plan == {"chongqing": 22, "qionghai": 28}


def test_ids_are_unique():
    for name, key in (("tasks", "task_id"), ("mentions", "mention_id"), ("places", "place_id"), ("areas", "code")):
        ids = [getattr(row, key) for row in ROWS[name]]
        assert len(ids) == len(set(ids)), name


@rows("task", "task_id")
def test_task_quotes_its_plan(task):
    text = PLANS[task.plan_id].text
    assert 0 <= task.start_char < task.end_char <= len(text)
    assert task.title in text[task.start_char : task.end_char]
    assert set(task.sectors) <= terms()["sector"].keys()


@rows("mention", "mention_id")
def test_mention_quotes_its_plan(mention):
    text = PLANS[mention.plan_id].text
    assert text[mention.start_char : mention.end_char] == mention.surface
    assert all(text[part.start_char : part.end_char] == part.surface for part in mention.parts)


@rows("mention", "mention_id")
def test_mention_lies_in_its_task(mention):
    if mention.task_id is not None:
        task = TASKS[mention.task_id]
        assert task.plan_id == mention.plan_id
        assert task.start_char <= mention.start_char < mention.end_char <= task.end_char


@rows("mention", "mention_id")
def test_mention_speaks_the_vocabulary(mention):
    lists = terms()
    assert mention.type in lists["type"]
    assert mention.stage in lists["stage"]
    assert mention.kind is None or mention.kind in lists["kind"]
    assert mention.sector is None or mention.sector in lists["sector"]
    assert 0 <= mention.confidence <= 1
    assert mention.rule


@rows("mention", "mention_id")
def test_mention_names_a_known_county(mention):
    if mention.adcode is not None:
        division = Gazetteer.load().division(mention.adcode)
        assert division is not None
        assert mention.county is None or division.name == mention.county


@rows("place", "place_id")
def test_place_is_explained(place):
    assert place.source
    assert place.evidence
    assert place.place_confidence in {"high", "medium", "low"}
    assert place.precision in terms()["precision"].keys() - {"unresolved"}


@rows("place", "place_id")
def test_place_lies_in_its_county(place):
    assert not place.geometry.is_empty
    assert shapely.within(place.geometry, CHINA)
    if place.precision == "route":
        assert place.geometry.geom_type == "LineString"
        assert place.counties
        assert all(Gazetteer.load().division(adcode) for adcode in place.counties)
        assert place.adcode is None or county(place.adcode).intersects(place.geometry)
    elif place.adcode is not None:
        assert Gazetteer.load().division(place.adcode) is not None
        assert county(place.adcode).covers(place.geometry.representative_point())


@rows("link", "mention_id")
def test_every_mention_is_linked_or_says_why_not(link):
    assert link.mention_id in MENTIONS
    assert link.reason
    assert link.place_id is None or link.place_id in PLACES


def test_every_mention_has_one_link():
    assert [link.mention_id for link in ROWS["links"]] == list(MENTIONS)


def test_no_two_different_places_share_an_exact_point():
    seen = defaultdict(set)
    for place in PLACES.values():
        if place.precision == "exact":
            seen[place.geometry.wkb].add(place.name)
    assert [names for names in seen.values() if len(names) > 1] == []


@pytest.mark.parametrize("row", ROWS["task_areas"], ids=lambda row: f"{row.task_id}-{row.code}")
def test_task_names_a_known_area(row):
    assert row.task_id in TASKS
    assert row.code in AREAS


@rows("area", "code")
def test_area_mark_stands_in_its_county(area):
    assert county(area.adcode).covers(shapely.Point(area.lon, area.lat))


@pytest.mark.parametrize("feature", CATALOG.projects(), ids=lambda feature: feature.mention_id)
def test_only_what_is_known_to_its_township_is_a_point(feature):
    if feature.precision in POINT_PRECISIONS:
        assert feature.geometry.geom_type == "Point"
        assert feature.geometry.x > 70
        assert feature.geometry.y > 3
    elif feature.precision == "route":
        assert feature.geometry.geom_type == "LineString"
    else:
        assert feature.precision in {*AREA_PRECISIONS, "unresolved"}
        assert feature.geometry is None
        assert feature.reason


def test_layers_hold_every_placed_project_once():
    points, routes, areas = CATALOG.layers()
    shown = [item.mention_id for layer in (points, routes) for item in layer.features]
    shown += [item.mention_id for mark in areas.features for item in mark.projects]
    placed = [item.mention_id for item in CATALOG.projects() if item.precision != "unresolved"]
    assert sorted(shown) == sorted(placed)
    assert not [item for item in points.features if item.precision in {"county", "region", "unresolved"}]


def test_composition_adds_up():
    for plan in PLANS:
        query = Query(plans=(plan,))
        parts = CATALOG.composition(query)
        total = parts.township + parts.route + parts.county + parts.unresolved
        assert total == CATALOG.facets(query).projects


def test_every_task_of_a_county_plan_is_on_the_map():
    points, routes, areas = CATALOG.layers(Query(plans=("qionghai",)))
    shown = {task_id for layer in (points, routes) for item in layer.features for task_id in item.task_ids}
    for mark in areas.features:
        shown.update(mark.task_ids, *(item.task_ids for item in mark.projects))
    assert shown == {task_id for task_id, task in TASKS.items() if task.plan_id == "qionghai"}


@pytest.mark.parametrize("area", ROWS["base_counties"], ids=lambda area: area.adcode)
def test_base_county_is_drawn_near_where_it_is(area):
    assert area.geometry.is_valid
    assert area.geometry.area > 0
    assert shapely.intersects(county(area.adcode), shapely.Point(area.lon, area.lat))
    assert set(area.views) <= PLANS.keys()


def required_projects():
    for line in GOLD.read_text(encoding="utf-8").splitlines():
        mark = json.loads(line)
        if mark["type"] in {"project", "site", "river"} and not mark["optional"]:
            yield pytest.param(mark, id=f"{mark['doc']}-{mark['name']}")


@pytest.mark.parametrize("mark", list(required_projects()))
def test_required_project_is_a_place_or_a_row_with_a_reason(mark):
    """Some project row of the plan quotes the gold span, or bears one of its names."""
    found = [
        mention
        for mention in MENTIONS.values()
        if mention.plan_id == mark["doc"]
        and mention.type in {"project", "site", "river"}
        and (
            mention.name in {mark["name"], *mark["aliases"]}
            or any(part.start_char < mark["end"] and mark["start"] < part.end_char for part in mention.parts)
        )
    ]
    assert found
    links = {link.mention_id: link for link in ROWS["links"]}
    for mention in found:
        assert links[mention.mention_id].place_id or links[mention.mention_id].reason
        assert CATALOG.feature(mention.mention_id) is not None
