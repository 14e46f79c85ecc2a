"""The last answers of a function over arrays, no more of them than so many bytes.

Which rows a filter selects takes up to eight bytes for each project of a catalog: of a few projects hundreds of answers
can be kept, of a million three.
"""

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

from cachetools import LRUCache, cached

Answer = TypeVar("Answer")
KEPT_BYTES = 24_000_000  # of one function
EMPTY = 200  # bytes of an answer, its question and their place, at least


def kept(function: Callable[..., Answer], most: int = KEPT_BYTES) -> Callable[..., Answer]:
    """The function with its last answers kept: arrays, or tuples of them; safe to use in several threads."""
    cache: LRUCache[Hashable, Answer] = LRUCache(most, getsizeof=_bytes)
    return cached(cache, lock=Lock())(function)


def _bytes(answer: Any) -> int:  # noqa: ANN401 - an array or a tuple of some
    arrays = answer if isinstance(answer, tuple) else (answer,)
    return EMPTY + sum(int(array.nbytes) for array in arrays)
