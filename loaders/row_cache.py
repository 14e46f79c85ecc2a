"""Rows of plans that were read before, so that a build reads only what is new.

One Parquet file per plan in the cache directory, named by everything that shapes its rows: its text, what is stated of
it, and the digest of code, vocabulary, gazetteers and settings. What a build does not use is deleted after it.
"""

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from geo import settings
from geo.online.options import read_options
from loaders import tables
from loaders.freshness import shaping_digest
from loaders.models import PlanDocument
from loaders.plan_rows import PlanRows

FOLDER = "plans"
SUFFIX = ".parquet"


class RowCache:
    """Rows by document; `fresh` reads every plan anew and keeps what it finds.

    While an online geocoder is configured nothing is taken from here: what it did not answer it may answer now.
    """

    def __init__(self, *, fresh: bool = False) -> None:
        self._directory = settings.directory(settings.CACHE) / FOLDER
        self._shape = shaping_digest()
        self._off = bool(read_options().order)
        self._fresh = fresh
        self._used: set[Path] = set()

    def rows(self, document: PlanDocument, read: Callable[[], PlanRows]) -> PlanRows:
        """The rows of a plan, kept from an earlier build or read now."""
        if self._off:
            return read()
        path = self._path(document)
        self._used.add(path)
        kept = None if self._fresh else _kept(path)
        if kept is None:
            kept = read()
            _keep(path, kept)
        return kept

    def sweep(self) -> None:
        """Delete what this build did not use."""
        for path in self._directory.glob(f"*{SUFFIX}"):
            if path not in self._used:
                path.unlink(missing_ok=True)

    def _path(self, document: PlanDocument) -> Path:
        stated = {name: value for name, value in asdict(document).items() if name != "text"}
        key = hashlib.sha256(json.dumps([self._shape, stated], sort_keys=True).encode()).hexdigest()
        return self._directory / f"{key}{SUFFIX}"


def _kept(path: Path) -> PlanRows | None:
    try:
        return tables.read(path, PlanRows)[0]
    except (OSError, ValueError, IndexError):  # not there, or not whole
        return None


def _keep(path: Path, rows: PlanRows) -> None:
    """Put the file in its place when whole; a cache that cannot be written is only slower."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, scratch = tempfile.mkstemp(prefix=".", suffix=SUFFIX, dir=path.parent)
        os.close(handle)
        tables.write(Path(scratch), PlanRows, [rows])
        Path(scratch).replace(path)
