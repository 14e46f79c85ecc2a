"""The base of printed maps: reviewed polygons of the boundary release, drawn into a window, and its 境界线.

A frame that shows the country, or the whole of Hainan island, must carry the 境界线 and the inset 南海诸岛, whatever
the map is about; small maps that say where a place lies are no exception. Only the embedded release is ever drawn.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.boundaries import Boundaries
from geo.gazetteer import written_forms
from geo.print_canvas import Canvas, outline_of
from geo.print_projection import Projection, Rect, Window, window
from geo.print_records import Bounds
from geo.print_symbols import INK, SECOND, WARNING

SEA, NEIGHBOUR, NEIGHBOUR_LINE = "#E8EFF3", "#F1F2EF", "#DFE2DD"
ABROAD = "#F4F6F8"
PROVINCE, PROVINCE_LINE, PROVINCE_BORDER = "#F9FAF7", "#D3D9D2", "#A9B5A9"
FOCUS, FOCUS_LINE = "#DDE9DC", "#7F9A86"
LOCATED_IN, LOCATED = "#CBDDCA", "#4E7F5E"
BOUNDARY_LINE = "#8E6E86"
FRAME_LINE = "#9AA3AC"
MOST_COUNTIES = 420  # a window that shows more of them shows provinces only
NATIONAL_PROVINCES = 12
ISLAND_PROVINCE = "460000"
SOUTH_SEA: Bounds = (106.0, 2.8, 123.2, 24.6)
SOUTH_SEA_PARALLEL = 14.0
LEAST_DEG = 1e-6  # side of a box that holds a single point
COUNTRY: Bounds = (75.5, 17.2, 133.5, 54.2)  # what a map of the country frames beside the inset 南海诸岛
DETAIL = 0.12  # points: nearer corners are left out
OVERHANG = 6.0  # points a polygon is drawn beyond the frame, so that its border leaves it cleanly
INSET_SHARE = 0.46  # height of the inset in a locator
SOUTH_SEA_NAME = "南海诸岛"


@dataclass(frozen=True, slots=True)
class Land:
    """A county or province in a window: its polygon on paper."""

    adcode: str
    name: str
    shape: BaseGeometry


def short(name: str) -> str:
    """Shortest written form of a division that keeps its rank."""
    return tuple(written_forms(name))[-1]


@lru_cache(maxsize=1)
def island() -> BaseGeometry:
    """Hainan island: the largest part of its province."""
    whole = Boundaries.load().provinces.polygon(ISLAND_PROVINCE)
    largest: BaseGeometry = max(shapely.get_parts(whole), key=lambda part: float(part.area))
    return largest


@lru_cache(maxsize=1)
def boundary_lines() -> BaseGeometry:
    """The 境界线 of the release, as released."""
    bounds = Boundaries.load()
    parts = {
        shapely.to_wkb(shapely.normalize(part)): part
        for level in (bounds.counties, bounds.provinces)
        for part in shapely.get_parts(list(level.lines))
    }
    return shapely.MultiLineString(list(parts.values()))


def counties_in(view: Window) -> list[Land]:
    """Counties of the window; none where they are too many to draw."""
    bounds = Boundaries.load()
    if view.projection.parallel is None:
        return []
    codes = bounds.counties_in(view.bounds)
    return _lands(view, codes, bounds.counties.names) if len(codes) <= MOST_COUNTIES else []


def provinces_in(view: Window) -> list[Land]:
    """Provinces of the window, as far as it shows them."""
    level = Boundaries.load().provinces
    return _lands(view, level.within(shapely.box(*view.bounds)), level.names)


def lands(view: Window, codes: Iterable[str]) -> list[Land]:
    """The divisions with these codes, as far as the window shows them."""
    bounds = Boundaries.load()
    names = bounds.counties.names | bounds.provinces.names
    return _lands(view, [code for code in codes if code in names], names)


def _lands(view: Window, codes: Iterable[str], names: dict[str, str]) -> list[Land]:
    left, bottom, right, top = view.frame
    found = []
    for code in codes:
        polygon = Boundaries.load().polygon(code)
        if polygon is None:
            continue
        shape = shapely.simplify(view.on_paper(polygon), DETAIL, preserve_topology=False)
        shape = shapely.clip_by_rect(shape, left - OVERHANG, bottom - OVERHANG, right + OVERHANG, top + OVERHANG)
        if not shape.is_empty:
            found.append(Land(code, names[code], shape))
    return found


def middle_of(shape: BaseGeometry) -> tuple[float, float]:
    """Where a name stands best in polygons on paper: the centre of the largest circle in the largest of them."""
    polygons = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    circle = shapely.maximum_inscribed_circle(max(polygons, key=lambda part: float(part.area)), 2.0)
    x, y = shapely.get_coordinates(circle)[0].tolist()
    return x, y


def must_show_boundary(view: Window) -> bool:
    """Whether the window shows the country (more than 12 provinces, or all of it) or the whole of Hainan island."""
    if view.projection.parallel is None or shapely.box(*view.bounds).covers(island()):
        return True
    return len(Boundaries.load().provinces.within(shapely.box(*view.bounds))) > NATIONAL_PROVINCES


def fill(canvas: Canvas, found: Iterable[Land], colour: str, line: str, width: float) -> None:
    """Draw divisions in one colour."""
    for land in found:
        if (path := outline_of(land.shape)) is not None:
            canvas.path(path, fill=colour, line=line, width=width)


def draw_boundary(canvas: Canvas, view: Window, width: float) -> None:
    """The 境界线 in the window."""
    left, bottom, right, top = view.frame
    shown = shapely.clip_by_rect(view.on_paper(boundary_lines()), left, bottom, right, top)
    if (path := outline_of(shown)) is not None:
        canvas.path(path, line=BOUNDARY_LINE, width=width)


def plane(projection: Projection, bounds: Bounds) -> Rect:
    """The box of the plane that holds a box of degrees, whose sides may be bent there."""
    west, south, east, north = bounds
    box = shapely.box(west, south, max(east, west + LEAST_DEG), max(north, south + LEAST_DEG))
    edge = shapely.segmentize(box, 1.0)
    left, bottom, right, top = projection.project(edge).bounds
    return left, bottom, right, top


def draw_south_sea(canvas: Canvas, frame: Rect, scale: float) -> None:
    """The inset 南海诸岛 with the 境界线, framed and named."""
    projection = Projection(SOUTH_SEA_PARALLEL)
    view = window(projection, frame, plane(projection, SOUTH_SEA), frame)
    with canvas.clipped(frame):
        canvas.box(frame, fill=SEA)
        fill(canvas, provinces_in(view), NEIGHBOUR, PROVINCE_BORDER, 0.3 * scale)
        draw_boundary(canvas, view, 0.7 * scale)
    canvas.box(frame, line=INK, width=0.6 * scale)
    left, bottom, right, _ = frame
    size = min(6.4 * scale, (right - left) / 4.6)
    canvas.text(((left + right) / 2, bottom + 0.35 * size), SOUTH_SEA_NAME, size, INK, anchor="middle", halo=0.9)


def south_sea_size(height: float) -> tuple[float, float]:
    """Width and height of the inset, in the shape of what it shows."""
    left, bottom, right, top = plane(Projection(SOUTH_SEA_PARALLEL), SOUTH_SEA)
    return height * (right - left) / (top - bottom), height


def locator_parts(frame: Rect, focus: tuple[str, ...], scale: float, *, in_country: bool) -> tuple[Rect | None, Window]:
    """Frame of the inset 南海诸岛, where a locator must have it, and the window, whose land it leaves free."""
    provinces = tuple(dict.fromkeys(f"{code[:2]}0000" for code in focus))
    projection, shown = _located(provinces, in_country=in_country)
    left, bottom, right, top = frame
    pad = 3 * scale
    view = window(projection, frame, shown, (left + pad, bottom + pad, right - pad, top - pad))
    if not must_show_boundary(view):
        return None, view
    width, height = south_sea_size(INSET_SHARE * (top - bottom))
    view = window(projection, frame, shown, (left + pad, bottom + pad, right - width - pad, top - pad))
    return (right - width, bottom, right, bottom + height), view


def draw_locator(canvas: Canvas, frame: Rect, focus: tuple[str, ...], scale: float, *, in_country: bool) -> None:
    """Where the counties lie: in the country, or one in its province."""
    inset, view = locator_parts(frame, focus, scale, in_country=in_country)
    provinces = dict.fromkeys(f"{code[:2]}0000" for code in focus)
    with canvas.clipped(frame):
        canvas.box(frame, fill=SEA if view.projection.parallel is not None else ABROAD)
        fill(canvas, provinces_in(view), NEIGHBOUR, PROVINCE_BORDER, 0.3 * scale)
        fill(canvas, lands(view, provinces), LOCATED_IN, SECOND, 0.5 * scale)
        own = lands(view, focus)
        fill(canvas, own, LOCATED, LOCATED, 0.3 * scale)
        draw_boundary(canvas, view, 0.5 * scale)
        if in_country and own:
            x0, y0, x1, y1 = shapely.total_bounds([land.shape for land in own]).tolist()
            canvas.box((x0 - 2, y0 - 2, x1 + 2, y1 + 2), line=WARNING, width=0.9 * scale)
    if inset is not None:
        draw_south_sea(canvas, inset, scale)
    canvas.box(frame, line=FRAME_LINE, width=0.7 * scale)


def country_corners() -> np.ndarray:
    """Corners (lon, lat) of the country's land outside the inset 南海诸岛, which nothing on a map of it may cover."""
    level = Boundaries.load().provinces
    coarse = shapely.simplify([polygon for code in level.names if (polygon := level.polygon(code)) is not None], 0.2)
    corners = shapely.get_coordinates(coarse)
    found: np.ndarray = corners[corners[:, 1] > COUNTRY[1]]
    return found


def _located(provinces: tuple[str, ...], *, in_country: bool) -> tuple[Projection, Rect]:
    if in_country or len(provinces) != 1:
        return Projection(None), plane(Projection(None), COUNTRY)
    polygon = island() if provinces[0] == ISLAND_PROVINCE else Boundaries.load().polygon(provinces[0])
    if polygon is None:
        return Projection(None), plane(Projection(None), COUNTRY)
    west, south, east, north = polygon.bounds
    projection = Projection((south + north) / 2)
    return projection, plane(projection, (west, south, east, north))
