"""Builds of any size whose projects are made up, for measuring.

    python tests/benchmarks/synthetic.py OUT --features 10000

Everything the application reads is there and real in kind: counties, township seats and polygons are those of the
gazetteer, the shares are those of read plans, and the base map is drawn by the code that draws every build. Only the
plans, their tasks and their projects are invented. The same number of features gives the same rows.

The plan texts lie beside the build, in `OUT_plans`; `environment` says what a server needs to open the build, and
`stamp` makes a build fit the present code, which is why one that is made once serves many revisions.
"""

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from geo.boundaries import Boundaries  # noqa: E402  # the repository is on the path only now
from geo.gazetteer import Gazetteer  # noqa: E402
from geo.geocoding import Resolver  # noqa: E402
from loaders import storage  # noqa: E402
from loaders.areas import AreaFinder  # noqa: E402
from loaders.basemap import Bounds, province_labels  # noqa: E402
from loaders.bulk.records import Records, area_codes, surroundings, views  # noqa: E402
from loaders.freshness import inputs_digest, versions  # noqa: E402
from loaders.layers import project_features  # noqa: E402
from loaders.models import Place  # noqa: E402
from tests.benchmarks.land import Prefecture, prefectures  # noqa: E402
from tests.benchmarks.synthetic_plans import Writer  # noqa: E402

PROJECTS_PER_PLAN = 100
ONE_PREFECTURE, ONE_PROVINCE, FIVE_PROVINCES = 300, 3_000, 30_000  # most features a scope is used for


def plans_of(directory: Path) -> Path:
    """Where the plan texts of the build in `directory` lie."""
    return directory.with_name(f"{directory.name}_plans")


def environment(directory: Path) -> dict[str, str]:
    """What a server needs to open the build in `directory` as its own."""
    return {"PLAN_ATLAS_BUILD": str(directory), "PLAN_ATLAS_PLANS": str(plans_of(directory))}


def stamp(directory: Path) -> None:
    """Make the build fit the present plans and code, so that it is opened as it is."""
    path = directory / storage.MANIFEST_NAME
    stated = json.loads(path.read_text(encoding="utf-8"))
    stated["inputs"] = inputs_digest(plans_of(directory))
    path.write_text(json.dumps(stated, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def prepared(folder: Path, features: int) -> Path:
    """The build of this size in `folder`: the one that is there, made to fit the present code, else a new one."""
    directory = folder / f"synth_{features}"
    if (directory / storage.MANIFEST_NAME).is_file():
        stamp(directory)
    else:
        make_build(directory, features=features)
    return directory


def make_build(directory: Path, *, features: int, seed: int = 1) -> storage.Manifest:
    """Write a whole build with this many projects into `directory` and its plans beside it; return its manifest.

    Part after part, so that a million projects need little more memory than their places.
    """
    directory.mkdir(parents=True, exist_ok=True)
    plans_of(directory).mkdir(exist_ok=True)
    boundaries = Boundaries.load()
    writer = Writer(random.Random(seed), boundaries)
    boxes: dict[str, Bounds] = {}
    counties: dict[str, tuple[str, ...]] = {}
    places: dict[str, Place] = {}
    codes: set[str] = set()
    for number, part in enumerate(parts(writer, plans_of(directory), features)):
        _write_part(directory, number, part)
        boxes |= views(part, boundaries)
        counties |= part.counties
        places = part.places | places
        codes |= area_codes(part)
    finder = AreaFinder(Gazetteer.load(), boundaries, Resolver.load())
    labels = province_labels(boundaries, boxes)
    tables = surroundings(codes, views=boxes, counties=counties, boundaries=boundaries, finder=finder, labels=labels)
    tables["areas"] = sorted((*tables["areas"], *writer.town_areas.values()), key=lambda area: area.code)
    for number, own in enumerate(storage.place_parts(places.values(), len(counties))):
        storage.write_part(directory, storage.PLACES, number, own)
    for name in storage.WHOLE_TABLES:
        storage.write_part(directory, name, 0, tables[name])
    scopes = [storage.PlanScope(plan, own, boxes.get(plan)) for plan, own in counties.items()]
    return storage.finish(directory, inputs=inputs_digest(plans_of(directory)), versions=versions(), scopes=scopes)


def _write_part(directory: Path, number: int, part: Records) -> None:
    rows = part.tables()
    rows[storage.FEATURES] = list(project_features(part.mentions, part.links, part.places.values(), part.tasks))
    for name in storage.PLAN_TABLES:
        storage.write_part(directory, name, number, rows[name])


def parts(writer: Writer, folder: Path, features: int) -> Iterator[Records]:
    """Write all plans into `folder` and give their records, those of the plans of a part at a time."""
    groups = _scope(Gazetteer.load(), Boundaries.load(), features)
    count = max(1, round(features / PROJECTS_PER_PLAN))
    width = max(4, len(str(count)))
    for number in range(count):
        own = groups[number::count] or [groups[number % len(groups)]]
        share = features * (number + 1) // count - features * number // count
        writer.plan(f"plan{number + 1:0{width}d}", own, projects=share, folder=folder)
        if number + 1 == count or (number + 1) % storage.PLANS_PER_PART == 0:
            yield writer.take()


def _scope(gazetteer: Gazetteer, boundaries: Boundaries, features: int) -> list[Prefecture]:
    """Prefectures that the projects are spread over, those with most known townships first."""
    found = prefectures(gazetteer, boundaries)
    provinces = Counter[str]()
    for one in found:
        provinces[one.code[:2]] += len(one.towns)
    if features > FIVE_PROVINCES:
        return found
    kept = {code for code, _ in provinces.most_common(1 if features <= ONE_PROVINCE else 5)}
    found = [one for one in found if one.code[:2] in kept]
    return found[:1] if features <= ONE_PREFECTURE else found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, help="directory of the build; the plans go to OUT_plans beside it")
    parser.add_argument("--features", type=int, default=1_000, help="projects of the build")
    parser.add_argument("--stamp", action="store_true", help="only make the build there fit the present code")
    given = parser.parse_args()
    out = given.out.resolve()
    start = time.perf_counter()
    if given.stamp:
        stamp(out)
    else:
        print(make_build(out, features=given.features).rows)
    print(f"{time.perf_counter() - start:.1f} s", *(f"{name}={value}" for name, value in environment(out).items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
