"""Mentions become toponyms and resolutions; the gold projects all get a place or a reason."""

import json
from pathlib import Path

import pytest

from geo.geocoding import Resolver
from geo.models import Toponym
from loaders.linking import link_all, toponym_of
from loaders.models import Mention, Route

GOLD = Path(__file__).parents[1] / "gold" / "plans.jsonl"
JURISDICTION = {"chongqing": "500000", "qionghai": "469002"}
REQUIRED = [
    row
    for row in map(json.loads, GOLD.read_text(encoding="utf-8").splitlines())
    if not row.get("optional") and row["type"] in {"project", "site", "river"}
]


@pytest.fixture(scope="module")
def resolver():
    return Resolver.load()


def mention(**fields):
    defaults = dict.fromkeys(("task_id", "kind", "sector", "admin_level", "county", "adcode", "township", "route"))
    return Mention(
        **{
            **defaults,
            "mention_id": "m1",
            "plan_id": "p1",
            "start_char": 0,
            "end_char": 4,
            "surface": "甲项目",
            "parts": (),
            "name": "甲项目",
            "type": "project",
            "stage": "none",
            "quantity": (),
            "investment": None,
            "rule": "test",
            "confidence": 1.0,
            **fields,
        }
    )


def link(asked, resolver, *, jurisdiction):
    return link_all([asked], resolver, jurisdiction=jurisdiction)[0]


def test_toponym_carries_what_the_mention_says():
    line = mention(name="甲线", kind="road", adcode="500102", route=Route("李渡", ("龙桥",), "新妙"))
    assert toponym_of(line, jurisdiction="500000") == Toponym(
        name="甲线",
        type="project",
        kind="road",
        adcode="500102",
        waypoints=("李渡", "龙桥", "新妙"),
        jurisdiction="500000",
    )


def test_open_ended_route_gives_the_end_it_has():
    assert toponym_of(mention(route=Route("李渡", (), "")), jurisdiction=None).waypoints == ("李渡",)


def test_region_gets_no_pin(resolver):
    answer = link(mention(name="长江经济带", type="region"), resolver, jurisdiction="500000")
    assert answer.place is None
    assert answer.reason


@pytest.mark.parametrize("row", REQUIRED, ids=lambda row: f"{row['doc']}-{row['name']}")
def test_every_gold_project_has_a_place_in_its_county_or_a_reason(resolver, row):
    ends = [row.get("from"), *(row.get("via") or []), row.get("to")]
    route = Route(ends[0] or "", tuple(ends[1:-1]), ends[-1] or "") if any(ends) else None
    asked = mention(name=row["name"], type=row["type"], kind=row["kind"], adcode=row["adcode6"], route=route)
    answer = link(asked, resolver, jurisdiction=JURISDICTION[row["doc"]])
    assert answer.reason
    if row["adcode6"]:
        place = answer.place
        assert place.adcode in {row["adcode6"], None}
        assert place.adcode or place.precision == "route"
        assert not place.geometry.is_empty
        assert place.geometry.distance(resolver.boundaries.polygon(row["adcode6"])) == 0


# --- what the rest of the plan decides -------------------------------------------------------------------------------


def town(name, number, **fields):
    return mention(
        mention_id=f"m{number}", name=name, type="admin", admin_level="town", start_char=10 * number, **fields
    )


def test_the_county_named_beside_a_town_decides_between_two_of_its_name(resolver):
    county = mention(name="酉阳县", type="admin", admin_level="county", adcode="500242", task_id="p1#1")
    beside = link_all([county, town("龙潭镇", 2, task_id="p1#1")], resolver, jurisdiction="500000")[1]
    alone = link_all([county, town("龙潭镇", 2, task_id="p1#2")], resolver, jurisdiction="500000")[1]
    assert (beside.place.county, beside.place.place_confidence) == ("酉阳土家族苗族自治县", "medium")
    assert "酉阳土家族苗族自治县" in beside.reason
    assert "500102" in {candidate.adcode for candidate in beside.rejected}
    assert alone.place is None
    assert {candidate.adcode for candidate in alone.tied} >= {"500102", "500242"}


def test_the_other_places_of_a_plan_decide_what_its_task_leaves_open(resolver):
    far = [town(name, number, adcode="500242") for number, name in enumerate(["黑水镇", "龚滩镇", "酉酬镇"], 5)]
    answer = link_all([town("龙潭镇", 2), *far], resolver, jurisdiction="500000")[0]
    assert answer.place.adcode == "500242"
    assert "公里" in answer.reason


def test_a_town_outside_the_plans_area_counts_only_where_its_county_is_named(resolver):
    alone = link_all([town("百福司镇", 2)], resolver, jurisdiction="500000")[0]
    assert alone.place is None
    assert [candidate.adcode for candidate in alone.rejected] == ["422827"]
    county = mention(name="来凤县", type="admin", admin_level="county", adcode="422827", task_id="p1#1")
    beside = link_all([county, town("百福司镇", 2, task_id="p1#1")], resolver, jurisdiction="500000")[1]
    assert beside.place.adcode == "422827"
