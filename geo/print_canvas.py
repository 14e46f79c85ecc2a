"""A sheet of paper to draw on, in points from its lower left corner, and the files it is saved as.

The same drawing gives the same bytes: no date, no version and no random name is written into a file.
"""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import RLock
from typing import Any

import matplotlib as mpl
import numpy as np
import shapely
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.textpath import TextPath
from shapely.geometry.base import BaseGeometry

from geo import print_type
from geo.errors import PictureError
from geo.print_records import Paper

PRINTING = RLock()  # matplotlib keeps its settings and fonts per process, not per thread
SETTINGS: dict[str, Any] = {
    "pdf.fonttype": 42,
    "pdf.compression": 9,
    "svg.fonttype": "none",
    "font.sans-serif": ["Noto Sans CJK SC"],
    "svg.hashsalt": "plan-atlas",
    "text.hinting": "none",
    "path.simplify": False,
    "lines.scale_dashes": False,
}
POINTS_PER_INCH = 72
FORMATS = ("png", "svg", "pdf")
LOWEST_DPI, HIGHEST_DPI = 96, 300
HALO = "#FFFFFF"
UNDATED_PDF = {"Creator": None, "Producer": None, "CreationDate": None}
Point = tuple[float, float]


@contextmanager
def printing() -> Iterator[None]:
    """One thread at a time, with the settings that printed maps need."""
    with PRINTING, mpl.rc_context():
        mpl.rcParams.update(SETTINGS)
        yield


class Canvas:
    """Draws paths and words; what is drawn later lies on top."""

    def __init__(self, paper: Paper) -> None:
        """Open an empty sheet."""
        self.paper = paper
        self.figure = Figure(figsize=(paper.width / POINTS_PER_INCH, paper.height / POINTS_PER_INCH), dpi=72)
        self._axes = self.figure.add_axes((0, 0, 1, 1))
        self._axes.set_xlim(0, paper.width)
        self._axes.set_ylim(0, paper.height)
        self._axes.axis("off")
        self._order = 1.0
        self._clip: Rectangle | None = None
        self._characters: dict[bool, set[str]] = {False: set(), True: set()}

    @contextmanager
    def clipped(self, box: tuple[float, float, float, float]) -> Iterator[None]:
        """Draw only inside the box (left, bottom, right, top)."""
        left, bottom, right, top = box
        self._clip = Rectangle((left, bottom), right - left, top - bottom, transform=self._axes.transData)
        try:
            yield
        finally:
            self._clip = None

    def path(
        self, path: Path, *, fill: str = "none", line: str = "none", width: float = 0.0, dash: Sequence[float] = ()
    ) -> None:
        """A closed or open path; `dash` in points."""
        patch = PathPatch(path, facecolor=fill, edgecolor=line if width else "none", linewidth=width)
        patch.set_joinstyle("round")
        patch.set_capstyle("butt" if dash else "round")
        if dash:
            patch.set_linestyle((0, tuple(dash)))
        self._add(patch)

    def line(self, points: Sequence[Point], colour: str, width: float, *, dash: Sequence[float] = ()) -> None:
        """An open line through the points."""
        self.path(Path(np.asarray(points)), line=colour, width=width, dash=dash)

    def box(
        self,
        box: tuple[float, float, float, float],
        *,
        fill: str = "none",
        line: str = "none",
        width: float = 0.0,
        radius: float = 0.0,
    ) -> None:
        """A rectangle (left, bottom, right, top) with round corners."""
        self.path(rounded(box, radius), fill=fill, line=line, width=width)

    def circle(
        self,
        at: Point,
        radius: float,
        *,
        fill: str = "none",
        line: str = "none",
        width: float = 0.0,
        dash: bool = False,
    ) -> None:
        """A circle; a dashed one has dashes that suit its size."""
        self.path(Path.circle(at, radius), fill=fill, line=line, width=width, dash=(1.9, 1.5) if dash else ())

    def text(
        self,
        at: Point,
        text: str,
        size: float,
        colour: str,
        *,
        bold: bool = False,
        anchor: str = "left",
        halo: float = 0,
    ) -> None:
        """A line of words from its base line at `at`; `anchor` is left, middle or right, `halo` a white casing."""
        words = print_type.printable(text)
        if not words:
            return
        shift = {"left": 0.0, "middle": 0.5, "right": 1.0}[anchor] * print_type.width(words, size, bold=bold)
        x, y = at[0] - shift, at[1]
        face = print_type.properties(bold)
        self._characters[bold].update(words)
        if halo:
            self.path(TextPath((x, y), words, size=size, prop=face), fill=HALO, line=HALO, width=2 * halo)
        drawn = self._axes.text(x, y, words, fontproperties=face, fontsize=size, color=colour, parse_math=False)
        drawn.set_verticalalignment("baseline")
        self._order += 1
        drawn.set_zorder(self._order)
        if self._clip is not None:
            drawn.set_clip_path(self._clip)

    def _add(self, patch: PathPatch) -> None:
        self._order += 1
        patch.set_zorder(self._order)
        self._axes.add_artist(patch)
        if self._clip is not None:
            patch.set_clip_path(self._clip)

    def saved(self, file_format: str, *, dpi: int, title: str) -> bytes:
        """The sheet as png, svg or pdf.

        Raises
        ------
        PictureError
            If there is no such format, or `dpi` is not between 96 and 300.
        """
        if file_format not in FORMATS:
            raise PictureError(f"{file_format}: no picture format; choose one of {', '.join(FORMATS)}")
        if not LOWEST_DPI <= dpi <= HIGHEST_DPI:
            raise PictureError(f"{dpi} dpi: choose {LOWEST_DPI} to {HIGHEST_DPI}")
        described: dict[str, dict[str, str | None]] = {
            "png": {"Software": None, "Title": title},
            "svg": {"Creator": None, "Date": None, "Format": None, "Type": None, "Title": title},
            "pdf": {**UNDATED_PDF, "Title": title},
        }
        content = io.BytesIO()
        with printing():
            FigureCanvasAgg(self.figure).print_figure(
                content,
                format=file_format,
                dpi=dpi if file_format == "png" else POINTS_PER_INCH,
                metadata=described[file_format],
                facecolor="#FFFFFF",
                bbox_inches=None,
            )
        return self._with_face(content.getvalue()) if file_format == "svg" else content.getvalue()

    def _with_face(self, picture: bytes) -> bytes:
        """The SVG with the characters of its words as a font."""
        from geo import print_webfont  # fontTools' cutter: a fifth of a second that only an SVG needs

        style = f'<style type="text/css">{print_webfont.rules(self._characters)}</style>'
        return picture.replace(b" <defs>", style.encode("ascii") + b"\n <defs>", 1)


