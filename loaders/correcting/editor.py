"""Entering corrections: each action checks what is said, then writes one revision per mention, all or none.

An `Editor` works on what the reader of a page has seen (an `Overlay`). Whoever has corrected the mention since is told
by `ConflictError`; `seen` may state revisions by mention id where a form was open while the page went on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from secrets import token_hex
from typing import Any

from geo.geocoding import Resolver
from loaders.correcting import anchors, placing, validating
from loaders.correcting.mentions import FIELDS, added_id, kept_fields, part_id
from loaders.correcting.models import Anchor, Correction, Fields, Overlay, Position, State
from loaders.correcting.validating import Warned
from loaders.models import Candidate, Mention, PlanDocument
from loaders.stored.corrections import KIND, body_of, correction_of
from loaders.stored.errors import CorrectionError
from loaders.stored.records import Change, Store

MOST_MENTIONS = 500
LONGEST_SURFACE = 300
IDENTITY = ("name", "type", "kind", "sector", "admin_level", "adcode", "township", "route", "counties")
NEW = ("name", "type", "stage")
Seen = Mapping[str, int] | None


@dataclass(frozen=True, slots=True)
class Written:
    """The corrections as they stand after an action, what is doubtful about it, and the ids of mentions it made."""

    corrections: tuple[Correction, ...]
    warnings: tuple[Warned, ...] = ()
    made: tuple[str, ...] = ()


class DoubtfulError(CorrectionError):
    """A correction that may well be wrong and was not written; `warnings` say why."""

    def __init__(self, warnings: tuple[Warned, ...]) -> None:
        super().__init__("doubtful", "; ".join(one.sentence for one in warnings))
        self.warnings = warnings


@dataclass(frozen=True, slots=True)
class _Target:
    """A mention to be corrected: how it shows now, its anchor, what it was read as, and what was said of it so far."""

    mention: Mention
    anchor: Anchor
    read: Fields
    record_id: str
    state: State
    seen: int
    under: int = 0


class Editor:
    """Writes corrections by one planner (`who`) to a store, on mentions of a catalog's overlay."""

    def __init__(self, store: Store, overlay: Overlay, *, who: str, asks: bool = False) -> None:
        """Sit a planner down; with `asks` what is doubtful is not written but raised as `DoubtfulError`."""
        self._store, self._overlay, self._asks = store, overlay, asks
        self._who = validating.text("who", who)
        self._plans: dict[str, PlanDocument] = {plan.plan_id: plan for plan in overlay.records["plans"]}
        self._mentions: dict[str, Mention] = {one.mention_id: one for one in overlay.records["mentions"]}
        self._read: dict[str, Mention] = {one.mention_id: one for one in overlay.read["mentions"]}

    def add(self, plan_id: str, start: int, end: int, fields: Fields, *, why: str = "") -> Written:
        """Add a mention the reader has not found: a piece of the plan's text with name, type, kind, county, stage."""
        plan = self._plans.get(plan_id)
        if plan is None:
            raise CorrectionError("unknown_plan", f"{plan_id}: no such plan; choose one of the list")
        if not (0 <= start < end <= len(plan.text) and plan.text[start:end].strip()):
            raise CorrectionError("no_text", f"{start}–{end} is no text of {plan_id}; select the words in the clause")
        if end - start > LONGEST_SURFACE:
            raise CorrectionError(
                "too_long", f"{end - start} characters are selected, at most {LONGEST_SURFACE} can be"
            )
        blank: Fields = {**dict.fromkeys(FIELDS), "type": "project", "stage": "none", "counties": [], "route": None}
        given = {"name": plan.text[start:end].strip(), **fields}
        values, warnings = validating.changes(given, blank)
        read = {**blank, **values}
        anchor = anchors.anchor(plan, start, end, name=read["name"])
        former = self._store.get(KIND, anchors.record_id(anchor))
        target_id = former.record_id if former else anchors.record_id(anchor)
        if former is not None and not former.removed:
            raise CorrectionError("known", f"{read['name']} has been added here by {former.who}; correct that mention")
        one = _correction(target_id, anchor, read, State(added=True), "add", {}, values)
        body = {**body_of(one), "act": token_hex(8)}
        change = Change(KIND, target_id, body, former.revision if former else 0)
        written = self._write([change], why, warnings)
        return replace(written, made=(added_id(plan_id, target_id),))

    def change(
        self, mention_ids: Sequence[str], fields: Fields, *, why: str = "", action: str = "retype", seen: Seen = None
    ) -> Written:
        """Correct fields of mentions: name, type, kind, sector, stage, admin_level, adcode (county), township."""
        changes, warnings = [], list[Warned]()
        targets = self._targets(mention_ids, seen)
        for target in targets:
            different, doubts = validating.changes(fields, _fields(target.mention))
            warnings += doubts
            if different:
                changes.append((target, _with(target.state, different), different))
        if not changes:
            raise CorrectionError("nothing_changed", "that is what stands there already; change something or verify it")
        return self._act(action, changes, why, warnings)

    def rename(self, mention_ids: Sequence[str], name: str, *, why: str = "", seen: Seen = None) -> Written:
        """Give mentions another name."""
        return self.change(mention_ids, {"name": name}, why=why, action="rename", seen=seen)

    def merge(self, mention_ids: Sequence[str], into: str, *, why: str = "", seen: Seen = None) -> Written:
        """Say that mentions are the project of another one: they take its name, kind, county and route."""
        lead = self._target(into, seen).mention
        others = [mention_id for mention_id in dict.fromkeys(mention_ids) if mention_id != into]
        if not others:
            raise CorrectionError("too_few", "one mention cannot be merged; choose two or more")
        wanted = {name: value for name, value in kept_fields(lead).items() if name in IDENTITY}
        changes = []
        for target in self._targets(others, seen):
            present = kept_fields(target.mention)
            different = {name: value for name, value in wanted.items() if value != present[name]}
            if different:
                changes.append((target, _with(target.state, different), different))
        if not changes:
            raise CorrectionError("nothing_changed", "these mentions are one project already")
        return self._act("merge", changes, why, [])

    def split(self, mention_id: str, parts: Sequence[Fields], *, why: str = "", seen: Seen = None) -> Written:
        """Say that a mention is several projects: each part states its name and what else differs."""
        if not 2 <= len(parts) <= validating.MOST_PARTS:
            raise CorrectionError("parts", f"{len(parts)} parts; a mention is split into 2 to {validating.MOST_PARTS}")
        target = self._target(mention_id, seen)
        if target.anchor.part:
            raise CorrectionError("split_part", "this is a part of a split mention; undo the split and split it anew")
        kept, warnings = [], list[Warned]()
        for part in parts:
            different, doubts = validating.changes({"name": "", **part}, _fields(target.mention))
            kept.append({"name": target.mention.name, **different})
            warnings += doubts
        if len({(part["name"], part.get("adcode", target.mention.adcode)) for part in kept}) < len(kept):
            raise CorrectionError("same_name", "two parts have the same name and county; give each its own name")
        names = [part["name"] for part in kept]
        warnings += validating.name_doubts(names, self._clause(target.mention))
        state = replace(target.state, parts=tuple(kept), verified=False, rejected=False)
        written = self._act("split", [(target, state, {"parts": names})], why, warnings)
        return replace(written, made=tuple(part_id(mention_id, number) for number in range(1, len(kept) + 1)))

    def reject(self, mention_ids: Sequence[str], *, why: str = "", seen: Seen = None) -> Written:
        """Say that mentions name no place and no project."""
        changes = [
            (one, replace(one.state, rejected=True, verified=False), {"rejected": True})
            for one in self._targets(mention_ids, seen)
        ]
        return self._act("reject", changes, why, [])

    def verify(self, mention_ids: Sequence[str], *, why: str = "", seen: Seen = None) -> Written:
        """Say that someone has looked at mentions and that they are right."""
        changes = [
            (one, replace(one.state, verified=True, rejected=False), {"verified": True})
            for one in self._targets(mention_ids, seen)
        ]
        return self._act("verify", changes, why, [])

    def move(
        self,
        mention_ids: Sequence[str],
        lon: float,
        lat: float,
        *,
        datum: str,
        way: str = placing.TYPED,
        why: str = "",
        seen: Seen = None,
    ) -> Written:
        """Put mentions at a point: of the map (`way` map) or typed, in degrees of the stated datum."""
        put = validating.position(way, lon, lat, datum)
        targets = self._targets(mention_ids, seen)
        warnings = [doubt for one in targets for doubt in validating.position_doubts(put, one.mention.adcode)]
        return self._place("move", targets, put, why, warnings)

    def choose(self, mention_ids: Sequence[str], candidate: Candidate, *, why: str = "", seen: Seen = None) -> Written:
        """Put mentions where one of the candidates of their link is."""
        put = Position(
            placing.CANDIDATE,
            name=candidate.name,
            adcode=candidate.adcode,
            precision=candidate.precision,
            source=candidate.source,
        )
        targets, resolver = self._targets(mention_ids, seen), Resolver.load()
        for one in targets:
            jurisdiction = self._plans[one.mention.plan_id].jurisdiction
            if placing.candidate_place(one.mention, put, resolver, jurisdiction=jurisdiction) is None:
                sentence = f"{candidate.name} has no position of its own; click the map or type coordinates"
                raise CorrectionError("no_position", sentence)
        return self._place("choose", targets, put, why, [])

    def unplace(self, mention_ids: Sequence[str], *, why: str = "", seen: Seen = None) -> Written:
        """Say that the position of mentions is wrong and that none is known."""
        return self._place("unplace", self._targets(mention_ids, seen), Position(placing.UNKNOWN), why, [])

    def reset(self, mention_ids: Sequence[str], *, why: str = "", seen: Seen = None) -> Written:
        """Take back what was said of the position of mentions; other corrections stay."""
        targets = [one for one in self._targets(mention_ids, seen) if one.state.position]
        if not targets:
            raise CorrectionError("nothing_changed", "the position was not corrected here; nothing to reset")
        return self._place("reset", targets, None, why, [])

    def _place(
        self, action: str, targets: Sequence[_Target], put: Position | None, why: str, warnings: Sequence[Warned]
    ) -> Written:
        told = _told(put)
        changes = [
            (one, replace(one.state, position=put, verified=False, rejected=False), {"position": told})
            for one in targets
        ]
        return self._act(action, changes, why, warnings)

    def _targets(self, mention_ids: Sequence[str], seen: Seen) -> list[_Target]:
        chosen = list(dict.fromkeys(mention_ids))
        if not 0 < len(chosen) <= MOST_MENTIONS:
            raise CorrectionError("too_many", f"{len(chosen)} mentions; correct 1 to {MOST_MENTIONS} at a time")
        return [self._target(mention_id, seen) for mention_id in chosen]

    def _clause(self, mention: Mention) -> str:
        """The text of the task a mention stands in, of the whole plan outside of tasks."""
        text = self._plans[mention.plan_id].text
        tasks = self._overlay.records["tasks"]
        return next((text[one.start_char : one.end_char] for one in tasks if one.task_id == mention.task_id), text)

    def _target(self, mention_id: str, seen: Seen) -> _Target:
        subject = self._overlay.subjects.get(mention_id)
        present = self._mentions.get(mention_id) or (subject.read if subject else None)
        if present is None:
            raise CorrectionError("unknown_mention", f"{mention_id}: no such mention; load the page again")
        plan = self._plans[present.plan_id]
        if subject is not None:
            one = subject.correction
            anchor = anchors.renewed(one.anchor, plan, subject.extent)
            revision = one.revision if seen is None else seen.get(mention_id, one.revision)
            return _Target(present, anchor, one.read, one.record_id, one.state, revision, revision)
        return self._fresh(mention_id, present, plan, (seen or {}).get(mention_id, 0))

    def _fresh(self, mention_id: str, present: Mention, plan: PlanDocument, seen: int) -> _Target:
        """A mention, or a part of a split one, that nobody has corrected yet."""
        read = self._read.get(mention_id)
        if read is not None:
            anchor = anchors.anchor(plan, read.start_char, read.end_char, name=read.name)
        else:
            whole_id, _, number = mention_id.rpartition(".")
            whole = self._overlay.subjects[whole_id]
            read = present
            anchor = replace(anchors.renewed(whole.correction.anchor, plan, whole.extent), part=int(number))
        record_id = anchors.record_id(anchor)
        last = self._store.get(KIND, record_id)
        gone = last is not None and last.removed
        return _Target(present, anchor, kept_fields(read), record_id, State(), last.revision if last and gone else seen)

    def _act(
        self,
        action: str,
        changes: Sequence[tuple[_Target, State, Fields]],
        why: str,
        warnings: Sequence[Warned],
    ) -> Written:
        together = [target.record_id for target, _, _ in changes]
        act, written = token_hex(8), []
        for target, state, after in changes:
            present = {**kept_fields(target.mention), **_said(target.state)}
            before = {name: present.get(name) for name in after}
            one = _correction(target.record_id, target.anchor, target.read, state, action, before, after)
            joint = {"act": act, "under": target.under, "together": together if len(together) > 1 else []}
            written.append(Change(KIND, target.record_id, {**body_of(one), **joint}, target.seen))
        return self._write(written, why, warnings)

    def _write(self, changes: Sequence[Change], why: str, warnings: Sequence[Warned]) -> Written:
        if warnings and self._asks:
            raise DoubtfulError(tuple(dict.fromkeys(warnings)))
        records = self._store.write(changes, who=self._who, why=validating.text("why", why, empty=True))
        return Written(tuple(map(correction_of, records)), tuple(dict.fromkeys(warnings)))


def _correction(
    record_id: str, anchor: Anchor, read: Fields, state: State, action: str, before: Fields, after: Fields
) -> Correction:
    """A correction before it is written: the store adds who, when and why."""
    return Correction(record_id, 0, anchor, read, state, action, "", 0, before, after, (), who="", at="", why="")


def _with(state: State, different: Fields) -> State:
    """The state with more fields changed; what was rejected is there again."""
    return replace(state, changes={**state.changes, **different}, rejected=False, verified=False)


def _fields(mention: Mention) -> dict[str, Any]:
    return {name: value for name, value in kept_fields(mention).items() if name in FIELDS}


def _said(state: State) -> dict[str, Any]:
    parts = [part["name"] for part in state.parts]
    return {
        "rejected": state.rejected,
        "verified": state.verified,
        "parts": parts,
        "position": _told(state.position),
    }


def _told(put: Position | None) -> dict[str, Any] | None:
    """A position in the record of what an action did."""
    if put is None:
        return None
    return {"way": put.way, "lon": put.lon, "lat": put.lat, "name": put.name}
