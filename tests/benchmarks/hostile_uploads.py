"""What the running program does when broken and hostile files are dropped on its page, several at a time.

    python -m tests.benchmarks.hostile_uploads [--only WORD] [--at-once 8]

Chromium drops every file of `hostile_files` on 导入与更正. Meanwhile others ask the same server twice a second: whether
it is well, for a change of the map, and for the map anew. Each file must end as a draft or as one known sentence, no
answer may take longer than a second, and what the store held before it must hold afterwards. Leaves with 1 otherwise.
"""

import argparse
import asyncio
import os
import random
import sys
import tempfile
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import TimeoutError as PageTimeoutError

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from loaders import dataset  # noqa: E402  # the repository is on the path only now
from loaders.intake.names import safe_name  # noqa: E402
from loaders.models import Metadata  # noqa: E402
from loaders.store import (  # noqa: E402
    LOCAL_USER,
    ProgressEntry,
    Store,
    active_plans,
    add_plan,
    add_progress,
    drop_draft,
    plan_text,
    waiting_drafts,
)
from pages.components import import_words  # noqa: E402
from pages.components.frame import SAID  # noqa: E402
from pages.components.import_upload import NOT_SENT  # noqa: E402
from tests.benchmarks import bench_sessions  # noqa: E402
from tests.benchmarks.hostile_files import NAMES, PLAN, every  # noqa: E402
from tests.browser.serving import CHROMIUM, CHROMIUM_ARGUMENTS, GUIDE_READ, Server, running  # noqa: E402

SLOWEST_S = 1.0
QUIET_S = 10  # before the first drop, to know what the machine does anyway
EVERY_S = 0.3  # between two questions of one who asks
AT_ONCE, MOST_BYTES = 8, 80_000_000  # of one drop
PATIENCE_MS = 300_000  # for one drop
SENT_INLINE = 10_000_000  # bytes; names that no disk takes come without a file
SENTENCES = {*import_words.ERRORS.values(), import_words.WAITS, SAID["too-large"], NOT_SENT}
CRASHED = ("Traceback", "Error:", "Exception")
TOO_LARGE = 50_000_000  # bytes; the browser refuses more, with our sentence under the file
REFUSED = '[data-testid="stFileUploaderDropzone"] [role="alert"]'
DRAFT = '[class*="st-key-draft_"]:not([class*="_actions"])'


@dataclass(frozen=True, slots=True)
class Given:
    """A file as it lies on the disk, and the name it is dropped with."""

    key: str
    name: str
    path: Path

    @property
    def size(self) -> int:
        return self.path.stat().st_size


@dataclass(slots=True)
class Told:
    """What the page said of the files: by key `draft` or the sentence, and what must not be."""

    said: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Answers:
    """How long the server took to answer, by what was asked; moments count from the start."""

    times: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    phase: str = "before"

    def took(self, what: str, moment: float, seconds: float) -> None:
        self.times.setdefault(f"{what}, {self.phase}", []).append((seconds, moment))

    def slowest(self) -> float:
        """While files were dropped."""
        during = [found for what, found in self.times.items() if what.endswith(self.phase)]
        return max((seconds for found in during for seconds, _ in found), default=0.0)

    def lines(self) -> list[str]:
        lines = []
        for what, found in self.times.items():
            seconds = sorted(one for one, _ in found)
            late = sum(one > SLOWEST_S for one in seconds)
            lines.append(
                f"{what}: {len(found)} answers, p50 {seconds[len(found) // 2]:.2f} s, p99 "
                f"{seconds[int(0.99 * (len(found) - 1))]:.2f} s, slowest {seconds[-1]:.2f} s "
                f"(after {max(found)[1]:.0f} s), {late} above {SLOWEST_S:.0f} s"
            )
        return lines


def files(folder: Path, keys: Sequence[str]) -> list[Given]:
    """The files written to a folder; those that differ in their name alone get a line of their own."""
    found = []
    for place, key in enumerate(keys):
        name, maker = _EVERY[key]
        content = maker()
        if name in NAMES:
            content += f"\n第{place}份。\n".encode()
        path = folder / f"{place}"
        path.write_bytes(content)
        found.append(Given(key, name.encode(errors="replace").decode(), path))
    return found


def drops(given: Sequence[Given], at_once: int) -> Iterator[list[Given]]:
    """The files in drops of so many, fewer where they are large."""
    drop: list[Given] = []
    for file in given:
        is_alone = any(one.size > TOO_LARGE for one in (*drop, file))
        if drop and (is_alone or len(drop) == at_once or sum(one.size for one in drop) + file.size > MOST_BYTES):
            yield drop
            drop = []
        drop.append(file)
    if drop:
        yield drop


