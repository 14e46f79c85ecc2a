"""A comparison of two plans as the rows of a table that leaves the program, codes in words."""

from collections.abc import Callable, Iterable, Sequence

from loaders.comparison import ComparedProject, Comparison, by_county
from loaders.models import ProjectFeature, Task
from loaders.vocabulary import terms

COMPARISON_COLUMNS = (
    "变化", "项目", "领域", "区县", "前一份规划", "前一份名称", "前一份计划阶段", "前一份任务编号", "前一份任务",
    "后一份规划", "后一份名称", "后一份计划阶段", "后一份任务编号", "后一份任务", "说明",
    "前一份提及编号", "后一份提及编号",
)  # fmt: skip


def comparison_table(
    comparison: Comparison, rows: Iterable[ComparedProject], task_of: Callable[[str], Task | None]
) -> list[list[str | None]]:
    """Rows under `COMPARISON_COLUMNS`; several projects on one side stand in one cell, a line each."""
    lists = terms()
    return [
        [
            lists["change"][row.change].zh,
            row.name,
            "、".join(lists["sector"][code].zh for code in row.sectors),
            row.county,
            *_side(comparison.earlier.label, row.earlier, task_of),
            *_side(comparison.later.label, row.later, task_of),
            row.why,
            _lines(one.mention_id for one in row.earlier),
            _lines(one.mention_id for one in row.later),
        ]
        for row in rows
    ]


def county_columns() -> tuple[str, ...]:
    """Columns of the table of counties."""
    return ("区县", *(term.zh for term in terms()["change"].values()), "合计")


def county_table(rows: Sequence[ComparedProject]) -> list[list[str | int]]:
    """Counts of each change per county; a project of several counties counts in each."""
    return [[county.name, *county.counts, county.rows] for county in by_county(rows)]


def _side(label: str, features: Sequence[ProjectFeature], task_of: Callable[[str], Task | None]) -> list[str | None]:
    if not features:
        return [label, None, None, None, None]
    stages = terms()["stage"]
    tasks = [task_of(one.task_id) if one.task_id else None for one in features]
    return [
        label,
        _lines(one.name for one in features),
        _lines(stages[one.stage].zh for one in features),
        _lines(task.number if task else "" for task in tasks),
        _lines(task.title if task else "" for task in tasks),
    ]


def _lines(words: Iterable[str]) -> str:
    return "\n".join(words)
