"""What stands beside a map with more projects than fit there: how many by stage and place, and where they are."""

from collections import Counter
from collections.abc import Sequence

from pptx.slide import Slide

from geo.print_records import MapSheet
from geo.print_symbols import SECOND
from loaders.briefs import slide_shapes
from loaders.briefs.content import Brief, BriefProject
from loaders.briefs.slide_beside import stage_entry
from loaders.briefs.slide_tables import Cell, Row, packed, row_height
from loaders.briefs.slide_text import height_of, said, spans

SIZE, BETWEEN = 9.0, 12.0
SAMPLE, COUNT, NAME = 22.0, 50.0, 0.36  # widths of columns, that of names as a share
ELSEWHERE = "跨区县或未定位"


def add_summary(slide: Slide, brief: Brief, sheet: MapSheet, box: slide_shapes.Box, later: str) -> None:
    """Projects by stage with their numbers, then by place, as two tables, and where they are listed."""
    left, top, width, height = box
    note = (said(later, SIZE, SECOND),)
    note_height = height_of(note, width)
    used = _add_stages(slide, brief, (left, top), width) + BETWEEN
    room = height - used - note_height - BETWEEN / 2
    _add_places(slide, _by_place(brief, sheet), (left, top + used), width, room)
    slide_shapes.add_text(slide, "清单位置", (left, top + height - note_height, width, note_height), note)


def _add_stages(slide: Slide, brief: Brief, corner: tuple[float, float], width: float) -> float:
    """The table by stage; its height."""
    widths = (SAMPLE, NAME * width, width - SAMPLE - NAME * width - COUNT, COUNT)
    rows = [_head(("", "计划阶段", "编号", "项目"))]
    for title, projects in brief.groups:
        numbers = spans([one.number for one in projects])
        cells = (
            Cell((), sample=stage_entry(projects)),
            Cell((said(title, SIZE, bold=True),)),
            Cell((said(numbers, SIZE, SECOND),)),
            Cell((said(f"{len(projects)} 个", SIZE, align="r"),)),
        )
        rows.append(Row(cells))
    return slide_shapes.add_table(slide, "按计划阶段", corner, widths, rows, head=True)


def _add_places(
    slide: Slide, told: tuple[str, list[tuple[str, str]]], corner: tuple[float, float], width: float, room: float
) -> None:
    """The table by place, as many rows as there is room for."""
    title, counted = told
    widths = (NAME * width, width - NAME * width)
    rows = [_head((title, "项目数与最多的阶段"))]
    rows += [Row((Cell((said(name, SIZE),)), Cell((said(text, SIZE, SECOND),)))) for name, text in counted]
    kept = len(packed(rows, [row_height(row, widths) for row in rows], room)[0])
    if kept < len(rows):
        rest = f"其余 {len(rows) - kept + 1} 处从略"
        rows = [*rows[: kept - 1], Row((Cell((said(rest, SIZE, SECOND),), span=2),))]
    slide_shapes.add_table(slide, title, corner, widths, rows, head=True)


def _head(titles: Sequence[str]) -> Row:
    cells = [Cell((said(title, SIZE - 1.4, SECOND, align="r" if title == "项目" else "l"),)) for title in titles]
    return Row(tuple(cells), line=SECOND, is_head=True)


def _by_place(brief: Brief, sheet: MapSheet) -> tuple[str, list[tuple[str, str]]]:
    """Counts as the map tells them, else per county, of a single county per sector."""
    counted = [group for group in sheet.groups if all(row.mark is None for row in group.rows)]
    if counted:
        return counted[0].title, [(row.name, row.place) for row in counted[0].rows]
    by_county = len({one.county for one in brief.projects}) > 1
    groups: dict[str, list[BriefProject]] = {}
    for one in brief.projects:
        groups.setdefault(one.county if by_county else one.sector, []).append(one)
    found = []
    for name, projects in sorted(groups.items(), key=lambda group: (not group[0], -len(group[1]))):
        most = Counter(one.stage for one in projects).most_common(2)
        told = "、".join(f"{stage} {count}" for stage, count in most)
        found.append((name or ELSEWHERE, f"{len(projects)} 个,{told}"))
    return "按区县" if by_county else "按领域", found
