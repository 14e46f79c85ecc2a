"""In which plans of a served catalog a corrected project may stand, too: what is true of it is true of it there.

All that may be it is found, and what is not is left as it is by `loaders.correcting.projects`. Mentions of projects are
looked for among all of a county, however a plan writes the name; those of anything else by the very name.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from loaders.correcting.projects import Sought, project_name
from loaders.models import Mention
from loaders.serving.engines import Engine
from loaders.serving.index import Index
from loaders.serving.rows import read

KEPT = 128  # counties, places and names
Plans = frozenset[str]


class Elsewhere:
    """Looks through one catalog as it was read; what was found last is kept, since it never changes."""

    def __init__(self, engine: Engine, index: Index, codes: Mapping[int, tuple[str, str]]) -> None:
        self._engine = engine
        self._index = index
        self._counties = {code: n for n, (dimension, code) in codes.items() if dimension == "counties"}
        self._named_in: Callable[[str], Mapping[str, set[str]]] = lru_cache(maxsize=KEPT)(self._names_in)
        self._standing_at: Callable[[str], list[Mention]] = lru_cache(maxsize=KEPT)(self._at)
        self._called: Callable[[str], Plans] = lru_cache(maxsize=KEPT)(self._very_name)

    def plans(self, wanted: Iterable[Sought]) -> set[str]:
        """The plans in which something may be what is sought."""
        found: set[str] = set()
        for one in wanted:
            if one.place_id:
                at = self._standing_at(one.place_id)
                found |= {
                    item.plan_id for item in at if {True} & {one.holds(item, c) for c in (item.adcode, one.county)}
                }
            if one.county and one.is_project:
                named = self._named_in(one.county)
                found.update(*(named.get(name, ()) for name in one.names))
            elif one.county:
                found.update(*(self._called(name) for name in {one.name, *one.names}))
        return found

    def touching(self, counties: Iterable[str]) -> set[str]:
        """The plans with a project in one of these counties."""
        numbers = [self._counties[code] for code in counties if code in self._counties]
        own = (self._index.coded(tuple(numbers))[0].nonzero()[0] + 1).tolist() if numbers else []
        sql = "SELECT DISTINCT plan_id FROM feature WHERE n = ANY($own)"
        return {plan for (plan,) in self._engine.rows(sql, own=own)} if own else set()

    def _names_in(self, county: str) -> Mapping[str, set[str]]:
        """By the name of a project in a county (see `project_name`) the plans that write it."""
        if county not in self._counties:
            return {}
        own = (self._index.coded((self._counties[county],))[0].nonzero()[0] + 1).tolist()
        rows = self._engine.rows("SELECT plan_id, name, body FROM feature WHERE n = ANY($own)", own=own)
        found: dict[str, set[str]] = defaultdict(set)
        others = []
        for plan, name, body in rows:
            found[project_name(name, county)].add(plan)
            others += json.loads(body)["mention_ids"][1:]  # that may be written otherwise
        sql = "SELECT body FROM mention WHERE mention_id = ANY($others)"
        for (body,) in self._engine.rows(sql, others=others) if others else ():
            mention = read(Mention, body)
            found[project_name(mention.name, county)].add(mention.plan_id)
        return found

    def _at(self, place_id: str) -> list[Mention]:
        """The mentions that were placed at a place."""
        rows = self._engine.rows("SELECT mention_id FROM link WHERE place_id = $place", place=place_id)
        own = [mention for (mention,) in rows]
        sql = "SELECT body FROM mention WHERE mention_id = ANY($own)"
        return [read(Mention, body) for (body,) in self._engine.rows(sql, own=own)] if own else []

    def _very_name(self, name: str) -> Plans:
        sql = "SELECT DISTINCT plan_id FROM mention WHERE POSITION($said IN body) > 0"
        said = f'"name":{json.dumps(name, ensure_ascii=False)}'
        return frozenset(plan for (plan,) in self._engine.rows(sql, said=said))
