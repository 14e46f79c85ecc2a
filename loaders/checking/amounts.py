"""Checks of how much a build holds: not empty, and not less than the same plans have yielded before."""

from collections.abc import Iterable, Iterator, Mapping

from loaders.checking.rules import Finding
from loaders.checking.tables import Tables
from loaders.ledger import PlanCounts, counts
from loaders.storage import FailedPlan

NEEDED = ("plans", "tasks", "mentions", "links", "places")
COUNTED = ("tasks", "mentions", "places")
TOLERANCE = 0.05  # share of its rows a plan may lose: a better reader drops some false ones


def emptiness(rows: Mapping[str, int], plans: Iterable[PlanCounts], failed: Iterable[FailedPlan]) -> Iterator[Finding]:
    """Tables without rows, plan files that could not be read, plans without tasks or mentions."""
    for table in NEEDED:
        if not rows[table]:
            yield Finding("empty", table, "—", "the table has no rows")
    for plan_file in failed:
        yield Finding("failed_plan", "plans", plan_file.file, plan_file.reason)
    for plan in plans:
        if not plan.tasks or not plan.mentions:
            yield Finding("silent_plan", "plans", plan.plan_id, f"{plan.tasks} tasks, {plan.mentions} mentions")


def shrinkage(tables: Tables, former: Mapping[str, PlanCounts]) -> Iterator[Finding]:
    """Plans whose unchanged text yields fewer tasks, mentions or places than it has before."""
    for plan in counts(tables.records):
        before = former.get(plan.sha256)
        for table in COUNTED if before else ():
            new, old = getattr(plan, table), getattr(before, table)
            if new < old * (1 - TOLERANCE):
                yield Finding("shrunken", table, plan.plan_id, f"{new} {table}, {old} in an earlier build")
