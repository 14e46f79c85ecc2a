"""The filters in the sidebar; every count follows the other filters."""

from collections import Counter
from collections.abc import Sequence
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
    TooMuchError,
    short_name,
)
from pages.components import base_maps, language, quoting, state, widgets
from pages.components.language import mark, t
from pages.components.state import PRECISION_GROUPS, View

PRECISION_LABELS = {
    "fine": mark("精确位置 · 村级"),
    "township": mark("乡镇驻地"),
    "route": mark("示意线路"),
    "county": mark("仅到区县(不落点)"),
    "unresolved": mark("未定位"),
}
# What each problem means and what to do about it, by code of the vocabulary.
PROBLEM_NOTES = {
    "unresolved": mark("没有找到位置,地图上不画。多半是原文未写区县或地名表没有:看原因,可补充本地地点表。"),
    "tied": mark("几处同名地点同样符合,不替您选定。对照并列候选,在本地地点表写明是哪一处。"),
    "inferred": mark("只由名称推断或途经点不全,点以虚线圈表示。核实后把出处写入地点表。"),
    "low_confidence": mark("程序对读出的名称把握低于 {threshold}。对照原文,看名称、区县是否读对。"),
    "region": mark("泛指的区域(流域、经济区),有意不落点,一般无需处理。"),
}
LABEL_FITS = 14  # characters of a plan label that the select box shows
MOST_CHOICES = 300  # of a select box; of an archive's units those with most tasks, of its townships one county's
MOST_PLANS = 500  # of a select box; of more only those that fit some words, since every run sends all of them
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
            widgets.footer(
                view.is_filtered,
                t("在线底图:{label}", label=quoting.plain_sentence(online.label)) if online else widgets.OFFLINE_NOTE,
            )
    return view, facets


def draw_quality(catalog: Catalog) -> tuple[View, QualityFacets]:
    """Draw the sidebar of the data-quality page; the view of the address and the counts of mentions under it.

    Of mentions too many to be counted, plans alone are to choose from.
    """
    everything = catalog.facets(Query())
    view = state.read(everything)
    try:
        facets = catalog.quality_facets(view.quality_query)
    except TooMuchError:
        with st.sidebar:  # where another plan can be chosen
            _plan(view, catalog.plans(), everything)
            widgets.footer(False, widgets.OFFLINE_NOTE)
        raise
    with st.sidebar:
        _plan(view, catalog.plans(), everything)
        _failed([plan.file for plan in catalog.failed])
        _notices(catalog.notices)
        widgets.text_box(view)
        widgets.heading(t("问题类型"), t("一处提及可有几类"))
        words = {count.code: language.title("problem", count.code) for count in facets.problems}
        counts = [widgets.count(count.rows) for count in facets.problems]
        widgets.pills("problem", t("问题类型"), words, value=view.problems, counts=counts, all_on=True)
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
    same_name = Counter(choice.label for choice in choices)
    labels = {}
    for one in choices:
        name = quoting.plain_name(short_name(one.label), division=True)
        told_apart = f"({one.code})" if same_name[one.label] > 1 else ""
        labels[one.code] = f"{name}{told_apart} · {t('{n} 个项目', n=one.projects)}"
    st.selectbox(
        t("区县", context="one"),
        list(labels),
        list(labels).index(code),
        format_func=labels.__getitem__,
        key=widgets.mirror("profile", code),
        on_change=_choose_county,
        label_visibility="collapsed",
        filter_mode="contains",
    )


def _choose_county() -> None:
    state.write({"county": st.session_state["filter_profile"], **dict.fromkeys(state.SELECTION)})


def _problem_note(code: str, note: str) -> str:
    said = t(note, threshold=f"{CONFIDENCE_THRESHOLD:.0%}")
    return f'<b class="problem problem-{code}">{language.title("problem", code)}</b><p>{said}</p>'


def precision_count(facets: Facets, group: str) -> int:
    """Projects in one of the groups of precision that the screen shows."""
    return sum(facet.projects for facet in facets.precisions if facet.code in PRECISION_GROUPS[group])


def missing_metadata(plan: PlanDocument) -> str:
    """What the plan itself does not state, as `原文未载标题、文号与年份`, or ''."""
    stated = {t("标题"): plan.title, t("文号"): plan.document_number, t("年份"): plan.date}
    missing = [label for label, value in stated.items() if value is None]
    if not missing:
        return ""
    listed = t("与", context="missing").join(filter(None, [t("、").join(missing[:-1]), missing[-1]]))
    return t("原文未载{missing}", missing=listed)


def _change_plan() -> None:
    """Another plan: what was chosen within the old one makes no sense any more."""
    plan = st.session_state["filter_plan"]
    state.write({"plan": plan, "page": None, **dict.fromkeys((*state.WITHIN_PLAN, *state.SELECTION))})


