"""Corrections over a served catalog: only the plans they touch are read, corrected in memory and laid over the rest.

Touched are the plans that were corrected and those that name one of these projects, too. What they hold is corrected by
the very code that corrects a build in memory, becomes rows by the very code that makes a catalog, and stands beside the
tables in a few small ones (see `laying`) and beside the arrays (see `patching`).
"""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from loaders import layers as layering
from loaders import storage, tables
from loaders.correcting.models import Corrections, Overlay
from loaders.correcting.overlay import Homes, overlay, sought_elsewhere
from loaders.correcting.words import TOO_MANY_TOUCHED
from loaders.models import Link, Place, PlanDocument, ProjectFeature, Task
from loaders.serving.elsewhere import Elsewhere
from loaders.serving.holding import Held
from loaders.serving.laying import Laid, NotLaidError
from loaders.serving.packing import Array, Packing, arrays_of
from loaders.serving.patching import Patch, PatchedIndex
from loaders.serving.records import Records
from loaders.serving.rows import Before, Maker, Part, of_rows, written
from loaders.serving.whole import tables_of

MOST_TOUCHED = 50_000  # mentions of all plans that corrections touch
Tables = dict[str, list[Any]]
OF_PLANS = ("plans", "tasks", "mentions", "links", "task_areas")


