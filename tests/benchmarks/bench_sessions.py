"""How the server holds up under many visitors at once, who look at the map and change its sectors.

    python tests/benchmarks/bench_sessions.py [--sessions 20] [--features 1000] [--seconds 60] [--every 5] [--pan]
        [--keep FOLDER] [--json FILE]

Visitors are plain WebSocket clients that speak Streamlit's protocol; there is no browser. Each opens the map of all
plans, then chooses other sectors at random moments, on average every `--every` seconds, and waits for the end of the
script. With `--pan` it moves the map half of the times instead, as the map component says it. A message that the
visitor has received before is not sent again, as with a browser. Leaves with 1 when a target is missed.
"""

import argparse
import asyncio
import json
import random
import statistics
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import psutil
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.benchmarks import synthetic  # noqa: E402  # the repository is on the path only now
from tests.browser.serving import Server, running  # noqa: E402

P95_MS = 500
MB_PER_SESSION = 5
FEWEST_SECTORS = 3
WAIT_S = 120  # for one answer
SECTOR_PILLS = "filter_sector"  # end of the widget's id
MAP = "st_folium"  # end of the component's name


@dataclass(slots=True)
class Measured:
    """What all visitors of one run met."""

    latencies_ms: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of one run; memory is the server's resident set."""

    sessions: int
    features: int
    opened_s: float
    changes: int
    p50_ms: float
    p95_ms: float
    longest_ms: float
    answer_kb: float
    errors: int
    before_mb: float
    opened_mb: float
    after_mb: float

    @property
    def mb_per_session(self) -> float:
        return (self.after_mb - self.before_mb) / self.sessions


class Visitor:
    """One session: opens the map, chooses sectors, moves the map."""

    def __init__(self, url: str, measured: Measured, chance: random.Random):
        self.url = f"{url.replace('http', 'ws', 1)}/_stcore/stream"
        self.measured = measured
        self.chance = chance
        self.query = urlencode({"plan": "all"})
        self.page = ""
        self.elements: dict[str, Element] = {}
        self.known: dict[str, ForwardMsg] = {}
        self.size = 0

    async def open(self) -> None:
        """Connect and run the page for the first time; not counted among the changes."""
        self.socket = await websockets.connect(self.url, subprotocols=["streamlit"], max_size=None, ping_interval=None)
        await self._run(BackMsg())

    async def choose(self) -> None:
        """Choose some sectors, most of the time several, so that many projects match."""
        pills = self.elements[SECTOR_PILLS].button_group
        names = [option.content for option in pills.options]
        message = BackMsg()
        state = message.rerun_script.widget_states.widgets.add(id=pills.id)
        chosen = self.chance.sample(names, self.chance.randint(FEWEST_SECTORS, len(names) - 1))
        state.string_array_value.data.extend(chosen)
        await self._change(message)

    async def pan(self) -> None:
        """Move the map."""
        message = BackMsg()
        component = self.elements[MAP].component_instance
        state = message.rerun_script.widget_states.widgets.add(id=component.id)
        state.json_value = json.dumps(viewport(self.chance))
        await self._change(message)

    async def close(self) -> None:
        await self.socket.close()

    async def _change(self, message: BackMsg) -> None:
        start = time.perf_counter()
        await self._run(message)
        self.measured.latencies_ms.append((time.perf_counter() - start) * 1000)
        self.measured.sizes.append(self.size)

    async def _run(self, message: BackMsg) -> None:
        """Send the message and take what comes until the script has ended."""
        rerun = message.rerun_script
        rerun.query_string, rerun.page_script_hash = self.query, self.page
        rerun.cached_message_hashes.extend(self.known)
        await self.socket.send(message.SerializeToString())
        self.size = 0
        async with asyncio.timeout(WAIT_S):
            while not self._take(await self.socket.recv()):
                pass

    def _take(self, data: bytes) -> bool:
        """Take one message; whether it is the last one of the run."""
        self.size += len(data)
        message = ForwardMsg.FromString(data)
        if message.WhichOneof("type") == "ref_hash":
            message = self.known[message.ref_hash]
        elif message.metadata.cacheable:
            self.known[message.hash] = message
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.page = message.new_session.page_script_hash
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            self._note(message.delta.new_element)
        elif kind == "script_finished" and message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
            raise RuntimeError("the script does not compile")
        return kind == "script_finished" and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY

    def _note(self, element: Element) -> None:
        """Keep the elements that the visitor uses; an error on the page is an error of the run."""
        kind = element.WhichOneof("type")
        if kind == "exception":
            self.measured.errors.append(element.exception.message)
        elif kind == "button_group" and element.button_group.id.endswith(SECTOR_PILLS):
            self.elements[SECTOR_PILLS] = element
        elif kind == "component_instance" and element.component_instance.component_name.endswith(MAP):
            self.elements[MAP] = element


