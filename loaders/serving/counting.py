"""Numbers of projects and tasks that a query selects, in all and by code, and the choices of filters made of them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from loaders.layers import Bounds
from loaders.map_views import EDGE_SHARE, degrees
from loaders.models import Area, Facets, PlanDocument, Query
from loaders.selection import DIMENSIONS, Counts, facets_of
from loaders.serving.choosing import Choosing, Chosen
from loaders.serving.index import Index, Rows
from loaders.serving.keeping import kept

KEPT = 256
MEASURED = 50_000  # projects that the box is taken of; of more every second, third … in plan order
MOST_CHOICES = 2_000  # of a filter: a list of more is not read by anyone
Tally = tuple[Rows, Rows, Rows]  # numbers of codes, with their projects and their tasks; arrays, as many are kept


class Extent(NamedTuple):
    """Projects that are chosen, those of them that have a position, and the box most of these lie in."""

    projects: int
    placed: int
    home: Bounds | None


class Counting:
    """Counts of one catalog; the last ones are kept."""

    def __init__(self, index: Index, choosing: Choosing) -> None:
        self._index = index
        self._choosing = choosing
        self._tally = kept(self._count, len(index))
        self.extent = lru_cache(maxsize=KEPT)(self._measure)

    def counts(self, query: Query) -> Counts:
        """Projects and tasks per code of each dimension, with all other filters applied but not its own."""
        chosen = self._choosing.chosen(query)
        projects: dict[str, Counter[str]] = {name: Counter() for name in DIMENSIONS}
        tasks: dict[str, Counter[str]] = {name: Counter() for name in DIMENSIONS}
        filtered = {name for name, _ in chosen.filters}
        for own, names in [
            (chosen, set(DIMENSIONS) - filtered),
            *((chosen.without(name), {name}) for name in filtered),
        ]:
            for code, of_projects, of_tasks in self.by_code(own):
                dimension, label = self._choosing.codes[code]
                if dimension in names:
                    for counts, number in ((projects, of_projects), (tasks, of_tasks)):
                        if number:  # what has none is no key
                            counts[dimension][label] = number
        return Counts(projects, tasks)

    def by_code(self, chosen: Chosen) -> Iterator[tuple[int, int, int]]:
        """Numbers of the codes that some have, each with its projects and tasks."""
        return zip(*(one.tolist() for one in self._tally(chosen)), strict=True)

    def facets(self, query: Query, *, plans: Sequence[PlanDocument], counties: Sequence[Area]) -> Facets:
        """Choices of every filter with their counts; of townships and units at most `MOST_CHOICES`."""
        counts = self.counts(query)
        own = [label for dimension, label in self._choosing.codes.values() if dimension == "townships"]
        townships = _several((code for code in own if code[6:7] == ":"), counts, "townships", query)
        units = _several(
            (label for dimension, label in self._choosing.codes.values() if dimension == "units"),
            counts,
            "units",
            query,
        )
        return facets_of(
            counts,
            plans=plans,
            counties=counties,
            townships=townships,
            units=units,
            sizes=self.sizes(self._choosing.chosen(query)),
        )

    def sizes(self, chosen: Chosen) -> tuple[int, int]:
        """How many projects and tasks are chosen."""
        return len(self._choosing.projects(chosen)), int(self._choosing.tasks(chosen).sum())

    def _count(self, chosen: Chosen) -> Tally:
        """Projects and tasks of every code that has some."""
        tasks = np.flatnonzero(self._choosing.tasks_alone(chosen))
        projects, of_tasks = self._index.tally(self._choosing.projects(chosen), tasks)
        some = np.flatnonzero(projects | of_tasks)
        return some, projects[some], of_tasks[some]

    def _measure(self, chosen: Chosen) -> Extent:
        rows = self._choosing.projects(chosen)
        placed = rows[self._index.placed[rows]]
        if not len(placed):
            return Extent(len(rows), 0, None)
        shares, some = [EDGE_SHARE, 1 - EDGE_SHARE], placed[:: max(1, len(placed) // MEASURED)]
        (west, east), (north, south) = (np.quantile(axis[some], shares) for axis in (self._index.x, self._index.y))
        return Extent(len(rows), len(placed), degrees(west, south, east, north))


def _several(codes: Iterable[str], counts: Counts, dimension: str, query: Query) -> list[str]:
    """All codes of a dimension, or the most frequent ones and those that are asked for."""
    everything = list(codes)
    if len(everything) <= MOST_CHOICES:
        return everything
    tasks, projects = counts.tasks[dimension], counts.projects[dimension]
    wanted = set(getattr(query, dimension))
    ranked = sorted(everything, key=lambda code: (code not in wanted, -tasks[code] - projects[code], code))
    return ranked[:MOST_CHOICES]
