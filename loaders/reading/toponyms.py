"""Administrative names in a text: which division or township each one is.

Names are found by one automaton over every written form of every division and over the townships of
the plan's jurisdiction; townships of other counties are read right behind their county. A form that several
divisions share is settled by the name right before it, by the members of its list, by the jurisdiction, then by
what the sentence named before.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import zip_longest

from geo.gazetteer import Gazetteer, bare_name
from geo.models import Division, Township
from loaders.reading.brands import opens_brand
from loaders.reading.lexicon import (
    Match,
    WordFinder,
    common_words,
    generic_rest,
    place_closers,
    place_traps,
    verb_finder,
)
from loaders.reading.normalise import is_ideograph
from loaders.reading.offices import names_office
from loaders.reading.wording import closes_word, opens_word, runs_on

SHORT_FORM, SHORT_FORM_ELSEWHERE = 2, 3
LIST_GAPS = ("、", "和", "及", "与")
JOINTS = (*LIST_GAPS, "以及", ",", "”“")
SENTENCE_BREAK = re.compile(r"[。;!?\n]")
RANKS = "省市县区州盟旗"
UNKNOWN_TOWN = re.compile(r"[\u4e00-\u9fff]{2,4}?(?:(?<![古小名重])镇(?!区|域|村)|乡(?![村镇])|街道|苏木)")
ETHNIC_TOWN = re.compile(r".{2,}族(乡|镇|苏木)")
VILLAGE_NEXT = re.compile(r"[\u4e00-\u9fff]{1,5}?(?:村(?!级|民|庄)|社区)")
LONGEST_TOWN = 12
DESIGNATING = ("创建", "争创", "申创", "创成", "申报", "冲刺", "晋升")


@dataclass(frozen=True, slots=True)
class AdminHit:
    """A division or township named at `[start, end)` of a view; `adcode` is a township's county ('' when open).

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
        self._inside = gazetteer.inside(jurisdiction or "")
        self.home_county = jurisdiction if jurisdiction and gazetteer.is_county(jurisdiction) else None
        self._townships: dict[str, tuple[Township, ...]] = {}
        for adcode in sorted(self._inside):
            for name, township in self.towns_of(adcode).items():
                self._townships[name] = (*self._townships.get(name, ()), township)
        self._bare_townships: dict[str, tuple[Township, ...]] = {}
        for name, townships in self._townships.items():
            bare = bare_name(name)
            self._bare_townships[bare] = tuple(dict.fromkeys((*self._bare_townships.get(bare, ()), *townships)))
        words = [*gazetteer.written(), *self._townships, *place_traps()]
        self._finder = WordFinder(words, rank=lambda match: (match[0] - match[1], match[0]))
        home = self.bare_towns_of(self.home_county) if self.home_county else {}
        self._home_finder = WordFinder(home) if home else None
        self._bare_forms = frozenset(words)

    def find(self, text: str) -> list[AdminHit]:
        """All administrative names of `text` in order."""
        hits: list[AdminHit] = []
        for start, end, form in self._finder.find(text):
            if (hits and start < hits[-1].end) or form in place_traps() or opens_brand(text, start, end):
                continue
            if form[0] == "和" and hits and hits[-1].end == start:
                start, end, form = self._behind_joint(text, start, end, form)
            if runs_on(text, end) and form[:-1] in self._bare_forms:
                end, form = end - 1, form[:-1]  # 海拉尔|区域
            near = _Neighbours.of(text, hits, start)
            hit = self._hit(start, end, form, near)
            if hit and hit.is_bare and near.within_county:
                continue  # 苍溪县|元坝: no other county behind a county
            if hit and (hit.is_bare or near.before or self._is_plausible(text, hit)):
                hits.append(hit)
                hits += self._towns_behind(text, hit)
        return [self._settled(text, hit, following) for hit, following in zip_longest(hits, hits[1:])]

    def _behind_joint(self, text: str, start: int, end: int, form: str) -> Match:
        """The form behind the conjunction 和 that a form between two places may begin with (蠡县和|顺平)."""
        for first, last, other in self._finder.find(text[start + 1 : start + 1 + LONGEST_TOWN]):
            if first == 0 and start + 1 + last > end:
                return start + 1, start + 1 + last, other
        return start, end, form

    def _settled(self, text: str, hit: AdminHit, following: AdminHit | None) -> AdminHit:
        """A bare division that opens a list, chosen anew beside the member behind it (恩施、利川: the city 恩施)."""
        if following is None or not hit.is_bare or hit.is_listed or text[hit.end : following.start] not in LIST_GAPS:
            return hit
        division = self.bare_division(hit.form, (following,)) if following.adcode else None
        if division is None or division.adcode == hit.adcode or hit.level == "town":
            return hit
        ordinary = self._is_ordinary(hit.form, division.adcode)
        return replace(
            hit,
            name=division.name,
            level=division.level,
            adcode=division.adcode,
            code=division.adcode,
            is_ordinary=ordinary,
        )

    def _is_plausible(self, text: str, hit: AdminHit) -> bool:
        """Whether a form with its rank is no accident of longer words (示|范县, 东|江源区, 合作市|场)."""
        if hit.level != "province" and runs_on(text, hit.end):
            return False
        is_common = common_words().get(bare_name(hit.form)) is False
        if is_common and text[hit.end : hit.end + 1] in ("域", "级"):
            return False
        is_home = self.is_home(hit.adcode) and not is_common
        shortest = SHORT_FORM if is_home else SHORT_FORM_ELSEWHERE
        return len(hit.form) > shortest or hit.level == "province" or opens_word(text, hit.start)

    def _hit(self, start: int, end: int, form: str, near: "_Neighbours") -> AdminHit | None:
        if form in self._townships:
            return self._town_hit(start, end, form, near)
        candidates = self._gazetteer.named(form)
        if near.mates:  # beside 四平, 吉林 is the city
            candidates = tuple(dict.fromkeys((*candidates, *self._gazetteer.bare_named(form))))
        division = self._choose(candidates, form, near)
        if division is None:
            return self._open_hit(start, end, form, candidates)
        own = self.bare_township(form, self.home_county) if self.home_county else None
        if own and not self.is_home(division.adcode):  # 永宁 in a plan of a county that has a town of this name
            return replace(town_hit(start, end, form, own), is_bare=True)
        is_bare = form != division.name and (
            form[-1] not in RANKS or form in map(bare_name, (division.name, *division.former))
        )
        code = division.adcode
        is_ordinary = self._is_ordinary(form, code)
        return AdminHit(start, end, form, division.name, division.level, code, code, is_bare, is_ordinary)

    def _town_hit(self, start: int, end: int, form: str, near: "_Neighbours") -> AdminHit:
        """A township of the jurisdiction; its county stays open where several have the name and nothing tells which."""
        candidates = self._townships[form]
        named_so = tuple(one for one in candidates if one.name == form)
        candidates = named_so or candidates
        for hit in (*near.direct, *near.mates, *near.recent):
            inside = [one for one in candidates if hit.adcode and self._gazetteer.contains(hit.adcode, one.adcode)]
            if len(inside) == 1:
                return town_hit(start, end, form, inside[0])
        if len(candidates) == 1:
            return town_hit(start, end, form, candidates[0])
        return AdminHit(start, end, form, form, "town", "", "", is_bare=False, is_ordinary=False)

    def _open_hit(self, start: int, end: int, form: str, candidates: tuple[Division, ...]) -> AdminHit | None:
        """A form with its rank that several divisions of one level have and nothing settles (鼓楼区)."""
        if len(candidates) < 2 or any((one.name, one.level) != (form, candidates[0].level) for one in candidates):
            return None
        is_ordinary = form in common_words()
        return AdminHit(start, end, form, form, candidates[0].level, "", "", is_bare=False, is_ordinary=is_ordinary)

    def _is_ordinary(self, form: str, adcode: str) -> bool:
        """Whether the form is also an ordinary word and so no evidence of a place (通道, 老城区)."""
        trusted = common_words().get(form)
        return trusted is not None and not (trusted and adcode in self._inside)

    def _towns_behind(self, text: str, hit: AdminHit) -> list[AdminHit]:
        """Townships right behind their county and in the list that follows (安远县天心镇、长沙), known there or not."""
        found: list[AdminHit] = []
        last = hit
        while last.level in ("county", "town") and last.adcode and self._gazetteer.is_county(last.adcode):
            is_joined = text[last.end : last.end + 1] in LIST_GAPS
            if last.level == "town" and not is_joined:
                break
            town = self._town_at(text, last.end + (last.level == "town"), last)
            if town is None:
                break
            found.append(town)
            last = town
        return found

    def _town_at(self, text: str, start: int, before: AdminHit) -> AdminHit | None:
        """A township of the county of `before` that begins at `start`: in full, bare at a word's end, or unknown."""
        towns = self.towns_of(before.adcode)
        bare = {} if before.is_bare and before.level == "county" else self.bare_towns_of(before.adcode)
        for end in range(min(len(text), start + LONGEST_TOWN), start + 1, -1):
            form = text[start:end]
            if form in towns and not runs_on(text, end):
                return town_hit(start, end, form, towns[form])
            township = bare.get(form)
            if township and self._ends_bare(text, end, form, before):
                return replace(town_hit(start, end, form, township, is_listed=True), is_bare=True)
        match = UNKNOWN_TOWN.match(text, start) if before.level == "county" and not before.is_bare else None
        ends = match and (closes_word(text, match.end()) or VILLAGE_NEXT.match(text, match.end()))
        if match is None or not ends or generic_rest(match.group()[:-1]) < SHORT_FORM:
            return None
        name = match.group()
        return AdminHit(start, match.end(), name, name, "town", before.adcode, "", is_bare=False, is_ordinary=False)

    @staticmethod
    def _ends_bare(text: str, end: int, form: str, before: AdminHit) -> bool:
        """Whether a bare township ends here: at a joint, a verb or a word such as 片区; a long one in a list anyway."""
        if text.startswith(DESIGNATING, end):
            return False  # a sight that seeks a grade
        if before.level == "town" and len(form) > SHORT_FORM:
            return True
        if end >= len(text) or not is_ideograph(text[end]) or text[end] in "和及与等":
            return True
        return len(verb_finder().at_start(text[end : end + 6])) > 1 or text.startswith(place_closers(), end)

    @lru_cache(maxsize=256)  # noqa: B019 - finders are made once per jurisdiction and kept
    def towns_of(self, adcode: str) -> dict[str, Township]:
        """Townships of a county by every name with a rank, former ones too."""
        townships = self._gazetteer.townships(adcode)
        towns = {short: one for one in townships for short in (short_town(one.name), one.name) if short}
        for past in self._gazetteer.former_townships(adcode):
            today = towns.get(past.current) or Township("", past.name, adcode, None, None, "")
            towns.setdefault(past.name, today)
        return towns

    @lru_cache(maxsize=256)  # noqa: B019 - finders are made once per jurisdiction and kept
    def bare_towns_of(self, adcode: str) -> dict[str, Township]:
        """Townships of a county by bare name, where one township only has it and no division is meant by it."""
        towns: dict[str, list[Township]] = {}
        for name, township in self.towns_of(adcode).items():
            towns.setdefault(bare_name(name), []).append(township)
        chosen = {bare: [one for one in found if one.code] or found for bare, found in towns.items()}
        return {bare: found[0] for bare, found in chosen.items() if len(set(found)) == 1 and len(bare) > 1}

    def _choose(self, candidates: tuple[Division, ...], form: str, near: "_Neighbours") -> Division | None:
        """The division a form means: inside the name before it, beside its list, near home, near what was named."""
        for hit in near.direct:
            if hit.level in ("province", "city") and hit.adcode:
                inside = tuple(one for one in candidates if self._gazetteer.contains(hit.adcode, one.adcode))
                candidates = tuple(one for one in inside if one.adcode != hit.adcode) or candidates
        for hit in near.mates:
            candidates = self._beside(candidates, hit)
        for home in reversed(self._home):
            nearby = tuple(one for one in candidates if self._gazetteer.contains(home, one.adcode))
            if nearby:
                candidates = nearby
                break
        only = _only(candidates, form)
        if only is None:
            for hit in near.recent:
                candidates = self._beside(candidates, hit)
            only = _only(candidates, form)
        return only

    def _beside(self, candidates: tuple[Division, ...], hit: AdminHit) -> tuple[Division, ...]:
        """The candidates nearest to a named place: in it, under the same city, under the same province; else all."""
        if len(candidates) < 2 or not hit.adcode:
            return candidates
        same_level = tuple(one for one in candidates if one.level == hit.level)
        for region in self._gazetteer.ancestors(hit.adcode):
            for group in (same_level, candidates):
                inside = tuple(one for one in group if self._gazetteer.contains(region, one.adcode))
                if inside:
                    return inside
        return same_level or candidates

    def is_home(self, adcode: str) -> bool:
        """Whether a division lies in the province of the jurisdiction (always, for a nation-wide plan)."""
        return not self._home or not adcode or self._gazetteer.contains(self._home[0], adcode)

    def is_inside(self, adcode: str) -> bool:
        """Whether a division lies in the jurisdiction itself."""
        return adcode in self._inside

    def bare_township(self, name: str, adcode: str | None) -> Township | None:
        """The township of the jurisdiction (or of county `adcode`) with this bare name, when there is one."""
        if adcode is not None:
            return self.bare_towns_of(adcode).get(name)
        found = self._bare_townships.get(name, ())
        current = tuple(one for one in found if one.code)
        return (current or found)[0] if len(current or found) == 1 else None

    def find_home_towns(self, text: str) -> list[Match]:
        """Where bare names of towns of the issuing county stand, whatever they mean there."""
        return self._home_finder.find(text) if self._home_finder else []

    def opens_with_township(self, words: str) -> bool:
        """Whether `words` begin with the bare name of a township of the jurisdiction (嘉积城区…)."""
        return any(self.bare_township(words[:length], None) for length in (2, 3, 4) if length < len(words) + 1)

    def bare_division(self, name: str, mates: Sequence[AdminHit] = ()) -> Division | None:
        """The division with this bare name: beside the other members of its list, else the jurisdiction's own one."""
        candidates = self._gazetteer.named(name)
        if mates:
            candidates = tuple(dict.fromkeys((*candidates, *self._gazetteer.bare_named(name))))
        return self._choose(candidates, name, _Neighbours((), tuple(mates), ()))


