"""Tasks of a plan: the lowest numbered or labelled items that ask for something to be done.

Introductions, aims, 保障措施 prose, boxes, signatures and the web page around a plan are not tasks; a
clause's unit note (牵头单位 …) is part of its span. Definition: `tests/gold/GUIDELINES.md` §5.
"""

import re

from loaders.models import PlanDocument, Target, Task
from loaders.reading import outline
from loaders.reading.lexicon import framing_titles
from loaders.reading.normalise import TextView, normalise
from loaders.reading.outline import Item
from loaders.reading.sectors import sectors_of
from loaders.reading.units import DATE_WORDS, read_units

SHORTEST_TASK = 8
LONGEST_WHOLE_SENTENCE_TITLE = 20
LEADING_NUMBER = re.compile(r"^(?:第\S{1,4}[篇章节编]|[(【\[]?[\d一二三四五六七八九十①-⑳]+[)】\]]?[、.]?)\s*")
TARGET = re.compile(
    r"(?P<indicator>[\u4e00-\u9fff“”（）()]{2,18}?)(?:(?:控制|稳定|保持|维持)在|达到?|超过|不低于|低于|力争|增长|提高到|降至)"
    r"(?P<value>\d+(?:\.\d+)?)(?P<unit>%|‰|个百分点|万?亩|万?平方公里|万?人|万?户|亿?元|万千瓦|公里|个|座|处|家)?(?:以上|以内|左右)?"
)


def parse(document: PlanDocument) -> list[Task]:
    """The tasks of a plan in order, with spans into `document.text`."""
    view = normalise(document.text)
    found = [item for item in outline.items(view.text) if _is_task(view, item)]
    return [_task(document, view, item, ordinal) for ordinal, item in enumerate(_continued(view, found), start=1)]


def _is_task(view: TextView, item: Item) -> bool:
    return item.end - item.marker.body >= SHORTEST_TASK


def _continued(view: TextView, items: list[Item]) -> list[Item]:
    """Items outside framing sections; a framing title is outweighed by a number that carries on the tasks' run."""
    kept: list[Item] = []
    for item in items:
        continues = bool(kept) and _follows(kept[-1], item)
        if continues or not _is_framing(view, item):
            kept.append(item)
    return kept


def _follows(previous: Item, item: Item) -> bool:
    first, second = previous.marker.number, item.marker.number
    return (
        item.marker.rank == previous.marker.rank >= outline.ITEM_RANK
        and first.isdecimal()
        and second.isdecimal()
        and int(second) == int(first) + 1
    )


def _is_framing(view: TextView, item: Item) -> bool:
    headings = [*item.headings, item.marker]
    words = [LEADING_NUMBER.sub("", outline.heading_text(view.text, heading)) for heading in headings]
    titles = framing_titles()
    return any(re.split(r"[。:,和与及]", word, maxsplit=1)[0].strip() in titles for word in words)


def _task(document: PlanDocument, view: TextView, item: Item, ordinal: int) -> Task:
    clause = view.text[item.marker.start : item.end]
    span = view.span(item.marker.start, item.end)
    units = read_units(clause)
    body = clause[item.marker.body - item.marker.start : units.spans[0][0] if units.spans else len(clause)]
    title = _title(body)
    stated = DATE_WORDS.search(units.deadline) if units.deadline else None
    return Task(
        task_id=f"{document.plan_id}#{ordinal}",
        plan_id=document.plan_id,
        ordinal=ordinal,
        number=item.marker.number,
        section=tuple(outline.heading_text(view.text, heading) for heading in item.headings),
        title=title,
        start_char=span.start_char,
        end_char=span.end_char,
        sectors=sectors_of(title, body),
        lead_units=units.lead,
        responsible_units=units.responsible,
        deadline=(stated.group() if stated else units.deadline),
        targets=_targets(body),
    )


def _title(body: str) -> str:
    """The clause's first sentence; its first part when the sentence is long."""
    body = body.strip()
    sentence = re.split(r"[。;!?\n]| {2,}|\t", body, maxsplit=1)[0]
    if len(sentence) > LONGEST_WHOLE_SENTENCE_TITLE or len(sentence) == len(body):
        sentence = re.split(r"[,:]", sentence, maxsplit=1)[0]
    return sentence.strip()


def _targets(body: str) -> tuple[Target, ...]:
    return tuple(
        Target(match.group(), match["indicator"], float(match["value"]), match["unit"])
        for match in TARGET.finditer(body)
    )
