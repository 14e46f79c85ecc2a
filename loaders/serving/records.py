"""Records out of a served catalog: one by its id, those of a task or an area, and lists in plan and text order.

Of a page (see `loaders.serving.listing`) the records on it are read and no others. Nothing reads more than
`MOST` at once.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np

from loaders.errors import TooMuchError
from loaders.models import Link, Mention, Place, PlanDocument, ProjectFeature, Task
from loaders.serving.engines import Condition, Engine
from loaders.serving.index import Index, Rows
from loaders.serving.recent import Lately, Recent
from loaders.serving.rows import Row, read

MOST = 20_000  # records that a list holds at most
FEATURES_KEPT = 4_000  # that were read last, some 10 MB
NAMES = {"feature": "projects", "task": "tasks"}
# A name that may be a longer or shorter form of another; finer is `loaders.layers.abbreviates`.
ALIKE = r"(name LIKE $longer OR $named LIKE '%' || REGEXP_REPLACE(name, '(.)', '\1%', 'g'))"
Record = TypeVar("Record")


class Records:
    """Reads records of one catalog; what one table finds is asked of the next by its keys (see `laying`)."""

    def __init__(self, engine: Engine, index: Index) -> None:
        self._engine, self._asked = Recent(engine), engine
        self._features = Lately[int, ProjectFeature](FEATURES_KEPT)
        self._index = index

    def one(self, kind: type[Record], table: str, key: str, value: str | None) -> Record | None:
        """The record of a table with this key, or None."""
        rows = self._engine.rows(f"SELECT body FROM {table} WHERE {key} = $value", value=value) if value else []
        return read(kind, rows[0][0]) if rows else None

    def several(self, kind: type[Record], table: str, key: str, values: Collection[object], order: str) -> list[Record]:
        """The records of a table with these keys."""
        if not values:
            return []
        sql = f"SELECT body FROM {table} WHERE {self._engine.among(table, key, 'values')} ORDER BY {order}"
        return [read(kind, body) for (body,) in self._engine.rows(sql, values=list(values))]

    def plan(self, plan_id: str) -> PlanDocument | None:
        """A plan with its text."""
        rows = self._engine.rows("SELECT body, full_text FROM plan WHERE plan_id = $plan", plan=plan_id)
        return replace(read(PlanDocument, rows[0][0]), text=rows[0][1]) if rows else None

    def plans(self) -> tuple[PlanDocument, ...]:
        """All plans, without their texts."""
        return tuple(read(PlanDocument, body) for (body,) in self._engine.rows("SELECT body FROM plan ORDER BY place"))

    def feature(self, mention_id: str) -> ProjectFeature | None:
        """The project that a mention stands for."""
        sql = "SELECT feature FROM feature_mention WHERE mention_id = $mention"
        found = self.features_by_number([n for (n,) in self._engine.rows(sql, mention=mention_id)])
        return found[0] if found else None

    def features_by_number(self, numbers: Collection[int]) -> list[ProjectFeature]:
        """Projects of these numbers, in plan and text order."""
        own = np.array(sorted(set(numbers)), dtype=np.int64)
        found = self._features.several(own.tolist(), self._numbered)
        return [found[number] for number in own[np.argsort(self._index.places(own - 1))].tolist() if number in found]

    def _numbered(self, numbers: list[int]) -> dict[int, ProjectFeature]:
        sql = f"SELECT n, body FROM feature WHERE {self._engine.among('feature', 'n', 'numbers')}"
        return {n: read(ProjectFeature, body) for n, body in self._asked.rows(sql, numbers=numbers)}

    def features_where(self, condition: Condition) -> list[ProjectFeature]:
        """Projects that satisfy a condition, in plan and text order; TooMuchError if they are too many."""
        return self._listed(ProjectFeature, "feature", condition)

    def selected(self, keys: Collection[str]) -> list[ProjectFeature]:
        """Projects with one of these mention ids or place ids, in plan and text order."""
        if not keys:
            return []
        ways = (f"SELECT n FROM feature WHERE {column} = ANY($keys)" for column in ("mention_id", "place_id"))
        rows = self._engine.rows(" UNION ".join(ways), keys=list(keys))  # OR is far slower
        if len(rows) > MOST:
            raise TooMuchError("projects", len(rows), MOST)
        return self.features_by_number([n for (n,) in rows])

    def features_of(self, task_id: str) -> list[ProjectFeature]:
        """Projects that a task names."""
        own = self.task_numbers([task_id])
        rows = self._engine.rows("SELECT feature FROM feature_task WHERE task = ANY($own)", own=own) if own else []
        return self.features_by_number([n for (n,) in rows])

    def task_numbers(self, task_ids: Collection[str]) -> list[int]:
        """The numbers of tasks."""
        rows = self._engine.rows("SELECT n FROM task WHERE task_id = ANY($tasks)", tasks=list(task_ids))
        return [n for (n,) in rows]

    def task_ids(self, numbers: Collection[int]) -> dict[int, str]:
        """The ids of tasks by their number."""
        sql = "SELECT n, task_id FROM task WHERE n = ANY($numbers)"
        return dict(self._engine.rows(sql, numbers=list(numbers))) if numbers else {}

    def of_rows(self, kind: type[Record], table: str, rows: Rows, most: int | None = None) -> list[Record]:
        """The records of a table with these numbers (from 0), in their order; TooMuchError if they are too many."""
        if len(rows) > (allowed := most or MOST):
            raise TooMuchError(NAMES[table], len(rows), allowed)
        numbers = (rows + 1).tolist()
        sql = f"SELECT n, body FROM {table} WHERE {self._engine.among(table, 'n', 'numbers')}"
        bodies: dict[int, str] = dict(self._engine.rows(sql, numbers=numbers)) if numbers else {}
        return [read(kind, bodies[number]) for number in numbers]

    def listed_tasks(self, condition: Condition) -> list[Task]:
        """Tasks that satisfy a condition on their own row, in plan order."""
        return self._listed(Task, "task", condition)

    def task_of(self, mention_id: str) -> str | None:
        """Id of the task that a mention stands in."""
        rows = self._engine.rows("SELECT task_id FROM mention WHERE mention_id = $mention", mention=mention_id)
        return None if not rows else rows[0][0]

    def clause(self, task_id: str) -> str:
        """Original text of a task."""
        ((clause,),) = self._engine.rows("SELECT clause FROM task WHERE task_id = $task", task=task_id)
        return str(clause)

    def mentions_of(self, task_id: str) -> list[Mention]:
        """Mentions in a task, in text order."""
        return self.several(Mention, "mention", "task_id", [task_id], "start_char, end_char, mention_id")

    def records_of(self, features: Iterable[ProjectFeature]) -> dict[str, list[Any]]:
        """The tables `mentions` and `places` as far as these projects need them."""
        own = list(features)
        mentions = [mention_id for item in own for mention_id in item.mention_ids]
        places = {item.place_id for item in own if item.place_id}
        return {
            "plans": [],
            "mentions": self.several(Mention, "mention", "mention_id", mentions, "mention_id"),
            "places": self.several(Place, "place", "place_id", places, "place_id"),
        }

    def links(self, mention_ids: Collection[str]) -> list[Link]:
        """The links of mentions."""
        return self.several(Link, "link", "mention_id", mention_ids, "mention_id")

    def _listed(self, kind: type[Record], table: str, condition: Condition) -> list[Record]:
        sql, values = condition
        rows = self._engine.rows(f"SELECT n, body FROM {table} WHERE {sql} LIMIT {MOST + 1}", **values)
        if len(rows) > MOST:
            ((number,),) = self._engine.rows(f"SELECT COUNT(*) FROM {table} WHERE {sql}", **values)
            raise TooMuchError(NAMES[table], number, MOST)
        return self._in_order(kind, rows)

    def _in_order(self, kind: type[Record], rows: Sequence[Row]) -> list[Record]:
        """The records of rows of number and body, in plan and text order."""
        if not rows:
            return []
        numbers = np.array([n - 1 for n, _ in rows], dtype=np.int64)
        places = self._index.places(numbers) if kind is ProjectFeature else numbers
        return [read(kind, rows[place][1]) for place in np.argsort(places).tolist()]
