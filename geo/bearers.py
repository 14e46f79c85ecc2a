"""Everything that bears a name: divisions and townships of the country by any form the name is written in.

A *bearer* is a unit a text can mean by a name; which of several it means is decided in `geo/scoring.py`.
"""

from dataclasses import dataclass

from geo.gazetteer import Gazetteer, bare_name
from geo.geometry import LonLat
from geo.models import Division, Township

OFFICIAL, SHORT, BARE, FORMER = "official", "short", "bare", "former"


@dataclass(frozen=True, slots=True)
class Bearer:
    """A unit by its `code` (6 digits, or 12 for a township) with the division `adcode` it is or lies in.

    `form` says how the text writes it: by the official name, a short one, the bare one or one of the past.
    `point` is the `(lon, lat)` of its own seat, where one is known.
    """

    code: str
    name: str
    adcode: str
    level: str
    form: str
    point: LonLat | None


class BearerFinder:
    """Finds the bearers of a name in a gazetteer."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    def divisions(self, name: str) -> tuple[Bearer, ...]:
        """Provinces, cities and counties this name can mean, also those whose bare name a province hides (海南州)."""
        named = {one.adcode: one for one in (*self._gazetteer.named(name), *self._gazetteer.bare_named(name))}
        return tuple(self.of_division(one, name) for one in named.values())

    def of_division(self, division: Division, name: str) -> Bearer:
        """The division as a bearer of `name`."""
        return Bearer(
            division.adcode, division.name, division.adcode, division.level, _form(division, name), seat(division)
        )

    def townships(self, name: str, scope: str | None) -> tuple[Bearer, ...]:
        """Townships of this name, of the whole country or in the division `scope`.

        The official name goes before the bare one, and both before a name of the past that is still known to lead to
        one township.
        """
        named = [one for one in self._gazetteer.townships_named(name) if self._is_inside(scope, one.adcode)]
        official = [one for one in named if one.name == name]
        if official or named:
            form = OFFICIAL if official else BARE
            return tuple(self.of_township(one, form) for one in official or named)
        return tuple(
            self.of_township(township, FORMER)
            for past in self._gazetteer.former_townships_named(name)
            if self._is_inside(scope, past.adcode)
            for township in self._gazetteer.townships(past.adcode)
            if township.name == past.current
        )

    def of_township(self, township: Township, form: str) -> Bearer:
        """The township as a bearer."""
        return Bearer(township.code, township.name, township.adcode, "town", form, seat(township))

    def _is_inside(self, scope: str | None, adcode: str) -> bool:
        return scope is None or self._gazetteer.contains(scope, adcode)


def seat(unit: Division | Township) -> LonLat | None:
    """`(lon, lat)` of the seat of a unit, or None when it is not known."""
    return (unit.lon, unit.lat) if unit.lon is not None and unit.lat is not None else None


def _form(division: Division, name: str) -> str:
    if name == division.name:
        return OFFICIAL
    if name == bare_name(division.name):
        return BARE
    return FORMER if name in division.former else SHORT
