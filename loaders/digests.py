"""SHA-256 of files, read again only when a file has changed since.

A page is opened many times an hour and every visit asks whether the build still fits its inputs, which may be tens of
thousands of files. What a file system says of a file (which one it is, its size, both times) tells whether to read it
again; a file that was changed just now is read in any case, since a second change might show the same times.
"""

import hashlib
import os
import time
from functools import lru_cache
from pathlib import Path

KEPT = 200_000  # files, some 60 MB at most
SETTLED_S = 2.0  # no file system here states times more coarsely

Mark = tuple[int, ...]
FileOnDisk = Path | os.DirEntry[str]


def sha256(path: FileOnDisk) -> str:
    """SHA-256 of a file as hexadecimal digits."""
    return _read(os.fspath(path), mark(path))


def mark(path: FileOnDisk) -> Mark:
    """What changes when a file does; of a file changed just now never the same."""
    about = path.stat()
    settled = time.time() - max(about.st_mtime, about.st_ctime) > SETTLED_S
    stated = (about.st_dev, about.st_ino, about.st_size, about.st_mtime_ns, about.st_ctime_ns)
    return stated if settled else (*stated, time.monotonic_ns())


@lru_cache(maxsize=KEPT)
def _read(path: str, _: Mark) -> str:
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
