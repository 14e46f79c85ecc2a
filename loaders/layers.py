"""From the tables of a build to what a map draws: distinct projects, and the layers points, routes and areas.

Pure functions on records. A *project* is one named project, site or river of one plan, however often the plan
mentions it. Points are only what is known to its township or better; what is known to its county is counted on
that county and never becomes a point.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

import shapely
from shapely.geometry.base import BaseGeometry

from loaders.models import (
    Area,
    AreaMark,
    Composition,
    Layer,
    Link,
    Mention,
    Place,
    ProjectFeature,
    Task,
    TaskArea,
)
from loaders.vocabulary import sector_of_kind, terms

PROJECT_TYPES = frozenset({"project", "site", "river"})
POINT_PRECISIONS = frozenset({"exact", "village", "township"})
DRAWN_PRECISIONS = POINT_PRECISIONS | {"route"}
AREA_PRECISIONS = frozenset({"county", "region"})
UNRESOLVED = "unresolved"
# Shown for a project whose kind and tasks name no sector: policy and governance, the last of the vocabulary.
FALLBACK_SECTOR = "governance"
# Way-points of schematic routes stand at seats of towns or beside them: within about 2 km.
ROUTE_REACH_DEG = 0.02
FINEST_FIRST = ("township", "county", "city", "province")
Placed = tuple[Mention, Place | None]
Bounds = tuple[float, float, float, float]
PRECISION_ORDER = ("unresolved", "region", "county", "route", "township", "village", "exact")


def project_features(
    mentions: Iterable[Mention], links: Iterable[Link], places: Iterable[Place], tasks: Iterable[Task]
) -> tuple[ProjectFeature, ...]:
    """Distinct projects of every plan in order of first mention; repeated mentions collapse into one."""
    link_of = {link.mention_id: link for link in links}
    place_of = {place.place_id: place for place in places}
    task_of = {task.task_id: task for task in tasks}
    named = [
        (mention, _place(link_of.get(mention.mention_id), place_of))
        for mention in mentions
        if mention.type in PROJECT_TYPES
    ]
    features = []
    for group in _one_place(_one_name(named)):
        mention, place = max(group, key=_says_most)
        place = place or _finest(group)
        task_ids = dict.fromkeys(item.task_id for item, _ in group if item.task_id in task_of)
        link = link_of.get(mention.mention_id)
        features.append(
            _feature(
                mention,
                place,
                reason=link.reason if link else "",
                tasks=[task_of[str(task_id)] for task_id in task_ids],
                mention_ids=tuple(item.mention_id for item, _ in group),
            )
        )
    return tuple(features)


def _one_name(named: Iterable[Placed]) -> list[list[Placed]]:
    """Mentions of the same name and county in one plan; one without a county joins the only county there is."""
    by_name: dict[tuple[str, str], dict[str | None, list[Placed]]] = defaultdict(dict)
    for mention, place in named:
        by_name[mention.plan_id, mention.name].setdefault(mention.adcode, []).append((mention, place))
    groups: list[list[Placed]] = []
    for by_county in by_name.values():
        if len(by_county) == 2 and None in by_county:
            groups.append(list(chain(*by_county.values())))
        else:
            groups.extend(by_county.values())
    return groups


def _one_place(groups: Iterable[list[Placed]]) -> list[list[Placed]]:
    """Groups of one plan made one where a shorter name leads to the same place and kind (潭门渔港), in text order."""
    merged: list[list[Placed]] = []
    at_place: dict[tuple[str, ...], list[list[Placed]]] = defaultdict(list)
    for group in groups:
        mention, place = group[0][0], _finest(group)
        same = at_place[mention.plan_id, place.place_id, mention.kind or ""] if place else []
        known = next((other for other in same if abbreviates(mention.name, other[0][0].name)), None)
        if known is not None:
            known.extend(group)
        else:
            merged.append(group)
            same.append(group)
    ordered = [sorted(group, key=lambda placed: placed[0].start_char) for group in merged]
    return sorted(ordered, key=lambda group: (group[0][0].plan_id, group[0][0].start_char))


def abbreviates(one: str, other: str) -> bool:
    """Whether the shorter name is what is left of the longer one when characters are dropped."""
    shorter, longer = sorted((one, other), key=len)
    rest = iter(longer)
    return all(character in rest for character in shorter)


def _place(link: Link | None, place_of: Mapping[str, Place]) -> Place | None:
    return place_of.get(link.place_id) if link and link.place_id else None


def _fineness(place: Place | None) -> int:
    return PRECISION_ORDER.index(place.precision) if place else 0


def _finest(group: Iterable[Placed]) -> Place | None:
    return max((place for _, place in group), key=_fineness)


def _says_most(placed: Placed) -> tuple[bool, bool, int, float, int]:
    """Order of mentions of one project: a stage, a task, a fine place, confidence; the earlier wins a tie."""
    mention, place = placed
    staged = mention.stage != "none"
    return staged, mention.task_id is not None, _fineness(place), mention.confidence, -mention.start_char


def _sector(mention: Mention, tasks: Sequence[Task]) -> str:
    of_tasks = next((sector for task in tasks for sector in task.sectors), FALLBACK_SECTOR)
    return mention.sector or sector_of_kind(mention.kind) or of_tasks


def _feature(
    mention: Mention, place: Place | None, *, reason: str, tasks: Sequence[Task], mention_ids: tuple[str, ...]
) -> ProjectFeature:
    precision = place.precision if place else UNRESOLVED
    drawn = place is not None and precision not in AREA_PRECISIONS
    own = mention.adcode or (place.adcode if place and precision != "route" else None)
    touched = dict.fromkeys(code for code in (own, *(place.counties if place else ())) if code)
    return ProjectFeature(
        mention_id=mention.mention_id,
        plan_id=mention.plan_id,
        task_id=mention.task_id or next((task.task_id for task in tasks), None),
        place_id=place.place_id if place else None,
        name=mention.name,
        type=mention.type,
        sector=_sector(mention, tasks),
        kind=mention.kind,
        stage=mention.stage,
        stage_group=terms()["stage"][mention.stage].group,
        precision=precision,
        inferred=place is not None and precision in DRAWN_PRECISIONS and place.place_confidence == "low",
        adcode=own,
        county=mention.county or (place.county if place and precision != "route" else None),
        township=(place.township if place else None) or mention.township,
        source=place.source if place else None,
        evidence=place.evidence if place else None,
        reason=reason,
        geometry=place.geometry if place and drawn else None,
        task_ids=tuple(task.task_id for task in tasks),
        adcodes=tuple(touched),
        mention_ids=mention_ids,
        stops=place.stops if place else (),
    )


def composition(features: Iterable[ProjectFeature]) -> Composition:
    """How many projects are placed to the township or better, as a route, to the county only, or not at all."""
    counts = dict.fromkeys(("township", "route", "county", "unresolved"), 0)
    for feature in features:
        counts[precision_class(feature.precision)] += 1
    return Composition(**counts)


def precision_class(precision: str) -> str:
    """Class of a precision in the composition: township (or better), route, county (and region), unresolved."""
    if precision in POINT_PRECISIONS:
        return "township"
    return "county" if precision in AREA_PRECISIONS else precision


def marked_areas(
    task_areas: Iterable[TaskArea], areas: Mapping[str, Area], features: Iterable[ProjectFeature]
) -> dict[str, tuple[str, ...]]:
    """Areas a task is counted at, by task: those it names and has no project in, the finest only.

    A town counts when no project of the task lies in it or runs through its seat; a county when no project of the
    task lies in it and no town of it is counted; a city likewise. The issuer's own area counts for a task without
    any placed project.
    """
    of_task: dict[str, list[ProjectFeature]] = defaultdict(list)
    for feature in features:
        for task_id in feature.task_ids:
            of_task[task_id].append(feature)
    named: dict[str, dict[str, str]] = defaultdict(dict)
    for row in task_areas:
        if row.code in areas:
            named[row.task_id].setdefault(row.code, row.via)
    return {task_id: _counted(codes, areas, of_task[task_id]) for task_id, codes in named.items()}


def _counted(
    codes: Mapping[str, str], areas: Mapping[str, Area], features: Sequence[ProjectFeature]
) -> tuple[str, ...]:
    towns = {(feature.adcode, feature.township) for feature in features}
    counties = {code for feature in features for code in feature.adcodes}
    placed = any(feature.precision != UNRESOLVED for feature in features)
    counted: list[str] = []
    for code in sorted(codes, key=lambda code: (FINEST_FIRST.index(areas[code].level), code)):
        area = areas[code]
        if codes[code] == "issuer" and placed:
            continue
        if area.level == "township":
            taken = (area.adcode, area.name) in towns or any(_passes(feature, area) for feature in features)
        else:
            prefix = code_prefix(code)
            inside = counties.union(areas[done].adcode for done in counted)
            taken = any(adcode.startswith(prefix) for adcode in inside)
        if not taken:
            counted.append(code)
    return tuple(counted)


def _passes(feature: ProjectFeature, area: Area) -> bool:
    """Whether a schematic route runs through the seat of a town."""
    route = feature.geometry if feature.precision == "route" else None
    return route is not None and bool(route.distance(shapely.Point(area.lon, area.lat)) < ROUTE_REACH_DEG)


def build_layers(
    features: Sequence[ProjectFeature],
    marks: Mapping[str, Sequence[str]],
    areas: Mapping[str, Area],
    *,
    bounds: Bounds | None = None,
) -> tuple[Layer, Layer, Layer]:
    """Layers points, routes and areas; `marks` maps the tasks to show to the codes they are counted at.

    With `bounds` (west, south, east, north in degrees) only what touches them.
    """
    drawn = [item for item in features if item.geometry is not None and _inside(item.geometry, bounds)]
    points = tuple(item for item in drawn if item.precision in POINT_PRECISIONS)
    routes = tuple(item for item in drawn if item.precision == "route")
    projects: dict[str, list[ProjectFeature]] = defaultdict(list)
    for feature in features:
        if feature.precision in AREA_PRECISIONS and (code := marked_at(feature, areas)):
            projects[code].append(feature)
    tasks: dict[str, list[str]] = defaultdict(list)
    for task_id, codes in marks.items():
        for code in codes:
            tasks[code].append(task_id)
    shown = [_mark(areas[code], projects.get(code, ()), tasks.get(code, ())) for code in sorted({*projects, *tasks})]
    area_marks = tuple(mark for mark in shown if _inside(shapely.Point(mark.lon, mark.lat), bounds))
    return Layer("points", points), Layer("routes", routes), Layer("areas", area_marks)


def marked_at(feature: ProjectFeature, areas: Mapping[str, Area]) -> str | None:
    """The area that counts a project without a point: its own, or of several that share it the first."""
    return next((code for code in (feature.adcode, *feature.adcodes) if code in areas), None)


def _inside(geometry: BaseGeometry, bounds: Bounds | None) -> bool:
    return bounds is None or bool(shapely.box(*bounds).intersects(geometry))


def level_of(adcode: str) -> str | None:
    """Level of a 6-digit adcode (province …0000, city …00, else county); None for anything else."""
    if len(adcode) != 6:
        return None
    return "province" if adcode.endswith("0000") else "city" if adcode.endswith("00") else "county"


def code_prefix(adcode: str) -> str:
    """Leading digits that the counties of an area share: 2 of a province, 4 of a city, all 6 of a county."""
    return {"province": adcode[:2], "city": adcode[:4]}.get(level_of(adcode) or "", adcode)


def _mark(area: Area, projects: Sequence[ProjectFeature], task_ids: Sequence[str]) -> AreaMark:
    return AreaMark(
        code=area.code,
        name=area.name,
        level=area.level,
        lon=area.lon,
        lat=area.lat,
        projects=tuple(projects),
        task_ids=tuple(task_ids),
    )
