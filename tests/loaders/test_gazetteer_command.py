"""`python -m loaders gazetteer`: dumps and extracts become tables, own tables are checked, nothing half-done stays."""

import bz2
import gzip
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import geopandas
import pytest
from shapely import Point

from geo.gazetteer import Gazetteer
from geo.local.files import place_tables
from geo.local.place_table import read_source
from geo.local.places import LocalPlaces
from geo.models import Toponym
from loaders.cli import main
from loaders.importing import openstreetmap
from loaders.importing.classes import class_of, feature_classes
from loaders.importing.writing import TableMaker
from loaders.vocabulary import terms

GAZETTEER = Gazetteer.load()
QIANJIANG = "500114"
TOWN = next(one for one in GAZETTEER.townships(QIANJIANG) if one.name == "石会镇")


@pytest.fixture
def local(tmp_path, monkeypatch):
    directory = tmp_path / "local"
    monkeypatch.setenv("PLAN_ATLAS_LOCAL_GAZETTEER", str(directory))
    return directory


@pytest.fixture
def run(local, capsys):
    """Exit code, output and complaint of one call."""

    def run(*arguments):
        code = main(["gazetteer", *map(str, arguments)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def geoname(number, names, code, *, lon=108.7741, lat=29.4185, country="CN", date="2026-05-01"):
    fields = [
        number,
        "Pinyin",
        "Pinyin",
        names,
        lat,
        lon,
        "X",
        code,
        country,
        "",
        "33",
        "",
        "",
        "",
        0,
        "",
        9,
        "Asia/Shanghai",
    ]
    return "\t".join(map(str, [*fields, date])) + "\n"


GEONAMES = "".join(
    [
        geoname(1, "Shihui,石会镇,石會鎮", "PPLA4", lon=108.70, lat=29.45),
        geoname(2, "小坝村,Xiaoba", "PPL", date="2026-06-30"),
        geoname(3, "清水水库", "RSV"),
        geoname(4, "Only Latin", "RSV"),
        geoname(5, "外国水库", "RSV", country="LA"),
        geoname(6, "海中水库", "RSV", lon=123.0, lat=27.0),
        geoname(7, "某河", "STM"),
        "broken line\n",
        geoname(8, "双桥村", "PPL", lon=108.80),
        geoname(9, "双桥村", "PPL", lon=108.60),
        geoname(10, "坏水库", "RSV", lat="north"),
    ]
)

OSM = """<?xml version='1.0' encoding='UTF-8'?>
<osm version="0.6"><node id="1" lat="29.40" lon="108.70"/><node id="2" lat="29.40" lon="108.71"/>
<node id="3" lat="29.41" lon="108.71"/><node id="4" lat="29.41" lon="108.70"/>
<node id="5" lat="29.42" lon="108.72"/><node id="6" lat="29.43" lon="108.72"/><node id="7" lat="29.43" lon="108.73"/>
<node id="9000000000" lat="29.45" lon="108.70"><tag k="place" v="town"/><tag k="name" v="石会"/></node>
<node id="11" lat="29.4185" lon="108.7741"><tag k="place" v="village"/><tag k="name" v="小坝村"/></node>
<node id="12" lat="29.4185" lon="108.7741"><tag k="amenity" v="hospital"/><tag k="name" v="黔江中心醫院"/>
<tag k="alt_name" v="中心医院;市二医院"/></node>
<node id="13" lat="29.4185" lon="108.7741"><tag k="amenity" v="bench"/><tag k="name" v="长椅"/></node>
<way id="21"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="4"/><nd ref="1"/>
<tag k="natural" v="water"/><tag k="water" v="reservoir"/><tag k="name" v="清水水库"/></way>
<way id="22"><nd ref="5"/><nd ref="6"/></way><way id="23"><nd ref="6"/><nd ref="7"/><nd ref="5"/></way>
<way id="24"><nd ref="1"/><nd ref="3"/><tag k="waterway" v="dam"/><tag k="name" v="清水大坝"/></way>
<way id="25"><nd ref="77"/><nd ref="78"/><tag k="waterway" v="dam"/><tag k="name" v="无点大坝"/></way>
<relation id="31"><member type="way" ref="22" role="outer"/><member type="way" ref="23" role="outer"/>
<tag k="type" v="multipolygon"/><tag k="tourism" v="attraction"/><tag k="name" v="Xiao 小南海"/>
<tag k="name:zh" v="小南海"/></relation></osm>
"""


def places():
    return LocalPlaces.from_settings(GAZETTEER)


def village(name, **fields):
    return places().find(Toponym(name, "admin", admin_level="village", adcode=QIANJIANG, **fields))


def facility(name, kind):
    return places().find(Toponym(name, "project", kind=kind, adcode=QIANJIANG))


# --- GeoNames --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["CN.txt", "CN.zip"])
def test_geonames_dump(run, local, tmp_path, name):
    path = tmp_path / name
    if name == "CN.txt":
        path.write_text(GEONAMES, encoding="utf-8")
    else:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("readme.txt", "the format is tab-delimited\n" * 500)
            archive.writestr("CN.txt", GEONAMES)
    code, out, err = run("add", path, "--quiet")
    assert (code, err) == (0, "")
    assert "GeoNames" in out
    assert "1 facility, 1 township, 3 village; GeoNames (geonames.org), CC BY 4.0" in out
    assert "of 2026-06-30" in out
    assert "left out: 1 places outside every county" in out
    assert "left out: 2 malformed lines" in out
    assert places().township_point(TOWN.code, QIANJIANG) == (108.7, 29.45)
    assert places().township_point("石会", QIANJIANG) == (108.7, 29.45)
    found = facility("黔江区清水水库扩建工程", "reservoir")
    assert (found.place.precision, found.place.adcode, found.place.source) == ("exact", QIANJIANG, "local")
    assert found.place.evidence == "geonames:3（CC BY 4.0）"
    assert run("list")[1] == out.splitlines()[0] + "\n"


def test_a_village_is_found_in_its_county_and_a_tie_is_refused(run, tmp_path):
    (tmp_path / "CN.txt").write_text(GEONAMES, encoding="utf-8")
    run("add", tmp_path / "CN.txt", "--quiet")
    assert village("小坝村").place.precision == "village"
    assert village("石会镇小坝社区", township="石会镇").place.geometry == Point(108.7741, 29.4185)
    tie = village("双桥村")
    assert (tie.place, len(tie.tied), "2处同名" in tie.reason) == (None, 2, True)
    elsewhere = Toponym("小坝村", "admin", admin_level="village", adcode="500242")
    assert places().find(elsewhere).place is None
    by_issuer = Toponym("小坝村", "admin", admin_level="village", jurisdiction=QIANJIANG)
    assert places().find(by_issuer).place is not None
    assert places().find(Toponym("小坝村", "admin", admin_level="village", jurisdiction="500000")).place is None


def test_points_to_the_minute_are_not_exact_and_areas_go_behind_seats(run, tmp_path):
    rows = [
        geoname(1, "清水水库", "RSV", lon=108.76667, lat=29.41667),
        geoname(2, "石会镇", "ADM4", lon=108.60),
        geoname(3, "无名镇", "ADM4"),
    ]
    (tmp_path / "CN.txt").write_text("".join(rows), encoding="utf-8")
    assert "1 facility, 1 township;" in run("add", tmp_path / "CN.txt", "--quiet")[1]
    assert facility("清水水库", "reservoir").place.precision == "village"
    assert places().township_point("石会镇", QIANJIANG) == (108.6, 29.4185)
    (tmp_path / "CN.txt").write_text(rows[1] + geoname(4, "石会镇", "PPLA4"), encoding="utf-8")
    run("add", tmp_path / "CN.txt", "--quiet")
    assert places().township_point("石会镇", QIANJIANG) == (108.7741, 29.4185)


def test_adding_twice_gives_the_same_bytes(run, local, tmp_path):
    (tmp_path / "CN.txt").write_text(GEONAMES, encoding="utf-8")
    contents = []
    (local / ".geonames.places-killed").mkdir(parents=True)
    for _ in range(2):
        assert run("add", tmp_path / "CN.txt", "--quiet", "--name", "geonames")[0] == 0
        contents.append({path.name: path.read_bytes() for path in (local / "geonames.places").iterdir()})
    assert contents[0] == contents[1]
    assert {path.name for path in local.iterdir()} == {"geonames.places", ".lock"}


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("CN.txt", "a\tb\tc\n", "line 1 has 3 columns, a GeoNames dump has 19"),
        ("CN.txt", geoname(1, "Latin", "RSV"), "no place in China with a Chinese name"),
        ("CN.zip", "no zip", "cannot be read"),
        ("x.osm.pbf", "no pbf", "cannot be read"),
        ("x.osm", "<osm", "cannot be read"),
    ],
)
def test_what_is_no_dump_is_refused_in_one_sentence(run, local, tmp_path, name, text, words):
    (tmp_path / name).write_text(text, encoding="utf-8")
    code, out, err = run("add", tmp_path / name, "--quiet")
    assert (code, out) == (1, "")
    assert err.startswith("plan atlas: ")
    assert err.count("\n") == 1
    assert words in err
    assert not place_tables(local)


