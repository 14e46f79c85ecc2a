"""Which other mentions name the project that planners have corrected, in the same plan and in others.

What a project is called, what kind it is and where it lies is true of it in every plan; its stage, county and township
are what one plan says. Two mentions are one project as in `loaders.projects`: they have the same place and the same
name (for a position also a shorter form of it with the same kind), else the same name and county. Counties that differ
always part them, and so do fine places that differ. What a planner said of the other mention itself is left alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from geo.gazetteer import Gazetteer
from geo.names import keys, normalised, without_prefix
from loaders.correcting.models import Correction, Subject
from loaders.layers import DRAWN_PRECISIONS, PROJECT_TYPES, abbreviates
from loaders.models import Mention, Place

SHARED = ("name", "type", "kind", "sector")


@dataclass(slots=True)
class Shared:
    """What a mention takes from corrections of the same project elsewhere: fields, a position, and whose they are."""

    changes: dict[str, Any] = field(default_factory=dict)
    position: Subject | None = None


@dataclass(frozen=True, slots=True)
class Sought:
    """What other mentions of a corrected project look like; `is_project` tells projects from other things.

    They have one of these `names` (see `project_name`) in the county, or a form of `name` at the place.
    """

    names: frozenset[str]
    name: str
    county: str | None
    place_id: str | None
    is_project: bool

    def holds(self, mention: Mention, county: str | None) -> bool:
        """Whether a mention at the place, or in the county, may be of the project."""
        return project_name(mention.name, county) in self.names or abbreviates(mention.name, self.name)


@dataclass(frozen=True, slots=True)
class _Entry:
    mention: Mention
    place: Place | None

    @property
    def county(self) -> str | None:
        place = self.place if self.place and self.place.precision != "route" else None
        return self.mention.adcode or (place.adcode if place else None)


def shared(
    mentions: Iterable[Mention], subjects: Mapping[str, Subject], places: Mapping[str, Place]
) -> dict[str, Shared]:
    """By mention id what to take over; `mentions` are all plans' after their own corrections, `places` as read."""
    known = {one.mention_id: _Entry(one, places.get(one.mention_id)) for one in mentions}
    by_name: dict[tuple[str, str], list[_Entry]] = defaultdict(list)
    by_place: dict[str, list[_Entry]] = defaultdict(list)
    for entry in known.values():
        if entry.county:
            by_name[project_name(entry.mention.name, entry.county), entry.county].append(entry)
        if entry.place:
            by_place[entry.place.place_id].append(entry)
    found: dict[str, Shared] = defaultdict(Shared)
    told = [one for one in subjects.values() if one.read.mention_id in known and is_told(one.correction)]
    for subject in sorted(told, key=lambda one: (one.correction.at, one.correction.record_id)):
        own = _Entry(known[subject.read.mention_id].mention, places.get(subject.read.mention_id))
        others = list(_others(subject, own, by_name, by_place))
        _share_fields(subject, own, others, subjects, found)
        _share_position(subject, own, others, subjects, found)
    return dict(found)


def project_name(name: str, adcode: str | None) -> str:
    """What a name has in common however a plan writes it: without its county in front, brackets opened."""
    gazetteer = Gazetteer.load()
    division = gazetteer.division(adcode) if adcode else None
    bare = without_prefix(normalised(name), gazetteer.forms(division) if division else ())
    return next(iter(keys(bare)), bare)


def sought(mentions: Iterable[Mention], subjects: Mapping[str, Subject], places: Mapping[str, Place]) -> list[Sought]:
    """What has to be looked for in other plans; the mentions are those of the corrected plans (see `shared`)."""
    known = {one.mention_id: one for one in mentions}
    found = []
    for subject in subjects.values():
        own = known.get(subject.read.mention_id)
        if own is None or not is_told(subject.correction):
            continue
        place = places.get(own.mention_id)
        county = _Entry(own, place).county
        names = frozenset(project_name(name, county) for name in (subject.read.name, own.name))
        found.append(Sought(names, own.name, county, place.place_id if place else None, own.type in PROJECT_TYPES))
    return found


def is_told(one: Correction) -> bool:
    """Whether a correction says what is true of the project in every plan."""
    return one.state.position is not None or any(name in one.state.changes for name in SHARED)


def _others(
    subject: Subject,
    own: _Entry,
    by_name: Mapping[tuple[str, str], list[_Entry]],
    by_place: Mapping[str, list[_Entry]],
) -> Iterator[_Entry]:
    """Mentions that may be of the same project: of its name, read or corrected, in its county, or at its place."""
    county = own.county or ""
    names = dict.fromkeys(project_name(name, county) for name in (subject.read.name, own.mention.name))
    near = [entry for name in names for entry in by_name.get((name, county), ())]
    near += by_place.get(own.place.place_id, ()) if own.place else ()
    for entry in {one.mention.mention_id: one for one in near}.values():
        apart = own.county and entry.county and own.county != entry.county
        towns = {one.mention.township for one in (own, entry)} - {None}
        itself = entry.mention.mention_id == own.mention.mention_id
        if not (itself or apart or len(towns) > 1) and _fits(entry, own):
            yield entry


def _fits(entry: _Entry, own: _Entry) -> bool:
    """Whether both are projects, or both the same other thing, and neither lies finely elsewhere."""
    types = {entry.mention.type, own.mention.type}
    fine = {one.place.place_id for one in (entry, own) if one.place and one.place.precision in DRAWN_PRECISIONS}
    return (types <= PROJECT_TYPES or len(types) == 1) and len(fine) < 2


def _is_named_so(entry: _Entry, subject: Subject, own: _Entry) -> bool:
    names = {project_name(name, own.county) for name in (subject.read.name, own.mention.name)}
    return project_name(entry.mention.name, entry.county) in names


def _share_fields(
    subject: Subject,
    own: _Entry,
    others: Iterable[_Entry],
    subjects: Mapping[str, Subject],
    found: dict[str, Shared],
) -> None:
    """Give the fields to the mentions that now bear the same name, and to other plans also the name.

    Where its own plan still names the project in the old way, one mention was renamed and not the project.
    """
    changes = {name: value for name, value in subject.correction.state.changes.items() if name in SHARED}
    alike = [entry for entry in others if changes and _is_named_so(entry, subject, own)]
    here = [entry for entry in alike if entry.mention.plan_id == subject.plan_id]
    is_renamed = own.mention.name != subject.read.name
    of_project = not (is_renamed and any(entry.mention.name == subject.read.name for entry in here))
    for entry in alike:
        same_name = entry.mention.name == own.mention.name
        if same_name or (of_project and entry not in here):
            said = subjects.get(entry.mention.mention_id)
            kept = said.correction.state.changes if said else {}
            new = {name: value for name, value in changes.items() if name not in kept}
            found[entry.mention.mention_id].changes |= new


def _share_position(
    subject: Subject,
    own: _Entry,
    others: Iterable[_Entry],
    subjects: Mapping[str, Subject],
    found: dict[str, Shared],
) -> None:
    if subject.correction.state.position is None:
        return
    for entry in others:
        said = subjects.get(entry.mention.mention_id)
        shorter = entry.mention.kind == own.mention.kind and abbreviates(entry.mention.name, own.mention.name)
        if (_is_named_so(entry, subject, own) or shorter) and not (said and said.correction.state.position):
            found[entry.mention.mention_id].position = subject
