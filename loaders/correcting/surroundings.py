"""What surrounds the corrected mentions of a plan: its counties and view, areas its tasks name, and marks for them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from geo.boundaries import Boundaries
from geo.gazetteer import Gazetteer
from geo.geocoding import Resolver
from loaders import basemap
from loaders.areas import AreaFinder, plan_counties
from loaders.correcting.models import Records
from loaders.correcting.relinking import MentionsOfPlan
from loaders.layers import AREA_PRECISIONS
from loaders.models import Area, BaseArea, Mention, Place, PlanDocument, Task, TaskArea
from loaders.storage import PlanScope


def scopes_of(
    scopes: Iterable[PlanScope],
    plans: Iterable[PlanDocument],
    mentions: MentionsOfPlan,
    moved: Mapping[str, list[Place]],
) -> tuple[PlanScope, ...]:
    """The scopes with the counties of the corrected `plans`, and views that hold what was moved, by plan."""
    of_plan = {scope.plan_id: scope for scope in scopes}
    for plan in plans:
        former = of_plan.get(plan.plan_id, PlanScope(plan.plan_id, (), None))
        drawn = [place.geometry for place in moved.get(plan.plan_id, ()) if place.precision not in AREA_PRECISIONS]
        bounds = former.bounds
        if drawn:
            around = basemap.view_bounds(drawn)
            bounds = _union(bounds, around) if bounds else around
        of_plan[plan.plan_id] = PlanScope(plan.plan_id, plan_counties(plan, mentions[plan.plan_id]), bounds)
    return tuple(of_plan.values())


def _union(one: basemap.Bounds, other: basemap.Bounds) -> basemap.Bounds:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


class Surroundings:
    """Makes the tables of areas anew where corrections have changed what they come from."""

    def __init__(self, records: Records, resolver: Callable[[], Resolver]) -> None:
        self._records = records
        self._resolver = resolver
        self._finder: AreaFinder | None = None

    def tables(
        self, scopes: Sequence[PlanScope], plans: Iterable[PlanDocument], read: MentionsOfPlan, present: MentionsOfPlan
    ) -> dict[str, list[object]]:
        """Task areas, areas and base counties with what the corrections of `plans` add."""
        task_areas = self._task_areas(plans, read, present)
        about: dict[str, set[str]] = defaultdict(set)
        for scope in scopes:
            for code in scope.adcodes:
                about[code].add(scope.plan_id)
        counties = [_base(county, about) for county in self._records["base_counties"]]
        return {
            "task_areas": list(task_areas),
            "areas": list(self._areas(task_areas, scopes)),
            "base_counties": list(counties),
        }

    def _task_areas(
        self, plans: Iterable[PlanDocument], read: MentionsOfPlan, present: MentionsOfPlan
    ) -> Sequence[TaskArea]:
        """Areas that tasks name, those of a plan anew where a named division was corrected."""
        rows: list[TaskArea] = list(self._records["task_areas"])
        for plan in plans:
            if _divisions(read[plan.plan_id]) != _divisions(present[plan.plan_id]):
                tasks: list[Task] = [task for task in self._records["tasks"] if task.plan_id == plan.plan_id]
                own = {task.task_id for task in tasks}
                new = self._areas_finder().task_areas(plan, tasks, present[plan.plan_id])
                first = next((place for place, row in enumerate(rows) if row.task_id in own), len(rows))
                rest = [row for row in rows if row.task_id not in own]
                rows = [*rest[:first], *new, *rest[first:]]
        return rows

    def _areas(self, task_areas: Iterable[TaskArea], scopes: Iterable[PlanScope]) -> Sequence[Area]:
        known: dict[str, Area] = {area.code: area for area in self._records["areas"]}
        codes = {row.code for row in task_areas}
        codes |= {place.adcode for place in self._records["places"] if place.adcode}
        codes.update(*(scope.adcodes for scope in scopes))
        labels = {county.adcode: (county.lon, county.lat) for county in self._records["base_counties"]}
        for code in sorted(codes - known.keys()):
            area = self._areas_finder().area(code)
            if area is not None:
                lon, lat = labels.get(code, (area.lon, area.lat))
                known[code] = replace(area, lon=lon, lat=lat)
        return [known[code] for code in sorted(known)]

    def _areas_finder(self) -> AreaFinder:
        if self._finder is None:
            self._finder = AreaFinder(Gazetteer.load(), Boundaries.load(), self._resolver())
        return self._finder


def _base(county: BaseArea, about: Mapping[str, set[str]]) -> BaseArea:
    """A county of the base map with the plans that are about it."""
    plans = tuple(sorted(about.get(county.adcode, ())))
    return county if plans == county.plans else replace(county, plans=plans)


def _divisions(mentions: Iterable[Mention]) -> list[Mention]:
    return [mention for mention in mentions if mention.type == "admin"]
