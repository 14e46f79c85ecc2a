"""The head of the project ledger: the key figures and the files of what the filters show."""

from collections.abc import Sequence

import streamlit as st

from loaders import briefing
from loaders.catalog import Catalog, Facets, ProjectRow
from pages.components import downloads, kpi
from pages.components.state import View

FILE_NAME = "项目台账"
TABLES = (("表格 XLSX", "xlsx", briefing.project_xlsx), ("表格 CSV", "csv", briefing.project_csv))
LAYERS = (
    ("图层 GeoPackage", "gpkg", briefing.layers_gpkg),
    ("图层 GeoJSON", "geojson", briefing.layers_geojson),
    ("图层 KML", "kml", briefing.layers_kml),
)
NOTE = (
    '<p class="quiet">导出当前筛选的全部 {rows} 个项目。图层含点位、示意线路、区县标注;'
    "只知区县或未定位的项目在表中写明,不给坐标。</p>"
    '<p class="quiet">GeoPackage 为 CGCS2000(EPSG:4490),GeoJSON、KML 为 WGS 84,相差不到 1 米。</p>'
)


def draw(catalog: Catalog, view: View, facets: Facets, rows: Sequence[ProjectRow]) -> None:
    """Key figures of the view, and a fold with the files."""
    with st.container(key="ledger_head", horizontal=True, gap=None, vertical_alignment="center"):
        kpi.draw(view, facets, catalog.facets())
        with st.popover("导出数据", key="export", disabled=not rows), st.container(key="export_files"):
            for label, ending, make in (*TABLES, *LAYERS):
                downloads.button(
                    label,
                    lambda make=make: make(catalog.project_selection(view.query)),
                    name=FILE_NAME,
                    ending=ending,
                    disabled=not rows,
                    wide=True,
                )
            st.html(NOTE.format(rows=len(rows)))
