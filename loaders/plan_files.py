"""The one place where a file that somebody hands in becomes the text of a plan."""

from dataclasses import dataclass
from pathlib import Path

from loaders import documents
from loaders.models import Metadata


@dataclass(frozen=True, slots=True)
class PlanFile:
    """A file as read: its text, its format, remarks of the reader, and what the text says of itself."""

    text: str
    kind: str
    file_name: str
    notes: tuple[str, ...]
    metadata: Metadata


def read_plan_file(path: Path) -> PlanFile:
    """The plan in a file.

    Raises
    ------
    LoaderError
        If it cannot be read.
    """
    document = documents.read(path)
    stated = Metadata(
        title=document.title,
        issuer=document.issuer,
        jurisdiction=document.jurisdiction,
        document_number=document.document_number,
        date=document.date,
    )
    return PlanFile(document.text, "txt", path.name, (), stated)
