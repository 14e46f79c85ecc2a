"""Positions from online geocoders, for toponyms whose county is known; without configuration there are none.

Every configured service is asked, in the order of the settings, so that they can confirm or contradict each other. Of
the answers that stand every check (`geo.online.judging`) the finest wins, then the first service. Two services within
`SAME_PLACE_KM` make the place sure (high); one alone, or two against a third, gives medium; if they contradict each
other, or the only answer names nothing of its own, the place is an inference (low).

Asked for are projects, sites, towns and villages. Rivers, routes, regions and whole counties have no one point.
"""

import logging
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from shapely.geometry import Point

from geo import reasons
from geo.boundaries import Boundaries
from geo.findings import NOTHING, PRECISION_RANK, Finding, place_id
from geo.gazetteer import Gazetteer
from geo.geometry import distance_km
from geo.models import Candidate, Place, Rule, Toponym
from geo.names import core
from geo.online.answers import Query
from geo.online.judging import SAME_PLACE_KM, Judge, Judged, candidate
from geo.online.options import read_options
from geo.online.replies import Asker

ASKED_TYPES = {"project", "site"}
ASKED_LEVELS = {"town", "village"}
LONGEST_NAME = 60  # 高德 takes 80 characters; what is longer is a sentence
_ODBL_SOURCE = "nominatim"
# Confidence by whether another service confirms the chosen answer, and whether one contradicts it.
_SURENESS = {(True, False): "high", (True, True): "medium", (False, False): "medium", (False, True): "low"}

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Gathered:
    """What all services said about one toponym."""

    accepted: list[Judged] = field(default_factory=list)
    rejected: list[Candidate] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)


