"""Whether the store loses anything: writers killed with -9, and many editors of the same records.

    python tests/benchmarks/store_campaign.py [--kills 20] [--postgres-kills 5] [--editors 50] [--edits 20]

A writer is a process of its own that says what was acknowledged to it; after it is killed at a moment of chance the
store is opened anew. *Lost* is what was acknowledged and is not there as it was; *half-written* is what is there but
not whole: a batch of corrections with some of its records, a plan without its text, a backup that cannot be restored,
a database that cannot be opened or fails its check. Editors add one to shared counters, and try again when told of a
conflict; a *lost update* is one that was acknowledged and is not in the sum. Leaves with 1 if anything was lost.
"""

import argparse
import contextlib
import hashlib
import itertools
import json
import multiprocessing
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

import alembic.command  # noqa: E402, F401  # so that a writer that migrates begins at once

from loaders.models import Metadata  # noqa: E402  # the repository is on the path only now
from loaders.store import (  # noqa: E402
    Change,
    ConflictError,
    Store,
    StoreBusyError,
    StoreError,
    add_plan,
    edit_metadata,
    remove_plan,
    undo_plan,
)
from loaders.stored.backups import backup, restore  # noqa: E402
from loaders.stored.checks import check  # noqa: E402
from loaders.stored.plans import KIND, state_of  # noqa: E402
from tests import postgres  # noqa: E402

BATCH = 20  # records of a batch of corrections
LATEST_KILL_S = 0.3  # after the writer has begun
STATED = Metadata(title="水利工作要点")
SPARE = {"sqlite": 40, "postgresql": 3}  # new databases for one writer
COUNTERS = 5
PROCESSES = 5
FORK = multiprocessing.get_context("fork")
Acknowledge = Callable[[str, int, str], None]


class Place(NamedTuple):
    """Where a writer writes: its store, new databases, a folder, and a number that no other writer has."""

    url: str
    spare: tuple[str, ...]
    folder: Path
    number: int


class Acknowledged(NamedTuple):
    """What a writer was told to be written: a name, a number, and what it was."""

    name: str
    number: int
    content: str


@dataclass
class Tally:
    """What became of the writers of one kind."""

    database: str
    kind: str
    kills: int = 0
    acknowledged: int = 0
    lost: int = 0
    half: int = 0


@dataclass(frozen=True)
class Edits:
    """What became of the edits of many."""

    database: str
    editors: int
    edits: int
    conflicts: int
    lost: int
    seconds: float


