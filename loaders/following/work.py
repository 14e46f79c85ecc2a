"""The work on the projects of a catalog: records, deadlines and lights, by project, unit and time.

A record belongs to a project of its name in its county, or to the only one there whose name is a shorter or longer form
of it; a record without a county to a project that is known in none or several. What fits several projects fits none.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from loaders.catalog import Catalog
from loaders.following import lights
from loaders.following.deadlines import Deadline, deadline_of_mention, deadline_of_task
from loaders.following.lights import Light
from loaders.models import ProjectFeature, Query
from loaders.stored.progress import ProgressRecord, latest_first

LEAST_NAME = 4  # characters of a name that may stand for a longer one


@dataclass(frozen=True, slots=True)
class Followed:
    """A project with its records (the latest first), the deadline its plan states, its light and its units."""

    feature: ProjectFeature
    records: tuple[ProgressRecord, ...]
    deadline: Deadline | None
    light: Light
    units: tuple[str, ...]

    @property
    def status(self) -> str:
        """Code of the latest status, '' when nothing is known."""
        return self.records[0].status if self.records else ""


@dataclass(frozen=True, slots=True)
class UnitWork:
    """A responsible unit with its projects, those that are late first, and how many have each light."""

    unit: str
    projects: tuple[Followed, ...]
    lights: Counter[str]


class Work:
    """The records of a store joined with the projects of a catalog; for one day."""

    def __init__(self, catalog: Catalog, records: Iterable[ProgressRecord], today: date) -> None:
        """Join once; `records` that fit no project are kept in `unmatched`."""
        self._catalog = catalog
        self._today = today
        self._records, self.unmatched = _joined(catalog, records)
        self._followed: dict[str, Followed] = {}

    def of(self, feature: ProjectFeature) -> Followed:
        """One project."""
        if feature.mention_id not in self._followed:
            self._followed[feature.mention_id] = self._follow(feature)
        return self._followed[feature.mention_id]

    @property
    def known(self) -> Mapping[str, ProgressRecord]:
        """The latest record of every project that has one, by mention id."""
        return {mention_id: own[0] for mention_id, own in self._records.items()}

    def latest(self, feature: ProjectFeature) -> ProgressRecord | None:
        """The latest record of a project; quick for many."""
        return next(iter(self._records.get(feature.mention_id, ())), None)

    def _follow(self, feature: ProjectFeature) -> Followed:
        found = self._records.get(feature.mention_id, ())
        deadline = self._deadline(feature)
        light = lights.light(feature.stage, deadline, found, self._today)
        return Followed(feature, found, deadline, light, self._units(feature))

    def projects(self, query: Query) -> tuple[Followed, ...]:
        """The projects of a query in plan order.

        Raises
        ------
        TooMuchError
            If they are more than a served catalog tells in full.
        """
        self._catalog.check(query, self._catalog.limits.joined)
        return tuple(map(self.of, self._catalog.projects(query)))

    def board(self, query: Query) -> tuple[UnitWork, ...]:
        """The units of the query's projects, those with most late projects first."""
        of_unit: dict[str, list[Followed]] = defaultdict(list)
        for one in self.projects(query):
            for unit in one.units:
                of_unit[unit].append(one)
        found = [
            UnitWork(unit, tuple(sorted(own, key=urgency)), Counter(one.light.colour for one in own))
            for unit, own in of_unit.items()
        ]
        return tuple(sorted(found, key=_pressure))

    def _deadline(self, feature: ProjectFeature) -> Deadline | None:
        """The deadline of the words that gave the stage, else that of the task."""
        plan = self._catalog.plan(feature.plan_id)
        if plan is None:
            return None
        own = {*feature.mention_ids, feature.mention_id}
        for task_id in feature.task_ids:
            for mention in self._catalog.mentions_of(task_id):
                if mention.mention_id in own and (found := deadline_of_mention(mention, plan)):
                    return found
        tasks = filter(None, map(self._catalog.task, feature.task_ids))
        return next((found for task in tasks if (found := deadline_of_task(task, plan))), None)

    def _units(self, feature: ProjectFeature) -> tuple[str, ...]:
        tasks = [task for task in map(self._catalog.task, feature.task_ids) if task is not None]
        return tuple(dict.fromkeys(unit for task in tasks for unit in (*task.lead_units, *task.responsible_units)))


def _pressure(work: UnitWork) -> tuple[int, int, int]:
    return -work.lights[lights.RED], -work.lights[lights.AMBER], -len(work.projects)


def urgency(one: Followed) -> tuple[int, date]:
    """What orders projects: those that are late first, then by their deadline."""
    order = (lights.RED, lights.AMBER, lights.GREY, lights.GREEN)
    return order.index(one.light.colour), one.deadline.day if one.deadline else date.max


def _joined(
    catalog: Catalog, records: Iterable[ProgressRecord]
) -> tuple[dict[str, tuple[ProgressRecord, ...]], tuple[ProgressRecord, ...]]:
    """Records by mention id of their projects, and those that fit none."""
    found: dict[str, list[ProgressRecord]] = defaultdict(list)
    unmatched = []
    for record in records:
        own = _projects_of(record, catalog.named(record.project, record.adcode or None))
        for feature in own:
            found[feature.mention_id].append(record)
        if not own:
            unmatched.append(record)
    return {key: latest_first(own) for key, own in found.items()}, tuple(unmatched)


def _projects_of(record: ProgressRecord, near: Sequence[ProjectFeature]) -> list[ProjectFeature]:
    """The project in each plan that names it, of those with a name like it."""
    same = [item for item in near if item.name == record.project]
    if same or len(record.project) < LEAST_NAME or not record.adcode:
        return same
    alike = [item for item in near if len(item.name) >= LEAST_NAME]
    return alike if len({item.name for item in alike}) == 1 else []
