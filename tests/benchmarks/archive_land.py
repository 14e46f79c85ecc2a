"""Projects that nobody plans, in real counties and towns, as the plans of `archive.py` name them year after year."""

import csv
import random
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from geo.boundaries import Boundaries
from geo.gazetteer import Gazetteer, bare_name
from geo.models import Division, Township
from loaders.vocabulary import sector_of_kind
from tests.benchmarks.land import Prefecture, prefectures

WORDS = Path(__file__).parent / "words"
SLOT = re.compile(r"\{(?:(?P<kind>[np]):)?(?P<most>\d+)\}")
FIRST_YEAR, LAST_YEAR = 2016, 2028  # a project is first thought of in these
PROJECTS_PER_COUNTY = 260
LIFE = ("study", "preparation", "approval", "start", "under_construction", "under_construction", "completed")
POOLS_KEPT = 64
USUAL_HEAD = 0.4
IN_COUNTIES = 0.15  # share of line projects and works on rivers that lie in two counties


@dataclass(frozen=True, slots=True)
class Kind:
    """How projects of one kind are named, counted and measured."""

    code: str
    stem: str
    heads: tuple[str, ...]
    counter: str
    measures: tuple[str, ...]
    share: int


@dataclass(frozen=True, slots=True)
class Project:
    """A made-up project: `stem` + `head` is its name; `first` the year in which it is first thought of."""

    stem: str
    head: str
    kind: Kind
    sector: str
    counties: tuple[Division, ...]
    town: Township | None
    measure: str
    first: int

    @property
    def name(self) -> str:
        return self.stem + self.head

    def stage(self, year: int) -> str:
        """Code of the stage it has in that year; one that was built is improved or presented."""
        age = year - self.first
        return LIFE[age] if age < len(LIFE) else "upgrade"

    def is_planned(self, year: int) -> bool:
        return self.first <= year < self.first + len(LIFE)


@lru_cache(maxsize=1)
def kinds() -> tuple[Kind, ...]:
    with (WORDS / "kinds.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Kind(
                row["kind"],
                row["stem"],
                tuple(row["heads"].split("|")),
                row["counter"],
                tuple(row["measures"].split("|")),
                int(row["share"]),
            )
            for row in csv.DictReader(file)
        )


@lru_cache(maxsize=1)
def rivers() -> dict[str, tuple[str, ...]]:
    """Known rivers by the first two digits of a province's code."""
    with (WORDS / "rivers.csv").open(encoding="utf-8", newline="") as file:
        return {row["province"]: tuple(row["rivers"].split("|")) for row in csv.DictReader(file)}


@lru_cache(maxsize=1)
def prose() -> dict[str, dict]:
    return tomllib.loads((WORDS / "prose.toml").read_text(encoding="utf-8"))


def filled(template: str, chance: random.Random) -> str:
    """The template with a number in the place of each slot, near what a slot for a share says, else from a third on."""

    def number(slot: re.Match[str]) -> str:
        most = int(slot["most"])
        return str(chance.randint(max(1, most * 4 // 5 if slot["kind"] == "p" else most // 3), most))

    return SLOT.sub(number, template)


class Land:
    """Prefectures in an order of the seed, and the projects of each."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self.gazetteer = Gazetteer.load()
        self.prefectures = prefectures(self.gazetteer, Boundaries.load())
        random.Random(f"{seed}/prefectures").shuffle(self.prefectures)
        self.projects = lru_cache(maxsize=POOLS_KEPT)(self._projects)

    def name(self, code: str) -> str:
        """Official name of a division."""
        division = self.gazetteer.division(code)
        assert division, code
        return division.name

    def _projects(self, one: Prefecture) -> tuple[Project, ...]:
        """All projects of a prefecture, each with another name."""
        chance = random.Random(f"{self._seed}/projects/{one.code}")
        found: dict[tuple[str, str], Project] = {}
        for county in one.counties:
            towns = [town for town in one.towns if town.adcode == county.adcode]
            for _ in range(PROJECTS_PER_COUNTY):
                project = self._project(chance, one, county=county, towns=towns)
                found.setdefault((project.name, county.adcode), project)
        return tuple(found.values())

    def _project(
        self, chance: random.Random, one: Prefecture, *, county: Division, towns: Sequence[Township]
    ) -> Project:
        kind = chance.choices(kinds(), [each.share for each in kinds()])[0]
        town = chance.choice(towns) if towns else None
        counties = [county]
        if kind.stem in {"pair", "river"} and len(one.counties) > 1 and chance.random() < IN_COUNTIES:
            counties.append(chance.choice([other for other in one.counties if other is not county]))
        stem = self._stem(chance, kind, counties=counties, towns=towns, town=town)
        return Project(
            stem=stem,
            head=kind.heads[0] if chance.random() < USUAL_HEAD else chance.choice(kind.heads),
            kind=kind,
            sector=sector_of_kind(kind.code) or "governance",
            counties=tuple(counties),
            town=town if kind.stem in {"town", "nature"} else None,
            measure=filled(chance.choice(kind.measures), chance),
            first=chance.randint(FIRST_YEAR, LAST_YEAR),
        )

    def _stem(
        self, chance: random.Random, kind: Kind, *, counties: Sequence[Division], towns: Sequence[Township], town
    ) -> str:
        words = prose()["names"]
        county = bare_name(counties[0].name)
        if kind.stem == "pair":
            ends = [bare_name(each.name) for each in counties[:2]]
            others = [bare_name(each.name) for each in chance.sample(list(towns), min(2, len(towns)))]
            ends = list(dict.fromkeys(ends if len(ends) > 1 else [*ends, *others]))[:2]
            return "至".join(ends) if len(ends) > 1 else f"{ends[0]}绕城"
        if kind.stem == "river":
            return chance.choice(rivers()[counties[0].adcode[:2]]) + f"{county}段"
        if kind.stem == "firm":
            return (
                chance.choice(words["firm_first"])
                + chance.choice(words["firm_second"])
                + chance.choice(words["trades"])
            )
        if kind.stem == "town" and town:
            return bare_name(town.name)
        if kind.stem == "nature":
            return chance.choice(words["first"]) + chance.choice(words["second"])
        return county
