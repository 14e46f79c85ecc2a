"""Checks for places that stand in the build twice, and for different places on one false point."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

import shapely

from geo.names import core
from loaders.checking.positions import CORRECTION
from loaders.checking.rules import Finding
from loaders.checking.tables import Tables
from loaders.models import Place

OWN_POINT_PRECISIONS = frozenset({"exact", "village"})
DIGITS = 5  # about 1 m


def duplicates(tables: Tables) -> Iterator[Finding]:
    """Places of one name, county, township and precision under several ids; routes also of one line.

    Two routes of one name may be two sections, and one name may stand in two townships of a county: both are kept.
    """
    groups: dict[tuple[object, ...], list[Place]] = defaultdict(list)
    for place in tables.places.values():
        groups[name_key(place)].append(place)
    for group in groups.values():
        first, *others = sorted(group, key=_is_corrected)
        for place in others:
            what = f"{place.name} in {place.county or '—'} ({place.precision}) is also {first.place_id}"
            yield Finding("duplicate_place", "places", place.place_id, what)


def shared_points(tables: Tables) -> Iterator[Finding]:
    """Different places on one exact or village point.

    Two names are the same place when one is what is left of the other after dropping characters (潭门渔港,
    潭门中心渔港); a village and what is named after it (椰子寨, 椰子寨战斗遗址) likewise.
    """
    groups: dict[tuple[float, ...], list[Place]] = defaultdict(list)
    for place in tables.places.values():
        if (key := point_key(place)) is not None:
            groups[key].append(place)
    for group in groups.values():
        for other, place in _different(sorted(group, key=_is_corrected)):
            yield Finding("shared_point", "places", place.place_id, f"{place.name} stands where {other.name} stands")


def name_key(place: Place) -> tuple[object, ...]:
    """What two places must have in common to be one place twice."""
    line = shapely.to_wkb(place.geometry) if place.precision == "route" else None
    return core(place.name), place.adcode, place.township, place.precision, place.kind, line


def point_key(place: Place) -> tuple[float, ...] | None:
    """The point that a place has for itself; None for one that has none."""
    if place.precision not in OWN_POINT_PRECISIONS or place.geometry is None or place.geometry.is_empty:
        return None
    return tuple(round(value, DIGITS) for value in shapely.get_coordinates(place.geometry)[0].tolist())


def _is_corrected(place: Place) -> bool:
    """Whether a planner put it there: such a place is told as the second one, whose position may be looked at."""
    return place.source == CORRECTION


def _different(group: Sequence[Place]) -> Iterator[tuple[Place, Place]]:
    for one, other in combinations(group, 2):
        shorter, longer = sorted((core(one.name), core(other.name)), key=len)
        rest = iter(longer)
        if not all(character in rest for character in shorter):
            yield one, other
