"""Reads every plan and writes the build: `data/build/` is made here and nowhere else.

A build goes into a temporary directory beside its target and takes its place when whole, so readers never see
half of one and an interrupted build leaves the old one. One process builds at a time (a lock file beside the
target); the same inputs give the same bytes.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import shapely
from filelock import FileLock
from shapely.geometry.base import BaseGeometry

from geo.boundaries import Boundaries
from geo.errors import GeoError
from geo.gazetteer import Gazetteer
from geo.geocoding import Resolver
from loaders import basemap, documents, ledger, plan_rows, progress, storage
from loaders.areas import AreaFinder
from loaders.checking.check import inspect
from loaders.errors import BuildFailedError, DocumentError
from loaders.freshness import PLANS_DIRECTORY, inputs_digest, is_current, versions
from loaders.models import Area, Link, Mention, Place, PlanDocument, Task, TaskArea
from loaders.plan_rows import PlanRows
from loaders.row_cache import RowCache
from loaders.storage import BUILD_DIRECTORY, CheckCounts, FailedPlan, Manifest, PlanScope
from loaders.stored.inputs import read_inputs

Report = Callable[[str, float], None]


@dataclass(slots=True)
class _Records:
    """Tables of a build while plan after plan is added."""

    plans: list[PlanDocument] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    places: dict[str, Place] = field(default_factory=dict)
    task_areas: list[TaskArea] = field(default_factory=list)
    counties: dict[str, tuple[str, ...]] = field(default_factory=dict)
    failed: list[FailedPlan] = field(default_factory=list)


def silent(label: str, fraction: float) -> None:
    """Report nothing."""


def build(
    directory: Path = BUILD_DIRECTORY, *, plans_directory: Path = PLANS_DIRECTORY, report: Report = silent
) -> Manifest:
    """Read all plans (`*.txt`, and those of the store) and put a new build in the place of `directory`; its manifest.

    `report` receives a Chinese label and the fraction done (0–1). A plan that cannot be read is stated in the
    manifest and does not lose the others.

    Raises
    ------
    BuildFailedError
        If a gazetteer or boundary file is broken, or nothing can be written beside `directory`.
    """
    with _lock(directory):
        return _build(directory, plans_directory, report, fresh=True)


def ensure(
    directory: Path = BUILD_DIRECTORY, *, plans_directory: Path = PLANS_DIRECTORY, report: Report = silent
) -> Manifest:
    """Manifest of a current build, made now when there is none; of several processes one builds.

    Unlike `build` it takes the rows of plans it has read before from the cache.
    """
    with _lock(directory):
        if is_current(directory, plans_directory=plans_directory):
            return storage.read_manifest(directory)
        return _build(directory, plans_directory, report)


def _build(directory: Path, plans_directory: Path, report: Report, *, fresh: bool = False) -> Manifest:
    _sweep(directory)
    stored = read_inputs(texts=True)
    inputs = inputs_digest(plans_directory, stored)
    report(progress.READING_TABLES, 0.0)
    gazetteer, boundaries = Gazetteer.load(), Boundaries.load()
    resolver = Resolver.load()
    finder = AreaFinder(gazetteer, boundaries, resolver)
    records, cache = _Records(), RowCache(fresh=fresh)
    sources = documents.sources(plans_directory, stored)
    for number, source in enumerate(sources):
        report(progress.READING_PLAN.format(plan=source.name), 0.1 + 0.5 * number / len(sources))
        try:
            document = source.read()
        except DocumentError as error:
            records.failed.append(FailedPlan(file=source.file, reason=str(error)))
            continue
        read = partial(plan_rows.read, document, gazetteer=gazetteer, resolver=resolver, finder=finder)
        rows = cache.rows(document, read)
        finder.remember(rows.towns)
        _add_plan(records, document, rows)
    cache.sweep()
    report(progress.DRAWING, 0.7)
    views = _views(records, boundaries)
    tables = _tables(records, views=views, boundaries=boundaries, finder=finder)
    report(progress.CHECKING, 0.85)
    found = inspect(tables, failed=records.failed)
    report(progress.WRITING, 0.9)
    scopes = [PlanScope(plan_id, adcodes, views.get(plan_id)) for plan_id, adcodes in records.counties.items()]
    scratch = Path(tempfile.mkdtemp(prefix=_scratch_prefix(directory), dir=directory.parent))
    scratch.chmod(0o755)  # a build is for every account that runs the app
    manifest = storage.write(
        scratch,
        tables,
        inputs=inputs,
        versions=versions(),
        scopes=scopes,
        failed=records.failed,
        checked=CheckCounts(found.errors, found.warnings),
        notices=(*stored.notices, *resolver.notices),
    )
    _put_in_place(scratch, directory)
    ledger.remember(directory, ledger.counts(tables))
    report(progress.DONE, 1.0)
    return manifest


def _add_plan(records: _Records, document: PlanDocument, rows: PlanRows) -> None:
    """Add the rows of a plan to the tables; of a place that several plans name the first one's row stays."""
    records.plans.append(document)
    records.tasks += rows.tasks
    records.mentions += rows.mentions
    records.links += rows.links
    records.places = {place.place_id: place for place in rows.places} | records.places
    records.task_areas += rows.task_areas
    records.counties[document.plan_id] = rows.counties


