"""The clause of a task as HTML: what stands selected in yellow, every other mark in the manner of its kind."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from pages.components.language import mark, t
from pages.components.markup import link, literal

# What a mark can stand for, in words for the key below the clause.
KINDS = {
    "project": mark("项目", context="mark"),
    "line": mark("线路", context="mark"),
    "site": mark("地点", context="mark"),
    "river": mark("河流", context="mark"),
    "region": mark("区域", context="mark"),
    "admin": mark("区县、乡镇", context="mark"),
    "unit": mark("单位", context="mark"),
}
Changes = Mapping[str, str | Sequence[str] | None]


@dataclass(frozen=True, slots=True)
class Mark:
    """Pieces of a plan's text that stand for one thing: its kind (see `KINDS`) and what a click does, in words, too.

    `changes` are those of the address, empty for a mark that leads nowhere.
    """

    pieces: tuple[tuple[int, int], ...]
    kind: str
    title: str = ""
    changes: Changes = field(default_factory=dict)
    is_selected: bool = False


def as_html(text: str, *, offset: int, marks: Sequence[Mark], soft: bool = False) -> str:
    """The text of a clause with its marks.

    Parameters
    ----------
    text
        The clause as in the plan.
    offset
        Where it starts in the plan, in characters: marks count from there.
    marks
        What is marked; where two overlap, the later covers the earlier.
    soft
        Selected marks in pale yellow instead of the strong one; they stay links.
    """
    owners: list[Mark | None] = [None] * len(text)
    for one in marks:
        for start, end in one.pieces:
            for position in range(max(start - offset, 0), min(end - offset, len(text))):
                owners[position] = one
    runs = groupby(zip(owners, text, strict=True), key=lambda pair: id(pair[0]))
    return "".join(_piece(list(run), soft=soft) for _, run in runs)


def key(marks: Iterable[Mark]) -> str:
    """How the kinds of the marks look, as a line below the clause; '' for a single kind."""
    kinds = {one.kind for one in marks}
    samples = [
        f'<span class="place kind-{kind}">{t(words, context="mark")}</span>'
        for kind, words in KINDS.items()
        if kind in kinds
    ]
    if len(samples) < 2:
        return ""
    return f'<div class="clause-key" aria-label="{t("文中标记")}">{"".join(samples)}</div>'


def _piece(run: Sequence[tuple[Mark | None, str]], *, soft: bool) -> str:
    one, text = run[0][0], literal("".join(letter for _, letter in run))
    if one is None:
        return text
    body = f'<mark class="{"soft" if soft else ""}">{text}</mark>' if one.is_selected else text
    if one.changes and (soft or not one.is_selected):
        return link(body, css=f"place kind-{one.kind}", title=one.title, **one.changes)
    return body if one.is_selected else f'<span class="place kind-{one.kind}">{body}</span>'
