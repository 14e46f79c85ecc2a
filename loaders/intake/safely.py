"""Documents of other people, each read in a process of its own that may fail without harm.

The process gets the bytes, not the file; it has caps on time and memory, none of this program's environment, and
answers in JSON. Whatever happens to it becomes one `IntakeError`.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from loaders.intake.errors import IntakeError
from loaders.intake.extract import Extract, Note
from loaders.intake.extracting import check_size
from loaders.intake.limits import Limits
from loaders.intake.names import safe_name
from loaders.intake.reading import Reading, finish
from loaders.progress import DONE, READING_FILE, Report

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "loaders.intake.worker")
# All that the process needs to know of this machine.
PASSED_ON = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "LD_LIBRARY_PATH", "VIRTUAL_ENV")
MOST_AT_ONCE = 4
PATIENCE = 2  # seconds on a busy machine for one of processor time


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
    at_once = min(MOST_AT_ONCE, os.cpu_count() or 1)
    found = []
    with ThreadPoolExecutor(at_once) as pool:
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
    order = json.dumps({"name": name, "limits": limits.record()}).encode() + b"\n"
    # Files without a name: they vanish with this process, however it ends.
    with TemporaryFile() as given, TemporaryFile() as answer:
        given.write(order + content)
        given.seek(0)
        try:
            done = subprocess.run(
                COMMAND,
                stdin=given,
                stdout=answer,
                stderr=subprocess.DEVNULL,
                cwd=ROOT,
                env=_environment(),
                timeout=PATIENCE * limits.seconds,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise _too_long(limits) from error
        answer.seek(0)
        return _understood(answer.read(), done.returncode, limits)


def _environment() -> dict[str, str]:
    passed = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return {**passed, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1", "OPENBLAS_NUM_THREADS": "1"}


def _understood(answer: bytes, code: int, limits: Limits) -> Extract:
    try:
        record: dict[str, Any] = json.loads(answer)
    except ValueError as error:
        raise _stopped(code, limits) from error
    if "text" in record:
        notes = tuple(Note(*one) for one in record["notes"])
        return Extract(record["text"], record["kind"], notes, record["pages"], record["head"])
    if record["code"] == "memory":
        raise _too_much()
    raise IntakeError(record["code"], record["sentence"] or _stopped(code, limits).sentence)


def _stopped(code: int, limits: Limits) -> IntakeError:
    """The error for a process that ended without an answer."""
    if sys.platform != "win32":
        import signal

        if code in (-signal.SIGXCPU, -signal.SIGKILL):
            return _too_long(limits)
    return IntakeError(
        "damaged",
        "This file is damaged and cannot be read. Open it in the program that made it, save it again and import that.",
    )


def _too_long(limits: Limits) -> IntakeError:
    return IntakeError(
        "time",
        f"This file took longer than {limits.seconds:.0f} seconds to read. Split it, or save its text as DOCX.",
    )


def _too_much() -> IntakeError:
    return IntakeError(
        "memory", "This file needs more memory than a plan may. Split it, or save its text without pictures as DOCX."
    )
