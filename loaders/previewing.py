"""What the program finds in a plan before anybody keeps it, so that a planner sees what saving will bring."""

from dataclasses import dataclass
from functools import lru_cache

from geo.gazetteer import Gazetteer
from loaders.models import Metadata, PlanDocument
from loaders.progress import FINDING_NAMES, FINDING_TASKS, PLACING, Report

SAMPLE = 5  # tasks shown
NO_ID = "preview"


@dataclass(frozen=True, slots=True)
class PlanPreview:
    """Counts of tasks, of distinct projects and other places, how many of both have a position, and first titles."""

    tasks: int
    projects: int
    places: int
    located: int
    sample: tuple[str, ...]


def preview_plan(text: str, metadata: Metadata, report: Report | None = None) -> PlanPreview:
    """What a build would find in this text."""
    from geo.geocoding import Resolver
    from loaders import linking, mentions, tasks  # the readers are loaded only where a plan is read
    from loaders.layers import PROJECT_TYPES

    name = metadata.label or metadata.title or ""
    tell = report or (lambda label, fraction: None)
    document = _document(text, metadata)
    tell(FINDING_TASKS.format(name=name), 0.0)
    found = tasks.parse(document)
    tell(FINDING_NAMES.format(name=name), 0.2)
    named = mentions.extract(document, found, gazetteer=Gazetteer.load())
    tell(PLACING.format(name=name), 0.6)
    answers = linking.link_all(named, Resolver.load(), jurisdiction=document.jurisdiction)
    things = {(one.name, one.adcode): one.type in PROJECT_TYPES for one in named}
    placed = {(one.name, one.adcode) for one, answer in zip(named, answers, strict=True) if answer.place is not None}
    return PlanPreview(
        tasks=len(found),
        projects=sum(things.values()),
        places=len(things) - sum(things.values()),
        located=len(placed),
        sample=tuple(f"{task.number} {task.title}".strip() for task in found[:SAMPLE]),
    )


@lru_cache(maxsize=1)
def jurisdictions() -> dict[str, str]:
    """Every division that a plan may be of by its code, with what it lies in: `500114` is 重庆市 黔江区."""
    gazetteer = Gazetteer.load()
    names = {division.adcode: division.name for division in gazetteer.divisions()}
    return {code: " ".join(names[one] for one in reversed(gazetteer.ancestors(code))) for code in names}


def _document(text: str, metadata: Metadata) -> PlanDocument:
    return PlanDocument(
        plan_id=NO_ID,
        title=metadata.title,
        label=metadata.label or metadata.title or NO_ID,
        issuer=metadata.issuer,
        jurisdiction=metadata.jurisdiction,
        document_number=metadata.document_number,
        date=metadata.date,
        text=text,
        sha256="",
    )
