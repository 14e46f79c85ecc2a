"""Legend, locator, inset, scale bar and north arrow: how large they are, and corners where they cover no symbol."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo import print_ground, print_symbols, print_type
from geo.print_canvas import Canvas
from geo.print_projection import Projection, Rect, Window, window
from geo.print_records import LegendEntry, LegendGroup, MapSheet

EDGE = 5.0  # points between furniture and frame, and between two pieces
CLEAR = 9.0  # points round a symbol that no furniture comes near
LEGEND_SIZE, HEADING_SIZE = 6.6, 6.4
LINE = 12.4
SAMPLE = 15.0
LEGEND_WIDTHS = (150.0, 210.0, 280.0)
LOCATOR = (112.0, 80.0)
SOUTH_SEA_HEIGHT = 84.0
COMPASS = (92.0, 32.0)
BAR = 56.0
COVERED = 40.0  # what a point of the map's own counties under a piece counts against a free corner


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of furniture and the corners it would like, best first."""

    name: str
    width: float
    height: float
    corners: str  # of "abcd": a bottom left, b top left, c bottom right, d top right


@dataclass(frozen=True, slots=True)
class Setting:
    """A window with its furniture in place."""

    view: Window
    pieces: dict[str, Rect]


def legend_rows(groups: Sequence[LegendGroup], room: float) -> list[list[tuple[float, LegendEntry | str]]]:
    """The legend in rows of (offset, heading or entry), flowing in a box this wide (at scale 1)."""
    rows: list[list[tuple[float, LegendEntry | str]]] = []
    for group in groups:
        rows.append([(0.0, group.title)])
        row: list[tuple[float, LegendEntry | str]] = []
        x = 0.0
        for entry in group.entries:
            width = SAMPLE + print_type.width(entry.text, LEGEND_SIZE) + 7
            if row and x + width - 7 > room:
                rows.append(row)
                row, x = [], 0.0
            row.append((x, entry))
            x += width
        rows.append(row)
    return rows


def legend_height(rows: Sequence[object]) -> float:
    """Height of the box at scale 1."""
    return len(rows) * LINE + 8


def legend_width(sheet: MapSheet) -> float:
    """The narrowest width that keeps the legend lower than wide, or the widest."""
    for width in LEGEND_WIDTHS:
        if legend_height(legend_rows(sheet.legend, width - 14)) <= 0.72 * width:
            return width
    return LEGEND_WIDTHS[-1]


def draw_legend(canvas: Canvas, rect: Rect, groups: Sequence[LegendGroup], scale: float) -> None:
    """The legend in its box."""
    canvas.box(rect, fill="#FFFFFF", line=print_symbols.RULE, width=0.6 * scale, radius=3 * scale)
    left, top = rect[0] + 7 * scale, rect[3] - 4 * scale
    for number, row in enumerate(legend_rows(groups, (rect[2] - rect[0]) / scale - 14)):
        middle = top - (number + 0.5) * LINE * scale
        for offset, item in row:
            x = left + offset * scale
            if isinstance(item, str):
                at = (x, middle - HEADING_SIZE * scale * 0.42)
                canvas.text(at, item, HEADING_SIZE * scale, print_symbols.QUIET)
                continue
            print_symbols.draw_sample(canvas, item, (x + 6 * scale, middle), scale)
            at = (x + SAMPLE * scale, middle - LEGEND_SIZE * scale * 0.38)
            canvas.text(at, item.text, LEGEND_SIZE * scale, print_symbols.INK)


def draw_compass(canvas: Canvas, rect: Rect, view: Window, scale: float) -> None:
    """Scale bar and north arrow."""
    per_km = view.scale * 1000
    km = print_symbols.bar_km(per_km, BAR * scale)
    print_symbols.draw_scale(canvas, (rect[0] + 6 * scale, rect[1] + 6 * scale), per_km, km, scale)
    print_symbols.draw_north(canvas, (rect[2] - 9 * scale, rect[1] + 3 * scale), scale)


