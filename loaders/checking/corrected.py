"""What a planner says always wins: a breach that comes from a correction is a warning, to be looked at again."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from geo.models import Rule
from loaders.checking.positions import CORRECTION
from loaders.checking.rules import Finding
from loaders.checking.tables import Tables

POSITIONS = frozenset(
    {"outside_china", "outside_county", "unknown_county", "too_fine", "shared_point", "duplicate_place"}
)
FAR = "far_away"
WARNED = "corrected_position"


def softened(findings: Iterable[Finding], tables: Tables) -> Iterator[Finding]:
    """The findings, those about positions that planners gave, or far counties they named, as warnings."""
    for finding in findings:
        yield replace(finding, rule=WARNED) if _is_said(finding, tables) else finding


def _is_said(finding: Finding, tables: Tables) -> bool:
    if finding.table == "places" and finding.rule in POSITIONS:
        return tables.places[finding.row].source == CORRECTION
    if finding.table == "links" and finding.rule == FAR:
        return tables.mentions[finding.row].rule == Rule.CORRECTED
    return False
