"""Whether readers ever see half of a build: publishers killed with -9, readers in the middle, builds in turn.

    python tests/benchmarks/publish_campaign.py [--kills 50] [--swaps 20] [--readers 4] [--features 2000]

A publisher is a process of its own that is killed at a moment of chance; afterwards the build that was served before,
or the one it published, must be served whole, and no schema may be left that nobody serves or keeps. In the second
part readers look at the pointer and count every table of the schema it names, again and again, while builds are
published in turn and rolled back. *Inconsistent* is every look whose counts are not those of one build, or that fails.
Leaves with 1 if anything was inconsistent or left over.
"""

import argparse
import multiprocessing
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

import psycopg  # noqa: E402  # the repository is on the path only now
from sqlalchemy import URL  # noqa: E402

from loaders import storage  # noqa: E402
from loaders.serving import address, pointer  # noqa: E402
from loaders.serving.publishing import publish, published, roll_back, schema_name  # noqa: E402
from loaders.serving.schema import TABLES  # noqa: E402
from tests import postgres  # noqa: E402
from tests.benchmarks import synthetic  # noqa: E402

FORK = multiprocessing.get_context("fork")
GONE_S = 15.0  # that a server may take to notice that a publisher is dead
COUNTS = "SELECT ARRAY[" + ", ".join(f"(SELECT count(*) FROM {{0}}.{table})" for table in TABLES) + "]"


@dataclass
class Kills:
    """What became of publishers that were killed."""

    kills: int = 0
    whole: int = 0  # that were faster than the kill
    inconsistent: int = 0
    left_over: int = 0
    recovery_s: list[float] = field(default_factory=list)  # until the next one could begin


@dataclass
class Looks:
    """What readers saw while builds were swapped."""

    looks: int = 0
    swaps: int = 0
    seen: set[str] = field(default_factory=set)
    inconsistent: int = 0


def counts_of(connection: psycopg.Connection, schema: str) -> list[int]:
    """Rows of every table of a schema, at one moment."""
    row = connection.execute(COUNTS.format(schema)).fetchone()
    return row[0] if row else []


def schemas(connection: psycopg.Connection) -> set[str]:
    found = connection.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'build\\_%'")
    return {name for (name,) in found}


def known_counts(url: str, builds: Sequence[Path]) -> dict[str, list[int]]:
    """Rows of each build by its schema, after it was published without a disturbance."""
    found = {}
    for build in builds:
        publish(address.read(url), build, keep=len(builds), grace_s=0)
        name = schema_name(storage.read_manifest(build).build_id)
        with psycopg.connect(postgres.plain(url)) as connection:
            found[name] = counts_of(connection, name)
    return found


def duration_s(url: str, build: Path) -> float:
    started = time.perf_counter()
    publish(address.read(url), build)
    return time.perf_counter() - started


def kill_campaign(url: str, builds: Sequence[Path], kills: int, *, longest_s: float, seed: int = 7) -> Kills:
    """Kill publishers of `builds` in turn and look at what is served; `longest_s` is the latest moment of a kill.

    The database must serve one of the builds and hold no other.
    """
    moments, found = random.Random(seed), Kills()
    database = address.read(url)
    for _ in range(kills):
        before = published(database)[1]
        build = next(each for each in builds if schema_name(storage.read_manifest(each).build_id) != before)
        _forget_others(url, before)
        process = FORK.Process(target=publish, args=(database, build), kwargs={"grace_s": 0})
        process.start()
        time.sleep(moments.uniform(0, longest_s))
        process.kill()
        process.join()
        found.kills += 1
        _look(url, before, build, found)
    return found


def _forget_others(url: str, served: str) -> None:
    """Drop what is not served, so that the next publisher has all to load."""
    with psycopg.connect(postgres.plain(url)) as connection:
        connection.execute(f"UPDATE {pointer.SCHEMA}.published SET previous = NULL")
        for name in pointer.out_of_use(connection, keep=0, grace_s=0):
            pointer.drop(connection, name)


