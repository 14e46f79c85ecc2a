"""How long a served catalog takes to answer each kind of query, on DuckDB and on PostgreSQL with PostGIS.

    python tests/benchmarks/bench_serving.py BUILD --engine duckdb
    python tests/benchmarks/bench_serving.py BUILD --engine postgis --to postgresql://…

The build is one of `tests/benchmarks/synthetic.py` or any other. What is not there yet is made or published first, and
the time that takes is told. Milliseconds are medians. `facets` and `map` are asked of a program that has just started
to look at the query (nothing of it is kept), `pan` moves the map of that query, `rows` is a page of the project list.
Answers are kept in a file beside the build: what is there is not measured again, so that a run can be broken off.
"""

import argparse
import json
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from loaders import storage  # noqa: E402  # the repository is on the path only now
from loaders.asking import Page  # noqa: E402
from loaders.models import Facet, Query  # noqa: E402
from loaders.serving.catalog import ServedCatalog  # noqa: E402

ENGINES = ("duckdb", "postgis")
COLUMNS = ("facets", "map", "pan 5", "pan 7", "pan 9", "pan 11", "pan 13", "rows")
WINDOW_PX = (1440, 800)
ROWS = 50  # of a page
MEGABYTE = 1_000_000
Opened = tuple[ServedCatalog, dict[str, float]]


def opened(engine: str, build: Path, url: str = "") -> Opened:
    """The catalog of the build, made or published if need be, and what that took."""
    start = time.perf_counter()
    if engine == "duckdb":
        from loaders.serving import embedded, parts

        manifest = storage.read_manifest(build)
        there = embedded.file_of(manifest.build_id).exists()
        file = embedded.prepared(parts.opened(build, manifest)) if not there else embedded.file_of(manifest.build_id)
        made, size = time.perf_counter() - start, file.stat().st_size
        start, own = time.perf_counter(), embedded.Embedded(file)
    else:
        from loaders.serving import address, postgis, publishing

        done = publishing.publish(address.read(url), build)
        there, made = not done.loaded, time.perf_counter() - start
        start, own = time.perf_counter(), postgis.PostGis(address.read(url), publishing.schema_name(done.build_id))
        ((size,),) = own.rows("SELECT pg_database_size(current_database())")
    catalog = ServedCatalog(own)
    facts = {"open s": time.perf_counter() - start, "size MB": size / MEGABYTE, "memory MB": memory()}
    return catalog, facts if there else {"made in s": made, **facts}


def cases(catalog: ServedCatalog) -> dict[str, Query]:
    """Queries of every kind, with codes that are common in the build."""
    facets = catalog.facets()
    sectors, counties, stages, precisions, units, towns = (
        [one.code for one in _ranked(getattr(facets, name))]
        for name in ("sectors", "counties", "stages", "precisions", "units", "townships")
    )
    plan = facets.plans[len(facets.plans) // 2].code
    return {
        "none": Query(),
        "a sector": Query(sectors=(sectors[0],)),
        "a county": Query(counties=(counties[0],)),
        "a township": Query(townships=(towns[0],)),
        "a unit": Query(units=(units[0],)),
        "a plan": Query(plans=(plan,)),
        "sector + stage": Query(sectors=(sectors[0],), stages=(stages[0],)),
        "county + sector": Query(counties=(counties[0],), sectors=(sectors[0],)),
        "two sectors": Query(sectors=tuple(sectors[:2])),
        "two precisions": Query(precisions=tuple(precisions[:2])),
        "水库": Query(text="水库"),
        "产业园": Query(text="产业园"),
        "shuiku": Query(text="shuiku"),
        "sk": Query(text="sk"),
        "sector + 水库": Query(sectors=(sectors[0],), text="水库"),
    }


def measured(catalog: ServedCatalog, query: Query, times: int) -> dict[str, float]:
    """Milliseconds by column."""
    first = catalog.map_view(query)
    west, south, east, north = first.home or (100, 20, 120, 40)
    middle = (west + east) / 2, (south + north) / 2
    asked: dict[str, Callable[[], Any]] = {
        "facets": lambda: catalog.facets(query),
        "map": lambda: catalog.map_view(query),
        **{f"pan {zoom}": _panning(catalog, query, zoom, middle) for zoom in (5, 7, 9, 11, 13)},
        "rows": lambda: catalog.project_rows(query, Page(limit=ROWS)),
    }
    found = {}
    for name, ask in asked.items():
        taken = []
        for _ in range(times):
            forget(catalog)
            if name.startswith("pan"):
                catalog.map_view(query)
            start = time.perf_counter()
            ask()
            taken.append((time.perf_counter() - start) * 1000)
        found[name] = statistics.median(taken)
    return {"projects": first.projects, **found}


def forget(catalog: ServedCatalog) -> None:
    """Keep nothing of the answers that were given."""
    catalog._records.__init__(catalog._engine, catalog._index)  # with what was read lately
    for owner in (catalog, catalog._index, catalog._choosing, catalog._counting, catalog._views):
        for one in list(vars(owner).values()):
            if hasattr(one, "cache_clear"):
                one.cache_clear()


def campaign(
    catalog: ServedCatalog, results: Path, engine: str, *, times: int
) -> Iterator[tuple[str, dict[str, float]]]:
    """Every case with its figures: those in the file, or measured now and written there."""
    known = _known(results)
    for name, query in cases(catalog).items():
        key = f"{catalog.build_id} {engine} {name}"
        if key not in known:
            known[key] = measured(catalog, query, times)
            with results.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"key": key, "ms": known[key]}, ensure_ascii=False) + "\n")
        yield name, known[key]


def memory() -> float:
    """The most memory that this program has taken, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def _known(results: Path) -> dict[str, dict[str, float]]:
    lines = results.read_text(encoding="utf-8").splitlines() if results.exists() else []
    return {row["key"]: row["ms"] for row in map(json.loads, lines)}


def _ranked(facets: tuple[Facet, ...]) -> list[Facet]:
    return sorted(facets, key=lambda one: (-one.projects, one.code))


def _panning(catalog: ServedCatalog, query: Query, zoom: int, middle: tuple[float, float]) -> Callable[[], object]:
    wide, high = (side / 256 / 2**zoom * 180 for side in WINDOW_PX)
    bounds = (middle[0] - wide, middle[1] - high, middle[0] + wide, middle[1] + high)
    return lambda: catalog.map_view(replace(query, bounds=bounds, zoom=zoom))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=Path, help="directory of the build")
    parser.add_argument("--engine", choices=ENGINES, default=ENGINES[0])
    parser.add_argument("--to", default="", metavar="URL", help="the database, with --engine postgis")
    parser.add_argument("--times", type=int, default=5, help="each query is asked (default 5)")
    parser.add_argument("--results", type=Path, help="the file of answers (default: beside the build)")
    given = parser.parse_args()
    results = given.results or given.build.with_name(f"{given.build.name}_serving.jsonl")
    catalog, facts = opened(given.engine, given.build, given.to)
    print(f"{given.engine} on build {catalog.build_id}, load {os.getloadavg()[0]:.1f}")
    print(*(f"{name} {value:,.1f}" for name, value in facts.items()), sep=", ")
    print(f"{'':16}{'projects':>10}", *(f"{name:>8}" for name in COLUMNS))
    for name, ms in campaign(catalog, results, given.engine, times=given.times):
        wide = 16 - sum(ord(character) > 127 for character in name)
        print(f"{name:{wide}}{ms['projects']:10,.0f}", *(f"{ms[column]:8.0f}" for column in COLUMNS), flush=True)
    print(f"memory {memory():,.0f} MB, load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
