"""Bytes and a file name to text: the reader of the kind that the bytes tell. Light, since a process starts for it."""

from importlib import import_module

from loaders.intake.errors import IntakeError
from loaders.intake.extract import Extract
from loaders.intake.kinds import kind_of
from loaders.intake.limits import MEGABYTE, Limits, check_length

# Reader of each kind; imported when a file of the kind comes.
READERS = {
    "txt": ("loaders.intake.markdown", "read_plain"),
    "md": ("loaders.intake.markdown", "read_markdown"),
    "csv": ("loaders.intake.workbook", "read_csv"),
    "xlsx": ("loaders.intake.workbook", "read_workbook"),
    "docx": ("loaders.intake.word", "read_word"),
    "html": ("loaders.intake.web", "read_web"),
    "pdf": ("loaders.intake.pdf", "read_pdf"),
}


def check_size(content: bytes, limits: Limits) -> None:
    """Refuse a file beyond the cap.

    Raises
    ------
    IntakeError
        If it is larger.
    """
    if len(content) > limits.file_size:
        size = f"{limits.file_size // MEGABYTE} MB"
        raise IntakeError(
            "size",
            f"This file is larger than {size}. Save it without its pictures, or split it, and import the result.",
        )


def extract(name: str, content: bytes, limits: Limits) -> Extract:
    """The text of a file and nothing that needs the gazetteer.

    Raises
    ------
    IntakeError
        If it cannot be read.
    """
    check_size(content, limits)
    module, function = READERS[kind_of(name, content, limits)]
    found: Extract = getattr(import_module(module), function)(content, limits)
    check_length(found.text, limits)
    if not found.text.strip(" \t\n\u3000"):
        raise IntakeError("empty", "This file holds no text. Check that it is the plan, and import it again.")
    return found
