"""How building grows with the archive and with workers, and what that means for a million plans.

    python tests/benchmarks/bench_scale.py FOLDER [--plans 100 1000] [--workers 0 1 2] [--again] [--model 1000000]

For every number of plans an archive is made (`archive.py`), and built by `python -m loaders build` in a process of its
own: by the single process (0 workers) and by local clusters. FOLDER keeps archives, builds and `scale.json`; what was
measured there with the same code is not measured again, so that an interrupted run goes on where it stopped. Prints a
table of the builds, one of how they scale, and a model in Markdown; leaves with 1 if a build failed or two workers
reach less than the target. Figures are fair on a quiet machine only: the load before each run stands beside it.
"""

import argparse
import itertools
import json
import math
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from loaders.freshness import shaping_digest  # noqa: E402  # the repository is on the path only now
from tests.benchmarks import archive, scale_model  # noqa: E402

TARGET_EFFICIENCY = 0.85
WATCH_S = 0.2
RESULTS = "scale.json"
SINGLE, ONE, TWO = 0, 1, 2  # workers; none is the single process


@dataclass(frozen=True, slots=True)
class Measured:
    """One build: `seconds` from start to end of its process, `cpu_s` of all processors.

    `peak_mb` is the most memory of all its processes together, `lead_mb` that of the one that leads and `worker_mb` of
    the largest other one. `wall_s` and `work_s` are the stages by the clock and as work summed over processes; `load`
    that of the machine before the build; `build_id` tells whether two builds are the same bytes.
    """

    plans: int
    workers: int
    code: str
    characters: int
    seconds: float
    cpu_s: float
    wall_s: dict[str, float]
    work_s: dict[str, float]
    peak_mb: float
    lead_mb: float
    worker_mb: float
    build_bytes: int
    text_bytes: int
    rows: dict[str, int]
    build_id: str
    load: float


def archive_of(folder: Path, plans: int) -> Path:
    """The archive with so many plans, made when it is not there."""
    place = folder / f"archive_{plans}"
    done = place / "whole"
    if not done.is_file():
        archive.write(place, plans)
        done.touch()
    return place


def measure(folder: Path, plans: int, workers: int, code: str) -> Measured:
    """Build the archive of so many plans with so many workers and no rows kept from before.

    Raises
    ------
    CalledProcessError
        If the build fails.
    """
    texts = archive_of(folder, plans) / "plans"
    own = folder / f"run_{plans}_{workers}"
    shutil.rmtree(own, ignore_errors=True)
    own.mkdir(parents=True)
    timings, directory = own / "timings.json", own / "build"
    settings = {"PLANS": texts, "BUILD": directory, "STORE": own / "store", "CACHE": own / "cache"}
    environment = os.environ | {f"PLAN_ATLAS_{name}": str(path) for name, path in settings.items()}
    command = [sys.executable, "-m", "loaders", "build", "--quiet", "--timings", str(timings)]
    command += ["--workers", str(workers)] if workers else []
    load = os.getloadavg()[0]
    spent_before = processor_s()
    seconds, peak, lead, worker = watched(command, environment)
    cpu = processor_s() - spent_before
    stated = json.loads((directory / "manifest.json").read_text(encoding="utf-8"))
    spent = json.loads(timings.read_text(encoding="utf-8"))
    found = Measured(
        plans=plans,
        workers=workers,
        code=code,
        characters=spent["characters"],
        seconds=round(seconds, 2),
        cpu_s=round(cpu, 2),
        wall_s=spent["wall_s"],
        work_s=spent["work_s"],
        peak_mb=round(peak / 1e6),
        lead_mb=round(lead / 1e6),
        worker_mb=round(worker / 1e6),
        build_bytes=size(directory),
        text_bytes=size(texts),
        rows=stated["rows"],
        build_id=stated["build_id"],
        load=round(load, 1),
    )
    shutil.rmtree(own)
    return found


