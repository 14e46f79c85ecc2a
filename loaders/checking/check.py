"""Runs every check over a build and gathers what they find."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from geo.boundaries import Boundaries
from geo.gazetteer import Gazetteer
from loaders import ledger, storage
from loaders.checking import amounts, duplicates, positions, references
from loaders.checking.corrected import softened
from loaders.checking.rules import ERROR, RULES, Finding
from loaders.checking.tables import Tables
from loaders.correcting.models import NO_CORRECTIONS, Corrections
from loaders.correcting.opening import corrected
from loaders.ledger import PlanCounts
from loaders.storage import BUILD_DIRECTORY, FailedPlan

ROW_CHECKS = (
    references.duplicate_ids,
    references.references,
    references.quotes,
    references.codes,
    references.explanations,
    references.townships_of_text,
    positions.geometries,
    positions.base_maps,
    positions.counties,
    positions.fineness,
    positions.distances,
)
CROSS_CHECKS = (duplicates.duplicates, duplicates.shared_points)


@dataclass(frozen=True, slots=True)
class Report:
    """What the gate found in one build: findings in the order of the rules, and the counts of every plan."""

    build_id: str
    rows: Mapping[str, int]
    plans: tuple[PlanCounts, ...]
    findings: tuple[Finding, ...] = field(default=())

    @property
    def errors(self) -> int:
        """Findings that fail the gate."""
        return sum(RULES[finding.rule].severity == ERROR for finding in self.findings)

    @property
    def warnings(self) -> int:
        """Findings that are only listed."""
        return len(self.findings) - self.errors

    @property
    def by_rule(self) -> Counter[str]:
        """Findings per rule."""
        return Counter(finding.rule for finding in self.findings)


def check(
    directory: Path = BUILD_DIRECTORY, *, accept: bool = False, corrections: Corrections = NO_CORRECTIONS
) -> Report:
    """Test every row of the build in `directory` as planners have corrected it, and its size against the ledger.

    The size is that of what the reader found: rejecting mentions is no shrinkage. With `accept` the counts of this
    build first become the measure, even where they are lower.

    Raises
    ------
    BuildMissingError
        If there is no finished build.
    BuildBrokenError
        If the build or its ledger is incomplete, changed, or of another format.
    """
    manifest = storage.read_manifest(directory)
    records = storage.read_tables(directory, manifest)
    if accept:
        ledger.accept(directory, ledger.counts(records))
    shown = corrected(records, manifest.scopes, corrections, inputs=manifest.inputs)
    return inspect(
        shown.records,
        build_id=manifest.build_id,
        failed=manifest.failed,
        former=ledger.read(directory),
        read=records,
    )


def inspect(
    records: Mapping[str, Sequence[Any]],
    *,
    build_id: str = "",
    failed: Sequence[FailedPlan] = (),
    former: Mapping[str, PlanCounts] | None = None,
    read: Mapping[str, Sequence[Any]] | None = None,
) -> Report:
    """Test the tables of a build; `former` holds the counts of earlier builds by SHA-256 of the plan.

    `read` are the tables before corrections, whose size is tested.
    """
    tables = Tables(records, Gazetteer.load(), Boundaries.load())
    size = Tables(read or records, tables.gazetteer, tables.boundaries)
    order = list(RULES)
    rows = {name: len(table) for name, table in size.records.items()}
    found = [*amounts.emptiness(rows, ledger.counts(size.records), failed), *amounts.shrinkage(size, former or {})]
    found += softened((finding for row_check in (*ROW_CHECKS, *CROSS_CHECKS) for finding in row_check(tables)), tables)
    return Report(
        build_id=build_id,
        rows={name: len(rows) for name, rows in records.items()},
        plans=tuple(ledger.counts(records)),
        findings=tuple(sorted(found, key=lambda finding: order.index(finding.rule))),
    )
