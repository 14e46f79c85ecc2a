"""Which features become one row of the ledger, and what the row says."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders import layers
from loaders.projects import Projects, same_projects


@pytest.fixture
def make_records(make_plan, make_task, make_mention, make_place, link):
    """Records of two plans `one` and `two` that name the clear-water reservoir; `changes` are those of the second."""

    def make(*, places=("site:1", "site:1"), name="清水水库", **changes):
        mentions = [
            make_mention("清水水库", task_id="one#1", start_char=6),
            make_mention(name, task_id="two#1", start_char=6, **changes),
        ]
        where = {key: make_place(key) for key in places if key}
        return {
            "plans": [make_plan("one"), make_plan("two")],
            "tasks": [make_task("one#1"), make_task("two#1")],
            "mentions": mentions,
            "links": [link(mention, where.get(key)) for mention, key in zip(mentions, places, strict=True)],
            "places": list(where.values()),
        }

    return make


def features_of(records):
    return layers.project_features(records["mentions"], records["links"], records["places"], records["tasks"])


def ledger(records):
    features = features_of(records)
    return Projects(records, features), features


@pytest.mark.parametrize(
    ("changes", "rows"),
    [
        ({}, 1),
        ({"name": "清水大型水库"}, 1),
        ({"name": "清水大型水库", "kind": "sports"}, 2),
        ({"name": "石岭水库"}, 2),
        ({"places": ("site:1", "site:2")}, 2),
        ({"places": (None, None)}, 1),
        ({"places": (None, None), "adcode": "500115"}, 2),
        ({"places": ("site:1", None)}, 2),
    ],
)
def test_projects_of_two_plans_are_one_by_place_and_name(make_records, changes, rows):
    projects, features = ledger(make_records(**changes))
    found = projects.rows(features)
    assert len(found) == rows
    assert sorted(item.mention_id for row in found for item in row.features) == sorted(i.mention_id for i in features)


def test_without_place_and_county_nothing_says_that_two_names_are_one(make_records):
    records = make_records(places=(None, None), adcode=None)
    records["mentions"][0] = replace(records["mentions"][0], adcode=None)
    assert len(same_projects(features_of(records))) == 2


FEATURES = st.builds(
    SimpleNamespace,
    plan_id=st.sampled_from("abcd"),
    name=st.text("水库工程", min_size=1, max_size=4),
    kind=st.sampled_from("xy"),
    place_id=st.sampled_from(("site:1", "site:2", None)),
    adcode=st.sampled_from(("500101", "500102", None)),
    mention_id=st.uuids(),
)


@given(features=st.lists(FEATURES, max_size=30))
def test_a_feature_joins_the_first_group_that_it_fits(features):
    """What the search by name and kind finds is what looking at one group after the other does."""
    expected = []
    for one in features:
        group = next((group for group in expected if fits(group, one)), None)
        if group is None:
            expected.append([one])
        else:
            group.append(one)
    assert same_projects(features) == [tuple(group) for group in expected]


def fits(group, one):
    first = group[0]
    meets = first.place_id == one.place_id and (
        one.place_id is not None or (one.adcode is not None and (first.name, first.adcode) == (one.name, one.adcode))
    )
    alike = one.name == first.name or (one.kind == first.kind and layers.abbreviates(one.name, first.name))
    return meets and alike and all(item.plan_id != one.plan_id for item in group)


def test_row_counts_tasks_and_keeps_what_the_filters_leave_out(make_records):
    projects, features = ledger(make_records())
    (whole,) = projects.rows(features)
    assert whole.task_ids == ("one#1", "two#1")
    assert whole.elsewhere == ()
    (part,) = projects.rows(features[1:])
    assert part.features == features[1:]
    assert part.elsewhere == features[:1]
    assert part.task_ids == ("two#1",)


def test_row_leads_with_the_finest_place_of_those_in_view(make_records):
    records = make_records(places=("site:1", "site:1"), stage="none")
    projects, features = ledger(records)
    (row,) = projects.rows(features)
    assert row.lead.plan_id == "one"
    assert row.place_confidence == "high"
    assert row.confidence == 0.9


@pytest.mark.parametrize(
    ("stated", "yuan"), [("12亿元", 1.2e9), ("350万元", 3.5e6), ("800元", 800.0), ("若干", None), (None, None)]
)
def test_investment_is_kept_as_written_and_as_a_number(make_records, stated, yuan):
    projects, features = ledger(make_records(name="石岭水库", investment=stated))
    row = projects.rows(features)[1]
    assert row.investment == ((stated,) if stated else ())
    assert row.investment_yuan == (pytest.approx(yuan) if yuan else None)


def test_excerpt_is_the_sentence_round_a_mention(make_records):
    projects, features = ledger(make_records())
    assert projects.excerpt(features[0].mention_id) == "一、甲县建设清水水库"
    assert projects.task_of(features[0].mention_id) == "one#1"
