"""What providers answer, in one record, read with distrust: an answer may hold anything in any place."""

from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite
from typing import Any

from geo.geometry import LonLat

MOST_ANSWERS = 10
LONGEST_TEXT = 120


@dataclass(frozen=True, slots=True)
class Answer:
    """One thing a provider found.

    `name` is the provider's own name of it, '' where it only repeats the question; `described` its own words for the
    level or type; `precision` the finest the level allows (exact, village, township, county), '' for what has no
    position of its own (a road, a river, an unknown level). `(lon, lat)` is in the datum of the provider, None where
    it gave no numbers; `adcode` the county it states.
    """

    answer_id: str
    name: str
    described: str
    precision: str
    lon: float | None
    lat: float | None
    adcode: str | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked: the `name`, the full `address` with province to township, the county and its bounds in degrees.

    `release_code` is the county's code in the boundary release, by which 天地图 knows it.
    """

    name: str
    address: str
    adcode: str
    release_code: str
    bounds: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Question:
    """One request to one provider: `method` and `parameters` (never the key) tell it from others; `ask` sends it."""

    method: str
    parameters: dict[str, str]
    ask: Callable[[], tuple[Answer, ...]]


def words(value: object) -> str:
    """`value` as one short line of text, '' for what is no text or number (高德 writes [] for nothing)."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return " ".join(str(value).split())[:LONGEST_TEXT]


def number(value: object) -> float | None:
    """`value` as a finite number, or None."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        found = float(value)
    except ValueError:
        return None
    return found if isfinite(found) else None


def pair(value: object) -> LonLat | tuple[None, None]:
    """The two numbers of `lon,lat` (older answers of 天地图 part them by a blank), or two Nones."""
    parts = [number(part) for part in words(value).replace(",", " ").split()]
    if len(parts) == 2 and parts[0] is not None and parts[1] is not None:
        return parts[0], parts[1]
    return None, None


def record(value: object) -> dict[str, Any]:
    """`value` if it is an object of JSON, else an empty one."""
    return value if isinstance(value, dict) else {}


def records(value: object) -> list[dict[str, Any]]:
    """The first objects of a list of JSON; everything else is passed over."""
    return [one for one in value if isinstance(one, dict)][:MOST_ANSWERS] if isinstance(value, list) else []


def county_code(value: object) -> str | None:
    """The 6-digit code in what a provider states (天地图 puts 156 before it), or None."""
    code = words(value).removeprefix("156") if len(words(value)) == 9 else words(value)
    return code if len(code) == 6 and code.isascii() and code.isdigit() else None
