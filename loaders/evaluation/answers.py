"""What a resolution answers, as a code or a tie, and how that compares with the answer that is right.

A code has 6 digits for a province, city or county and 12 for a township. An answer that is wrong misleads and an
answer in spite of a tie pretends, so both are worse than no answer; a coarser place, a needless tie and
no answer only lose something.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from geo.gazetteer import Gazetteer, bare_name
from geo.models import Resolution, Rule, Township

TIE, NONE, OPEN = "tie", "none", "open"
POINTS = frozenset({"exact", "village", "township"})


class Verdict(StrEnum):
    """How an answer compares with the right one, best first; the last two are worse than none."""

    RIGHT = "right"
    COARSER = "coarser"
    TIE = "tie"
    NONE = "none"
    PRETENDED = "pretended"
    WRONG = "wrong"


WORSE_THAN_NONE = (Verdict.PRETENDED, Verdict.WRONG)


@dataclass(frozen=True, slots=True)
class Answer:
    """`code` of the place, or None; `is_tie` when it is open between the counties `tied`; `has_point` of a seat."""

    code: str | None
    is_tie: bool = False
    tied: frozenset[str] = frozenset()
    has_point: bool = False


class Codes:
    """Townships by code, by official name, and by the name a plan may still use."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self._by_code: dict[str, Township] = {}
        self._by_name: dict[tuple[str, str], Township] = {}
        for division in gazetteer.divisions():
            for township in gazetteer.townships(division.adcode):
                self._by_code[township.code] = township
                self._by_name[township.adcode, township.name] = township

    def __contains__(self, code: str) -> bool:
        return code in self._by_code or self.gazetteer.division(code) is not None

    def name(self, code: str) -> str:
        """Official name of a code that is known."""
        if code in self._by_code:
            return self._by_code[code].name
        division = self.gazetteer.division(code)
        return division.name if division else ""

    def township(self, adcode: str, names: Iterable[str]) -> Township | None:
        """The township of a county by its name of today, by one it had, or by a bare name only one of them has."""
        names = tuple(names)
        former = {row.name: row.current for row in self.gazetteer.former_townships(adcode) if row.current}
        for name in (*names, *(former[name] for name in names if name in former)):
            if (adcode, name) in self._by_name:
                return self._by_name[adcode, name]
        bare = {bare_name(name) for name in names}
        alike = [one for one in self.gazetteer.townships(adcode) if bare_name(one.name) in bare]
        return alike[0] if len(alike) == 1 else None

    def contains(self, region: str, code: str) -> bool:
        """Whether the unit `code` is `region` or lies in it."""
        if len(region) > len("659001"):
            return region == code
        township = self._by_code.get(code)
        return self.gazetteer.contains(region, township.adcode if township else code)

    def answer(self, resolution: Resolution) -> Answer:
        """What a resolution says."""
        place = resolution.place
        tied = frozenset(candidate.adcode for candidate in resolution.tied if candidate.adcode)
        code = place.adcode if place else None
        if place and place.adcode and place.township:
            township = self._by_name.get((place.adcode, place.township))
            code = township.code if township else code
        return Answer(code, _is_tie(resolution), tied, place is not None and place.precision in POINTS)

    def judge(self, answer: Answer, expected: str, tied: frozenset[str] = frozenset()) -> Verdict:
        """How an answer compares with `expected`: a code, `tie` (between the units `tied`), `none`, or `open`.

        `open` stands for a name nothing in the plan decides: a tie and no answer are both right.
        """
        if expected == TIE:
            return self._judge_tie(answer, tied)
        if answer.is_tie:
            return Verdict.RIGHT if expected == OPEN else Verdict.TIE
        if answer.code is None:
            return Verdict.RIGHT if expected in (NONE, OPEN) else Verdict.NONE
        if expected in (NONE, OPEN):
            return Verdict.PRETENDED
        if answer.code == expected:
            return Verdict.RIGHT
        return Verdict.COARSER if self.contains(answer.code, expected) else Verdict.WRONG

    def _judge_tie(self, answer: Answer, tied: frozenset[str]) -> Verdict:
        """A tie must name no county that is not tied; a place that holds all tied units is merely coarser."""
        if answer.is_tie:
            counties = {one if len(one) == len("659001") else self._by_code[one].adcode for one in tied}
            return Verdict.RIGHT if answer.tied <= counties else Verdict.WRONG
        if answer.code is None:
            return Verdict.NONE
        if tied and all(self.contains(answer.code, one) for one in tied):
            return Verdict.COARSER
        return Verdict.PRETENDED


def _is_tie(resolution: Resolution) -> bool:
    return bool(resolution.tied) or resolution.rule is Rule.TIE
