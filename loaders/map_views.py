"""What one view of the map draws: every project while they are few, else those in view, else clusters of them.

Positions are in *world units*: web Mercator with (0, 0) at the upper left and (1, 1) at the lower right, so that at
zoom z the world is `256 * 2**z` pixels wide. A line stands at a point of itself, a project that is known only to its
area where the area's label stands; what has no position is only counted. Nothing is counted twice or left out: the
projects drawn, those in clusters, those elsewhere and those without a position add up to the projects of the query.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from loaders.codes import Mask, Numbers
from loaders.layers import AREA_PRECISIONS, DRAWN_PRECISIONS, Bounds, build_layers, marked_at
from loaders.models import Area, Layer, ProjectFeature

Floats = NDArray[np.float64]
WORLD_PX = 256  # at zoom 0
ALL_AT_ONCE = 300  # projects that are sent whatever the view: then no move of the map needs the server
ONE_BY_ONE = 240  # projects in a view that are drawn one by one
MOST_CLUSTERS = 320
MOST_LINES = 60  # the longest lines stay lines among clusters
LINE_PX = 90  # a shorter one counts in a cluster
CELL_PX = 84  # of the grid that projects are collected in
APART_PX = 48  # clusters nearer than this become one
GROWTH = 1.3  # of the cells while there are too many clusters
MARGIN = 0.5  # of the view on each side, drawn in advance
FRAME_PX = (620, 580)  # what the first view fills of a usual window, beside the controls
EDGE_SHARE = 0.01  # of the projects on each side that the first view may leave out
WORLD_BOUNDS = (-180.0, -90.0, 180.0, 90.0)
ZOOMS = (3.0, 14.0)


@dataclass(frozen=True, slots=True)
class Cluster:
    """Projects too near to one another to be told apart in a view.

    `(lon, lat)` is the middle of their positions, `bounds` their box (west, south, east, north; degrees), `sectors`
    their number by sector code, most first; `in_areas` of them are known only to an area and `area` is the adcode that
    most of them have, if any has one. `told` are the mention ids of those among them that the view was asked to tell.
    """

    lon: float
    lat: float
    bounds: Bounds
    projects: int
    in_areas: int
    sectors: tuple[tuple[str, int], ...]
    area: str | None
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MapView:
    """What one view draws: `layers` one by one (see `build_layers`) and `clusters`.

    `projects` satisfy the filters, `unplaced` of them have no position. With `complete` everything that has one is
    in the layers; otherwise only what lies in `bounds` (None: everywhere), made for `zoom`. `home` is the box that
    most projects lie in.
    """

    layers: tuple[Layer, Layer, Layer]
    clusters: tuple[Cluster, ...]
    projects: int
    unplaced: int
    complete: bool
    bounds: Bounds | None
    zoom: float
    home: Bounds | None

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing to draw at all, in this view or another."""
        return self.complete and not any(layer.features for layer in self.layers)


