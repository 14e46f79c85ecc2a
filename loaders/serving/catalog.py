"""The catalog that a database answers: the same questions and answers as the one in memory, at any size.

Counts and the map are exact whatever the number of projects. Lists are read in pages; a list as a whole is refused
beyond `records.MOST` (`TooMuchError`). What joins every mention of its plans (the quality page, two plans compared)
reads those plans into memory, where they are few enough. So do corrections with the plans they touch (see
`loaders.serving.correcting`).
"""

import weakref
from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import cached_property, lru_cache, partial

import numpy as np

from loaders import geojson, storage
from loaders import layers as layering
from loaders.asking import EVERYTHING, WHOLE, Catalog, Limits, Page
from loaders.comparison import Comparison
from loaders.correcting.models import Corrections, Overlay
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
from loaders.profile import Profile, Profiles
from loaders.projects import ProjectRow, ProjectSelection
from loaders.quality import QualityFacets, QualityRow, sentence_round
from loaders.selection import filters_of
from loaders.serving.alike import together
from loaders.serving.choosing import Choosing
from loaders.serving.correcting import Correcting
from loaders.serving.counting import Counting
from loaders.serving.engines import Condition, Engine
from loaders.serving.holding import Held, opened
from loaders.serving.index import Rows
from loaders.serving.joined import plans_in_memory
from loaders.serving.laying import NotLaidError
from loaders.serving.listing import Orders
from loaders.serving.lookups import Lookups
from loaders.serving.marks import marks_of
from loaders.serving.profiling import Selected, profiles_of
from loaders.serving.records import ALIKE, MOST, Records
from loaders.serving.views import ServedViews

LIMITS = Limits(listed=2_000, joined=500, filed=MOST)
FACETS_KEPT = 16  # some 3 MB each where there are ten thousand plans