def _plan(view: View, plans: tuple[PlanDocument, ...], everything: Facets) -> None:
    by_id = {plan.plan_id: plan for plan in plans}
    tasks = {facet.code: facet.tasks for facet in everything.plans}
    offered = _offered(plans, view) if len(plans) > MOST_PLANS else plans
    labels = {state.ALL_PLANS: t("全部规划({n} 份)", n=len(plans))} | {plan.plan_id: plan.label for plan in offered}
    chosen = view.plan or state.ALL_PLANS
    st.selectbox(
        t("规划文件"),
        list(labels),
        list(labels).index(chosen),
        format_func=labels.__getitem__,
        key=widgets.mirror("plan", chosen),
        on_change=_change_plan,
        placeholder=t("选择规划"),
        filter_mode=None,
    )
    shown = [by_id[view.plan]] if view.plan else plans
    captions = [_caption(plan, tasks[plan.plan_id], alone=bool(view.plan)) for plan in shown[:SHOWN_PLANS]]
    if len(shown) > SHOWN_PLANS:
        captions.append(t("等 {total} 份 · 共 {n} 项任务", total=len(shown), n=sum(tasks.values())))
    lines = "".join(f"<div>{caption}</div>" for caption in captions)
    st.html(f'<div class="plan-notes">{lines}</div>')


def _offered(plans: Sequence[PlanDocument], view: View) -> list[PlanDocument]:
    """Of very many plans the one that is open and the first ones that hold every word of a search in name or number."""
    words = st.text_input(
        t("查找规划"),
        key="plan_search",
        placeholder=t("{n} 份规划:输入名称或文号查找", n=len(plans)),
        icon=":material/search:",
        label_visibility="collapsed",
        max_chars=state.TEXT_LIMIT,
    ).split()
    said = ((plan, f"{plan.label} {plan.title or ''} {plan.document_number or ''}") for plan in plans)
    found = [plan for plan, text in said if all(word in text for word in words)]
    if words:
        told = t("找到 {n} 份", n=len(found))
        more = t(",列出前 {most} 份", most=MOST_PLANS) if len(found) > MOST_PLANS else ""
        st.html(f'<p class="quiet" role="status">{told}{more}</p>')
    open_one = [plan for plan in plans if plan.plan_id == view.plan]
    return [*open_one, *(plan for plan in found[:MOST_PLANS] if plan.plan_id != view.plan)]


def _failed(files: list[str]) -> None:
    """One sentence on plan files that could not be read; the command line says more."""
    if files:
        names = escape("、".join(files))
        said = t("{names} 未能读入:请另存为 UTF-8 纯文本,再刷新本页。", names=names)
        st.html(f'<div class="plan-failed">{said}</div>')


def _notices(sentences: tuple[str, ...]) -> None:
    """What went wrong with local tables and online services, folded."""
    if sentences:
        items = "".join(f"<li>{quoting.sentence(sentence)}</li>" for sentence in sentences)
        title = t("本地地点表和在线查询有 {n} 条提示", n=len(sentences))
        st.html(f'<details class="plan-failed"><summary>{title}</summary><ul>{items}</ul></details>')


def _caption(plan: PlanDocument, tasks: int, *, alone: bool) -> str:
    """Number, date and tasks of a plan; among several, what names it and how many tasks it has."""
    if not alone:
        return f"{quoting.quoted(plan.document_number or plan.label)} · {t('{n} 项', n=tasks)}"
    full_label = f"<b>{quoting.quoted(plan.label)}</b>" if len(plan.label) > LABEL_FITS else ""
    number = quoting.quoted(plan.document_number) if plan.document_number else ""
    parts = [number, escape(plan.date or ""), escape(missing_metadata(plan)), t("{n} 项任务", n=tasks)]
    return full_label + " · ".join(filter(None, parts))


def _counties(view: View, facets: Facets, everything: Facets) -> None:
    """Counties of the plan; one that a link chose stays in sight even where the plan has nothing."""
    by_code = {facet.code: facet for facet in facets.counties}
    for facet in everything.counties:
        if facet.code in view.counties:
            by_code.setdefault(facet.code, replace(facet, projects=0))
    widgets.county_box(list(by_code.values()), view)


def _stages(view: View, facets: Facets) -> None:
    total = sum(facet.projects for facet in facets.stages)
    widgets.heading(t("计划阶段"), t("规划原文的说法,非实际进展"))
    long = max((facet.projects for facet in facets.stages), default=0) >= language.FIVE_DIGITS
    aside = ".st-key-filter_stage button::before { left: 4px }" if long else ""  # the symbol leaves its place beside
    st.html(
        f"<style>.st-key-filter_stage [role=toolbar]::after {{ content: '{total}\\a {t('合计')}' }} {aside}</style>"
    )
    words = {facet.code: t(facet.label) for facet in facets.stages}
    widgets.pills(
        "stage",
        t("计划阶段"),
        words,
        value=view.stages,
        counts=[widgets.count(facet.projects, narrow=True) for facet in facets.stages],
    )


