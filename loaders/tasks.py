"""Tasks of a plan: the lowest numbered or labelled items that ask for something to be done.

Introductions, aims, reviews, 保障措施 prose, boxes, annexes behind the tasks, signatures and the web page around a
plan are not tasks; a clause's unit note (牵头单位 …) is part of its span. Definition: `tests/gold/GUIDELINES.md` §5.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from loaders.models import PlanDocument, Target, Task
from loaders.reading import framing, grid, outline
from loaders.reading.characters import is_ideograph, standard
from loaders.reading.closing import closed
from loaders.reading.normalise import TextView, normalise
from loaders.reading.notes import Noted, noted
from loaders.reading.outline import Item, Marker
from loaders.reading.sectors import sectors_of
from loaders.reading.unit_names import Unit
from loaders.reading.units import DATE_WORDS, PROMISED_DATE

SHORTEST_TASK = 4
LONGEST_WHOLE_SENTENCE_TITLE = 20
FEWEST_TASKS_OF_PLAN = 2
LABEL = re.compile(r"[\u4e00-\u9fff]{2,6}(?=:)")  # 铁路:加快…
TOP_RANK = 2.0  # headings that may name the year they speak of
TARGET = re.compile(
    r"(?P<indicator>[\u4e00-\u9fff“”（）()]{2,18}?)(?:(?:控制|稳定|保持|维持)在|达到?|超过|不低于|低于|力争|增长|提高到|降至)"
    r"(?P<value>\d+(?:\.\d+)?)(?P<unit>%|‰|个百分点|万?亩|万?平方公里|万?人|万?户|亿?元|万千瓦|公里|个|座|处|家)?(?:以上|以内|左右)?"
)


def parse(document: PlanDocument) -> list[Task]:
    """The tasks of a plan in order, with spans into `document.text`."""
    view = normalise(document.text)
    found = [item for item in outline.items(view.text) if item.end - item.marker.body >= SHORTEST_TASK]
    asked = _without_annex(_without_frame(view.text, found))
    ready = noted(view.text, closed(view.text, asked))
    return [_task(document, view, one, ordinal) for ordinal, one in enumerate(ready, start=1)]


def _without_annex(items: list[Item]) -> list[Item]:
    """Items of the plan: before the first annex, or in the first annex that holds several; tables go on in the next."""
    parts: dict[int, list[Item]] = {}
    for item in items:
        parts.setdefault(item.annex, []).append(item)
    for annex, part in sorted(parts.items()):
        if len(part) >= FEWEST_TASKS_OF_PLAN:
            is_table = all(item.marker.form == "row" for item in part)
            rows = [item for item in items if item.annex > annex and item.marker.form == "row"] if is_table else []
            return part + rows
    return items


def _without_frame(text: str, items: Sequence[Item]) -> list[Item]:
    """Items outside framing sections; a framing title is outweighed by a number that carries on the tasks' run."""
    past = _reviews(text, items)
    kept: list[Item] = []
    for item in items:
        chain = (*item.headings, item.marker)
        if any(marker in past for marker in chain):
            continue
        if item is items[-1] and _only_organises(text, item, kept):
            continue
        continues = bool(kept) and _follows(kept[-1].marker, item.marker)
        if continues or not any(framing.is_framing(_words(text, marker)) for marker in chain):
            kept.append(item)
    return kept


def _only_organises(text: str, last: Item, others: Sequence[Item]) -> bool:
    """Whether the last section is prose on how to proceed, below sections of numbered items."""
    is_odd = last.marker.form == "body" and bool(others) and all(item.marker.form != "body" for item in others)
    return is_odd and framing.organises(text[last.start : last.end])


def _reviews(text: str, items: Sequence[Item]) -> set[Marker]:
    """Headings of the highest level that speak of a year gone by."""
    tops = list(dict.fromkeys((*item.headings, item.marker)[0] for item in items))
    tops = [marker for marker in tops if marker.rank <= TOP_RANK]
    flags = framing.reviews([_words(text, marker) for marker in tops])
    return {marker for marker, is_past in zip(tops, flags, strict=True) if is_past}


