"""Logging in with a provider on loopback: nobody sees a page before, everybody has the own role and name."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser.identity import TRICKS, identities
from tests.browser.serving import GUIDE_READ, ROOT, VIEWPORT, Visitor, running
from tests.browser.test_accessibility import violations

HOSTILE = '<img src=x onerror="window.hacked=1">{{7*7}} **x** `${1}`'
PEOPLE = {
    "li@example.cn": {"email": "li@example.cn", "email_verified": True, "name": "李明"},
    "wang@example.cn": {"email": "wang@example.cn", "email_verified": True, "name": HOSTILE},
    "zhao@other.cn": {"email": "zhao@other.cn", "name": "赵强"},
    "doubtful": {"email": "li@example.cn", "email_verified": False, "name": "钱进"},
}
ROLES = "admin=li@example.cn;editor=*@example.cn"
PLACES = (
    "?view=clean",
    "county?county=500114",
    "tasks?task=chongqing%2312",
    "projects",
    "compare",
    "quality",
    "plans",
    "task_map",
    "",
)


@pytest.fixture(scope="module")
def provider():
    with identities(PEOPLE) as provider:
        yield provider


@pytest.fixture(scope="module")
def secrets(provider, tmp_path_factory):
    """The file of secrets that the server reads, also when it changes."""
    file = tmp_path_factory.mktemp("secrets") / "secrets.toml"
    file.write_text(f'PLAN_ATLAS_ROLES = "{ROLES}"\n{provider.secrets()}', encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def office(secrets, build_directory, tmp_path_factory):
    """The application of an office where people log in."""
    places = {"PLAN_ATLAS_BUILD": str(build_directory), "PLAN_ATLAS_STORE": str(tmp_path_factory.mktemp("store"))}
    with running(ROOT / "app.py", STREAMLIT_SECRETS_FILES=str(secrets), **places) as server:
        yield server


@pytest.fixture
def other(browser):
    """A second visitor with a browser of their own."""
    context = browser.new_context(viewport=VIEWPORT)
    context.add_init_script(GUIDE_READ)
    visitor = Visitor(context.new_page())
    yield visitor
    context.close()
    assert (visitor.outside, visitor.errors) == ([], [])


def login_button(page):
    return page.get_by_role("button", name="登录", exact=True)


def asks_for_login(page):
    expect(login_button(page)).to_be_visible()
    expect(page.locator(".st-key-navigation")).to_have_count(0)
    expect(page.locator("iframe")).to_have_count(0)


def log_in(visitor, server, who, path=""):
    page = visitor.open(f"{server.url}/{path}")
    login_button(page).click()
    page.get_by_role("link", name=who, exact=True).click()
    return page


def account(page):
    """What the menu says of who is here."""
    page.get_by_role("button", name="账号").click()
    return page.locator(".account")


def cookies(page):
    return {cookie["name"]: cookie for cookie in page.context.cookies()}


def test_nobody_sees_a_page_or_a_deep_link_before_logging_in(office, visitor):
    for place in PLACES:
        page = visitor.open(f"{office.url}/{place}")
        asks_for_login(page)
        visitor.settle()
        assert not re.search("重庆|黔江|水利", page.content()), place
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        page.wait_for_function("theme => document.documentElement.dataset.theme === theme", arg=theme)
        assert violations(page) == []
        visitor.picture(f"login_{theme}")


def test_the_page_that_was_asked_for_opens_after_logging_in(office, visitor):
    page = log_in(visitor, office, "li@example.cn", "tasks?plan=chongqing&sector=water")
    expect(page.locator(".task-table")).to_be_visible()
    expect(page).to_have_url(f"{office.url}/tasks?plan=chongqing&sector=water")


def test_everybody_has_the_own_role_and_name(office, visitor, other):
    page = log_in(visitor, office, "li@example.cn")
    second = log_in(other, office, "wang@example.cn")
    expect(account(page)).to_have_text("李明li@example.cn管理员")
    expect(account(second)).to_have_text(f"{HOSTILE}wang@example.cn可编辑")
    assert second.evaluate("window.hacked") is None
    assert violations(page) == []
    visitor.picture("account")
    for one, name, another in ((page, "li@", "wang@"), (second, "wang@", "li@")):
        one.reload()
        expect(account(one)).to_contain_text(name)
        assert another not in one.content()
    third = log_in(Visitor(other.page.context.browser.new_context().new_page()), office, "doubtful")
    expect(account(third)).to_have_text("钱进li@example.cn只读")
    third.context.close()


def test_a_change_of_roles_holds_without_a_restart(office, secrets, visitor):
    page = log_in(visitor, office, "zhao@other.cn")
    expect(account(page)).to_contain_text("只读")
    before = secrets.read_text(encoding="utf-8")
    try:
        for roles, said in (("editor=zhao@other.cn", "可编辑"), ("boss=zhao@other.cn", "只读"), (ROLES, "只读")):
            secrets.write_text(before.replace(ROLES, roles), encoding="utf-8")
            page.wait_for_timeout(1_000)  # the server looks at the file five times a second
            page.reload()
            expect(account(page)).to_contain_text(said)
            expect(page.locator(".account-note")).to_have_count(int("boss" in roles))
    finally:
        secrets.write_text(before, encoding="utf-8")


def test_after_logging_out_the_way_back_is_closed(office, visitor):
    page = log_in(visitor, office, "li@example.cn", "tasks?plan=chongqing")
    expect(page.locator(".task-table")).to_be_visible()
    account(page)
    page.get_by_role("button", name="退出").click()
    asks_for_login(page)
    expect(page).to_have_url(f"{office.url}/")
    assert "_streamlit_user" not in cookies(page)
    page.go_back()
    asks_for_login(page)


def test_a_token_that_is_not_right_lets_nobody_in(office, provider, visitor):
    try:
        for provider.trick in TRICKS:
            page = log_in(visitor, office, "wang@example.cn")
            page.wait_for_url(f"{office.url}/")
            asks_for_login(page)
            assert "_streamlit_user" not in cookies(page), provider.trick
    finally:
        provider.trick = ""


def test_an_identity_of_ones_own_making_lets_nobody_in(office, visitor):
    page = log_in(visitor, office, "zhao@other.cn")
    expect(account(page)).to_contain_text("赵强")
    signed = cookies(page)["_streamlit_user"]
    made = json.dumps({"is_logged_in": True, "email": "li@example.cn", "origin": office.url})
    for value in (f"{signed['value'][:-2]}xx", made, f"x{signed['value']}"):
        page.context.add_cookies([signed | {"value": value}])
        page.goto(office.url)
        asks_for_login(page)
