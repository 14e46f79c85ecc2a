"""The last answers of a catalog, whose rows never change: a page asks for the same project and task many times."""

from collections.abc import Callable, Sequence
from threading import Lock
from typing import Generic, TypeVar

from cachetools import LRUCache

from loaders.serving.engines import Engine
from loaders.serving.rows import Row

MOST = 3_000_000  # characters kept, some 10 MB
LONGEST = 100_000  # of one answer; longer ones are lists and texts of plans, which are rarely wanted twice
EMPTY = 100  # characters that an answer counts for at least
Question = tuple[object, ...]
Key = TypeVar("Key")
Value = TypeVar("Value")


class Lately(Generic[Key, Value]):
    """Keeps what was read last, one by one; safe to use in several threads."""

    def __init__(self, most: int) -> None:
        """`most` are kept."""
        self._kept: LRUCache[Key, Value] = LRUCache(most)
        self._lock = Lock()

    def several(self, keys: Sequence[Key], read: Callable[[list[Key]], dict[Key, Value]]) -> dict[Key, Value]:
        """What these keys have, of which `read` gives those that are not kept."""
        with self._lock:
            found = {key: self._kept[key] for key in keys if key in self._kept}
        missing = [key for key in keys if key not in found]
        if missing:
            new = read(missing)
            found |= new
            with self._lock:
                self._kept.update(new)
        return found


class Recent:
    """Asks an engine for what it was not asked lately; safe to use in several threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._kept: LRUCache[Question, tuple[list[Row], int]] = LRUCache(MOST, getsizeof=lambda one: one[1])
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
