"""The narrow reading door: opens a finished build and answers what pages ask, in frozen records.

A build of usual size is read into memory once (`MemoryCatalog`); a large or published one is answered by a database
(`loaders.serving`). Nothing here reads plans: `ensure_built` alone starts a build, when the data directory holds none
or its inputs have changed.
"""

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any

from geo.errors import SettingError
from geo.gazetteer import Gazetteer, short_name
from geo.settings import from_secrets
from loaders import comparison, geojson, listing, storage
from loaders import layers as layering
from loaders.asking import EVERYTHING, WHOLE, Catalog, Page
from loaders.building import ensure_built, present_build
from loaders.comparison import ComparedProject, Comparison, ComparisonFacets, ComparisonQuery, CountyChanges
from loaders.correcting.models import NO_CORRECTIONS, Corrections
from loaders.correcting.opening import corrected, present_corrections
from loaders.errors import (
    BuildBrokenError,
    BuildFailedError,
    BuildMissingError,
    CatalogError,
    LoaderError,
    TooMuchError,
)
from loaders.joins import Joins
from loaders.listing import PROJECT_ORDERS, TASK_ORDERS
from loaders.map_views import Cluster, MapView
from loaders.models import (
    Area,
    AreaMark,
    BaseMap,
    Candidate,
    Composition,
    Facet,
    Facets,
    Layer,
    Link,
    Mention,
    Place,
    PlanDocument,
    ProjectFeature,
    Query,
    Span,
    Task,
)
from loaders.online_maps import OnlineMap, base_on, online_maps, view_on
from loaders.profile import CountyTask, Profile, Profiles, ProjectGroup, SectorStages, UnitCount
from loaders.projects import SOURCES, ProjectRow, Projects, ProjectSelection
from loaders.quality import CONFIDENCE_THRESHOLD, Quality, QualityCount, QualityFacets, QualityRow
from loaders.romanising import romanised
from loaders.sentences import pieces as sentence_pieces
from loaders.sources import MapCredit, map_credit
from loaders.storage import BUILD_DIRECTORY, CheckCounts, FailedPlan
from loaders.symbology import (
    LINE_WIDTHS,
    OUTLINES,
    UNSTATED,
    icon_path,
    outline_of,
    sector_colour,
    stage_fill,
)
from loaders.vocabulary import Term, sector_of_kind, stage_groups, terms

__all__ = [
    "BUILD_DIRECTORY",
    "CONFIDENCE_THRESHOLD",
    "LINE_WIDTHS",
    "OUTLINES",
    "PROJECT_ORDERS",
    "SOURCES",
    "TASK_ORDERS",
    "UNSTATED",
    "Area",
    "AreaMark",
    "BaseMap",
    "BuildBrokenError",
    "BuildFailedError",
    "BuildMissingError",
    "Candidate",
    "Catalog",
    "CatalogError",
    "CheckCounts",
    "Cluster",
    "ComparedProject",
    "Comparison",
    "ComparisonFacets",
    "ComparisonQuery",
    "Composition",
    "Corrections",
    "CountyChanges",
    "CountyTask",
    "Facet",
    "Facets",
    "FailedPlan",
    "Layer",
    "Link",
    "LoaderError",
    "MapCredit",
    "MapView",
    "MemoryCatalog",
    "Mention",
    "OnlineMap",
    "Page",
    "Place",
    "PlanDocument",
    "Profile",
    "ProjectFeature",
    "ProjectGroup",
    "ProjectRow",
    "ProjectSelection",
    "QualityCount",
    "QualityFacets",
    "QualityRow",
    "Query",
    "SectorStages",
    "SettingError",
    "Span",
    "Task",
    "Term",
    "TooMuchError",
    "UnitCount",
    "base_on",
    "by_county",
    "composition",
    "default_pair",
    "ensure_built",
    "from_secrets",
    "icon_path",
    "map_credit",
    "online_maps",
    "outline_of",
    "precision_class",
    "present_build",
    "present_corrections",
    "romanised",
    "sector_colour",
    "sector_of_kind",
    "sentence_pieces",
    "short_name",
    "stage_fill",
    "stage_groups",
    "terms",
    "view_on",
]

