"""What filters and the map look at, in memory: positions, codes and names of all projects, as arrays.

Records stay in the database, which is asked for the few that are shown. A million projects take about 250 MB here, and
any filter, count or view of them a tenth of a second on either database. Projects and tasks are numbered from 0 in
plan and text order (in the tables: from 1).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from loaders.codes import Mask
from loaders.layers import Bounds
from loaders.map_views import box_of
from loaders.searching import Spelling, letters_of, short_form
from loaders.serving.engines import Engine, pattern
from loaders.serving.keeping import kept
from loaders.serving.packing import ENDING, Array, positions
from loaders.serving.squares import Squares, squares

COLUMNS = ("x", "y", "west", "south", "east", "north", "length", "in_area", "sector", "county")
SHORT = 1 << 16  # numbers that two bytes hold
FEW = 0.3  # entries for each row that are found one by one faster than by looking at all rows
EDGES = ("west", "south", "east", "north")
Rows = NDArray[np.int64]


class Ragged:
    """A column with any number of entries in each row."""

    def __init__(self, flat: Array, sizes: Array) -> None:
        self.flat = flat
        self._sizes = sizes
        self._ends = np.cumsum(sizes, dtype=np.int64)

    def of(self, rows: Rows) -> Array:
        """All entries of some rows, one after the other."""
        if len(rows) == len(self._sizes):
            return self.flat
        return self.flat[positions(self._ends[rows] - self._sizes[rows], self._sizes[rows])]

    def first(self) -> Array:
        """The first entry of each row, of which none is empty."""
        first: Array = self.flat[self._ends - self._sizes]
        return first

    def having(self, entries: Iterable[int]) -> Mask:
        """Rows with one of the entries (numbers from 0), found by a list that is made the first time."""
        rows, starts = self._holders
        found: Mask = np.zeros(len(self._sizes), dtype=bool)
        for entry in entries:
            if entry < len(starts) - 1:
                found[rows[starts[entry] : starts[entry + 1]]] = True
        return found

    @cached_property
    def _holders(self) -> tuple[Array, Array]:
        """Rows by the entry that they have, and where those of each entry begin."""
        counts = np.bincount(self.flat)
        keys = self.flat.astype(np.uint16) if len(counts) <= SHORT else self.flat  # short ones are sorted faster
        order = np.argsort(keys, kind="stable")
        rows: Array = np.repeat(np.arange(len(self._sizes), dtype=np.int32), self._sizes)[order]
        return rows, np.append(0, np.cumsum(counts))

    def holding(self, wanted: Mask) -> Mask:
        """Rows with an entry that is wanted."""
        numbers = np.flatnonzero(wanted)
        hit = self.flat == numbers[0] if len(numbers) == 1 else wanted[self.flat]
        places = np.flatnonzero(hit)
        if len(places) < FEW * len(self._sizes):
            found: Mask = np.zeros(len(self._sizes), dtype=bool)
            found[np.searchsorted(self._ends, places, side="right")] = True
            return found
        hit = np.append(hit, False)  # an entry more, where empty rows at the end begin
        return np.logical_or.reduceat(hit, self._ends - self._sizes) & (self._sizes > 0)


class Column:
    """One value per project: those of a catalog, then new ones."""

    def __init__(self, former: "Column | Array", new: "Column | Array", start: int) -> None:
        """`start` is how many the former ones are."""
        self._former, self._new, self._start = former, new, start

    def __getitem__(self, rows: Rows) -> Array:
        """The values of some projects."""
        new = rows >= self._start
        if not new.any():
            return self._former[rows]
        own = self._new[rows[new] - self._start]
        found: Array = np.empty(len(rows), dtype=own.dtype)
        found[new], found[~new] = own, self._former[rows[~new]]
        return found


class Index:
    """The arrays of a catalog (see `loaders.serving.packing`), read once unless they are at hand."""

    x: Column | Array  # where each project is counted, in world units
    y: Column | Array
    west: Column | Array
    south: Column | Array
    east: Column | Array
    north: Column | Array
    length: Column | Array
    in_area: Column | Array
    sector: Column | Array
    county: Column | Array

    def __init__(self, engine: Engine, arrays: Mapping[str, Array] | None = None) -> None:
        self._engine = engine
        self._arrays = self._read() if arrays is None else arrays
        for name in COLUMNS:
            setattr(self, name, self._arrays[name])
        self.sectors, self.counties = (self._texts(name).to_pylist() for name in ("sectors", "counties"))
        self.tasks = self._ragged("tasks")
        self.codes, self._task_codes = self._ragged("codes"), self._ragged("task_codes")
        self._names, self._pairs = self._ragged("names"), self._ragged("pairs")
        self._task_names = self._ragged("task_names")
        self._starts = self._arrays["pair_starts"]
        self.placed: Mask = ~np.isnan(self._arrays["x"])
        self._coded = kept(self._with_codes, len(self))
        self._worded = kept(self._with_word, len(self))

    def __len__(self) -> int:
        """How many projects there are."""
        return len(self.placed)

    @property
    def task_count(self) -> int:
        """How many tasks there are."""
        return len(self._arrays["task_names" + ENDING])

    @property
    def code_count(self) -> int:
        """The number behind the highest of a code."""
        return len(self._starts)

    @cached_property
    def all_totals(self) -> Array:
        """How many projects and tasks by themselves have each code."""
        return self.code_totals(np.arange(len(self)), np.arange(self.task_count))

    def code_totals(self, projects: Rows, tasks: Rows) -> Array:
        """The same of some of them."""
        of_projects, of_tasks = (
            np.bincount(ragged.of(rows), minlength=len(self._starts))
            for ragged, rows in ((self.codes, projects), (self._task_codes, tasks))
        )
        found: Array = of_projects + of_tasks
        return found

    def present(self) -> Mask:
        """Projects that are there, to be marked further."""
        return np.ones(len(self), dtype=bool)

    def ordered(self, chosen: Mask) -> Rows:
        """The chosen projects in plan and text order."""
        return np.flatnonzero(chosen)

    def places(self, rows: Rows) -> Rows:
        """Where these projects stand in plan and text order."""
        return rows

    def coded(self, numbers: tuple[int, ...]) -> tuple[Mask, Mask]:
        """Projects, and tasks by themselves, that have one of the codes."""
        return self._coded(numbers)

    def worded(self, word: str) -> tuple[Mask, Mask]:
        """Projects in whose names or titles of tasks the word is found, and tasks with it in a name of theirs.

        It is found as `loaders.searching` finds it.
        """
        return self._worded(word)

    def _read(self) -> dict[str, Array]:
        """The arrays, each of its size from the start, filled by the pieces as they come."""
        stated = self._engine.rows("SELECT name, place, kind, OCTET_LENGTH(data) FROM pack")
        ends = Counter[str]()
        starts: dict[tuple[str, int], int] = {}
        for name, place, _, size in sorted(stated):
            starts[name, place] = ends[name]
            ends[name] += size
        bare = {name: np.empty(size, dtype=np.uint8) for name, size in ends.items()}
        for name, place, data in self._engine.pieces():
            start = starts[name, place]
            bare[name][start : start + len(data)] = np.frombuffer(data, dtype=np.uint8)
        kinds = {name: kind for name, _, kind, _ in stated}
        return {name: one.view(kinds[name]) for name, one in bare.items()}

    def _with_codes(self, numbers: tuple[int, ...]) -> tuple[Mask, Mask]:
        return self.codes.having(numbers), self._task_codes.having(numbers)

    def _with_word(self, word: str) -> tuple[Mask, Mask]:
        there = _mask(pc.match_substring(self.name, word))
        found = there | _mask(pc.match_substring(self._short, short_form(word)))
        letters = letters_of(word)
        if letters and (ways := self.spelling.ways(letters)):
            found |= _mask(pc.match_substring_regex(self.name, pattern(ways)))
        rows = self._names.holding(found)
        rows |= self.tasks.holding(np.concatenate([[False], there[self._task_names.first()]]))
        return rows, self._task_names.holding(found)

    def tally(self, projects: Rows, tasks: Rows) -> tuple[Array, Array]:
        """How many projects, and how many tasks by themselves or through their projects, have each code."""
        of_projects = np.bincount(self.codes.of(projects), minlength=len(self._starts))
        if len(projects) == len(self) and len(tasks) == self.task_count:
            return of_projects, np.append(np.diff(self._starts), 0)
        hit: Mask = np.zeros(int(self._starts[-1]), dtype=bool)
        for rows in (projects, tasks + len(self)):
            hit[self._pairs.of(rows)] = True
        of_tasks = np.diff(np.searchsorted(np.flatnonzero(hit), self._starts))
        return of_projects, np.append(of_tasks, 0)

    def tasks_of(self, projects: Rows, tasks: Mask) -> Mask:
        """The tasks together with those of the projects."""
        found = tasks.copy()
        found[self.tasks.of(projects) - 1] = True
        return found

    def inside(self, rows: Rows, bounds: Bounds | None) -> Mask:
        """Which of the projects touch the bounds (degrees)."""
        if bounds is None:
            return np.ones(len(rows), dtype=bool)
        return _touching(bounds, *(getattr(self, edge)[rows] for edge in EDGES))

    def touching(self, bounds: Bounds) -> Mask:
        """All projects that touch the bounds (degrees); what is not there any more may be among."""
        return _touching(bounds, *(self._arrays[edge] for edge in EDGES))

    def near(self, bounds: Bounds) -> Rows | None:
        """Projects with a position among which are all that touch the bounds, in any order; None: most of all."""
        return self._squares.near(bounds)

    def named(self, mention_ids: Collection[str]) -> dict[int, str]:
        """The projects with these mention ids, by their number."""
        sql = "SELECT n, mention_id FROM feature WHERE mention_id = ANY($mentions) ORDER BY n"
        rows = self._engine.rows(sql, mentions=list(mention_ids)) if mention_ids else []
        return {n - 1: mention_id for n, mention_id in rows}

    def numbers_of(self, mention_ids: Collection[str]) -> Rows:
        """Numbers of the projects with these mention ids."""
        return np.array(list(self.named(mention_ids)), dtype=np.int64)

    def marks(self, tasks: Mask, areas: Collection[str] | None) -> tuple[Rows, list[str]]:
        """Tasks (their n) and codes of the areas they are counted at; None: all areas."""
        labels = self._texts("areas").to_pylist()
        chosen = np.array([areas is None or label in areas for label in labels], dtype=bool)
        own, at = (self._arrays.get(name, np.zeros(0, dtype=np.int32)) for name in ("mark_task", "mark_area"))
        seen = tasks[own - 1] & chosen[at]
        return own[seen], [labels[place] for place in at[seen].tolist()]

    @cached_property
    def spelling(self) -> Spelling:
        """The readings of all characters of names."""
        return Spelling(letter for (letter,) in self._engine.rows("SELECT letter FROM letter"))

    @cached_property
    def place(self) -> Array:
        """A number for the place of each project, which few places share; 0 for none."""
        return self._arrays["place"]

    @cached_property
    def first_name(self) -> Array:
        """A number for the first name of each project."""
        return self._names.first()

    def names(self, numbers: Rows) -> list[str]:
        """The names that numbers stand for."""
        found: list[str] = self.name.take(pa.array(numbers)).to_pylist()
        return found

    @cached_property
    def name(self) -> pa.StringArray:
        """The different names of projects and tasks, as they are compared."""
        return self._texts("name")

    @cached_property
    def _short(self) -> pa.StringArray:
        return self._texts("short")

    @cached_property
    def _squares(self) -> Squares:
        west, south, east, north = (self._arrays[edge] for edge in EDGES)
        return squares(self._arrays["x"], self._arrays["y"], (west, south, east, north))

    def _ragged(self, name: str) -> Ragged:
        return Ragged(self._arrays[name], self._arrays[name + ENDING])

    def _texts(self, name: str) -> pa.StringArray:
        sizes = self._arrays[name + ENDING]
        offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        data = pa.py_buffer(self._arrays[name])
        return pa.LargeStringArray.from_buffers(len(sizes), pa.py_buffer(offsets), data)


def _touching(bounds: Bounds, west: Array, south: Array, east: Array, north: Array) -> Mask:
    """Which of some boxes (world units; NaN: none) touch the bounds."""
    from_west, from_south, to_east, to_north = box_of(bounds)
    found: Mask = east >= from_west
    found &= west <= to_east
    found &= south >= to_north
    found &= north <= from_south
    return found


def _mask(found: pa.BooleanArray) -> Mask:
    there: Mask = found.to_numpy(zero_copy_only=False)
    return there
