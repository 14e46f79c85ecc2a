"""Which township or division a toponym means, by what its name and its text say; positions come later.

Definitions: a township is *named* when the project's name spells it out, *given* when the text says it elsewhere,
*of a village* when a village of the county's table stands in the name, *inferred* when the name only begins like it.
The county of the text is a condition. Among bearers of one name `geo/scoring.py` decides, or it is a tie.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from geo import reasons
from geo.bearers import BARE, FORMER, OFFICIAL, Bearer, BearerFinder
from geo.boundaries import Boundaries
from geo.findings import NOTHING, Finding
from geo.gazetteer import Gazetteer
from geo.models import Candidate, Context, Division, Rule, Toponym, Township
from geo.names import normalised
from geo.scoring import Choice, Scored, Scorer, candidates, why
from geo.townships import TownshipFinder, villages_in
from geo.villages import Villages

LONGEST_CITY_NAME = 8
SHOWN_ELSEWHERE = 5


@dataclass(frozen=True, slots=True)
class Naming:
    """The one township meant, with rule, sentence and confidence; or the `doubt`: a tie, or nothing at all."""

    township: Township | None = None
    rule: Rule = Rule.TOWNSHIP_GIVEN
    reason: str = ""
    confidence: str = ""
    doubt: Finding = NOTHING

    @property
    def is_known(self) -> bool:
        """Whether the text speaks of a township at all."""
        return self.township is not None or bool(self.doubt.tied)

    @property
    def adcode(self) -> str | None:
        """The county of the township, also of tied ones that share it."""
        if self.township is not None:
            return self.township.adcode
        counties = {candidate.adcode for candidate in self.doubt.tied}
        return counties.pop() if len(counties) == 1 else None


@dataclass(frozen=True, slots=True)
class Holding:
    """The division a toponym is known to lie in, with rule, sentence and confidence; None with the reason."""

    division: Division | None
    rule: Rule
    reason: str
    confidence: str = ""


class TownshipNamer:
    """Names the township of a project, a town or a village."""

    def __init__(self, gazetteer: Gazetteer, boundaries: Boundaries, villages: Villages | None) -> None:
        self._gazetteer = gazetteer
        self._villages = villages
        self._bearers = BearerFinder(gazetteer)
        self._finder = TownshipFinder(gazetteer)
        self._scorer = Scorer(gazetteer, boundaries)

    def of_project(self, toponym: Toponym, context: Context) -> Naming:
        """The township in a project's or village's name, else the one its text gives, else that of the village."""
        scope = toponym.adcode or toponym.jurisdiction
        if scope is None:
            return Naming()
        inside = self._finder.in_name(toponym.name, scope)
        if inside:
            return self._naming(inside, toponym, context, rule=Rule.TOWNSHIP_NAMED)
        given = self._bearers.townships(toponym.township, scope) if toponym.township else ()
        if given:
            return self._naming(given, toponym, context, rule=Rule.TOWNSHIP_GIVEN)
        return self._of_villages(toponym, context, scope)

    def of_town(self, toponym: Toponym, context: Context) -> Naming:
        """A town itself: in the county of the text, in the plan's area, or in a county named beside it."""
        scope = toponym.adcode or toponym.jurisdiction
        found = self._bearers.townships(toponym.name, scope) if scope else ()
        elsewhere = () if found or toponym.adcode else self._bearers.townships(toponym.name, None)
        if not found:
            found = tuple(one for one in elsewhere if one.adcode in context.counties)
        if not found and scope is None and len(elsewhere) == 1 and elsewhere[0].form == OFFICIAL:
            found = elsewhere
        if found:
            return self._naming(found, toponym, context, rule=Rule.DIVISION)
        away = [Scored(one, 0, ()) for one in elsewhere[:SHOWN_ELSEWHERE]]
        rejected = candidates(away, precision="township", reason=reasons.REJECT_ELSEWHERE)
        return Naming(doubt=Finding(None, self._unknown(toponym), rejected, Rule.NO_SUCH_DIVISION))

    def inferred(self, toponym: Toponym, context: Context) -> Naming:
        """The township whose bare name the project's name begins with, in its county or in the city of the plan."""
        scope = toponym.adcode or toponym.jurisdiction
        division = self._gazetteer.division(scope) if scope else None
        if division is None or division.level == "province":
            return Naming()
        found = self._finder.at_head(toponym.name, division.adcode)
        return self._naming(found, toponym, context, rule=Rule.TOWNSHIP_INFERRED)

    def _unknown(self, toponym: Toponym) -> str:
        """Why no table has the town: its name is of the past, or it has none at all."""
        past = self._gazetteer.former_townships_named(toponym.name)
        scope = toponym.adcode or toponym.jurisdiction
        if scope and any(self._gazetteer.contains(scope, one.adcode) for one in past):
            return reasons.NO_HEIR.format(name=toponym.name)
        return reasons.NO_SUCH_DIVISION.format(name=toponym.name)

    def _of_villages(self, toponym: Toponym, context: Context, scope: str) -> Naming:
        division = self._gazetteer.division(scope)
        if self._villages is None or division is None or division.level == "province":
            return Naming()
        for village in villages_in(toponym.name):
            codes = self._villages.townships_of(scope, village)
            townships = [one for code in codes if (one := self._gazetteer.township(code))]
            found = [self._bearers.of_township(one, OFFICIAL) for one in townships]
            if found:
                return self._naming(found, toponym, context, rule=Rule.TOWNSHIP_OF_VILLAGE, village=village)
        return Naming()

    def _naming(
        self, bearers: Sequence[Bearer], toponym: Toponym, context: Context, *, rule: Rule, village: str = ""
    ) -> Naming:
        """The bearer that is meant, the tie, or nothing where there is no bearer."""
        if not bearers:
            return Naming()
        choice = self._scorer.choose(bearers, toponym, context)
        if choice.winner is None:
            return Naming(doubt=_tie(choice, "township"))
        bearer = choice.winner.bearer
        reason, confidence = NAMED[rule]
        words = reason.format(township=bearer.name, village=village) + why(choice)
        if bearer.form == FORMER:
            words += reasons.FORMER_NAME.format(current=bearer.name)
        if confidence == "high" and (choice.beaten or (bearer.form in {FORMER, BARE} and not toponym.adcode)):
            confidence = "medium"
        township = self._gazetteer.township(bearer.code)
        return Naming(township, rule, words, confidence, Finding(None, "", _beaten(choice, "township")))


