"""The words of a briefing that every document tells: numbered projects by stage, tasks with clauses, notes, sources.

Numbers are those of the map of the same scope, so that a table and its map are read together.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from geo.print_records import Mark
from loaders.briefs import words
from loaders.briefs.sheets import mark_of
from loaders.briefs.subject import MapScope, Subject, subject_of
from loaders.catalog import Catalog
from loaders.models import PlanDocument, ProjectFeature, Task
from loaders.task_files import stages_in_words
from loaders.vocabulary import terms


@dataclass(frozen=True, slots=True)
class BriefProject:
    """A numbered project in words: `stage` is its group, `said` the finer stage, `place` where it lies as lists say it.

    `amounts` holds quantities and investment as written; `tasks` the numbers of the tasks that name it, `task_ids`
    their ids; `mark` is how it looks on the map. Sector and kind are words, '' for none.
    """

    number: int
    name: str
    sector: str
    kind: str
    stage: str
    said: str
    county: str
    place: str
    amounts: tuple[str, ...]
    plan: str
    tasks: tuple[str, ...]
    task_ids: tuple[str, ...]
    mark: Mark
    feature: ProjectFeature


@dataclass(frozen=True, slots=True)
class BriefTask:
    """A task in words with its clause; `projects` are the numbers of those projects of the briefing that it names."""

    task_id: str
    number: str
    title: str
    plan: str
    section: str
    sectors: str
    lead_units: str
    responsible_units: str
    deadline: str
    targets: tuple[str, ...]
    stages: str
    clause: str
    projects: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """A briefing in words: headline, projects by stage group, tasks, and what stands at the foot.

    `whose` names its counties or plans; `proposed` is the headline that states the counted finding, `title` that or
    the planner's own; `lead` a sentence or two of findings, `framing` what was asked for; `notes` and `credits` are
    labels and texts; `plans` the sources with what they do not state.
    """

    scope: MapScope
    whose: str
    proposed: str
    title: str
    subtitle: str
    lead: str
    framing: str
    groups: tuple[tuple[str, tuple[BriefProject, ...]], ...]
    tasks: tuple[BriefTask, ...]
    plans: tuple[PlanDocument, ...]
    notes: tuple[tuple[str, str], ...]
    credits: tuple[tuple[str, str], ...]
    warning: str
    several_counties: bool
    several_plans: bool

    @property
    def projects(self) -> tuple[BriefProject, ...]:
        """All projects in the order of their numbers."""
        return tuple(project for _, group in self.groups for project in group)


def brief(catalog: Catalog, scope: MapScope) -> Brief:
    """The words of a scope.

    Raises
    ------
    LoaderError
        If there is no such plan or county.
    """
    subject = subject_of(catalog, scope.query)
    projects = _projects(catalog, subject)
    tasks = _tasks(catalog, subject, projects)
    stages = [stage for stage, _ in words.stage_counts(subject.features)]
    proposed = words.title(subject)
    return Brief(
        scope=scope,
        whose=words.whose(subject),
        proposed=proposed,
        title=scope.title or proposed,
        subtitle=words.subtitle(subject),
        lead=words.lead(subject, tasks=len(tasks), units=_units_in_words(tasks)),
        framing=words.framing(subject),
        groups=tuple((stage, tuple(one for one in projects if one.stage == stage)) for stage in stages),
        tasks=tasks,
        plans=subject.plans,
        notes=words.notes(subject, counted=""),
        credits=words.credits(scope.drawn, with_projection=False),
        warning=words.warning(internal=scope.internal),
        several_counties=len({item.adcode for item in subject.features if item.adcode}) > 1,
        several_plans=len(subject.plans) > 1,
    )


def _projects(catalog: Catalog, subject: Subject) -> tuple[BriefProject, ...]:
    lists = terms()
    everywhere = replace(subject.query, bounds=None)
    rows = {item.mention_id: row for row in catalog.project_rows(everywhere) for item in row.features}
    found = []
    for number, item in enumerate(subject.features, start=1):
        row = rows[item.mention_id]
        tasks = [task for task_id in item.task_ids if (task := catalog.task(task_id)) is not None]
        kind = lists["kind"].get(item.kind or "")
        plan = catalog.plan(item.plan_id)
        project = BriefProject(
            number=number,
            name=item.name,
            sector=lists["sector"][item.sector].zh,
            kind=kind.zh if kind else "",
            stage=item.stage_group,
            said=lists["stage"][item.stage].zh,
            county=words.county(item),
            place=words.where(item, with_county=False),
            amounts=(*row.quantity, *row.investment),
            plan=plan.label if plan else item.plan_id,
            tasks=tuple(task.number for task in tasks),
            task_ids=tuple(task.task_id for task in tasks),
            mark=mark_of(item, number),
            feature=item,
        )
        found.append(project)
    return tuple(found)


def _tasks(catalog: Catalog, subject: Subject, projects: Sequence[BriefProject]) -> tuple[BriefTask, ...]:
    """Tasks of the scope in plan order; with a frame, only those of the projects in it."""
    of_task: dict[str, list[BriefProject]] = {}
    for project in projects:
        for task_id in project.task_ids:
            of_task.setdefault(task_id, []).append(project)
    found = catalog.tasks(subject.query)
    if subject.query.bounds is not None:
        found = tuple(task for task in found if task.task_id in of_task)
    return tuple(task_in_words(catalog, task, of_task.get(task.task_id, [])) for task in found)


def task_in_words(catalog: Catalog, task: Task, projects: Sequence[BriefProject] = ()) -> BriefTask:
    """A task as briefings tell it; `projects` are those of the briefing that it names."""
    sectors, plan = terms()["sector"], catalog.plan(task.plan_id)
    return BriefTask(
        task_id=task.task_id,
        number=task.number,
        title=task.title,
        plan=plan.label if plan else task.plan_id,
        section=" › ".join(task.section),
        sectors="、".join(sectors[code].zh for code in task.sectors),
        lead_units="、".join(task.lead_units),
        responsible_units="、".join(task.responsible_units),
        deadline=task.deadline or "",
        targets=tuple(target.raw for target in task.targets),
        stages=stages_in_words(one.feature for one in projects) or "",
        clause=catalog.clause(task.task_id),
        projects=tuple(one.number for one in projects),
    )


def _units_in_words(tasks: Iterable[BriefTask]) -> tuple[str, ...]:
    """The lead units of the tasks, those of most tasks first."""
    counts: dict[str, int] = {}
    for task in tasks:
        for unit in filter(None, task.lead_units.split("、")):
            counts[unit] = counts.get(unit, 0) + 1
    return tuple(sorted(counts, key=lambda unit: -counts[unit]))
