"""What the files of the list of tasks hold: a row of words per task, with its clause and its projects."""

from collections.abc import Iterable, Sequence

from loaders.catalog import Catalog
from loaders.models import ProjectFeature, Task
from loaders.vocabulary import stage_groups, terms

TASK_COLUMNS = (
    "规划", "任务编号", "章节", "任务", "领域", "牵头单位", "责任单位", "时限", "指标", "项目数", "项目", "计划阶段",
    "定位精度", "只写到的区县与乡镇", "原文", "任务标识",
)  # fmt: skip
Value = str | int | None


def task_table(catalog: Catalog, tasks: Iterable[Task]) -> list[list[Value]]:
    """Rows under `TASK_COLUMNS`; a task lists all its projects, whatever filter found it."""
    return [_row(catalog, task) for task in tasks]


def _row(catalog: Catalog, task: Task) -> list[Value]:
    plan, sectors = catalog.plan(task.plan_id), terms()["sector"]
    features = catalog.features_of(task.task_id)
    return [
        plan.label if plan else task.plan_id,
        task.number,
        " › ".join(task.section) or None,
        task.title,
        _words(sectors[code].zh for code in task.sectors),
        _words(task.lead_units),
        _words(task.responsible_units),
        task.deadline,
        "\n".join(target.raw for target in task.targets) or None,
        len(features),
        _words(item.name for item in features),
        stages_in_words(features),
        _precisions(features),
        _words(area.name for area in catalog.areas_of(task.task_id)),
        catalog.clause(task.task_id),
        task.task_id,
    ]


def stages_in_words(features: Iterable[ProjectFeature]) -> str | None:
    """How many projects stand at each planned stage: `谋划 2、前期 1`; None without projects."""
    return _counted([item.stage_group for item in features], stage_groups())


def _precisions(features: Sequence[ProjectFeature]) -> str | None:
    labels = {code: term.zh for code, term in terms()["precision"].items()}
    return _counted([labels[item.precision] for item in features], labels.values())


def _counted(words: Sequence[str], order: Iterable[str]) -> str | None:
    """How often each word stands there, in the order given: `谋划 2、前期 1`."""
    return _words(f"{word} {words.count(word)}" for word in order if word in words)


def _words(words: Iterable[str]) -> str | None:
    return "、".join(words) or None
