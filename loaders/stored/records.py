"""The store: records with all their revisions, written all or not at all, never over what someone else wrote.

A record is a small JSON object of some kind (plan, correction, progress) under an id. Each change adds a revision with
who, when and why; the newest is the present state, the others are its history. A writer names the revision it has seen:
when another one was written since, nothing happens and `ConflictError` says so.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, func, insert, select
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as NoConnectionError

from loaders.stored import address, engines
from loaders.stored.errors import ConflictError, StoreBusyError, StoreError
from loaders.stored.schema import records, texts

Body = Mapping[str, Any]
LONGEST_BODY = 200_000  # characters of a record as JSON; texts of plans are kept apart
LONGEST_NAME = 200  # characters of an id or of who wrote
MOST_AT_ONCE = 500  # texts in one question
LOCKED = ("locked", "lock timeout")  # how SQLite and PostgreSQL say that another one holds the lock


@dataclass(frozen=True, slots=True)
class Record:
    """One state of a record: `at` is UTC (ISO 8601), `sequence` grows with every change of the whole store."""

    kind: str
    record_id: str
    revision: int
    body: Body
    removed: bool
    at: str
    who: str
    why: str
    sequence: int


@dataclass(frozen=True, slots=True)
class Change:
    """What to write: the new body (None takes the record away) of a record last seen at revision `seen` (0: new)."""

    kind: str
    record_id: str
    body: Body | None
    seen: int = 0


class Store:
    """An open store; safe to share between threads."""

    def __init__(self, engine: Engine) -> None:
        """Take an engine on a database of the present shape (see `Store.open`)."""
        self._engine = engine

    @classmethod
    def open(cls, url: str | None = None) -> "Store":
        """The store at a URL, by default the configured one; made when there is none.

        Raises
        ------
        StoreError
            If it cannot be opened.
        """
        return cls(engines.open_engine(url or address.default_url()))

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()

    def latest(self, kind: str | None = None) -> int:
        """A number that grows with every change, of all records or of one kind; 0 where there is none."""
        query = select(func.max(records.c.sequence))
        if kind is not None:
            query = query.where(records.c.kind == kind)
        with self.reading() as connection:
            return connection.execute(query).scalar() or 0

    def current(self, kind: str) -> tuple[Record, ...]:
        """The records of a kind that have not been taken away, in the order of their first revision."""
        sequence = records.c.sequence
        ends = select(func.min(sequence).label("first"), func.max(sequence).label("last"))
        ends_of_each = ends.where(records.c.kind == kind).group_by(records.c.record_id).subquery()
        query = (
            select(records)
            .join(ends_of_each, sequence == ends_of_each.c.last)
            .where(records.c.removed.is_(False))
            .order_by(ends_of_each.c.first)
        )
        with self.reading() as connection:
            return tuple(map(_record, connection.execute(query)))

    def get(self, kind: str, record_id: str) -> Record | None:
        """The newest revision of a record, taken away or not; None when there never was one."""
        history = self.history(kind, record_id, most=1)
        return history[0] if history else None

    def history(
        self, kind: str | None = None, record_id: str | None = None, *, most: int | None = 200
    ) -> tuple[Record, ...]:
        """The newest revisions of all records, of a kind or of one record, the last first; `most` None: all."""
        query = select(records).order_by(records.c.sequence.desc()).limit(most)
        if kind is not None:
            query = query.where(records.c.kind == kind)
        if record_id is not None:
            query = query.where(records.c.record_id == record_id)
        with self.reading() as connection:
            return tuple(map(_record, connection.execute(query)))

    def write(
        self, changes: Sequence[Change], *, who: str, why: str = "", texts: Sequence[str] = ()
    ) -> tuple[Record, ...]:
        """Write all changes or none of them, with the texts they name by SHA-256; the new revisions.

        Raises
        ------
        ConflictError
            If a record has a newer revision than was seen.
        StoreBusyError
            If another process keeps the store locked.
        StoreError
            If something is too long or no text that can be kept.
        """
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        _check_words(who=who, why=why)
        for change in changes:
            _check_change(change)
        with self.writing() as connection:
            for text in texts:
                _keep(connection, text)
            return tuple(self._add(connection, change, at=at, who=who, why=why) for change in changes)

    def undo(self, record: Record, *, who: str, why: str = "") -> Record:
        """Put back what stood before this revision, which must be the newest of its record.

        Raises
        ------
        ConflictError
            If there is a newer revision.
        """
        history = self.history(record.kind, record.record_id, most=2)
        before = history[1] if len(history) > 1 else None
        body = before.body if before and not before.removed else None
        return self.write([Change(record.kind, record.record_id, body, record.revision)], who=who, why=why)[0]

    def keep_text(self, text: str) -> str:
        """Keep a text; its SHA-256, under which `text` finds it."""
        with self.writing() as connection:
            return _keep(connection, text)

    def text(self, sha256: str) -> str:
        """A text that was kept.

        Raises
        ------
        StoreError
            If there is none.
        """
        with self.reading() as connection:
            found = connection.execute(select(texts.c.text).where(texts.c.sha256 == sha256)).scalar()
        if found is None:
            raise StoreError(f"no text {sha256[:12]} in the store; restore a backup")
        return str(found)

    def texts(self, digests: Iterable[str]) -> dict[str, str]:
        """Those of the texts that are there, by SHA-256."""
        wanted = sorted(set(digests))
        found: dict[str, str] = {}
        with self.reading() as connection:
            for start in range(0, len(wanted), MOST_AT_ONCE):
                some = wanted[start : start + MOST_AT_ONCE]
                rows = connection.execute(select(texts.c.sha256, texts.c.text).where(texts.c.sha256.in_(some)))
                found.update((row.sha256, row.text) for row in rows)
        return found

    def _add(self, connection: Connection, change: Change, *, at: str, who: str, why: str) -> Record:
        query = select(records).where(records.c.kind == change.kind, records.c.record_id == change.record_id)
        last = connection.execute(query.order_by(records.c.revision.desc()).limit(1)).first()
        present = last.revision if last else 0
        if present != change.seen:
            raise _conflict(_record(last) if last else None)
        body = dict(change.body) if change.body is not None else dict(last.body if last else {})
        record = Record(change.kind, change.record_id, present + 1, body, change.body is None, at, who, why, sequence=0)
        values = {name: value for name, value in asdict(record).items() if name != "sequence"}
        key = connection.execute(insert(records).values(values)).inserted_primary_key
        return replace(record, sequence=key[0] if key else 0)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one moment of the store; what the database says comes out as `StoreError`."""
        try:
            with self._engine.connect() as connection:
                yield connection
        except (DBAPIError, NoConnectionError) as error:
            raise _told(error, "read") from error

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction that takes the write lock first."""
        try:
            with self._engine.connect().execution_options(writes=True) as connection, connection.begin():
                yield connection
        except IntegrityError as error:
            raise _conflict(None) from error
        except (DBAPIError, NoConnectionError) as error:
            raise _told(error, "written") from error


def text_digest(text: str) -> str:
    """SHA-256 of a text that can be kept.

    Raises
    ------
    StoreError
        If it holds characters that are none.
    """
    _check_words(text=text)
    return hashlib.sha256(text.encode()).hexdigest()


def _keep(connection: Connection, text: str) -> str:
    digest = text_digest(text)
    if connection.execute(select(texts.c.sha256).where(texts.c.sha256 == digest)).first() is None:
        connection.execute(insert(texts).values(sha256=digest, text=text))
    return digest


def _check_change(change: Change) -> None:
    _check_words(kind=change.kind, record_id=change.record_id)
    if change.body is None:
        return
    try:
        dumped = json.dumps(change.body, ensure_ascii=False, allow_nan=False)
        dumped.encode()
    except ValueError as error:  # not a number, or half a character
        raise StoreError(f"{change.record_id}: cannot be kept as JSON ({error}); correct it") from error
    if len(dumped) > LONGEST_BODY:
        raise StoreError(f"{change.record_id}: more than {LONGEST_BODY:,} characters in one record; shorten it")


def _check_words(**words: str) -> None:
    """What PostgreSQL would refuse, SQLite must not take either."""
    for name, value in words.items():
        if name in {"who", "record_id"} and len(value) > LONGEST_NAME:
            raise StoreError(f"{name}: more than {LONGEST_NAME} characters; shorten it")
        if "\0" in value or not _is_whole(value):
            raise StoreError(f"{name}: holds characters that are no text; remove them")


def _is_whole(words: str) -> bool:
    """Whether no character is half of a pair, as broken decoding leaves them."""
    try:
        words.encode()
    except UnicodeEncodeError:
        return False
    return True


def _told(error: DBAPIError | NoConnectionError, done: str) -> StoreError:
    said = str(error.orig if isinstance(error, DBAPIError) else error).strip()
    if isinstance(error, NoConnectionError) or any(word in said for word in LOCKED):
        return StoreBusyError("others keep the store busy; try again")
    return StoreError(f"the store cannot be {done}: {said}; check disk and database")


def _conflict(record: Record | None) -> ConflictError:
    told = f" by {record.who} at {record.at}" if record else ""
    return ConflictError(
        f"the record was changed{told} since it was read; nothing was written, look at it and try again",
        who=record.who if record else "",
        at=record.at if record else "",
    )


def _record(row: Row[Any]) -> Record:
    return Record(**row._mapping)
