"""Distances, turns and schematic lines on `(lon, lat)` degrees (CGCS2000)."""

from collections.abc import Iterator, Sequence
from hashlib import sha1
from itertools import pairwise
from math import acos, asin, cos, degrees, hypot, radians, sin, sqrt

from shapely.geometry import LineString

EARTH_RADIUS_KM = 6371.0
MOST_VERTICES = 33  # of a line with few way-points; more way-points than that are all kept
STEPS_PER_PIECE = 8
BULGE = (0.03, 0.08)  # height of the arc between two way-points, as a share of their distance
CENTRIPETAL = 0.5
_DECIMALS = 5  # about 1 m

LonLat = tuple[float, float]


def distance_km(start: LonLat, end: LonLat) -> float:
    """Great-circle distance in km on a sphere; good to 0.5 %, which is enough to compare candidates."""
    lon1, lat1, lon2, lat2 = map(radians, (*start, *end))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(half))


def turn_degrees(before: LonLat, at: LonLat, after: LonLat) -> float:
    """How far a way from `before` to `after` turns at `at`: 0 straight on, 180 back; 0 where two points coincide."""
    narrow = cos(radians(at[1]))
    x1, y1 = (at[0] - before[0]) * narrow, at[1] - before[1]
    x2, y2 = (after[0] - at[0]) * narrow, after[1] - at[1]
    lengths = hypot(x1, y1) * hypot(x2, y2)
    return degrees(acos(max(-1.0, min(1.0, (x1 * x2 + y1 * y2) / lengths)))) if lengths else 0.0


def schematic_line(points: Sequence[LonLat], *, name: str) -> LineString | None:
    """A smooth line exactly through `points`, or None when fewer than two differ.

    A centripetal Catmull–Rom curve makes no loops and does not swing far beyond its points. `name` alone sets the
    side and the height of a slight arc between the points, so that two lines with the same ends lie side by side.
    """
    distinct = [point for index, point in enumerate(points) if index == 0 or point != points[index - 1]]
    if len(set(distinct)) < 2:
        return None
    middle = sum(lat for _, lat in distinct) / len(distinct)
    narrow = cos(radians(middle))
    plane = [(lon * narrow, lat) for lon, lat in distinct]
    steps = max(1, min(STEPS_PER_PIECE, (MOST_VERTICES - 1) // (len(plane) - 1)))
    bulge = _bulge(name)
    vertices = [distinct[0]]
    for index in range(len(plane) - 1):
        inner = _piece(plane, index, steps, bulge)
        vertices += [(round(x / narrow, _DECIMALS), round(y, _DECIMALS)) for x, y in inner]
        vertices.append(distinct[index + 1])
    return LineString(vertices)


def _bulge(name: str) -> float:
    """Signed height of the arcs of a line, as a share of the distance of its way-points."""
    digest = sha1(name.encode(), usedforsecurity=False).digest()
    low, high = BULGE
    return (low + (high - low) * digest[0] / 255) * (1 if digest[1] % 2 else -1)


def _piece(points: Sequence[LonLat], index: int, steps: int, bulge: float) -> Iterator[LonLat]:
    """The inner vertices of the curve between two neighbours, bulged to one side without a kink at its ends."""
    start, end = points[index], points[index + 1]
    before = points[index - 1] if index else _mirrored(end, start)
    after = points[index + 2] if index + 2 < len(points) else _mirrored(start, end)
    across = (start[1] - end[1]) * bulge, (end[0] - start[0]) * bulge
    smooth = 2 if len(points) > 2 else 1  # an arc alone may leave its ends at an angle
    for step in range(1, steps):
        share = step / steps
        x, y = _catmull_rom((before, start, end, after), share)
        height = (4 * share * (1 - share)) ** smooth
        yield x + across[0] * height, y + across[1] * height


def _mirrored(point: LonLat, centre: LonLat) -> LonLat:
    return 2 * centre[0] - point[0], 2 * centre[1] - point[1]


def _catmull_rom(points: Sequence[LonLat], share: float) -> LonLat:
    """The point at `share` of the way from the second to the third of four points, by the Barry–Goldman pyramid."""
    knots = [0.0]
    for one, other in pairwise(points):
        knots.append(knots[-1] + hypot(other[0] - one[0], other[1] - one[1]) ** CENTRIPETAL)
    at = knots[1] + share * (knots[2] - knots[1])
    sides = [_between(points[i], points[i + 1], (at - knots[i]) / (knots[i + 1] - knots[i])) for i in range(3)]
    inner = [_between(sides[i], sides[i + 1], (at - knots[i]) / (knots[i + 2] - knots[i])) for i in range(2)]
    return _between(inner[0], inner[1], share)


def _between(one: LonLat, other: LonLat, share: float) -> LonLat:
    return one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share
