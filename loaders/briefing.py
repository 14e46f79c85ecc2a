"""The door for files that leave the program: tables as CSV and XLSX, layers of the map, and the map as a picture.

Plan text is untrusted: a cell that a spreadsheet could take for a formula gets an apostrophe in front, in both
formats. Numbers stay numbers. CSV is UTF-8 with a byte order mark, which Excel needs to read Chinese. The same rows
give the same bytes, whenever the file is made.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from geo import exchange
from loaders import project_files
from loaders.catalog import Catalog
from loaders.comparison import ComparedProject, Comparison
from loaders.comparison_table import COMPARISON_COLUMNS, comparison_table, county_columns, county_table
from loaders.map_sheets import MapScope, map_sheet
from loaders.models import Task
from loaders.project_files import CONFIDENCES, PROJECT_COLUMNS
from loaders.projects import ProjectSelection
from loaders.quality import QualityRow
from loaders.task_files import TASK_COLUMNS, task_table
from loaders.vocabulary import terms

__all__ = [
    "MapScope",
    "comparison_csv",
    "comparison_xlsx",
    "county_xlsx",
    "csv_file",
    "layers_geojson",
    "layers_gpkg",
    "layers_kml",
    "map_picture",
    "map_sheet",
    "neutral",
    "project_csv",
    "project_xlsx",
    "quality_csv",
    "quality_table",
    "quality_xlsx",
    "task_csv",
    "task_xlsx",
    "xlsx_file",
]

Cell = exchange.Value
UNDATED = datetime(1980, 1, 1)  # the earliest time an archive can hold stands for none
# What begins a formula in Excel, WPS and LibreOffice, or is dropped before one; the last four are full-width forms.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# Blanks, control and invisible characters that a program may drop before one of them.
FORMULA = re.compile("[\\s\\x00-\\x1f\\x7f\u200b-\u200f\u2060\ufeff]*[=+\\-@＝＋－＠]")
WIDTHS = {
    "规划": 24,
    "任务": 40,
    "名称": 24,
    "原文": 48,
    "问题说明": 48,
    "定位原因": 48,
    "并列候选": 40,
    "被排除的候选": 40,
    "依据": 40,
    "定位精度": 20,
    "定位说明": 48,
    "位置依据": 40,
    "其他规划": 24,
    "坐标系": 22,
    "项目编号": 28,
    "提及编号": 28,
    "项目": 24,
    "章节": 32,
    "牵头单位": 20,
    "责任单位": 32,
    "指标": 32,
    "任务标识": 20,
    "前一份任务": 40,
    "后一份任务": 40,
    "前一份名称": 24,
    "后一份名称": 24,
    "说明": 40,
}
DEFAULT_WIDTH = 12
LEDGER = "项目台账"
TASKS = "任务清单"
QUALITY_COLUMNS = (
    "规划", "任务编号", "任务", "名称", "类型", "问题", "问题说明", "区县", "乡镇", "定位精度", "位置把握", "识别把握",
    "定位原因", "并列候选", "被排除的候选", "依据", "原文", "定位来源", "定位规则", "提及编号",
)  # fmt: skip


def neutral(value: Cell) -> Cell:
    """The value so that no spreadsheet computes it: text that could be a formula gets an apostrophe in front."""
    risky = isinstance(value, str) and (value.startswith(FORMULA_STARTS) or FORMULA.match(value))
    return f"'{value}" if risky else value


def csv_file(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A table as CSV: UTF-8 with byte order mark, CRLF, every cell neutral."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def xlsx_file(columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, title: str) -> bytes:
    """A table as one XLSX sheet with a fixed, filterable head row; every cell neutral."""
    book = Workbook()
    _fill(book.active, columns, rows, title=title)
    return _saved(book)


def _saved(book: Workbook) -> bytes:
    """The file without the time of day that openpyxl writes into its properties and its archive."""
    book.properties.created = book.properties.modified = UNDATED
    dated, content = io.BytesIO(), io.BytesIO()
    with ZipFile(dated, "w") as archive:
        ExcelWriter(book, archive).save()
    with ZipFile(dated) as source, ZipFile(content, "w") as target:
        for name in source.namelist():
            target.writestr(ZipInfo(name), source.read(name), compress_type=ZIP_DEFLATED)
    return content.getvalue()


def _fill(sheet: Worksheet, columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, title: str) -> None:
    sheet.title = title
    sheet.append(list(columns))
    for row in rows:
        sheet.append([_cell(value) for value in row])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for number, name in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = WIDTHS.get(name, DEFAULT_WIDTH)
    for line in sheet.iter_rows(min_row=2):
        for cell in line:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions


def _cell(value: Cell) -> Cell:
    """The value, neutral, without the control characters that XLSX cannot hold."""
    return neutral(ILLEGAL_CHARACTERS_RE.sub("", value)) if isinstance(value, str) else value


def quality_table(rows: Iterable[QualityRow]) -> list[list[Cell]]:
    """Rows of the data-quality page under `QUALITY_COLUMNS`, codes in words."""
    lists = terms()
    return [
        [
            row.plan,
            row.task_number,
            row.task_title,
            row.name,
            lists["type"][row.type].zh,
            "、".join(lists["problem"][code].zh for code in row.problems),
            row.why,
            row.county,
            row.township,
            lists["precision"][row.precision].zh,
            CONFIDENCES.get(row.place_confidence or ""),
            row.confidence,
            row.reason,
            "\n".join(row.tied),
            "\n".join(row.rejected),
            row.evidence,
            row.quote,
            row.source,
            row.rule,
            row.mention_id,
        ]
        for row in rows
    ]


def quality_csv(rows: Iterable[QualityRow]) -> bytes:
    """The data-quality list as CSV."""
    return csv_file(QUALITY_COLUMNS, quality_table(rows))


def quality_xlsx(rows: Iterable[QualityRow]) -> bytes:
    """The data-quality list as XLSX."""
    return xlsx_file(QUALITY_COLUMNS, quality_table(rows), title="数据质量")


def project_csv(selection: ProjectSelection) -> bytes:
    """The ledger of projects as CSV."""
    return csv_file(tuple(PROJECT_COLUMNS), project_files.project_table(selection))


def project_xlsx(selection: ProjectSelection) -> bytes:
    """The ledger of projects as XLSX."""
    return xlsx_file(tuple(PROJECT_COLUMNS), project_files.project_table(selection), title=LEDGER)


def task_csv(catalog: Catalog, tasks: Iterable[Task]) -> bytes:
    """The list of tasks as CSV."""
    return csv_file(TASK_COLUMNS, task_table(catalog, tasks))


def task_xlsx(catalog: Catalog, tasks: Iterable[Task]) -> bytes:
    """The list of tasks as XLSX."""
    return xlsx_file(TASK_COLUMNS, task_table(catalog, tasks), title=TASKS)


def county_xlsx(selection: ProjectSelection, catalog: Catalog, tasks: Iterable[Task]) -> bytes:
    """Projects and tasks of a county as two sheets of one XLSX."""
    book = Workbook()
    _fill(book.active, tuple(PROJECT_COLUMNS), project_files.project_table(selection), title=LEDGER)
    _fill(book.create_sheet(), TASK_COLUMNS, task_table(catalog, tasks), title=TASKS)
    return _saved(book)


def layers_geojson(selection: ProjectSelection) -> bytes:
    """Every layer of the map as GeoJSON (WGS 84); what has no position has a null geometry."""
    return exchange.geojson(project_files.layers(selection), notes=project_files.notes())


def layers_gpkg(selection: ProjectSelection) -> bytes:
    """Every layer of the map as a table of one GeoPackage (EPSG:4490)."""
    return exchange.geopackage(project_files.layers(selection), notes=project_files.notes())


def layers_kml(selection: ProjectSelection) -> bytes:
    """Every layer of the map as a folder of one KML document (WGS 84)."""
    return exchange.kml(project_files.layers(selection), title=LEDGER, notes=project_files.notes())


def comparison_csv(
    comparison: Comparison, rows: Sequence[ComparedProject], task_of: Callable[[str], Task | None]
) -> bytes:
    """Rows of a comparison as CSV; `task_of` finds the tasks they name by id."""
    return csv_file(COMPARISON_COLUMNS, comparison_table(comparison, rows, task_of))


def comparison_xlsx(
    comparison: Comparison, rows: Sequence[ComparedProject], task_of: Callable[[str], Task | None]
) -> bytes:
    """Rows of a comparison as XLSX, and on a second sheet the counts of each change per county."""
    book = Workbook()
    _fill(book.active, COMPARISON_COLUMNS, comparison_table(comparison, rows, task_of), title="规划对比")
    _fill(book.create_sheet(), county_columns(), county_table(rows), title="按区县")
    return _saved(book)


def map_picture(catalog: Catalog, scope: MapScope, file_format: str = "png", *, dpi: int = 150) -> bytes:
    """The printed map of a scope as png (at `dpi`, 96 to 300), svg or pdf; the same bytes each time.

    Raises
    ------
    LoaderError
        If there is no such paper, plan or county.
    PictureError
        If there is no such format or resolution.
    """
    from geo import cartography  # matplotlib: half a second that nobody pays who wants no picture

    return cartography.compose(map_sheet(catalog, scope)).saved(file_format, dpi=dpi)
