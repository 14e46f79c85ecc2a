"""Names of briefing files as planners expect them: 日期_区县_主题."""

import re
from collections.abc import Sequence

from geo.gazetteer import short_name
from loaders.briefs.subject import MapScope
from loaders.briefs.words import NAMED
from loaders.catalog import Catalog
from loaders.models import Query
from loaders.vocabulary import terms

FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\s.]+')  # what Windows, Linux or a mail program refuses in a name
LONGEST = 60  # characters of a part
SUBJECT = "项目简报"


def file_name(catalog: Catalog, scopes: Sequence[MapScope], ending: str) -> str:
    """The name of a file that holds the scopes, e.g. `20261122_黔江区_水利能源项目.pptx`."""
    first = scopes[0]
    parts = [first.drawn.strftime("%Y%m%d"), _whose(catalog, scopes), _subject(scopes)]
    return "_".join(filter(None, (FORBIDDEN.sub("", part)[:LONGEST] for part in parts))) + f".{ending}"


def short_title(catalog: Catalog, scopes: Sequence[MapScope]) -> str:
    """What a document of the scopes is called at the head of its pages, e.g. `黔江区水利能源项目简报`."""
    return _whose(catalog, scopes) + _subject(scopes).removesuffix("简报") + "简报"


def _whose(catalog: Catalog, scopes: Sequence[MapScope]) -> str:
    """The counties, few by name; where a scope is not about counties, the plans."""
    codes = dict.fromkeys(code for scope in scopes for code in scope.query.counties)
    if all(scope.query.counties for scope in scopes):
        names = [short_name(area.name) for code in codes if (area := catalog.area(code))]
        return "、".join(names) if len(names) <= NAMED else f"{names[0]}等{len(names)}个区县"
    asked = dict.fromkeys(plan for scope in scopes for plan in scope.query.plans)
    plans = [plan for plan in catalog.plans() if not asked or plan.plan_id in asked]
    return plans[0].label.strip("[]") if len(plans) == 1 else f"{len(plans)}份规划"


def _subject(scopes: Sequence[MapScope]) -> str:
    """The sectors that all scopes ask for, few by name."""
    query: Query = scopes[0].query
    if any(scope.query.sectors != query.sectors for scope in scopes) or not query.sectors:
        return SUBJECT
    if len(query.sectors) > NAMED:
        return f"{len(query.sectors)}个领域项目"
    return "".join(terms()["sector"][code].zh for code in query.sectors if code in terms()["sector"]) + "项目"
