"""What the program finds in a plan before anybody keeps it, so that a planner sees what saving will bring."""

import base64
import hashlib
from dataclasses import asdict, dataclass
from functools import lru_cache

from geo import settings
from geo.gazetteer import Gazetteer
from geo.models import Place
from loaders import tables
from loaders.intake import apart
from loaders.intake.limits import Limits
from loaders.layers import PROJECT_TYPES
from loaders.models import Link, Mention, Metadata, PlanDocument, Task
from loaders.progress import FINDING_NAMES, FINDING_TASKS, PLACING, Report

NO_ID = "preview"
WORKER = "loaders.preview_worker"
SHORT = 20_000  # characters; looked through sooner than a process starts


@dataclass(frozen=True, slots=True)
class Found:
    """Counts of tasks, of distinct projects and other places, and how many of both have a position."""

    tasks: int
    projects: int
    places: int
    located: int


@dataclass(frozen=True, slots=True)
class PlanPreview:
    """All that a build would find: `links` in the order of the mentions, each place once."""

    document: PlanDocument
    tasks: tuple[Task, ...]
    mentions: tuple[Mention, ...]
    links: tuple[Link, ...]
    places: tuple[Place, ...]

    @property
    def found(self) -> Found:
        """The counts."""
        things = {(one.name, one.adcode): one.type in PROJECT_TYPES for one in self.mentions}
        pairs = zip(self.mentions, self.links, strict=True)
        projects = sum(things.values())
        located = len({(one.name, one.adcode) for one, link in pairs if link.place_id})
        return Found(len(self.tasks), projects, len(things) - projects, located)


def preview_plan(text: str, metadata: Metadata, report: Report | None = None) -> PlanPreview:
    """What a build would find in this text."""
    from geo.geocoding import Resolver
    from loaders import linking, mentions, tasks  # the readers are loaded only where a plan is read

    name = metadata.label or metadata.title or ""
    tell = report or (lambda label, fraction: None)
    document = _document(text, metadata)
    tell(FINDING_TASKS.format(name=name), 0.0)
    found = tasks.parse(document)
    tell(FINDING_NAMES.format(name=name), 0.2)
    named = mentions.extract(document, found, gazetteer=Gazetteer.load())
    tell(PLACING.format(name=name), 0.6)
    answers = linking.link_all(named, Resolver.load(), jurisdiction=document.jurisdiction)
    return PlanPreview(
        document=document,
        tasks=tuple(found),
        mentions=tuple(named),
        links=tuple(linking.link_of(one, answer) for one, answer in zip(named, answers, strict=True)),
        places=tuple({answer.place.place_id: answer.place for answer in answers if answer.place is not None}.values()),
    )


def preview_safely(text: str, metadata: Metadata, report: Report | None = None) -> PlanPreview:
    """The same for a text that nobody has looked at; a long one in a process of its own, away from who looks at maps.

    Raises
    ------
    IntakeError
        If it takes more time or memory than a plan may.
    """
    if len(text) <= SHORT:
        return preview_plan(text, metadata, report)
    tell = report or (lambda label, fraction: None)
    record = apart.ask(
        WORKER,
        {"metadata": asdict(metadata)},
        text.encode(errors="replace"),
        Limits(),
        hear=lambda said: tell(said["label"], said["fraction"]),
        settings=(settings.LOCAL_GAZETTEER.name,),
    )
    return tables.unpack(base64.b64decode(record["packed"]), PlanPreview)[0]


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
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )
