"""The arrays of a catalog after its corrections: its own, shared, and beside them those of the plans they touch.

What these plans held before satisfies nothing any more. Their projects are numbered behind all others and stand in plan
and text order where they belong; their tasks keep their numbers. Only what has one entry per project is made anew:
which are there, and their order (17 MB for a million projects).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow.compute as pc

from loaders.codes import Mask
from loaders.layers import Bounds
from loaders.serving.engines import Engine
from loaders.serving.index import COLUMNS, Column, Index, Rows
from loaders.serving.packing import Array

Spans = Sequence[tuple[int, int]]  # numbers from … to, both inside


@dataclass(frozen=True, slots=True)
class Patch:
    """What corrections put beside a catalog: arrays of the touched plans, in which tasks are numbered from 1.

    `tasks` are the numbers of these tasks in the catalog, `gone` the numbers of what the plans held before, and
    `starts` says for each of the new projects before which number of the catalog it stands.
    """

    arrays: Mapping[str, Array]
    tasks: Rows
    gone: Spans
    starts: Rows
    codes: int  # the highest number of a code


class PatchedIndex(Index):
    """The index of a catalog with its corrections."""

    def __init__(self, engine: Engine, former: Index, patch: Patch) -> None:
        self._engine, self._former, self._tasks = engine, former, patch.tasks - 1
        self._own = Index(engine, patch.arrays)
        self._codes = patch.codes
        self._present = np.ones(len(former) + len(self._own), dtype=bool)
        for first, last in patch.gone:
            self._present[first - 1 : last] = False
        new = np.arange(len(former), len(self._present))
        self._order = np.insert(np.arange(len(former)), patch.starts - 1, new)
        self._places = np.empty_like(self._order)
        self._places[self._order] = np.arange(len(self._order))
        self._join_columns()
        self.placed = np.concatenate([former.placed, self._own.placed])
        self._untouched = np.ones(former.task_count, dtype=bool)
        self._untouched[self._tasks] = False
        self._local = {n: number for number, n in enumerate(self._tasks.tolist())}

    def _join_columns(self) -> None:
        labelled, new = dict[str, Column | Array](), len(self._own)
        self.sectors, labelled["sector"] = _joined(self._former.sectors, self._own.sectors, self._own.sector, new)
        self.counties, labelled["county"] = _joined(self._former.counties, self._own.counties, self._own.county, new)
        for name in COLUMNS:
            own = labelled.get(name, getattr(self._own, name))
            setattr(self, name, Column(getattr(self._former, name), own, len(self._former)))

    def __len__(self) -> int:
        """How many numbers of projects there are, with those that are not there any more."""
        return len(self._present)

    @property
    def task_count(self) -> int:
        """How many tasks there are."""
        return self._former.task_count

    def present(self) -> Mask:
        """Projects that are there, to be marked further."""
        return self._present.copy()

    def ordered(self, chosen: Mask) -> Rows:
        """The chosen projects in plan and text order."""
        found: Rows = self._order[chosen[self._order]]
        return found

    def places(self, rows: Rows) -> Rows:
        """Where these projects stand in plan and text order."""
        found: Rows = self._places[rows]
        return found

    def coded(self, numbers: tuple[int, ...]) -> tuple[Mask, Mask]:
        """Projects, and tasks by themselves, that have one of the codes; what is not there any more may be among."""
        former, own = (
            index.coded(tuple(number for number in numbers if number < index.code_count))
            for index in (self._former, self._own)
        )
        return self._marked(former, own)

    def worded(self, word: str) -> tuple[Mask, Mask]:
        """Projects and tasks in whose names the word is found (see `Index`); what is gone may be among."""
        return self._marked(self._former.worded(word), self._own.worded(word))

    def tally(self, projects: Rows, tasks: Rows) -> tuple[Array, Array]:
        """How many projects, and how many tasks by themselves or through their projects, have each code."""
        (former, own), untouched = self._parted(projects), self._untouched[tasks]
        mine = np.array([self._local[n] for n in tasks[~untouched].tolist()], dtype=np.int64)
        counts = zip(self._former.tally(former, tasks[untouched]), self._own.tally(own, mine), strict=True)
        of_projects, of_tasks = (_sum(pair, self._codes + 2) for pair in counts)
        return of_projects, of_tasks

    def tasks_of(self, projects: Rows, tasks: Mask) -> Mask:
        """The tasks together with those of the projects."""
        former, own = self._parted(projects)
        found = self._former.tasks_of(former, tasks)
        found[self._tasks[self._own.tasks.of(own) - 1]] = True
        return found

    def near(self, bounds: Bounds) -> Rows | None:
        """Projects among which are all that touch the bounds (see `Index`): of the new ones every one."""
        near = self._former.near(bounds)
        own = np.flatnonzero(self._own.placed) + len(self._former)
        return None if near is None else np.concatenate([near, own])

    def touching(self, bounds: Bounds) -> Mask:
        """Projects that touch the bounds (see `Index`)."""
        return np.concatenate([self._former.touching(bounds), self._own.touching(bounds)])

    def marks(self, tasks: Mask, areas: Collection[str] | None) -> tuple[Rows, list[str]]:
        """Tasks (their n) and codes of the areas they are counted at; None: all areas."""
        former, codes = self._former.marks(tasks & self._untouched, areas)
        own, own_codes = self._own.marks(tasks[self._tasks], areas)
        numbers, codes = np.concatenate([former, self._tasks[own - 1] + 1]), codes + own_codes
        order = np.argsort(numbers, kind="stable")
        return numbers[order], [codes[place] for place in order.tolist()]

    def codes_left(self) -> Mask:
        """By the number of a code whether something has it."""
        gone = np.flatnonzero(~self._present[: len(self._former)])
        left = self._former.all_totals - self._former.code_totals(gone, self._tasks)
        return _sum((left, self._own.all_totals), self._codes + 2) > 0

    def _marked(self, former: tuple[Mask, Mask], own: tuple[Mask, Mask]) -> tuple[Mask, Mask]:
        """Projects and tasks of the catalog and those of the touched plans."""
        tasks = former[1] & self._untouched
        tasks[self._tasks] = own[1]
        return np.concatenate([former[0], own[0]]), tasks

    @cached_property
    def place(self) -> Array:
        """A number for the place of each project (see `Index`)."""
        return np.concatenate([self._former.place, self._own.place])

    @cached_property
    def first_name(self) -> Array:
        """A number for the first name of each project; names that are new have numbers behind all others."""
        known = pc.index_in(self._own.name, value_set=self._former.name).to_numpy(zero_copy_only=False)
        new = len(self._former.name) + np.arange(len(known))
        numbers = np.where(np.isnan(known), new, known).astype(np.int32)
        return np.concatenate([self._former.first_name, numbers[self._own.first_name]])

    def names(self, numbers: Rows) -> list[str]:
        """The names that numbers of `first_name` stand for."""
        last = len(self._former.name)
        new = numbers >= last
        own = iter(self._own.names(numbers[new] - last))
        former = iter(self._former.names(numbers[~new]))
        return [next(own if is_new else former) for is_new in new.tolist()]

    def _parted(self, projects: Rows) -> tuple[Rows, Rows]:
        """Projects of the catalog, and the new ones by their own numbers."""
        new = projects >= len(self._former)
        return projects[~new], projects[new] - len(self._former)


def _joined(former: list[str], own: list[str], numbers: Column | Array, count: int) -> tuple[list[str], Column | Array]:
    """The labels of both, and the numbers of the second among them."""
    labels = list(dict.fromkeys([*former, *own]))
    places = {label: place for place, label in enumerate(labels)}
    among: Array = np.array([places[label] for label in own], dtype=np.int32)
    return labels, among[numbers[np.arange(count)]]


def _sum(pair: tuple[Array, Array], length: int) -> Array:
    found: Array = np.zeros(length, dtype=np.int64)
    for own in pair:
        found[: len(own)] += own
    return found
