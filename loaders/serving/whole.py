"""What of a served catalog is read as a whole: tables of some plans, base maps, how tasks name a county."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from loaders.models import BaseArea, BaseLine, Link, Mention, Place, Task, TaskArea
from loaders.profile import VIAS
from loaders.serving.engines import Engine
from loaders.serving.rows import read

KINDS = {"base_counties": BaseArea, "base_provinces": BaseArea, "base_lines": BaseLine}
AT_ONCE = 10_000  # ids that are asked for in one query


def base_of(engine: Engine) -> dict[str, list[Any]]:
    """The tables of the base map."""
    found: dict[str, list[Any]] = {name: [] for name in KINDS}
    for layer, body in engine.rows("SELECT layer, body FROM base ORDER BY layer, place"):
        found[layer].append(read(KINDS[layer], body))
    return found


def ways_of(engine: Engine, codes: Sequence[str]) -> dict[str, str]:
    """How tasks name one of these areas, by task."""
    rows = engine.rows("SELECT task, via FROM task_area WHERE code = ANY($codes)", codes=list(codes))
    names = _ids(engine, {task for task, _ in rows})
    found: dict[str, str] = {}
    for task, via in rows:
        found[names[task]] = min(found.get(names[task], via), via, key=VIAS.index)
    return found


def tables_of(engine: Engine, plans: Sequence[str]) -> dict[str, list[Any]]:
    """Tasks, mentions, links, places and task areas of some plans, in the order of these."""
    order = {plan: place for place, plan in enumerate(plans)}
    tasks = _bodies(engine, Task, "task", "n", plans)
    mentions = _bodies(engine, Mention, "mention", "place", plans)
    links: dict[str, Link] = {
        one.mention_id: one for one in _by_id(engine, Link, "link", "mention_id", [one.mention_id for one in mentions])
    }
    places = _by_id(engine, Place, "place", "place_id", {one.place_id for one in links.values() if one.place_id})
    numbers: dict[int, str] = dict(
        engine.rows("SELECT n, task_id FROM task WHERE plan_id = ANY($plans)", plans=list(plans))
    )
    areas = [
        TaskArea(numbers[task], code, via)
        for piece in _pieces(list(numbers))
        for task, code, via in engine.rows("SELECT task, code, via FROM task_area WHERE task = ANY($own)", own=piece)
    ]
    mentions.sort(key=lambda one: order[one.plan_id])  # the order in a plan stays
    return {
        "tasks": sorted(tasks, key=lambda one: order[one.plan_id]),
        "mentions": mentions,
        "links": [links[one.mention_id] for one in mentions],
        "places": sorted(places, key=lambda one: one.place_id),
        "task_areas": areas,
    }


def _bodies(engine: Engine, kind: type[Any], table: str, key: str, plans: Sequence[str]) -> list[Any]:
    sql = f"SELECT body FROM {table} WHERE plan_id = ANY($plans) ORDER BY {key}"
    return [read(kind, body) for (body,) in engine.rows(sql, plans=list(plans))]


def _by_id(engine: Engine, kind: type[Any], table: str, key: str, ids: Collection[str]) -> list[Any]:
    sql = f"SELECT body FROM {table} WHERE {key} = ANY($ids)"
    return [read(kind, body) for piece in _pieces(list(ids)) for (body,) in engine.rows(sql, ids=piece)]


def _ids(engine: Engine, numbers: Collection[int]) -> dict[int, str]:
    sql = "SELECT n, task_id FROM task WHERE n = ANY($own)"
    return dict(pair for piece in _pieces(list(numbers)) for pair in engine.rows(sql, own=piece))


def _pieces(keys: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(keys), AT_ONCE):
        yield keys[start : start + AT_ONCE]
