"""Publishing: a build goes into a schema of its own, and the row that says which one is served moves to it.

All of it is one transaction. Readers see what was served before until it ends, then the new build, whole; a publisher
that dies leaves nothing behind, since the server takes back what it had begun. One publishes at a time. Older builds
are dropped afterwards, each by itself: one that a reader still holds, or that was replaced less than a grace time ago,
stays until the next publishing.
"""

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import psycopg
from psycopg import errors
from sqlalchemy import URL

from loaders import progress, storage
from loaders.serving import address, loading, parts, pointer, schema
from loaders.serving.errors import PublishError
from loaders.serving.pointer import GRACE_S, Connection, Stored

KEY = 7_294_116  # of the advisory lock that publishers share
PATIENCE_S = 5.0  # for another publisher, and for the server to notice that one is dead
UNLIMITED = ("statement_timeout", "idle_in_transaction_session_timeout", "transaction_timeout")
NOTICED = "2s"  # after which the server stops what it does for a publisher that is gone
DROPPING = "500ms"  # waited for readers of a build that is dropped; shorter than the time a deadlock is looked for
CONNECT_S = 5
APPLICATION = "plan-atlas publish"
EXTENSIONS = {"postgis": "PostGIS", "pg_trgm": "pg_trgm"}
Report = Callable[[str, float], None]


class Published(NamedTuple):
    """What a publishing has done: `loaded` and `moved` say whether rows and pointer are new."""

    build_id: str
    loaded: bool
    moved: bool
    rows: int
    dropped: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


def silent(label: str, fraction: float) -> None:
    """Report nothing."""


def publish(
    database: URL,
    directory: Path = storage.BUILD_DIRECTORY,
    *,
    keep: int = 1,
    grace_s: float = GRACE_S,
    readers: Sequence[str] = (),
    report: Report = silent,
) -> Published:
    """Load the build in `directory`, unless it is there, and serve it; keep the last `keep` builds before it.

    `readers` are accounts that may read it and all later ones; those named before need not be named again.

    Raises
    ------
    PublishError
        If the database cannot be used; what it served before it still serves.
    BuildMissingError, BuildBrokenError
        If there is no whole build.
    """
    manifest = storage.read_manifest(directory)
    name = schema_name(manifest.build_id)
    with connected(database) as connection:
        with connection.transaction():
            _begin(connection, database)
            present = pointer.current(connection)
            counts = next((each.counts for each in pointer.stored(connection) if each.schema_name == name), None)
            loads, moves = counts is None, present is None or present.current != name
            if counts is None:
                counts = loading.load(connection, name, parts.opened(directory, manifest), report=report)
                _check_unchanged(directory, manifest)
                pointer.add(connection, name, manifest.build_id, layout=schema.REVISION, counts=counts)
            if moves:
                pointer.move(connection, name)
            pointer.let_read(connection, readers)
        dropped, left = _sweep(connection, keep=keep, grace_s=grace_s)
    report(progress.DONE, 1.0)
    return Published(manifest.build_id, loads, moves, sum(counts.values()), dropped, left)


def roll_back(database: URL) -> str:
    """Serve the build before the present one again, and return its id; the present one becomes the one before.

    Raises
    ------
    PublishError
        If there is none, or this program cannot read it.
    """
    with connected(database) as connection, connection.transaction():
        _alone(connection, database)
        present = pointer.current(connection)
        if present is None or present.previous is None:
            raise PublishError(
                f"{address.shown(database)}: there is no build before the one served; nothing was changed"
            )
        build = next(each for each in pointer.stored(connection) if each.schema_name == present.previous)
        if build.layout != schema.REVISION:
            raise PublishError(
                f"build {build.build_id[:12]} was published by another version of this program; roll that back as well"
            )
        pointer.move(connection, build.schema_name)
    return build.build_id


def published(database: URL) -> tuple[list[Stored], str | None]:
    """All builds in the database, and the schema of the one served."""
    with connected(database) as connection, connection.transaction():
        present = pointer.current(connection)
        return pointer.stored(connection), present and present.current


