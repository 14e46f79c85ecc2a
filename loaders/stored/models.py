"""Records of the plans that planners add. Imports no database library."""

from dataclasses import dataclass, fields
from enum import StrEnum

from loaders.models import Metadata

FIELDS = tuple(field.name for field in fields(Metadata))


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """A plan in one of its states: `version` counts its texts, `revision` every change of it."""

    plan_id: str
    version: int
    revision: int
    file_name: str
    kind: str
    text_sha256: str
    title: str | None
    label: str | None
    issuer: str | None
    jurisdiction: str | None
    document_number: str | None
    date: str | None
    notes: tuple[str, ...]
    added_at: str
    added_by: str
    changed_at: str
    changed_by: str
    removed: bool

    @property
    def metadata(self) -> Metadata:
        """What is stated of the plan."""
        return Metadata(**{name: getattr(self, name) for name in FIELDS})

    @property
    def shown(self) -> str:
        """What names the plan to people."""
        return self.label or self.title or self.file_name


class Outcome(StrEnum):
    """What adding a text came to; `SAME` wrote nothing."""

    ADDED = "added"
    NEW_VERSION = "new_version"
    PUT_BACK = "put_back"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class AddedPlan:
    """What adding came to; `plan` is None where the text is that of a file of the folder of plans, `plan_id` its stem.

    With `SAME`, `version` is the one that holds the text; it may be an earlier one, which `restore_version` puts back.
    """

    outcome: Outcome
    plan_id: str
    version: int
    plan: StoredPlan | None


@dataclass(frozen=True, slots=True)
class Earlier:
    """A plan that a new text may be a version of; `why` is document_number, title or text, `share` of sentences."""

    plan: StoredPlan
    why: str
    share: float
