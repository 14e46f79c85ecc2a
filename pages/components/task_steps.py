"""The bar over the panel of a task: its place among the tasks of the view, and the ways to its neighbours."""

from loaders.catalog import Catalog, Page, Task
from pages.components.language import t
from pages.components.markup import go, literal
from pages.components.state import View


def draw(catalog: Catalog, view: View, task: Task) -> str:
    """`‹ 上一项 3 / 28 下一项 ›` in the order of the plan; of a task that the filters leave out, what is round it."""
    total, place = catalog.facets(view.query).tasks, catalog.task_rank(task.task_id, view.query)
    around = catalog.tasks(view.query, Page(skip=max(place - 1, 0), limit=3))
    before, rest = around[: min(place, 1)], around[min(place, 1) :]
    inside = rest[:1] == (task,)
    after = rest[inside:]
    words = f"<b>{place + 1}</b> / {total}" if inside else t("不在当前筛选内 · {n} 项", n=total)
    return (
        f'<nav class="steps" aria-label="{t("翻看当前筛选的任务")}">'
        f"{_step('previous', t('‹ 上一项'), before[-1] if before else None)}"
        f'<span aria-live="polite"><span class="sr">{t("任务", context="one")} </span>{words}</span>'
        f"{_step('next', t('下一项 ›'), after[0] if after else None)}</nav>"
    )


def _step(name: str, label: str, task: Task | None) -> str:
    """A button that keeps the keyboard focus from one task to the next, at the first and the last one, too."""
    if task is None:
        return f'<button type="button" data-keep="{name}" aria-disabled="true">{label}</button>'
    said = literal(t("{label}:{names}", label=label.strip("‹› "), names=f"{task.number} {task.title}"))
    changes = go(task=task.task_id, place=None, area=None)
    return f'<button type="button" data-keep="{name}" title="{said}" aria-label="{said}" {changes}>{label}</button>'
