"""Columns of a served catalog packed into arrays, in order of projects and tasks: what `index` reads.

They are made part by part, each part with numbers of its own for codes and names, and stored in pieces, so that no
value is larger than databases like. Ragged columns are two arrays: all entries, and how many each row has.
"""

import zlib
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

PIECE = 65_536  # bytes: DuckDB reads 2,048 rows at a time
ENDING = "_sizes"  # of the array that says how many entries each row has
FLOATS = ("x", "y", "west", "south", "east", "north", "length")
# Kinds of labels that numbers stand for: what has the number 0 from the start, and the arrays of such numbers.
FIRST: dict[str, tuple[Hashable, ...]] = {"code": (("", ""),), "name": (), "sector": ("",), "county": ("",), "area": ()}
NUMBERED = {
    "codes": "code",
    "task_codes": "code",
    "names": "name",
    "sector": "sector",
    "county": "county",
    "mark_area": "area",
}
SORTED = ("codes", "task_codes")  # by number within each row
PAIRED = tuple(name + ending for name in (*SORTED, "tasks") for ending in ("", ENDING))
Array = NDArray[Any]
Row = tuple[Any, ...]


class Packed(NamedTuple):
    """What is packed of one part: arrays, and for each kind of label those that numbers stand for in this part."""

    arrays: dict[str, Array]
    labels: dict[str, list[Hashable]]


class Numbers:
    """Numbers labels of several kinds as they come."""

    def __init__(self) -> None:
        self._known: dict[str, dict[Hashable, int]] = {kind: dict.fromkeys(first, 0) for kind, first in FIRST.items()}

    def of(self, kind: str, labels: Iterable[Hashable]) -> list[int]:
        """The numbers of labels of a kind."""
        known = self._known[kind]
        return [known.setdefault(label, len(known)) for label in labels]

    def labels(self) -> dict[str, list[Any]]:
        """All labels by kind, in order of their numbers."""
        return {kind: list(known) for kind, known in self._known.items()}


class Packing:
    """Puts the arrays of parts together, as they come: what is not needed any more is let go of."""

    def __init__(self, codes: Iterable[Hashable] = ()) -> None:
        """`codes` are those that have their numbers already, in order of these."""
        self._numbers = Numbers()
        self._numbers.of("code", codes)
        self._pieces = Counter[str]()
        self._kept: dict[str, list[Array]] = {name: [] for name in PAIRED}

    def add(self, packed: Packed) -> list[Row]:
        """Rows of the table `pack` for one part."""
        own = {kind: np.array(self._numbers.of(kind, said), dtype=np.int32) for kind, said in packed.labels.items()}
        rows: list[Row] = []
        for name, array in packed.arrays.items():
            if kind := NUMBERED.get(name):
                array = own[kind][array]
            if name in SORTED:
                sizes = packed.arrays[name + ENDING]
                array = array[np.lexsort((array, np.repeat(np.arange(len(sizes)), sizes)))]
            if name in self._kept:
                self._kept[name].append(array)
            rows += self._rows(name, array)
        return rows

    def codes(self) -> list[Row]:
        """Rows of the table `code`."""
        return [(number, *label) for number, label in enumerate(self._numbers.labels()["code"]) if number]

    def rest(self) -> Iterator[list[Row]]:
        """Rows of `pack` that need all parts, an array at a time."""
        labels = self._numbers.labels()
        for kind, name in (("sector", "sectors"), ("county", "counties"), ("area", "areas")):
            yield from self._texts(name, labels[kind])
        for place, name in enumerate(("name", "short")):
            yield from self._texts(name, [label[place] for label in labels["name"]])
        kept = {name: np.concatenate(own or [np.zeros(0, dtype=np.int32)]) for name, own in self._kept.items()}
        self._kept.clear()
        for name, array in zip(("pair_starts", "pairs_sizes", "pairs"), _pairs(kept), strict=True):
            yield self._rows(name, array)

    def _texts(self, name: str, said: Sequence[str]) -> Iterator[list[Row]]:
        for own, array in texts(name, said).items():
            yield self._rows(own, array)

    def _rows(self, name: str, array: Array) -> list[Row]:
        data = array.tobytes()
        pieces = [data[start : start + PIECE] for start in range(0, max(1, len(data)), PIECE)]
        first = self._pieces[name]
        self._pieces[name] += len(pieces)
        return [(name, place, array.dtype.str, piece) for place, piece in enumerate(pieces, first)]


