"""What stands on a slide: title, texts, tables, pictures, stamp and notes, in the order in which they are read."""

import io
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.presentation import Presentation as Deck
from pptx.shapes.base import BaseShape
from pptx.slide import Slide
from pptx.util import Pt

from geo import print_type
from geo.print_canvas import HIGHEST_DPI, Canvas, printing
from geo.print_records import LegendEntry, Paper
from geo.print_symbols import SECOND, WARNING, draw_sample
from loaders.briefs import slide_tables
from loaders.briefs.slide_tables import Row
from loaders.briefs.slide_text import (
    FACES,
    LANGUAGE,
    NAMESPACES,
    SLACK,
    Paragraph,
    body_xml,
    broken,
    clean,
    emu,
    fill,
    height_of,
    said,
    text_xml,
)
from loaders.briefs.slide_theme import (
    MARGIN,
    TITLE,
    TITLE_SIZE,
    WIDTH,
    layout_of,
    number_xml,
    place_xml,
    placeholder_xml,
)

Box = tuple[float, float, float, float]  # left, top, width, height in points
STAMP = (856.0, 17.0, 80.0, 21.0)
STAMP_SIZE = 9.5
SUBTITLE_TOP, SUBTITLE_SIZE, SUBTITLE_LINES = 45.0, 9.5, 2.6
# Sizes of a title and how many lines it then may have, the best first.
TITLE_SIZES = ((22.0, 1), (20.0, 1), (18.0, 1), (16.5, 1), (14.0, 2), (12.0, 2), (9.0, 3))
SAMPLE = 14.5  # height that a sample of the legend needs
SHARP = 2.0  # how much larger a sample is drawn than shown


def new_slide(deck: Deck, title: str, subtitle: str, *, stamp: str = "") -> tuple[Slide, float]:
    """A slide with its head; where its body begins."""
    slide = deck.slides.add_slide(layout_of(deck))
    width = TITLE[2] if stamp else WIDTH - MARGIN - TITLE[0]
    words, size = _title(clean(title).strip(), width)
    shape = slide.shapes.title
    assert shape is not None
    shape.name = "标题"
    look = f' sz="{round(100 * size)}"' if size != TITLE_SIZE else ""
    text = parse_xml(
        f'<p:txBody {NAMESPACES}><a:bodyPr/><a:lstStyle/><a:p><a:r><a:rPr {LANGUAGE}{look} dirty="0"/>'
        f"<a:t>{text_xml(words)}</a:t></a:r></a:p></p:txBody>"
    )
    shape._element.replace(shape._element.find(qn("p:txBody")), text)
    if not stamp:
        shape.left, shape.top, shape.width, shape.height = map(Pt, (TITLE[0], TITLE[1], width, TITLE[3]))
    told = (said(print_type.fitting(subtitle, SUBTITLE_LINES * width, SUBTITLE_SIZE), SUBTITLE_SIZE, SECOND),)
    height = height_of(told, width)
    add_text(slide, "副题", (TITLE[0], SUBTITLE_TOP, width, height), told)
    if stamp:
        _add_stamp(slide, stamp)
    return slide, max(SUBTITLE_TOP + height + 8, 68.0)


def _title(text: str, width: float) -> tuple[str, float]:
    """The title as large as fits its box; what no size fits is cut."""
    for size, most in TITLE_SIZES:
        if len(broken(text, width, size, bold=True)) <= most:
            return text, size
    return print_type.fitting(text, (most - 0.4) * SLACK * width, size, bold=True), size


def add_text(slide: Slide, name: str, box: Box, paragraphs: Sequence[Paragraph], *, anchor: str = "t") -> BaseShape:
    """A text box."""
    shape = slide.shapes.add_textbox(*map(Pt, box))
    shape.name = name
    shape._element.replace(shape._element.find(qn("p:txBody")), parse_xml(body_xml(paragraphs, anchor=anchor)))
    return shape


def add_table(
    slide: Slide, name: str, corner: tuple[float, float], widths: Sequence[float], rows: Sequence[Row], *, head: bool
) -> float:
    """A native table with its upper left corner there; its height."""
    heights = [slide_tables.row_height(row, widths) for row in rows]
    box = (*corner, sum(widths), sum(heights))
    frame = slide.shapes.add_table(1, 1, *map(Pt, box))
    frame.name = name
    drawn = [_with_pictures(slide, row, widths, height) for row, height in zip(rows, heights, strict=True)]
    table = frame.table._tbl
    table.getparent().replace(table, parse_xml(slide_tables.table_xml(drawn, widths, heights, has_head=head)))
    return sum(heights)