def _precisions(view: View, facets: Facets) -> None:
    widgets.heading(t("定位精度"), "")
    counts = [widgets.count(precision_count(facets, group)) for group in PRECISION_GROUPS]
    words = {group: t(label) for group, label in PRECISION_LABELS.items()}
    widgets.pills("precision", t("定位精度"), words, value=view.precisions, counts=counts, all_on=True)


def _more(view: View, facets: Facets, everything: Facets) -> None:
    """The filters that are needed less often, folded unless one of them is active."""
    with st.expander(t("更多条件"), expanded=view.has_more, key="more_filters"):
        kinds = {
            facet.code: _counted(facet, language.title("kind", facet.code)) for facet in _open(facets.kinds, view.kinds)
        }
        every = t("全部 {total} 类", total=len(kinds)) if kinds else t("没有项目")
        widgets.box("kind", t("项目类型"), kinds, value=view.kinds, placeholder=every)
        towns = _townships(_open(facets.townships, view.townships), view, everything)
        offered = towns if len(towns) <= MOST_CHOICES else {code: towns[code] for code in view.townships}
        every = t("全部 {n} 个乡镇", n=len(towns)) if offered else t("先选区县,再选乡镇")
        hint = every if towns else t("没有到乡镇的项目或任务")
        widgets.box("township", t("乡镇", context="one"), offered, value=view.townships, placeholder=hint)
        units = {
            facet.code: f"{facet.label} · {t('{n} 项任务', n=facet.tasks)}" for facet in _open(facets.units, view.units)
        }
        first = [*dict.fromkeys((*view.units, *list(units)[:MOST_CHOICES]))]
        hint = t("全部 {n} 个单位", n=len(units)) if units else t("原文未列明单位")
        offered = {unit: units[unit] for unit in first}
        widgets.box("unit", t("牵头 / 责任单位"), offered, value=view.units, placeholder=hint)


def _open(facets: Sequence[Facet], chosen: tuple[str, ...]) -> list[Facet]:
    """Choices that leave something, and those made already."""
    return [facet for facet in facets if facet.projects or facet.tasks or facet.code in chosen]


def _counted(facet: Facet, name: str) -> str:
    """The choice by its name and its project count, or its tasks where no project belongs to it."""
    number = t("{n} 项任务", n=facet.tasks) if facet.tasks and not facet.projects else str(facet.projects)
    return f"{name} · {number}"


def _townships(choices: Sequence[Facet], view: View, everything: Facets) -> dict[str, str]:
    """Townships of the chosen counties, county by county; where there are several, its name stands before."""
    names = {facet.code: short_name(facet.label) for facet in everything.counties}
    inside = [
        one for one in choices if not view.counties or one.code[:6] in view.counties or one.code in view.townships
    ]
    several = len({one.code[:6] for one in inside}) > 1

    def named(one: Facet) -> str:
        county = f"{names.get(one.code[:6], '')} " if several else ""
        return f"{county}{quoting.plain_name(one.label, division=True)}".strip()

    return {one.code: _counted(one, named(one)) for one in inside}


def plan_in_words(catalog: Catalog, view: View) -> str:
    """The plan of the view as a title in HTML, e.g. `[…工作要点]`."""
    plan = catalog.plan(view.plan) if view.plan else None
    return quoting.quoted(plan.label) if plan else t("全部规划({n} 份)", n=len(catalog.plans()))


def in_words(catalog: Catalog, view: View) -> dict[str, str]:
    """The filters as names in HTML by their field of the view, e.g. `交通、水利`, in the order of the sidebar."""
    known = catalog.facets()
    labels = {facet.code: facet.label for facets in (known.counties, known.townships) for facet in facets}
    found = {
        t("领域"): [language.title("sector", code) for code in view.sectors],
        t("区县", context="one"): [quoting.name(labels[code], division=True) for code in view.counties],
        t("项目类型"): [language.title("kind", code) for code in view.kinds],
        t("乡镇", context="one"): [quoting.name(labels[code], division=True) for code in view.townships],
        t("单位", context="one"): [quoting.quoted(unit) for unit in view.units],
        t("计划阶段"): [t(group) for group in view.stages],
        t("定位精度"): [t(PRECISION_LABELS[group]) for group in view.precisions],
        t("搜索"): [f"“{quoting.quoted(view.text)}”"] if view.text else [],
    }
    return {label: t("、").join(names) for label, names in found.items() if names}
