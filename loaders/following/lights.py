"""Red, amber or green: what the latest record says against what the plan promises, and by when.

The plan's stage is a promise and a record is a fact; neither is ever read as the other. Without a record nothing is
known, however late it is: such a project is never red.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from loaders.following.deadlines import Deadline
from loaders.stored.progress import ProgressRecord

SOON = timedelta(days=90)
# How far the work is to come by the planned stage, and has come by the status; the codes are shared, not the meaning.
BUILT = 6
PROMISED = {"study": 1, "preparation": 2, "approval": 3, "start": 4, "under_construction": 4, "upgrade": 4}
REACHED = {"preparation": 2, "approval": 3, "start": 4, "under_construction": 5, "completed": BUILT}
GREEN, AMBER, RED, GREY = "green", "amber", "red", "grey"


@dataclass(frozen=True, slots=True)
class Light:
    """A colour with the reason as a code: reached, due_soon, late, halted, running, no_deadline or no_record."""

    colour: str
    reason: str


def light(stage: str, deadline: Deadline | None, found: Sequence[ProgressRecord], today: date) -> Light:
    """The light of a project with this planned stage; `found` are its records, the latest first."""
    if not found:
        return Light(GREY, "no_record")
    latest = found[0]
    if is_reached(stage, latest.status):
        return Light(GREEN, "reached")
    if latest.status in {"suspended", "cancelled"}:
        return Light(RED, "halted")
    if deadline is None:
        return Light(GREY, "no_deadline")
    if deadline.day < today:
        return Light(RED, "late")
    return Light(AMBER, "due_soon") if deadline.day - today <= SOON else Light(GREEN, "running")


def is_reached(stage: str, status: str) -> bool:
    """Whether the status is what the plan promises or more; a stage that promises nothing is reached by completion."""
    if stage == "designation":
        return status == "designation"
    return REACHED.get(status, 0) >= PROMISED.get(stage, BUILT)
