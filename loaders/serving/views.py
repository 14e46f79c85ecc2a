"""What one view of the map draws, of a served catalog: the same rules as `loaders.map_views`.

Projects of a view that are too many to be drawn one by one are summed up in squares of 32 to 64 pixels first; near
squares become one cluster. Counts are exact.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache

import numpy as np

from loaders.codes import Mask
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
    degrees,
    groups,
    padded,
    zoom_of,
)
from loaders.models import Area, ProjectFeature
from loaders.serving.choosing import Choosing, Chosen
from loaders.serving.counting import Counting
from loaders.serving.index import Index, Rows
from loaders.serving.packing import Array
from loaders.serving.records import Records

MarksIn = Callable[[Bounds | None], Mapping[str, Sequence[str]]]
NONE: Rows = np.zeros(0, dtype=np.int64)
FINER = 3  # levels of squares beyond the zoom: 256 px / 2**3
MOST_LEVEL = 20
SOME = 100_000  # chosen projects: of fewer each one is looked at
NAMED_KEPT = 16  # answers to which projects have some ids
MOST_SQUARES = 4_000_000  # that are counted without sorting


class ServedViews:
    """Answers what a view of some of the projects of a catalog draws."""

    def __init__(
        self, index: Index, choosing: Choosing, counting: Counting, records: Records, areas: Mapping[str, Area]
    ) -> None:
        self._index = index
        self._choosing = choosing
        self._counting = counting
        self._records = records
        self._areas = areas
        self._named = lru_cache(maxsize=NAMED_KEPT)(index.named)

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
        """What the chosen projects look like; `marks_in` finds the areas that their tasks are counted at.

        Projects with a mention id in `kept` are never put into a cluster; those of `told` are named by theirs.
        """
        total, count, home = self._counting.extent(chosen)
        if count <= ALL_AT_ONCE:
            layers = build_layers(self._features(self._seen(chosen, None)), marks_in(None), self._areas)
            return MapView(layers, (), total, total - count, True, None, 0.0, home)
        if zoom is None or bounds is None:
            bounds, zoom = None, zoom_of(home)
        else:
            bounds = padded(bounds)
        alone = np.array(list(self._named(frozenset(kept))), dtype=np.int64)
        seen = self._seen(chosen, bounds, alone)
        if len(seen) <= ONE_BY_ONE:
            layers = build_layers(self._features(seen), marks_in(bounds), self._areas)
            return MapView(layers, (), total, total - count, False, bounds, zoom, home)
        single, clusters = self._clustered(seen, alone, zoom, self._named(frozenset(told)))
        layers = build_layers(self._features(single), {}, self._areas)
        return MapView(layers, clusters, total, total - count, False, bounds, zoom, home)

    def _seen(self, chosen: Chosen, bounds: Bounds | None, more: Rows = NONE) -> Rows:
        """The chosen projects that touch the bounds, and of `more` all that are chosen, in plan and text order."""
        rows = self._choosing.projects(chosen)
        if len(rows) < SOME:
            rows = rows[self._index.placed[rows]]
            return rows[self._index.inside(rows, bounds) | np.isin(rows, more)]
        is_chosen = self._choosing.placed(chosen)
        if bounds is None:
            return self._index.ordered(is_chosen)
        near = self._index.near(bounds)
        if near is None:
            inside = self._index.touching(bounds)
            inside[more] = True
            return self._index.ordered(inside & is_chosen)
        near = near[is_chosen[near]]
        near = near[self._index.inside(near, bounds)]
        if len(more):
            near = np.union1d(near, more[is_chosen[more]])
        return near[np.argsort(self._index.places(near))]

    def _features(self, rows: Rows) -> list[ProjectFeature]:
        return self._records.features_by_number((rows + 1).tolist())

    def _clustered(
        self, rows: Rows, wanted: Rows, zoom: float, told: Mapping[int, str]
    ) -> tuple[Rows, tuple[Cluster, ...]]:
        """Projects that stay by themselves, those that are `wanted` among them, and clusters of the others."""
        scale = WORLD_PX * 2**zoom
        alone: Mask = np.isin(rows, wanted) if len(wanted) else np.zeros(len(rows), dtype=bool)
        lengths = self._index.length[rows]
        long = np.flatnonzero(lengths >= LINE_PX / scale)
        alone[long[np.argsort(-lengths[long], kind="stable")[:MOST_LINES]]] = True
        free = rows[~alone]
        if not len(free):
            return rows, ()
        x, y = self._index.x[free], self._index.y[free]
        square, count = _squares(x, y, min(int(zoom) + FINER, MOST_LEVEL))
        weights: Floats = np.bincount(square, minlength=count).astype(np.float64)
        column, row = (np.bincount(square, axis, count) / weights * scale for axis in (x, y))
        group = groups(column, row, weights)
        several = np.bincount(group, weights) > 1
        number = np.where(several, np.cumsum(several) - 1, -1).astype(np.int16)[group][square]
        single, rows = number < 0, rows[alone]
        if single.any():
            rows, number = np.append(rows, free[single]), number[~single]
            free, x, y = free[~single], x[~single], y[~single]
        return np.sort(rows), self._clusters(free, number, (x, y), told)

    def _clusters(
        self, rows: Rows, group: Array, spots: tuple[Floats, Floats], told: Mapping[int, str]
    ) -> tuple[Cluster, ...]:
        """The clusters of projects by their group."""
        if not len(rows):
            return ()
        order, sizes = np.argsort(group, kind="stable"), np.bincount(group)
        starts = np.cumsum(sizes) - sizes
        x, y = (axis[order] for axis in spots)
        west, north = (np.minimum.reduceat(axis, starts).tolist() for axis in (x, y))
        east, south = (np.maximum.reduceat(axis, starts).tolist() for axis in (x, y))
        middle = [(np.add.reduceat(axis, starts) / sizes).tolist() for axis in (x, y)]
        in_areas = np.bincount(group[self._index.in_area[rows]], minlength=len(sizes)).tolist()
        names: dict[int, list[str]] = defaultdict(list)
        for place in np.flatnonzero(np.isin(rows, list(told))).tolist() if told else ():
            names[int(group[place])].append(told[int(rows[place])])
        sectors = self._sectors(_table(group, self._index.sector[rows], len(sizes), len(self._index.sectors)))
        counties = (
            _table(group, self._index.county[rows], len(sizes), len(self._index.counties)).argmax(axis=1).tolist()
        )
        return tuple(
            _cluster(
                sectors[number],
                middle=(middle[0][number], middle[1][number]),
                box=(west[number], south[number], east[number], north[number]),
                projects=projects,
                in_areas=in_areas[number],
                area=self._index.counties[counties[number]] or None,
                told=tuple(names[number]),
            )
            for number, projects in enumerate(sizes.tolist())
        )

    def _sectors(self, counts: Rows) -> list[tuple[tuple[str, int], ...]]:
        """Of each row of counts the sectors with their number, most first."""
        order = np.argsort(-counts, axis=1, kind="stable")
        labels, sizes = self._index.sectors, np.take_along_axis(counts, order, axis=1).tolist()
        return [
            tuple((labels[place], size) for place, size in zip(own, several, strict=True) if size)
            for own, several in zip(order.tolist(), sizes, strict=True)
        ]


def _squares(x: Floats, y: Floats, level: int) -> tuple[Rows, int]:
    """The number of the square of 1 / 2**level of the world that each position lies in, and how many there are."""
    column, row = (np.floor(axis * 2.0**level).astype(np.int32) for axis in (x, y))
    column -= column.min()
    row -= row.min()
    width, height = int(column.max()) + 1, int(row.max()) + 1
    if width * height > MOST_SQUARES:
        found, square = np.unique(row.astype(np.int64) * width + column, return_inverse=True)
        return square, len(found)
    key = row * np.int32(width) + column
    taken = np.bincount(key, minlength=width * height) > 0
    return (np.cumsum(taken) - 1)[key], int(taken.sum())


def _table(rows: Array, columns: Array, height: int, width: int) -> Rows:
    """How often each pair stands there."""
    found: Rows = np.bincount(rows * np.int32(width) + columns, minlength=height * width).reshape(height, width)
    return found


def _cluster(
    sectors: tuple[tuple[str, int], ...],
    *,
    middle: tuple[float, float],
    box: tuple[float, float, float, float],
    projects: int,
    in_areas: int,
    area: str | None,
    told: tuple[str, ...],
) -> Cluster:
    """A cluster of what is given in world units."""
    lon, lat, _, _ = degrees(*middle, *middle)
    return Cluster(lon, lat, degrees(*box), projects, in_areas, sectors, area, told)
