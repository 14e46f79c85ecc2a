"""What an offline page is told, as plain data: pages of numbers, and the projects and tasks that they share.

A project stands once in the file however many pages show it; a page lists projects in the order of their numbers,
which are those of the printed map of the same scope.
"""

from collections.abc import Iterable
from typing import Any

import shapely

from loaders.briefs import counting, sheets, words
from loaders.briefs.content import Brief, BriefProject, brief, task_in_words
from loaders.briefs.offline.ground import encoded
from loaders.briefs.options import BriefOptions
from loaders.briefs.subject import MapScope, Subject, subject_of
from loaders.catalog import Catalog
from loaders.layers import POINT_PRECISIONS
from loaders.models import AreaMark, ProjectFeature, Task
from loaders.symbology import LINE_WIDTHS, STAGE_ORDER, icon_path, sector_colour, stage_fill
from loaders.vocabulary import terms

MOST = 100  # projects that are numbered at once; more are counted per county
DECIMALS = 5  # about 1 m
NOTHING = "所选范围内没有具名项目,地图只显示底图。"

Record = dict[str, Any]


class Records:
    """Collects pages, and what they share, each thing once."""

    def __init__(self, catalog: Catalog, options: BriefOptions) -> None:
        self._catalog = catalog
        self._options = options
        self._project_numbers: dict[str, int] = {}
        self._task_numbers: dict[str, int] = {}
        self.projects: list[Record] = []
        self.tasks: list[Record] = []

    def page(self, scope: MapScope) -> Record:
        """One scope: its words, which projects it numbers, and what is counted at areas."""
        told = brief(self._catalog, scope)
        subject = subject_of(self._catalog, scope.query)
        areas = [mark for mark in self._catalog.layers(scope.query)[2].features if isinstance(mark, AreaMark)]
        places = self._places(scope)
        numbers = [self._project(one, places.get(one.feature.mention_id, {})) for one in told.projects]
        return {
            "name": words.whose(subject),
            "title": told.title,
            "subtitle": told.subtitle,
            "stamp": words.STAMP if scope.internal else "",
            "warning": told.warning,
            "notes": [*map(list, told.notes), *map(list, told.credits)],
            "counties": [area.code for area in subject.counties if area.level == "county"],
            "bounds": scope.query.bounds,
            "spread": counting.is_spread(subject),
            "names": scope.names,
            "projects": numbers,
            "areas": [self._area(mark, with_tasks=scope.tasks) for mark in areas],
            "divisions": self._divisions(subject, told),
            "nothing": "" if numbers else NOTHING,
        }

    def _places(self, scope: MapScope) -> dict[str, Record]:
        """Where the map shows a project: at a point, along a line, or counted at an area; by mention id."""
        points, routes, areas = self._catalog.layers(scope.query)
        found: dict[str, Record] = {}
        for item in points.features:
            if isinstance(item, ProjectFeature):
                found[item.mention_id] = {"at": _point(item)}
        for item in routes.features:
            if isinstance(item, ProjectFeature):
                found[item.mention_id] = {"line": encoded(shapely.get_coordinates(item.geometry).tolist())}
        for mark in areas.features:
            if isinstance(mark, AreaMark):
                found |= {item.mention_id: {"area": mark.code} for item in mark.projects}
        return found

    def _project(self, one: BriefProject, place: Record) -> int:
        """The number of a project in the file."""
        known = self._project_numbers.get(one.feature.mention_id)
        if known is not None:
            return known
        item = one.feature
        sample = sheets.sample_of(item)
        record = {
            "name": one.name,
            "sector": item.sector,
            "kind": one.kind,
            "stage": one.stage,
            "said": one.said,
            "county": one.county,
            "place": one.place,
            "precision": words.PRECISIONS[sample],
            "sample": sample,
            "fill": one.mark.fill,
            "outline": one.mark.outline,
            "exact": item.precision in POINT_PRECISIONS and sample == "plain",
            "town": item.township if item.precision == "township" else None,
            "division": counting.division_of(item),
            "amounts": list(one.amounts),
            "tasks": [
                [number, self._spans(item, task_id)] for task_id in one.task_ids for number in self._task(task_id)
            ],
            **place,
        }
        self.projects.append({name: value for name, value in record.items() if value})
        self._project_numbers[item.mention_id] = len(self.projects) - 1
        return len(self.projects) - 1

    def _spans(self, item: ProjectFeature, task_id: str) -> list[list[int]]:
        """Where the clause of a task writes the name, counted as JavaScript counts characters."""
        task = self._catalog.task(task_id)
        if task is None or not self._options.clauses:
            return []
        own = [
            one for one in self._catalog.mentions_of(task_id) if one.mention_id in {item.mention_id, *item.mention_ids}
        ]
        spans = {(part.start_char, part.end_char) for one in own for part in one.parts or (one,)}
        clause = self._catalog.clause(task_id)
        return [
            [_utf16(clause[: start - task.start_char]), _utf16(clause[: end - task.start_char])]
            for start, end in sorted(spans)
        ]

    def _task(self, task_id: str) -> Iterable[int]:
        """The number of a task in the file; nothing when there is no such task."""
        if task_id not in self._task_numbers:
            task = self._catalog.task(task_id)
            if task is None:
                return ()
            self._task_numbers[task_id] = len(self.tasks)
            self.tasks.append(self._told(task))
        return (self._task_numbers[task_id],)

    def _told(self, task: Task) -> Record:
        told = task_in_words(self._catalog, task)
        record = {
            "number": told.number,
            "title": told.title,
            "plan": told.plan,
            "section": told.section,
            "lead": told.lead_units,
            "responsible": told.responsible_units,
            "deadline": told.deadline,
            "targets": list(told.targets),
            "clause": told.clause if self._options.clauses else "",
        }
        return {name: value for name, value in record.items() if value}

    def _area(self, mark: AreaMark, *, with_tasks: bool) -> Record:
        block = sheets.area_block(mark, {})
        tasks = [number for task_id in mark.task_ids for number in self._task(task_id)] if with_tasks else []
        return {"code": block.code, "name": block.name, "at": _rounded(block.lon, block.lat), "tasks": tasks}

    def _divisions(self, subject: Subject, told: Brief) -> dict[str, list[Any]]:
        """Names and points of the divisions that may count projects, by code."""
        if len(told.projects) <= min(MOST, sheets.MOST_SPREAD):
            return {}
        own = {code for item in subject.features if (code := counting.division_of(item))}
        codes = sorted({*own, *(f"{code[:2]}0000" for code in own)})
        blocks = [counting.count_block(code, 0, self._catalog) for code in codes]
        return {one.code: [one.name, _rounded(one.lon, one.lat)] for one in blocks}


def vocabulary() -> Record:
    """Sectors, stages and outlines as the map and its lists draw and name them."""
    groups = {term.group: stage_fill(code) for code, term in terms()["stage"].items()}
    return {
        "sectors": {
            code: {"name": term.zh, "colour": sector_colour(code), "icon": icon_path(term.icon)}
            for code, term in terms()["sector"].items()
        },
        "stages": [[group, groups[group]] for group in STAGE_ORDER],
        "widths": LINE_WIDTHS,
        "samples": sheets.SAMPLES,
        "classes": [list(one) for one in counting.CLASSES],
        "unplaced": counting.UNPLACED,
        "most": MOST,
        "mostSpread": sheets.MOST_SPREAD,
        "namesBeside": sheets.NAMES_BESIDE,
    }


def _point(item: ProjectFeature) -> list[float]:
    return _rounded(*shapely.get_coordinates(item.geometry)[0].tolist())


def _rounded(lon: float, lat: float) -> list[float]:
    return [round(lon, DECIMALS), round(lat, DECIMALS)]


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
