"""The rows of some plans side by side, and the box that the map of each plan shows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from shapely.geometry.base import BaseGeometry

from geo.boundaries import Boundaries
from loaders import basemap
from loaders.areas import AreaFinder
from loaders.models import Area, BaseArea, Link, Mention, Place, PlanDocument, Task, TaskArea
from loaders.plan_rows import PlanRows


@dataclass(slots=True)
class Records:
    """Rows of plans while plan after plan is added."""

    plans: list[PlanDocument] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    places: dict[str, Place] = field(default_factory=dict)
    task_areas: list[TaskArea] = field(default_factory=list)
    counties: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def add(self, rows: PlanRows) -> None:
        """Add the rows of a plan; of a place that several plans name the first one's row stays."""
        self.plans.append(rows.document)
        self.tasks += rows.tasks
        self.mentions += rows.mentions
        self.links += rows.links
        for place in rows.places:
            self.places.setdefault(place.place_id, place)
        self.task_areas += rows.task_areas
        self.counties[rows.document.plan_id] = rows.counties

    def tables(self, places: Iterable[Place] = ()) -> dict[str, list[Any]]:
        """The rows by table name, with these places."""
        return {
            "plans": self.plans,
            "tasks": self.tasks,
            "mentions": self.mentions,
            "places": list(places),
            "links": self.links,
            "task_areas": self.task_areas,
            "areas": [],
            "base_counties": [],
            "base_provinces": [],
            "base_lines": [],
        }


def views(records: Records, boundaries: Boundaries) -> dict[str, basemap.Bounds]:
    """Box each plan's map shows: round its counties and what it places; else its jurisdiction; else nothing."""
    plan_of = {mention.mention_id: mention.plan_id for mention in records.mentions}
    shown: dict[str, list[BaseGeometry]] = {plan.plan_id: [] for plan in records.plans}
    for link in records.links:
        if link.place_id and records.places[link.place_id].precision not in {"county", "region"}:
            shown[plan_of[link.mention_id]].append(records.places[link.place_id].geometry)
    for plan_id, adcodes in records.counties.items():
        shown[plan_id] += [polygon for code in adcodes if (polygon := boundaries.polygon(code)) is not None]
    for plan in records.plans:
        if not shown[plan.plan_id] and (polygon := boundaries.polygon(plan.jurisdiction or "")) is not None:
            shown[plan.plan_id].append(polygon)
    return {plan_id: basemap.view_bounds(geometries) for plan_id, geometries in shown.items() if geometries}


def surroundings(
    codes: Iterable[str],
    *,
    views: Mapping[str, basemap.Bounds],
    counties: Mapping[str, tuple[str, ...]],
    boundaries: Boundaries,
    finder: AreaFinder,
    labels: Iterable[BaseArea],
) -> dict[str, list[Any]]:
    """The areas of these codes and the base map of plans with these boxes and counties, by table name.

    `labels` are those of the provinces in the boxes.
    """
    base = basemap.county_areas(boundaries, views=views, plan_counties=counties)
    points = {county.adcode: (county.lon, county.lat) for county in base}
    areas = [area for code in sorted(codes) if (area := finder.area(code))]
    return {
        "areas": [_at_label(area, points) for area in areas],
        "base_counties": base,
        "base_provinces": [*basemap.province_areas(boundaries), *sorted(labels, key=lambda label: label.views)],
        "base_lines": basemap.border_lines(base, boundaries),
    }


def _at_label(area: Area, labels: Mapping[str, tuple[float, float]]) -> Area:
    """The area with its mark where the base map writes its name."""
    lon, lat = labels.get(area.code, (area.lon, area.lat))
    return replace(area, lon=lon, lat=lat)


def area_codes(records: Records) -> set[str]:
    """Codes of all areas that the tasks, the plans and their places name."""
    codes = {row.code for row in records.task_areas}.union(*records.counties.values())
    codes |= {plan.jurisdiction for plan in records.plans if plan.jurisdiction}
    return codes | place_codes(records.places)


def place_codes(places: Mapping[str, Place]) -> set[str]:
    """Codes of the areas that hold these places; those that a line only crosses are none."""
    codes = {place.adcode for place in places.values() if place.adcode}
    return codes.union(*(place.counties for place in places.values() if place.precision != "route"))
