"""The function a build maps over its plans: one document to all rows that are made of it alone."""

from dataclasses import dataclass

from geo.gazetteer import Gazetteer
from geo.geocoding import Resolver
from loaders import linking, tasks
from loaders import mentions as mentioning
from loaders.areas import AreaFinder, plan_counties
from loaders.models import Area, Link, Mention, Place, PlanDocument, Task, TaskArea


@dataclass(frozen=True, slots=True)
class PlanRows:
    """What one plan adds to the tables; `towns` are the areas of its tasks that no table of divisions holds."""

    tasks: tuple[Task, ...]
    mentions: tuple[Mention, ...]
    links: tuple[Link, ...]
    places: tuple[Place, ...]
    task_areas: tuple[TaskArea, ...]
    towns: tuple[Area, ...]
    counties: tuple[str, ...]


def read(document: PlanDocument, *, gazetteer: Gazetteer, resolver: Resolver, finder: AreaFinder) -> PlanRows:
    """The rows of one plan."""
    found_tasks = tasks.parse(document)
    found = mentioning.extract(document, found_tasks, gazetteer=gazetteer)
    links = []
    places: dict[str, Place] = {}
    answers = linking.link_all(found, resolver, jurisdiction=document.jurisdiction)
    for mention, answer in zip(found, answers, strict=True):
        if answer.place is not None:
            places.setdefault(answer.place.place_id, answer.place)
        links.append(linking.link_of(mention, answer))
    task_areas = finder.task_areas(document, found_tasks, found)
    return PlanRows(
        tasks=tuple(found_tasks),
        mentions=tuple(found),
        links=tuple(links),
        places=tuple(places.values()),
        task_areas=tuple(task_areas),
        towns=finder.towns(row.code for row in task_areas),
        counties=plan_counties(document, found),
    )
