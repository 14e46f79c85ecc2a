"""Native tables on slides: cells as DrawingML, heights known beforehand, rows shared out evenly between slides."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from geo.print_records import LegendEntry
from geo.print_symbols import PAPER
from loaders.briefs.slide_text import NAMESPACES, Paragraph, emu, fill, height_of, paragraph_xml
from loaders.briefs.slide_text import RULE as RULE_COLOUR

PLAIN_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # No Style, No Grid: every line and fill is stated here
SIDE, ABOVE, TIGHT = (
    3.0,
    2.4,
    1.3,
)  # margins of a cell: at its sides, above and below its words, the same in dense tables
CHIP_GAP = 2.2  # white line below a cell that is a chip of colour
THIN, STRONG = 0.6, 0.9
EMPTY = '<a:p><a:endParaRPr lang="zh-CN" sz="600"/></a:p>'
MERGED = f'<a:tc hMerge="1"><a:txBody><a:bodyPr/><a:lstStyle/>{EMPTY}</a:txBody><a:tcPr/></a:tc>'


@dataclass(frozen=True, slots=True)
class Cell:
    """Paragraphs over `span` columns; `chip` is the colour that fills it.

    Or else `sample` is the symbol that does, `picture` the relationship to a picture of it.
    """

    paragraphs: tuple[Paragraph, ...]
    span: int = 1
    chip: str = ""
    sample: LegendEntry | None = None
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """Cells over a line, `above` and below their words a margin; `is_head` is a heading that never ends a page."""

    cells: tuple[Cell, ...]
    line: str = RULE_COLOUR
    is_head: bool = False
    above: float = ABOVE


def row_height(row: Row, widths: Sequence[float]) -> float:
    """Height of the row in columns of these widths."""
    column, most = 0, 0.0
    for cell in row.cells:
        room = sum(widths[column : column + cell.span]) - 2 * SIDE
        most = max(most, height_of(cell.paragraphs, room))
        column += cell.span
    return ceil(2 * (most + 2 * row.above)) / 2


def packed(rows: Sequence[Row], heights: Sequence[float], room: float) -> list[list[int]]:
    """Numbers of the rows on each page of this height; no heading ends a page."""
    pages: list[list[int]] = [[]]
    used = 0.0
    for number, row in enumerate(rows):
        follower = heights[number + 1] if row.is_head and number + 1 < len(rows) else 0.0
        if pages[-1] and used + heights[number] + follower > room:
            pages.append([])
            used = 0.0
        pages[-1].append(number)
        used += heights[number]
    return pages


def balanced(rows: Sequence[Row], heights: Sequence[float], room: float) -> list[list[int]]:
    """The same number of pages, each about as full as the others."""
    count = len(packed(rows, heights, room))
    low = sum(heights) / count
    while low < room and len(packed(rows, heights, low)) > count:
        low += 4.0
    found = packed(rows, heights, min(low, room))
    return found if len(found) == count else packed(rows, heights, room)


def table_xml(rows: Sequence[Row], widths: Sequence[float], heights: Sequence[float], *, has_head: bool) -> str:
    """The table as DrawingML."""
    columns = "".join(f'<a:gridCol w="{emu(width)}"/>' for width in widths)
    lines = []
    for row, height in zip(rows, heights, strict=True):
        cells, column = [], 0
        for cell in row.cells:
            cells.append(_cell_xml(cell, row.line, row.above))
            cells += [MERGED] * (cell.span - 1)
            column += cell.span
        assert column == len(widths)
        lines.append(f'<a:tr h="{emu(height)}">{"".join(cells)}</a:tr>')
    look = f'<a:tblPr firstRow="{int(has_head)}"><a:tableStyleId>{PLAIN_STYLE}</a:tableStyleId></a:tblPr>'
    return f"<a:tbl {NAMESPACES}>{look}<a:tblGrid>{columns}</a:tblGrid>{''.join(lines)}</a:tbl>"


def _cell_xml(cell: Cell, line: str, above: float) -> str:
    told = "".join(paragraph_xml(one) for one in cell.paragraphs) or EMPTY
    span = f' gridSpan="{cell.span}"' if cell.span > 1 else ""
    edges = "".join(f'<a:{edge} w="0"><a:noFill/></a:{edge}>' for edge in ("lnL", "lnR", "lnT"))
    if cell.chip:
        edges += _line_xml(PAPER, CHIP_GAP)
    elif line:
        edges += _line_xml(line, THIN if line == RULE_COLOUR else STRONG)
    else:
        edges += '<a:lnB w="0"><a:noFill/></a:lnB>'
    inside = fill(cell.chip) if cell.chip else "<a:noFill/>"
    if cell.picture:
        inside = f'<a:blipFill><a:blip r:embed="{cell.picture}"/><a:stretch><a:fillRect/></a:stretch></a:blipFill>'
    side = 0.0 if cell.chip or cell.picture else SIDE
    margins = f'marL="{emu(side)}" marR="{emu(side)}" marT="{emu(above)}" marB="{emu(above)}"'
    return (
        f"<a:tc{span}><a:txBody><a:bodyPr/><a:lstStyle/>{told}</a:txBody>"
        f'<a:tcPr {margins} anchor="ctr">{edges}{inside}</a:tcPr></a:tc>'
    )


def _line_xml(colour: str, width: float) -> str:
    return f'<a:lnB w="{emu(width)}" cap="flat" cmpd="sng">{fill(colour)}<a:prstDash val="solid"/></a:lnB>'
