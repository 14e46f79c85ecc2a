"""What the plans say about one county: its projects, tasks and units, and how it stands beside other counties.

A project belongs to every county it touches, so a line counts once in each county it runs through. A task belongs
to a county when a project of it does, when its text or one of its units names the county or a town of it, or when
the county issued the plan. Neighbours are read from the base map's polygons, which share their borders.
"""

import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any, Protocol

import shapely

from loaders.layers import POINT_PRECISIONS, UNRESOLVED, composition, level_of
from loaders.models import Area, BaseArea, Composition, Facet, ProjectFeature, Query, Task, TaskArea
from loaders.selection import Counts
from loaders.vocabulary import stage_groups, terms

# Classes of the overview by number of projects; the same for every plan, so that two pictures can be compared.
FIXED_CLASSES = ((1, 2), (3, 5), (6, 10), (11, 20), (21, 40))
# Ways a task can belong to a county, the closest first; the last three are those of `TaskArea.via`.
VIAS = ("project", "mention", "unit", "issuer")
# Groups of projects, in the order of the page.
TOWNSHIP, ACROSS, ROUTE, COUNTY = "township", "across", "route", "county"
GROUPS = (TOWNSHIP, ACROSS, ROUTE, COUNTY, UNRESOLVED)
BORDER_GAP_DEG = 0.0005  # about 50 m; polygons of the base map are rounded to 10 m


@dataclass(frozen=True, slots=True)
class CountyTask:
    """A task of a county: how many of its projects touch the county and, for none, how it names it (see `VIAS`)."""

    task: Task
    projects: int
    via: str


@dataclass(frozen=True, slots=True)
class ProjectGroup:
    """Projects of a county that lie in one township, or share how roughly they are placed (`kind`, see `GROUPS`).

    `name` is the township, '' for a kind that needs none and for a point whose township is not known.
    """

    kind: str
    name: str
    projects: tuple[ProjectFeature, ...]


@dataclass(frozen=True, slots=True)
class UnitCount:
    """A unit and in how many of the county's tasks it takes part, `leads` of them as the lead unit."""

    name: str
    tasks: int
    leads: int


@dataclass(frozen=True, slots=True)
class SectorStages:
    """A sector with its number of projects per stage group, in the order of `vocabulary.stage_groups`."""

    sector: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """One county under a query.

    `plans` are the plans that speak of it (those of the query when none does); `counties` are those that these plans
    are about or touch and the neighbours, `classes` (least, most) the classes of their counts; `choices` are all
    counties with a project or a task. Every count is one of the query, those with most projects come first.
    """

    code: str
    name: str
    plans: tuple[str, ...]
    projects: tuple[ProjectFeature, ...]
    tasks: tuple[CountyTask, ...]
    composition: Composition
    sectors: tuple[SectorStages, ...]
    groups: tuple[ProjectGroup, ...]
    units: tuple[UnitCount, ...]
    counties: tuple[Facet, ...]
    classes: tuple[tuple[int, int], ...]
    neighbours: tuple[Facet, ...]
    choices: tuple[Facet, ...]
    all_projects: int
    all_tasks: int


class Selected(Protocol):
    """What queries select, as a `Selection` tells it."""

    def features(self, query: Query) -> tuple[ProjectFeature, ...]:
        """Projects that satisfy every filter."""

    def tasks(self, query: Query) -> tuple[Task, ...]:
        """Tasks that satisfy every filter themselves or through one of their projects."""

    def sizes(self, query: Query) -> tuple[int, int]:
        """How many projects and tasks the query selects."""

    def counts(self, query: Query) -> Counts:
        """Projects and tasks per code of each dimension, with all other filters applied but not its own."""


