"""Work on what other people wrote, done in a process of its own that may fail without harm.

The process gets an order (a line of JSON) and bytes, not a file; it has caps on time and memory and a low priority,
none of this program's environment, and answers in lines of JSON, of which the last one counts. Only as many run at once
as the machine has processors, whoever asked for them. Whatever happens to one becomes an `IntakeError`.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from loaders.intake.errors import IntakeError
from loaders.intake.limits import Limits

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m")
# All that the process needs to know of this machine.
PASSED_ON = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "LD_LIBRARY_PATH", "VIRTUAL_ENV")
MOST_AT_ONCE = min(4, os.cpu_count() or 1)
# Seconds by the clock for one of processor time: whoever goes last waits on a busy machine. Windows caps no other.
PATIENCE = 2 if sys.platform == "win32" else 4
LARGEST_LINE = 100_000_000
Hear = Callable[[dict[str, Any]], None]
_turns = threading.BoundedSemaphore(MOST_AT_ONCE)


def ask(
    module: str,
    order: Mapping[str, object],
    content: bytes,
    limits: Limits,
    *,
    hear: Hear = lambda said: None,
    settings: tuple[str, ...] = (),
) -> dict[str, Any]:
    """What a module of workers answers to an order; what it says before that is for `hear`.

    `settings` names what it may know of the environment besides.

    Raises
    ------
    IntakeError
        If it answers with an error, or not at all.
    """
    given = json.dumps({**order, "limits": limits.record()}).encode() + b"\n"
    # A file without a name: it vanishes with this process, however it ends.
    with _turns, TemporaryFile() as file:
        file.write(given)
        file.write(content)
        file.seek(0)
        return _heard(module, file, limits, hear, environment(settings))


def environment(settings: tuple[str, ...] = ()) -> dict[str, str]:
    """What a worker knows of this machine."""
    passed = {name: os.environ[name] for name in (*PASSED_ON, *settings) if name in os.environ}
    return {**passed, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1", "OPENBLAS_NUM_THREADS": "1"}


def _heard(module: str, file: IO[bytes], limits: Limits, hear: Hear, known: dict[str, str]) -> dict[str, Any]:
    late = threading.Event()
    with subprocess.Popen(
        (*COMMAND, module), stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT, env=known
    ) as process:

        def stop() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(PATIENCE * limits.seconds, stop)
        timer.start()
        try:
            answer = _last(process, hear)
            code = process.wait()
        finally:  # also when nobody listens any more
            timer.cancel()
            process.kill()
    if late.is_set():
        raise _too_long(limits)
    return _understood(answer, code, limits)


def _last(process: subprocess.Popen[bytes], hear: Hear) -> bytes:
    """The last line that a process says; those before it are for `hear`."""
    assert process.stdout is not None
    last = b""
    while line := process.stdout.readline(LARGEST_LINE):
        if last:
            hear(json.loads(last))
        last = line
        if not line.endswith(b"\n"):
            process.stdout.close()  # it ended in the middle, or says more than anyone asked for
            break
    return last


def _understood(answer: bytes, code: int, limits: Limits) -> dict[str, Any]:
    if code:  # the last line was a stage on the way
        raise _stopped(code, limits)
    try:
        record: dict[str, Any] = json.loads(answer)
    except ValueError as error:
        raise _stopped(code, limits) from error
    if "code" not in record:
        return record
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
