"""What a query selects: projects and tasks joined once, then filtered and counted in memory.

A project matches when it satisfies every filter. A task matches when it satisfies every filter by itself (its
own sectors, units, places and words) or when one of its projects matches. Stages, kinds and precisions belong
to projects only. What a search finds is in `loaders.searching`: the names of a project, its counties and township and
the titles of its tasks; the clause, units and areas of a task; titles of tasks in pinyin for the task alone.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from loaders.layers import level_of
from loaders.models import Area, Facet, Facets, PlanDocument, ProjectFeature, Query, Task
from loaders.searching import Entry, SearchIndex, division_names
from loaders.vocabulary import stage_groups, terms

DIMENSIONS = ("plans", "sectors", "kinds", "counties", "townships", "stages", "precisions", "units")
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
        by_id = {task.task_id: task for task in tasks}
        of_feature = [[by_id[task_id] for task_id in item.task_ids] for item in self._features]
        self._task_codes = [
            _task_codes(task, areas=named.get(task.task_id, ()), issuer=issuers.get(task.plan_id)) for task in tasks
        ]
        self._feature_codes = [_feature_codes(*pair) for pair in zip(self._features, of_feature, strict=True)]
        self._task_index = SearchIndex(
            _task_entry(task, clauses[task.task_id], named.get(task.task_id, ())) for task in tasks
        )
        self._feature_index = SearchIndex(
            _feature_entry(item, own, county_names) for item, own in zip(self._features, of_feature, strict=True)
        )

    def features(self, query: Query) -> tuple[ProjectFeature, ...]:
        """Projects that satisfy every filter, in plan and text order."""
        missed = _missed(query, self._feature_codes, self._feature_index)
        return tuple(self._features[position] for position, dimension in missed if not dimension)

    def tasks(self, query: Query) -> tuple[Task, ...]:
        """Tasks that satisfy every filter themselves or through one of their projects, in plan order."""
        through = {task_id for feature in self.features(query) for task_id in feature.task_ids}
        missed = _missed(query, self._task_codes, self._task_index)
        own = {self._tasks[position].task_id for position, dimension in missed if not dimension}
        return tuple(task for task in self._tasks if task.task_id in through or task.task_id in own)

    def facets(self, query: Query, *, plans: Sequence[PlanDocument], counties: Sequence[Area]) -> Facets:
        """Choices of every filter with their counts; bounds and zoom play no part."""
        lists = terms()
        counts = self.counts(query)
        order = {area.code: position for position, area in enumerate(counties)}
        townships = sorted(self._townships, key=lambda code: (order.get(code[:6], len(order)), code))
        units = sorted(self._units, key=lambda unit: (-counts.tasks["units"][unit], unit))
        return Facets(
            plans=_facet(counts, "plans", [(plan.plan_id, plan.label) for plan in plans]),
            sectors=_facet(counts, "sectors", [(code, term.zh) for code, term in lists["sector"].items()]),
            kinds=_facet(counts, "kinds", [(code, term.zh) for code, term in lists["kind"].items()]),
            counties=_facet(counts, "counties", [(area.code, area.name) for area in counties]),
            townships=_facet(counts, "townships", [(code, code[7:]) for code in townships]),
            stages=_facet(counts, "stages", [(group, group) for group in stage_groups()]),
            precisions=_facet(counts, "precisions", [(code, term.zh) for code, term in lists["precision"].items()]),
            units=_facet(counts, "units", [(unit, unit) for unit in units]),
            projects=len(self.features(query)),
            tasks=len(self.tasks(query)),
        )

    def counts(self, query: Query) -> Counts:
        """Projects and tasks per code of each dimension, with all other filters applied but not its own."""
        projects: dict[str, list[frozenset[str]]] = {name: [] for name in DIMENSIONS}
        of_task: dict[str, dict[str, set[str]]] = {name: defaultdict(set) for name in DIMENSIONS}
        for position, dimension in _missed(query, self._feature_codes, self._feature_index):
            for name in (dimension,) if dimension else DIMENSIONS:
                codes = self._feature_codes[position][name]
                projects[name].append(codes)
                for task_id in self._features[position].task_ids:
                    of_task[name][task_id] |= codes
        for position, dimension in _missed(query, self._task_codes, self._task_index):
            for name in (dimension,) if dimension else DIMENSIONS:
                of_task[name][self._tasks[position].task_id] |= self._task_codes[position][name]
        return Counts(
            {name: Counter(chain.from_iterable(rows)) for name, rows in projects.items()},
            {name: Counter(chain.from_iterable(tasks.values())) for name, tasks in of_task.items()},
        )

    @cached_property
    def _townships(self) -> frozenset[str]:
        """Codes of all townships that hold a project or are named by a task."""
        rows = (*self._feature_codes, *self._task_codes)
        return frozenset(code for codes in rows for code in codes["townships"] if code[6:7] == ":")

    @cached_property
    def _units(self) -> frozenset[str]:
        return frozenset(unit for codes in self._task_codes for unit in codes["units"])


def township_code(adcode: str | None, name: str | None) -> str:
    """A township as one code, its county's adcode and its name (`469002:会山镇`); '' when one is unknown.

    Of the townships that plans name not all have an official code at hand, and names repeat between counties.
    """
    return f"{adcode}:{name}" if adcode and name else ""


def _missed(query: Query, rows: Sequence[Codes], index: SearchIndex) -> Iterator[tuple[int, str]]:
    """Positions of the rows that miss at most one filter of the query, with the dimension missed or ''."""
    chosen = {name: frozenset(getattr(query, name)) for name in DIMENSIONS if getattr(query, name)}
    found = index.find(query.text)
    for position in range(len(rows)) if found is None else sorted(found):
        codes = rows[position]
        missed = [name for name, wanted in chosen.items() if wanted.isdisjoint(codes[name])]
        if len(missed) < 2:
            yield position, missed[0] if missed else ""


def _facet(counts: Counts, dimension: str, choices: Iterable[tuple[str, str]]) -> tuple[Facet, ...]:
    projects, tasks = counts.projects[dimension], counts.tasks[dimension]
    return tuple(Facet(code, label, projects[code], tasks[code]) for code, label in choices)


def _task_codes(task: Task, *, areas: Sequence[Area], issuer: str | None) -> Codes:
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


def _feature_codes(feature: ProjectFeature, tasks: Sequence[Task]) -> Codes:
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


def _task_entry(task: Task, clause: str, areas: Sequence[Area]) -> Entry:
    places = [form for area in areas for form in division_names(area.name)]
    return Entry(text="\n".join((clause, *task.lead_units, *task.responsible_units)), names=(task.title, *places))


def _feature_entry(feature: ProjectFeature, tasks: Sequence[Task], county_names: Mapping[str, str]) -> Entry:
    counties = [county_names.get(code, "") for code in feature.adcodes]
    divisions = [name for name in dict.fromkeys((feature.county, *counties, feature.township)) if name]
    places = [form for name in divisions for form in division_names(name)]
    return Entry(text="\n".join(task.title for task in tasks), names=(feature.name, *places))
