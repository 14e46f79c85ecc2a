"""The map of a printed sheet: where its marks and names stand.

Marks come first and always find a place: at their point, else fanned out beside it with a leader. Names of the map's
own counties always stand too; names of projects, towns and neighbours stand only where there is room for them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import ceil, hypot, sqrt

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo import print_apart, print_furniture, print_ground, print_symbols, print_type
from geo.boundaries import Boundaries
from geo.print_furniture import Setting
from geo.print_ground import Land
from geo.print_labels import Room, around, beside, spiral
from geo.print_projection import Projection, Rect, Window, window
from geo.print_records import AreaBlock, MapSheet, Mark, RouteLine, Symbol
from geo.print_symbols import radius

COUNTY_SIZE, TOWN_SIZE, NAME_SIZE, NEIGHBOUR_SIZE, PROVINCE_SIZE = 8.6, 6.8, 6.8, 6.2, 10.5
COUNTY_INK, NEIGHBOUR_INK, PROVINCE_INK = "#2C4136", "#8B958C", "#A9B2AA"
HALO = 1.5
PITCH = 13.4  # between squares of a block
NATIONAL_DEG = 16.0  # content wider or higher than this is drawn as a map of the whole country
LEAST_KM = 30.0  # a single point is not magnified beyond this
LEADER = 4.0  # points a mark may stand beside its point before a leader shows it
LEAST_VISIBLE = 12.0  # points of a line that must show for its mark to stand on it
TAB = 12.0  # height of the title of the inset of a county
GRID = 13
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Name:
    """A name at its place: base line centre, size, colour."""

    at: Point
    text: str
    size: float
    colour: str
    bold: bool = False


@dataclass(slots=True)
class Plot:
    """What stands where on the map."""

    setting: Setting
    room: Room
    scale: float
    marks: list[tuple[Mark, Point]] = field(default_factory=list)
    pages: list[tuple[str, Point]] = field(default_factory=list)
    counts: list[tuple[str, Point, float]] = field(default_factory=list)
    leaders: list[tuple[Point, Point, str]] = field(default_factory=list)
    names: list[Name] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)
    apart: "Plot | None" = None

    @property
    def view(self) -> Window:
        """The window."""
        return self.setting.view


def plot(sheet: MapSheet, frame: Rect, projection: Projection, content: Rect, apart: MapSheet | None = None) -> Plot:
    """Find a place for everything on the map and, with `apart`, in the inset of a county that lies far off."""
    anchors = np.array([(it.lon, it.lat) for it in _located(sheet)]).reshape(-1, 2)
    extra = print_apart.piece(apart, frame)
    setting = print_furniture.set_up(sheet, frame, projection, content, anchors, extra)
    made = Plot(setting, Room(frame), sheet.paper.scale)
    for name, rect in setting.pieces.items():
        made.room.put("furniture", name, rect)
    beyond = _fill(made, sheet, sheet.routes)
    if apart is not None and "apart" in setting.pieces:
        made.apart = _plot_apart(apart, setting.pieces["apart"])
        beyond = _fill(made.apart, apart, beyond)
        made.unplaced += made.apart.unplaced
    for route in beyond:
        _put_at_rim(made, route)
    return made


def _plot_apart(sheet: MapSheet, frame: Rect) -> Plot:
    """The inset with its title and scale bar in place."""
    scale = sheet.paper.scale
    projection, content = shown(replace(sheet, routes=()))
    left, bottom, right, top = frame
    tab = (left, top - TAB * scale, right, top)
    inner = (left + 12 * scale, bottom + 16 * scale, right - 12 * scale, tab[1] - 8 * scale)
    made = Plot(Setting(window(projection, frame, content, inner), {}), Room(frame, margin=0.0), scale)
    made.room.put("furniture", "tab", tab)
    made.room.put("furniture", "bar", (right - 66 * scale, bottom, right, bottom + 17 * scale))
    return made


def _fill(made: Plot, sheet: MapSheet, routes: Sequence[RouteLine]) -> list[RouteLine]:
    """Place marks, then names; the lines that do not show."""
    focus = print_ground.lands(made.view, sheet.ground.counties)
    rest = _put_at_points(made, sheet.symbols)
    _put_blocks(made, sheet.blocks, {land.adcode: land.shape for land in focus})
    for symbol in rest:
        _put_mark(made, symbol.mark, made.view.at(symbol.lon, symbol.lat))
    beyond = _put_routes(made, routes)
    if made.view.projection.parallel is not None:
        named = {block.code for block in sheet.blocks}
        unnamed = [land for land in focus if land.adcode not in named]
        _put_names(made, unnamed, COUNTY_SIZE, COUNTY_INK, required=True)
    _put_beside(made, sheet)
    _put_neighbours(made, sheet)
    return beyond


def shown(sheet: MapSheet) -> tuple[Projection, Rect]:
    """Projection and the part of its plane that the frame must hold."""
    ground = sheet.ground
    if ground.bounds is not None:
        bounds = ground.bounds
    else:
        polygons = [polygon for code in ground.counties if (polygon := Boundaries.load().polygon(code)) is not None]
        points = [shapely.Point(it.lon, it.lat) for it in _located(sheet)]
        content = [*polygons, *points]
        box = shapely.box(*shapely.total_bounds(content)) if content else shapely.Point()
        lines = [shapely.LineString(route.points) for route in sheet.routes]
        content += [line for line in lines if not line.intersects(box)]
        bounds = tuple(shapely.total_bounds(content).tolist()) if content else print_ground.COUNTRY
    west, south, east, north = bounds
    if max(east - west, north - south) > NATIONAL_DEG:
        projection = Projection(None)
        return projection, print_ground.plane(projection, print_ground.COUNTRY)
    projection = Projection(round((south + north) / 2, 1))
    left, bottom, right, top = print_ground.plane(projection, (west, south, east, north))
    middle, least = ((left + right) / 2, (bottom + top) / 2), LEAST_KM * 500
    wide, high = max((right - left) / 2, least), max((top - bottom) / 2, least)
    return projection, (middle[0] - wide, middle[1] - high, middle[0] + wide, middle[1] + high)


def _located(sheet: MapSheet) -> list[Symbol | AreaBlock]:
    """Everything that has a point of its own."""
    return [*sheet.symbols, *sheet.blocks]


def _put_at_points(made: Plot, symbols: Sequence[Symbol]) -> list[Symbol]:
    """One mark at each point that has room for it; the other symbols, which are to be fanned out."""
    rest = []
    for symbol in symbols:
        reach = 2 * radius(symbol.mark, made.scale)
        anchor = made.view.at(symbol.lon, symbol.lat)
        if made.room.is_free(around(anchor, reach, reach)):
            _put_mark(made, symbol.mark, anchor)
        else:
            rest.append(symbol)
    return rest


def _put_mark(made: Plot, mark: Mark, anchor: Point, candidates: Iterable[Point] | None = None) -> None:
    reach = radius(mark, made.scale)
    places = candidates if candidates is not None else spiral(anchor, 3.1 * made.scale)
    at = made.room.first_free(places, (2 * reach, 2 * reach))
    if at is None:
        made.unplaced.append(str(mark.number))
        return
    made.room.put("symbol", str(mark.number), around(at, 2 * reach, 2 * reach))
    made.marks.append((mark, at))
    if hypot(at[0] - anchor[0], at[1] - anchor[1]) > LEADER * made.scale:
        made.leaders.append((anchor, at, mark.colour))


def _put_routes(made: Plot, routes: Sequence[RouteLine]) -> list[RouteLine]:
    """The mark of each line on the part of it that shows; the lines that do not show."""
    left, bottom, right, top = made.view.frame
    beyond = []
    for route in routes:
        line = made.view.on_paper(shapely.LineString(route.points))
        visible = shapely.clip_by_rect(line, left + 8, bottom + 8, right - 8, top - 8)
        least = min(LEAST_VISIBLE, 0.5 * line.length)
        parts = [part for part in shapely.get_parts(visible) if part.length > least]
        if not parts:
            beyond.append(route)
            continue
        part = max(parts, key=lambda one: float(one.length))
        _put_mark(made, route.mark, _along(part, 0.5), _stations(part, made.scale))
    return beyond


def _put_at_rim(made: Plot, route: RouteLine) -> None:
    """The mark of a line of which the map shows no more than a corner, beside that corner."""
    seen = shapely.clip_by_rect(made.view.on_paper(shapely.LineString(route.points)), *made.view.frame)
    corners = shapely.get_coordinates(seen)
    if len(corners):
        left, bottom, right, top = made.view.frame
        reach = 12 * made.scale
        x, y = corners[0].tolist()
        at = min(max(x, left + reach), right - reach), min(max(y, bottom + reach), top - reach)
        _put_mark(made, route.mark, (x, y), spiral(at, 3.1 * made.scale))
    else:
        made.unplaced.append(str(route.mark.number))


def _along(line: BaseGeometry, share: float) -> Point:
    point = line.interpolate(share, normalized=True)
    return float(point.x), float(point.y)


def _stations(line: BaseGeometry, scale: float) -> Iterator[Point]:
    """Places on the line from its middle outwards, then round its middle."""
    for step in range(24):
        yield _along(line, 0.5 + (step // 2 + step % 2) * (0.02 if step % 2 else -0.02))
    yield from spiral(_along(line, 0.5), 3.1 * scale)


def _put_blocks(made: Plot, blocks: Sequence[AreaBlock], shapes: dict[str, BaseGeometry]) -> None:
    """Names of areas with what is counted at them; each block as one piece."""
    for block in sorted(blocks, key=lambda one: (-len(one.marks), one.code)):
        anchor = made.view.at(block.lon, block.lat)
        items: list[Mark | str] = [*block.marks, *([str(block.tasks)] if block.tasks else [])]
        size = (COUNTY_SIZE if len(block.code) == 6 else TOWN_SIZE) * made.scale
        per_row = max(min(len(items), 4), ceil(sqrt(1.6 * len(items))))
        rows = ceil(len(items) / per_row) if per_row else 0
        pitch = PITCH * made.scale
        count = f"{block.count}" if block.count else ""
        width = max(print_type.width(block.name, size, bold=True), per_row * pitch) + 2 * HALO
        width = max(width, print_type.width(count, size, bold=True) + 8 * made.scale if count else 0)
        height = size * 1.1 + rows * pitch + (1.45 * size if count else 0)
        places = [anchor, *_inside(shapes.get(block.code), anchor), *spiral(anchor, 6 * made.scale)]
        at = made.room.first_free(places, (width, height))
        if at is None:
            made.unplaced.append(block.name)
            continue
        made.room.put("label", block.name, around(at, width, height))
        top = at[1] + height / 2
        made.names.append(Name((at[0], top - 0.96 * size), block.name, size, COUNTY_INK, bold=True))
        if count:
            made.counts.append((count, (at[0], top - 2.12 * size), 1.1 * size))
        for number, item in enumerate(items):
            row, column = divmod(number, per_row)
            in_row = min(per_row, len(items) - row * per_row)
            x = at[0] + (column - (in_row - 1) / 2) * pitch
            place = (x, top - 1.1 * size - (row + 0.5) * pitch)
            if isinstance(item, str):
                made.pages.append((item, place))
            else:
                made.marks.append((item, place))
        shape = shapes.get(block.code)
        if shape is not None and not shape.contains(shapely.Point(at)):
            made.leaders.append((anchor, at, COUNTY_INK))


def _inside(shape: BaseGeometry | None, near: Point) -> list[Point]:
    """Points of a grid inside the shape, the nearest first."""
    if shape is None or shape.is_empty:
        return []
    left, bottom, right, top = shape.bounds
    xs, ys = np.meshgrid(np.linspace(left, right, GRID), np.linspace(bottom, top, GRID))
    inside = shapely.contains_xy(shape, xs, ys)
    points = list(zip(xs[inside].tolist(), ys[inside].tolist(), strict=True))
    return sorted(points, key=lambda point: hypot(point[0] - near[0], point[1] - near[1]))


def _put_names(made: Plot, found: Iterable[Land], size: float, colour: str, *, required: bool = False) -> None:
    """Names of divisions inside them, near the middle of their widest part."""
    frame = shapely.box(*made.view.frame)
    for land in found:
        shape = shapely.make_valid(land.shape).intersection(frame)
        if shape.is_empty or shape.area < 60:
            continue
        middle = print_ground.middle_of(shape)
        text = print_ground.short(land.name)
        extra = [*_inside(shape, middle), *spiral(middle, 6)] if required else _inside(shape, middle)[:40]
        placed = _put_name(made, [middle, *extra], text, size, colour, bold=required)
        if required and not placed:
            made.unplaced.append(text)


def _put_name(made: Plot, places: Iterable[Point], text: str, size: float, colour: str, *, bold: bool = False) -> bool:
    points = size * made.scale
    width, height = print_type.width(text, points, bold=bold) + 2 * HALO, 1.04 * points + HALO
    at = made.room.first_free(places, (width, height))
    if at is None:
        return False
    made.room.put("label", text, around(at, width, height))
    made.names.append(Name((at[0], at[1] - 0.38 * points), text, points, colour, bold))
    return True


def _put_beside(made: Plot, sheet: MapSheet) -> None:
    """Names of towns at their points and of projects beside their marks, where there is room."""
    towns: dict[str, list[Point]] = defaultdict(list)
    told = {block.name for block in sheet.blocks}
    for symbol in sheet.symbols:
        if symbol.town and symbol.town not in told:
            towns[symbol.town].append(made.view.at(symbol.lon, symbol.lat))
    places = {mark.number: (mark, at) for mark, at in made.marks}
    if sheet.names_beside:
        numbered: list[Symbol | RouteLine] = [*sheet.symbols, *sheet.routes]
        for it in numbered:
            if it.name and it.mark.number in places:
                mark, at = places[it.mark.number]
                size = _size(it.name, NAME_SIZE * made.scale)
                _put_name(made, beside(at, radius(mark, made.scale), size), it.name, NAME_SIZE, print_symbols.INK)
    for town, points in towns.items():
        size = _size(town, TOWN_SIZE * made.scale)
        reach = [at for step in (1.0, 1.6) for at in beside(points[0], step * 8.4 * made.scale, size)]
        _put_name(made, reach, town, TOWN_SIZE, "#3E4C5A", bold=True)


def _size(text: str, points: float) -> tuple[float, float]:
    return print_type.width(text, points) + 2 * HALO, 1.04 * points + HALO


def _put_neighbours(made: Plot, sheet: MapSheet) -> None:
    """Names of the other provinces and counties in the frame."""
    home = {code[:2] for code in sheet.ground.counties}
    own = set(sheet.ground.counties) | {block.code for block in sheet.blocks}
    provinces = [land for land in print_ground.provinces_in(made.view) if land.adcode not in own]
    if made.view.projection.parallel is None:
        _put_names(made, provinces, NEIGHBOUR_SIZE, NEIGHBOUR_INK)
        return
    _put_names(made, [land for land in provinces if land.adcode[:2] not in home], PROVINCE_SIZE, PROVINCE_INK)
    near = [land for land in print_ground.counties_in(made.view) if land.adcode not in own]
    near.sort(key=lambda land: (land.adcode[:2] not in home, -float(land.shape.area)))
    _put_names(made, near, NEIGHBOUR_SIZE, NEIGHBOUR_INK)
