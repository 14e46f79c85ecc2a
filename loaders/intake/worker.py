"""The process that opens documents: it reads one from standard input and writes one JSON object to standard output.

It lowers its own limits before it looks at the document: address space, processor time, size of files, no core dump. It
has no secrets in its environment, opens no connection and writes no file.
"""

import json
import sys

from loaders.intake.errors import IntakeError
from loaders.intake.extract import Extract
from loaders.intake.extracting import extract
from loaders.intake.limits import Limits

LARGEST_ANSWER = 100_000_000


def main() -> int:
    """Read the order (one line of JSON) and the bytes behind it; write the answer."""
    order = json.loads(sys.stdin.buffer.readline())
    limits = Limits.of(order["limits"])
    _confine(limits)
    sys.stdout.write(json.dumps(_answer(order["name"], sys.stdin.buffer.read(), limits)))
    return 0


def _answer(name: str, content: bytes, limits: Limits) -> dict[str, object]:
    try:
        return record(extract(name, content, limits))
    except IntakeError as error:
        return {"code": error.code, "sentence": error.sentence}
    except MemoryError:
        return {"code": "memory", "sentence": ""}
    except RecursionError:
        return {"code": "damaged", "sentence": ""}


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
    import resource

    seconds = int(limits.seconds) + 1
    for what, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, LARGEST_ANSWER),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    sys.exit(main())
