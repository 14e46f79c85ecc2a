"""The table of the project ledger: one row a project; a row opens what the plans say of it and where it lies."""

from collections.abc import Callable, Sequence
from functools import partial

from loaders.catalog import PROJECT_ORDERS, Catalog, ProjectFeature, ProjectRow, Task, short_name, stage_groups, terms
from pages.components import (
    chips,
    empty,
    language,
    markup,
    mini_map,
    paging,
    panel_views,
    position,
    quoting,
    selecting,
    table_frame,
    ticks,
)
from pages.components.language import mark, t
from pages.components.markup import link, literal
from pages.components.paging import Sheet
from pages.components.state import View

PAGE_SIZE = 50  # rows
SHOWN_PASSAGES = 6  # of an open row; more are only counted
NOT_STATED = '<span class="quiet">—</span>'
SHORT = mark("共 {n} 个项目,见于几份规划的合为一行;点一行看原文与定位依据,勾选后在地图上一并显示")
LONG = mark("共 {n} 个项目,同一页上见于几份规划的合为一行;点一行看原文与定位依据,勾选后在地图上一并显示")
COLUMNS = (
    ("name", mark("项目", context="column")),
    ("sector", mark("领域", context="column")),
    ("kind", mark("类别", context="column")),
    ("county", mark("区县 · 乡镇", context="column")),
    ("stage", mark("计划阶段", context="column")),
    ("plans", mark("规划", context="column")),
    ("tasks", mark("任务", context="column")),
    ("precision", mark("定位", context="column")),
    ("amount", mark("投资 · 规模", context="column")),
)
MOST_FIRST = frozenset({"plans", "tasks", "amount"})  # columns whose first click shows the greatest first
NOTHING_FOUND = (
    mark("没有符合条件的项目"),
    mark("放宽左侧的筛选,或清除筛选看全部项目。没有写具体项目的任务在“任务清单”里。"),
)
NOTHING_NAMED = (mark("规划没有写具体项目"), mark("看“任务清单”里的任务,或在左侧换一份规划。"))


def sheet_of(catalog: Catalog, view: View) -> tuple[Sheet[ProjectRow], list[ProjectFeature]]:
    """The page at hand and the projects that are ticked, on whatever page they stand."""
    total, opened = catalog.facets(view.query).projects, catalog.feature(view.mention or "")
    if total <= catalog.limits.listed:
        rows = _sorted(catalog.project_rows(view.query), view.sort)
        sheet = paging.of_whole(rows, lambda row: opened in row.features, view, PAGE_SIZE)
        return sheet, ticks.ticked(rows, view)
    rank = partial(catalog.project_rank, opened.mention_id, view.query) if opened else None
    ask = partial(catalog.project_rows, view.query)
    return paging.of_part(total, ask, rank, PROJECT_ORDERS, view, PAGE_SIZE), ticks.in_query(catalog, view)


def draw(
    catalog: Catalog, sheet: Sheet[ProjectRow], chosen: Sequence[ProjectFeature], view: View
) -> dict[str, str] | dict[str, list[str]] | None:
    """Draw the table; returns the address on the task map of what was asked for there."""
    opened = catalog.feature(view.mention or "")
    nothing = empty.message(*(NOTHING_FOUND if view.is_filtered else NOTHING_NAMED), clear=view.is_filtered)
    body = _table(catalog, sheet, view, opened) if sheet.rows else nothing
    wanted = markup.show(
        table_frame.box(body, _foot(sheet, ticks.bar(chosen))),
        key="project_table",
        subject=f"{view.sort}{sheet.page}",
    )
    if wanted == ticks.SHOW:
        return ticks.on_map(chosen)
    return address(catalog, wanted) if wanted else None


