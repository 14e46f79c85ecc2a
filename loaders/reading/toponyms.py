"""Administrative names in a text: which division or township each one is.

Names are found by one automaton over every written form of every division and over the townships of
the plan's jurisdiction. A form that several divisions share is settled by the name right before it,
then by the jurisdiction; what stays open is dropped.
"""

from dataclasses import dataclass
from functools import lru_cache

from geo.gazetteer import Gazetteer, bare_name
from geo.models import Division, Township
from loaders.reading.lexicon import WordFinder, common_words, verb_finder
from loaders.reading.normalise import is_ideograph

# An office, not a place: 琼海市人民政府, 衡阳县水利局, 人民银行琼海支行.
OFFICE_WORDS = (
    "人民政府",
    "政府",
    "市委",
    "县委",
    "区委",
    "省委",
    "党委",
    "委员会",
    "管委会",
    "支行",
    "分行",
    "分公司",
    "供电公司",
    "人大",
    "政协",
)
SHORT_FORM, SHORT_FORM_ELSEWHERE = 2, 3


@dataclass(frozen=True, slots=True)
class AdminHit:
    """A division or township named at `[start, end)` of a view; `adcode` is a township's county.

    `is_bare` marks a form without a rank, `is_ordinary` one that is also a common word, `is_listed` a bare
    member of a list that states the rank at its end (等3个镇).
    """

    start: int
    end: int
    form: str
    name: str
    level: str
    adcode: str
    code: str
    is_bare: bool
    is_ordinary: bool
    is_listed: bool = False


class ToponymFinder:
    """Finds administrative names for plans of one jurisdiction (a 6-digit adcode, or None for the nation)."""

    def __init__(self, gazetteer: Gazetteer, jurisdiction: str | None) -> None:
        self._gazetteer = gazetteer
        self._home = tuple(reversed(gazetteer.ancestors(jurisdiction or "")))  # province first
        divisions = gazetteer.divisions() if jurisdiction else ()
        self._inside = {one.adcode for one in divisions if gazetteer.contains(jurisdiction or "", one.adcode)}
        self._townships = _townships_of(gazetteer, self._inside)
        forms = [form for division in gazetteer.divisions() for form in gazetteer.forms(division)]
        self._finder = WordFinder([*forms, *self._townships], rank=lambda match: (match[0] - match[1], match[0]))

    def find(self, text: str) -> list[AdminHit]:
        """All administrative names of `text` in order."""
        hits: list[AdminHit] = []
        for start, end, form in self._finder.find(text):
            before = hits[-1] if hits and hits[-1].end == start else None
            hit = self._hit(start, end, form, before)
            if hit and (hit.is_bare or before or self._is_plausible(text, hit)):
                hits.append(hit)
        return hits

    def _is_plausible(self, text: str, hit: AdminHit) -> bool:
        """Whether a form with its rank is no accident of longer words (示|范县, 东|江源区)."""
        shortest = SHORT_FORM if self.is_home(hit.adcode) else SHORT_FORM_ELSEWHERE
        return len(hit.form) > shortest or hit.level == "province" or opens_word(text, hit.start)

    def _hit(self, start: int, end: int, form: str, before: AdminHit | None) -> AdminHit | None:
        township = self._township(form, before)
        if township:
            return AdminHit(start, end, form, township.name, "town", township.adcode, township.code, False, False)
        division = self._division(form, before)
        if division is None:
            return None
        is_bare = form in map(bare_name, (division.name, *division.former)) and form != division.name
        code = division.adcode
        is_ordinary = self._is_ordinary(form, code)
        return AdminHit(start, end, form, division.name, division.level, code, code, is_bare, is_ordinary)

    def _is_ordinary(self, form: str, adcode: str) -> bool:
        """Whether the form is also an ordinary word and so no evidence of a place (通道, 老城区)."""
        trusted = common_words().get(form)
        return trusted is not None and not (trusted and adcode in self._inside)

    def _township(self, form: str, before: AdminHit | None) -> Township | None:
        candidates = self._townships.get(form, ())
        if before and before.level == "county":
            candidates = tuple(one for one in candidates if one.adcode == before.adcode) or candidates
        return candidates[0] if len(candidates) == 1 else None

    def _division(self, form: str, before: AdminHit | None) -> Division | None:
        candidates = self._gazetteer.named(form)
        if before and before.level in ("province", "city"):
            inside = tuple(one for one in candidates if self._gazetteer.contains(before.adcode, one.adcode))
            candidates = tuple(one for one in inside if one.adcode != before.adcode) or candidates
        for home in reversed(self._home):
            near = tuple(one for one in candidates if self._gazetteer.contains(home, one.adcode))
            if near:
                candidates = near
                break
        return _only(candidates, form)

    def is_home(self, adcode: str) -> bool:
        """Whether a division lies in the province of the jurisdiction (always, for a nation-wide plan)."""
        return not self._home or self._gazetteer.contains(self._home[0], adcode)

    def bare_township(self, name: str, adcode: str | None) -> Township | None:
        """The township of the jurisdiction (or of county `adcode`) with this bare name, when there is one."""
        found = [
            one
            for one in self._gazetteer.townships_named(name)
            if one.name in self._townships and (adcode is None or one.adcode == adcode)
        ]
        return found[0] if len(found) == 1 else None

    def opens_with_township(self, words: str) -> bool:
        """Whether `words` begin with the bare name of a township of the jurisdiction (嘉积城区…)."""
        return any(self.bare_township(words[:length], None) for length in (2, 3, 4) if length < len(words) + 1)

    def bare_division(self, name: str) -> Division | None:
        """The division with this bare name, the jurisdiction's own one first, when it is one only."""
        return self._division(name, None)


