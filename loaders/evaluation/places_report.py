"""Where marked plans are placed, as text for people and as JSON for programs."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from loaders.evaluation import report
from loaders.evaluation.answers import Verdict
from loaders.evaluation.places import Linked, Met, Placed, figures, precisions, reasons_of_unresolved

SHORT_NAMES = {
    "counties right": "counties",
    "towns right": "towns",
    "towns right: with a point": "points",
    "towns in no table": "no table",
    "villages: county right": "villages",
    "projects: county right": "projects",
    "marks placed wrongly": "wrong",
    "places outside their county": "outside",
    "ties": "ties",
}


def table(placed: Placed) -> str:
    """The figures beside their targets, then how precise the places are and why the rest have none."""
    head = f"{len(placed.documents)} documents, {len(placed.linked)} mentions placed as extract places them"
    lines = [head, "", report.row(report.HEADER)]
    lines += [report.figure_row(figure) for figure in figures(placed)]
    lines += ["", *_counted("precision of all mentions", precisions(placed))]
    return "\n".join([*lines, "", *_counted("unresolved, by reason", reasons_of_unresolved(placed))])


def parts_table(parts: dict[str, Placed]) -> str:
    """One line a province or document with the main figures."""
    lines = [report.row(("", *SHORT_NAMES.values(), "mentions"))]
    for name, part in parts.items():
        values = {figure.name: report.number(figure.value, figure.unit) for figure in figures(part)}
        lines.append(report.row((name, *(values[key] for key in SHORT_NAMES), str(len(part.linked)))))
    return "\n".join(lines)


def errors_list(placed: Placed, most: int) -> str:
    """The first marks that are not placed right, the worst first, then places outside their county; one a line."""
    order = list(Verdict)
    off = [(what, one) for what, met in placed.met.items() for one in met if one.verdict not in (None, Verdict.RIGHT)]
    off.sort(key=lambda pair: order.index(pair[1].verdict or Verdict.RIGHT), reverse=True)
    lines = [_error(what, one) for what, one in off]
    return "\n".join([*map(_outside, placed.outside), *lines][:most])


def record(placed: Placed) -> dict[str, Any]:
    """Everything as a JSON object."""
    return {
        **_record(placed),
        "precisions": precisions(placed),
        "unresolved": reasons_of_unresolved(placed),
        "by_province": {name: _record(part) for name, part in by_province(placed).items()},
        "by_document": {name: _record(part) for name, part in by_document(placed).items()},
    }


def by_province(placed: Placed) -> dict[str, Placed]:
    """Parts by the issuer's province."""
    return placed.only(lambda one: one.province)


def by_document(placed: Placed) -> dict[str, Placed]:
    """Parts by document."""
    return placed.only(lambda one: one.doc)


def _record(placed: Placed) -> dict[str, Any]:
    return {
        "documents": len(placed.documents),
        "mentions": len(placed.linked),
        "figures": [{**asdict(figure), "is_met": figure.is_met} for figure in figures(placed)],
    }


def _counted(head: str, counts: Counter[str]) -> Iterator[str]:
    yield head
    for name, count in counts.most_common():
        yield report.row((f"  {name}", str(count), f"{count / counts.total():.3f}"))


def _error(what: str, one: Met) -> str:
    linked = one.linked
    said = f"{linked.answer.code or 'no place'} | {linked.resolution.reason}" if linked else ""
    return f"{one.verdict:<10}{what} {one.mark['doc']} {one.mark['name']} ({one.mark.get('adcode6')}): {said}"


def _outside(one: Linked) -> str:
    return f"outside   {one.doc} {one.row['name']}: not in {', '.join(sorted(one.counties))}"
