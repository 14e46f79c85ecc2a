"""The list of tasks as one table: a row per task, one row open with its clause."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from loaders.catalog import TASK_ORDERS, Catalog, Page, PlanDocument, ProjectFeature, Task, terms
from pages.components import chips, empty, markup, mini_map, paging, panel_views, quoting, selecting, table_frame
from pages.components.language import mark, t
from pages.components.markup import link, literal
from pages.components.paging import Sheet
from pages.components.state import View

PAGE_SIZE = 30  # rows
COLUMNS = (
    ("number", mark("编号", context="column")),
    ("title", mark("任务", context="column")),
    ("sector", mark("领域", context="column")),
    ("unit", mark("牵头 · 责任单位", context="column")),
    ("", mark("计划阶段", context="column")),
    ("projects", mark("具名项目与定位", context="column")),
)
MOST_FIRST = frozenset({"projects"})  # columns whose first click shows the greatest first


@dataclass(frozen=True, slots=True)
class Row:
    """A task with its projects, how many areas it names without a project, and the name of its plan's area."""

    task: Task
    plan: str
    features: tuple[ProjectFeature, ...]
    areas: int


def draw(catalog: Catalog, view: View) -> str | None:
    """Draw the table; returns what a link asked to open on the map."""
    sheet, most = _sheet(catalog, view)
    nothing = empty.message(*empty.NO_TASK, clear=view.is_filtered)
    body = _table(catalog, view, sheet, most=most) if sheet.rows else nothing
    return markup.show(
        table_frame.box(body, _foot(sheet)),
        key="task_table",
        subject=f"{view.sort}{sheet.page}",
    )


def _sheet(catalog: Catalog, view: View) -> tuple[Sheet[Row], int]:
    """The page at hand, and the most projects that a row has: of all rows, where these are at hand."""
    total = catalog.facets(view.query).tasks
    if total <= catalog.limits.joined:
        rows = _sorted(_rows(catalog, catalog.tasks(view.query)), view)
        sheet = paging.of_whole(rows, lambda row: row.task.task_id == view.task, view, PAGE_SIZE)
        return sheet, max((len(row.features) for row in rows), default=1)

    def ask(page: Page) -> list[Row]:
        return _rows(catalog, catalog.tasks(view.query, page))

    opened = catalog.task(view.task or "")
    rank = partial(catalog.task_rank, opened.task_id, view.query) if opened else None
    sheet = paging.of_part(total, ask, rank, TASK_ORDERS, view, PAGE_SIZE)
    return sheet, max(len(row.features) for row in sheet.rows)


def _rows(catalog: Catalog, tasks: Sequence[Task]) -> list[Row]:
    plans = {plan.plan_id: plan for plan in catalog.plans()}
    own = [task.task_id for task in tasks]
    features, areas = catalog.features_of_each(own), catalog.areas_of_each(own)
    return [
        Row(
            task=task,
            plan=_short_name(catalog, plans[task.plan_id]),
            features=features[task.task_id],
            areas=len(areas[task.task_id]),
        )
        for task in tasks
    ]


def _short_name(catalog: Catalog, plan: PlanDocument) -> str:
    """What tells a plan apart in a narrow column: the area of its issuer, else its label."""
    area = catalog.area(plan.jurisdiction or "")
    return area.name if area else plan.label


def _sorted(rows: list[Row], view: View) -> list[Row]:
    """Rows in the order asked for, `-` for the reverse; plan order where that leaves a tie."""
    order = list(terms()["sector"])
    keys: dict[str, Callable[[Row], object]] = {
        "title": lambda row: row.task.title,
        "sector": lambda row: [order.index(code) for code in row.task.sectors],
        "unit": lambda row: (not row.task.lead_units, row.task.lead_units + row.task.responsible_units),
        "projects": lambda row: len(row.features),
    }
    key = keys.get(view.sort.removeprefix("-"))
    if key is None:
        return rows[::-1] if view.sort == "-number" else rows
    return sorted(rows, key=key, reverse=view.sort.startswith("-"))


