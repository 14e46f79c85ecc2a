"""The head of the project ledger: the key figures and the files of what the filters show."""

from functools import partial

import streamlit as st

from loaders import briefing
from loaders.catalog import Catalog, Facets
from pages.components import brief_basket, downloads, kpi
from pages.components.downloads import File
from pages.components.language import mark, t
from pages.components.state import View

FILE_NAME = mark("项目台账", context="page")
TABLES = ((mark("表格 XLSX"), "xlsx", briefing.project_xlsx), (mark("表格 CSV"), "csv", briefing.project_csv))
NOTE = mark("导出当前筛选的全部 {n} 个项目。图层含点位、示意线路、区县标注;只知区县或未定位的项目在表中写明,不给坐标。")
TOO_LONG = mark("当前筛选有 {n} 个项目,一次最多导出 {most} 个:请先用左侧的筛选缩小范围。")


def draw(catalog: Catalog, view: View, facets: Facets, total: int) -> None:
    """Key figures of the view, and a menu of the files of its `total` projects."""
    select = partial(catalog.project_selection, view.query)
    name = t(FILE_NAME, context="page")
    files = [File(label, name, ending, lambda make=make: make(select())) for label, ending, make in TABLES]
    with st.container(key="ledger_head", horizontal=True, gap=None, vertical_alignment="center"):
        kpi.draw(view, facets, catalog.facets())
        brief_basket.button(view, disabled=not total)
        notes, most = [t(NOTE, n=total), t(downloads.DATUM_NOTE)], catalog.limits.filed
        files += downloads.layer_files(select, name)
        if total > most:
            files, notes = [], [t(TOO_LONG, n=total, most=most)]
        downloads.menu(files, notes, disabled=not total)
