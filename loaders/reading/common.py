"""Counties that share one project: 涪陵、武隆、彭水的乌江画廊, 甲县、乙县某某灌区.

A list of counties before a building means one in each (新宾、抚顺县通用机场); before a river, a landscape, an
irrigation area or works along a river it means the one thing that lies in all of them.
"""

import re

from loaders.reading.lists import Found
from loaders.reading.scan import Scan
from loaders.reading.toponyms import AdminHit

SHARED_KINDS = frozenset({"river", "lake", "irrigation", "flood_control", "ecology", "nature_reserve", "waterway"})
SHARED_WORDS = re.compile(r"流域|画廊|长廊|走廊|山区|[示范经济旅游]带|景观带|大峡谷|灌区|湖区|库区")
JOINERS = "、和与及,"
FEWEST_COUNTIES = 2
LONGEST_NAME = 16


def common_counties(scan: Scan, found: Found, kind: str | None) -> tuple[str, ...]:
    """Adcodes of the counties listed right before a project that can lie in all of them; empty for any other."""
    if kind not in SHARED_KINDS and not SHARED_WORDS.search(found.text):
        return ()
    start = found.name.start
    end = start - 1 if scan.text[start - 1 : start] == "的" else start
    codes: list[str] = []
    while hit := _county_before(scan, end):
        codes.append(hit.adcode)
        if hit.start == 0 or scan.text[hit.start - 1] not in JOINERS:
            break
        end = hit.start - 1
    distinct = tuple(dict.fromkeys(reversed(codes)))
    return distinct if len(distinct) >= FEWEST_COUNTIES else ()


def _county_before(scan: Scan, end: int) -> AdminHit | None:
    """The county whose name ends at `end`, with its rank or inside the jurisdiction."""
    near = (hit for hit in scan.hits_between(end - LONGEST_NAME, end) if hit.end == end and hit.level == "county")
    return next((hit for hit in near if hit.adcode and (not hit.is_bare or scan.finder.is_home(hit.adcode))), None)
