"""What a query selects: projects and tasks joined once, then filtered and counted in memory.

A project matches when it satisfies every filter. A task matches when it satisfies every filter by itself (its
own sectors, units, places and words) or when one of its projects matches. Stages, kinds and precisions belong
to projects only. What a search finds is in `loaders.searching`: the names of a project, its counties and township and
the titles of its tasks; the clause, units and areas of a task; titles of tasks in pinyin for the task alone.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import compress

import numpy as np

from loaders.codes import Dimension, Mask, Pairs
from loaders.layers import level_of
from loaders.models import Area, Facet, Facets, PlanDocument, ProjectFeature, Query, Task
from loaders.searching import Entry, SearchIndex, division_names
from loaders.vocabulary import stage_groups, terms

DIMENSIONS = ("plans", "sectors", "kinds", "counties", "townships", "stages", "precisions", "units")
QUERIES_KEPT = 32
Codes = Mapping[str, frozenset[str]]  # what a filter looks at, by dimension of the query


@dataclass(frozen=True, slots=True)
class Counts:
    """Projects and tasks per code, by dimension."""

    projects: Mapping[str, Counter[str]]
    tasks: Mapping[str, Counter[str]]


class Selection:
    """Projects and tasks of a build with their codes; answers which of them a query selects."""

    def __init__(
        self,
        tasks: Sequence[Task],
        features: Sequence[ProjectFeature],
        *,
        clauses: Mapping[str, str],
        named: Mapping[str, Sequence[Area]],
        issuers: Mapping[str, str | None],
        county_names: Mapping[str, str],
    ) -> None:
        """Join once; `clauses` and the areas it names by task, `issuers` by plan, `county_names` by adcode."""
        self._tasks = tuple(tasks)
        self._features = tuple(features)
        numbers = {task.task_id: number for number, task in enumerate(self._tasks)}
        of_feature = [[self._tasks[numbers[task_id]] for task_id in item.task_ids] for item in self._features]
        self._row_tasks = Pairs(
            [
                *([numbers[task_id] for task_id in item.task_ids] for item in self._features),
                *([number] for number in range(len(self._tasks))),
            ]
        )
        codes = [
            *(feature_codes(*pair) for pair in zip(self._features, of_feature, strict=True)),
            *(task_codes(task, named.get(task.task_id, ()), issuers.get(task.plan_id)) for task in self._tasks),
        ]
        self._dimensions = {
            name: Dimension([own[name] for own in codes], self._row_tasks, len(self._features)) for name in DIMENSIONS
        }
        self._townships = tuple({code for own in codes for code in own["townships"] if code[6:7] == ":"})
        self._units = tuple({unit for own in codes for unit in own["units"]})
        self._index = SearchIndex(
            [
                *(feature_entry(item, own, county_names) for item, own in zip(self._features, of_feature, strict=True)),
                *(task_entry(task, clauses[task.task_id], named.get(task.task_id, ())) for task in self._tasks),
            ]
        )
        self._missed = lru_cache(maxsize=QUERIES_KEPT)(self._find_missed)

    def mask(self, query: Query) -> Mask:
        """Which projects satisfy every filter, in plan and text order."""
        return self._rows(query)[: len(self._features)]

    def features(self, query: Query) -> tuple[ProjectFeature, ...]:
        """Projects that satisfy every filter, in plan and text order."""
        return tuple(compress(self._features, self.mask(query).tolist()))

    def task_mask(self, query: Query) -> Mask:
        """Which tasks satisfy every filter themselves or through one of their projects, in plan order."""
        return self._row_tasks.chosen(self._rows(query), len(self._tasks))

    def tasks(self, query: Query) -> tuple[Task, ...]:
        """Tasks that satisfy every filter themselves or through one of their projects, in plan order."""
        return tuple(compress(self._tasks, self.task_mask(query).tolist()))

    def sizes(self, query: Query) -> tuple[int, int]:
        """How many projects and tasks the query selects."""
        return int(self.mask(query).sum()), int(self.task_mask(query).sum())

    def facets(self, query: Query, *, plans: Sequence[PlanDocument], counties: Sequence[Area]) -> Facets:
        """Choices of every filter with their counts; bounds and zoom play no part."""
        return facets_of(
            self.counts(query),
            plans=plans,
            counties=counties,
            townships=self._townships,
            units=self._units,
            sizes=self.sizes(query),
        )

    def counts(self, query: Query) -> Counts:
        """Projects and tasks per code of each dimension, with all other filters applied but not its own."""
        projects: dict[str, Counter[str]] = {}
        tasks: dict[str, Counter[str]] = {}
        found, missed_by = self._missed(filters_of(query))
        missed = np.sum(list(missed_by.values()), axis=0) if missed_by else 0
        for name, dimension in self._dimensions.items():
            others = found & (missed - missed_by[name] == 0 if name in missed_by else missed == 0)
            projects[name], tasks[name] = dimension.projects(others), dimension.tasks(others)
        return Counts(projects, tasks)

    def _rows(self, query: Query) -> Mask:
        found, missed_by = self._missed(filters_of(query))
        for missed in missed_by.values():
            found = found & ~missed
        return found

    def _find_missed(self, query: Query) -> tuple[Mask, dict[str, Mask]]:
        """Rows that hold the words of the query, and for each of its filters the rows that miss it."""
        rows: Mask = np.ones(self._row_tasks.length, dtype=bool)
        if (positions := self._index.find(query.text)) is not None:
            rows[:] = False
            rows[list(positions)] = True
        wanted = {name: getattr(query, name) for name in DIMENSIONS if getattr(query, name)}
        return rows, {name: ~self._dimensions[name].holding(codes) for name, codes in wanted.items()}


def facets_of(
    counts: Counts,
    *,
    plans: Sequence[PlanDocument],
    counties: Sequence[Area],
    townships: Iterable[str],
    units: Iterable[str],
    sizes: tuple[int, int],
) -> Facets:
    """Choices of every filter in the order of the lists; `sizes` are the numbers of projects and tasks in all."""
    lists = terms()
    order = {area.code: position for position, area in enumerate(counties)}
    by_county = sorted(townships, key=lambda code: (order.get(code[:6], len(order)), code))
    ranked = sorted(units, key=lambda unit: (-counts.tasks["units"][unit], unit))
    return Facets(
        plans=_facet(counts, "plans", [(plan.plan_id, plan.label) for plan in plans]),
        sectors=_facet(counts, "sectors", [(code, term.zh) for code, term in lists["sector"].items()]),
        kinds=_facet(counts, "kinds", [(code, term.zh) for code, term in lists["kind"].items()]),
        counties=_facet(counts, "counties", [(area.code, area.name) for area in counties]),
        townships=_facet(counts, "townships", [(code, code[7:]) for code in by_county]),
        stages=_facet(counts, "stages", [(group, group) for group in stage_groups()]),
        precisions=_facet(counts, "precisions", [(code, term.zh) for code, term in lists["precision"].items()]),
        units=_facet(counts, "units", [(unit, unit) for unit in ranked]),
        projects=sizes[0],
        tasks=sizes[1],
    )


def filters_of(query: Query) -> Query:
    """The query without what does not choose projects: the view of the map and the problems of the quality page."""
    return replace(query, bounds=None, zoom=None, problems=())


def township_code(adcode: str | None, name: str | None) -> str:
    """A township as one code, its county's adcode and its name (`469002:会山镇`); '' when one is unknown.

    Of the townships that plans name not all have an official code at hand, and names repeat between counties.
    """
    return f"{adcode}:{name}" if adcode and name else ""


def _facet(counts: Counts, dimension: str, choices: Iterable[tuple[str, str]]) -> tuple[Facet, ...]:
    projects, tasks = counts.projects[dimension], counts.tasks[dimension]
    return tuple(Facet(code, label, projects[code], tasks[code]) for code, label in choices)


def task_codes(task: Task, areas: Sequence[Area], issuer: str | None) -> Codes:
    """What filters look at in a task that names `areas`, in a plan of the `issuer`."""
    none: frozenset[str] = frozenset()
    own = {area.adcode for area in areas} | {issuer or ""}
    towns = [area for area in areas if area.level == "township"]
    return {
        "plans": frozenset({task.plan_id}),
        "sectors": frozenset(task.sectors),
        "kinds": none,
        "counties": frozenset(code for code in own if level_of(code) == "county"),
        "townships": frozenset(code for town in towns for code in (town.name, township_code(town.adcode, town.name))),
        "stages": none,
        "precisions": none,
        "units": frozenset(task.lead_units + task.responsible_units),
    }


def feature_codes(feature: ProjectFeature, tasks: Sequence[Task]) -> Codes:
    """What filters look at in a project that the `tasks` name."""
    codes: dict[str, set[str | None]] = {
        "plans": {feature.plan_id},
        "sectors": {feature.sector},
        "kinds": {feature.kind},
        "counties": set(feature.adcodes),
        "townships": {feature.township, township_code(feature.adcode, feature.township)},
        "stages": {feature.stage_group, feature.stage},
        "precisions": {feature.precision},
        "units": {unit for task in tasks for unit in task.lead_units + task.responsible_units},
    }
    return {name: frozenset(code for code in values if code) for name, values in codes.items()}


def task_entry(task: Task, clause: str, areas: Sequence[Area]) -> Entry:
    """What a search looks through for a task."""
    places = [form for area in areas for form in division_names(area.name)]
    return Entry(text="\n".join((clause, *task.lead_units, *task.responsible_units)), names=(task.title, *places))


def feature_entry(feature: ProjectFeature, tasks: Sequence[Task], county_names: Mapping[str, str]) -> Entry:
    """What a search looks through for a project."""
    counties = [county_names.get(code, "") for code in feature.adcodes]
    divisions = [name for name in dict.fromkeys((feature.county, *counties, feature.township)) if name]
    places = [form for name in divisions for form in division_names(name)]
    return Entry(text="\n".join(task.title for task in tasks), names=(feature.name, *places))
