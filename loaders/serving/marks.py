"""Areas of a served catalog at which tasks are counted, for the marks of the map."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from loaders.joins import is_area_chosen
from loaders.layers import Bounds
from loaders.models import Area, Query
from loaders.selection import filters_of
from loaders.serving.choosing import ALL, Choosing
from loaders.serving.engines import Engine

MOST_AREAS = 200  # with a mark for tasks in one view, those with most tasks
MOST_TASKS = 20_000  # in their marks
Marks = dict[str, tuple[str, ...]]  # codes by task


def marks_of(
    engine: Engine,
    choosing: Choosing,
    areas: Mapping[str, Area],
    query: Query,
    *,
    bounds: Bounds | None = None,
    at: Collection[str] | None = None,
) -> Marks:
    """Areas of the query's counties and townships where its tasks are counted, by task; `at` are the only areas."""
    own = _codes(areas, query, bounds, at)
    parts = [] if own is None else ["code = ANY($own)"]
    chosen = choosing.chosen(filters_of(query))
    (f, values), (t, _) = (choosing.condition(chosen, table) for table in ("feature", "task"))
    if f != ALL:
        parts.append(f"task IN (SELECT n FROM task WHERE {t} UNION SELECT UNNEST(tasks) FROM feature WHERE {f})")
    where, values = " AND ".join(parts) or ALL, values | {"own": own}
    of_area = engine.rows(
        f"SELECT code, COUNT(*) FROM task_mark WHERE {where} GROUP BY code ORDER BY 2 DESC, 1 LIMIT {MOST_AREAS}",
        **values,
    )
    found: dict[str, list[str]] = defaultdict(list)
    rows = engine.rows(
        f"SELECT task_id, marked.code FROM (SELECT * FROM task_mark WHERE {where} AND code = ANY($shown)) AS marked"
        f" JOIN task ON task.n = marked.task ORDER BY marked.task, marked.place LIMIT {MOST_TASKS}",
        **values,
        shown=[code for code, _ in of_area],
    )
    for task_id, code in rows:
        found[task_id].append(code)
    return {task_id: tuple(codes) for task_id, codes in found.items()}


def _codes(
    areas: Mapping[str, Area], query: Query, bounds: Bounds | None, at: Collection[str] | None
) -> list[str] | None:
    """The areas that may be marked; None: all."""
    if not (query.counties or query.townships or bounds or at is not None):
        return None
    west, south, east, north = bounds or (-360, -90, 360, 90)
    return [
        code
        for code in (areas if at is None else at)
        if (area := areas.get(code))
        and is_area_chosen(area, query)
        and west <= area.lon <= east
        and south <= area.lat <= north
    ]