@dataclass(frozen=True, slots=True)
class _Neighbours:
    """Names around a form that tell which place it is: right before it, in its list, earlier in its sentence."""

    direct: tuple[AdminHit, ...]
    mates: tuple[AdminHit, ...]
    recent: tuple[AdminHit, ...]

    @property
    def before(self) -> bool:
        """Whether another name stands right before the form."""
        return bool(self.direct)

    @property
    def within_county(self) -> bool:
        """Whether a county or a township stands right before the form."""
        return any(hit.level in ("county", "town") and not hit.is_bare for hit in self.direct)

    @classmethod
    def of(cls, text: str, hits: list[AdminHit], start: int) -> "_Neighbours":
        """The neighbours of a form that begins at `start`."""
        if not hits:
            return cls((), (), ())
        last = hits[-1]
        gap = text[last.end : start]
        direct = (last,) if last.end == start else ()
        mates = (last,) if gap in JOINTS else ()
        same = len(gap) < LONGEST_REACH and not SENTENCE_BREAK.search(gap)
        return cls(direct, mates, tuple(reversed(hits[-3:])) if same else ())


def short_town(name: str) -> str:
    """An ethnic township without its people: 道帏藏族乡 → 道帏乡; '' for any other."""
    match = ETHNIC_TOWN.fullmatch(name)
    return bare_name(name) + match[1] if match and len(bare_name(name)) > 1 else ""


LONGEST_REACH = 120


def town_hit(start: int, end: int, form: str, township: Township, *, is_listed: bool = False) -> AdminHit:
    """The hit of a known township."""
    return AdminHit(
        start, end, form, township.name, "town", township.adcode, township.code, False, False, is_listed=is_listed
    )


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


def is_office(text: str, hit: AdminHit) -> bool:
    """Whether the name belongs to an office (琼海市人民政府, 某县水利局), which is no place."""
    return names_office(text, hit.start, hit.end, is_town=hit.level == "town")


@lru_cache(maxsize=16)
def finder_for(gazetteer: Gazetteer, jurisdiction: str | None) -> ToponymFinder:
    """The finder of a jurisdiction, made once."""
    return ToponymFinder(gazetteer, jurisdiction)
