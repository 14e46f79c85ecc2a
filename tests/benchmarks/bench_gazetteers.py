"""How soon the embedded gazetteers are ready, how much memory they add, and how many look-ups they answer.

    python tests/benchmarks/bench_gazetteers.py [--rounds 5]

Every opening is measured in a process of its own, import of the module included. Leaves with 1 when the budget is
not met.
"""

import argparse
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from geo.villages import Villages  # noqa: E402

VILLAGES_OPEN_S = 0.5
VILLAGES_ADD_MB = 150
LOOKUPS_PER_S = 50_000
LOOKUPS = 200_000
OPENING = """
import time
import psutil
def memory_mb(): return psutil.Process().memory_info().rss / 1e6
before, started = memory_mb(), time.perf_counter()
from geo.villages import Villages
imported = time.perf_counter()
villages = Villages.load()
print(imported - started, time.perf_counter() - imported, memory_mb() - before)
"""


def opened() -> tuple[float, float, float]:
    """Seconds of the import, seconds of opening, megabytes added by both, in a fresh process."""
    run = subprocess.run([sys.executable, "-c", OPENING], cwd=ROOT, capture_output=True, text=True, check=True)
    importing, opening, added = map(float, run.stdout.split())
    return importing, opening, added


def lookups_per_s(villages: Villages, adcode: str, name: str) -> float:
    """Look-ups per second of one name, once its counties have been read."""
    villages.townships_of(adcode, name)
    started = time.perf_counter()
    for _ in range(LOOKUPS):
        villages.townships_of(adcode, name)
    return LOOKUPS / (time.perf_counter() - started)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    importing, opening, added = map(statistics.median, zip(*(opened() for _ in range(rounds)), strict=True))
    print(f"villages: import {importing:.2f} s, open {opening:.3f} s, {added:.0f} MB added by both")
    villages = Villages.load()
    exact, bare = (lookups_per_s(villages, "500242", name) for name in ("何家岩村", "何家岩"))
    print(f"look-ups in a county: {exact:,.0f}/s by full name, {bare:,.0f}/s without its kind")
    met = importing + opening <= VILLAGES_OPEN_S and added <= VILLAGES_ADD_MB and min(exact, bare) >= LOOKUPS_PER_S
    if not met:
        print(f"budget: {VILLAGES_OPEN_S} s, {VILLAGES_ADD_MB} MB, {LOOKUPS_PER_S:,} look-ups/s")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
