"""From a query of the catalog to what a database looks for: numbers of codes, and words."""

from dataclasses import dataclass
from functools import cached_property

from loaders.models import Query
from loaders.searching import Spelling, letters_of, short_form, words_of
from loaders.selection import DIMENSIONS
from loaders.serving.engines import Condition, Engine
from loaders.serving.tallies import EVERYTHING

ALL = "TRUE"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a query selects: for each filter the numbers of its codes, any of which will do, and words to be found."""

    filters: tuple[tuple[str, tuple[int, ...]], ...] = ()
    words: tuple[str, ...] = ()

    def without(self, dimension: str) -> "Chosen":
        """The same with one filter less."""
        return Chosen(tuple(one for one in self.filters if one[0] != dimension), self.words)

    @property
    def only_code(self) -> int | None:
        """The code of the only filter, `EVERYTHING` without any; None where more is asked for."""
        if self.words or len(self.filters) > 1:
            return None
        if not self.filters:
            return EVERYTHING
        numbers = self.filters[0][1]
        return numbers[0] if len(numbers) == 1 else None


class Choosing:
    """The codes of a catalog, and conditions on its tables `feature` and `task`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        rows = engine.rows("SELECT n, dimension, code FROM code")
        self.codes: dict[int, tuple[str, str]] = {n: (dimension, code) for n, dimension, code in rows}
        self._numbers = {own: n for n, own in self.codes.items()}

    def chosen(self, query: Query) -> Chosen:
        """What the query selects; a code that nothing has selects nothing."""
        filters = [
            (name, tuple(sorted(self._numbers[name, one] for one in set(wanted) if (name, one) in self._numbers)))
            for name in DIMENSIONS
            if (wanted := getattr(query, name))
        ]
        return Chosen(tuple(filters), words_of(query.text))

    def starting(self, dimension: str, prefix: str) -> list[str]:
        """The codes of a dimension that begin so."""
        return [code for own, code in self.codes.values() if own == dimension and code.startswith(prefix)]

    def condition(self, chosen: Chosen, table: str = "feature") -> Condition:
        """The condition on projects, or on rows of the table `task`; its values serve both."""
        parts: list[str] = []
        values: dict[str, object] = {}
        for dimension, numbers in chosen.filters:
            codes = f"CAST(${dimension} AS integer[])"
            parts.append(self._engine.has(table, codes) if numbers else "FALSE")
            values[dimension] = list(numbers)
        for place, word in enumerate(chosen.words):
            sql, more = self._word(word, place)
            parts.append(sql)
            values |= more
        return " AND ".join(parts) or ALL, values

    def _word(self, word: str, place: int) -> Condition:
        found = [
            self._engine.holds("said", f"said_{place}", word),
            self._engine.holds("short", f"short_{place}", short_form(word)),
        ]
        letters = letters_of(word)
        if letters and (ways := self._spelling.ways(letters)):
            found.append(self._engine.reads("names", f"names_{place}", ways))
        return f"({' OR '.join(sql for sql, _ in found)})", {k: v for _, own in found for k, v in own.items()}

    @cached_property
    def _spelling(self) -> Spelling:
        return Spelling(letter for (letter,) in self._engine.rows("SELECT letter FROM letter"))
