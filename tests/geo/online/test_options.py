"""Which services are configured; without any nothing is loaded and no connection is opened."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from geo import settings
from geo.errors import SettingError
from geo.online.assembly import USER_AGENT, couriers
from geo.online.geocoders import OnlineGeocoders
from geo.online.options import read_options

ROOT = Path(__file__).parents[3]
OWN_NOMINATIM = "https://nominatim.example.org/osm/"


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    """No setting but those of the test."""
    for setting in settings.SETTINGS:
        monkeypatch.delenv(setting.name, raising=False)
    return lambda **values: [monkeypatch.setenv(f"PLAN_ATLAS_{name}", value) for name, value in values.items()]


def test_nothing_is_configured_by_default():
    options = read_options()
    assert options.order == ()
    assert options.cache == settings.ROOT / "data" / "cache"


def test_services_are_asked_in_the_order_of_the_setting(environment):
    environment(TIANDITU_KEY=" a ", AMAP_KEY="b", NOMINATIM_URL=OWN_NOMINATIM, GEOCODERS="nominatim, AMAP")
    assert [courier.service.code for courier in couriers(read_options())] == ["nominatim", "amap"]


def test_service_without_its_key_is_left_out(environment):
    environment(AMAP_KEY="b", TIANDITU_KEY="  ")
    assert read_options().order == ("amap",)


def test_program_names_itself_and_whom_to_ask(environment):
    environment(NOMINATIM_URL=OWN_NOMINATIM, CONTACT="gis@example.org")
    (courier,) = couriers(read_options())
    assert courier.service.headers == {"User-Agent": f"{USER_AGENT} (gis@example.org)"}
    assert courier.service.api == "https://nominatim.example.org/osm/search"


def test_public_nominatim_is_never_asked_more_than_once_a_second(environment):
    environment(NOMINATIM_URL="https://nominatim.openstreetmap.org", GEOCODER_RATES="nominatim=20,amap=0.5")
    assert read_options().rates == {"tianditu": 2.0, "amap": 0.5, "nominatim": 1.0}
    environment(NOMINATIM_URL=OWN_NOMINATIM)
    assert read_options().rates["nominatim"] == 20


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GEOCODERS", "tianditu,baidu"),
        ("GEOCODER_RATES", "amap=fast"),
        ("GEOCODER_RATES", "amap=0"),
        ("GEOCODER_RATES", "amap=nan"),
        ("GEOCODER_RATES", "baidu=1"),
        ("NOMINATIM_URL", "nominatim.openstreetmap.org"),
        ("NOMINATIM_URL", "file:///etc/passwd"),
        ("NOMINATIM_URL", "https://user:geheim@host"),
        ("NOMINATIM_URL", "https://host/?key=geheim"),
        ("NOMINATIM_URL", "https://host:geheim"),
        ("CONTACT", "规划处"),
        ("CONTACT", "a\r\nHost: b"),
    ],
)
def test_setting_that_cannot_be_used_is_an_error_that_says_how_to_repair_it(environment, name, value):
    environment(**{name: value})
    with pytest.raises(SettingError, match=f"PLAN_ATLAS_{name}") as caught:
        read_options()
    assert "geheim" not in str(caught.value)


def test_without_configuration_no_connection_is_opened(monkeypatch, boundaries, gazetteer):
    def refuse(*_, **__):
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert OnlineGeocoders.from_settings(boundaries, gazetteer) is None


def test_without_configuration_no_http_client_is_loaded():
    code = """
import sys
from geo.boundaries import Boundaries
from geo.gazetteer import Gazetteer
from geo.geocoding import Resolver
from geo.online.geocoders import OnlineGeocoders
assert OnlineGeocoders.from_settings(Boundaries.load(), Gazetteer.load()) is None
print([name for name in ("geopy", "geo.online.remote") if name in sys.modules])
"""
    answer = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


def test_configured_geocoders_open_no_connection_before_they_are_asked(environment, monkeypatch, boundaries, gazetteer):
    environment(TIANDITU_KEY="a", AMAP_KEY="b", NOMINATIM_URL=OWN_NOMINATIM)
    monkeypatch.setattr(socket, "socket", None)
    assert OnlineGeocoders.from_settings(boundaries, gazetteer) is not None
