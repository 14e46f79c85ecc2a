"""What all services share: geopy's template of a geocoder, with our answers in place of its locations.

geopy's `Location` holds no level, no id and no county, and cannot hold coordinates that were given in the wrong order;
all four are needed to judge an answer. So the call-backs of the geocoders here give `Answer` records.
"""

from collections.abc import Callable, Mapping
from typing import ClassVar

from geopy.adapters import AdapterHTTPError, BaseSyncAdapter, get_retry_after
from geopy.exc import GeocoderParseError, GeocoderRateLimited, GeocoderUnavailable
from geopy.geocoders.base import Geocoder

from geo.crs import Datum

TIMEOUT_S = 5.0
_REDIRECTS, _SERVER_ERRORS = range(300, 400), range(500, 600)
_TOO_MANY_REQUESTS = 429


class BaseService(Geocoder):
    """geopy's template with the meaning of those HTTP states that geopy does not tell apart."""

    code: ClassVar[str]
    label: ClassVar[str]
    datum: ClassVar[Datum]

    def _geocoder_exception_handler(self, error: Exception) -> None:
        """Tell a service that is down and a redirect, which is never followed, from a refusal."""
        if not isinstance(error, AdapterHTTPError):
            return
        if error.status_code in _REDIRECTS:
            raise GeocoderParseError("the service sends elsewhere; check its address")
        wait_s = _retry_after_s(error)
        if error.status_code == _TOO_MANY_REQUESTS or (error.status_code in _SERVER_ERRORS and wait_s is not None):
            raise GeocoderRateLimited(str(error), retry_after=wait_s)
        if error.status_code in _SERVER_ERRORS:
            raise GeocoderUnavailable(str(error))
        self._refused(error)

    def _refused(self, error: AdapterHTTPError) -> None:
        """Raise the exception that the body of a refusal stands for, if the service documents one."""


class KeyedService(BaseService):
    """A service behind a key, at `home` unless another address is given."""

    home: ClassVar[str]

    def __init__(
        self,
        *,
        adapter_factory: Callable[..., BaseSyncAdapter],
        user_agent: str,
        base_url: str = "",
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        super().__init__(timeout=timeout_s, user_agent=user_agent, adapter_factory=adapter_factory)
        self._base_url = base_url or self.home


def _retry_after_s(error: AdapterHTTPError) -> float | None:
    """Seconds the service asks to wait, None without a readable header; geopy trips over dates that are none."""
    try:
        wait_s: float | None = get_retry_after(error.headers)
    except (ValueError, OverflowError):
        return None
    return wait_s


def checked(payload: object) -> Mapping[str, object]:
    """`payload` as an object of JSON.

    Raises
    ------
    GeocoderParseError
        If it is something else.
    """
    if not isinstance(payload, dict):
        raise GeocoderParseError("the answer is no object of JSON")
    return payload
