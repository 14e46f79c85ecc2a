"""The row of chips above the map and the list: what narrows the view, each removed by one click."""

from collections.abc import Iterable, Sequence

import streamlit as st

from loaders.catalog import Facet, Facets, short_name
from pages.components import chips, markup
from pages.components.filters import PRECISION_LABELS
from pages.components.markup import literal
from pages.components.state import FILTERS, PRECISION_GROUPS, View

CLEAR = "清除全部"
MANY = 6  # chips; more may not fit into the row, which then says how many there are and unfolds over the map


def draw(view: View, everything: Facets) -> None:
    """Draw a chip for each choice and one button for all; an empty row keeps its place on the page.

    What does not fit into one line shows, over the map, while the pointer or the keyboard is on the row.

    `everything` holds every choice that exists, to name what a link chose outside the present plan.
    """
    found = list(_chips(view, everything))
    row = "".join(found)
    many = f'<button type="button" class="all">已选 {len(found)} 项</button>' if len(found) > MANY else ""
    clear = f'<button type="button" class="clear" {markup.go(**dict.fromkeys((*FILTERS[1:], "page")))}>{CLEAR}</button>'
    body = (
        f'<div class="active-filters{" many" if many else ""}">{many}'
        f'<div class="row" role="group" aria-label="已选条件">{row}</div>{clear}</div>'
    )
    with st.container(key="active"):
        markup.show(body if row else "", key="active_filters")


def _chips(view: View, everything: Facets) -> Iterable[str]:
    """One chip each, in the order of the sidebar."""
    if view.text:
        yield _chip("搜索", f"“{view.text}”", q=None)
    for code, name in _names(view.sectors, everything.sectors):
        yield _chip("领域", name, symbol=chips.icon("sector", code), sector=_without(view.sectors, code))
    for code, name in _names(view.counties, everything.counties):
        counties = _without(view.counties, code)
        townships = [town for town in view.townships if not counties or not town.startswith(code)]
        yield _chip("区县", short_name(name), county=counties, township=townships)
    for group in view.stages:
        yield _chip("计划阶段", group, symbol=chips.icon("stage", group), stage=_without(view.stages, group))
    for group in view.precisions:
        symbol = chips.icon("precision", PRECISION_GROUPS[group][0])
        precisions = _without(view.precisions, group)
        yield _chip("定位精度", PRECISION_LABELS[group], symbol=symbol, precision=precisions)
    for code, name in _names(view.kinds, everything.kinds):
        yield _chip("项目类型", name, kind=_without(view.kinds, code))
    for code, name in _names(view.townships, everything.townships):
        yield _chip("乡镇", name, township=_without(view.townships, code))
    for unit in view.units:
        yield _chip("单位", unit, unit=_without(view.units, unit))


def _names(codes: Sequence[str], facets: Iterable[Facet]) -> list[tuple[str, str]]:
    labels = {facet.code: facet.label for facet in facets}
    return [(code, labels[code]) for code in codes]


def _without(codes: Sequence[str], code: str) -> list[str]:
    return [one for one in codes if one != code]


def _chip(label: str, name: str, *, symbol: str = "", **changes: Sequence[str] | None) -> str:
    """A button that takes one choice out of the address; the list begins at its first page again."""
    said = literal(f"移除条件:{label} {name}")
    return (
        f'<button type="button" class="chip" {markup.go(**changes, page=None)} aria-label="{said}" title="{said}">'
        f'<small>{label}</small>{symbol}<span>{literal(name)}</span><i aria-hidden="true">×</i></button>'
    )