def digest(state: object) -> str:
    return hashlib.sha256(json.dumps(state, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def text_of(*numbers: int) -> str:
    return f"水利工作要点 {numbers}\n" + "\n".join(f"{line}、推进水库{numbers}-{line}建设。" for line in range(1, 60))


def _add(place: Place, said: Acknowledge) -> None:
    with Store.open(place.url) as store:
        for number in itertools.count():
            plan = add_plan(store, text_of(place.number, number), STATED, name="a.txt", kind="txt", who="甲").plan
            said(plan.plan_id, plan.revision, digest(asdict(plan)))


def _version(place: Place, said: Acknowledge) -> None:
    with Store.open(place.url) as store:
        first = add_plan(store, text_of(place.number), STATED, name="a.txt", kind="txt", who="甲").plan
        for number in itertools.count():
            text = text_of(place.number, number)
            plan = add_plan(store, text, STATED, name="b.txt", kind="txt", who="乙", replaces=first.plan_id).plan
            said(plan.plan_id, plan.revision, digest(asdict(plan)))


def _edit(place: Place, said: Acknowledge) -> None:
    with Store.open(place.url) as store:
        plan = add_plan(store, text_of(place.number), STATED, name="a.txt", kind="txt", who="甲").plan
        for number in itertools.count():
            plan = edit_metadata(
                store, plan.plan_id, replace(STATED, label=f"第{number}次"), who="乙", seen=plan.revision
            )
            said(plan.plan_id, plan.revision, digest(asdict(plan)))


def _remove(place: Place, said: Acknowledge) -> None:
    with Store.open(place.url) as store:
        plan = add_plan(store, text_of(place.number), STATED, name="a.txt", kind="txt", who="甲").plan
        for number in itertools.count():
            change = undo_plan if number % 2 else remove_plan
            plan = change(store, plan.plan_id, who="乙")
            said(plan.plan_id, plan.revision, digest(asdict(plan)))


def _batch(place: Place, said: Acknowledge) -> None:
    with Store.open(place.url) as store:
        for number in itertools.count():
            name = f"{place.number}-{number}"
            body = {"batch": name, "words": "更正" * 200}
            store.write([Change("correction", f"{name}-{each}", body) for each in range(BATCH)], who="甲")
            said(name, BATCH, "")


def _backup(place: Place, said: Acknowledge) -> None:
    with Store.open(place.url) as store:
        for number in itertools.count():
            store.write([Change("note", f"{place.number}-{number}", {})], who="甲")
            said("copy.zip", backup(store, place.folder / "copy.zip"), "")


def _restore(place: Place, said: Acknowledge) -> None:
    for number, url in enumerate(place.spare):
        with Store.open(url) as store:
            restore(store, place.folder / "whole.zip")
        said(url, number, "")


def _migration(place: Place, said: Acknowledge) -> None:
    for number, url in enumerate(place.spare):
        Store.open(url).close()
        said(url, number, "")


WRITERS: dict[str, Callable[[Place, Acknowledge], None]] = {
    "add a plan": _add,
    "new version": _version,
    "edit metadata": _edit,
    "remove, undo": _remove,
    "20 corrections": _batch,
    "backup": _backup,
    "restore": _restore,
    "migration": _migration,
}


def _run(kind: str, place: Place, pipe: Connection) -> None:
    pipe.send(None)
    WRITERS[kind](place, lambda *words: pipe.send(words))


def killed(kind: str, place: Place, after_s: float) -> list[Acknowledged]:
    """What was acknowledged to a writer before it was killed."""
    ours, theirs = FORK.Pipe(duplex=False)
    process = FORK.Process(target=_run, args=(kind, place, theirs))
    process.start()
    theirs.close()
    ours.recv()
    time.sleep(after_s)
    process.kill()
    process.join()
    found = []
    with contextlib.suppress(EOFError, OSError):  # the end, or half of what it wanted to say
        while True:
            found.append(Acknowledged(*ours.recv()))
    return found


def verify(tally: Tally, place: Place, acknowledged: list[Acknowledged]) -> None:
    """Open what the writer has left and count what is missing or not whole."""
    if tally.kind in {"restore", "migration"}:
        _verify_new(tally, place, {each.name for each in acknowledged})
        return
    with Store.open(place.url) as store:
        tally.half += len(check(store).faults)
        if tally.kind == "backup":
            _verify_backup(tally, place, acknowledged)
            return
        if tally.kind == "20 corrections":
            counts = Counter(record.body["batch"] for record in store.current("correction"))
            tally.half += sum(count != BATCH for count in counts.values())
            tally.lost += sum(counts[each.name] != each.number for each in acknowledged)
            return
        records = store.history(KIND, most=None)
    states = {(each.record_id, each.revision): digest(asdict(state_of(each))) for each in records}
    tally.lost += sum(states.get((each.name, each.number)) != each.content for each in acknowledged)


def _verify_backup(tally: Tally, place: Place, acknowledged: list[Acknowledged]) -> None:
    """The file is one whole backup, the last that was acknowledged or the one after it."""
    file = place.folder / "copy.zip"
    if not acknowledged and not file.exists():
        return
    try:
        with Store.open(place.spare[0]) as other:
            rows = restore(other, file)
    except StoreError:
        tally.half += 1
        return
    tally.lost += bool(acknowledged) and rows < acknowledged[-1].number


def _verify_new(tally: Tally, place: Place, acknowledged: set[str]) -> None:
    """Every new database can be opened; it holds the whole backup or nothing, the whole where that was said."""
    whole = 0
    if tally.kind == "restore":
        with Store.open(place.url) as store:
            whole = store.latest()
    for url in place.spare[: len(acknowledged) + 1]:
        try:
            with Store.open(url) as store:
                rows = len(store.history(most=None))
                faults = len(check(store).faults)
                if not whole:
                    store.write([Change("note", "a", {})], who="甲")
        except StoreError:
            tally.half += 1
            continue
        tally.half += faults + (rows not in {0, whole})
        tally.lost += url in acknowledged and rows != whole


def kill_campaign(database: str, new_url: Callable[[], str], folder: Path, kills: int) -> Iterator[Tally]:
    """Kill this many writers of every kind; one tally a kind."""
    moments = random.Random(7)
    for kind in WRITERS:
        tally, url = Tally(database, kind), new_url()
        with Store.open(url) as store:
            if kind == "restore":
                for number in range(200):
                    add_plan(store, text_of(number), STATED, name="a.txt", kind="txt", who="甲")
                backup(store, folder / "whole.zip")
        for number in range(kills):
            needed = SPARE[database] if kind in {"restore", "migration"} else int(kind == "backup")
            place = Place(url, tuple(new_url() for _ in range(needed)), folder, number)
            (folder / "copy.zip").unlink(missing_ok=True)
            acknowledged = killed(kind, place, moments.uniform(0, LATEST_KILL_S))
            tally.kills += 1
            tally.acknowledged += len(acknowledged)
            verify(tally, place, acknowledged)
        yield tally


def _edit_counters(url: str, editors: int, edits: int, answers: Connection) -> None:
    """Some of the editors, each a thread; says how many edits were acknowledged and how often one had to try again."""
    done, conflicts = Counter[int](), Counter[int]()
    with Store.open(url) as store:

        def work(seed: int) -> None:
            chance = random.Random(seed)
            for _ in range(edits):
                counter = chance.randrange(COUNTERS)
                while not _add_one(store, f"counter-{counter}"):
                    with lock:
                        conflicts[counter] += 1
                    time.sleep(chance.uniform(0, 0.02))
                with lock:
                    done[counter] += 1

        lock = threading.Lock()
        threads = [threading.Thread(target=work, args=(number,)) for number in range(editors)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    answers.send((done, conflicts.total()))


def _add_one(store: Store, name: str) -> bool:
    """Whether one was added; not when someone else was faster."""
    seen = store.get("counter", name)
    body = {"value": seen.body["value"] + 1 if seen else 1}
    try:
        store.write([Change("counter", name, body, seen.revision if seen else 0)], who="甲")
    except (ConflictError, StoreBusyError):
        return False
    return True


def edit_campaign(database: str, url: str, *, editors: int, edits: int) -> Edits:
    """Let many edit the same counters, in several processes of several threads each."""
    Store.open(url).close()
    started, processes = time.perf_counter(), []
    for number in range(PROCESSES):
        ours, theirs = FORK.Pipe(duplex=False)
        share = editors * (number + 1) // PROCESSES - editors * number // PROCESSES
        process = FORK.Process(target=_edit_counters, args=(url, share, edits, theirs))
        process.start()
        theirs.close()
        processes.append((process, ours))
    done, conflicts = Counter[int](), 0
    for process, ours in processes:
        own, met = ours.recv()
        done.update(own)
        conflicts += met
        process.join()
    seconds = time.perf_counter() - started
    with Store.open(url) as store:
        kept = {record.record_id: (record.body["value"], record.revision) for record in store.current("counter")}
    present = [(count, kept.get(f"counter-{counter}", (0, 0))) for counter, count in done.items()]
    lost = sum(abs(count - value) + abs(count - revision) for count, (value, revision) in present)
    return Edits(database, editors, sum(done.values()), conflicts, lost, seconds)


def line_of(tally: Tally) -> str:
    return (
        f"{tally.database:<11}{tally.kind:<15}{tally.kills:>6}{tally.acknowledged:>14}{tally.lost:>6}{tally.half:>14}"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=20, help="of each kind on SQLite")
    parser.add_argument("--postgres-kills", type=int, default=5, help="of each kind on PostgreSQL")
    parser.add_argument("--editors", type=int, default=50)
    parser.add_argument("--edits", type=int, default=20, help="of each editor")
    given = parser.parse_args()
    numbers = itertools.count()
    wrong = 0
    with tempfile.TemporaryDirectory() as name, postgres.cluster() as cluster:
        folder = Path(name)
        urls = {
            "sqlite": lambda: f"sqlite:///{folder}/{next(numbers)}.db",
            "postgresql": lambda: postgres.new_database(cluster, f"campaign_{next(numbers)}"),
        }
        print(f"{'database':<11}{'write':<15}{'kills':>6}{'acknowledged':>14}{'lost':>6}{'half-written':>14}")
        for database, kills in (("sqlite", given.kills), ("postgresql", given.postgres_kills)):
            for tally in kill_campaign(database, urls[database], folder, kills):
                print(line_of(tally), flush=True)
                wrong += tally.lost + tally.half
        for database, new_url in urls.items():
            found = edit_campaign(database, new_url(), editors=given.editors, edits=given.edits)
            wrong += found.lost
            print(
                f"{database}: {found.editors} editors in {PROCESSES} processes, {found.edits} edits of {COUNTERS} "
                f"records, {found.conflicts} conflicts told, {found.lost} lost updates, {found.seconds:.1f} s",
                flush=True,
            )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
