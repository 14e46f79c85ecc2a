"""Fills a schema of PostgreSQL with the rows of a build: tables, rows by COPY, and indexes.

It runs inside the transaction of the publisher, in which the tables are new: rows are written once, frozen, and a part
of the build at a time is in memory.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from psycopg import Cursor, sql

from loaders import progress
from loaders.serving import schema
from loaders.serving.errors import PublishError
from loaders.serving.pointer import Connection
from loaders.serving.rows import Build, Row, rows_of

Report = Callable[[str, float], None]
Convert = Callable[[Any], Any]
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
# What PostgreSQL takes otherwise, by kind of column: texts without the character it has no place for.
CONVERTS: dict[str, Convert] = {
    "shape": bytes.hex,
    "text": lambda text: text.replace("\0", " "),
    "words": lambda text: schema.doubled(text.replace("\0", " ")),
}


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
        for part in rows_of(build):
            for table, rows in part.items():
                report(LOADING.format(table=table), COPIED * min(1.0, sent["mention"] / expected))
                _copy_rows(cursor, table, rows)
                sent[table] += len(rows)
    return sent


def _copy_rows(cursor: Cursor[Any], table: str, rows: Iterable[Row]) -> None:
    columns = ", ".join(schema.TABLES[table].names)
    with cursor.copy(f"COPY {table} ({columns}) FROM STDIN WITH (FREEZE)") as copy:
        for row in _converted(table, rows):
            copy.write_row(row)


def _converted(table: str, rows: Iterable[Row]) -> Iterator[Row]:
    """The rows as PostgreSQL takes them; empty values stay empty."""
    converts = [CONVERTS.get(column.kind) for column in schema.TABLES[table].columns]
    for row in rows:
        yield tuple(
            value if convert is None or value is None else convert(value)
            for value, convert in zip(row, converts, strict=True)
        )


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
