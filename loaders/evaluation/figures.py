"""Figures of a reading beside their targets; every count comes from the project's scorer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from loaders.evaluation.calibration import SURE, Calibration, calibrate
from loaders.evaluation.gold import Gold, Row, Scorer
from loaders.evaluation.reading import Reading

RATE, NUMBER, SPEED = "rate", "number", "speed"
SLOWEST = 20_000


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure; `value` is None where there was nothing to measure, `counts` what it is made of.

    `unit` is rate (0–1, at least `target`), number (at most `target`) or speed (characters/s, at least
    `target`); `strict` is the same figure with every neutral reading counted as wrong.
    """

    group: str
    name: str
    value: float | None
    target: float | None = None
    counts: tuple[float, ...] = ()
    unit: str = RATE
    strict: float | None = None

    @property
    def is_met(self) -> bool | None:
        """Whether the target is reached; None without a target or a value."""
        if self.value is None or self.target is None:
            return None
        return self.value <= self.target if self.unit == NUMBER else self.value >= self.target


@dataclass(frozen=True, slots=True)
class Scored:
    """The scorer's answers for one set of documents: mentions (lenient and strict) and tasks."""

    mentions: Row
    strict: Row
    tasks: Row


def score(scorer: Scorer, gold: Gold, reading: Reading, only: str | None = None) -> Scored:
    """The scorer's answers for all documents, or for the one called `only`."""

    def chosen(rows: Sequence[Row], marked: Sequence[Row]) -> list[Row]:
        names = {row["doc"] for row in marked}
        return [row for row in rows if row["doc"] in names and only in (None, row["doc"])]

    marks, found = chosen(gold.mentions, gold.mentions), chosen(reading.mentions, gold.mentions)
    tasks, found_tasks = chosen(gold.tasks, gold.tasks), chosen(reading.tasks, gold.tasks)
    return Scored(
        mentions=scorer.score(marks, found, strict=False),
        strict=scorer.score(marks, found, strict=True),
        tasks=scorer.score_tasks(tasks, found_tasks),
    )


def figures(scorer: Scorer, scored: Scored) -> list[Figure]:
    """Figures of tasks, then of mentions with the strict ones beside."""
    strict = _mention_figures(scorer, scored.strict)
    lenient = _mention_figures(scorer, scored.mentions)
    pairs = zip(lenient, strict, strict=True)
    return [*_task_figures(scorer, scored.tasks), *(replace(one, strict=other.value) for one, other in pairs)]


def calibration(scored: Row) -> Calibration:
    """Calibration over the mentions that are right or wrong, neutral ones left out."""
    return calibrate(
        [(row["confidence"], verdict == "right") for row, _, verdict in scored["verdicts"] if verdict != "neutral"]
    )


def confidence_figures(found: Calibration) -> list[Figure]:
    """How many mentions claim to be sure, how many of these are, and where the errors lie."""
    sure, right = (found.sure, found.mentions), (found.sure_right, found.sure)
    low = (round(found.errors_in_lowest_fifth, 1), found.errors)
    return [
        Figure("confidence", f"mentions at ≥ {SURE}", _share(sure), 0.6, sure),
        Figure("confidence", "of those right", _share(right), 0.95, right),
        Figure("confidence", "errors in the least confident fifth", _share(low), 0.6, low),
    ]


def reading_figures(reading: Reading) -> list[Figure]:
    """Exactness of offsets, and speed."""
    speed = reading.characters / reading.seconds if reading.seconds else None
    return [
        Figure("reading", "spans that do not quote the text", reading.inexact, 0, (), NUMBER),
        Figure("reading", "characters/s", speed, SLOWEST, (reading.characters,), SPEED),
    ]


def _task_figures(scorer: Scorer, counts: Row) -> list[Figure]:
    def f1(name: str, key: str, target: float) -> Figure:
        value = scorer.prf(*counts[key])[2] if counts[key][2] else None
        return Figure("tasks", name, value, target, counts[key])

    return [
        f1("span F1", "tasks", 0.98),
        f1("lead units F1", "lead units", 0.97),
        f1("responsible units F1", "responsible units", 0.97),
        f1("sectors F1", "task sectors", 0.92),
        Figure("tasks", "right number (documents)", _share(counts["count right"]), None, counts["count right"]),
    ]


def _mention_figures(scorer: Scorer, scored: Row) -> list[Figure]:
    def f1(group: str, name: str, key: str, right: str, target: float | None) -> Figure:
        run = scored[key]
        counts = (getattr(run, right), run.tp + run.fp, run.tp + run.fn)
        return Figure(group, name, scorer.prf(*counts)[2] if any(counts[1:]) else None, target, counts)

    def accuracy(name: str, counts: Sequence[int], target: float | None) -> Figure:
        return Figure("projects", name, _share(counts[:2]), target, tuple(counts[:2]))

    return [
        f1("admin", "name F1", "admin", "tp", None),
        f1("admin", "name + county F1", "admin", "tpc", 0.96),
        f1("projects", "name F1", "ps", "tp", 0.90),
        f1("projects", "name + county F1", "ps", "tpc", 0.88),
        accuracy("kind", scored["kind"], 0.95),
        accuracy("stage", scored["stage"], 0.92),
        accuracy("ends of lines", scored["ends"], 0.95),
        accuracy("sector", sector_counts(scored), 0.97),
        replace(accuracy("county", scored["county"], None), group="both"),
        Figure("both", "traps", scored["trap"], 0, (), NUMBER),
    ]


def sector_counts(scored: Row) -> tuple[int, int]:
    """Right sectors of matched mentions, and how many marks state one."""
    right = [has_right_sector(row, mark) for row, mark, verdict in scored["verdicts"] if is_met(mark, verdict)]
    return sum(right), len(right)


def is_met(mark: Row | None, verdict: str) -> bool:
    """Whether a verdict joins a prediction to a mark that counts and states a sector."""
    return mark is not None and verdict in ("right", "county") and bool(mark.get("sector"))


def has_right_sector(row: Row, mark: Row) -> bool:
    """Whether a prediction has the sector of its mark or one that is accepted too."""
    return row.get("sector") in (mark["sector"], *mark.get("sector_alt", ()))


def _share(counts: Sequence[float]) -> float | None:
    return counts[0] / counts[1] if counts[1] else None
