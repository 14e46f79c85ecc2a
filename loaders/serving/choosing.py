"""From a query of the catalog to the projects and tasks it selects."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from loaders.codes import Mask
from loaders.models import Query
from loaders.searching import words_of
from loaders.selection import DIMENSIONS, filters_of
from loaders.serving.engines import Engine
from loaders.serving.index import Index, Rows
from loaders.serving.keeping import kept


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a query selects: for each filter the numbers of its codes, any of which will do, and words to be found."""

    filters: tuple[tuple[str, tuple[int, ...]], ...] = ()
    words: tuple[str, ...] = ()

    def without(self, dimension: str) -> "Chosen":
        """The same with one filter less."""
        return Chosen(tuple(one for one in self.filters if one[0] != dimension), self.words)


class Choosing:
    """The codes of a catalog, and which of its projects and tasks they and words select."""

    def __init__(self, engine: Engine, index: Index, codes: Mapping[int, tuple[str, str]]) -> None:
        """`codes` are the dimension and code of each number that something has."""
        self._engine = engine
        self._index = index
        self.codes = codes
        self.numbers = {own: n for n, own in codes.items()}
        self.projects = kept(self._projects, len(index))
        self.placed = kept(self._placed, len(index))
        self.tasks_alone = kept(self._tasks_alone, len(index))
        self._tasks_with = kept(self._tasks_with_word, len(index))

    def chosen(self, query: Query) -> Chosen:
        """What the query selects; a code that nothing has selects nothing."""
        query = filters_of(query)
        filters = [
            (name, tuple(sorted(self.numbers[name, one] for one in set(wanted) if (name, one) in self.numbers)))
            for name in DIMENSIONS
            if (wanted := getattr(query, name))
        ]
        return Chosen(tuple(filters), words_of(query.text))

    def starting(self, dimension: str, prefix: str) -> list[str]:
        """The codes of a dimension that begin so."""
        return [code for own, code in self.codes.values() if own == dimension and code.startswith(prefix)]

    def tasks(self, chosen: Chosen) -> Mask:
        """Tasks that are chosen by themselves or through one of their projects."""
        return self._index.tasks_of(self.projects(chosen), self.tasks_alone(chosen))

    def _projects(self, chosen: Chosen) -> Rows:
        """Numbers of the projects, in plan and text order."""
        found = self._index.present()
        for _, numbers in chosen.filters:
            found = found & self._index.coded(numbers)[0]
        for word in chosen.words:
            found = found & self._index.worded(word)[0]
        return self._index.ordered(found)

    def _placed(self, chosen: Chosen) -> Mask:
        """Projects that are chosen and have a position."""
        found: Mask = np.zeros(len(self._index), dtype=bool)
        found[self.projects(chosen)] = True
        return found & self._index.placed

    def _tasks_alone(self, chosen: Chosen) -> Mask:
        """Tasks that are chosen by themselves."""
        found: Mask = np.ones(self._index.task_count, dtype=bool)
        for _, numbers in chosen.filters:
            found = found & self._index.coded(numbers)[1]
        for word in chosen.words:
            found = found & self._tasks_with(word)
        return found

    def _tasks_with_word(self, word: str) -> Mask:
        """Where it stands in what is said there, which the database searches, or is found among the names."""
        sql, values = self._engine.holds("said", "said", word)
        found = self._index.worded(word)[1].copy()
        found[[n - 1 for (n,) in self._engine.rows(f"SELECT n FROM task WHERE {sql}", **values)]] = True
        return found


def codes_of(engine: Engine) -> dict[int, tuple[str, str]]:
    """The dimension and code of each number of a catalog."""
    return {n: (dimension, code) for n, dimension, code in engine.rows("SELECT n, dimension, code FROM code")}
