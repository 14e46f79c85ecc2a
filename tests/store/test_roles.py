"""Every write asks for the role first; what a role may not do leaves the store as it was."""

import pytest

from geo.errors import SettingError
from loaders.store import (
    LOCAL_USER,
    Desk,
    NotAllowedError,
    ProgressEntry,
    Role,
    Store,
    User,
    add_progress,
    progress_records,
    role_of,
)
from loaders.stored.roles import needs

ENTRY = ProgressEntry("清水水库", "500114", "start", "2024")


@pytest.fixture
def store(tmp_path):
    opened = Store.open(f"sqlite:///{tmp_path}/plan.db")
    yield opened
    opened.close()


def test_an_editor_writes_under_the_own_name_whatever_the_caller_says(store):
    Desk(store, User("li@example.cn", Role.EDITOR)).do(add_progress, ENTRY, who="someone else")
    assert [one.who for one in progress_records(store)] == ["li@example.cn"]


def test_a_reader_writes_nothing(store):
    desk = Desk(store, User("wang@example.cn", Role.READER))
    with pytest.raises(NotAllowedError, match="needs editor"):
        desk.do(add_progress, ENTRY)
    assert store.history() == ()


def test_some_actions_need_an_admin(store):
    @needs(Role.ADMIN)
    def clear(store, *, who):
        return who

    with pytest.raises(NotAllowedError, match="needs admin"):
        Desk(store, User("li", Role.EDITOR)).do(clear)
    assert Desk(store, LOCAL_USER).do(clear) == LOCAL_USER.name


@pytest.mark.parametrize(
    ("address", "role"),
    [
        ("li@example.cn", Role.ADMIN),
        ("LI@Example.cn ", Role.ADMIN),
        ("wang@example.cn", Role.EDITOR),
        ("li@example.cn.evil.com", Role.READER),
        ("", Role.READER),
    ],
)
def test_roles_come_from_the_setting(monkeypatch, address, role):
    monkeypatch.setenv("PLAN_ATLAS_ROLES", "editor=*@example.cn; admin=li@example.cn,zhao@example.cn;")
    assert role_of(address) == role


@pytest.mark.parametrize("text", ["boss=li", "li@example.cn", "editor"])
def test_a_setting_that_cannot_be_read_is_said(monkeypatch, text):
    monkeypatch.setenv("PLAN_ATLAS_ROLES", text)
    with pytest.raises(SettingError, match="admin=…"):
        role_of("li@example.cn")


def test_without_a_setting_who_logs_in_only_reads(monkeypatch):
    monkeypatch.delenv("PLAN_ATLAS_ROLES", raising=False)
    assert role_of("li@example.cn") == Role.READER