def processor_s() -> float:
    """Processor seconds of all processes that were started here and have ended, with their own children."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def watched(command: Sequence[str], environment: dict[str, str]) -> tuple[float, int, int, int]:
    """Seconds of a command, and the most memory of all its processes, of the first one and of the largest other."""
    started, peak, lead, worker = time.perf_counter(), 0, 0, 0
    process = psutil.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    while process.poll() is None:
        sizes = list(resident(process))
        peak, lead, worker = max(peak, sum(sizes)), max((lead, *sizes[:1])), max((worker, *sizes[1:]))
        time.sleep(WATCH_S)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, list(command))
    return time.perf_counter() - started, peak, lead, worker


def resident(process: psutil.Process) -> Iterator[int]:
    """Resident bytes of a process and of its children that are there."""
    try:
        family = [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return
    for one in family:
        try:
            yield one.memory_info().rss
        except psutil.NoSuchProcess:
            continue


def size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def run(folder: Path, plans: Sequence[int], workers: Sequence[int], *, again: bool = False) -> list[Measured]:
    """Measure what is asked for and not known yet; everything asked for, smallest archives first."""
    folder.mkdir(parents=True, exist_ok=True)
    code = shaping_digest()[:12]
    path = folder / RESULTS
    known = {}
    if path.is_file() and not again:
        rows = (Measured(**row) for row in json.loads(path.read_text(encoding="utf-8")))
        known = {(row.plans, row.workers): row for row in rows if row.code == code}
    for count in sorted(plans):
        for number in workers:
            if (count, number) not in known:
                known[count, number] = measure(folder, count, number, code)
                listed = [asdict(one) for one in known.values()]
                path.write_text(json.dumps(listed, indent=1) + "\n", encoding="utf-8")
                print(row_of(known[count, number]), flush=True)
    return [known[count, number] for count in sorted(plans) for number in workers]


def row_of(one: Measured) -> str:
    """A build as a row of the table."""
    stages = ", ".join(f"{name} {seconds:.1f}" for name, seconds in one.wall_s.items())
    return (
        f"| {one.plans:,} | {one.workers or 'none'} | {one.seconds:.1f} | {one.cpu_s:.1f} "
        f"| {one.plans / one.seconds:.2f} "
        f"| {one.characters / one.seconds:,.0f} | {one.peak_mb:,.0f} | {one.build_bytes / one.plans / 1000:.1f} "
        f"| {one.load} | {stages} |"
    )


def table(found: Sequence[Measured]) -> list[str]:
    """The builds, a row each."""
    head = "| plans | workers | s | CPU s | plans/s | characters/s | peak MB | kB/plan | load | stages (s) |"
    return [head, "|---" * 10 + "|", *map(row_of, found)]


def scaling(found: Sequence[Measured]) -> tuple[list[str], list[str]]:
    """How much two workers gain over one and over the single process, how time grows, and what misses the target."""
    by = {(one.plans, one.workers): one for one in found}
    lines, missed = [], []
    for plans in sorted({one.plans for one in found}):
        single, one, two = (by.get((plans, workers)) for workers in (SINGLE, ONE, TWO))
        if one and two:
            reached = one.seconds / (2 * two.seconds)
            lines.append(f"{plans:,} plans: efficiency of two workers {reached:.2f} (≥ {TARGET_EFFICIENCY})")
            if reached < TARGET_EFFICIENCY:
                missed.append(f"{plans:,} plans: two workers reach {reached:.2f} of twice one worker")
        if single and two:
            ratio, work = two.seconds / single.seconds, two.cpu_s / single.cpu_s
            lines.append(
                f"{plans:,} plans: two workers take {ratio:.2f} of the time and {work:.2f} of the work of one process"
            )
        ids = {each.build_id for each in (single, one, two) if each}
        if len(ids) > 1:
            missed.append(f"{plans:,} plans: the builds differ ({', '.join(sorted(ids))})")
    for workers in sorted({one.workers for one in found}):
        own = sorted((one for one in found if one.workers == workers), key=lambda one: one.plans)
        for small, large in itertools.pairwise(own):
            power = math.log(large.seconds / small.seconds) / math.log(large.plans / small.plans)
            step = f"{small.plans:,} to {large.plans:,} plans"
            lines.append(f"{workers or 'no'} workers, {step}: time grows with plans to the power of {power:.2f}")
    return lines, missed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="keeps archives and figures between runs")
    parser.add_argument("--plans", type=int, nargs="+", default=[100, 1_000])
    parser.add_argument("--workers", type=int, nargs="+", default=[SINGLE, ONE, TWO], help="0 is the single process")
    parser.add_argument("--again", action="store_true", help="measure everything anew")
    parser.add_argument("--model", type=int, default=1_000_000, help="plans the model is for")
    given = parser.parse_args()
    found = run(given.folder.resolve(), given.plans, given.workers, again=given.again)
    lines, missed = scaling(found)
    model = scale_model.markdown(scale_model.costs(found), plans=given.model)
    print(*table(found), "", *lines, *missed, "", *model, sep="\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
