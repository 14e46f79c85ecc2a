"""Who is here: the one local user, or whoever has logged in with an account of the office; asked anew at every run.

Without a section `[auth]` in Streamlit's secrets everyone at this machine is the one local user. With it nobody sees a
page before logging in (OpenID Connect, `st.login`), and `PLAN_ATLAS_ROLES` says who may do what. What cannot be read
opens no door: with broken secrets nobody gets in, with broken roles everybody only reads.
"""

import logging
import threading
import time
from collections.abc import Mapping
from enum import Enum
from functools import lru_cache
from pathlib import Path

import streamlit as st

from loaders.catalog import SettingError
from loaders.store import LOCAL_USER, Desk, Role, Store, StoreError, User, role_of
from pages.components.language import mark, t
from pages.components.markup import literal

SECTION = "auth"
LASTS_S = 12 * 60 * 60  # a working day; Streamlit's own cookie would do for 30 days
SHORTEST_SECRET = 32  # characters of `cookie_secret`: whoever guesses it is anybody
LONGEST_NAME = 120
ROLES = {Role.READER: mark("只读"), Role.EDITOR: mark("可编辑"), Role.ADMIN: mark("管理员")}
_NO_STORE = mark("数据库打不开,暂时不能保存更改;查看不受影响。")
_log = logging.getLogger(__name__)


class Door(Enum):
    """How people get in, with what is said where they cannot."""

    OPEN = ""  # no login is asked for
    LOGIN = "login"
    UNREADABLE = mark("登录设置读不出来,暂时不能进入。请管理员检查 .streamlit/secrets.toml。")
    WEAK = mark("登录设置不安全,暂时不能进入。请管理员把 cookie_secret 改为至少 32 个随机字符。")


def door() -> Door:
    """How people get in by the secrets of this moment; once a login was asked for, it is until a restart."""
    if st.secrets.load_if_toml_exists():
        if SECTION in st.secrets:
            _asked_for().set()
            return Door.LOGIN if len(str(section().get("cookie_secret", ""))) >= SHORTEST_SECRET else Door.WEAK
        unreadable = False
    else:
        unreadable = any(Path(file).exists() for file in st.get_option("secrets.files"))
    return Door.UNREADABLE if unreadable or _asked_for().is_set() else Door.OPEN


def section() -> Mapping[str, object]:
    """The section `[auth]` of the secrets."""
    found = st.secrets[SECTION]
    return found if isinstance(found, Mapping) else {}


def present() -> User | None:
    """Who is here, under the account that stands in the history; None for who has to log in first."""
    match door():
        case Door.OPEN:
            return LOCAL_USER
        case Door.LOGIN:
            return _logged_in(st.user.to_dict())
        case _:
            return None


def shown_name(user: User) -> str:
    """What the account calls its owner, else the account itself."""
    return _visible(st.user.get("name")) or user.name


def are_roles_readable() -> bool:
    """Whether `PLAN_ATLAS_ROLES` can be read."""
    return _role_of("") is not None


def desk() -> Desk | None:
    """The store as who is here may use it; where it cannot be opened one sentence says so, and None comes back."""
    user = present()
    if user is None:
        st.stop()
    try:
        return Desk(store(), user)
    except StoreError as error:
        _tell(str(error))
        st.html(f'<p class="no-store"><b>{t(_NO_STORE)}</b> {cause(error)}</p>')
        return None


def cause(error: Exception) -> str:
    """What lies behind a sentence, in small print, for whoever administers the program; '' for others."""
    user = present()
    return f"<small>{literal(str(error))}</small>" if user and user.role is Role.ADMIN else ""


def _logged_in(claims: Mapping[str, object]) -> User | None:
    """The user of an identity token, None without one or when it is too old."""
    issued = claims.get("iat")
    if claims.get("is_logged_in") is not True or not isinstance(issued, int | float):
        return None
    account = str(claims.get("email") or claims.get("preferred_username") or claims.get("sub") or "")
    if not account or time.time() - issued > LASTS_S:
        return None
    is_doubtful = claims.get("email_verified", True) not in (True, "true")
    role = Role.READER if is_doubtful else _role_of(account) or Role.READER
    return User(_visible(account), role)


def _role_of(account: str) -> Role | None:
    """The role by the setting, None where that cannot be read, which the log says."""
    try:
        return role_of(account)
    except SettingError as error:
        _tell(str(error))
        return None


def _visible(text: object) -> str:
    """The text with a sign in place of what cannot be seen or turns letters round, and not too long."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in str(text or "").strip()[:LONGEST_NAME])


@lru_cache(maxsize=64)
def _tell(warning: str) -> None:
    """Write the warning to the log, once."""
    _log.warning("%s", warning)


@st.cache_resource(show_spinner=False)
def _asked_for() -> threading.Event:
    """Set once a login has been asked for, so that a file that goes away lets nobody in."""
    return threading.Event()


@st.cache_resource(show_spinner=False)
def store() -> Store:
    """The store, opened once for all sessions."""
    return Store.open()
