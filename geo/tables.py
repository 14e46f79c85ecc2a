"""Readers of the committed gazetteer tables."""

import csv
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from geo.crosswalk import Crosswalk, Succession
from geo.errors import GazetteerFileError
from geo.models import Division, FormerTownship, Township

GAZETTEER_DIRECTORY = Path(__file__).parents[1] / "data" / "gazetteer"

Record = TypeVar("Record")


def _number(text: str) -> float | None:
    return float(text) if text else None


def _read(path: Path, record: Callable[[list[str]], Record], *, repair: str) -> list[Record]:
    """One record for each row of a table, the header left out.

    Raises
    ------
    GazetteerFileError
        If the table is missing, unreadable or lacks a column.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            next(rows, None)
            return [record(row) for row in rows]
    except (OSError, UnicodeDecodeError) as error:
        raise GazetteerFileError(f"{path}: cannot be read ({error}); restore it from the repository") from error
    except (ValueError, TypeError) as error:
        raise GazetteerFileError(f"{path}: {error}; {repair}") from error


_DERIVED = "restore it or run python -m loaders.gazetteers"
_BY_HAND = "restore it from the repository"


def read_divisions(path: Path) -> list[Division]:
    """Rows of `divisions.csv`, without former names."""

    def record(row: list[str]) -> Division:
        code, name, level, parent, lon, lat, source = row
        return Division(code, name, level, parent, (), _number(lon), _number(lat), source)

    return _read(path, record, repair=_DERIVED)


def read_townships(path: Path) -> list[Township]:
    """Rows of `townships.csv`."""

    def record(row: list[str]) -> Township:
        code, name, adcode, lon, lat, source, match = row
        return Township(code, name, adcode, _number(lon), _number(lat), source, match)

    return _read(path, record, repair=_DERIVED)


def read_former_townships(path: Path) -> list[FormerTownship]:
    """Rows of `former_townships.csv`."""

    def record(row: list[str]) -> FormerTownship:
        adcode, name, current = row
        return FormerTownship(name, adcode, current)

    return _read(path, record, repair=_DERIVED)


@lru_cache(maxsize=4)
def read_crosswalk(path: Path) -> Crosswalk:
    """Rows of `crosswalk.csv`."""

    def record(row: list[str]) -> Succession:
        old_code, old_name, new_code, new_name, year, kind = row
        return Succession(old_code, old_name, new_code, new_name, int(year), kind)

    return Crosswalk(_read(path, record, repair=_DERIVED))


def read_short_names(path: Path) -> dict[str, tuple[str, ...]]:
    """Written forms by adcode that no rule derives from the official name."""

    def record(row: list[str]) -> tuple[str, str]:
        adcode, form = row
        return adcode, form

    found: dict[str, tuple[str, ...]] = {}
    for adcode, form in _read(path, record, repair=_BY_HAND):
        found[adcode] = (*found.get(adcode, ()), form)
    return found
