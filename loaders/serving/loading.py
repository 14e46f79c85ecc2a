"""Fills a schema of PostgreSQL with the rows of a build: tables, rows by COPY, and indexes.

It runs inside the transaction of the publisher, in which the tables are new: rows are written once, frozen, and a part
of the build at a time is in memory.
"""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from psycopg import Cursor, sql
from pyarrow import csv

from loaders import progress
from loaders.serving import schema
from loaders.serving.errors import PublishError
from loaders.serving.making import Filled, filled
from loaders.serving.parts import Build
from loaders.serving.pointer import Connection

Report = Callable[[str, float], None]
Convert = Callable[[pa.ChunkedArray], pa.ChunkedArray]
LOADING, INDEXING = "载入数据 {table}", "建立索引"  # on the terminal only
COPIED, INDEXED = 0.6, 0.98  # of the time, by when rows and indexes are there
SETTINGS = {"maintenance_work_mem": "256MB", "work_mem": "64MB", "client_min_messages": "warning"}
# Rows that both the manifest and the served catalog count.
SAME = {
    "plans": "plan",
    "tasks": "task",
    "mentions": "mention",
    "links": "link",
    "places": "place",
    "areas": "area",
    "features": "feature",
}
EACH = "(?s)(.)"
LINES = csv.WriteOptions(include_header=False, quoting_style="needed")  # what is empty stands there without quotes


def _each(value: Callable[[Any], str]) -> Convert:
    """Every value but an empty one written by itself."""
    return lambda own: pa.chunked_array([[None if one is None else value(one) for one in own.to_pylist()]], pa.string())


def _clean(own: pa.ChunkedArray) -> pa.ChunkedArray:
    """Texts without the character that PostgreSQL has no place for."""
    return pc.replace_substring(own, "\0", " ")


# What PostgreSQL takes otherwise, by kind of column.
CONVERTS: dict[str, Convert] = {
    "shape": _each(bytes.hex),
    "bytes": _each(lambda own: rf"\x{own.hex()}"),
    "ints": _each(lambda own: "{" + ",".join(map(str, own)) + "}"),
    "text": _clean,
    "words": lambda own: pc.replace_substring_regex(_clean(own), EACH, r"\1\1"),
}


def lines_of(name: str, rows: pa.Table) -> bytes:
    """Rows as PostgreSQL copies them."""
    columns = zip(schema.TABLES[name].columns, rows.columns, strict=True)
    taken = [CONVERTS[column.kind](own) if column.kind in CONVERTS else own for column, own in columns]
    lines = pa.BufferOutputStream()
    csv.write_csv(pa.Table.from_arrays(taken, names=rows.column_names), lines, LINES)
    written: bytes = lines.getvalue().to_pybytes()
    return written


def load(connection: Connection, name: str, build: Build, *, report: Report) -> dict[str, int]:
    """Make the schema `name` with all of the build and return its rows by table.

    Raises
    ------
    PublishError
        If not every row has arrived.
    """
    connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(name)))
    connection.execute("SELECT set_config('search_path', quote_ident(%s) || ', public', true)", (name,))
    for setting, value in SETTINGS.items():
        connection.execute("SELECT set_config(%s, %s, true)", (setting, value))
    for statement in schema.create(schema.POSTGIS):
        connection.execute(statement)
    sent = _copy(connection, build, report)
    _index(connection, lambda done: report(INDEXING, COPIED + (INDEXED - COPIED) * done))
    report(progress.CHECKING, INDEXED)
    found = _counts(connection)
    _check(found, sent, build)
    return found


def _index(connection: Connection, report: Callable[[float], None]) -> None:
    """Make the indexes of full tables, and let the planner know what the tables hold."""
    statements = [*schema.index(schema.POSTGIS), *(f"ANALYZE {table}" for table in schema.TABLES)]
    for number, statement in enumerate(statements):
        report(number / len(statements))
        connection.execute(statement)


def _copy(connection: Connection, build: Build, report: Report) -> Counter[str]:
    """Send all rows; how many by table."""
    sent, expected = Counter[str](), max(1, build.manifest.rows["mentions"])
    with connection.cursor() as cursor:
        for some in filled(build, lines_of):
            report(LOADING.format(table=some.table), COPIED * min(1.0, sent["mention"] / expected))
            _copy_rows(cursor, some)
            sent[some.table] += some.rows
    return sent


def _copy_rows(cursor: Cursor[Any], some: Filled) -> None:
    columns = ", ".join(schema.TABLES[some.table].names)
    with cursor.copy(f"COPY {some.table} ({columns}) FROM STDIN WITH (FORMAT csv, FREEZE)") as copy:
        copy.write(some.data)


def _counts(connection: Connection) -> dict[str, int]:
    """Rows by table, as the database counts them."""
    query = " UNION ALL ".join(f"SELECT '{table}', count(*) FROM {table}" for table in schema.TABLES)
    return dict(connection.execute(query).fetchall())


def _check(found: dict[str, int], sent: Counter[str], build: Build) -> None:
    stated = {table: build.manifest.rows[name] for name, table in SAME.items()}
    for table, expected in [*((name, sent[name]) for name in schema.TABLES), *stated.items()]:
        if found[table] != expected:
            raise PublishError(
                f"{table}: {found[table]:,} rows have arrived of {expected:,}; nothing was changed, publish again"
            )