class OnlineGeocoders:
    """Asks the configured services; one object serves one run and any number of threads."""

    def __init__(self, askers: Iterable[Asker], boundaries: Boundaries, gazetteer: Gazetteer) -> None:
        self._askers = tuple(askers)
        self._boundaries = boundaries
        self._gazetteer = gazetteer
        self._notices: list[str] = []
        self._lock = threading.Lock()

    @classmethod
    def from_settings(cls, boundaries: Boundaries, gazetteer: Gazetteer) -> "OnlineGeocoders | None":
        """The geocoders of the settings, or None when none is configured; nothing is asked yet.

        Raises
        ------
        SettingError
            If a setting cannot be used.
        """
        options = read_options()
        if not options.order:
            return None
        from geo.online.assembly import couriers  # geopy takes a tenth of a second to load, needed by few

        return cls(couriers(options), boundaries, gazetteer)

    @property
    def notices(self) -> tuple[str, ...]:
        """What went wrong with services so far in this run, each sentence once."""
        with self._lock:
            return tuple(self._notices)

    def find(self, toponym: Toponym) -> Finding:
        """The place the services agree on or one of them gives, checked; without one the reason, and what was refused.

        A service that fails is a reason, never an exception.
        """
        query = self._query(toponym)
        if query is None:
            return NOTHING
        gathered = self._gather(toponym, query)
        if not gathered.accepted:
            labels = "、".join(gathered.answered)
            reason = [reasons.NO_ONLINE_ANSWER.format(labels=labels)] if labels else []
            return Finding(None, "；".join((*reason, *gathered.problems)), tuple(gathered.rejected))
        return self._decided(toponym, query, gathered)

    def _query(self, toponym: Toponym) -> Query | None:
        """What to ask, or None for what is not asked online: another type, no county, or one that cannot be checked."""
        is_place = toponym.type in ASKED_TYPES and not toponym.waypoints
        if not is_place and not (toponym.type == "admin" and toponym.admin_level in ASKED_LEVELS):
            return None
        adcode = toponym.adcode or toponym.jurisdiction or ""
        polygon = self._boundaries.polygon(adcode) if self._gazetteer.is_county(adcode) else None
        name, town = _clean(toponym.name), _clean(toponym.township or "")
        if polygon is None or not 0 < len(name) <= LONGEST_NAME:
            return None
        divisions = (self._gazetteer.division(code) for code in reversed(self._gazetteer.ancestors(adcode)))
        parts = [division.name for division in divisions if division is not None]
        for part in (town, name):
            # A name that already begins with its county or township does not get it twice.
            parts = [one for one in parts if not part.startswith(one)] + [part]
        code = self._boundaries.counties.release_code(adcode)
        return Query(name, "".join(parts), adcode, code, polygon.bounds)

    def _gather(self, toponym: Toponym, query: Query) -> _Gathered:
        judge = Judge(toponym, query.adcode, boundaries=self._boundaries, gazetteer=self._gazetteer)
        gathered = _Gathered()
        for asker in self._askers:
            answered = False
            for question in asker.service.questions(query):
                reply = asker.ask(question)
                answered = answered or reply.answered
                if reply.problem:
                    gathered.problems.append(reply.problem)
                verdict = judge.verdict(asker.service, reply)
                gathered.rejected += verdict.rejected
                if verdict.accepted is not None:
                    gathered.accepted.append(verdict.accepted)
                    break
            if answered:
                gathered.answered.append(asker.service.label)
        self._note(gathered.problems)
        return gathered

    def _note(self, problems: list[str]) -> None:
        with self._lock:
            new = [problem for problem in problems if problem not in self._notices]
            self._notices += new
        for problem in new:
            _log.warning(problem)

    def _decided(self, toponym: Toponym, query: Query, gathered: _Gathered) -> Finding:
        """The finest answer, or where several are as fine the first that another confirms, with what the others say."""
        named = [one for one in gathered.accepted if one.named] or gathered.accepted
        finest = min(PRECISION_RANK[one.precision] for one in named)
        peers = [one for one in named if PRECISION_RANK[one.precision] == finest]
        chosen = next((one for one in peers if _confirming(one, peers)), peers[0])
        confirming = _confirming(chosen, peers)
        against = [one for one in peers if one is not chosen and one not in confirming]
        place = self._place(toponym, query, chosen, confirming)
        county = place.county or query.adcode
        label, answer = chosen.service.label, chosen.answer
        template = reasons.FOUND_ONLINE if chosen.named else reasons.FOUND_ONLINE_UNNAMED
        reason = template.format(label=label, name=answer.name, described=answer.described, county=county)
        if confirming:
            km = distance_km(chosen.point, confirming[0].point)
            reason += reasons.FOUND_ONLINE_AGREED.format(label=confirming[0].service.label, km=km)
        if against:
            reason += reasons.FOUND_ONLINE_APART
        confidence = "low" if not chosen.named else _SURENESS[bool(confirming), bool(against)]
        others = [one for one in gathered.accepted if one is not chosen and one not in confirming]
        not_chosen = (_not_chosen(one, chosen, apart=one in against) for one in others)
        return Finding(
            replace(place, place_confidence=confidence),
            "；".join((reason, *gathered.problems)),
            (*gathered.rejected, *not_chosen),
            Rule.ONLINE,
        )

    def _place(self, toponym: Toponym, query: Query, chosen: Judged, confirming: list[Judged]) -> Place:
        division = self._gazetteer.division(query.adcode)
        name = chosen.answer.name or toponym.name
        lon, lat = chosen.point
        townships = {township.name for township in self._gazetteer.townships(query.adcode)}
        return Place(
            place_id=place_id("online", core(name), query.adcode, chosen.service.code, f"{lon:.6f},{lat:.6f}"),
            name=name,
            kind=toponym.kind,
            adcode=query.adcode,
            county=division.name if division else None,
            township=name if chosen.precision == "township" and name in townships else None,
            geometry=Point(lon, lat),
            precision=chosen.precision,
            place_confidence="medium",
            source=chosen.service.code,
            evidence="；".join(_evidence(one) for one in (chosen, *confirming)),
        )


def _clean(name: str) -> str:
    """A name without line breaks and without halves of characters, which no address can carry."""
    return " ".join(name.split()).encode("utf-8", "ignore").decode()


def _confirming(chosen: Judged, peers: list[Judged]) -> list[Judged]:
    """The answers of other services at the same place."""
    others = [one for one in peers if one.service is not chosen.service]
    return [one for one in others if distance_km(one.point, chosen.point) <= SAME_PLACE_KM]


def _not_chosen(one: Judged, chosen: Judged, *, apart: bool) -> Candidate:
    """The record of an answer that stood the checks and yet was not chosen."""
    if not apart:
        return candidate(one.service, one.answer, reasons.REJECT_COARSER)
    km = distance_km(one.point, chosen.point)
    reason = reasons.REJECT_ONLINE_APART.format(label=chosen.service.label, km=km)
    return candidate(one.service, one.answer, reason)


def _evidence(one: Judged) -> str:
    """Who said what, and when."""
    answer = one.answer
    parts = [answer.described, answer.answer_id, reasons.ONLINE_ODBL if one.service.code == _ODBL_SOURCE else ""]
    details = "，".join(filter(None, parts))
    return reasons.ONLINE_EVIDENCE.format(
        label=one.service.label, name=answer.name or "—", details=details, date=one.reply.asked_on
    )
