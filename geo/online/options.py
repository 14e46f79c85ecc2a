"""Which online geocoders are configured, read from the settings; without any, no request is ever made."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from geo import settings
from geo.errors import SettingError
from geo.online.secret import Secret

NAMES = ("tianditu", "amap", "nominatim")
# The usage policy of the public Nominatim: one request a second at most, whatever the settings say.
PUBLIC_NOMINATIM = "nominatim.openstreetmap.org"
PUBLIC_NOMINATIM_RATE = 1.0
HIGHEST_RATE = 50.0


@dataclass(frozen=True, slots=True)
class Options:
    """The configured services in the order they are asked, their keys, and how often each may be asked a second."""

    order: tuple[str, ...]
    tianditu_key: Secret
    amap_key: Secret
    nominatim_url: str
    rates: dict[str, float]
    contact: str
    cache: Path


def read_options() -> Options:
    """The options in the environment.

    Raises
    ------
    SettingError
        If a service is unknown, a rate no positive number, or the address of Nominatim no plain web address.
    """
    tianditu_key = Secret(settings.text(settings.TIANDITU_KEY))
    amap_key = Secret(settings.text(settings.AMAP_KEY))
    nominatim_url = _web_address(settings.text(settings.NOMINATIM_URL))
    configured = {"tianditu": bool(tianditu_key), "amap": bool(amap_key), "nominatim": bool(nominatim_url)}
    rates = _rates(settings.text(settings.GEOCODER_RATES))
    if urlsplit(nominatim_url).hostname == PUBLIC_NOMINATIM:
        rates["nominatim"] = min(rates["nominatim"], PUBLIC_NOMINATIM_RATE)
    return Options(
        order=tuple(name for name in _order(settings.text(settings.GEOCODERS)) if configured[name]),
        tianditu_key=tianditu_key,
        amap_key=amap_key,
        nominatim_url=nominatim_url,
        rates=rates,
        contact=_contact(settings.text(settings.CONTACT)),
        cache=settings.directory(settings.CACHE),
    )


def _order(text: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(filter(None, (part.strip().lower() for part in text.split(",")))))
    for name in names:
        if name not in NAMES:
            raise SettingError(f"{settings.GEOCODERS.name}: no geocoder “{name}”; use {', '.join(NAMES)}")
    return names


def _rates(text: str) -> dict[str, float]:
    """Requests a second by service; a service the setting leaves out keeps its default."""
    rates = {name: float(rate) for name, rate in _pairs(settings.GEOCODER_RATES.default)}
    for name, rate in _pairs(text):
        try:
            number = float(rate)
        except ValueError:
            number = 0.0
        if name not in NAMES or not 0 < number <= HIGHEST_RATE:
            sentence = f"“{name}={rate}” is no rate; write for example {settings.GEOCODER_RATES.default}"
            raise SettingError(f"{settings.GEOCODER_RATES.name}: {sentence}")
        rates[name] = number
    return rates


def _pairs(text: str) -> list[tuple[str, str]]:
    parts = [part.strip().partition("=") for part in text.split(",") if part.strip()]
    return [(name.strip().lower(), rate.strip()) for name, _, rate in parts]


def _web_address(text: str) -> str:
    """The address without its last slash; one with a user, a query or a port out of range is refused, unrepeated."""
    if not text:
        return ""
    try:
        parts = urlsplit(text)
        plain = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        plain = False
    if not plain or parts.username is not None or parts.query or parts.fragment:
        sentence = "is no plain web address; write for example https://host/path, without user, key or query"
        raise SettingError(f"{settings.NOMINATIM_URL.name} {sentence}")
    return text.rstrip("/")


def _contact(text: str) -> str:
    if not text.isascii() or not text.isprintable():
        raise SettingError(f"{settings.CONTACT.name}: only ASCII fits a User-Agent; give an e-mail or web address")
    return text
