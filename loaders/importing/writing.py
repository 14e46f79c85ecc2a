"""Places of a source → a table of the local gazetteer: county by polygon, township by name, keys, files.

The table is made in a folder whose name begins with a dot and takes its place when whole; an interrupted import
leaves the folder as it was. The same input gives the same bytes.
"""

import glob
import json
import shutil
import tempfile
from array import array
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from filelock import FileLock

from geo.county_lookup import CountyLookup
from geo.gazetteer import Gazetteer, bare_name
from geo.local.files import PLACES_SUFFIX
from geo.local.place_table import (
    FACILITY,
    KEYS_FILE,
    KEYS_SCHEMA,
    PLACES_FILE,
    PLACES_SCHEMA,
    SOURCE_FILE,
    TOWNSHIP,
    VILLAGE,
    TableSource,
    hashed,
    name_keys,
)
from geo.names import without_prefix
from loaders.errors import GazetteerImportError
from loaders.importing.classes import TOWNSHIP_AREA, RawPlace
from loaders.progress import Report

DEGREE_DIGITS = 6
METRE_DIGITS = 3
ROWS_PER_REPORT = 20_000
SEAT, NAMESAKE, AREA = 0, 1, 2


class TableMaker:
    """Takes places batch by batch and keeps those in a county, as Arrow columns."""

    def __init__(self, gazetteer: Gazetteer, lookup: CountyLookup) -> None:
        self._gazetteer = gazetteer
        self._lookup = lookup
        self._batches: list[pa.RecordBatch] = []
        self._forms_of: dict[str, tuple[str, ...]] = {}
        self.outside = 0

    def add(self, batch: list[RawPlace]) -> None:
        """Add the places of a batch that lie in a county."""
        if not batch:
            return
        codes = self._lookup.codes([one.lon for one in batch], [one.lat for one in batch]).tolist()
        inside = [(one, adcode) for one, adcode in zip(batch, codes, strict=True) if adcode]
        self.outside += len(batch) - len(inside)
        rows = [row for one, adcode in inside if (row := self._row(one, adcode))]
        self._batches.append(pa.RecordBatch.from_pylist(rows, schema=PLACES_SCHEMA))

    def _row(self, place: RawPlace, adcode: str) -> dict[str, Any] | None:
        """The row of a place, or None for the area of a township that the county does not have."""
        township = self._township(place, adcode)
        if place.place_class == TOWNSHIP_AREA and not township:
            return None
        place_class = TOWNSHIP if township else VILLAGE if place.place_class == TOWNSHIP else place.place_class
        ranks = {TOWNSHIP: SEAT, TOWNSHIP_AREA: AREA}
        return {
            "adcode": adcode,
            "name": place.names[0],
            "aliases": "|".join(place.names[1:]),
            "class": place_class,
            "kind": place.kind,
            "township": township,
            "rank": ranks.get(place.place_class, NAMESAKE),
            "lon": round(place.lon, DEGREE_DIGITS),
            "lat": round(place.lat, DEGREE_DIGITS),
            "radius_km": round(place.radius_km, METRE_DIGITS),
            "source_id": place.source_id,
        }

    def _township(self, place: RawPlace, adcode: str) -> str:
        """Code of the township of the county that a settlement is the seat of, '' when it is none.

        The official name decides; a name without its rank (大路) counts only where the source says it is a township.
        """
        if place.place_class == FACILITY:
            return ""
        townships = self._gazetteer.townships(adcode)
        names = set(place.names)
        found = [township.code for township in townships if township.name in names]
        if not found and place.place_class in {TOWNSHIP, TOWNSHIP_AREA}:
            found = [township.code for township in townships if bare_name(township.name) in names]
        return found[0] if len(found) == 1 else ""

    def write(self, directory: Path, source: TableSource, *, report: Report) -> TableSource:
        """Put the table into `directory`, in place of one of the same name; return its source with the counts.

        Raises
        ------
        GazetteerImportError
            If nothing is of use, or the disk refuses the table.
        """
        table = pa.Table.from_batches(self._batches, schema=PLACES_SCHEMA)
        if table.num_rows == 0:
            raise GazetteerImportError(f"{source.file}: holds no place in China with a Chinese name; nothing is added")
        order = [("adcode", "ascending"), ("name", "ascending"), ("source_id", "ascending")]
        table = table.sort_by(order).combine_chunks()
        self._batches.clear()
        counts = Counter(table.column("class").to_pylist())
        whole = TableSource(**{**asdict(source), "rows": dict(sorted(counts.items()))})
        try:
            with _in_place(directory, f"{source.name}{PLACES_SUFFIX}") as scratch:
                _write_batch(scratch / PLACES_FILE, table)
                _write_batch(scratch / KEYS_FILE, self._keys(table, report))
                text = json.dumps(asdict(whole), ensure_ascii=False, indent=1)
                (scratch / SOURCE_FILE).write_text(text + "\n", encoding="utf-8")
        except OSError as error:
            raise GazetteerImportError(f"{directory}: cannot be written ({error}); check space and rights") from error
        return whole

    def _keys(self, table: pa.Table, report: Report) -> pa.Table:
        """Hash and row of every key, hashes ascending."""
        hashes, rows = array("Q"), array("L")
        for row, one in enumerate(_records(table)):
            if row % ROWS_PER_REPORT == 0:
                report(f"写入 {row:,}", row / table.num_rows)
            for key in dict.fromkeys(self._keys_of(one)):
                hashes.append(hashed(one["class"], one["adcode"], key))
                rows.append(row)
        keys, at = np.array(hashes, np.uint64), np.array(rows, np.uint32)
        order = np.lexsort((at, keys))
        return pa.table({"key": keys[order], "row": at[order]}, schema=KEYS_SCHEMA)

    def _keys_of(self, one: dict[str, Any]) -> Iterator[str]:
        if one["class"] == TOWNSHIP:
            yield one["township"]
            return
        names = [one["name"], *filter(None, one["aliases"].split("|"))]
        bare = (without_prefix(name, self._forms(one["adcode"])) for name in names)
        yield from name_keys(one["class"], dict.fromkeys([*names, *bare]))

    def _forms(self, adcode: str) -> tuple[str, ...]:
        """Every form in which the name of a county is written."""
        if adcode not in self._forms_of:
            division = self._gazetteer.division(adcode)
            self._forms_of[adcode] = self._gazetteer.forms(division) if division else ()
        return self._forms_of[adcode]


def _records(table: pa.Table) -> Iterator[dict[str, Any]]:
    columns = ["class", "adcode", "township", "name", "aliases"]
    for batch in table.select(columns).to_batches(max_chunksize=50_000):
        yield from batch.to_pylist()


def _write_batch(path: Path, table: pa.Table) -> None:
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table.combine_chunks(), max_chunksize=table.num_rows)


@contextmanager
def _in_place(directory: Path, name: str) -> Iterator[Path]:
    """A scratch folder that becomes `directory/name` when whole, and vanishes when it does not; one at a time."""
    directory.mkdir(parents=True, exist_ok=True)
    target = directory / name
    with FileLock(directory / ".lock"):
        for left in directory.glob(f".{glob.escape(name)}-*"):  # by an import that was killed
            shutil.rmtree(left)
        scratch = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=directory))
        try:
            scratch.chmod(0o755)
            yield scratch
            old = scratch.with_name(f"{scratch.name}-old")
            if target.exists():
                target.rename(old)
            scratch.rename(target)
            shutil.rmtree(old, ignore_errors=True)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
