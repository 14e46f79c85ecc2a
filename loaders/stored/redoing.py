"""Making a correction again that was taken back: the history of its record tells what was done and taken back."""

from collections.abc import Sequence
from dataclasses import dataclass

from loaders.correcting.models import Correction
from loaders.stored.corrections import KIND, correction_of
from loaders.stored.errors import ConflictError, CorrectionError
from loaders.stored.records import Change, Record, Store

RECENT = 400  # revisions looked through for what was taken back


@dataclass(frozen=True, slots=True)
class Undone:
    """An action that was taken back and can be made again: as it stood, who took it back when, at which revision."""

    correction: Correction
    who: str
    at: str
    revision: int


def undone(store: Store, *, most: int = 20) -> tuple[Undone, ...]:
    """The actions last taken back on which nothing was done since, each once, the newest first.

    Raises
    ------
    StoreError
        If the store cannot be read.
    """
    found: dict[str, Undone] = {}
    seen = set[str]()
    for newest in store.history(KIND, most=RECENT):
        if newest.record_id in seen or len(found) == most:
            continue
        seen.add(newest.record_id)
        if not newest.removed and newest.body["under"] == newest.revision - 1:
            continue  # the newest revision is an action of its own
        if back := _taken_back(_oldest_first(store, newest.record_id)):
            one = Undone(correction_of(back[-1]), newest.who, newest.at, newest.revision)
            found.setdefault(one.correction.act, one)
    return tuple(found.values())


def redo(store: Store, record_id: str, *, who: str, why: str = "", seen: int | None = None) -> tuple[Correction, ...]:
    """Make again what was last taken back on a correction, on all mentions it was made for.

    Raises
    ------
    ConflictError
        If one of them was changed since, or is not at the revision `seen`.
    CorrectionError
        If nothing was taken back.
    """
    revisions = _oldest_first(store, record_id)
    back = _taken_back(revisions)
    if not back:
        raise CorrectionError("nothing_to_redo", f"{record_id}: nothing was taken back here; look at the list")
    wanted, changes = back[-1].body, []
    if seen is not None and revisions[-1].revision != seen:
        raise _conflict(revisions[-1])
    for other in wanted["together"] or (record_id,):
        history = _oldest_first(store, other)
        last = _taken_back(history)[-1:]
        if not last or last[0].body["act"] != wanted["act"]:
            raise _conflict(history[-1])
        newest = history[-1]
        body = {**last[0].body, "under": 0 if newest.removed else newest.revision}
        changes.append(Change(KIND, other, body, newest.revision))
    return tuple(map(correction_of, store.write(changes, who=who, why=why)))


def _oldest_first(store: Store, record_id: str) -> Sequence[Record]:
    return store.history(KIND, record_id, most=None)[::-1]


def _taken_back(revisions: Sequence[Record]) -> list[Record]:
    """The actions that were taken back and not followed by another one; the last of them is the next to make again."""
    standing, back = list[Record](), list[Record]()
    for one in revisions:
        act = one.body["act"]
        if one.removed:
            back += standing[::-1]
            standing.clear()
        elif len(standing) > 1 and act == standing[-2].body["act"]:
            back.append(standing.pop())
        elif back and act == back[-1].body["act"]:
            standing.append(back.pop())
        else:
            standing.append(one)
            back.clear()
    return back


def _conflict(newest: Record) -> ConflictError:
    sentence = f"{newest.record_id} was corrected by {newest.who} at {newest.at}; look at it and try again"
    return ConflictError(sentence, who=newest.who, at=newest.at)