def test_an_interrupted_import_leaves_the_old_table(run, local, tmp_path, monkeypatch):
    (tmp_path / "CN.txt").write_text(GEONAMES, encoding="utf-8")
    run("add", tmp_path / "CN.txt", "--quiet")
    before = {path: path.read_bytes() for path in local.rglob("*") if path.is_file()}

    def interrupt(*_arguments):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(TableMaker, "_keys", interrupt)
        code, _, err = run("add", tmp_path / "CN.txt", "--quiet")
    assert (code, "interrupted; nothing was changed" in err) == (1, True)
    assert {path: path.read_bytes() for path in local.rglob("*") if path.is_file()} == before


# --- OpenStreetMap ---------------------------------------------------------------------------------------------------


def extract(directory: Path, name: str) -> Path:
    plain, path = directory / "plain.osm", directory / name
    plain.write_text(OSM, encoding="utf-8")
    if name.endswith(".bz2"):
        path.write_bytes(bz2.compress(plain.read_bytes()))
    elif name.endswith(".gz"):
        path.write_bytes(gzip.compress(plain.read_bytes()))
    elif name.endswith(".pbf"):
        import osmium

        with osmium.SimpleWriter(str(path)) as writer:
            for one in osmium.FileProcessor(str(plain)):
                writer.add(one)
    else:
        plain.rename(path)
    return path


