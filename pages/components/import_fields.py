"""The fields of what is stated of a plan: on the card of a new one, and of one in the library."""

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from loaders.store import Metadata, jurisdictions
from pages.components import quoting
from pages.components.language import mark, t

LONGEST = 300  # characters, as the store allows
TITLE, ISSUER = mark("标题", context="column"), mark("发文单位", context="column")
NUMBER, LABEL = mark("文号", context="column"), mark("简称", context="column")
JURISDICTION, DATE = mark("适用地区", context="column"), mark("日期", context="column")
ROWS = (
    (("title", TITLE, ""), ("label", LABEL, mark("列表中显示的短名,可不填"))),
    (("issuer", ISSUER, ""), ("document_number", NUMBER, ""), ("date", DATE, mark("如 2026-03-01"))),
)
WIDTHS = ((2, 1), (2, 1.3, 1))


def draw(
    prefix: str, metadata: Metadata, *, stacked: bool = False, on_change: Callable[[], None] | None = None
) -> None:
    """The fields with what is stated; `typed` reads them, also in a callback, as `on_change` is."""
    for row, widths in zip(ROWS, WIDTHS, strict=True):
        places = [st.container() for _ in row] if stacked else st.columns(widths, gap="small")
        for place, (name, label, placeholder) in zip(places, row, strict=True):
            place.text_input(
                t(label, context="column"),
                value=getattr(metadata, name) or "",
                key=f"{prefix}_{name}",
                max_chars=LONGEST,
                placeholder=t(placeholder) if placeholder else "",
                on_change=on_change,
            )
    known = jurisdictions()
    codes = list(known)
    st.selectbox(
        t(JURISDICTION, context="column"),
        codes,
        index=codes.index(metadata.jurisdiction) if metadata.jurisdiction in known else None,
        format_func=division,
        key=f"{prefix}_jurisdiction",
        placeholder=t("未写明,可输入名称查找"),
        filter_mode="contains",
        on_change=on_change,
    )


def typed(prefix: str, metadata: Metadata) -> Metadata:
    """What stands in the fields, as far as they are shown."""
    names = [name for row in ROWS for name, *_ in row] + ["jurisdiction"]
    shown = {name: f"{prefix}_{name}" for name in names if f"{prefix}_{name}" in st.session_state}
    return replace(metadata, **{name: st.session_state[key] or None for name, key in shown.items()})


def division(code: str) -> str:
    """A division with what it lies in, as plain text; the code where none has it."""
    known = jurisdictions().get(code, code)
    return " ".join(quoting.plain_name(name, division=True) for name in known.split())


def area(code: str) -> str:
    """The division alone; the code where none has it."""
    return jurisdictions().get(code, code).split()[-1]
