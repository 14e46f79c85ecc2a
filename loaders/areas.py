"""Which areas a task names, and which counties a plan is about.

A task names a city, county or town that its text mentions as a place or that stands among its units; a task of
a city or county that names none belongs to its issuer's area. A plan is about the counties inside its
jurisdiction that hold its projects by the text; where it names no such project, the counties it mentions.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from shapely import Point

from geo.boundaries import Boundaries
from geo.gazetteer import Gazetteer
from geo.geocoding import Resolver
from geo.models import Toponym
from loaders.basemap import label_point
from loaders.layers import PROJECT_TYPES, code_prefix, level_of
from loaders.models import Area, Mention, PlanDocument, Task, TaskArea

# Offices in whose names a place stands for itself: 荔波县人民政府, 会山镇政府.
_OFFICE = re.compile(r"(?:人民)?政府$|管委会$")
_TOWN = re.compile(r"(?:镇|乡|街道|苏木)$")
_RANK = re.compile(r"..[市县区旗州盟]$")


class AreaFinder:
    """Finds the areas behind names, and the point where each can carry a mark."""

    def __init__(self, gazetteer: Gazetteer, boundaries: Boundaries, resolver: Resolver) -> None:
        self._gazetteer = gazetteer
        self._boundaries = boundaries
        self._resolver = resolver
        self._towns: dict[str, Area] = {}

    def task_areas(self, document: PlanDocument, tasks: Iterable[Task], mentions: Iterable[Mention]) -> list[TaskArea]:
        """Areas every task names, in task order; a code appears once per task, with the first way it was named."""
        of_task: dict[str, list[Mention]] = defaultdict(list)
        for mention in mentions:
            if mention.task_id and mention.type == "admin":
                of_task[mention.task_id].append(mention)
        jurisdiction = document.jurisdiction or ""
        rows = []
        for task in tasks:
            named = [(code, "mention") for item in of_task[task.task_id] if (code := self._mentioned(item))]
            units = task.lead_units + task.responsible_units
            named += [(code, "unit") for unit in units if (code := self._unit(unit, jurisdiction))]
            if not named and level_of(jurisdiction) in {"city", "county"}:
                named = [(jurisdiction, "issuer")]
            first = dict(reversed(named))
            rows += [TaskArea(task.task_id, code, first[code]) for code in dict.fromkeys(code for code, _ in named)]
        return rows

    def area(self, code: str) -> Area | None:
        """The area of a 6-digit code, or of a 12-digit code found before; None without a name or a point."""
        if code in self._towns:
            return self._towns[code]
        division, polygon = self._gazetteer.division(code), self._boundaries.polygon(code)
        if division is None or polygon is None:
            return None
        point = label_point(polygon)
        return Area(code, division.name, division.level, code, point.x, point.y)

    def towns(self, codes: Iterable[str]) -> tuple[Area, ...]:
        """Those of the areas that are towns, each once."""
        return tuple(self._towns[code] for code in dict.fromkeys(codes) if code in self._towns)

    def remember(self, towns: Iterable[Area]) -> None:
        """Take towns as found that were found before."""
        self._towns.update((town.code, town) for town in towns)

    def _mentioned(self, mention: Mention) -> str | None:
        if mention.admin_level in {"city", "county"}:
            return mention.adcode
        if mention.admin_level not in {"town", "village"} or not mention.adcode:
            return None
        name = mention.name if mention.admin_level == "town" else mention.township
        return (self._town(name, mention.adcode) if name else None) or mention.adcode

    def _unit(self, unit: str, jurisdiction: str) -> str | None:
        """Code of the town, county or city that a unit is, inside the jurisdiction; None for any other unit."""
        name = _OFFICE.sub("", unit)
        prefix = code_prefix(jurisdiction)
        town = self._town(name, prefix) if _TOWN.search(name) else None
        divisions = [item for item in self._gazetteer.named(name) if item.adcode.startswith(prefix)]
        if town or len(divisions) != 1 or divisions[0].level == "province" or not _RANK.search(name):
            return town
        return divisions[0].adcode

    def _town(self, name: str, prefix: str) -> str | None:
        """Code of the only town of this name under `prefix`; its county's where the town has no known point."""
        towns = [town for town in self._gazetteer.townships_named(name) if town.adcode.startswith(prefix)]
        if len(towns) != 1:
            return None
        town = towns[0]
        if town.code not in self._towns:
            toponym = Toponym(name=town.name, type="admin", admin_level="town", adcode=town.adcode)
            place = self._resolver.resolve(toponym).place
            if place is None or place.precision != "township" or not isinstance(place.geometry, Point):
                return town.adcode
            seat = place.geometry
            self._towns[town.code] = Area(town.code, town.name, "township", town.adcode, seat.x, seat.y)
        return town.code


def plan_counties(document: PlanDocument, mentions: Sequence[Mention]) -> tuple[str, ...]:
    """Adcodes of the counties a plan is about, those with most projects first."""
    jurisdiction = document.jurisdiction or ""
    if level_of(jurisdiction) == "county":
        return (jurisdiction,)
    inside = [
        mention
        for mention in mentions
        if mention.adcode
        and level_of(mention.adcode) == "county"
        and mention.adcode.startswith(code_prefix(jurisdiction))
    ]
    projects = {(mention.adcode, mention.name) for mention in inside if mention.type in PROJECT_TYPES}
    counts = Counter(str(adcode) for adcode, _ in sorted(projects, key=str))
    if not counts:
        counts = Counter(str(mention.adcode) for mention in inside)
    return tuple(sorted(counts, key=lambda adcode: (-counts[adcode], adcode)))
