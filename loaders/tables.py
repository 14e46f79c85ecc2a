"""Record types as Parquet tables: one row per record, the schema read from the record itself.

Geometries are WKB columns with GeoParquet 1.1 metadata (EPSG:4490, lon/lat), so any GIS opens them. Files carry
no time stamps and rows keep the order they come in: the same records give the same bytes.
"""

import dataclasses
import json
import types
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

STORAGE_CRS = "EPSG:4490"
SCALARS = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_(), BaseGeometry: pa.binary()}

Record = TypeVar("Record")
TypeHint = Any  # what `get_type_hints` gives
Plain = Any  # a value as Arrow takes and gives it
Builder = Callable[[Plain], Any]


def write(path: Path, kind: type[Record], records: Iterable[Record]) -> int:
    """Write `records` of one type to a Parquet file and return how many there are."""
    rows = list(records)
    path.write_bytes(pack(kind, rows))
    return len(rows)


def pack(kind: type[Record], records: Iterable[Record]) -> bytes:
    """The bytes of a Parquet file of these records."""
    table = table_of(kind, records)
    packed = pa.BufferOutputStream()
    pq.write_table(table, packed, compression="zstd", write_statistics=False, store_schema=True)
    content: bytes = packed.getvalue().to_pybytes()
    return content


def table_of(kind: type[Record], records: Iterable[Record]) -> pa.Table:
    """An Arrow table of these records."""
    hint: TypeHint = kind
    plain = flattener(hint)
    return pa.Table.from_pylist([plain(record) for record in records], schema=schema(kind))


def read(path: Path, kind: type[Record]) -> list[Record]:
    """Records of one type from a Parquet file, in its order.

    Raises
    ------
    ValueError
        If the columns are not those of the record.
    """
    return unpack(path.read_bytes(), kind)


def unpack(packed: bytes, kind: type[Record]) -> list[Record]:
    """Records of one type from the bytes of a Parquet file, in its order.

    Raises
    ------
    ValueError
        If the columns are not those of the record.
    """
    return records_of(columns(packed, kind), kind)


def columns(packed: bytes, kind: type) -> pa.Table:
    """The bytes of a Parquet file of such records as an Arrow table.

    Raises
    ------
    ValueError
        If the columns are not those of the record.
    """
    table = pq.read_table(pa.BufferReader(packed))
    if table.schema.names != schema(kind).names:
        raise ValueError(f"columns {table.schema.names} are not those of {kind.__name__}")
    return table


def records_of(table: pa.Table, kind: type[Record]) -> list[Record]:
    """The records of such a table."""
    hint: TypeHint = kind
    build = builder(hint)
    return [build(row) for row in table.to_pylist()]


def unpack_column(packed: bytes, kind: type[Record], name: str) -> list[Any]:
    """One field of all records, without reading the others."""
    column = pq.read_table(pa.BufferReader(packed), columns=[name]).column(name)
    build = builder(get_type_hints(kind)[name])
    return [build(value) for value in column.to_pylist()]


def count(path: Path) -> int:
    """How many records a Parquet file holds."""
    rows: int = pq.read_metadata(path).num_rows
    return rows


def schema(kind: TypeHint) -> pa.Schema:
    """Arrow schema of a record type, with GeoParquet metadata where it holds a geometry."""
    return _schema(kind)


@cache
def _schema(kind: TypeHint) -> pa.Schema:
    hints = get_type_hints(kind)
    fields = [pa.field(field.name, _arrow(hints[field.name])) for field in dataclasses.fields(kind)]
    geometry_names = [name for name, hint in hints.items() if BaseGeometry in (hint, *get_args(hint))]
    metadata = {"geo": _geo_metadata(geometry_names)} if geometry_names else None
    return pa.schema(fields, metadata=metadata)


def _geo_metadata(names: list[str]) -> str:
    crs = CRS.from_user_input(STORAGE_CRS).to_json_dict()
    columns = {name: {"encoding": "WKB", "geometry_types": [], "crs": crs} for name in names}
    return json.dumps({"version": "1.1.0", "primary_column": names[0], "columns": columns}, sort_keys=True)


def _optional(hint: TypeHint) -> TypeHint:
    """The type inside `X | None`, or the type itself."""
    if isinstance(hint, types.UnionType):
        return next(inner for inner in get_args(hint) if inner is not type(None))
    return hint


def _is_tuple(hint: TypeHint) -> bool:
    origin: object = get_origin(hint)
    return origin is tuple


def _arrow(hint: TypeHint) -> pa.DataType:
    hint = _optional(hint)
    if hint in SCALARS:
        return SCALARS[hint]
    if _is_tuple(hint):
        return pa.list_(_arrow(get_args(hint)[0]))
    hints = get_type_hints(hint)
    return pa.struct([pa.field(field.name, _arrow(hints[field.name])) for field in dataclasses.fields(hint)])


def _same(value: Plain) -> Plain:
    return value


@cache
def flattener(hint: TypeHint) -> Builder:
    """A function that turns a value of the type `hint` into what Arrow takes: the counterpart of `builder`."""
    hint = _optional(hint)
    if hint is BaseGeometry:
        return lambda value: None if value is None else shapely.to_wkb(value)
    if hint in SCALARS:
        return _same
    if _is_tuple(hint):
        item = flattener(get_args(hint)[0])
        return lambda values: None if values is None else [item(value) for value in values]
    plain = {name: flattener(inner) for name, inner in get_type_hints(hint).items()}
    return lambda row: None if row is None else {name: part(getattr(row, name)) for name, part in plain.items()}


@cache
def builder(hint: TypeHint) -> Builder:
    """A function that turns a value read from Parquet back into the type `hint` names."""
    hint = _optional(hint)
    if hint is BaseGeometry:
        return lambda value: None if value is None else shapely.from_wkb(value)
    if hint in SCALARS:
        return _same
    if _is_tuple(hint):
        item = builder(get_args(hint)[0])
        if item is _same:  # lists of ids may be long
            return lambda values: tuple(values or ())
        return lambda values: tuple(item(value) for value in values or ())
    builders = {name: builder(inner) for name, inner in get_type_hints(hint).items()}
    return lambda row: None if row is None else hint(**{name: build(row[name]) for name, build in builders.items()})
