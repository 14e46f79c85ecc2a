"""Corrections in the store: one record of kind `correction` per mention, every action on it a revision.

A record holds what planners say of a mention now (`State`), the words of the plan by which the mention is found again
(`Anchor`), how the reader had read it, and what the last action did (before, after). Who, when and why are those of the
revision; a correction that came from another office keeps its own (`origin`).
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from loaders.correcting.models import Anchor, Correction, Corrections, Position, State
from loaders.stored.errors import ConflictError, CorrectionError, StoreError
from loaders.stored.records import Body, Change, Record, Store

KIND = "correction"


def corrections(store: Store) -> Corrections:
    """All corrections that stand, in the order of their time.

    Raises
    ------
    StoreError
        If the store cannot be read.
    """
    records = store.current(KIND)
    read = sorted(((correction_of(record), record) for record in records), key=lambda pair: _order(pair[0]))
    return Corrections(tuple(one for one, _ in read), _digest(read))


def _order(one: Correction) -> tuple[str, str]:
    return one.at, one.record_id


def corrections_digest(store: Store) -> str:
    """SHA-256 over all corrections that stand; '' for none."""
    return corrections(store).digest


def history(store: Store, record_id: str | None = None, *, most: int = 200) -> tuple[Correction, ...]:
    """The newest revisions of all corrections or of one, the last first."""
    return tuple(map(correction_of, store.history(KIND, record_id, most=most)))


def undo(store: Store, record_id: str, *, who: str, why: str = "", seen: int | None = None) -> tuple[Correction, ...]:
    """Take back the last action that stands on a correction, on all mentions it was made for; undoing again goes on.

    Raises
    ------
    ConflictError
        If one of them was changed since, or is not at the revision `seen`.
    CorrectionError
        If there is no such correction, or nothing left to take back.
    """
    last = store.get(KIND, record_id)
    if last is None or last.removed:
        raise CorrectionError("nothing_to_undo", f"{record_id}: no correction stands under this id; look at the list")
    if seen is not None and last.revision != seen:
        sentence = f"the correction was changed by {last.who} at {last.at}; look at it and try again"
        raise ConflictError(sentence, who=last.who, at=last.at)
    changes = []
    for other in correction_of(last).together or (record_id,):
        newest = store.get(KIND, other)
        if newest is None or newest.removed or newest.body["act"] != last.body["act"]:
            changed = f" by {newest.who} at {newest.at}" if newest else ""
            who, at = (newest.who, newest.at) if newest else ("", "")
            raise ConflictError(f"{other} was corrected anew{changed}; undo that first", who=who, at=at)
        changes.append(Change(KIND, other, _body_under(store, newest), newest.revision))
    return tuple(map(correction_of, store.write(changes, who=who, why=why)))


def _body_under(store: Store, newest: Record) -> Body | None:
    """The body that stood before the action that the newest revision shows; None for nothing."""
    under = newest.body["under"]
    revisions = store.history(KIND, newest.record_id, most=newest.revision) if under else ()
    return next((one.body for one in revisions if one.revision == under and not one.removed), None)


def body_of(one: Correction) -> dict[str, Any]:
    """A correction as the body of a record."""
    body = {name: asdict(getattr(one, name)) for name in ("anchor", "state")}
    body |= {name: dict(getattr(one, name)) for name in ("read", "before", "after")}
    return {**body, **{name: getattr(one, name) for name in ("action", "act", "under")}, "together": list(one.together)}


def correction_of(record: Record) -> Correction:
    """A record as a correction.

    Raises
    ------
    StoreError
        If the record does not hold one.
    """
    body = record.body
    try:
        stated = dict(body["state"])
        position = stated.pop("position")
        origin = body.get("origin", {})
        return Correction(
            record_id=record.record_id,
            revision=record.revision,
            anchor=Anchor(**body["anchor"]),
            read=body["read"],
            state=State(
                **{**stated, "parts": tuple(stated["parts"])},
                position=Position(**{**position, "given": _pair(position["given"])}) if position else None,
            ),
            action=body["action"],
            act=body["act"],
            under=body["under"],
            before=body["before"],
            after=body["after"],
            together=tuple(body["together"]),
            who=origin.get("who", record.who),
            at=origin.get("at", record.at),
            why=origin.get("why", record.why),
            removed=record.removed,
            imported=bool(origin),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise StoreError(f"correction {record.record_id} cannot be read ({error}); restore a backup") from error


def _pair(numbers: Sequence[float] | None) -> tuple[float, float] | None:
    return (numbers[0], numbers[1]) if numbers else None


def _digest(read: Iterable[tuple[Correction, Record]]) -> str:
    stated = [
        [one.record_id, *(record.body[part] for part in ("anchor", "state", "read")), one.who, one.at, one.why]
        for one, record in read
    ]
    if not stated:
        return ""
    return hashlib.sha256(json.dumps(stated, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