def _sorted(rows: Sequence[ProjectRow], sort: str) -> list[ProjectRow]:
    """Rows in the order asked for, `-` for the reverse; plan and text order where that leaves a tie."""
    sectors, kinds = list(terms()["sector"]), ["", *terms()["kind"]]
    precisions, stages = list(chips.PRECISION_LABELS), stage_groups()
    keys: dict[str, Callable[[ProjectRow], object]] = {
        "name": lambda row: row.lead.name,
        "sector": lambda row: sectors.index(row.lead.sector),
        "kind": lambda row: kinds.index(row.lead.kind or ""),
        "county": lambda row: (not row.lead.adcodes, row.lead.adcodes, row.lead.township or ""),
        "stage": lambda row: stages.index(row.lead.stage_group),
        "plans": lambda row: len(row.features) + len(row.elsewhere),
        "tasks": lambda row: len(row.task_ids),
        "precision": lambda row: precisions.index(row.lead.precision),
        "amount": lambda row: (row.investment_yuan or 0.0, len(row.quantity)),
    }
    key = keys.get(sort.removeprefix("-"))
    return sorted(rows, key=key, reverse=sort.startswith("-")) if key else list(rows)


def _table(catalog: Catalog, sheet: Sheet[ProjectRow], view: View, opened: ProjectFeature | None) -> str:
    chosen = ticks.keys(catalog, view)
    body = "".join(
        _row(catalog, row, chosen, is_open=opened in row.features)
        + (_details(catalog, row) if opened in row.features else "")
        for row in sheet.rows
    )
    head = "".join(
        table_frame.heading(sort, label, view.sort, most_first=MOST_FIRST, orders=sheet.orders)
        for sort, label in COLUMNS
    )
    return table_frame.table(body, head, css="ledger-table", label=mark("项目台账"), first=mark("选择、展开"))


def _row(catalog: Catalog, row: ProjectRow, chosen: Sequence[str], *, is_open: bool) -> str:
    lead = row.lead
    kind = language.title("kind", lead.kind) if lead.kind else language.title("type", lead.type)
    changes = {"mention": None if is_open else lead.mention_id, "page": None}
    outline = "inferred" if lead.inferred and lead.precision != "route" else lead.precision
    inferred = f'<small class="quiet">{t("推断")}</small>' if lead.inferred else ""
    cells = [
        f'{ticks.box(row, chosen)}<span class="arrow"></span>',
        link(quoting.name(lead.name), css="title", **changes),
        chips.sector_chip(lead.sector),
        kind,
        _where(catalog, lead),
        _stages(row),
        _plans(catalog, row),
        str(len(row.task_ids) or "") or NOT_STATED,
        f'<div class="placing">{chips.icon("precision", outline)}<span>{chips.precision(lead.precision)}'
        f"{inferred}</span></div>",
        _amounts(row),
    ]
    columns = "".join(f"<td>{cell}</td>" for cell in cells)
    reveal = f' data-reveal="{literal(lead.mention_id)}"' if is_open else ""
    return f'<tr class="task-row{" is-open" if is_open else ""}"{reveal} {markup.go(**changes)}>{columns}</tr>'


def _where(catalog: Catalog, feature: ProjectFeature) -> str:
    """County and township, or how many counties there are."""
    if len(feature.adcodes) > 1 and not feature.township:
        return t("跨 {n} 个区县", n=len(feature.adcodes))
    area = catalog.area(feature.adcodes[0]) if feature.adcodes else None
    name = feature.county or (area.name if area else "")
    county = quoting.name(short_name(name), division=True) if name else ""
    township = f"<small>{quoting.name(feature.township, division=True)}</small>" if feature.township else ""
    return f"{county} {township}".strip() or NOT_STATED


def _stages(row: ProjectRow) -> str:
    """What the plans in view say of the stage: symbol and word, every one once."""
    groups = dict.fromkeys(item.stage_group for item in row.features)
    return "".join(f'<div class="stage-word">{chips.stage(group)}</div>' for group in groups)


def _plans(catalog: Catalog, row: ProjectRow) -> str:
    """The area of the plan that names the project, or how many plans do."""
    number = len(row.features) + len(row.elsewhere)
    if number > 1:
        return f"<b>{t('{n} 份', n=number)}</b>"
    plan = catalog.plan(row.lead.plan_id)
    area = catalog.area(plan.jurisdiction or "") if plan else None
    name = short_name(area.name) if area else plan.label if plan else ""
    return f'<span title="{literal(plan.label if plan else "")}">{quoting.name(name, division=True)}</span>'


