"""What one step of geocoding found, and how the findings of all steps become one answer."""

from dataclasses import dataclass
from hashlib import sha1

from geo import reasons
from geo.models import Candidate, Place, Resolution, Rule

# Finer is smaller; a place that is only known to its county or region ranks last.
PRECISION_RANK = {"exact": 0, "village": 1, "township": 2, "route": 2, "county": 3, "region": 3}
FINE_RANK = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """What one step found: a place or none, why, by which rule, what it rejected and what fitted equally well."""

    place: Place | None = None
    reason: str = ""
    rejected: tuple[Candidate, ...] = ()
    rule: Rule | None = None
    tied: tuple[Candidate, ...] = ()

    @property
    def is_fine(self) -> bool:
        """Whether the place is finer than a county."""
        return self.place is not None and PRECISION_RANK[self.place.precision] <= FINE_RANK


NOTHING = Finding()


def place_id(prefix: str, *parts: str) -> str:
    """Stable id of a place: the prefix and a digest of what makes the place the same in every plan."""
    return f"{prefix}:{sha1('|'.join(parts).encode(), usedforsecurity=False).hexdigest()[:12]}"


def answer(findings: list[Finding]) -> Resolution:
    """The finest place (the first of equals); everything that was considered and not chosen is recorded."""
    placed = [(finding.place, finding) for finding in findings if finding.place is not None]
    placed.sort(key=lambda pair: PRECISION_RANK[pair[0].precision])
    chosen = placed[0][1] if placed else NOTHING
    failed = [] if chosen.is_fine else [finding for finding in findings if finding.place is None and finding.reason]
    reason = "；".join(dict.fromkeys(filter(None, [chosen.reason, *(finding.reason for finding in failed)])))
    rules = [finding.rule for finding in failed if finding.rule]
    rejected = [candidate for finding in findings for candidate in finding.rejected]
    for place, _ in placed[1:]:
        rejected.append(Candidate(place.name, place.adcode, place.precision, place.source, reasons.REJECT_COARSER))
    tied = tuple(candidate for finding in failed for candidate in finding.tied)
    rule = chosen.rule if placed else Rule.TIE if Rule.TIE in rules else next(iter(rules), None)
    return Resolution(chosen.place, reason, tuple(rejected), rule, tied)
