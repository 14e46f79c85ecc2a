"""From the catalog to the sheet of a printed map: numbered projects by stage, or counts where they are too many.

A sheet shows what a query selects, so that a county, a plan or the current filters and extent are all the same thing.
Projects are numbered in the order of the list: by stage, county and text. More projects than the paper's list holds are
counted per county (per province where its counties lie in several), and the sheet says so.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import shapely

from geo.gazetteer import short_name
from geo.print_records import (
    PAPERS,
    AreaBlock,
    Ground,
    LegendEntry,
    LegendGroup,
    ListGroup,
    ListRow,
    MapSheet,
    Mark,
    Paper,
    RouteLine,
    Symbol,
)
from loaders import layers as layering
from loaders.briefs import counting, words
from loaders.briefs.subject import MapScope, Subject, projects_of, subject_of
from loaders.catalog import Catalog
from loaders.errors import LoaderError
from loaders.models import AreaMark, ProjectFeature
from loaders.symbology import (
    LINE_WIDTHS,
    STAGE_ORDER,
    icon_path,
    outline_of,
    sector_colour,
    stage_fill,
)
from loaders.vocabulary import terms

POINTS_PER_PX = 0.5  # line widths of the screen on paper
MOST_SPREAD = 60  # projects that are numbered where the counties lie in several provinces
NAMES_BESIDE = 30  # projects whose names may stand beside their symbols as well
# How the legend calls outlines and lines.
SAMPLES = {
    "plain": "到点或到村",
    "ring": "乡镇驻地",
    "dashed": "乡镇(推断)",
    "square": "项目,仅到区县",
    "route": "示意线路",
}


def map_sheet(catalog: Catalog, scope: MapScope) -> MapSheet:
    """The sheet of a scope.

    Raises
    ------
    LoaderError
        If there is no such paper, plan or county.
    """
    paper = _paper(scope.paper)
    subject = subject_of(catalog, scope.query)
    most = min(paper.rows, MOST_SPREAD) if counting.is_spread(subject) else paper.rows
    is_counted = len(subject.features) > most
    if is_counted:
        told = f"项目多于 {most} 个,{counting.unit_of(subject)}计数,逐项见项目清单"
        subject = replace(subject, notes=(told,))
    sheet = MapSheet(
        paper=paper,
        title=scope.title or words.title(subject),
        subtitle=words.subtitle(subject),
        stamp=words.STAMP if scope.internal else "",
        ground=_ground(subject),
        symbols=(),
        routes=(),
        blocks=(),
        groups=(),
        legend=(),
        notes=words.notes(subject, counted=counting.rule_of(subject) if is_counted else ""),
        credits=words.credits(scope.drawn),
        warning=words.warning(internal=scope.internal),
        names_beside=scope.names and len(subject.features) <= NAMES_BESIDE,
        map_only=scope.map_only,
    )
    if is_counted:
        return counting.counted(sheet, subject, catalog)
    return _numbered(sheet, subject, catalog, with_tasks=scope.tasks)


def _paper(paper: str | Paper) -> Paper:
    if isinstance(paper, Paper):
        return paper
    if paper not in PAPERS:
        raise LoaderError(f"{paper}: no paper; choose one of {', '.join(PAPERS)}")
    return PAPERS[paper]


def _ground(subject: Subject) -> Ground:
    codes = tuple(area.code for area in subject.counties if area.level == "county")
    return Ground(counties=codes, bounds=subject.query.bounds, is_county=len(codes) == 1)


def _numbered(sheet: MapSheet, subject: Subject, catalog: Catalog, *, with_tasks: bool) -> MapSheet:
    """Every project with its number, on the map and in the list."""
    features = subject.features
    marks = {item.mention_id: mark_of(item, number) for number, item in enumerate(features, start=1)}
    points, routes, areas = catalog.layers(subject.query)
    of_layer = {item.mention_id for item in projects_of(points.features)}
    of_routes = {item.mention_id for item in projects_of(routes.features)}
    found = [area_block(mark, marks) for mark in areas.features if isinstance(mark, AreaMark)]
    blocks = tuple(block if with_tasks else replace(block, tasks=0) for block in found if with_tasks or block.marks)
    return replace(
        sheet,
        symbols=tuple(_symbol(item, marks[item.mention_id]) for item in features if item.mention_id in of_layer),
        routes=tuple(_route(item, marks[item.mention_id]) for item in features if item.mention_id in of_routes),
        blocks=blocks,
        groups=_stage_groups(features, marks, with_county=len(subject.counties) > 1),
        legend=_legend(features, has_tasks=any(block.tasks for block in blocks)),
    )


def mark_of(feature: ProjectFeature, number: int) -> Mark:
    """How a project looks with its number, on the map and in every list."""
    outline = outline_of(feature) if feature.precision in layering.POINT_PRECISIONS else "square"
    if feature.precision in {"route", layering.UNRESOLVED}:
        outline = "plain"
    return Mark(number, sector_colour(feature.sector), stage_fill(feature.stage), outline)


def _symbol(feature: ProjectFeature, mark: Mark) -> Symbol:
    lon, lat = shapely.get_coordinates(feature.geometry)[0].tolist()
    town = feature.township if feature.precision == "township" else None
    return Symbol(mark, lon, lat, name=feature.name, town=town or "")


def _route(feature: ProjectFeature, mark: Mark) -> RouteLine:
    points = tuple((lon, lat) for lon, lat in shapely.get_coordinates(feature.geometry).tolist())
    return RouteLine(mark, points, LINE_WIDTHS[mark.fill] * POINTS_PER_PX, name=feature.name)


def area_block(area: AreaMark, marks: Mapping[str, Mark]) -> AreaBlock:
    """What is counted at an area, with the marks of those of its projects that have one."""
    own = tuple(marks[item.mention_id] for item in area.projects if item.mention_id in marks)
    name = area.name if area.level == "township" else short_name(area.name)
    name += "" if area.level in {"county", "township"} else "全域"
    ordered = tuple(sorted(own, key=lambda mark: mark.number))
    return AreaBlock(area.code, name, area.lon, area.lat, marks=ordered, tasks=len(area.task_ids))


def _stage_groups(
    features: Sequence[ProjectFeature], marks: dict[str, Mark], *, with_county: bool
) -> tuple[ListGroup, ...]:
    """The numbered list, by stage."""
    groups = []
    for stage, count in words.stage_counts(features):
        own = [item for item in features if item.stage_group == stage]
        said = dict.fromkeys(terms()["stage"][item.stage].zh for item in own)
        rows = tuple(
            ListRow(item.name, words.where(item, with_county=with_county), marks[item.mention_id]) for item in own
        )
        note = f"含{'、'.join(said)}" if len(said) > 1 else ""
        fill = stage_fill(own[0].stage)
        groups.append(ListGroup(stage, rows, note=note, fill=fill, total=f"{count} 个"))
    return tuple(groups)


def _legend(features: Sequence[ProjectFeature], *, has_tasks: bool) -> tuple[LegendGroup, ...]:
    """Sectors, stages and precisions that the map shows, no others."""
    used = {item.sector for item in features}
    sectors = tuple(
        LegendEntry("sector", term.zh, colour=sector_colour(code), icon=icon_path(term.icon))
        for code, term in terms()["sector"].items()
        if code in used
    )
    fills = {item.stage_group: stage_fill(item.stage) for item in features}
    stages = tuple(LegendEntry("stage", group, fill=fills[group]) for group in STAGE_ORDER if group in fills)
    samples = Counter(sample_of(item) for item in features)
    places = [LegendEntry(sample, text) for sample, text in SAMPLES.items() if samples[sample]]
    if has_tasks:
        places.append(LegendEntry("tasks", "任务数,只写到区县或乡镇"))
    groups = (("领域", sectors), ("计划阶段(规划原文说法)", stages), ("位置与计数", tuple(places)))
    return tuple(LegendGroup(title, entries) for title, entries in groups if entries)


def sample_of(feature: ProjectFeature) -> str:
    """Which of `SAMPLES` a project is an example of, '' for none."""
    if feature.precision in layering.POINT_PRECISIONS:
        return outline_of(feature)
    return {"route": "route", layering.UNRESOLVED: ""}.get(feature.precision, "square")
