"""The head of the comparison: projects of both plans, how many rows of each change, the files to take along."""

from collections import Counter
from collections.abc import Sequence
from functools import partial

import streamlit as st

from loaders import briefing
from loaders.catalog import Catalog, ComparedProject, Comparison, terms
from pages.components import downloads, language
from pages.components.language import mark, t

FILE_NAME = mark("规划对比", context="page")
FILES = ((mark("导出 XLSX"), "xlsx", briefing.comparison_xlsx), (mark("导出 CSV"), "csv", briefing.comparison_csv))


def draw(catalog: Catalog, comparison: Comparison, rows: Sequence[ComparedProject]) -> None:
    """Projects of the two plans among the rows, the rows of each change, and the two files."""
    counts = Counter(row.change for row in rows)
    cells = [
        _figure(t("前一份项目"), sum(len(row.earlier) for row in rows)),
        _figure(t("后一份项目"), sum(len(row.later) for row in rows)),
        *(
            _figure(language.title("change", code), counts[code], css=f"change change-{code}")
            for code in terms()["change"]
        ),
    ]
    with st.container(key="compare_head", horizontal=True, gap=None, vertical_alignment="center"):
        st.html(f'<div class="kpi">{"".join(cells)}</div>')
        for label, ending, make in FILES:
            made = partial(make, comparison, rows, catalog.task)
            downloads.button(t(label), made, name=t(FILE_NAME, context="page"), ending=ending, disabled=not rows)


def _figure(label: str, number: int, *, css: str = "") -> str:
    return f'<div class="figure {css}"><span>{label}</span><b>{number}</b></div>'
