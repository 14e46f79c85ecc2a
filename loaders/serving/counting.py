"""Numbers of projects and tasks that a query selects, in all and by code, and the choices of filters made of them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from loaders.layers import Bounds
from loaders.map_views import degrees
from loaders.models import Area, Facets, PlanDocument, Query
from loaders.selection import DIMENSIONS, Counts, facets_of, filters_of
from loaders.serving.choosing import Choosing, Chosen
from loaders.serving.engines import Engine
from loaders.serving.tallies import BOX, COUNTS, TASKS

KEPT = 256
MOST_CHOICES = 2_000  # of a filter: a list of more is not read by anyone
Tally = Mapping[int, tuple[int, int]]  # projects and tasks by code


class Broad(NamedTuple):
    """What one code alone selects: projects, tasks, projects that have a position, and the box most of them lie in."""

    projects: int
    tasks: int
    placed: int
    deepest: int
    home: Bounds | None


class Counting:
    """Counts of one catalog; the last ones are kept."""

    def __init__(self, engine: Engine, choosing: Choosing) -> None:
        self._engine = engine
        self._choosing = choosing
        self.broad: dict[int, Broad] = {
            row[0]: Broad(row[1], row[2], row[3], row[4], _home(row[5:])) for row in engine.rows("SELECT * FROM broad")
        }
        self._tally = lru_cache(maxsize=KEPT)(self._read_tally)
        self.sizes = lru_cache(maxsize=KEPT)(self._read_sizes)

    def counts(self, query: Query) -> Counts:
        """Projects and tasks per code of each dimension, with all other filters applied but not its own."""
        chosen = self._choosing.chosen(filters_of(query))
        projects: dict[str, Counter[str]] = {name: Counter() for name in DIMENSIONS}
        tasks: dict[str, Counter[str]] = {name: Counter() for name in DIMENSIONS}
        filtered = {name for name, _ in chosen.filters}
        for own, names in [
            (chosen, set(DIMENSIONS) - filtered),
            *((chosen.without(name), {name}) for name in filtered),
        ]:
            for code, (of_projects, of_tasks) in self._tally(own).items():
                dimension, label = self._choosing.codes[code]
                if dimension in names:
                    for counts, number in ((projects, of_projects), (tasks, of_tasks)):
                        if number:  # what has none is no key
                            counts[dimension][label] = number
        return Counts(projects, tasks)

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
        sizes = self.sizes(self._choosing.chosen(filters_of(query)))
        return facets_of(
            counts,
            plans=plans,
            counties=counties,
            townships=townships,
            units=units,
            sizes=(sizes.projects, sizes.tasks),
        )

    def _read_tally(self, chosen: Chosen) -> Tally:
        if chosen.only_code in self.broad:
            rows = self._engine.rows(
                "SELECT other, projects, tasks FROM tally WHERE code = $code", code=chosen.only_code
            )
        else:
            (f, values), (t, _) = (self._choosing.condition(chosen, table) for table in ("feature", "task"))
            rows = self._engine.rows(COUNTS.format(f=f, t=t), **values)
        return {code: (int(projects), int(tasks)) for code, projects, tasks in rows}

    def _read_sizes(self, chosen: Chosen) -> Broad:
        """How much there is of what is chosen."""
        if chosen.only_code is not None and chosen.only_code in self.broad:
            return self.broad[chosen.only_code]
        (f, values), (t, _) = (self._choosing.condition(chosen, table) for table in ("feature", "task"))
        projects, placed, *box = self._engine.rows(BOX.format(f=f), **values)[0]
        ((tasks,),) = self._engine.rows(TASKS.format(f=f, t=t), **values)
        return Broad(projects, tasks, placed, 0, _home(box))


def _home(box: Sequence[float | None]) -> Bounds | None:
    west, south, east, north = box
    return None if west is None or south is None or east is None or north is None else degrees(west, south, east, north)


def _several(codes: Iterable[str], counts: Counts, dimension: str, query: Query) -> list[str]:
    """All codes of a dimension, or the most frequent ones and those that are asked for."""
    everything = list(codes)
    if len(everything) <= MOST_CHOICES:
        return everything
    tasks, projects = counts.tasks[dimension], counts.projects[dimension]
    wanted = set(getattr(query, dimension))
    ranked = sorted(everything, key=lambda code: (code not in wanted, -tasks[code] - projects[code], code))
    return ranked[:MOST_CHOICES]
