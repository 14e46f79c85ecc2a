"""How the current page of 简报 is printed: headline, scope in words, paper, what is shown, atlas, resolution."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from loaders.briefing import PAPERS
from loaders.catalog import Catalog
from pages.components import brief_basket, brief_state, markup, state, widgets
from pages.components.brief_state import Item
from pages.components.language import mark, t
from pages.components.markup import go, literal

POINTS, MILLIMETRES = 72, 25.4  # in an inch
SHOWN = {
    "names": mark("项目名称"),
    "tasks": mark("只写到区县的任务"),
    "stamp": mark("内部工作用图字样"),
    "clauses": mark("任务原文(文档)"),
    "tables": mark("项目清单(文档)"),
}


def headline(item: Item, proposed: str) -> None:
    """The headline to write over; the button takes back what was written."""
    with st.container(key="headline", horizontal=True, gap="small", vertical_alignment="center"):
        st.text_input(
            t("标题"),
            item.title or proposed,
            key=widgets.mirror("title", item.title or proposed),
            placeholder=proposed,
            max_chars=max(brief_state.TITLE_LIMIT, len(proposed)),
            on_change=partial(_name, proposed),
            label_visibility="collapsed",
        )
        st.button(
            t("恢复建议标题"),
            key="propose",
            type="tertiary",
            on_click=partial(state.write, {"title": None}),
            disabled=not item.title,
        )


def _name(proposed: str) -> None:
    """Keep an own headline; the proposed one, or nothing, is none."""
    typed = brief_state.title_in(st.session_state["filter_title"])
    state.write({"title": None if typed == brief_state.title_in(proposed) else typed})


def draw(catalog: Catalog, item: Item, *, pages: int, projects: int) -> None:
    """The column beside the preview, down to the buttons."""
    widgets.heading(t("范围"), t("{n} 个项目", n=projects))
    markup.show(f'<div class="brief-scope">{_scope(catalog, item)}</div>', key="brief_scope")
    paper = PAPERS[item.paper]
    widgets.heading(t("纸张"), _size(paper.width, paper.height, MILLIMETRES, t("毫米")))
    _one("paper", t("纸张"), {code: t(brief_basket.PAPERS[code], context="paper") for code in PAPERS}, item.paper)
    widgets.heading(t("显示内容"), "")
    _shown(item.without)
    widgets.heading(t("图集"), t("共 {n} 页", n=pages) if item.atlas else "")
    st.toggle(t("总图 + 每区县一页"), item.atlas, key=widgets.mirror("atlas", item.atlas), on_change=_switch_atlas)
    dpi = state.one_of("dpi", brief_state.RESOLUTIONS)
    widgets.heading(t("PNG 分辨率(dpi)"), _size(paper.width, paper.height, int(dpi), t("像素")))
    _one("dpi", t("PNG 分辨率(dpi)"), {one: one for one in sorted(brief_state.RESOLUTIONS, key=int)}, dpi)


def _size(width: float, height: float, per_inch: float, unit: str) -> str:
    """Size of a paper, given in points, in another unit."""
    return f"{width * per_inch / POINTS:.0f} × {height * per_inch / POINTS:.0f} {unit}"


def _scope(catalog: Catalog, item: Item) -> str:
    """The scope in words, and the extent of the map as a chip that takes it away."""
    words = brief_basket.in_words(catalog, item)
    if not item.bounds:
        return f"{words} · {t('当前筛选')}"
    said = literal(t("去掉地图范围,回到当前筛选的全部范围"))
    return (
        f'{words} <button type="button" class="chip" {go(bounds=None)} aria-label="{said}" title="{said}">'
        f'{t("当前地图范围")} <i aria-hidden="true">×</i></button>'
    )


def _one(name: str, label: str, words: dict[str, str], value: str) -> None:
    """One choice out of few; the first of the parameter's values is what an address without it means."""
    st.pills(
        label,
        tuple(words),
        format_func=words.__getitem__,
        required=True,
        default=value,
        key=widgets.mirror(name, value),
        on_change=widgets.store,
        args=(name,),
        label_visibility="collapsed",
        width="stretch",
    )


def _shown(without: Sequence[str]) -> None:
    words = {code: t(label) for code, label in SHOWN.items()}
    shown = [code for code in SHOWN if code not in without]
    st.pills(
        t("显示内容"),
        tuple(words),
        format_func=words.__getitem__,
        selection_mode="multi",
        default=shown,
        key=widgets.mirror("shown", shown),
        on_change=_leave_out,
        label_visibility="collapsed",
        width="stretch",
    )


def _leave_out() -> None:
    left = [code for code in SHOWN if code not in st.session_state["filter_shown"]]
    state.write({"without": ",".join(left)})


def _switch_atlas() -> None:
    state.write({"atlas": "1" if st.session_state["filter_atlas"] else None})
