"""What is counted once when a catalog is loaded, so that a broad filter is answered without counting a million rows.

A *broad* code is one that many projects or tasks have; 0 stands for no filter at all. For each of them there are the
numbers of every other code among its projects and tasks (`tally`), and its projects by squares of the world (`cell`).
Whatever is narrower is counted when it is asked for. The statements are the same on both engines.
"""

from collections.abc import Callable
from typing import Any

FEWEST = 2_000  # projects or tasks of a broad code
FIRST_LEVEL, LAST_LEVEL = 4, 12  # squares of 1/16 to 1/4096 of the world: 10 km
GAIN = 4  # projects a square must hold on average, or its level is not kept
EVERYTHING = 0  # the code of no filter

Run = Callable[..., list[tuple[Any, ...]]]  # executes a statement with named values
Has = Callable[[str, str], str]  # condition that a row of a table has one of some codes

# Numbers by code, of the projects and tasks that `f` and `t` choose.
COUNTS = """
SELECT other, SUM(projects) AS projects, SUM(tasks) AS tasks FROM (
    SELECT other, COUNT(*) AS projects, 0 AS tasks
        FROM (SELECT UNNEST(codes) AS other FROM feature WHERE {f}) AS of_projects GROUP BY other
    UNION ALL
    SELECT other, 0, COUNT(*) FROM (
        SELECT other, UNNEST(tasks) AS task FROM (SELECT UNNEST(codes) AS other, tasks FROM feature WHERE {f}) AS ours
        UNION
        SELECT UNNEST(codes) AS other, n AS task FROM task WHERE {t}
    ) AS of_tasks GROUP BY other
) AS both_of GROUP BY other
"""
TASKS = """
SELECT COUNT(*) FROM (
    SELECT UNNEST(tasks) AS task FROM feature WHERE {f}
    UNION
    SELECT n AS task FROM task WHERE {t}
) AS chosen
"""
BOX = """
SELECT COUNT(*), COUNT(x),
    PERCENTILE_CONT(0.01) WITHIN GROUP (ORDER BY x), PERCENTILE_CONT(0.99) WITHIN GROUP (ORDER BY y),
    PERCENTILE_CONT(0.99) WITHIN GROUP (ORDER BY x), PERCENTILE_CONT(0.01) WITHIN GROUP (ORDER BY y)
FROM feature WHERE {f}
"""
# Placed projects by square of a `level` and sector; `f` chooses projects.
CELLS = """
SELECT {code} AS code, {level} AS level, CAST(FLOOR(x * {squares}) AS integer) AS cx,
    CAST(FLOOR(y * {squares}) AS integer) AS cy, sector, COUNT(*), COUNT(area_code), SUM(n), SUM(x), SUM(y),
    MIN(x), MAX(y), MAX(x), MIN(y), COALESCE(MODE() WITHIN GROUP (ORDER BY adcode), '')
FROM {source} WHERE x IS NOT NULL AND {f} GROUP BY 1, 2, 3, 4, 5
"""
ROLLED = """
INSERT INTO cell SELECT code, {level}, cx >> 1, cy >> 1, sector, SUM(projects), SUM(in_areas), SUM(sum_n), SUM(sum_x),
    SUM(sum_y), MIN(west), MAX(south), MAX(east), MIN(north), (ARRAY_AGG(county ORDER BY projects DESC, county))[1]
FROM cell WHERE level = {level} + 1 GROUP BY code, cx >> 1, cy >> 1, sector
"""


def holding(table: str, codes: str) -> str:
    """Condition that a row has one of some codes, where an index looks into arrays."""
    return f"codes && {codes}"


def derive(run: Run, has: Has = holding) -> None:
    """Fill the derived tables from the loaded ones; `has` is how the engine finds what has a code."""
    of_codes = run(COUNTS.format(f="TRUE", t="TRUE"))
    broad = [EVERYTHING, *sorted(int(code) for code, projects, tasks in of_codes if max(projects, tasks) >= FEWEST)]
    for code in broad:
        f, t = (has(table, f"ARRAY[{code}]") if code else "TRUE" for table in ("feature", "task"))
        run(f"INSERT INTO tally SELECT {code}, * FROM ({COUNTS.format(f=f, t=t)}) AS counted")
        projects, placed, *box = run(BOX.format(f=f))[0]
        ((tasks,),) = run(TASKS.format(f=f, t=t))
        run(
            "INSERT INTO broad VALUES ($code, $projects, $tasks, $placed, 0, $west, $south, $east, $north)",
            **{"code": code, "projects": projects, "tasks": tasks, "placed": placed},
            **dict(zip(("west", "south", "east", "north"), box, strict=True)),
        )
    _square(run)


def _square(run: Run) -> None:
    """Cells of every broad code from the finest level up, then away with levels that hold hardly fewer rows."""
    for source in (
        f"(SELECT *, {EVERYTHING} AS broad_code FROM feature) AS whole",
        "(SELECT * FROM (SELECT *, UNNEST(codes) AS broad_code FROM feature) AS spread"
        " WHERE broad_code IN (SELECT code FROM broad)) AS chosen",
    ):
        stated = {"level": LAST_LEVEL, "squares": 2.0**LAST_LEVEL, "source": source, "f": "TRUE"}
        run(f"INSERT INTO cell {CELLS.format(code='broad_code', **stated)}")
    for level in reversed(range(FIRST_LEVEL, LAST_LEVEL)):
        run(ROLLED.format(level=level))
    run(
        "UPDATE broad SET deepest = kept.level FROM (SELECT squares.code, MAX(squares.level) AS level"
        " FROM (SELECT code, level, COUNT(*) AS held FROM cell GROUP BY code, level) AS squares"
        f" JOIN broad AS owner ON owner.code = squares.code WHERE held * {GAIN} <= owner.placed GROUP BY squares.code"
        ") AS kept WHERE kept.code = broad.code"
    )
    run("DELETE FROM cell USING broad WHERE cell.code = broad.code AND cell.level > broad.deepest")
