"""Prefectures, counties and towns that made-up plans and builds are spread over; used by `synthetic.py`, `archive.py`.

All of it is real and from the gazetteer: counties with a polygon, townships with a known seat.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from geo.boundaries import Boundaries
from geo.gazetteer import Gazetteer
from geo.models import Division, Township
from loaders.vocabulary import sector_of_kind, terms


@dataclass(frozen=True, slots=True)
class Prefecture:
    """Counties under one parent that have a polygon, and their townships with a known seat."""

    code: str
    counties: tuple[Division, ...]
    towns: tuple[Township, ...]


def prefectures(gazetteer: Gazetteer, boundaries: Boundaries) -> list[Prefecture]:
    """Prefectures that have at least two such townships, those with most first."""
    children: dict[str, list[Division]] = defaultdict(list)
    for division in gazetteer.divisions():
        if division.level == "county" and boundaries.polygon(division.adcode) is not None:
            children[division.parent].append(division)
    found = (Prefecture(code, tuple(own), _towns(gazetteer, own)) for code, own in children.items())
    return sorted((one for one in found if len(one.towns) > 1), key=lambda one: (-len(one.towns), one.code))


def _towns(gazetteer: Gazetteer, counties: Sequence[Division]) -> tuple[Township, ...]:
    return tuple(town for county in counties for town in gazetteer.townships(county.adcode) if town.lon is not None)


def kinds_by_sector() -> dict[str, list[str]]:
    """Kinds of every sector, and of '' those that have none."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for kind in terms()["kind"]:
        kinds[sector_of_kind(kind) or ""].append(kind)
    return kinds
