"""What may be said in a correction: known codes, short clean texts, positions in China. A doubt is a warning."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from geo.boundaries import Boundaries
from geo.crs import Datum, to_wgs84
from geo.errors import GeoError
from geo.gazetteer import Gazetteer
from loaders.correcting.anchors import is_made_of
from loaders.correcting.mentions import FIELDS
from loaders.correcting.models import Position
from loaders.correcting.placing import county_of
from loaders.stored.errors import CorrectionError
from loaders.vocabulary import sector_of_kind, terms

LONGEST = {"name": 120, "township": 40, "who": 100, "why": 1000}
LONGEST_ANCHOR = 400  # characters of the words of a plan that a correction is about
MOST_PARTS = 50
ADMIN_LEVELS = ("province", "city", "county", "town", "village")
ADMIN = "admin"
# (lon, lat) of the land and islands of China, rounded outwards.
CHINA = ((73.0, 135.5), (3.0, 54.0))
DATUMS = (Datum.CGCS2000, Datum.WGS84, Datum.GCJ02, Datum.BD09)
FORBIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})  # control, invisible, broken and private characters


@dataclass(frozen=True, slots=True)
class Warned:
    """A doubt about a correction; `code` and the `names` in it for a screen that says it in its own words."""

    code: str
    sentence: str
    names: tuple[str, ...] = ()


def text(name: str, value: object, *, empty: bool = False) -> str:
    """A clean text of the field, without blanks around it.

    Raises
    ------
    CorrectionError
        If it is no text, empty, too long, or holds characters that cannot be seen.
    """
    if not isinstance(value, str):
        raise CorrectionError("not_text", f"{name}: {value!r} is no text; type it")
    clean = value.strip()
    if not clean and not empty:
        raise CorrectionError("empty", f"{name} is empty; fill it in")
    longest = LONGEST.get(name, LONGEST["name"])
    if len(clean) > longest:
        raise CorrectionError("too_long", f"{name} has {len(clean)} characters, at most {longest} are kept; shorten it")
    allowed = "\n" if name == "why" else ""
    if any(unicodedata.category(character) in FORBIDDEN and character not in allowed for character in clean):
        raise CorrectionError("control_character", f"{name} holds control or invisible characters; type it anew")
    return clean


def changes(wanted: Mapping[str, Any], present: Mapping[str, Any]) -> tuple[dict[str, Any], list[Warned]]:
    """The fields that differ from the present ones, with those that follow from them, and what is doubtful.

    Raises
    ------
    CorrectionError
        If a field is unknown or has no known code.
    """
    unknown = sorted(set(wanted) - set(FIELDS))
    if unknown:
        raise CorrectionError(
            "unknown_field", f"{', '.join(unknown)} cannot be corrected; only {', '.join(FIELDS)} can"
        )
    values = {name: _value(name, value) for name, value in wanted.items()}
    if values.get("kind") and values["kind"] != present.get("kind"):
        values.setdefault("sector", sector_of_kind(values["kind"]))
    after = {**present, **values}
    if values.get("type", ADMIN) != ADMIN:
        values |= {"admin_level": None}
    elif after["type"] == ADMIN and after.get("admin_level") is None:
        raise CorrectionError("no_level", "a division has a level; choose province, city, county, town or village")
    elif after["type"] == ADMIN:
        values |= {"kind": None, "sector": None}
    elif values.get("admin_level"):
        raise CorrectionError("level", f"a {after['type']} has no administrative level; leave it out")
    different = {name: value for name, value in values.items() if value != present.get(name)}
    return different, list(_doubts({**present, **different}, different))


def name_doubts(names: Iterable[str], clause: str) -> list[Warned]:
    """Names that are not made of the words of a clause."""
    return [
        Warned("not_in_clause", f"{name} is not made of the words of the clause; check it", (name,))
        for name in names
        if not is_made_of(name, clause)
    ]


def _value(name: str, value: object) -> str | None:
    if name == "name":
        return text(name, value)
    if value is None or value == "":
        if name in {"type", "stage"}:
            raise CorrectionError("empty", f"{name} is empty; choose one")
        return None
    clean = text(name, value)
    if name == "adcode" and Gazetteer.load().division(clean) is None:
        raise CorrectionError("unknown_county", f"no division has the code {clean}; choose the county from the list")
    known: Iterable[str] = ADMIN_LEVELS if name == "admin_level" else terms().get(name, {})
    if name not in {"adcode", "township"} and clean not in known:
        raise CorrectionError("unknown_code", f"{name} {clean!r} is not in the vocabulary; choose one of its codes")
    return clean


def _doubts(after: Mapping[str, Any], different: Mapping[str, Any]) -> Iterable[Warned]:
    township, adcode = after.get("township"), after.get("adcode")
    if township and adcode and {"township", "adcode"} & different.keys():
        gazetteer = Gazetteer.load()
        if all(one.name != township for one in gazetteer.townships(adcode)):
            division = gazetteer.division(adcode)
            where = division.name if division else adcode
            yield Warned("unlisted_township", f"{township} is not listed in {where}; check its name", (township, where))


def position(way: str, lon: float, lat: float, datum: str) -> Position:
    """The position with its coordinates in CGCS2000.

    Raises
    ------
    CorrectionError
        If the datum is not known or the point is not in China.
    """
    known = {str(one): one for one in DATUMS}
    if datum not in known:
        raise CorrectionError("unknown_datum", f"datum {datum!r} is not known; state {', '.join(known)}")
    if not (isfinite(lon) and isfinite(lat)):
        raise CorrectionError("no_number", f"({lon}, {lat}) are no coordinates; give longitude and latitude in degrees")
    try:
        east, north = to_wgs84(lon, lat, datum=known[datum])
    except GeoError as error:
        raise CorrectionError("not_in_china", str(error)) from error
    (west, right), (south, top) = CHINA
    if not (west <= east <= right and south <= north <= top):
        swapped = west <= lat <= right and south <= lon <= top
        hint = "longitude and latitude seem to be exchanged" if swapped else "check longitude and latitude"
        raise CorrectionError("not_in_china", f"({lon}, {lat}) is not in China; {hint}")
    return Position(way, round(east, 7), round(north, 7), datum, (lon, lat))


def position_doubts(put: Position, adcode: str | None) -> list[Warned]:
    """Whether a point lies outside the division its text gives, or outside every county."""
    if put.lon is None or put.lat is None:
        return []
    boundaries, gazetteer = Boundaries.load(), Gazetteer.load()
    division = gazetteer.division(adcode) if adcode else None
    inside = county_of(put.lon, put.lat, boundaries, likely=adcode)
    if inside is None:
        return [Warned("outside_counties", f"({put.lon}, {put.lat}) lies in no county; check it unless it is at sea")]
    if division is None or inside == adcode:
        return []
    found = gazetteer.division(inside)
    where = found.name if found else inside
    sentence = f"the point lies in {where}, not in {division.name}; check it"
    return [Warned("outside_county", sentence, (where, division.name))]