def _with_pictures(slide: Slide, row: Row, widths: Sequence[float], height: float) -> Row:
    """The row with pictures of its samples, which stand in the slide."""
    cells, column = [], 0
    for cell in row.cells:
        if cell.sample is not None:
            drawn = io.BytesIO(_sample(cell.sample, widths[column], height))
            cell = replace(cell, picture=slide.part.get_or_add_image_part(drawn)[1])
        cells.append(cell)
        column += cell.span
    return replace(row, cells=tuple(cells))


def add_picture(slide: Slide, name: str, box: Box, content: bytes, *, told: str) -> None:
    """A picture with its words for who cannot see it."""
    shape = slide.shapes.add_picture(io.BytesIO(content), *map(Pt, box))
    shape.name = name
    shape._element._nvXxPr.cNvPr.set("descr", clean(told))


def add_line(slide: Slide, at: tuple[float, float], width: float, colour: str) -> None:
    """A thin line across, of no meaning."""
    slide.shapes._spTree.append(
        parse_xml(
            f'<p:cxnSp {NAMESPACES}><p:nvCxnSpPr><p:cNvPr id="{slide.shapes._next_shape_id}" name="分隔线"/>'
            f"<p:cNvCxnSpPr/><p:nvPr/></p:nvCxnSpPr><p:spPr>{place_xml((*at, width, 0.0))}"
            f'<a:prstGeom prst="line"><a:avLst/></a:prstGeom><a:ln w="{emu(0.7)}">{fill(colour)}</a:ln>'
            f"</p:spPr></p:cxnSp>"
        )
    )


def add_number(slide: Slide, number: int) -> None:
    """The page number, last of all that is read."""
    tree = slide.shapes._spTree
    tree.append(
        parse_xml(
            placeholder_xml(
                slide.shapes._next_shape_id, "页码", "sldNum", "", "<a:bodyPr/><a:lstStyle/>", number_xml(str(number))
            )
        )
    )


def add_notes(slide: Slide, paragraphs: Sequence[str]) -> None:
    """The notes of a slide, a paragraph each."""
    notes = slide.notes_slide
    for shape in list(notes.placeholders):
        if shape.placeholder_format.type == PP_PLACEHOLDER.SLIDE_NUMBER:  # empty as python-pptx makes it
            shape._element.getparent().remove(shape._element)
    frame = notes.notes_text_frame
    assert frame is not None
    told = "".join(
        f'<a:p><a:pPr eaLnBrk="1" hangingPunct="1"/><a:r><a:rPr {LANGUAGE}>{FACES}</a:rPr>'
        f"<a:t>{text_xml(text)}</a:t></a:r></a:p>"
        for text in paragraphs
    )
    body = frame._txBody
    body.getparent().replace(body, parse_xml(f"<p:txBody {NAMESPACES}><a:bodyPr/><a:lstStyle/>{told}</p:txBody>"))


def _add_stamp(slide: Slide, text: str) -> None:
    """The stamp in the upper right corner."""
    shape = add_text(slide, "密级", STAMP, (said(text, STAMP_SIZE, WARNING, align="ctr"),), anchor="ctr")
    look = shape._element.spPr
    look.find(qn("a:prstGeom")).set("prst", "roundRect")
    look.append(parse_xml(f'<a:ln {NAMESPACES} w="{emu(0.9)}">{fill(WARNING)}</a:ln>'))


@lru_cache(maxsize=256)
def _sample(entry: LegendEntry, width: float, height: float) -> bytes:
    """The symbol in the middle of a picture, twice as large as it is shown."""
    with printing():
        canvas = Canvas(Paper("sample", SHARP * width, SHARP * height, SHARP, 0))
        scale = SHARP * min(height / SAMPLE, 1.0)
        draw_sample(canvas, entry, (SHARP * width / 2, SHARP * height / 2), scale)
    return canvas.saved("png", dpi=HIGHEST_DPI, title=entry.text)