def _table(catalog: Catalog, view: View, sheet: Sheet[Row], *, most: int) -> str:
    several = len(catalog.plans()) > 1 and view.plan is None
    parts = []
    for (plan, section), group in groupby(sheet.rows, key=lambda row: (row.plan, row.task.section)):
        if sheet.orders is not None or view.sort in {"number", "-number"}:
            path = quoting.quoted(" › ".join([*([plan] if several else []), *section]))
            parts.append(f'<tr class="group-row"><td colspan="7">{path}</td></tr>')
        for row in group:
            is_open = row.task.task_id == view.task
            parts.append(_row(row, several=several, is_open=is_open, most=most))
            if is_open:
                parts.append(_details(catalog, view, row))
    head = "".join(_heading(sort, label, view, sheet) for sort, label in COLUMNS)
    return table_frame.table("".join(parts), head, css="" if several else "one-plan", label=mark("任务清单"))


def _heading(sort: str, label: str, view: View, sheet: Sheet[Row]) -> str:
    if not sort:
        return f'<th scope="col">{t(label, context="column")}</th>'
    return table_frame.heading(sort, label, view.sort, most_first=MOST_FIRST, orders=sheet.orders)


def _row(row: Row, *, several: bool, is_open: bool, most: int) -> str:
    task = row.task
    sectors = "".join(chips.sector_chip(code) for code in task.sectors)
    plan = f"<small>{quoting.quoted(row.plan)}</small> " if several else ""
    changes = {"task": None if is_open else task.task_id, "place": None, "area": None}
    counts = chips.precisions(row.features)
    bar = chips.composition_bar(counts, scale=len(row.features) / max(most, 1)) if row.features else ""
    words = chips.composition_words(counts) or '<span class="quiet">' + t("无具名项目") + "</span>"
    pages = f" {chips.icon('page')}{row.areas}" if row.areas else ""
    cells = [
        '<span class="arrow"></span>',
        f"{plan}<b>{quoting.quoted(task.number)}</b>",
        link(quoting.quoted(task.title), css="title", **changes),
        f'<div class="chips">{sectors}</div>',
        chips.units_in_short(task),
        chips.stages(row.features),
        f'<div class="placed"><b>{len(row.features) or ""}</b><div>{bar}<small>{words}{pages}</small></div></div>',
    ]
    columns = "".join(f"<td>{cell}</td>" for cell in cells)
    shown = f' data-reveal="{literal(task.task_id)}"' if is_open else ""
    return f'<tr class="task-row{" is-open" if is_open else ""}"{shown} {markup.go(**changes)}>{columns}</tr>'


def _details(catalog: Catalog, view: View, row: Row) -> str:
    """The open row: section, clause with its places marked, units, and the way to the map."""
    task = row.task
    chosen = [item for item in row.features if selecting.is_selected(item, view)]
    clause, key = panel_views.clause_html(
        catalog, view, task, selected=chosen or row.features, soft=not chosen, areas=False
    )
    facts = panel_views.facts(
        [*panel_views.unit_rows(task, view.units), *panel_views.area_rows(catalog, task, linked=False)]
    )
    picture = mini_map.draw(catalog, task, row.features)
    return (
        f'<tr class="details"><td></td><td colspan="6"><div class="columns"><div>'
        f'<div class="quiet">{quoting.quoted(" › ".join(task.section))}</div>'
        f'<p class="clause" lang="zh">{clause}</p>{key}{facts}<div class="actions">'
        f'<button type="button" class="button primary" data-open="map">{t("在任务地图中打开")}</button>'
        f"{panel_views.copy()}</div></div>{picture}</div></td></tr>"
    )


def _foot(sheet: Sheet[Row]) -> str:
    if not sheet.rows:
        return ""
    return (
        f"<span>{t('共 {n} 项任务,点一行看原文', n=sheet.total)} "
        f"{chips.icon('page')} {t('另写到、但无具名项目的区县或镇数')}</span>"
        f"<small>{literal(quoting.credit())}</small>"
        f"{table_frame.pager(sheet.total, page=sheet.page, size=PAGE_SIZE)}"
    )
