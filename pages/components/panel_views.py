"""What the panel can show, as HTML: a project, a task, an area, or where to begin."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby

from loaders.catalog import (
    Area,
    AreaMark,
    Catalog,
    Mention,
    Page,
    Place,
    ProjectFeature,
    Query,
    Task,
    TooMuchError,
    short_name,
)
from pages.components import (
    chips,
    clause,
    clause_marks,
    empty,
    language,
    other_plans,
    position,
    progress_data,
    progress_marks,
    quoting,
    symbols,
    task_steps,
    unit_filter,
)
from pages.components.language import mark, t
from pages.components.markup import link, literal
from pages.components.selecting import key_of
from pages.components.state import View

SHOWN_TASKS = 60  # in the list to begin with
SHOWN_COUNTIES = 3  # of a route; more are only counted
SHOWN_OTHERS = 6  # other projects of the task listed before "all"
CONFIDENCE = {
    "high": mark("高", context="sure"),
    "medium": mark("中", context="sure"),
    "low": mark("低", context="sure"),
}
NO_SELECTION: dict[str, str | None] = {"task": None, "place": None, "area": None}


def copy() -> str:
    """The button that copies the address of the view."""
    return f'<button type="button" data-copy data-copied="{t("已复制")}" class="button">{t("复制链接")}</button>'


def project(catalog: Catalog, view: View, feature: ProjectFeature, task: Task) -> str:
    """A project: what it is, where its plan names it, where it lies and how that is known."""
    place = catalog.place(feature.place_id) if feature.place_id else None
    mentions = [item for item in catalog.mentions_of(task.task_id) if catalog.feature(item.mention_id) == feature]
    return "".join(
        [
            task_steps.draw(catalog, view, task),
            _project_head(catalog, feature, place),
            _route(mentions),
            _clause(catalog, view, task, selected=[feature]),
            facts(
                [
                    *_stage_rows(feature, mentions),
                    *_actual_rows(catalog, feature),
                    *unit_rows(task, view.units),
                    *_amount_rows(mentions),
                    *position.rows(catalog, feature, place),
                ]
            ),
            other_plans.draw(catalog, view, feature),
            _others(catalog.features_of(task.task_id), feature, task),
            _foot(),
        ]
    )


def task(catalog: Catalog, view: View, task: Task) -> str:
    """A task: its clause with every project marked, and its projects by planned stage."""
    features = catalog.features_of(task.task_id)
    named = [item for item in catalog.mentions_of(task.task_id) if catalog.feature(item.mention_id)]
    sectors = "".join(chips.sector_chip(code) for code in task.sectors)
    counts = chips.precisions(features)
    number = t("{n} 个", n=len(features))
    words = f"{number} · {chips.composition_words(counts)}" if features else t("本任务没有写具体项目")
    return "".join(
        [
            task_steps.draw(catalog, view, task),
            f'<header class="head"><div class="chips">{sectors}</div>{_close()}</header>',
            _clause(catalog, view, task, selected=features, soft=True),
            facts([*unit_rows(task, view.units), *area_rows(catalog, task), *_amount_rows(named, with_names=True)]),
            _section(t("具名项目"), words, _by_stage(features, task)),
            _foot(),
        ]
    )


def several(catalog: Catalog, view: View, features: Sequence[ProjectFeature]) -> str:
    """Several projects, at one point of the map or chosen in the ledger, to choose from; what no map shows is said."""
    together = len({item.geometry.wkb if item.geometry else item.mention_id for item in features}) == 1
    name, words = t("选中的 {n} 个项目", n=len(features)), ""
    if together:
        places = filter(None, [features[0].county, features[0].township])
        name = " ".join(quoting.name(place, division=True) for place in places) or t("同一位置")
        words = t("同一位置的 {n} 个项目", n=len(features))
    shown = catalog.among([item.mention_id for item in features], view.query)
    hidden = sum(item.mention_id not in shown for item in features)
    unplaced = sum(item.precision == "unresolved" for item in features)
    notes = [t("{n} 个未定位,地图上没有符号", n=unplaced)] if unplaced else []
    notes += [t("{n} 个不在当前筛选内,地图上没有显示", n=hidden)] if hidden else []
    note = f'<div class="note">{t(";", context="between").join(notes)}</div>' if notes else ""
    return (
        f'<header class="head"><div><h2 class="name">{name}</h2><div class="quiet">{words}</div></div>'
        f"{_close()}</header>{note}<section>{_project_rows(features)}</section>"
        f'<footer class="foot">{copy()}</footer>'
    )


def area(area: Area, mark: AreaMark | None, tasks: Sequence[Task], inside: Sequence[ProjectFeature]) -> str:
    """A county or town: the projects known only to it, the tasks that name only it, and the projects inside it."""
    own = mark.projects if mark else ()
    others = [item for item in inside if item not in own]
    counts = f"{t('仅到本级 {n} 个项目', n=len(own))} · {t('{n} 项任务', n=len(tasks))}"
    parts = [
        f'<header class="head"><div><h2 class="name">{quoting.name(area.name, division=True)}</h2>'
        f'<div class="quiet">{counts}</div></div>{_close()}</header>'
    ]
    if own:
        parts.append(_section(t("仅到本级的项目"), t("位置只知道到这里,不落点"), _project_rows(own)))
    if tasks:
        parts.append(_section(t("只写到本级的任务"), t("未写具体项目"), "".join(_task_row(item, "") for item in tasks)))
    if others:
        parts.append(_section(t("境内其他项目"), t("已落点或连线 {n} 个", n=len(others)), _project_rows(others)))
    if len(parts) == 1:
        parts.append(f'<section class="quiet">{t("当前筛选下,这里没有项目或任务。")}</section>')
    profile = f'<button type="button" class="button" data-open="county">{t("区县画像", context="page")}</button>'
    shown = profile if area.level == "county" else ""
    return "".join([*parts, f'<footer class="foot">{shown}{copy()}</footer>'])


def crowded(area: Area, error: TooMuchError) -> str:
    """A county or town with more projects than the panel can list: how many, and how to come to less."""
    return (
        f'<header class="head"><div><h2 class="name">{quoting.name(area.name, division=True)}</h2></div>{_close()}'
        f'</header>{empty.too_much(error)}<footer class="foot">{copy()}</footer>'
    )


def _project_rows(features: Sequence[ProjectFeature]) -> str:
    rows = (
        _project_row(item, item.task_id, note=t(item.stage_group), among=features) for item in chips.by_stage(features)
    )
    return "".join(rows)


def start(catalog: Catalog, query: Query, *, note: str = "") -> str:
    """Where to begin: the tasks of the view by plan and section; `note` says what a link asked for in vain."""
    tasks, facets = catalog.tasks(query, Page(limit=SHOWN_TASKS)), catalog.facets(query)
    is_mixed = sum(plan.tasks > 0 for plan in facets.plans) > 1
    labels = {plan.plan_id: plan.label for plan in catalog.plans()}
    named = catalog.features_of_each([task.task_id for task in tasks])
    parts = [
        f'<header class="head start"><div><h2 class="name">{t("从这里开始")}</h2>'
        f'<div class="quiet">{t("点图上的符号看项目,或从任务进入")}</div></div></header>',
        f'<div class="note">{literal(note)}</div>' if note else "",
    ]
    if not tasks:
        parts[0] = empty.message(*empty.NO_TASK)
    more = facets.tasks - SHOWN_TASKS
    plan = ""
    for (plan_id, section), group in groupby(tasks, key=lambda task: (task.plan_id, task.section)):
        if plan_id != plan and is_mixed:
            parts.append(f'<div class="plan-name">{quoting.quoted(labels[plan_id])}</div>')
        plan = plan_id
        title = section[-1] if section else labels[plan_id]
        rows = "".join(_task_row(task, str(len(named[task.task_id]) or "")) for task in group)
        parts.append(f'<section><div class="section-title"><b>{quoting.quoted(title)}</b></div>{rows}</section>')
    if more > 0:
        parts.append(f'<section class="quiet">{t("还有 {n} 项任务,见任务清单", n=more)}</section>')
    return "".join(parts)


def _project_head(catalog: Catalog, feature: ProjectFeature, place: Place | None) -> str:
    kind = language.title("kind", feature.kind) if feature.kind else ""
    sub = " · ".join(filter(None, [language.title("sector", feature.sector), kind, _where(catalog, feature)]))
    precision = "inferred" if feature.inferred and feature.precision != "route" else feature.precision
    label = chips.precision(feature.precision, inferred=feature.inferred)
    sure = t(CONFIDENCE[place.place_confidence], context="sure") if place else ""
    confidence = chips.chip(t("可信度 {sure}", sure=sure)) if place else ""
    return (
        f'<header class="head">{symbols.symbol(feature.sector, feature.stage, outline="plain", size_px=46)}'
        f'<div><h2 class="name">{quoting.name(feature.name)}</h2><div class="quiet">{sub}</div></div>'
        f"{_close()}</header>"
        f'<div class="chips">{_stage_chip(feature)}'
        f"{chips.chip(label, symbol=chips.icon('precision', precision))}{confidence}</div>"
    )


def _route(mentions: Iterable[Mention]) -> str:
    """The way-points that the text names, as a line of stops."""
    route = next((mention.route for mention in mentions if mention.route), None)
    if route is None:
        return ""
    stops = "".join(f"<li>{quoting.name(name)}</li>" for name in (route.origin, *route.via, route.destination))
    return f'<ol class="route" aria-label="{t("原文写明的起讫点")}">{stops}</ol>'


def _stage_rows(feature: ProjectFeature, mentions: Iterable[Mention]) -> list[tuple[str, str]]:
    """The planned stage and the words of the plan that say so."""
    evidence = (item.span for mention in mentions for item in mention.evidence if item.role == "stage" and item.span)
    words = [f"“{quoting.quoted(word)}”" for word in dict.fromkeys(span.surface for span in evidence)]
    said = t("原文:{words}", words=t("、").join(words)) if words else ""
    quiet = f' <span class="quiet">{said}</span>' if said else ""
    return [(t("计划阶段"), f"{language.title('stage', feature.stage)}{quiet}")]


def _actual_rows(catalog: Catalog, feature: ProjectFeature) -> list[tuple[str, str]]:
    """What the latest record says has happened, with its source; apart from the planned stage, and never made of it."""
    latest = progress_data.work(catalog).latest(feature)
    source = f"<div>{progress_marks.source(latest)}</div>" if latest else ""
    return [(t("实际进展"), f"{progress_marks.status(latest)}{source}")]


def _amount_rows(mentions: Iterable[Mention], *, with_names: bool = False) -> list[tuple[str, str]]:
    """Quantity and investment as written, after the name of the project where there may be several."""
    quantity, investment = [], []
    for mention in mentions:
        name = f"{mention.name}:" if with_names else ""
        quantity += [name + item.raw for item in mention.quantity]
        investment += [name + mention.investment] if mention.investment else []
    said = ((t("规模"), quantity), (t("投资"), investment))
    return [(label, "<br>".join(map(quoting.quoted, dict.fromkeys(values)))) for label, values in said if values]


def _where(catalog: Catalog, feature: ProjectFeature) -> str:
    """County and township, or the counties a route touches, as HTML."""
    if feature.county:
        places = filter(None, [short_name(feature.county), feature.township])
        return " ".join(quoting.name(place, division=True) for place in places)
    touched = [short_name(area.name) for code in feature.adcodes if (area := catalog.area(code))]
    if not touched:
        return t("未写明区县")
    if len(touched) > SHOWN_COUNTIES:
        return t("跨 {n} 个区县", n=len(touched))
    return quoting.names(touched, division=True)


def _close() -> str:
    return link(f'<span aria-label="{t("关闭")}" role="img">×</span>', css="close", **NO_SELECTION)


def _stage_chip(feature: ProjectFeature) -> str:
    """The planned stage as a chip in the colour of the sector."""
    return (
        f'<span class="chip stage" title="{t("规划原文的说法,非实际进展")}">{chips.stage(feature.stage_group)}</span>'
    )


def _clause(catalog: Catalog, view: View, task: Task, *, selected: Sequence[ProjectFeature], soft: bool = False) -> str:
    text, key = clause_html(catalog, view, task, selected=selected, soft=soft)
    return (
        f'<section><div class="quiet">{quoting.quoted(" › ".join(task.section))}</div>'
        f'<h3><span class="badge">{t("任务 {number}", number=quoting.quoted(task.number))}</span>'
        f"{quoting.quoted(task.title)}</h3>"
        f'<p class="clause" lang="zh">{text}</p>{key}</section>'
    )


def clause_html(
    catalog: Catalog,
    view: View,
    task: Task,
    *,
    selected: Sequence[ProjectFeature],
    soft: bool = False,
    areas: bool = True,
) -> tuple[str, str]:
    """The clause with the selected projects in yellow (pale when `soft`), links by kind, and the key to these."""
    chosen = {item.mention_id for item in selected}
    marks = clause_marks.of_task(catalog, task, selected=chosen, units=view.units, areas=areas)
    return clause.as_html(catalog.clause(task.task_id), offset=task.start_char, marks=marks, soft=soft), clause.key(
        marks
    )


def unit_rows(task: Task, chosen: Sequence[str]) -> list[tuple[str, str]]:
    """Units, which switch their filter, deadline and targets of a task, as far as the plan states them."""
    if not task.lead_units and not task.responsible_units:
        rows = [(t("责任单位"), chips.not_stated())]
    else:
        rows = [
            (t("牵头单位"), unit_filter.buttons(task.lead_units, chosen, css="lead")),
            (t("责任单位"), unit_filter.buttons(task.responsible_units, chosen)),
        ]
    if task.deadline:
        rows.append((t("时限"), quoting.quoted(task.deadline)))
    if task.targets:
        rows.append((t("指标"), "<br>".join(quoting.quoted(target.raw) for target in task.targets)))
    return rows


def area_rows(catalog: Catalog, task: Task, *, linked: bool = True) -> list[tuple[str, str]]:
    """Counties and towns that the task names without a project there; `linked` to their marks on the map."""
    areas = catalog.areas_of(task.task_id)
    names = [
        link(_area_chip(item), task=None, place=None, area=item.code) if linked else _area_chip(item) for item in areas
    ]
    return [(t("只写到"), "".join(names))] if areas else []


def _area_chip(area: Area) -> str:
    return f'<span class="chip">{quoting.name(area.name, division=True)}</span>'


def facts(rows: Iterable[tuple[str, str]]) -> str:
    """Labelled rows; the values are HTML."""
    body = "".join(f"<dt>{label}</dt><dd>{value}</dd>" for label, value in rows)
    return f'<section><dl class="facts">{body}</dl></section>'


def _others(siblings: Sequence[ProjectFeature], feature: ProjectFeature, task: Task) -> str:
    others = [item for item in siblings if item != feature]
    if not others:
        return ""
    everything = link(t("全部 {n} 个 ›", n=len(others) + 1), css="more", task=task.task_id, place=None, area=None)
    first = chips.by_stage(others)[:SHOWN_OTHERS]
    rows = "".join(_project_row(item, task.task_id, note=t(item.stage_group), among=siblings) for item in first)
    return f'<section><div class="section-title"><b>{t("同任务其他项目")}</b>{everything}</div>{rows}</section>'


def _by_stage(features: Sequence[ProjectFeature], task: Task) -> str:
    groups: dict[str, list[ProjectFeature]] = defaultdict(list)
    for feature in chips.by_stage(features):
        groups[feature.stage_group].append(feature)
    return "".join(
        f'<div class="group">{chips.stage(group)} {len(members)}</div>'
        + "".join(
            _project_row(item, task.task_id, note=chips.precision(item.precision), among=features) for item in members
        )
        for group, members in groups.items()
    )


def _project_row(
    feature: ProjectFeature, task_id: str | None, *, note: str, among: Sequence[ProjectFeature] = ()
) -> str:
    symbol = symbols.symbol(feature.sector, feature.stage, size_px=26)
    label = f'{symbol}<span class="grow">{quoting.name(feature.name)}</span><small>{literal(note)}</small>'
    return link(label, css="row", title=feature.name, task=task_id, place=key_of(feature, among), area=None)


def _task_row(task: Task, note: str) -> str:
    badge = f'<span class="badge">{quoting.quoted(task.number)}</span>'
    label = f'{badge}<span class="grow">{quoting.quoted(task.title)}</span><small>{note}</small>'
    return link(label, css="row", task=task.task_id, place=None, area=None)


def _section(title: str, note: str, body: str) -> str:
    return f'<section><div class="section-title"><b>{title}</b><span>{note}</span></div>{body}</section>'


def _foot() -> str:
    return (
        f'<footer class="foot">{copy()}'
        f'<button type="button" class="button" data-open="tasks">{t("在任务清单中查看")}</button></footer>'
    )