@pytest.mark.parametrize("name", ["x.osm", "x.osm.bz2", "x.osm.gz", "x.osm.pbf"])
def test_openstreetmap_extract(run, tmp_path, monkeypatch, name):
    monkeypatch.setattr(openstreetmap, "ID_RANGE", 4)  # several passes over the nodes
    code, out, err = run("add", extract(tmp_path, name), "--quiet")
    assert (code, err) == (0, "")
    assert "4 facility, 1 township, 1 village; © OpenStreetMap contributors, ODbL 1.0" in out
    assert places().township_point(TOWN.code, QIANJIANG) == (108.7, 29.45)
    assert village("小坝村").place is not None
    assert facility("市二医院", "hospital").place.evidence == "osm:n12（ODbL 1.0）"
    water = facility("清水水库", "reservoir").place
    assert (water.precision, water.geometry) == ("exact", Point(108.705, 29.405))
    scenic = facility("小南海景区", "scenic_area").place
    assert Point(108.7233, 29.4267).distance(scenic.geometry) < 0.004


def test_a_facility_of_another_kind_is_rejected_with_the_reason(run, tmp_path):
    run("add", extract(tmp_path, "x.osm"), "--quiet")
    found = facility("清水水库", "hydropower")
    assert (found.place, found.rejected[0].source) == (None, "local")
    assert "类型是水库，不是水电站" in found.rejected[0].reason
    assert facility("没有的水库", "reservoir").place is None
    assert places().find(Toponym("清水水库", "river", kind="reservoir", adcode=QIANJIANG)).place is None


def test_two_sources_that_agree_are_one_and_that_disagree_are_a_tie(run, tmp_path):
    run("add", extract(tmp_path, "x.osm"), "--quiet")
    near = geoname(3, "清水水库", "RSV", lon=108.71, lat=29.41) + geoname(1, "石会镇", "PPLA4", lon=108.60, lat=29.45)
    (tmp_path / "CN.txt").write_text(near, encoding="utf-8")
    run("add", tmp_path / "CN.txt", "--quiet")
    assert facility("清水水库", "reservoir").place.evidence == "geonames:3（CC BY 4.0）"
    assert places().township_point(TOWN.code, QIANJIANG) is None
    far = geoname(3, "清水水库", "RSV", lon=108.80, lat=29.41)
    (tmp_path / "CN.txt").write_text(far, encoding="utf-8")
    run("add", tmp_path / "CN.txt", "--quiet")
    assert "2处同名" in facility("清水水库", "reservoir").reason


