"""Slow queries of a database in the log: the statement with places for its values, never the values."""

import logging
import time

from sqlalchemy import Connection, Engine, event

from loaders.operating import journal

STARTED = "plan_atlas_started"


def watch(engine: Engine) -> None:
    """Write every query of this engine that takes longer than half a second."""
    event.listen(engine, "before_cursor_execute", _before)
    event.listen(engine, "after_cursor_execute", _after)


def _before(connection: Connection, cursor: object, *_: object) -> None:
    connection.info[STARTED] = time.perf_counter()


def _after(connection: Connection, cursor: object, statement: str, *_: object) -> None:
    took = time.perf_counter() - connection.info.pop(STARTED, time.perf_counter())
    if took >= journal.SLOW_QUERY_S:
        words = " ".join(statement.split())[: journal.LONGEST]
        database = connection.engine.dialect.name
        journal.event("slow_query", logging.WARNING, duration_ms=round(1000 * took), database=database, query=words)