def _words(text: str, marker: Marker) -> str:
    """The words of a heading without its number."""
    return outline.heading_text(text, replace(marker, start=marker.body))


def _heading(view: TextView, marker: Marker) -> str:
    """A heading with its number as in the original, without a closing mark."""
    words = outline.heading_text(view.text, marker)
    return " ".join(view.span(marker.start, marker.start + len(words)).surface.split()) if words else ""


def _follows(first: Marker, second: Marker) -> bool:
    is_item = second.rank == first.rank >= outline.ITEM_RANK and second.form != "body"
    return is_item and 0 < first.value == second.value - 1


def _task(document: PlanDocument, view: TextView, one: Noted, ordinal: int) -> Task:
    item, note = one.item, one.note
    clause = view.text[item.start : one.end]
    span = view.span(item.start, one.end)
    body_start = item.marker.body - item.start
    first = max((end for start, end in note.spans if start == body_start), default=body_start)
    first_note = min((start for start, _ in note.spans if start > first), default=len(clause))
    body = clause[first:first_note]
    title = _named_cell(view.text, item) or _title(body)
    subject = standard(document.title or "")
    lead, responsible = _names(view, one, note.lead), _names(view, one, note.responsible)
    section = tuple(_heading(view, heading) for heading in item.headings)
    stated = DATE_WORDS.search(note.deadline) if note.deadline else PROMISED_DATE.search(body)
    return Task(
        task_id=f"{document.plan_id}#{ordinal}",
        plan_id=document.plan_id,
        ordinal=ordinal,
        number=item.marker.number,
        section=section,
        title=title,
        start_char=span.start_char,
        end_char=span.end_char,
        sectors=sectors_of(title, body, heading="".join(section[-1:]), units=(*lead, *responsible), subject=subject),
        lead_units=lead,
        responsible_units=responsible,
        deadline=(stated.group() if stated else note.deadline),
        targets=_targets(body),
    )


def _names(view: TextView, one: Noted, units: Sequence[Unit]) -> tuple[str, ...]:
    """Names of units as written in the original, without blanks and line ends, each once."""
    written = (_as_written(view, one.origin + unit.start, one.origin + unit.end) for unit in units)
    return tuple(dict.fromkeys(filter(None, written)))


def _as_written(view: TextView, start: int, end: int) -> str:
    """The original characters behind a piece of the view, radicals as the ideographs they stand for."""
    characters = (view.original[offset] for offset in dict.fromkeys(view.offsets[start:end]))
    return "".join(
        character if is_ideograph(character) or not is_ideograph(standard(character)) else standard(character)
        for character in characters
        if not character.isspace()
    )


def _named_cell(text: str, item: Item) -> str:
    """The words of a table row in the column of names, '' when there is none."""
    if "name" not in item.columns:
        return ""
    cells = grid.cells(text[slice(*item.paragraphs[0])], item.start)
    columns = [role for role in item.columns if len(cells) == len(item.columns)]
    return next((_title(text[slice(*cell)]) for role, cell in zip(columns, cells, strict=False) if role == "name"), "")


def _title(body: str) -> str:
    """The clause's first sentence; its first part when the sentence is long, the label it opens with."""
    body = body.strip()
    label = LABEL.match(body)
    if label:
        return label.group()
    sentence = re.split(r"[。;!?\n]| {2,}|\t|\|", body, maxsplit=1)[0]
    if len(sentence) > LONGEST_WHOLE_SENTENCE_TITLE or len(sentence) == len(body):
        sentence = re.split(r"[,:]", sentence, maxsplit=1)[0]
    return sentence.strip()


def _targets(body: str) -> tuple[Target, ...]:
    return tuple(
        Target(match.group(), match["indicator"], float(match["value"]), match["unit"])
        for match in TARGET.finditer(body)
    )