BASE_MAPS_KEPT = 16
COMPARISONS_KEPT = 8
FACETS_KEPT = 32

by_county = comparison.by_county
composition = layering.composition
default_pair = comparison.default_pair
precision_class = layering.precision_class


class MemoryCatalog(Catalog):
    """A finished build in memory; every answer is a frozen record or a tuple of them."""

    def __init__(
        self,
        manifest: storage.Manifest,
        records: Mapping[str, Sequence[Any]],
        corrections: Corrections = NO_CORRECTIONS,
    ) -> None:
        """Join the tables of one build (see `loaders.opening`)."""
        self._manifest = manifest
        self.overlay = corrected(records, manifest.scopes, corrections, inputs=manifest.inputs)
        self._joins = Joins(self.overlay.records)
        self._base_maps = lru_cache(maxsize=BASE_MAPS_KEPT)(self._make_base_map)
        self._comparisons = lru_cache(maxsize=COMPARISONS_KEPT)(self._compare)
        self._facets = lru_cache(maxsize=FACETS_KEPT)(self._count_facets)
        self._scopes = {scope.plan_id: scope for scope in self.overlay.scopes}

    def corrected(self, corrections: Corrections) -> "MemoryCatalog":
        """The same build with other corrections than those of this catalog, without reading it again."""
        return MemoryCatalog(self._manifest, self.overlay.read, corrections)

    @property
    def build_id(self) -> str:
        """Id of what is shown: a digest of the inputs and tables of the build and, where there are any, corrections."""
        return "-".join(filter(None, (self._manifest.build_id, self.overlay.corrections.digest[:12])))

    @property
    def failed(self) -> tuple[FailedPlan, ...]:
        """Plan files that could not be read, with the reason."""
        return self._manifest.failed

    @property
    def notices(self) -> tuple[str, ...]:
        """What went wrong with local tables and online services when the build was made, in sentences."""
        return tuple(filter(None, (*self._manifest.notices, self.overlay.corrections.notice)))

    @property
    def checked(self) -> CheckCounts | None:
        """What the quality gate found in the rows when the build was made, or None when they were not tested."""
        return self._manifest.checked

    def plans(self) -> tuple[PlanDocument, ...]:
        """All plans by plan id."""
        return tuple(self._joins.plans.values())

    def plan(self, plan_id: str) -> PlanDocument | None:
        """One plan, or None when there is no such plan."""
        return self._joins.plans.get(plan_id)

    def plan_counties(self, plans: tuple[str, ...] = ()) -> tuple[Area, ...]:
        """Counties that the plans (all when none is given) are about, those with most projects first."""
        chosen = plans or tuple(self._joins.plans)
        codes = dict.fromkeys(code for plan in chosen if plan in self._scopes for code in self._scopes[plan].adcodes)
        return tuple(self._joins.areas[code] for code in codes if code in self._joins.areas)

    def facets(self, query: Query = EVERYTHING) -> Facets:
        """Choices of every filter; each is counted with all other filters applied, but not itself."""
        return self._facets(query)

    def projects(self, query: Query = EVERYTHING, page: Page = WHOLE) -> tuple[ProjectFeature, ...]:
        """Projects that satisfy the query (bounds and zoom aside), in plan and text order, by mention id."""
        found = self._joins.selection.features(query)
        return page.of(listing.ordered_projects(found, page.order), lambda item: item.mention_id)

    def selected(self, keys: Collection[str]) -> tuple[ProjectFeature, ...]:
        """Projects with one of these mention ids or place ids, in plan and text order."""
        return tuple(item for item in self._joins.features if item.mention_id in keys or item.place_id in keys)

    def among(self, mention_ids: Collection[str], query: Query) -> frozenset[str]:
        """Those of the mention ids whose projects satisfy the query."""
        return frozenset(item.mention_id for item in self.projects(query)) & frozenset(mention_ids)

    def named(self, name: str, adcode: str | None) -> tuple[ProjectFeature, ...]:
        """Projects in a county whose name is this one, or a longer or shorter form; anywhere those of the very name."""
        return self._joins.named(name, adcode)

    def elsewhere(self, feature: ProjectFeature) -> tuple[ProjectFeature, ...]:
        """The same project in other plans."""
        return self._projects.rows([feature])[0].elsewhere

    def tasks(self, query: Query = EVERYTHING, page: Page = WHOLE) -> tuple[Task, ...]:
        """Tasks that satisfy the query themselves or through one of their projects, in plan order."""
        return page.of(listing.ordered_tasks(self._joins.selection.tasks(query), page.order), lambda task: task.task_id)

    def project_rank(self, mention_id: str, query: Query = EVERYTHING, order: str = "") -> int:
        """How many projects of the query stand before this one."""
        found = listing.ordered_projects(self._joins.features, order)
        return listing.rank(found, lambda item: item.mention_id, mention_id, self.projects(query))

    def task_rank(self, task_id: str, query: Query = EVERYTHING, order: str = "") -> int:
        """How many tasks of the query stand before this one."""
        found = listing.ordered_tasks(self._joins.tasks.values(), order)
        return listing.rank(found, lambda task: task.task_id, task_id, self.tasks(query))

    def layers(self, query: Query = EVERYTHING) -> tuple[Layer, ...]:
        """Layers points, routes and areas of what satisfies the query and, with `bounds`, lies in them."""
        joins = self._joins
        return layering.build_layers(self.projects(query), joins.marks_of(query), joins.areas, bounds=query.bounds)

    def map_view(self, query: Query = EVERYTHING, kept: Collection[str] = (), told: Collection[str] = ()) -> MapView:
        """What the view of the query draws."""
        chosen, marks = self._joins.selection.mask(query), self._joins.marks_of(query)
        return self._joins.views.view(chosen, marks, bounds=query.bounds, zoom=query.zoom, kept=kept, told=told)

    def area_mark(self, code: str, query: Query = EVERYTHING) -> AreaMark | None:
        """What of the query is counted at an area itself, or None when there is nothing."""
        return self._joins.area_mark(code, query)

    def composition(self, query: Query = EVERYTHING) -> Composition:
        """How finely the projects of the query are placed."""
        return layering.composition(self.projects(query))

    def unresolved(self, query: Query = EVERYTHING) -> tuple[ProjectFeature, ...]:
        """Projects of the query that have no position, each with its reason."""
        return tuple(item for item in self.projects(query) if item.precision == layering.UNRESOLVED)

    def quality(self, query: Query = EVERYTHING) -> tuple[QualityRow, ...]:
        """Mentions someone should look at, by the plans, problems, counties and words of the query, in plan order."""
        return self._quality.rows(query)

    def quality_facets(self, query: Query = EVERYTHING) -> QualityFacets:
        """Choices of the filters of `quality`; each is counted with all other filters applied, but not itself."""
        return self._quality.facets(query)

    def project_rows(self, query: Query = EVERYTHING, page: Page = WHOLE) -> tuple[ProjectRow, ...]:
        """Projects of the query, those of several plans put together, in plan and text order; pages are by project."""
        return self._projects.rows(self.projects(query, page))

    def project_selection(self, query: Query = EVERYTHING) -> ProjectSelection:
        """The same rows with the marks of areas, as files of the ledger and its layers need them."""
        marks = tuple(mark for mark in self.layers(query)[2].features if isinstance(mark, AreaMark))
        return ProjectSelection(self.project_rows(query), marks, self._joins.plans, self._joins.tasks)

    def excerpt(self, mention_id: str) -> str:
        """The sentence of the plan round a mention."""
        return self._projects.excerpt(mention_id)

    def compare(self, plan_a: str, plan_b: str) -> Comparison:
        """What the later plan `plan_b` says of the projects of the earlier `plan_a`; the last pairs are kept.

        Raises
        ------
        KeyError
            If there is no such plan.
        """
        return self._comparisons(plan_a, plan_b)

    def profile(self, adcode: str | None, query: Query = EVERYTHING) -> Profile | None:
        """The profile of a county, by default of the one with most projects; None when there is no such county."""
        return self._profiles.profile(adcode, query)

    def task(self, task_id: str) -> Task | None:
        """One task, or None when there is no such task."""
        return self._joins.tasks.get(task_id)

    def clause(self, task_id: str) -> str:
        """Original text of a task, as in the plan file."""
        return self._joins.clause(task_id)

    def place(self, place_id: str) -> Place | None:
        """One place, or None when there is no such place."""
        return self._joins.places.get(place_id)

    def area(self, code: str) -> Area | None:
        """One area by its 6- or 12-digit code, or None when no mark can stand there."""
        return self._joins.areas.get(code)

    def feature(self, mention_id: str) -> ProjectFeature | None:
        """The project that a mention stands for, or None when it names no project."""
        return self._joins.feature_of_mention.get(mention_id)

    def features_of(self, task_id: str) -> tuple[ProjectFeature, ...]:
        """Projects a task names, in text order."""
        return tuple(self._joins.features_of_task.get(task_id, ()))

    def features_at(self, code: str, query: Query = EVERYTHING) -> tuple[ProjectFeature, ...]:
        """Projects of the query at a place (place id) or in an area (its code), routes through a county included."""
        return self._joins.features_at(code, query)

    def tasks_at(self, code: str) -> tuple[Task, ...]:
        """Tasks with a project at a place or in an area, and those counted at the area itself, in plan order."""
        return self._joins.tasks_at(code)

    def areas_of(self, task_id: str) -> tuple[Area, ...]:
        """Areas where a task is counted because it names them and has no project there."""
        return tuple(self._joins.areas[code] for code in self._joins.marks.get(task_id, ()))

    def mentions_of(self, task_id: str) -> tuple[Mention, ...]:
        """Mentions inside a task, in text order."""
        return tuple(self._joins.mentions_of_task.get(task_id, ()))

    def task_of(self, mention_id: str) -> str | None:
        """Id of the task in which a mention stands, or None outside of tasks."""
        return self._projects.task_of(mention_id)

    def link(self, mention_id: str) -> Link | None:
        """How a mention was placed: the reason and the rejected candidates, or None for an unknown mention."""
        return self._joins.links.get(mention_id)

    def base_map(self, plans: tuple[str, ...] = ()) -> BaseMap:
        """Base map of the plans (all when none is given), kept for the last choices of plans."""
        return self._base_maps(plans)

    @cached_property
    def _profiles(self) -> Profiles:
        return Profiles(self._joins.records, self._joins.selection)

    @cached_property
    def _quality(self) -> Quality:
        return Quality(self._joins.records)

    @cached_property
    def _projects(self) -> Projects:
        return Projects(self._joins.records, self._joins.features)

    def _make_base_map(self, plans: tuple[str, ...]) -> BaseMap:
        boxes = {plan: scope.bounds for plan, scope in self._scopes.items()}
        return geojson.base_map_of(self._joins.records, boxes, plans)

    def _compare(self, plan_a: str, plan_b: str) -> Comparison:
        return comparison.compare(
            self._joins.plans[plan_a], self._joins.plans[plan_b], self._joins.features, Gazetteer.load()
        )

    def _count_facets(self, query: Query) -> Facets:
        return self._joins.selection.facets(query, plans=self.plans(), counties=self._county_choices(query.plans))

    def _county_choices(self, plans: tuple[str, ...]) -> tuple[Area, ...]:
        """Counties of the plans, then other counties that hold one of their projects or are named by a task."""
        query = Query(plans=plans)
        found = {item.adcode for item in self.projects(query)}
        for task in self._joins.selection.tasks(query):
            found.update(self._joins.areas[code].adcode for code in self._joins.marks.get(task.task_id, ()))
        others = sorted(
            code for code in found if code in self._joins.areas and self._joins.areas[code].level == "county"
        )
        choices = dict.fromkeys(self.plan_counties(plans))
        return tuple(dict.fromkeys([*choices, *(self._joins.areas[code] for code in others)]))
