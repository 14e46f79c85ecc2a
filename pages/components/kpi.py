"""The row of key figures: counts and their make-up, never one percentage."""

from collections import Counter
from collections.abc import Iterable

import streamlit as st

from loaders.catalog import Facets
from pages.components import chips, language
from pages.components.language import SIX_DIGITS, t
from pages.components.state import View


def draw(view: View, facets: Facets, everything: Facets) -> None:
    """Tasks, projects and counties of the view out of all, and how finely the projects are placed."""
    chosen = set(view.query.precisions)
    counts = Counter({f.code: f.projects for f in facets.precisions if not chosen or f.code in chosen})
    figures = [
        (t("任务", context="figure"), facets.tasks, everything.tasks),
        (t("项目", context="figure"), facets.projects, everything.projects),
        (t("区县", context="figure"), _counties(facets, view.counties), _counties(everything, ())),
    ]
    row(figures, counts)


def row(figures: Iterable[tuple[str, int, int]], counts: Counter[str]) -> None:
    """Figures (label, number, total) and the composition of the projects by precision code."""
    figures = list(figures)
    many = " many" if max([0, *counts.values(), *(total for _, _, total in figures)]) >= SIX_DIGITS else ""
    cells = "".join(
        f'<div class="figure"><span>{label}</span><b>{number}</b><small> / {total}</small></div>'
        for label, number, total in figures
    )
    legend = "".join(
        f'<span><i class="part-{css}"></i><em class="wide">{label}</em><em class="narrow">{short}</em> '
        f'<b title="{number}">{language.number(number)}</b></span>'
        for css, label, short, number in chips.composition(counts)
    )
    bar = chips.composition_bar(counts)
    st.html(f'<div class="kpi{many}">{cells}<div class="makeup"><div>{legend}</div>{bar}</div></div>')


def _counties(facets: Facets, chosen: tuple[str, ...]) -> int:
    """Counties with a project or a task, among the chosen ones if any are."""
    return sum(1 for f in facets.counties if (f.projects or f.tasks) and (not chosen or f.code in chosen))
