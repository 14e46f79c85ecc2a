"""The ledger of projects: one row per named project, in whatever plans it stands.

A map shows the projects of each plan by themselves (`ProjectFeature`). Here those of several plans are one row when
they have the same place and the same name, or a shorter form of it and the same kind; without a place, when name and
county are the same. A county-level place is shared by everything in the county, so that the name always decides, too.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from loaders.layers import PRECISION_ORDER, abbreviates
from loaders.models import AreaMark, Mention, Place, PlanDocument, ProjectFeature, Task
from loaders.quality import sentence_round

YUAN = re.compile(r"(\d+(?:\.\d+)?)(万|亿)?元")
UNITS = {"万": 1e4, "亿": 1e8}
# Where a position comes from, in words for planners, by `Place.source`.
SOURCES = {
    "correction": "人工更正",
    "site": "精选地点表",
    "local": "本地地点表",
    "gazetteer": "补充地名库",
    "tianditu": "天地图在线",
    "amap": "高德在线",
    "nominatim": "Nominatim 在线",
    "township": "乡镇驻地表",
    "route": "途经点连线",
    "county": "行政区划",
}


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """One project: `features` are what the query selects of it, one a plan, `elsewhere` the rest of it.

    `lead` is the feature placed most finely; `confidence` (0–1) how sure its mention is, `place_confidence` how sure
    its place. `quantity` and `investment` are as written, `investment_yuan` the first amount as a number.
    """

    lead: ProjectFeature
    features: tuple[ProjectFeature, ...]
    elsewhere: tuple[ProjectFeature, ...]
    quantity: tuple[str, ...]
    investment: tuple[str, ...]
    investment_yuan: float | None
    confidence: float
    place_confidence: str | None
    task_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProjectSelection:
    """What a query selects, to be written to files: rows, the marks of areas, and the plans and tasks by id."""

    rows: tuple[ProjectRow, ...]
    marks: tuple[AreaMark, ...]
    plans: Mapping[str, PlanDocument]
    tasks: Mapping[str, Task]


class Projects:
    """The rows of a build; joined once."""

    def __init__(self, records: Mapping[str, Sequence[Any]], features: Iterable[ProjectFeature]) -> None:
        """Put the projects of all plans together and join them with their mentions and places."""
        self._mentions: dict[str, Mention] = {mention.mention_id: mention for mention in records["mentions"]}
        self._places: dict[str, Place] = {place.place_id: place for place in records["places"]}
        self._texts: dict[str, str] = {plan.plan_id: plan.text for plan in records["plans"]}
        self._groups = same_projects(features)
        self._rows = [self._row(group, ()) for group in self._groups]
        self._number = {item.mention_id: number for number, group in enumerate(self._groups) for item in group}

    def rows(self, features: Iterable[ProjectFeature]) -> tuple[ProjectRow, ...]:
        """The rows that hold the features, in their order."""
        chosen: dict[int, list[ProjectFeature]] = defaultdict(list)
        for feature in features:
            chosen[self._number[feature.mention_id]].append(feature)
        return tuple(
            self._rows[number] if len(own) == len(self._groups[number]) else self._part(number, own)
            for number, own in chosen.items()
        )

    def excerpt(self, mention_id: str) -> str:
        """The sentence of the plan round a mention."""
        mention = self._mentions[mention_id]
        return sentence_round(self._texts[mention.plan_id], mention.start_char, mention.end_char)

    def task_of(self, mention_id: str) -> str | None:
        """Id of the task in which a mention stands, or None outside of tasks."""
        return self._mentions[mention_id].task_id

    def _part(self, number: int, own: Sequence[ProjectFeature]) -> ProjectRow:
        return self._row(own, [item for item in self._groups[number] if item not in own])

    def _row(self, features: Sequence[ProjectFeature], elsewhere: Sequence[ProjectFeature]) -> ProjectRow:
        lead = max(features, key=_says_most)
        place = self._places.get(lead.place_id or "")
        mentions = [self._mentions[mention_id] for item in features for mention_id in item.mention_ids]
        investment = tuple(dict.fromkeys(mention.investment for mention in mentions if mention.investment))
        return ProjectRow(
            lead=lead,
            features=tuple(features),
            elsewhere=tuple(elsewhere),
            quantity=tuple(dict.fromkeys(amount.raw for mention in mentions for amount in mention.quantity)),
            investment=investment,
            investment_yuan=_yuan(investment[0]) if investment else None,
            confidence=self._mentions[lead.mention_id].confidence,
            place_confidence=place.place_confidence if place else None,
            task_ids=tuple(dict.fromkeys(task_id for item in features for task_id in item.task_ids)),
        )


def same_projects(features: Iterable[ProjectFeature]) -> list[tuple[ProjectFeature, ...]]:
    """Features of several plans put together where they are one project, in the order of the first of each."""
    groups: list[_Group] = []
    meetings: dict[tuple[str, ...], _Meeting] = defaultdict(_Meeting)
    for feature in features:
        meeting = meetings[_meeting_point(feature)]
        group = meeting.group_of(feature)
        if group is None:
            group = _Group(len(groups))
            groups.append(group)
            meeting.add(group, feature)
        group.items.append(feature)
        group.plans.add(feature.plan_id)
    return [tuple(group.items) for group in groups]


@dataclass(slots=True)
class _Group:
    """One project: its features, and the plans that these stand in."""

    number: int
    items: list[ProjectFeature] = field(default_factory=list)
    plans: set[str] = field(default_factory=set)


class _Meeting:
    """Groups that meet in one point, by the name and kind of the first feature of each."""

    def __init__(self) -> None:
        self._named: dict[str, list[_Group]] = defaultdict(list)
        self._of_kind: dict[tuple[str | None, str], list[_Group]] = {}
        self._names: dict[str | None, list[tuple[str, frozenset[str]]]] = defaultdict(list)  # with their characters
        self._forms: dict[tuple[str | None, str], tuple[int, list[str]]] = {}

    def add(self, group: _Group, first: ProjectFeature) -> None:
        """Let a group in that begins with this feature."""
        self._named[first.name].append(group)
        key = first.kind, first.name
        if key not in self._of_kind:
            self._of_kind[key] = []
            self._names[first.kind].append((first.name, frozenset(first.name)))
        self._of_kind[key].append(group)

    def group_of(self, feature: ProjectFeature) -> _Group | None:
        """The first group that a feature of another plan belongs to; the reader tells two of one plan apart."""
        alike = [self._of_kind[feature.kind, name] for name in self._forms_of(feature.kind, feature.name)]
        free = (
            next((group for group in groups if feature.plan_id not in group.plans), None)
            for groups in (self._named.get(feature.name, ()), *alike)
        )
        return min(filter(None, free), key=lambda group: group.number, default=None)

    def _forms_of(self, kind: str | None, name: str) -> list[str]:
        """Names of groups of a kind that are longer or shorter forms of this one; each is looked at once."""
        looked_at, found = self._forms.get((kind, name), (0, []))
        own, names = frozenset(name), self._names[kind]
        found += [
            one
            for one, characters in names[looked_at:]
            if (characters <= own or own <= characters) and abbreviates(one, name)
        ]
        self._forms[kind, name] = len(names), found
        return found


def _meeting_point(feature: ProjectFeature) -> tuple[str, ...]:
    """What two features of one project share: the place, else name and county, else nothing but themselves."""
    if feature.place_id:
        return ("place", feature.place_id)
    if feature.adcode:
        return ("name", feature.name, feature.adcode)
    return ("only", feature.mention_id)


def _says_most(feature: ProjectFeature) -> tuple[int, bool]:
    return PRECISION_ORDER.index(feature.precision), feature.stage != "none"


def _yuan(amount: str) -> float | None:
    match = YUAN.search(amount)
    return float(match[1]) * UNITS.get(match[2], 1.0) if match else None
