"""The frame around every page: page settings, styles, brand, top navigation, first-request repair."""

from pathlib import Path

import streamlit as st

from pages.components import (
    access,
    brief_basket,
    brief_state,
    closed_network,
    correct_acts,
    empty,
    guide,
    icon_styles,
    language,
    login,
    markup,
    secrets,
    state,
    theme,
)
from pages.components.language import LANGUAGES, PARAMETER, mark, t

NAME = mark("规划图谱")
PRODUCT = "Plan Atlas"
MAP_PAGE = "pages/task_map.py"
COUNTY_PAGE = "pages/county.py"
TASKS_PAGE = "pages/tasks.py"
PROJECTS_PAGE = "pages/projects.py"
COMPARE_PAGE = "pages/compare.py"
QUALITY_PAGE = "pages/quality.py"
BRIEFING_PAGE = "pages/briefing.py"
PROGRESS_PAGE = "pages/progress.py"
PLANS_PAGE = "pages/plans.py"
# What the style sheet puts in place of Streamlit's own words.
SAID = {
    "no-option": mark("没有这样的选项"),
    "error": mark("页面出错,详情已写入服务器日志。请刷新页面;若再次出现,请联系管理员。"),
    "no-page": mark("没有这个页面,已转到任务地图。"),
    "drop": mark("把规划文件拖到这里,可以一次多个"),
    "browse": mark("选择文件"),
    "too-large": mark("文件超过 50 MB,没有读入;请去掉图片或拆分后再拖入"),
    "disconnected": mark("与服务器的连接已中断。请确认程序仍在运行,页面会自动重新连接。"),
}
STYLES = tuple(Path(__file__).with_name(name) for name in ("colours.css", "frame.css", "actual.css", "correct.css"))
# Of one page only.
OWN_STYLES = {
    Path(page).stem: Path(__file__).with_name(f"frame_{Path(page).stem}.css") for page in (BRIEFING_PAGE, PLANS_PAGE)
}
ENGLISH_STYLES = Path(__file__).with_name("frame_english.css")  # room for longer words
CLEAN_STYLES = """<style>
[data-testid="stSidebar"], [data-testid="stHeader"] { display: none !important; }
.stApp { color-scheme: light !important; background: #fff !important; }
:root { --above-map: 100px; --side: 28px; --foot: 64px; }
[data-testid="stMainBlockContainer"] { padding-bottom: 0 !important; }
</style>"""


def configure() -> None:
    """Take the language from the address, hand the secrets over and set what the browser shows around the page.

    The sidebar stays open on a desktop.
    """
    language.read()
    secrets.hand_over()
    closed_network.stay_inside()
    st.set_page_config(
        page_title=t(NAME),
        page_icon=icon_styles.LOGO.read_text(encoding="utf-8"),
        layout="wide",
        initial_sidebar_state="locked",
        menu_items={"About": f"{NAME} Plan Atlas"},
    )


def pages() -> list[st.Page]:
    """Every page that exists, in the order of the navigation."""
    return [
        st.Page(MAP_PAGE, title=t("任务地图", context="page"), default=True, url_path="map"),
        st.Page(COUNTY_PAGE, title=t("区县画像", context="page")),
        st.Page(TASKS_PAGE, title=t("任务清单", context="page")),
        st.Page(PROJECTS_PAGE, title=t("项目台账", context="page")),
        st.Page(PROGRESS_PAGE, title=t("推进情况", context="page")),
        st.Page(COMPARE_PAGE, title=t("规划对比", context="page")),
        st.Page(QUALITY_PAGE, title=t("数据质量", context="page")),
        st.Page(BRIEFING_PAGE, title=t("简报", context="page")),
        st.Page(PLANS_PAGE, title=t("导入与更正", context="page")),
    ]


def navigation() -> st.Page:
    """The page the address asks for; leaves Streamlit's legacy `pages/` mode."""
    file_name = st.Page(_to_map, url_path=Path(MAP_PAGE).stem, visibility="hidden")
    return st.navigation([*pages(), file_name], position="hidden")


def run(page: st.Page) -> None:
    """The page; what no page foresees to be too much is said in a sentence, too."""
    empty.or_say(page.run)


def _to_map() -> None:
    """Lead a link with the file name of the default page to `/`, its only address."""
    view = {"view": "clean"} if is_clean() else {}
    st.switch_page(MAP_PAGE, query_params=state.kept() | view)


def require_frame() -> None:
    """Send a deep link on a fresh server through `app.py` once per session; a page run alone has its language, too."""
    language.read()
    if "framed" not in st.session_state:
        navigation()
        st.rerun()


def is_clean() -> bool:
    """Whether the address asks for the bare map."""
    return st.query_params.get("view") == "clean"


def draw(current: st.Page) -> None:
    """Styles, brand and navigation; in the clean view only the styles; the login page for who has to log in."""
    shown = (current.url_path, language.current())
    st.session_state["page_changed"] = st.session_state.get("page") != shown
    st.session_state["page"] = shown
    own = (OWN_STYLES[current.url_path],) if current.url_path in OWN_STYLES else ()
    for sheet in (*STYLES, *own, *(() if language.is_chinese() else (ENGLISH_STYLES,))):
        st.html(sheet)
    st.html(icon_styles.style() + _said())
    theme.follow(light=is_clean())
    user = access.present()
    if user is None:
        login.draw(_brand(), languages=_languages)
        st.stop()
    if is_clean():
        st.html(CLEAN_STYLES)
        return
    with st.sidebar:
        st.html(f'<div class="brand">{_brand()}</div>')
    brief_basket.say()
    correct_acts.say()
    kept = state.kept()
    with st.container(key="navigation", horizontal=True, gap=None):
        for position, page in enumerate(pages(), start=1):
            st.page_link(page, label=_label(page), query_params=kept)
            if page.url_path == current.url_path:
                st.html(
                    f"<style>.st-key-navigation > :nth-child({position}) a {{ border-color: var(--accent) }}</style>"
                )
        guide.draw(first=current.url_path == pages()[0].url_path)
        login.menu(user)
        _languages()


def _label(page: st.Page) -> str:
    """The title of a page in the navigation; the briefing says how many pages it has by now."""
    collected = len(brief_state.texts()) if page.url_path == Path(BRIEFING_PAGE).stem else 0
    return f"{page.title} · {collected}" if collected else page.title


def _said() -> str:
    """What the style sheet says in place of Streamlit's own words, in the language of the page."""
    rules = "".join(f'--say-{name}: "{t(words)}"; ' for name, words in SAID.items())
    return f"<style>:root {{ {rules}}}</style>"


def _brand() -> str:
    """The two names of the program, that of the present language first and strong."""
    if language.is_chinese():
        return f'<b>{NAME}</b><span lang="en">{PRODUCT}</span>'
    return f'<b>{PRODUCT}</b><span lang="zh">{NAME}</span>'


def _languages() -> None:
    """The switch of the language, at the end of the navigation."""
    choices = []
    for code, name in LANGUAGES.items():
        asked = None if code == language.DEFAULT else code
        now = ' aria-current="true"' if code == language.current() else ""
        choices.append(f'<span lang="{code}"{now}>{markup.link(name, **{PARAMETER: asked})}</span>')
    label = t("界面语言")
    markup.show(f'<nav class="languages" aria-label="{label}">{"".join(choices)}</nav>', key="languages")
