"""The head of the county page: which county the address means, the choice of another, and its key figures."""

import streamlit as st

from loaders.catalog import Catalog, Facet, Profile
from pages.components import chips, filters, kpi, state
from pages.components.state import View

NO_COUNTY = (
    '<div class="empty"><b>当前范围内没有落到区县的项目或任务</b>'
    "<p>换一份规划,或放宽左侧的筛选。只写到省、市的规划没有区县画像。</p></div>"
)


def find(catalog: Catalog, view: View) -> tuple[Profile | None, str]:
    """The profile the address asks for, else that of the county with most projects and a note; None without any."""
    asked = state.asked_county()
    profile = catalog.profile(asked, view.query)
    if profile or not asked:
        return profile, ""
    return catalog.profile(None, view.query), f"没有找到链接所指的区县({asked}),下面是项目最多的区县。"


def draw(profile: Profile) -> None:
    """The choice of a county, its projects and tasks out of all, and how finely the projects are placed."""
    figures = [
        ("项目", len(profile.projects), profile.all_projects),
        ("任务", len(profile.tasks), profile.all_tasks),
    ]
    choices = list(profile.choices)
    if profile.code not in {choice.code for choice in choices}:
        choices.append(Facet(profile.code, profile.name, 0, 0))
    with st.container(key="county_head", horizontal=True, gap=None, vertical_alignment="center"):
        filters.county_choice(choices, profile.code)
        kpi.row(figures, chips.precisions(profile.projects))
