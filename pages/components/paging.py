"""What of a long list stands on the page at hand: all of it is sorted here, or a catalog hands over that page alone."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Generic, TypeVar

from loaders.catalog import Page
from pages.components import table_frame
from pages.components.state import View

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Sheet(Generic[Row]):
    """The rows of a page out of `total`; `orders` are the columns that sort, None for all of them."""

    rows: Sequence[Row]
    total: int
    page: int
    orders: Collection[str] | None = None


def of_whole(rows: Sequence[Row], is_open: Callable[[Row], bool], view: View, size: int) -> Sheet[Row]:
    """The page of a list that is at hand, by default the one with the open row."""
    page = table_frame.page_of([is_open(row) for row in rows], asked=view.page, size=size)
    return Sheet(rows[(page - 1) * size : page * size], len(rows), page)


def of_part(
    total: int,
    ask: Callable[[Page], Sequence[Row]],
    rank: Callable[[str], int] | None,
    orders: Collection[str],
    view: View,
    size: int,
) -> Sheet[Row]:
    """The page of so many records that are asked for by pages; `rank` counts what stands before the open row."""
    order = view.sort if view.sort.removeprefix("-") in orders else ""
    place = rank(order) if rank and not view.page else 0
    page = min(view.page or place // size + 1, max(1, ceil(total / size)))
    return Sheet(ask(Page(limit=size, skip=(page - 1) * size, order=order)), total, page, orders)
