"""Which project of one plan is which of another: sure pairs, groups that stay open, and projects without a match.

Two projects can be the same only if their counties and kinds agree and either their place is the same or so is their
name without its county (`geo.names`). The match is *sure* if nothing else speaks against it; it stays open, with a
reason, if a name tells parts apart (二期, two sections in brackets), if one plan does not say the county, or if names
at one place differ. What is left over stays open, too, where one name is the other and a head noun of works
(`loaders.grown_names`) in a county that both state. Two phases that differ (一期 and 二期) are never one project, and a
project with several candidates joins none of them.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from geo.gazetteer import Gazetteer, written_forms
from geo.names import core, keys, normalised, without_prefix
from loaders import grown_names
from loaders.layers import code_prefix
from loaders.models import ProjectFeature
from loaders.vocabulary import sector_of_kind

SEVERAL = "有几个候选项目,不能确定是哪一个"
OTHER_PART = "名称所指的期次或区段不同,不能确定是否同一项目"
COUNTY_UNSTATED = "有一份规划没有写明区县,不能确定是否同一项目"
GROWN_NAME = "名称多出工程字样,可能是同一项目,也可能是其扩展"
OTHER_NAME = "定位在同一处而名称不同,不能确定是否同一项目"
PHASE = "期"
DIGITS = str.maketrans("123456789", "一二三四五六七八九")
# Words of a name that tell one part of a project from another: phases, and sections in brackets.
PARTS = re.compile(r"第?[一二三四五六七八九十\d]+期|\(([^()]*)\)")
OTHER_KIND = "other"  # of works that say no more
Edge = tuple[int, int]
Group = tuple[tuple[int, ...], tuple[int, ...], str]


@dataclass(frozen=True, slots=True)
class Match:
    """Projects of the earlier and the later plan that are one; with a reason `why` they only may be."""

    earlier: tuple[ProjectFeature, ...]
    later: tuple[ProjectFeature, ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells a project from others: its exact and its loosest name without the county, its parts and county codes.

    `area` is the code of the plan's issuer, the widest place the project can be in, or ''.
    """

    exact: str
    loose: str
    parts: frozenset[str]
    counties: frozenset[str]
    area: str
    feature: ProjectFeature


def matches(
    earlier: Sequence[ProjectFeature],
    later: Sequence[ProjectFeature],
    *,
    jurisdictions: tuple[str | None, str | None],
    gazetteer: Gazetteer,
) -> list[Match]:
    """Every project of both plans in exactly one match, in the order of the later plan, then of the earlier."""
    before = [identity(one, jurisdictions[0], gazetteer) for one in earlier]
    after = [identity(one, jurisdictions[1], gazetteer) for one in later]
    doubts = dict(_edges(before, after))
    exact = {(a, b) for (a, b), doubt in doubts.items() if not doubt and before[a].exact == after[b].exact}
    pairs = _only_ones(exact)
    taken = {a for a, _ in pairs}, {b for _, b in pairs}
    rest = {(a, b): doubt for (a, b), doubt in doubts.items() if a not in taken[0] and b not in taken[1]}
    pairs |= {edge for edge in _only_ones(rest) if not rest[edge]}
    groups: list[Group] = [((a,), (b,), "") for a, b in pairs]
    left = {edge: doubt for edge, doubt in rest.items() if edge not in pairs}
    taken = {a for a, _ in pairs}, {b for _, b in pairs}
    growing = (edge for edge in _grown(before, after) if edge[0] not in taken[0] and edge[1] not in taken[1])
    groups += _open_groups(dict.fromkeys(growing, GROWN_NAME) | left)
    found = [
        Match(tuple(earlier[a] for a in some), tuple(later[b] for b in others), why) for some, others, why in groups
    ]
    position = {one.mention_id: place for place, one in enumerate([*later, *earlier])}
    known = {one.mention_id for match in found for one in (*match.earlier, *match.later)}
    found += [Match((), (one,)) for one in later if one.mention_id not in known]
    found += [Match((one,), ()) for one in earlier if one.mention_id not in known]
    return sorted(found, key=lambda match: position[(match.later or match.earlier)[0].mention_id])


def identity(feature: ProjectFeature, jurisdiction: str | None, gazetteer: Gazetteer) -> Identity:
    """What tells the project from others, by its county or, where it has none, by the area of the plan's issuer."""
    name = PARTS.sub(lambda part: part[0] if part[1] else part[0].translate(DIGITS), normalised(feature.name))
    for code in reversed(gazetteer.ancestors(feature.adcode or jurisdiction or "")):
        if division := gazetteer.division(code):
            # A bare city at the front can be all that tells two things of a county apart; a bare county cannot.
            forms = gazetteer.forms(division) if code == feature.adcode else written_forms(division.name)
            name = without_prefix(name, forms)
    county = frozenset(written_forms(feature.county)) if feature.county else frozenset[str]()
    parts = {match[1] or match[0].removeprefix("第") for match in PARTS.finditer(name)}
    return Identity(
        exact=next(iter(keys(name)), name),
        loose=core(name),
        parts=frozenset(parts) - county,
        counties=frozenset(feature.adcodes),
        area=jurisdiction or "",
        feature=feature,
    )


