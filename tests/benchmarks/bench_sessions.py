"""How servers hold up under many visitors at once, who look at the map, filter it, move it and open panels.

    python tests/benchmarks/bench_sessions.py [--sessions 20] [--features 1000] [--seconds 60] [--every 5]
        [--do filter pan panel] [--servers 1] [--urls URL ...] [--build FOLDER] [--keep FOLDER] [--p95 500]
        [--json FILE]
    python tests/benchmarks/bench_sessions.py --published --features 100000 --sessions 50 --seconds 600 --servers 2 \
        --p95 1000
    PLAN_ATLAS_CATALOG=postgresql://… python tests/benchmarks/bench_sessions.py --sessions 50 --seconds 600 --servers 2

Servers are started here on a made-up build, on that of `--build` or, when PLAN_ATLAS_CATALOG is set, on that catalog;
with `--published` the build is published to a PostgreSQL of its own first. `--urls` are servers that run already, or
one that leads to several. Visitors (`visitors.py`) spread over all of them; each acts at random moments, on
average every `--every` seconds. Memory is that of each server every two seconds, where it runs on this machine. Its
growth is the slope of a straight line (least squares) through the samples after the warm-up, the first third of the
run; it is *flat* when it grows by no more than MB_PER_MINUTE, which a run of at least STEADY_S can tell. Leaves with 1
when a target is missed.
"""

import argparse
import asyncio
import contextlib
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests import postgres  # noqa: E402  # the repository is on the path only now
from tests.benchmarks import synthetic  # noqa: E402
from tests.benchmarks.visitors import (  # noqa: E402
    ACTS,
    FAULTS,
    Measured,
    Visitor,
    listener,
    percentile,
    slope_per_minute,
)
from tests.browser.serving import running  # noqa: E402

CATALOG = "PLAN_ATLAS_CATALOG"
P95_MS = 500
MB_PER_SESSION = 5
MB_PER_MINUTE = 2  # 3 GB a day: a server that is started anew every night holds out
STEADY_S = 300  # shorter runs say nothing about growth
WARM_UP = 1 / 3  # of the run: caches fill, threads and connections are made
SAMPLE_S = 2.0
WARM_UPS = 3


@dataclass(frozen=True, slots=True)
class Latencies:
    """How long one kind of change took, in milliseconds."""

    changes: int
    p50_ms: float
    p95_ms: float
    p99_ms: float
    longest_ms: float


