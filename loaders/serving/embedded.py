"""DuckDB in the program: one file beside the caches, made from a build once and then only read."""

import os
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from filelock import FileLock

from geo import settings
from loaders.errors import CatalogError
from loaders.serving import schema
from loaders.serving.engines import Condition, pattern
from loaders.serving.rows import Build, Row, rows_of

FOLDER = "serving"
MEMORY = "640MB"  # that DuckDB may take beside the program itself
# Nothing is fetched from anywhere, and no file but the catalog is opened.
ALONE = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
NAMES = re.compile(r"\$([a-z_0-9]+)")
ARROW = {
    "text": pa.string(),
    "words": pa.string(),
    "int": pa.int32(),
    "big": pa.int64(),
    "real": pa.float64(),
    "flag": pa.bool_(),
    "ints": pa.list_(pa.int32()),
    "shape": pa.binary(),
    "bytes": pa.binary(),
}


class Embedded:
    """A catalog file, opened to read."""

    def __init__(self, file: Path) -> None:
        self._connection = duckdb.connect(str(file), read_only=True, config=_config(file.parent))

    def rows(self, sql: str, **values: object) -> list[Row]:
        """Rows of a query with `$named` values; every call has a cursor of its own, so that threads do not meet."""
        try:
            with self._connection.cursor() as cursor:
                return _run(cursor, sql, values)
        except duckdb.OperationalError as error:  # the disk or the memory, not what was asked
            raise CatalogError(f"the catalog file cannot be read: {error}") from error

    def holds(self, column: str, name: str, text: str) -> Condition:
        """Condition that a column of words holds a text."""
        return f"CONTAINS({column}, ${name})", {name: text}

    def reads(self, column: str, name: str, ways: list[list[frozenset[str]]]) -> Condition:
        """Condition that a column of words has characters of these classes in a row, in one of the ways."""
        return f"REGEXP_MATCHES({column}, ${name})", {name: pattern(ways)}

    def among(self, table: str, column: str, name: str) -> str:
        """Condition that a column is one of a list; wide columns are read of the rows that it finds, not of all."""
        return f"{table}.rowid IN (SELECT rowid FROM {table} WHERE {column} = ANY(${name}))"

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


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
            make(Path(scratch), build)
            Path(scratch).replace(file)
    return file


def make(file: Path, build: Build) -> None:
    """Write the catalog of a build into a new file."""
    with duckdb.connect(str(file), config=_config(file.parent) | {"preserve_insertion_order": "true"}) as connection:
        for statement in schema.create(schema.DUCKDB):
            connection.execute(statement)
        for rows in rows_of(build):
            for name, own in rows.items():
                _insert(connection, name, own)
        for statement in schema.index(schema.DUCKDB):
            connection.execute(statement)


def _insert(connection: duckdb.DuckDBPyConnection, name: str, rows: Sequence[Row]) -> None:
    if not rows:
        return
    columns = zip(*rows, strict=True)
    table = schema.TABLES[name]
    arrays = [pa.array(column, ARROW[one.kind]) for column, one in zip(columns, table.columns, strict=True)]
    connection.register("incoming", pa.Table.from_arrays(arrays, names=list(table.names)))
    connection.execute(f"INSERT INTO {name} SELECT * FROM incoming")
    connection.unregister("incoming")


def _run(cursor: duckdb.DuckDBPyConnection, sql: str, values: dict[str, Any]) -> list[Row]:
    used = set(NAMES.findall(sql))
    cursor.execute(sql, {name: value for name, value in values.items() if name in used})
    return cursor.fetchall() if cursor.description else []


def _config(folder: Path) -> dict[str, Any]:
    return {"memory_limit": MEMORY, "threads": os.cpu_count() or 1, "temp_directory": str(folder / "spilled"), **ALONE}
