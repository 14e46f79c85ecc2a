"""Which of several bearers of one name a text means: points for what speaks for each, and no guess on a tie.

The county the text gives is a condition, not evidence: bearers outside it never get here. Everything else counts
points – the level asked for, the form of the name, the plan's jurisdiction, the counties named beside the toponym,
the distance to the plan's other places – and the best bearer wins only when it leads by `MARGIN`. The points were set
by reasoning, not fitted: what a plan is about weighs most, what stands in the same task comes next.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from geo import reasons
from geo.bearers import BARE, OFFICIAL, Bearer, seat
from geo.boundaries import Boundaries
from geo.gazetteer import Gazetteer
from geo.geometry import LonLat, distance_km
from geo.models import Candidate, Context, Toponym

MARGIN = 2
# A name in the plan's own area; in a county's plan hardly anything else is meant.
INSIDE = {"county": 8, "city": 7, "province": 3}
SAME_CITY, SAME_PROVINCE = 3, 2
BESIDE = (6, 5, 4)  # named nearest, next, or farther off in the same task
BESIDE_IN_CITY = 3
NEAR_KM = ((30.0, 3), (100.0, 2), (300.0, 1))
LEVEL, OFFICIAL_FORM, OTHER_FORM = 4, 2, 1
# A bare name means a city sooner than a county, and a county sooner than a district of that name.
PROMINENCE = {"province": 4, "city": 3, "county": 2}
DISTRICT = "区"


@dataclass(frozen=True, slots=True)
class Scored:
    """A bearer with its points and the sentences that say what they were given for."""

    bearer: Bearer
    points: int
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The bearer that is meant, or None with the `tied` ones; `beaten` are those that fitted less well."""

    winner: Scored | None
    tied: tuple[Scored, ...] = ()
    beaten: tuple[Scored, ...] = ()


