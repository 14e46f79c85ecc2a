"""Text that offsets may refer to: one kind of line end, no invisible controls, nothing JSON or a database refuses."""

import re

from loaders.intake.encodings import decode
from loaders.intake.extract import Note, noted
from loaders.intake.limits import Limits, check_length

LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Controls, directions of writing, halves of pairs and code points that are no characters.
INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
EMPTY_LINES = re.compile(r"\n{3,}")


def decoded(content: bytes, notes: list[Note], limits: Limits) -> str:
    """The clean text of a file that is text; `notes` gets what was dropped or guessed.

    Raises
    ------
    IntakeError
        If it is no text or too long.
    """
    text = cleaned(decode(content, notes).text, notes)
    check_length(text, limits)
    return text


def cleaned(text: str, notes: list[Note]) -> str:
    """The text with plain line ends and without invisible characters; `notes` tells how many were left out."""
    plain = LINE_ENDS.sub("\n", text)
    kept, dropped = INVISIBLE.subn("", plain.removeprefix("\ufeff"))
    noted(notes, "invisible", dropped, "{count} invisible control characters were left out.")
    return EMPTY_LINES.sub("\n\n", "\n".join(line.rstrip(" \t") for line in kept.split("\n")))
