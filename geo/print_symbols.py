"""Drawings of printed maps: numbered discs and squares, page icons, sector icons, line samples, compass and scale bar.

Three channels as on the screen: colour is the sector, fill the planned stage, outline the precision.
"""

from functools import lru_cache
from math import cos, floor, log10, pi, sin

import numpy as np
from fontTools.pens.recordingPen import RecordingPen
from fontTools.svgLib.path import parse_path
from matplotlib.path import Path

from geo.print_canvas import Canvas
from geo.print_records import UNSTATED, LegendEntry, Mark
from geo.print_type import CAP_HEIGHT

INK, SECOND, QUIET, RULE = "#1B2430", "#56606E", "#8A93A0", "#DADEE2"
LEGEND_INK = "#4A5560"
WARNING = "#A3161C"
ACCENT = "#1F4E8C"
PAPER = "#FFFFFF"
UNSTATED_BORDER = "#B4BBC3"
DISC, RING = 6.0, 7.9  # radii in points at scale 1
HALF_TINT, TINT = 0.5, 0.26
MIDDLE_FIGURE = 40.0  # points; a shorter scale bar has figures at its ends only
STEPS = {
    "moveTo": Path.MOVETO,
    "lineTo": Path.LINETO,
    "curveTo": Path.CURVE4,
    "qCurveTo": Path.CURVE3,
    "closePath": Path.CLOSEPOLY,
    "endPath": Path.STOP,
}
Point = tuple[float, float]


def radius(mark: Mark, scale: float) -> float:
    """How far a mark reaches from its centre."""
    return scale * ({"ring": RING, "dashed": RING, "square": DISC}.get(mark.outline, DISC + 0.7) + 0.5)


def mixed(colour: str, share: float) -> str:
    """The colour on white paper, as strong as `share`."""
    channels = bytes.fromhex(colour.removeprefix("#"))
    return "#" + "".join(f"{round(255 + (value - 255) * share):02X}" for value in channels)


def draw_mark(canvas: Canvas, mark: Mark, at: Point, scale: float, *, number: str | None = None) -> None:
    """A mark with its number (or another word, '' for none) on it."""
    disc = DISC * scale
    is_square = mark.outline == "square"
    if mark.outline in {"ring", "dashed"}:
        canvas.circle(at, RING * scale, fill=PAPER, line=mark.colour, width=0.8 * scale, dash=mark.outline == "dashed")
        disc *= 0.92
    elif not is_square:
        canvas.circle(at, disc + 0.9 * scale, fill=PAPER)
    _body(canvas, mark, at, disc, scale)
    word = str(mark.number) if number is None else number
    if word:
        size = disc * (1.22 if len(word) < 2 else 1.12 if len(word) < 3 else 0.86)
        colour = {"solid": PAPER, "tick": PAPER, "half": INK}.get(mark.fill, mark.colour)
        canvas.text((at[0], at[1] - size * CAP_HEIGHT / 2), word, size, colour, bold=True, anchor="middle")
    if mark.fill == "tick":
        _tick(canvas, (at[0] + 0.78 * disc, at[1] - 0.78 * disc), disc * 0.46)
    if mark.fill == "star":
        centre = (at[0] + 0.78 * disc, at[1] - 0.78 * disc)
        canvas.path(_star(centre, disc * 0.62), fill=PAPER)
        canvas.path(_star(centre, disc * 0.48), fill=mark.colour)


def _body(canvas: Canvas, mark: Mark, at: Point, disc: float, scale: float) -> None:
    """Disc or square, as full as the stage asks."""
    colour, is_square = mark.colour, mark.outline == "square"
    fill = {"solid": colour, "tick": colour, "tint": mixed(colour, TINT), "unstated": UNSTATED}.get(mark.fill, PAPER)
    width = {"outline": 0.8, "star": 0.8, "tint": 1.2, "half": 1.0, "unstated": 0.5}.get(mark.fill, 0.0)
    inset = width * scale / 2
    border = UNSTATED_BORDER if mark.fill == "unstated" else colour
    if is_square:
        side = disc * 0.94 - inset
        box = (at[0] - side, at[1] - side, at[0] + side, at[1] + side)
        canvas.box(box, fill=fill, radius=disc * 0.36)
        if mark.fill == "half":
            canvas.box((box[0], box[1], box[2], at[1]), fill=mixed(colour, HALF_TINT), radius=disc * 0.2)
        canvas.box(box, line=border, width=width * scale, radius=disc * 0.36)
        return
    canvas.circle(at, disc - inset, fill=fill)
    if mark.fill == "half":
        lower = Path.wedge(180, 360)
        corners = np.asarray(lower.vertices) * (disc - inset) + at
        canvas.path(Path(corners, lower.codes), fill=mixed(colour, HALF_TINT))
    canvas.circle(at, disc - inset, line=border, width=width * scale)


def _tick(canvas: Canvas, at: Point, size: float) -> None:
    canvas.circle(at, size * 1.18, fill=PAPER)
    canvas.circle(at, size, fill=INK)
    corners = [(at[0] + x * size, at[1] + y * size) for x, y in ((-0.46, 0.02), (-0.1, -0.36), (0.5, 0.4))]
    canvas.line(corners, PAPER, size * 0.3)


