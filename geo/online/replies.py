"""What comes back from a service, and the door through which it is asked; known without geopy."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from geo.crs import Datum
from geo.online.answers import Answer, Query, Question


@dataclass(frozen=True, slots=True)
class Reply:
    """Answers with their date; `answered` is False when none were to be had; `problem` is said once in a run."""

    answers: tuple[Answer, ...] = ()
    asked_on: date | None = None
    answered: bool = True
    problem: str = ""


class AskedService(Protocol):
    """A service as far as its answers are judged."""

    @property
    def code(self) -> str:
        """Code of the service, the `source` of its places."""
        ...

    @property
    def label(self) -> str:
        """Its name in Chinese."""
        ...

    @property
    def datum(self) -> Datum:
        """Datum of its coordinates."""
        ...

    def questions(self, query: Query) -> tuple[Question, ...]:
        """The requests for a query, the best first; the next is only sent when the one before gave nothing."""
        ...


class Asker(Protocol):
    """Who asks one service."""

    @property
    def service(self) -> AskedService:
        """The service that is asked."""
        ...

    def ask(self, question: Question) -> Reply:
        """The reply to one question."""
        ...
