"""Slides of tables: the projects that a map slide has no room for, the tasks with their clauses, and the contents."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide

from geo import print_type
from geo.print_symbols import ACCENT, SECOND
from loaders.briefs import slide_shapes
from loaders.briefs.content import Brief, BriefProject, BriefTask
from loaders.briefs.slide_beside import number_cell
from loaders.briefs.slide_legend import FOOT_BOTTOM, foot_paragraphs
from loaders.briefs.slide_shapes import SUBTITLE_SIZE
from loaders.briefs.slide_tables import ABOVE, SIDE, Cell, Row, balanced, row_height
from loaders.briefs.slide_text import RULE, Paragraph, Run, height_of, said, shortened, spans, width_of
from loaders.briefs.slide_theme import MARGIN, ROOM
from loaders.briefs.words import stage_counts

MOST_PROJECTS, MOST_TASKS = 300, 120  # of a scope; more are left to the ledger, and the slides say so
SIZE, SMALL, HEAD_SIZE = 10.0, 8.4, 8.4
NUMBER, LEAST_NAME = 30.0, 170.0
AIR, WIDER = 2.0, 48.0  # what rows of short pages have above and below besides, and columns of short lines
TOP = 68.0
CONTENTS_ROWS, CONTENTS_GAP = 20, 28.0
SOURCE = "资料来源"
Told = tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list: its head and its width at most; -1 for one that is left out."""

    head: str
    most: float


@dataclass(frozen=True, slots=True)
class Listing:
    """A table on as many slides as it needs: its head, rows and widths, the numbers of the rows on each slide."""

    head: Row
    rows: tuple[Row, ...]
    widths: tuple[float, ...]
    pages: tuple[tuple[int, ...], ...]
    foot: tuple[Paragraph, ...]


# --- projects --------------------------------------------------------------------------------------------------------


def project_listing(brief: Brief) -> Listing:
    """The projects of a scope in the order of their numbers."""
    shown = brief.projects[:MOST_PROJECTS]
    columns = (
        Column("项目", 330.0),
        Column("领域", 60.0),
        Column("区县", 76.0 if brief.several_counties else -1.0),
        Column("位置", 110.0),
        Column("计划阶段", 104.0),
        Column("规模/投资", 190.0),
        Column("规划与任务" if brief.several_plans else "任务", 170.0 if brief.several_plans else 70.0),
    )
    firsts = [Row((number_cell(one, SIZE),)) for one in shown]
    ends = {place for place in range(len(shown) - 1) if shown[place].stage != shown[place + 1].stage}
    return _listing(brief, ("编号", *columns), firsts, [_project(brief, one) for one in shown], ends)


def _project(brief: Brief, one: BriefProject) -> list[Told]:
    tasks = "、".join(one.tasks)
    return [
        (said(shortened(one.name), SIZE),),
        _small(one.sector),
        _small(one.county),
        _small(one.place),
        _small(_stage(one)),
        _small("、".join(one.amounts)),
        _small(f"{one.plan} {tasks}" if brief.several_plans else tasks),
    ]


def _stage(project: BriefProject) -> str:
    """The stage as the plan says it, and the group it is counted in where that says something else."""
    return project.said if project.said.startswith(project.stage) else f"{project.stage}({project.said})"


def add_projects(deck: Deck, brief: Brief, listing: Listing) -> None:
    """The slides of the projects."""
    rest = len(brief.projects) - len(listing.rows)
    more = f"。列出前 {len(listing.rows)} 个,其余 {rest} 个见项目台账" if rest else ""
    for page in listing.pages:
        numbers = f"{page[0] + 1}–{page[-1] + 1}" if len(page) > 1 else f"{page[0] + 1}"
        title = f"{brief.whose}项目清单:第 {numbers} 号(共 {len(brief.projects)} 个)"
        counts = stage_counts(brief.projects[number].feature for number in page)
        told = "、".join(f"{stage} {count} 个" for stage, count in counts)
        _add_page(deck, title, f"本页{told}{more}。", "项目表", listing, page)


# --- tasks -----------------------------------------------------------------------------------------------------------