class Scorer:
    """Scores bearers against what a toponym and its plan say."""

    def __init__(self, gazetteer: Gazetteer, boundaries: Boundaries) -> None:
        self._gazetteer = gazetteer
        self._boundaries = boundaries

    def choose(self, bearers: Sequence[Bearer], toponym: Toponym, context: Context) -> Choice:
        """The clearly best bearer; several within the margin are tied, and nothing is chosen."""
        if not bearers:
            return Choice(None)
        scored = sorted(
            (self.score(bearer, toponym, context) for bearer in bearers), key=lambda one: (-one.points, one.bearer.code)
        )
        best = scored[0].points
        tied = [one for one in scored if best - one.points < MARGIN]
        beaten = tuple(one for one in scored if best - one.points >= MARGIN)
        return Choice(tied[0], (), beaten) if len(tied) == 1 else Choice(None, tuple(tied), beaten)

    def score(self, bearer: Bearer, toponym: Toponym, context: Context) -> Scored:
        """Points of one bearer, and what they were given for."""
        parts = [self._jurisdiction(bearer, toponym.jurisdiction), *self._surroundings(bearer, context)]
        located = [(points, words) for points, words in parts if points]
        named = _name(bearer) + (LEVEL if toponym.admin_level == bearer.level else 0)
        total = named + sum(points for points, _ in located)
        return Scored(bearer, total, tuple(words for _, words in located))

    def _jurisdiction(self, bearer: Bearer, jurisdiction: str | None) -> tuple[int, str]:
        """Points for lying in the plan's area, or for being a division the area lies in."""
        home = self._gazetteer.division(jurisdiction) if jurisdiction else None
        if home is None:
            return 0, ""
        chain, own = self._gazetteer.ancestors(bearer.adcode), self._gazetteer.ancestors(home.adcode)
        if home.adcode in chain or bearer.adcode in own:
            level = "city" if self._city(home.adcode) == home.adcode else home.level
            return INSIDE[level], reasons.SCORED_INSIDE.format(region=home.name)
        shared = next((code for code in chain if code in own), None)
        if shared is None:
            return 0, ""
        name = self._name(shared)
        return (SAME_PROVINCE if shared == own[-1] else SAME_CITY), reasons.SCORED_SAME_REGION.format(region=name)

    def _beside(self, bearer: Bearer, counties: tuple[str, ...]) -> tuple[int, str]:
        """Points for a county that is named in the same task, fewer for one of the same city."""
        for rank, adcode in enumerate(counties):
            if self._gazetteer.contains(bearer.adcode, adcode) or bearer.adcode == adcode:
                return BESIDE[min(rank, len(BESIDE) - 1)], reasons.SCORED_BESIDE.format(county=self._name(adcode))
        city = self._city(bearer.adcode)
        for adcode in counties:
            if city and self._city(adcode) == city:
                return BESIDE_IN_CITY, reasons.SCORED_BESIDE_CITY.format(county=self._name(adcode))
        return 0, ""

    def _surroundings(self, bearer: Bearer, context: Context) -> list[tuple[int, str]]:
        """Points for the counties named beside and for the plan's other places.

        Where nothing is placed yet, being a county named beside or lying near one counts, the better of the two.
        """
        beside = self._beside(bearer, context.counties)
        if context.points:
            return [beside, self._distance(bearer, context.points)]
        seats = [point for adcode in context.counties[: len(BESIDE)] if (point := self._where(adcode))]
        return [max(beside, self._distance(bearer, seats), key=lambda part: part[0])]

    def _distance(self, bearer: Bearer, points: Sequence[LonLat]) -> tuple[int, str]:
        """Points for lying near one of `points`."""
        where = (bearer.point or self._where(bearer.adcode)) if points else None
        if where is None:
            return 0, ""
        gap = min(distance_km(where, point) for point in points)
        near = next((given for limit, given in NEAR_KM if gap <= limit), 0)
        return near, reasons.SCORED_NEAR.format(km=round(gap)) if near else ""

    def _where(self, adcode: str) -> LonLat | None:
        """The seat of a division, or a point inside it."""
        division = self._gazetteer.division(adcode)
        known = seat(division) if division else None
        inside = None if known else self._boundaries.representative_point(adcode)
        return (inside.x, inside.y) if inside else known

    def _city(self, adcode: str) -> str | None:
        """The city a division is or lies in; a province without cities (重庆) is one itself."""
        chain = self._gazetteer.ancestors(adcode)
        if len(chain) == 1:
            cities = (child for child in self._gazetteer.children(adcode) if child.level == "city")
            return None if next(cities, None) else adcode
        city = self._gazetteer.division(chain[-2])
        return chain[-2] if city and city.level == "city" else self._city(chain[-1])

    def _name(self, adcode: str) -> str:
        division = self._gazetteer.division(adcode)
        return division.name if division else adcode


def _name(bearer: Bearer) -> int:
    """Points for how the name is written."""
    if bearer.form == OFFICIAL:
        return OFFICIAL_FORM
    if bearer.form != BARE:
        return OTHER_FORM
    return 0 if bearer.name.endswith(DISTRICT) else PROMINENCE.get(bearer.level, 0)


def candidates(scored: Sequence[Scored], *, precision: str, reason: str) -> tuple[Candidate, ...]:
    """Bearers as candidates of an answer, each with what spoke for it."""
    return tuple(
        Candidate(
            one.bearer.name,
            one.bearer.adcode,
            precision,
            "gazetteer",
            reason if not one.evidence else f"{reason}（{'、'.join(one.evidence)}）",
        )
        for one in scored
    )


def why(choice: Choice) -> str:
    """What decided, where there was something to decide."""
    if choice.winner is None or not choice.beaten:
        return ""
    evidence = "、".join(choice.winner.evidence) or reasons.SCORED_FORM
    return reasons.CHOSEN_BY.format(count=len(choice.beaten) + 1, evidence=evidence)
