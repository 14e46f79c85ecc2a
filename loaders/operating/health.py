"""Whether the program can serve people now: the build or the published catalog, the store, room on the disks.

Nothing is written and no document read, so that it may be asked every few seconds.
"""

import shutil
import sqlite3
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from geo import settings
from loaders import storage
from loaders.errors import BuildBrokenError, BuildMissingError
from loaders.stored import address

LEAST_FREE_BYTES = 200_000_000  # a build and a backup of the sample plans are a tenth of it
CONNECT_S = 5
POINTER = "plan_atlas_catalog.published"  # the table that says which build is published
GIGABYTE = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that must work; `detail` is for those who run it, not for visitors."""

    name: str
    ok: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Health:
    """All parts, in the order in which one depends on the other."""

    parts: tuple[Part, ...]

    @property
    def ok(self) -> bool:
        """Whether people can be let in."""
        return all(part.ok for part in self.parts)

    def record(self) -> dict[str, Any]:
        """Everything, as JSON takes it."""
        return {"ok": self.ok, "parts": [asdict(part) for part in self.parts]}


def health() -> Health:
    """Look at every part."""
    return Health((_build(), _catalog(), _store(), _disk()))


def _build() -> Part:
    directory = settings.directory(settings.BUILD)
    if settings.text(settings.CATALOG):
        return Part("build", ok=True, detail="not needed, the catalog is in a database")
    try:
        manifest = storage.read_manifest(directory)
    except (BuildMissingError, BuildBrokenError) as error:
        return Part("build", ok=False, detail=str(error))
    missing = [name for name in manifest.files if not (directory / name).is_file()]
    if missing:
        return Part("build", ok=False, detail=f"{directory}: {missing[0]} is missing; {storage.REPAIR}")
    return Part("build", ok=True, detail=f"{manifest.build_id}, {sum(manifest.rows.values()):,} rows")


def _catalog() -> Part:
    url = settings.text(settings.CATALOG)
    if not url:
        return Part("catalog", ok=True, detail="not configured, the build is read")
    found, fault = _first(url, f"SELECT current FROM {POINTER}")
    if fault:
        return Part("catalog", ok=False, detail=fault)
    if not found:
        return Part("catalog", ok=False, detail="nothing is published; run python -m loaders publish")
    return Part("catalog", ok=True, detail=f"{found} is published")


def _store() -> Part:
    if not address.is_there():
        return Part("store", ok=True, detail="not made yet; the first change makes it")
    if not settings.text(settings.DATABASE):
        return _file(address.default_file())
    found, fault = _first(address.default_url(), "SELECT version_num FROM alembic_version")
    return Part("store", ok=not fault, detail=fault or f"database of shape {found}")


def _file(path: Path) -> Part:
    """The store in a SQLite file, opened without making or changing it."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=CONNECT_S)) as file:
            found = file.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as error:
        return Part("store", ok=False, detail=f"{path}: {error}; restore a backup or check the file")
    return Part("store", ok=found is not None, detail=f"{path}, shape {found[0] if found else 'unknown'}")


def _first(url: str, query: str) -> tuple[str, str]:
    """The first value of a query, and what is wrong where there is none to be had."""
    from sqlalchemy import create_engine, text
    from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
    from sqlalchemy.pool import NullPool

    from loaders.stored import engines

    try:
        where = engines.address(url)
        arguments = {"connect_timeout": CONNECT_S} if where.get_backend_name() == "postgresql" else {}
        engine = create_engine(where, poolclass=NullPool, connect_args=arguments)
        with engine.connect() as connection:
            found = connection.execute(text(query)).scalar()
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        return "", f"the address cannot be used: {error}"
    except (DBAPIError, OSError) as error:
        return "", engines.cause(error)
    return str(found or ""), ""


def _disk() -> Part:
    """The disks of build, store and cache, each named by the folder that is on it."""
    places = {settings.directory(one) for one in (settings.BUILD, settings.STORE, settings.CACHE)}
    free = min((shutil.disk_usage(_existing(place)).free, str(place)) for place in places)
    ok = free[0] >= LEAST_FREE_BYTES
    return Part("disk", ok=ok, detail=f"{free[0] / GIGABYTE:.1f} GB free at {free[1]}" + ("" if ok else "; make room"))


def _existing(path: Path) -> Path:
    return next(folder for folder in (path, *path.absolute().parents) if folder.exists())
