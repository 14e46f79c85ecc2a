"""The files of the ledger: every row in every format, no coordinate that is not the project's own, no formula."""

import csv
import io
import json
from dataclasses import replace
from xml.etree import ElementTree

import geopandas
import pyogrio
import pytest
from openpyxl import load_workbook

from loaders import briefing
from loaders.catalog import Catalog, Query, ensure_built
from loaders.project_files import PRECISIONS, PROJECT_COLUMNS
from loaders.vocabulary import terms

FORMULA = '=HYPERLINK("http://x","<b>&")'
POINTED = {"exact", "village", "township"}


@pytest.fixture(scope="module")
def catalog():
    ensure_built()
    return Catalog.open()


@pytest.fixture(scope="module")
def selection(catalog):
    return catalog.project_selection()


@pytest.fixture
def hostile(selection):
    """The selection with one project whose name and reason are hostile."""
    row = next(row for row in selection.rows if row.lead.precision in POINTED)
    lead = replace(row.lead, name=FORMULA, reason="+1\x00<script>")
    return replace(selection, rows=(replace(row, lead=lead),))


@pytest.fixture
def empty(catalog):
    return catalog.project_selection(Query(text="没有这样的地方"))


def csv_rows(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def xlsx_rows(content):
    head, *lines = load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    return [dict(zip(head, line, strict=True)) for line in lines]


def geojson_of(selection):
    return json.loads(briefing.layers_geojson(selection))


@pytest.fixture(scope="module")
def package(selection, tmp_path_factory):
    path = tmp_path_factory.mktemp("files") / "layers.gpkg"
    path.write_bytes(briefing.layers_gpkg(selection))
    return path


def test_tables_hold_every_row(selection):
    table, sheet = csv_rows(briefing.project_csv(selection)), xlsx_rows(briefing.project_xlsx(selection))
    numbers = [row.lead.mention_id for row in selection.rows]
    assert numbers
    assert [line["项目编号"] for line in table] == [line["项目编号"] for line in sheet] == numbers
    assert list(table[0]) == list(sheet[0]) == list(PROJECT_COLUMNS)
    assert all(line["定位精度"] and line["定位说明"] and line["规划"] for line in table)
    assert [line["任务数"] for line in sheet] == [len(row.task_ids) for row in selection.rows]


def test_only_points_have_coordinates_in_the_tables(selection):
    for line in xlsx_rows(briefing.project_xlsx(selection)):
        assert (line["经度"] is not None) is (line["精度代码"] in POINTED), line
        assert (line["坐标系"] is not None) is (line["精度代码"] in POINTED | {"route"}), line


def test_precision_has_words_for_every_code():
    assert set(PRECISIONS) == set(terms()["precision"])


def test_layers_hold_every_project_once_and_areas_apart(selection):
    features = geojson_of(selection)["features"]
    numbers = [item["properties"]["项目编号"] for item in features if "项目编号" in item["properties"]]
    assert sorted(numbers) == sorted(row.lead.mention_id for row in selection.rows)
    marks = [item["properties"] for item in features if item["properties"]["图层"] == "区县与乡镇标注"]
    assert [mark["代码"] for mark in marks] == [mark.code for mark in selection.marks]
    assert all("非项目位置" in mark["定位精度"] for mark in marks)


def test_what_is_not_placed_itself_has_no_geometry(selection):
    for item in geojson_of(selection)["features"]:
        code = item["properties"].get("精度代码")
        if code:
            assert (item["geometry"] is not None) is (code in POINTED | {"route"}), item


def test_geopackage_keeps_coordinates_and_crs(selection, package):
    points = geopandas.read_file(package, layer="points").set_index("项目编号")
    wanted = {row.lead.mention_id: row.lead.geometry for row in selection.rows if row.lead.precision in POINTED}
    assert points.crs.to_epsg() == 4490
    assert set(points.index) == set(wanted)
    assert all(points.geometry[key].distance(point) < 1e-6 for key, point in wanted.items())
    unplaced = pyogrio.read_dataframe(package, layer="unplaced")
    assert set(unplaced["精度代码"]) <= {"county", "region", "unresolved"}
    assert len(geopandas.read_file(package, layer="areas")) == len(selection.marks)


def test_every_layer_states_source_and_evidence(package):
    for name in ("points", "routes", "areas"):
        frame = geopandas.read_file(package, layer=name)
        for column in ("定位精度", "坐标系", "位置来源", "位置依据", "定位说明", "规划"):
            assert frame[column].notna().all(), (name, column)


def test_kml_has_a_placemark_per_feature(selection):
    root = ElementTree.fromstring(briefing.layers_kml(selection))
    marks = root.findall(".//{*}Placemark")
    assert len(marks) == len(selection.rows) + len(selection.marks)
    assert "审图号" in root.find("{*}Document/{*}description").text


def test_hostile_names_are_text_everywhere(hostile, tmp_path):
    (line,) = csv_rows(briefing.project_csv(hostile))
    (cells,) = xlsx_rows(briefing.project_xlsx(hostile))
    assert line["名称"] == cells["名称"] == f"'{FORMULA}"
    assert line["定位说明"].startswith("'+1")
    (point,) = [item for item in geojson_of(hostile)["features"] if "项目编号" in item["properties"]]
    assert point["properties"]["名称"] == FORMULA
    path = tmp_path / "layers.gpkg"
    path.write_bytes(briefing.layers_gpkg(hostile))
    assert geopandas.read_file(path, layer="points")["定位说明"].tolist() == ["+1<script>"]
    mark = ElementTree.fromstring(briefing.layers_kml(hostile)).find(".//{*}Placemark")
    assert mark.find("{*}name").text == FORMULA
    assert "<script>" not in mark.find("{*}description").text


def test_nothing_selected_gives_whole_files(empty):
    assert empty.rows == ()
    assert csv_rows(briefing.project_csv(empty)) == xlsx_rows(briefing.project_xlsx(empty)) == []
    assert geojson_of(empty)["features"] == []
    assert briefing.layers_gpkg(empty).startswith(b"SQLite format 3")
    assert ElementTree.fromstring(briefing.layers_kml(empty)).find(".//{*}Placemark") is None


def test_files_follow_the_filters(catalog):
    selection = catalog.project_selection(Query(plans=("qionghai",), precisions=("county",)))
    assert selection.rows
    assert {row.lead.plan_id for row in selection.rows} == {"qionghai"}
    lines = csv_rows(briefing.project_csv(selection))
    assert {line["精度代码"] for line in lines} == {"county"}
    assert {line["经度"] for line in lines} == {""}
