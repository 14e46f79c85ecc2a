"""Rows of corrected plans over the tables of a catalog: views of the tables' own names, so that no query changes.

Each view is the table without what the plans held before, and a small table with what they hold now. Rows are parted by
numbers where a table has any (those of a plan are consecutive), else by ids listed in the table `gone`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from loaders.errors import LoaderError
from loaders.serving import schema
from loaders.serving.rows import Row

Spans = Sequence[tuple[int, int]]  # numbers from … to, both inside
OWN = "own_"  # before the name of a table: the rows of corrected plans
GONE = "gone"  # kind, id
# By table what parts its rows: a column with numbers of projects, tasks or mentions, or with ids.
NUMBERED = {
    "feature": ("n", "feature"),
    "task": ("n", "task"),
    "feature_task": ("task", "task"),
    "feature_mention": ("feature", "feature"),
    "task_area": ("task", "task"),
    "task_mark": ("task", "task"),
    "mention": ("place", "mention"),
}
NAMED = {"link": "mention_id", "place": "place_id", "plan_county": "plan_id"}
LAID = (*NUMBERED, *NAMED, "letter")


class NotLaidError(LoaderError, RuntimeError):
    """Corrections cannot be laid over a served catalog; the text is the sentence for planners."""


@dataclass(frozen=True, slots=True)
class Laid:
    """What is laid over a catalog: rows by table, the numbers that are gone by what they count, and ids by table."""

    rows: Mapping[str, pa.Table]
    spans: Mapping[str, Spans]
    gone: Mapping[str, Iterable[str]]

    def gone_rows(self) -> list[Row]:
        """Rows of the table `gone`."""
        return [(kind, one) for kind, ids in self.gone.items() for one in sorted(ids)]


def views(laid: Laid, table: Callable[[str], str], own: Callable[[str], str]) -> dict[str, str]:
    """The query of each view; the functions give the full name of a table of the catalog and of one beside it."""
    found = {}
    for name in LAID:
        columns = ", ".join(schema.TABLES[name].names)
        former = f"SELECT {columns} FROM {table(name)} AS former"
        join = "UNION" if name == "letter" else "UNION ALL"
        found[name] = f"{former}{_where(name, laid, own)} {join} SELECT {columns} FROM {own(OWN + name)}"
    return found


def _where(name: str, laid: Laid, own: Callable[[str], str]) -> str:
    if name in NUMBERED:
        column, kind = NUMBERED[name]
        return "".join(
            f" {'AND' if place else 'WHERE'} {column} NOT BETWEEN {first} AND {last}"
            for place, (first, last) in enumerate(_merged(laid.spans[kind]))
        )
    if name in NAMED:
        same = f"gone.kind = '{name}' AND gone.id = former.{NAMED[name]}"
        return f" WHERE NOT EXISTS (SELECT 1 FROM {own(GONE)} AS gone WHERE {same})"
    return ""


def _merged(spans: Spans) -> list[tuple[int, int]]:
    """The same numbers in as few spans as can be."""
    found: list[tuple[int, int]] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return found