class MapViews:
    """Positions of all projects of a build; answers what a view of some of them draws."""

    def __init__(self, features: Sequence[ProjectFeature], areas: Mapping[str, Area]) -> None:
        """Place every project once."""
        self._features = features
        self._areas = areas
        self._numbers = {item.mention_id: number for number, item in enumerate(features)}
        at_area = [area_of(item, areas) for item in features]
        shapes = np.array([shape_of(item, area) for item, area in zip(features, at_area, strict=True)], dtype=object)
        spots = shapely.point_on_surface(shapes)
        self._x, self._y = world(shapely.get_x(spots), shapely.get_y(spots))
        boxes = shapely.bounds(shapes)
        self._west, self._south = world(*boxes[:, :2].T)
        self._east, self._north = world(*boxes[:, 2:].T)
        self._placed: Mask = ~np.isnan(self._x)
        self._in_area: Mask = np.array([area is not None for area in at_area], dtype=bool)
        self._sectors, self._sector = _numbered([item.sector for item in features])
        self._counties, self._county = _numbered([item.adcode or "" for item in features])

    def view(
        self,
        chosen: Mask,
        marks: Mapping[str, Sequence[str]],
        *,
        bounds: Bounds | None = None,
        zoom: float | None = None,
        kept: Collection[str] = (),
        told: Collection[str] = (),
    ) -> MapView:
        """What the `chosen` projects look like in a view; `marks` maps tasks to the areas they are counted at.

        Without `bounds` (west, south, east, north; degrees) and `zoom` it is the first view, which holds nearly
        all. Projects with a mention id in `kept` are never put into a cluster; those of `told` are named by theirs.
        """
        placed = chosen & self._placed
        total, unplaced = int(chosen.sum()), int(chosen.sum() - placed.sum())
        numbers = np.flatnonzero(placed)
        home = self._home(numbers)
        if len(numbers) <= ALL_AT_ONCE:
            layers = build_layers(self._several(numbers), marks, self._areas)
            return MapView(layers, (), total, unplaced, True, None, 0.0, home)
        if zoom is None or bounds is None:
            bounds, zoom = None, zoom_of(home)
        else:
            bounds = padded(bounds)
        wanted = np.isin(numbers, self._those(kept))
        seen = self._inside(numbers, bounds) | wanted
        if seen.sum() <= ONE_BY_ONE:
            layers = build_layers(self._several(numbers[seen]), self._marks_in(marks, bounds), self._areas)
            return MapView(layers, (), total, unplaced, False, bounds, zoom, home)
        single, clusters = self._clustered(numbers[seen], zoom, wanted[seen], self._those(told))
        layers = build_layers(self._several(single), {}, self._areas)
        return MapView(layers, clusters, total, unplaced, False, bounds, zoom, home)

    def _several(self, numbers: Numbers) -> list[ProjectFeature]:
        return [self._features[number] for number in numbers.tolist()]

    def _those(self, names: Collection[str]) -> Numbers:
        return np.array([self._numbers[name] for name in names if name in self._numbers], dtype=np.int64)

    def _home(self, numbers: Numbers) -> Bounds | None:
        """The box that nearly all of these projects lie in; None without any."""
        if not len(numbers):
            return None
        shares = [EDGE_SHARE, 1 - EDGE_SHARE]
        (west, east), (north, south) = (np.quantile(axis[numbers], shares) for axis in (self._x, self._y))
        return degrees(west, south, east, north)

    def _inside(self, numbers: Numbers, bounds: Bounds | None) -> Mask:
        if bounds is None:
            return np.ones(len(numbers), dtype=bool)
        west, south, east, north = box_of(bounds)
        from_west = (self._east[numbers] >= west) & (self._west[numbers] <= east)
        inside: Mask = from_west & (self._south[numbers] >= north) & (self._north[numbers] <= south)
        return inside

    def _marks_in(self, marks: Mapping[str, Sequence[str]], bounds: Bounds | None) -> dict[str, list[str]]:
        """Of the areas that tasks are counted at those whose label lies in the bounds."""
        codes = {code for own in marks.values() for code in own}
        box = shapely.box(*(bounds or WORLD_BOUNDS))
        seen = {code for code in codes if box.covers(shapely.Point(self._areas[code].lon, self._areas[code].lat))}
        return {task_id: [code for code in own if code in seen] for task_id, own in marks.items()}

    def _clustered(
        self, numbers: Numbers, zoom: float, kept: Mask, told: Numbers
    ) -> tuple[Numbers, tuple[Cluster, ...]]:
        """Projects that stay by themselves (`kept` and the longest lines among them), and clusters of the others."""
        scale = WORLD_PX * 2**zoom
        alone = kept.copy()
        lengths = np.hypot(self._east - self._west, self._south - self._north)[numbers] * scale
        longest = np.argsort(-lengths, kind="stable")[:MOST_LINES]
        alone[longest[lengths[longest] >= LINE_PX]] = True
        free = numbers[~alone]
        group = groups(self._x[free] * scale, self._y[free] * scale, np.ones(len(free)))
        sizes = np.bincount(group)
        single = np.concatenate([numbers[alone], free[sizes[group] == 1]])
        order = np.argsort(group, kind="stable")
        members = np.split(free[order], np.cumsum(sizes)[:-1]) if len(free) else []
        return np.sort(single), tuple(self._cluster(own, told) for own in members if len(own) > 1)

    def _cluster(self, numbers: Numbers, told: Numbers) -> Cluster:
        x, y = self._x[numbers], self._y[numbers]
        west, south, east, north = degrees(x.min(), y.max(), x.max(), y.min())
        lon, lat, _, _ = degrees(x.mean(), y.mean(), x.mean(), y.mean())
        counts = np.bincount(self._sector[numbers], minlength=len(self._sectors))
        sectors = [(self._sectors[code], int(counts[code])) for code in np.argsort(-counts, kind="stable")]
        return Cluster(
            lon=lon,
            lat=lat,
            bounds=(west, south, east, north),
            projects=len(numbers),
            in_areas=int(self._in_area[numbers].sum()),
            sectors=tuple((code, count) for code, count in sectors if count),
            area=self._counties[np.bincount(self._county[numbers]).argmax()] or None,
            told=tuple(item.mention_id for item in self._several(numbers[np.isin(numbers, told)])),
        )


