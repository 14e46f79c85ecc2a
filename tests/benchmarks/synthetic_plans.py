"""Plans that nobody wrote, with their tasks and projects, as the rows of a build; used by `synthetic.py`."""

import itertools
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from shapely import LineString, Point

from geo.boundaries import Boundaries
from geo.gazetteer import bare_name
from geo.models import Division, Township
from loaders import documents
from loaders.bulk.records import Records
from loaders.models import Area, Evidence, Link, Mention, Place, Span, Stop, Task, TaskArea
from loaders.vocabulary import sector_of_kind, terms
from tests.benchmarks.land import Prefecture, kinds_by_sector

PROJECTS_PER_TASK = 4
TOWNS_PER_PLAN = 30  # so that many projects of a plan share a township
SHARE_OF_TASKS_WITHOUT_PROJECT = 0.1
PRECISIONS = {
    "exact": 0.07,
    "village": 0.08,
    "township": 0.40,
    "route": 0.08,
    "county": 0.29,
    "region": 0.03,
    "unresolved": 0.05,
}
STAGES = {
    "under_construction": 50,
    "designation": 12,
    "preparation": 10,
    "none": 9,
    "study": 7,
    "upgrade": 5,
    "start": 3,
    "completed": 2,
    "approval": 2,
}
LINE_KINDS = ("railway", "expressway", "road", "waterway", "power_line", "pipeline")
KINDS_WITHOUT_SECTOR = ("region", "other")
TAG = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"  # two of them tell the projects of a plan apart
UNITS = (
    "发展改革委",
    "交通运输局",
    "水利局",
    "农业农村局",
    "文化和旅游局",
    "生态环境局",
    "工业和信息化局",
    "住房城乡建设局",
    "卫生健康委",
    "教育局",
    "民政局",
    "财政局",
)
VERTICES = (5, 30)


@dataclass(frozen=True, slots=True)
class Site:
    """A made-up project before it stands in a text."""

    name: str
    kind: str
    precision: str
    county: Division | None
    town: Township | None
    place: Place | None


@dataclass(slots=True)
class Text:
    """A plan's text while it is written."""

    parts: list[str] = field(default_factory=list)
    length: int = 0

    def add(self, words: str) -> Span:
        """Append words and return where they stand."""
        start = self.length
        self.parts.append(words)
        self.length += len(words)
        return Span(start, self.length, words)

    def __str__(self) -> str:
        return "".join(self.parts)


