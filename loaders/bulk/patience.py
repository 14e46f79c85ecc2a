"""Giving up a plan whose reading does not end, so that one text never holds up a build.

A plan takes 0.1 to 0.5 seconds, 25 µs a character. One that has used a hundred times as much of a processor is
interrupted where it is: by a signal in the main thread, else by an exception that another thread raises in it, which
Python code takes at its next step. What does not let go of the interpreter even so – a regular expression, a library –
ends its worker process after three times as long by the clock, with a note for the next worker on the machine that gets
the plan. Only one plan is read at a time in a process, so that none waits or dies for another.
"""

import ctypes
import faulthandler
import hashlib
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import FrameType

from loaders.errors import DocumentError, LoaderError

SECONDS = 60.0  # of a processor for any plan
SECONDS_PER_CHARACTER = 0.0005  # and for a long one, 20 times what it usually takes
BY_CLOCK = 3  # seconds by the clock for one of a processor, after which a worker process ends
AGAIN_S = 1.0  # between two interruptions, should the first be lost in code that takes none
_turn = threading.Lock()


class _TooLongError(LoaderError):
    """What interrupts the reading."""


@contextmanager
def limited(plan_id: str, characters: int, *, run: str = "") -> Iterator[None]:
    """Read a plan inside, no longer than a limit; `run` names the build that this is a worker process of.

    Raises
    ------
    DocumentError
        If it takes longer, or has ended a worker of this run on this machine.
    """
    seconds = SECONDS + SECONDS_PER_CHARACTER * characters
    sentence = (
        f"takes longer than {seconds:.0f} seconds of a processor and was given up; usual plans take less than one, "
        "so look for what repeats in it without end"
    )
    try:
        if run:
            with _turn, _last_resort(_note(run, plan_id), BY_CLOCK * seconds), _interrupted(seconds):
                yield
        else:
            with _interrupted(seconds):
                yield
    except _TooLongError as error:
        raise DocumentError(sentence) from error


def _note(run: str, plan_id: str) -> Path:
    digest = hashlib.sha256(plan_id.encode()).hexdigest()[:32]
    return Path(tempfile.gettempdir()) / f"plan_atlas_{run}_{digest}"


@contextmanager
def _last_resort(note: Path, seconds: float) -> Iterator[None]:
    """End the process after so many seconds, whatever it does, and write where it was to the note."""
    if note.is_file() and note.stat().st_size:
        note.unlink()
        raise _TooLongError
    with note.open("ab") as file:
        faulthandler.dump_traceback_later(seconds, exit=True, file=file)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()
            note.unlink(missing_ok=True)


def _interrupted(seconds: float) -> AbstractContextManager[None]:
    if sys.platform != "win32" and threading.current_thread() is threading.main_thread():
        return _by_signal(seconds)
    return _by_thread(seconds)


if sys.platform != "win32":

    @contextmanager
    def _by_signal(seconds: float) -> Iterator[None]:
        def interrupt(number: int, frame: FrameType | None) -> None:
            raise _TooLongError

        before = signal.signal(signal.SIGPROF, interrupt)
        try:
            signal.setitimer(signal.ITIMER_PROF, seconds, AGAIN_S)
            yield
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.signal(signal.SIGPROF, before)


@contextmanager
def _by_thread(seconds: float) -> Iterator[None]:
    reader, clock, over = threading.get_ident(), _processor_clock(), threading.Event()
    until = clock() + seconds

    def watch() -> None:
        wait = seconds
        while not over.wait(wait):
            left = until - clock()
            wait = max(left, AGAIN_S)
            if left <= 0:
                _raise_in(reader, _TooLongError)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        try:
            yield
        finally:
            over.set()
    finally:  # also when the interruption came between the end of the reading and the line above
        over.set()
        watcher.join()
        _raise_in(reader, None)


def _raise_in(thread: int, error: type[BaseException] | None) -> None:
    """Let a thread meet an exception at its next step, or none."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(
        ctypes.c_ulong(thread), ctypes.py_object(error) if error else ctypes.c_void_p()
    )


def _processor_clock() -> Callable[[], float]:
    """Seconds of a processor that this thread has used, for other threads to read; of the process where none tells."""
    if sys.platform == "linux":
        own = time.pthread_getcpuclockid(threading.get_ident())
        return lambda: time.clock_gettime(own)
    return time.process_time
