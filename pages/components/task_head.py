"""The head of the list of tasks: key figures, what narrows the list, and its files."""

from functools import partial

import streamlit as st

from loaders import briefing
from loaders.catalog import Catalog, Facets
from pages.components import active_filters, brief_basket, downloads, kpi
from pages.components.downloads import File
from pages.components.language import mark, t
from pages.components.state import View

FILE_NAME = mark("任务清单", context="page")
TABLES = ((mark("表格 XLSX"), "xlsx", briefing.task_xlsx), (mark("表格 CSV"), "csv", briefing.task_csv))
NOTE = mark("导出当前筛选的全部 {n} 项任务,每项附原文、单位、指标和具名项目。")


def draw(catalog: Catalog, view: View, facets: Facets) -> None:
    """Key figures over the chips of the filters, and beside them a menu of the files."""
    tasks = catalog.tasks(view.query)
    name = t(FILE_NAME, context="page")
    files = [File(label, name, ending, partial(make, catalog, tasks)) for label, ending, make in TABLES]
    with st.container(key="tasks_head", horizontal=True, gap=None, vertical_alignment="center"):
        with st.container(key="tasks_figures", gap=None):
            kpi.draw(view, facets, catalog.facets())
            active_filters.draw(view, catalog.facets())
        brief_basket.button(view, disabled=not tasks)
        downloads.menu(files, [t(NOTE, n=len(tasks))], disabled=not tasks)