def task_listing(brief: Brief) -> Listing:
    """The tasks of a scope in the order of the plan."""
    columns = (
        Column("任务", 230.0),
        Column("领域", 90.0),
        Column("牵头单位", 120.0),
        Column("责任单位", 170.0),
        Column("时限", 80.0),
        Column("指标", 150.0),
        Column("项目的计划阶段", 150.0),
        Column("项目编号", 120.0),
    )
    shown = brief.tasks[:MOST_TASKS]
    firsts = [Row((Cell((said(one.number, SIZE, ACCENT, bold=True),)),)) for one in shown]
    return _listing(brief, ("序号", *columns), firsts, [_task(brief, one) for one in shown], set())


def _task(brief: Brief, one: BriefTask) -> list[Told]:
    return [
        (said(shortened(one.title), SIZE, bold=True), *_small(one.plan if brief.several_plans else "")),
        _small(one.sectors),
        _small(one.lead_units),
        _small(one.responsible_units),
        _small(one.deadline),
        _small(";".join(one.targets)),
        _small(one.stages),
        _small(spans(one.projects)),
    ]


def add_tasks(deck: Deck, brief: Brief, listing: Listing) -> None:
    """The slides of the tasks, the clauses in their notes."""
    rest = len(brief.tasks) - len(listing.rows)
    more = f"列出前 {len(listing.rows)} 项,其余 {rest} 项见任务清单。" if rest else ""
    for page in listing.pages:
        own = [brief.tasks[number] for number in page]
        numbers = f"{page[0] + 1}–{page[-1] + 1}" if len(page) > 1 else f"{page[0] + 1}"
        title = f"{brief.whose}任务清单:第 {numbers} 项(共 {len(brief.tasks)} 项)"
        slide = _add_page(deck, title, more + "各项任务的原文在本页备注中。", "任务表", listing, page)
        clauses = []
        for one in own:
            clauses += [f"任务 {one.number} {one.title}({one.plan})", *one.clause.splitlines(), ""]
        slide_shapes.add_notes(slide, clauses[:-1])


# --- both ------------------------------------------------------------------------------------------------------------


def _small(text: str) -> Told:
    return (said(shortened(text), SMALL, SECOND),) if text else ()


def _listing(
    brief: Brief, columns: tuple[str | Column, ...], firsts: Sequence[Row], told: Sequence[list[Told]], ends: set[int]
) -> Listing:
    """Rows with their first cells, without columns that say nothing; `ends` are the last rows of a stage."""
    first, *others = columns
    named = [column for column in others if isinstance(column, Column)]
    kept = [place for place, column in enumerate(named) if column.most >= 0 and any(row[place] for row in told)]
    number = max([NUMBER, *(_natural(cell.paragraphs) for row in firsts for cell in row.cells)])
    shown = [[row[place] for place in kept] for row in told]
    widths = (number, *_widths([named[place] for place in kept], shown, ROOM - number))
    heads = (str(first), *(named[place].head for place in kept))
    is_chip = any(cell.chip for row in firsts for cell in row.cells)
    head = Row(tuple(_head(text, is_middle=is_chip and not place) for place, text in enumerate(heads)), line=SECOND)
    rows = tuple(
        Row((*start.cells, *(Cell(row[place]) for place in kept)), line=SECOND if it in ends else RULE)
        for it, (start, row) in enumerate(zip(firsts, told, strict=True))
    )
    foot = tuple(foot_paragraphs([pair for pair in brief.notes if pair[0] == SOURCE]))
    room = FOOT_BOTTOM - height_of(foot, ROOM - 60) - 16 - TOP - row_height(head, widths)
    heights = [row_height(row, widths) for row in rows]
    pages = tuple(map(tuple, balanced(rows, heights, room))) if rows else ()
    spare = min(((room - sum(heights[number] for number in page)) / len(page) for page in pages), default=0.0)
    rows = tuple(replace(row, above=ABOVE + min(spare / 2, AIR)) for row in rows)
    return Listing(head, rows, widths, pages, foot)


def _head(text: str, *, is_middle: bool) -> Cell:
    return Cell((said(text, HEAD_SIZE, SECOND, bold=True, align="ctr" if is_middle else "l"),))


