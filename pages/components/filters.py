"""The filters in the sidebar; every count follows the other filters."""

from collections import Counter
from collections.abc import Sequence, Sized
from dataclasses import replace
from html import escape

import streamlit as st

from loaders.catalog import (
    CONFIDENCE_THRESHOLD,
    Catalog,
    Facet,
    Facets,
    PlanDocument,
    QualityFacets,
    Query,
    short_name,
    terms,
)
from pages.components import base_maps, state, widgets
from pages.components.state import PRECISION_GROUPS, View

PRECISION_LABELS = {
    "fine": "精确位置 · 村级",
    "township": "乡镇驻地",
    "route": "示意线路",
    "county": "仅到区县(不落点)",
    "unresolved": "未定位",
}
# What each problem means and what to do about it, by code of the vocabulary.
PROBLEM_NOTES = {
    "unresolved": "没有找到位置,地图上不画。多半是原文未写区县或地名表没有:看原因,可补充本地地点表。",
    "tied": "几处同名地点同样符合,不替您选定。对照并列候选,在本地地点表写明是哪一处。",
    "inferred": "只由名称推断或途经点不全,点以虚线圈表示。核实后把出处写入地点表。",
    "low_confidence": f"程序对读出的名称把握低于 {CONFIDENCE_THRESHOLD:.0%}。对照原文,看名称、区县是否读对。",
    "region": "泛指的区域(流域、经济区),有意不落点,一般无需处理。",
}
LABEL_FITS = 14  # characters of a plan label that the select box shows
MOST_CHOICES = 300  # of a select box; of an archive's units those with most tasks, of its townships one county's
SHOWN_PLANS = 4  # of all plans, under the choice of one; the others are only counted


def view_of(catalog: Catalog) -> View:
    """The view of the address, for a page that draws its main part before the sidebar."""
    return state.read(catalog.facets(Query()))


def draw(catalog: Catalog) -> tuple[View, Facets]:
    """Draw the sidebar; the view of the address and the counts under it."""
    everything = catalog.facets(Query())
    view = view_of(catalog)
    facets = catalog.facets(view.query)
    online = base_maps.chosen(view, base_maps.offered())
    if not view.clean:
        with st.sidebar:
            _plan(view, catalog.plans(), everything)
            _failed([plan.file for plan in catalog.failed])
            widgets.text_box(view)
            widgets.sectors(view, facets)
            _counties(view, facets, everything)
            _stages(view, facets)
            _precisions(view, facets)
            _more(view, facets, everything)
            widgets.footer(view.is_filtered, f"在线底图:{online.label}" if online else widgets.OFFLINE_NOTE)
    return view, facets


def draw_quality(catalog: Catalog) -> tuple[View, QualityFacets]:
    """Draw the sidebar of the data-quality page; the view of the address and the counts of mentions under it."""
    everything = catalog.facets(Query())
    view = state.read(everything)
    facets = catalog.quality_facets(view.quality_query)
    with st.sidebar:
        _plan(view, catalog.plans(), everything)
        _failed([plan.file for plan in catalog.failed])
        _notices(catalog.notices)
        widgets.text_box(view)
        widgets.heading("问题类型", "一处提及可有几类")
        words = {count.code: count.label for count in facets.problems}
        counts = [widgets.count(count.rows) for count in facets.problems]
        widgets.pills("problem", "问题类型", words, value=view.problems, counts=counts, all_on=True)
        shown = {count.code: count.rows for count in facets.counties}
        choices = [facet for facet in everything.counties if facet.code in shown or facet.code in view.counties]
        widgets.county_box([replace(facet, projects=shown.get(facet.code, 0)) for facet in choices], view)
        st.html(f'<div class="problem-notes">{"".join(_problem_note(*note) for note in PROBLEM_NOTES.items())}</div>')
        widgets.footer(bool(view.counties or view.problems or view.text), widgets.OFFLINE_NOTE)
    return view, facets


def draw_profile(catalog: Catalog) -> View:
    """Draw the sidebar of the county page, where the county is chosen beside; the view without its counties."""
    everything = catalog.facets(Query())
    view = replace(state.read(everything), counties=(), townships=())
    facets = catalog.facets(view.query)
    with st.sidebar:
        _plan(view, catalog.plans(), everything)
        _failed([plan.file for plan in catalog.failed])
        widgets.text_box(view)
        widgets.sectors(view, facets)
        _stages(view, facets)
        _precisions(view, facets)
        widgets.footer(view.is_filtered, widgets.OFFLINE_NOTE, keep="county")
    return view


