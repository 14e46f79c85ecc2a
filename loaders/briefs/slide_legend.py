"""The legend of a map as a native table, and the foot: precision, sources, base map, and what the law asks."""

from collections.abc import Sequence
from math import ceil

from pptx.slide import Slide

from geo.print_records import LegendEntry, LegendGroup, MapSheet
from geo.print_symbols import SECOND, WARNING
from loaders.briefs import slide_shapes
from loaders.briefs.slide_tables import SIDE, TIGHT, Cell, Row
from loaders.briefs.slide_text import RULE, Paragraph, Run, height_of, said, width_of
from loaders.briefs.slide_theme import MARGIN, ROOM
from loaders.briefs.words import PROJECTION

LEGEND_SIZE, CHIP = 8.0, 14.0
ENTRIES = (54.0, 66.0, 84.0, 110.0)  # widths of the words of an entry, at least
Lines = list[list[tuple[LegendEntry, int]]]  # entries and the slots each takes
FOOT_BOTTOM, FOOT_SIZE, FOOT_SPLIT, FOOT_HANG = 519.0, 7.5, 0.63, 42.0


def legend_rows(groups: Sequence[LegendGroup], width: float) -> tuple[list[Row], tuple[float, ...]]:
    """The legend as rows of samples and words, in columns of the one width that needs the fewest rows."""
    labels = [group.title.split("(")[0] for group in groups]
    label = max((width_of(text, LEGEND_SIZE) for text in labels), default=0.0) + 2 * SIDE + 4
    ways = [_in_slots(groups, int((width - label) / (CHIP + least)), width - label) for least in ENTRIES]
    entry, best = min(ways, key=_rows_and_wide)
    slots = round((width - label) / (CHIP + entry))
    widths = (label, *((CHIP, entry) * slots))
    rows = []
    for text, laid in zip(labels, best, strict=True):
        for number, line in enumerate(laid):
            cells = [Cell(() if number else (said(text, LEGEND_SIZE, SECOND),))]
            for one, span in line:
                is_colour = one.sample in {"sector", "class"}
                cells.append(Cell((), chip=one.colour) if is_colour else Cell((), sample=one))
                cells.append(Cell((said(one.text, LEGEND_SIZE),), span=2 * span - 1))
            cells += [Cell(())] * (len(widths) - sum(cell.span for cell in cells))
            rows.append(Row(tuple(cells), line=RULE if number == len(laid) - 1 else "", above=TIGHT))
    return rows, widths


def _in_slots(groups: Sequence[LegendGroup], slots: int, width: float) -> tuple[float, list[Lines]]:
    """The entries of each group in lines of so many slots, and how wide the words of a slot are."""
    entry = width / slots - CHIP
    found = []
    for group in groups:
        lines: Lines = [[]]
        for one in group.entries:
            need = width_of(one.text, LEGEND_SIZE) + 2 * SIDE
            span = min(ceil((need + CHIP) / (entry + CHIP)), slots)
            if sum(part for _, part in lines[-1]) + span > slots:
                lines.append([])
            lines[-1].append((one, span))
        found.append(lines)
    return entry, found


def _rows_and_wide(way: tuple[float, list[Lines]]) -> tuple[int, int]:
    """How many rows a way needs, and how many entries take more than a slot."""
    lines = [line for group in way[1] for line in group]
    return len(lines), sum(span > 1 for line in lines for _, span in line)


def foot_paragraphs(pairs: Sequence[tuple[str, str]]) -> list[Paragraph]:
    """Labels with texts."""
    return [
        Paragraph((Run(f"{label}\t", FOOT_SIZE, bold=True), Run(text, FOOT_SIZE, SECOND)), hang=FOOT_HANG)
        for label, text in pairs
    ]


def _foot_halves(sheet: MapSheet, projection: str) -> tuple[list[Paragraph], list[Paragraph]]:
    stated = [(label, text.replace(PROJECTION, projection)) for label, text in sheet.credits]
    warning = said(sheet.warning, FOOT_SIZE, WARNING, bold=True)
    return foot_paragraphs(sheet.notes), [*foot_paragraphs(stated), warning]


def foot_top(sheet: MapSheet) -> float:
    """Where the foot of a map begins."""
    notes, stated = _foot_halves(sheet, "")
    left = height_of(notes, FOOT_SPLIT * ROOM - 24)
    return FOOT_BOTTOM - max(left, height_of(stated, (1 - FOOT_SPLIT) * ROOM)) - 4


def add_foot(slide: Slide, sheet: MapSheet, top: float, projection: str) -> None:
    """Notes at the left, credits and warning at the right, under a line."""
    slide_shapes.add_line(slide, (MARGIN, top), ROOM, RULE)
    notes, stated = _foot_halves(sheet, projection)
    split, height = FOOT_SPLIT * ROOM, FOOT_BOTTOM - top - 4
    slide_shapes.add_text(slide, "精度与来源", (MARGIN, top + 4, split - 24, height), notes)
    slide_shapes.add_text(slide, "底图与审图号", (MARGIN + split, top + 4, ROOM - split, height), stated)
