"""The printed map: a sheet of plain records becomes a page that needs no retouching, as PNG, SVG or PDF.

`compose` finds a place for everything and draws it once; `Composed.saved` gives the bytes of a format. Rules of the
page: numbered symbols keyed to the list, a legend of what is shown only, scale bar, north arrow, a locator; and the
inset 南海诸岛 with the 境界线 wherever a window shows the country or the whole of Hainan island (`print_ground`).

What lies where: `print_panel` shares the paper out, `print_furniture` finds free corners and the window, `print_map`
places marks and names, `print_drawing` draws them, `print_labels` measures that nothing overlaps.
"""

from dataclasses import dataclass, replace

from geo import print_apart, print_drawing, print_map, print_panel, print_type
from geo.print_canvas import Canvas, printing
from geo.print_labels import Placed
from geo.print_projection import Rect, Window
from geo.print_records import MapSheet


@dataclass(frozen=True, slots=True)
class Composed:
    """A finished page with what its tests measure.

    `placed` holds every box on the map, `overlap_area` the square points they share with each other or outside the
    frame, `unplaced` the marks and names that found no room on the map, `unlisted` how many rows the list left out,
    `view` turns degrees into points on the page.
    """

    canvas: Canvas
    title: str
    frame: Rect
    placed: tuple[Placed, ...]
    overlap_area: float
    unplaced: tuple[str, ...]
    unlisted: int
    pieces: tuple[str, ...]
    view: Window

    def saved(self, file_format: str, *, dpi: int = 150) -> bytes:
        """The page as png (at `dpi`), svg or pdf; the same bytes each time.

        Raises
        ------
        PictureError
            If there is no such format, or `dpi` is not between 96 and 300.
        """
        return self.canvas.saved(file_format, dpi=dpi, title=print_type.printable(self.title))


def compose(sheet: MapSheet) -> Composed:
    """Lay the sheet out and draw it."""
    with printing():
        cut = print_panel.share_out(sheet)
        main, apart, title = print_apart.split(sheet, cut.map)
        projection, content = print_map.shown(print_apart.without_lines_of(main, apart))
        said = tuple((label, text.replace("{projection}", projection.words)) for label, text in sheet.credits)
        sheet = replace(sheet, credits=said)
        cut = print_panel.share_out(sheet)
        canvas = Canvas(sheet.paper)
        made = print_map.plot(main, cut.map, projection, content, apart)
        print_drawing.draw(canvas, main, made, apart, title)
        unlisted = 0
        if sheet.map_only:
            print_panel.draw_one_foot(canvas, sheet)
        else:
            print_panel.draw_head(canvas, sheet, cut)
            unlisted = print_panel.draw_list(canvas, sheet, cut)
            print_panel.draw_foot(canvas, sheet, cut)
    rooms = [made.room, *([made.apart.room] if made.apart else [])]
    return Composed(
        canvas=canvas,
        title=sheet.title,
        frame=cut.map,
        placed=tuple(box for room in rooms for box in room.placed),
        overlap_area=sum(room.overlap_area() for room in rooms),
        unplaced=tuple(made.unplaced),
        unlisted=unlisted,
        pieces=tuple(made.setting.pieces),
        view=made.view,
    )
