"""How many rows each plan text has yielded so far: what the quality gate compares a new build with.

The ledger lies beside the build (`.build.counts.json` for `build/`), so that two builds of the same input stay
byte-identical. It is keyed by the SHA-256 of the plan: a changed, added or removed plan is no shrinkage. Every build
leaves the highest counts seen for a text; only `accept` lowers them.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from loaders.errors import BuildBrokenError, BuildFailedError


@dataclass(frozen=True, slots=True)
class PlanCounts:
    """Tasks, mentions and distinct places of one plan text."""

    plan_id: str
    sha256: str
    tasks: int
    mentions: int
    places: int


def counts(records: Mapping[str, Sequence[Any]]) -> list[PlanCounts]:
    """Counts of every plan in the tables of a build."""
    tasks = Counter(task.plan_id for task in records["tasks"])
    plan_of = {mention.mention_id: mention.plan_id for mention in records["mentions"]}
    mentions = Counter(plan_of.values())
    placed = {(plan_of.get(link.mention_id), link.place_id) for link in records["links"] if link.place_id}
    places = Counter(plan_id for plan_id, _ in placed)
    return [
        PlanCounts(plan.plan_id, plan.sha256, tasks[plan.plan_id], mentions[plan.plan_id], places[plan.plan_id])
        for plan in records["plans"]
    ]


def path(directory: Path) -> Path:
    """Where the ledger of the build in `directory` lies."""
    return directory.with_name(f".{directory.name}.counts.json")


def read(directory: Path) -> dict[str, PlanCounts]:
    """The highest counts seen so far by SHA-256 of the plan; empty before the first build.

    Raises
    ------
    BuildBrokenError
        If the file is no ledger.
    """
    try:
        stated = json.loads(path(directory).read_text(encoding="utf-8"))
        return {row["sha256"]: PlanCounts(**row) for row in stated}
    except FileNotFoundError:
        return {}
    except (ValueError, KeyError, TypeError) as error:
        raise BuildBrokenError(f"{path(directory)}: unreadable ({error}); delete it and build again") from error


def remember(directory: Path, present: Iterable[PlanCounts]) -> None:
    """Keep for every plan text the higher of the present and the former counts."""
    known = read(directory)
    for new in present:
        old = known.get(new.sha256, new)
        known[new.sha256] = PlanCounts(
            plan_id=new.plan_id,
            sha256=new.sha256,
            tasks=max(new.tasks, old.tasks),
            mentions=max(new.mentions, old.mentions),
            places=max(new.places, old.places),
        )
    _write(directory, known.values())


def accept(directory: Path, present: Iterable[PlanCounts]) -> None:
    """Let the present counts of these plan texts be the measure from now on.

    Raises
    ------
    BuildFailedError
        If the ledger cannot be written.
    """
    known = read(directory) | {new.sha256: new for new in present}
    try:
        _write(directory, known.values())
    except OSError as error:
        raise BuildFailedError(f"{path(directory)}: cannot be written ({error.strerror}); check its folder") from error


def _write(directory: Path, rows: Iterable[PlanCounts]) -> None:
    ordered = sorted(map(asdict, rows), key=lambda row: (row["plan_id"], row["sha256"]))
    scratch = path(directory).with_suffix(".new")
    scratch.write_text(json.dumps(ordered, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    scratch.replace(path(directory))
