"""How fast plans are read: start-up, characters a second on one core, linearity, and texts made to be slow.

    python tests/benchmarks/bench_reading.py [--rounds 5] [--size 1000000] [--only "words of a name"]

Speed and linearity are measured in this process on the two sample plans, hostile texts (`hostile.py`) each in one of
its own. Leaves with 1 when a budget is not met.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

import hostile  # noqa: E402

from geo.gazetteer import Gazetteer  # noqa: E402
from loaders import documents, mentions, tasks  # noqa: E402
from loaders.models import PlanDocument  # noqa: E402

START_UP_S = 1.5
CHARACTERS_PER_S = 20_000
# Time per character of the longest text over that of the shortest.
STEEPEST = 1.5
COPIES = (1, 2, 4, 8, 16, 32, 64)
HOSTILE_S, HOSTILE_MB = 60.0, 1000.0
WATCH_S = 0.05
START_UP = "from loaders import tasks, mentions; from geo.gazetteer import Gazetteer; Gazetteer.load()"


def read(document: PlanDocument) -> int:
    """Read one document whole; how many mentions it has."""
    return len(mentions.extract(document, tasks.parse(document), gazetteer=Gazetteer.load()))


def seconds(document: PlanDocument, rounds: int) -> float:
    """Median processor seconds of reading."""
    times = []
    for _ in range(rounds):
        started = time.process_time()
        read(document)
        times.append(time.process_time() - started)
    return statistics.median(times)


def document_of(text: str) -> PlanDocument:
    return PlanDocument("plan", None, "[plan]", None, "500114", None, None, text, "")


def start_up(rounds: int) -> Iterator[str]:
    times = []
    for _ in range(rounds):
        started = os.times()
        subprocess.run([sys.executable, "-c", START_UP], cwd=ROOT, check=True)
        ended = os.times()
        times.append(ended.children_user + ended.children_system - started.children_user - started.children_system)
    found = statistics.median(times)
    print(f"start-up {found:.2f} s (at most {START_UP_S} s)")
    if found > START_UP_S:
        yield "start-up is too slow"


def speed(rounds: int) -> Iterator[str]:
    for path in sorted(documents.SAMPLE_DIRECTORY.glob("*.txt")):
        document = documents.read(path)
        read(document)
        found = len(document.text) / seconds(document, rounds)
        print(f"{path.stem}: {found:,.0f} characters/s (at least {CHARACTERS_PER_S:,})")
        if found < CHARACTERS_PER_S:
            yield f"{path.stem} is read too slowly"


def linearity(rounds: int) -> Iterator[str]:
    for path in sorted(documents.SAMPLE_DIRECTORY.glob("*.txt")):
        text = documents.read(path).text
        found = []
        for copies in COPIES:
            document = document_of(f"{text}\n" * copies)
            read(document)
            found.append(seconds(document, max(1, rounds // copies)) / len(document.text) * 1e6)
        listed = ", ".join(f"{copies}× {each:.1f}" for copies, each in zip(COPIES, found, strict=True))
        print(f"{path.stem}, µs a character: {listed}")
        if found[-1] > STEEPEST * found[0]:
            yield f"{path.stem}: time grows faster than the text"


def hostile_texts(size: int, only: str) -> Iterator[str]:
    for name in hostile.TEXTS:
        if only not in name:
            continue
        elapsed, peak_mb, failed = hostile_once(name, size)
        print(f"{name:<34} {elapsed:5.1f} s  {peak_mb:5.0f} MB{'  failed' if failed else ''}", flush=True)
        if failed or elapsed > HOSTILE_S or peak_mb > HOSTILE_MB:
            yield f"{name}: more than {HOSTILE_S:.0f} s or {HOSTILE_MB:.0f} MB, or an error"


def hostile_once(name: str, size: int) -> tuple[float, float, bool]:
    """Processor seconds and peak memory (MB) of one hostile text in a process of its own, and whether that failed."""
    elapsed, peak = 0.0, 0
    process = psutil.Popen([sys.executable, __file__, "--read", name, "--size", str(size)], cwd=ROOT)
    while process.poll() is None:
        try:
            peak = max(peak, process.memory_info().rss)
            elapsed = sum(process.cpu_times()[:2])
        except psutil.NoSuchProcess:
            break
        if elapsed > HOSTILE_S:
            process.kill()
        time.sleep(WATCH_S)
    return elapsed, peak / 1e6, process.wait() != 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--size", type=int, default=1_000_000, help="bytes of a hostile text")
    parser.add_argument("--only", default="", help="only hostile texts whose name holds this, nothing else")
    parser.add_argument("--read", choices=hostile.TEXTS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.read:
        text = hostile.in_a_plan(options.read, options.size).encode()[: options.size].decode(errors="ignore")
        read(document_of(text))
        return 0
    failures = [] if options.only else [*start_up(options.rounds), *speed(options.rounds), *linearity(options.rounds)]
    failures += hostile_texts(options.size, options.only)
    for failure in failures:
        print(f"budget not met: {failure}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
