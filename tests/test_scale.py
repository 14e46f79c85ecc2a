"""The benchmark of scale without its long runs: it goes on where it stopped, and says what it measured."""

import json
import sys
from dataclasses import asdict, replace

import pytest

from tests.benchmarks import bench_scale, scale_model

SINGLE = bench_scale.Measured(
    plans=100,
    workers=0,
    code="now",
    characters=700_000,
    seconds=40.0,
    cpu_s=38.0,
    wall_s={"read": 30.0, "map": 2.0},
    work_s={"read": 30.0, "merge": 2.0},
    peak_mb=600,
    lead_mb=600,
    worker_mb=0,
    build_bytes=3_000_000,
    text_bytes=2_000_000,
    rows={"features": 4_000},
    build_id="a",
    load=0.1,
)
TWO = replace(SINGLE, workers=2, seconds=24.0, work_s={"read": 32.0}, peak_mb=1_500, worker_mb=500)
LARGE = replace(TWO, plans=1_000, characters=7_000_000, seconds=204.0, work_s={"read": 320.0}, build_bytes=30_000_000)


def test_figures_that_are_there_are_not_measured_again(tmp_path, monkeypatch):
    measured = []

    def measure(folder, plans, workers, code):
        measured.append((plans, workers))
        if plans == 1_000:
            raise KeyboardInterrupt
        return replace(SINGLE, workers=workers, code=code)

    monkeypatch.setattr(bench_scale, "measure", measure)
    monkeypatch.setattr(bench_scale, "shaping_digest", lambda: "now")
    with pytest.raises(KeyboardInterrupt):
        bench_scale.run(tmp_path, [1_000, 100], [0, 1])
    assert measured == [(100, 0), (100, 1), (1_000, 0)]
    assert [one.workers for one in bench_scale.run(tmp_path, [100], [0, 1])] == [0, 1]
    assert len(measured) == 3
    monkeypatch.setattr(bench_scale, "shaping_digest", lambda: "changed")
    bench_scale.run(tmp_path, [100], [0])
    assert measured[3:] == [(100, 0)]
    kept = json.loads((tmp_path / bench_scale.RESULTS).read_text(encoding="utf-8"))
    assert [bench_scale.Measured(**row).code for row in kept] == ["changed"]


def test_the_peak_is_that_of_all_processes():
    child = "import time; held = bytearray(60_000_000); time.sleep(1.2)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    seconds, peak, lead, worker = bench_scale.watched([sys.executable, "-c", parent], {})
    assert seconds > 1
    assert worker > 60e6 > lead
    assert peak > worker


def test_what_misses_the_target_is_said():
    lines, missed = bench_scale.scaling([SINGLE, replace(TWO, workers=1, seconds=44.0), TWO, LARGE])
    assert not missed
    assert any("efficiency of two workers 0.92" in line for line in lines)
    assert any("power of 0.93" in line for line in lines)
    slow = replace(TWO, seconds=40.0, build_id="b")
    assert len(bench_scale.scaling([SINGLE, replace(TWO, workers=1, seconds=44.0), slow])[1]) == 2
    assert len(bench_scale.table([SINGLE, TWO])) == 4


def test_the_model_follows_from_the_figures():
    cost = scale_model.costs([TWO, LARGE])
    assert cost.start_s == pytest.approx(4.0)
    assert cost.shared_s == pytest.approx(0.32)
    assert cost.single_s == pytest.approx(0.04)
    two, many = (scale_model.hours(cost, plans=1_000_000, cores=cores) for cores in (2, 256))
    assert two == pytest.approx((1_000_000 * (0.32 / 1.7 + 0.04) + 4) / 3600)
    assert many > 1_000_000 * 0.04 / 3600  # what one process does stays
    text = "\n".join(scale_model.markdown(cost, plans=1_000_000))
    assert "build 30.0 GB" in text
    assert "Assumptions" in text


def test_figures_can_be_kept():
    assert bench_scale.Measured(**json.loads(json.dumps(asdict(LARGE)))) == LARGE