def _only(candidates: tuple[Division, ...], form: str) -> Division | None:
    """The one division meant by a form: the only candidate, or the only one it is official or highest for."""
    if len(candidates) <= 1:
        return candidates[0] if candidates else None
    official = [one for one in candidates if one.name == form]
    if len(official) == 1:
        return official[0]
    for level in ("province", "city"):
        ranked = [one for one in candidates if one.level == level]
        if len(ranked) == 1:
            return ranked[0]
    return None


def _townships_of(gazetteer: Gazetteer, adcodes: set[str]) -> dict[str, tuple[Township, ...]]:
    """Townships of the jurisdiction's divisions by official name; none for a nation-wide plan."""
    found: dict[str, tuple[Township, ...]] = {}
    for adcode in sorted(adcodes):
        for township in gazetteer.townships(adcode):
            found[township.name] = (*found.get(township.name, ()), township)
    return found


def opens_word(text: str, start: int) -> bool:
    """Whether a name can begin at `start`: after punctuation, a verb or a function word."""
    if start == 0 or not is_ideograph(text[start - 1]):
        return True
    return any(end == start for _, end, _ in _verbs_before(text[max(0, start - 6) : start], start))


def _verbs_before(window: str, start: int) -> list[tuple[int, int, str]]:
    shift = start - len(window)
    return [(a + shift, b + shift, word) for a, b, word in verb_finder().find(window)]


def closes_word(text: str, end: int) -> bool:
    """Whether a name can end at `end`: before punctuation, 等, a verb or a function word."""
    if end >= len(text) or not is_ideograph(text[end]):
        return True
    return text[end] in "等至到两三地" or bool(verb_finder().at_start(text[end : end + 6]))


def is_office(text: str, hit: AdminHit) -> bool:
    """Whether the name belongs to an office (琼海市人民政府, 某县水利局), which is no place."""
    rest = text[hit.end : hit.end + 8]
    if rest.startswith(OFFICE_WORDS):
        return True
    if text[max(0, hit.start - 4) : hit.start].endswith(("银行", "公司", "国网")):
        return True
    return _is_bureau(rest)


def _is_bureau(rest: str) -> bool:
    """Whether ideographs up to 局, 委, 办 or 厅 follow at once: 水利局, 发展改革委, 卫生健康委."""
    for index, character in enumerate(rest[:7]):
        if not is_ideograph(character):
            return False
        if character in "局委厅" and index > 0:
            return True
    return False


@lru_cache(maxsize=16)
def finder_for(gazetteer: Gazetteer, jurisdiction: str | None) -> ToponymFinder:
    """The finder of a jurisdiction, made once."""
    return ToponymFinder(gazetteer, jurisdiction)
