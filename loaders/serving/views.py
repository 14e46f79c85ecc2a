"""What one view of the map draws, from a database: the same rules as `loaders.map_views`, on squares of the world.

Projects of a view that are too many to be drawn one by one are summed up in squares of 32 to 64 pixels, by the tables
of the catalog where the filter is broad and by the projects in view otherwise; near squares become one cluster. Counts
are exact. At the edge of a view whole squares are taken, and the area of a cluster is that of its fullest square.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from loaders.layers import Bounds, build_layers
from loaders.map_views import (
    ALL_AT_ONCE,
    LINE_PX,
    MOST_LINES,
    ONE_BY_ONE,
    WORLD_PX,
    Cluster,
    Floats,
    MapView,
    box_of,
    degrees,
    groups,
    padded,
    zoom_of,
)
from loaders.models import Area
from loaders.serving.choosing import Choosing, Chosen
from loaders.serving.counting import Counting
from loaders.serving.engines import Condition, Engine
from loaders.serving.records import Records
from loaders.serving.rows import Row
from loaders.serving.tallies import CELLS, FIRST_LEVEL

MarksIn = Callable[[Bounds | None], Mapping[str, Sequence[str]]]
FINER = 3  # levels of squares beyond the zoom: 256 px / 2**3
MOST_LEVEL = 20
ALONE = "n, x, y, sector, area_code IS NOT NULL"
TOLD = "n, x, y, mention_id"


class Square(NamedTuple):
    """A row of the table `cell`."""

    code: int
    level: int
    cx: int
    cy: int
    sector: str
    projects: int
    in_areas: int
    sum_n: int
    sum_x: float
    sum_y: float
    west: float
    south: float
    east: float
    north: float
    county: str


class ServedViews:
    """Answers what a view of some of the projects of a catalog draws."""

    def __init__(
        self, engine: Engine, choosing: Choosing, counting: Counting, records: Records, areas: Mapping[str, Area]
    ) -> None:
        self._engine = engine
        self._choosing = choosing
        self._counting = counting
        self._records = records
        self._areas = areas

    def view(
        self,
        chosen: Chosen,
        *,
        bounds: Bounds | None = None,
        zoom: float | None = None,
        kept: Collection[str] = (),
        told: Collection[str] = (),
        marks_in: MarksIn,
    ) -> MapView:
        """What the chosen projects look like; `marks_in` finds the areas that their tasks are counted at."""
        sizes = self._counting.sizes(chosen)
        total, placed, home = sizes.projects, sizes.placed, sizes.home
        if placed <= ALL_AT_ONCE:
            found = self._records.features_where(self._condition(chosen, "x IS NOT NULL"))
            layers = build_layers(found, marks_in(None), self._areas)
            return MapView(layers, (), total, total - placed, True, None, 0.0, home)
        if zoom is None or bounds is None:
            bounds, zoom = None, zoom_of(home)
        else:
            bounds = padded(bounds)
        wanted = self._named(ALONE, self._condition(chosen, "x IS NOT NULL"), kept)
        seen = self._few_in(chosen, bounds) if bounds else None
        if seen is not None:
            features = self._records.features_by_number({*seen, *(row[0] for row in wanted)})
            layers = build_layers(features, marks_in(bounds), self._areas)
            return MapView(layers, (), total, total - placed, False, bounds, zoom, home)
        single, clusters = self._clustered(chosen, bounds, zoom, wanted, told)
        layers = build_layers(self._records.features_by_number(single), {}, self._areas)
        return MapView(layers, clusters, total, total - placed, False, bounds, zoom, home)

    def _condition(self, chosen: Chosen, *more: str, bounds: Bounds | None = None) -> Condition:
        sql, values = self._choosing.condition(chosen)
        parts = [sql, *more]
        if bounds:
            inside, corners = self._engine.inside(bounds)
            parts.append(inside)
            values = values | corners
        return " AND ".join(parts), values

    def _named(self, columns: str, condition: Condition, names: Collection[str]) -> list[Row]:
        """Columns of the projects that have one of these mention ids."""
        if not names:
            return []
        sql, values = condition
        text = f"SELECT {columns} FROM feature WHERE {sql} AND mention_id = ANY($names) ORDER BY n"
        return self._engine.rows(text, **values, names=list(names))

    def _few_in(self, chosen: Chosen, bounds: Bounds) -> list[int] | None:
        """The projects in the bounds, None when they are many."""
        sql, values = self._condition(chosen, "x IS NOT NULL", bounds=bounds)
        rows = self._engine.rows(f"SELECT n FROM feature WHERE {sql} LIMIT {ONE_BY_ONE + 1}", **values)
        return None if len(rows) > ONE_BY_ONE else [n for (n,) in rows]

    def _clustered(
        self, chosen: Chosen, bounds: Bounds | None, zoom: float, wanted: list[Row], told: Collection[str]
    ) -> tuple[list[int], tuple[Cluster, ...]]:
        """Numbers of projects that stay by themselves, and clusters of the others."""
        scale = WORLD_PX * 2**zoom
        level = max(FIRST_LEVEL, min(int(zoom) + FINER, MOST_LEVEL))
        sql, values = self._condition(chosen, "length >= $least", bounds=bounds)
        lines = self._engine.rows(
            f"SELECT {ALONE} FROM feature WHERE {sql} ORDER BY length DESC, n LIMIT {MOST_LINES}",
            **values,
            least=LINE_PX / scale,
        )
        alone = {row[0]: row for row in (*wanted, *lines)}
        broad = self._broad(chosen, level)
        squares = _without(self._squares(chosen, broad, bounds, level), alone.values(), level)
        counted = self._condition(chosen, "x IS NOT NULL", bounds=bounds if broad is None else None)
        named: dict[tuple[int, int], list[str]] = defaultdict(list)
        for n, x, y, mention_id in self._named(TOLD, counted, told):
            if n not in alone:
                named[_square_of(x, y, level)].append(mention_id)
        single, clusters = _clusters(squares, scale, named) if squares else ([], ())
        return sorted([*alone, *single]), clusters

    def _broad(self, chosen: Chosen, level: int) -> int | None:
        """The code whose squares of this level are in a table, if those are what is chosen."""
        code = chosen.only_code
        found = self._counting.broad.get(code) if code is not None else None
        return code if found and level <= found.deepest else None

    def _squares(self, chosen: Chosen, broad: int | None, bounds: Bounds | None, level: int) -> list[Square]:
        if broad is not None:
            sql, values = "code = $code AND level = $level", {"code": broad, "level": level}
            if bounds:
                west, south, east, north = (int(np.floor(one * 2**level)) for one in box_of(bounds))
                sql += " AND cx BETWEEN $west AND $east AND cy BETWEEN $north AND $south"
                values |= {"west": west, "south": south, "east": east, "north": north}
            rows = self._engine.rows(f"SELECT * FROM cell WHERE {sql}", **values)
        else:
            where, among = self._condition(chosen, bounds=bounds)
            stated = {"code": 0, "level": level, "squares": 2.0**level, "source": "feature", "f": where}
            rows = self._engine.rows(CELLS.format(**stated), **among)
        return [Square(*row) for row in rows]


def _square_of(x: float, y: float, level: int) -> tuple[int, int]:
    return int(np.floor(x * 2**level)), int(np.floor(y * 2**level))


def _without(squares: Iterable[Square], alone: Iterable[Row], level: int) -> list[Square]:
    """The squares without the projects that are drawn by themselves."""
    left = {(one.cx, one.cy, one.sector): one for one in squares}
    for n, x, y, sector, in_area in alone:
        key = *_square_of(x, y, level), sector
        if one := left.get(key):
            left[key] = one._replace(
                projects=one.projects - 1,
                in_areas=one.in_areas - in_area,
                sum_n=one.sum_n - n,
                sum_x=one.sum_x - x,
                sum_y=one.sum_y - y,
            )
    return [one for one in left.values() if one.projects]


def _clusters(
    squares: Sequence[Square], scale: float, named: Mapping[tuple[int, int], Sequence[str]]
) -> tuple[list[int], tuple[Cluster, ...]]:
    """Numbers of projects that are alone in their group of squares, and the other groups as clusters.

    `named` are the mention ids of the projects to be told, by square.
    """
    columns = {name: np.array(own) for name, own in zip(Square._fields, zip(*squares, strict=True), strict=True)}
    _, square = np.unique(columns["cx"].astype(np.int64) * 2**31 + columns["cy"], return_inverse=True)
    weights: Floats = np.bincount(square, columns["projects"]).astype(np.float64)
    x, y = (np.bincount(square, columns[name].astype(float)) / weights for name in ("sum_x", "sum_y"))
    group = groups(x * scale, y * scale, weights)[square]
    order = np.argsort(group, kind="stable")
    members = np.split(order, np.flatnonzero(np.diff(group[order])) + 1)
    single, clusters = [], []
    for own in members:
        if (projects := int(columns["projects"][own].sum())) == 1:
            single.append(int(columns["sum_n"][own][0]))
        else:
            inside = dict.fromkeys((squares[place].cx, squares[place].cy) for place in own)
            told = tuple(mention_id for one in inside for mention_id in named.get(one, ()))
            clusters.append(_cluster({name: column[own] for name, column in columns.items()}, projects, told))
    return single, tuple(clusters)


def _cluster(own: Mapping[str, np.ndarray], projects: int, told: tuple[str, ...]) -> Cluster:
    west, south, east, north = degrees(own["west"].min(), own["south"].max(), own["east"].max(), own["north"].min())
    x, y = (float(own[name].astype(float).sum()) / projects for name in ("sum_x", "sum_y"))
    lon, lat, _, _ = degrees(x, y, x, y)
    sectors, number = np.unique(own["sector"], return_inverse=True)
    counts = np.bincount(number, own["projects"]).astype(int)
    return Cluster(
        lon=lon,
        lat=lat,
        bounds=(west, south, east, north),
        projects=projects,
        in_areas=int(own["in_areas"].sum()),
        sectors=tuple((str(sectors[place]), int(counts[place])) for place in np.argsort(-counts, kind="stable")),
        area=str(own["county"][own["projects"].argmax()]) or None,
        told=told,
    )
