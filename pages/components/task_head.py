"""The head of the list of tasks: key figures, what narrows the list, and its files."""

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from loaders import briefing
from loaders.catalog import Catalog, Facets, Task
from pages.components import active_filters, brief_basket, downloads, kpi
from pages.components.downloads import File
from pages.components.language import mark, t
from pages.components.state import View

FILE_NAME = mark("任务清单", context="page")
TABLES = ((mark("表格 XLSX"), "xlsx", briefing.task_xlsx), (mark("表格 CSV"), "csv", briefing.task_csv))
NOTE = mark("导出当前筛选的全部 {n} 项任务,每项附原文、单位、指标和具名项目。")
TOO_LONG = mark("当前筛选有 {n} 项任务,一次最多导出 {most} 项:请先用左侧的筛选缩小范围。")


def draw(catalog: Catalog, view: View, facets: Facets) -> None:
    """Key figures over the chips of the filters, and beside them a menu of the files."""
    name, total = t(FILE_NAME, context="page"), catalog.facets(view.query).tasks
    files = [File(label, name, ending, partial(_file, make, catalog, view)) for label, ending, make in TABLES]
    note, most = t(NOTE, n=total), catalog.limits.listed
    if total > most:
        files, note = [], t(TOO_LONG, n=total, most=most)
    with st.container(key="tasks_head", horizontal=True, gap=None, vertical_alignment="center"):
        with st.container(key="tasks_figures", gap=None):
            kpi.draw(view, facets, catalog.facets())
            active_filters.draw(view, catalog.facets())
        brief_basket.button(view, disabled=not total)
        downloads.menu(files, [note], disabled=not total)


def _file(make: Callable[[Catalog, Sequence[Task]], bytes], catalog: Catalog, view: View) -> bytes:
    return make(catalog, catalog.tasks(view.query))
