"""DuckDB in the program: one file beside the caches, made from a build once and then only read."""

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from filelock import FileLock

from geo import settings
from loaders.errors import CatalogError
from loaders.serving import laying, schema
from loaders.serving.engines import Condition, Piece
from loaders.serving.laying import Laid
from loaders.serving.making import filled
from loaders.serving.parts import Build
from loaders.serving.rows import Row

FOLDER = "serving"
# That DuckDB may take beside the program itself, where the arrays of the catalog are in memory.
MEMORY = "384MB"
# While the file is made: rows go from the log to their place in large pieces, since each time costs as much again.
MAKING = {"memory_limit": "256MB", "checkpoint_threshold": "256MB", "preserve_insertion_order": "true"}
# Nothing is fetched from anywhere, and no file but the catalog is opened.
ALONE = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
NUMBERED = {"feature": "n", "task": "n"}
CATALOG = "catalog"  # name of the attached file
NAMES = re.compile(r"\$([a-z_0-9]+)")
AT_ONCE = 64  # pieces that are taken from DuckDB together, some 4 MB

_numbers = count(1)


class Embedded:
    """A catalog file, opened to read."""

    def __init__(self, file: Path) -> None:
        self._connection = duckdb.connect(config=_config(file.parent))
        self._connection.execute(f"ATTACH {_quoted(str(file))} AS {CATALOG} (READ_ONLY)")
        self._path = f"{CATALOG}.main"

    def rows(self, sql: str, **values: object) -> list[Row]:
        """Rows of a query with `$named` values; every call has a cursor of its own, so that threads do not meet."""
        with self._cursor() as cursor:
            return _run(cursor, sql, values)

    def pieces(self) -> Iterator[Piece]:
        """All of the table `pack` in one go: every array lies all over it."""
        with self._cursor() as cursor:
            cursor.execute("SELECT name, place, data FROM pack")
            while some := cursor.fetchmany(AT_ONCE):
                yield from some

    def holds(self, column: str, name: str, text: str) -> Condition:
        """Condition that a column of words holds a text."""
        return f"CONTAINS({column}, ${name})", {name: text}

    def among(self, table: str, column: str, name: str) -> str:
        """Condition that a column has one of the values of a list of that name.

        The rows are found by that column alone: beside it every other that is asked for would be read of all rows. A
        table numbered from 1 holds its rows in order.
        """
        if column == NUMBERED.get(table):
            return f"{table}.rowid IN (SELECT UNNEST(${name}) - 1)"
        return f"{table}.rowid IN (SELECT rowid FROM {table} WHERE {column} = ANY(${name}))"

    def laid(self, over: Laid) -> "Beside":
        """The same file with rows of corrected plans over its tables, held in memory."""
        return Beside(self._connection, over)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    @contextmanager
    def _cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        try:
            with self._connection.cursor() as cursor:
                cursor.execute(f"SET search_path = '{self._path}'")
                yield cursor
        except duckdb.OperationalError as error:  # the disk or the memory, not what was asked
            raise CatalogError(f"the catalog file cannot be read: {error}") from error


class Beside(Embedded):
    """A catalog file with rows of corrected plans, which lie in a database in memory beside it."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, over: Laid) -> None:
        self._name = f"laid_{next(_numbers)}"
        self._connection = connection.cursor()  # of the same program part: one cache and one limit for both
        self._connection.execute(f"ATTACH ':memory:' AS {self._name}")
        self._path = f"{self._name}.main,{CATALOG}.main"
        with self._connection.cursor() as cursor:
            cursor.execute(f"SET search_path = '{self._name}.main'")
            for name in laying.LAID:
                cursor.execute(f"CREATE TABLE {laying.OWN}{name} ({schema.stated(name, schema.DUCKDB)})")
                if name in over.rows:
                    _insert(cursor, laying.OWN + name, over.rows[name])
            cursor.execute(f"CREATE TABLE {laying.GONE} (kind VARCHAR, id VARCHAR)")
            if gone := over.gone_rows():
                cursor.executemany(f"INSERT INTO {laying.GONE} VALUES (?, ?)", gone)
            for name, query in laying.views(over, lambda one: f"{CATALOG}.main.{one}", self._full).items():
                cursor.execute(f"CREATE VIEW {name} AS {query}")

    def among(self, table: str, column: str, name: str) -> str:
        """Condition that a column is one of a list; a view has no numbers of rows."""
        return f"{table}.{column} = ANY(${name})" if table in laying.LAID else super().among(table, column, name)

    def close(self) -> None:
        """Let go of the rows; the file stays open."""
        with suppress(duckdb.ConnectionException), self._connection.cursor() as cursor:  # else all is closed already
            cursor.execute(f"DETACH {self._name}")
        self._connection.close()

    def _full(self, name: str) -> str:
        return f"{self._name}.main.{name}"


def file_of(build_id: str) -> Path:
    """The catalog file of a build, there or not."""
    return settings.directory(settings.CACHE) / FOLDER / f"{build_id}-{schema.REVISION}.duckdb"


def prepared(build: Build) -> Path:
    """The catalog file of a build, made now if it is not there; of several processes one makes it."""
    file = file_of(build.manifest.build_id)
    file.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{file}.lock"):
        if not file.exists():
            handle, scratch = tempfile.mkstemp(prefix=".", suffix=".duckdb", dir=file.parent)
            os.close(handle)
            Path(scratch).unlink()
            try:
                make(Path(scratch), build)
                Path(scratch).replace(file)
            finally:
                Path(scratch).unlink(missing_ok=True)
    return file


def make(file: Path, build: Build) -> None:
    """Write the catalog of a build into a new file."""
    with duckdb.connect(str(file), config=_config(file.parent) | MAKING) as connection:
        for statement in schema.create(schema.DUCKDB):
            connection.execute(statement)
        for table, _, rows in filled(build, as_it_is):
            _insert(connection, table, rows)
        for statement in schema.index(schema.DUCKDB):
            connection.execute(statement)


def as_it_is(name: str, rows: pa.Table) -> pa.Table:
    """Rows as DuckDB takes them."""
    del name
    return rows


def _insert(connection: duckdb.DuckDBPyConnection, table: str, rows: pa.Table) -> None:
    connection.register("incoming", rows)
    connection.execute(f"INSERT INTO {table} SELECT * FROM incoming")
    connection.unregister("incoming")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _run(cursor: duckdb.DuckDBPyConnection, sql: str, values: dict[str, Any]) -> list[Row]:
    used = set(NAMES.findall(sql))
    cursor.execute(sql, {name: value for name, value in values.items() if name in used})
    return cursor.fetchall() if cursor.description else []


def _config(folder: Path) -> dict[str, Any]:
    return {"memory_limit": MEMORY, "threads": os.cpu_count() or 1, "temp_directory": str(folder / "spilled"), **ALONE}
