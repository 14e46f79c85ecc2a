"""The tables of a build joined once: what belongs to a task, what a mention stands for, what a query selects."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from loaders import layers as layering
from loaders.map_views import MapViews
from loaders.models import Area, AreaMark, Link, Mention, Place, PlanDocument, ProjectFeature, Query, Task
from loaders.selection import Selection, township_code


class Joins:
    """Records by id, distinct projects, and who belongs to whom; what is costly is joined when first asked for."""

    def __init__(self, records: Mapping[str, Sequence[Any]]) -> None:
        """Take the tables of one build (see `loaders.storage.read_tables`)."""
        self.records = records
        self.plans: dict[str, PlanDocument] = {plan.plan_id: plan for plan in records["plans"]}
        self.tasks: dict[str, Task] = {task.task_id: task for task in records["tasks"]}
        self.places: dict[str, Place] = {place.place_id: place for place in records["places"]}
        self.links: dict[str, Link] = {link.mention_id: link for link in records["links"]}
        self.areas: dict[str, Area] = {area.code: area for area in records["areas"]}
        self.features = layering.project_features(
            records["mentions"], records["links"], records["places"], records["tasks"]
        )
        self.marks = layering.marked_areas(records["task_areas"], self.areas, self.features)

    def clause(self, task_id: str) -> str:
        """Original text of a task, as in the plan file."""
        task = self.tasks[task_id]
        return self.plans[task.plan_id].text[task.start_char : task.end_char]

    def marks_of(self, query: Query) -> dict[str, tuple[str, ...]]:
        """Areas of the query's counties and townships at which its tasks are counted, by task."""
        marks = {}
        for task in self.selection.tasks(query):
            if codes := self.marks.get(task.task_id):
                marks[task.task_id] = tuple(code for code in codes if is_area_chosen(self.areas[code], query))
        return marks

    def area_mark(self, code: str, query: Query) -> AreaMark | None:
        """The mark of one area, with the projects and tasks of the query that are counted there."""
        known = {item.mention_id for item in self._at_area.get(code, ())}
        chosen = [item for item in self.selection.features(query) if item.mention_id in known] if known else []
        marks = {task_id: codes for task_id, codes in self.marks_of(query).items() if code in codes}
        marked = layering.build_layers(chosen, marks, self.areas)[2].features
        return next((mark for mark in marked if isinstance(mark, AreaMark) and mark.code == code), None)

    def features_at(self, code: str, query: Query) -> tuple[ProjectFeature, ...]:
        """Projects of the query at a place (place id) or in an area (its code), routes through a county included."""
        area, found = self.areas.get(code), self.selection.features(query)
        if area is None:
            return tuple(item for item in found if item.place_id == code)
        if area.level == "township":
            return tuple(item for item in found if (item.adcode, item.township) == (area.adcode, area.name))
        prefix = layering.code_prefix(code)
        return tuple(item for item in found if any(adcode.startswith(prefix) for adcode in item.adcodes))

    def named(self, name: str, adcode: str | None) -> tuple[ProjectFeature, ...]:
        """Projects in a county whose name is this one, or a longer or shorter form; anywhere those of the very name."""
        if adcode is None:
            return tuple(item for item in self.features if item.name == name)
        near = (item for item in self.features if adcode in item.adcodes)
        return tuple(item for item in near if layering.abbreviates(item.name, name))

    def tasks_at(self, code: str) -> tuple[Task, ...]:
        """Tasks with a project at a place or in an area, and those counted at the area itself, in plan order."""
        found = {task_id for item in self.features_at(code, Query()) for task_id in item.task_ids}
        found.update(task_id for task_id, codes in self.marks.items() if code in codes)
        return tuple(task for task in self.tasks.values() if task.task_id in found)

    @cached_property
    def _at_area(self) -> dict[str, list[ProjectFeature]]:
        """Projects that are known only to an area, by its code."""
        found: dict[str, list[ProjectFeature]] = defaultdict(list)
        for item in self.features:
            if item.precision in layering.AREA_PRECISIONS and (code := layering.marked_at(item, self.areas)):
                found[code].append(item)
        return dict(found)

    @cached_property
    def views(self) -> MapViews:
        """Positions of all projects."""
        return MapViews(self.features, self.areas)

    @cached_property
    def selection(self) -> Selection:
        """Projects and tasks with what queries look at."""
        named: dict[str, list[Area]] = defaultdict(list)
        for row in self.records["task_areas"]:
            if row.code in self.areas and row.via != "issuer":
                named[row.task_id].append(self.areas[row.code])
        return Selection(
            tuple(self.tasks.values()),
            self.features,
            clauses={task_id: self.clause(task_id) for task_id in self.tasks},
            named=named,
            issuers={plan.plan_id: plan.jurisdiction for plan in self.plans.values()},
            county_names={code: area.name for code, area in self.areas.items() if area.level == "county"},
        )

    @cached_property
    def features_of_task(self) -> dict[str, list[ProjectFeature]]:
        """Projects by task that names them, in text order."""
        found: dict[str, list[ProjectFeature]] = defaultdict(list)
        for item in self.features:
            for task_id in item.task_ids:
                found[task_id].append(item)
        return dict(found)

    @cached_property
    def mentions_of_task(self) -> dict[str, list[Mention]]:
        """Mentions by task they stand in, in text order."""
        found: dict[str, list[Mention]] = defaultdict(list)
        for mention in sorted(self.records["mentions"], key=lambda mention: (mention.start_char, mention.end_char)):
            if mention.task_id is not None:
                found[mention.task_id].append(mention)
        return dict(found)

    @cached_property
    def feature_of_mention(self) -> dict[str, ProjectFeature]:
        """Projects by each mention they were put together from."""
        return {mention_id: item for item in self.features for mention_id in item.mention_ids}


def is_area_chosen(area: Area, query: Query) -> bool:
    """Whether an area lies in the counties and townships of the query."""
    in_county = not query.counties or area.adcode in query.counties
    forms = {area.name, township_code(area.adcode, area.name)}
    return in_county and (not query.townships or not forms.isdisjoint(query.townships))
