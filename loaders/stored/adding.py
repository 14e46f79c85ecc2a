"""Adding a plan to the store: a text that is already there is found again, one that may be a later version is told."""

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from geo import settings
from loaders.models import Metadata
from loaders.stored.errors import ConflictError, PlanError
from loaders.stored.models import AddedPlan, Earlier, Outcome
from loaders.stored.plans import KIND, active_plans, present_record, state_of, version_numbers
from loaders.stored.records import Body, Change, Record, Store, text_digest
from loaders.stored.similarity import fingerprint, sentences, share, words_only
from loaders.stored.stating import checked

LONGEST_TEXT = 5_000_000  # characters
ID_DIGITS = 8
SAME_SHARE = 0.5  # of the sentences of two versions
MOST_EARLIER = 3
Along = Callable[[str], Sequence[Change]]


def nothing_along(plan_id: str) -> Sequence[Change]:
    """No other change."""
    return ()


@dataclass(frozen=True, slots=True)
class Given:
    """The file that a text comes from: its name, its format, and what its reader had to say."""

    name: str
    kind: str
    notes: Sequence[str] = ()


def add_plan(
    store: Store,
    text: str,
    metadata: Metadata,
    *,
    name: str,
    kind: str,
    who: str,
    notes: Sequence[str] = (),
    replaces: str | None = None,
) -> AddedPlan:
    """Keep a plan, or a new version of the plan `replaces`; a text that is already there is found again instead.

    The same text is one that differs in blanks, line ends and the width of marks only. It writes nothing, unless its
    plan was removed, which brings that back. `name` is the file name, `kind` its format.

    Raises
    ------
    PlanError
        If there is no text, something stated cannot be true, or there is no plan to replace.
    ConflictError
        If someone else changed the plan at the same moment.
    """
    return add_with(store, text, metadata, Given(name, kind, notes), who=who, replaces=replaces)


def add_with(
    store: Store,
    text: str,
    metadata: Metadata,
    given: Given,
    *,
    who: str,
    replaces: str | None = None,
    along: Along = nothing_along,
) -> AddedPlan:
    """As `add_plan`; what `along` gives for the id of the plan is written with it, both or neither."""
    digest = text_digest(text)
    if not text.strip("\ufeff \t\r\n\u3000"):
        raise PlanError("no_text", f"{given.name}: holds no text; choose another file")
    if len(text) > LONGEST_TEXT:
        raise PlanError("too_long", f"{given.name}: more than {LONGEST_TEXT:,} characters; split it")
    body = {
        "file_name": Path(given.name).name,
        "kind": given.kind,
        "text_sha256": digest,
        "fingerprint": fingerprint(text),
        **dataclasses.asdict(checked(metadata)),
        "notes": list(given.notes),
        "added_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "added_by": who,
    }
    try:
        return _add(store, text, body, who=who, replaces=replaces, along=along)
    except ConflictError:
        if replaces is not None:
            raise
    # another one added the very text: it is found now
    return _add(store, text, body, who=who, replaces=None, along=along)


def find_same(store: Store, text: str) -> AddedPlan | None:
    """Where a text already is, in the store or the folder of plans; None where adding it would write something."""
    records = store.history(KIND, most=None)
    newest = {record.record_id: record for record in reversed(records)}
    mark = fingerprint(text)
    return _same(_twin(records, newest, mark), newest, _plan_files(), mark)


def likely_earlier(store: Store, text: str, metadata: Metadata) -> tuple[Earlier, ...]:
    """Plans of which the text may be a new version, the likeliest first: same number, same title, or half the text.

    Plans of different jurisdictions are never versions of each other.
    """
    near = [one for one in active_plans(store) if _may_agree(one.jurisdiction, metadata.jurisdiction)]
    number, title = words_only(metadata.document_number), words_only(metadata.title)
    kept = store.texts(one.text_sha256 for one in near)
    own = sentences(text)
    found = []
    for one in near:
        alike = share(own, sentences(kept.get(one.text_sha256, "")))
        if number and words_only(one.document_number) == number:
            found.append(Earlier(one, "document_number", alike))
        elif title and words_only(one.title) == title:
            found.append(Earlier(one, "title", alike))
        elif alike >= SAME_SHARE:
            found.append(Earlier(one, "text", alike))
    order = ("document_number", "title", "text")
    return tuple(sorted(found, key=lambda each: (order.index(each.why), -each.share))[:MOST_EARLIER])


def _add(store: Store, text: str, body: Body, *, who: str, replaces: str | None, along: Along) -> AddedPlan:
    records = store.history(KIND, most=None)
    newest = {record.record_id: record for record in reversed(records)}
    twin = _twin(records, newest, body["fingerprint"])
    files = _plan_files()
    same = _same(twin, newest, files, body["fingerprint"])
    if same:
        return same
    if twin and replaces in {None, twin.record_id}:
        last = newest[twin.record_id]
        change = Change(KIND, last.record_id, twin.body, last.revision)
        back, *_ = store.write([change, *along(last.record_id)], who=who)
        return AddedPlan(Outcome.PUT_BACK, back.record_id, back.body["version"], state_of(back))
    if replaces is None:
        plan_id = _new_id(body["fingerprint"], {path.stem for path in files}.union(newest))
        outcome, version, seen = Outcome.ADDED, 1, 0
    else:
        plan_id, seen = replaces, present_record(store, replaces).revision
        outcome, version = Outcome.NEW_VERSION, 1 + max(version_numbers(records, replaces))
    change = Change(KIND, plan_id, {**body, "version": version}, seen)
    record, *_ = store.write([change, *along(plan_id)], who=who, texts=[text])
    return AddedPlan(outcome, plan_id, version, state_of(record))


def _same(twin: Record | None, newest: Mapping[str, Record], files: Iterable[Path], mark: str) -> AddedPlan | None:
    if twin and not newest[twin.record_id].removed:
        return AddedPlan(Outcome.SAME, twin.record_id, twin.body["version"], state_of(newest[twin.record_id]))
    same_file = next((path for path in files if _fingerprint_of(path) == mark), None)
    return AddedPlan(Outcome.SAME, same_file.stem, 1, None) if same_file else None


def _plan_files() -> list[Path]:
    return sorted(settings.directory(settings.PLANS).glob("*.txt"))


def _twin(records: Iterable[Record], newest: Mapping[str, Record], mark: str) -> Record | None:
    """The revision with this text; the present state of a plan before an older one, that before a removed plan."""

    def rank(record: Record) -> int:
        last = newest[record.record_id]
        return 2 if last.removed else int(last.body["fingerprint"] != mark)

    return min((record for record in records if record.body["fingerprint"] == mark), key=rank, default=None)


def _new_id(mark: str, taken: Set[str]) -> str:
    """An id made of the text, so that two who add the same text at once meet."""
    return next(name for digits in range(ID_DIGITS, len(mark) + 1) if (name := f"p-{mark[:digits]}") not in taken)


def _fingerprint_of(path: Path) -> str | None:
    """That of a plan file; None where it cannot be read, which the build says."""
    try:
        return fingerprint(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return None


def _may_agree(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one == other
