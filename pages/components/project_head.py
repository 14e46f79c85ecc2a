"""The head of the project ledger: the key figures and the files of what the filters show."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from loaders import briefing
from loaders.catalog import Catalog, Facets, ProjectRow
from pages.components import brief_basket, downloads, kpi
from pages.components.downloads import File
from pages.components.language import mark, t
from pages.components.state import View

FILE_NAME = mark("项目台账", context="page")
TABLES = ((mark("表格 XLSX"), "xlsx", briefing.project_xlsx), (mark("表格 CSV"), "csv", briefing.project_csv))
NOTE = mark("导出当前筛选的全部 {n} 个项目。图层含点位、示意线路、区县标注;只知区县或未定位的项目在表中写明,不给坐标。")


def draw(catalog: Catalog, view: View, facets: Facets, rows: Sequence[ProjectRow]) -> None:
    """Key figures of the view, and a menu of the files."""
    select = partial(catalog.project_selection, view.query)
    name = t(FILE_NAME, context="page")
    files = [File(label, name, ending, lambda make=make: make(select())) for label, ending, make in TABLES]
    with st.container(key="ledger_head", horizontal=True, gap=None, vertical_alignment="center"):
        kpi.draw(view, facets, catalog.facets())
        brief_basket.button(view, disabled=not rows)
        notes = [t(NOTE, n=len(rows)), t(downloads.DATUM_NOTE)]
        downloads.menu([*files, *downloads.layer_files(select, name)], notes, disabled=not rows)
