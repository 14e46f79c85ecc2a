"""What the reader finds in marked plans, as rows the scorer understands, and how fast it finds it."""

import time
from dataclasses import dataclass

from geo.gazetteer import Gazetteer
from loaders import documents, mentions, tasks
from loaders.evaluation.gold import Gold, Row
from loaders.export import reading_record, task_record
from loaders.models import Mention, PlanDocument, Task


@dataclass(frozen=True, slots=True)
class Reading:
    """Predictions on the texts of a gold set; `inexact` spans do not quote their text, `seconds` is processor time."""

    texts: dict[str, str]
    mentions: tuple[Row, ...]
    tasks: tuple[Row, ...]
    inexact: int
    seconds: float

    @property
    def characters(self) -> int:
        """Length of all texts."""
        return sum(map(len, self.texts.values()))


def read_all(gold: Gold) -> Reading:
    """Mentions and tasks of every marked plan; the time leaves out what is loaded once per process."""
    Gazetteer.load()
    for path in list(gold.paths.values())[:1]:
        _read(documents.read(path))
    found: list[tuple[PlanDocument, list[Task], list[Mention]]] = []
    started = time.process_time()
    for path in gold.paths.values():
        document = documents.read(path)
        found.append((document, *_read(document)))
    seconds = time.process_time() - started
    return Reading(
        texts={document.plan_id: document.text for document, _, _ in found},
        mentions=tuple(
            {**reading_record(document, one), "rule": one.rule} for document, _, named in found for one in named
        ),
        tasks=tuple(task_record(document, task) for document, here, _ in found for task in here),
        inexact=sum(_inexact(document, one) for document, _, named in found for one in named),
        seconds=seconds,
    )


def _read(document: PlanDocument) -> tuple[list[Task], list[Mention]]:
    here = tasks.parse(document)
    return here, mentions.extract(document, here, gazetteer=Gazetteer.load())


def _inexact(document: PlanDocument, mention: Mention) -> int:
    """How many spans of a mention do not quote the text."""
    spans = [(mention.start_char, mention.end_char, mention.surface)]
    spans += [(part.start_char, part.end_char, part.surface) for part in mention.parts]
    return sum(document.text[start:end] != surface for start, end, surface in spans)