class Profiles:
    """The counties of a build; joined once."""

    def __init__(
        self,
        records: Mapping[str, Sequence[Any]],
        selection: Selected,
        ways: Callable[[str], Mapping[str, str]] | None = None,
    ) -> None:
        """Join names, polygons and how tasks name counties; `ways` finds these for one county, by task."""
        self._selection = selection
        base: Sequence[BaseArea] = records["base_counties"]
        areas: Sequence[Area] = records["areas"]
        self._base = {area.adcode: area for area in base}
        self._names = {area.code: area.name for area in areas if area.level == "county"}
        self._names |= {area.adcode: area.name for area in base}
        self._ways = ways or partial(_ways_in, _ways(records["task_areas"], {area.code: area.adcode for area in areas}))

    def profile(self, adcode: str | None, query: Query) -> Profile | None:
        """The profile of a county, by default of the one with most projects; None when there is no such county.

        Counties, townships and bounds of the query play no part: the profile is about one county as a whole.
        """
        query = replace(query, counties=(), townships=(), bounds=None)
        choices = self._counted(query)
        code = adcode or next((choice.code for choice in choices), None)
        if code is None or code not in self._names:
            return None
        here = replace(query, counties=(code,))
        projects, tasks = self._selection.features(here), self._selection.tasks(here)
        speaking = {item.plan_id for item in projects} | {task.plan_id for task in tasks}
        plans = tuple(sorted(speaking)) or query.plans
        next_door = self._neighbours(code)
        told = self._selection.counts(replace(query, plans=plans)).projects["counties"]
        counties = self._counted(query, {code, *next_door, *told, *self._of_plans(plans)})
        all_projects, all_tasks = self._selection.sizes(query)
        return Profile(
            code=code,
            name=self._names[code],
            plans=plans,
            projects=projects,
            tasks=self._tasks(tasks, projects, code),
            composition=composition(projects),
            sectors=_sectors(projects),
            groups=_groups(projects, code),
            units=_units(tasks),
            counties=counties,
            classes=classes([county.projects for county in counties]),
            neighbours=self._counted(query, next_door),
            choices=choices,
            all_projects=all_projects,
            all_tasks=all_tasks,
        )

    def _counted(self, query: Query, codes: Iterable[str] | None = None) -> tuple[Facet, ...]:
        """The counties (by default all with a project or a task) with their counts, those with most projects first."""
        counts = self._selection.counts(query)
        projects, tasks = counts.projects["counties"], counts.tasks["counties"]
        found = [
            Facet(code, self._names[code], projects[code], tasks[code])
            for code in (set(codes) if codes is not None else {*projects, *tasks})
            if code in self._names and level_of(code) == "county"
        ]
        return tuple(sorted(found, key=lambda one: (-one.projects, -one.tasks, one.code)))

    def _of_plans(self, plans: tuple[str, ...]) -> set[str]:
        """Counties that the plans (all when none is given) are about."""
        return {code for code, area in self._base.items() if area.plans and (not plans or {*plans} & {*area.plans})}

    def _neighbours(self, code: str) -> set[str]:
        own = self._base.get(code)
        if own is None:
            return set()
        others = [area for area in self._base.values() if area.adcode != code]
        near = shapely.dwithin([area.geometry for area in others], own.geometry, BORDER_GAP_DEG)
        return {area.adcode for area, touches in zip(others, near, strict=True) if touches}

    def _tasks(self, tasks: Iterable[Task], projects: Iterable[ProjectFeature], code: str) -> tuple[CountyTask, ...]:
        number = Counter(task_id for item in projects for task_id in item.task_ids)
        named = self._ways(code)
        return tuple(
            CountyTask(task, number[key], "project" if number[key] else named.get(key, "issuer"))
            for task in tasks
            if (key := task.task_id)
        )


def _ways_in(found: Mapping[tuple[str, str], str], code: str) -> dict[str, str]:
    return {task_id: via for (task_id, county), via in found.items() if county == code}


def _ways(rows: Iterable[TaskArea], county_of: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """The closest way each task names a county, itself or one of its towns."""
    found: dict[tuple[str, str], str] = {}
    for row in rows:
        if row.code in county_of:
            key = row.task_id, county_of[row.code]
            found[key] = min(found.get(key, row.via), row.via, key=VIAS.index)
    return found


def _sectors(projects: Iterable[ProjectFeature]) -> tuple[SectorStages, ...]:
    """Sectors that have a project, those with most first; the order of the vocabulary decides a tie."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for item in projects:
        counts[item.sector][item.stage_group] += 1
    order = list(terms()["sector"])
    ranked = sorted(counts, key=lambda sector: (-counts[sector].total(), order.index(sector)))
    return tuple(SectorStages(sector, tuple(counts[sector][group] for group in stage_groups())) for sector in ranked)


def _groups(projects: Iterable[ProjectFeature], code: str) -> tuple[ProjectGroup, ...]:
    """Townships, those with most projects first, then what lies across a border or is known less finely."""
    members: dict[tuple[str, str], list[ProjectFeature]] = defaultdict(list)
    for item in projects:
        kind = _group_of(item, code)
        members[kind, (item.township or "") if kind == TOWNSHIP else ""].append(item)
    ranked = sorted(members, key=lambda key: (GROUPS.index(key[0]), not key[1], -len(members[key]), key[1]))
    return tuple(ProjectGroup(kind, name, tuple(members[kind, name])) for kind, name in ranked)


def _group_of(item: ProjectFeature, code: str) -> str:
    if item.precision in POINT_PRECISIONS:
        return TOWNSHIP if item.adcode == code else ACROSS
    return item.precision if item.precision in {ROUTE, UNRESOLVED} else COUNTY


def _units(tasks: Sequence[Task]) -> tuple[UnitCount, ...]:
    """Units of the tasks, those named in most tasks first; the order of the plan decides a tie."""
    leads = Counter(unit for task in tasks for unit in set(task.lead_units))
    named = Counter(unit for task in tasks for unit in dict.fromkeys(task.lead_units + task.responsible_units))
    ranked = sorted(named, key=lambda unit: (-named[unit], -leads[unit]))
    return tuple(UnitCount(unit, named[unit], leads[unit]) for unit in ranked)


def classes(counts: Iterable[int]) -> tuple[tuple[int, int], ...]:
    """Classes (least, most) for numbers of projects per county: the fixed ones, else natural breaks of the counts."""
    numbers = [number for number in counts if number]
    if max(numbers, default=0) <= FIXED_CLASSES[-1][1]:
        return FIXED_CLASSES
    breaks = _natural_breaks(tuple(sorted(numbers)))
    least = [1, *(most + 1 for most in breaks[:-1])]
    return tuple(zip(least, breaks, strict=True))


@lru_cache(maxsize=64)  # 0.1 s for 200 counties, and every click asks again
def _natural_breaks(numbers: tuple[int, ...]) -> tuple[int, ...]:
    """Upper ends of at most as many classes as there are fixed ones (Fisher-Jenks)."""
    distinct = len(set(numbers))
    if distinct == 1:
        return numbers[:1]
    from mapclassify import FisherJenks  # a heavy import that few builds need

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Numba not installed")
        return tuple(int(most) for most in FisherJenks(numbers, k=min(len(FIXED_CLASSES), distinct)).bins)
