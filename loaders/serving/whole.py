"""What of a served catalog is read as a whole: tables of some plans, base maps, how tasks name a county."""

from collections.abc import Sequence
from typing import Any

from loaders.models import BaseArea, BaseLine, Link, Mention, Place, Task, TaskArea
from loaders.profile import VIAS
from loaders.serving.engines import Engine
from loaders.serving.rows import read

KINDS = {"base_counties": BaseArea, "base_provinces": BaseArea, "base_lines": BaseLine}


def base_of(engine: Engine) -> dict[str, list[Any]]:
    """The tables of the base map."""
    found: dict[str, list[Any]] = {name: [] for name in KINDS}
    for layer, body in engine.rows("SELECT layer, body FROM base ORDER BY layer, place"):
        found[layer].append(read(KINDS[layer], body))
    return found


def ways_of(engine: Engine, codes: Sequence[str]) -> dict[str, str]:
    """How tasks name one of these areas, by task."""
    sql = "SELECT task_id, via FROM task_area JOIN task ON task.n = task WHERE code = ANY($codes)"
    found: dict[str, str] = {}
    for task_id, via in engine.rows(sql, codes=list(codes)):
        found[task_id] = min(found.get(task_id, via), via, key=VIAS.index)
    return found


def tables_of(engine: Engine, where: str, plans: list[str]) -> dict[str, list[Any]]:
    """Tasks, mentions, links and places of the plans that `where` selects."""

    def bodies(kind: type[Any], sql: str) -> list[Any]:
        return [read(kind, body) for (body,) in engine.rows(sql, plans=plans)]

    links = f"SELECT link.body FROM link JOIN mention ON mention.mention_id = link.mention_id WHERE {where}"
    places = f"SELECT link.place_id FROM link JOIN mention ON mention.mention_id = link.mention_id WHERE {where}"
    areas = f"SELECT task_id, code, via FROM task_area JOIN task ON task.n = task WHERE {where}"
    return {
        "tasks": bodies(Task, f"SELECT body FROM task WHERE {where} ORDER BY n"),
        "mentions": bodies(Mention, f"SELECT body FROM mention WHERE {where} ORDER BY place"),
        "links": bodies(Link, f"{links} ORDER BY mention.place"),
        "places": bodies(Place, f"SELECT body FROM place WHERE place_id IN ({places}) ORDER BY place_id"),
        "task_areas": [TaskArea(*row) for row in engine.rows(areas, plans=plans)],
    }
