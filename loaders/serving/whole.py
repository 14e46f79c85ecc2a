"""Tables of some plans out of a served catalog, as a catalog in memory wants them."""

from typing import Any

from loaders.models import Link, Mention, Place, Task, TaskArea
from loaders.serving.engines import Engine
from loaders.serving.rows import read


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