def viewport(chance: random.Random) -> dict[str, object]:
    """What the map component answers when the reader has moved it, somewhere in the country."""
    west, south = chance.uniform(100, 115), chance.uniform(22, 36)
    width = chance.choice((1, 4, 16))
    bounds = [round(value, 4) for value in (west, south, west + width, south + width * 0.6)]
    return {"view": [*bounds, {1: 10, 4: 8, 16: 6}[width]], "nonce": chance.randrange(10**9)}


async def _visit(visitor: Visitor, end: float, *, every: float, pan: bool) -> None:
    await asyncio.sleep(visitor.chance.uniform(0, every))
    while time.perf_counter() < end:
        move = pan and visitor.chance.random() < 0.5
        try:
            await (visitor.pan() if move else visitor.choose())
        except (TimeoutError, KeyError, RuntimeError, websockets.WebSocketException) as error:
            visitor.measured.errors.append(f"{type(error).__name__}: {error}")
            return
        await asyncio.sleep(visitor.chance.expovariate(1 / every))


async def measure(server: Server, given: argparse.Namespace) -> tuple[Figures, list[str]]:
    """Let the visitors come, change and go; the figures and what went wrong."""
    process = psutil.Process(server.process.pid)
    measured = Measured()
    first = Visitor(server.url, Measured(), random.Random(0))  # loads the build and the libraries
    await first.open()
    for _ in range(3):
        await first.choose()
    await first.close()
    before = _mb(process)
    visitors = [Visitor(server.url, measured, random.Random(number + 1)) for number in range(given.sessions)]
    start = time.perf_counter()
    await asyncio.gather(*(visitor.open() for visitor in visitors))
    opened_s, opened = time.perf_counter() - start, _mb(process)
    end = time.perf_counter() + given.seconds
    await asyncio.gather(*(_visit(visitor, end, every=given.every, pan=given.pan) for visitor in visitors))
    after = _mb(process)
    for visitor in visitors:
        await visitor.close()
    found = sorted(measured.latencies_ms)
    figures = Figures(
        sessions=given.sessions,
        features=given.features,
        opened_s=opened_s,
        changes=len(found),
        p50_ms=statistics.median(found),
        p95_ms=found[int(0.95 * (len(found) - 1))],
        longest_ms=found[-1],
        answer_kb=statistics.median(measured.sizes) / 1000,
        errors=len(measured.errors),
        before_mb=before,
        opened_mb=opened,
        after_mb=after,
    )
    return figures, measured.errors


def _mb(process: psutil.Process) -> float:
    return process.memory_info().rss / 1e6


def report(found: Figures) -> tuple[list[str], list[str]]:
    """The lines of the table, and the targets that are missed."""
    lines = [
        f"{found.sessions} sessions, {found.features} features, {found.changes} changes, {found.errors} errors",
        f"all open after {found.opened_s:.1f} s",
        f"change: p50 {found.p50_ms:.0f} ms, p95 {found.p95_ms:.0f} ms (≤ {P95_MS}), longest {found.longest_ms:.0f} ms",
        f"answer: {found.answer_kb:.1f} kB",
        f"memory: {found.before_mb:.0f} MB before, {found.opened_mb:.0f} MB opened, {found.after_mb:.0f} MB after, "
        f"{found.mb_per_session:.1f} MB per session (≤ {MB_PER_SESSION})",
    ]
    checks = {
        f"p95 is above {P95_MS} ms": found.p95_ms <= P95_MS,
        f"a session takes more than {MB_PER_SESSION} MB": found.mb_per_session <= MB_PER_SESSION,
        f"{found.errors} errors": not found.errors,
    }
    return lines, [fault for fault, is_met in checks.items() if not is_met]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sessions", type=int, default=20)
    parser.add_argument("--features", type=int, default=1_000)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--every", type=float, default=5, help="seconds between two changes of one visitor")
    parser.add_argument("--pan", action="store_true", help="also move the map")
    parser.add_argument("--keep", type=Path, help="folder where builds lie between runs; a temporary one otherwise")
    parser.add_argument("--json", type=Path, help="file for the figures")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        build = synthetic.prepared(given.keep or Path(temporary), given.features)
        with running(ROOT / "app.py", **synthetic.environment(build)) as server:
            found, errors = asyncio.run(measure(server, given))
    lines, missed = report(found)
    print(*lines, *sorted(set(errors)), *missed, sep="\n")
    if given.json:
        stated = asdict(found) | {"mb_per_session": found.mb_per_session}
        given.json.write_text(json.dumps(stated, indent=1) + "\n", encoding="utf-8")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
