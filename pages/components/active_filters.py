"""The row of chips above the map and the list: what narrows the view, each removed by one click."""

from collections.abc import Iterable, Sequence

import streamlit as st

from loaders.catalog import Facet, Facets, short_name
from pages.components import chips, language, markup, quoting
from pages.components.filters import PRECISION_LABELS
from pages.components.language import t
from pages.components.markup import literal
from pages.components.state import FILTERS, PRECISION_GROUPS, View

MANY = 6  # chips; more may not fit into the row, which then says how many there are and unfolds over the map


def draw(view: View, everything: Facets) -> None:
    """Draw a chip for each choice and one button for all; an empty row keeps its place on the page.

    What does not fit into one line shows, over the map, while the pointer or the keyboard is on the row.

    `everything` holds every choice that exists, to name what a link chose outside the present plan.
    """
    found = list(_chips(view, everything))
    row = "".join(found)
    number = t("已选 {n} 项", n=len(found))
    many = f'<button type="button" class="all">{number}</button>' if len(found) > MANY else ""
    everything_out = markup.go(**dict.fromkeys((*FILTERS[1:], "page")))
    clear = f'<button type="button" class="clear" {everything_out}>{t("清除全部")}</button>'
    body = (
        f'<div class="active-filters{" many" if many else ""}">{many}'
        f'<div class="row" role="group" aria-label="{t("已选条件")}">{row}</div>{clear}</div>'
    )
    with st.container(key="active"):
        markup.show(body if row else "", key="active_filters")


def _chips(view: View, everything: Facets) -> Iterable[str]:
    """One chip each, in the order of the sidebar."""
    if view.text:
        yield _chip(t("搜索"), f"“{view.text}”", q=None)
    for code in view.sectors:
        name = language.title("sector", code)
        yield _chip(t("领域"), name, symbol=chips.icon("sector", code), sector=_without(view.sectors, code))
    for code, name in _names(view.counties, everything.counties):
        counties = _without(view.counties, code)
        townships = [town for town in view.townships if not counties or not town.startswith(code)]
        yield _chip(t("区县", context="one"), short_name(name), division=True, county=counties, township=townships)
    for group in view.stages:
        yield _chip(t("计划阶段"), t(group), symbol=chips.icon("stage", group), stage=_without(view.stages, group))
    for group in view.precisions:
        symbol = chips.icon("precision", PRECISION_GROUPS[group][0])
        precisions = _without(view.precisions, group)
        yield _chip(t("定位精度"), t(PRECISION_LABELS[group]), symbol=symbol, precision=precisions)
    for code in view.kinds:
        yield _chip(t("项目类型"), language.title("kind", code), kind=_without(view.kinds, code))
    for code, name in _names(view.townships, everything.townships):
        yield _chip(t("乡镇", context="one"), name, division=True, township=_without(view.townships, code))
    for unit in view.units:
        yield _chip(t("单位", context="one"), unit, unit=_without(view.units, unit))


def _names(codes: Sequence[str], facets: Iterable[Facet]) -> list[tuple[str, str]]:
    labels = {facet.code: facet.label for facet in facets}
    return [(code, labels[code]) for code in codes]


def _without(codes: Sequence[str], code: str) -> list[str]:
    return [one for one in codes if one != code]


def _chip(label: str, name: str, *, symbol: str = "", division: bool = False, **changes: Sequence[str] | None) -> str:
    """A button that takes one choice out of the address; the list begins at its first page again."""
    said = literal(t("移除条件:{label} {name}", label=label, name=name))
    shown = quoting.name(name, division=True) if division else quoting.quoted(name)
    return (
        f'<button type="button" class="chip" {markup.go(**changes, page=None)} aria-label="{said}" title="{said}">'
        f'<small>{label}</small>{symbol}<span>{shown}</span><i aria-hidden="true">×</i></button>'
    )
