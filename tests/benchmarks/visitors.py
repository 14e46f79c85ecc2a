"""Visitors of the map without a browser: WebSocket clients that speak Streamlit's protocol; used by load tests.

A visitor opens the map of all plans, chooses sectors, moves the map and opens the panel of a project, and waits each
time for the end of the script. A message that it has received before is not sent again, as with a browser.
"""

import asyncio
import json
import math
import random
import re
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

import psutil
import websockets
from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

FEWEST_SECTORS = 3
WAIT_S = 120  # for one answer
SECTOR_PILLS = "filter_sector"  # end of the widget's id
MAP = "st_folium"  # end of the component's name
NOTICE = "plan-failed"  # class of sentences on what went wrong
AWAY = 'class="away"'  # the card over a page that waits for a database
REMARK = 'class="store-away"'  # the sentence on a page that does without the store
TAG = re.compile(r"<[^>]*>")
PAYLOAD = "PlanAtlas.show(map_div, "
ACTS = FILTER, PAN, PANEL = "filter", "pan", "panel"
# What a visitor can meet when a server goes away or answers no more.
FAULTS = (TimeoutError, OSError, KeyError, RuntimeError, websockets.WebSocketException)


@dataclass(slots=True)
class Measured:
    """What all visitors of one run met: milliseconds by what they did, and errors, with those shown on the page."""

    latencies_ms: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    sizes: list[int] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


class Visitor:
    """One session: opens the map, chooses sectors, moves the map, opens panels."""

    def __init__(self, url: str, measured: Measured, chance: random.Random):
        self.measured = measured
        self.chance = chance
        self.at(url)

    def at(self, url: str) -> None:
        """Go to the server of this address, as a page that is loaded anew."""
        self.url = f"{url.replace('http', 'ws', 1)}/_stcore/stream"
        self.query = urlencode({"plan": "all"})
        self.page = ""
        self.elements: dict[str, Element] = {}
        self.known: dict[str, ForwardMsg] = {}
        self.size = 0
        self.shown: list[str] = []  # errors on the page of the last run
        self.notices: set[str] = set()  # sentences in it on what went wrong
        self.cards: list[str] = []  # sentences of cards that it waited behind
        self.waited_from = 0.0  # since when
        self.remarks: list[str] = []  # sentences on what it did without
        self.is_drawn = False  # whether it drew the map

    async def open(self) -> None:
        """Connect and run the page for the first time; not counted among the changes."""
        self.socket = await websockets.connect(self.url, subprotocols=["streamlit"], max_size=None, ping_interval=None)
        await self._run(BackMsg())

    async def act(self, kind: str) -> None:
        """Do what is asked for, and note how long the answer took."""
        await {FILTER: self.choose, PAN: self.pan, PANEL: self.panel}[kind]()

    async def choose(self) -> None:
        """Choose some sectors, most of the time several, so that many projects match."""
        pills = self.elements[SECTOR_PILLS].button_group
        names = [option.content for option in pills.options]
        message = BackMsg()
        state = message.rerun_script.widget_states.widgets.add(id=pills.id)
        chosen = self.chance.sample(names, self.chance.randint(FEWEST_SECTORS, len(names) - 1))
        state.string_array_value.data.extend(chosen)
        await self._change(FILTER, message)

    async def pan(self) -> None:
        """Move the map."""
        await self._change(PAN, self._answer(viewport(self.chance)))

    async def panel(self) -> None:
        """Select a project that is drawn, or, where there is none, an area."""
        drawn = self.payload()
        ids = [row[0] for name in ("points", "routes") for row in drawn[name]]
        areas = [row[0] for row in drawn["areas"]]
        said = {"ids": [self.chance.choice(ids)]} if ids else {"ids": [], "area": self.chance.choice(areas or [""])}
        await self._change(PANEL, self._answer({"task": None, "place": None, "area": None, **said}))

    def payload(self) -> dict[str, Any]:
        """What the map draws."""
        script = json.loads(self.elements[MAP].component_instance.json_args)["feature_group"]
        return json.JSONDecoder().raw_decode(script, script.index(PAYLOAD) + len(PAYLOAD))[0]

    async def close(self) -> None:
        await self.socket.close()

    def _answer(self, said: dict[str, object]) -> BackMsg:
        """The message with which the map says something."""
        message = BackMsg()
        state = message.rerun_script.widget_states.widgets.add(id=self.elements[MAP].component_instance.id)
        state.json_value = json.dumps(said | {"nonce": self.chance.randrange(10**9)})
        return message

    async def _change(self, kind: str, message: BackMsg) -> None:
        start = time.perf_counter()
        await self._run(message)
        self.measured.latencies_ms[kind].append((time.perf_counter() - start) * 1000)
        self.measured.sizes.append(self.size)

    async def _run(self, message: BackMsg) -> None:
        """Send the message and take what comes until the script has ended."""
        rerun = message.rerun_script
        rerun.query_string, rerun.page_script_hash = self.query, self.page
        rerun.cached_message_hashes.extend(self.known)
        await self.socket.send(message.SerializeToString())
        self.size, self.shown, self.notices, self.cards, self.remarks, self.is_drawn = 0, [], set(), [], [], False
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
            self.shown.append(element.exception.message)
            self.measured.errors.append(element.exception.message)
        elif kind == "alert" and element.alert.format == Alert.ERROR:
            self.shown.append(element.alert.body)
            self.measured.errors.append(element.alert.body)
        elif kind == "button_group" and element.button_group.id.endswith(SECTOR_PILLS):
            self.elements[SECTOR_PILLS] = element
        elif kind == "component_instance" and element.component_instance.component_name.endswith(MAP):
            self.elements[MAP] = element
            self.is_drawn = True
        elif kind == "html" and NOTICE in element.html.body:
            self.notices.add(words(element.html.body))
        elif kind == "html" and AWAY in element.html.body:
            self.waited_from = self.waited_from if self.cards else time.perf_counter()
            self.cards.append(words(element.html.body))
        elif kind == "html" and REMARK in element.html.body:
            self.remarks.append(words(element.html.body))


def words(html: str) -> str:
    """What a reader sees of a piece of HTML."""
    return " ".join(TAG.sub(" ", html).split())


def viewport(chance: random.Random) -> dict[str, object]:
    """What the map component answers when the reader has moved it, somewhere in the country."""
    west, south = chance.uniform(100, 115), chance.uniform(22, 36)
    width = chance.choice((1, 4, 16))
    bounds = [round(value, 4) for value in (west, south, west + width, south + width * 0.6)]
    return {"view": [*bounds, {1: 10, 4: 8, 16: 6}[width]]}


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share of all do not exceed; not a number when there is none."""
    ranked = sorted(values)
    return ranked[math.ceil(share * len(ranked)) - 1 if share else 0] if ranked else math.nan


def listener(url: str) -> psutil.Process | None:
    """The process of this machine that listens at an address, if it can be seen."""
    parts = urlsplit(url)
    for one in psutil.net_connections("tcp"):
        if one.status == psutil.CONN_LISTEN and one.laddr.port == parts.port and one.pid:
            return psutil.Process(one.pid)
    return None


def slope_per_minute(samples: Sequence[tuple[float, float]]) -> float:
    """By how much a value grows a minute, by least squares over (seconds, value); 0 for less than two."""
    if len(samples) < 2:
        return 0.0
    middle = sum(second for second, _ in samples) / len(samples)
    mean = sum(value for _, value in samples) / len(samples)
    spread = sum((second - middle) ** 2 for second, _ in samples)
    return 60 * sum((second - middle) * (value - mean) for second, value in samples) / spread if spread else 0.0
