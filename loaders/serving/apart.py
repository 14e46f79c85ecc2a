"""A function called in several processes at once, its answers taken in order.

Each process is told at its start what it is to answer, and waits when its next answer is not yet wanted: no more than
one each stands in memory. They are programs of their own, so that nothing of the calling one is copied or run again.
"""

import contextlib
import gc
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any, TypeVar

from loaders.errors import LoaderError, ProcessDiedError

ROOT = Path(__file__).parents[2]
MODULE = "loaders.serving.apart"
Item = TypeVar("Item")
Answer = TypeVar("Answer")
DIED = (
    "a process that makes rows of the catalog ended with {code} before it was done, most often because memory ran out; "
    "what was there before is as it was; free some memory and try again"
)


def in_order(answer: Callable[[Item], Answer], items: Sequence[Item], processes: int) -> Iterator[Answer]:
    """The answer to every item; with one process, in this one.

    Raises
    ------
    ProcessDiedError
        If a process ended before it had answered.
    LoaderError
        That `answer` raises.
    """
    several = min(processes, len(items))
    if several < 2:
        yield from map(answer, items)
        return
    with contextlib.ExitStack() as stack:
        started = [stack.enter_context(_process()) for _ in range(several)]
        for number, process in enumerate(started):
            _tell(process, answer, items[number::several])
        for number in range(len(items)):
            yield _heard(started[number % several])


@contextlib.contextmanager
def _process() -> Iterator[subprocess.Popen[bytes]]:
    command = (sys.executable, "-m", MODULE)
    known = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "OPENBLAS_NUM_THREADS": "1"}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, env=known) as process:
        try:
            yield process
        finally:  # also when nobody listens any more
            process.kill()


def _tell(process: subprocess.Popen[bytes], answer: Callable[[Item], Answer], items: Sequence[Item]) -> None:
    assert process.stdin is not None
    with contextlib.suppress(BrokenPipeError), process.stdin as told:  # who has died is missed when it is to answer
        pickle.dump((answer, items), told)


def _heard(process: subprocess.Popen[bytes]) -> Any:  # noqa: ANN401 - the answer
    assert process.stdout is not None
    try:
        failed, found = pickle.load(process.stdout)  # of a process that this one has started
    except (EOFError, pickle.UnpicklingError) as error:
        raise ProcessDiedError(DIED.format(code=process.wait())) from error
    if failed:
        raise found
    return found


def _serve(told: IO[bytes], said: IO[bytes]) -> None:
    """Answer what is told."""
    answer, items = pickle.load(told)
    gc.disable()  # answers are trees, and many: looking for circles in them takes a third of the time
    for item in items:
        try:
            found = False, answer(item)
        except LoaderError as error:  # raised there instead
            found = True, error
        pickle.dump(found, said, protocol=pickle.HIGHEST_PROTOCOL)
        said.flush()


if __name__ == "__main__":
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints must not stand among the answers
    with contextlib.suppress(BrokenPipeError):  # nobody listens any more
        _serve(sys.stdin.buffer, answers)
