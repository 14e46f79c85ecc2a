"""The body of the county page: the overview beside what the plans say about the county, all in one piece of HTML."""

from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

from loaders.catalog import (
    Catalog,
    CountyTask,
    Profile,
    ProjectFeature,
    ProjectGroup,
    UnitCount,
    short_name,
    stage_groups,
)
from loaders.store import Work
from pages.components import (
    chips,
    county_overview,
    county_progress,
    empty,
    language,
    markup,
    quoting,
    selecting,
    state,
    symbols,
    unit_filter,
)
from pages.components.language import mark, t
from pages.components.markup import literal
from pages.components.state import View

SHOWN_TASKS = 20  # more are folded
SHOWN_UNITS = 8
SHOWN_PROJECTS = 60  # of one group; the task map has them all
STRONGEST = 0.42  # share of the sector colour in the fullest cell; ink on it stays readable
NOTHING_HERE = (
    mark("{county}在当前范围内没有项目或任务"),
    mark("在左图点有颜色的区县,换一份规划,或放宽左侧的筛选。"),
)
VIA = {"mention": mark("正文写到"), "unit": mark("列为单位"), "issuer": mark("全域")}
GROUP_NAMES = {
    "township": mark("乡镇未写明"),
    "across": mark("位置在邻县"),
    "route": mark("示意线路"),
    "county": mark("仅到区县"),
    "unresolved": mark("未定位"),
}
Address = dict[str, str | None]


def draw(catalog: Catalog, profile: Profile, view: View, *, note: str = "") -> str | None:
    """Draw overview and profile; returns the address of the task map that a link asked for."""
    body = (
        _profile(catalog, profile, view)
        if profile.projects or profile.tasks
        else _nothing(profile, narrowed=view.is_filtered)
    )
    told = f'<div class="note">{literal(note)}</div>' if note else ""
    return markup.show(
        f'<div class="county"><aside>{county_overview.draw(catalog, profile, view)}</aside>'
        f"<article>{told}{_head(profile, view)}{body}</article></div>",
        key="county_body",
        subject=profile.code,
    )


def _head(profile: Profile, view: View) -> str:
    name = short_name(profile.name)
    full = f"{quoting.quoted(profile.name)} · {profile.code}" if name != profile.name else profile.code
    to_map = _open(t("在任务地图中查看 ›"), css="more", **_here(profile, view)) if profile.projects else ""
    title = f'<h2>{quoting.name(name, division=True)}</h2><span class="quiet">{full}</span>'
    return f"<header>{title}{county_progress.switch()}{to_map}</header>"


def _nothing(profile: Profile, *, narrowed: bool) -> str:
    name = quoting.name(short_name(profile.name), division=True)
    return empty.message(*NOTHING_HERE, clear=narrowed, keep="county", county=name)


def _profile(catalog: Catalog, profile: Profile, view: View) -> str:
    several = len(profile.plans) > 1
    work = county_progress.known(catalog)
    groups = "".join(_group(group, _here(profile, view), work) for group in profile.groups)
    projects = groups or f'<p class="quiet">{t("规划没有写到这里的具名项目,只有上面的任务。")}</p>'
    title = _title(t("项目", context="figure"), t("{n} 个 · 按乡镇,点一行到任务地图", n=len(profile.projects)))
    table = county_progress.matrix(profile, work) if work and profile.projects else _matrix(profile, view)
    return (
        f'<div class="halves"><div>{table}{_units(profile.units, view.units)}</div>'
        f"<div>{_tasks(catalog, profile.tasks, several=several)}</div></div>"
        f"<section>{title}"
        f'<div class="groups">{projects}</div></section>'
    )


def _matrix(profile: Profile, view: View) -> str:
    """Projects by sector and planned stage as a table, the cells tinted in the colour of the sector."""
    if not profile.sectors:
        return ""
    most = max(count for row in profile.sectors for count in row.counts)
    heads = "".join(
        f'<th scope="col">{chips.icon("stage", group)}<span>{t(group)}</span></th>' for group in stage_groups()
    )
    rows = []
    for row in profile.sectors:
        name = f'<th scope="row">{chips.icon("sector", row.sector)}{language.title("sector", row.sector)}</th>'
        cells = "".join(
            _cell(count, most, sector=row.sector, group=group, here=_here(profile, view))
            for group, count in zip(stage_groups(), row.counts, strict=True)
        )
        rows.append(f'<tr class="sector-{row.sector}">{name}{cells}<td><b>{sum(row.counts)}</b></td></tr>')
    sums = [sum(row.counts[place] for row in profile.sectors) for place in range(len(stage_groups()))]
    foot = "".join(f"<td>{number or ''}</td>" for number in sums)
    return (
        f"<section>{_title(t('领域 × 计划阶段'), t('规划原文的说法,非实际进展'))}"
        f'<table class="matrix" aria-label="{t("领域与计划阶段的项目数")}">'
        f'<thead><tr><th scope="col"><span class="sr">{t("领域")}</span></th>{heads}'
        f'<th scope="col"><span>{t("合计")}</span></th></tr></thead><tbody>{"".join(rows)}</tbody>'
        f'<tfoot><tr><th scope="row">{t("合计")}</th>{foot}<td><b>{sum(sums)}</b></td></tr></tfoot></table></section>'
    )


