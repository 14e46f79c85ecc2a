"""Every format read back: geometry, CRS, text and what has no position."""

import io
import json
from xml.etree import ElementTree

import geopandas
import pyogrio
import pytest
from shapely import LineString, MultiPoint, Point, Polygon

from geo import exchange
from geo.exchange import AREA, LINE, NOTHING, POINT, ExchangeLayer, Feature

HOSTILE = '<script>alert(1)</script>&"\x00\x0b]]>$[name]{{7*7}}=1+1\ud800末\n行'
CLEAN = '<script>alert(1)</script>&"]]>$[name]{{7*7}}=1+1末\n行'
COLUMNS = {"名称": "name", "数": "number"}
NOTES = {"说明": "<b>甲</b>\n乙"}
NAMESPACE = {"k": exchange.KML}


def feature(geometry, name="甲", number=1):
    return Feature(geometry, name, name, {"名称": name, "数": number})


def layer(name, shape, *features):
    return ExchangeLayer(name, f"图层{name}", shape, COLUMNS, features, frozenset({"数"}))


@pytest.fixture
def layers():
    return (
        layer("points", POINT, feature(Point(108.12345678, 29.5, 7.0), HOSTILE), feature(Point(109, 30), "乙", None)),
        layer("routes", LINE, feature(LineString([(108, 29), (109, 30)]))),
        layer("areas", AREA, feature(Point(108.5, 29.5))),
        layer("unplaced", NOTHING, feature(None, "丙")),
    )


@pytest.fixture
def empty():
    shapes = {"points": POINT, "routes": LINE, "areas": AREA, "unplaced": NOTHING}
    return tuple(layer(name, shape) for name, shape in shapes.items())


def kml_root(layers):
    return ElementTree.fromstring(exchange.kml(layers, title="甲<b>", notes=NOTES))


def test_geojson_is_wgs84_with_two_axes_and_null_geometries(layers):
    content = exchange.geojson(layers, notes=NOTES)
    document = json.loads(content)
    assert "crs" not in document
    assert document["说明"] == NOTES["说明"]
    assert [item["properties"]["图层"] for item in document["features"]] == [
        *["图层points"] * 2, "图层routes", "图层areas", "图层unplaced"
    ]  # fmt: skip
    assert document["features"][0]["geometry"] == {"type": "Point", "coordinates": [108.123457, 29.5]}
    assert document["features"][0]["properties"]["名称"] == CLEAN
    assert document["features"][-1]["geometry"] is None
    frame = geopandas.read_file(io.BytesIO(content))
    assert frame.crs.to_epsg() == 4326
    assert list(frame.geometry.isna()) == [False] * 4 + [True]


def test_geopackage_is_epsg_4490_with_a_table_per_layer(layers, tmp_path):
    path = tmp_path / "layers.gpkg"
    path.write_bytes(exchange.geopackage(layers, notes=NOTES))
    assert dict(pyogrio.list_layers(path)) == {
        "points": "Point",
        "routes": "LineString",
        "areas": "Point",
        "unplaced": None,
    }
    points = geopandas.read_file(path, layer="points")
    assert points.crs.to_epsg() == 4490
    assert (points.geometry[0].x, points.geometry[0].y, points.has_z[0]) == (108.123457, 29.5, False)
    assert points["名称"][0] == CLEAN
    assert points["数"][0] == 1
    assert points["数"].isna()[1]
    assert pyogrio.read_dataframe(path, layer="unplaced")["名称"].tolist() == ["丙"]


def test_geopackage_takes_mixed_geometries(tmp_path):
    path = tmp_path / "mixed.gpkg"
    mixed = layer("points", POINT, feature(Point(108, 29)), feature(Polygon([(1, 1), (2, 1), (2, 2)])))
    path.write_bytes(exchange.geopackage([mixed], notes=NOTES))
    assert set(geopandas.read_file(path).geom_type) == {"Point", "Polygon"}


