"""The slide of a map: picture, legend and projects as native tables, and at the foot what the rules ask.

Projects stand beside the map while they fit, in one column or two; where they do not, a summary by stage and county
stands there, and slides of their own list them.
"""

from dataclasses import replace

from pptx.presentation import Presentation as Deck
from pptx.slide import Slide

from geo import cartography
from geo.print_records import MapSheet, Paper
from geo.print_symbols import SECOND
from loaders.briefs import slide_shapes, words
from loaders.briefs.content import Brief
from loaders.briefs.options import BriefOptions
from loaders.briefs.slide_beside import BESIDE, WITHOUT_LIST, Columns, projects_beside
from loaders.briefs.slide_legend import add_foot, foot_top, legend_rows
from loaders.briefs.slide_summary import add_summary
from loaders.briefs.slide_tables import row_height
from loaders.briefs.slide_text import height_of, said
from loaders.briefs.slide_theme import GAP, MARGIN, ROOM, WIDTH
from loaders.sources import map_credit

LEAD_SIZE = 9.5
LOWEST_DPI = 200
SUMMARY_SHARE = 0.31
SENTENCE = "规划没有在这一范围点名项目。"


def add_map(deck: Deck, brief: Brief, sheet: MapSheet, options: BriefOptions, *, later: str) -> tuple[Slide, bool]:
    """The slide of a map, and whether it tells all of its projects; `later` says where they are listed else."""
    slide, top = slide_shapes.new_slide(deck, sheet.title, sheet.subtitle, stamp=sheet.stamp)
    foot = foot_top(sheet)
    height = foot - 8 - top
    is_counted = any(block.count for block in sheet.blocks)
    ways = () if is_counted else BESIDE if options.tables else WITHOUT_LIST
    beside = projects_beside(brief, height, ways)
    share = sum(beside.widths) * len(beside.tables) + GAP * len(beside.tables) if beside else SUMMARY_SHARE * ROOM + GAP
    width = ROOM - share
    legend, legend_widths = legend_rows(sheet.legend, width)
    legend_height = sum(row_height(row, legend_widths) for row in legend)
    box = (MARGIN, top, width, height - (legend_height + 5 if legend else 0.0))
    picture, projection = _picture(sheet, box, options)
    slide_shapes.add_picture(slide, "地图", box, picture, told=_told(brief, sheet))
    if legend:
        corner = (MARGIN, foot - 8 - legend_height)
        slide_shapes.add_table(slide, "图例", corner, legend_widths, legend, head=False)
    left = MARGIN + width + GAP
    if beside:
        _add_beside(slide, brief, beside, (left, top, WIDTH - MARGIN - left, height))
    elif brief.projects:
        add_summary(slide, brief, sheet, (left, top, WIDTH - MARGIN - left, height), later)
    else:
        lines = (said(SENTENCE, 12.0), said("", 5.0), said(brief.lead, 10.0, SECOND))
        slide_shapes.add_text(slide, "说明", (left, top, WIDTH - MARGIN - left, 90.0), lines)
    add_foot(slide, sheet, foot, projection)
    slide_shapes.add_notes(slide, [brief.lead, *(f"{label}:{text}" for label, text in sheet.notes)])
    return slide, not brief.projects or (beside is not None and len(beside.tables) == 1)


def _add_beside(slide: Slide, brief: Brief, beside: Columns, box: slide_shapes.Box) -> None:
    """The tables side by side; below a single one the findings, if it leaves room for them."""
    left, top, _, height = box
    width = sum(beside.widths)
    for number, table in enumerate(beside.tables, start=1):
        name = "项目表" if len(beside.tables) == 1 else f"项目表 {number}"
        used = slide_shapes.add_table(slide, name, (left, top), beside.widths, table, head=True) + 14
        left += width + GAP
    told = (said(brief.lead, LEAD_SIZE, SECOND),)
    needed = height_of(told, width)
    if len(beside.tables) == 1 and used + needed <= height:
        slide_shapes.add_text(slide, "要点", (box[0], top + used, width, needed), told)


def _picture(sheet: MapSheet, box: slide_shapes.Box, options: BriefOptions) -> tuple[bytes, str]:
    """The map alone, with no more words than it needs where it is copied from the slide, and its projection."""
    bare = replace(
        sheet,
        paper=Paper("picture", box[2], box[3], 1.0, sheet.paper.rows),
        legend=(),
        credits=(("底图审图号", map_credit().approval_number),),
        warning=words.SUBMIT,
        map_only=True,
    )
    drawn = cartography.compose(bare)
    return drawn.saved("png", dpi=max(options.dpi, LOWEST_DPI)), drawn.view.projection.words


def _told(brief: Brief, sheet: MapSheet) -> str:
    """The map in words."""
    keyed = "编号与项目表一致" if sheet.symbols or sheet.routes else "数字为各地项目数"
    shown = f"地图:{sheet.title}。{keyed};" if brief.projects else f"地图:{sheet.title}。"
    return shown + sheet.notes[0][1]
