"""Projects by the square of the world that they are counted in, so that a view looks at those near it only."""

from typing import NamedTuple

import numpy as np

from loaders.layers import Bounds
from loaders.map_views import Floats, box_of
from loaders.serving.packing import Array, positions

LEVEL = 8  # squares are 1 / 2**8 of the world wide, some 100 km, and their numbers take two bytes
WIDE = 0.4  # of the projects: near a view with more, all are looked at one after the other


class Squares(NamedTuple):
    """Numbers of projects that have a position, square by square, and the box that those of each square lie in."""

    numbers: Array
    starts: Array
    sizes: Array
    box: tuple[Floats, Floats, Floats, Floats]  # west, south, east, north, in world units

    def near(self, bounds: Bounds) -> Array | None:
        """Projects in squares that touch the bounds (degrees), square by square; None if these are most of all."""
        west, south, east, north = box_of(bounds)
        own_west, own_south, own_east, own_north = self.box
        across = (own_east >= west) & (own_west <= east)
        seen = np.flatnonzero(across & (own_south >= north) & (own_north <= south))
        if self.sizes[seen].sum() > WIDE * len(self.numbers):
            return None
        found: Array = self.numbers[positions(self.starts[seen], self.sizes[seen])].astype(np.int64)
        return found


def squares(x: Floats, y: Floats, box: tuple[Floats, Floats, Floats, Floats]) -> Squares:
    """The squares of projects at these positions (NaN: none) with these boxes (west, south, east, north)."""
    placed = np.flatnonzero(~np.isnan(x)).astype(np.int32)
    column, row = (np.clip(axis[placed] * 2**LEVEL, 0, 2**LEVEL - 1).astype(np.uint16) for axis in (x, y))
    square = (row << LEVEL) + column
    order = np.argsort(square, kind="stable")
    counts = np.bincount(square)
    sizes = counts[counts > 0]
    starts = np.cumsum(sizes) - sizes
    numbers = placed[order]
    west, south, east, north = (
        edge.reduceat(own[numbers], starts) if len(starts) else np.zeros(0)
        for own, edge in zip(box, (np.minimum, np.maximum, np.maximum, np.minimum), strict=True)
    )
    return Squares(numbers, starts, sizes, (west, south, east, north))
