"""A planner's own tables: every format, every datum, and every refusal in one clear sentence."""

import json
import subprocess
import sys
import zipfile

import geopandas
import openpyxl
import pytest
from pyproj import Transformer
from shapely import LineString, MultiPoint, Point, box

from geo.boundaries import Boundaries
from geo.county_lookup import CountyLookup
from geo.errors import GazetteerFileError, MissingCRSError
from geo.local import tables
from geo.local.sites import local_sites, read_sites_file
from geo.models import Rule, Toponym
from geo.site_matching import LOCAL, SiteMatcher

HEAD = "名称,区县,经度,纬度,坐标系\n"
INSIDE = (108.774100, 29.418500)  # in 黔江区 (500114)
TO_PLANE = Transformer.from_crs(4490, 4545, always_xy=True)  # CGCS2000, 3-degree zone of 108°E


@pytest.fixture(scope="module")
def boundaries():
    return Boundaries.load()


@pytest.fixture(scope="module")
def lookup(boundaries):
    return CountyLookup(boundaries)


@pytest.fixture
def read(tmp_path, gazetteer, boundaries, lookup):
    """The sites and problems of a CSV text or of a file."""

    def read(source, name="点位.csv"):
        path = source
        if isinstance(source, str):
            path = tmp_path / name
            path.write_text(source, encoding="utf-8")
        found = read_sites_file(path, gazetteer, boundaries, lookup=lookup)
        return found.sites, [(problem.row, problem.reason) for problem in found.problems]

    return read


def frame(geometries, crs=4490, **columns):
    names = columns.pop("名称", [f"地点{number}" for number in range(len(geometries))])
    return geopandas.GeoDataFrame({"名称": names, **columns}, geometry=geometries, crs=crs)


# --- tables ----------------------------------------------------------------------------------------------------------


def test_chinese_headers_and_all_columns(read):
    text = (
        "名称,别名,类型,区县,乡镇,经度,纬度,精度,可信度,依据,备注,坐标系\n"
        "清水水库,清水河水库、老库,水库,黔江区,城东街道,108.7741,29.4185,精确位置,高,初步设计报告,在建,CGCS2000\n"
    )
    (site,), problems = read(text)
    assert problems == []
    assert (site.name, site.aliases, site.kind, site.type) == ("清水水库", ("清水河水库", "老库"), "reservoir", "site")
    assert (site.adcode, site.counties, site.township) == ("500114", ("500114",), "城东街道")
    assert (site.point, site.precision, site.confidence) == (INSIDE, "exact", "high")
    assert site.evidence == "初步设计报告（本地表 点位.csv 第 2 行）"
    assert site.note == "在建"


