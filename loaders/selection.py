"""What a query selects: projects and tasks joined once, then filtered and counted in memory.

A project matches when it satisfies every filter. A task matches when it satisfies every filter by itself (its
own sectors, units, places and words) or when one of its projects matches. Stages, kinds and precisions belong
to projects only.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from loaders.models import Area, Facet, Facets, PlanDocument, ProjectFeature, Query, Task
from loaders.vocabulary import stage_groups, terms

DIMENSIONS = ("plans", "sectors", "kinds", "counties", "townships", "stages", "precisions", "units")


@dataclass(frozen=True, slots=True)
class Facts:
    """What filters look at: codes by dimension of the query, and the words that a search looks through."""

    codes: Mapping[str, frozenset[str]]
    words: str


class Selection:
    """Projects and tasks of a build with their facts; answers which of them a query selects."""

    def __init__(
        self,
        tasks: Sequence[Task],
        features: Sequence[ProjectFeature],
        *,
        clauses: Mapping[str, str],
        counties: Mapping[str, frozenset[str]],
        townships: Mapping[str, frozenset[str]],
    ) -> None:
        """Join once; `clauses`, `counties` and `townships` give text, adcodes and town codes by task id."""
        self._tasks = tuple(tasks)
        self._features = tuple(features)
        by_id = {task.task_id: task for task in tasks}
        self._task_facts = {
            task.task_id: _task_facts(
                task,
                clause=clauses[task.task_id],
                counties=counties.get(task.task_id, frozenset()),
                townships=townships.get(task.task_id, frozenset()),
            )
            for task in tasks
        }
        self._feature_facts = [
            _feature_facts(feature, [by_id[task_id] for task_id in feature.task_ids]) for feature in features
        ]

    def features(self, query: Query) -> tuple[ProjectFeature, ...]:
        """Projects that satisfy every filter, in plan and text order."""
        accepts = _test(query)
        return tuple(item for item, facts in zip(self._features, self._feature_facts, strict=True) if accepts(facts))

    def tasks(self, query: Query) -> tuple[Task, ...]:
        """Tasks that satisfy every filter themselves or through one of their projects, in plan order."""
        accepts = _test(query)
        through = {task_id for feature in self.features(query) for task_id in feature.task_ids}
        return tuple(task for task in self._tasks if task.task_id in through or accepts(self._task_facts[task.task_id]))

    def counts(self, query: Query, dimension: str) -> tuple[Counter[str], Counter[str]]:
        """Projects and tasks per code of one dimension, with all other filters applied but not its own."""
        accepts = _test(query, but=dimension)
        projects: Counter[str] = Counter()
        tasks: dict[str, set[str]] = defaultdict(set)
        for feature, facts in zip(self._features, self._feature_facts, strict=True):
            if accepts(facts):
                projects.update(facts.codes[dimension])
                for code in facts.codes[dimension]:
                    tasks[code].update(feature.task_ids)
        for task_id, facts in self._task_facts.items():
            if accepts(facts):
                for code in facts.codes[dimension]:
                    tasks[code].add(task_id)
        return projects, Counter({code: len(ids) for code, ids in tasks.items()})

    def facets(self, query: Query, *, plans: Sequence[PlanDocument], counties: Sequence[Area]) -> Facets:
        """Choices of every filter with their counts; bounds and zoom play no part."""
        lists = terms()
        return Facets(
            plans=self._facet(query, "plans", [(plan.plan_id, plan.label) for plan in plans]),
            sectors=self._facet(query, "sectors", [(code, term.zh) for code, term in lists["sector"].items()]),
            counties=self._facet(query, "counties", [(area.code, area.name) for area in counties]),
            stages=self._facet(query, "stages", [(group, group) for group in stage_groups()]),
            precisions=self._facet(query, "precisions", [(code, term.zh) for code, term in lists["precision"].items()]),
            projects=len(self.features(query)),
            tasks=len(self.tasks(query)),
        )

    def _facet(self, query: Query, dimension: str, choices: Iterable[tuple[str, str]]) -> tuple[Facet, ...]:
        projects, tasks = self.counts(query, dimension)
        return tuple(
            Facet(code=code, label=label, projects=projects[code], tasks=tasks[code]) for code, label in choices
        )


def _test(query: Query, *, but: str = "") -> Callable[[Facts], bool]:
    """A test whether facts satisfy every filter of the query but one (bounds and zoom aside)."""
    chosen = {name: frozenset(getattr(query, name)) for name in DIMENSIONS if name != but and getattr(query, name)}
    words = query.text.casefold().split()

    def accepts(facts: Facts) -> bool:
        return all(word in facts.words for word in words) and all(
            not codes.isdisjoint(facts.codes[name]) for name, codes in chosen.items()
        )

    return accepts


def _task_facts(task: Task, *, clause: str, counties: frozenset[str], townships: frozenset[str]) -> Facts:
    none: frozenset[str] = frozenset()
    codes = {
        "plans": frozenset({task.plan_id}),
        "sectors": frozenset(task.sectors),
        "kinds": none,
        "counties": counties,
        "townships": townships,
        "stages": none,
        "precisions": none,
        "units": frozenset(task.lead_units + task.responsible_units),
    }
    return Facts(codes=codes, words=f"{task.title}\n{clause}".casefold())


def _feature_facts(feature: ProjectFeature, tasks: Sequence[Task]) -> Facts:
    codes: dict[str, set[str | None]] = {
        "plans": {feature.plan_id},
        "sectors": {feature.sector},
        "kinds": {feature.kind},
        "counties": set(feature.adcodes),
        "townships": {feature.township},
        "stages": {feature.stage_group, feature.stage},
        "precisions": {feature.precision},
        "units": {unit for task in tasks for unit in task.lead_units + task.responsible_units},
    }
    words = [feature.name, feature.county or "", feature.township or "", *(task.title for task in tasks)]
    return Facts(
        codes={name: frozenset(code for code in values if code) for name, values in codes.items()},
        words="\n".join(words).casefold(),
    )