def _look(url: str, before: str, build: Path, found: Kills) -> None:
    """Count what is not as it must be after a kill, at once and when the server has noticed."""
    after = schema_name(storage.read_manifest(build).build_id)
    current, manifest = published(address.read(url))[1], storage.read_manifest(build)
    with psycopg.connect(postgres.plain(url)) as connection:
        found.inconsistent += current not in {before, after} or not _is_whole(connection, current)
        if current == after:
            found.whole += 1
            counts = dict(zip(TABLES, counts_of(connection, after), strict=True))
            found.inconsistent += counts["feature"] != manifest.rows["features"]
        started = time.monotonic()
        while True:
            with connection.transaction():
                row = connection.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'").fetchone()
            if not (row and row[0]) or time.monotonic() - started > GONE_S:
                break
            time.sleep(0.02)
        found.recovery_s.append(time.monotonic() - started)
        known = {build.schema_name for build in published(address.read(url))[0]}
        found.left_over += len(schemas(connection) ^ known) + (time.monotonic() - started > GONE_S)


def _is_whole(connection: psycopg.Connection, schema: str) -> bool:
    """Whether a schema has all tables, its rows by table are those that were noted, and it has its indexes."""
    row = connection.execute(f"SELECT counts FROM {pointer.SCHEMA}.builds WHERE schema_name = %s", (schema,)).fetchone()
    return (
        row is not None
        and [row[0][table] for table in TABLES] == counts_of(connection, schema)
        and len(row[0]) == len(TABLES)
    )


def look_campaign(url: str, builds: Sequence[Path], *, swaps: int, readers: int) -> Looks:
    """Let readers look while `builds` are published in turn, each anew, and rolled back now and then."""
    known, found, over = known_counts(url, builds), Looks(), threading.Event()
    lock = threading.Lock()

    def look() -> None:
        with psycopg.connect(postgres.plain(url), autocommit=True) as connection:
            while not over.is_set():
                served = pointer.current(connection)
                counts = counts_of(connection, served.current) if served else None
                with lock:
                    found.looks += 1
                    found.seen.add(served.current if served else "")
                    found.inconsistent += served is None or counts != known[served.current]

    def guarded() -> None:
        try:
            look()
        except psycopg.Error as error:
            print(error, file=sys.stderr)
            with lock:
                found.inconsistent += 1

    threads = [threading.Thread(target=guarded) for _ in range(readers)]
    for thread in threads:
        thread.start()
    try:
        for number in range(swaps):
            _swap(address.read(url), builds[number % len(builds)], number)
            found.swaps += 1
    finally:
        over.set()
        for thread in threads:
            thread.join()
    return found


def _swap(database: URL, build: Path, number: int) -> None:
    """Publish; with three builds and one kept the third is loaded anew. Every fourth time roll back and forth."""
    publish(database, build, grace_s=1.0)
    if number % 4 == 3:
        roll_back(database)
        roll_back(database)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--swaps", type=int, default=20)
    parser.add_argument("--readers", type=int, default=4)
    parser.add_argument("--features", type=int, default=2_000, help="of the smallest of three builds")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, postgres.cluster() as cluster:
        builds = []
        for place in range(3):
            builds.append(Path(name) / f"build_{place}")
            synthetic.make_build(builds[-1], features=given.features + 100 * place, seed=place + 1)
        url = postgres.new_database(cluster, "kills", extensions=postgres.SERVING)
        longest_s = 1.1 * duration_s(url, builds[0])
        kills = kill_campaign(url, builds, given.kills, longest_s=longest_s)
        print(
            f"{kills.kills} publishers killed within {longest_s:.1f} s, {kills.whole} were done; "
            f"{kills.inconsistent} inconsistent, {kills.left_over} left over; the next could begin after "
            f"{statistics.median(kills.recovery_s):.2f} s (longest {max(kills.recovery_s):.2f} s)",
            flush=True,
        )
        url = postgres.new_database(cluster, "looks", extensions=postgres.SERVING)
        looks = look_campaign(url, builds, swaps=given.swaps, readers=given.readers)
        print(
            f"{looks.swaps} publishings under {given.readers} readers: {looks.looks:,} looks at {len(looks.seen)} "
            f"builds, {looks.inconsistent} inconsistent"
        )
    return 1 if kills.inconsistent or kills.left_over or looks.inconsistent else 0


if __name__ == "__main__":
    sys.exit(main())