def _amounts(row: ProjectRow) -> str:
    return quoting.quoted(" · ".join((*row.investment, *row.quantity))) or NOT_STATED


def _details(catalog: Catalog, row: ProjectRow) -> str:
    """The open row: what each plan says, how the position came about, and a small map."""
    passages = [passage for item in row.features for passage in _passages(catalog, item)]
    rest = len(passages) - SHOWN_PASSAGES
    more = f'<p class="quiet">{t("另有 {n} 处", n=rest)}</p>' if rest > 0 else ""
    place = catalog.place(row.lead.place_id or "")
    facts = [
        (label, quoting.quoted("、".join(said)))
        for label, said in ((t("投资"), row.investment), (t("规模"), row.quantity))
        if said
    ]
    facts += position.rows(catalog, row.lead, place)
    if row.elsewhere:
        plans = (catalog.plan(item.plan_id) for item in row.elsewhere)
        named = t("、").join(quoting.quoted(plan.label) for plan in plans if plan)
        facts.append((t("筛选之外"), t("{plans}也写到", plans=named)))
    task = catalog.task(row.lead.task_id or "")
    picture = mini_map.draw(catalog, task, [row.lead], with_areas=False) if task else ""
    return (
        f'<tr class="details"><td></td><td colspan="{len(COLUMNS)}"><div class="columns"><div>'
        f"{''.join(passages[:SHOWN_PASSAGES])}{more}{panel_views.facts(facts)}"
        f'<div class="actions">{_open_button(row.lead, row.lead.task_id)}{panel_views.copy()}</div>'
        f"</div>{picture}</div></td></tr>"
    )


def _passages(catalog: Catalog, feature: ProjectFeature) -> list[str]:
    """The sentence round every mention of a project in one plan, under its task."""
    plan = catalog.plan(feature.plan_id)
    found = []
    for mention_id in feature.mention_ids:
        task = catalog.task(catalog.task_of(mention_id) or "")
        where = _task_of(task) if task else t("在任务之外(标题或附件)")
        name = quoting.quoted(plan.label if plan else feature.plan_id)
        quote = _marked(catalog.excerpt(mention_id), feature.name)
        found.append(
            f'<div class="passage"><div class="quiet">{name} › {where} · {chips.stage(feature.stage_group)}</div>'
            f'<p class="clause" lang="zh">{quote}</p></div>'
        )
    return found


def _task_of(task: Task) -> str:
    return f"{t('任务 {number}', number=quoting.quoted(task.number))} {quoting.quoted(task.title)}"


def _marked(sentence: str, name: str) -> str:
    """The sentence with the name in yellow where it stands as it is; a name put together from a list stays plain."""
    before, found, after = sentence.partition(name)
    return f"{literal(before)}<mark>{literal(found)}</mark>{literal(after)}" if found else literal(sentence)


def _open_button(feature: ProjectFeature, task_id: str | None) -> str:
    """The way to the panel of the map, which shows projects under a task; '' for one named outside of tasks."""
    if task_id is None:
        return ""
    wanted = literal(f"{feature.mention_id} {task_id}")
    return f'<button type="button" class="button primary" data-open="{wanted}">{t("在任务地图中打开")}</button>'


def address(catalog: Catalog, wanted: str) -> dict[str, str] | None:
    """The address on the task map of a mention and its task, as `_open_button` names them: plan, task and project."""
    mention_id, _, task_id = wanted.partition(" ")
    feature = catalog.feature(mention_id)
    if feature is None:
        return None
    parts = {"plan": feature.plan_id, "task": task_id, "place": selecting.key_of(feature)}
    return {name: value for name, value in parts.items() if value}


def _foot(sheet: Sheet[ProjectRow], bar: str) -> str:
    """What the rows are, or once some are ticked what to do with these, and the pages."""
    if not sheet.rows:
        return ""
    total, is_long = sheet.total, sheet.orders is not None
    said = t(LONG if is_long else SHORT, n=total)
    return f"{bar or f'<span>{said}</span>'}{table_frame.pager(total, page=sheet.page, size=PAGE_SIZE)}"
