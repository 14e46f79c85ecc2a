"""What is done to every plan, to every part of the places and to every part of the plans.

Each stage is one function of bytes and small records, so that it runs in this process or in any other that has the same
program. What it needs of the country is loaded once per process and build.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from geo.boundaries import Boundaries
from geo.gazetteer import Gazetteer
from geo.geocoding import Resolver
from loaders import basemap, documents, layers, ledger, plan_rows, storage, tables
from loaders.areas import AreaFinder
from loaders.basemap import Bounds
from loaders.bulk import patience
from loaders.bulk.clock import Clock
from loaders.bulk.records import Records, area_codes, views
from loaders.checking import partial
from loaders.documents import PlanText
from loaders.errors import BuildFailedError
from loaders.freshness import shaping_digest
from loaders.ledger import PlanCounts
from loaders.models import Area, BaseArea, Place
from loaders.plan_rows import PlanRows
from loaders.storage import CheckCounts, place_part

Seconds = dict[str, float]


@dataclass(frozen=True, slots=True)
class Job:
    """One run of a build: `run` tells it from others.

    `shape` is the digest of what shapes the rows beside the plans, as the process that asks has it; empty in that
    process itself. `remembers` is how many plans a process keeps as records until their part is made.
    """

    run: str
    shape: str = ""
    remembers: int = 0


@dataclass(frozen=True, slots=True)
class ReadPlan:
    """The rows of one plan as the bytes of a Parquet file."""

    packed: bytes
    spent: Seconds


@dataclass(frozen=True, slots=True)
class Scattered:
    """The places of one part of the plans, by part of the places, as the bytes of Parquet files."""

    packed: dict[int, bytes]
    spent: Seconds


@dataclass(frozen=True, slots=True)
class Merged:
    """One part of the places: its file, for each part of the plans what other plans say first, and what is found."""

    packed: bytes
    winners: dict[int, bytes]
    keys: partial.Keys
    checked: CheckCounts
    spent: Seconds


@dataclass(frozen=True, slots=True)
class MadePart:
    """One part of the plans: the file of each table, and what the whole build needs to know of it."""

    packed: dict[str, bytes]
    views: dict[str, Bounds]
    counties: dict[str, tuple[str, ...]]
    codes: frozenset[str]
    towns: tuple[Area, ...]
    counts: tuple[PlanCounts, ...]
    checked: CheckCounts
    labels: tuple[BaseArea, ...]
    spent: Seconds


class _Tools:
    """What a process needs to read plans, and the rows it has read last."""

    def __init__(self, job: Job) -> None:
        if job.shape and shaping_digest() != job.shape:
            sentence = "a worker has other code, vocabulary, gazetteers or settings; give all machines the same"
            raise BuildFailedError(sentence)
        self.boundaries = Boundaries.load()
        self.gazetteer = Gazetteer.load()
        self.resolver = Resolver.load()
        self.finder = AreaFinder(self.gazetteer, self.boundaries, self.resolver)
        self.recent: dict[bytes, PlanRows] = {}


@lru_cache(maxsize=1)
def _tools(job: Job) -> _Tools:
    return _Tools(job)


def release() -> None:
    """Give the memory of the last build back."""
    _tools.cache_clear()


def notices(job: Job) -> tuple[str, ...]:
    """What went wrong in this process with local tables and online services, in sentences for the planner."""
    return _tools(job).resolver.notices


def read_plan(job: Job, plan: PlanText) -> ReadPlan:
    """The rows of one plan.

    Raises
    ------
    DocumentError
        If it takes longer than a plan may.
    """
    known, clock = _tools(job), Clock()
    with patience.limited(plan.plan_id, len(plan.text), run=job.run if job.shape else ""):
        with clock.stage("read"):
            document = documents.document(plan)
        rows = plan_rows.read(
            document, gazetteer=known.gazetteer, resolver=known.resolver, finder=known.finder, clock=clock
        )
    with clock.stage("write"):
        packed = tables.pack(PlanRows, [rows])
    if len(known.recent) < job.remembers:
        known.recent[packed] = rows
    return ReadPlan(packed, dict(clock.spent))


def scatter_places(job: Job, plans: Sequence[bytes], parts: int) -> Scattered:
    """The places of one part of the plans, each once as its first plan says, by part of the places."""
    clock = Clock()
    with clock.stage("merge"):
        first: dict[str, Place] = {}
        for packed in plans:
            known = _tools(job).recent.get(packed)
            for place in known.places if known else tables.unpack_column(packed, PlanRows, "places")[0]:
                first.setdefault(place.place_id, place)
        by_part: dict[int, list[Place]] = {}
        for place in first.values():
            by_part.setdefault(place_part(place.place_id, parts), []).append(place)
        packed_parts = {number: tables.pack(Place, places) for number, places in by_part.items()}
    return Scattered(packed_parts, dict(clock.spent))


def merge_places(job: Job, pieces: Mapping[int, bytes]) -> Merged:
    """One part of the places, put together from all parts of the plans: the first plan's row wins."""
    _tools(job)
    clock = Clock()
    with clock.stage("merge"):
        first: dict[str, Place] = {}
        winners: dict[int, list[Place]] = {}
        for number in sorted(pieces):
            for place in tables.unpack(pieces[number], Place):
                winner = first.setdefault(place.place_id, place)
                if winner != place:
                    winners.setdefault(number, []).append(winner)
        places = [first[place_id] for place_id in sorted(first)]
    with clock.stage("check"):
        checked, keys = partial.of_places(places), partial.keys(places)
    with clock.stage("write"):
        packed = tables.pack(Place, places)
        packed_winners = {number: tables.pack(Place, found) for number, found in winners.items()}
    return Merged(packed, packed_winners, keys, checked, dict(clock.spent))


def make_part(job: Job, plans: Sequence[bytes], winners: Sequence[bytes]) -> MadePart:
    """The tables of one part of the plans; `winners` are places that an earlier part says otherwise."""
    known, clock, records, towns = _tools(job), Clock(), Records(), dict[str, Area]()
    with clock.stage("merge"):
        for packed in plans:
            rows = _rows(job, packed)
            records.add(rows)
            for town in rows.towns:
                towns.setdefault(town.code, town)
        for packed in winners:
            records.places |= {place.place_id: place for place in tables.unpack(packed, Place)}
        features = layers.project_features(records.mentions, records.links, records.places.values(), records.tasks)
    rows_by_table = records.tables()
    with clock.stage("check"):
        checked = partial.of_rows(rows_by_table, records.places)
    with clock.stage("map"):
        shown = views(records, known.boundaries)
        labels = basemap.province_labels(known.boundaries, shown)
    with clock.stage("write"):
        kept = rows_by_table | {storage.FEATURES: list(features)}
        packed_tables = {name: tables.pack(storage.KINDS[name], kept[name]) for name in storage.PLAN_TABLES}
    return MadePart(
        packed=packed_tables,
        views=shown,
        counties=records.counties,
        codes=frozenset(area_codes(records)),
        towns=tuple(towns.values()),
        counts=tuple(ledger.counts(rows_by_table)),
        checked=checked,
        labels=tuple(labels),
        spent=dict(clock.spent),
    )


def _rows(job: Job, packed: bytes) -> PlanRows:
    return _tools(job).recent.get(packed) or tables.unpack(packed, PlanRows)[0]
