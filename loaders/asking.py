"""What pages ask of a finished build, whether it is held in memory or by a database; see `loaders.catalog`.

Pages must not know the difference but for one thing: a list of all there is may be too long for a database to hand
over (`Catalog.limits`), so that long lists are asked for in pages and what needs the whole says that it is too much
(`TooMuchError`).
"""

import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from loaders.comparison import Comparison
from loaders.correcting.models import NO_CORRECTIONS, Corrections, Overlay
from loaders.errors import TooMuchError
from loaders.map_views import MapView
from loaders.models import (
    Area,
    AreaMark,
    BaseMap,
    Composition,
    Facets,
    Layer,
    Link,
    Mention,
    Place,
    PlanDocument,
    ProjectFeature,
    Query,
    Task,
)
from loaders.profile import Profile
from loaders.projects import ProjectRow, ProjectSelection
from loaders.quality import QualityFacets, QualityRow
from loaders.storage import BUILD_DIRECTORY, CheckCounts, FailedPlan

EVERYTHING = Query()
Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class Page:
    """A piece of a list: what comes `after` the record with this id, at most `limit`; without one all of it.

    `order` is one of `loaders.listing` (`-` before it for the reverse) instead of plan and text order; `skip` leaves
    out so many records.
    """

    after: str | None = None
    limit: int | None = None
    skip: int = 0
    order: str = ""

    def of(self, records: tuple[Record, ...], key: Callable[[Record], str]) -> tuple[Record, ...]:
        """The piece of a list that is at hand, in its order."""
        start = self.skip + (0 if self.after is None else [key(one) for one in records].index(self.after) + 1)
        return records[start:] if self.limit is None else records[start : start + self.limit]


