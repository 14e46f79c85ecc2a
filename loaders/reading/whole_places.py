"""Names that are a place and nothing else: 滨海新区, 黑龙江, 黔江 where no river is meant, a village of a list."""

import re

from loaders.reading.lexicon import common_words
from loaders.reading.lists import Found
from loaders.reading.scan import Scan
from loaders.reading.toponyms import AdminHit

# What is done to a river or a mountain and not to the county of its name: 治理黔江, 黔江流域.
FEATURE_FRONT = re.compile("治理|整治|保护|修复|疏浚|清淤|护岸|防洪|绿化|巡查|流域|水系|水域|河道|山体|景区")
FEATURE_TRAIL = re.compile("流域|干流|支流|上游|中游|下游|沿岸|两岸|水系|水域|航道|河道|河段|岸线|景区|山脉|主峰|国家")
REACH = 8


def is_whole_place(scan: Scan, found: Found) -> bool:
    """Whether a name is a place and nothing else."""
    if len(found.parts) > 1 or found.designated:
        return False
    first = scan.hits_between(found.name.start, found.name.start + 1)
    same = [hit for hit in first if hit.end == found.name.end]
    return any(not hit.is_bare or _is_meant(scan, found, hit) for hit in same)


def _is_meant(scan: Scan, found: Found, hit: AdminHit) -> bool:
    """Whether a bare name means the place and not a river, mountain or thing of its name."""
    is_ordinary = hit.form in common_words() and not (_is_beside(scan, hit) and not hit.is_ordinary)
    if hit.level in ("province", "city") and not is_ordinary:
        return True
    if found.head is not None:
        return False
    if hit.level == "village":
        return True
    is_near = hit.is_listed or scan.finder.is_inside(hit.adcode) or _is_beside(scan, hit)
    return is_near and not is_ordinary and not _is_feature(scan.text, hit.start, hit.end)


def _is_beside(scan: Scan, hit: AdminHit) -> bool:
    """Whether another division of the province stands beside it in a list (惠及潜江、荆门)."""
    around = scan.hits_between(max(0, hit.start - REACH), hit.end + REACH)
    joined = (scan.text[min(one.end, hit.end) : max(one.start, hit.start)] == "、" for one in around if one != hit)
    return scan.finder.is_home(hit.adcode) and any(joined)


def _is_feature(text: str, start: int, end: int) -> bool:
    """Whether the words around speak of a river or a mountain."""
    before = FEATURE_FRONT.search(text, max(0, start - REACH), start)
    return bool(before or FEATURE_TRAIL.match(text, end))
