"""The ledger of a briefing as a workbook: projects, tasks, counts that add up, and what a reader must know.

Each project of the scopes has one row, with its number on the map. What is printed stands first; to the right of it
follow codes, coordinates and evidence for whoever works on with the table.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from openpyxl.styles import Alignment, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from loaders import spreadsheets
from loaders.briefs import naming, words
from loaders.briefs.content import Brief, brief
from loaders.briefs.options import BriefOptions, silent
from loaders.briefs.subject import MapScope
from loaders.catalog import Catalog
from loaders.models import ProjectFeature
from loaders.progress import Report, part_of
from loaders.project_files import PROJECT_COLUMNS, project_table
from loaders.projects import ProjectRow
from loaders.spreadsheets import Cell
from loaders.symbology import STAGE_ORDER, sector_colour
from loaders.task_files import TASK_COLUMNS, task_table
from loaders.typography import chinese, legal
from loaders.vocabulary import terms

LEDGER, TASKS, COUNTS, NOTES = "项目台账", "任务清单", "统计", "说明"
NUMBER, PAGE_AND_NUMBER = "图上编号", "页/编号"
PRINTED_PROJECTS = ("名称", "领域", "类别", "区县", "乡镇", "计划阶段", "规模", "投资", "任务", "规划")
PRINTED_TASKS = (
    "任务编号",
    "任务",
    "领域",
    "牵头单位",
    "责任单位",
    "时限",
    "指标",
    "图上编号",
    "项目",
    "计划阶段",
    "规划",
)
CLAUSE, PLAN = "原文", "规划"
# Widths in characters that let the printed columns share a landscape page in a legible size.
WIDTHS = {
    **spreadsheets.WIDTHS,
    "名称": 28, "区县": 14, "规模": 16, "任务": 34, "规划": 20, "牵头单位": 16, "责任单位": 26, "指标": 24, "项目": 26,
    "项": 16, "内容": 110,
}  # fmt: skip
NO_COUNTY, TOTAL = "未落到区县", "合计"
DASH_FOR_NONE = '0;-0;"–"'
FIRST_COUNT_WIDTH = 16
NUMBER_NOTES = {
    NUMBER: "与地图、幻灯和文档中的编号一致,底色为领域颜色。",
    PAGE_AND_NUMBER: "2/5 指项目在第 2 页(见上)是 5 号;出现在几页的写几个。底色为领域颜色。",
}
BLANK_NOTE = "空白的单元格:原文未列明。计划阶段为规划原文的说法,非实际进展。"
PRINT_NOTE = "打印为 A4 横向、一页宽;项目台账与任务清单只打印左边各列,右边的代码、坐标、依据和全空的列不打印。"


@dataclass(frozen=True, slots=True)
class _Numbered:
    """Projects of all scopes once, the head of the column of their numbers, and the numbers by mention id."""

    features: tuple[ProjectFeature, ...]
    column: str
    found: Mapping[str, str]


def xlsx(catalog: Catalog, scopes: Sequence[MapScope], options: BriefOptions, progress: Report = silent) -> bytes:
    """The workbook of all scopes."""
    briefs = []
    reading = part_of(progress, 0.0, 0.8)
    for done, scope in enumerate(scopes, start=1):
        briefs.append(brief(catalog, scope))
        reading(briefs[-1].title, done / len(scopes))
    title, numbered = naming.short_title(catalog, scopes), _numbered(briefs)
    book = spreadsheets.workbook()
    book.properties.title, book.properties.creator = chinese(legal(title)), "规划图谱"
    _projects(book.active, catalog, briefs, numbered)
    _tasks(book.create_sheet(), catalog, briefs, numbered, with_clauses=options.clauses)
    _counts(book.create_sheet(COUNTS), numbered.features)
    _notes(book.create_sheet(), briefs, numbered)
    for sheet in book:
        spreadsheets.set_up_print(sheet, title=f"{title} · {sheet.title}")
    content = spreadsheets.saved(book)
    progress(title, 1.0)
    return content


def _numbered(briefs: Sequence[Brief]) -> _Numbered:
    features: dict[str, ProjectFeature] = {}
    found: dict[str, list[str]] = {}
    for page, told in enumerate(briefs, start=1):
        for project in told.projects:
            features.setdefault(project.feature.mention_id, project.feature)
            place = str(project.number) if len(briefs) == 1 else f"{page}/{project.number}"
            found.setdefault(project.feature.mention_id, []).append(place)
    column = NUMBER if len(briefs) == 1 else PAGE_AND_NUMBER
    places = {mention: "、".join(own) for mention, own in found.items()}
    return _Numbered(tuple(features.values()), column, places)


def _projects(sheet: Worksheet, catalog: Catalog, briefs: Sequence[Brief], numbered: _Numbered) -> None:
    """One row per project of a plan, as the maps number them."""
    rows: dict[str, ProjectRow] = {}
    for told in briefs:
        for plan in told.plans:
            own = replace(told.scope.query, plans=(plan.plan_id,), bounds=None)
            rows |= {row.lead.mention_id: row for row in catalog.project_rows(own)}
    chosen = tuple(rows[item.mention_id] for item in numbered.features)
    table = project_table(replace(catalog.project_selection(briefs[0].scope.query), rows=chosen))
    records = [
        {numbered.column: _whole(numbered.found[item.mention_id]), **dict(zip(PROJECT_COLUMNS, line, strict=True))}
        for item, line in zip(numbered.features, table, strict=True)
    ]
    _fill(sheet, LEDGER, records, (numbered.column, *PRINTED_PROJECTS), tuple(PROJECT_COLUMNS))
    for line, item in enumerate(numbered.features, start=2):
        cell = sheet.cell(line, 1)
        cell.font, cell.alignment = spreadsheets.WHITE, Alignment(horizontal="center", vertical="top", wrap_text=True)
        cell.fill = PatternFill("solid", fgColor=sector_colour(item.sector).removeprefix("#"))


def _tasks(
    sheet: Worksheet, catalog: Catalog, briefs: Sequence[Brief], numbered: _Numbered, *, with_clauses: bool
) -> None:
    """One row per task; on one map with the numbers of its projects there."""
    chosen = {task.task_id for told in briefs for task in told.tasks}
    tasks = tuple(task for task in catalog.tasks() if task.task_id in chosen)
    records = [dict(zip(TASK_COLUMNS, line, strict=True)) for line in task_table(catalog, tasks)]
    if len(briefs) == 1:
        for record, task in zip(records, briefs[0].tasks, strict=True):
            record[NUMBER] = "、".join(map(str, task.projects)) or None
    others = tuple(name for name in TASK_COLUMNS if with_clauses or name != CLAUSE)
    _fill(sheet, TASKS, records, PRINTED_TASKS, others)


def _fill(
    sheet: Worksheet, title: str, records: Sequence[Mapping[str, Cell]], first: Sequence[str], others: Sequence[str]
) -> None:
    """Fill a sheet; of `first` the columns that say something are printed, the rest and `others` stand beyond them."""
    plans = {record[PLAN] for record in records}
    printed = [
        name for name in first if (name != PLAN or len(plans) > 1) and any(record.get(name) for record in records)
    ] or first[:1]
    columns = tuple(dict.fromkeys((*printed, *others)))
    lines = ([record.get(name) for name in columns] for record in records)
    spreadsheets.fill(sheet, columns, lines, title=title, widths=WIDTHS, wrapped=len(printed))
    sheet.print_area = f"A1:{get_column_letter(len(printed))}{sheet.max_row}"
    sheet.freeze_panes = "C2"


def _whole(place: str) -> Cell:
    """A number as a number; several or none as words."""
    return int(place) if place.isdecimal() else place or None


def _counts(sheet: Worksheet, features: Sequence[ProjectFeature]) -> None:
    """Projects by county and stage, and by sector and stage; each adds up to all."""
    sectors = terms()["sector"]
    _cross_table(sheet, "区县", [words.county(item) or NO_COUNTY for item in features], features)
    _cross_table(sheet, "领域", [sectors[item.sector].zh for item in features], features)
    sheet.column_dimensions["A"].width = FIRST_COUNT_WIDTH


def _cross_table(sheet: Worksheet, head: str, groups: Sequence[str], features: Sequence[ProjectFeature]) -> None:
    """How many projects of each group stand at each stage, those of most projects first."""
    counts = Counter(zip(groups, (item.stage_group for item in features), strict=True))
    stages = [stage for stage in STAGE_ORDER if any(of == stage for _, of in counts)]
    most = sorted(Counter(groups).most_common(), key=lambda group: group[0] == NO_COUNTY)
    lines: list[list[Cell]] = [[f"{head} × 计划阶段(个)"], [head, *stages, TOTAL]]
    lines += [[group, *(counts[group, stage] for stage in stages), total] for group, total in most]
    lines.append([TOTAL, *(sum(counts[group, stage] for group, _ in most) for stage in stages), len(features)])
    first = sheet.max_row + 2 if sheet.max_row > 1 else 1
    for number, line in enumerate(lines, start=first):
        for place, value in enumerate(line, start=1):
            cell = sheet.cell(number, place, spreadsheets.cell_of(value))
            cell.number_format = DASH_FOR_NONE if isinstance(value, int) else cell.number_format
            if number in (first, first + 1, first + len(lines) - 1):
                cell.font = spreadsheets.BOLD
            if number == first + 1:
                cell.fill, cell.alignment = (
                    spreadsheets.HEAD_FILL,
                    Alignment(horizontal="right" if place > 1 else "left"),
                )
    for place in range(2, len(stages) + 3):
        sheet.column_dimensions[get_column_letter(place)].width = spreadsheets.DEFAULT_WIDTH


def _notes(sheet: Worksheet, briefs: Sequence[Brief], numbered: _Numbered) -> None:
    """What the workbook holds and where it comes from."""
    first = briefs[0]
    lines: list[tuple[str, str]] = []
    for page, told in enumerate(briefs, start=1):
        label = "标题" if len(briefs) == 1 else f"第 {page} 页"
        lines += [(label, told.title), ("摘要", told.lead), ("范围", told.framing), told.notes[0]]
    lines += dict.fromkeys(note for told in briefs for note in told.notes[1:])
    lines += [*first.credits, ("使用要求", first.warning), (numbered.column, NUMBER_NOTES[numbered.column])]
    lines += [("空白", BLANK_NOTE), ("打印", PRINT_NOTE)]
    told_lines = [(chinese(label), chinese(text)) for label, text in lines]
    spreadsheets.fill(sheet, ("项", "内容"), told_lines, title=NOTES, widths=WIDTHS)
