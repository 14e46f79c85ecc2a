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

_TRANSIENT = (GeocoderRateLimited, GeocoderTimedOut, GeocoderUnavailable)
# What ends a run for a service, the first that fits, and how it is said.
_ENDS = (
    (_TRANSIENT, reasons.ONLINE_DOWN),
    ((GeocoderQuotaExceeded,), reasons.ONLINE_QUOTA),
    ((GeocoderAuthenticationFailure, GeocoderInsufficientPrivileges), reasons.ONLINE_REFUSED),
)


@dataclass(frozen=True, slots=True)
class Timing:
    """The clock of a run; tests bring their own."""

    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    random: Callable[[], float] = random
    today: Callable[[], date] = date.today


@dataclass(slots=True)
class Courier:
    """Asks one service; may be used by several threads at once."""

    service: AskedService
    cache: AnswerCache
    rate: float
    timing: Timing = field(default_factory=Timing)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _silenced: bool = False
    _unreadable: int = 0
    _said: set[str] = field(default_factory=set)
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
                answers = self._tried(question)
            except GeocoderServiceError as error:
                return Reply(answered=False, problem=self._failed(error))
            self._unreadable = 0
            return Reply(answers, today, problem=self._keep(question, Kept(answers, today)))

    def _tried(self, question: Question) -> tuple[Answer, ...]:
        """Answers after at most `ATTEMPTS` requests; only a service that is down or too busy is asked again."""
        for attempt in range(ATTEMPTS - 1):
            self._keep_pace()
            try:
                return question.ask()
            except _TRANSIENT as error:
                wait_s = getattr(error, "retry_after", None)
                if wait_s is None:
                    wait_s = FIRST_WAIT_S * 2**attempt * (0.5 + self.timing.random())
                if wait_s > LONGEST_WAIT_S:
                    raise
            self.timing.sleep(wait_s)
        self._keep_pace()
        return question.ask()

    def _failed(self, error: Exception) -> str:
        """What to say of a failure that another attempt would not mend; '' when it was said before."""
        for kinds, template in _ENDS:
            if isinstance(error, kinds):
                self._silenced = True
                return self._once(template, error)
        if isinstance(error, GeocoderQueryError):
            return self._once(reasons.ONLINE_QUESTION, error)
        self._unreadable += 1
        self._silenced = self._unreadable >= MOST_UNREADABLE
        return self._once(reasons.ONLINE_UNREADABLE if self._silenced else reasons.ONLINE_UNREADABLE_ONCE, error)

    def _keep_pace(self) -> None:
        """Wait until the service may be asked again."""
        wait_s = self._next_at - self.timing.monotonic()
        if wait_s > 0:
            self.timing.sleep(wait_s)
        self._next_at = self.timing.monotonic() + 1 / self.rate

    def _once(self, template: str, cause: object) -> str:
        """A sentence about the service, '' when this run has had it before."""
        if template in self._said:
            return ""
        self._said.add(template)
        return template.format(label=self.service.label, cause=cause)

    def _keep(self, question: Question, kept: Kept) -> str:
        """Keep the answers; '' or, the first time this fails, the sentence that says so."""
        code, datum = self.service.code, self.service.datum
        try:
            self.cache.put(code, question.method, question.parameters, kept, datum=datum)
        except OSError as error:
            return self._once(reasons.ONLINE_CACHE, error.strerror or type(error).__name__)
        return ""
