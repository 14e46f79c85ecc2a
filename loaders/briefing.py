"""The door for files that leave the program: briefings, tables as CSV and XLSX, and layers of the map."""

from collections.abc import Callable, Iterable, Sequence

from geo import exchange
from geo.errors import PictureError
from geo.print_records import PAPERS
from loaders import project_files, spreadsheets
from loaders.briefs.atlas import atlas
from loaders.briefs.content import Brief, BriefProject, BriefTask, brief
from loaders.briefs.files import ONE_MAP, brief_file
from loaders.briefs.naming import file_name
from loaders.briefs.options import FORMATS, BriefOptions
from loaders.briefs.pictures import picture
from loaders.briefs.sheets import map_sheet
from loaders.briefs.subject import MapScope
from loaders.catalog import Catalog
from loaders.comparison import ComparedProject, Comparison
from loaders.comparison_table import COMPARISON_COLUMNS, comparison_table, county_columns, county_table
from loaders.following.files import PROGRESS_COLUMNS, progress_table
from loaders.following.work import Followed
from loaders.models import Task
from loaders.project_files import CONFIDENCES, PROJECT_COLUMNS
from loaders.projects import ProjectSelection
from loaders.quality import QualityRow
from loaders.spreadsheets import Cell, csv_file, neutral, xlsx_file
from loaders.task_files import TASK_COLUMNS, task_table
from loaders.vocabulary import terms

__all__ = [
    "FORMATS",
    "ONE_MAP",
    "PAPERS",
    "Brief",
    "BriefOptions",
    "BriefProject",
    "BriefTask",
    "MapScope",
    "PictureError",
    "atlas",
    "brief",
    "brief_file",
    "comparison_csv",
    "comparison_xlsx",
    "county_xlsx",
    "csv_file",
    "file_name",
    "layers_geojson",
    "layers_gpkg",
    "layers_kml",
    "map_sheet",
    "neutral",
    "picture",
    "progress_csv",
    "progress_xlsx",
    "project_csv",
    "project_xlsx",
    "quality_csv",
    "quality_table",
    "quality_xlsx",
    "task_csv",
    "task_xlsx",
    "xlsx_file",
]

LEDGER = "项目台账"
TASKS = "任务清单"
QUALITY_COLUMNS = (
    "规划", "任务编号", "任务", "名称", "类型", "问题", "问题说明", "区县", "乡镇", "定位精度", "位置把握", "识别把握",
    "定位原因", "并列候选", "被排除的候选", "依据", "原文", "定位来源", "定位规则", "提及编号",
)  # fmt: skip


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


def progress_csv(catalog: Catalog, rows: Iterable[Followed]) -> bytes:
    """Planned stage and actual progress of projects as CSV."""
    return csv_file(PROGRESS_COLUMNS, progress_table(catalog, rows))


def progress_xlsx(catalog: Catalog, rows: Iterable[Followed]) -> bytes:
    """Planned stage and actual progress of projects as XLSX."""
    return xlsx_file(PROGRESS_COLUMNS, progress_table(catalog, rows), title="推进情况")


def task_csv(catalog: Catalog, tasks: Iterable[Task]) -> bytes:
    """The list of tasks as CSV."""
    return csv_file(TASK_COLUMNS, task_table(catalog, tasks))


def task_xlsx(catalog: Catalog, tasks: Iterable[Task]) -> bytes:
    """The list of tasks as XLSX."""
    return xlsx_file(TASK_COLUMNS, task_table(catalog, tasks), title=TASKS)


def county_xlsx(selection: ProjectSelection, catalog: Catalog, tasks: Iterable[Task]) -> bytes:
    """Projects and tasks of a county as two sheets of one XLSX."""
    book = spreadsheets.workbook()
    spreadsheets.fill(book.active, tuple(PROJECT_COLUMNS), project_files.project_table(selection), title=LEDGER)
    spreadsheets.fill(book.create_sheet(), TASK_COLUMNS, task_table(catalog, tasks), title=TASKS)
    return spreadsheets.saved(book)


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
    book = spreadsheets.workbook()
    spreadsheets.fill(book.active, COMPARISON_COLUMNS, comparison_table(comparison, rows, task_of), title="规划对比")
    spreadsheets.fill(book.create_sheet(), county_columns(), county_table(rows), title="按区县")
    return spreadsheets.saved(book)
