"""Checks of ids, references, quotes, codes and reasons: whether the tables fit together and speak the vocabulary."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from geo.models import Rule
from loaders.checking.rules import Finding
from loaders.checking.tables import Tables
from loaders.models import Mention, Span
from loaders.vocabulary import terms

IDS = {"plans": "plan_id", "tasks": "task_id", "mentions": "mention_id", "places": "place_id", "areas": "code"}
CONFIDENCES = frozenset({"high", "medium", "low"})
NO_PLACE = "unresolved"


def duplicate_ids(tables: Tables) -> Iterator[Finding]:
    """Ids that stand in a table more than once."""
    for table, key in IDS.items():
        for row, number in Counter(getattr(record, key) for record in tables.records[table]).items():
            if number > 1:
                yield Finding("duplicate_id", table, row, f"{number} rows bear this id")


def references(tables: Tables) -> Iterator[Finding]:
    """Rows that refer to rows which do not exist, mentions without exactly one link, and places without any."""
    for task in tables.records["tasks"]:
        yield from _missing("tasks", task.task_id, "plan", task.plan_id, tables.plans)
    for mention in tables.records["mentions"]:
        yield from _missing("mentions", mention.mention_id, "plan", mention.plan_id, tables.plans)
        yield from _missing("mentions", mention.mention_id, "task", mention.task_id, tables.tasks)
    for link in tables.links:
        yield from _missing("links", link.mention_id, "mention", link.mention_id, tables.mentions)
        yield from _missing("links", link.mention_id, "place", link.place_id, tables.places)
    for row in tables.task_areas:
        yield from _missing("task_areas", f"{row.task_id}-{row.code}", "task", row.task_id, tables.tasks)
    linked = Counter(link.mention_id for link in tables.links)
    for mention_id in tables.mentions:
        if linked[mention_id] != 1:
            yield Finding("reference", "mentions", mention_id, f"has {linked[mention_id]} links instead of one")
    for place_id in tables.places.keys() - {link.place_id for link in tables.links}:
        yield Finding("unused_place", "places", place_id, f"{tables.places[place_id].name}: no mention leads here")


def _missing(table: str, row: str, kind: str, wanted: str | None, known: Collection[str]) -> Iterator[Finding]:
    if wanted is not None and wanted not in known:
        yield Finding("reference", table, row, f"{kind} {wanted} does not exist")


def quotes(tables: Tables) -> Iterator[Finding]:
    """Spans that do not quote their plan, and mentions outside their task."""
    for task in tables.records["tasks"]:
        plan = tables.plans.get(task.plan_id)
        if plan and not 0 <= task.start_char < task.end_char <= len(plan.text):
            yield Finding("quote", "tasks", task.task_id, f"span {task.start_char}–{task.end_char} is not in the text")
    for mention in tables.records["mentions"]:
        plan, owner = tables.plans.get(mention.plan_id), tables.tasks.get(mention.task_id or "")
        for span in _spans(mention) if plan else ():
            if plan and plan.text[span.start_char : span.end_char] != span.surface:
                found = f"the text at {span.start_char}–{span.end_char} is not “{span.surface}”"
                yield Finding("quote", "mentions", mention.mention_id, found)
        if owner and not owner.start_char <= mention.start_char < mention.end_char <= owner.end_char:
            yield Finding("quote", "mentions", mention.mention_id, f"lies outside its task {owner.task_id}")


def _spans(mention: Mention) -> Iterator[Span]:
    yield Span(mention.start_char, mention.end_char, mention.surface)
    yield from mention.parts
    yield from (evidence.span for evidence in mention.evidence if evidence.span is not None)


def codes(tables: Tables) -> Iterator[Finding]:
    """Codes that the vocabulary does not hold."""
    lists = terms()
    for mention in tables.records["mentions"]:
        for name in ("type", "stage", "kind", "sector"):
            yield from _unknown("mentions", mention.mention_id, name, getattr(mention, name), lists[name])
        if not 0 <= mention.confidence <= 1:
            what = f"confidence {mention.confidence} is not between 0 and 1"
            yield Finding("unknown_code", "mentions", mention.mention_id, what)
    for place in tables.records["places"]:
        precisions = lists["precision"].keys() - {NO_PLACE}
        yield from _unknown("places", place.place_id, "precision", place.precision, precisions)
        yield from _unknown("places", place.place_id, "place_confidence", place.place_confidence, CONFIDENCES)
    for link in tables.links:
        yield from _unknown("links", link.mention_id, "rule", link.rule or None, set(Rule))
    for task in tables.records["tasks"]:
        for sector in task.sectors:
            yield from _unknown("tasks", task.task_id, "sector", sector, lists["sector"])


def _unknown(table: str, row: str, name: str, code: str | None, known: Collection[str]) -> Iterator[Finding]:
    if code is not None and code not in known:
        yield Finding("unknown_code", table, row, f"{name} {code!r} is not in the vocabulary")


def explanations(tables: Tables) -> Iterator[Finding]:
    """Links without a reason, places without source or evidence."""
    for link in tables.links:
        if not link.reason.strip():
            yield Finding("no_reason", "links", link.mention_id, "placed" if link.place_id else "unresolved")
        for candidate in (*link.rejected, *link.tied):
            if not candidate.reason.strip():
                yield Finding("no_reason", "links", link.mention_id, f"candidate {candidate.name} has no reason")
    for place in tables.records["places"]:
        empty = [name for name in ("name", "source", "evidence") if not getattr(place, name).strip()]
        if empty:
            yield Finding("no_source", "places", place.place_id, f"{place.name}: no {' and no '.join(empty)}")


def townships_of_text(tables: Tables) -> Iterator[Finding]:
    """Townships the text names that are not listed in the county of the mention."""
    for mention in tables.records["mentions"]:
        if mention.township and mention.adcode and not lists_township(tables, mention.adcode, mention.township):
            what = f"{mention.township} is not listed in {tables.name(mention.adcode)}"
            yield Finding("unlisted_township", "mentions", mention.mention_id, what)


def lists_township(tables: Tables, adcode: str, name: str) -> bool:
    """Whether a township of this official, bare or former name lies in the division."""
    named = tables.gazetteer.townships_named(name)
    former: Iterable[str] = (row.name for row in tables.gazetteer.former_townships(adcode))
    return any(tables.gazetteer.contains(adcode, township.adcode) for township in named) or name in former
