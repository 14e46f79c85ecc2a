"""From the records of a part of a build to the rows of a served catalog, in whatever process.

A *part* holds whole plans. Everything a row needs is in its part, but for the areas, which are few, and how many plans,
tasks, mentions and projects stand before it, which is known from the start. Codes and names get numbers of the part
(see `loaders.serving.packing`). The same part gives the same rows.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple, cast

import duckdb
import numpy as np
import pyarrow as pa
import shapely

from geo import names
from loaders import layers as layering
from loaders import tables
from loaders.map_views import area_of, shape_of, world
from loaders.models import Area, PlanDocument, ProjectFeature, Task, TaskArea
from loaders.searching import Entry, folded, said
from loaders.selection import Codes, feature_codes, feature_entry, task_codes, task_entry, township_code
from loaders.serving import schema
from loaders.serving.packing import FIRST, FLOATS, Array, Numbers, Packed, place_key, ragged
from loaders.storage import KINDS
from loaders.tables import Record, TypeHint, builder, flattener

Row = tuple[Any, ...]
Columns = Sequence[Any]  # of a table, each a sequence or an array
ARROW = {
    "text": pa.string(),
    "words": pa.string(),
    "int": pa.int32(),
    "big": pa.int64(),
    "real": pa.float64(),
    "flag": pa.bool_(),
    "ints": pa.list_(pa.int32()),
    "shape": pa.binary(),
    "bytes": pa.binary(),
}
NAMES_KEPT = 65_536
# Of the database that writes JSON: it opens no file and fetches nothing.
ALONE: dict[str, Any] = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false", "threads": 1}


class Before(NamedTuple):
    """How much stands before a part."""

    plans: int
    tasks: int
    mentions: int
    features: int


@dataclass(frozen=True, slots=True)
class Part:
    """Whole plans, in plan and text order: tables as they are stored."""

    before: Before
    columns: Mapping[str, pa.Table]

    def records(self, table: str) -> list[Any]:
        """The records of a table."""
        return tables.records_of(self.columns[table], KINDS[table])


def written(record: Any) -> str:  # noqa: ANN401 - any record of the build
    """A record as JSON; geometries become hexadecimal WKB."""
    hint: TypeHint = type(record)
    return json.dumps(flattener(hint)(record), ensure_ascii=False, separators=(",", ":"), default=bytes.hex)


def bodies(columns: pa.Table, **other: str) -> pa.ChunkedArray:
    """The same of all rows of a stored table, far faster; `other` columns are as SQL says."""
    shapes = {field.name: f"LOWER(HEX({field.name}))" for field in columns.schema if field.type == pa.binary()}
    replaced = ", ".join(f"{sql} AS {name}" for name, sql in (shapes | other).items())
    with duckdb.connect(config=ALONE) as connection:
        connection.register("stored", columns)
        of = f"SELECT * {replaced and f'REPLACE ({replaced})'} FROM stored"
        found = connection.sql(f"SELECT TO_JSON(record)::VARCHAR AS body FROM ({of}) record")
        return found.to_arrow_table().column("body")


def read(kind: type[Record], body: str) -> Record:
    """The record that `written` wrote."""
    hint: TypeHint = kind
    return cast(Record, builder(hint)(json.loads(body)))


def arrow(name: str, columns: Columns) -> pa.Table:
    """The columns of a table of the catalog with their types."""
    table = schema.TABLES[name]
    typed = [
        own if isinstance(own, pa.ChunkedArray) else pa.array(own, ARROW[column.kind])
        for own, column in zip(columns, table.columns, strict=True)
    ]
    return pa.Table.from_arrays(typed, names=list(table.names))


def of_rows(rows: dict[str, list[Row]]) -> dict[str, pa.Table]:
    """Tables of those that have rows."""
    return {name: arrow(name, list(zip(*own, strict=True))) for name, own in rows.items() if own}


class Maker:
    """Makes the rows of parts."""

    def __init__(self, areas: Sequence[Area]) -> None:
        self._areas = {area.code: area for area in areas}
        self._county_names = {area.code: area.name for area in areas if area.level == "county"}

    def of(self, part: Part) -> tuple[dict[str, pa.Table], Packed, set[str]]:
        """Rows of one part by table, what of it is packed, and the characters of its names."""
        made = _Made(self._areas, self._county_names, part)
        return made.tables(), Packed(made.arrays, {kind: made.numbers.labels(kind) for kind in FIRST}), made.letters


class _Made:
    """Rows of one part."""

    def __init__(self, areas: Mapping[str, Area], county_names: Mapping[str, str], part: Part) -> None:
        self._areas, self._county_names = areas, county_names
        self._before, self._stored = part.before, part.columns
        self._plans: list[PlanDocument] = part.records("plans")
        self._features: list[ProjectFeature] = part.records("features")
        self._task_areas: list[TaskArea] = part.records("task_areas")
        tasks: list[Task] = part.records("tasks")
        self._tasks = {task.task_id: (number, task) for number, task in enumerate(tasks, self._before.tasks + 1)}
        self.numbers, self.letters = Numbers(), set[str]()
        self.arrays: dict[str, Array] = {}

    def tables(self) -> dict[str, pa.Table]:
        """Rows by table."""
        rows: dict[str, list[Row]] = defaultdict(list)
        for number, item in enumerate(self._features, self._before.features + 1):
            rows["feature_task"] += [(self._tasks[task_id][0], number) for task_id in item.task_ids]
            rows["feature_mention"] += [(mention_id, number) for mention_id in item.mention_ids]
        rows["feature"] = self._feature_rows()
        self._task_rows(rows)
        self.letters.update(*(label.partition("\n")[0] for label in self.numbers.labels("name")))
        plans, mentions, links = (self._stored[name] for name in ("plans", "mentions", "links"))
        spans = mentions.select(["mention_id", "plan_id", "task_id", "start_char", "end_char"]).columns
        whole: dict[str, Columns] = {
            "plan": [plans["plan_id"], _numbered(plans, self._before.plans), bodies(plans, text="''"), plans["text"]],
            "mention": [_numbered(mentions, self._before.mentions), *spans, bodies(mentions)],
            "link": [links["mention_id"], links["place_id"], bodies(links)],
        }
        return of_rows(rows) | {name: arrow(name, columns) for name, columns in whole.items()}

    def _feature_rows(self) -> list[Row]:
        features = self._features
        at = [area_of(item, self._areas) for item in features]
        shapes = np.array([shape_of(item, area) for item, area in zip(features, at, strict=True)], dtype=object)
        positions, wkb = _positions(shapes), shapely.to_wkb(shapes)
        own = [[self._tasks[task_id] for task_id in item.task_ids] for item in features]
        rows = [
            (
                number,
                *(item.mention_id, item.plan_id, item.name, item.sector, item.precision, item.adcode),
                *(township_code(item.adcode, item.township) or None, item.place_id, area and area.code),
                *position,
                shape,
                [task for task, _ in tasks],
                body,
            )
            for number, (item, area, position, shape, tasks, body) in enumerate(
                zip(features, at, positions, wkb, own, bodies(self._stored["features"]).to_pylist(), strict=True),
                self._before.features + 1,
            )
        ]
        self._pack_features(at, positions, own)
        return rows

    def _pack_features(
        self, at: Sequence[Area | None], positions: Sequence[Row], own: Sequence[Sequence[tuple[int, Task]]]
    ) -> None:
        features = self._features
        columns = list(zip(*positions, strict=True)) or [()] * len(FLOATS)
        codes, named = [], []
        for item, tasks in zip(features, own, strict=True):
            codes.append(self._coded(feature_codes(item, [task for _, task in tasks])))
            entry = feature_entry(item, [task for _, task in tasks], self._county_names)
            named.append(self._named(entry))
        self.arrays |= {name: np.array(own, dtype=np.float64) for name, own in zip(FLOATS, columns, strict=True)}
        self.arrays |= {
            "sector": self._labelled("sector", (item.sector for item in features)),
            "county": self._labelled("county", (item.adcode or "" for item in features)),
            "in_area": np.array([area is not None for area in at], dtype=np.bool_),
            "place": np.array([place_key(item.place_id) for item in features], dtype=np.uint32),
            **ragged("codes", codes),
            **ragged("tasks", ([number for number, _ in tasks] for tasks in own)),
            **ragged("names", named),
        }

    def _task_rows(self, rows: dict[str, list[Row]]) -> None:
        plans = {plan.plan_id: plan for plan in self._plans}
        areas: dict[str, list[Area]] = defaultdict(list)
        for row in self._task_areas:
            if row.code in self._areas:
                rows["task_area"].append((self._tasks[row.task_id][0], row.code, row.via))
                if row.via != "issuer":
                    areas[row.task_id].append(self._areas[row.code])
        marks = layering.marked_areas(self._task_areas, self._areas, self._features)
        counties = {(item.plan_id, item.adcode) for item in self._features if item.adcode}
        codes, named = [], []
        for (number, task), body in zip(self._tasks.values(), bodies(self._stored["tasks"]).to_pylist(), strict=True):
            plan = plans[task.plan_id]
            clause = plan.text[task.start_char : task.end_char]
            codes.append(self._coded(task_codes(task, areas[task.task_id], plan.jurisdiction)))
            entry = task_entry(task, clause, areas[task.task_id])
            named.append(self._named(entry))
            rows["task"].append((number, task.task_id, task.plan_id, said(entry), clause, body))
            for place, code in enumerate(marks.get(task.task_id, ())):
                area = self._areas[code]
                counties.add((task.plan_id, area.adcode))
                rows["task_mark"].append((number, place, code, area.adcode, area.name))
        rows["plan_county"] = sorted(pair for pair in counties if pair[1] in self._county_names)
        self.arrays |= {
            **ragged("task_codes", codes),
            **ragged("task_names", named),
            "task": np.array([number for number, _ in self._tasks.values()], dtype=np.int32),
            "mark_task": np.array([row[0] for row in rows["task_mark"]], dtype=np.int32),
            "mark_area": self._labelled("area", (row[2] for row in rows["task_mark"])),
        }

    def _coded(self, codes: Codes) -> list[int]:
        return self.numbers.of("code", ((name, code) for name, own in codes.items() for code in sorted(own)))

    def _named(self, entry: Entry) -> list[int]:
        """The numbers of names; the first is its own."""
        return self.numbers.of("name", map("\n".join, map(_searched, entry.names)))

    def _labelled(self, kind: str, labels: Iterable[str]) -> Array:
        return np.array(self.numbers.of(kind, labels), dtype=np.int32)


def _numbered(columns: pa.Table, before: int) -> range:
    return range(before + 1, before + 1 + len(columns))


@lru_cache(maxsize=NAMES_KEPT)
def _searched(name: str) -> tuple[str, str]:
    """A name on one line as it is and in short, as `loaders.searching` compares them."""
    line = folded(" ".join(name.split()))
    return line, names.normalised(line)


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