def county_choice(choices: Sequence[Facet], code: str) -> None:
    """One county out of all, each with its number of projects."""
    by_code = {choice.code: choice for choice in choices}
    same_name = Counter(choice.label for choice in choices)
    names = {one.code: short_name(one.label) + (f"({one.code})" * (same_name[one.label] > 1)) for one in choices}
    st.selectbox(
        "区县",
        list(by_code),
        format_func=lambda one: f"{names[one]} · {by_code[one].projects} 个项目",
        key=widgets.mirror("profile", code),
        on_change=_choose_county,
        label_visibility="collapsed",
        filter_mode="contains",
    )


def _choose_county() -> None:
    state.write({"county": st.session_state["filter_profile"], **dict.fromkeys(state.SELECTION)})


def _problem_note(code: str, note: str) -> str:
    return f'<b class="problem problem-{code}">{terms()["problem"][code].zh}</b><p>{note}</p>'


def precision_count(facets: Facets, group: str) -> int:
    """Projects in one of the groups of precision that the screen shows."""
    return sum(facet.projects for facet in facets.precisions if facet.code in PRECISION_GROUPS[group])


def missing_metadata(plan: PlanDocument) -> str:
    """What the plan itself does not state, as `原文未载标题、文号与年份`, or ''."""
    stated = {"标题": plan.title, "文号": plan.document_number, "年份": plan.date}
    missing = [label for label, value in stated.items() if value is None]
    return "原文未载" + "与".join(filter(None, ["、".join(missing[:-1]), missing[-1]])) if missing else ""


def _change_plan() -> None:
    """Another plan: what was chosen within the old one makes no sense any more."""
    plan = st.session_state["filter_plan"]
    state.write({"plan": plan, "page": None, **dict.fromkeys((*state.WITHIN_PLAN, *state.SELECTION))})


def _plan(view: View, plans: tuple[PlanDocument, ...], everything: Facets) -> None:
    by_id = {plan.plan_id: plan for plan in plans}
    tasks = {facet.code: facet.tasks for facet in everything.plans}
    st.selectbox(
        "规划文件",
        [state.ALL_PLANS, *by_id],
        format_func=lambda plan_id: by_id[plan_id].label if plan_id in by_id else f"全部规划({len(plans)} 份)",
        key=widgets.mirror("plan", view.plan or state.ALL_PLANS),
        on_change=_change_plan,
        placeholder="选择规划",
        filter_mode=None,
    )
    shown = [by_id[view.plan]] if view.plan else plans
    captions = [_caption(plan, tasks[plan.plan_id], alone=bool(view.plan)) for plan in shown[:SHOWN_PLANS]]
    if len(shown) > SHOWN_PLANS:
        captions.append(f"等 {len(shown)} 份 · 共 {sum(tasks.values())} 项任务")
    lines = "".join(f"<div>{caption}</div>" for caption in captions)
    st.html(f'<div class="plan-notes">{lines}</div>')


def _failed(files: list[str]) -> None:
    """One sentence on plan files that could not be read; the command line says more."""
    if files:
        names = escape("、".join(files))
        st.html(f'<div class="plan-failed">{names} 未能读入:请另存为 UTF-8 纯文本,再刷新本页。</div>')


def _notices(sentences: tuple[str, ...]) -> None:
    """What went wrong with local tables and online services, folded."""
    if sentences:
        items = "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences)
        title = f"本地地点表和在线查询有 {len(sentences)} 条提示"
        st.html(f'<details class="plan-failed"><summary>{title}</summary><ul>{items}</ul></details>')


def _caption(plan: PlanDocument, tasks: int, *, alone: bool) -> str:
    """Number, date and tasks of a plan; among several, what names it and how many tasks it has."""
    if not alone:
        return f"{escape(plan.document_number or plan.label)} · {tasks} 项"
    full_label = f"<b>{escape(plan.label)}</b>" if len(plan.label) > LABEL_FITS else ""
    parts = [plan.document_number, plan.date, missing_metadata(plan), f"{tasks} 项任务"]
    return full_label + escape(" · ".join(filter(None, parts)))


def _counties(view: View, facets: Facets, everything: Facets) -> None:
    """Counties of the plan; one that a link chose stays in sight even where the plan has nothing."""
    by_code = {facet.code: facet for facet in facets.counties}
    for facet in everything.counties:
        if facet.code in view.counties:
            by_code.setdefault(facet.code, replace(facet, projects=0))
    widgets.county_box(list(by_code.values()), view)


