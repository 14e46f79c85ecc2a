"""A report of the quality gate as lines for the terminal and as one JSON object."""

from collections.abc import Iterator
from dataclasses import asdict
from itertools import groupby
from typing import Any

from loaders.checking.check import Report
from loaders.checking.rules import RULES


def lines(report: Report) -> Iterator[str]:
    """One line a finding, grouped by rule with counts, then the summary."""
    for code, group in groupby(report.findings, key=lambda finding: finding.rule):
        rule = RULES[code]
        yield f"{rule.severity} · {code} · {report.by_rule[code]} · {rule.title}"
        for finding in group:
            yield f"  {finding.table} {finding.row}: {finding.what} – {rule.repair}"
    rows = ", ".join(f"{report.rows[name]} {name}" for name in ("plans", "tasks", "mentions", "places", "links"))
    yield f"build {report.build_id[:12]}: {rows}"
    verdict = "failed" if report.errors else "passed"
    yield f"check {verdict}: {report.errors} errors, {report.warnings} warnings, {len(RULES)} rules"


def record(report: Report) -> dict[str, Any]:
    """The whole report as plain JSON values."""
    return {
        "build_id": report.build_id,
        "passed": not report.errors,
        "errors": report.errors,
        "warnings": report.warnings,
        "rows": dict(report.rows),
        "plans": [asdict(plan) for plan in report.plans],
        "rules": [
            {
                **asdict(rule),
                "count": report.by_rule[code],
                "findings": [
                    {"table": finding.table, "row": finding.row, "what": finding.what}
                    for finding in report.findings
                    if finding.rule == code
                ],
            }
            for code, rule in RULES.items()
        ],
    }
