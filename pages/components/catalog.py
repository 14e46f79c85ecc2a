"""The one handle on the build, cached by build id; the first start makes the build with its progress on screen."""

import atexit
import gc
import html
import threading

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from loaders.catalog import (
    BUILD_DIRECTORY,
    BuildBrokenError,
    Catalog,
    CatalogError,
    Corrections,
    LoaderError,
    ensure_built,
    present_build,
)
from loaders.operations import about, event, fitting_build
from pages.components import known, quoting
from pages.components.language import mark, t
from pages.components.markup import literal, unformatted

DIRECTORY = BUILD_DIRECTORY
Served = tuple[str | None, int]
_TITLE = mark("正在准备数据")
_NOTE = mark("首次启动或规划有更新时,需要读取规划、匹配地名并生成底图,稍候即可。")
_FIRST_PLAN = mark(
    "在“导入与更正”页导入规划文件;或把规划原文(UTF-8 纯文本,扩展名 .txt)放进规划目录"
    "(默认 data/plans,见设置 PLAN_ATLAS_PLANS),再点“重新读取”。"
)
_SESSION_KEY = "build_id"
_building = threading.Lock()  # a second visitor waits for the first one's build
atexit.register(gc.unfreeze)  # what is frozen at the end counts as leaked with DuckDB, whoever closed it


@st.cache_resource(max_entries=2, show_spinner=False)  # two, while sessions from before a new build still run
def _opened(build_id: str) -> Catalog:
    """The catalog of a build as read; the id is the key of the cache."""
    return _warm(Catalog.open(DIRECTORY))


@st.cache_resource(max_entries=2, show_spinner=False)
def _corrected(build_id: str, newest: int, _found: Corrections) -> Catalog:
    """The catalog of a build with the corrections up to the newest one; both numbers are the key of the cache."""
    opened = _opened(build_id)
    if not _found.digest:
        return opened
    return _warm(opened.corrected(_found))


def _warm(catalog: Catalog) -> Catalog:
    """The catalog with what every page needs joined now; what is loaded by then stays.

    Frozen, it is not walked again by the garbage collection, which would hold back a run that it falls into.
    """
    catalog.facets()
    catalog.map_view()
    catalog.plans()
    catalog.base_map()
    gc.unfreeze()  # builds and corrections of before can go
    gc.collect()
    gc.freeze()
    return catalog


def prepare() -> None:
    """Open what is there to be served before the first visitor comes, who finds it in the cache.

    Nothing is built, and what fails is said to visitors, who try again.
    """
    try:
        build_id = fitting_build(DIRECTORY)
        if build_id:
            found = known.present()
            _corrected(build_id, found.newest, found.corrections)
            event("catalog_ready", build_id=build_id)
    except LoaderError as error:
        event("catalog_not_ready", cause=type(error).__name__)


def handle(*, without_plans: bool = False) -> Catalog:
    """The catalog of the build; without a usable one, a sentence and a button take the place of the page.

    Each new session checks once that the build still fits the plans; a build that another session made shows at the
    next run. `without_plans` is for the page that adds the first one. While the store is away, the corrections that
    this server knows are shown, and said to be.

    Raises
    ------
    CatalogError
        If the database of the published catalog does not answer.
    """
    place = st.empty()  # on every run, so that what follows keeps its position and the map is not mounted anew
    try:
        if _SESSION_KEY not in st.session_state:
            st.session_state[_SESSION_KEY] = _ensure_built(place)
        st.session_state[_SESSION_KEY] = present_build(DIRECTORY) or st.session_state[_SESSION_KEY]
        about(build_id=st.session_state[_SESSION_KEY])
        found = known.present()
        opened = _corrected(st.session_state[_SESSION_KEY], found.newest, found.corrections)
        if found.is_away:
            with place:
                known.tell(is_shown=opened.is_corrected)
        if opened.plans() or without_plans:
            return opened
        _ask_for_a_plan(opened)
    except CatalogError:
        raise  # `away.patient` waits for the database
    except BuildBrokenError as error:
        _offer_rebuild(t("数据文件已损坏或不完整,需要重新生成。"), error)
    except LoaderError as error:
        _offer_rebuild(t("数据没有生成成功。请按下面的原因检查规划文件,然后重试。"), error)
    st.stop()


def served() -> Served:
    """What a page shows that is drawn now: the build, and up to which correction."""
    build_id = present_build(DIRECTORY) or st.session_state.get(_SESSION_KEY)
    about(build_id=build_id)
    return build_id, known.present().newest


def has_moved() -> bool:
    """Whether another build is served now than the one this run began with."""
    try:
        return present_build(DIRECTORY) != st.session_state.get(_SESSION_KEY)
    except CatalogError:
        return False


def look_again() -> None:
    """Check at the next run whether the build still fits what was added, changed or removed."""
    st.session_state.pop(_SESSION_KEY, None)


def _ensure_built(place: DeltaGenerator, *, force: bool = False) -> str:
    """Id of a build that fits its inputs, made now if need be, with its stages in `place`."""
    bar: list[DeltaGenerator] = []

    def report(label: str, fraction: float) -> None:
        if not bar:
            with place.container(key="building_again" if force else "building"):
                st.html(f"<h2>{t(_TITLE)}</h2><p>{t(_NOTE)}</p>")
                bar.append(st.progress(0.0))
        bar[0].progress(min(max(fraction, 0.0), 1.0), text=unformatted(html.unescape(quoting.plain_sentence(label))))

    if _building.locked():
        report(t(_TITLE), 0.0)
    try:
        with _building:
            return ensure_built(report, directory=DIRECTORY, force=force)
    finally:
        place.empty()


def _ask_for_a_plan(opened: Catalog) -> None:
    """No plan could be read: where to put one, which files failed, and a button that looks again."""
    failed = "、".join(plan.file for plan in opened.failed)
    note = t("{names} 未能读入:请另存为 UTF-8 纯文本。", names=failed) if failed else ""
    with st.container(key="broken"):
        said = f'<p class="quiet">{literal(note)}</p>' if note else ""
        st.html(f"<h2>{t('还没有规划')}</h2><p>{t(_FIRST_PLAN)}</p>{said}")
        if st.button(t("重新读取"), type="primary", key="look_again"):
            look_again()
            st.rerun()


def _offer_rebuild(sentence: str, error: LoaderError) -> None:
    """One clear sentence, the cause in small print, and a button that builds anew."""
    with st.container(key="broken"):
        st.html(f'<h2>{sentence}</h2><p class="quiet">{literal(str(error))}</p>')
        if st.button(t("重新生成数据"), type="primary", key="rebuild"):
            try:
                st.session_state[_SESSION_KEY] = _ensure_built(st.empty(), force=True)
            except LoaderError as failure:
                st.html(f'<p class="quiet">{literal(str(failure))}</p>')
            else:
                st.rerun()
