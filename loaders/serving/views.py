"""What one view of the map draws, of a served catalog: the same rules as `loaders.map_views`.

Projects of a view that are too many to be drawn one by one are summed up in squares of 32 to 64 pixels first; near
squares become one cluster. Counts are exact.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence

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
from loaders.serving.records import Records

MarksIn = Callable[[Bounds | None], Mapping[str, Sequence[str]]]
FINER = 3  # levels of squares beyond the zoom: 256 px / 2**3
MOST_LEVEL = 20
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
        rows = self._choosing.projects(chosen)
        placed = rows[self._index.placed[rows]]
        if count <= ALL_AT_ONCE:
            layers = build_layers(self._features(placed), marks_in(None), self._areas)
            return MapView(layers, (), total, total - count, True, None, 0.0, home)
        if zoom is None or bounds is None:
            bounds, zoom = None, zoom_of(home)
        else:
            bounds = padded(bounds)
        wanted = np.isin(placed, self._index.numbers_of(kept)) if kept else np.zeros(count, dtype=bool)
        inside = self._index.inside(placed, bounds) | wanted
        seen = placed[inside]
        if len(seen) <= ONE_BY_ONE:
            layers = build_layers(self._features(seen), marks_in(bounds), self._areas)
            return MapView(layers, (), total, total - count, False, bounds, zoom, home)
        single, clusters = self._clustered(seen, wanted[inside], zoom, self._index.named(told))
        layers = build_layers(self._features(single), {}, self._areas)
        return MapView(layers, clusters, total, total - count, False, bounds, zoom, home)

    def _features(self, rows: Rows) -> list[ProjectFeature]:
        return self._records.features_by_number((rows + 1).tolist())

    def _clustered(
        self, rows: Rows, wanted: Mask, zoom: float, told: Mapping[int, str]
    ) -> tuple[Rows, tuple[Cluster, ...]]:
        """Projects that stay by themselves, and clusters of the others."""
        scale = WORLD_PX * 2**zoom
        alone = wanted.copy()
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
        number = group[square]
        single = np.bincount(number)[number] == 1
        alone_there = np.sort(np.concatenate([rows[alone], free[single]]))
        return alone_there, self._clusters(free[~single], number[~single], told)

    def _clusters(self, rows: Rows, group: Rows, told: Mapping[int, str]) -> tuple[Cluster, ...]:
        """The clusters of projects by their group."""
        if not len(rows):
            return ()
        labels, group = np.unique(group.astype(np.int16), return_inverse=True)
        order = np.argsort(group.astype(np.int16), kind="stable")
        rows, sizes = rows[order], np.bincount(group)
        starts = np.cumsum(sizes) - sizes
        x, y = self._index.x[rows], self._index.y[rows]
        west, north = (np.minimum.reduceat(axis, starts).tolist() for axis in (x, y))
        east, south = (np.maximum.reduceat(axis, starts).tolist() for axis in (x, y))
        middle = [(np.add.reduceat(axis, starts) / sizes).tolist() for axis in (x, y)]
        in_areas = np.add.reduceat(self._index.in_area[rows], starts, dtype=np.int64).tolist()
        own = np.repeat(np.arange(len(labels)), sizes)
        names: dict[int, list[str]] = defaultdict(list)
        for place in np.flatnonzero(np.isin(rows, list(told))).tolist() if told else ():
            names[int(own[place])].append(told[int(rows[place])])
        sectors = _table(own, self._index.sector[rows], len(labels), len(self._index.sectors))
        counties = _table(own, self._index.county[rows], len(labels), len(self._index.counties)).argmax(axis=1).tolist()
        return tuple(
            _cluster(
                self._sectors(sectors[number]),
                middle=(middle[0][number], middle[1][number]),
                box=(west[number], south[number], east[number], north[number]),
                projects=projects,
                in_areas=in_areas[number],
                area=self._index.counties[counties[number]] or None,
                told=tuple(names[number]),
            )
            for number, projects in enumerate(sizes.tolist())
        )

    def _sectors(self, counts: Rows) -> tuple[tuple[str, int], ...]:
        """Sectors with their number, most first."""
        return tuple(
            (self._index.sectors[place], int(counts[place]))
            for place in np.argsort(-counts, kind="stable")
            if counts[place]
        )


def _squares(x: Floats, y: Floats, level: int) -> tuple[Rows, int]:
    """The number of the square of 1 / 2**level of the world that each position lies in, and how many there are."""
    column, row = (np.floor(axis * 2.0**level).astype(np.int64) for axis in (x, y))
    column -= column.min()
    row -= row.min()
    width, height = int(column.max()) + 1, int(row.max()) + 1
    key = row * width + column
    if width * height > MOST_SQUARES:
        found, square = np.unique(key, return_inverse=True)
        return square, len(found)
    taken = np.bincount(key, minlength=width * height) > 0
    return (np.cumsum(taken) - 1)[key], int(taken.sum())


def _table(rows: Rows, columns: Rows, height: int, width: int) -> Rows:
    """How often each pair stands there."""
    found: Rows = np.bincount(rows * width + columns, minlength=height * width).reshape(height, width)
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
