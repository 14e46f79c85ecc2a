"""Drafts: plans that were read and are not saved yet, with what was typed and decided so far.

A draft belongs to one account and nobody else finds it: its id is random, and every question names the owner, too. It
goes when it is saved, when nobody has touched it for `DAYS`, and soon after it is dropped; until then it can be taken
up again from any browser. Each account has room for `MOST` drafts of `MOST_CHARACTERS` in all.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from secrets import token_hex
from typing import Any

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from loaders.intake.extract import Note
from loaders.intake.reading import Reading
from loaders.models import Metadata
from loaders.previewing import Found, PlanPreview
from loaders.reviewing import Review, as_json, corrections_of, from_json
from loaders.stored.adding import Given, add_with
from loaders.stored.errors import ConflictError, PlanError
from loaders.stored.models import AddedPlan, Outcome
from loaders.stored.records import Store, text_digest
from loaders.stored.schema import drafts as table

MOST = 20
MOST_CHARACTERS = 15_000_000  # of the texts of one account
LONGEST_BODY = 3_000_000  # characters of all that was decided, as JSON
DAYS = 30
DROPPED_HOURS = 24  # in which one that was dropped can be brought back
MOST_DROPPED = 5
ID_BYTES = 16
HEAD = (table.c.draft_id, table.c.revision, table.c.made_at, table.c.changed_at, table.c.dropped, table.c.body)


@dataclass(frozen=True, slots=True)
class Draft:
    """A plan as read (its text only from `open_draft`), what would be stated of it, what was found and decided.

    `revision` grows with every change; `made_at` and `changed_at` are UTC (ISO 8601). `chosen` is the plan it would be
    a new version of, '' for none, None while nobody has chosen.
    """

    draft_id: str
    reading: Reading
    metadata: Metadata
    found: Found
    review: Review = field(default_factory=Review)
    chosen: str | None = None
    revision: int = 1
    made_at: str = ""
    changed_at: str = ""
    dropped: bool = False


def waiting_drafts(store: Store, *, who: str) -> tuple[Draft, ...]:
    """The drafts of an account that are neither dropped nor too old, the oldest first, without their texts."""
    query = select(*HEAD).where(_is_of(who), _is_live()).order_by(table.c.made_at, table.c.draft_id)
    with store.reading() as connection:
        return tuple(_draft(row) for row in connection.execute(query))


def open_draft(store: Store, draft_id: str, *, who: str) -> Draft | None:
    """A draft of the account with its text; None where it has none of this id."""
    query = select(*HEAD, table.c.text).where(_is_of(who), _is_live(), table.c.draft_id == draft_id)
    with store.reading() as connection:
        row = connection.execute(query).first()
    if row is None:
        return None
    found = _draft(row)
    return replace(found, reading=replace(found.reading, text=row.text))


def keep_draft(store: Store, reading: Reading, metadata: Metadata, found: Found, *, who: str) -> Draft:
    """Keep what was read until it is saved or dropped; drafts that are too old go.

    Raises
    ------
    PlanError
        If the account has no room for one more.
    """
    text_digest(reading.text)  # what no database takes is refused here
    now = _now()
    draft = Draft(token_hex(ID_BYTES), reading, metadata, found, made_at=now, changed_at=now)
    with store.writing() as connection:
        _sweep(connection)
        own = select(func.count(), func.coalesce(func.sum(table.c.size), 0)).where(_is_of(who), _is_live())
        count, size = connection.execute(own).one()
        if count >= MOST or size + len(reading.text) > MOST_CHARACTERS:
            raise PlanError("too_many_drafts", f"{count} drafts are waiting; save or drop some of them first")
        values = _values(draft) | {"owner": who, "size": len(reading.text), "text": reading.text, "made_at": now}
        connection.execute(insert(table).values(draft_id=draft.draft_id, **values))
    return draft


def change_draft(store: Store, draft: Draft, *, who: str) -> Draft:
    """Keep the draft as it is now, in the place of the revision it was made from; its text stays.

    Raises
    ------
    ConflictError
        If it was changed in another window since, saved, or dropped.
    PlanError
        If too much was decided in it.
    """
    new = replace(draft, revision=draft.revision + 1, changed_at=_now())
    values = _values(new)
    if len(json.dumps(values["body"], ensure_ascii=False)) > LONGEST_BODY:
        raise PlanError("too_long", "too much was decided in this draft; save it and go on in the library")
    ours = (_is_of(who), table.c.draft_id == draft.draft_id, table.c.revision == draft.revision)
    with store.writing() as connection:
        if connection.execute(update(table).where(*ours, _is_live()).values(**values)).rowcount != 1:
            raise ConflictError("the draft was changed in another window; look at it and try again", who=who)
    return new


def save_draft(store: Store, draft: Draft, preview: PlanPreview, *, who: str, replaces: str | None = None) -> AddedPlan:
    """Keep the plan of a draft and what was decided on its mentions, both or neither, and take the draft away.

    With `Outcome.SAME` nothing was written; then the draft stays if it holds decisions.

    Raises
    ------
    PlanError
        If the plan cannot be kept as it is.
    ConflictError
        If someone else changed the plan at the same moment.
    """
    reading = draft.reading
    added = add_with(
        store,
        preview.document.text,
        draft.metadata,
        Given(reading.file_name, reading.kind, [note.sentence for note in reading.notes]),
        who=who,
        replaces=replaces,
        along=partial(corrections_of, store, preview, draft.review),
    )
    if added.outcome is not Outcome.SAME or not draft.review.decisions:
        forget_draft(store, draft.draft_id, who=who)
    return added


def drop_draft(store: Store, draft_id: str, *, who: str) -> None:
    """Drop a draft; `bring_back_draft` undoes it for a day. Nothing happens where there is none."""
    dropped = (_is_of(who), table.c.dropped.is_(True))
    last = select(table.c.draft_id).where(*dropped).order_by(table.c.changed_at.desc()).limit(MOST_DROPPED)
    with store.writing() as connection:
        mark = update(table).where(_is_of(who), table.c.draft_id == draft_id)
        connection.execute(mark.values(dropped=True, changed_at=_now()))
        kept = [row.draft_id for row in connection.execute(last)]
        connection.execute(delete(table).where(*dropped, table.c.draft_id.not_in(kept)))


def bring_back_draft(store: Store, draft_id: str, *, who: str) -> None:
    """Undo the dropping of a draft, while it is still there."""
    ours = (_is_of(who), table.c.draft_id == draft_id)
    with store.writing() as connection:
        connection.execute(update(table).where(*ours).values(dropped=False, changed_at=_now()))


def forget_draft(store: Store, draft_id: str, *, who: str) -> None:
    """Take a draft away whose plan was saved."""
    with store.writing() as connection:
        connection.execute(delete(table).where(_is_of(who), table.c.draft_id == draft_id))


def _is_of(who: str) -> Any:  # noqa: ANN401
    return table.c.owner == who


def _is_live() -> Any:  # noqa: ANN401
    return (table.c.changed_at >= _ago(timedelta(days=DAYS))) & table.c.dropped.is_(False)


def _sweep(connection: Connection) -> None:
    """Take away what is too old, of all accounts."""
    old = table.c.changed_at < _ago(timedelta(days=DAYS))
    dropped = table.c.dropped.is_(True) & (table.c.changed_at < _ago(timedelta(hours=DROPPED_HOURS)))
    connection.execute(delete(table).where(or_(old, dropped)))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _ago(span: timedelta) -> str:
    return (datetime.now(UTC) - span).isoformat(timespec="milliseconds")


def _values(draft: Draft) -> dict[str, Any]:
    """The columns of a draft that change with it."""
    reading = {name: value for name, value in asdict(draft.reading).items() if name != "text"}
    body = {
        "reading": reading,
        "metadata": asdict(draft.metadata),
        "found": asdict(draft.found),
        "review": as_json(draft.review),
        "chosen": draft.chosen,
    }
    return {"revision": draft.revision, "changed_at": draft.changed_at, "dropped": False, "body": body}


def _draft(row: Any) -> Draft:  # noqa: ANN401
    body: Mapping[str, Any] = row.body
    read = {**body["reading"], "text": "", "notes": tuple(Note(**note) for note in body["reading"]["notes"])}
    return Draft(
        draft_id=row.draft_id,
        reading=Reading(**read),
        metadata=Metadata(**body["metadata"]),
        found=Found(**body["found"]),
        review=from_json(body["review"]),
        chosen=body["chosen"],
        revision=row.revision,
        made_at=row.made_at,
        changed_at=row.changed_at,
        dropped=row.dropped,
    )
