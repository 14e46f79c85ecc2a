"""A key leaves the program in the request alone: not in logs, errors, tracebacks, reprs, reasons or files."""

import copy
import json
import logging
import pickle
import traceback
from urllib.parse import quote, quote_plus

import pytest
from geopy.exc import GeopyError

from geo.online.options import read_options
from geo.online.remote import Credential, adapter_factory
from geo.online.secret import Secret
from tests.geo.online.serving import KEY, Scripted

FORMS = {KEY, quote(KEY), quote(KEY, safe=""), quote_plus(KEY), KEY.split()[0], KEY.split()[1]}
SERVICES = ["tianditu", "amap"]
ECHO = f"tk={quote_plus(KEY)} key={quote(KEY, safe='')} {KEY}"
FAILURES = {
    "down": [Scripted(ECHO, 500)] * 3,
    "refused": [Scripted(ECHO, 403)],
    "refused in json": [Scripted(json.dumps({"code": ECHO, "msg": ECHO}), 403)],
    "asked wrongly": [Scripted(ECHO, 400)],
    "wall": [Scripted(ECHO, 418)] * 3,
    "redirect": [Scripted(ECHO, 302, {"Location": f"http://127.0.0.1/?{ECHO}".replace(" ", "+")})] * 3,
    "too many": [Scripted(ECHO, 429, {"Retry-After": "9999"})],
    "no json": [Scripted(ECHO)] * 3,
    "hangs": [Scripted(hang=True)] * 3,
    "infocode": [Scripted(json.dumps({"status": "0", "infocode": ECHO, "info": ECHO}))],
    "found": [],
}


def assert_hidden(text):
    assert not [form for form in FORMS if form in str(text)]


@pytest.fixture
def echoing(provider, amap_poi, tianditu_poi):
    """A server that repeats the key in whatever it finds."""
    provider.amap_pois = [amap_poi(name=ECHO), amap_poi(id=ECHO), amap_poi(kind=ECHO)]
    provider.tianditu_pois = [tianditu_poi(name=ECHO), tianditu_poi(hotPointID=ECHO), tianditu_poi(kind=ECHO)]
    return provider


@pytest.mark.parametrize("code", SERVICES)
@pytest.mark.parametrize("replies", FAILURES.values(), ids=FAILURES)
def test_nothing_the_program_says_or_keeps_holds_the_key(
    echoing, geocoders, project, tmp_path, caplog, capfd, code, replies
):
    caplog.set_level(logging.DEBUG)
    echoing.next_fail(*replies)
    finder = geocoders(code, timeout_s=0.05)
    finding = finder.find(project())
    assert echoing.asked
    assert all(KEY in query.values() for _, query, _ in echoing.asked)
    assert_hidden(finding)
    assert_hidden(finder.notices)
    assert_hidden(caplog.text)
    assert_hidden(capfd.readouterr())
    for path in tmp_path.rglob("*"):
        assert_hidden(path)
        assert_hidden(path.read_text(encoding="utf-8") if path.is_file() else "")


@pytest.mark.parametrize("code", SERVICES)
@pytest.mark.parametrize("name", ["down", "refused", "redirect", "no json", "hangs"])
def test_errors_of_a_geocoder_hold_no_key(echoing, make_service, code, name):
    echoing.next_fail(*FAILURES[name])
    service = make_service(code, timeout_s=0.05)
    with pytest.raises(GeopyError) as caught:
        service.search({"keyWord": "马西水库", "specify": "156500241"})
    assert_everything_hidden(caught.value)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/search?q=1", "http://127.0.0.1:1/search", "http://[::1/", "http:///"]
)
def test_errors_of_the_transport_hold_no_key(monkeypatch, url):
    monkeypatch.setenv("no_proxy", "*")
    adapter = adapter_factory(Credential("key", Secret(KEY)))(proxies=None, ssl_context=None)
    with pytest.raises(GeopyError) as caught:
        adapter.get_json(url, timeout=0.1, headers={})
    assert_everything_hidden(caught.value)


def assert_everything_hidden(error):
    """Neither words nor attributes nor the locals of any frame of an error and of those it came from hold the key."""
    told = traceback.TracebackException.from_exception(error, capture_locals=True)
    lines = "".join(told.format())
    assert_hidden(lines.replace(repr(KEY), ""))  # this file's own constant stands in the frames of the test
    while error is not None:
        assert_hidden(vars(error))
        assert_hidden(repr(error))
        error = error.__cause__ or error.__context__


def test_secret_shows_itself_to_nobody():
    secret = Secret(KEY)
    assert_hidden(f"{secret} {secret!r} {Credential('key', secret)!r} {[secret]}")
    assert_hidden(secret.mask(ECHO))
    assert not hasattr(secret, "__dict__")
    assert secret.reveal() == KEY
    for store in (pickle.dumps, copy.deepcopy):
        with pytest.raises(TypeError, match="never stored"):
            store(secret)


def test_options_and_couriers_show_no_key(monkeypatch, make_courier):
    monkeypatch.setenv("PLAN_ATLAS_TIANDITU_KEY", KEY)
    monkeypatch.setenv("PLAN_ATLAS_AMAP_KEY", KEY)
    assert_hidden(read_options())
    courier = make_courier("amap")
    assert_hidden(courier)
    assert_hidden(vars(courier.service))
