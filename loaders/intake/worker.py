"""The process that opens documents: it reads one from standard input and writes one JSON object to standard output.

It lowers its own limits before it looks at the document: priority, address space, processor time, size of files, no
core dump. It has no secrets in its environment, opens no connection and writes no file.
"""

import json
import sys
from collections.abc import Callable, Mapping
from typing import Any

from loaders.intake.errors import IntakeError
from loaders.intake.extract import Extract
from loaders.intake.extracting import extract
from loaders.intake.limits import Limits

LARGEST_FILE = 100_000_000
LAST_IN_TURN = 10  # niceness: whoever looks at the map goes first
Say = Callable[[Mapping[str, object]], None]


def serve(answer: Callable[[dict[str, Any], bytes, Limits, Say], dict[str, object]]) -> int:
    """Read the order (one line of JSON) and the bytes behind it; say what `answer` makes of them."""
    order = json.loads(sys.stdin.buffer.readline())
    limits = Limits.of(order["limits"])
    _confine(limits)
    content = sys.stdin.buffer.read()
    try:
        found = answer(order, content, limits, _say)
    except IntakeError as error:
        found = {"code": error.code, "sentence": error.sentence}
    except MemoryError:
        found = {"code": "memory", "sentence": ""}
    except RecursionError:
        found = {"code": "damaged", "sentence": ""}
    _say(found)
    return 0


def _say(what: Mapping[str, object]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def _read(order: dict[str, Any], content: bytes, limits: Limits, say: Say) -> dict[str, object]:
    del say
    return record(extract(order["name"], content, limits))


def record(found: Extract) -> dict[str, object]:
    """What was read as a JSON object."""
    return {
        "text": found.text,
        "kind": found.kind,
        "notes": [[note.code, note.sentence, note.count] for note in found.notes],
        "pages": found.pages,
        "head": found.head,
    }


def _confine(limits: Limits) -> None:
    if sys.platform == "win32":
        return  # no such limits there; time and sizes are capped all the same
    import os
    import resource

    os.nice(LAST_IN_TURN)
    seconds = int(limits.seconds) + 1
    for what, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, LARGEST_FILE),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    sys.exit(serve(_read))