def _stages(view: View, facets: Facets) -> None:
    total = sum(facet.projects for facet in facets.stages)
    widgets.heading("计划阶段", "规划原文的说法,非实际进展")
    st.html(f"<style>.st-key-filter_stage [role=toolbar]::after {{ content: '{total}\\a 合计' }}</style>")
    words = {facet.code: facet.label for facet in facets.stages}
    widgets.pills(
        "stage", "计划阶段", words, value=view.stages, counts=[widgets.count(facet.projects) for facet in facets.stages]
    )


def _precisions(view: View, facets: Facets) -> None:
    widgets.heading("定位精度", "")
    counts = [widgets.count(precision_count(facets, group)) for group in PRECISION_GROUPS]
    widgets.pills("precision", "定位精度", PRECISION_LABELS, value=view.precisions, counts=counts, all_on=True)


def _more(view: View, facets: Facets, everything: Facets) -> None:
    """The filters that are needed less often, folded unless one of them is active."""
    with st.expander("更多条件", expanded=view.has_more, key="more_filters"):
        kinds = {facet.code: _counted(facet) for facet in _open(facets.kinds, view.kinds)}
        widgets.box("kind", "项目类型", kinds, value=view.kinds, placeholder=_all(kinds, "类", "没有项目"))
        towns = _townships(_open(facets.townships, view.townships), view, everything)
        offered = towns if len(towns) <= MOST_CHOICES else {code: towns[code] for code in view.townships}
        hint = _all(towns, "个乡镇", "没有到乡镇的项目或任务") if offered or not towns else "先选区县,再选乡镇"
        widgets.box("township", "乡镇", offered, value=view.townships, placeholder=hint)
        units = {facet.code: f"{facet.label} · {facet.tasks} 项任务" for facet in _open(facets.units, view.units)}
        first = [*dict.fromkeys((*view.units, *list(units)[:MOST_CHOICES]))]
        hint = _all(units, "个单位", "原文未列明单位")
        offered = {unit: units[unit] for unit in first}
        widgets.box("unit", "牵头 / 责任单位", offered, value=view.units, placeholder=hint)


def _open(facets: Sequence[Facet], chosen: tuple[str, ...]) -> list[Facet]:
    """Choices that leave something, and those made already."""
    return [facet for facet in facets if facet.projects or facet.tasks or facet.code in chosen]


def _all(choices: Sized, what: str, none: str) -> str:
    return f"全部 {len(choices)} {what}" if choices else none


def _counted(facet: Facet, before: str = "") -> str:
    """The choice and its project count, or its tasks where no project belongs to it."""
    number = f"{facet.tasks} 项任务" if facet.tasks and not facet.projects else str(facet.projects)
    return f"{before}{facet.label} · {number}"


def _townships(choices: Sequence[Facet], view: View, everything: Facets) -> dict[str, str]:
    """Townships of the chosen counties, county by county; where there are several, its name stands before."""
    names = {facet.code: short_name(facet.label) for facet in everything.counties}
    inside = [
        one for one in choices if not view.counties or one.code[:6] in view.counties or one.code in view.townships
    ]
    several = len({one.code[:6] for one in inside}) > 1
    return {one.code: _counted(one, f"{names.get(one.code[:6], '')} " if several else "").strip() for one in inside}


def plan_in_words(catalog: Catalog, view: View) -> str:
    """The plan of the view as a title, e.g. `[…工作要点]`."""
    plan = catalog.plan(view.plan) if view.plan else None
    return plan.label if plan else f"全部规划({len(catalog.plans())} 份)"


def in_words(catalog: Catalog, view: View) -> list[tuple[str, str]]:
    """The filters as labels and names, e.g. `领域`, `交通、水利`, in the order of the sidebar."""
    known = catalog.facets()
    coded = [
        ("领域", view.sectors, known.sectors),
        ("区县", view.counties, known.counties),
        ("项目类型", view.kinds, known.kinds),
        ("乡镇", view.townships, known.townships),
        ("单位", view.units, known.units),
    ]
    found = []
    for label, codes, facets in coded:
        names = {facet.code: facet.label for facet in facets}
        found.append((label, "、".join(names[code] for code in codes)))
    found.append(("计划阶段", "、".join(view.stages)))
    found.append(("定位精度", "、".join(PRECISION_LABELS[group] for group in view.precisions)))
    found.append(("搜索", f"“{view.text}”" if view.text else ""))
    return [(label, names) for label, names in found if names]
