"""Where labels and symbols find room: boxes that never overlap each other, the furniture or the frame.

`Room` keeps every box that was placed. What is asked for is tried in a fixed order of places, so the same things find
the same places; `overlap_area` measures the result and is what the tests look at.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import cos, pi, sin

import numpy as np

from geo.print_projection import Rect

GAP = 0.8  # points between any two things
DIRECTIONS = 16
RINGS = 90
SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1))


@dataclass(frozen=True, slots=True)
class Placed:
    """A box on the map: `kind` is symbol, label or furniture; `text` says what it is."""

    kind: str
    text: str
    rect: Rect


class Room:
    """The free room inside a frame."""

    def __init__(self, frame: Rect, margin: float = 2.0) -> None:
        """Nothing placed yet; everything keeps the margin from the frame."""
        self.frame = frame
        left, bottom, right, top = frame
        self._inside = (left + margin, bottom + margin, right - margin, top - margin)
        self._rects = np.empty((0, 4))
        self.placed: list[Placed] = []

    def is_free(self, rect: Rect, gap: float = GAP) -> bool:
        """Whether the box lies inside the frame and touches nothing."""
        left, bottom, right, top = rect
        inside = self._inside
        if left < inside[0] or bottom < inside[1] or right > inside[2] or top > inside[3]:
            return False
        rects = self._rects
        return not bool(
            np.any(
                (rects[:, 0] < right + gap)
                & (rects[:, 2] > left - gap)
                & (rects[:, 1] < top + gap)
                & (rects[:, 3] > bottom - gap)
            )
        )

    def put(self, kind: str, text: str, rect: Rect) -> None:
        """Take the box's room."""
        self.placed.append(Placed(kind, text, rect))
        self._rects = np.vstack((self._rects, rect))

    def first_free(
        self, centres: Iterable[tuple[float, float]], size: tuple[float, float]
    ) -> tuple[float, float] | None:
        """The first of the centres round which a box of this size is free."""
        width, height = size
        for x, y in centres:
            if self.is_free(around((x, y), width, height)):
                return x, y
        return None

    def overlap_area(self) -> float:
        """Square points that boxes share or that lie outside the frame: 0 for a map without fault."""
        total, rects = 0.0, self._rects
        left, bottom, right, top = self.frame
        for number, (x0, y0, x1, y1) in enumerate(rects.tolist()):
            total += (x1 - x0) * (y1 - y0) - _shared(x0, x1, left, right) * _shared(y0, y1, bottom, top)
            rest = rects[number + 1 :]
            wide = np.clip(np.minimum(rest[:, 2], x1) - np.maximum(rest[:, 0], x0), 0, None)
            high = np.clip(np.minimum(rest[:, 3], y1) - np.maximum(rest[:, 1], y0), 0, None)
            total += float((wide * high).sum())
        return round(total, 6)


def around(at: tuple[float, float], width: float, height: float) -> Rect:
    """The box of a size round its centre."""
    x, y = at
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def spiral(at: tuple[float, float], step: float, rings: int = RINGS) -> Iterator[tuple[float, float]]:
    """The point itself, then rings of places round it, from near to far."""
    yield at
    for ring in range(1, rings):
        number = DIRECTIONS + 4 * (ring // 2)
        for turn in range(number):
            angle = 2 * pi * turn / number + ring * 0.35
            yield at[0] + ring * step * cos(angle), at[1] + ring * step * sin(angle)


def beside(at: tuple[float, float], reach: float, size: tuple[float, float]) -> Iterator[tuple[float, float]]:
    """Centres of a box in eight positions round a symbol of radius `reach`, right first."""
    width, height = size
    for across, up in SIDES:
        slant = 0.72 if across and up else 1.0
        dx = across * (reach * slant + 1.2 + width / 2)
        dy = up * (reach * slant + (0.6 if not across else -0.2) + height / 2)
        yield at[0] + dx, at[1] + dy


def _shared(low: float, high: float, least: float, most: float) -> float:
    return max(0.0, min(high, most) - max(low, least))
