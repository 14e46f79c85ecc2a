"""The benchmarks themselves, without a clock: builds that are made up open, and the reports say what is missed."""

import argparse
import asyncio
from dataclasses import replace

import pytest

from loaders.catalog import Catalog, Query
from loaders.freshness import is_current
from tests.benchmarks import bench_dashboard, bench_sessions, synthetic, synthetic_plans, visitors

FEATURES = 130
FAST = bench_dashboard.Figures(
    name="1000",
    features=1_000,
    bare_cold_ms=900,
    empty_cold_ms=1000,
    cold_ms=1100,
    bare_rerun_ms=100,
    loaded_rerun_ms=120,
    filter_ms=140,
    filter_sent_ms=90,
    filter_settled_ms=100,
    filter_kb=7,
    first_http_kb=3700,
    first_socket_kb=60,
    marks=400,
    outside=0,
)
CALM = bench_sessions.Figures(
    sessions=20,
    seconds=600,
    opened_s=2,
    kinds={
        "filter": bench_sessions.Latencies(changes=100, p50_ms=100, p95_ms=300, p99_ms=350, longest_ms=400),
        "pan": bench_sessions.Latencies(changes=100, p50_ms=100, p95_ms=200, p99_ms=350, longest_ms=900),
    },
    answer_kb=20,
    errors=0,
    servers={"http://a": bench_sessions.Memory(before_mb=300, opened_mb=330, after_mb=350, mb_per_minute=0.1)},
)


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    return synthetic.prepared(tmp_path_factory.mktemp("builds"), FEATURES)


def test_synthetic_build_opens_without_being_made_again(build):
    assert is_current(build, plans_directory=synthetic.plans_of(build))
    catalog = Catalog.open(build)
    features = catalog.projects(Query())
    assert len(features) == FEATURES
    assert {feature.precision for feature in features} == set(synthetic_plans.PRECISIONS)
    assert len({feature.stage for feature in features}) > 4
    assert all(layer.features for layer in catalog.layers())
    assert all(feature.name in catalog.excerpt(feature.mention_id) for feature in features)


def test_synthetic_build_is_the_same_every_time(build, tmp_path):
    again = synthetic.make_build(tmp_path / "again", features=FEATURES)
    assert again.build_id == Catalog.open(build).build_id


def test_stamp_makes_a_build_current_again(build):
    plan = next(synthetic.plans_of(build).glob("*.txt"))
    text = plan.read_text(encoding="utf-8")
    plan.write_text(f"{text}\n", encoding="utf-8")
    assert not is_current(build, plans_directory=synthetic.plans_of(build))
    synthetic.stamp(build)
    assert is_current(build, plans_directory=synthetic.plans_of(build))
    plan.write_text(text, encoding="utf-8")
    synthetic.stamp(build)


def test_dashboard_report_names_every_missed_target():
    lines, missed = bench_dashboard.report([FAST])
    assert len(lines) == 4
    assert not missed
    slow = replace(FAST, name="100000", cold_ms=2000, filter_ms=400, marks=700, outside=2)
    assert len(bench_dashboard.report([FAST, slow])[1]) == 4
    assert not bench_dashboard.report([replace(slow, name=bench_dashboard.PLANS, marks=1, outside=0)])[1]


def test_dashboard_report_of_a_served_catalog_names_moves_and_memory():
    served = replace(FAST, name="duckdb", pan_ms=250, zoom_ms=260, peak_mb=1_400, cold_ms=1_900, filter_ms=290)
    lines, missed = bench_dashboard.report([FAST, served])
    assert len(lines) == 8
    assert not missed
    assert len(bench_dashboard.report([replace(served, pan_ms=310, zoom_ms=310, peak_mb=1_600)])[1]) == 3


def test_every_filter_step_asks_for_another_choice():
    for rounds in (1, 9, 24):
        off: set[int] = set()
        seen = []
        for position in bench_dashboard._toggles(rounds, 13):
            off ^= {position}
            assert len(off) <= 2
            seen.append(frozenset(off))
        assert len(set(seen)) == rounds


def test_sessions_report_names_every_missed_target():
    assert not bench_sessions.report(CALM)[1]
    slow = CALM.kinds | {"filter": replace(CALM.kinds["filter"], p95_ms=900)}
    growing = {"http://a": replace(CALM.servers["http://a"], after_mb=500, mb_per_minute=8)}
    assert len(bench_sessions.report(replace(CALM, kinds=slow, servers=growing, errors=1))[1]) == 4
    assert len(bench_sessions.report(replace(CALM, seconds=30, servers=growing))[1]) == 1  # too short for growth
    never = CALM.kinds | {"pan": bench_sessions.latencies([])}
    assert bench_sessions.report(replace(CALM, kinds=never))[1] == ["pan: p95 is above 500 ms"]


def test_visitors_act_without_errors(build):
    given = argparse.Namespace(sessions=4, seconds=3, every=0.5, do=list(visitors.ACTS))
    with bench_sessions.servers(1, synthetic.environment(build)) as urls:
        found, errors = asyncio.run(bench_sessions.measure(urls, given))
    assert not errors
    assert sum(one.changes for one in found.kinds.values()) >= 6
    assert set(found.servers) == set(urls)
    assert all(one.after_mb > 50 for one in found.servers.values())


def test_slopes_and_percentiles():
    assert visitors.slope_per_minute([(0, 100), (60, 102), (120, 104)]) == pytest.approx(2)
    assert visitors.slope_per_minute([(5, 1)]) == 0
    values = list(range(1, 101))
    assert [visitors.percentile(values, share) for share in (0.5, 0.95, 0.99, 1)] == [50, 95, 99, 100]
