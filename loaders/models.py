"""Frozen records of the reading path: PlanDocument → Task → Mention → (Place) → Layer.

Every offset is a Python character offset into `PlanDocument.text`, the text as in the file.
Codes of sectors, kinds, stages and precisions are those of `data/vocabulary/vocabulary.csv`.
"""

from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry

from geo.models import Candidate, Place, Resolution, Stop

__all__ = [
    "Area",
    "AreaMark",
    "BaseArea",
    "BaseLine",
    "BaseMap",
    "Candidate",
    "Composition",
    "Evidence",
    "Facet",
    "Facets",
    "Layer",
    "Link",
    "Mention",
    "Metadata",
    "Place",
    "PlanDocument",
    "ProjectFeature",
    "Quantity",
    "Query",
    "Resolution",
    "Route",
    "Span",
    "Stop",
    "Target",
    "Task",
    "TaskArea",
]


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of the original text: `text[start_char:end_char] == surface`."""

    start_char: int
    end_char: int
    surface: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """Facts about a plan; None is unknown. `jurisdiction` is an adcode, `date` ISO 8601."""

    title: str | None = None
    label: str | None = None
    issuer: str | None = None
    jurisdiction: str | None = None
    document_number: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class PlanDocument:
    """One plan. What the plan does not state is None; `label` is always printable.

    `jurisdiction` is the adcode of the issuer (6 digits, province to county level).
    """

    plan_id: str
    title: str | None
    label: str
    issuer: str | None
    jurisdiction: str | None
    document_number: str | None
    date: str | None
    text: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Target:
    """A stated aim of a task: raw words, indicator, value and unit as written."""

    raw: str
    indicator: str | None
    value: float | None
    unit: str | None


@dataclass(frozen=True, slots=True)
class Task:
    """One numbered clause; `task_id` is `plan#ordinal`, since printed numbers can restart."""

    task_id: str
    plan_id: str
    ordinal: int
    number: str
    section: tuple[str, ...]
    title: str
    start_char: int
    end_char: int
    sectors: tuple[str, ...]
    lead_units: tuple[str, ...]
    responsible_units: tuple[str, ...]
    deadline: str | None
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class Route:
    """End points and way-points of a line as written in the text."""

    origin: str
    via: tuple[str, ...]
    destination: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount attached to a named project, as written."""

    raw: str
    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What led to one trait of a mention: `role` is name, prefix, county or stage; `span` the words of the plan."""

    role: str
    reason: str
    span: Span | None


@dataclass(frozen=True, slots=True)
class Mention:
    """One named place or project, in a task or outside one (`task_id` is then None).

    `name` is the full name with its list expanded; `parts` the pieces of the text it was put together
    from; `type` admin, project, site, river or region; `admin_level` province, city, county, town or
    village (admin only); `county` the official county name and `adcode` its six digits;
    `confidence` the probability (0–1) that the mention is right; `rule` says what found it and how it
    got its county, `evidence` which words of the plan gave name, county and stage; `counties` the
    adcodes of all counties that share it by the text, empty where it has one or none.
    """

    mention_id: str
    plan_id: str
    task_id: str | None
    start_char: int
    end_char: int
    surface: str
    parts: tuple[Span, ...]
    name: str
    type: str
    kind: str | None
    sector: str | None
    stage: str
    admin_level: str | None
    county: str | None
    adcode: str | None
    township: str | None
    route: Route | None
    quantity: tuple[Quantity, ...]
    investment: str | None
    confidence: float
    rule: str
    evidence: tuple[Evidence, ...] = ()
    counties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """Mention ↔ place, with the reason, the rejected and the tied candidates; `place_id` None means unresolved.

    `rule` is a code of `geo.models.Rule`.
    """

    mention_id: str
    place_id: str | None
    reason: str
    rejected: tuple[Candidate, ...]
    rule: str = ""
    tied: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """What a reader asks the catalog for; an empty tuple or None means no restriction.

    `townships` are official names, or codes of `loaders.selection.township_code` that tell two of one name apart;
    `units` are lead and responsible units as written; `text` is what `loaders.searching` reads; `problems`
    narrow the data-quality rows only.
    """

    plans: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    counties: tuple[str, ...] = ()
    townships: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    precisions: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    text: str = ""
    bounds: tuple[float, float, float, float] | None = None
    zoom: float | None = None


@dataclass(frozen=True, slots=True)
class Facet:
    """One choice of a filter with how many projects and tasks it would leave."""

    code: str
    label: str
    projects: int
    tasks: int


@dataclass(frozen=True, slots=True)
class Facets:
    """Choices of every filter under a query; `stages` holds stage groups, `precisions` vocabulary codes.

    `townships` stand by county, `units` with most tasks first; both hold every choice that exists at all.
    """

    plans: tuple[Facet, ...]
    sectors: tuple[Facet, ...]
    kinds: tuple[Facet, ...]
    counties: tuple[Facet, ...]
    townships: tuple[Facet, ...]
    stages: tuple[Facet, ...]
    precisions: tuple[Facet, ...]
    units: tuple[Facet, ...]
    projects: int
    tasks: int


@dataclass(frozen=True, slots=True)
class ProjectFeature:
    """One named project or site of one plan as the map and the lists show it.

    `geometry` is a Point or LineString in CGCS2000 lon/lat, or None when the project is known only to
    its county or not at all; `inferred` marks a township or the ends of a line taken from a name match only;
    `stops` are the way-points a schematic line runs through. `task_ids` are
    all tasks that name it (`task_id` is the one that says most), `adcodes` all counties it touches and
    `mention_ids` all mentions it was put together from.
    """

    mention_id: str
    plan_id: str
    task_id: str | None
    place_id: str | None
    name: str
    type: str
    sector: str
    kind: str | None
    stage: str
    stage_group: str
    precision: str
    inferred: bool
    adcode: str | None
    county: str | None
    township: str | None
    source: str | None
    evidence: str | None
    reason: str
    geometry: BaseGeometry | None
    task_ids: tuple[str, ...] = ()
    adcodes: tuple[str, ...] = ()
    mention_ids: tuple[str, ...] = ()
    stops: tuple[Stop, ...] = ()


@dataclass(frozen=True, slots=True)
class AreaMark:
    """A city, county or town with what is known only to it.

    `projects` are named projects placed no finer than this area; `task_ids` tasks that name this area
    and no project placed in it. `(lon, lat)` is where the label stands; `code` is a 6-digit adcode or
    a 12-digit township code.
    """

    code: str
    name: str
    level: str
    lon: float
    lat: float
    projects: tuple[ProjectFeature, ...]
    task_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layer:
    """A map layer: `points` and `routes` hold ProjectFeature, `areas` hold AreaMark."""

    name: str
    features: tuple[ProjectFeature, ...] | tuple[AreaMark, ...]


@dataclass(frozen=True, slots=True)
class Composition:
    """How finely a set of projects is placed; the four counts always add up to the number of projects.

    `township` holds exact, village and township precision, `county` county and region precision.
    """

    township: int
    route: int
    county: int
    unresolved: int


@dataclass(frozen=True, slots=True)
class Area:
    """A province, city, county (6-digit `code`) or township (12-digit) that can carry a mark at `(lon, lat)`."""

    code: str
    name: str
    level: str
    adcode: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class TaskArea:
    """A task names an area: `via` mention (in its text), unit (among its units) or issuer (names no place)."""

    task_id: str
    code: str
    via: str


@dataclass(frozen=True, slots=True)
class BaseArea:
    """A polygon of the base map, simplified for display, with the point its label stands at (CGCS2000 lon/lat).

    `level` is county, province or province_label (geometry: the point of the label); `plans` lists the
    plans the area belongs to, `views` those whose map shows it.
    """

    adcode: str
    name: str
    level: str
    lon: float
    lat: float
    plans: tuple[str, ...]
    views: tuple[str, ...]
    geometry: BaseGeometry


@dataclass(frozen=True, slots=True)
class BaseLine:
    """A line of the base map (CGCS2000 lon/lat): `kind` is province (a border between two) or boundary (境界线)."""

    kind: str
    geometry: BaseGeometry


@dataclass(frozen=True, slots=True)
class BaseMap:
    """Base map of some plans: GeoJSON texts (lon/lat, 4 decimals) and `bounds` (west, south, east, north).

    `counties` carries adcode, name, role (plan, province, neighbour) and the label point (lon, lat) in its
    properties, `provinces` the coarse backdrop beyond the views, `province_labels` the points where the
    names of the provinces in view stand; `boundary_required` says that the extent is national or holds
    Hainan province, where the 境界线 in `boundary_lines` must be drawn. `bounds` hold the plans' counties. With
    `is_large` the counties are so many that `provinces`, then of the whole country, make a first picture alone.
    """

    counties: str
    provinces: str
    province_labels: str
    province_lines: str
    boundary_lines: str
    boundary_required: bool
    bounds: tuple[float, float, float, float]
    is_large: bool = False
