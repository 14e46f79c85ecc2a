"""How far the reading of a document agrees with that of its plain text: tasks, and names of mentions."""

from collections import Counter
from dataclasses import dataclass

from geo.gazetteer import Gazetteer
from loaders import mentions, tasks
from loaders.models import PlanDocument


@dataclass(frozen=True)
class Read:
    tasks: list[tuple[str, str]]
    names: Counter


def read(text: str, jurisdiction: str | None) -> Read:
    document = PlanDocument("plan", None, "[plan]", None, jurisdiction, None, None, text, "")
    found = tasks.parse(document)
    named = mentions.extract(document, found, gazetteer=Gazetteer.load())
    # Blanks inside a title are those of the page.
    return Read(
        [(task.number, "".join(task.title.split())) for task in found], Counter((one.name, one.adcode) for one in named)
    )


def share(expected: Counter, found: Counter) -> float:
    """F1 of two bags."""
    total = expected.total() + found.total()
    return 2 * (expected & found).total() / total if total else 1.0
