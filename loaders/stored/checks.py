"""Whether a store is whole: what `python -m loaders store check` says."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select, text

from loaders.stored.records import Store
from loaders.stored.schema import records, texts

BATCH = 500


@dataclass(frozen=True, slots=True)
class StoreReport:
    """How many records of each kind there are (taken away ones not counted), revisions and texts; what is wrong."""

    records: dict[str, int]
    revisions: int
    texts: int
    faults: tuple[str, ...]


def check(store: Store) -> StoreReport:
    """Read the whole store and look whether anything is missing or was changed.

    Raises
    ------
    StoreError
        If it cannot be read.
    """
    with store.reading() as connection:
        faults = [*_damage(connection), *_gaps(connection), *_texts(connection)]
        present: dict[tuple[str, str], bool] = {}
        revisions = 0
        query = select(records.c.kind, records.c.record_id, records.c.removed).order_by(records.c.sequence)
        for kind, record_id, removed in connection.execute(query).yield_per(BATCH):
            present[kind, record_id] = not removed
            revisions += 1
        kept = connection.execute(select(texts.c.sha256)).scalars().all()
    counts: dict[str, int] = defaultdict(int)
    for (kind, _), there in present.items():
        counts[kind] += there
    return StoreReport(dict(sorted(counts.items())), revisions, len(kept), tuple(faults))


def _damage(connection: Connection) -> Iterator[str]:
    """What SQLite finds wrong with its file; PostgreSQL checks its pages itself."""
    if connection.dialect.name == "sqlite":
        said = connection.execute(text("PRAGMA integrity_check")).scalars().all()
        yield from (f"damaged file: {line}" for line in said if line != "ok")


def _gaps(connection: Connection) -> Iterator[str]:
    """Revisions that are missing between the first and the last of a record."""
    last: dict[tuple[str, str], int] = defaultdict(int)
    query = select(records.c.kind, records.c.record_id, records.c.revision).order_by(records.c.sequence)
    for kind, record_id, revision in connection.execute(query).yield_per(BATCH):
        if revision != last[kind, record_id] + 1:
            yield f"{kind} {record_id}: revision {revision} follows {last[kind, record_id]}"
        last[kind, record_id] = revision


def _texts(connection: Connection) -> Iterator[str]:
    """Texts that were changed, and plans whose text is missing."""
    kept = set()
    for sha256, content in connection.execute(select(texts.c.sha256, texts.c.text)).yield_per(BATCH):
        kept.add(sha256)
        if hashlib.sha256(content.encode()).hexdigest() != sha256:
            yield f"text {sha256[:12]}: was changed"
    query = select(records.c.record_id, records.c.revision, records.c.body).where(records.c.kind == "plan")
    for plan_id, revision, body in connection.execute(query).yield_per(BATCH):
        if body.get("text_sha256") not in kept:
            yield f"plan {plan_id}, revision {revision}: its text is missing"
