"""Codes of many rows as arrays: which rows hold one of some codes, and how many projects and tasks hold each.

Rows are the projects first, then the tasks; each belongs to one or more tasks (a task to itself). A row has any
number of codes in a dimension (counties, units …).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Numbers = NDArray[np.int64]


class Pairs:
    """Rows with their things, one pair each: `rows[i]` has the thing of number `things[i]`."""

    def __init__(self, things_of: Sequence[Iterable[int]]) -> None:
        """Take the things of every row, in order of rows."""
        sizes: list[int] = []
        things: list[int] = []
        for own in things_of:
            before = len(things)
            things.extend(own)
            sizes.append(len(things) - before)
        self.length = len(sizes)
        self.rows: Numbers = np.repeat(np.arange(self.length), sizes)
        self.things: Numbers = np.array(things, dtype=np.int64)

    def chosen(self, rows: Mask, things: int) -> Mask:
        """Which of the `things` at least one of the rows has."""
        found: Mask = np.zeros(things, dtype=bool)
        found[self.things[rows[self.rows]]] = True
        return found


class Dimension:
    """The codes of all rows in one dimension."""

    def __init__(self, codes_of: Sequence[Collection[str]], tasks: Pairs, projects: int) -> None:
        """Take the codes of every row; the first `projects` rows are projects, `tasks` holds every row's tasks."""
        numbers: dict[str, int] = {}
        pairs = Pairs([[numbers.setdefault(code, len(numbers)) for code in codes] for codes in codes_of])
        self._labels = tuple(numbers)
        self._numbers = numbers
        self._pairs = pairs
        self._is_project = pairs.rows < projects
        self._by_task = _by_task(pairs, tasks)

    def holding(self, wanted: Iterable[str]) -> Mask:
        """Rows that hold at least one of the codes."""
        chosen: Mask = np.zeros(len(self._labels), dtype=bool)
        chosen[[self._numbers[code] for code in wanted if code in self._numbers]] = True
        rows: Mask = np.zeros(self._pairs.length, dtype=bool)
        rows[self._pairs.rows[chosen[self._pairs.things]]] = True
        return rows

    def projects(self, rows: Mask) -> Counter[str]:
        """How many of the rows that are projects hold each code."""
        return self._counter(self._pairs.things[self._is_project & rows[self._pairs.rows]])

    def tasks(self, rows: Mask) -> Counter[str]:
        """How many tasks have at least one of the rows with each code."""
        row, code, task = self._by_task
        chosen = rows[row]
        code, task = code[chosen], task[chosen]
        first: Mask = np.ones(len(code), dtype=bool)
        first[1:] = (code[1:] != code[:-1]) | (task[1:] != task[:-1])
        return self._counter(code[first])

    def _counter(self, numbers: Numbers) -> Counter[str]:
        counts = np.bincount(numbers, minlength=len(self._labels)).tolist()
        return Counter({label: count for label, count in zip(self._labels, counts, strict=True) if count})


def _by_task(codes: Pairs, tasks: Pairs) -> tuple[Numbers, Numbers, Numbers]:
    """Rows, codes and tasks, one triple for each code and task of a row, in order of codes, then tasks."""
    per_row = np.bincount(tasks.rows, minlength=tasks.length)
    starts = np.concatenate(([0], np.cumsum(per_row)[:-1]))
    repeats = per_row[codes.rows]
    row, code = np.repeat(codes.rows, repeats), np.repeat(codes.things, repeats)
    within = np.arange(len(row)) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    task = tasks.things[starts[row] + within]
    order = np.lexsort((task, code))
    return row[order], code[order], task[order]
