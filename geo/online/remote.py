"""The one module that speaks HTTP: a bounded GET, as an adapter of geopy.

An answer is read up to a size and a time, never follows a redirect, and is only ever text or JSON. The key joins the
address here, at the last moment, so that no other module, log line or error ever holds an address with a key.
"""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from http.client import HTTPException, HTTPResponse
from ssl import SSLContext
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
)

from geopy.adapters import AdapterHTTPError, BaseSyncAdapter
from geopy.exc import GeocoderParseError, GeocoderTimedOut, GeocoderUnavailable

from geo.online.secret import Secret

LARGEST_ANSWER_BYTES = 1 << 20
_CHUNK_BYTES = 1 << 16
_ERRORS_FROM = 300


@dataclass(frozen=True, slots=True)
class Credential:
    """The query parameter that carries the key of a service."""

    parameter: str
    key: Secret


@dataclass(frozen=True, slots=True)
class _Response:
    status: int
    headers: dict[str, str]
    text: str


def adapter_factory(credential: Credential | None) -> Callable[..., BaseSyncAdapter]:
    """What geopy calls to make the adapter of one geocoder."""
    return partial(HttpAdapter, credential=credential)


class HttpAdapter(BaseSyncAdapter):
    """Sends one GET at a time; every failure is one of geopy's exceptions, with neither address nor key in it."""

    def __init__(
        self,
        *,
        proxies: Mapping[str, str] | None,
        ssl_context: SSLContext | None,
        credential: Credential | None = None,
    ) -> None:
        super().__init__(proxies=proxies, ssl_context=ssl_context)
        self._credential = credential
        # Spelt out, since the usual opener also follows redirects and reads file: and ftp: addresses.
        self._opener = OpenerDirector()
        for handler in (
            ProxyHandler(dict(proxies) if proxies is not None else None),
            HTTPHandler(),
            HTTPSHandler(context=ssl_context),
            HTTPDefaultErrorHandler(),
            HTTPErrorProcessor(),
        ):
            self._opener.add_handler(handler)

    def get_json(self, url: str, *, timeout: float, headers: Mapping[str, str]) -> Any:  # noqa: ANN401
        """The JSON at `url`."""
        text = self.get_text(url, timeout=timeout, headers=headers)
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            fault: Exception = GeocoderParseError("the answer is no JSON")
        raise fault

    def get_text(self, url: str, *, timeout: float, headers: Mapping[str, str]) -> str:
        """The text at `url`.

        Raises
        ------
        AdapterHTTPError
            For a status of 300 and more; redirects are not followed.
        GeopyError
            For a service that is out of reach, too slow, or answers too much.
        """
        outcome = self._fetch(url, timeout, headers)
        if isinstance(outcome, Exception):
            raise outcome  # made, not caught, so that it drags no frame along that knows the address
        if outcome.status >= _ERRORS_FROM:
            message = f"HTTP {outcome.status}"
            raise AdapterHTTPError(message, status_code=outcome.status, headers=outcome.headers, text=outcome.text)
        return outcome.text

    def _fetch(self, url: str, timeout: float, headers: Mapping[str, str]) -> _Response | Exception:
        deadline = time.monotonic() + timeout
        try:
            with self._opener.open(self._request(url, headers), timeout=timeout) as response:
                outcome = self._read(response, deadline)
            return outcome
        except HTTPError as error:
            with error:
                return self._read_error(error, deadline)
        except (OSError, HTTPException, ValueError) as error:
            return _fault(error)

    def _request(self, url: str, headers: Mapping[str, str]) -> Request:
        if self._credential:
            url += "&" if "?" in url else "?"
            url += urlencode({self._credential.parameter: self._credential.key.reveal()})
        return Request(url, headers=dict(headers))

    def _read_error(self, error: HTTPError, deadline: float) -> _Response | Exception:
        try:
            return self._read(error, deadline)
        except (OSError, HTTPException, ValueError) as fault:
            return _fault(fault)

    def _read(self, response: HTTPResponse | HTTPError, deadline: float) -> _Response | Exception:
        body = bytearray()
        fault: Exception
        while piece := response.read1(_CHUNK_BYTES):
            body += piece
            if len(body) > LARGEST_ANSWER_BYTES:
                fault = GeocoderParseError("the answer is too large")
                return fault
            if time.monotonic() > deadline:
                fault = GeocoderTimedOut("the answer takes too long")
                return fault
        wait = response.headers.get("Retry-After")
        headers = {"retry-after": self._masked(wait)} if wait else {}  # the others may repeat the address
        return _Response(response.status or 0, headers, self._masked(body.decode("utf-8", errors="replace")))

    def _masked(self, text: str) -> str:
        return self._credential.key.mask(text) if self._credential else text


def _fault(error: Exception) -> Exception:
    """The exception of geopy for one of the library; only the type is told, since the words hold addresses."""
    cause = error.reason if isinstance(error, URLError) and isinstance(error.reason, Exception) else error
    fault: Exception = GeocoderUnavailable(f"the service is out of reach ({type(cause).__name__})")
    if isinstance(cause, TimeoutError):
        fault = GeocoderTimedOut("the service does not answer in time")
    return fault
