"""Whether an answer may place what was asked: its name, its level, its point and the county polygon decide.

Two names agree when they share a key of `geo.names` – the same name but for brackets, spaces, long words and generic
endings – with or without their county in front (秀山县马西水库, 马西水库). A key that is shorter than three characters
counts only for names that are equal as written: 黄水度假区 is not the village 黄水. Nothing is matched by similarity.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from geo import reasons
from geo.boundaries import Boundaries
from geo.crs import to_wgs84
from geo.errors import CoordinateError
from geo.findings import PRECISION_RANK
from geo.gazetteer import Gazetteer
from geo.geometry import LonLat, distance_km
from geo.models import Candidate, Toponym
from geo.names import keys, normalised, without_prefix
from geo.online.answers import Answer
from geo.online.replies import AskedService, Reply

# Answers of one name this far apart are two places; answers of two services this near are one.
SAME_PLACE_KM = 2.0
SHORTEST_LOOSE_KEY = 3
# An administrative place is asked for at its own level and never placed finer.
_FINEST = {"town": "township", "village": "village"}
_FINE = {"exact", "village", "township"}
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Judged:
    """An answer that stood every check: its service and reply, its point in CGCS2000 and what it is precise to."""

    service: AskedService
    reply: Reply
    answer: Answer
    point: LonLat
    precision: str

    @property
    def named(self) -> bool:
        """Whether the service named what it found."""
        return bool(self.answer.name)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is left of a reply: the answer that may place the toponym or none, and the rejected ones with reasons."""

    accepted: Judged | None
    rejected: tuple[Candidate, ...]


class Judge:
    """Judges the answers to one toponym in one county."""

    def __init__(self, toponym: Toponym, adcode: str, *, boundaries: Boundaries, gazetteer: Gazetteer) -> None:
        self._toponym = toponym
        self._adcode = adcode
        self._boundaries = boundaries
        self._gazetteer = gazetteer
        self._names = [self._name_keys(name) for name in (toponym.name, *toponym.aliases)]

    def verdict(self, service: AskedService, reply: Reply) -> Verdict:
        """The first answer that stands every check; none where several do that are not the same place."""
        fitting: list[Judged] = []
        rejected: list[Candidate] = []
        for answer in reply.answers:
            judged = self._judged(service, reply, answer)
            if isinstance(judged, Judged):
                fitting.append(judged)
            else:
                rejected.append(candidate(service, answer, judged))
        fitting.sort(key=lambda one: PRECISION_RANK[one.precision])
        best = [one for one in fitting if one.precision == fitting[0].precision]
        if any(distance_km(best[0].point, one.point) > SAME_PLACE_KM for one in best):
            reason = reasons.REJECT_ONLINE_TIE.format(label=service.label, count=len(best), km=SAME_PLACE_KM)
            return Verdict(None, (*rejected, *(candidate(service, one.answer, reason) for one in best)))
        return Verdict(fitting[0] if fitting else None, tuple(rejected))

    def _judged(self, service: AskedService, reply: Reply, answer: Answer) -> Judged | str:
        """The answer with its point in CGCS2000, or the reason that speaks against it."""
        precision = self._precision(answer)
        if precision is None:
            described = answer.described or answer.name
            return reasons.REJECT_ONLINE_LEVEL.format(label=service.label, described=described)
        if not answer.name and self._toponym.type != "admin":
            return reasons.REJECT_ONLINE_UNNAMED.format(label=service.label)
        if answer.name and not self._agrees(answer.name):
            return reasons.REJECT_ONLINE_NAME.format(label=service.label, name=self._toponym.name)
        point = _point(service, answer)
        if point is None:
            return reasons.REJECT_ONLINE_NO_POINT.format(label=service.label)
        objection = self._elsewhere(answer, point)
        return objection or Judged(service, reply, answer, point, precision)

    def _precision(self, answer: Answer) -> str | None:
        """What the answer is precise to, at most what was asked; None when that is no finer than the county."""
        if answer.precision not in _FINE:
            return None
        finest = _FINEST.get(self._toponym.admin_level or "", "exact") if self._toponym.type == "admin" else "exact"
        if not answer.name and answer.precision != finest:
            return None
        return max(answer.precision, finest, key=lambda precision: PRECISION_RANK[precision])

    def _elsewhere(self, answer: Answer, point: LonLat) -> str:
        """Why the answer lies in another county; '' when it does not."""
        county = self._county_name(self._adcode)
        stated = answer.adcode
        if stated and self._gazetteer.is_county(stated) and stated != self._adcode:
            return reasons.REJECT_OTHER_COUNTY.format(found=self._county_name(stated), wanted=county)
        if not self._boundaries.covers(self._adcode, *point):
            return reasons.REJECT_OUTSIDE_POLYGON.format(county=county)
        return ""

    def _agrees(self, name: str) -> bool:
        strict, loose = self._name_keys(name)
        return any(strict & asked or loose & other for asked, other in self._names)

    def _name_keys(self, name: str) -> tuple[frozenset[str], frozenset[str]]:
        """The name as written, and every key that is long enough to tell things apart."""
        written = normalised(name)
        spellings = (written, *self._without_county(written))
        loose = {key for spelling in spellings for key in keys(spelling) if len(key) >= SHORTEST_LOOSE_KEY}
        return frozenset({written}), frozenset(loose)

    def _without_county(self, name: str) -> Iterator[str]:
        """The name without the county in front, with or without the divisions above it, and without the township.

        A division above alone stays: 重庆市人民医院 is no hospital of its counties.
        """
        shorter, rest = name, name
        for code in reversed(self._gazetteer.ancestors(self._adcode)):
            division = self._gazetteer.division(code)
            before, rest = rest, without_prefix(rest, self._gazetteer.forms(division) if division else ())
            if code == self._adcode and rest != before:
                shorter = rest
        own = name.removeprefix(self._county_name(self._adcode)[-1])  # 市人民医院 in a plan of 琼海市
        town = [self._toponym.township] if self._toponym.township else []
        yield from (shorter, own, without_prefix(shorter, town))

    def _county_name(self, adcode: str) -> str:
        division = self._gazetteer.division(adcode)
        return division.name if division else adcode


def _point(service: AskedService, answer: Answer) -> LonLat | None:
    """The point in CGCS2000, None where the service gave no longitude and latitude."""
    if answer.lon is None or answer.lat is None:
        return None
    try:
        lon, lat = to_wgs84(answer.lon, answer.lat, datum=service.datum)
    except CoordinateError:
        return None
    return round(lon, _DIGITS), round(lat, _DIGITS)


def candidate(service: AskedService, answer: Answer, reason: str) -> Candidate:
    """An answer that was not chosen."""
    return Candidate(answer.name or answer.described, answer.adcode, answer.precision, service.code, reason)
