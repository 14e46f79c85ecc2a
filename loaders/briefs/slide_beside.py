"""The projects of a map as native tables beside it, numbered as on the map and grouped by planned stage."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from geo.print_records import LegendEntry
from geo.print_symbols import INK, PAPER, SECOND
from loaders.briefs.content import Brief, BriefProject
from loaders.briefs.slide_tables import SIDE, TIGHT, Cell, Row, balanced, packed, row_height
from loaders.briefs.slide_text import Paragraph, Run, said, shortened, width_of
from loaders.briefs.slide_theme import GAP, ROOM

# Columns, type size and share of the width that the tables take at most, the best first.
BESIDE = (
    (1, 10.0, 0.34), (1, 9.4, 0.34), (1, 8.8, 0.34), (1, 8.3, 0.35),
    (2, 8.8, 0.42), (2, 8.2, 0.43), (2, 7.7, 0.45), (2, 7.2, 0.46),
)  # fmt: skip
WITHOUT_LIST = (*BESIDE, (3, 7.6, 0.52), (3, 7.0, 0.56))  # where no slides list the projects
NARROWEST = 220.0
NUMBER_WIDTHS = 2.3  # of the column of numbers, in sizes of its type


@dataclass(frozen=True, slots=True)
class Columns:
    """Tables that stand side by side."""

    widths: tuple[float, ...]
    tables: tuple[tuple[Row, ...], ...]


def projects_beside(brief: Brief, height: float, ways: Sequence[tuple[int, float, float]]) -> Columns | None:
    """The projects as tables of this height at most beside the map; None when there are none or too many.

    `ways` are columns, type sizes and shares of the width, the best first.
    """
    if not brief.projects:
        return None
    for columns, size, share in ways:
        widths = _widths(brief, (share * ROOM - GAP * (columns - 1)) / columns, size, columns)
        rows = [row for stage in brief.groups for row in _stage_rows(brief, stage, size, widths)]
        head = _head_row(size, len(widths))
        heights = [row_height(row, widths) for row in rows]
        room = height - row_height(head, widths) - (heights[0] if columns > 1 else 0.0)
        if len(packed(rows, heights, room)) <= columns:
            tables = tuple((head, *_continued(rows, page)) for page in balanced(rows, heights, room))
            return Columns(widths, tables)
    return None


def _widths(brief: Brief, width: float, size: float, columns: int) -> tuple[float, ...]:
    """Numbers, names and, in a single column, places, no wider than they need."""
    number, gaps = NUMBER_WIDTHS * size, 2 * SIDE + 1
    name = max(*(width_of(one.name, size) for one in brief.projects), 6 * size) + gaps
    if columns > 1:
        return (number, min(name, width - number))
    place = max(*(width_of(_place(brief, one), size - 1.0) for one in brief.projects), 3 * size) + gaps
    place = min(place, 0.42 * width)
    return (number, min(max(name, NARROWEST - number - place), width - number - place), place)


def _place(brief: Brief, project: BriefProject) -> str:
    return f"{project.county if brief.several_counties else ''} {project.place}".strip()


def _head_row(size: float, columns: int) -> Row:
    titles = ("编号", "项目", "位置")[:columns]
    cells = [Cell((said(title, size - 2.0, SECOND, align="ctr" if title == "编号" else "l"),)) for title in titles]
    return Row(tuple(cells), line=SECOND, is_head=True, above=TIGHT)


def _stage_rows(
    brief: Brief, stage: tuple[str, tuple[BriefProject, ...]], size: float, widths: Sequence[float]
) -> list[Row]:
    """A heading and a row per project."""
    title, projects = stage
    words_of_head = (Run(title, size, INK, bold=True), Run(f"  {len(projects)} 个", size - 1.2, SECOND))
    heading = Cell((Paragraph(words_of_head),), span=len(widths) - 1)
    sample = Cell((), sample=stage_entry(projects))
    rows = [Row((sample, heading), line=SECOND, is_head=True, above=TIGHT)]
    for one in projects:
        lines = [said(shortened(one.name), size)]
        if one.amounts and len(widths) > 2:
            lines.append(said(shortened("、".join(one.amounts)), size - 1.6, SECOND))
        cells = [number_cell(one, size), Cell(tuple(lines))]
        if len(widths) > 2:
            cells.append(Cell((said(_place(brief, one), size - 1.0, SECOND),)))
        rows.append(Row(tuple(cells), above=TIGHT))
    return rows


def stage_entry(projects: Sequence[BriefProject]) -> LegendEntry:
    """How the stage of these projects looks."""
    return LegendEntry("stage", projects[0].stage, fill=projects[0].mark.fill)


def number_cell(project: BriefProject, size: float) -> Cell:
    """The number of a project on the colour of its sector."""
    word = str(project.number)
    small = size - 0.6 if len(word) < 3 else size - 1.6 if len(word) < 4 else size - 2.4
    return Cell((said(word, small, PAPER, bold=True, align="ctr"),), chip=project.mark.colour)


def _continued(rows: Sequence[Row], page: Sequence[int]) -> list[Row]:
    """The rows of a page; where they begin inside a stage, its heading again."""
    found = [rows[number] for number in page]
    if rows[page[0]].is_head:
        return found
    heading = next(rows[number] for number in range(page[0], -1, -1) if rows[number].is_head)
    sample, title = heading.cells
    again = replace(title.paragraphs[0].runs[0], text=f"{title.paragraphs[0].runs[0].text}(续)")
    return [replace(heading, cells=(sample, replace(title, paragraphs=(Paragraph((again,)),)))), *found]