def _edges(before: Sequence[Identity], after: Sequence[Identity]) -> Iterable[tuple[Edge, str]]:
    """Pairs of positions that can be the same project, each with what leaves it open, or ''."""
    at: dict[str, list[int]] = defaultdict(list)
    for position, one in enumerate(after):
        for key in {one.loose, one.feature.place_id or one.loose}:
            at[key].append(position)
    for a, one in enumerate(before):
        for b in dict.fromkeys([*at.get(one.loose, ()), *at.get(one.feature.place_id or "", ())]):
            doubt = _doubt(one, after[b])
            if doubt is not None:
                yield (a, b), doubt


def _doubt(one: Identity, other: Identity) -> str | None:
    """What leaves open whether two are the same, '' if nothing does, None if they are not."""
    if not _kinds_agree(one.feature.kind, other.feature.kind) or _other_phase(one.parts, other.parts):
        return None
    if one.counties and other.counties:
        stated = bool(one.counties & other.counties)
        possible = stated or _within(one.counties, other.counties) or _within(other.counties, one.counties)
    else:
        stated = not one.counties and not other.counties
        wide = [sorted(identity.counties) or [identity.area] for identity in (one, other)]
        possible = _within(wide[0], wide[1]) or _within(wide[1], wide[0])
    if not possible:
        return None
    if not stated:
        return COUNTY_UNSTATED
    if one.exact == other.exact:
        return ""
    if one.parts != other.parts:
        return OTHER_PART
    return "" if one.loose == other.loose else OTHER_NAME


def _grown(before: Sequence[Identity], after: Sequence[Identity]) -> Iterable[Edge]:
    """Pairs of positions where one name is the other and a head noun of works, in a county that both state."""
    for a, b in _longer(before, after):
        if _may_grow(before[a], after[b]):
            yield a, b
    for b, a in _longer(after, before):
        if _may_grow(before[a], after[b]):
            yield a, b


def _longer(longs: Sequence[Identity], shorts: Sequence[Identity]) -> Iterable[Edge]:
    """Positions of longer names, each with that of a shorter name."""
    of_name: dict[str, list[int]] = defaultdict(list)
    for position, short in enumerate(shorts):
        of_name[short.loose].append(position)
    for position, long in enumerate(longs):
        for stem in grown_names.stems(PARTS.sub("", long.exact)):
            yield from ((position, other) for other in of_name.get(stem, ()) if shorts[other].loose != long.loose)


def _may_grow(one: Identity, other: Identity) -> bool:
    kinds = _kinds_agree(one.feature.kind, other.feature.kind) or OTHER_KIND in (one.feature.kind, other.feature.kind)
    return kinds and bool(one.counties & other.counties) and not _other_phase(one.parts, other.parts)


def _other_phase(some: Iterable[str], others: Iterable[str]) -> bool:
    """Whether both names say a phase and none is, or holds, one of the other: 一期 and 二期, but not 一二期."""
    ours, theirs = ([part[:-1] for part in parts if part.endswith(PHASE)] for parts in (some, others))
    return bool(ours and theirs) and not any(one in other or other in one for one in ours for other in theirs)


def _kinds_agree(one: str | None, other: str | None) -> bool:
    return None in (one, other) or one == other or sector_of_kind(one) == sector_of_kind(other)


def _within(wide: Iterable[str], narrow: Iterable[str]) -> bool:
    """Whether an area of `wide` holds one of `narrow`; an unknown area ('') holds all."""
    return any(code.startswith(code_prefix(area)) for area in wide for code in narrow)


def _only_ones(edges: Iterable[Edge]) -> set[Edge]:
    """Edges whose two ends have no other edge."""
    known = list(edges)
    of_earlier, of_later = defaultdict(set), defaultdict(set)
    for a, b in known:
        of_earlier[a].add(b)
        of_later[b].add(a)
    return {(a, b) for a, b in known if len(of_earlier[a]) == 1 and len(of_later[b]) == 1}


def _open_groups(edges: Mapping[Edge, str]) -> list[Group]:
    """Connected projects as one group each, with the reasons that leave it open."""
    touching: dict[tuple[str, int], list[Edge]] = defaultdict(list)
    for a, b in edges:
        touching["earlier", a].append((a, b))
        touching["later", b].append((a, b))
    groups: list[Group] = []
    done: set[Edge] = set()
    for edge in edges:
        group, waiting = set[Edge](), {edge} - done
        while waiting:
            a, b = waiting.pop()
            group.add((a, b))
            waiting.update({*touching["earlier", a], *touching["later", b]} - group)
        if group:
            done |= group
            some, others = {a for a, _ in group}, {b for _, b in group}
            why = _in_words(some, others, (edges[one] for one in group))
            groups.append((tuple(sorted(some)), tuple(sorted(others)), why))
    return groups


def _in_words(some: set[int], others: set[int], doubts: Iterable[str]) -> str:
    several = [SEVERAL] if len(some) + len(others) > 2 else []
    return ";".join(dict.fromkeys([*several, *sorted(filter(None, doubts))]))
