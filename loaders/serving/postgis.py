"""PostgreSQL with PostGIS: the build that lies in one schema of a database, read by any number of programs."""

import re
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import psycopg
from psycopg.errors import DataError, InvalidSchemaName, UndefinedTable
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.exc import TimeoutError as NoConnectionError
from sqlalchemy.pool import ConnectionPoolEntry

from loaders.correcting.words import NO_TEMPORARY
from loaders.errors import CatalogError, CatalogGoneError
from loaders.serving import laying
from loaders.serving.address import shown
from loaders.serving.engines import Condition, Piece
from loaders.serving.laying import Laid, NotLaidError
from loaders.serving.loading import lines_of
from loaders.serving.rows import Row
from loaders.serving.schema import TABLES, doubled

CONNECT_S = 5  # how long the server may take to answer
LONGEST_MS = 10_000  # of a query; a page has given up by then
# A machine that is gone says nothing: after some ten seconds of silence the connection counts as lost.
SILENCE = {
    "keepalives_idle": 4,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": LONGEST_MS,
}
IDLE, MOST = 4, 12  # connections a program keeps, and may have at once
WAIT_S = 10  # for one of them
MAY_LAY = (
    "SELECT has_database_privilege(current_database(), 'TEMPORARY') AND NOT pg_is_in_recovery()"
    " AND NOT current_setting('transaction_read_only')::boolean"
)
TRUSTED_S = 2.0  # that a connection which has answered is taken for alive; asking it each time doubles the questions
NAMES = re.compile(r"\$([a-z_0-9]+)")


class PostGis:
    """A published build, opened to read."""

    def __init__(self, address: URL, schema: str) -> None:
        settings = {"search_path": f'"{schema}",public', "statement_timeout": LONGEST_MS, "jit": "off"}
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        arguments = {"application_name": "plan-atlas", "connect_timeout": CONNECT_S, "options": options}
        self._address, self._schema, self._name = address, schema, shown(address)
        self._engine = create_engine(
            address,
            connect_args=arguments | SILENCE,
            pool_timeout=WAIT_S,
            pool_size=IDLE,
            max_overflow=MOST - IDLE,
            isolation_level="AUTOCOMMIT",
        )
        _ask_the_idle(self._engine)

    def rows(self, sql: str, **values: object) -> list[Row]:
        """Rows of a query with `$named` values.

        Raises
        ------
        CatalogError
            If the database does not answer, or (`CatalogGoneError`) the build is not there any more.
        """
        used = set(NAMES.findall(sql))
        text = NAMES.sub(r"%(\1)s", sql.replace("%", "%%")) if used else sql
        with self._connected() as connection:
            answer = connection.exec_driver_sql(text, {name: values[name] for name in used})
            return [tuple(row) for row in answer]

    def pieces(self) -> Iterator[Piece]:
        """All of the table `pack`, an array a query, since no query may take long; as bytes, which are half as many."""
        names = [name for (name,) in self.rows("SELECT DISTINCT name FROM pack")]
        with self._connected() as connection, closing(connection.connection.cursor()) as cursor:
            for name in names:
                sql = "SELECT place, data FROM pack WHERE name = %s"
                yield from ((name, *row) for row in cursor.stream(sql, (name,), binary=True))

    def holds(self, column: str, name: str, text: str) -> Condition:
        """Condition that a column of words, in which every character stands twice, holds a text."""
        escaped = re.sub(r"([\\%_])", r"\\\1", doubled(text))
        return f"{column} LIKE ${name}", {name: f"%{escaped}%"}

    def among(self, table: str, column: str, name: str) -> str:
        """Condition that a column with an index is one of a list."""
        return f"{table}.{column} = ANY(${name})"

    def laid(self, over: Laid) -> "PostGis":
        """The same schema with rows of corrected plans over its tables, as temporary tables of each connection.

        Raises
        ------
        NotLaidError
            If the account may not make temporary tables, or the database is one that is only read.
        """
        ((may,),) = self.rows(MAY_LAY)
        if not may:
            raise NotLaidError(NO_TEMPORARY)
        beside = PostGis(self._address, self._schema)
        event.listen(beside._engine, "connect", lambda connection, _: _lay(connection, self._schema, over))
        return beside

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        try:
            with self._engine.connect() as connection:
                yield connection
        except (DBAPIError, NoConnectionError, psycopg.Error) as error:
            if isinstance(cause := getattr(error, "orig", error), DataError):  # of what was asked
                raise
            kind = CatalogGoneError if isinstance(cause, InvalidSchemaName | UndefinedTable) else CatalogError
            raise kind(f"{self._name} does not answer: {str(cause).strip()}") from error


def _lay(connection: psycopg.Connection[Any], schema: str, over: Laid) -> None:
    """Make the tables of corrected plans, and views in front of those of the schema, for one connection."""

    def table(name: str) -> str:
        return f'"{schema}".{name}'

    def own(name: str) -> str:
        return f"pg_temp.{name}"

    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL client_min_messages = warning")
        for name in laying.LAID:
            here = laying.OWN + name
            cursor.execute(f"CREATE TEMP TABLE {here} (LIKE {table(name)})")
            if name in over.rows:
                with cursor.copy(f"COPY {own(here)} FROM STDIN WITH (FORMAT csv)") as copy:
                    copy.write(lines_of(name, over.rows[name]))
            if key := TABLES[name].key:
                cursor.execute(f"ALTER TABLE {own(here)} ADD PRIMARY KEY ({', '.join(key)})")
            cursor.execute(f"ANALYZE {own(here)}")
        cursor.execute(f"CREATE TEMP TABLE {laying.GONE} (kind text, id text, PRIMARY KEY (kind, id))")
        with cursor.copy(f"COPY {own(laying.GONE)} FROM STDIN") as copy:
            for row in over.gone_rows():
                copy.write_row(row)
        cursor.execute(f"ANALYZE {own(laying.GONE)}")
        for name, query in laying.views(over, table, own).items():
            cursor.execute(f"CREATE TEMP VIEW {name} AS {query}")


def _ask_the_idle(engine: Engine) -> None:
    """Have a connection asked whether it is alive when it has said nothing for a while; a dead one is replaced."""

    def taken(connection: DBAPIConnection, entry: ConnectionPoolEntry, _: object) -> None:
        if time.monotonic() - entry.info.get("heard", time.monotonic()) > TRUSTED_S:
            try:
                engine.dialect.do_ping(connection)
            except engine.dialect.loaded_dbapi.Error as error:
                raise DisconnectionError from error

    def given_back(_: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
        entry.info["heard"] = time.monotonic()

    event.listen(engine, "checkout", taken)
    event.listen(engine, "checkin", given_back)
