"""The county of many points at once, fast enough for national tables."""

from functools import cached_property

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from geo.boundaries import Boundaries

CHUNK = 100_000


class CountyLookup:
    """Which county polygon holds each of many points; the tree is made when first asked."""

    def __init__(self, boundaries: Boundaries) -> None:
        self._boundaries = boundaries

    @cached_property
    def _polygons(self) -> tuple[shapely.STRtree, NDArray[np.object_], NDArray[np.str_]]:
        level = self._boundaries.counties
        codes = sorted(level.names, reverse=True)  # of two that overlap the lower code is written last and stays
        polygons = np.array([level.polygon(code) for code in codes], dtype=object)
        shapely.prepare(polygons)
        return shapely.STRtree(polygons), polygons, np.array(codes)

    def codes(self, lons: ArrayLike, lats: ArrayLike) -> NDArray[np.str_]:
        """Adcode of the county at each point (degrees, CGCS2000; the lowest where two overlap), '' outside all."""
        tree, polygons, names = self._polygons
        all_lons, all_lats = np.asarray(lons, dtype=float), np.asarray(lats, dtype=float)
        found = np.full(all_lons.shape, "", dtype="<U6")
        for start in range(0, len(found), CHUNK):
            part = slice(start, start + CHUNK)
            x, y = all_lons[part], all_lats[part]
            points, boxes = tree.query(shapely.points(x, y))
            held = shapely.intersects_xy(polygons[boxes], x[points], y[points])
            points, boxes = points[held], boxes[held]
            order = np.argsort(boxes, kind="stable")
            found[start + points[order]] = names[boxes[order]]
        return found
