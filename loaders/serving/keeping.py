"""The last answers of a function over arrays, no more of them than so many bytes.

Which rows a filter selects takes up to eight bytes for each project of a catalog. Three answers that select everything
can be kept, of few projects more: what is kept is soon full, so that the memory of a server does not grow for hours.
"""

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

from cachetools import LRUCache, cached

Answer = TypeVar("Answer")
PER_PROJECT, LEAST = 24, 4_000_000  # bytes kept of one function
EMPTY = 200  # bytes of an answer, its question and their place, at least


def kept(function: Callable[..., Answer], projects: int) -> Callable[..., Answer]:
    """The function with its last answers kept: arrays, or tuples of them; safe to use in several threads."""
    cache: LRUCache[Hashable, Answer] = LRUCache(max(LEAST, PER_PROJECT * projects), getsizeof=_bytes)
    return cached(cache, lock=Lock())(function)


def _bytes(answer: Any) -> int:  # noqa: ANN401 - an array or a tuple of some
    arrays = answer if isinstance(answer, tuple) else (answer,)
    return EMPTY + sum(int(array.nbytes) for array in arrays)
