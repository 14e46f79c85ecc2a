"""Places of China from a GeoNames dump (allCountries.zip, CN.zip, CN.txt), read line by line.

The format is that of the readme of the dump: 19 columns parted by tabs, UTF-8, points in WGS 84. Only rows with a
Chinese name (in the column of the name or of the alternate names) can be found by one, so the others are left out.
"""

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from loaders.errors import GazetteerImportError
from loaders.importing.classes import RawPlace, chinese_names, feature_classes
from loaders.progress import Report

SOURCE = "GeoNames"
LICENCE = "CC BY 4.0"
ATTRIBUTION = "GeoNames (geonames.org), CC BY 4.0"
COLUMNS = 19
COUNTRIES = frozenset({b"CN", b"HK", b"MO", b"TW"})
GEONAMEID, NAME, ALTERNATES, LATITUDE, LONGITUDE, CODE, COUNTRY, MODIFIED = 0, 1, 3, 4, 5, 7, 8, 18
# Points that were taken from maps to the minute of arc stand for a square of this side.
MINUTE_KM, MINUTE_TOLERANCE = 1.85, 0.0007
BATCH = 20_000
LINES_PER_REPORT = 50_000


class GeoNamesReader:
    """Reads one dump; after reading, `date` is that of the newest row and `malformed` counts lines that are none."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.date = ""
        self.malformed = 0

    def batches(self, report: Report) -> Iterator[list[RawPlace]]:
        """The places of use, some thousand at a time.

        Raises
        ------
        GazetteerImportError
            If the file cannot be read or is no GeoNames dump.
        """
        classes = {one.value.encode(): one for one in feature_classes("geonames")}
        batch: list[RawPlace] = []
        for fields in self._rows(report):
            found = classes.get(fields[CODE])
            if found is None or fields[COUNTRY] not in COUNTRIES:
                continue
            place = self._place(fields, found.place_class, found.kind)
            if place is not None:
                batch.append(place)
            if len(batch) >= BATCH:
                yield batch
                batch = []
        yield batch

    def _place(self, fields: list[bytes], place_class: str, kind: str) -> RawPlace | None:
        try:
            texts = [fields[NAME].decode(), *fields[ALTERNATES].decode().split(",")]
            lon, lat = float(fields[LONGITUDE]), float(fields[LATITUDE])
        except ValueError:
            self.malformed += 1
            return None
        names = chinese_names(texts)
        if not names:
            return None
        self.date = max(self.date, fields[MODIFIED].decode("ascii", "replace").strip())
        radius_km = MINUTE_KM if _is_whole_minute(lon) and _is_whole_minute(lat) else 0.0
        return RawPlace(names, place_class, kind, lon, lat, f"geonames:{fields[GEONAMEID].decode()}", radius_km)

    def _rows(self, report: Report) -> Iterator[list[bytes]]:
        try:
            with _opened(self.path) as (file, size):
                for number, line in enumerate(file):
                    fields = line.rstrip(b"\r\n").split(b"\t")
                    if len(fields) == COLUMNS:
                        yield fields
                    elif number == 0:
                        raise GazetteerImportError(
                            f"{self.path}: line 1 has {len(fields)} columns, a GeoNames dump has {COLUMNS}; "
                            "give allCountries.zip, CN.zip or CN.txt from download.geonames.org/export/dump"
                        )
                    else:
                        self.malformed += 1
                    if number % LINES_PER_REPORT == 0:
                        report(f"GeoNames {number:,}", min(file.tell() / size, 1.0))
        except (OSError, zipfile.BadZipFile, zipfile.LargeZipFile, EOFError) as error:
            raise GazetteerImportError(f"{self.path}: cannot be read ({error}); download it again") from error


def _is_whole_minute(degrees: float) -> bool:
    minutes = degrees * 60
    return abs(minutes - round(minutes)) < MINUTE_TOLERANCE


@contextmanager
def _opened(path: Path) -> Iterator[tuple[IO[bytes], int]]:
    """The lines of a dump, packed or not, and how many bytes they are."""
    if path.suffix.lower() != ".zip":
        with path.open("rb") as file:
            yield file, max(path.stat().st_size, 1)
        return
    with zipfile.ZipFile(path) as archive:
        texts = [one for one in archive.infolist() if one.filename.lower().endswith(".txt")]
        texts = [one for one in texts if "readme" not in one.filename.lower()]
        if not texts:
            raise GazetteerImportError(f"{path}: holds no .txt; give a zip of GeoNames or of a Shapefile")
        largest = max(texts, key=lambda one: one.file_size)
        with archive.open(largest) as packed, io.BufferedReader(packed, 1 << 20) as file:  # type: ignore[type-var]
            yield file, max(largest.file_size, 1)
