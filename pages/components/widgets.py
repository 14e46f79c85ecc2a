"""The widgets of the sidebar: pills and lists that mirror the address, each choice with its count."""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from loaders.catalog import ComparisonFacets, Facet, Facets, short_name
from pages.components import language, quoting, state
from pages.components.language import FIVE_DIGITS, mark, t
from pages.components.state import CompareView, View

OFFLINE_NOTE = mark("离线运行 · 无外部请求")
SEARCH = mark("搜索名称、拼音或首字母")
LONG_LIST = 12  # choices; more are narrowed by typing


def mirror(name: str, value: object) -> str:
    """Key of the widget of a filter, showing what the address says.

    The value is set only when it differs or the page is another one (its widgets are new to the browser):
    setting it on every run would undo a click made meanwhile. The widget gets it as its default, too: a browser
    that has not drawn it before the next run arrives never sees what was set, and would send its first choice back.
    """
    key = f"filter_{name}"
    if st.session_state.get(key) != value or st.session_state.get("page_changed"):
        st.session_state[key] = value
    return key


def store(name: str, everything: tuple[str, ...] = ()) -> None:
    """Write the value of a widget into the address; all of `everything` means no restriction."""
    value = st.session_state[f"filter_{name}"]
    state.write({name: None if everything and set(value) == set(everything) else value})


def _change_counties() -> None:
    """Other counties: a township outside them would leave nothing."""
    counties = st.session_state["filter_county"]
    townships = [town for value in st.query_params.get_all("township") for town in value.split(",")]
    kept = [town for town in townships if not counties or town.startswith(tuple(counties))]
    state.write({"county": counties, "township": kept})


def text_box(view: View | CompareView, placeholder: str = SEARCH) -> None:
    """The search box."""
    st.text_input(
        t("搜索"),
        view.text,
        key=mirror("q", view.text),
        on_change=store,
        args=("q",),
        placeholder=t(placeholder),
        icon=":material/search:",
        label_visibility="collapsed",
        max_chars=state.TEXT_LIMIT,
    )


def heading(title: str, note: str) -> None:
    """The title over a group of choices, with a note at its end."""
    st.html(f'<div class="filter-heading"><b>{title}</b><span>{note}</span></div>')


def pills(
    name: str,
    label: str,
    words: Mapping[str, str],
    *,
    value: tuple[str, ...],
    counts: Sequence[str],
    all_on: bool = False,
) -> None:
    """Choices as pills with a count each.

    The browser knows a pill by its text, so the text never changes and the count is drawn by a style: a click
    made while the counts change cannot lose a choice. With `all_on` no restriction shows as everything chosen.
    """
    chosen = list(words if all_on and not value else value)
    rules = (f"{_pill(name, position)} {rule}" for position, rule in enumerate(counts, start=1))
    st.html(f"<style>{' '.join(rules)}</style>")
    st.pills(
        label,
        tuple(words),
        format_func=words.__getitem__,
        selection_mode="multi",
        default=chosen,
        key=mirror(name, chosen),
        on_change=store,
        args=(name, tuple(words) if all_on else ()),
        label_visibility="collapsed",
        width="stretch",
        wrap=True,
    )


def _pill(name: str, position: int) -> str:
    return f".st-key-filter_{name} button:nth-of-type({position}) p::after"


def count(number: int, *, narrow: bool = False) -> str:
    """The style that shows a number behind a pill; in a narrow one large numbers are rounded."""
    small = "; font-size: 11px" if number >= FIVE_DIGITS else ""
    return f"{{ content: '{language.number(number) if narrow else number}'{small} }}"


def sectors(view: View | CompareView, facets: Facets | ComparisonFacets) -> None:
    """Sectors as pills with their symbols."""
    total = len(facets.sectors)
    chosen = (
        t("已选 {number} / {total}", number=len(view.sectors), total=total)
        if view.sectors
        else t("全部 {total} 类", total=total)
    )
    heading(t("领域"), chosen)
    words = {facet.code: language.title("sector", facet.code) for facet in facets.sectors}
    pills("sector", t("领域"), words, value=view.sectors, counts=[_sector_count(facet) for facet in facets.sectors])


def _sector_count(facet: Facet) -> str:
    """The project count; a sector with tasks but no project shows its tasks as a page count."""
    if facet.tasks and not facet.projects:
        return f"{{ content: '{facet.tasks}'; padding-left: 15px; background: var(--page-icon) left / 12px no-repeat }}"
    return count(facet.projects, narrow=True)


def county_box(choices: Sequence[Facet], view: View | CompareView) -> None:
    """Counties to choose from, each with its count."""
    names = {facet.code: quoting.plain_name(short_name(facet.label), division=True) for facet in choices}
    words = {facet.code: f"{names[facet.code]} · {facet.projects}" for facet in choices}
    label, placeholder = t("区县", context="one"), t("全部 {n} 个区县", n=len(choices))
    box("county", label, words, value=view.counties, placeholder=placeholder, on_change=_change_counties)


def box(
    name: str,
    label: str,
    words: Mapping[str, str],
    *,
    value: tuple[str, ...],
    placeholder: str,
    on_change: Callable[..., None] | None = None,
) -> None:
    """Choices as a list that unfolds, each with its count; a long list is narrowed by typing."""
    st.multiselect(
        label,
        tuple(words),
        list(value),
        format_func=words.__getitem__,
        key=mirror(name, list(value)),
        on_change=on_change or store,
        args=() if on_change else (name,),
        placeholder=placeholder,
        filter_mode="contains" if len(words) > LONG_LIST else None,
        select_all=False,
        disabled=not words,
    )


def footer(filtered: bool, note: str, *, keep: str = "") -> None:
    """What the program asks of other machines (`note`), and the button that clears the filters but `keep`."""
    with st.container(key="filter_footer", horizontal=True, vertical_alignment="center"):
        st.html(f"<small>{t(note)}</small>")
        st.button(
            t("清除筛选"),
            key="clear_filters",
            type="tertiary",
            on_click=state.clear_filters,
            args=(keep,),
            disabled=not filtered,
        )