WHOLE = Page()


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a catalog hands over at once.

    `listed` projects make one list, `joined` projects or tasks may be told in full, each with its tasks, units and
    plan, and `filed` projects fit into a file.
    """

    listed: int = sys.maxsize
    joined: int = sys.maxsize
    filed: int = sys.maxsize


class Catalog(ABC):
    """A finished build; every answer is a frozen record or a tuple of them.

    `overlay` holds what was corrected, of a served catalog the records of the plans that corrections touch alone (see
    `overlay_with`). Where corrections cannot be laid over it, `is_corrected` is False and `notices` say why.
    """

    overlay: Overlay
    limits = Limits()
    is_corrected = True

    def check(self, query: Query, most: int) -> None:
        """See to it that the query selects so many projects at most.

        Raises
        ------
        TooMuchError
            If there are more.
        """
        number = self.facets(query).projects
        if number > most:
            raise TooMuchError("projects", number, most)

    @staticmethod
    def open(directory: Path = BUILD_DIRECTORY, corrections: Corrections = NO_CORRECTIONS) -> "Catalog":
        """The catalog that the settings name, else of the build in `directory`, as planners have corrected it.

        Raises
        ------
        BuildMissingError
            If there is no finished build.
        BuildBrokenError
            If the build is incomplete, changed, or of another format.
        """
        from loaders.opening import opened  # which knows the kinds of catalogs

        return opened(directory, corrections)

    def overlay_with(self, about: Collection[str]) -> Overlay:
        """The overlay as whoever corrects needs it: with the plans of these mentions, or with these plans."""
        del about
        return self.overlay

    def mention(self, mention_id: str) -> Mention | None:
        """One mention, or None when there is no such mention, or it was rejected."""
        return next((one for one in self.overlay.records["mentions"] if one.mention_id == mention_id), None)

    @abstractmethod
    def corrected(self, corrections: Corrections) -> "Catalog":
        """The same build with other corrections than those of this catalog, without reading it again."""

    @property
    @abstractmethod
    def build_id(self) -> str:
        """Id of what is shown: a digest of the inputs and tables of the build and, where there are any, corrections."""

    @property
    @abstractmethod
    def failed(self) -> tuple[FailedPlan, ...]:
        """Plan files that could not be read, with the reason."""

    @property
    @abstractmethod
    def notices(self) -> tuple[str, ...]:
        """What went wrong with local tables and online services when the build was made, in sentences."""

    @property
    @abstractmethod
    def checked(self) -> CheckCounts | None:
        """What the quality gate found in the rows when the build was made, or None when they were not tested."""

    @abstractmethod
    def plans(self) -> tuple[PlanDocument, ...]:
        """All plans by plan id."""

    @abstractmethod
    def plan(self, plan_id: str) -> PlanDocument | None:
        """One plan, or None when there is no such plan."""

    @abstractmethod
    def plan_counties(self, plans: tuple[str, ...] = ()) -> tuple[Area, ...]:
        """Counties that the plans (all when none is given) are about, those with most projects first."""

    @abstractmethod
    def facets(self, query: Query = EVERYTHING) -> Facets:
        """Choices of every filter; each is counted with all other filters applied, but not itself."""

    @abstractmethod
    def projects(self, query: Query = EVERYTHING, page: Page = WHOLE) -> tuple[ProjectFeature, ...]:
        """Projects that satisfy the query (bounds and zoom aside), in plan and text order, by mention id."""

    @abstractmethod
    def tasks(self, query: Query = EVERYTHING, page: Page = WHOLE) -> tuple[Task, ...]:
        """Tasks that satisfy the query themselves or through one of their projects, in plan order."""

    @abstractmethod
    def project_rank(self, mention_id: str, query: Query = EVERYTHING, order: str = "") -> int:
        """How many projects of the query stand before this one, in an order of `Page`."""

    @abstractmethod
    def task_rank(self, task_id: str, query: Query = EVERYTHING, order: str = "") -> int:
        """How many tasks of the query stand before this one, in an order of `Page`."""

    @abstractmethod
    def layers(self, query: Query = EVERYTHING) -> tuple[Layer, ...]:
        """Layers points, routes and areas of what satisfies the query and, with `bounds`, lies in them."""

    @abstractmethod
    def map_view(self, query: Query = EVERYTHING, kept: Collection[str] = (), told: Collection[str] = ()) -> MapView:
        """What the view of the query (`bounds`, `zoom`; the first one without them) draws.

        `kept` stay single; clusters say which of `told` are in them (mention ids both).
        """

    @abstractmethod
    def area_mark(self, code: str, query: Query = EVERYTHING) -> AreaMark | None:
        """What of the query is counted at an area itself, or None when there is nothing."""

    @abstractmethod
    def composition(self, query: Query = EVERYTHING) -> Composition:
        """How finely the projects of the query are placed."""

    @abstractmethod
    def unresolved(self, query: Query = EVERYTHING) -> tuple[ProjectFeature, ...]:
        """Projects of the query that have no position, each with its reason."""

    @abstractmethod
    def quality(self, query: Query = EVERYTHING) -> tuple[QualityRow, ...]:
        """Mentions someone should look at, by the plans, problems, counties and words of the query, in plan order."""

    @abstractmethod
    def quality_facets(self, query: Query = EVERYTHING) -> QualityFacets:
        """Choices of the filters of `quality`; each is counted with all other filters applied, but not itself."""

    @abstractmethod
    def project_rows(self, query: Query = EVERYTHING, page: Page = WHOLE) -> tuple[ProjectRow, ...]:
        """Projects of the query, those of several plans put together, in plan and text order; pages are by project."""

    @abstractmethod
    def project_selection(self, query: Query = EVERYTHING) -> ProjectSelection:
        """The same rows with the marks of areas, as files of the ledger and its layers need them."""

    @abstractmethod
    def excerpt(self, mention_id: str) -> str:
        """The sentence of the plan round a mention."""

    @abstractmethod
    def compare(self, plan_a: str, plan_b: str) -> Comparison:
        """What the later plan `plan_b` says of the projects of the earlier `plan_a`; the last pairs are kept.

        Raises
        ------
        KeyError
            If there is no such plan.
        """

    @abstractmethod
    def profile(self, adcode: str | None, query: Query = EVERYTHING) -> Profile | None:
        """The profile of a county, by default of the one with most projects; None when there is no such county."""

    @abstractmethod
    def task(self, task_id: str) -> Task | None:
        """One task, or None when there is no such task."""

    @abstractmethod
    def clause(self, task_id: str) -> str:
        """Original text of a task, as in the plan file."""

    @abstractmethod
    def place(self, place_id: str) -> Place | None:
        """One place, or None when there is no such place."""

    @abstractmethod
    def area(self, code: str) -> Area | None:
        """One area by its 6- or 12-digit code, or None when no mark can stand there."""

    @abstractmethod
    def feature(self, mention_id: str) -> ProjectFeature | None:
        """The project that a mention stands for, or None when it names no project."""

    @abstractmethod
    def features_of(self, task_id: str) -> tuple[ProjectFeature, ...]:
        """Projects a task names, in text order."""

    @abstractmethod
    def features_at(self, code: str, query: Query = EVERYTHING) -> tuple[ProjectFeature, ...]:
        """Projects of the query at a place (place id) or in an area (6- or 12-digit code), routes through a county too.

        Raises
        ------
        TooMuchError
            If they are more than one list may hold.
        """

    @abstractmethod
    def tasks_at(self, code: str) -> tuple[Task, ...]:
        """Tasks with a project at a place or in an area, and those counted at the area itself, in plan order."""

    @abstractmethod
    def areas_of(self, task_id: str) -> tuple[Area, ...]:
        """Areas where a task is counted because it names them and has no project there."""

    def features_of_each(self, task_ids: Collection[str]) -> Mapping[str, tuple[ProjectFeature, ...]]:
        """Projects that each of the tasks names, in text order."""
        return {task_id: self.features_of(task_id) for task_id in task_ids}

    def areas_of_each(self, task_ids: Collection[str]) -> Mapping[str, tuple[Area, ...]]:
        """Areas where each of the tasks is counted because it names them and has no project there."""
        return {task_id: self.areas_of(task_id) for task_id in task_ids}

    @abstractmethod
    def mentions_of(self, task_id: str) -> tuple[Mention, ...]:
        """Mentions inside a task, in text order."""

    @abstractmethod
    def task_of(self, mention_id: str) -> str | None:
        """Id of the task in which a mention stands, or None outside of tasks."""

    @abstractmethod
    def link(self, mention_id: str) -> Link | None:
        """How a mention was placed: the reason and the rejected candidates, or None for an unknown mention."""

    @abstractmethod
    def base_map(self, plans: tuple[str, ...] = ()) -> BaseMap:
        """Base map of the plans (all when none is given), kept for the last choices of plans."""

    @abstractmethod
    def selected(self, keys: Collection[str]) -> tuple[ProjectFeature, ...]:
        """Projects with one of these mention ids or place ids, in plan and text order."""

    @abstractmethod
    def among(self, mention_ids: Collection[str], query: Query) -> frozenset[str]:
        """Those of the mention ids whose projects satisfy the query."""

    @abstractmethod
    def named(self, name: str, adcode: str | None) -> tuple[ProjectFeature, ...]:
        """Projects in a county whose name is this one, or a longer or shorter form; anywhere those of the very name."""

    @abstractmethod
    def elsewhere(self, feature: ProjectFeature) -> tuple[ProjectFeature, ...]:
        """The same project in other plans."""
