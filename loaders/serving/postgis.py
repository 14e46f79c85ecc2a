"""PostgreSQL with PostGIS: the build that lies in one schema of a database, read by any number of programs."""

import re

from psycopg.errors import DataError, InvalidSchemaName, UndefinedTable
from sqlalchemy import URL, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionError

from loaders.errors import CatalogError, CatalogGoneError
from loaders.serving.address import shown
from loaders.serving.engines import Condition, pattern
from loaders.serving.rows import Row
from loaders.serving.schema import doubled

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
NAMES = re.compile(r"\$([a-z_0-9]+)")


class PostGis:
    """A published build, opened to read."""

    def __init__(self, address: URL, schema: str) -> None:
        settings = {"search_path": f'"{schema}",public', "statement_timeout": LONGEST_MS, "jit": "off"}
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        arguments = {"application_name": "plan-atlas", "connect_timeout": CONNECT_S, "options": options}
        self._name = shown(address)
        self._engine = create_engine(
            address,
            connect_args=arguments | SILENCE,
            pool_pre_ping=True,
            pool_timeout=WAIT_S,
            pool_size=IDLE,
            max_overflow=MOST - IDLE,
            isolation_level="AUTOCOMMIT",
        )

    def rows(self, sql: str, **values: object) -> list[Row]:
        """Rows of a query with `$named` values.

        Raises
        ------
        CatalogError
            If the database does not answer, or (`CatalogGoneError`) the build is not there any more.
        """
        used = set(NAMES.findall(sql))
        text = NAMES.sub(r"%(\1)s", sql.replace("%", "%%")) if used else sql
        try:
            with self._engine.connect() as connection:
                answer = connection.exec_driver_sql(text, {name: values[name] for name in used})
                return [tuple(row) for row in answer]
        except (DBAPIError, NoConnectionError) as error:
            if isinstance(cause := getattr(error, "orig", error), DataError):  # of what was asked
                raise
            kind = CatalogGoneError if isinstance(cause, InvalidSchemaName | UndefinedTable) else CatalogError
            raise kind(f"{self._name} does not answer: {str(cause).strip()}") from error

    def holds(self, column: str, name: str, text: str) -> Condition:
        """Condition that a column of words, in which every character stands twice, holds a text."""
        escaped = re.sub(r"([\\%_])", r"\\\1", doubled(text))
        return f"{column} LIKE ${name}", {name: f"%{escaped}%"}

    def reads(self, column: str, name: str, ways: list[list[frozenset[str]]]) -> Condition:
        """Condition that such a column has characters of these classes in a row, in one of the ways."""
        return f"{column} ~ ${name}", {name: pattern(ways, times=2)}

    def among(self, table: str, column: str, name: str) -> str:
        """Condition that a column with an index is one of a list."""
        return f"{table}.{column} = ANY(${name})"

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()
