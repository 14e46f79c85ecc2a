"""Mentions become toponyms and resolutions; the gold projects all get a place or a reason."""

import json
from pathlib import Path

import pytest

from geo.geocoding import Resolver
from geo.models import Toponym
from loaders.linking import link, toponym_of
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
