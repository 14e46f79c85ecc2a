"""Areas of a served catalog at which tasks are counted, for the marks of the map."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping

from loaders.codes import Mask
from loaders.joins import is_area_chosen
from loaders.layers import Bounds
from loaders.models import Area, Query
from loaders.serving.engines import Engine
from loaders.serving.index import Index

MOST_AREAS = 200  # with a mark for tasks in one view, those with most tasks
MOST_TASKS = 20_000  # in their marks
Marks = dict[str, tuple[str, ...]]  # codes by task


def marks_of(
    engine: Engine,
    index: Index,
    tasks: Mask,
    areas: Mapping[str, Area],
    query: Query,
    *,
    bounds: Bounds | None = None,
    at: Collection[str] | None = None,
) -> Marks:
    """Areas of the query's counties and townships where its `tasks` are counted, by task; `at` are the only areas."""
    numbers, codes = index.marks(tasks, _codes(areas, query, bounds, at))
    most = Counter(codes)
    shown = set(sorted(most, key=lambda code: (-most[code], code))[:MOST_AREAS])
    pairs = [pair for pair in zip(numbers.tolist(), codes, strict=True) if pair[1] in shown][:MOST_TASKS]
    sql = "SELECT n, task_id FROM task WHERE n = ANY($numbers)"
    ids: dict[int, str] = dict(engine.rows(sql, numbers=list({n for n, _ in pairs}))) if pairs else {}
    found: dict[str, list[str]] = defaultdict(list)
    for n, code in pairs:
        found[ids[n]].append(code)
    return {task_id: tuple(own) for task_id, own in found.items()}


def _codes(
    areas: Mapping[str, Area], query: Query, bounds: Bounds | None, at: Collection[str] | None
) -> set[str] | None:
    """The areas that may be marked; None: all."""
    if not (query.counties or query.townships or bounds or at is not None):
        return None
    west, south, east, north = bounds or (-360, -90, 360, 90)
    return {
        code
        for code in (areas if at is None else at)
        if (area := areas.get(code))
        and is_area_chosen(area, query)
        and west <= area.lon <= east
        and south <= area.lat <= north
    }
