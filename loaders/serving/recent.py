"""The last answers of a catalog, whose rows never change: a page asks for the same project and task many times."""

from threading import Lock

from cachetools import LRUCache

from loaders.serving.engines import Engine
from loaders.serving.rows import Row

MOST = 8_000_000  # characters kept, some 16 MB
LONGEST = 100_000  # of one answer; longer ones are lists and texts of plans, which are rarely wanted twice
EMPTY = 100  # characters that an answer counts for at least
Key = tuple[object, ...]


class Recent:
    """Asks an engine for what it was not asked lately; safe to use in several threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._kept: LRUCache[Key, tuple[list[Row], int]] = LRUCache(MOST, getsizeof=lambda one: one[1])
        self._lock = Lock()

    def rows(self, sql: str, **values: object) -> list[Row]:
        """Rows of a query with `$named` values (see `Engine`)."""
        named = sorted((name, tuple(value) if isinstance(value, list) else value) for name, value in values.items())
        key = (sql, *named)
        with self._lock:
            if found := self._kept.get(key):
                return list(found[0])
        rows = self._engine.rows(sql, **values)
        size = EMPTY + sum(EMPTY * len(value) for _, value in named if isinstance(value, tuple))
        size += sum(len(cell) for row in rows for cell in row if isinstance(cell, str))
        if size <= LONGEST:
            with self._lock:
                self._kept[key] = rows, size
        return list(rows)

    def among(self, table: str, column: str, name: str) -> str:
        """The condition of the engine."""
        return self._engine.among(table, column, name)