def test_english_headers_and_nothing_but_what_is_needed(read):
    (site,), problems = read("name,lon,lat,datum\n清水水库,108.7741,29.4185,WGS 84\n")
    assert problems == []
    assert (site.adcode, site.kind, site.confidence, site.evidence) == (
        "500114",
        None,
        "medium",
        "本地表 点位.csv 第 2 行",
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_encodings_and_delimiters(read, tmp_path, encoding, mark):
    path = tmp_path / "点位.csv"
    path.write_bytes((HEAD + "清水水库,黔江区,108.7741,29.4185,WGS84\n").replace(",", mark).encode(encoding))
    (site,), problems = read(path)
    assert (site.name, problems) == ("清水水库", [])


@pytest.mark.parametrize(
    ("datum", "lon", "lat"),
    [
        ("WGS84", 108.7741, 29.4185),
        ("CGCS2000", 108.7741, 29.4185),
        ("国家2000", "108°46′26.76″", "北纬29°25′6.6″"),
        ("EPSG:4490", 108.7741, 29.4185),
    ],
)
def test_datums(read, datum, lon, lat):
    (site,), problems = read(f"{HEAD}清水水库,黔江区,{lon},{lat},{datum}\n")
    assert problems == []
    assert site.point == pytest.approx(INSIDE, abs=3e-5)
    assert site.precision == "exact"


@pytest.mark.parametrize(
    ("datum", "lon", "lat"),
    [("GCJ-02", 120.026257, 30.279151), ("高德", 120.026257, 30.279151), ("百度", 120.032757, 30.285225)],
)
def test_shifted_datums(read, datum, lon, lat):
    (site,), problems = read(f"{HEAD}甲,余杭区,{lon},{lat},{datum}\n")
    assert problems == []
    assert site.point == pytest.approx((120.021519, 30.281543), abs=5e-6)


@pytest.mark.parametrize("head", ["东坐标,北坐标", "easting,northing", "x,y", "y,x", "经度,纬度"])
def test_projected_coordinates(read, head):
    east, north = TO_PLANE.transform(*INSIDE)
    (site,), problems = read(f"名称,{head},坐标系\n清水水库,{east:.1f},{north:.1f},EPSG:4545\n")
    assert problems == []
    assert site.point == pytest.approx(INSIDE, abs=2e-6)


@pytest.mark.parametrize(
    "head",
    [
        "重点项目点位表,,\n坐标系：国家2000,,\n名称,经度,纬度\n",
        "坐标系,CGCS2000,\n名称,经度,纬度\n",
        "# datum: WGS84\nname,lon,lat\n",
        "名称,经度（WGS84）,纬度（WGS84）\n",
    ],
)
def test_one_datum_for_the_whole_file(read, head):
    (site,), problems = read(f"{head}清水水库,108.7741,29.4185\n")
    assert (site.point, problems) == (INSIDE, [])


@pytest.mark.parametrize(
    ("lon", "lat", "precision"),
    [("108.774", "29.4", "exact"), ("108.77", "29.42", "village"), ("108.8", "29", "township")],
)
def test_precision_follows_the_decimals_where_none_is_stated(read, lon, lat, precision):
    assert read(f"{HEAD}清水水库,,{lon},{lat},WGS84\n")[0][0].precision == precision


def test_administrative_rows(read):
    text = "名称,类型,经度,纬度,坐标系\n甲镇,乡镇,108.7741,29.4185,WGS84\n乙村,村,108.7741,29.4185,WGS84\n"
    town, village = read(text)[0]
    assert (town.type, town.precision, town.township) == ("admin", "township", "甲镇")
    assert (village.type, village.precision, village.township) == ("admin", "village", None)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",黔江区,108.77,29.41,WGS84", "没有名称"),
        ("甲,黔江区,,29.41,WGS84", "没有坐标"),
        ("甲,黔江区,一百零八,29.41,WGS84", "坐标“一百零八，29.41”不是有效的数"),
        ("甲,黔江区,nan,29.41,WGS84", "坐标“nan，29.41”不是有效的数"),
        ("甲,黔江区,108.77,29.41,", "没有写明坐标系"),
        (
            "甲,黔江区,108.77,29.41,西安80",
            "坐标系“西安80”不认识或不能精确转换；可写 WGS84、CGCS2000、GCJ02、BD09 或 EPSG 编号",
        ),
        ("甲,黔江区,108.77,29.41,EPSG:4610", "坐标系“EPSG:4610”不认识"),
        ("甲,,0,0,WGS84", "坐标（0.00000，0.00000）不在国内任何区县"),
        ("甲,,2.35,48.85,WGS84", "不在国内任何区县"),
        ("甲,黔江区,29.41,108.77,WGS84", "经度和纬度可能写反了"),
        ("甲,酉阳县,108.7741,29.4185,WGS84", "坐标在黔江区，不在所写的酉阳土家族苗族自治县"),
        ("甲,无名县,108.7741,29.4185,WGS84", "区划表中没有“无名县”"),
        ("甲,,587741,3254185,CGCS2000", "平面坐标的坐标系须写 EPSG 编号"),
        ("甲,,29.41,108.77,GCJ02", "经度和纬度可能写反了"),
    ],
)
def test_a_bad_row_is_reported_and_the_others_are_kept(read, row, reason):
    sites, ((number, said),) = read(f"{HEAD}{row}\n清水水库,黔江区,108.7741,29.4185,WGS84\n")
    assert [site.name for site in sites] == ["清水水库"]
    assert number == 2
    assert reason in said


def test_county_by_code_and_unknown_precision(read):
    head, point = "名称,区划代码,经度,纬度,坐标系,精度\n", "108.7741,29.4185,WGS84"
    text = f"{head}甲,500114,{point},大概\n乙,500242,{point},\n"
    sites, problems = read(text)
    assert sites == ()
    assert [row for row, _ in problems] == [2, 3]
    assert "大概" in problems[0][1]
    assert "不在所写的酉阳" in problems[1][1]


