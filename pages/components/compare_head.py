"""The head of the comparison: projects of both plans, how many rows of each change, the files to take along."""

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from loaders import briefing
from loaders.catalog import Catalog, ComparedProject, Comparison, terms

CSV_TYPE = "text/csv"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILE_NAME = "规划对比"


def draw(catalog: Catalog, comparison: Comparison, rows: Sequence[ComparedProject]) -> None:
    """Projects of the two plans among the rows, the rows of each change, and the two files."""
    counts = Counter(row.change for row in rows)
    cells = [
        _figure("前一份项目", sum(len(row.earlier) for row in rows)),
        _figure("后一份项目", sum(len(row.later) for row in rows)),
        *(_figure(term.zh, counts[code], css=f"change change-{code}") for code, term in terms()["change"].items()),
    ]
    with st.container(key="compare_head", horizontal=True, gap=None, vertical_alignment="center"):
        st.html(f'<div class="kpi">{"".join(cells)}</div>')
        for label, make, mime in (
            ("导出 XLSX", briefing.comparison_xlsx, XLSX_TYPE),
            ("导出 CSV", briefing.comparison_csv, CSV_TYPE),
        ):
            ending = label.split()[-1].lower()
            st.download_button(
                label,
                data=lambda make=make: make(comparison, rows, catalog.task),
                file_name=f"{FILE_NAME}.{ending}",
                mime=mime,
                key=f"export_{ending}",
                on_click="ignore",
                disabled=not rows,
            )


def _figure(label: str, number: int, *, css: str = "") -> str:
    return f'<div class="figure {css}"><span>{label}</span><b>{number}</b></div>'
