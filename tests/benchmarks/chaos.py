"""What planners see, and what is lost, when a part of an office dies: an app server, a database, a worker of a build.

    python tests/benchmarks/chaos.py [--only server store catalog worker] [--visitors 50] [--blows 5] [--seconds 20]
        [--away 5] [--features 1000] [--plans 100] [--kills 50] [--json FILE]

- `server`: one of two app servers is killed with -9; its visitors are led to the other one, as a proxy does it.
- `store`: the PostgreSQL of the store is killed in the middle of writes and started again.
- `catalog`: the PostgreSQL that serves the published build is killed and started again.
- `worker`: workers of `build --workers 2` are killed with -9 at moments of chance, several in each build.

Each of the first three happens `--blows` times, the next when all are served again. Visitors (`visitors.py`) move the
map and open panels. An answer is right when the map is drawn with all projects but one that planners have rejected, and
the page says nothing that it did not say before; all else is written down, with the words that visitors see, and how
long they wait behind the card of a database that is away. A clerk writes to the store all the time: what was
acknowledged to it and what was there before must be there at the end.
Leaves with 1 when anything was lost, a visitor got no right answer in the end, or the build is not the undisturbed one.
"""

import argparse
import asyncio
import contextlib
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from loaders.catalog import Catalog, Query  # noqa: E402  # the repository is on the path only now
from loaders.store import Change, Editor, Store, StoreError  # noqa: E402
from tests import postgres  # noqa: E402
from tests.benchmarks import archive, synthetic  # noqa: E402
from tests.benchmarks.visitors import FAULTS, PAN, PANEL, WAIT_S, Measured, Visitor, percentile  # noqa: E402
from tests.browser.serving import Server, running  # noqa: E402

CALM_SHARE = 0.2  # of the time passes before the blow
EVERY_S = 2.0  # between two acts of a visitor
RETRY_S = 0.5  # after which one who got no answer tries again
SERVERS = 2
BATCH = 3  # records of one write of the clerk
KILL_S = (0.5, 5.0)  # processor seconds of a worker between which it is killed: while it starts, reads or makes a part
KILLS_PER_BUILD = 5
SPARED = 3  # builds in turn that nobody could disturb, after which it is over
BUILD_S = 3_600


@dataclass(slots=True)
class Outcome:
    """What one scenario did: `outages_s` has for every outage of a visitor how long it lasted.

    For every blow `right_s` has the time until the last visitor had right answers again, `away_s` how long what was
    killed was away; of `worker` they are the builds. `seen` counts what was shown or met, `lost` says what is missing,
    `unfit` what else went wrong.
    """

    scenario: str
    visitors: int = 0
    answers: int = 0
    outages_s: list[float] = field(default_factory=list)
    right_s: list[float] = field(default_factory=list)
    away_s: list[float] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)
    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    unfit: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Office:
    """Servers that visitors are led to, and what a right answer is."""

    urls: list[str]
    projects: int = 0
    notices: frozenset[str] = frozenset()


class Witness:
    """A visitor who goes on after faults, and writes down what it met and for how long."""

    def __init__(self, number: int, office: Office, outcome: Outcome) -> None:
        self._office, self._outcome = office, outcome
        self._visitor = Visitor(office.urls[number % len(office.urls)], Measured(), random.Random(number))
        self._turn = number
        self._is_open = False
        self._since: float | None = None  # of the present outage
        self.right_at = 0.0  # when the last outage ended
        self.answered_at = 0.0  # when the last right answer was there

    @property
    def is_right(self) -> bool:
        """Whether the last answer was right."""
        return self._is_open and self._since is None

    async def visit(self, over: asyncio.Event) -> None:
        """Act until it is over."""
        while not over.is_set():
            await self._try()
            pause = self._visitor.chance.expovariate(1 / EVERY_S) if self.is_right else RETRY_S
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(over.wait(), pause)

    async def leave(self) -> None:
        if self._is_open:
            await self._visitor.close()

    async def _try(self) -> None:
        faults: list[str] = []
        try:
            if self._is_open:
                await self._visitor.act(self._visitor.chance.choice((PAN, PANEL)))
            else:
                self._turn += 1
                self._visitor.at(self._office.urls[self._turn % len(self._office.urls)])
                await self._visitor.open()
                self._is_open = True
            faults = self._faults()
        except FAULTS as error:
            faults, self._is_open = [f"no answer ({type(error).__name__})"], False
        self._note(faults)

    def _faults(self) -> list[str]:
        """What was not right with the last answer."""
        visitor, office = self._visitor, self._office
        found = [*visitor.shown, *sorted(visitor.notices - office.notices)]
        if not visitor.is_drawn:
            return [*found, "no map"]
        projects = visitor.payload()["projects"]
        return [*found, f"{projects} projects"] if projects != office.projects else found

    def _note(self, faults: Sequence[str]) -> None:
        now = time.perf_counter()
        self._outcome.seen.update(faults)
        self._outcome.seen.update(f"beside a right map: {words}" for words in self._visitor.remarks)
        if self._visitor.cards:  # the page asked again by itself, and the answer came
            self._outcome.seen.update(f"card: {words}" for words in self._visitor.cards)
            self._since = self._since or self._visitor.waited_from
        if faults:
            self._since = self._since or now
            return
        self._outcome.answers += 1
        if self._since is not None:
            self._outcome.outages_s.append(round(now - self._since, 2))
            self._since, self.right_at = None, now
        self.answered_at = now


