"""Files of 简报: one page at a click, several with a progress bar and then a button that hands the file over."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from loaders import briefing
from loaders.briefing import BriefOptions, MapScope, PictureError
from loaders.catalog import Catalog, LoaderError
from pages.components import downloads, language
from pages.components.language import mark, t
from pages.components.markup import literal, unformatted

LABELS = {
    "png": mark("PNG 图片"),
    "svg": mark("SVG 矢量图"),
    "pdf": mark("PDF"),
    "pptx": mark("PPT 幻灯片"),
    "docx": mark("Word 文档"),
    "xlsx": mark("项目台账 XLSX"),
    "html": mark("离线地图 HTML"),
    "zip": mark("全部打包 ZIP"),
}
MOST_PAGES = 200  # of a file
MEGABYTE = 1_000_000
WAIT_S = 0.5
FAILED = mark("文件没有生成成功:请换一种格式,或减少页数后再试。")
ONE_ONLY = mark("PNG、SVG 只能放一页,多页请选其他格式。")
TOO_MANY = mark("共 {n} 页,一份文件最多 {most} 页,请缩小范围或去掉图集。")
IN_CHINESE = mark("文件内容为中文。")
_MADE = "brief_file"
_making = threading.Lock()  # one long file at a time, so that the others' pages stay quick


@dataclass(frozen=True, slots=True)
class Order:
    """What a file shall hold; two orders that are the same give the same file."""

    scopes: tuple[MapScope, ...]
    ending: str
    options: BriefOptions


@dataclass(frozen=True, slots=True)
class Menu:
    """A menu of formats: its key, the words on its button, and the pages of its files."""

    key: str
    label: str
    scopes: tuple[MapScope, ...]
    disabled: bool = False
    is_main: bool = False


def menu(catalog: Catalog, chosen: Menu, options: BriefOptions) -> Order | None:
    """A button that unfolds the formats: one page is made and handed over at a click, several are ordered."""
    scopes, key = chosen.scopes, f"{chosen.key}_menu"
    kind = "primary" if chosen.is_main else "secondary"
    is_off = chosen.disabled or len(scopes) > MOST_PAGES
    if len(scopes) != 1:
        endings = [ending for ending in briefing.FORMATS if ending not in briefing.ONE_MAP]
        asked = st.menu_button(
            chosen.label, endings, format_func=label, key=key, type=kind, disabled=is_off, width="stretch"
        )
        return Order(scopes, asked, options) if asked else None
    with (
        st.popover(chosen.label, key=key, type=kind, disabled=is_off, width="stretch"),
        st.container(key=f"{chosen.key}_files"),
    ):
        for ending in briefing.FORMATS:
            _hand_over(catalog, Order(scopes, ending, options), key=f"{chosen.key}_{ending}", disabled=is_off)
    return None


def label(ending: str) -> str:
    """What a format is called."""
    return t(LABELS[ending]) if ending in LABELS else ending.upper()


def notes(scopes: Sequence[MapScope]) -> None:
    """What to know of files: that they are in Chinese, and when there are more pages than one may have."""
    if not language.is_chinese():
        st.html(f'<p class="brief-note quiet">{t(IN_CHINESE)}</p>')
    if len(scopes) > 1:
        st.html(f'<p class="brief-note quiet">{t(ONE_ONLY)}</p>')
    if len(scopes) > MOST_PAGES:
        st.html(f'<p class="brief-note alarm">{t(TOO_MANY, n=len(scopes), most=MOST_PAGES)}</p>')


def _hand_over(catalog: Catalog, order: Order, *, key: str, disabled: bool) -> None:
    """A button that makes the file of one page at the click and downloads it."""
    st.download_button(
        label(order.ending),
        data=partial(_file, catalog, order),
        file_name=briefing.file_name(catalog, order.scopes, order.ending),
        mime=downloads.TYPES[order.ending],
        key=key,
        on_click="ignore",
        disabled=disabled,
        width="stretch",
    )


def _file(catalog: Catalog, order: Order) -> bytes:
    return briefing.brief_file(catalog, order.scopes, order.ending, order.options)


def make(catalog: Catalog, order: Order, place: DeltaGenerator) -> None:
    """Make the file with a progress bar in `place`; leaving the page or another click ends it."""
    words = label(order.ending)
    bar = place.progress(0.0, text=unformatted(t("正在生成 {name}", name=words)))

    def report(_: str, fraction: float) -> None:
        done = min(max(fraction, 0.0), 1.0)
        said = t("正在生成 {name}:{percent}%", name=words, percent=round(100 * done))
        bar.progress(done, text=unformatted(said))

    try:
        while not _making.acquire(timeout=WAIT_S):
            bar.progress(0.0, text=t("前面还有一份文件在生成,请稍候"))
        try:
            made = briefing.brief_file(catalog, order.scopes, order.ending, order.options, report)
        finally:
            _making.release()
    except (LoaderError, PictureError) as error:
        place.html(f'<p class="brief-note alarm">{t(FAILED)}<br><small lang="en">{literal(str(error))}</small></p>')
        return
    st.session_state[_MADE] = (order, made)
    bar.empty()


def offer(catalog: Catalog, place: DeltaGenerator, scopes: Sequence[tuple[MapScope, ...]]) -> None:
    """The button of the file made last, as long as one of the sets of pages is still what it holds."""
    order, made = st.session_state.get(_MADE, (None, b""))
    if order is None or order.scopes not in scopes:
        st.session_state.pop(_MADE, None)
        return
    name = briefing.file_name(catalog, order.scopes, order.ending)
    size = f"{len(made) / MEGABYTE:.1f} MB"
    pages = t("{n} 页", n=len(order.scopes))
    place.html(f'<p class="brief-note"><b lang="zh">{literal(name)}</b></p>')
    place.download_button(
        t("下载 {name} · {pages} · {size}", name=label(order.ending), pages=pages, size=size),
        data=made,
        file_name=name,
        mime=downloads.TYPES[order.ending],
        key="brief_download",
        on_click="ignore",
        type="primary",
        width="stretch",
    )