def world(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """World units of positions in degrees."""
    x = lon / 360 + 0.5
    y = 0.5 - np.arctanh(np.sin(np.radians(lat))) / (2 * np.pi)
    return x, y


def box_of(bounds: Bounds) -> Bounds:
    """A box in world units of one in degrees (both west, south, east, north)."""
    (west, east), (south, north) = world(np.array(bounds[::2]), np.array(bounds[1::2]))
    return float(west), float(south), float(east), float(north)


def degrees(west: float, south: float, east: float, north: float) -> Bounds:
    """A box in degrees (west, south, east, north) of one in world units."""

    def lat(y: float) -> float:
        return float(np.degrees(np.arcsin(np.tanh((0.5 - y) * 2 * np.pi))))

    return (float(west) - 0.5) * 360, lat(south), (float(east) - 0.5) * 360, lat(north)


def _numbered(codes: Sequence[str]) -> tuple[list[str], Numbers]:
    """The distinct codes, and the number of each one among them."""
    labels, numbers = np.unique(np.array(codes, dtype=object), return_inverse=True)
    return labels.tolist(), numbers


def area_of(item: ProjectFeature, areas: Mapping[str, Area]) -> Area | None:
    """The area at whose label a project stands that is known no finer."""
    code = marked_at(item, areas) if item.precision in AREA_PRECISIONS else None
    return areas[code] if code else None


def shape_of(item: ProjectFeature, area: Area | None) -> shapely.Geometry | None:
    """What of a project is in view or not: the label of its `area`, else what is drawn of it; None: nowhere."""
    if area is not None:
        return shapely.Point(area.lon, area.lat)
    return item.geometry if item.precision in DRAWN_PRECISIONS else None


def zoom_of(home: Bounds | None) -> float:
    """The zoom at which a frame of usual size just shows the box."""
    if home is None:
        return ZOOMS[0]
    west, south, east, north = box_of(home)
    smallest = 1 / (WORLD_PX * 2 ** ZOOMS[1])
    fits = min(FRAME_PX[0] / max(east - west, smallest), FRAME_PX[1] / max(south - north, smallest)) / WORLD_PX
    return float(np.clip(np.log2(fits), *ZOOMS))


def padded(bounds: Bounds) -> Bounds:
    """The bounds of a view with what is drawn round it in advance."""
    west, south, east, north = bounds
    wide, high = (east - west) * MARGIN, (north - south) * MARGIN
    return west - wide, max(south - high, -85.0), east + wide, min(north + high, 85.0)


def groups(x: Floats, y: Floats, weights: Floats) -> Numbers:
    """The number of the group of each position (px): those of one cell of a grid, near groups put together."""
    cell = float(CELL_PX)
    while True:
        keys = np.floor(x / cell).astype(np.int64) * 2**31 + np.floor(y / cell).astype(np.int64)
        cells, group = np.unique(keys, return_inverse=True)
        if len(cells) <= MOST_CLUSTERS:
            break
        cell *= GROWTH
    sizes = np.bincount(group, weights, len(cells)).astype(np.float64)
    middle = np.stack([np.bincount(group, axis * weights, len(cells)) for axis in (x, y)], axis=1) / sizes[:, None]
    return np.unique(_joined(middle, sizes)[group], return_inverse=True)[1]


def _joined(middle: Floats, sizes: Floats) -> Numbers:
    """For each group the one it becomes part of: the largest first takes in those too near to it."""
    into = np.arange(len(sizes))
    free: Mask = np.ones(len(sizes), dtype=bool)
    for number in np.argsort(-sizes, kind="stable"):
        if not free[number]:
            continue
        near = free & (np.hypot(*(middle - middle[number]).T) < APART_PX)
        into[near] = number
        free[near] = False
    return into
