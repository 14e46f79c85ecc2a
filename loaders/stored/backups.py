"""Backup and restore: every revision of every record, every text and every draft in one ZIP for any database.

The archive holds `records.jsonl`, `texts.jsonl`, `drafts.jsonl` and `manifest.json` with the number of rows and their
checksums; a restore reads the whole of it and checks it before it writes the first row, and writes into an empty store
only. Drafts are what planners have at work: who restores a store expects to go on where it was. Those of a backup that
is older than `DAYS` of `loaders.stored.drafts` are gone as they would be in the store itself.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from sqlalchemy import Connection, Table, insert, select, text

from loaders.stored.errors import StoreError
from loaders.stored.records import Store
from loaders.stored.schema import drafts, records, texts

TABLES = (records, texts, drafts)
MANIFEST = "manifest.json"
FORMAT = 2
WITHOUT_DRAFTS = 1  # an older format
BATCH = 500


def backup(store: Store, file: Path) -> int:
    """Write everything in the store to a ZIP that takes its place when whole; how many rows it holds.

    Raises
    ------
    StoreError
        If the store cannot be read or the file not written.
    """
    about: dict[str, Any] = {"format": FORMAT, "at": datetime.now(UTC).isoformat(timespec="seconds"), "tables": {}}
    try:
        handle, name = tempfile.mkstemp(prefix=f".{file.name}-", dir=file.parent)
        scratch = Path(name)
        try:
            with os.fdopen(handle, "wb") as target:
                with store.reading() as connection, ZipFile(target, "w", ZIP_DEFLATED) as archive:
                    for table in TABLES:
                        about["tables"][table.name] = _dump(connection, table, archive)
                    archive.writestr(MANIFEST, json.dumps(about, indent=1))
                target.flush()
                os.fsync(handle)  # whole on the disk before it takes the place of an older one
            scratch.replace(file)
        finally:
            scratch.unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(f"{file}: cannot be written ({error.strerror}); choose another place") from error
    return sum(table["rows"] for table in about["tables"].values())


def restore(store: Store, file: Path) -> int:
    """Put a backup into an empty store, all of it or nothing; how many rows.

    Raises
    ------
    StoreError
        If the file is no whole backup, or the store holds anything.
    """
    rows = _read(file)
    with store.writing() as connection:
        if any(connection.execute(select(table).limit(1)).first() for table in TABLES):
            raise StoreError("the store is not empty; restore into a new directory or database")
        for table in TABLES:
            for batch in _batches(rows.get(table.name, [])):
                connection.execute(insert(table), batch)
        _go_on_counting(connection)
    return sum(map(len, rows.values()))


def _dump(connection: Connection, table: Table, archive: ZipFile) -> dict[str, Any]:
    digest, count = hashlib.sha256(), 0
    order = next(iter(table.primary_key.columns))
    with archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as target:
        for row in connection.execute(select(table).order_by(order)).yield_per(BATCH):
            line = json.dumps(dict(row._mapping), ensure_ascii=False).encode() + b"\n"
            digest.update(line)
            target.write(line)
            count += 1
    return {"rows": count, "sha256": digest.hexdigest()}


def _read(file: Path) -> dict[str, list[dict[str, Any]]]:
    broken = f"{file}: not a whole backup of Plan Atlas; choose another file"
    try:
        with ZipFile(file) as archive:
            about = json.loads(archive.read(MANIFEST))
            if about["format"] not in (FORMAT, WITHOUT_DRAFTS):
                raise StoreError(f"{file}: a backup of format {about['format']}; update the program")
            tables = [table for table in TABLES if about["format"] == FORMAT or table is not drafts]
            found = {table.name: archive.read(f"{table.name}.jsonl") for table in tables}
        rows = {table.name: _rows(table, found[table.name], about["tables"][table.name]) for table in tables}
    except OSError as error:
        raise StoreError(f"{file}: cannot be read ({error.strerror}); check the path") from error
    except (BadZipFile, KeyError, TypeError, ValueError) as error:
        raise StoreError(broken) from error
    return rows


def _rows(table: Table, content: bytes, about: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows in a part of the archive, after all of it has passed its checksum.

    Raises
    ------
    ValueError
        If they are not those that were written, or not of this table.
    """
    rows = [json.loads(line) for line in content.splitlines()]
    whole = hashlib.sha256(content).hexdigest() == about["sha256"] and len(rows) == about["rows"]
    if not whole or any(set(row) != set(table.columns.keys()) for row in rows):
        raise ValueError(f"{table.name}: other rows than were written")
    return rows


def _batches(rows: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


def _go_on_counting(connection: Connection) -> None:
    """PostgreSQL does not count along when numbers are given; SQLite does."""
    if connection.dialect.name == "postgresql":
        column = "pg_get_serial_sequence('records', 'sequence')"
        highest = "(SELECT coalesce(max(sequence), 1) FROM records)"
        connection.execute(text(f"SELECT setval({column}, {highest}, EXISTS (SELECT 1 FROM records))"))
