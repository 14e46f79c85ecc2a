"""Archives of any size whose plans nobody wrote, as texts, for measuring.

    python tests/benchmarks/archive.py OUT --plans 1000 [--seed 1]

Writes `OUT/plans/*.txt`, and what stands in them: `OUT/projects.csv` (a row for every project a plan names) and
`OUT/plans.csv` (title, issuer, number, date, jurisdiction). Counties, towns and rivers are real, projects and prose are
made up (`words/`); a city's plans and those of its counties name the same projects year after year, with other words
and stages. Plan number k of a seed is the same in an archive of any size. What is found in these plans says how
fast and evenly the reader works, not how well it reads real plans, since the same hand wrote the templates.
"""

import argparse
import csv
import random
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from geo.models import Division  # noqa: E402  # the repository is on the path only now
from tests.benchmarks import archive_prose  # noqa: E402
from tests.benchmarks.archive_land import Land, Project, prose  # noqa: E402
from tests.benchmarks.archive_prose import Scope, Written  # noqa: E402
from tests.benchmarks.land import Prefecture  # noqa: E402

PLANS_PER_PREFECTURE = 10  # that follow each other, before the next prefecture
CITY_PLANS = (0, 3, 6, 8)  # of these ten
FIRST_YEAR, YEARS = 2021, 6
MOST_PROJECTS = 150
RANKS = ("特别行政区", "地区", "新区", "林区")
PROJECT_COLUMNS = ("plan_id", "name", "project", "kind", "adcodes")
PLAN_COLUMNS = ("plan_id", "title", "issuer", "document_number", "date", "jurisdiction")


class Archive:
    """Plans by number; the land they are about is made once."""

    def __init__(self, seed: int = 1) -> None:
        self._seed = seed
        self._land = Land(seed)

    def plan(self, number: int) -> tuple[str, Written]:
        """Jurisdiction and text of plan number `number`, counted from 0."""
        chance = random.Random(f"{self._seed}/plan/{number}")
        block, slot = divmod(number, PLANS_PER_PREFECTURE)
        turn, place = divmod(block, len(self._land.prefectures))
        one = self._land.prefectures[place]
        county = None if slot in CITY_PLANS else one.counties[(slot + turn * 3) % len(one.counties)]
        year = FIRST_YEAR + (slot // 3 + turn) % YEARS
        subjects = [(name, own) for name, own in prose()["subjects"].items() if not (county and own)]
        subject, sectors = chance.choice(subjects)
        code = county.adcode if county else one.code
        area = self._land.name(code)
        scope = Scope(area, _rank(area), number, year, subject, tuple(sectors), county is not None)
        projects = _choice(self._land.projects(one), one, county=county, year=year, chance=chance)
        towns = [town.name for town in one.towns if county is None or town.adcode == county.adcode]
        return code, archive_prose.write(scope, projects, towns or [area], chance)


def _rank(area: str) -> str:
    """What the offices of an area are called with: 市 of 某市."""
    return next((rank for rank in RANKS if area.endswith(rank)), area[-1])


def _choice(
    projects: tuple[Project, ...], one: Prefecture, *, county: Division | None, year: int, chance: random.Random
) -> list[Project]:
    """Projects a plan names: those of its year, a city's from all its counties, in an order of its own."""
    found = [each for each in projects if each.is_planned(year) and (county is None or county in each.counties)]
    chance.shuffle(found)
    return found[:MOST_PROJECTS]


def plan_id(number: int) -> str:
    return f"archive{number:07d}"


def texts(plans: int, seed: int = 1) -> Iterator[tuple[str, str, Written]]:
    """Id, jurisdiction and text of every plan of an archive."""
    archive = Archive(seed)
    for number in range(plans):
        yield plan_id(number), *archive.plan(number)


def write(folder: Path, plans: int, seed: int = 1) -> int:
    """Write an archive into `folder`; return its characters."""
    (folder / "plans").mkdir(parents=True, exist_ok=True)
    characters = 0
    with (
        (folder / "projects.csv").open("w", encoding="utf-8", newline="") as project_file,
        (folder / "plans.csv").open("w", encoding="utf-8", newline="") as plan_file,
    ):
        project_rows, plan_rows = csv.writer(project_file), csv.writer(plan_file)
        project_rows.writerow(PROJECT_COLUMNS)
        plan_rows.writerow(PLAN_COLUMNS)
        for name, jurisdiction, plan in texts(plans, seed):
            (folder / "plans" / f"{name}.txt").write_text(plan.text, encoding="utf-8")
            characters += len(plan.text)
            plan_rows.writerow((name, plan.title, plan.issuer, plan.document_number, plan.date, jurisdiction))
            for written, project in plan.projects:
                codes = "|".join(county.adcode for county in project.counties)
                project_rows.writerow((name, written, project.name, project.kind.code, codes))
    return characters


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--plans", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    characters = write(given.out, given.plans, given.seed)
    print(f"{given.plans} plans, {characters:,} characters in {given.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
