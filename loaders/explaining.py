"""Why the reader took each mention as it did, in words: name, prefix, county, stage, confidence, position."""

from collections.abc import Callable, Iterable, Iterator

from geo.models import Resolution
from loaders.models import Evidence, Mention, Span, Task


def explanation(
    tasks: Iterable[Task], mentions: Iterable[Mention], place: Callable[[Mention], Resolution]
) -> Iterator[str]:
    """Lines about every mention, each task's under its title; those outside tasks stand where they stand."""
    titles = {task.task_id: task.title for task in tasks}
    shown: str | None = ""
    for mention in mentions:
        if mention.task_id != shown:
            shown = mention.task_id
            yield f"{shown} {titles[shown]}" if shown else "outside tasks"
        yield from _mention(mention, place(mention))


def _mention(mention: Mention, resolution: Resolution) -> Iterator[str]:
    kind = " ".join(filter(None, (mention.type, mention.kind or mention.admin_level, mention.stage)))
    yield f"  {mention.name} [{kind}] {mention.start_char}-{mention.end_char}"
    if len(mention.parts) > 1:
        yield f"    parts: {', '.join(map(_quoted, mention.parts))}"
    for evidence in mention.evidence:
        yield f"    {evidence.role}: {_reason(evidence, mention)}"
    if mention.route:
        ends = (mention.route.origin, *mention.route.via, mention.route.destination)
        yield f"    route: {' → '.join(ends)}"
    yield f"    confidence: {mention.confidence}"
    precision = resolution.place.precision if resolution.place else "unresolved"
    yield f"    placed: {precision} ({resolution.rule}); {resolution.reason}"
    if resolution.place:
        yield f"    source: {resolution.place.source}, {resolution.place.place_confidence}: {resolution.place.evidence}"
    for candidate in resolution.tied:
        yield f"    tied: {candidate.name} ({candidate.adcode}): {candidate.reason}"
    for candidate in resolution.rejected:
        yield f"    rejected: {candidate.name} ({candidate.source}): {candidate.reason}"


def _reason(evidence: Evidence, mention: Mention) -> str:
    decided = {"county": mention.county or "none", "stage": mention.stage}.get(evidence.role)
    words = ", ".join(filter(None, (decided, evidence.reason)))
    return f"{words} {_quoted(evidence.span)}" if evidence.span else words


def _quoted(span: Span) -> str:
    return f"‘{span.surface}’ {span.start_char}-{span.end_char}"
