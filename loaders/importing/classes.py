"""Which features of GeoNames and OpenStreetMap are of use, and as what: `data/vocabulary/feature_classes.csv`.

A row fits a feature whose `key` has this `value` (* any) and, where `also` is given (key=value), that tag too;
the first fitting row of the file counts.
"""

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from loaders.errors import VocabularyError
from loaders.reading.characters import standard
from loaders.vocabulary import VOCABULARY_DIRECTORY

CLASSES_FILE = VOCABULARY_DIRECTORY / "feature_classes.csv"
CHINESE = re.compile(r"[\u3400-\u9fff〇]")
NAME = re.compile(r"[\u3400-\u9fff〇0-9A-Za-z()（）·\-]+")
SHORTEST_NAME = 2
TOWNSHIP_AREA = "township_area"  # a point for the area of a township, not its seat


@dataclass(slots=True)
class RawPlace:
    """A named feature of a source before its county is known: `names` in Chinese, the best first; WGS 84 degrees."""

    names: tuple[str, ...]
    place_class: str
    kind: str
    lon: float
    lat: float
    source_id: str
    radius_km: float = 0.0


@dataclass(frozen=True, slots=True)
class FeatureClass:
    """One row of the table: what a feature with this tag is."""

    key: str
    value: str
    also: tuple[str, str] | None
    place_class: str
    kind: str

    def fits(self, tags: Mapping[str, str]) -> bool:
        """Whether a feature with these tags is of this class."""
        value = tags.get(self.key)
        if value is None or self.value not in {value, "*"}:
            return False
        return self.also is None or tags.get(self.also[0]) == self.also[1]


@lru_cache(maxsize=2)
def feature_classes(source: str) -> tuple[FeatureClass, ...]:
    """The rows of one source (geonames, osm), in the order of the file.

    Raises
    ------
    VocabularyError
        If the file is missing or lacks a column.
    """
    try:
        with CLASSES_FILE.open(encoding="utf-8", newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["source"] == source]
        return tuple(
            FeatureClass(row["key"], row["value"], _pair(row["also"]), row["class"], row["kind"]) for row in rows
        )
    except (OSError, KeyError, ValueError) as error:
        raise VocabularyError(f"{CLASSES_FILE}: cannot be read ({error}); restore it from the repository") from error


def _pair(text: str) -> tuple[str, str] | None:
    key, mark, value = text.partition("=")
    return (key, value) if mark else None


def class_of(source: str, tags: Mapping[str, str]) -> FeatureClass | None:
    """The class of a feature with these tags, or None when the program has no use for it."""
    return next((one for one in feature_classes(source) if one.fits(tags)), None)


def chinese_names(texts: Iterable[str]) -> tuple[str, ...]:
    """The Chinese ones of several names, simplified, each once and in their order; foreign and mixed ones go."""
    found = (standard(text.strip()) for text in texts)
    return tuple(dict.fromkeys(name for name in found if NAME.fullmatch(name) and _has_enough(name)))


def _has_enough(name: str) -> bool:
    return len(CHINESE.findall(name)) >= SHORTEST_NAME
