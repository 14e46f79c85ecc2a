"""Rows of plans that were read before, so that a build reads only what is new.

One Parquet file per plan in the cache directory, named by everything that shapes its rows: its text, what is stated of
it, and the digest of code, vocabulary, gazetteers and settings. What a build does not use is deleted after it.

A build that reads every plan anew leaves a mark while it runs. If it is killed, the next one of the same inputs takes
what it had read since the mark was set.
"""

import contextlib
import hashlib
import json
import os
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

import pyarrow as pa

from geo import settings
from geo.online.options import read_options
from loaders import tables
from loaders.documents import PlanText
from loaders.freshness import shaping_digest

FOLDER = "plans"
SUFFIX = ".parquet"
MARK = ".unfinished"


class RowCache:
    """Files of rows by document; `spool` is a folder of this build alone, for what the cache cannot or must not keep.

    While an online geocoder is configured nothing is taken from here: what it did not answer it may answer now.
    """

    def __init__(self, spool: Path, *, inputs: str, fresh: bool = False) -> None:
        self._directory = settings.directory(settings.CACHE) / FOLDER
        self._spool = spool
        self._off = bool(read_options().order)
        self._used: set[Path] = set()
        self._mark = self._directory / f"{MARK}-{hashlib.sha256(inputs.encode()).hexdigest()[:16]}"
        self._since_ns = self._marked() if fresh else 0
        self.shape = shaping_digest()

    def find(self, plan: PlanText) -> Path | None:
        """The file with the rows of a plan that was read before, or None."""
        path = self._path(plan)
        if self._off or not _is_whole(path) or path.stat().st_mtime_ns < self._since_ns:
            return None
        self._used.add(path)
        return path

    def keep(self, plan: PlanText, packed: bytes) -> Path:
        """Write the rows of a plan and return their file; a cache that cannot be written is only slower."""
        path = self._path(plan)
        if not self._off:
            with contextlib.suppress(OSError):
                _write(path, packed)
                self._used.add(path)
                return path
        path = self._spool / path.name
        path.write_bytes(packed)
        return path

    def finish(self) -> None:
        """Delete what this build did not use, and its mark."""
        for path in self._directory.glob(f"*{SUFFIX}"):
            if path not in self._used:
                path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            self._mark.unlink(missing_ok=True)

    def _marked(self) -> int:
        """Since when rows are those of this build or of one of the same inputs that was killed."""
        with contextlib.suppress(OSError):
            self._directory.mkdir(parents=True, exist_ok=True)
            if not self._mark.exists():
                self._mark.touch()
            return self._mark.stat().st_mtime_ns
        return sys.maxsize

    def _path(self, plan: PlanText) -> Path:
        stated = {name: value for name, value in asdict(plan).items() if name != "text"}
        key = hashlib.sha256(json.dumps([self.shape, stated], sort_keys=True).encode()).hexdigest()
        return self._directory / f"{key}{SUFFIX}"


def _is_whole(path: Path) -> bool:
    try:
        return tables.count(path) == 1
    except (OSError, ValueError, pa.ArrowException):  # not there, or not whole
        return False


def _write(path: Path, packed: bytes) -> None:
    """Put the file in its place when whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, scratch = tempfile.mkstemp(prefix=".", suffix=SUFFIX, dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(packed)
    Path(scratch).replace(path)
