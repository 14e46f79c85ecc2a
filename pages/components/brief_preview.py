"""The large preview of 简报: the printed page as it will be, composed once for each scope and kept."""

from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from loaders import briefing
from loaders.briefing import MapScope, PictureError
from loaders.catalog import Catalog, LoaderError
from pages.components import empty, markup, published
from pages.components.brief_state import Item
from pages.components.language import mark, t
from pages.components.markup import literal

DPI = 110
KEPT = 64  # pictures of some 0.4 MB
NOTHING = (
    mark("当前范围内没有具名项目,没有可以成图的内容"),
    mark("换一份规划,放宽左侧的筛选,或去掉地图范围。"),
)
COMPOSING = mark("正在排版…")
FAILED = mark("这一页没有排出来:请换一种纸张,或放宽筛选后再试。")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the preview will stand, and the note that it is being composed."""

    box: DeltaGenerator
    note: DeltaGenerator


def reserve(item: Item) -> Place:
    """A sheet of the right shape; what it showed before stays until the new picture is there."""
    paper = briefing.PAPERS[item.paper]
    st.html(f"<style>:root {{ --paper: {paper.width / paper.height:.4f}; }}</style>")
    box = st.container(key="preview")
    note = box.empty()
    note.html(f'<div class="composing" role="status">{t(COMPOSING)}</div>')
    return Place(box, note)


def draw(catalog: Catalog, place: Place, item: Item, *, title: str, is_empty: bool) -> None:
    """The picture, or in its place one sentence."""
    with place.box:
        markup.show(empty.message(*NOTHING) if is_empty else _sheet(catalog, item.scope, title), key="preview_sheet")
    place.note.empty()


def _sheet(catalog: Catalog, scope: MapScope, title: str) -> str:
    try:
        made = _picture(f"{catalog.build_id} {scope}", catalog, scope)
    except (LoaderError, PictureError) as error:
        return f'<div class="empty"><b>{t(FAILED)}</b><p class="quiet" lang="en">{literal(str(error))}</p></div>'
    address = literal(published.address(made, "preview", "image/png").lstrip("/"))
    told = literal(t("预览:{title}", title=title))
    return (
        f'<a class="paper" href="{address}" target="_blank" title="{t("在新标签页看大图")}">'
        f'<img src="{address}" alt="{told}"></a>'
    )


@st.cache_data(max_entries=KEPT, show_spinner=False)
def _picture(key: str, _catalog: Catalog, _scope: MapScope) -> bytes:
    del key  # the build and the scope
    return briefing.picture(_catalog, _scope, "png", dpi=DPI)
