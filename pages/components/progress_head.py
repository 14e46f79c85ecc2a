"""The head of 推进情况: how many projects have records, their lights as filters, the three views, and the files."""

from collections import Counter
from collections.abc import Sequence
from functools import partial

import streamlit as st

from loaders import briefing
from loaders.catalog import Catalog
from loaders.store import Followed
from pages.components import downloads, markup, state
from pages.components import progress_marks as marks
from pages.components.downloads import File
from pages.components.language import mark, t

FILE_NAME = mark("推进情况", context="page")
TABS = {"list": mark("项目"), "time": mark("时间线"), "units": mark("责任单位看板")}
NOTE = mark("导出当前筛选的 {n} 个项目。“规划说法”是规划原文的话,“实际进展”来自推进记录,各在一列;没有记录的留空。")


def tab() -> str:
    """The view that the address asks for."""
    return state.one_of("tab", list(TABS))


def lights() -> tuple[str, ...]:
    """The lights that the address filters by."""
    return state.several("light", marks.LIGHTS)


def draw(catalog: Catalog, rows: Sequence[Followed], chosen: tuple[str, ...], kept: Sequence[Followed]) -> None:
    """Counts over `rows`, the projects of the filters; files of `kept`, those that have one of the chosen lights."""
    known = sum(bool(row.records) for row in rows)
    figures = "".join(
        f'<div class="figure"><span>{label}</span><b>{number}</b></div>'
        for label, number in ((t("有记录"), known), (t("无记录"), len(rows) - known))
    )
    counts = Counter(row.light.colour for row in rows)
    buttons = "".join(_light(colour, counts[colour], chosen) for colour in marks.LIGHTS)
    label, views = t("按灯筛选"), t("查看方式")
    with st.container(key="progress_head", horizontal=True, gap=None, vertical_alignment="center"):
        markup.show(
            f'<div class="kpi">{figures}<div class="lights" role="group" aria-label="{label}">{buttons}</div>'
            f'<nav class="progress-tabs" aria-label="{views}">{"".join(map(_tab, TABS))}</nav></div>',
            key="progress_figures",
        )
        name = t(FILE_NAME, context="page")
        files = [
            File(mark("表格 XLSX"), name, "xlsx", partial(briefing.progress_xlsx, catalog, kept)),
            File(mark("表格 CSV"), name, "csv", partial(briefing.progress_csv, catalog, kept)),
        ]
        downloads.menu(files, [t(NOTE, n=len(kept))], disabled=not kept)


def _light(colour: str, number: int, chosen: tuple[str, ...]) -> str:
    changes = markup.go(light=state.toggled(chosen, colour), page=None)
    return (
        f'<button type="button" class="light-filter" aria-pressed="{str(colour in chosen).lower()}" {changes}>'
        f"{marks.light_sign(colour)}{t(marks.LIGHTS[colour][-1])}<b>{number}</b></button>"
    )


def _tab(code: str) -> str:
    now = ' aria-current="true"' if code == tab() else ""
    return f"<span{now}>{markup.link(t(TABS[code]), tab=code, page=None)}</span>"
