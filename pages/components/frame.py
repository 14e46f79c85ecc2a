"""The frame around every page: page settings, styles, brand, top navigation, first-request repair."""

from pathlib import Path

import streamlit as st

from pages.components import guide, icon_styles, secrets, state, theme

NAME = "规划图谱"
MAP_PAGE = "pages/task_map.py"
COUNTY_PAGE = "pages/county.py"
TASKS_PAGE = "pages/tasks.py"
PROJECTS_PAGE = "pages/projects.py"
COMPARE_PAGE = "pages/compare.py"
QUALITY_PAGE = "pages/quality.py"
STYLES = tuple(Path(__file__).with_name(name) for name in ("colours.css", "frame.css"))
CLEAN_STYLES = """<style>
[data-testid="stSidebar"], [data-testid="stHeader"] { display: none !important; }
.stApp { color-scheme: light !important; background: #fff !important; }
:root { --above-map: 100px; --side: 28px; --foot: 64px; }
[data-testid="stMainBlockContainer"] { padding-bottom: 0 !important; }
</style>"""


def configure() -> None:
    """Hand the secrets over and set what the browser shows around the page; the sidebar stays open on a desktop."""
    secrets.hand_over()
    st.set_page_config(
        page_title=NAME,
        page_icon=icon_styles.LOGO.read_text(encoding="utf-8"),
        layout="wide",
        initial_sidebar_state="locked",
        menu_items={"About": f"{NAME} Plan Atlas"},
    )


def pages() -> list[st.Page]:
    """Every page that exists, in the order of the navigation."""
    return [
        st.Page(MAP_PAGE, title="任务地图", default=True, url_path="map"),
        st.Page(COUNTY_PAGE, title="区县画像"),
        st.Page(TASKS_PAGE, title="任务清单"),
        st.Page(PROJECTS_PAGE, title="项目台账"),
        st.Page(COMPARE_PAGE, title="规划对比"),
        st.Page(QUALITY_PAGE, title="数据质量"),
    ]


def navigation() -> st.Page:
    """The page the address asks for; leaves Streamlit's legacy `pages/` mode."""
    file_name = st.Page(_to_map, url_path=Path(MAP_PAGE).stem, visibility="hidden")
    return st.navigation([*pages(), file_name], position="hidden")


def _to_map() -> None:
    """Lead a link with the file name of the default page to `/`, its only address."""
    view = {"view": "clean"} if is_clean() else {}
    st.switch_page(MAP_PAGE, query_params=state.kept() | view)


def require_frame() -> None:
    """Send a deep link on a fresh server through `app.py` once per session."""
    if "framed" not in st.session_state:
        navigation()
        st.rerun()


def is_clean() -> bool:
    """Whether the address asks for the bare map."""
    return st.query_params.get("view") == "clean"


def draw(current: st.Page) -> None:
    """Styles, brand and navigation; in the clean view only the styles."""
    st.session_state["page_changed"] = st.session_state.get("page") != current.url_path
    st.session_state["page"] = current.url_path
    for sheet in STYLES:
        st.html(sheet)
    st.html(icon_styles.style())
    theme.follow(light=is_clean())
    if is_clean():
        st.html(CLEAN_STYLES)
        return
    with st.sidebar:
        st.html(f'<div class="brand"><b>{NAME}</b><span lang="en">Plan Atlas</span></div>')
    with st.container(key="navigation", horizontal=True, gap=None):
        for position, page in enumerate(pages(), start=1):
            st.page_link(page, query_params=state.kept())
            if page.url_path == current.url_path:
                st.html(
                    f"<style>.st-key-navigation > :nth-child({position}) a {{ border-color: var(--accent) }}</style>"
                )
        guide.draw(first=current.url_path == pages()[0].url_path)