@dataclass(frozen=True, slots=True)
class Memory:
    """Resident set of one server in MB, and by how much it grew a minute after the warm-up."""

    before_mb: float
    opened_mb: float
    after_mb: float
    mb_per_minute: float


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of one run; `kinds` by what visitors did, `servers` by address, without those that cannot be seen."""

    sessions: int
    seconds: float
    opened_s: float
    kinds: dict[str, Latencies]
    answer_kb: float
    errors: int
    servers: dict[str, Memory]
    processor_ms: float = 0.0  # of the servers for one change, which a busy machine does not stretch

    @property
    def mb_per_session(self) -> float:
        """What a session takes, on average over the servers."""
        grown = sum(one.after_mb - one.before_mb for one in self.servers.values())
        return grown / self.sessions


class Watch:
    """Samples the memory of servers while visitors act."""

    def __init__(self, urls: Sequence[str]) -> None:
        found = ((url, listener(url)) for url in urls)
        self._servers = {url: process for url, process in found if process}
        self._samples: dict[str, list[tuple[float, float]]] = {url: [] for url in self._servers}

    def now(self) -> dict[str, float]:
        """MB of each server that runs."""
        sizes = {}
        for url, process in self._servers.items():
            with contextlib.suppress(psutil.NoSuchProcess):
                sizes[url] = process.memory_info().rss / 1e6
        return sizes

    def worked_s(self) -> float:
        """Processor seconds that the servers have used."""
        return sum(sum(process.cpu_times()[:2]) for process in self._servers.values() if process.is_running())

    async def run(self) -> None:
        """Take a sample every while, until cancelled."""
        started = time.perf_counter()
        while True:
            for url, size in self.now().items():
                self._samples[url].append((time.perf_counter() - started, size))
            await asyncio.sleep(SAMPLE_S)

    def memory(self, before: dict[str, float], opened: dict[str, float]) -> dict[str, Memory]:
        """What each server took."""
        found = {}
        for url, after in self.now().items():
            later = self._samples[url][int(len(self._samples[url]) * WARM_UP) :]
            found[url] = Memory(before[url], opened[url], after, slope_per_minute(later))
        return found


async def _visit(visitor: Visitor, end: float, *, every: float, kinds: Sequence[str]) -> None:
    await asyncio.sleep(visitor.chance.uniform(0, every))
    while time.perf_counter() < end:
        try:
            await visitor.act(visitor.chance.choice(kinds))
        except FAULTS as error:
            visitor.measured.errors.append(f"{type(error).__name__}: {error}")
            return
        await asyncio.sleep(visitor.chance.expovariate(1 / every))


async def measure(urls: Sequence[str], given: argparse.Namespace) -> tuple[Figures, list[str]]:
    """Let the visitors come, act and go; the figures and what went wrong."""
    measured, watch = Measured(), Watch(urls)
    for url in urls:  # each loads the build and the libraries
        first = Visitor(url, Measured(), random.Random(0))
        await first.open()
        for _ in range(WARM_UPS):
            await first.choose()
        await first.close()
    before = watch.now()
    visitors = [
        Visitor(urls[number % len(urls)], measured, random.Random(number + 1)) for number in range(given.sessions)
    ]
    start = time.perf_counter()
    await asyncio.gather(*(visitor.open() for visitor in visitors))
    opened_s, opened = time.perf_counter() - start, watch.now()
    sampling = asyncio.create_task(watch.run())
    end, worked_s = time.perf_counter() + given.seconds, watch.worked_s()
    await asyncio.gather(*(_visit(visitor, end, every=given.every, kinds=given.do) for visitor in visitors))
    sampling.cancel()
    worked_s = watch.worked_s() - worked_s
    memory = watch.memory(before, opened)
    for visitor in visitors:
        await visitor.close()
    figures = Figures(
        sessions=given.sessions,
        seconds=given.seconds,
        opened_s=opened_s,
        kinds={kind: latencies(measured.latencies_ms[kind]) for kind in given.do},
        answer_kb=statistics.median(measured.sizes or [0]) / 1000,
        errors=len(measured.errors),
        servers=memory,
        processor_ms=1000 * worked_s / max(len(measured.sizes), 1),
    )
    return figures, measured.errors


def latencies(found: Sequence[float]) -> Latencies:
    return Latencies(len(found), *(percentile(found, share) for share in (0.5, 0.95, 0.99, 1)))


def report(found: Figures, p95_ms: float = P95_MS) -> tuple[list[str], list[str]]:
    """The lines of the table, and the targets that are missed."""
    lines = [
        f"{found.sessions} sessions for {found.seconds:.0f} s on {len(found.servers)} servers, {found.errors} errors",
        f"all open after {found.opened_s:.1f} s; an answer has {found.answer_kb:.1f} kB",
        "| change | times | p50 ms | p95 ms | p99 ms | longest ms |",
        "|---|---|---|---|---|---|",
    ]
    for kind, one in found.kinds.items():
        times = f"{one.p50_ms:.0f} | {one.p95_ms:.0f} | {one.p99_ms:.0f} | {one.longest_ms:.0f}"
        lines.append(f"| {kind} | {one.changes} | {times} |")
    lines.append(f"a change takes {found.processor_ms:.0f} ms of a processor on its server")
    lines += ["| server | before MB | opened MB | after MB | MB/min | |", "|---|---|---|---|---|---|"]
    for url, one in found.servers.items():
        sizes = f"{one.before_mb:.0f} | {one.opened_mb:.0f} | {one.after_mb:.0f} | {one.mb_per_minute:+.2f}"
        lines.append(f"| {url} | {sizes} | {_verdict(found, one)} |")
    lines.append(f"{found.mb_per_session:.1f} MB per session (≤ {MB_PER_SESSION})")
    faults = [f"{kind}: p95 is above {p95_ms:.0f} ms" for kind, one in found.kinds.items() if not one.p95_ms <= p95_ms]
    if found.mb_per_session > MB_PER_SESSION:
        faults.append(f"a session takes more than {MB_PER_SESSION} MB")
    if found.seconds >= STEADY_S:
        growing = [url for url, one in found.servers.items() if not _is_flat(one)]
        faults += [f"{url} grows by more than {MB_PER_MINUTE} MB a minute" for url in growing]
    return lines, faults + ([f"{found.errors} errors"] if found.errors else [])


def _is_flat(one: Memory) -> bool:
    return one.mb_per_minute <= MB_PER_MINUTE


def _verdict(found: Figures, one: Memory) -> str:
    if found.seconds < STEADY_S:
        return "too short to tell"
    return "flat" if _is_flat(one) else "grows"


@contextlib.contextmanager
def servers(count: int, environment: dict[str, str]) -> Iterator[list[str]]:
    """Addresses of so many app servers while they run."""
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(running(ROOT / "app.py", **environment)).url for _ in range(count)]


def environment(given: argparse.Namespace, folder: Path) -> dict[str, str]:
    """What the servers are to show: the catalog of the environment, the build that is given, or a made-up one."""
    if os.environ.get(CATALOG):
        return {}
    if given.build:
        synthetic.stamp(given.build)
        return synthetic.environment(given.build)
    return synthetic.environment(synthetic.prepared(given.keep or folder, given.features))


@contextlib.contextmanager
def published(build: Path) -> Iterator[str]:
    """The address of a database that serves a build, while its PostgreSQL runs."""
    with postgres.cluster() as cluster:
        url = postgres.new_database(cluster, "catalog", extensions=postgres.SERVING)
        start = time.perf_counter()
        command = [sys.executable, "-m", "loaders", "publish", "--to", url, "--build", str(build), "--quiet"]
        subprocess.run(command, cwd=ROOT, check=True)
        print(f"published in {time.perf_counter() - start:.0f} s", flush=True)
        yield url


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sessions", type=int, default=20)
    parser.add_argument("--features", type=int, default=1_000)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--every", type=float, default=5, help="seconds between two changes of one visitor")
    parser.add_argument("--do", nargs="+", choices=ACTS, default=list(ACTS))
    parser.add_argument("--servers", type=int, default=1, help="app servers to start")
    parser.add_argument("--urls", nargs="+", default=[], help="app servers that run; none is started then")
    parser.add_argument("--published", action="store_true", help="serve the build from a PostgreSQL of its own")
    parser.add_argument("--p95", type=float, default=P95_MS, help="milliseconds that 95 of 100 changes may take")
    parser.add_argument("--build", type=Path, help="a build that synthetic.py has written")
    parser.add_argument("--keep", type=Path, help="folder where builds lie between runs; a temporary one otherwise")
    parser.add_argument("--json", type=Path, help="file for the figures")
    given = parser.parse_args()
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        known = environment(given, folder)
        if given.published:
            known |= {CATALOG: stack.enter_context(published(Path(known["PLAN_ATLAS_BUILD"])))}
        urls = given.urls or stack.enter_context(servers(given.servers, known))
        found, errors = asyncio.run(measure(urls, given))
    lines, missed = report(found, given.p95)
    print(*lines, *sorted(set(errors)), *missed, sep="\n")
    if given.json:
        stated = asdict(found) | {"mb_per_session": found.mb_per_session}
        given.json.write_text(json.dumps(stated, indent=1) + "\n", encoding="utf-8")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
