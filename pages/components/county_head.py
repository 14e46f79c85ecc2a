"""The head of the county page: which county the address means, the choice of another, and its key figures."""

from dataclasses import replace
from functools import partial

import streamlit as st

from loaders import briefing
from loaders.catalog import Catalog, Facet, Profile, ProjectSelection, TooMuchError, short_name
from pages.components import brief_basket, chips, downloads, filters, kpi, quoting, state
from pages.components.downloads import File
from pages.components.language import mark, t
from pages.components.state import View

NO_COUNTY = (
    mark("当前范围内没有落到区县的项目或任务"),
    mark("换一份规划,或放宽左侧的筛选。只写到省、市的规划没有区县画像。"),
)
NOTE = mark(
    "导出本区县在当前筛选下的 {projects}和 {tasks}。跨区县的线路整条导出;只知区县或未定位的项目在表中写明,不给坐标。"
)


def find(catalog: Catalog, view: View) -> tuple[Profile | None, str]:
    """The profile the address asks for, else that of the county with most projects and a note; None without any.

    Counties with more projects than can be shown together are passed over where none is asked for.
    """
    asked = state.asked_county()
    try:
        profile = catalog.profile(asked, view.query) if asked else None
        if profile:
            return profile, ""
        code, note = _default(catalog, view)
        if asked:
            note = t("没有找到链接所指的区县({asked}),下面是项目最多的区县。", asked=asked)
        return catalog.profile(code, view.query), note
    except TooMuchError:
        _choice(catalog, view, asked)
        raise


def _default(catalog: Catalog, view: View) -> tuple[str | None, str]:
    """The county with most projects, None for the catalog to find it; else the next that fits, and a note on it."""
    counties, most = _ranked(catalog, view), catalog.limits.listed
    fitting = next((one for one in counties if one.projects <= most), None)
    if fitting is None or fitting is counties[0]:
        return None, ""
    first = counties[0]
    note = t(
        "{county}的项目最多({n} 个),超出一次能看的 {most} 个;下面是能看全的区县里项目最多的,其他区县可在上面选。",
        county=short_name(first.label),
        n=first.projects,
        most=most,
    )
    return fitting.code, note


def _ranked(catalog: Catalog, view: View) -> list[Facet]:
    return sorted(catalog.facets(view.query).counties, key=lambda one: -one.projects)


def _choice(catalog: Catalog, view: View, asked: str | None) -> None:
    """The choice of a county alone, where there is too much of the one asked for."""
    counties = _ranked(catalog, view)
    codes = [one.code for one in counties]
    if counties:
        with st.container(key="county_head", horizontal=True, gap=None, vertical_alignment="center"):
            filters.county_choice(counties, asked if asked in codes else codes[0])


def draw(catalog: Catalog, profile: Profile, view: View) -> None:
    """The choice of a county, its projects and tasks out of all, how finely the projects are placed, and its files."""
    figures = [
        (t("项目", context="figure"), len(profile.projects), profile.all_projects),
        (t("任务", context="figure"), len(profile.tasks), profile.all_tasks),
    ]
    choices = list(profile.choices)
    if profile.code not in {choice.code for choice in choices}:
        choices.append(Facet(profile.code, profile.name, 0, 0))
    with st.container(key="county_head", horizontal=True, gap=None, vertical_alignment="center"):
        filters.county_choice(choices, profile.code)
        kpi.row(figures, chips.precisions(profile.projects))
        nothing = not profile.projects and not profile.tasks
        brief_basket.button(replace(view, counties=(profile.code,)), disabled=not profile.projects)
        counted = {
            "projects": t("{n} 个项目", n=len(profile.projects)),
            "tasks": t("{n} 项任务", n=len(profile.tasks)),
        }
        notes = [t(NOTE, **counted), t(downloads.DATUM_NOTE)]
        downloads.menu(_files(catalog, profile, view), notes, disabled=nothing)


def _files(catalog: Catalog, profile: Profile, view: View) -> list[File]:
    """Projects and tasks of the county as tables, and its layers."""
    here = replace(view.query, counties=(profile.code,), townships=())
    tasks = [one.task for one in profile.tasks]
    name = quoting.plain_name(short_name(profile.name), division=True)
    both, projects, only_tasks = t("项目与任务"), t("项目", context="figure"), t("任务", context="figure")

    def select() -> ProjectSelection:
        return catalog.project_selection(here)

    return [
        File(mark("项目与任务 XLSX"), f"{name}-{both}", "xlsx", lambda: briefing.county_xlsx(select(), catalog, tasks)),
        File(mark("项目 CSV"), f"{name}-{projects}", "csv", lambda: briefing.project_csv(select())),
        File(mark("任务 CSV"), f"{name}-{only_tasks}", "csv", partial(briefing.task_csv, catalog, tasks)),
        *downloads.layer_files(select, f"{name}-{t('图层')}"),
    ]
