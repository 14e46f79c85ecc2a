"""Budgets of local sources: a dump of a million rows becomes a table, and the table answers fast.

Run by path: `python -m pytest tests/benchmarks/bench_local.py -s`. Times are those of the processor, so that other
work on the machine does not fail the budget.
"""

import random
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest

from geo.boundaries import Boundaries
from geo.gazetteer import Gazetteer
from geo.local.places import LocalPlaces
from geo.models import Toponym

ROOT = Path(__file__).parents[2]
ROWS = 1_000_000
LEAST_ROWS_PER_SECOND = 15_000
MOST_IMPORT_MB = 1_500
LEAST_LOOKUPS_PER_SECOND = 20_000
CODES = (*["PPL"] * 14, "PPLA4", "RSV", "SCH", "HSP", "STM", "MT")
HEADS, TAILS = (
    "大小上下东西南北青白黄红金银石龙虎马牛清平安永兴新古高长",
    "山河水溪沟坪坝岭湾塘坡寨林家口井泉桥关台岗洼",
)


@pytest.fixture(scope="module")
def dump(tmp_path_factory):
    """A dump in the form of GeoNames, its points spread over the counties, its names drawn at random."""
    gazetteer, counties = Gazetteer.load(), Boundaries.load().counties
    drawn = random.Random(3)
    boxes = [(code, counties.polygon(code).bounds) for code in counties.names if gazetteer.townships(code)]
    path = tmp_path_factory.mktemp("dump") / "CN.txt"
    with path.open("w", encoding="utf-8") as file:
        for number in range(ROWS):
            adcode, (west, south, east, north) = boxes[number % len(boxes)]
            code = CODES[number % len(CODES)]
            name = drawn.choice(HEADS) + drawn.choice(TAILS) + drawn.choice(TAILS)
            name = drawn.choice(gazetteer.townships(adcode)).name if code == "PPLA4" else name
            lat, lon = f"{drawn.uniform(south, north):.5f}", f"{drawn.uniform(west, east):.5f}"
            fields = [number, "Pinyin", "Pinyin", f"Foo,{name}", lat, lon, "P", code, "CN", *[""] * 9, "2026-05-01"]
            file.write("\t".join(map(str, fields)) + "\n")
    return path


def test_import_and_lookups(dump, tmp_path, monkeypatch):
    monkeypatch.setenv("PLAN_ATLAS_LOCAL_GAZETTEER", str(tmp_path))
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    command = [sys.executable, "-m", "loaders", "gazetteer", "add", str(dump), "--quiet"]
    subprocess.run(command, cwd=ROOT, check=True)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    per_second, most_mb = ROWS / (used.ru_utime - before), used.ru_maxrss / 1024
    print(f"\nimport: {per_second:,.0f} rows/s, {most_mb:,.0f} MB")
    places = LocalPlaces.from_settings(Gazetteer.load())
    asked = [
        Toponym(f"{head}{tail}{end}", "project", kind="reservoir", adcode=f"{province}0102")
        for head in HEADS
        for tail in TAILS
        for end in TAILS[:5]
        for province in (11, 33, 50)
    ]
    start = time.process_time()
    found = sum(places.find(one).place is not None for one in asked)
    rate = len(asked) / (time.process_time() - start)
    print(f"find: {rate:,.0f} lookups/s, {found} of {len(asked)} found")
    assert per_second >= LEAST_ROWS_PER_SECOND
    assert most_mb <= MOST_IMPORT_MB
    assert rate >= LEAST_LOOKUPS_PER_SECOND
