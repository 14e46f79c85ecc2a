"""Columns of a served catalog packed into arrays, in order of projects and tasks: what `index` reads.

They are made part by part, each part with numbers of its own for codes and names, and stored in pieces, so that no
value is larger than databases like. Ragged columns are two arrays: all entries, and how many each row has.
"""

import zlib
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
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
    "task_names": "name",
    "sector": "sector",
    "county": "county",
    "mark_area": "area",
}
SORTED = ("codes", "task_codes")  # by number within each row
TASK_BITS = 32  # of a pair of a code and a task as one number
Array = NDArray[Any]
Row = tuple[Any, ...]


class Packed(NamedTuple):
    """What is packed of one part: arrays, and for each kind of label those that numbers stand for in this part."""

    arrays: dict[str, Array]
    labels: dict[str, list[Hashable]]


class Numbers:
    """Numbers labels of several kinds as they come."""

    def __init__(self, codes: Mapping[Hashable, int] | None = None) -> None:
        """`codes` are those that have their numbers already, in order of these."""
        self._known: dict[str, dict[Hashable, int]] = {kind: dict.fromkeys(first, 0) for kind, first in FIRST.items()}
        self._known["code"] |= codes or {}
        self._seen = dict.fromkeys(FIRST, 0)

    def of(self, kind: str, labels: Iterable[Hashable]) -> list[int]:
        """The numbers of labels of a kind."""
        known = self._known[kind]
        self._seen[kind] = len(known)
        return [known.setdefault(label, len(known)) for label in labels]

    def labels(self, kind: str) -> list[Any]:
        """All labels of a kind, in order of their numbers."""
        return list(self._known[kind])

    def fresh(self, kind: str) -> list[Any]:
        """Those that the last call of `of` was the first to name."""
        known = self._known[kind]
        return list(islice(reversed(known), len(known) - self._seen[kind]))[::-1]


class Packing:
    """Puts the arrays of parts together, as they come: what is not needed any more is let go of."""

    def __init__(self, codes: Mapping[Hashable, int] | None = None) -> None:
        """`codes` are those that have their numbers already (see `Numbers`)."""
        self._numbers = Numbers(codes)
        self._pieces = Counter[str]()
        self._pairs: list[Array] = []  # of projects, as keys; then those of tasks
        self._sizes: list[Array] = []
        self._own_pairs: list[Array] = []
        self._own_sizes: list[Array] = []

    def add(self, packed: Packed) -> list[Row]:
        """Rows of the table `pack` for one part."""
        own = {kind: np.array(self._numbers.of(kind, said), dtype=np.int32) for kind, said in packed.labels.items()}
        arrays = {name: own[NUMBERED[name]][one] if name in NUMBERED else one for name, one in packed.arrays.items()}
        for name in SORTED:
            sizes = arrays[name + ENDING]
            arrays[name] = arrays[name][np.lexsort((arrays[name], np.repeat(np.arange(len(sizes)), sizes)))]
        self._pair(arrays)
        for place, name in enumerate(("name", "short")):
            arrays |= texts(name, (label.split("\n")[place] for label in self._numbers.fresh("name")))
        return [row for name, array in arrays.items() for row in self._rows(name, array)]

    def codes(self, first: int = 1) -> list[Row]:
        """Rows of the table `code` from a number on."""
        return [(number, *label) for number, label in enumerate(self._numbers.labels("code")[first:], first)]

    def rest(self) -> Iterator[list[Row]]:
        """Rows of `pack` that need all parts, an array at a time; nothing can be added after."""
        for kind, name in (("sector", "sectors"), ("county", "counties"), ("area", "areas")):
            for own, array in texts(name, self._numbers.labels(kind)).items():
                yield self._rows(own, array)
        last = len(self._numbers.labels("code"))
        del self._numbers
        nothing = np.zeros(0, dtype=np.int64)
        keys, sizes = (
            np.concatenate([nothing, *own])
            for own in ((*self._pairs, *self._own_pairs), (*self._sizes, *self._own_sizes))
        )
        del self._pairs, self._own_pairs
        yield self._rows("pairs_sizes", sizes.astype(np.int32))
        distinct = _distinct(keys)
        yield self._rows("pair_starts", np.searchsorted(distinct, np.arange(last + 1, dtype=np.int64) << TASK_BITS))
        pairs = np.empty(len(keys), dtype=np.int32)
        for start in range(0, len(keys), PIECE):  # so that nothing of eight bytes stands beside them
            pairs[start : start + PIECE] = np.searchsorted(distinct, keys[start : start + PIECE])
        del keys, distinct
        yield self._rows("pairs", pairs)

    def _pair(self, arrays: dict[str, Array]) -> None:
        """Keep the pairs of a code and a task of every row: numbered by code, each has one number."""
        sizes, each = arrays["codes" + ENDING], arrays["tasks" + ENDING]
        owner = np.repeat(np.arange(len(sizes)), sizes)
        codes = np.repeat(arrays["codes"], each[owner]).astype(np.int64)
        self._pairs.append((codes << TASK_BITS) + arrays["tasks"][entries(each, owner)])
        self._sizes.append(sizes * each)
        of_tasks = arrays["task_codes" + ENDING]
        own = np.repeat(arrays.pop("task"), of_tasks)
        self._own_pairs.append((arrays["task_codes"].astype(np.int64) << TASK_BITS) + own)
        self._own_sizes.append(of_tasks)

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


def _distinct(keys: Array) -> Array:
    """The different keys in order."""
    ordered = np.sort(keys)
    new = np.ones(len(ordered), dtype=bool)
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    return ordered[new]