def _widths(columns: Sequence[Column], told: Sequence[Sequence[Told]], room: float) -> list[float]:
    """What the longest text of each column needs, up to its most.

    What is left goes to columns that need more, those that lack least first, then to all; where room lacks the first
    column gives way, then the others.
    """
    heads = [(said(column.head, HEAD_SIZE, bold=True),) for column in columns]
    needed = [max(_natural(it) for it in (head, *(row[at] for row in told))) for at, head in enumerate(heads)]
    widths = [min(need, column.most) for need, column in zip(needed, columns, strict=True)]
    if sum(widths) > room:
        first = max(widths[0] + room - sum(widths), min(widths[0], LEAST_NAME))
        share = (room - first) / sum(widths[1:])
        return [first, *(share * width for width in widths[1:])]
    for at in sorted(range(len(widths)), key=lambda at: needed[at] - widths[at]):
        widths[at] += min(needed[at] - widths[at], room - sum(widths))
    spare = min((room - sum(widths)) / max(len(widths), 1), WIDER)
    widths = [width + spare for width in widths]
    return [*widths[:-1], room - sum(widths[:-1])]


def _natural(told: Told) -> float:
    widths = (width_of(run.text, run.size, bold=run.bold) for one in told for run in one.runs)
    return max(widths, default=0.0) + 2 * SIDE + 1


def _add_page(deck: Deck, title: str, subtitle: str, name: str, listing: Listing, page: Sequence[int]) -> Slide:
    slide, _ = slide_shapes.new_slide(deck, title, print_type.fitting(subtitle, 0.95 * ROOM, SUBTITLE_SIZE))
    rows = (listing.head, *(listing.rows[number] for number in page))
    slide_shapes.add_table(slide, name, (MARGIN, TOP), listing.widths, rows, head=True)
    height = height_of(listing.foot, ROOM - 60)
    top = FOOT_BOTTOM - height
    slide_shapes.add_line(slide, (MARGIN, top - 4), ROOM, RULE)
    slide_shapes.add_text(slide, SOURCE, (MARGIN, top, ROOM - 60, height), listing.foot)
    return slide


# --- contents --------------------------------------------------------------------------------------------------------


class Contents:
    """The first slides of an atlas, which lead to its maps; filled when all pages are known."""

    def __init__(self, deck: Deck, count: int) -> None:
        """Keep as many slides as `count` scopes need."""
        self._columns = 1 if count <= CONTENTS_ROWS else 2
        self._entries: list[tuple[Brief, Slide, int]] = []
        self._title = "目录"
        self._deck = deck
        pages = ceil(count / (CONTENTS_ROWS * self._columns))
        self._slides = [self._slide(count, number, pages) for number in range(pages)]

    def _slide(self, count: int, number: int, pages: int) -> Slide:
        title = "目录" if pages == 1 else f"目录({number + 1}/{pages})"
        return slide_shapes.new_slide(self._deck, title, f"共 {count} 张地图;点击名称转到该页。")[0]

    def note(self, brief: Brief, slide: Slide, number: int) -> None:
        """Remember on which page the map of a scope stands."""
        self._entries.append((brief, slide, number))

    def fill(self) -> None:
        """Write the tables."""
        size = ceil(len(self._entries) / (len(self._slides) * self._columns))
        for place, begin in enumerate(range(0, len(self._entries), size)):
            page, column = divmod(place, self._columns)
            own = self._entries[begin : begin + size]
            width = (ROOM - CONTENTS_GAP * (self._columns - 1)) / self._columns
            corner = (MARGIN + column * (width + CONTENTS_GAP), TOP)
            widths = (width * 0.34, 50.0, width * 0.66 - 90.0, 40.0)
            heads = (("地图", "l"), ("项目", "ctr"), ("较多的计划阶段", "l"), ("页", "r"))
            head = Row(tuple(Cell((said(text, HEAD_SIZE, SECOND, bold=True, align=at),)) for text, at in heads), SECOND)
            rows = [head, *(self._row(self._slides[page], *entry) for entry in own)]
            slide_shapes.add_table(self._slides[page], "目录", corner, widths, rows, head=True)

    def _row(self, here: Slide, brief: Brief, slide: Slide, number: int) -> Row:
        link = here.part.relate_to(slide.part, RELATIONSHIP_TYPE.SLIDE)
        counts = sorted(((stage, len(group)) for stage, group in brief.groups), key=lambda stage: -stage[1])
        stages = "、".join(f"{stage} {count}" for stage, count in counts[:3])
        return Row(
            (
                Cell((Paragraph((Run(brief.whose, SIZE + 1, ACCENT, link=link),)),)),
                Cell((said(str(len(brief.projects)), SIZE, align="ctr"),)),
                Cell((said(stages, SMALL + 0.6, SECOND),)),
                Cell((said(str(number), SIZE, SECOND, align="r"),)),
            )
        )