class Correcting:
    """Lays corrections over one catalog as it was read; the plans read last are kept."""

    def __init__(self, held: Held) -> None:
        self._held = held
        self._records = Records(held.engine, held.index)
        self._elsewhere = Elsewhere(held.engine, held.index, held.codes)
        self._order = {plan.plan_id: place for place, plan in enumerate(held.plans)}
        self._numbers: dict[Hashable, int] = {own: n for n, own in sorted(held.codes.items())}
        self._kept: dict[str, Tables] = {}
        self._lock = Lock()

    def corrected(self, corrections: Corrections) -> Held:
        """The catalog as planners have corrected it.

        Raises
        ------
        NotLaidError
            If corrections touch too much, or the database does not take them.
        CatalogError
            If the database does not answer.
        """
        with self._lock:
            homes = Homes(self._held.plans)
            own = {home for one in corrections.items if (home := homes.of(one))}
            found = sought_elsewhere(self._tables(own), corrections)
            touched = own | self._elsewhere.plans(found)
            laid = self._overlay(touched, corrections)
            new = {area.code for area in laid.records["areas"]} - self._held.areas.keys()
            if new and (more := self._elsewhere.touching(new) - touched):
                touched |= more  # what was known to no area may be known to one now
                laid = self._overlay(touched, corrections)
            self._kept = {plan: tables for plan, tables in self._kept.items() if plan in touched}
            return self._laid_over(laid, sorted(touched, key=self._order.__getitem__))

    def with_plans(self, present: Overlay, plans: Iterable[str]) -> Overlay:
        """An overlay that holds more plans: those that no correction has touched yet."""
        here = {plan.plan_id for plan in present.read["plans"]}
        more = [plan for plan in plans if plan in self._order and plan not in here]
        if not more:
            return present
        tables = self._read(more)
        both = [
            {**own, **{name: [*own[name], *rows] for name, rows in tables.items()}}
            for own in (present.records, present.read)
        ]
        return replace(present, records=both[0], read=both[1])

    def _overlay(self, plans: Collection[str], corrections: Corrections) -> Overlay:
        manifest = self._held.manifest
        return overlay(self._tables(plans), manifest.scopes, corrections, inputs=manifest.inputs)

    def _tables(self, plans: Collection[str]) -> Tables:
        """The tables of some plans as they were read, with areas and base map of all."""
        ordered = sorted(plans, key=self._order.__getitem__)
        missing = [plan for plan in ordered if plan not in self._kept]
        number = sum(len(self._kept[plan]["mentions"]) for plan in ordered if plan in self._kept)
        sql = "SELECT COUNT(*) FROM mention WHERE plan_id = ANY($plans)"
        number += self._held.engine.rows(sql, plans=missing)[0][0] if missing else 0
        if number > MOST_TOUCHED:
            raise NotLaidError(TOO_MANY_TOUCHED.format(number=f"{number:,}", most=f"{MOST_TOUCHED:,}"))
        if missing:
            self._kept |= _by_plan(self._read(missing), missing)
        found: Tables = {name: [] for name in storage.TABLES}
        for plan in ordered:
            for name, rows in self._kept[plan].items():
                found[name] += rows
        found["places"] = list({place.place_id: place for place in found["places"]}.values())
        whole = {name: list(rows) for name, rows in self._held.base().items()}
        return {**found, **whole, "areas": list(self._held.areas.values())}

    def _read(self, plans: Sequence[str]) -> Tables:
        documents: list[PlanDocument] = [found for plan in plans if (found := self._records.plan(plan))]
        return {"plans": documents, **tables_of(self._held.engine, plans)}

    def _laid_over(self, found: Overlay, plans: Sequence[str]) -> Held:
        held = self._held
        elsewhere = self._linked_elsewhere(found)
        kept = {place.place_id: place for place in self._places(elsewhere)}
        corrected: Sequence[Place] = found.records["places"]
        places = [kept.get(place.place_id, place) for place in corrected]
        found = replace(found, records={**found.records, "places": places})
        spans = {table: self._spans(table, key, plans) for table, key in KEYS.items()}
        made = self._rows(found, spans)
        new = [(one.place_id, written(one)) for one in places if one.place_id not in kept]
        gone = {
            "link": {link.mention_id for link in found.read["links"]},
            "place": {place.place_id for place in found.read["places"]} - elsewhere,
            "plan_county": set(plans),
        }
        rows = made.rows | of_rows({"place": new})
        laid = Laid(rows, {table: list(own.values()) for table, own in spans.items()}, gone)
        engine = held.engine.laid(laid)
        index = PatchedIndex(engine, held.index, made.patch)
        left = set(np.flatnonzero(index.codes_left()).tolist())
        return replace(
            held,
            engine=engine,
            areas={area.code: area for area in found.records["areas"]},
            index=index,
            codes={n: own for n, own in (*held.codes.items(), *made.codes.items()) if n in left},
            base=lambda: {**held.base(), "base_counties": found.records["base_counties"]},
            overlay=found,
        )

    def _linked_elsewhere(self, found: Overlay) -> set[str]:
        """Places of the touched plans, before and after, that other plans lead to as well."""
        own = Counter(link.place_id for link in found.read["links"])
        places: list[Place] = [*found.read["places"], *found.records["places"]]
        ids = {place.place_id for place in places}
        sql = "SELECT place_id, COUNT(*) FROM link WHERE place_id = ANY($ids) GROUP BY place_id"
        return {place for place, number in self._held.engine.rows(sql, ids=list(ids)) if number > own[place]}

    def _places(self, ids: Collection[str]) -> list[Place]:
        return self._records.several(Place, "place", "place_id", ids, "place_id")

    def _spans(self, table: str, key: str, plans: Sequence[str]) -> dict[str, tuple[int, int]]:
        """By plan the numbers that its rows of a table have, from … to."""
        sql = f"SELECT plan_id, MIN({key}), MAX({key}) FROM {table} WHERE plan_id = ANY($plans) GROUP BY plan_id"
        return {plan: (first, last) for plan, first, last in self._held.engine.rows(sql, plans=list(plans))}

    def _rows(self, found: Overlay, spans: Mapping[str, Mapping[str, tuple[int, int]]]) -> "_Made":
        """Rows and arrays of the touched plans, made as one part behind all others."""
        records = found.records
        items = layering.project_features(*(records[name] for name in ("mentions", "links", "places", "tasks")))
        columns = {name: tables.table_of(storage.KINDS[name], records[name]) for name in OF_PLANS}
        columns["features"] = tables.table_of(ProjectFeature, items)
        before = Before(0, 0, self._held.manifest.rows["mentions"], len(self._held.index))
        rows, packed, letters = Maker(list(records["areas"])).of(Part(before, columns))
        del rows["plan"]
        own: list[Task] = list(records["tasks"])
        places = Counter[str]()
        tasks = np.zeros(len(own), dtype=np.int32)
        for number, task in enumerate(own):
            tasks[number] = spans["task"][task.plan_id][0] + places[task.plan_id]
            places[task.plan_id] += 1
        packing = Packing(self._numbers)
        pieces = packing.add(packed)
        codes = {n: (dimension, code) for n, dimension, code in packing.codes(len(self._numbers) + 1)}
        pieces += [row for several in packing.rest() for row in several]
        starts = {plan: self._start(plan, spans["feature"]) for plan in {item.plan_id for item in items}}
        patch = Patch(
            arrays_of(pieces),
            tasks.astype(np.int64),
            list(spans["feature"].values()),
            np.array([starts[item.plan_id] for item in items], dtype=np.int64),
            len(self._numbers) + len(codes),
        )
        whole = of_rows({"letter": [(letter,) for letter in sorted(letters)]})
        return _Made(_renumbered(rows, tasks) | whole, patch, codes)

    def _start(self, plan: str, spans: Mapping[str, tuple[int, int]]) -> int:
        """The number before which the projects of a plan stand: its first one, else the first of a plan behind it."""
        if plan in spans:
            return spans[plan][0]
        behind = [one.plan_id for one in self._held.plans[self._order[plan] + 1 :]]
        sql = "SELECT MIN(n) FROM feature WHERE plan_id = ANY($behind)"
        ((first,),) = self._held.engine.rows(sql, behind=behind)
        return first or len(self._held.index) + 1


