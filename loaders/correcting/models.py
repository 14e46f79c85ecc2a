"""Records of corrections: what planners say of a mention, by which words it is found again, and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from loaders.models import Mention
from loaders.storage import PlanScope

Extent = tuple[int, int]
Records = Mapping[str, Sequence[Any]]
Fields = Mapping[str, Any]
UNVERIFIED, EDITED, VERIFIED = "unverified", "edited", "verified"


@dataclass(frozen=True, slots=True)
class Anchor:
    """The words of a plan that a correction is about; `part` counts from 1 in a mention that was split, 0 is the whole.

    `before` and `after` are the characters around the surface, without blanks; `name` is what the reader made of it.
    """

    plan_id: str
    sha256: str
    start_char: int
    end_char: int
    surface: str
    before: str
    after: str
    name: str
    part: int = 0


@dataclass(frozen=True, slots=True)
class Position:
    """Where planners put a mention: `way` is map, typed, candidate or unknown (the position is wrong, none is known).

    `lon`, `lat` are degrees in CGCS2000 (map, typed), converted from the `given` ones in `datum`; a candidate is told
    by name, adcode, precision and source.
    """

    way: str
    lon: float | None = None
    lat: float | None = None
    datum: str = ""
    given: tuple[float, float] | None = None
    name: str = ""
    adcode: str | None = None
    precision: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """What planners say of a mention: fields changed, parts it was split into, its position; all empty for nothing."""

    added: bool = False
    rejected: bool = False
    verified: bool = False
    changes: Fields = field(default_factory=dict)
    parts: tuple[Fields, ...] = ()
    position: Position | None = None

    @property
    def status(self) -> str:
        """Status of the mention for the screen: unverified, edited or verified."""
        if self.verified:
            return VERIFIED
        edited = self.added or self.rejected or self.changes or self.parts or self.position
        return EDITED if edited else UNVERIFIED


@dataclass(frozen=True, slots=True)
class Correction:
    """A revision of a correction; `read` is the mention as read, `before` and `after` what the last action changed.

    `act` tells one action from others, `together` holds the ids of all that it wrote where they are several, and
    `under` is the revision that stood before it (0: none).
    """

    record_id: str
    revision: int
    anchor: Anchor
    read: Fields
    state: State
    action: str
    act: str
    under: int
    before: Fields
    after: Fields
    together: tuple[str, ...]
    who: str
    at: str
    why: str
    removed: bool = False
    imported: bool = False

    @property
    def day(self) -> str:
        """The day of the correction (UTC), as in 2026-03-01."""
        return self.at[:10]


@dataclass(frozen=True, slots=True)
class Corrections:
    """All corrections in the order they were made, those that stand; `notice` says why there are none where it fails.

    `digest` is the same for the same corrections, wherever and in whatever order they were written; '' for none.
    """

    items: tuple[Correction, ...] = ()
    digest: str = ""
    notice: str = ""


NO_CORRECTIONS = Corrections()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a correction: the mentions it made, or `problem`, a code, where it was not applied."""

    correction: Correction
    mention_ids: tuple[str, ...]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """A corrected mention: as it is without its own correction, where its anchor stands, and the correction."""

    plan_id: str
    read: Mention
    extent: Extent
    correction: Correction


@dataclass(frozen=True, slots=True)
class Overlay:
    """Tables and scopes of a build after its corrections, and what became of each correction.

    `subjects` holds what was corrected by mention id; `read` the tables of the build as they are on disk.
    """

    records: Records
    scopes: tuple[PlanScope, ...]
    read: Records
    corrections: Corrections = NO_CORRECTIONS
    subjects: Mapping[str, Subject] = field(default_factory=dict)
    outcomes: tuple[Outcome, ...] = ()

    def correction(self, mention_id: str) -> Correction | None:
        """The correction of a mention, or None when there is none of its own."""
        subject = self.subjects.get(mention_id)
        return subject.correction if subject else None

    def status(self, mention_id: str) -> str:
        """Status of a mention: unverified, edited or verified."""
        one = self.correction(mention_id)
        return one.state.status if one else UNVERIFIED

    def seen(self, mention_id: str) -> int:
        """Revision of the correction of a mention that this overlay shows; 0 for none."""
        one = self.correction(mention_id)
        return one.revision if one else 0

    @property
    def not_applied(self) -> tuple[Outcome, ...]:
        """Corrections that were not applied, each with the code of the reason."""
        return tuple(outcome for outcome in self.outcomes if outcome.problem)
