"""The one handle on the build, cached by build id; the first start makes the build with its progress on screen."""

import gc
import threading

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from loaders.catalog import BUILD_DIRECTORY, BuildBrokenError, Catalog, LoaderError, ensure_built
from pages.components.markup import literal

DIRECTORY = BUILD_DIRECTORY
_TITLE = "正在准备数据"
_NOTE = "首次启动需要读取规划、匹配地名并生成底图,只需一次。"
_building = threading.Lock()  # a second visitor waits for the first one's build


@st.cache_resource(max_entries=1, show_spinner=False)
def _opened(build_id: str) -> Catalog:
    """The catalog of a build; the id is the key of the cache.

    What is loaded by now stays for good. Freezing it spares Streamlit's garbage collection after every run from
    walking it again, which would hold back the last messages of the run by some 80 ms.
    """
    catalog = Catalog.open(DIRECTORY)
    gc.collect()
    gc.freeze()
    return catalog


@st.cache_resource(max_entries=1, show_spinner=False)
def _checked() -> dict[str, str]:
    """Holds the id of the build this process has checked against its inputs."""
    return {}


def handle() -> Catalog:
    """The catalog of the current build; without a usable build, one sentence and a button instead of the page."""
    checked = _checked()
    place = st.empty()  # on every run, so that what follows keeps its position and the map is not mounted anew
    try:
        if "build_id" not in checked:
            checked["build_id"] = _ensure_built(place)
        return _opened(checked["build_id"])
    except BuildBrokenError as error:
        _offer_rebuild("数据文件已损坏或不完整,需要重新生成。", error)
    except LoaderError as error:
        _offer_rebuild("数据没有生成成功。请按下面的原因检查规划文件,然后重试。", error)
    st.stop()


def _ensure_built(place: DeltaGenerator, *, force: bool = False) -> str:
    """Id of a build that fits its inputs, made now if need be, with its stages in `place`."""
    with place.container(key="building_again" if force else "building"):
        st.html(f"<h2>{_TITLE}</h2><p>{_NOTE}</p>")
        bar = st.progress(0.0, text=_TITLE)

    def report(label: str, fraction: float) -> None:
        bar.progress(min(max(fraction, 0.0), 1.0), text=label)

    try:
        with _building:
            return ensure_built(report, directory=DIRECTORY, force=force)
    finally:
        place.empty()


def _offer_rebuild(sentence: str, error: LoaderError) -> None:
    """One clear sentence, the cause in small print, and a button that builds anew."""
    with st.container(key="broken"):
        st.html(f'<h2>{sentence}</h2><p class="quiet">{literal(str(error))}</p>')
        if st.button("重新生成数据", type="primary", key="rebuild"):
            try:
                _checked()["build_id"] = _ensure_built(st.empty(), force=True)
            except LoaderError as failure:
                st.html(f'<p class="quiet">{literal(str(failure))}</p>')
            else:
                st.rerun()