# --- files that are refused -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        ("名称,经度,纬度\n甲,108.77,29.41\n", MissingCRSError, "没有写明坐标系；请加“坐标系”列"),
        (f"{HEAD}甲,,108.77,29.41,\n", MissingCRSError, "没有写明坐标系"),
        ("坐标系：北京54\n名称,经度,纬度\n甲,108.77,29.41\n", MissingCRSError, "不能精确转换到 CGCS2000"),
        ("甲,乙\n1,2\n", GazetteerFileError, "没有找到含“名称”的表头"),
        ("名称,区县,坐标系\n甲,黔江区,WGS84\n", GazetteerFileError, "没有经度、纬度列"),
        (HEAD, GazetteerFileError, "没有数据行"),
        ("", GazetteerFileError, "没有找到含“名称”的表头"),
    ],
)
def test_a_table_that_cannot_be_used(read, text, error, words):
    with pytest.raises(error, match=words) as caught:
        read(text)
    assert "点位.csv" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_limits(read, monkeypatch):
    text = HEAD + "甲,,108.7741,29.4185,WGS84\n" * 3
    monkeypatch.setattr(tables, "MAX_ROWS", 2)
    with pytest.raises(GazetteerFileError, match="超过 2 行"):
        read(text)
    monkeypatch.setattr(tables, "MAX_FILE_BYTES", 20)
    with pytest.raises(GazetteerFileError, match="请拆分，或用 python -m loaders gazetteer add 导入"):
        read(text)


@pytest.mark.parametrize("name", ["坏.xlsx", "坏.gpkg", "坏.geojson", "坏.shp", "坏.zip"])
def test_broken_files_give_one_sentence(tmp_path, read, name):
    path = tmp_path / name
    path.write_bytes(b"\x00\x01 nothing of the kind")
    with pytest.raises(GazetteerFileError, match=name) as caught:
        read(path)
    assert "\n" not in str(caught.value)


# --- workbooks -------------------------------------------------------------------------------------------------------


def test_workbook_with_title_lines_and_two_sheets(tmp_path, read):
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "水利"
    for row in (
        ["重点项目"],
        ["坐标系：CGCS2000"],
        ["项目名称", "经度", "纬度", "年份"],
        ["清水水库", 108.7741, 29.4185, 2025],
    ):
        sheet.append(row)
    other = workbook.create_sheet("旅游")
    for row in (
        ["name", "lon", "lat", "datum"],
        ["甲景区", "108.7741", "29.4185", "WGS84"],
        ["乙景区", None, None, "WGS84"],
    ):
        other.append(row)
    workbook.create_sheet("说明").append(["无表头"])
    workbook.save(tmp_path / "项目.xlsx")
    sites, problems = read(tmp_path / "项目.xlsx")
    assert [(site.name, site.evidence) for site in sites] == [
        ("清水水库", "本地表 项目.xlsx[水利] 第 4 行"),
        ("甲景区", "本地表 项目.xlsx[旅游] 第 2 行"),
    ]
    assert problems == [(3, "没有坐标")]


# --- vector files ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["点.gpkg", "点.geojson", "点.shp"])
@pytest.mark.parametrize("crs", [4490, 4545, 32649])
def test_vector_formats_in_their_own_crs(tmp_path, read, name, crs):
    points = frame([Point(INSIDE)], 名称=["清水水库"], 类型=["水库"]).to_crs(crs)
    points.to_file(tmp_path / name, engine="pyogrio", encoding=None if name != "点.shp" else "utf-8")
    (site,), problems = read(tmp_path / name)
    assert problems == []
    assert (site.name, site.kind, site.adcode, site.precision) == ("清水水库", "reservoir", "500114", "exact")
    assert site.point == pytest.approx(INSIDE, abs=3e-6)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_zipped_shapefile_without_code_page(tmp_path, read, encoding):
    parts = tmp_path / "parts"
    parts.mkdir()
    frame([Point(INSIDE)], 名称=["清水水库"]).to_file(parts / "点位[1].shp", engine="pyogrio", encoding=encoding)
    (parts / "点位[1].cpg").unlink()
    assert read(parts / "点位[1].shp")[0][0].name == "清水水库"
    with zipfile.ZipFile(tmp_path / "点位 [1].ZIP", "w") as archive:
        for part in parts.iterdir():
            archive.write(part, f"内层/{part.name}")
    (site,), problems = read(tmp_path / "点位 [1].ZIP")
    assert (site.name, problems) == ("清水水库", [])


def test_shapefile_without_prj_is_refused(tmp_path, read):
    frame([Point(INSIDE)]).to_file(tmp_path / "点.shp", engine="pyogrio", encoding="utf-8")
    (tmp_path / "点.prj").unlink()
    with pytest.raises(MissingCRSError, match=r"点\.shp：没有坐标系；请补上 \.prj 文件"):
        read(tmp_path / "点.shp")


def test_layer_of_an_old_datum_is_refused(tmp_path, read):
    frame([Point(INSIDE)], crs=4610).to_file(tmp_path / "点.gpkg", engine="pyogrio")
    with pytest.raises(MissingCRSError, match="Xian 1980"):
        read(tmp_path / "点.gpkg")


