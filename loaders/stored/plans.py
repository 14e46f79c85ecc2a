"""Plans that planners add: their texts in versions, what is stated of each, and their history.

A plan is a record of the kind `plan`. Every revision names a text by SHA-256 and says which version of the plan it is:
another text is another version, another title is not. What is replaced, edited or removed stays in the history and
can be put back.
"""

import dataclasses
from collections.abc import Iterable

from loaders.models import Metadata
from loaders.stored.errors import PlanError
from loaders.stored.models import FIELDS, StoredPlan
from loaders.stored.records import Body, Change, Record, Store
from loaders.stored.stating import checked

KIND = "plan"


def active_plans(store: Store) -> tuple[StoredPlan, ...]:
    """The plans that are not removed, in the order they were first added."""
    return tuple(map(state_of, store.current(KIND)))


def removed_plans(store: Store) -> tuple[StoredPlan, ...]:
    """The plans that were removed, the last one first; `undo_plan` brings one back."""
    newest: dict[str, Record] = {}
    for record in store.history(KIND, most=None):
        newest.setdefault(record.record_id, record)
    return tuple(state_of(record) for record in newest.values() if record.removed)


def stored_plan(store: Store, plan_id: str) -> StoredPlan:
    """The present state of a plan, removed or not.

    Raises
    ------
    PlanError
        If there is none.
    """
    return state_of(_newest(store, plan_id))


def plan_text(store: Store, stored: StoredPlan) -> str:
    """The text of a plan."""
    return store.text(stored.text_sha256)


def edit_metadata(
    store: Store, plan_id: str, metadata: Metadata, *, who: str, why: str = "", seen: int | None = None
) -> StoredPlan:
    """State something else of a plan (`dataclasses.replace` what it states); `seen` is the revision that was looked at.

    Raises
    ------
    PlanError
        If there is no such plan, it is removed, or something stated cannot be true.
    ConflictError
        If it was changed since.
    """
    present = present_record(store, plan_id)
    body = {**present.body, **dataclasses.asdict(checked(metadata))}
    return _write(store, present, body, who=who, why=why, seen=seen)


def remove_plan(store: Store, plan_id: str, *, who: str, why: str = "", seen: int | None = None) -> StoredPlan:
    """Take a plan away; `undo_plan` brings it back.

    Raises
    ------
    PlanError
        If there is no such plan.
    ConflictError
        If it was changed since revision `seen`.
    """
    present = present_record(store, plan_id)
    return _write(store, present, None, who=who, why=why, seen=seen)


def plan_versions(store: Store, plan_id: str) -> tuple[StoredPlan, ...]:
    """The last state of each version of a plan, the newest version first.

    Raises
    ------
    PlanError
        If there is no such plan.
    """
    last: dict[int, StoredPlan] = {}
    for state in plan_history(store, plan_id):
        last.setdefault(state.version, state)
    return tuple(last[number] for number in sorted(last, reverse=True))


def plan_history(store: Store, plan_id: str) -> tuple[StoredPlan, ...]:
    """Every state a plan has had, the present one first.

    Raises
    ------
    PlanError
        If there is no such plan.
    """
    _newest(store, plan_id)
    return tuple(map(state_of, store.history(KIND, plan_id, most=None)))


def restore_version(
    store: Store, plan_id: str, version: int, *, who: str, why: str = "", seen: int | None = None
) -> StoredPlan:
    """Make a version the present one again, with its text and what was last stated of it.

    Raises
    ------
    PlanError
        If there is no such plan or version.
    ConflictError
        If it was changed since revision `seen`.
    """
    _newest(store, plan_id)
    records = store.history(KIND, plan_id, most=None)
    found = next((record for record in records if record.body["version"] == version), None)
    if found is None:
        known = ", ".join(map(str, sorted(version_numbers(records, plan_id))))
        raise PlanError("unknown_version", f"{plan_id}: no version {version}; there is {known}")
    return _write(store, records[0], found.body, who=who, why=why, seen=seen)


def undo_plan(store: Store, plan_id: str | None = None, *, who: str, why: str = "") -> StoredPlan:
    """Take back the last change of a plan, or of all plans; once more takes the taking back back.

    Raises
    ------
    PlanError
        If there is none.
    ConflictError
        If it was changed meanwhile.
    """
    if plan_id is not None:
        return state_of(store.undo(_newest(store, plan_id), who=who, why=why))
    newest = store.history(KIND, most=1)
    if not newest:
        raise PlanError("nothing_to_undo", "no plan was ever added; there is nothing to undo")
    return state_of(store.undo(newest[0], who=who, why=why))


def changed_fields(state: StoredPlan, before: StoredPlan | None) -> tuple[str, ...]:
    """What a change did: added, removed, put_back or version, or the names of the fields that were edited."""
    if before is None:
        return ("added",)
    if state.removed:
        return ("removed",)
    if state.version != before.version:
        return ("version",)
    edited = tuple(name for name in FIELDS if getattr(state, name) != getattr(before, name))
    return ("put_back", *edited) if before.removed else edited


def present_record(store: Store, plan_id: str) -> Record:
    """The record of a plan that is not removed.

    Raises
    ------
    PlanError
        If there is none.
    """
    found = _newest(store, plan_id)
    if found.removed:
        raise PlanError("removed", f"{plan_id}: was removed; undo that first")
    return found


def state_of(record: Record) -> StoredPlan:
    """The state of a plan that a record of it holds."""
    body = {name: value for name, value in record.body.items() if name != "fingerprint"}
    body["notes"] = tuple(body["notes"])
    return StoredPlan(
        plan_id=record.record_id,
        revision=record.revision,
        changed_at=record.at,
        changed_by=record.who,
        removed=record.removed,
        **body,
    )


def version_numbers(records: Iterable[Record], plan_id: str) -> set[int]:
    """The numbers of the versions of a plan among these records."""
    return {record.body["version"] for record in records if record.record_id == plan_id}


def _newest(store: Store, plan_id: str) -> Record:
    found = store.get(KIND, plan_id)
    if found is None:
        raise PlanError("unknown_plan", f"{plan_id}: no such plan in the store; python -m loaders plans lists them")
    return found


def _write(store: Store, last: Record, body: Body | None, *, who: str, why: str, seen: int | None = None) -> StoredPlan:
    """Write another state of a plan, unless it is the present one."""
    if seen in {None, last.revision} and not last.removed and body == last.body:
        return state_of(last)
    change = Change(KIND, last.record_id, body, last.revision if seen is None else seen)
    return state_of(store.write([change], who=who, why=why)[0])
