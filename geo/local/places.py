"""Positions from imported place tables (GeoNames, OpenStreetMap): seats of townships, villages, facilities by name.

A name counts only inside the county that the text gives, or that issued the plan. Entries of one name that lie
within a few kilometres are the same thing, told twice; farther apart they are a tie, which settles nothing.
Points are `(lon, lat)` degrees (WGS 84 = CGCS2000).
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from shapely.geometry import Point

from geo import reasons
from geo.findings import NOTHING, Finding, place_id
from geo.gazetteer import Gazetteer, bare_name
from geo.geometry import distance_km
from geo.local.columns import kind_label
from geo.local.files import local_directory, place_tables
from geo.local.place_size import precision_of_radius
from geo.local.place_table import FACILITY, TOWNSHIP, VILLAGE, LocalPlace, PlaceTable, name_keys
from geo.models import Candidate, Place, Rule, Toponym, Township
from geo.names import keys, without_prefix

SOURCE = "local"
SAME_SEAT_KM = 5.0  # sources put the seat of one township at its office, its market or its middle
SAME_THING_KM = 2.0
KIND_UNKNOWN = frozenset({None, "other"})


class LocalPlaces:
    """The imported tables of the local folder; files are opened when first asked and mapped, never loaded."""

    rule = Rule.LOCAL
    notices: tuple[str, ...] = ()

    def __init__(self, tables: list[PlaceTable], gazetteer: Gazetteer) -> None:
        self._tables = tables
        self._gazetteer = gazetteer
        self._forms: dict[str, tuple[str, ...]] = {}

    @classmethod
    def from_settings(cls, gazetteer: Gazetteer, *, directory: Path | None = None) -> "LocalPlaces | None":
        """The tables in the local folder (by default that of the setting), or None when nothing was imported.

        Raises
        ------
        GazetteerFileError
            If a table is broken or of another version.
        """
        tables = [PlaceTable(folder) for folder in place_tables(directory or local_directory())]
        return cls(tables, gazetteer) if tables else None

    # --- townships ---------------------------------------------------------------------------------------------

    def township(self, code_or_name: str, adcode: str) -> LocalPlace | None:
        """The seat of a township of the county `adcode` by 12-digit code, official or bare name; None if in doubt."""
        code = code_or_name if code_or_name.isdigit() else self._code(code_or_name, adcode)
        found = self._entries(TOWNSHIP, adcode, [code]) if code else []
        best = [place for place in found if place.rank == min(one.rank for one in found)]
        return _same(best, SAME_SEAT_KM)

    def township_point(self, code_or_name: str, adcode: str) -> tuple[float, float] | None:
        """The point of `township`, or None when no table has it or the tables disagree."""
        found = self.township(code_or_name, adcode)
        return found.point if found else None

    def _code(self, name: str, adcode: str) -> str:
        """Code of the only township of the county with this official or bare name, '' when there is none."""
        townships = self._gazetteer.townships(adcode)
        named = [one.code for one in townships if one.name == name]
        named = named or [one.code for one in townships if bare_name(one.name) == name]
        return named[0] if len(named) == 1 else ""

    # --- toponyms ----------------------------------------------------------------------------------------------

    def find(self, toponym: Toponym) -> Finding:
        """A village, township seat or facility of this name in the county; NOTHING where none is known."""
        adcode = self._county(toponym)
        if adcode is None or toponym.waypoints or toponym.type in {"river", "region"}:
            return NOTHING
        if toponym.type != "admin":
            return self._facility(toponym, adcode)
        if toponym.admin_level == "village":
            return self._village(toponym, adcode)
        return self._town(toponym, adcode) if toponym.admin_level == "town" else NOTHING

    def _county(self, toponym: Toponym) -> str | None:
        codes = (toponym.adcode, toponym.jurisdiction) if toponym.adcode is None else (toponym.adcode,)
        return next((code for code in codes if code and self._gazetteer.is_county(code)), None)

    def _town(self, toponym: Toponym, adcode: str) -> Finding:
        seat = self.township(toponym.name, adcode)
        if seat is None:
            return NOTHING
        township = next(one for one in self._gazetteer.townships(adcode) if one.code == seat.township)
        reason = reasons.FOUND_LOCAL_TOWNSHIP.format(name=township.name)
        return Finding(self._place(seat, toponym, precision="township", township=township), reason, rule=self.rule)

    def _village(self, toponym: Toponym, adcode: str) -> Finding:
        names = self._names(toponym, adcode)
        if toponym.township:
            names = tuple(dict.fromkeys([*names, *(without_prefix(name, [toponym.township]) for name in names)]))
        found = self._entries(VILLAGE, adcode, name_keys(VILLAGE, names))
        return self._settled(toponym, found, precision="village", template=reasons.FOUND_LOCAL_VILLAGE)

    def _facility(self, toponym: Toponym, adcode: str) -> Finding:
        """Strict keys first: what shares a stricter key goes before what shares a looser one."""
        rejected: list[Candidate] = []
        for key in dict.fromkeys(key for name in self._names(toponym, adcode) for key in keys(name)):
            fitting = []
            for place in self._entries(FACILITY, adcode, [key]):
                if place.kind == toponym.kind or KIND_UNKNOWN & {place.kind, toponym.kind}:
                    fitting.append(place)
                else:
                    reason = reasons.REJECT_OTHER_KIND.format(
                        found=kind_label(place.kind), wanted=kind_label(toponym.kind)
                    )
                    rejected.append(_candidate(place, reason))
            if fitting:
                settled = self._settled(toponym, fitting, precision="exact", template=reasons.FOUND_LOCAL_FACILITY)
                return replace(settled, rejected=(*rejected, *settled.rejected))
        return Finding(None, "", tuple(dict.fromkeys(rejected)))

    def _settled(self, toponym: Toponym, found: list[LocalPlace], *, precision: str, template: str) -> Finding:
        """The one place that the entries are, or a tie; a large area is no finer than its size."""
        if not found:
            return NOTHING
        place = _same(found, SAME_THING_KM)
        if place is None:
            tie = reasons.REJECT_TIE.format(count=len(found))
            return Finding(None, tie, (), Rule.TIE, tuple(_candidate(one, reasons.TIED) for one in found))
        if precision == "exact":
            precision = precision_of_radius(place.radius_km)
        if precision == "region":
            return NOTHING
        reason = template.format(name=place.name)
        return Finding(self._place(place, toponym, precision=precision), reason, rule=self.rule)

    # --- shared ------------------------------------------------------------------------------------------------

    def _names(self, toponym: Toponym, adcode: str) -> tuple[str, ...]:
        """The names asked for, as written and without their county in front."""
        if adcode not in self._forms:
            division = self._gazetteer.division(adcode)
            self._forms[adcode] = self._gazetteer.forms(division) if division else ()
        names = (toponym.name, *toponym.aliases)
        return tuple(dict.fromkeys([*names, *(without_prefix(name, self._forms[adcode]) for name in names)]))

    def _entries(self, place_class: str, adcode: str, asked: "Iterator[str] | list[str]") -> list[LocalPlace]:
        """Entries of all tables with one of the keys, each once, in the order of the tables."""
        wanted = tuple(dict.fromkeys(asked))
        found = (one for table in self._tables for key in wanted for one in table.find(place_class, adcode, key))
        return list({one.source_id: one for one in found}.values())

    def _place(self, found: LocalPlace, toponym: Toponym, *, precision: str, township: Township | None = None) -> Place:
        division = self._gazetteer.division(found.adcode)
        return Place(
            place_id=f"township:{township.code}" if township else place_id(SOURCE, found.source_id),
            name=township.name if township else toponym.name,
            kind=toponym.kind,
            adcode=found.adcode,
            county=division.name if division else found.adcode,
            township=township.name if township else toponym.township,
            geometry=Point(found.point),
            precision=precision,
            place_confidence="high" if township else "medium",
            source=SOURCE,
            evidence=f"{found.source_id}（{found.licence}）",
        )


def _same(found: list[LocalPlace], within_km: float) -> LocalPlace | None:
    """The first entry when all lie within `within_km` of it: they are one thing; None when they do not, or for none."""
    if not found or any(distance_km(found[0].point, one.point) > within_km for one in found[1:]):
        return None
    return found[0]


def _candidate(place: LocalPlace, reason: str) -> Candidate:
    return Candidate(place.name, place.adcode, "exact" if place.place_class == FACILITY else "village", SOURCE, reason)