def test_geojson_without_crs_is_wgs84_and_may_say_that_it_is_shifted(tmp_path, read):
    features = [
        {"type": "Feature", "properties": properties, "geometry": {"type": "Point", "coordinates": point}}
        for properties, point in (
            ({"name": "甲"}, list(INSIDE)),
            ({"name": "乙", "datum": "GCJ02"}, [120.026257, 30.279151]),
        )
    ]
    features.append({"type": "Feature", "properties": {"name": "丙"}, "geometry": None})
    path = tmp_path / "点.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    sites, problems = read(path)
    assert sites[0].point == INSIDE
    assert sites[1].point == pytest.approx((120.021519, 30.281543), abs=5e-6)
    assert problems == [(3, "没有坐标")]


@pytest.mark.parametrize(
    ("side", "precision"), [(0.005, "exact"), (0.05, "village"), (0.15, "township"), (0.6, "region")]
)
def test_areas_are_as_fine_as_they_are_small(tmp_path, read, side, precision):
    lon, lat = INSIDE
    frame([box(lon - side / 2, lat - side / 2, lon + side / 2, lat + side / 2)]).to_file(tmp_path / "面.gpkg")
    (site,), _ = read(tmp_path / "面.gpkg")
    assert (site.precision, site.line) == (precision, None)
    assert "半径约" in site.note


def test_lines_keep_their_course_and_counties(tmp_path, read, gazetteer, boundaries):
    course = LineString([INSIDE, (108.9, 29.2), (108.77, 28.85)])
    frame([course], 名称=["甲乙公路"], 区县=["酉阳县"]).to_file(tmp_path / "线.gpkg")
    (site,), problems = read(tmp_path / "线.gpkg")
    assert (site.precision, problems) == ("route", [])
    assert site.counties == ("500114", "500242")
    assert site.line.equals(course)
    matcher = SiteMatcher([site], gazetteer, boundaries, source=LOCAL)
    place = matcher.find(Toponym("甲乙公路", "project", adcode="500242")).place
    assert (place.geometry, place.precision, place.source) == (course, "route", "local")
    frame([course], 名称=["甲乙公路"], 区县=["秀山县"]).to_file(tmp_path / "错.gpkg")
    assert "不在所写的秀山" in read(tmp_path / "错.gpkg")[1][0][1]


def test_a_layer_without_names_is_refused(tmp_path, read):
    frame([MultiPoint([INSIDE])]).rename(columns={"名称": "编号"}).to_file(tmp_path / "点.gpkg")
    with pytest.raises(GazetteerFileError, match="没有“名称”字段"):
        read(tmp_path / "点.gpkg")


# --- the folder ------------------------------------------------------------------------------------------------------


def test_the_folder_of_the_setting_and_one_broken_file_in_it(tmp_path, monkeypatch, gazetteer, boundaries):
    (tmp_path / "坏.xlsx").write_bytes(b"PK")
    (tmp_path / "点.csv").write_text(
        f"{HEAD}清水水库,黔江区,108.7741,29.4185,WGS84\n乙,黔江区,1,2,WGS84\n", encoding="utf-8"
    )
    (tmp_path / "README.md").write_text("columns", encoding="utf-8")
    monkeypatch.setenv("PLAN_ATLAS_LOCAL_GAZETTEER", str(tmp_path))
    found = local_sites(gazetteer, boundaries)
    assert [site.name for site in found.sites] == ["清水水库"]
    assert sorted((problem.file, problem.row) for problem in found.problems) == [("坏.xlsx", None), ("点.csv", 3)]
    assert "坏.xlsx：无法读取" in str(next(problem for problem in found.problems if problem.row is None))
    place = SiteMatcher(found.sites, gazetteer, boundaries, source=LOCAL).find(
        Toponym("清水水库", "project", adcode="500114")
    )
    assert (place.place.source, place.place.place_id[:6], LOCAL.rule) == ("local", "local:", Rule.LOCAL)
    assert "本地地点" in place.reason


def test_no_folder_is_no_problem(tmp_path, gazetteer, boundaries):
    found = local_sites(gazetteer, boundaries, directory=tmp_path / "missing")
    assert (found.sites, found.problems) == ((), ())


def test_a_start_without_local_files_loads_no_reader():
    code = (
        "import sys, geo.local.sites as one;from geo.gazetteer import Gazetteer;from geo.boundaries import Boundaries;"
        "from pathlib import Path; one.local_sites(Gazetteer([], []), Boundaries.load(), directory=Path('missing'));"
        "print([name for name in ('openpyxl', 'pyogrio', 'geopandas', 'pandas', 'pyproj') if name in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"
