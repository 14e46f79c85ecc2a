"""Whether confidence means what it says: of mentions at 0.9, nine in ten should be right.

A mention is right when it is a marked one and its county is right; mentions the marks leave open do not count.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

SURE = 0.9
LEAST_CONFIDENT_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Tenth:
    """Mentions whose confidence lies in `[low, low + 0.1)`; the last tenth holds 1 too."""

    low: float
    mentions: int
    mean_confidence: float
    right: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """How confidence and correctness go together over `mentions` judged mentions, `right` of them right.

    `sure` of them stand at 0.9 or more, `sure_right` of those are right; `errors_in_lowest_fifth` counts the
    errors among the least confident fifth (mentions of equal confidence at its border count in proportion).
    """

    mentions: int
    right: int
    sure: int
    sure_right: int
    errors_in_lowest_fifth: float
    tenths: tuple[Tenth, ...]

    @property
    def errors(self) -> int:
        """Mentions that are wrong."""
        return self.mentions - self.right


def calibrate(judged: Sequence[tuple[float, bool]]) -> Calibration:
    """Calibration of `(confidence, is right)` pairs."""
    sure = [right for confidence, right in judged if confidence >= SURE]
    return Calibration(
        mentions=len(judged),
        right=sum(right for _, right in judged),
        sure=len(sure),
        sure_right=sum(sure),
        errors_in_lowest_fifth=_errors_in_lowest(judged, LEAST_CONFIDENT_SHARE * len(judged)),
        tenths=tuple(_tenths(judged)),
    )


def _errors_in_lowest(judged: Sequence[tuple[float, bool]], size: float) -> float:
    """Errors among the `size` least confident mentions, ties at the border in proportion."""
    by_confidence: dict[float, list[bool]] = {}
    for confidence, right in sorted(judged):
        by_confidence.setdefault(confidence, []).append(right)
    errors = 0.0
    for verdicts in by_confidence.values():
        share = min(1.0, size / len(verdicts))
        errors += share * verdicts.count(False)
        size -= share * len(verdicts)
    return errors


def _tenths(judged: Iterable[tuple[float, bool]]) -> Iterable[Tenth]:
    found: dict[int, list[tuple[float, bool]]] = {}
    for confidence, right in judged:
        found.setdefault(min(int(confidence * 10 + 1e-9), 9), []).append((confidence, right))
    for tenth, pairs in sorted(found.items()):
        mean = sum(confidence for confidence, _ in pairs) / len(pairs)
        yield Tenth(tenth / 10, len(pairs), mean, sum(right for _, right in pairs))