def _tables(
    records: _Records, *, views: Mapping[str, basemap.Bounds], boundaries: Boundaries, finder: AreaFinder
) -> dict[str, list[Any]]:
    """Every table of the build, rows in their fixed order."""
    places = [_with_counties(records.places[place_id], boundaries) for place_id in sorted(records.places)]
    codes = {row.code for row in records.task_areas} | {place.adcode for place in places if place.adcode}
    codes.update(*(place.counties for place in places if place.precision != "route"))
    codes |= {plan.jurisdiction for plan in records.plans if plan.jurisdiction}
    codes.update(*records.counties.values())
    counties = basemap.county_areas(boundaries, views=views, plan_counties=records.counties)
    labels = {county.adcode: (county.lon, county.lat) for county in counties}
    areas = [area for code in sorted(codes) if (area := finder.area(code))]
    return {
        "plans": records.plans,
        "tasks": records.tasks,
        "mentions": records.mentions,
        "places": places,
        "links": records.links,
        "areas": [_at_label(area, labels) for area in areas],
        "task_areas": records.task_areas,
        "base_counties": counties,
        "base_provinces": basemap.province_areas(boundaries, views=views),
        "base_lines": basemap.border_lines(counties, boundaries),
    }


def _at_label(area: Area, labels: Mapping[str, tuple[float, float]]) -> Area:
    """The area with its mark where the base map writes its name."""
    lon, lat = labels.get(area.code, (area.lon, area.lat))
    return replace(area, lon=lon, lat=lat)


def _with_counties(place: Place, boundaries: Boundaries) -> Place:
    """The place with the counties that the way-points of a route lie in, in the order of the route."""
    if place.precision != "route" or place.counties:
        return place
    codes = (boundaries.county_at(lon, lat) for lon, lat in shapely.get_coordinates(place.geometry).tolist())
    return replace(place, counties=tuple(dict.fromkeys(code for code in codes if code)))


def _views(records: _Records, boundaries: Boundaries) -> dict[str, basemap.Bounds]:
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


def _scratch_prefix(directory: Path) -> str:
    return f".{directory.name}-"


@contextmanager
def _lock(directory: Path) -> Iterator[None]:
    """Hold the lock file of `directory` while building; waits for another process that builds."""
    try:
        directory.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(directory.with_name(f".{directory.name}.lock")):
            yield
    except (GeoError, OSError) as error:
        raise BuildFailedError(f"{directory}: cannot be built ({error})") from error


def _sweep(directory: Path) -> None:
    """Remove what interrupted builds left beside `directory` (only the holder of the lock may)."""
    for left in directory.parent.glob(f"{_scratch_prefix(directory)}*"):
        shutil.rmtree(left)


def _put_in_place(scratch: Path, directory: Path) -> None:
    old = scratch.with_name(f"{scratch.name}-old")
    if directory.exists():
        directory.rename(old)
    scratch.rename(directory)
    shutil.rmtree(old, ignore_errors=True)
