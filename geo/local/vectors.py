"""Features of a planner's own vector files (GeoPackage, GeoJSON, Shapefile, zipped Shapefile) as rows with geometry."""

import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from geo.errors import GazetteerFileError, MissingCRSError
from geo.local import reasons
from geo.local.columns import column_of
from geo.local.files import MAX_ROWS, shapefile_parts
from geo.local.systems import CoordinateSystem, from_crs
from geo.local.tables import LocalRow, LocalTable

DRIVERS = {"GPKG", "GeoJSON", "ESRI Shapefile"}
DBF_HEADER_SIZE = slice(8, 10)  # bytes that state the length of a dBASE header, least byte first


def read_vectors(path: Path) -> Iterator[LocalTable]:
    """The tables of a vector file: every layer with geometry.

    Raises
    ------
    GazetteerFileError
        If the file cannot be read, or a layer has no names or too many features.
    MissingCRSError
        If a layer does not state its CRS, or one that does not lead to CGCS2000.
    """
    from pyogrio.errors import CRSError, DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError

    refused = (CRSError, DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError)
    tables = []
    try:
        for source, encoding in _sources(path):
            tables += list(_layers(path, source, encoding))
    except (*refused, OSError, UnicodeDecodeError, zipfile.BadZipFile, RuntimeError) as error:
        raise GazetteerFileError(reasons.FILE_UNREADABLE.format(file=path, why=error)) from error
    if not tables:
        raise GazetteerFileError(reasons.FILE_NO_LAYER.format(file=path))
    yield from tables


def _sources(path: Path) -> Iterator[tuple[str, str | None]]:
    """What to open, and the text encoding where the file itself does not state it."""
    suffix = path.suffix.lower()
    if suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if not Path(name).name.startswith(".")]
            for name in names:
                if name.lower().endswith(".shp"):
                    members = {Path(one).suffix.lower(): one for one in names if one[:-4] == name[:-4]}
                    attributes = archive.read(members[".dbf"]) if ".dbf" in members else b""
                    yield f"/vsizip/{{{path}}}/{name}", None if ".cpg" in members else _encoding(path, attributes)
    elif suffix == ".shp":
        beside = {one.suffix.lower(): one for one in shapefile_parts(path)}
        attributes = beside[".dbf"].read_bytes() if ".dbf" in beside else b""
        yield str(path), None if ".cpg" in beside else _encoding(path, attributes)
    else:
        yield str(path), None


def _encoding(path: Path, attributes: bytes) -> str:
    """UTF-8 or GB18030, whichever the records of a dBASE file without code page file are in."""
    records = attributes[int.from_bytes(attributes[DBF_HEADER_SIZE], "little") :]
    for encoding in ("utf-8", "gb18030"):
        try:
            records.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    raise GazetteerFileError(reasons.FILE_NO_TEXT_ENCODING.format(file=path))


def _layers(path: Path, source: str, encoding: str | None) -> Iterator[LocalTable]:
    import pyogrio

    for name, geometry_type in pyogrio.list_layers(source):
        if geometry_type is None:
            continue
        about = pyogrio.read_info(source, layer=name, encoding=encoding, force_feature_count=True)
        if about["driver"] not in DRIVERS:
            raise GazetteerFileError(reasons.FILE_UNKNOWN_FORMAT.format(file=path))
        if about["features"] > MAX_ROWS:
            raise GazetteerFileError(reasons.FILE_TOO_MANY_ROWS.format(file=path, limit=MAX_ROWS))
        if about["features"] == 0:
            continue
        columns = {field: column for field in about["fields"] if (column := column_of(str(field)))}
        if "name" not in columns.values():
            raise GazetteerFileError(reasons.FILE_NO_NAME.format(file=path))
        system = _system(path, about["crs"])
        frame = pyogrio.read_dataframe(source, layer=name, encoding=encoding, columns=list(columns))
        label = path.name if Path(name).stem == path.stem else f"{path.name}[{name}]"
        records = zip(frame.to_dict("records"), frame.geometry, strict=True)
        rows = (LocalRow(number, _cells(record, columns), shape) for number, (record, shape) in enumerate(records, 1))
        yield LocalTable(label, tuple(rows), system)


def _system(path: Path, crs: str | None) -> CoordinateSystem:
    if not crs:
        raise MissingCRSError(reasons.NO_LAYER_CRS.format(file=path))
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        known = CRS.from_user_input(crs)
    except CRSError as error:
        raise MissingCRSError(reasons.NO_LAYER_CRS.format(file=path)) from error
    system = from_crs(known)
    if system is None:
        raise MissingCRSError(reasons.UNUSABLE_CRS.format(file=path, crs=known.name))
    return system


def _cells(record: Mapping[str, Any], columns: Mapping[str, str]) -> dict[str, str]:
    """The attributes of a feature as text by column; of two attributes for one column the first that is filled."""
    cells: dict[str, str] = {}
    for field, column in columns.items():
        value = record[field]
        if value is None or value != value:  # NaN differs from itself
            continue
        text = f"{value:.15g}" if isinstance(value, float) else str(value).strip()
        if text:
            cells.setdefault(column, text)
    return cells
