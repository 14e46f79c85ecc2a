"""The function a build maps over its plans: one document to all rows that are made of it alone."""

from dataclasses import dataclass, replace

import shapely

from geo.boundaries import Boundaries
from geo.gazetteer import Gazetteer
from geo.geocoding import Resolver
from loaders import linking, tasks
from loaders import mentions as mentioning
from loaders.areas import AreaFinder, plan_counties
from loaders.bulk.clock import Clock
from loaders.models import Area, Link, Mention, Place, PlanDocument, Task, TaskArea


@dataclass(frozen=True, slots=True)
class PlanRows:
    """A plan and what it adds to the tables; `towns` are the areas of its tasks that no table of divisions holds."""

    document: PlanDocument
    tasks: tuple[Task, ...]
    mentions: tuple[Mention, ...]
    links: tuple[Link, ...]
    places: tuple[Place, ...]
    task_areas: tuple[TaskArea, ...]
    towns: tuple[Area, ...]
    counties: tuple[str, ...]


def read(
    document: PlanDocument, *, gazetteer: Gazetteer, resolver: Resolver, finder: AreaFinder, clock: Clock
) -> PlanRows:
    """The rows of one plan; the time goes to the stages read and geocode."""
    with clock.stage("read"):
        found_tasks = tasks.parse(document)
        found = mentioning.extract(document, found_tasks, gazetteer=gazetteer)
    links = []
    places: dict[str, Place] = {}
    with clock.stage("geocode"):
        answers = linking.link_all(found, resolver, jurisdiction=document.jurisdiction)
        for mention, answer in zip(found, answers, strict=True):
            if answer.place is not None:
                places.setdefault(answer.place.place_id, answer.place)
            links.append(linking.link_of(mention, answer))
        task_areas = finder.task_areas(document, found_tasks, found)
        placed = tuple(with_counties(place, resolver.boundaries) for place in places.values())
    return PlanRows(
        document=document,
        tasks=tuple(found_tasks),
        mentions=tuple(found),
        links=tuple(links),
        places=placed,
        task_areas=tuple(task_areas),
        towns=finder.towns(row.code for row in task_areas),
        counties=plan_counties(document, found),
    )


def with_counties(place: Place, boundaries: Boundaries) -> Place:
    """The place with the counties that the way-points of a route lie in, in the order of the route."""
    if place.precision != "route" or place.counties:
        return place
    codes = (boundaries.county_at(lon, lat) for lon, lat in shapely.get_coordinates(place.geometry).tolist())
    return replace(place, counties=tuple(dict.fromkeys(code for code in codes if code)))