class _Made(NamedTuple):
    rows: dict[str, pa.Table]
    patch: Patch
    codes: dict[int, tuple[str, str]]


KEYS = {"feature": "n", "task": "n", "mention": "place"}  # what numbers the rows of a plan one after the other


def _by_plan(tables: Mapping[str, Sequence[Any]], plans: Sequence[str]) -> dict[str, Tables]:
    """The tables of each plan; a place is in every one that leads to it."""
    found: dict[str, Tables] = {plan: {name: [] for name in (*OF_PLANS, "places")} for plan in plans}
    documents: Sequence[PlanDocument] = tables["plans"]
    for document in documents:
        found[document.plan_id]["plans"].append(document)
    plan_of_task, plan_of = dict[str, str](), dict[str, str]()
    for task in tables["tasks"]:
        plan_of_task[task.task_id] = task.plan_id
        found[task.plan_id]["tasks"].append(task)
    for mention in tables["mentions"]:
        plan_of[mention.mention_id] = mention.plan_id
        found[mention.plan_id]["mentions"].append(mention)
    for row in tables["task_areas"]:
        found[plan_of_task[row.task_id]]["task_areas"].append(row)
    places: dict[str, Place] = {place.place_id: place for place in tables["places"]}
    links: Sequence[Link] = tables["links"]
    for link in links:
        own = found[plan_of[link.mention_id]]
        own["links"].append(link)
        if link.place_id:
            own["places"].append(places[link.place_id])
    return found


def _renumbered(rows: dict[str, pa.Table], tasks: Array) -> dict[str, pa.Table]:
    """The rows with the numbers that tasks have in the catalog instead of those in the part."""
    found = dict(rows)
    for name, column in (("task", "n"), ("feature_task", "task"), ("task_area", "task"), ("task_mark", "task")):
        if name in found:
            own = pa.array(tasks[found[name][column].to_numpy() - 1])
            found[name] = found[name].set_column(found[name].column_names.index(column), column, own)
    if "feature" in found:
        features = found["feature"]
        lists = features["tasks"].combine_chunks()
        moved = pa.ListArray.from_arrays(lists.offsets, pa.array(tasks[lists.values.to_numpy() - 1]))
        found["feature"] = features.set_column(features.column_names.index("tasks"), "tasks", moved)
    return found