class ServedCatalog(Lookups, Catalog):
    """A build in a database."""

    limits = LIMITS

    def __init__(self, engine: Engine, held: Held | None = None, former: "ServedCatalog | None" = None) -> None:
        """Read what is small, unless it is `held` already: of the `former` catalog with its corrections.

        Raises
        ------
        BuildBrokenError
            If the database holds a catalog of another program.
        """
        self._held = held = held or opened(engine)
        self._former = former
        self._engine, self._areas, self._index, self.overlay = engine, held.areas, held.index, held.overlay
        self._scopes = {scope.plan_id: scope for scope in self.overlay.scopes}
        self._records = Records(engine, self._index)
        self._orders = Orders(engine, self._index)
        self._choosing = Choosing(engine, self._index, held.codes)
        self._counting = Counting(self._index, self._choosing)
        self._views = ServedViews(self._index, self._choosing, self._counting, self._records, self._areas)
        self._facets = lru_cache(maxsize=FACETS_KEPT)(self._count_facets)
        self._choices = lru_cache(maxsize=4)(self._find_choices)
        self._base_maps = lru_cache(maxsize=4)(self._make_base_map)
        self._whole = lru_cache(maxsize=2)(partial(plans_in_memory, held))

    def corrected(self, corrections: Corrections) -> "ServedCatalog":
        """The same catalog with other corrections; where they cannot be laid over it, its notices say why.

        What was made for them goes with the catalog that nobody uses any more.
        """
        if self._former is not None:
            return self._former.corrected(corrections)
        if not corrections.items and not corrections.notice:
            return self
        held, refused = self._held, ""
        try:
            held = self._correcting.corrected(corrections) if corrections.items else held
        except NotLaidError as error:
            refused = str(error)
            corrections = Corrections(notice=refused)
        if held is self._held:
            held = replace(held, overlay=replace(held.overlay, corrections=corrections))
        found = ServedCatalog(held.engine, held, self)
        found.is_corrected = not refused
        if held.engine is not self._engine:
            weakref.finalize(found, held.engine.close).atexit = False
        return found

    def overlay_with(self, about: Collection[str]) -> Overlay:
        """The overlay with the plans of these mentions, or with these plans, whether they were corrected or not."""
        sql = "SELECT DISTINCT plan_id FROM mention WHERE mention_id = ANY($about)"
        plans = {plan for (plan,) in self._engine.rows(sql, about=list(about))}
        return (self._former or self)._correcting.with_plans(self.overlay, sorted(plans | set(about)))

    def mention(self, mention_id: str) -> Mention | None:
        """One mention."""
        return self._records.one(Mention, "mention", "mention_id", mention_id)

    @property
    def build_id(self) -> str:
        """Id of the build and, where there are any, its corrections."""
        return "-".join(filter(None, (self._held.manifest.build_id, self.overlay.corrections.digest[:12])))

    @property
    def failed(self) -> tuple[storage.FailedPlan, ...]:
        """Plan files that could not be read, with the reason."""
        return self._held.manifest.failed

    @property
    def notices(self) -> tuple[str, ...]:
        """What went wrong when the build was made, in sentences."""
        return tuple(filter(None, (*self._held.manifest.notices, self.overlay.corrections.notice)))

    @property
    def checked(self) -> storage.CheckCounts | None:
        """What the quality gate found when the build was made."""
        return self._held.manifest.checked

    def plans(self) -> tuple[PlanDocument, ...]:
        """All plans by plan id, without their texts (see `plan`)."""
        return self._held.plans

    def plan(self, plan_id: str) -> PlanDocument | None:
        """One plan with its text."""
        return self._records.plan(plan_id)

    def plan_counties(self, plans: tuple[str, ...] = ()) -> tuple[Area, ...]:
        """Counties that the plans (all when none is given) are about."""
        chosen = plans or tuple(self._scopes)
        codes = dict.fromkeys(code for plan in chosen if plan in self._scopes for code in self._scopes[plan].adcodes)
        return tuple(self._areas[code] for code in codes if code in self._areas)

    def facets(self, query: Query = EVERYTHING) -> Facets:
        """Choices of every filter, of townships and units the most frequent ones."""
        return self._facets(filters_of(query))

    def projects(self, query: Query = EVERYTHING, page: Page = WHOLE) -> tuple[ProjectFeature, ...]:
        """Projects of the query."""
        own = self._orders.page("feature", "mention_id", self._rows(query), page)
        return tuple(self._records.of_rows(ProjectFeature, "feature", own))

    def selected(self, keys: Collection[str]) -> tuple[ProjectFeature, ...]:
        """Projects with one of these mention ids or place ids."""
        return tuple(self._records.selected(keys))

    def among(self, mention_ids: Collection[str], query: Query) -> frozenset[str]:
        """Those of the mention ids whose projects satisfy the query."""
        sql = "SELECT n, mention_id FROM feature WHERE mention_id = ANY($among)"
        numbers: dict[int, str] = dict(self._engine.rows(sql, among=list(mention_ids)))
        return frozenset(numbers[n + 1] for n in self._among(query, [n - 1 for n in numbers]).tolist())

    def named(self, name: str, adcode: str | None) -> tuple[ProjectFeature, ...]:
        """Projects in a county whose name is this one, or a longer or shorter form; anywhere those of the very name."""
        if adcode is None:
            return tuple(self._records.features_where(("name = $name", {"name": name})))
        own = (self._rows(Query(counties=(adcode,))) + 1).tolist()
        values = {"own": own, "named": name, "longer": "%" + "".join(f"{character}%" for character in name)}
        found = self._records.features_where((f"n = ANY($own) AND {ALIKE}", values))
        return tuple(item for item in found if layering.abbreviates(item.name, name))

    def elsewhere(self, feature: ProjectFeature) -> tuple[ProjectFeature, ...]:
        """The same project in other plans."""
        own = self._index.numbers_of([feature.mention_id])
        return together(self._index, self._records, own).rows([feature])[0].elsewhere

    def tasks(self, query: Query = EVERYTHING, page: Page = WHOLE) -> tuple[Task, ...]:
        """Tasks of the query."""
        own = self._orders.page("task", "task_id", self._task_rows(query), page)
        return tuple(self._records.of_rows(Task, "task", own))

    def project_rank(self, mention_id: str, query: Query = EVERYTHING, order: str = "") -> int:
        """How many projects of the query stand before this one."""
        return self._orders.rank("feature", "mention_id", mention_id, self._rows(query), order)

    def task_rank(self, task_id: str, query: Query = EVERYTHING, order: str = "") -> int:
        """How many tasks of the query stand before this one."""
        return self._orders.rank("task", "task_id", task_id, self._task_rows(query), order)

    def layers(self, query: Query = EVERYTHING) -> tuple[Layer, Layer, Layer]:
        """Layers of what satisfies the query and, with `bounds`, lies in them."""
        rows = self._rows(query)
        rows = rows[self._index.inside(rows, query.bounds)]
        found = self._records.of_rows(ProjectFeature, "feature", rows)
        marks = self._marks_in(query, query.bounds)
        return layering.build_layers(found, marks, self._areas, bounds=query.bounds)

    def map_view(self, query: Query = EVERYTHING, kept: Collection[str] = (), told: Collection[str] = ()) -> MapView:
        """What the view of the query draws."""
        marks = partial(self._marks_in, query)
        chosen = self._choosing.chosen(query)
        return self._views.view(chosen, bounds=query.bounds, zoom=query.zoom, kept=kept, told=told, marks_in=marks)

    def area_mark(self, code: str, query: Query = EVERYTHING) -> AreaMark | None:
        """What of the query is counted at an area itself."""
        own = self._standing(("area_code = $area", {"area": code}), query)
        found = self._records.of_rows(ProjectFeature, "feature", own, self.limits.listed)
        marks = self._marks_in(query, None, at=[code])
        marked = layering.build_layers(found, marks, self._areas)[2].features
        return next((mark for mark in marked if isinstance(mark, AreaMark) and mark.code == code), None)

    def composition(self, query: Query = EVERYTHING) -> Composition:
        """How finely the projects of the query are placed."""
        counts = dict.fromkeys(("township", "route", "county", "unresolved"), 0)
        for number, projects, _ in self._counting.by_code(self._choosing.chosen(query)):
            dimension, code = self._choosing.codes[number]
            if dimension == "precisions":
                counts[layering.precision_class(code)] += projects
        return Composition(**counts)

    def unresolved(self, query: Query = EVERYTHING) -> tuple[ProjectFeature, ...]:
        """Projects of the query that have no position."""
        nowhere = self._rows(Query(precisions=(layering.UNRESOLVED,)))
        own = self._among(query, nowhere.tolist())
        return tuple(self._records.of_rows(ProjectFeature, "feature", own))

    def quality(self, query: Query = EVERYTHING) -> tuple[QualityRow, ...]:
        """Mentions someone should look at, of plans that are few enough."""
        return self._whole(query.plans).quality(query)

    def quality_facets(self, query: Query = EVERYTHING) -> QualityFacets:
        """Choices of the filters of `quality`."""
        return self._whole(query.plans).quality_facets(query)

    def project_rows(self, query: Query = EVERYTHING, page: Page = WHOLE) -> tuple[ProjectRow, ...]:
        """Projects of the query, those of several plans put together; a page is one of projects."""
        own = self._orders.page("feature", "mention_id", self._rows(query), page)
        return together(self._index, self._records, own).rows(self._records.of_rows(ProjectFeature, "feature", own))

    def project_selection(self, query: Query = EVERYTHING) -> ProjectSelection:
        """The same rows with the marks of areas, and the plans and tasks they name."""
        rows = self.project_rows(query)
        marks = tuple(mark for mark in self.layers(query)[2].features if isinstance(mark, AreaMark))
        named = {task_id for row in rows for task_id in row.task_ids} | {one for mark in marks for one in mark.task_ids}
        tasks = self._records.several(Task, "task", "task_id", named, "n")
        plans = {plan.plan_id: plan for plan in self._held.plans}
        return ProjectSelection(rows, marks, plans, {task.task_id: task for task in tasks})

    def excerpt(self, mention_id: str) -> str:
        """The sentence of the plan round a mention."""
        sql = "SELECT plan_id, start_char, end_char FROM mention WHERE mention_id = $mention"
        ((plan_id, *where),) = self._engine.rows(sql, mention=mention_id)
        sql = "SELECT full_text FROM plan WHERE plan_id = $plan"
        return sentence_round(self._engine.rows(sql, plan=plan_id)[0][0], *where)

    def compare(self, plan_a: str, plan_b: str) -> Comparison:
        """What the later plan says of the projects of the earlier one."""
        return self._whole(tuple(sorted({plan_a, plan_b}))).compare(plan_a, plan_b)

    def profile(self, adcode: str | None, query: Query = EVERYTHING) -> Profile | None:
        """The profile of a county."""
        return self._profiles.profile(adcode, query)

    def task(self, task_id: str) -> Task | None:
        """One task."""
        return self._records.one(Task, "task", "task_id", task_id)

    def clause(self, task_id: str) -> str:
        """Original text of a task."""
        return self._records.clause(task_id)

    def place(self, place_id: str) -> Place | None:
        """One place."""
        return self._records.one(Place, "place", "place_id", place_id)

    def area(self, code: str) -> Area | None:
        """One area by its code."""
        return self._areas.get(code)

    def feature(self, mention_id: str) -> ProjectFeature | None:
        """The project that a mention stands for."""
        return self._records.feature(mention_id)

    def features_of(self, task_id: str) -> tuple[ProjectFeature, ...]:
        """Projects a task names."""
        return tuple(self._records.features_of(task_id))

    def features_at(self, code: str, query: Query = EVERYTHING) -> tuple[ProjectFeature, ...]:
        """Projects of the query at a place or in an area."""
        own = self._standing(self._at(code), query)
        return tuple(self._records.of_rows(ProjectFeature, "feature", own, self.limits.listed))

    def tasks_at(self, code: str) -> tuple[Task, ...]:
        """Tasks with a project at a place or in an area, and those counted at the area itself."""
        sql, values = self._at(code)
        named = self._engine.rows(f"SELECT DISTINCT UNNEST(tasks) FROM feature WHERE {sql}", **values)
        marked = self._engine.rows("SELECT task FROM task_mark WHERE code = $own", own=code)
        own = [number for (number,) in (*named, *marked)]
        return tuple(self._records.listed_tasks(("n = ANY($own)", {"own": own})) if own else ())

    def areas_of(self, task_id: str) -> tuple[Area, ...]:
        """Areas where a task is counted because it names them and has no project there."""
        own = self._records.task_numbers([task_id])
        rows = self._engine.rows("SELECT place, code FROM task_mark WHERE task = ANY($own)", own=own) if own else []
        return tuple(self._areas[code] for _, code in sorted(rows))

    def mentions_of(self, task_id: str) -> tuple[Mention, ...]:
        """Mentions inside a task."""
        return tuple(self._records.mentions_of(task_id))

    def task_of(self, mention_id: str) -> str | None:
        """Id of the task in which a mention stands."""
        return self._records.task_of(mention_id)

    def link(self, mention_id: str) -> Link | None:
        """How a mention was placed."""
        return self._records.one(Link, "link", "mention_id", mention_id)

    def base_map(self, plans: tuple[str, ...] = ()) -> BaseMap:
        """Base map of the plans (all when none is given)."""
        return self._base_maps(plans)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.close()

    @cached_property
    def _correcting(self) -> Correcting:
        return Correcting(self._held)

    @cached_property
    def _profiles(self) -> Profiles:
        return profiles_of(self._held, Selected(self, self._choosing, self._counting))

    def _rows(self, query: Query) -> Rows:
        return self._choosing.projects(self._choosing.chosen(query))

    def _task_rows(self, query: Query) -> Rows:
        return np.flatnonzero(self._choosing.tasks(self._choosing.chosen(query)))

    def _standing(self, condition: Condition, query: Query) -> Rows:
        """Projects of the query that satisfy a condition."""
        sql, values = condition
        found = [n - 1 for (n,) in self._engine.rows(f"SELECT n FROM feature WHERE {sql}", **values)]
        return self._among(query, found)

    def _among(self, query: Query, rows: Collection[int]) -> Rows:
        """Those of the rows that the query selects, in plan and text order."""
        found = self._rows(query)
        return found[np.isin(found, np.array(list(rows), dtype=np.int64))]

    def _at(self, code: str) -> Condition:
        """The condition on projects of `features_at`."""
        area = self._areas.get(code)
        if area is None:
            return "place_id = $at", {"at": code}
        if area.level == "township":
            return "township = $at", {"at": f"{area.adcode}:{area.name}"}
        inside = Query(counties=tuple(self._choosing.starting("counties", layering.code_prefix(code))))
        return "n = ANY($at)", {"at": (self._rows(inside) + 1).tolist() if inside.counties else []}

    def _marks_in(
        self, query: Query, bounds: layering.Bounds | None, at: Collection[str] | None = None
    ) -> Mapping[str, tuple[str, ...]]:
        tasks = self._choosing.tasks(self._choosing.chosen(query))
        return marks_of(self._engine, self._index, tasks, self._areas, query, bounds=bounds, at=at)

    def _make_base_map(self, plans: tuple[str, ...]) -> BaseMap:
        return geojson.base_map_of(
            self._held.base(), {plan: scope.bounds for plan, scope in self._scopes.items()}, plans
        )

    def _count_facets(self, query: Query) -> Facets:
        return self._counting.facets(query, plans=self._held.plans, counties=self._choices(query.plans))

    def _find_choices(self, plans: tuple[str, ...]) -> tuple[Area, ...]:
        """Counties that can be chosen of the plans."""
        sql = "SELECT DISTINCT code FROM plan_county" + " WHERE plan_id = ANY($plans)" * bool(plans)
        found = sorted(code for (code,) in self._engine.rows(sql, plans=list(plans)))
        return tuple(dict.fromkeys([*self.plan_counties(plans), *(self._areas[code] for code in found)]))
