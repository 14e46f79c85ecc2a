"""Applies the corrections of one plan to its mentions. Pure: the same plan and corrections give the same mentions.

A correction whose mention the reader no longer finds puts it there from what was kept of it, since a planner's word
counts more than the reader's; a rejected one is simply not there. What cannot be applied is told as an `Outcome`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from geo.gazetteer import Gazetteer
from geo.models import Rule
from loaders.correcting import anchors
from loaders.correcting.models import UNVERIFIED, Correction, Extent, Fields, Outcome, Subject
from loaders.models import Evidence, Mention, PlanDocument, Route, Span, Task

# What a correction can say of a mention, and what is kept of the mention as it was read.
FIELDS = ("name", "type", "kind", "sector", "stage", "admin_level", "adcode", "township")
KEPT = (*FIELDS, "counties", "route")
CORRECTED = "corrected by a planner"
ROLE_OF = {"name": "name", "adcode": "county", "stage": "stage"}
# Why a correction is not applied, or has nothing to change.
TEXT_CHANGED, NO_PLAN, NOT_SPLIT, NOT_READ = "text_changed", "no_plan", "not_split", "not_read"


@dataclass(frozen=True, slots=True)
class Applied:
    """Mentions of a plan after its corrections, in text order, what was corrected by mention id, and every outcome."""

    mentions: tuple[Mention, ...]
    subjects: Mapping[str, Subject]
    outcomes: tuple[Outcome, ...]


def apply_to_mentions(
    document: PlanDocument, tasks: Sequence[Task], mentions: Sequence[Mention], corrections: Iterable[Correction]
) -> Applied:
    """The mentions of a plan as its planners have corrected them; of two corrections of one mention the later wins."""
    page = _Page(document, tasks, mentions)
    ordered = sorted(corrections, key=lambda one: (one.anchor.part > 0, one.at, one.record_id))
    outcomes = tuple(page.apply(one) for one in ordered)
    found = sorted(page.mentions(), key=lambda one: (one.start_char, one.end_char))
    return Applied(tuple(found), page.subjects, outcomes)


def edited(mention: Mention, changes: Fields) -> Mention:
    """The mention with fields changed; a changed county takes its name along and ends the sharing of several."""
    values: dict[str, Any] = {name: value for name, value in changes.items() if name in KEPT}
    if "adcode" in values:
        values["county"] = county_name(values["adcode"])
        values.setdefault("counties", ())
    if values.get("route"):
        origin, via, destination = values["route"]
        values["route"] = Route(origin, tuple(via), destination)
    if "counties" in values:
        values["counties"] = tuple(values["counties"])
    if not values:
        return mention
    roles = {ROLE_OF[name] for name in values if name in ROLE_OF}
    evidence = [one for one in mention.evidence if one.role not in roles]
    evidence += [Evidence(role, CORRECTED, None) for role in sorted(roles)]
    return replace(mention, **values, rule=str(Rule.CORRECTED), evidence=tuple(evidence))


def kept_fields(mention: Mention) -> dict[str, Any]:
    """What is kept of a mention as it was read, as JSON can hold it."""
    route = mention.route
    values = {name: getattr(mention, name) for name in KEPT}
    stops = [route.origin, list(route.via), route.destination] if route else None
    return {**values, "counties": list(mention.counties), "route": stops}


def added_id(plan_id: str, record_id: str) -> str:
    """Id of a mention that is there by its correction alone."""
    return f"{plan_id}@{record_id}"


def part_id(mention_id: str, number: int) -> str:
    """Id of a part of a split mention, counted from 1."""
    return f"{mention_id}.{number}"


def county_name(adcode: str | None) -> str | None:
    """Official name of a county by its code; None for what is no county."""
    gazetteer = Gazetteer.load()
    division = gazetteer.division(adcode) if adcode and gazetteer.is_county(adcode) else None
    return division.name if division else None


class _Page:
    """The mentions of a plan while correction after correction is applied: what each mention id stands for now."""

    def __init__(self, document: PlanDocument, tasks: Sequence[Task], mentions: Sequence[Mention]) -> None:
        self._document, self._tasks, self._read = document, tasks, mentions
        self._now: dict[str, Mention] = {one.mention_id: one for one in mentions}
        self._parts: dict[str, tuple[str, ...]] = {}
        self._whole: dict[tuple[Extent, str], str] = {}
        self.subjects: dict[str, Subject] = {}

    def mentions(self) -> Iterable[Mention]:
        return self._now.values()

    def apply(self, one: Correction) -> Outcome:
        where = anchors.extent(one.anchor, self._document)
        if where is None:
            return Outcome(one, (), TEXT_CHANGED)
        target = self._part(one, where) if one.anchor.part else self._target(one, where)
        if target is None:
            return Outcome(one, (), NOT_SPLIT if one.anchor.part else NOT_READ)
        whole_id = target.mention_id
        if not one.anchor.part:
            self._whole[where, one.anchor.name] = whole_id
        for part in self._parts.pop(whole_id, ()):
            self._now.pop(part, None)
        made = _corrected(self._now.get(whole_id, target), one, self._document)
        if whole_id not in {mention.mention_id for mention in made}:
            self._now.pop(whole_id, None)
            self._parts[whole_id] = tuple(mention.mention_id for mention in made)
        self._now |= {mention.mention_id: mention for mention in made}
        self.subjects[whole_id] = Subject(self._document.plan_id, target, where, one)
        return Outcome(one, tuple(mention.mention_id for mention in made))

    def _target(self, one: Correction, where: Extent) -> Mention | None:
        """The mention as read; what was kept of it where the reader finds it no longer; None for a rejected one."""
        found = anchors.mention_at(one.anchor, where, self._read)
        if found is not None and (not one.state.added or found.name == one.anchor.name):
            return found
        return None if one.state.rejected else _kept(one, where, self._document, self._tasks)

    def _part(self, one: Correction, where: Extent) -> Mention | None:
        found = anchors.mention_at(one.anchor, where, self._read)
        whole_id = self._whole.get((where, one.anchor.name), found.mention_id if found else "")
        return self._now.get(part_id(whole_id, one.anchor.part))


def _kept(one: Correction, where: Extent, document: PlanDocument, tasks: Sequence[Task]) -> Mention:
    start, end = where
    surface = document.text[start:end]
    blank = Mention(
        mention_id=added_id(document.plan_id, one.record_id),
        plan_id=document.plan_id,
        task_id=next((task.task_id for task in tasks if task.start_char <= start and end <= task.end_char), None),
        start_char=start,
        end_char=end,
        surface=surface,
        parts=(Span(start, end, surface),),
        name=one.anchor.name,
        type="project",
        kind=None,
        sector=None,
        stage="none",
        admin_level=None,
        county=None,
        adcode=None,
        township=None,
        route=None,
        quantity=(),
        investment=None,
        confidence=1.0,
        rule=str(Rule.CORRECTED),
    )
    return edited(blank, one.read)


def _corrected(mention: Mention, one: Correction, document: PlanDocument) -> list[Mention]:
    """What a mention becomes: nothing, itself with other fields, or the parts it was split into."""
    state = one.state
    if state.rejected:
        return []
    changed = edited(mention, state.changes)
    if state.status != UNVERIFIED:
        changed = replace(changed, confidence=1.0)
    if not state.parts:
        return [changed]
    return [_split(changed, number, part, document) for number, part in enumerate(state.parts, start=1)]


def _split(mention: Mention, number: int, part: Fields, document: PlanDocument) -> Mention:
    """One part of a mention; it stands at its own words where the surface holds them."""
    start, end = mention.start_char, mention.end_char
    offset = mention.surface.find(str(part["name"]))
    if offset >= 0:
        start, end = start + offset, start + offset + len(part["name"])
    surface = document.text[start:end]
    made = replace(
        edited(mention, part),
        mention_id=part_id(mention.mention_id, number),
        start_char=start,
        end_char=end,
        surface=surface,
        parts=(Span(start, end, surface),),
        quantity=(),
        investment=None,
    )
    return made
