"""Who is here and what they may do; what cannot be read opens no door."""

import time

import pytest
import streamlit as st

from loaders.store import LOCAL_USER, NotAllowedError, ProgressEntry, Role, Store, User, add_progress, progress_records
from pages.components import access, login
from pages.components.access import Door

AUTH = {"auth": {"cookie_secret": "s" * 32, "client_id": "plan-atlas"}}
ENTRY = ProgressEntry("清水水库", "500114", "start", "2024")
HOSTILE = "<img src=x onerror=alert(1)>{{7*7}}`${1}`**b**\u202e"


class Secrets(dict):
    """Stands for `st.secrets`; None is a file that cannot be read."""

    def load_if_toml_exists(self):
        return True


class Person(dict):
    """Stands for `st.user`."""

    to_dict = dict.copy


@pytest.fixture(autouse=True)
def alone(monkeypatch, tmp_path):
    """No secrets, nobody logged in, a store of the test's own."""
    monkeypatch.setenv("PLAN_ATLAS_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("PLAN_ATLAS_ROLES", "admin=li@example.cn;editor=*@example.cn")
    monkeypatch.setattr(st, "get_option", lambda _: [str(tmp_path / "secrets.toml")])
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture
def log_in(monkeypatch):
    """Ask for a login and be the person of these claims."""

    def be(secrets=AUTH, **claims):
        monkeypatch.setattr(st, "secrets", Secrets(secrets))
        said = {"is_logged_in": True, "iat": time.time(), "sub": "4711", **claims}
        monkeypatch.setattr(st, "user", Person(said))
        return access.present()

    return be


def test_without_a_login_everyone_is_the_local_user():
    assert access.door() is Door.OPEN
    assert access.present() == LOCAL_USER


@pytest.mark.parametrize(
    ("claims", "user"),
    [
        ({"email": "li@example.cn", "email_verified": True}, User("li@example.cn", Role.ADMIN)),
        ({"email": "wang@example.cn"}, User("wang@example.cn", Role.EDITOR)),
        ({"email": "li@example.cn", "email_verified": False}, User("li@example.cn", Role.READER)),
        ({"email": "li@example.cn", "email_verified": "false"}, User("li@example.cn", Role.READER)),
        ({"email": "x@other.cn", "name": "li@example.cn"}, User("x@other.cn", Role.READER)),
        ({"preferred_username": "wang@example.cn"}, User("wang@example.cn", Role.EDITOR)),
        ({}, User("4711", Role.READER)),
        ({"email": "li@example\u200b.cn"}, User("li@example\ufffd.cn", Role.READER)),
        ({"is_logged_in": False, "email": "li@example.cn"}, None),
        ({"is_logged_in": "true", "email": "li@example.cn"}, None),
        ({"email": "li@example.cn", "iat": None}, None),
        ({"email": "li@example.cn", "iat": time.time() - access.LASTS_S - 60}, None),
    ],
)
def test_the_token_says_who_is_here(log_in, claims, user):
    assert log_in(**claims) == user


def test_roles_are_read_at_each_run(log_in, monkeypatch):
    assert log_in(email="wang@example.cn").role is Role.EDITOR
    monkeypatch.setenv("PLAN_ATLAS_ROLES", "admin=wang@example.cn")
    assert access.present().role is Role.ADMIN
    monkeypatch.setenv("PLAN_ATLAS_ROLES", "")
    assert access.present().role is Role.READER


def test_roles_that_cannot_be_read_make_everyone_a_reader(log_in, monkeypatch, caplog):
    access._tell.cache_clear()
    monkeypatch.setenv("PLAN_ATLAS_ROLES", "admin=li@example.cn;boss=*")
    assert log_in(email="li@example.cn").role is Role.READER
    assert not access.are_roles_readable()
    assert "boss=*" in caplog.text


@pytest.mark.parametrize(("secret", "door"), [("s" * 32, Door.LOGIN), ("s" * 31, Door.WEAK), ("", Door.WEAK)])
def test_a_secret_that_can_be_guessed_lets_nobody_in(log_in, secret, door):
    user = log_in({"auth": {"cookie_secret": secret}}, email="li@example.cn")
    assert access.door() is door
    assert bool(user) is (door is Door.LOGIN)


@pytest.mark.parametrize("section", [{}, "yes", 1])
def test_a_section_that_is_none_lets_nobody_in(log_in, section):
    assert log_in({"auth": section}, email="li@example.cn") is None
    assert access.door() is Door.WEAK


def test_secrets_that_cannot_be_read_let_nobody_in(tmp_path):
    (tmp_path / "secrets.toml").write_text("[auth\n")
    assert access.door() is Door.UNREADABLE
    assert access.present() is None


def test_secrets_that_go_away_let_nobody_in(log_in, monkeypatch):
    log_in(email="li@example.cn")
    monkeypatch.setattr(st, "secrets", Secrets())
    assert access.door() is Door.UNREADABLE
    assert access.present() is None


def test_a_desk_writes_as_who_is_here_and_for_readers_not_at_all(log_in):
    log_in(email="wang@example.cn")
    access.desk().do(add_progress, ENTRY)
    assert [one.who for one in progress_records(access.desk().store)] == ["wang@example.cn"]
    log_in(email="x@other.cn")
    with pytest.raises(NotAllowedError):
        access.desk().do(add_progress, ENTRY)
    assert len(access.desk().store.history()) == 1


def test_the_store_is_opened_once(monkeypatch):
    opened = []
    real = Store.open
    monkeypatch.setattr(Store, "open", lambda: opened.append(1) or real())
    assert access.desk().store is access.desk().store
    assert opened == [1]


@pytest.mark.parametrize(("account", "told"), [("li@example.cn", True), ("wang@example.cn", False)])
def test_a_store_that_cannot_be_opened_is_one_sentence_whose_cause_admins_see(log_in, monkeypatch, account, told):
    said = []
    monkeypatch.setattr(st, "html", said.append)
    monkeypatch.setenv("PLAN_ATLAS_DATABASE", "nonsense://<b>")
    log_in(email=account)
    assert access.desk() is None
    assert "数据库打不开" in said[0]
    assert ("PLAN_ATLAS_DATABASE" in said[0]) is told
    assert "<b>" not in said[0].split("</b>", 1)[1]


def test_providers_are_those_with_a_client():
    named = {"client_id": "x", "label": "省统一认证"}
    st_secrets = {
        "cookie_secret": "s",
        "client_kwargs": {"scope": "openid"},
        "office": named,
        "other": {"client_id": "y"},
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(st, "secrets", {"auth": st_secrets})
        assert login.providers() == {"office": "省统一认证", "other": "other"}
        patch.setattr(st, "secrets", AUTH)
        assert login.providers() == {"": ""}


@pytest.mark.parametrize("page", ["task_map", "county", "tasks", "projects", "compare", "quality", "plans"])
def test_nobody_sees_a_page_before_logging_in(app, log_in, page):
    log_in(is_logged_in=False)
    app.open(f"pages/{page}.py", view="clean")
    assert not app.test.exception
    assert [button.label for button in app.test.button] == ["登录"]
    assert "请用本单位账号登录后使用。" in app.page_html
    assert not app.test.sidebar.children
    assert "framed" not in app.test.session_state


def test_a_page_says_why_nobody_can_get_in(app, tmp_path):
    (tmp_path / "secrets.toml").write_text("[auth\n")
    app.open()
    assert not app.test.exception
    assert "登录设置读不出来" in app.page_html
    assert not app.test.button


def test_the_menu_shows_a_hostile_name_as_it_is(app, log_in):
    log_in(email="li@example.cn", name=HOSTILE)
    app.open()
    assert not app.test.exception
    assert "&lt;img src=x onerror=alert(1)&gt;&#123;&#123;7*7&#125;&#125;" in app.page_html
    assert "<img" not in app.page_html
    assert "\u202e" not in app.page_html
    assert "管理员" in app.page_html
    assert app.test.button(key="log_out").label == "退出"


def test_without_a_login_there_is_no_menu(app):
    assert not app.open().test.exception
    assert "log_out" not in [button.key for button in app.test.button]
