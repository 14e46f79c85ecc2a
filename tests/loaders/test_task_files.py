"""Files of the list of tasks: every task a row, its clause as written, nothing computed by a spreadsheet."""

import csv
import io

import pytest
from openpyxl import load_workbook

from loaders import briefing, dataset, spreadsheets
from loaders.catalog import Catalog, ensure_built
from loaders.task_files import TASK_COLUMNS

HOSTILE = "重庆市水利工作要点（2025年）\n\n一、=1+1加强管理。黔江区开工建设清水水库。（责任单位：=cmd局，市水利局）\n"


@pytest.fixture(scope="module")
def catalog():
    ensure_built()
    return Catalog.open()


def table(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_every_task_is_a_row_in_both_formats(catalog):
    tasks = catalog.tasks()
    rows = table(briefing.task_csv(catalog, tasks))
    sheet = load_workbook(io.BytesIO(briefing.task_xlsx(catalog, tasks)))["任务清单"]
    assert tuple(rows[0]) == tuple(cell.value for cell in sheet[1]) == TASK_COLUMNS
    assert [row["任务标识"] for row in rows] == [task.task_id for task in tasks]
    for row, task in zip(rows, tasks, strict=True):
        features = catalog.features_of(task.task_id)
        assert (row["任务"], int(row["项目数"])) == (task.title, len(features))
        assert row["原文"].lstrip("'") == catalog.clause(task.task_id)
        assert all(item.name in row["项目"] for item in features)
        assert sum(int(words.split()[-1]) for words in row["计划阶段"].split("、") if words) == len(features)


def test_no_cell_of_any_file_is_a_formula(tmp_path):
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "h.txt").write_text(HOSTILE, encoding="utf-8")
    dataset.build(tmp_path / "build", plans_directory=tmp_path / "plans")
    catalog = Catalog.open(tmp_path / "build")
    tasks, selection, quality = catalog.tasks(), catalog.project_selection(), catalog.quality()
    assert tasks[0].title.startswith("=")
    books = (
        briefing.task_xlsx(catalog, tasks),
        briefing.project_xlsx(selection),
        briefing.county_xlsx(selection, catalog, tasks),
        briefing.quality_xlsx(quality),
    )
    cells = [cell for book in books for sheet in load_workbook(io.BytesIO(book)) for row in sheet for cell in row]
    assert not [cell.value for cell in cells if cell.data_type == "f"]
    texts = [cell.value for cell in cells if isinstance(cell.value, str)]
    for content in (
        briefing.task_csv(catalog, tasks),
        briefing.project_csv(selection),
        briefing.quality_csv(quality),
    ):
        texts += [value for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))) for value in row]
    assert [text for text in texts if text.startswith("'=1+1")]
    assert not [text for text in texts if text.lstrip().startswith(spreadsheets.FORMULA_STARTS)]
