"""The head of the list of tasks: key figures, what narrows the list, and its files."""

from functools import partial

import streamlit as st

from loaders import briefing
from loaders.catalog import Catalog, Facets
from pages.components import active_filters, downloads, kpi
from pages.components.downloads import File
from pages.components.state import View

FILE_NAME = "任务清单"
TABLES = (("表格 XLSX", "xlsx", briefing.task_xlsx), ("表格 CSV", "csv", briefing.task_csv))
NOTE = "导出当前筛选的全部 {tasks} 项任务,每项附原文、单位、指标和具名项目。"


def draw(catalog: Catalog, view: View, facets: Facets) -> None:
    """Key figures over the chips of the filters, and beside them a menu of the files."""
    tasks = catalog.tasks(view.query)
    files = [File(label, FILE_NAME, ending, partial(make, catalog, tasks)) for label, ending, make in TABLES]
    with st.container(key="tasks_head", horizontal=True, gap=None, vertical_alignment="center"):
        with st.container(key="tasks_figures", gap=None):
            kpi.draw(view, facets, catalog.facets())
            active_filters.draw(view, catalog.facets())
        downloads.menu(files, [NOTE.format(tasks=len(tasks))], disabled=not tasks)
