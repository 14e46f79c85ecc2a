"""What the checks look at: the rows of a build with their indexes, and what is known of the country."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from geo.boundaries import Boundaries
from geo.gazetteer import Gazetteer
from loaders.models import Area, Link, Mention, Place, PlanDocument, Task, TaskArea


@dataclass(frozen=True)
class Tables:
    """The rows of a build, indexed by id; of several rows with one id the index holds the last.

    `linked` are places that the rows lead to and that are tested elsewhere, in place of the index of their table.
    """

    records: Mapping[str, Sequence[Any]]
    gazetteer: Gazetteer
    boundaries: Boundaries
    linked: Mapping[str, Place] | None = None

    @cached_property
    def plans(self) -> dict[str, PlanDocument]:
        """Plans by plan id."""
        return {plan.plan_id: plan for plan in self.records["plans"]}

    @cached_property
    def tasks(self) -> dict[str, Task]:
        """Tasks by task id."""
        return {task.task_id: task for task in self.records["tasks"]}

    @cached_property
    def mentions(self) -> dict[str, Mention]:
        """Mentions by mention id."""
        return {mention.mention_id: mention for mention in self.records["mentions"]}

    @cached_property
    def places(self) -> Mapping[str, Place]:
        """Places by place id."""
        if self.linked is not None:
            return self.linked
        return {place.place_id: place for place in self.records["places"]}

    @cached_property
    def areas(self) -> dict[str, Area]:
        """Areas by code."""
        return {area.code: area for area in self.records["areas"]}

    @property
    def links(self) -> Sequence[Link]:
        """Links in the order of the build."""
        return self.records["links"]

    @property
    def task_areas(self) -> Sequence[TaskArea]:
        """Task areas in the order of the build."""
        return self.records["task_areas"]

    def placed(self) -> Iterator[tuple[Link, Mention, Place]]:
        """Every link whose mention and place exist, with both."""
        for link in self.links:
            mention, place = self.mentions.get(link.mention_id), self.places.get(link.place_id or "")
            if mention is not None and place is not None:
                yield link, mention, place

    def name(self, adcode: str) -> str:
        """Official name of a division, or the code itself when it is unknown."""
        division = self.gazetteer.division(adcode)
        return division.name if division else adcode
