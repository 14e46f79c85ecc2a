"""The drawing of a plotted map: ground, lines, leaders, names, marks, then furniture and the inset of a county."""

import numpy as np

from geo import print_furniture, print_ground, print_symbols
from geo.print_canvas import Canvas
from geo.print_map import HALO, TAB, Plot
from geo.print_projection import Window
from geo.print_records import MapSheet

TAB_INK = "#3A4654"


def draw(canvas: Canvas, sheet: MapSheet, made: Plot, apart: MapSheet | None = None, title: str = "") -> None:
    """Draw the map with everything in its place."""
    _draw_inside(canvas, sheet, made)
    located = (*sheet.ground.counties, *(apart.ground.counties if apart else ()))
    _draw_furniture(canvas, sheet, made, located)
    canvas.box(made.view.frame, line=print_ground.FRAME_LINE, width=0.8 * made.scale)
    if apart is None or made.apart is None:
        return
    inset = made.apart
    _draw_inside(canvas, apart, inset)
    left, bottom, right, top = inset.view.frame
    scale = made.scale
    canvas.box((left, top - TAB * scale, right, top), fill=TAB_INK)
    canvas.text((left + 4 * scale, top - 0.72 * TAB * scale), title, 6.8 * scale, "#FFFFFF")
    per_km = inset.view.scale * 1000
    km = print_symbols.bar_km(per_km, 40 * scale)
    corner = (right - 16 * scale - km * per_km, bottom + 4 * scale)
    print_symbols.draw_scale(canvas, corner, per_km, km, scale)
    canvas.box(inset.view.frame, line=TAB_INK, width=0.9 * scale)


def _draw_inside(canvas: Canvas, sheet: MapSheet, made: Plot) -> None:
    """Everything that stays inside the frame: ground, lines, leaders, names, marks."""
    view, scale, frame = made.view, made.scale, made.view.frame
    with canvas.clipped(frame):
        canvas.box(frame, fill=print_ground.ABROAD if view.projection.parallel is None else print_ground.SEA)
        _draw_ground(canvas, sheet, view)
        _draw_routes(canvas, sheet, view, scale)
        for anchor, at, colour in made.leaders:
            canvas.line([anchor, at], colour, 0.7 * scale)
            canvas.circle(anchor, 1.5 * scale, fill=colour, line="#FFFFFF", width=0.5 * scale)
        for name in made.names:
            canvas.text(name.at, name.text, name.size, name.colour, bold=name.bold, anchor="middle", halo=HALO)
        for word, at, size in made.counts:
            canvas.text(at, word, size, print_symbols.ACCENT, bold=True, anchor="middle", halo=HALO)
        for word, at in made.pages:
            print_symbols.draw_page(canvas, at, scale, word)
        for mark, at in made.marks:
            print_symbols.draw_mark(canvas, mark, at, scale)


def _draw_ground(canvas: Canvas, sheet: MapSheet, view: Window) -> None:
    home = {code[:2] for code in sheet.ground.counties}
    provinces, counties = print_ground.provinces_in(view), print_ground.counties_in(view)
    at_home = [land for land in provinces if land.adcode[:2] in home]
    print_ground.fill(canvas, provinces, print_ground.NEIGHBOUR, print_ground.NEIGHBOUR_LINE, 0.4)
    print_ground.fill(canvas, at_home, print_ground.PROVINCE, print_ground.NEIGHBOUR_LINE, 0.4)
    for land in counties:
        own = land.adcode[:2] in home
        line = print_ground.PROVINCE_LINE if own else print_ground.NEIGHBOUR_LINE
        print_ground.fill(canvas, [land], print_ground.PROVINCE if own else print_ground.NEIGHBOUR, line, 0.5)
    tints = dict(sheet.ground.tints)
    for land in print_ground.lands(view, sheet.ground.counties):
        colour = tints.get(land.adcode, print_ground.FOCUS)
        print_ground.fill(canvas, [land], colour, print_ground.FOCUS_LINE, 0.8 if counties else 0.3)
    print_ground.fill(canvas, provinces, "none", print_ground.PROVINCE_BORDER, 0.9)
    print_ground.draw_boundary(canvas, view, 1.1)


def _draw_routes(canvas: Canvas, sheet: MapSheet, view: Window, scale: float) -> None:
    for route in sheet.routes:
        line = [(float(x), float(y)) for x, y in view.points(np.array(route.points))]
        width = route.width * scale
        canvas.line(line, "#FFFFFF", width + 1.4 * scale)
        canvas.line(line, route.mark.colour, width, dash=(3.1 * width, 1.9 * width))
        for end in (line[0], line[-1]):
            canvas.circle(end, 1.9 * scale, fill="#FFFFFF", line=route.mark.colour, width=0.8 * scale)


def _draw_furniture(canvas: Canvas, sheet: MapSheet, made: Plot, located: tuple[str, ...]) -> None:
    pieces, scale = made.setting.pieces, made.scale
    if "legend" in pieces:
        print_furniture.draw_legend(canvas, pieces["legend"], sheet.legend, scale)
    if "locator" in pieces:
        in_country = not sheet.ground.is_county
        print_ground.draw_locator(canvas, pieces["locator"], located, scale, in_country=in_country)
    if "south_sea" in pieces:
        print_ground.draw_south_sea(canvas, pieces["south_sea"], scale)
    if "compass" in pieces:
        print_furniture.draw_compass(canvas, pieces["compass"], made.view, scale)
