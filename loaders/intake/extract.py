"""What a reader of one format hands on: the text, what was dropped or guessed, and counts."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Note:
    """Something that was dropped or guessed: a stable code, the sentence, and how many where that matters."""

    code: str
    sentence: str
    count: int = 0


@dataclass(frozen=True, slots=True)
class Extract:
    """The text of a document, a paragraph or table row a line.

    `head` holds lines that tell about the document but are none of the plan (the register of a web page); `pages` is
    None where the format has none.
    """

    text: str
    kind: str
    notes: tuple[Note, ...] = ()
    pages: int | None = None
    head: str = ""


def noted(notes: list[Note], code: str, count: int, sentence: str) -> None:
    """Add a note with its number in the sentence (`{count}`) when there is anything to tell."""
    if count:
        notes.append(Note(code, sentence.format(count=f"{count:,}"), count))
