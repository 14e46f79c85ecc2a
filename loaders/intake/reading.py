"""Bytes and a file name to the text of a plan, with what the text says of itself.

`read_file` reads in this process; documents of other people go through `loaders.intake.safely`, which puts it behind
a wall.
"""

import hashlib
from dataclasses import dataclass

from geo.gazetteer import Gazetteer
from loaders.intake.extract import Extract, Note
from loaders.intake.extracting import extract
from loaders.intake.limits import Limits
from loaders.intake.names import safe_name
from loaders.models import Metadata
from loaders.reading.metadata import propose

OPENING, CLOSING = 150_000, 50_000  # where a long text is asked for its facts


@dataclass(frozen=True, slots=True)
class Reading:
    """A plan read from a file: `text` is what all later offsets refer to, `sha256` that of the bytes of the file.

    `notes` tell what was dropped or guessed, `paragraphs` counts lines with text, `pages` is None where the format has
    none. Title, issuer, document number, date (ISO) and jurisdiction (adcode) are proposals from the text.
    """

    text: str
    kind: str
    file_name: str
    sha256: str
    notes: tuple[Note, ...]
    pages: int | None
    paragraphs: int
    title: str | None
    issuer: str | None
    document_number: str | None
    date: str | None
    jurisdiction: str | None


def read_file(name: str, content: bytes, limits: Limits | None = None) -> Reading:
    """The plan in a file.

    Raises
    ------
    IntakeError
        If it cannot be read.
    """
    return finish(name, content, extract(name, content, limits or Limits()))


def finish(name: str, content: bytes, found: Extract) -> Reading:
    """The reading of a file whose text is `found`."""
    text = found.text
    if len(text) > OPENING + CLOSING:
        text = f"{text[:OPENING]}\n{text[-CLOSING:]}"
    facts = propose(text, Gazetteer.load())
    around = propose(found.head, Gazetteer.load()) if found.head else Metadata()
    return Reading(
        text=found.text,
        kind=found.kind,
        file_name=safe_name(name),
        sha256=hashlib.sha256(content).hexdigest(),
        notes=found.notes,
        pages=found.pages,
        paragraphs=sum(bool(line.strip()) for line in found.text.split("\n")),
        title=facts.title,
        issuer=facts.issuer or around.issuer,
        document_number=facts.document_number or around.document_number,
        date=facts.date or around.date,
        jurisdiction=facts.jurisdiction or around.jurisdiction,
    )
