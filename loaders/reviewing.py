"""Reviewing a plan before it is kept: what a planner says of its mentions, shown at once and saved with the plan.

A decision names its mention by its place in the text and the name the reader gave it, so that it stands when the plan
is read once more with another jurisdiction. What is saved are the same corrections that are made on a kept plan.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from secrets import token_hex
from typing import Any

from geo.gazetteer import Gazetteer
from geo.geocoding import Resolver
from geo.models import Place
from loaders.correcting import anchors, validating
from loaders.correcting.mentions import FIELDS, apply_to_mentions, kept_fields
from loaders.correcting.models import EDITED, UNVERIFIED, VERIFIED, Correction, Fields, State
from loaders.correcting.overlay import settled
from loaders.models import Link, Mention, Task
from loaders.previewing import PlanPreview
from loaders.stored.corrections import KIND, body_of, correction_of
from loaders.stored.records import Change, Record, Store

REJECTED = "rejected"
STATUSES = (UNVERIFIED, EDITED, VERIFIED, REJECTED)
MOST_UNDONE = 30  # acts


@dataclass(frozen=True, slots=True)
class Decision:
    """What is said of a mention: fields that differ from what was read, that it is none, that it is right."""

    changes: Fields = field(default_factory=dict)
    rejected: bool = False
    verified: bool = False

    @property
    def status(self) -> str:
        """Unverified, edited, verified or rejected."""
        if self.rejected:
            return REJECTED
        return VERIFIED if self.verified else EDITED if self.changes else UNVERIFIED


NOTHING = Decision()


@dataclass(frozen=True, slots=True)
class Review:
    """Decisions by the key of their mention; `before` holds for each act what stood there, the last act at the end."""

    decisions: Mapping[str, Decision] = field(default_factory=dict)
    before: tuple[Mapping[str, Decision], ...] = ()

    def decided(self, said: Mapping[str, Decision]) -> "Review":
        """The review after one act."""
        stood = {key: self.decisions.get(key, NOTHING) for key in said}
        if stood == said:
            return self
        return Review(_kept({**self.decisions, **said}), (*self.before, stood)[-MOST_UNDONE:])

    def undone(self) -> "Review":
        """The review before its last act."""
        if not self.before:
            return self
        return Review(_kept({**self.decisions, **self.before[-1]}), self.before[:-1])


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A mention under review: as read, as it will be, where it lies and why.

    `number` counts in the order of the text; `also_changed` tells that another decision on its project changes it, too.
    """

    number: int
    key: str
    read: Mention
    mention: Mention
    task: Task | None
    place: Place | None
    link: Link
    status: str
    also_changed: bool

    @property
    def precision(self) -> str:
        """How finely it is placed."""
        return self.place.precision if self.place else "unresolved"


def review_rows(preview: PlanPreview, review: Review) -> tuple[ReviewRow, ...]:
    """Every mention of the plan as the review leaves it, in the order of the text."""
    changed = {key: one for key, one in review.decisions.items() if one.changes and not one.rejected}
    now = {one.mention_id: one for one in preview.mentions}
    links, places = {one.mention_id: one for one in preview.links}, {one.place_id: one for one in preview.places}
    if changed:
        made = [_correction(preview, read, changed[key]) for key, read in _keyed(preview) if key in changed]
        document = preview.document
        applied = apply_to_mentions(document, preview.tasks, preview.mentions, made)
        mentions, relinker = settled(
            {document.plan_id: document},
            {document.plan_id: preview.mentions},
            {document.plan_id: applied.mentions},
            applied.subjects,
            links,
            places,
            Resolver.load,
        )
        now |= {one.mention_id: one for one in mentions}
        links |= relinker.new_links
        places |= relinker.new_places
    tasks = {task.task_id: task for task in preview.tasks}
    rows = []
    for number, (key, read) in enumerate(_keyed(preview), start=1):
        mention, link = now[read.mention_id], links[read.mention_id]
        said = review.decisions.get(key, NOTHING)
        also = not said.changes and kept_fields(mention) != kept_fields(read)
        place = places.get(link.place_id or "")
        task = tasks.get(read.task_id or "")
        rows.append(ReviewRow(number, key, read, mention, task, place, link, said.status, also))
    return tuple(rows)


def decide_fields(review: Review, rows: Iterable[ReviewRow], fields: Fields, *, verified: bool) -> Review:
    """The review after fields of these mentions were edited; what is as it was read is no change.

    Raises
    ------
    CorrectionError
        If a field cannot be kept as it is.
    """
    said = {}
    for row in rows:
        read, former = _fields(row.read), review.decisions.get(row.key, NOTHING).changes
        present = {**read, **former}
        different, _ = validating.changes({**fields, **_township(fields, present)}, present)
        changes = {name: value for name, value in {**former, **different}.items() if value != read[name]}
        said[row.key] = Decision(changes, verified=verified)
    return review.decided(said)


def decide_verified(review: Review, rows: Iterable[ReviewRow], *, really: bool = True) -> Review:
    """The review after someone has looked at these mentions, or takes that back."""
    return review.decided(
        {row.key: Decision(review.decisions.get(row.key, NOTHING).changes, verified=really) for row in rows}
    )