def dropped(page: Page, url: str, drop: Sequence[Given], folder: Path, told: Told) -> None:
    """Drop files on a new page and take in what it says of each."""
    page.goto(f"{url}/plans")
    place = page.locator('[data-testid="stFileUploaderDropzoneInput"]').first
    place.wait_for(state="attached")
    place.set_input_files(_payload(drop, folder))
    try:
        page.wait_for_function(
            """([draft, count, refused]) => document.querySelectorAll(refused).length
                + document.querySelectorAll('.import-told .bad').length
                + document.querySelectorAll(draft).length >= count""",
            arg=[DRAFT, len(drop), REFUSED],
            timeout=PATIENCE_MS,
        )
    except PageTimeoutError:
        told.faults.append(f"no answer for all of {', '.join(file.key for file in drop)}")
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for(
        state="attached", timeout=PATIENCE_MS
    )
    _take(page, drop, told)


def _payload(drop: Sequence[Given], folder: Path) -> list[dict[str, object]] | list[Path]:
    """Large files come from the disk under their key; the others with the name they are to have."""
    if sum(file.size for file in drop) > SENT_INLINE:
        paths = []
        for file in drop:
            link = folder / (safe_name(file.name))
            link.unlink(missing_ok=True)
            link.symlink_to(file.path)
            paths.append(link)
        return paths
    return [
        {"name": file.name, "mimeType": "application/octet-stream", "buffer": file.path.read_bytes()} for file in drop
    ]


def _take(page: Page, drop: Sequence[Given], told: Told) -> None:
    if page.locator(REFUSED).count():  # of a drop from which nothing has reached the server
        field = "document.querySelector('[data-testid=\"stFileUploaderDropzone\"]')"
        said = page.evaluate(f"getComputedStyle({field}, '::after').content").strip("\"' ")
        told.said |= dict.fromkeys((file.key for file in drop), said)
        told.faults += [f"{file.key}: {said}" for file in drop if said not in SENTENCES]
        return
    bad = [
        (item.locator("b").first.inner_text(), item.inner_text().strip())
        for item in page.locator(".import-told .bad").all()
    ]
    heads = page.locator(".import-head small").all_inner_texts()
    text = page.locator("body").inner_text()
    told.faults += [f"{word} on the page after {drop[0].key}" for word in CRASHED if word in text]
    if page.locator('[data-testid="stException"]').count():
        told.faults.append(f"an exception on the page after {drop[0].key}")
    for file in drop:
        name = safe_name(sent(file.name))
        sentences = [words.removeprefix(shown).strip() for shown, words in bad if is_same(shown, name)]
        if len(sentences) > 1 and len({safe_name(sent(one.name)) for one in drop}) == len(drop):
            told.faults.append(f"{len(sentences)} sentences on {file.key}")
        if sentences:
            told.said[file.key] = sentences[0]
            if sentences[0] not in SENTENCES:
                told.faults.append(f"{file.key}: {sentences[0]}")
        elif any(head.startswith(f"{name} · ") for head in heads):
            told.said[file.key] = "draft"
        else:
            told.faults.append(f"nothing on {file.key} ({name})")


def sent(name: str) -> str:
    """A name as browsers write it into a form."""
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def is_same(shown: str, name: str) -> bool:
    """Whether a name is shown; of what stayed in the browser only its two ends are."""
    start, is_short, end = shown.partition("...")
    return shown == name or bool(is_short and len(name) > len(shown) and name.startswith(start) and end in shown)


class Asking:
    """Others who ask the server all the while."""

    def __init__(self, url: str):
        self.url = url
        self.answers = Answers()
        self._stop = threading.Event()
        self._start = time.perf_counter()
        self._threads = [
            threading.Thread(target=self._health),
            threading.Thread(target=lambda: asyncio.run(self._changes())),
            threading.Thread(target=lambda: asyncio.run(self._openings())),
        ]

    @contextmanager
    def all_the_while(self) -> Iterator[Answers]:
        warming = threading.Thread(target=lambda: asyncio.run(self._warm()))
        warming.start()
        warming.join()
        for thread in self._threads:
            thread.start()
        try:
            yield self.answers
        finally:
            self._stop.set()
            for thread in self._threads:
                thread.join()

    async def _warm(self) -> None:
        """Have the server load its libraries, which the first visitor waits for."""
        visitor = self._visitor(0)
        await visitor.open()
        await visitor.choose()
        await self._leave(visitor)

    def _took(self, what: str, start: float) -> None:
        now = time.perf_counter()
        self.answers.took(what, start - self._start, now - start)

    def _health(self) -> None:
        while not self._stop.wait(EVERY_S):
            start = time.perf_counter()
            try:
                urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=60).close()
            except OSError as error:
                self.answers.faults.append(f"health: {error}")
            self._took("health", start)

    async def _changes(self) -> None:
        visitor = self._visitor(1)
        await visitor.open()
        while not self._stop.is_set():
            start = time.perf_counter()
            await visitor.choose()
            self._took("a change of the map", start)
            await asyncio.sleep(EVERY_S)
        await self._leave(visitor)

    async def _openings(self) -> None:
        while not self._stop.is_set():
            visitor = self._visitor(2)
            start = time.perf_counter()
            await visitor.open()
            self._took("the map opened", start)
            await self._leave(visitor)
            await asyncio.sleep(5 * EVERY_S)

    def _visitor(self, seed: int) -> bench_sessions.Visitor:
        return bench_sessions.Visitor(self.url, bench_sessions.Measured(), random.Random(seed))

    async def _leave(self, visitor: bench_sessions.Visitor) -> None:
        self.answers.faults += visitor.measured.errors
        await visitor.close()


