"""What a printed map is made of: plain frozen records, in words and degrees, that know nothing of plans.

All coordinates are `(lon, lat)` degrees in CGCS2000. Lengths of paper are points, 1/72 inch.
"""

from dataclasses import dataclass

UNSTATED = "#E3E6EA"  # fill of a symbol whose stage the plan does not state
LonLat = tuple[float, float]
Bounds = tuple[float, float, float, float]  # west, south, east, north


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet: `width` and `height` in points, `scale` of its type, and how many rows its list holds at most."""

    code: str
    width: float
    height: float
    scale: float
    rows: int

    @property
    def is_upright(self) -> bool:
        """Whether the list stands below the map, not beside it."""
        return self.height > self.width


PAPERS = {
    paper.code: paper
    for paper in (
        Paper("slide", 960.0, 540.0, 1.0, 118),
        Paper("a4", 841.89, 595.28, 1.0, 118),
        Paper("a4-portrait", 595.28, 841.89, 1.0, 108),
        Paper("a3", 1190.55, 841.89, 1.25, 150),
        Paper("a3-portrait", 841.89, 1190.55, 1.25, 140),
    )
}


@dataclass(frozen=True, slots=True)
class Mark:
    """How a numbered thing looks: colour, fill (outline, tint, half, solid, tick, star, unstated) and outline.

    `outline` is plain, ring, dashed or square; it is the same on the map and in the list.
    """

    number: int
    colour: str
    fill: str
    outline: str = "plain"


@dataclass(frozen=True, slots=True)
class Symbol:
    """A mark at a point; `name` may stand beside it, `town` is the name of what the point is the seat of, or ''."""

    mark: Mark
    lon: float
    lat: float
    name: str = ""
    town: str = ""


@dataclass(frozen=True, slots=True)
class RouteLine:
    """A schematic line with its mark somewhere on it; `width` in points."""

    mark: Mark
    points: tuple[LonLat, ...]
    width: float
    name: str = ""


@dataclass(frozen=True, slots=True)
class AreaBlock:
    """A name on the map with what is counted at it: numbered marks, `tasks` (page icon), or only a `count`."""

    code: str
    name: str
    lon: float
    lat: float
    marks: tuple[Mark, ...] = ()
    tasks: int = 0
    count: int = 0


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row of the list: its mark (None for a mere count), a name, and in quiet type where it is."""

    name: str
    place: str = ""
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class ListGroup:
    """Rows under a heading; `fill` is the stage drawn before it ('' for none), `note` what stands behind it."""

    title: str
    rows: tuple[ListRow, ...]
    note: str = ""
    fill: str = ""
    total: str = ""


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A sample and its meaning: `sample` is sector, stage, plain, ring, dashed, square, tasks, route or class."""

    sample: str
    text: str
    colour: str = ""
    fill: str = "solid"
    icon: str = ""  # SVG path data on a 15 × 15 grid


@dataclass(frozen=True, slots=True)
class LegendGroup:
    """Entries of the legend under a heading."""

    title: str
    entries: tuple[LegendEntry, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """What the map is about: adcodes of its counties, and what the frame must hold.

    `tints` gives counties a colour of their own; `bounds` is the frame's content or None to hold all marks and
    counties; `is_county` shows the place of one county in its province, else that of the counties in the country.
    """

    counties: tuple[str, ...]
    bounds: Bounds | None = None
    is_county: bool = False
    tints: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class MapSheet:
    """A whole printed page: head, map, list, legend and foot; every word of it stands here.

    `{projection}` in a credit is replaced by the name of the projection. With `names_beside` the names of projects may
    stand beside their marks too; `map_only` leaves out head, list and notes, never the credits.
    """

    paper: Paper
    title: str
    subtitle: str
    stamp: str
    ground: Ground
    symbols: tuple[Symbol, ...]
    routes: tuple[RouteLine, ...]
    blocks: tuple[AreaBlock, ...]
    groups: tuple[ListGroup, ...]
    legend: tuple[LegendGroup, ...]
    notes: tuple[tuple[str, str], ...]
    credits: tuple[tuple[str, str], ...]
    warning: str
    overflow: str = "另有 {} 个,见项目清单"
    names_beside: bool = False
    map_only: bool = False
