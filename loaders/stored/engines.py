"""Opens the database of the store: SQLite in WAL mode by default, PostgreSQL by URL, migrated to the present shape."""

import sqlite3
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from filelock import FileLock
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from geo import settings
from loaders.stored.errors import StoreError

MIGRATIONS = Path(__file__).with_name("migrations")
FILE_NAME = "plan_atlas.db"
PATIENCE_S = 10  # how long a writer waits for another one
APPLICATION = "plan-atlas"
WRITERS_KEY = 7_294_115  # of the advisory lock that writers share


def default_url() -> str:
    """URL of the configured database, else that of the SQLite file in the directory of the store."""
    return settings.text(settings.DATABASE) or f"sqlite:///{settings.directory(settings.STORE) / FILE_NAME}"


def open_engine(url: str) -> Engine:
    """An engine on a database of the present shape; an empty or older database is migrated, the file kept beside it.

    Raises
    ------
    StoreError
        If the URL cannot be used, the database cannot be opened, or a newer program has written it.
    """
    try:
        address = make_url(url)
        if address.get_backend_name() == "sqlite" and address.database:
            Path(address.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(address, pool_pre_ping=True, **_options(address.get_backend_name()))
    except (ArgumentError, NoSuchModuleError, ImportError, OSError) as error:
        raise StoreError(f"the store cannot be opened: {error}; check {settings.DATABASE.name}") from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _on_sqlite_connect)
        event.listen(engine, "begin", _on_sqlite_begin)
    else:
        event.listen(engine, "begin", _on_postgresql_begin)
    try:
        _migrate(engine)
    except (DBAPIError, sqlite3.DatabaseError) as error:
        engine.dispose()
        raise StoreError(f"the store cannot be opened: {_cause(error)}; restore a backup or check the file") from error
    return engine


def _options(backend: str) -> dict[str, Any]:
    if backend == "sqlite":
        return {"connect_args": {"timeout": PATIENCE_S, "check_same_thread": False}}
    return {"connect_args": {"application_name": APPLICATION, "connect_timeout": PATIENCE_S}}


def _on_sqlite_connect(connection: sqlite3.Connection, _: object) -> None:
    """Leave transactions to us, write ahead, and lose nothing when the power fails."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "trusted_schema = OFF"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _on_sqlite_begin(connection: Connection) -> None:
    """Take the write lock at once where a transaction says it will write, so that it never fails half-way."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _on_postgresql_begin(connection: Connection) -> None:
    """One writer at a time, so that the numbers of changes become visible in their order."""
    if connection.get_execution_options().get("writes", False):
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITERS_KEY})


def _migrate(engine: Engine) -> None:
    scripts = _config(engine)
    known = ScriptDirectory.from_config(scripts)
    if _revision(engine) == known.get_current_head():
        return
    with _one_at_a_time(engine):
        present = _revision(engine)
        if present is not None and present not in {script.revision for script in known.walk_revisions()}:
            raise StoreError(f"the store was written by a newer program (revision {present}); update this one")
        if present != known.get_current_head():
            _keep_copy(engine, present)
            command.upgrade(scripts, "head")


def _config(engine: Engine) -> Config:
    config = Config()
    config.set_main_option("script_location", MIGRATIONS.as_posix().replace("%", "%%"))
    config.attributes["engine"] = engine
    return config


def _revision(engine: Engine) -> str | None:
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _one_at_a_time(engine: Engine) -> FileLock:
    """A lock beside the SQLite file; PostgreSQL is migrated by whoever comes first, in one transaction."""
    file = engine.url.database if engine.dialect.name == "sqlite" else None
    return FileLock(f"{file}.lock") if file else FileLock(settings.directory(settings.STORE) / "migration.lock")


def _keep_copy(engine: Engine, revision: str | None) -> None:
    """Copy an older SQLite file before it is changed."""
    if engine.dialect.name != "sqlite" or revision is None or not engine.url.database:
        return
    file = Path(engine.url.database)
    with sqlite3.connect(file) as source, sqlite3.connect(file.with_suffix(f".{revision}.bak")) as target:
        source.backup(target)


def _cause(error: Exception) -> str:
    return str(error.orig if isinstance(error, DBAPIError) else error).splitlines()[0]
