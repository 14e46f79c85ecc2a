"""Columns of a served catalog packed into arrays, in order of projects and tasks: what `index` reads.

They are made from the rows of the tables, part by part, and stored in pieces, so that no value is larger than databases
like. Ragged columns are two arrays: all entries, and how many each row has.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from loaders.serving import schema

PIECE = 65_536  # bytes: DuckDB reads 2,048 rows at a time
ENDING = "_sizes"  # of the array that says how many entries each row has
NAMED = "feature_names"  # names of projects as they are and in short: only packed, no table
FLOATS = ("x", "y", "west", "south", "east", "north", "length")
Array = NDArray[Any]
Row = tuple[Any, ...]


class Packing:
    """Collects the columns of rows as they come."""

    def __init__(self) -> None:
        self._arrays: dict[str, list[Array]] = {}
        self._texts: dict[str, list[str]] = {"title": [], "name": [], "short": []}
        self._numbers: dict[str, dict[Any, int]] = {"name": {}, "sector": {"": 0}, "county": {"": 0}, "area": {}}

    def add(self, rows: dict[str, list[Row]]) -> None:
        """Take in the rows of one part, by table, and take away those that are only packed."""
        self._add_lists("names", [self._lines(*pair) for pair in rows.pop(NAMED, ())])
        if own := rows.get("feature"):
            self._add_features(_columns("feature", own))
        if own := rows.get("task"):
            tasks = _columns("task", own)
            self._add_lists("task_codes", tasks["codes"])
            self._texts["title"] += [names.split("\n", 1)[0] for names in tasks["names"]]
        if own := rows.get("task_mark"):
            marks = _columns("task_mark", own)
            self._add("mark_task", np.array(marks["task"], dtype=np.int32))
            self._add("mark_area", self._numbered("area", marks["code"]))

    def rows(self) -> list[Row]:
        """Rows of the table `pack`."""
        arrays = {name: np.concatenate(own) for name, own in self._arrays.items()}
        for kind, name in (("sector", "sectors"), ("county", "counties"), ("area", "areas")):
            self._texts[name] = list(self._numbers[kind])
        pairs, sizes, starts = _pairs(arrays)
        arrays |= {"pairs": pairs, "pairs_sizes": sizes, "pair_starts": starts}
        for name, texts in self._texts.items():
            said = [text.encode() for text in texts]
            arrays[name] = np.frombuffer(b"".join(said), dtype=np.uint8)
            arrays[name + ENDING] = np.array([len(text) for text in said], dtype=np.int32)
        return [
            (name, place, array.dtype.str, piece)
            for name, array in arrays.items()
            for place, piece in enumerate(_pieces(array.tobytes()))
        ]

    def _add_features(self, features: Mapping[str, Sequence[Any]]) -> None:
        for name in FLOATS:
            self._add(name, np.array(features[name], dtype=np.float64))
        self._add("sector", self._numbered("sector", features["sector"]))
        self._add("county", self._numbered("county", [code or "" for code in features["adcode"]]))
        self._add("in_area", np.array([code is not None for code in features["area_code"]], dtype=np.bool_))
        self._add_lists("codes", features["codes"])
        self._add_lists("tasks", features["tasks"])

    def _lines(self, names: str, short: str) -> list[int]:
        """The numbers of the names of a project, each with its short form."""
        known, own = self._numbers["name"], []
        for pair in zip(names.split("\n"), short.split("\n"), strict=True):
            if pair not in known:
                self._texts["name"].append(pair[0])
                self._texts["short"].append(pair[1])
            own.append(known.setdefault(pair, len(known)))
        return own

    def _add(self, name: str, array: Array) -> None:
        self._arrays.setdefault(name, []).append(array)

    def _add_lists(self, name: str, lists: Sequence[Sequence[int]]) -> None:
        self._add(name, np.array([number for own in lists for number in own], dtype=np.int32))
        self._add(name + ENDING, np.array([len(own) for own in lists], dtype=np.int32))

    def _numbered(self, kind: str, labels: Iterable[str]) -> Array:
        known = self._numbers[kind]
        return np.array([known.setdefault(label, len(known)) for label in labels], dtype=np.int32)


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


def _pairs(arrays: Mapping[str, Array]) -> tuple[Array, Array, Array]:
    """The distinct pairs of a code and a task, numbered by code.

    Given are the pairs of every row (projects, then tasks), how many each has, and the first pair of each code.
    """
    sizes, each = arrays["codes_sizes"], arrays["tasks_sizes"]
    owner = np.repeat(np.arange(len(sizes)), sizes)
    codes = np.repeat(arrays["codes"], each[owner])
    tasks = arrays["tasks"][entries(each, owner)]
    of_tasks = arrays["task_codes_sizes"]
    own = np.repeat(np.arange(1, len(of_tasks) + 1), of_tasks)
    width = len(of_tasks) + 1
    keys = np.concatenate([codes, arrays["task_codes"]]).astype(np.int64) * width + np.concatenate([tasks, own])
    distinct, pairs = np.unique(keys, return_inverse=True)
    last = max((int(arrays[name].max(initial=0)) for name in ("codes", "task_codes")), default=0)
    starts = np.searchsorted(distinct, np.arange(last + 2, dtype=np.int64) * width)
    return pairs.astype(np.int32), np.concatenate([sizes * each, of_tasks]).astype(np.int32), starts


def _columns(table: str, rows: Sequence[Row]) -> dict[str, Sequence[Any]]:
    return dict(zip(schema.TABLES[table].names, zip(*rows, strict=True), strict=True))


def _pieces(data: bytes) -> Iterator[bytes]:
    for start in range(0, max(1, len(data)), PIECE):
        yield data[start : start + PIECE]
