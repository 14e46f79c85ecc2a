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


class Orders:
    """Where every project and task stands in each order; found by the database once, then kept."""

    def __init__(self, engine: Engine, index: Index) -> None:
        self._engine = engine
        self._index = index
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
        """By number the place in the order; numbers that are not there any more stand anywhere."""
        numbers: Rows = np.arange(self._sizes[table], dtype=np.int64)
        own = self._index.places(numbers) if table == "feature" else numbers
        sort = _sorts().get(order.removeprefix("-"))
        if sort is None:
            return -own if order.startswith("-") else own
        down = " DESC" * order.startswith("-")  # for what it sorts by; plan order settles ties either way
        rows = self._engine.rows(f"SELECT n, DENSE_RANK() OVER (ORDER BY {sort}{down}) FROM {table}")
        there = np.fromiter((n - 1 for n, _ in rows), np.int64, len(rows))
        ranks = np.fromiter((rank for _, rank in rows), np.int64, len(rows))
        places = np.zeros_like(numbers)
        places[there[np.lexsort((own[there], ranks))]] = np.arange(len(rows))
        return places
