"""The head of the data-quality page: mentions per problem, the result of the gate, the files to take along."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from loaders import briefing
from loaders.catalog import CheckCounts, QualityFacets, QualityRow, terms
from pages.components import downloads

FILE_NAME = "数据质量"
FILES = (("导出 XLSX", "xlsx", briefing.quality_xlsx), ("导出 CSV", "csv", briefing.quality_csv))


def draw(facets: QualityFacets, rows: Sequence[QualityRow], checked: CheckCounts | None) -> None:
    """How many mentions are listed out of all, how many have each problem, the gate's result, and the two files."""
    cells = [_figure("待核对提及", len(rows), f" / {facets.mentions}")]
    for code, term in terms()["problem"].items():
        cells.append(_figure(term.zh, sum(code in row.problems for row in rows), css=f"problem-{code}"))
    with st.container(key="quality_head", horizontal=True, gap=None, vertical_alignment="center"):
        st.html(f'<div class="kpi">{"".join(cells)}{_gate(checked)}</div>')
        for label, ending, make in FILES:
            downloads.button(label, partial(make, rows), name=FILE_NAME, ending=ending, disabled=not rows)


def _figure(label: str, number: int, note: str = "", *, css: str = "") -> str:
    return f'<div class="figure {css}"><span>{label}</span><b>{number}</b><small>{note}</small></div>'


def _gate(checked: CheckCounts | None) -> str:
    """What the quality gate found when the data were made."""
    words = f"{checked.errors} 处错误 · {checked.warnings} 处提醒" if checked else "未检查"
    css = "bad" if checked and checked.errors else ""
    return f'<div class="gate {css}" title="生成数据时逐行检查的结果"><span>数据检查</span>{words}</div>'
