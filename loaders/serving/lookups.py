"""What lists look up for each of their tasks, in one query instead of one a row."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from loaders.models import Area, ProjectFeature
from loaders.serving.engines import Engine
from loaders.serving.records import Records


class Lookups:
    """Part of a served catalog."""

    _engine: Engine
    _records: Records
    _areas: Mapping[str, Area]

    def features_of_each(self, task_ids: Collection[str]) -> dict[str, tuple[ProjectFeature, ...]]:
        """Projects that each of the tasks names."""
        sql = "SELECT task_id, feature FROM feature_task JOIN task ON task.n = task WHERE task_id = ANY($tasks)"
        rows = self._engine.rows(sql, tasks=list(task_ids)) if task_ids else []
        numbers: dict[str, list[int]] = defaultdict(list)
        for task_id, number in sorted(rows):
            numbers[task_id].append(number)
        wanted = sorted({number for _, number in rows})
        found = dict(zip(wanted, self._records.features_by_number(wanted), strict=True))
        return {task_id: tuple(found[number] for number in numbers[task_id]) for task_id in task_ids}

    def areas_of_each(self, task_ids: Collection[str]) -> dict[str, tuple[Area, ...]]:
        """Areas where each of the tasks is counted because it names them and has no project there."""
        sql = "SELECT task_id, place, code FROM task_mark JOIN task ON task.n = task WHERE task_id = ANY($tasks)"
        found: dict[str, list[Area]] = {task_id: [] for task_id in task_ids}
        for task_id, _, code in sorted(self._engine.rows(sql, tasks=list(task_ids))) if task_ids else ():
            found[task_id].append(self._areas[code])
        return {task_id: tuple(areas) for task_id, areas in found.items()}
