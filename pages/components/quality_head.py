"""The head of the data-quality page: mentions per problem, the result of the gate, the files to take along."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from loaders import briefing
from loaders.catalog import CheckCounts, QualityFacets, QualityRow, terms
from pages.components import downloads, language
from pages.components.language import mark, t

FILE_NAME = mark("数据质量", context="page")
FILES = ((mark("导出 XLSX"), "xlsx", briefing.quality_xlsx), (mark("导出 CSV"), "csv", briefing.quality_csv))


def draw(facets: QualityFacets, rows: Sequence[QualityRow], checked: CheckCounts | None) -> None:
    """How many mentions are listed out of all, how many have each problem, the gate's result, and the two files."""
    cells = [_figure(t("待核对提及"), len(rows), f" / {facets.mentions}")]
    for code in terms()["problem"]:
        cells.append(
            _figure(language.title("problem", code), sum(code in row.problems for row in rows), css=f"problem-{code}")
        )
    with st.container(key="quality_head", horizontal=True, gap=None, vertical_alignment="center"):
        st.html(f'<div class="kpi">{"".join(cells)}{_gate(checked)}</div>')
        for label, ending, make in FILES:
            name = t(FILE_NAME, context="page")
            downloads.button(t(label), partial(make, rows), name=name, ending=ending, disabled=not rows)


def _figure(label: str, number: int, note: str = "", *, css: str = "") -> str:
    return f'<div class="figure {css}"><span>{label}</span><b>{number}</b><small>{note}</small></div>'


def _gate(checked: CheckCounts | None) -> str:
    """What the quality gate found when the data were made."""
    words = f"{t('{n} 处错误', n=checked.errors)} · {t('{n} 处提醒', n=checked.warnings)}" if checked else t("未检查")
    css = "bad" if checked and checked.errors else ""
    return f'<div class="gate {css}" title="{t("生成数据时逐行检查的结果")}"><span>{t("数据检查")}</span>{words}</div>'
