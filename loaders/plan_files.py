"""The one place where a file that somebody hands in becomes the text of a plan."""

from dataclasses import dataclass
from pathlib import Path

from loaders.errors import DocumentError
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
    """The plan in a file of any format, read in a process of its own.

    Raises
    ------
    LoaderError
        If it cannot be read.
    """
    from loaders.intake.safely import read_safely  # readers of documents are loaded only where one is read

    try:
        content = path.read_bytes()
    except OSError as error:
        raise DocumentError(f"{path}: cannot be read ({error.strerror}); check the path") from error
    read = read_safely(path.name, content)
    stated = Metadata(
        title=read.title,
        issuer=read.issuer,
        jurisdiction=read.jurisdiction,
        document_number=read.document_number,
        date=read.date,
    )
    return PlanFile(read.text, read.kind, read.file_name, tuple(note.sentence for note in read.notes), stated)
