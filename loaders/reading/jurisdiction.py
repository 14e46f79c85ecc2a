"""Whose plan a text is: the division named by its title, its issuer or the congress it was given to.

Without these, it is the division that holds most of the places named, at the level the text speaks of
itself (全县, 县发改局), or the county most of whose townships are named.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from geo.gazetteer import Gazetteer
from geo.models import Division
from loaders.reading.toponyms import finder_for

RANKS = "省市县区州旗盟"
LONGEST_NAME = 15
MAJORITY = 0.6
# How much a source is worth; a name inside a stronger one's area makes it narrower.
STRONG, FAIR, FAINT = 5, 4, 2
# What may stand before the division: 中共…县委, 关于印发…市…, 2024年…市政府工作报告, 《…》.
BEFORE = re.compile(
    r"^(?:中国共产党|中共|关于(?:印发|下达|公布|发布|分解|落实|做好|推进|加快)?|国家|[《“]|(?:19|20)\d{2}年?度?|印发)+"
)
# A name without its rank is one only before these: 文昌2024年…, 上饶经济技术开发区, 赤峰市.
AFTER_BARE = re.compile(
    r"(?:19|20)\d{2}|“|十[一二三四五六]五|(?:国际|国家|综合|经济|高新|产业|工业|临港|空港)\S{0,8}(?:区|城|园)"
)
OWN_RANK = re.compile(rf"[全我]([{RANKS}])(?![域内])")
UNIT_RANK = re.compile(rf"(?:^|[、,;:(|\s])([{RANKS}])(?=[\u4e00-\u9fff]{{1,14}}(?:局|委|办|厅|处|中心))")
FEWEST_SIGNS, SHARE_OF_SIGNS = 3, 0.45
TOWN = re.compile(r"[\u4e00-\u9fff]{2,4}?(?:镇|乡|街道)(?![级村])")
TOWN_END = re.compile(r"(?:镇|乡|街道|苏木)(?![级村])")
SHORTEST_TOWN, LONGEST_TOWN = 3, 9
MANY_TOWNS, SHARE_OF_TOWNS = 5, 0.7
FEWEST_TOWNS, FEWEST_NAMED, FEWEST_BARE = 3, 2, 5


@dataclass(frozen=True, slots=True)
class Source:
    """Words that should begin with the division's name, and how much they are worth."""

    words: str
    weight: int


def jurisdiction(text: str, sources: Iterable[Source], gazetteer: Gazetteer) -> Division | None:
    """The division whose plan a view is, None when nothing tells."""
    reader = _Reader(text, gazetteer)
    stated = [(division, source.weight) for source in sources for division in reader.leading(source.words)[-1:]]
    if stated:
        return _narrowest(stated, gazetteer)
    return reader.most_named()


def _narrowest(stated: Sequence[tuple[Division, int]], gazetteer: Gazetteer) -> Division:
    """The division of the strongest source, or a narrower one inside it that another source names."""
    best = max(stated, key=lambda one: one[1])[0]
    for division, weight in stated:
        if weight >= FAIR and division != best and gazetteer.contains(best.adcode, division.adcode):
            best = division
    return best