def _star(at: Point, size: float) -> Path:
    turned = [
        (at[0] + reach * size * sin(turn * pi / 5), at[1] + reach * size * cos(turn * pi / 5))
        for turn, reach in ((turn, 1.0 if turn % 2 == 0 else 0.42) for turn in range(10))
    ]
    return Path([*turned, turned[0]], closed=True)


def draw_page(canvas: Canvas, at: Point, scale: float, word: str) -> None:
    """The page of tasks that name only an area, with their number."""
    half = (4.2 * scale, 5.4 * scale)
    left, bottom, right, top = at[0] - half[0], at[1] - half[1], at[0] + half[0], at[1] + half[1]
    fold = 2.6 * scale
    corners = [(left, bottom), (right, bottom), (right, top - fold), (right - fold, top), (left, top), (left, bottom)]
    canvas.path(Path(corners, closed=True), fill=PAPER, line=SECOND, width=0.7 * scale)
    canvas.line([(right - fold, top), (right - fold, top - fold), (right, top - fold)], SECOND, 0.6 * scale)
    size = (6.2 if len(word) < 2 else 5.2) * scale
    canvas.text((at[0], at[1] - 0.5 * scale - size * CAP_HEIGHT / 2), word, size, INK, bold=True, anchor="middle")


def draw_sample(canvas: Canvas, entry: LegendEntry, at: Point, scale: float) -> None:
    """What a line of the legend explains."""
    ink = entry.colour or LEGEND_INK
    if entry.sample == "sector":
        canvas.circle(at, 5.6 * scale, fill=ink)
        canvas.path(icon(entry.icon, at, 7.4 * scale), fill=PAPER)
    elif entry.sample == "tasks":
        draw_page(canvas, at, 0.86 * scale, "n")
    elif entry.sample == "route":
        half = 6.4 * scale
        ends = [(at[0] - half, at[1] - 2 * scale), (at[0] + half, at[1] + 2 * scale)]
        canvas.line(ends, ink, 1.6 * scale, dash=(3.0 * scale, 2.2 * scale))
    elif entry.sample == "class":
        box = (at[0] - 6 * scale, at[1] - 4 * scale, at[0] + 6 * scale, at[1] + 4 * scale)
        canvas.box(box, fill=ink, line=SECOND, width=0.3 * scale)
    else:
        outline = entry.sample if entry.sample in {"ring", "dashed", "square"} else "plain"
        word = "n" if outline == "square" else ""
        fill = "outline" if outline == "square" else entry.fill
        draw_mark(canvas, Mark(0, ink, fill, outline), at, 0.8 * scale, number=word)


@lru_cache(maxsize=64)
def _icon(data: str) -> Path:
    pen = RecordingPen()
    parse_path(data, pen)
    points: list[Point] = []
    codes: list[int] = []
    for name, given in pen.value:
        corners = given or [points[-1]]
        points += corners
        codes += [int(STEPS[name])] * len(corners)
    return Path(np.asarray(points), codes)


def icon(data: str, at: Point, size: float) -> Path:
    """An icon given as SVG path data on a 15 × 15 grid, centred."""
    drawn = _icon(data)
    corners = (np.asarray(drawn.vertices) - 7.5) * np.array((size / 15, -size / 15)) + at
    return Path(corners, drawn.codes)


def draw_north(canvas: Canvas, foot: Point, scale: float) -> None:
    """The north arrow over its foot: 北 below a two-toned needle."""
    x, y = foot
    height, half, base = 19 * scale, 4.6 * scale, 9 * scale
    tip, notch = (x, y + base + height), (x, y + base + 4.6 * scale)
    for side, fill in ((-1, mixed(INK, 0.55)), (1, INK)):
        canvas.path(Path([tip, (x + side * half, y + base), notch, tip], closed=True), fill=fill)
    canvas.text((x, y), "北", 7.2 * scale, INK, bold=True, anchor="middle", halo=1.2)


def bar_km(points_per_km: float, longest: float) -> float:
    """Length in km of a scale bar no longer than `longest` points: 1, 2 or 5 times a power of ten."""
    most = longest / points_per_km
    power = 10.0 ** floor(log10(most))
    return next(step * power for step in (5, 2, 1) if step * power <= most)


def draw_scale(canvas: Canvas, left: Point, points_per_km: float, km: float, scale: float) -> None:
    """A scale bar in four fields from its lower left corner, with its figures above."""
    x, y = left
    field, height = km * points_per_km / 4, 2.6 * scale
    canvas.box((x - 0.8, y - 0.8, x + 4 * field + 0.8, y + height + 0.8), fill=PAPER)
    for number in range(4):
        box = (x + number * field, y, x + (number + 1) * field, y + height)
        canvas.box(box, fill=INK if number % 2 == 0 else PAPER, line=INK, width=0.5 * scale)
    wide = 4 * field > MIDDLE_FIGURE * scale
    for share in (0, 0.5, 1) if wide else (0, 1):
        word = f"{km * share:g}" + (" km" if share == 1 else "")
        at = (x + 4 * field * share, y + height + 2.4 * scale)
        canvas.text(at, word, 6 * scale, INK, anchor="middle", halo=1.2)