def decide_rejected(review: Review, rows: Iterable[ReviewRow]) -> Review:
    """The review after these were said to name no place and no project."""
    return review.decided(
        {row.key: Decision(review.decisions.get(row.key, NOTHING).changes, rejected=True) for row in rows}
    )


def same_project(rows: Iterable[ReviewRow], row: ReviewRow) -> tuple[ReviewRow, ...]:
    """The rows that name the same thing as this one, itself included."""

    def identity(one: ReviewRow) -> tuple[object, ...]:
        return one.read.name, one.read.type, one.read.adcode, one.read.township

    return tuple(one for one in rows if identity(one) == identity(row))


def corrections_of(store: Store, preview: PlanPreview, review: Review, plan_id: str) -> list[Change]:
    """What has to be written with the plan: a revision for each decision, over what was said in this text before.

    What was only verified is one act of the history; every edit is its own, so that it can be undone by itself.
    """
    here = replace(preview, document=replace(preview.document, plan_id=plan_id))
    decided = [(read, one) for key, read in _keyed(here) if (one := review.decisions.get(key))]
    former = {record.record_id: record for record in reversed(store.history(KIND, most=None))} if decided else {}
    made = {one.record_id: one for one in (_correction(here, read, said) for read, said in decided)}
    together = tuple(one.record_id for one in made.values() if one.action == "verify")
    joint = {"act": token_hex(8), "together": together if len(together) > 1 else ()}
    changes = []
    for correction in made.values():
        act = joint if correction.action == "verify" else {"act": token_hex(8)}
        last = former.get(correction.record_id)
        body = body_of(replace(_over(correction, last), **act))
        changes.append(Change(KIND, correction.record_id, body, last.revision if last else 0))
    return changes


def unfound(preview: PlanPreview, review: Review) -> int:
    """How many decisions are on mentions that are not found any more, as the text is read now: they cannot be saved."""
    return len(review.decisions.keys() - {key for key, _ in _keyed(preview)})


def as_json(review: Review) -> dict[str, Any]:
    """A review as JSON can hold it."""
    return {"decisions": _dumped(review.decisions), "before": [_dumped(one) for one in review.before]}


def from_json(body: Mapping[str, Any]) -> Review:
    """The review that `as_json` gave."""
    return Review(_loaded(body["decisions"]), tuple(map(_loaded, body["before"])))


def _over(one: Correction, last: Record | None) -> Correction:
    """The correction over one that stands already: what that says beyond it, as a position, stays."""
    if last is None or last.removed:
        return one
    stands = correction_of(last).state
    changes = {**stands.changes, **one.state.changes}
    state = replace(stands, changes=changes, rejected=one.state.rejected, verified=one.state.verified)
    return replace(one, state=state, under=last.revision)


def _correction(preview: PlanPreview, read: Mention, said: Decision) -> Correction:
    """A decision as a correction that the store has yet to keep."""
    anchor = anchors.anchor(preview.document, read.start_char, read.end_char, name=read.name)
    kept = kept_fields(read)
    flags = {name: True for name in (REJECTED, VERIFIED) if getattr(said, name)}
    after = {**said.changes, **flags}
    action = "reject" if said.rejected else "verify" if not said.changes else "retype"
    return Correction(
        record_id=anchors.record_id(anchor),
        revision=0,
        anchor=anchor,
        read=kept,
        state=State(rejected=said.rejected, verified=said.verified, changes=said.changes),
        action="rename" if action == "retype" and set(said.changes) == {"name"} else action,
        act="",
        under=0,
        before={name: kept.get(name, False) for name in after},
        after=after,
        together=(),
        who="",
        at="",
        why="",
    )


def _keyed(preview: PlanPreview) -> Iterator[tuple[str, Mention]]:
    """Every mention with what names it in a review."""
    return ((f"{one.start_char}-{one.end_char}-{one.name}", one) for one in preview.mentions)


def _fields(mention: Mention) -> dict[str, Any]:
    return {name: value for name, value in kept_fields(mention).items() if name in FIELDS}


def _township(fields: Fields, present: Fields) -> Fields:
    """That the township of another county is none of this one's."""
    adcode, township = fields.get("adcode"), present["township"]
    if adcode is None or adcode == present["adcode"] or not township:
        return {}
    listed = {one.name for one in Gazetteer.load().townships(adcode)}
    return {} if township in listed else {"township": None}


def _kept(decisions: Mapping[str, Decision]) -> dict[str, Decision]:
    return {key: one for key, one in decisions.items() if one != NOTHING}


def _dumped(decisions: Mapping[str, Decision]) -> dict[str, list[Any]]:
    return {key: [dict(one.changes), one.rejected, one.verified] for key, one in decisions.items()}


def _loaded(body: Mapping[str, Sequence[Any]]) -> dict[str, Decision]:
    return {key: Decision(changes, rejected, verified) for key, (changes, rejected, verified) in body.items()}