def paged(canvases: Sequence[Canvas], *, title: str) -> bytes:
    """The sheets as the pages of one PDF, fonts embedded; the same bytes each time."""
    content = io.BytesIO()
    with printing(), PdfPages(content, metadata={**UNDATED_PDF, "Title": print_type.printable(title)}) as pages:
        for canvas in canvases:
            FigureCanvasAgg(canvas.figure).print_figure(
                pages, format="pdf", dpi=POINTS_PER_INCH, facecolor="#FFFFFF", bbox_inches=None
            )
    return content.getvalue()


def rounded(box: tuple[float, float, float, float], radius: float) -> Path:
    """Outline of a rectangle with round corners."""
    left, bottom, right, top = box
    if not radius:
        return Path([(left, bottom), (right, bottom), (right, top), (left, top), (left, bottom)], closed=True)
    r, move, to, bend = radius, Path.MOVETO, Path.LINETO, Path.CURVE3
    steps = [
        (move, (left + r, bottom)), (to, (right - r, bottom)), (bend, (right, bottom)), (bend, (right, bottom + r)),
        (to, (right, top - r)), (bend, (right, top)), (bend, (right - r, top)),
        (to, (left + r, top)), (bend, (left, top)), (bend, (left, top - r)),
        (to, (left, bottom + r)), (bend, (left, bottom)), (bend, (left + r, bottom)), (Path.CLOSEPOLY, (left, bottom)),
    ]  # fmt: skip
    return Path([point for _, point in steps], [code for code, _ in steps])


def outline_of(geometry: BaseGeometry) -> Path | None:
    """Polygons, with their holes, or lines as one path; None when there is nothing to draw."""
    pieces = []
    for part in shapely.get_parts(geometry):
        if part.geom_type == "Polygon":
            pieces += [(ring, True) for ring in shapely.get_rings(part)]
        elif part.geom_type in {"LineString", "LinearRing"}:
            pieces.append((part, False))
    vertices, codes = [], []
    for piece, closed in pieces:
        corners = shapely.get_coordinates(piece)
        if len(corners) < 2:
            continue
        vertices.append(corners)
        steps = np.full(len(corners), Path.LINETO, dtype=np.uint8)
        steps[0] = Path.MOVETO
        if closed:
            steps[-1] = Path.CLOSEPOLY
        codes.append(steps)
    return Path(np.concatenate(vertices), np.concatenate(codes)) if vertices else None
