"""The log: one line per event on standard error, as words or as one JSON object, of which no line quotes a plan.

Every line says when, how grave and what (`event`), and where it came up in a visit: session (a random mark), page,
build. Of an error it says the type and the lines of code it passed, not its message, which may quote a plan or an
address; the level `debug` adds the message. `start` sends the lines of the libraries the same way.
"""

import json
import logging
import secrets
import sys
import time
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from geo import settings
from geo.settings import ROOT

SLOW_RUN_S = 2.0
SLOW_QUERY_S = 0.5
FORMATS = ("text", "json")
LEVELS = ("debug", "info", "warning", "error")
LONGEST = 500  # characters of a query or of a message in the log
OUTERMOST, INNERMOST = 3, 9  # lines of code kept of a long way
# What Streamlit writes of an error before it asks us; we write it with its reference.
REPEATED = "streamlit.error_util"
TAKEN_OVER = ("streamlit", "uvicorn", "websockets")

_log = logging.getLogger("plan_atlas")
_visit: ContextVar[Mapping[str, Any]] = ContextVar("visit", default={})  # noqa: B039 (never changed in place)


def start() -> None:
    """Send the lines of the program and its libraries to standard error, in the form and from the level configured."""
    shape, level = _chosen(settings.LOG, FORMATS), _chosen(settings.LOG_LEVEL, LEVELS)
    handler = logging.StreamHandler()
    handler.setFormatter(Lines(is_json=shape == "json", with_messages=level == "debug"))
    handler.addFilter(_is_new)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    _log.setLevel(level.upper())
    logging.captureWarnings(capture=True)
    for name in list(root.manager.loggerDict):
        if name.partition(".")[0] in TAKEN_OVER:
            logger = logging.getLogger(name)
            logger.handlers.clear()
            logger.propagate = True
            logger.setLevel(logging.WARNING)  # so that no address is written, which says what someone looks for
    if shape == "json":
        sys.excepthook = _uncaught
    for setting, values in ((settings.LOG, FORMATS), (settings.LOG_LEVEL, LEVELS)):
        if settings.text(setting) not in values:
            event("setting_ignored", logging.WARNING, setting=setting.name, known=" ".join(values))


def event(name: str, level: int = logging.INFO, **fields: object) -> None:
    """Write a line, with what is known of the present visit."""
    _log.log(level, name, extra={"fields": {**_visit.get(), **fields}})


def about(**fields: object) -> None:
    """Say what every later line of this thread belongs to: session, page, build_id."""
    _visit.set({**_visit.get(), **fields})


def failed(error: BaseException, name: str = "error") -> str:
    """Write an error that nothing caught, and return the short reference by which to find the line again."""
    reference = secrets.token_hex(3).upper()
    exc_info = (type(error), error, error.__traceback__)
    _log.error(name, exc_info=exc_info, extra={"fields": {**_visit.get(), "reference": reference}})
    return reference


@contextmanager
def timed(name: str) -> Iterator[None]:
    """Write how long the block took, as a warning when it was slow."""
    started = time.perf_counter()
    try:
        yield
    finally:
        took = time.perf_counter() - started
        slow = took >= SLOW_RUN_S
        level = logging.WARNING if slow else logging.INFO
        event(f"slow_{name}" if slow else name, level, duration_ms=round(1000 * took))


class Lines(logging.Formatter):
    """A record as one line: JSON, or words that are easy on the eye."""

    def __init__(self, *, is_json: bool, with_messages: bool) -> None:
        super().__init__()
        self._is_json = is_json
        self._with_messages = with_messages

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        stated = self._stated(record)
        if self._is_json:
            return json.dumps(stated, ensure_ascii=False, default=str)
        when, level, name = (stated.pop(key) for key in ("time", "level", "event"))
        return " ".join([f"{when} {level.upper():7} {name}", *(f"{key}={value}" for key, value in stated.items())])

    def _stated(self, record: logging.LogRecord) -> dict[str, Any]:
        fields: Mapping[str, Any] | None = getattr(record, "fields", None)
        stated = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.name if fields is None else record.getMessage(),
        }
        if fields is None and not record.exc_info:
            stated["message"] = " ".join(record.getMessage().split())[:LONGEST]
        stated.update((key, value) for key, value in (fields or {}).items() if value not in (None, ""))
        if record.exc_info and record.exc_info[1] is not None:
            stated |= self._error(record.exc_info[1])
        return stated

    def _error(self, error: BaseException) -> dict[str, Any]:
        stated: dict[str, Any] = {"error": type(error).__name__, "where": where(error)}
        if (cause := error.__cause__ or error.__context__) is not None:
            stated["cause"] = type(cause).__name__
        if self._with_messages:
            stated["message"] = " ".join(str(error).split())[:LONGEST]
        return stated


def where(error: BaseException) -> list[str]:
    """The lines of code that an error passed, outermost first, without their text."""
    frames = traceback.extract_tb(error.__traceback__, limit=None)
    passed = [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]
    if len(passed) > OUTERMOST + INNERMOST:
        passed[OUTERMOST:-INNERMOST] = ["…"]
    return passed


def _short(file: str) -> str:
    file = file.removeprefix(f"{ROOT}/").replace("\\", "/")
    return file.rpartition("site-packages/")[2]


def _chosen(setting: settings.Setting, values: tuple[str, ...]) -> str:
    value = settings.text(setting)
    return value if value in values else setting.default


def _is_new(record: logging.LogRecord) -> bool:
    error = record.exc_info[1] if record.exc_info else None
    return record.name != REPEATED or error is None or isinstance(error, SyntaxError)


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    failed(error, "interrupted" if issubclass(kind, KeyboardInterrupt) else "error")
