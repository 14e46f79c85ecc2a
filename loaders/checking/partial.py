"""The checks of a build that is never held whole: rows of some plans, some of the places, and what is left.

Together they find what `inspect` finds in all rows at once.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.boundaries import Boundaries
from geo.gazetteer import Gazetteer
from loaders.checking import duplicates, positions, references
from loaders.checking.check import CROSS_CHECKS, ROW_CHECKS
from loaders.checking.rules import ERROR, RULES, Finding
from loaders.checking.tables import Tables
from loaders.models import Place
from loaders.storage import TABLES, CheckCounts

PLACE_CHECKS = (
    references.duplicate_ids,
    references.codes,
    references.explanations,
    positions.geometries,
    positions.counties,
    positions.fineness,
)
Keys = NDArray[np.uint64]


def counted(findings: Iterable[Finding]) -> CheckCounts:
    """How many of the findings are errors and warnings."""
    severities = [RULES[finding.rule].severity for finding in findings]
    errors = severities.count(ERROR)
    return CheckCounts(errors, len(severities) - errors)


def total(counts: Iterable[CheckCounts]) -> CheckCounts:
    """The sum of counts."""
    found = list(counts)
    return CheckCounts(sum(one.errors for one in found), sum(one.warnings for one in found))


def of_rows(records: Mapping[str, Sequence[Any]], linked: Mapping[str, Place]) -> CheckCounts:
    """Faults of rows that lead to these places, which are tested elsewhere."""
    tables = _tables(records, linked)
    return counted(finding for check in ROW_CHECKS for finding in check(tables))


def of_places(places: Sequence[Place]) -> CheckCounts:
    """Faults of places, each for itself."""
    tables = _tables({"places": places})
    return counted(finding for check in PLACE_CHECKS for finding in check(tables))


def between_places(places: Sequence[Place]) -> CheckCounts:
    """Places that are one, and places on one point."""
    tables = _tables({"places": places})
    return counted(finding for check in CROSS_CHECKS for finding in check(tables))


def keys(places: Iterable[Place]) -> Keys:
    """For each place what it shares with those it may be confused with: places without a common key never are."""
    pairs = ((duplicates.name_key(place), duplicates.point_key(place) or place.place_id) for place in places)
    return np.array([(_hash(name), _hash(point)) for name, point in pairs], dtype=np.uint64).reshape(-1, 2)


def shared(found: Sequence[Keys]) -> list[NDArray[np.bool_]]:
    """Which of the places have a key that another place has too, for each list of keys."""
    together = np.concatenate(found)
    several = np.zeros(len(together), dtype=np.bool_)
    for column in together.T:
        values, numbers = np.unique(column, return_counts=True)
        several |= np.isin(column, values[numbers > 1])
    return np.split(several, np.cumsum([len(part) for part in found])[:-1])


def _hash(key: object) -> int:
    return int.from_bytes(hashlib.sha256(repr(key).encode()).digest()[:8])


def _tables(records: Mapping[str, Sequence[Any]], linked: Mapping[str, Place] | None = None) -> Tables:
    return Tables({name: records.get(name, ()) for name in TABLES}, Gazetteer.load(), Boundaries.load(), linked)