def _cell(count: int, most: int, *, sector: str, group: str, here: Address) -> str:
    if not count:
        return "<td></td>"
    share = f"{100 * STRONGEST * (0.3 + 0.7 * count / most):.0f}%"
    number = _open(str(count), css="cell", **here, sector=sector, stage=group)
    return f'<td style="background:color-mix(in srgb, var(--sector) {share}, var(--surface))">{number}</td>'


def _units(units: Sequence[UnitCount], chosen: Sequence[str]) -> str:
    """Units that take part in most of the tasks, those that the address filters by first; each switches its filter."""
    many = len(units) > SHOWN_UNITS
    note = t("前 {shown} 家,共 {n} 家", shown=SHOWN_UNITS, n=len(units)) if many else t("按参与任务数,点选筛选")
    ordered = sorted(units, key=lambda unit: unit.name not in chosen)
    rows = "".join(_unit(unit, chosen) for unit in ordered[: max(SHOWN_UNITS, len(chosen))])
    return f"<section>{_title(t('牵头与责任单位'), note)}{rows or chips.not_stated()}</section>"


def _unit(unit: UnitCount, chosen: Sequence[str]) -> str:
    leads = f"{t('牵头 {leads}', leads=unit.leads)} · " if unit.leads else ""
    label = f'<span class="grow">{quoting.quoted(unit.name)}</span><small>{leads}{t("{n} 项", n=unit.tasks)}</small>'
    return unit_filter.button(unit.name, chosen, css="unit", label=label)


def _tasks(catalog: Catalog, tasks: Sequence[CountyTask], *, several: bool) -> str:
    """Tasks with the number of their projects here, or how they name the county; the many are folded."""
    rows = [_task(catalog, one, several=several) for one in tasks]
    more = len(rows) - SHOWN_TASKS
    folded = (
        f"<details><summary>{t('其余 {n} 项任务', n=more)}</summary>{''.join(rows[SHOWN_TASKS:])}</details>"
        if more > 0
        else ""
    )
    title = _title(t("涉及任务"), t("{n} 项 · 右为项目数或写到的方式", n=len(rows)))
    return f"<section>{title}{''.join(rows[:SHOWN_TASKS])}{folded}</section>"


def _task(catalog: Catalog, one: CountyTask, *, several: bool) -> str:
    plan = catalog.plan(one.task.plan_id)
    area = catalog.area(plan.jurisdiction or "") if plan and several else None
    where = f"<small>{quoting.name(area.name, division=True)}</small> " if area else ""
    title = literal(one.task.title)
    note = t("{n} 个项目", n=one.projects) if one.projects else t(VIA[one.via])
    label = (
        f'<span class="badge">{quoting.quoted(one.task.number)}</span>'
        f'<span class="grow" title="{title}">{where}{quoting.quoted(one.task.title)}</span>'
        f"<small>{note}</small>"
    )
    return _open(label, css="row", plan=one.task.plan_id, task=one.task.task_id)


def _group(group: ProjectGroup, here: Address, work: Work | None) -> str:
    rows = "".join(_project(item, work) for item in chips.by_stage(group.projects)[:SHOWN_PROJECTS])
    more = len(group.projects) - SHOWN_PROJECTS
    rest = _open(t("还有 {n} 个,在任务地图中查看 ›", n=more), css="more", **here) if more > 0 else ""
    name = quoting.name(group.name, division=True) or t(GROUP_NAMES[group.kind])
    return f'<div class="group"><h3>{name}<small>{len(group.projects)}</small></h3><div>{rows}{rest}</div></div>'


def _project(item: ProjectFeature, work: Work | None) -> str:
    precision = "inferred" if item.inferred and item.precision != "route" else item.precision
    told = chips.precision(item.precision, inferred=item.inferred)
    name = literal(item.name)
    symbol = county_progress.sign(item, work) if work else symbols.symbol(item.sector, item.stage, size_px=24)
    note = county_progress.words(item, work) if work else t(item.stage_group)
    label = (
        f'{symbol}<span class="grow" title="{name}">{quoting.name(item.name)}</span><small>{note}</small>'
        f'<span title="{told}">{chips.icon("precision", precision)}</span>'
    )
    return _open(label, css="row", plan=item.plan_id, task=item.task_id, place=selecting.key_of(item))


def _here(profile: Profile, view: View) -> Address:
    """The address of the county on the task map."""
    return {"plan": view.plan or state.ALL_PLANS, "county": profile.code}


def _open(label: str, *, css: str, **address: str | None) -> str:
    """A link to the task map; `label` is HTML, already escaped."""
    wanted = escape(urlencode(state.elsewhere(address)))
    return f'<a class="{css}" href="./?{wanted}" target="_self" data-open="{wanted}">{label}</a>'


def _title(title: str, note: str) -> str:
    return f'<div class="section-title"><b>{title}</b><span>{note}</span></div>'
