"""Imported place tables: what they hold, how a name is found in one, and how one is read without loading it.

A table is a folder `<name>.places/` with three files: `places.arrow` (one row per place), `keys.arrow` (hashes in
ascending order, each with the row it leads to) and `source.json` (origin, licence, counts). Both Arrow files hold
one uncompressed batch, so they are mapped into memory and only the pages that a look-up touches are read.
A key is made of the class, the county and the name (townships: the 12-digit code), so a look-up never crosses a
county. Points are `(lon, lat)` degrees in WGS 84.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from geo.errors import GazetteerFileError
from geo.geometry import LonLat
from geo.names import keys, normalised

FORMAT = 1

PLACES_FILE, KEYS_FILE, SOURCE_FILE = "places.arrow", "keys.arrow", "source.json"
TOWNSHIP, VILLAGE, FACILITY = "township", "village", "facility"
PLACES_SCHEMA = pa.schema(
    [
        ("adcode", pa.string()),
        ("name", pa.string()),
        ("aliases", pa.string()),  # parted by |
        ("class", pa.string()),
        ("kind", pa.string()),
        ("township", pa.string()),  # 12-digit code of a township, '' for the rest
        ("rank", pa.uint8()),  # 0: the seat itself, 1: a settlement of its name, 2: a point for its area
        ("lon", pa.float64()),
        ("lat", pa.float64()),
        ("radius_km", pa.float32()),  # of an area round its point
        ("source_id", pa.string()),
    ]
)
KEYS_SCHEMA = pa.schema([("key", pa.uint64()), ("row", pa.uint32())])
REPAIR = "remove it with python -m loaders gazetteer remove and add it again"
_VILLAGE_ENDING = re.compile(r"(?<=..)(?:村民委员会|村委会|居民委员会|居委会|社区|行政村|自然村|村)$")


@dataclass(frozen=True, slots=True)
class LocalPlace:
    """One place of an imported table: `place_class` is township, village or facility, `licence` that of its source."""

    name: str
    aliases: tuple[str, ...]
    place_class: str
    kind: str | None
    adcode: str
    township: str
    rank: int
    point: LonLat
    radius_km: float
    source_id: str
    licence: str


@dataclass(frozen=True, slots=True)
class TableSource:
    """Where a table comes from and on which terms; `rows` counts its places by class, `date` is that of the data."""

    name: str
    source: str
    licence: str
    attribution: str
    file: str
    date: str
    rows: dict[str, int]
    format: int = FORMAT


def hashed(place_class: str, adcode: str, key: str) -> int:
    """The hash of one key, the same on every machine."""
    return int.from_bytes(blake2b(f"{place_class}/{adcode}/{key}".encode(), digest_size=8).digest(), "little")


def village_key(name: str) -> str:
    """What two writings of a village have in common: without 村, 社区, 村委会 at the end."""
    return _VILLAGE_ENDING.sub("", normalised(name))


def name_keys(place_class: str, names: Iterable[str]) -> Iterator[str]:
    """The keys under which a village or facility of these names is found."""
    for name in names:
        if place_class == VILLAGE:
            yield village_key(name)
        else:
            yield from keys(name)


def read_source(directory: Path) -> TableSource:
    """Origin and licence of the table in `directory`.

    Raises
    ------
    GazetteerFileError
        If the file is missing, broken or of another format.
    """
    path = directory / SOURCE_FILE
    try:
        stated = json.loads(path.read_text(encoding="utf-8"))
        if stated["format"] != FORMAT:
            raise ValueError(f"format {stated['format']}, this program reads {FORMAT}")
        return TableSource(**stated)
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise GazetteerFileError(f"{path}: cannot be read ({error}); {REPAIR}") from error


class PlaceTable:
    """One imported table, mapped into memory when first asked."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.source = read_source(directory)

    @cached_property
    def _places(self) -> pa.RecordBatch:
        return _mapped(self.directory / PLACES_FILE, PLACES_SCHEMA)

    @cached_property
    def _columns(self) -> dict[str, pa.Array]:
        return {name: self._places.column(name) for name in PLACES_SCHEMA.names}

    @cached_property
    def _keys(self) -> tuple[Any, Any]:
        batch = _mapped(self.directory / KEYS_FILE, KEYS_SCHEMA)
        return batch.column("key").to_numpy(), batch.column("row").to_numpy()

    def find(self, place_class: str, adcode: str, key: str) -> list[LocalPlace]:
        """Places of this class in the county `adcode` that have this key."""
        hashes, rows = self._keys
        wanted = np.uint64(hashed(place_class, adcode, key))
        start = int(np.searchsorted(hashes, wanted))
        found = []
        while start < len(hashes) and hashes[start] == wanted:
            found.append(self._place(int(rows[start])))
            start += 1
        return [place for place in found if (place.place_class, place.adcode) == (place_class, adcode)]

    def _place(self, row: int) -> LocalPlace:
        cell = {name: column[row].as_py() for name, column in self._columns.items()}
        return LocalPlace(
            name=cell["name"],
            aliases=tuple(filter(None, cell["aliases"].split("|"))),
            place_class=cell["class"],
            kind=cell["kind"] or None,
            adcode=cell["adcode"],
            township=cell["township"],
            rank=cell["rank"],
            point=(cell["lon"], cell["lat"]),
            radius_km=cell["radius_km"],
            source_id=cell["source_id"],
            licence=self.source.licence,
        )


def _mapped(path: Path, schema: pa.Schema) -> pa.RecordBatch:
    try:
        reader = pa.ipc.open_file(pa.memory_map(str(path)))
        if not reader.schema.equals(schema) or reader.num_record_batches != 1:
            raise GazetteerFileError(f"{path}: is no table of this version; {REPAIR}")
        return reader.get_batch(0)
    except (OSError, pa.ArrowInvalid) as error:
        raise GazetteerFileError(f"{path}: cannot be read ({error}); {REPAIR}") from error
