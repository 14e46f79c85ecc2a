"""Towns that a county's own plan names without their rank: 在零阳、金慈、岩泊渡发展蔬菜.

Two names of one list that are both towns of the county are no accident; a single one counts behind a preposition or
a verb and before a verb or 为核心.
"""

import re
from dataclasses import replace

from geo.models import Township
from loaders.reading.lexicon import Match, common_towns, common_words, generic_rest, verb_finder, verbs
from loaders.reading.normalise import is_ideograph
from loaders.reading.toponyms import LIST_GAPS, AdminHit, ToponymFinder, town_hit
from loaders.reading.wording import closes_word, opens_word

FEWEST = 2
PREPOSITIONS = frozenset("以在从向沿由")
CENTRE = re.compile("为(?:核心|中心|重点|龙头|主|样板|引领|试点|节点|支撑|依托|起点|终点|轴)|等|、|,")


def home_towns(text: str, finder: ToponymFinder) -> list[AdminHit]:
    """Bare towns of the issuing county in lists of two and more."""
    if not finder.home_county:
        return []
    towns = finder.bare_towns_of(finder.home_county)
    found: list[AdminHit] = []
    run: list[Match] = []
    for match in [*finder.find_home_towns(text), (len(text) + 2, 0, "")]:
        if run and text[run[-1][1] : match[0]] not in LIST_GAPS:
            found += _accepted(text, run, towns)
            run = []
        run.append(match)
    return found


def _accepted(text: str, run: list[Match], towns: dict[str, Township]) -> list[AdminHit]:
    """The members of one list as towns, when it stands between word boundaries and is not all ordinary words."""
    first, last = run[0][0], run[-1][1]
    if all(_is_ordinary(form) for _, _, form in run) or not opens_word(text, first):
        return []
    if not (closes_word(text, last) if len(run) >= FEWEST else _is_alone(text, first, last)):
        return []
    hits = (town_hit(start, end, form, towns[form], is_listed=True) for start, end, form in run)
    return [replace(hit, is_bare=True) for hit in hits]


def _is_alone(text: str, start: int, end: int) -> bool:
    """Whether a single name is used as a place: 以嵩口为核心, 支持博鳌打造会展小镇."""
    if start == 0 or not is_ideograph(text[start - 1]):
        return False
    if text[start - 1] in PREPOSITIONS and CENTRE.match(text, end):
        return True
    verb = verb_finder().at_start(text[end : end + 6])
    return len(verb) > 1 and "soft" not in verbs()[verb].roles and opens_word(text, start)


def _is_ordinary(form: str) -> bool:
    has_verb = any(len(word) > 1 for _, _, word in verb_finder().find(form))
    return form in common_words() or form in common_towns() or generic_rest(form) < FEWEST or has_verb
