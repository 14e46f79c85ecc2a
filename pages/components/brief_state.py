"""What the address says of a briefing: how the current page is printed, and the pages collected so far.

On 简报 `?title=…` is an own headline, `?paper=…` a paper, `?dpi=…` the resolution of PNG, `?without=…` what is left
out, `?atlas=1` asks for a page per county, too, `?bounds=w,s,e,n` is the extent of the map, `?edit=2` says which
collected page is at work. Each `?item=…` is a collected page: filters and options once more, as a query of its own in
which only what would end a value is escaped, since the address escapes the rest.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, quote

import streamlit as st

from loaders.briefing import PAPERS, BriefOptions, MapScope
from loaders.catalog import Facets
from pages.components import state
from pages.components.state import Source, View

MOST_ITEMS = 40
MOST_CHARACTERS = 24_000  # of all items in the address; a server reads 64 kB
MOST_FIELDS = 200  # of one item
TITLE_LIMIT = 80  # characters
ON_MAP = ("names", "tasks", "stamp")  # what a page may do without
OF_PAGE = ("bounds", "paper", "without", "atlas", "title")  # parameters of an item beside its filters
IN_FILE = ("clauses", "tables")  # what a document may do without
RESOLUTIONS = ("150", "96", "200", "300")  # of PNG, in dots per inch; the first is the default
DECIMALS = 3  # of degrees, about 100 m
LEAST_EXTENT = 0.01  # degrees
WORLD = (-180.0, -90.0, 180.0, 90.0)
Bounds = tuple[float, float, float, float]
_ENDS_A_VALUE = re.compile(r"[%&=+#;\s]")


@dataclass(frozen=True, slots=True)
class Item:
    """A page of a briefing: its filters, paper, own title, what it does without, its extent, and if it is an atlas."""

    view: View
    paper: str
    title: str = ""
    without: tuple[str, ...] = ()
    bounds: Bounds | None = None
    atlas: bool = False

    @property
    def scope(self) -> MapScope:
        """The page as the writers of files want it."""
        return MapScope(
            query=replace(self.view.query, bounds=self.bounds),
            paper=self.paper,
            title=self.title,
            names="names" not in self.without,
            tasks="tasks" not in self.without,
            internal="stamp" not in self.without,
        )

    @property
    def text(self) -> str:
        """The item as the address holds it; what is as usual is left out."""
        values = self.view.filters | {
            "bounds": bounds_as_text(self.bounds) if self.bounds else "",
            "paper": "" if self.paper == next(iter(PAPERS)) else self.paper,
            "without": ",".join(flag for flag in self.without if flag in ON_MAP),
            "atlas": "1" if self.atlas else "",
            "title": self.title,
        }
        pairs = ((name, [value] if isinstance(value, str) else value) for name, value in values.items() if value)
        return "&".join(f"{name}={_ENDS_A_VALUE.sub(_escape, one)}" for name, several in pairs for one in several)


@dataclass(frozen=True, slots=True)
class _Parameters:
    """The parameters of an item, read as those of the address are."""

    values: Mapping[str, list[str]]

    def __contains__(self, name: object) -> bool:
        return name in self.values

    def get(self, name: str, default: str = "") -> str:
        """The last value of a parameter."""
        return self.values.get(name, [default])[-1]

    def get_all(self, name: str) -> list[str]:
        """All values of a parameter."""
        return self.values.get(name, [])


def current(view: View) -> Item:
    """The page that the address asks for, to be printed with the filters of `view`."""
    return _item(view, st.query_params, without=(*ON_MAP, *IN_FILE))


def collected(view: View, bounds: Bounds | None = None) -> Item:
    """The page that another page of the program collects: its filters, printed as the address says."""
    item = _item(view, st.query_params, without=ON_MAP)
    return replace(item, title="", bounds=bounds, atlas=False)


def options(item: Item) -> BriefOptions:
    """What concerns a file as a whole."""
    return BriefOptions(
        dpi=int(state.one_of("dpi", RESOLUTIONS)),
        clauses="clauses" not in item.without,
        tables="tables" not in item.without,
    )


def items(known: Facets) -> tuple[Item, ...]:
    """The collected pages; what is none, or asks for a plan that is gone, is dropped, and what is one too many."""
    read = (decoded(text, known) for text in texts())
    return tuple(item for item in read if item)[:MOST_ITEMS]


def texts() -> list[str]:
    """The collected pages as the address holds them."""
    return st.query_params.get_all(state.ITEM)


def decoded(text: str, known: Facets) -> Item | None:
    """The item of a text, None for what names no plan."""
    try:
        source = _Parameters(parameters(text))
    except ValueError:  # more fields than any item has
        return None
    view = state.view_in(source, known)
    if source.get("plan") not in {view.plan, state.ALL_PLANS}:
        return None
    return _item(view, source, without=ON_MAP)


def parameters(text: str) -> dict[str, list[str]]:
    """What an item would be as an address of its own."""
    found: dict[str, list[str]] = {}
    for name, value in parse_qsl(text, max_num_fields=MOST_FIELDS):
        found.setdefault(name, []).append(value)
    return found


def title_part(title: str) -> str:
    """The part of an item that says its headline, '' for none."""
    shown = title_in(title)
    return f"title={_ENDS_A_VALUE.sub(_escape, shown)}" if shown else ""


def is_full(collected: Sequence[str]) -> bool:
    """Whether the address has no room for the last one of the texts."""
    return len(collected) > MOST_ITEMS or len("".join(map(quote, collected))) > MOST_CHARACTERS


def title_in(text: str) -> str:
    """A headline on one line, as long as there is room for."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())[:TITLE_LIMIT].strip()


def bounds_in(text: str) -> Bounds | None:
    """Bounds as degrees, None for what are none: west, south, east and north with commas between."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        return None
    if not all(map(math.isfinite, (west, south, east, north))):
        return None
    low = [max(value, least) for value, least in zip((west, south), WORLD[:2], strict=True)]
    high = [min(value, most) for value, most in zip((east, north), WORLD[2:], strict=True)]
    if any(end - start < LEAST_EXTENT for start, end in zip(low, high, strict=True)):
        return None
    return tuple(round(value, DECIMALS) + 0.0 for value in (*low, *high))


def bounds_as_text(bounds: Bounds) -> str:
    """Bounds as the address holds them."""
    return ",".join(f"{value:g}" for value in bounds)


def _item(view: View, source: Source, *, without: Sequence[str]) -> Item:
    return Item(
        view=view,
        paper=state.one_of("paper", tuple(PAPERS), source),
        title=title_in(source.get("title", "")),
        without=state.several("without", without, source),
        bounds=bounds_in(source.get("bounds", "")),
        atlas=source.get("atlas", "") == "1",
    )


def _escape(match: re.Match[str]) -> str:
    return quote(match[0], safe="")