def test_feature_classes_use_the_vocabulary():
    for source in ("geonames", "osm"):
        rows = feature_classes(source)
        assert rows
        for one in rows:
            assert one.place_class in {"township", "township_area", "village", "facility"}
            assert (one.kind in terms()["kind"]) == (one.place_class == "facility")
    assert class_of("osm", {"power": "plant", "plant:source": "wind"}).kind == "wind_farm"
    assert class_of("osm", {"power": "plant", "plant:source": "coal"}).kind == "power_plant"
    assert class_of("osm", {"historic": "memorial"}).kind == "heritage_site"
    assert class_of("osm", {"natural": "water", "water": "pond"}) is None


# --- own tables, list, remove ----------------------------------------------------------------------------------------

TABLE = "名称,区县,经度,纬度,坐标系\n清水水库,黔江区,108.7741,29.4185,WGS84\n乙,黔江区,1,2,WGS84\n"


def test_an_own_table_is_checked_and_copied(run, local, tmp_path):
    (tmp_path / "点位 一.csv").write_text(TABLE, encoding="gb18030")
    code, out, err = run("add", tmp_path / "点位 一.csv")
    assert (code, err) == (0, "")
    assert out == "点位 一.csv 第 3 行：坐标（1.00000，2.00000）不在国内任何区县\n点位_一.csv: 1 rows kept, 1 refused\n"
    assert (local / "点位_一.csv").read_bytes() == (tmp_path / "点位 一.csv").read_bytes()
    assert run("add", local / "点位_一.csv")[0] == 0
    assert run("list")[1] == "点位_一.csv: own table, 1 rows, 1 refused\n"
    assert run("remove", "点位_一.csv") == (0, "点位_一.csv: removed\n", "")
    assert list(local.iterdir()) == []


def test_a_shapefile_comes_and_goes_with_its_parts(run, local, tmp_path):
    frame = geopandas.GeoDataFrame({"名称": ["清水水库"]}, geometry=[Point(108.7741, 29.4185)], crs=4490)
    frame.to_file(tmp_path / "点.shp", engine="pyogrio", encoding="utf-8")
    assert run("add", tmp_path / "点.shp", "--name", "shape")[0] == 0
    (local / "shape.csv").write_text(TABLE, encoding="utf-8")
    assert {path.suffix for path in local.iterdir()} == {".shp", ".shx", ".dbf", ".prj", ".cpg", ".csv"}
    assert "more than one table of this name; there is shape.csv, shape.shp" in run("remove", "shape")[2]
    run("remove", "shape.shp")
    assert [path.name for path in local.iterdir()] == ["shape.csv"]


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("点.csv", "名称,经度,纬度\n甲,108.77,29.41\n", "没有写明坐标系"),
        ("点.csv", "名称,经度,纬度,坐标系\n甲,1,2,WGS84\n", "every row is refused; nothing is copied"),
        ("点.docx", "text", "格式不支持"),
    ],
)
def test_a_table_that_cannot_be_used_is_not_copied(run, local, tmp_path, name, text, words):
    (tmp_path / name).write_text(text, encoding="utf-8")
    code, _, err = run("add", tmp_path / name)
    assert (code, err.count("\n")) == (1, 1)
    assert words in err
    assert not local.exists()


def test_wrong_names(run, tmp_path):
    (tmp_path / "CN.txt").write_text(GEONAMES, encoding="utf-8")
    assert "no such file" in run("add", tmp_path / "missing.csv")[2]
    assert "not a name for a table" in run("add", tmp_path / "CN.txt", "--name", "../evil")[2]
    assert "no such table; there is nothing" in run("remove", "missing")[2]
    assert run("list")[1].endswith(": no local files\n")


def test_a_broken_table_is_told_by_list_and_can_be_removed(run, local, tmp_path):
    (tmp_path / "CN.txt").write_text(GEONAMES, encoding="utf-8")
    run("add", tmp_path / "CN.txt", "--quiet")
    stated = json.loads((local / "CN.places" / "source.json").read_text(encoding="utf-8"))
    assert read_source(local / "CN.places").licence == stated["licence"] == "CC BY 4.0"
    (local / "CN.places" / "source.json").write_text("{}", encoding="utf-8")
    assert "gazetteer remove" in run("list")[1]
    assert run("remove", "CN")[0] == 0
    assert places() is None


def test_help_of_the_command_line():
    answer = subprocess.run(
        [sys.executable, "-m", "loaders", "gazetteer", "add", "--help"], capture_output=True, text=True, check=True
    )
    assert "usage: python -m loaders gazetteer add" in answer.stdout