class Clerk:
    """Writes to a store all the time from a thread of its own, and knows what was acknowledged."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)
        self.acknowledged: list[str] = []
        self.refused = Counter[str]()

    def __enter__(self) -> "Clerk":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _work(self) -> None:
        number = 0
        with Store.open(self._url) as store:
            while not self._stop.wait(0.05):
                number += 1
                names = [f"clerk-{number}-{part}" for part in range(BATCH)]
                try:
                    store.write([Change("note", name, {"name": name}) for name in names], who="甲")
                    self.acknowledged += names
                except StoreError as error:
                    self.refused[str(error).partition(": ")[0]] += 1


def contents(url: str) -> dict[tuple[str, str, int], str]:
    """Everything in a store by kind, id and revision."""
    with Store.open(url) as store:
        return {
            (one.kind, one.record_id, one.revision): json.dumps(one.body, sort_keys=True)
            for one in store.history(most=None)
        }


def losses(before: dict[tuple[str, str, int], str], after: dict[tuple[str, str, int], str], clerk: Clerk) -> list[str]:
    """What was there or acknowledged and is not there, and batches of which only a part is."""
    lost = [f"{key} is gone or changed" for key, body in before.items() if after.get(key) != body]
    there = {name for kind, name, _ in after if kind == "note"}
    lost += [f"{name} was acknowledged and is gone" for name in clerk.acknowledged if name not in there]
    batches = Counter(name.rpartition("-")[0] for name in there if name.startswith("clerk-"))
    return lost + [f"{name} is there in part" for name, count in batches.items() if count != BATCH]


async def attend(outcome: Outcome, office: Office, given: argparse.Namespace, blow: Callable[[], None]) -> None:
    """Let the visitors come; strike and repair (`blow`) again and again, each time after a while of calm."""
    first = Visitor(office.urls[0], Measured(), random.Random(0))
    await first.open()
    office.projects, office.notices = first.payload()["projects"], frozenset(first.notices)
    await first.close()
    witnesses = [Witness(number, office, outcome) for number in range(given.visitors)]
    over = asyncio.Event()
    visits = [asyncio.create_task(one.visit(over)) for one in witnesses]
    for _ in range(given.blows):
        await asyncio.sleep(given.seconds * CALM_SHARE)
        struck = time.perf_counter()
        await asyncio.to_thread(blow)
        repaired = time.perf_counter()
        outcome.away_s.append(round(repaired - struck, 2))
        await _settled(witnesses, repaired, struck + given.seconds * (1 - CALM_SHARE))
        outcome.right_s.append(round(max(max(one.right_at for one in witnesses) - struck, 0.0), 2))
    over.set()
    await asyncio.gather(*visits)
    outcome.visitors = len(witnesses)
    wrong = sum(not one.is_right for one in witnesses)
    if wrong:
        outcome.unfit.append(f"{wrong} visitors had no right answer in the end")
    for one in witnesses:
        await one.leave()


async def _settled(witnesses: Sequence[Witness], repaired: float, end: float) -> None:
    """Wait until the end, and until every visitor has had a right answer since the repair."""
    while (now := time.perf_counter()) < repaired + WAIT_S:
        if now >= end and all(one.is_right and one.answered_at > repaired for one in witnesses):
            return
        await asyncio.sleep(0.1)


def _office_scenario(
    name: str, given: argparse.Namespace, folder: Path, strike: Callable[[list[Server], Office, postgres.Cluster], None]
) -> Outcome:
    """Two servers on one build, whose store and, for `catalog`, whose build is in a PostgreSQL."""
    outcome = Outcome(name)
    build = synthetic.environment(synthetic.prepared(folder, given.features))
    with contextlib.ExitStack() as stack:
        mortal = stack.enter_context(postgres.mortal())
        other = stack.enter_context(postgres.mortal()) if name == "catalog" else mortal
        database = postgres.new_database(mortal.url, "store")
        environment = build | {"PLAN_ATLAS_DATABASE": database}
        if name == "catalog":
            environment |= {"PLAN_ATLAS_CATALOG": _published(other.url, build)}
        _fill(database, None if name == "catalog" else Path(build["PLAN_ATLAS_BUILD"]))
        before = contents(database)
        servers = [stack.enter_context(running(ROOT / "app.py", **environment)) for _ in range(SERVERS)]
        office = Office([server.url for server in servers])

        def blow() -> None:
            strike(servers, office, other)
            time.sleep(given.away)
            if name == "server":
                servers.append(stack.enter_context(running(ROOT / "app.py", **environment)))
                office.urls.append(servers[-1].url)
            else:
                other.start()

        with Clerk(database) as clerk:
            asyncio.run(attend(outcome, office, given, blow))
        outcome.acknowledged = len(clerk.acknowledged)
        outcome.lost = losses(before, contents(database), clerk)
        outcome.seen.update({f"clerk: {sentence}": count for sentence, count in clerk.refused.items()})
    return outcome


def _fill(database: str, build: Path | None) -> None:
    """Put something into the store; on a build that the servers open themselves also a correction, to be seen."""
    with Store.open(database) as store:
        store.write([Change("note", f"before-{number}", {"number": number}) for number in range(50)], who="甲")
        if build:
            catalog = Catalog.open(build)
            Editor(store, catalog.overlay, who="甲").reject(catalog.projects(Query())[0].mention_ids)


def _published(cluster_url: str, build: dict[str, str]) -> str:
    """The address of a new database that serves the build."""
    url = postgres.new_database(cluster_url, "catalog", extensions=postgres.SERVING)
    _loaders(["publish", "--to", url, "--quiet"], build)
    return url


def _loaders(arguments: Sequence[str], environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "loaders", *arguments]
    subprocess.run(command, cwd=ROOT, env=os.environ | environment, check=True, stdout=subprocess.DEVNULL)


def server(given: argparse.Namespace, folder: Path) -> Outcome:
    """One of two app servers is killed; visitors are led away from it."""

    def strike(servers: list[Server], office: Office, _: postgres.Cluster) -> None:
        first = servers.pop(0)
        office.urls.remove(first.url)
        first.process.kill()

    return _office_scenario("server", given, folder, strike)


def store(given: argparse.Namespace, folder: Path) -> Outcome:
    """The database of the store is killed."""
    return _office_scenario("store", given, folder, lambda _, __, cluster: cluster.kill())


def catalog(given: argparse.Namespace, folder: Path) -> Outcome:
    """The database that serves the build is killed; that of the store is another one and stays."""
    return _office_scenario("catalog", given, folder, lambda _, __, cluster: cluster.kill())


def worker(given: argparse.Namespace, folder: Path) -> Outcome:
    """Workers of builds are killed at moments of chance, until there were so many kills."""
    outcome, moments, killed = Outcome("worker"), random.Random(7), 0
    archive.write(folder / "archive", given.plans)
    started = time.perf_counter()
    undisturbed, spared = _build(folder, outcome), 0
    outcome.seen[f"an undisturbed build took {time.perf_counter() - started:.1f} s"] += 1
    while killed < given.kills and spared < SPARED:
        started = time.perf_counter()
        kills = [moments.uniform(*KILL_S) for _ in range(min(KILLS_PER_BUILD, given.kills - killed))]
        made = _build(folder, outcome, kills)
        outcome.right_s.append(round(time.perf_counter() - started, 2))
        killed += (done := outcome.seen["a worker was killed"] - killed)
        if made != undisturbed:
            outcome.lost.append(f"build {made} is not {undisturbed}")
        print(f"{killed} workers killed; a build with {done} took {outcome.right_s[-1]} s", flush=True)
        spared = 0 if done else spared + 1
    if spared:
        outcome.unfit.append(f"the last {spared} builds ended before a worker could be killed")
    return outcome


def _build(folder: Path, outcome: Outcome, kills: Sequence[float] = ()) -> str:
    """Build the archive anew with two workers, of which some are killed; the id of the build."""
    own = {"PLANS": folder / "archive" / "plans", "BUILD": folder / "build", "CACHE": folder / "cache"}
    own["STORE"] = folder / "store"
    environment = os.environ | {f"PLAN_ATLAS_{key}": str(path) for key, path in own.items()}
    command = [sys.executable, "-m", "loaders", "build", "--quiet", "--workers", "2"]
    process = psutil.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    for seconds in kills:
        outcome.seen["a worker was killed"] += _kill_a_worker(process, seconds)
    if process.wait(BUILD_S):
        outcome.unfit.append(f"a build left with {process.returncode}")
    manifest = json.loads((folder / "build" / "manifest.json").read_text(encoding="utf-8"))
    outcome.lost += [f"{one['file']}: {one['reason']}" for one in manifest["failed"]]
    return manifest["build_id"]


def _kill_a_worker(process: psutil.Popen, seconds: float) -> bool:
    """Kill a worker as soon as it has worked so long; whether there was one."""
    while process.poll() is None:
        for child in _workers(process):
            with contextlib.suppress(psutil.NoSuchProcess):
                if sum(child.cpu_times()[:2]) > seconds:
                    child.kill()
                    return True
        time.sleep(0.05)
    return False


def _workers(process: psutil.Process) -> Iterator[psutil.Process]:
    """Children that run Python code of their own, not those that only look after others."""
    with contextlib.suppress(psutil.NoSuchProcess):
        for child in process.children(recursive=True):
            with contextlib.suppress(psutil.NoSuchProcess):
                if any("spawn_main" in word for word in child.cmdline()):
                    yield child


SCENARIOS: dict[str, Callable[[argparse.Namespace, Path], Outcome]] = {
    "server": server,
    "store": store,
    "catalog": catalog,
    "worker": worker,
}


def report(outcome: Outcome) -> list[str]:
    """What a scenario did, in lines."""
    outages = outcome.outages_s
    lines = [f"## {outcome.scenario}"]
    if outcome.visitors:
        met = f"p50 {percentile(outages, 0.5):.1f} s, longest {max(outages):.1f} s" if outages else "none noticed"
        lines += [
            f"{outcome.visitors} visitors, {outcome.answers} right answers; {len(outages)} outages, {met}",
            f"{len(outcome.away_s)} blows: away {outcome.away_s} s, all right again {outcome.right_s} s after the blow",
            f"written {outcome.acknowledged}",
        ]
    else:
        lines.append(f"{len(outcome.right_s)} builds with kills took {outcome.right_s} s")
    lines.append(f"lost {len(outcome.lost)}")
    lines += [f"- {count} × {sentence}" for sentence, count in outcome.seen.most_common()]
    return lines + [f"LOST {sentence}" for sentence in outcome.lost] + [f"UNFIT {one}" for one in outcome.unfit]


def _fields(outcome: Outcome) -> dict[str, object]:
    return {one.name: getattr(outcome, one.name) for one in fields(outcome)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=SCENARIOS, default=list(SCENARIOS))
    parser.add_argument("--visitors", type=int, default=50)
    parser.add_argument("--blows", type=int, default=5, help="how often a server or a database is killed")
    parser.add_argument("--seconds", type=float, default=20, help="from one blow to the next, at least")
    parser.add_argument("--away", type=float, default=5, help="seconds until what was killed is started again")
    parser.add_argument("--features", type=int, default=1_000)
    parser.add_argument("--plans", type=int, default=100, help="plans of the builds whose workers are killed")
    parser.add_argument("--kills", type=int, default=50, help="of workers, in as many builds as it takes")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    found = []
    for name in given.only:
        with tempfile.TemporaryDirectory() as folder:
            found.append(SCENARIOS[name](given, Path(folder)))
        print(*report(found[-1]), sep="\n", flush=True)
    if given.json:
        given.json.write_text(json.dumps(found, default=_fields, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return 1 if any(one.lost or one.unfit for one in found) else 0


if __name__ == "__main__":
    sys.exit(main())
