"""Carries the questions of one service: cache first, then at the allowed pace, with few retries and an end to patience.

A *run* is the life of a courier, which is that of the `OnlineGeocoders` it belongs to. A service that stays down after
the retries, has no quota left, refuses the key, or answers unreadably several times is not asked again in the run; the
reply that brought this about says so, the later ones are silent.

One request of a service is under way at a time, so that threads share its pace, its cache and its end.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from random import random

from geopy.exc import (
    GeocoderAuthenticationFailure,
    GeocoderInsufficientPrivileges,
    GeocoderQueryError,
    GeocoderQuotaExceeded,
    GeocoderRateLimited,
    GeocoderServiceError,
    GeocoderTimedOut,
    GeocoderUnavailable,
)

from geo import reasons
from geo.online.answers import Answer, Question
from geo.online.cache import AnswerCache, Kept
from geo.online.replies import AskedService, Reply

ATTEMPTS = 3
FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 30.0
# So many unreadable answers in a row mean that something else answers in the place of the service.
MOST_UNREADABLE = 3


@dataclass(frozen=True, slots=True)
class Timing:
    """The clock of a run; tests bring their own."""

    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    random: Callable[[], float] = random
    today: Callable[[], date] = date.today


class SilencedError(Exception):
    """The service is not asked again in this run; the message is the sentence that says why."""


@dataclass(slots=True)
class Courier:
    """Asks one service; may be used by several threads at once."""

    service: AskedService
    cache: AnswerCache
    rate: float
    timing: Timing = field(default_factory=Timing)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _silenced: bool = False
    _cannot_keep: bool = False
    _unreadable: int = 0
    _next_at: float = float("-inf")

    def ask(self, question: Question) -> Reply:
        """The answers to a question, kept or new; without any, whether there is a problem and which."""
        code, today = self.service.code, self.timing.today()
        with self._lock:
            kept = self.cache.get(code, question.method, question.parameters, today=today)
            if kept is not None:
                return Reply(kept.answers, kept.asked_on)
            if self._silenced:
                return Reply(answered=False)
            try:
                answers = self._answers(question)
            except SilencedError as silenced:
                self._silenced = True
                return Reply(answered=False, problem=str(silenced))
            if answers is None:
                return Reply(answered=False)
            return Reply(answers, today, problem=self._keep(question, Kept(answers, today)))

    def _answers(self, question: Question) -> tuple[Answer, ...] | None:
        """New answers; None when the service does not take the question or answers unreadably."""
        try:
            answers = self._tried(question)
        except GeocoderQueryError:
            answers = None
        except GeocoderQuotaExceeded as error:
            raise self._silence(reasons.ONLINE_QUOTA) from error
        except (GeocoderAuthenticationFailure, GeocoderInsufficientPrivileges) as error:
            raise self._silence(reasons.ONLINE_REFUSED, cause=str(error)) from error
        except GeocoderServiceError as error:
            self._unreadable += 1
            if self._unreadable >= MOST_UNREADABLE:
                raise self._silence(reasons.ONLINE_UNREADABLE, cause=str(error)) from error
            return None
        self._unreadable = 0
        return answers

    def _tried(self, question: Question) -> tuple[Answer, ...]:
        """Answers after at most `ATTEMPTS` requests; only a service that is down or too busy is asked again."""
        for attempt in range(1, ATTEMPTS + 1):
            self._keep_pace()
            try:
                return question.ask()
            except (GeocoderRateLimited, GeocoderTimedOut, GeocoderUnavailable) as error:
                wait_s = getattr(error, "retry_after", None)
                if wait_s is None:
                    wait_s = FIRST_WAIT_S * 2 ** (attempt - 1) * (0.5 + self.timing.random())
                if attempt == ATTEMPTS or wait_s > LONGEST_WAIT_S:
                    raise self._silence(reasons.ONLINE_DOWN, cause=str(error)) from error
            self.timing.sleep(wait_s)
        raise AssertionError("the last attempt returns or raises")

    def _keep_pace(self) -> None:
        """Wait until the service may be asked again."""
        wait_s = self._next_at - self.timing.monotonic()
        if wait_s > 0:
            self.timing.sleep(wait_s)
        self._next_at = self.timing.monotonic() + 1 / self.rate

    def _silence(self, template: str, cause: str = "") -> SilencedError:
        return SilencedError(template.format(label=self.service.label, cause=cause))

    def _keep(self, question: Question, kept: Kept) -> str:
        """Keep the answers; '' or, the first time this fails, the sentence that says so."""
        try:
            self.cache.put(self.service.code, question.method, question.parameters, kept, datum=self.service.datum)
        except OSError as error:
            if self._cannot_keep:
                return ""
            self._cannot_keep = True
            return reasons.ONLINE_CACHE.format(cause=error.strerror or type(error).__name__)
        return ""