def set_up(
    sheet: MapSheet, frame: Rect, projection: Projection, shown: Rect, anchors: np.ndarray, extra: Sequence[Piece] = ()
) -> Setting:
    """The largest window in which no piece of furniture (`extra` ones first) covers one of the `anchors` (lon, lat)."""
    scale = sheet.paper.scale
    margin = 15 * scale
    wide = max(legend_width(sheet) * scale, LOCATOR[0] * scale, *(piece.width for piece in extra)) + EDGE
    low = max(legend_height(legend_rows(sheet.legend, legend_width(sheet) - 14)), LOCATOR[1]) * scale
    high = max(low, *(piece.height for piece in extra)) + EDGE if extra else low + EDGE
    best: Setting | None = None
    if projection.parallel is None:
        anchors = np.vstack((anchors, print_ground.country_corners()))
    for left, bottom in ((0.0, 0.0), (wide, 0.0), (0.0, high), (wide, high)):
        inner = (frame[0] + margin + left, frame[1] + margin + bottom, frame[2] - margin, frame[3] - margin)
        view = window(projection, frame, shown, inner)
        points = view.points(anchors) if len(anchors) else np.empty((0, 2))
        focus = [land.shape for land in print_ground.lands(view, sheet.ground.counties)]
        pieces = _arranged([*extra, *_pieces(sheet, view)], frame, points, focus, CLEAR * scale)
        if pieces is not None and (best is None or view.scale > best.view.scale):
            best = Setting(view, pieces)
    if best is None:
        view = window(projection, frame, shown, frame)
        best = Setting(view, _arranged([*extra, *_pieces(sheet, view)], frame, np.empty((0, 2)), [], 0.0) or {})
    return best


def _pieces(sheet: MapSheet, view: Window) -> list[Piece]:
    scale, pieces = sheet.paper.scale, []
    if print_ground.must_show_boundary(view):
        width, height = print_ground.south_sea_size(SOUTH_SEA_HEIGHT * scale)
        pieces.append(Piece("south_sea", width, height, "cadb"))
    if sheet.legend:
        width = legend_width(sheet)
        height = legend_height(legend_rows(sheet.legend, width - 14))
        pieces.append(Piece("legend", width * scale, height * scale, "acbd"))
    if view.projection.parallel is not None:
        pieces.append(Piece("locator", LOCATOR[0] * scale, LOCATOR[1] * scale, "bdca"))
    pieces.append(Piece("compass", COMPASS[0] * scale, COMPASS[1] * scale, "cdab"))
    return pieces


def _arranged(
    pieces: Iterable[Piece], frame: Rect, points: np.ndarray, focus: Sequence[BaseGeometry], clear: float
) -> dict[str, Rect] | None:
    """A place for every piece, or None where one would cover a point."""
    found: dict[str, Rect] = {}
    for piece in pieces:
        free = [
            (order + _under(rect, focus), rect)
            for order, rect in _places(piece, frame, list(found.values()))
            if not _covers(rect, points, clear)
        ]
        if not free:
            return None
        found[piece.name] = min(free, key=lambda place: place[0])[1]
    return found


def _places(piece: Piece, frame: Rect, taken: Sequence[Rect]) -> Iterator[tuple[float, Rect]]:
    """Corners of the frame, then places flush with a piece that stands already, which touch no other piece."""
    left, bottom, right, top = frame
    width, height = piece.width, piece.height
    lows = {"a": (left, bottom), "b": (left, top), "c": (right, bottom), "d": (right, top)}
    tried: list[tuple[float, float, float]] = []
    for order, corner in enumerate(piece.corners):
        x, y = lows[corner]
        x0 = x + EDGE if corner in "ab" else x - EDGE - width
        y0 = y + EDGE if corner in "ac" else y - EDGE - height
        tried.append((float(order), x0, y0))
    for rect in taken:
        for x0 in (rect[0], rect[2] - width):
            tried += [(4.5, x0, rect[3] + EDGE), (4.5, x0, rect[1] - EDGE - height)]
        for y0 in (rect[1], rect[3] - height):
            tried += [(4.5, rect[2] + EDGE, y0), (4.5, rect[0] - EDGE - width, y0)]
    for rank, x0, y0 in tried:
        rect = (x0, y0, x0 + width, y0 + height)
        inside = x0 >= left and y0 >= bottom and rect[2] <= right and rect[3] <= top
        if inside and not any(_meet(rect, other) for other in taken):
            yield rank, rect


def _meet(one: Rect, other: Rect) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _covers(rect: Rect, points: np.ndarray, clear: float) -> bool:
    inside = (points[:, 0] > rect[0] - clear) & (points[:, 0] < rect[2] + clear)
    return bool(np.any(inside & (points[:, 1] > rect[1] - clear) & (points[:, 1] < rect[3] + clear)))


def _under(rect: Rect, focus: Sequence[BaseGeometry]) -> float:
    """How much of the map's own counties the box hides, 0 to COVERED."""
    box = shapely.box(*rect)
    hidden = sum(float(box.intersection(shape).area) for shape in focus)
    return COVERED * hidden / float(box.area)
