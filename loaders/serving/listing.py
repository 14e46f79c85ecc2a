"""Orders of long lists in SQL (see `loaders.listing`); the number `n` of a record settles every tie."""

from functools import lru_cache

import numpy as np

from loaders.asking import Page
from loaders.layers import PRECISION_ORDER
from loaders.listing import NOWHERE
from loaders.serving.engines import Engine
from loaders.serving.index import Index, Rows
from loaders.vocabulary import terms

KEPT = 8  # orders; a million rows take 8 MB each


def _placed(column: str, codes: list[str]) -> str:
    """The place of a code of the vocabulary among all."""
    cases = " ".join(f"WHEN '{code}' THEN {place}" for place, code in enumerate(codes))
    return f"CASE {column} {cases} END"


def _sorts() -> dict[str, str]:
    """By order: the expression sorted by; text by the numbers of its characters."""
    return {
        "name": 'name COLLATE "C"',
        "sector": _placed("sector", list(terms()["sector"])),
        "county": f"(COALESCE(adcode, '{NOWHERE}') || COALESCE(township, ''))" + ' COLLATE "C"',
        "precision": _placed("precision", list(PRECISION_ORDER)),
    }


def order_by(order: str) -> str:
    """What stands behind ORDER BY."""
    down = " DESC" if order.startswith("-") else ""  # for what it sorts by; plan order settles ties either way
    sort = _sorts().get(order.removeprefix("-"))
    return f"{sort}{down}, n" if sort else f"n{down}"


class Orders:
    """Where every project and task stands in each order; found by the database once, then kept."""

    def __init__(self, engine: Engine, index: Index) -> None:
        self._engine = engine
        self._sizes = {"feature": len(index), "task": index.task_count}
        self._places = lru_cache(maxsize=KEPT)(self._find)

    def page(self, table: str, key: str, rows: Rows, page: Page) -> Rows:
        """Those of some rows (in plan and text order) that are on a page, in its order."""
        start = page.skip
        if page.after is not None:
            start += int(
                (self._places(table, page.order)[rows] <= self._place(table, key, page.after, page.order)).sum()
            )
        if page.order:
            rows = rows[np.argsort(self._places(table, page.order)[rows])]
        return rows[start:] if page.limit is None else rows[start : start + page.limit]

    def rank(self, table: str, key: str, own: str, rows: Rows, order: str) -> int:
        """How many of the rows stand before the one with the id `own`."""
        return int((self._places(table, order)[rows] < self._place(table, key, own, order)).sum())

    def _place(self, table: str, key: str, own: str, order: str) -> int:
        found = self._engine.rows(f"SELECT n FROM {table} WHERE {key} = $own", own=own)
        return int(self._places(table, order)[found[0][0] - 1]) if found else self._sizes[table]

    def _find(self, table: str, order: str) -> Rows:
        numbers: Rows = np.arange(self._sizes[table], dtype=np.int64)
        if order.removeprefix("-") in _sorts():
            sorted_ones = self._engine.rows(f"SELECT n FROM {table} ORDER BY {order_by(order)}")
            places = np.empty_like(numbers)
            places[np.fromiter((n - 1 for (n,) in sorted_ones), np.int64, len(numbers))] = numbers
            return places
        return numbers[::-1] if order.startswith("-") else numbers
