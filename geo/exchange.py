"""Features out of the program: GeoJSON, GeoPackage and KML, as bytes.

Geometries come in as CGCS2000 (EPSG:4490) lon/lat. GeoPackage keeps that CRS. GeoJSON (RFC 7946) and KML know WGS 84
only, which equals CGCS2000 within a metre; no coordinate changes. A feature without a geometry stays one in every
format: a null geometry, a row of a table without geometries, a placemark without a point.

KML is written here, not by a driver of GDAL: LIBKML leaves control characters in (no reader opens such a file) and
makes the same id of every Chinese name of the same length.
"""

import html
import json
import re
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.etree import ElementTree

import geopandas
import pandas
import pyogrio
import shapely
from shapely.geometry.base import BaseGeometry

from geo.crs import Datum

Value = str | int | float | None
STORED_CRS = f"EPSG:{Datum.CGCS2000.epsg}"
DECIMALS = 6  # of a degree: some 0.1 m, finer than anything known here
# What XML 1.0 cannot hold, and halves of characters that UTF-8 cannot.
NOT_TEXT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
KML = "http://www.opengis.net/kml/2.2"
# GeoPackage demands a date of change; a fixed one keeps two files of the same features the same.
UNCHANGED = "1970-01-01T00:00:00.000Z"
POINT, LINE, AREA, NOTHING = "point", "line", "area", "nothing"


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing on the map or in its list: CGCS2000 geometry or None, a name, a remark, and a value per field."""

    geometry: BaseGeometry | None
    name: str
    remark: str
    fields: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class ExchangeLayer:
    """Features of one sort: `name` for programs, `label` for readers, `shape` point, line, area (label) or nothing.

    `columns` maps the names of the fields, which every feature has, to ASCII names: KML readers built on GDAL drop
    all other letters from a name. `numbers` are the fields that hold numbers.
    """

    name: str
    label: str
    shape: str
    columns: Mapping[str, str]
    features: tuple[Feature, ...]
    numbers: frozenset[str] = frozenset()


def geojson(layers: Sequence[ExchangeLayer], *, notes: Mapping[str, str]) -> bytes:
    """All layers as one FeatureCollection (RFC 7946, WGS 84), the layer of each feature in its property `图层`.

    `notes` become members beside the features: datum, source, credit.
    """
    features = [
        {
            "type": "Feature",
            "geometry": feature.geometry and shapely.geometry.mapping(_rounded(feature.geometry)),
            "properties": {"图层": layer.label, **{name: _clean(value) for name, value in feature.fields.items()}},
        }
        for layer in layers
        for feature in layer.features
    ]
    document = {"type": "FeatureCollection", **notes, "features": features}
    return (json.dumps(document, ensure_ascii=False, allow_nan=False) + "\n").encode()


def geopackage(layers: Sequence[ExchangeLayer], *, notes: Mapping[str, str]) -> bytes:
    """Every layer as a table of one GeoPackage in EPSG:4490; a layer of shape `nothing` has no geometry column.

    The `notes` are the description of every table.
    """
    with TemporaryDirectory() as folder:
        path, packed = Path(folder) / "layers.gpkg", Path(folder) / "packed.gpkg"
        for layer in layers:
            _add_table(path, layer, about="\n".join(notes.values()))
        with closing(sqlite3.connect(path)) as database:
            with database:
                database.execute("UPDATE gpkg_contents SET last_change = ?", (UNCHANGED,))
            # A copy made anew counts no writes of before, which differ in number from time to time.
            database.execute("VACUUM INTO ?", (str(packed),))
        return packed.read_bytes()


def kml(layers: Sequence[ExchangeLayer], *, title: str, notes: Mapping[str, str]) -> bytes:
    """Every layer as a folder of one KML document (WGS 84); area labels show no pin.

    Descriptions are what a globe shows as HTML: they hold text only. The fields are in the extended data.
    """
    ElementTree.register_namespace("", KML)
    root = ElementTree.Element(f"{{{KML}}}kml")
    document = _child(root, "Document")
    _child(document, "name", title)
    _child(document, "description", _as_html("\n".join(f"{name}：{text}" for name, text in notes.items())))
    label_only = _child(document, "Style", id=AREA)
    _child(_child(label_only, "IconStyle"), "scale", "0")
    line = _child(_child(document, "Style", id=LINE), "LineStyle")
    _child(line, "color", "ff98602f")
    _child(line, "width", "2")
    for layer in layers:
        folder = _child(document, "Folder", id=layer.name)
        _child(folder, "name", layer.label)
        for feature in layer.features:
            _placemark(folder, layer, feature)
    ElementTree.indent(root, " ")
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return (head + ElementTree.tostring(root, encoding="unicode") + "\n").encode()


def _clean(value: Value) -> Value:
    return NOT_TEXT.sub("", value) if isinstance(value, str) else value


def _rounded(geometry: BaseGeometry) -> BaseGeometry:
    """The geometry with few decimals and no third dimension."""
    return shapely.transform(shapely.force_2d(geometry), lambda points: points.round(DECIMALS))


def _add_table(path: Path, layer: ExchangeLayer, *, about: str) -> None:
    values = {
        name: pandas.Series(
            [_clean(feature.fields[name]) for feature in layer.features],
            dtype="float64" if name in layer.numbers else "str",
        )
        for name in layer.columns
    }
    options: dict[str, Any] = {"driver": "GPKG", "layer": layer.name, "append": path.exists()}
    words = {"IDENTIFIER": layer.label, "DESCRIPTION": about}
    if layer.shape == NOTHING:
        pyogrio.write_dataframe(pandas.DataFrame(values), path, layer_options=words, **options)
        return
    geometries = [feature.geometry and _rounded(feature.geometry) for feature in layer.features]
    frame = geopandas.GeoDataFrame(values, geometry=geopandas.GeoSeries(geometries, crs=STORED_CRS))
    kinds = {geometry.geom_type for geometry in geometries if geometry is not None}
    usual = "LineString" if layer.shape == LINE else "Point"
    options["geometry_type"] = "Unknown" if kinds - {usual} else usual
    pyogrio.write_dataframe(frame, path, layer_options=words, **options)


def _child(parent: ElementTree.Element, tag: str, text: str = "", **attributes: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, f"{{{KML}}}{tag}", attributes)
    element.text = str(_clean(text)) or None
    return element


def _as_html(text: str) -> str:
    """Text that a globe shows as it is: it would read tags as HTML and `$[…]` as the name of a field."""
    return html.escape(str(_clean(text))).replace("$", "&#36;").replace("\n", "<br>")


def _placemark(folder: ElementTree.Element, layer: ExchangeLayer, feature: Feature) -> None:
    mark = _child(folder, "Placemark")
    _child(mark, "name", feature.name)
    _child(mark, "description", _as_html(feature.remark))
    if layer.shape in (AREA, LINE):
        _child(mark, "styleUrl", f"#{layer.shape}")
    data = _child(mark, "ExtendedData")
    for name, value in feature.fields.items():
        if value is not None:
            entry = _child(data, "Data", name=layer.columns[name])
            _child(entry, "displayName", name)
            _child(entry, "value", str(value))
    if feature.geometry is not None:
        _kml_geometry(mark, _rounded(feature.geometry))


def _kml_geometry(parent: ElementTree.Element, geometry: BaseGeometry) -> None:
    """A point, line or polygon, or several of them, as KML elements."""
    kind = geometry.geom_type
    if kind.startswith("Multi") or kind == "GeometryCollection":
        several = _child(parent, "MultiGeometry")
        for part in shapely.get_parts(geometry):
            _kml_geometry(several, part)
    elif isinstance(geometry, shapely.Polygon):
        polygon = _child(parent, "Polygon")
        _coordinates(_child(_child(polygon, "outerBoundaryIs"), "LinearRing"), geometry.exterior)
        for ring in geometry.interiors:
            _coordinates(_child(_child(polygon, "innerBoundaryIs"), "LinearRing"), ring)
    else:
        _coordinates(_child(parent, kind), geometry)


def _coordinates(parent: ElementTree.Element, geometry: BaseGeometry) -> None:
    _child(parent, "coordinates", " ".join(f"{lon},{lat}" for lon, lat in geometry.coords))