def filled(folder: Path) -> str:
    """A store with a plan and a record of progress; all that it holds."""
    with Store.open(f"sqlite:///{folder}/plan_atlas.db") as store:
        add_plan(store, PLAN, Metadata(title="已有规划"), who="test", name="a.txt", kind="txt")
        add_progress(store, ProgressEntry("石岭水库", "500114", "start", "2025-06", "已开工"), who="test")
    return held(folder)


def held(folder: Path) -> str:
    """All that a store holds, as text."""
    with Store.open(f"sqlite:///{folder}/plan_atlas.db") as store:
        texts = [plan_text(store, plan) for plan in active_plans(store)]
        return "\n".join([*map(repr, store.history()), *texts])


def without_drafts(folder: Path) -> None:
    """Drop the drafts, so that the next files find none of their text and no full list."""
    with Store.open(f"sqlite:///{folder}/plan_atlas.db") as store:
        for draft in waiting_drafts(store, who=LOCAL_USER.name):
            drop_draft(store, draft.draft_id, who=LOCAL_USER.name)


def waited(server: Server) -> str:
    """How long the threads of the server have run, and have waited for a processor that others had (Linux tells)."""
    found = [path.read_text().split() for path in Path(f"/proc/{server.process.pid}/task").glob("*/schedstat")]
    ran, queued = (sum(int(one[place]) for one in found) / 1e9 for place in (0, 1))
    return f"the server ran {ran:.0f} s and waited {queued:.0f} s for a processor"


def campaign(
    server: Server, browser: Browser, given: Sequence[Given], *, store: Path, at_once: int
) -> tuple[Told, Answers]:
    """Drop all files while others ask."""
    told = Told()
    context = browser.new_context()
    context.add_init_script(GUIDE_READ)
    page = context.new_page()
    page.on("pageerror", lambda error: told.faults.append(f"script error: {error}"))
    with tempfile.TemporaryDirectory() as folder, Asking(server.url).all_the_while() as answers:
        time.sleep(QUIET_S)
        answers.phase = "during"
        for drop in drops(given, at_once):
            start = time.perf_counter()
            dropped(page, server.url, drop, Path(folder), told)
            without_drafts(store)
            spent = time.perf_counter() - start
            print(
                f"{spent:6.1f} s  {drop[0].key} … {drop[-1].key}, slowest so far {answers.slowest():.2f} s", flush=True
            )
    print(waited(server))
    context.close()
    if server.process.poll() is not None:
        told.faults.append("the server has ended")
    server.log.seek(0)
    told.faults += [line for line in server.log.read().decode(errors="replace").split("\n") if "Traceback" in line]
    return told, answers


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="files whose key holds this")
    parser.add_argument("--at-once", type=int, default=AT_ONCE, help="files of one drop")
    parser.add_argument("--first", type=int, default=10_000, help="no more files than this")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "files").mkdir()
        given = files(folder / "files", [key for key in _EVERY if options.only in key][: options.first])
        dataset.build(folder / "build")
        before = filled(folder / "store")
        places = {"PLAN_ATLAS_BUILD": "build", "PLAN_ATLAS_STORE": "store", "PLAN_ATLAS_CACHE": "cache"}
        environment = {name: str(folder / place) for name, place in places.items()}
        print(f"{len(given)} files, load {os.getloadavg()[0]:.2f}", flush=True)
        with running(ROOT / "app.py", **environment) as server, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(CHROMIUM_ARGUMENTS))
            told, answers = campaign(server, browser, given, store=folder / "store", at_once=options.at_once)
            browser.close()
        is_kept = held(folder / "store") == before
    counts = Counter("drafts" if said == "draft" else "sentences" for said in told.said.values())
    print(*answers.lines(), *answers.faults, *told.faults, sep="\n")
    print(
        f"{len(given)} files: {dict(counts)}, {len(told.faults)} faults; store {'as before' if is_kept else 'CHANGED'}"
    )
    print(f"load {os.getloadavg()[0]:.2f}")
    return int(bool(told.faults or answers.faults or not is_kept or answers.slowest() > SLOWEST_S))


_EVERY = every()

if __name__ == "__main__":
    sys.exit(main())
