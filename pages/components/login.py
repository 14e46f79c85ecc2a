"""The page before all others where people must log in, and the menu of who has: name, role and the way out."""

import logging
from collections.abc import Callable, Mapping
from pathlib import Path

import streamlit as st
from streamlit.errors import StreamlitAuthError

from loaders.store import User
from pages.components import access
from pages.components.language import mark, t
from pages.components.markup import literal, unformatted

STYLES = Path(__file__).with_name("login.css")
DEFAULT = ""  # the provider of the section itself
ASK = mark("请用本单位账号登录后使用。")
_INCOMPLETE = mark("登录没有成功:登录设置不完整,请管理员查看服务器日志。")
_NO_ROLES = mark("角色设置读不出来,所有人暂时只读。请管理员查看服务器日志。")
_log = logging.getLogger(__name__)

# The page that was asked for is remembered in the tab over the login, which always ends at the first page.
_SCRIPT = """
const ASKED = "plan-atlas-asked";

export default function ({ data }) {
  const here = location.pathname + location.search;
  try {
    if (data.asking) return sessionStorage.setItem(ASKED, here);
    const asked = sessionStorage.getItem(ASKED);
    sessionStorage.removeItem(ASKED);
    if (asked && asked !== "/" && asked !== here) location.replace(location.origin + asked);
  } catch { /* closed storage: the first page it is */ }
}
"""

_component = st.components.v2.component("atlas_login", js=_SCRIPT)


def providers() -> dict[str, str]:
    """What each provider of the secrets is called, by its name there; the section itself may be one."""
    named = {
        name: str(settings.get("label", name))
        for name, settings in access.section().items()
        if isinstance(settings, Mapping) and "client_id" in settings
    }
    label = str(access.section().get("label", ""))
    return ({DEFAULT: label} if "client_id" in access.section() else {}) | named


def draw(brand: str, *, languages: Callable[[], None]) -> None:
    """The login page: brand (HTML), one sentence, a button for each provider, the switch of the language."""
    st.html(STYLES)
    with st.container(key="login"):
        st.html(f'<div class="brand">{brand}</div>')
        if access.door() is access.Door.LOGIN:
            _offer()
        else:
            st.html(f'<p role="alert">{t(access.door().value)}</p>')
        languages()


def _offer() -> None:
    st.html(f"<p>{t(ASK)}</p>")
    for name, label in providers().items():
        words = t("用 {name} 登录", name=unformatted(label)) if label else t("登录")
        if st.button(words, key=f"login_{name}", type="primary", width="stretch"):
            _log_in(name)
    _component(key="asked_page", data={"asking": True})


def menu(user: User) -> None:
    """Who is here, what they may do, and the way out; nothing where nobody logs in."""
    if access.door() is access.Door.OPEN:
        return
    st.html(STYLES)
    with st.popover(t("账号"), key="account", icon=":material/person:", type="tertiary"):
        said = f"<b>{literal(access.shown_name(user))}</b><span>{literal(user.name)}</span>"
        st.html(f'<div class="account">{said}<span>{t(access.ROLES[user.role])}</span></div>')
        if not access.are_roles_readable():
            st.html(f'<p class="account-note">{t(_NO_ROLES)}</p>')
        st.button(t("退出"), key="log_out", on_click=st.logout, width="stretch")
    _component(key="asked_page", data={"asking": False})


def _log_in(name: str) -> None:
    """Leave for the provider."""
    try:
        st.login(name or None)
    except StreamlitAuthError as error:
        _log.warning("%s", error)
        st.html(f'<p role="alert">{t(_INCOMPLETE)}</p>')
