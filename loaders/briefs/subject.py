"""What a briefing is about: the scope that is asked for, and the plans, counties and projects it selects."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from geo.print_records import Paper
from loaders import layers as layering
from loaders.briefs import words
from loaders.catalog import Catalog
from loaders.errors import LoaderError
from loaders.models import Area, AreaMark, PlanDocument, ProjectFeature, Query
from loaders.symbology import STAGE_ORDER


@dataclass(frozen=True, slots=True)
class MapScope:
    """What to print: the query with its `bounds` (the current extent) if any, how, and on what day.

    `paper` is a code of `geo.print_records.PAPERS` or a paper of one's own; `title` takes the place of the proposed
    headline; `internal` stamps 内部工作用图; `names` lets names of projects stand beside symbols that are few, `tasks`
    counts the tasks that name only an area; `map_only` leaves out head, list and notes for documents that tell them in
    their own type.
    """

    query: Query = field(default_factory=Query)
    paper: str | Paper = "slide"
    drawn: date = field(default_factory=date.today)
    title: str = ""
    internal: bool = True
    names: bool = True
    tasks: bool = True
    map_only: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """What a sheet is about: its plans and counties, the projects it shows, those beyond its frame, and the filters.

    `features` stand in the order of their numbers: by stage, county and text. `filters` are labels and names.
    """

    plans: tuple[PlanDocument, ...]
    counties: tuple[Area, ...]
    features: tuple[ProjectFeature, ...]
    outside: int
    filters: tuple[tuple[str, str], ...]
    query: Query
    all_plans: bool = False
    notes: tuple[str, ...] = field(default=())


def subject_of(catalog: Catalog, query: Query) -> Subject:
    """Projects of the query inside its bounds; those without a position anywhere stay with them.

    Raises
    ------
    LoaderError
        If there is no such plan or county, or the projects are more than a served catalog tells in full.
    """
    catalog.check(query, catalog.limits.joined)
    plans = tuple(plan for plan in catalog.plans() if not query.plans or plan.plan_id in query.plans)
    if len(plans) < len(query.plans) or not plans:
        known = ", ".join(plan.plan_id for plan in catalog.plans())
        raise LoaderError(f"{', '.join(query.plans)}: no such plan; there are: {known or 'none'}")
    asked = tuple(area for code in query.counties if (area := catalog.area(code)) is not None)
    if len(asked) < len(query.counties):
        raise LoaderError(f"{', '.join(query.counties)}: a county no plan of this build names")
    found = catalog.projects(replace(query, bounds=None))
    shown = found
    if query.bounds is not None:
        inside = {item.mention_id for layer in catalog.layers(query) for item in projects_of(layer.features)}
        shown = tuple(it for it in found if it.mention_id in inside or it.precision == layering.UNRESOLVED)
    telling = {item.plan_id for item in found}
    if query.counties and not query.plans:
        plans = tuple(plan for plan in plans if plan.plan_id in telling) or plans
    counties = asked or catalog.plan_counties(query.plans)
    return Subject(
        plans=plans,
        counties=counties,
        features=_in_order(shown, counties),
        outside=len(found) - len(shown),
        filters=words.filters_in_words(query, catalog.facets(Query())),
        query=query,
        all_plans=not query.plans and not query.counties,
    )


def projects_of(features: Sequence[ProjectFeature | AreaMark]) -> list[ProjectFeature]:
    """The projects of a layer, those counted at an area among them."""
    return [one for item in features for one in (item.projects if isinstance(item, AreaMark) else (item,))]


def _in_order(features: Sequence[ProjectFeature], counties: Sequence[Area]) -> tuple[ProjectFeature, ...]:
    place = {area.code: number for number, area in enumerate(counties)}
    return tuple(
        sorted(
            features,
            key=lambda item: (STAGE_ORDER.index(item.stage_group), place.get(item.adcode or "", len(place))),
        )
    )
