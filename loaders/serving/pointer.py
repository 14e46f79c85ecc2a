"""Which build a database serves: one row that a publisher moves, and the list of builds that are there.

Both lie in a schema of their own, every build in another. A reader asks `current` at each of its looks and reads from
the schema it was told until the next; that schema stays while it is served or next to be, and for `GRACE_S` after it
was replaced.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

import psycopg
from psycopg import sql
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

Connection = psycopg.Connection[Any]
SCHEMA = "plan_atlas_catalog"
GRACE_S = 600.0  # that a reader may go on with a build nobody serves any more
TABLES = (
    f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}",
    f"""CREATE TABLE IF NOT EXISTS {SCHEMA}.builds (
        schema_name text PRIMARY KEY,
        build_id text NOT NULL,
        layout integer NOT NULL,
        counts jsonb NOT NULL,
        loaded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        retired_at timestamptz
    )""",
    f"""CREATE TABLE IF NOT EXISTS {SCHEMA}.published (
        is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
        current text NOT NULL REFERENCES {SCHEMA}.builds,
        previous text REFERENCES {SCHEMA}.builds,
        published_at timestamptz NOT NULL DEFAULT clock_timestamp()
    )""",
)


class Stored(NamedTuple):
    """A build that lies in the database; `retired_at` is when another took its place, None while it is served."""

    schema_name: str
    build_id: str
    layout: int
    counts: dict[str, int]
    loaded_at: datetime
    retired_at: datetime | None


class Served(NamedTuple):
    """What the pointer says: the schema to read from, the one before it, and since when."""

    current: str
    previous: str | None
    published_at: datetime


def current(connection: Connection) -> Served | None:
    """What is served now; None when nothing was ever published here."""
    if not is_there(connection):
        return None
    query = f"SELECT current, previous, published_at FROM {SCHEMA}.published"
    with connection.cursor(row_factory=class_row(Served)) as cursor:
        return cursor.execute(query).fetchone()


def is_there(connection: Connection) -> bool:
    """Whether something was ever published in this database."""
    found = connection.execute("SELECT to_regclass(%s)", (f"{SCHEMA}.published",)).fetchone()
    return found is not None and found[0] is not None


def stored(connection: Connection) -> list[Stored]:
    """All builds in the database, the one served first, then those that were served last."""
    if not is_there(connection):
        return []
    query = f"""SELECT schema_name, build_id, layout, counts, loaded_at, retired_at
        FROM {SCHEMA}.builds ORDER BY retired_at DESC NULLS FIRST, schema_name"""
    with connection.cursor(row_factory=class_row(Stored)) as cursor:
        return cursor.execute(query).fetchall()


def prepare(connection: Connection) -> None:
    """Make the pointer and the list of builds where they are not there yet."""
    if not is_there(connection):
        for statement in TABLES:
            connection.execute(statement)


def add(connection: Connection, schema_name: str, build_id: str, *, layout: int, counts: dict[str, int]) -> None:
    """Write a build that has been loaded into the list, with its rows by table."""
    connection.execute(
        f"INSERT INTO {SCHEMA}.builds (schema_name, build_id, layout, counts) VALUES (%s, %s, %s, %s)",
        (schema_name, build_id, layout, Jsonb(counts)),
    )


def move(connection: Connection, schema_name: str) -> None:
    """Let this build be served and remember the one that was; readers see it when the transaction ends."""
    connection.execute(
        f"""UPDATE {SCHEMA}.builds SET retired_at = clock_timestamp()
        WHERE schema_name = (SELECT current FROM {SCHEMA}.published)"""
    )
    connection.execute(f"UPDATE {SCHEMA}.builds SET retired_at = NULL WHERE schema_name = %s", (schema_name,))
    connection.execute(
        f"""INSERT INTO {SCHEMA}.published (current) VALUES (%s)
        ON CONFLICT (is_only) DO UPDATE
        SET current = excluded.current, previous = published.current, published_at = clock_timestamp()""",
        (schema_name,),
    )


def out_of_use(connection: Connection, *, keep: int, grace_s: float) -> list[str]:
    """Builds that nobody can be reading: older than the `keep` before the one served, and retired for long enough."""
    found = connection.execute(
        f"""SELECT schema_name FROM (
            SELECT schema_name, retired_at, row_number() OVER (ORDER BY retired_at DESC) AS place
            FROM {SCHEMA}.builds
            WHERE retired_at IS NOT NULL AND schema_name IS DISTINCT FROM (SELECT previous FROM {SCHEMA}.published)
        ) AS older
        WHERE place >= %s AND retired_at <= clock_timestamp() - make_interval(secs => %s)""",
        (keep, grace_s),
    )
    return [name for (name,) in found]


def drop(connection: Connection, schema_name: str) -> None:
    """Take a build out of the database."""
    connection.execute(f"DELETE FROM {SCHEMA}.builds WHERE schema_name = %s", (schema_name,))
    connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(schema_name)))


def let_read(connection: Connection, roles: Iterable[str]) -> None:
    """Let these accounts, and all that could before, read what is published now; asked again at every publishing."""
    before = connection.execute(
        """SELECT rolname FROM pg_namespace, aclexplode(nspacl) AS granted
        JOIN pg_roles ON pg_roles.oid = granted.grantee
        WHERE nspname = %s AND privilege_type = 'USAGE' AND granted.grantee <> nspowner""",
        (SCHEMA,),
    ).fetchall()
    schemas = (SCHEMA, *(build.schema_name for build in stored(connection)))
    for role in {*roles, *(name for (name,) in before)}:
        for schema in schemas:
            names = (sql.Identifier(schema), sql.Identifier(role))
            connection.execute(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(*names))
            connection.execute(sql.SQL("GRANT SELECT ON ALL TABLES IN SCHEMA {} TO {}").format(*names))
