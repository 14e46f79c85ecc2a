"""The stages of a build one after the other: plans are read, their places merged, their tables made, the map drawn.

Nothing is held whole. The rows of the plans lie in the cache, pieces of places in a spool beside the build, and a
runner draws its calls only as fast as it answers them.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from geo.boundaries import Boundaries
from geo.gazetteer import Gazetteer
from geo.geocoding import Resolver
from loaders import progress, storage, tables
from loaders.areas import AreaFinder
from loaders.basemap import Bounds
from loaders.bulk import stages
from loaders.bulk.clock import Timings
from loaders.bulk.records import surroundings
from loaders.bulk.running import Call, Lost, Runner
from loaders.bulk.spool import Spool
from loaders.bulk.stages import Job, MadePart, Merged
from loaders.checking import amounts, partial
from loaders.documents import PlanText, Source
from loaders.errors import BuildFailedError, DocumentError
from loaders.ledger import PlanCounts
from loaders.models import Area, BaseArea, Place
from loaders.progress import Pace, Report
from loaders.row_cache import RowCache
from loaders.storage import PLANS_PER_PART, PLANS_PER_PLACE_PART, CheckCounts, FailedPlan, PlanScope

Result = TypeVar("Result")


@dataclass(slots=True)
class Found:
    """What the stages have told so far beside the files they made."""

    failed: dict[int, FailedPlan] = field(default_factory=dict)
    views: dict[str, Bounds] = field(default_factory=dict)
    counties: dict[str, tuple[str, ...]] = field(default_factory=dict)
    codes: set[str] = field(default_factory=set)
    towns: dict[str, Area] = field(default_factory=dict)
    counts: list[PlanCounts] = field(default_factory=list)
    checked: list[CheckCounts] = field(default_factory=list)
    labels: list[BaseArea] = field(default_factory=list)


class Pipeline:
    """Makes the files of a build in `scratch`; `spool` is a folder for what is needed only meanwhile."""

    def __init__(
        self, scratch: Path, spool: Path, *, cache: RowCache, runner: Runner, job: Job, timings: Timings
    ) -> None:
        self._scratch, self._spool = scratch, spool
        self._cache, self._runner, self._job = cache, runner, job
        self.timings = timings
        self.found = Found()

    def run(self, sources: Sequence[Source], report: Report) -> None:
        """Go through all stages; what they found stands in `found`."""
        wall = self.timings.wall
        with wall.stage("read"):
            rows = self._read(sources, progress.part_of(report, 0.1, 0.6))
        parts = [rows[start : start + PLANS_PER_PART] for start in range(0, len(rows), PLANS_PER_PART)] or [[]]
        report(progress.MERGING, 0.6)
        with wall.stage("merge"):
            winners = self._merge(parts, storage.part_count(len(rows), PLANS_PER_PLACE_PART))
        report(progress.WRITING, 0.7)
        with wall.stage("tables"):
            self._make_parts(parts, winners)
        report(progress.DRAWING, 0.8)
        with wall.stage("map"):
            self._draw()
        report(progress.CHECKING, 0.9)
        with wall.stage("check"):
            self._check_whole(len(rows))

    def failed(self) -> list[FailedPlan]:
        """The plans that could not be read, in their order."""
        return [self.found.failed[number] for number in sorted(self.found.failed)]

    def scopes(self) -> list[PlanScope]:
        """Counties and box of every plan."""
        return [
            PlanScope(plan_id, adcodes, self.found.views.get(plan_id))
            for plan_id, adcodes in self.found.counties.items()
        ]

    def _read(self, sources: Sequence[Source], report: Report) -> list[Path]:
        """The files with the rows of the plans, in the order of the plans."""
        rows: dict[int, Path] = {}
        asked: dict[int, PlanText] = {}
        pace = Pace(len(sources), report, workers=self._runner.workers)

        def calls() -> Iterator[Call]:
            for number, source in enumerate(sources):
                pace.show(source.name, len(rows) + len(self.found.failed))
                try:
                    plan = source.load()
                except DocumentError as error:
                    self.found.failed[number] = FailedPlan(source.file, str(error))
                    continue
                if (kept := self._cache.find(plan)) is not None:
                    rows[number] = kept
                    continue
                asked[number] = plan
                yield number, (self._job, plan)

        for number, answer in self._runner.run(stages.read_plan, calls()):
            plan = asked.pop(number)
            if isinstance(answer, Lost):
                self.found.failed[number] = FailedPlan(sources[number].file, f"{sources[number].file}: {answer.reason}")
                continue
            rows[number] = self._cache.keep(plan, answer.packed)
            pace.read += 1
            self.timings.plans += 1
            self.timings.characters += len(plan.text)
            self.timings.work.add(answer.spent)
        return [rows[number] for number in sorted(rows)]

    def _merge(self, parts: Sequence[Sequence[Path]], count: int) -> Spool:
        """Write the parts of the places; the pieces that parts of the plans must take from others."""
        by_place_part, winners = Spool(self._spool / "places"), Spool(self._spool / "winners")
        calls = ((number, (self._job, _bytes(paths), count)) for number, paths in enumerate(parts))
        for sender, scattered in self._answers(stages.scatter_places, calls):
            for number, piece in scattered.packed.items():
                by_place_part.add(number, sender, piece)
            self.timings.work.add(scattered.spent)
        places = ((number, (self._job, by_place_part.pieces(number))) for number in range(count))
        keys = {}
        for number, merged in self._answers(stages.merge_places, places):
            self._take_places(number, merged, winners)
            keys[number] = merged.keys
        several = partial.shared([keys[number] for number in sorted(keys)])
        alike: list[Place] = []
        for number, chosen in enumerate(several):
            if chosen.any():
                places_there = tables.read(self._scratch / storage.part_name(storage.PLACES, number), Place)
                alike += [place for place, is_alike in zip(places_there, chosen, strict=True) if is_alike]
        self.found.checked.append(partial.between_places(sorted(alike, key=lambda place: place.place_id)))
        return winners

    def _take_places(self, number: int, merged: Merged, winners: Spool) -> None:
        storage.put_part(self._scratch, storage.PLACES, number, merged.packed)
        for addressee, piece in merged.winners.items():
            winners.add(addressee, number, piece)
        self.found.checked.append(merged.checked)
        self.timings.work.add(merged.spent)

    def _make_parts(self, parts: Sequence[Sequence[Path]], winners: Spool) -> None:
        calls = (
            (number, (self._job, _bytes(paths), list(winners.pieces(number).values())))
            for number, paths in enumerate(parts)
        )
        made: dict[int, MadePart] = {}
        for number, part in self._answers(stages.make_part, calls):
            for name, packed in part.packed.items():
                storage.put_part(self._scratch, name, number, packed)
            self.timings.work.add(part.spent)
            made[number] = replace(part, packed={})
        for number in sorted(made):
            self._take_part(made[number])

    def _take_part(self, part: MadePart) -> None:
        found = self.found
        found.views |= part.views
        found.counties |= part.counties
        found.codes |= part.codes
        for town in part.towns:
            found.towns.setdefault(town.code, town)
        found.counts += part.counts
        found.checked.append(part.checked)
        found.labels += part.labels

    def _draw(self) -> None:
        """Write the areas and the base map."""
        found, boundaries = self.found, Boundaries.load()
        finder = AreaFinder(Gazetteer.load(), boundaries, Resolver.load())
        finder.remember(found.towns.values())
        whole = surroundings(
            found.codes,
            views=found.views,
            counties=found.counties,
            boundaries=boundaries,
            finder=finder,
            labels=found.labels,
        )
        for name in storage.WHOLE_TABLES:
            storage.write_part(self._scratch, name, 0, whole[name])
        found.checked.append(partial.of_rows(whole, {}))

    def _check_whole(self, plans: int) -> None:
        counts = self.found.counts
        rows = {name: storage.count(self._scratch, name) for name in amounts.NEEDED}
        self.found.checked.append(partial.counted(amounts.emptiness(rows, counts, self.failed())))

    def _answers(self, function: Callable[..., Result], calls: Iterator[Call]) -> Iterator[tuple[int, Result]]:
        """The results of calls none of which may be lost."""
        for number, answer in self._runner.run(function, calls):
            if isinstance(answer, Lost):
                raise BuildFailedError(f"part {number} cannot be made: {answer.reason}")
            yield number, answer


def _bytes(paths: Sequence[Path]) -> list[bytes]:
    return [path.read_bytes() for path in paths]
