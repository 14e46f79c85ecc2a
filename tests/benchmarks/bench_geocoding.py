"""How fast mentions are resolved, how soon the gazetteers are ready, and how much memory they take.

    python tests/benchmarks/bench_geocoding.py [--rounds 5] [GOLD …]

The mentions are those the reader finds in the plans of the gold folders (default: all three). Cold is the first pass
of a new process, in which polygons and indexes are made; warm is the median of later passes. Ready is the time
from the start of the interpreter to the first township resolved. One core: processor time counts, but for ready,
where the clock does. Leaves with 1 when a budget is not met.
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT)]

FOLDERS = tuple(ROOT / "tests" / "gold" / name for name in ("", "dev", "test"))
RESOLUTIONS_PER_S = 5_000
READY_S = 1.0
READY_MB = 400.0


def questions(folders):
    """The mentions of every plan, each plan with its jurisdiction."""
    from geo.gazetteer import Gazetteer
    from loaders import documents, mentions, tasks
    from loaders.evaluation import gold

    asked = []
    for path in gold.read(folders).paths.values():
        document = documents.read(path)
        found = mentions.extract(document, tasks.parse(document), gazetteer=Gazetteer.load())
        asked.append((found, document.jurisdiction))
    return asked


def resolve_all(resolver, asked):
    """One pass over all plans."""
    from loaders import linking

    for found, jurisdiction in asked:
        linking.link_all(found, resolver, jurisdiction=jurisdiction)


def ready() -> dict[str, float]:
    """Seconds since the interpreter started until the first township stands, and the peak of memory till then."""
    from geo.geocoding import Resolver
    from geo.models import Toponym

    found = Resolver.load().resolve(Toponym("嘉积镇", "admin", admin_level="town", jurisdiction="469002"))
    elapsed = time.time() - psutil.Process().create_time()
    if found.place is None or found.place.township != "嘉积镇":
        raise SystemExit("嘉积镇 is not resolved: the time would mean nothing")
    return {"seconds": elapsed, "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def passes(folders: list[Path], rounds: int) -> dict[str, float]:
    """Resolutions per second of the first pass in this process and of later ones."""
    from geo.geocoding import Resolver

    asked = questions(folders)
    resolver = Resolver.load()
    times = []
    for _ in range(rounds + 1):
        started = time.process_time()
        resolve_all(resolver, asked)
        times.append(time.process_time() - started)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    warm = statistics.median(times[1:])
    count = sum(len(found) for found, _ in asked)
    return {"asked": count, "cold": count / times[0], "warm": count / warm, "megabytes": peak}


def in_a_new_process(*arguments: str) -> dict[str, float]:
    """What this script prints when it is called with these arguments."""
    command = [sys.executable, __file__, *arguments]
    return json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)


def measure(folders: list[Path], rounds: int) -> Iterator[str]:
    """Print every figure beside its budget; yield the budgets that are not met."""
    found = [in_a_new_process("--ready") for _ in range(rounds)]
    seconds = statistics.median(one["seconds"] for one in found)
    megabytes = max(one["megabytes"] for one in found)
    print(f"ready {seconds:.2f} s after start (at most {READY_S} s), {megabytes:.0f} MB (at most {READY_MB:.0f} MB)")
    if seconds > READY_S:
        yield "gazetteers are ready too late"
    if megabytes > READY_MB:
        yield "gazetteers take too much memory"
    speed = in_a_new_process("--passes", "--rounds", str(rounds), *map(str, folders))
    for name in ("cold", "warm"):
        print(f"{name}: {speed[name]:,.0f} resolutions/s over {speed['asked']:,.0f} mentions", end=" ")
        print(f"(at least {RESOLUTIONS_PER_S:,})" if name == "warm" else "(no budget: polygons are read meanwhile)")
    print(f"peak after all passes {speed['megabytes']:.0f} MB, the reader included")
    if speed["warm"] < RESOLUTIONS_PER_S:
        yield "mentions are resolved too slowly"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="*", type=Path, default=list(FOLDERS))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--ready", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--passes", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.ready or options.passes:
        print(json.dumps(ready() if options.ready else passes(options.gold, options.rounds)))
        return 0
    failures = list(measure(options.gold, options.rounds))
    for failure in failures:
        print(f"budget not met: {failure}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
