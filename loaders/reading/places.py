"""Towns, counties and villages named without their rank or outside the gazetteer.

A list closed by a counted rank (大阿、古陂、西牛等3个镇; 天水、平凉、庆阳3市) names divisions by their bare
names; a village is read right behind its township or behind another village (三胡乡黄柏村、鱼塘村).
"""

import re
from dataclasses import replace

from loaders.reading.toponyms import AdminHit, ToponymFinder, closes_word

MEMBER = r"[\u4e00-\u9fff]{2,12}"
COUNTED = re.compile(
    rf"(?P<list>{MEMBER}(?:[、和及,]{MEMBER})*?)等?(?:\d{{1,2}}|[两三四五六七八九十])个?(?P<rank>乡镇|街道|[镇乡县市区州])"
)
VILLAGE = re.compile(r"[\u4e00-\u9fff]{2,4}?(?:村|社区)")
NO_VILLAGE = re.compile(r"(?:示范|行政|自然|中心|美丽|传统|农|乡|新|山|城中|重点|各|全)村$")
SHORTEST, LONGEST = 2, 4


def listed_places(text: str, finder: ToponymFinder, hits: list[AdminHit]) -> list[AdminHit]:
    """Bare members of lists closed by a counted rank, as hits of their own."""
    found: list[AdminHit] = []
    taken = {hit.start for hit in hits if not hit.is_bare}
    for match in COUNTED.finditer(text):
        start = match.start("list")
        for member in re.finditer(MEMBER, re.sub("等$", "", match["list"]).replace("和", "、").replace("及", "、")):
            first, last = start + member.start(), start + member.end()
            hit = _bare_member(text, first, last, finder, hits, match["rank"])
            if hit and hit.start not in taken:
                found.append(hit)
    return found


def _bare_member(
    text: str, start: int, end: int, finder: ToponymFinder, hits: list[AdminHit], rank: str
) -> AdminHit | None:
    """The longest bare name that closes the member; its county is the one named last before it."""
    for first in range(max(start, end - LONGEST), end - SHORTEST + 1):
        name = text[first:end]
        if rank in ("县", "市", "区", "州"):
            division = finder.bare_division(name)
            if division and not any(hit.start == first and not hit.is_bare for hit in hits):
                code = division.adcode
                return AdminHit(first, end, name, division.name, division.level, code, code, False, False, True)
            continue
        before = [hit for hit in hits if hit.level == "county" and hit.end <= first]
        township = finder.bare_township(name, before[-1].adcode if before else None)
        township = township or finder.bare_township(name, None)
        if township:
            return AdminHit(first, end, name, township.name, "town", township.adcode, township.code, False, False, True)
    return None


def villages(text: str, hits: list[AdminHit]) -> list[AdminHit]:
    """Villages right behind a township or behind another village of the list."""
    found: list[AdminHit] = []
    for hit in hits:
        if hit.level != "town":
            continue
        owner, position = hit, hit.end
        while match := VILLAGE.match(text, position):
            if NO_VILLAGE.search(match.group()) or not closes_word(text, match.end()):
                break
            name = match.group()
            found.append(replace(owner, start=position, end=match.end(), form=name, name=name, level="village"))
            position = match.end() + 1
            if text[match.end() : position] not in ("、", "和"):
                break
    return found
