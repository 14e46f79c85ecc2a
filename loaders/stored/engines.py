"""Opens the database of the store: SQLite in WAL mode by default, PostgreSQL by URL, migrated to the present shape."""

import sqlite3
import time
from contextlib import AbstractContextManager, closing, nullcontext
from pathlib import Path

from filelock import FileLock
from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from geo import settings
from loaders.operating.queries import watch
from loaders.stored.errors import StoreError
from loaders.stored.schema import REVISION

MIGRATIONS = Path(__file__).with_name("migrations")
PATIENCE_S = 10  # how long a writer waits for another one
CONNECT_S = 5  # how long a server may take to answer
APPLICATION = "plan-atlas"
WRITERS_KEY = 7_294_115  # of the advisory lock that writers share
DRIVERS = {"postgres": "postgresql+psycopg", "postgresql": "postgresql+psycopg"}


def open_engine(url: str) -> Engine:
    """An engine on a database of the present shape; an empty or older database is migrated, the file kept beside it.

    Raises
    ------
    StoreError
        If the URL cannot be used, the database cannot be opened, or a newer program has written it.
    """
    try:
        engine = _engine(address(url))
    except (ArgumentError, NoSuchModuleError, ImportError, OSError) as error:
        raise StoreError(f"the store cannot be opened: {error}; check {settings.DATABASE.name}") from error
    try:
        _migrate(engine)
    except (DBAPIError, sqlite3.DatabaseError, OSError) as error:
        engine.dispose()
        raise StoreError(f"the store cannot be opened: {cause(error)}; restore a backup or check the file") from error
    except StoreError:
        engine.dispose()
        raise
    return engine


def shown(url: str) -> str:
    """The URL without its password.

    Raises
    ------
    StoreError
        If it cannot be used.
    """
    try:
        return address(url).render_as_string(hide_password=True)
    except (ArgumentError, NoSuchModuleError) as error:
        raise StoreError(f"the store cannot be opened: {error}; check {settings.DATABASE.name}") from error


def address(url: str) -> URL:
    """The URL of a database that a store can be in, with the driver that comes with the program.

    Raises
    ------
    ArgumentError
        If it cannot be one.
    """
    found = make_url(url)
    found = found.set(drivername=DRIVERS.get(found.drivername, found.drivername))
    backend = found.get_backend_name()
    if backend not in {"sqlite", "postgresql"}:
        raise ArgumentError(f"no support for {backend}, only for sqlite and postgresql")
    if backend == "sqlite" and found.database in {None, "", ":memory:"}:
        raise ArgumentError("a store in memory would be lost; name a file after sqlite:///")
    return found


def _engine(url: URL) -> Engine:
    if url.get_backend_name() == "sqlite":
        Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(url, connect_args={"timeout": PATIENCE_S, "check_same_thread": False})
        event.listen(engine, "connect", _on_sqlite_connect)
        event.listen(engine, "begin", _on_sqlite_begin)
        watch(engine)
        return engine
    arguments = {
        "application_name": APPLICATION,
        "connect_timeout": CONNECT_S,
        "options": f"-c lock_timeout={PATIENCE_S}s",
    }
    engine = create_engine(url, pool_pre_ping=True, connect_args=arguments)
    event.listen(engine, "begin", _on_postgresql_begin)
    watch(engine)
    return engine


def _on_sqlite_connect(connection: sqlite3.Connection, _: object) -> None:
    """Leave transactions to us, lose nothing when the power fails, and run no function a foreign file brings along."""
    connection.isolation_level = None
    with closing(connection.cursor()) as cursor:
        for pragma in ("synchronous = FULL", "trusted_schema = OFF"):
            cursor.execute(f"PRAGMA {pragma}")


def _on_sqlite_begin(connection: Connection) -> None:
    """Take the write lock at once where a transaction says it will write, so that it never fails half-way."""
    connection.exec_driver_sql("BEGIN IMMEDIATE" if _writes(connection) else "BEGIN")


def _on_postgresql_begin(connection: Connection) -> None:
    """One writer at a time, so that the numbers of changes become visible in their order; readers see one moment."""
    if _writes(connection):
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITERS_KEY})
    else:
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))


def _writes(connection: Connection) -> bool:
    return bool(connection.get_execution_options().get("writes", False))


def _migrate(engine: Engine) -> None:
    """Bring the database to the present shape; of several processes one does."""
    if _revision(engine) == REVISION:
        return
    with _one_at_a_time(engine):
        present = _revision(engine)
        if present == REVISION:
            return
        _keep_copy(engine, present)
        _upgrade(engine, present)


def _upgrade(engine: Engine, present: str | None) -> None:
    from alembic import command  # imported only when there is something to migrate
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    scripts = Config()
    scripts.set_main_option("script_location", MIGRATIONS.as_posix().replace("%", "%%"))
    scripts.attributes["engine"] = engine
    known = {script.revision for script in ScriptDirectory.from_config(scripts).walk_revisions()}
    if present is not None and present not in known:
        raise StoreError(f"the store was written by a newer program (revision {present}); update this one")
    if engine.dialect.name == "sqlite":
        _write_ahead(engine)
    command.upgrade(scripts, "head")


def _revision(engine: Engine) -> str | None:
    """The shape of the database as alembic notes it; None for an empty one."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return None if found is None else str(found)


def _one_at_a_time(engine: Engine) -> AbstractContextManager[object]:
    """A lock beside the SQLite file; on PostgreSQL the lock of writers suffices (see `migrations/env.py`)."""
    return FileLock(f"{engine.url.database}.lock") if engine.dialect.name == "sqlite" else nullcontext()


def _write_ahead(engine: Engine) -> None:
    """Turn on WAL, which the file remembers; it takes a moment in which no other process looks at the file."""
    until = time.monotonic() + PATIENCE_S
    with closing(sqlite3.connect(str(engine.url.database))) as file:
        while True:
            try:
                file.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.01)


def _keep_copy(engine: Engine, revision: str | None) -> None:
    """Copy an older SQLite file before it is changed."""
    if engine.dialect.name != "sqlite" or revision is None:
        return
    file = Path(str(engine.url.database))
    copy = file.with_suffix(f".{revision}.bak")
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)


def cause(error: Exception) -> str:
    """The first line of what a database says is wrong."""
    said = str(error.orig if isinstance(error, DBAPIError) else error).splitlines()
    return said[0] if said else type(error).__name__
