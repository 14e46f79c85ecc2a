"""The sidebar of the comparison: its two plans, and filters whose counts follow each other."""

from html import escape

import streamlit as st

from loaders.catalog import Comparison, ComparisonQuery, PlanDocument
from pages.components import language, quoting, state, widgets
from pages.components.language import mark, t
from pages.components.state import CompareView

SEARCH = mark("搜索项目、区县、乡镇")
LABEL_FITS = 14  # characters of a plan label that the select box shows


def draw_pair(plans: tuple[PlanDocument, ...], pair: tuple[str, str]) -> None:
    """Draw the choice of the two plans to compare, and the button that swaps them."""
    by_id = {plan.plan_id: plan for plan in plans}
    with st.sidebar:
        for name, label, plan_id in zip(state.PAIR, (t("前一份规划"), t("后一份规划")), pair, strict=True):
            st.selectbox(
                label,
                list(by_id),
                list(by_id).index(plan_id),
                format_func=lambda plan_id: by_id[plan_id].label,
                key=widgets.mirror(name, plan_id),
                on_change=_change_pair,
                args=(name, pair),
                filter_mode=None,
            )
            plan = by_id[plan_id]
            number = quoting.quoted(plan.document_number) if plan.document_number else ""
            parts = [number, escape(plan.date or t("原文未载日期"))]
            full = f"<b>{quoting.quoted(plan.label)}</b>" if len(plan.label) > LABEL_FITS else ""
            st.html(f'<div class="plan-notes">{full}{" · ".join(filter(None, parts))}</div>')
        earlier, later = (by_id[plan_id].date or "" for plan_id in pair)
        if earlier and later and earlier > later:
            st.html(f'<div class="plan-failed">{t("前一份的日期晚于后一份,可点“对调前后”。")}</div>')
        st.button(
            t("对调前后"),
            key="swap_plans",
            icon=":material/swap_vert:",
            width="stretch",
            on_click=_write_pair,
            args=(pair[1], pair[0]),
        )


def _change_pair(name: str, pair: tuple[str, str]) -> None:
    """One plan of the pair is another; the plan of the other side chosen here swaps the two."""
    chosen = st.session_state[f"filter_{name}"]
    if chosen in pair:
        _write_pair(pair[1], pair[0])
    else:
        _write_pair(*((chosen, pair[1]) if name == state.PAIR[0] else (pair[0], chosen)))


def _write_pair(earlier: str, later: str) -> None:
    state.write({"a": earlier, "b": later, "county": None, "page": None, "mention": None})


def draw_comparison(comparison: Comparison) -> CompareView:
    """Draw the filters of the comparison under the choice of plans; the view of the address."""
    view = state.read_comparison(comparison.facets(ComparisonQuery()))
    facets = comparison.facets(view.query)
    with st.sidebar:
        widgets.text_box(view, SEARCH)
        widgets.heading(t("变化"), t("比的是规划的说法,非实际进展"))
        words = {facet.code: language.title("change", facet.code) for facet in facets.changes}
        counts = [widgets.count(facet.projects) for facet in facets.changes]
        widgets.pills("change", t("变化"), words, value=view.changes, counts=counts)
        widgets.sectors(view, facets)
        widgets.county_box([facet for facet in facets.counties if facet.code], view)
        widgets.footer(view.is_filtered, widgets.OFFLINE_NOTE)
    return view
