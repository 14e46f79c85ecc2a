"""Villages of the whole country and the townships they lie in, by name within a county, a city or a province.

The table `data/gazetteer/villages.arrow` has a row for each township with the names of its villages (村, 社区, 嘎查,
quarters of farms), sorted by county; how it was derived says `loaders/gazetteers/villages.py`. It stays in Arrow
memory; the names of a county become dictionaries when first asked for, and only so many counties keep theirs.
A farm or a zone is no township: its villages have a county and an empty township.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
from pyarrow import compute, ipc

from geo.errors import GazetteerFileError
from geo.tables import GAZETTEER_DIRECTORY

TABLE = "villages.arrow"
COLUMNS = ("adcode", "township", "villages")
SEPARATOR = "|"
COUNTIES_KEPT = 512
ANSWERS_KEPT = 4096
BEHIND_DIGITS = ":"

_KIND = "(?:嘎查)?村?(?:社区)?"
_AT_END = re.compile(rf"(?<=..){_KIND}$")
SHORTEST_NAME = 2


def stem(name: str) -> str:
    """A village's name without its kind, never one character: 大湾村, 大湾社区 → 大湾, 陈村 → 陈村."""
    return _AT_END.sub("", name, count=1)


@dataclass(frozen=True, slots=True)
class _County:
    """Townships of a county's villages, by full name and by stem."""

    names: Mapping[str, tuple[str, ...]]
    stems: Mapping[str, tuple[str, ...]]


class Villages:
    """Names of villages and their townships, immutable, loaded once."""

    def __init__(self, table: pa.Table) -> None:
        self._adcodes: list[str] = table["adcode"].to_pylist()
        self._townships: list[str] = table["township"].to_pylist()
        self._names = table["villages"]
        self._county = lru_cache(maxsize=COUNTIES_KEPT)(self._read_county)
        self._inside = lru_cache(maxsize=ANSWERS_KEPT)(self._counties_inside)
        self.counties_of = lru_cache(maxsize=ANSWERS_KEPT)(self._counties_of)

    @classmethod
    @lru_cache(maxsize=4)
    def load(cls, directory: Path = GAZETTEER_DIRECTORY) -> "Villages":
        """The villages of `directory`.

        Raises
        ------
        GazetteerFileError
            If the table is missing, unreadable or lacks a column.
        """
        path = directory / TABLE
        try:
            with pa.memory_map(str(path)) as file:
                return cls(ipc.open_file(file).read_all().select(COLUMNS))
        except (OSError, pa.ArrowInvalid, KeyError) as error:
            raise GazetteerFileError(f"{path}: cannot be read ({error}); restore it from the repository") from error

    def townships_of(self, adcode: str, name: str) -> tuple[str, ...]:
        """Codes of the townships in which a village of this name lies, in order; more than one is a tie.

        Parameters
        ----------
        adcode
            A county; a city or a province (its code ends in 00) means all its counties.
        name
            With or without its kind (大湾村, 大湾); the exact form goes before another kind (大湾社区).

        Returns
        -------
        Codes of 12 digits. Empty when no village there has this name, or when one of those that have it lies in no
        known township (a farm's, a zone's), so that one code is never just the known one of several places.
        """
        counties = [self._county(county) for county in self._inside(adcode)]
        found = {code for county in counties for code in county.names.get(name, ())}
        if not found:
            bare = stem(name)
            found = {code for county in counties for code in county.stems.get(bare, ())}
        return () if "" in found else tuple(sorted(found))

    def _counties_of(self, name: str) -> tuple[str, ...]:
        """Codes of the counties of the whole country that have a village of this name, the exact form first."""
        if len(name) < SHORTEST_NAME:
            return ()
        for pattern in (re.escape(name), re.escape(stem(name)) + _KIND):
            whole = rf"(?:^|\{SEPARATOR}){pattern}(?:\{SEPARATOR}|$)"
            rows = compute.indices_nonzero(compute.match_substring_regex(self._names, whole)).to_pylist()
            if rows:
                return tuple(dict.fromkeys(self._adcodes[row] for row in rows))
        return ()

    def _rows(self, prefix: str) -> range:
        """Rows of the counties whose code starts with `prefix`."""
        return range(bisect_left(self._adcodes, prefix), bisect_left(self._adcodes, prefix + BEHIND_DIGITS))

    def _counties_inside(self, adcode: str) -> tuple[str, ...]:
        prefix = re.sub("^(..)0000$|^(....)00$", r"\1\2", adcode)
        return tuple(dict.fromkeys(self._adcodes[row] for row in self._rows(prefix)))

    def _read_county(self, adcode: str) -> _County:
        names: dict[str, list[str]] = defaultdict(list)
        stems: dict[str, list[str]] = defaultdict(list)
        for row in self._rows(adcode):
            for name in self._names[row].as_py().split(SEPARATOR):
                names[name].append(self._townships[row])
                stems[stem(name)].append(self._townships[row])
        return _County(*({key: tuple(codes) for key, codes in each.items()} for each in (names, stems)))