NAMED = {
    Rule.TOWNSHIP_NAMED: (reasons.FOUND_TOWNSHIP_NAMED, "high"),
    Rule.TOWNSHIP_GIVEN: (reasons.FOUND_TOWNSHIP_GIVEN, "medium"),
    Rule.TOWNSHIP_OF_VILLAGE: (reasons.FOUND_TOWNSHIP_OF_VILLAGE, "medium"),
    Rule.TOWNSHIP_INFERRED: (reasons.FOUND_TOWNSHIP_INFERRED, "low"),
    Rule.DIVISION: (reasons.FOUND_DIVISION, "high"),
}


class DivisionNamer:
    """Names the division that a toponym is, or that holds it."""

    def __init__(self, gazetteer: Gazetteer, boundaries: Boundaries) -> None:
        self._gazetteer = gazetteer
        self._bearers = BearerFinder(gazetteer)
        self._scorer = Scorer(gazetteer, boundaries)

    def itself(self, toponym: Toponym, context: Context) -> tuple[Division | None, Finding]:
        """The province, city or county meant, with what was rejected; None with the tie or the reason."""
        given = self._gazetteer.division(toponym.adcode) if toponym.adcode else None
        bearers = self._bearers.divisions(toponym.name)
        if given is not None:
            bearers = (self._bearers.of_division(given, toponym.name),)
        fitting = [one for one in bearers if toponym.admin_level in {None, one.level}]
        if not fitting:
            reason = reasons.NO_SUCH_DIVISION.format(name=toponym.name)
            return None, Finding(None, reason, rule=Rule.NO_SUCH_DIVISION)
        choice = self._scorer.choose(fitting, toponym, context)
        if choice.winner is None:
            return None, _tie(choice, "county")
        division = self._gazetteer.division(choice.winner.bearer.code)
        return division, Finding(None, reasons.FOUND_DIVISION + why(choice), _beaten(choice, "county"))

    def holding(self, toponym: Toponym, naming: Naming) -> Holding:
        """The county of the text, of the township, of a county's plan; else the city a project's name begins with."""
        if toponym.adcode is not None:
            return self._holding(toponym.adcode, Rule.COUNTY, reasons.FOUND_COUNTY, "high")
        if naming.township is not None and naming.rule is Rule.TOWNSHIP_INFERRED:
            reason = reasons.FOUND_COUNTY_INFERRED.replace("{township}", naming.township.name)
            return self._holding(naming.township.adcode, Rule.TOWNSHIP_INFERRED, reason, "low")
        if naming.adcode is not None:
            return self._holding(naming.adcode, Rule.COUNTY_BY_TOWNSHIP, reasons.FOUND_COUNTY_BY_TOWNSHIP, "medium")
        home = self._gazetteer.division(toponym.jurisdiction) if toponym.jurisdiction else None
        if home is None:
            return Holding(None, Rule.NO_COUNTY, reasons.NO_COUNTY)
        if self._gazetteer.is_county(home.adcode):
            return self._holding(home.adcode, Rule.COUNTY_BY_ISSUER, reasons.FOUND_COUNTY_BY_ISSUER, "medium")
        city = self._city_at_head(toponym, home) if toponym.type != "river" and not toponym.waypoints else None
        if city is not None:
            return Holding(city, Rule.CITY_NAMED, reasons.FOUND_CITY_NAMED.format(city=city.name), "medium")
        return Holding(None, Rule.NO_COUNTY, reasons.NO_COUNTY_WITHIN.format(region=home.name))

    def _holding(self, adcode: str, rule: Rule, reason: str, confidence: str) -> Holding:
        division = self._gazetteer.division(adcode)
        return Holding(division, rule, reason.format(county=division.name if division else adcode), confidence)

    def _city_at_head(self, toponym: Toponym, home: Division) -> Division | None:
        """The only city of the province `home` whose name a project's name begins with (蚌埠滕湖机场)."""
        text = normalised(toponym.name)
        for length in range(min(LONGEST_CITY_NAME, len(text) - 1), 1, -1):
            if text[length] in "([":  # 广州(梅州)产业转移工业园 is in the city in the brackets
                continue
            named = [one for one in self._gazetteer.named(text[:length]) if one.parent == home.adcode]
            cities = [one for one in named if one.level == "city"]
            if len(cities) == 1:
                return cities[0]
        return None


def _tie(choice: Choice, precision: str) -> Finding:
    reason = reasons.REJECT_TIE.format(count=len(choice.tied))
    tied = candidates(choice.tied, precision=precision, reason=reasons.TIED)
    return Finding(None, reason, _beaten(choice, precision), Rule.TIE, tied)


def _beaten(choice: Choice, precision: str) -> tuple[Candidate, ...]:
    best = choice.winner or choice.tied[0]
    return candidates(choice.beaten, precision=precision, reason=reasons.REJECT_WEAKER.format(chosen=best.bearer.name))
