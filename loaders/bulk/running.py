"""Who runs the stages: this process, or others through the same interface."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from loaders.errors import DocumentError

Result = TypeVar("Result")
Call = tuple[int, tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Lost:
    """A call that has no result, and why."""

    reason: str


class Runner(Protocol):
    """Runs a function over many calls, some at a time: calls are drawn as there is room for them."""

    @property
    def workers(self) -> int:
        """How many processes work."""

    def run(self, function: Callable[..., Result], calls: Iterable[Call]) -> Iterator[tuple[int, Result | Lost]]:
        """The results by the number of their call, in any order."""


class OneProcess:
    """Runs everything here, one call after the other; what goes wrong is raised, but for what is wrong with a plan."""

    workers = 1

    def run(self, function: Callable[..., Result], calls: Iterable[Call]) -> Iterator[tuple[int, Result | Lost]]:
        """The results in the order of the calls."""
        for number, arguments in calls:
            try:
                answer: Result | Lost = function(*arguments)
            except DocumentError as error:
                answer = Lost(str(error))
            yield number, answer
