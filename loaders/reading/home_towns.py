"""Towns that a county's own plan names without their rank: 在零阳、金慈、岩泊渡发展蔬菜.

Two names of one list that are both towns of the county are no accident; a single one is left alone.
"""

from geo.models import Township
from loaders.reading.lexicon import Match, common_words, generic_rest, verb_finder
from loaders.reading.toponyms import LIST_GAPS, AdminHit, ToponymFinder, closes_word, opens_word, town_hit

FEWEST = 2


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
    if len(run) < FEWEST or not opens_word(text, run[0][0]) or not closes_word(text, run[-1][1]):
        return []
    if all(_is_ordinary(form) for _, _, form in run):
        return []
    return [town_hit(start, end, form, towns[form], is_listed=True) for start, end, form in run]


def _is_ordinary(form: str) -> bool:
    verbs = verb_finder().find(form)
    return form in common_words() or generic_rest(form) < FEWEST or any(len(word) > 1 for _, _, word in verbs)
