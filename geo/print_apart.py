"""A county that lies far from the others moves into an inset of its own (附图), so that the map can be larger."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import atan2, pi

import shapely
from shapely.geometry.base import BaseGeometry

from geo.boundaries import Boundaries
from geo.print_furniture import Piece
from geo.print_ground import short
from geo.print_projection import Projection, Rect
from geo.print_records import Ground, MapSheet

LEAST_COUNTIES = 4  # fewer are drawn as they lie
WORTH = 1.4  # how much larger the map must become
HEIGHT, NARROWEST, WIDEST = 0.37, 0.75, 1.25  # of the frame's height, and of the inset's own
DIRECTIONS = ("东", "东北", "北", "西北", "西", "西南", "南", "东南")


def split(sheet: MapSheet, frame: Rect) -> tuple[MapSheet, MapSheet | None, str]:
    """The sheet of the map, that of the inset if one is worth it, and the inset's title."""
    codes = sheet.ground.counties
    shapes = {code: shape for code in codes if (shape := Boundaries.load().polygon(code)) is not None}
    if sheet.ground.bounds is not None or sheet.ground.tints or len(shapes) < LEAST_COUNTIES:
        return sheet, None, ""
    points = [shapely.Point(it.lon, it.lat) for it in sheet.symbols]
    whole = _scale([*shapes.values(), *points], frame)
    gains = {}
    for code, shape in shapes.items():
        rest = [other for key, other in shapes.items() if key != code]
        gains[code] = _scale([*rest, *(point for point in points if not shape.covers(point))], frame) / whole
    far = max(gains, key=lambda code: gains[code])
    if gains[far] < WORTH:
        return sheet, None, ""
    return _without(sheet, far, shapes[far]), _only(sheet, far, shapes[far]), _title(far, shapes)


def without_lines_of(main: MapSheet, apart: MapSheet | None) -> MapSheet:
    """The sheet of the map without the lines that show in the inset, which need not show on the map too."""
    polygon = Boundaries.load().polygon(apart.ground.counties[0]) if apart else None
    if polygon is None:
        return main
    return replace(
        main, routes=tuple(it for it in main.routes if not shapely.LineString(it.points).intersects(polygon))
    )


def _scale(content: Iterable[BaseGeometry], frame: Rect) -> float:
    """How large the content can be drawn in the frame."""
    west, south, east, north = shapely.total_bounds(list(content)).tolist()
    projection = Projection((south + north) / 2)
    left, bottom, right, top = projection.project(shapely.box(west, south, east, north)).bounds
    return float(min((frame[2] - frame[0]) / (right - left), (frame[3] - frame[1]) / (top - bottom)))


def _without(sheet: MapSheet, code: str, shape: BaseGeometry) -> MapSheet:
    return replace(
        sheet,
        ground=replace(sheet.ground, counties=tuple(other for other in sheet.ground.counties if other != code)),
        symbols=tuple(it for it in sheet.symbols if not shape.covers(shapely.Point(it.lon, it.lat))),
        blocks=tuple(it for it in sheet.blocks if it.code[:6] != code),
    )


def _only(sheet: MapSheet, code: str, shape: BaseGeometry) -> MapSheet:
    return replace(
        sheet,
        ground=Ground((code,), is_county=True),
        symbols=tuple(it for it in sheet.symbols if shape.covers(shapely.Point(it.lon, it.lat))),
        blocks=tuple(it for it in sheet.blocks if it.code[:6] == code),
    )


def _title(far: str, shapes: dict[str, BaseGeometry]) -> str:
    """Which county it is, and in which direction of the map it lies."""
    rest = shapely.box(*shapely.total_bounds([shape for code, shape in shapes.items() if code != far])).centroid
    there = shapes[far].centroid
    turn = round(atan2(there.y - rest.y, there.x - rest.x) / (pi / 4)) % len(DIRECTIONS)
    return f"附图:{short(Boundaries.load().counties.names[far])}(位于主图以{DIRECTIONS[turn]})"


def piece(apart: MapSheet | None, frame: Rect) -> Sequence[Piece]:
    """The inset as a piece of furniture, in the shape of its county."""
    if apart is None:
        return ()
    polygon = Boundaries.load().polygon(apart.ground.counties[0])
    assert polygon is not None
    left, bottom, right, top = Projection(polygon.centroid.y).project(polygon).bounds
    height = HEIGHT * (frame[3] - frame[1])
    width = height * min(max((right - left) / (top - bottom), NARROWEST), WIDEST)
    return (Piece("apart", width, height, "dbca"),)