def test_kml_holds_text_as_text(layers):
    root = kml_root(layers)
    marks = root.findall(".//k:Placemark", NAMESPACE)
    assert marks[0].find("k:name", NAMESPACE).text == CLEAN
    assert marks[0].find(".//k:Data[@name='name']/k:value", NAMESPACE).text == CLEAN
    description = marks[0].find("k:description", NAMESPACE).text
    assert "<script" not in description
    assert "$[" not in description
    assert "<b>" not in root.find("k:Document/k:description", NAMESPACE).text


def test_kml_coordinates_and_placemarks_without_any(layers):
    root = kml_root(layers)
    folders = {item.get("id"): item for item in root.findall(".//k:Folder", NAMESPACE)}
    assert list(folders) == ["points", "routes", "areas", "unplaced"]
    assert folders["points"].find(".//k:coordinates", NAMESPACE).text == "108.123457,29.5"
    assert folders["routes"].find(".//k:LineString/k:coordinates", NAMESPACE).text == "108.0,29.0 109.0,30.0"
    assert folders["unplaced"].find(".//k:Placemark/k:name", NAMESPACE).text == "丙"
    assert folders["unplaced"].find(".//k:coordinates", NAMESPACE) is None


def test_kml_area_labels_have_no_pin_and_nothing_is_fetched(layers):
    root = kml_root(layers)
    assert root.find(".//k:Style[@id='area']/k:IconStyle/k:scale", NAMESPACE).text == "0"
    (area,) = root.findall(".//k:Folder[@id='areas']/k:Placemark", NAMESPACE)
    assert area.find("k:styleUrl", NAMESPACE).text == "#area"
    assert not root.findall(".//k:href", NAMESPACE)


def test_kml_opens_in_gdal_with_every_field(layers, tmp_path):
    path = tmp_path / "layers.kml"
    path.write_bytes(exchange.kml(layers, title="台账", notes=NOTES))
    frame = geopandas.read_file(path, layer="图层points")
    assert frame.crs.to_epsg() == 4326
    assert frame["Name"].tolist() == [CLEAN, "乙"]
    assert frame["number"].tolist()[0] in (1, "1")


@pytest.mark.parametrize(
    ("geometry", "tags"),
    [
        (MultiPoint([(1, 1), (2, 2)]), ["MultiGeometry", "Point", "Point"]),
        (
            Polygon([(0, 0), (9, 0), (9, 9)], [[(5, 1), (6, 1), (6, 2)]]),
            ["Polygon", "outerBoundaryIs", "LinearRing", "innerBoundaryIs", "LinearRing"],
        ),
    ],
)
def test_kml_writes_every_kind_of_geometry(geometry, tags):
    (mark,) = kml_root([layer("points", POINT, feature(geometry))]).findall(".//k:Placemark", NAMESPACE)
    found = [item.tag.split("}")[1] for item in mark.iter()]
    assert [tag for tag in found[found.index("value") + 1 :] if tag in tags] == tags


def test_empty_layers_are_whole_files(empty, tmp_path):
    path = tmp_path / "empty.gpkg"
    path.write_bytes(exchange.geopackage(empty, notes=NOTES))
    assert [name for name, _ in pyogrio.list_layers(path)] == ["points", "routes", "areas", "unplaced"]
    assert geopandas.read_file(path, layer="routes").empty
    assert json.loads(exchange.geojson(empty, notes=NOTES))["features"] == []
    assert not kml_root(empty).findall(".//k:Placemark", NAMESPACE)


def test_same_features_give_same_bytes(layers):
    assert exchange.geojson(layers, notes=NOTES) == exchange.geojson(layers, notes=NOTES)
    assert len({exchange.geopackage(layers, notes=NOTES) for _ in range(8)}) == 1
    assert exchange.kml(layers, title="台账", notes=NOTES) == exchange.kml(layers, title="台账", notes=NOTES)
