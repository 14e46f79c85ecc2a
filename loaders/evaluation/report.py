"""An evaluation as text for people and as JSON for programs."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from loaders.evaluation.calibration import Calibration
from loaders.evaluation.figures import NUMBER, RATE, Figure
from loaders.evaluation.findings import Finding

HEADER = ("", "figure", "target", "", "strict", "right / predicted / marked")
NAME_WIDTH, FIGURE_WIDTH = 38, 9
SHORT_NAMES = {
    ("tasks", "span F1"): "tasks",
    ("tasks", "lead units F1"): "lead",
    ("tasks", "responsible units F1"): "resp",
    ("tasks", "sectors F1"): "sectors",
    ("admin", "name + county F1"): "admin",
    ("projects", "name F1"): "projects",
    ("projects", "name + county F1"): "+county",
    ("projects", "kind"): "kind",
    ("projects", "stage"): "stage",
    ("projects", "ends of lines"): "ends",
    ("both", "traps"): "traps",
}


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything measured: figures of the whole and by document, calibration, and the errors."""

    documents: int
    characters: int
    marks: int
    figures: tuple[Figure, ...]
    by_document: dict[str, tuple[Figure, ...]]
    calibration: Calibration
    findings: tuple[Finding, ...]


def table(evaluation: Evaluation) -> str:
    """The one table: figure, target, strict figure and counts, by group; then how confidence holds."""
    lines = [f"{evaluation.documents} documents, {evaluation.characters} characters, {evaluation.marks} marks", ""]
    lines.append(row(HEADER))
    group = ""
    for figure in evaluation.figures:
        if figure.group != group:
            group = figure.group
            lines.append(group)
        lines.append(figure_row(figure))
    lines += ["", row(("confidence", "mentions", "mean", "right"))]
    for tenth in evaluation.calibration.tenths:
        mean, right = f"{tenth.mean_confidence:.2f}", f"{tenth.right / tenth.mentions:.2f}"
        lines.append(row((f"  {tenth.low:.1f} – {tenth.low + 0.1:.1f}", str(tenth.mentions), mean, right)))
    return "\n".join(lines)


def figure_row(figure: Figure) -> str:
    """One figure with its target, whether that is met, the strict figure and the counts."""
    verdict = {None: "", True: "ok", False: "LOW" if figure.unit != NUMBER else "TOO MANY"}[figure.is_met]
    sign = "≤ " if figure.unit == NUMBER else "≥ "
    target = "" if figure.target is None else sign + number(figure.target, figure.unit)
    value, strict = number(figure.value, figure.unit), number(figure.strict, figure.unit, missing="")
    counts = " / ".join(f"{count:g}" for count in figure.counts)
    return row((f"  {figure.name}", value, target, verdict, strict, counts))


def documents_table(evaluation: Evaluation) -> str:
    """One line a document with the figures that have a target."""
    lines = [row(("document", *SHORT_NAMES.values()))]
    for name, figures in evaluation.by_document.items():
        values = {(figure.group, figure.name): number(figure.value, figure.unit) for figure in figures}
        lines.append(row((name, *(values.get(key, "–") for key in SHORT_NAMES))))
    return "\n".join(lines)


def errors_list(findings: Sequence[Finding], most: int) -> str:
    """The first errors, one a line, under how many there are of each type."""
    counts = ", ".join(f"{error} {count}" for error, count in Counter(one.error for one in findings).items())
    lines = [f"{len(findings)} errors: {counts or 'none'}"]
    for one in findings[:most]:
        rule = f"  ({one.rule})" if one.rule else ""
        lines.append(f"{one.error:<13} {one.doc}@{one.start} {one.words} | {one.detail}{rule}")
    return "\n".join(lines)


def record(evaluation: Evaluation) -> dict[str, Any]:
    """The evaluation as a JSON object."""
    return {
        "documents": evaluation.documents,
        "characters": evaluation.characters,
        "marks": evaluation.marks,
        "figures": [_figure_record(figure) for figure in evaluation.figures],
        "by_document": {
            name: [_figure_record(figure) for figure in figures] for name, figures in evaluation.by_document.items()
        },
        "calibration": asdict(evaluation.calibration),
        "errors": [asdict(one) for one in evaluation.findings],
    }


def _figure_record(figure: Figure) -> dict[str, Any]:
    return {**asdict(figure), "is_met": figure.is_met}


def number(value: float | None, unit: str, *, missing: str = "–") -> str:
    """A value as its unit is written."""
    if value is None:
        return missing
    return f"{value:.3f}" if unit == RATE else f"{value:.0f}"


def row(cells: Iterable[str]) -> str:
    """Cells in columns; a Chinese character is two columns wide."""
    name, *rest = cells
    last = f"  {rest[-1]}" if len(rest) == len(HEADER) - 1 else _right(rest[-1])
    return (_left(name) + "".join(map(_right, rest[:-1])) + last).rstrip()


def _left(words: str) -> str:
    return words + " " * (NAME_WIDTH - _width(words))


def _right(words: str) -> str:
    return " " * (FIGURE_WIDTH - _width(words)) + words


def _width(words: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in words)
