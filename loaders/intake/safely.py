"""Documents of other people, each read in a process of its own (see `apart`)."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from loaders.intake import apart
from loaders.intake.errors import IntakeError
from loaders.intake.extract import Extract, Note
from loaders.intake.extracting import check_size
from loaders.intake.limits import Limits
from loaders.intake.names import safe_name
from loaders.intake.reading import Reading, finish
from loaders.progress import DONE, READING_FILE, Report

WORKER = "loaders.intake.worker"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one of several files: its reading, or why there is none."""

    file_name: str
    reading: Reading | None
    error: IntakeError | None


def read_safely(name: str, content: bytes, *, limits: Limits | None = None) -> Reading:
    """The plan in a file nobody has looked at.

    Raises
    ------
    IntakeError
        If it cannot be read; `code` says why, the sentence what to do.
    """
    caps = limits or Limits()
    check_size(content, caps)
    return finish(name, content, _extract(safe_name(name), content, caps))


def read_many(
    files: Sequence[tuple[str, bytes]], report: Report | None = None, *, limits: Limits | None = None
) -> tuple[Outcome, ...]:
    """Several files (name, bytes), in their order; one that cannot be read does not stop the others."""
    found = []
    with ThreadPoolExecutor(apart.MOST_AT_ONCE) as pool:
        answers = [pool.submit(_outcome, name, content, limits) for name, content in files]
        for done, ((name, _), answer) in enumerate(zip(files, answers, strict=True)):
            if report:
                report(READING_FILE.format(name=safe_name(name)), done / len(files))
            found.append(answer.result())
    if report:
        report(DONE, 1.0)
    return tuple(found)


def _outcome(name: str, content: bytes, limits: Limits | None) -> Outcome:
    try:
        return Outcome(safe_name(name), read_safely(name, content, limits=limits), None)
    except IntakeError as error:
        return Outcome(safe_name(name), None, error)


def _extract(name: str, content: bytes, limits: Limits) -> Extract:
    record = apart.ask(WORKER, {"name": name}, content, limits)
    notes = tuple(Note(*one) for one in record["notes"])
    return Extract(record["text"], record["kind"], notes, record["pages"], record["head"])
