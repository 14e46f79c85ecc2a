"""How much a document may hold and cost. Every cap is far above any plan and far below what hurts a small server."""

from dataclasses import asdict, dataclass, fields

from loaders.intake.errors import IntakeError

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps of one document; sizes in bytes or characters."""

    file_size: int = 50 * MEGABYTE
    seconds: float = 30.0  # of processor time, where the system can tell; several times as much by the clock
    memory: int = 2_000 * MEGABYTE  # address space of the process that reads
    characters: int = 5_000_000
    members: int = 10_000  # files in a DOCX or XLSX
    member_size: int = 150 * MEGABYTE  # one of them, unpacked
    total_size: int = 600 * MEGABYTE  # all of them, unpacked
    ratio: int = 400  # unpacked by packed size, for members that are no small change
    pages: int = 2_000
    cells: int = 500_000

    def record(self) -> dict[str, float]:
        """The caps as a JSON object."""
        return asdict(self)

    @classmethod
    def of(cls, record: dict[str, float]) -> "Limits":
        """The caps of such an object."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in record.items() if name in known})  # type: ignore[arg-type]


def too_many_cells(limits: Limits) -> IntakeError:
    """The error for tables beyond the cap."""
    return IntakeError(
        "cells",
        f"The tables of this file hold more than {limits.cells:,} cells. Keep only those with projects.",
    )


def check_length(text: str, limits: Limits) -> None:
    """Refuse a text beyond the cap.

    Raises
    ------
    IntakeError
        If it is longer.
    """
    if len(text) > limits.characters:
        raise IntakeError(
            "characters",
            f"This file holds more than {limits.characters:,} characters, more than any plan. Split it.",
        )