class _Reader:
    """What a text says about the divisions it names."""

    def __init__(self, text: str, gazetteer: Gazetteer) -> None:
        self._text = text
        self._gazetteer = gazetteer
        self._rank = _own_rank(text)

    def leading(self, words: str) -> list[Division]:
        """The chain of divisions whose names open `words`: 广西壮族自治区百色市田阳区… → … 百色市, 田阳区."""
        chain: list[Division] = []
        rest = BEFORE.sub("", words)
        while rest:
            found = self._opening(rest, chain[-1] if chain else None)
            if found is None:
                break
            division, length = found
            chain.append(division)
            rest = rest[length:]
        return chain or self._township(rest)

    def _opening(self, words: str, above: Division | None) -> tuple[Division, int] | None:
        for length in range(min(len(words), LONGEST_NAME), 1, -1):
            form = words[:length]
            named = self._gazetteer.named(form)
            if above is not None:
                inside = (one for one in named if one != above and self._gazetteer.contains(above.adcode, one.adcode))
                named = tuple(inside)
            if named and not form.endswith(tuple(RANKS)) and above is None:
                is_name = AFTER_BARE.match(words, length)
                named = tuple(one for one in named if is_name or one.level == "province" or self._support(one))
            if named:
                return self._likeliest(named), length
        return None

    def _township(self, words: str) -> list[Division]:
        """The county of the township that opens `words`: 石门镇2024年工作要点."""
        match = TOWN.match(words)
        counties = {town.adcode for town in self._gazetteer.townships_named(match.group())} if match else set()
        named = [division for code in sorted(counties) if (division := self._gazetteer.division(code))]
        supported = [division for division in named if self._support(division) > 1]
        return [max(supported, key=self._support)] if supported else named if len(named) == 1 else []

    def _likeliest(self, named: Sequence[Division]) -> Division:
        """Of divisions of one name the one the text speaks of; a city before the county of its name."""
        if len(named) == 1:
            return named[0]
        return max(named, key=lambda one: (self._support(one), self._fits(one), one.level == "city"))

    def _fits(self, division: Division) -> bool:
        return bool(self._rank) and division.name.endswith(self._rank)

    def _support(self, division: Division) -> int:
        """How often the text names a division with its rank, what lies in it, or what it lies in."""
        names = [division.name, *(child.name for child in self._gazetteer.children(division.adcode))]
        names += [town.name for town in self._gazetteer.townships(division.adcode)]
        parent = self._gazetteer.division(division.parent)
        names += [parent.name] if parent else []
        return sum(min(self._text.count(name), 3) for name in names if len(name) > 2)

    def most_named(self) -> Division | None:
        """The lowest division that holds most of the places named, at the level the text has for its own."""
        by_towns, is_sure = self._by_towns(None)
        if is_sure:
            return by_towns
        hits = finder_for(self._gazetteer, None).find(self._text)
        plain = [hit for hit in hits if hit.level in ("county", "city") and not hit.is_ordinary]
        ranked = [hit.adcode for hit in plain if not hit.is_bare]
        named = ranked if len(ranked) >= FEWEST_NAMED else [hit.adcode for hit in plain]
        if len(named) < (FEWEST_NAMED if ranked else FEWEST_BARE):
            return by_towns or self._only_bare(named)
        inside = Counter(code for adcode in named for code in self._gazetteer.ancestors(adcode))
        enough = [code for code, count in inside.items() if count >= MAJORITY * len(named)]
        lowest = max(enough, key=lambda code: len(self._gazetteer.ancestors(code)), default="")
        division = self._gazetteer.division(lowest)
        return self._levelled(division, self._by_towns(division)[0]) if division else by_towns

    def _only_bare(self, named: Sequence[str]) -> Division | None:
        """The one division a text names, without its rank, when it has that rank for its own."""
        only = self._gazetteer.division(named[0]) if len(named) >= FEWEST_NAMED and len(set(named)) == 1 else None
        return only if only and self._fits(only) else None

    def _levelled(self, division: Division, by_towns: Division | None) -> Division:
        """A division raised or lowered to the rank the text has for its own (全市 of a plan that names one county)."""
        if self._rank in ("县", "旗", "区") and division.level != "county" and by_towns:
            return by_towns
        if self._rank in ("", "县", "旗", "区") or division.name.endswith(self._rank):
            return division
        above = (self._gazetteer.division(code) for code in self._gazetteer.ancestors(division.adcode)[1:])
        level = "province" if self._rank == "省" else None
        fitting = (one for one in above if one and (one.level == level or one.name.endswith(self._rank)))
        return next(fitting, division)

    def _by_towns(self, within: Division | None) -> tuple[Division | None, bool]:
        """The county most of the named townships can belong to, and whether these are many."""
        counties: Counter[str] = Counter()
        for name in self._towns:
            counties.update({town.adcode for town in self._gazetteer.townships_named(name)})
        inside = [
            (count, code)
            for code, count in counties.items()
            if within is None or self._gazetteer.contains(within.adcode, code)
        ]
        (count, code), (next_count, _) = (*sorted(inside, reverse=True), (0, ""), (0, ""))[:2]
        if count < FEWEST_TOWNS or next_count == count:
            return None, False
        is_sure = count >= max(MANY_TOWNS, SHARE_OF_TOWNS * len(self._towns))
        return self._gazetteer.division(code), is_sure

    @cached_property
    def _towns(self) -> tuple[str, ...]:
        """Names of townships in the text that the gazetteer knows."""
        found = (self._town_before(match.end()) for match in TOWN_END.finditer(self._text))
        return tuple(dict.fromkeys(filter(None, found)))

    def _town_before(self, end: int) -> str:
        names = (self._text[max(0, end - length) : end] for length in range(LONGEST_TOWN, SHORTEST_TOWN - 1, -1))
        return next((name for name in names if self._gazetteer.townships_named(name)), "")


def _own_rank(text: str) -> str:
    """The rank a text has for its own division (全县, 县水利局 → 县), '' when it does not say."""
    signs = Counter([*OWN_RANK.findall(text), *UNIT_RANK.findall(text)])
    if not signs:
        return ""
    rank, count = signs.most_common(1)[0]
    return rank if count >= max(FEWEST_SIGNS, SHARE_OF_SIGNS * signs.total()) else ""
