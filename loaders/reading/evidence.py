"""Why a mention reads as it does: the words of the plan behind its name, its county and its stage."""

from dataclasses import dataclass

from loaders.models import Evidence, Span
from loaders.reading.lists import Found
from loaders.reading.scan import Scan
from loaders.reading.stages import Stage
from loaders.reading.toponyms import AdminHit

UNSURE = 0.0  # confidence of a mention until all mentions of its plan are known


@dataclass(frozen=True, slots=True)
class County:
    """The county a name takes (adcode or None), why, and the administrative name that gave it."""

    adcode: str | None
    reason: str
    hit: AdminHit | None = None


def evidence_of(scan: Scan, found: Found, county: County, stage: Stage) -> tuple[Evidence, ...]:
    """Evidence of a project: name, the names in front of it, county and stage, in this order."""
    return (
        Evidence("name", found.rule, _head(scan, found)),
        *(Evidence("prefix", hit.name, scan.view.span(hit.start, hit.end)) for hit in found.name.prefix),
        Evidence("county", county.reason, _span(scan, county.hit)),
        Evidence("stage", f"{stage.word} {stage.where}".strip() or "no verb", _verb(scan, stage)),
    )


def _head(scan: Scan, found: Found) -> Span | None:
    """The head noun, which members of a list share."""
    if found.head is None:
        return None
    last = max(end for _, end in found.parts)
    start = scan.text.rfind(found.head.word, found.parts[-1][0], last)
    return scan.view.span(start, start + len(found.head.word)) if start >= 0 else None


def _span(scan: Scan, hit: AdminHit | None) -> Span | None:
    return scan.view.span(hit.start, hit.end) if hit else None


def _verb(scan: Scan, stage: Stage) -> Span | None:
    """The word that gave the stage, where it stands in the plan's sentence."""
    return scan.view.span(stage.start, stage.start + len(stage.word)) if stage.start is not None else None
