"""From the records of a build to the rows of a served catalog, part by part, so that no build needs to fit in memory.

A *part* holds whole plans. Everything a row needs is in its part, but for the areas, which are few, and the numbers of
codes, which grow as parts come. The same parts give the same rows.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, cast

import numpy as np
import shapely

from loaders import layers as layering
from loaders.map_views import area_of, shape_of, world
from loaders.models import Area, Link, Mention, Place, PlanDocument, ProjectFeature, Task, TaskArea
from loaders.searching import Entry, folded, said, short_names
from loaders.selection import Codes, feature_codes, feature_entry, task_codes, task_entry, township_code
from loaders.serving.packing import NAMED, Packing
from loaders.serving.schema import REVISION
from loaders.storage import Manifest
from loaders.tables import Record, TypeHint, builder, flattener

BASE_LAYERS = ("base_counties", "base_provinces", "base_lines")
Row = tuple[Any, ...]
Rows = dict[str, list[Row]]  # by table


@dataclass(frozen=True, slots=True)
class Part:
    """Records of whole plans, in plan and text order."""

    plans: Sequence[PlanDocument]
    tasks: Sequence[Task]
    mentions: Sequence[Mention]
    links: Sequence[Link]
    task_areas: Sequence[TaskArea]
    features: Sequence[ProjectFeature]


@dataclass(frozen=True, slots=True)
class Build:
    """A build as it is served: few records of the whole, and its parts and places one after the other."""

    manifest: Manifest
    areas: Sequence[Area]
    base: Mapping[str, Sequence[Any]]
    parts: Iterable[Part]
    places: Iterable[Sequence[Place]]


def of_tables(manifest: Manifest, records: Mapping[str, Sequence[Any]]) -> Build:
    """The build of whole tables (see `loaders.storage.read_tables`)."""
    found = layering.project_features(records["mentions"], records["links"], records["places"], records["tasks"])
    tables = {name: records[name] for name in ("plans", "tasks", "mentions", "links", "task_areas")}
    part = Part(**tables, features=found)
    base = {name: records[name] for name in BASE_LAYERS}
    return Build(manifest, records["areas"], base, [part], [records["places"]])


def written(record: Any) -> str:  # noqa: ANN401 - any record of the build
    """A record as JSON; geometries become hexadecimal WKB."""
    hint: TypeHint = type(record)
    plain = flattener(hint)(record)
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"), default=bytes.hex)


def read(kind: type[Record], body: str) -> Record:
    """The record that `written` wrote."""
    hint: TypeHint = kind
    return cast(Record, builder(hint)(json.loads(body)))


def rows_of(build: Build) -> Iterator[Rows]:
    """Rows of every table (see `loaders.serving.schema`), a part at a time; tables come more than once."""
    maker, packing = _Maker(build.areas), Packing()
    for part in build.parts:
        rows = maker.rows(part)
        packing.add(rows)
        yield rows
    for places in build.places:
        yield {"place": [(place.place_id, written(place)) for place in places]}
    yield {
        "area": [(one.code, one.name, one.level, one.adcode, one.lon, one.lat) for one in build.areas],
        "base": [
            (name, place, written(one)) for name in BASE_LAYERS for place, one in enumerate(build.base.get(name, ()))
        ],
        "meta": [("revision", str(REVISION)), ("manifest", json.dumps(asdict(build.manifest), ensure_ascii=False))],
        "pack": packing.rows(),
        **maker.gathered(),
    }


class _Maker:
    """Numbers plans, tasks, projects and codes as they come."""

    def __init__(self, areas: Sequence[Area]) -> None:
        self._areas = {area.code: area for area in areas}
        self._county_names = {area.code: area.name for area in areas if area.level == "county"}
        self._codes: dict[tuple[str, str], int] = {}
        self._letters: set[str] = set()
        self._plans = self._tasks = self._features = self._mentions = 0

    def rows(self, part: Part) -> Rows:
        """Rows of one part."""
        tasks = {task.task_id: (number, task) for number, task in enumerate(part.tasks, self._tasks + 1)}
        rows: Rows = defaultdict(list)
        rows["plan"] = [self._plan(plan, place) for place, plan in enumerate(part.plans, self._plans + 1)]
        for number, item in enumerate(part.features, self._features + 1):
            own = [tasks[task_id] for task_id in item.task_ids]
            rows["feature_task"] += [(task, number) for task, _ in own]
            rows["feature_mention"] += [(mention_id, number) for mention_id in item.mention_ids]
        rows["feature"], rows[NAMED] = self._feature_rows(part.features, tasks)
        self._task_rows(part, tasks, rows)
        rows["mention"] = [
            (place, one.mention_id, one.plan_id, one.task_id, one.start_char, one.end_char, written(one))
            for place, one in enumerate(part.mentions, self._mentions + 1)
        ]
        rows["link"] = [(link.mention_id, link.place_id, written(link)) for link in part.links]
        self._plans += len(part.plans)
        self._tasks += len(part.tasks)
        self._mentions += len(part.mentions)
        self._features += len(part.features)
        return dict(rows)

    def gathered(self) -> Rows:
        """Rows of what was numbered on the way."""
        codes = [(number, dimension, code) for (dimension, code), number in self._codes.items()]
        return {"code": codes, "letter": [(letter,) for letter in sorted(self._letters)]}

    def _plan(self, plan: PlanDocument, place: int) -> Row:
        without_text = flattener(PlanDocument)(plan) | {"text": ""}
        return plan.plan_id, place, json.dumps(without_text, ensure_ascii=False), plan.text

    def _feature_rows(
        self, features: Sequence[ProjectFeature], tasks: Mapping[str, tuple[int, Task]]
    ) -> tuple[list[Row], list[Row]]:
        """Rows of the table, and the names of each by which it is found."""
        at = [area_of(item, self._areas) for item in features]
        shapes = np.array([shape_of(item, area) for item, area in zip(features, at, strict=True)], dtype=object)
        positions = _positions(shapes)
        rows, named = [], []
        for place, (item, area) in enumerate(zip(features, at, strict=True)):
            own = [tasks[task_id] for task_id in item.task_ids]
            codes = feature_codes(item, [task for _, task in own])
            entry = feature_entry(item, [task for _, task in own], self._county_names)
            rows.append(
                (
                    self._features + place + 1,
                    *(item.mention_id, item.plan_id, item.name, item.sector, item.precision, item.adcode),
                    *(township_code(item.adcode, item.township) or None, item.place_id, area and area.code),
                    *positions[place],
                    None if shapes[place] is None else shapely.to_wkb(shapes[place]),
                    self._numbers(codes),
                    [number for number, _ in own],
                    written(item),
                )
            )
            named.append(self._searched(entry)[1:])
        return rows, named

    def _task_rows(self, part: Part, tasks: Mapping[str, tuple[int, Task]], rows: Rows) -> None:
        plans = {plan.plan_id: plan for plan in part.plans}
        named: dict[str, list[Area]] = defaultdict(list)
        for row in part.task_areas:
            if row.code in self._areas:
                rows["task_area"].append((tasks[row.task_id][0], row.code, row.via))
                if row.via != "issuer":
                    named[row.task_id].append(self._areas[row.code])
        marks = layering.marked_areas(part.task_areas, self._areas, part.features)
        counties = {(item.plan_id, item.adcode) for item in part.features if item.adcode}
        for number, task in tasks.values():
            plan = plans[task.plan_id]
            clause = plan.text[task.start_char : task.end_char]
            codes = self._numbers(task_codes(task, named[task.task_id], plan.jurisdiction))
            entry = task_entry(task, clause, named[task.task_id])
            rows["task"].append(
                (number, task.task_id, task.plan_id, codes, *self._searched(entry), clause, written(task))
            )
            for place, code in enumerate(marks.get(task.task_id, ())):
                area = self._areas[code]
                counties.add((task.plan_id, area.adcode))
                rows["task_mark"].append((number, place, code, area.adcode, area.name))
        rows["plan_county"] = sorted(pair for pair in counties if pair[1] in self._county_names)

    def _numbers(self, codes: Codes) -> list[int]:
        return sorted(
            self._codes.setdefault((dimension, code), len(self._codes) + 1)
            for dimension, own in codes.items()
            for code in sorted(own)
        )

    def _searched(self, entry: Entry) -> tuple[str, str, str]:
        """All that is said, the names as they are and in short, as `loaders.searching` compares them."""
        names = [" ".join(name.split()) for name in entry.names]  # a line each
        named = "\n".join(map(folded, names))
        self._letters.update(named)
        return said(entry), named, short_names(Entry("", tuple(names)))


def _positions(shapes: np.ndarray) -> list[Row]:
    """Where each shape is counted, its box, and how long it is across, in world units; None for what is nowhere."""
    spots = shapely.point_on_surface(shapes)
    x, y = world(shapely.get_x(spots), shapely.get_y(spots))
    boxes = shapely.bounds(shapes)
    west, south = world(*boxes[:, :2].T)
    east, north = world(*boxes[:, 2:].T)
    length = np.nan_to_num(np.hypot(east - west, south - north))
    columns = np.stack([x, y, west, south, east, north], axis=1).tolist()
    return [
        (*((None,) * 6 if row[0] != row[0] else row), across)
        for row, across in zip(columns, length.tolist(), strict=True)
    ]
