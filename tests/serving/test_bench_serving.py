"""The short form of `tests/benchmarks/bench_serving.py`."""

import pytest

from tests.benchmarks import bench_serving


@pytest.mark.parametrize("engine", bench_serving.ENGINES)
def test_every_case_is_measured_once(engine, sample_build, serving_url, tmp_path, monkeypatch):
    monkeypatch.setenv("PLAN_ATLAS_CACHE", str(tmp_path / "cache"))
    catalog, facts = bench_serving.opened(engine, sample_build, serving_url)
    assert facts.keys() == {"made in s", "open s", "size MB", "memory MB"}
    results = tmp_path / "results.jsonl"
    found = dict(bench_serving.campaign(catalog, results, engine, times=1))
    assert found.keys() == bench_serving.cases(catalog).keys()
    assert all(ms.keys() == {"projects", *bench_serving.COLUMNS} for ms in found.values())
    monkeypatch.setattr(bench_serving, "measured", None)  # nothing is measured again
    assert dict(bench_serving.campaign(catalog, results, engine, times=1)) == found
    catalog.close()
    assert "made in s" not in bench_serving.opened(engine, sample_build, serving_url)[1]


def test_nothing_is_kept_between_questions(sample_build, tmp_path, monkeypatch):
    monkeypatch.setenv("PLAN_ATLAS_CACHE", str(tmp_path / "cache"))
    catalog, _ = bench_serving.opened("duckdb", sample_build)
    catalog.facets()
    assert catalog._facets.cache_info().currsize == 1
    bench_serving.forget(catalog)
    assert catalog._facets.cache_info().currsize == 0