def arrays_of(rows: Iterable[Row]) -> dict[str, Array]:
    """The arrays of rows of the table `pack`, by name."""
    pieces: dict[tuple[str, str], list[tuple[int, bytes]]] = defaultdict(list)
    for name, place, kind, data in rows:
        pieces[name, kind].append((place, data))
    return {
        name: np.frombuffer(b"".join(data for _, data in sorted(own)), dtype=kind)
        for (name, kind), own in pieces.items()
    }


def ragged(name: str, lists: Iterable[Sequence[int]]) -> dict[str, Array]:
    """The two arrays of a column with several entries in a row."""
    own = list(lists)
    return {
        name: np.fromiter(chain.from_iterable(own), dtype=np.int32),
        name + ENDING: np.fromiter(map(len, own), dtype=np.int32),
    }


def texts(name: str, said: Iterable[str]) -> dict[str, Array]:
    """The two arrays of a column of texts."""
    own = [text.encode() for text in said]
    return {
        name: np.frombuffer(b"".join(own), dtype=np.uint8),
        name + ENDING: np.fromiter(map(len, own), dtype=np.int32),
    }


def place_key(place_id: str | None) -> int:
    """What `place` holds of a place: few places share one, and 0 is of none."""
    return zlib.crc32(place_id.encode()) or 1 if place_id else 0


def entries(sizes: Array, rows: Array) -> Array:
    """Where all entries of some rows stand in a ragged column whose rows have these sizes."""
    ends = np.cumsum(sizes, dtype=np.int64)
    return positions(ends[rows] - sizes[rows], sizes[rows])


def positions(starts: Array, sizes: Array) -> Array:
    """The numbers from each start on, so many each, one after the other."""
    before = np.cumsum(sizes, dtype=np.int64) - sizes
    found: Array = np.repeat(starts - before, sizes)
    found += np.arange(len(found), dtype=np.int64)
    return found


def _pairs(kept: dict[str, Array]) -> tuple[Array, Array, Array]:
    """The distinct pairs of a code and a task, numbered by code.

    Given are the first pair of each code, how many each row (projects, then tasks) has, and the pairs of every row.
    """
    sizes, each = kept.pop("codes" + ENDING), kept.pop("tasks" + ENDING)
    of_tasks, task_codes = kept.pop("task_codes" + ENDING), kept.pop("task_codes")
    codes, tasks, width = kept.pop("codes"), kept.pop("tasks"), len(of_tasks) + 1
    last = max(int(codes.max(initial=0)), int(task_codes.max(initial=0)))
    owner = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    keys = np.repeat(codes, each[owner]).astype(np.int64)
    keys *= width
    keys += tasks[entries(each, owner)]
    own = np.repeat(np.arange(1, width, dtype=np.int32), of_tasks)
    keys = np.concatenate([keys, task_codes.astype(np.int64) * width + own])
    distinct = _distinct(keys)
    starts = np.searchsorted(distinct, np.arange(last + 2, dtype=np.int64) * width)
    pairs = np.empty(len(keys), dtype=np.int32)
    for start in range(0, len(keys), PIECE):  # so that nothing of eight bytes stands beside them
        pairs[start : start + PIECE] = np.searchsorted(distinct, keys[start : start + PIECE])
    return starts, np.concatenate([sizes * each, of_tasks]).astype(np.int32), pairs


def _distinct(keys: Array) -> Array:
    """The different keys in order."""
    ordered = np.sort(keys)
    new = np.ones(len(ordered), dtype=bool)
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    return ordered[new]
