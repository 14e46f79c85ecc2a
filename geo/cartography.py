"""The printed map: a sheet of plain records becomes a page that needs no retouching, as PNG, SVG or PDF.

`compose` finds a place for everything and draws it once; `Composed.saved` gives the bytes of a format. Rules of the
page: numbered symbols keyed to the list, a legend of what is shown only, scale bar, north arrow, a locator; and the
inset 南海诸岛 with the 境界线 wherever a window shows the country or the whole of Hainan island (`print_ground`).

What lies where: `print_panel` shares the paper out, `print_furniture` finds free corners and the window, `print_map`
places marks and names, `print_labels` measures that nothing overlaps.
"""

from dataclasses import dataclass, replace

from geo import print_map, print_panel
from geo.print_canvas import Canvas, printing
from geo.print_labels import Placed
from geo.print_projection import Rect
from geo.print_records import MapSheet


@dataclass(frozen=True, slots=True)
class Composed:
    """A finished page with what its tests measure.

    `placed` holds every box on the map, `overlap_area` the square points they share with each other or outside the
    frame, `unplaced` the marks and names that found no room on the map, `unlisted` how many rows the list left out,
    `projection` its name for the foot of other documents.
    """

    canvas: Canvas
    title: str
    frame: Rect
    placed: tuple[Placed, ...]
    overlap_area: float
    unplaced: tuple[str, ...]
    unlisted: int
    pieces: tuple[str, ...]
    projection: str

    def saved(self, file_format: str, *, dpi: int = 150) -> bytes:
        """The page as png (at `dpi`), svg or pdf; the same bytes each time.

        Raises
        ------
        PictureError
            If there is no such format, or `dpi` is not between 96 and 300.
        """
        return self.canvas.saved(file_format, dpi=dpi, title=self.title)


def compose(sheet: MapSheet) -> Composed:
    """Lay the sheet out and draw it."""
    with printing():
        projection, shown = print_map.shown(sheet)
        said = tuple((label, text.replace("{projection}", projection.words)) for label, text in sheet.credits)
        sheet = replace(sheet, credits=said)
        cut = print_panel.share_out(sheet)
        canvas = Canvas(sheet.paper)
        made = print_map.plot(sheet, cut.map, projection, shown)
        print_map.draw(canvas, sheet, made)
        unlisted = 0
        if sheet.map_only:
            print_panel.draw_one_foot(canvas, sheet)
        else:
            print_panel.draw_head(canvas, sheet, cut)
            unlisted = print_panel.draw_list(canvas, sheet, cut)
            print_panel.draw_foot(canvas, sheet, cut)
    return Composed(
        canvas=canvas,
        title=sheet.title,
        frame=cut.map,
        placed=tuple(made.room.placed),
        overlap_area=made.room.overlap_area(),
        unplaced=tuple(made.unplaced),
        unlisted=unlisted,
        pieces=tuple(made.setting.pieces),
        projection=made.view.projection.words,
    )