class Writer:
    """Writes plan after plan into the records of a build; `take` hands them out and goes on with empty ones."""

    def __init__(self, chance: random.Random, boundaries: Boundaries):
        self.records = Records()
        self.town_areas: dict[str, Area] = {}
        self._chance = chance
        self._boundaries = boundaries
        self._numbers = itertools.count(1)
        self._kinds = kinds_by_sector()

    def take(self) -> Records:
        """The records of the plans written since the last call."""
        taken, self.records = self.records, Records()
        return taken

    def plan(self, plan_id: str, groups: Sequence[Prefecture], *, projects: int, folder: Path) -> None:
        """Add one plan of these prefectures with its tasks and so many projects, and write its text."""
        counties = {county.adcode: county for group in groups for county in group.counties}
        towns = [town for group in groups for town in group.towns]
        towns = self._chance.sample(towns, min(TOWNS_PER_PLAN, len(towns)))
        tags = self._chance.sample(list(itertools.product(TAG, TAG)), projects)
        text, title = Text(), f"示例规划{plan_id[4:]}重点任务"
        text.add(f"{title}\n\n")
        ordinal, left = 0, projects
        held = Counter[str]()
        while left:
            ordinal += 1
            if ordinal % 5 == 1:
                text.add(f"第{ordinal // 5 + 1}部分 重点工作\n\n")
            empty = self._chance.random() < SHARE_OF_TASKS_WITHOUT_PROJECT
            share = 0 if empty else min(left, self._chance.randint(1, 2 * PROJECTS_PER_TASK - 1))
            left -= share
            sector = self._chance.choice(list(terms()["sector"]))
            sites = [self._site(sector, counties, towns, "".join(tags.pop())) for _ in range(share)]
            held.update(site.county.adcode for site in sites if site.county)
            self._task(plan_id, ordinal, text, sector=sector, sites=sites, county=counties, towns=towns)
        jurisdiction = groups[0].code if len(groups) == 1 else f"{groups[0].code[:2]}0000"
        path = folder / f"{plan_id}.txt"
        path.write_text(str(text), encoding="utf-8")
        stated = f'title = "{title}"\nlabel = "{title}"\njurisdiction = "{jurisdiction}"\ndate = "2024-01-01"\n'
        path.with_suffix(".toml").write_text(stated, encoding="utf-8")
        self.records.plans.append(documents.read(path))
        self.records.counties[plan_id] = tuple(sorted(held, key=lambda code: (-held[code], code)))

    def _task(self, plan_id, ordinal, text, *, sector, sites, county, towns) -> None:
        """Write a clause that names its county or town, the sites and the units."""
        task_id, start = f"{plan_id}#{ordinal}", text.length
        named = next((site.county for site in sites if site.county), None) or self._chance.choice(list(county.values()))
        kinds = [terms()["kind"][site.kind].zh for site in sites[:1]] or ["改革"]
        title = f"推进{named.name}{kinds[0]}工作"
        text.add(f"{ordinal}.{title}。")
        self._admin(plan_id, task_id, text.add(named.name), named)
        code = named.adcode
        if not sites and self._chance.random() < 0.5:
            code = self._town_area(self._chance.choice(towns))
        self.records.task_areas.append(TaskArea(task_id, code, "mention"))
        for place, site in enumerate(sites):
            text.add("、" if place else "")
            self._project(plan_id, task_id, text, site)
        units = self._chance.sample(UNITS, self._chance.randint(1, 3))
        text.add(f"。(牵头单位:{units[0]}" + (f";责任单位:{'、'.join(units[1:])}" if units[1:] else "") + ")")
        sectors = (sector, *(own for site in sites[:1] if (own := sector_of_kind(site.kind))))
        self.records.tasks.append(
            Task(
                task_id=task_id,
                plan_id=plan_id,
                ordinal=ordinal,
                number=str(ordinal),
                section=(f"第{(ordinal - 1) // 5 + 1}部分 重点工作",),
                title=title,
                start_char=start,
                end_char=text.length,
                sectors=tuple(dict.fromkeys(sectors)),
                lead_units=(units[0],),
                responsible_units=tuple(units[1:]),
                deadline=None,
                targets=(),
            )
        )
        text.add("\n\n")

    def _town_area(self, town: Township) -> str:
        self.town_areas[town.code] = Area(town.code, town.name, "township", town.adcode, town.lon, town.lat)
        return town.code

    def _admin(self, plan_id: str, task_id: str, span: Span, county: Division) -> None:
        mention = self._mention(plan_id, task_id, span, kind=None, stage="none", county=county, town=None)
        self._link(mention, self._county_place(county), "行政区本身")

    def _project(self, plan_id: str, task_id: str, text: Text, site: Site) -> None:
        stage = self._chance.choices(list(STAGES), list(STAGES.values()))[0]
        text.add(terms()["stage"][stage].zh)
        span = text.add(site.name)
        mention = self._mention(plan_id, task_id, span, kind=site.kind, stage=stage, county=site.county, town=site.town)
        self._link(mention, site.place, "示例数据" if site.place else "原文未列明区县")

    def _mention(self, plan_id, task_id, span, *, kind, stage, county, town) -> Mention:
        mention = Mention(
            mention_id=f"{plan_id}@{next(self._numbers)}",
            plan_id=plan_id,
            task_id=task_id,
            start_char=span.start_char,
            end_char=span.end_char,
            surface=span.surface,
            parts=(span,),
            name=span.surface,
            type="admin" if kind is None else "river" if kind == "river" else "project",
            kind=kind,
            sector=sector_of_kind(kind),
            stage=stage,
            admin_level="county" if kind is None else None,
            county=county.name if county else None,
            adcode=county.adcode if county else None,
            township=town.name if town else None,
            route=None,
            quantity=(),
            investment=None,
            confidence=round(self._chance.uniform(0.6, 0.99), 2),
            rule="made up",
            evidence=(Evidence("name", "made up", span),),
        )
        self.records.mentions.append(mention)
        return mention

    def _link(self, mention: Mention, place: Place | None, reason: str) -> None:
        place_id = place.place_id if place else None
        if place:
            self.records.places.setdefault(place.place_id, place)
        rule = "site" if place else "no_county"
        self.records.links.append(Link(mention.mention_id, place_id, reason, rejected=(), rule=rule))

    def _site(self, sector: str, counties: dict[str, Division], towns: Sequence[Township], tag: str) -> Site:
        precision = self._chance.choices(list(PRECISIONS), list(PRECISIONS.values()))[0]
        kinds = LINE_KINDS if precision == "route" else self._kinds.get(sector) or KINDS_WITHOUT_SECTOR
        if precision != "route" and self._chance.random() < 0.3:
            kinds = list(terms()["kind"])
        kind = self._chance.choice(kinds)
        town = towns[min(int(self._chance.expovariate(3 / len(towns))), len(towns) - 1)]  # some hold many projects
        county = counties[town.adcode]
        if precision in {"county", "region", "unresolved"}:
            county = self._chance.choice(list(counties.values()))
        name = bare_name(town.name if precision in {"exact", "village", "township"} else county.name) + tag
        name += terms()["kind"][kind].zh
        if precision == "unresolved":
            return Site(name, kind, precision, None, None, None)
        if precision == "route":
            return Site(name, kind, precision, None, None, self._route(name, kind, towns, town))
        if precision == "county":
            return Site(name, kind, precision, county, None, self._county_place(county))
        if precision == "region":
            return Site(name, kind, precision, county, None, self._region(name, county))
        return Site(name, kind, precision, county, town, self._point(name, precision, county=county, town=town))

    def _point(self, name: str, precision: str, *, county: Division, town: Township) -> Place:
        """The seat of the town, or a place of its own within about 3 km of it."""
        reach = 0.0 if precision == "township" else 0.02
        lon, lat = (round(value + self._chance.gauss(0, reach), 5) for value in (town.lon, town.lat))
        place_id = f"town:{town.code}" if precision == "township" else self._place_id()
        sure = "low" if precision == "township" and int(town.code[6:9]) % 7 == 0 else "high"
        return self._place(
            place_id, name if reach else town.name, precision, Point(lon, lat), county=county, town=town, sure=sure
        )

    def _county_place(self, county: Division) -> Place:
        code = f"division:{county.adcode}"
        known = self.records.places.get(code)
        if known:
            return known
        return self._place(code, county.name, "county", self._inside(county), county=county)

    def _region(self, name: str, county: Division) -> Place:
        return self._place(self._place_id(), name, "region", self._inside(county), county=county, sure="low")

    def _inside(self, county: Division) -> Point:
        return self._boundaries.representative_point(county.adcode)

    def _route(self, name: str, kind: str, towns: Sequence[Township], first: Township) -> Place:
        """A line of some vertices between two or three towns, bent a little."""
        others = [town for town in towns if town is not first]
        stops = [first, *self._chance.sample(others, min(len(others), self._chance.choice((1, 2))))]
        per_leg = -(-(self._chance.randint(*VERTICES) - 1) // (len(stops) - 1))
        line = []
        for one, two in itertools.pairwise(stops):
            line.append((one.lon, one.lat))
            for step in range(1, per_leg):
                part = step / per_leg
                bent = (a + (b - a) * part + self._chance.gauss(0, 0.01) for a, b in zip(*_ends(one, two), strict=True))
                line.append(tuple(round(value, 4) for value in bent))
        line.append((stops[-1].lon, stops[-1].lat))
        marks = tuple(Stop(town.name, town.name, town.adcode, town.lon, town.lat) for town in stops)
        return Place(
            place_id=self._place_id(),
            name=name,
            kind=kind,
            adcode=None,
            county=None,
            township=None,
            geometry=LineString(line),
            precision="route",
            place_confidence="medium",
            source="route",
            evidence="示例数据",
            counties=tuple(dict.fromkeys(town.adcode for town in stops)),
            stops=marks,
        )

    def _place(self, place_id, name, precision, geometry, *, county, town=None, sure="high") -> Place:
        return Place(
            place_id=place_id,
            name=name,
            kind=None,
            adcode=county.adcode,
            county=county.name,
            township=town.name if town else None,
            geometry=geometry,
            precision=precision,
            place_confidence=sure,
            source="county" if precision == "county" else "township" if precision == "township" else "site",
            evidence="示例数据",
        )

    def _place_id(self) -> str:
        return f"made:{next(self._numbers)}"


def _ends(one: Township, two: Township) -> tuple[tuple[float, float], tuple[float, float]]:
    return (one.lon, one.lat), (two.lon, two.lat)