def schema_name(build_id: str) -> str:
    """The schema that a build lies in, in the present layout of tables."""
    return f"build_{build_id}_{schema.REVISION}"


@contextlib.contextmanager
def connected(database: URL) -> Iterator[Connection]:
    """A connection whose failures are sentences."""
    where, secret = address.shown(database), database.password
    try:
        stated = address.conninfo(database, connect_timeout=CONNECT_S, application_name=APPLICATION)
        connection = psycopg.connect(stated, autocommit=True)
    except psycopg.Error as error:
        raise PublishError(f"{where}: cannot be reached ({_cause(error, secret)}); check the address") from error
    who = connection.info.user
    try:
        with contextlib.closing(connection):
            yield connection
    except errors.InsufficientPrivilege as error:
        raise PublishError(
            f"{where}: {_cause(error, secret)}; publish with the account that published before, or let an "
            f'administrator run: GRANT CREATE ON DATABASE "{database.database}" TO "{who}"'
        ) from error
    except psycopg.Error as error:
        raise PublishError(f"{where}: {_cause(error, secret)}; what was served before still is") from error


def _cause(error: psycopg.Error, secret: object) -> str:
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0].replace(str(secret), "***") if secret else lines[0]


def _begin(connection: Connection, database: URL) -> None:
    """Be the only publisher, with all that publishing needs."""
    _alone(connection, database)
    for extension, name in EXTENSIONS.items():
        try:
            with connection.transaction():
                connection.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
        except (errors.FeatureNotSupported, errors.UndefinedFile) as error:
            raise PublishError(
                f"{address.shown(database)}: the server has no {name}; on Debian: apt-get install "
                f"postgresql-{connection.info.server_version // 10_000}-postgis-3"
            ) from error
        except errors.InsufficientPrivilege as error:
            raise PublishError(
                f"{address.shown(database)}: the database has no {name}; let an administrator run in it: "
                f"CREATE EXTENSION {extension}"
            ) from error
    pointer.prepare(connection)


def _check_unchanged(directory: Path, manifest: storage.Manifest) -> None:
    """Check that the build was not made anew while it was read."""
    if storage.read_manifest(directory).build_id != manifest.build_id:
        raise PublishError(f"{directory}: was built anew meanwhile; nothing was changed, publish again")


def _alone(connection: Connection, database: URL) -> None:
    """Be the only publisher until the transaction ends."""
    for setting in UNLIMITED:
        connection.execute("SELECT set_config(name, '0', true) FROM pg_settings WHERE name = %s", (setting,))
    connection.execute(  # which only servers on Linux can
        "SELECT set_config(name, %s, true) FROM pg_settings WHERE name = 'client_connection_check_interval' "
        "AND version() LIKE '%%linux%%'",
        (NOTICED,),
    )
    until = time.monotonic() + PATIENCE_S
    while not _is_alone(connection):
        if time.monotonic() > until:
            raise PublishError(f"{address.shown(database)}: someone else is publishing; try again when they are done")
        time.sleep(0.1)


def _is_alone(connection: Connection) -> bool:
    row = connection.execute("SELECT pg_try_advisory_xact_lock(%s)", (KEY,)).fetchone()
    return row is not None and bool(row[0])


def _sweep(connection: Connection, *, keep: int, grace_s: float) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Drop builds that are out of use: those dropped, and those that a reader still holds."""
    dropped, left = [], []
    for name in pointer.out_of_use(connection, keep=keep, grace_s=grace_s):
        try:
            with connection.transaction():
                connection.execute(f"SET LOCAL lock_timeout = '{DROPPING}'")
                if not _is_alone(connection):  # who publishes now will drop it
                    break
                pointer.drop(connection, name)
            dropped.append(name)
        except errors.LockNotAvailable:
            left.append(name)
    return tuple(dropped), tuple(left)
