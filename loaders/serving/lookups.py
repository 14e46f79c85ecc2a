"""What lists look up for each of their tasks, in one query instead of one a row."""

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
        ids = self._records.task_ids(self._records.task_numbers(task_ids)) if task_ids else {}
        sql = "SELECT task, feature FROM feature_task WHERE task = ANY($own)"
        rows = self._engine.rows(sql, own=list(ids)) if ids else []
        found: dict[str, list[ProjectFeature]] = {task_id: [] for task_id in task_ids}
        for item in self._records.features_by_number(sorted({number for _, number in rows})):
            for task_id in item.task_ids:
                if task_id in found:
                    found[task_id].append(item)
        return {task_id: tuple(items) for task_id, items in found.items()}

    def areas_of_each(self, task_ids: Collection[str]) -> dict[str, tuple[Area, ...]]:
        """Areas where each of the tasks is counted because it names them and has no project there."""
        ids = self._records.task_ids(self._records.task_numbers(task_ids)) if task_ids else {}
        sql = "SELECT task, place, code FROM task_mark WHERE task = ANY($own)"
        found: dict[str, list[Area]] = {task_id: [] for task_id in task_ids}
        for task, _, code in sorted(self._engine.rows(sql, own=list(ids))) if ids else ():
            found[ids[task]].append(self._areas[code])
        return {task_id: tuple(areas) for task_id, areas in found.items()}
