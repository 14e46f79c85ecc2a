"""A small still map of one task as inline SVG: where its projects are, within the counties of its plan."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from loaders.catalog import Area, Catalog, ProjectFeature, Task, short_name
from pages.components import outlines, palette, symbols
from pages.components.language import t
from pages.components.markup import literal
from pages.components.outlines import Frame, Point, Shape

WIDTH, HEIGHT = 264, 190  # CSS px
MARGIN = 26  # CSS px kept free round the outermost place
SMALLEST_SPAN = 0.25  # degrees of latitude; a single place is not blown up further
DETAIL = {"plan": 1, "province": 3, "neighbour": 3}  # CSS px; nearer corners of an outline are left out
MARK = 22  # CSS px
CROWD = 8  # places; from here on marks are drawn at CROWDED_SCALE
CROWDED_SCALE = 0.68
WIDE = 100  # CSS px per degree; below, only counties of the plan are outlined
LETTER = 10  # CSS px, width and height of a character of a label


def draw(catalog: Catalog, task: Task, features: Sequence[ProjectFeature], *, with_areas: bool = True) -> str:
    """The map as SVG, or '' when nothing of the task has a position; `with_areas` that it names without a project."""
    marks, lines = _marks(catalog, features, catalog.areas_of(task.task_id) if with_areas else ()), _lines(features)
    places = [*marks, *(point for _, line in lines for point in line)]
    if not places:
        return ""
    frame = _frame(places)
    scale = CROWDED_SCALE if len(marks) > CROWD else 1.0
    base = catalog.base_map((task.plan_id,))
    shapes = outlines.shapes(base.provinces) + outlines.shapes(base.counties)
    body = [
        *(_outline(shape, frame) for shape in shapes),
        *(_line(feature, line, frame) for feature, line in lines),
        *(_mark(point, drawings, frame, scale) for point, drawings in marks.items()),
        *_labels((shape for shape in shapes if shape.role == "plan"), frame, marks, MARK * scale / 2),
    ]
    return (
        f'<svg class="mini-map" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img" '
        f'aria-label="{t("任务 {number} 的位置略图", number=literal(task.number))}">{"".join(body)}</svg>'
    )


def _marks(catalog: Catalog, features: Iterable[ProjectFeature], areas: Iterable[Area]) -> dict[Point, list[str]]:
    """Symbols by place: projects at points and at their county, pages where the task names only an area."""
    marks: dict[Point, list[str]] = defaultdict(list)
    for feature in features:
        area = catalog.area(feature.adcode or "")
        if feature.geometry is not None and feature.geometry.geom_type == "Point":
            symbol = symbols.symbol(feature.sector, feature.stage, outline=palette.outline(feature), size_px=MARK)
            marks[feature.geometry.x, feature.geometry.y].append(symbol)
        elif feature.precision in ("county", "region") and area:
            marks[area.lon, area.lat].append(symbols.precision_mark("county", size_px=MARK))
    for area in areas:
        marks[area.lon, area.lat].append(symbols.page_icon(size_px=MARK - 6))
    return marks


def _lines(features: Iterable[ProjectFeature]) -> list[tuple[ProjectFeature, tuple[Point, ...]]]:
    return [
        (feature, tuple((x, y) for x, y, *_ in feature.geometry.coords))
        for feature in features
        if feature.geometry is not None and feature.geometry.geom_type == "LineString"
    ]


def _frame(places: Sequence[Point]) -> Frame:
    return outlines.frame_round(places, width=WIDTH, height=HEIGHT, margin=MARGIN, smallest_span=SMALLEST_SPAN)


def _outline(shape: Shape, frame: Frame) -> str:
    detail = DETAIL[shape.role]
    path = frame.path(shape.rings, detail=detail)
    if not path:
        return ""
    plain = shape.role != "plan" and frame.per_lat < WIDE  # its border in its own colour hides gaps to the next
    return f'<path class="land {shape.role}{" plain" if plain else ""}" d="{path}"/>'


def _line(feature: ProjectFeature, line: Sequence[Point], frame: Frame) -> str:
    points = " ".join("{:.1f},{:.1f}".format(*frame.at(point)) for point in line)
    line = f'<polyline points="{points}" fill="none" '
    return (
        f'{line}class="casing" stroke-width="3.6"/>'
        f'{line}stroke="{palette.colour(feature.sector)}" stroke-width="1.6" stroke-dasharray="5 3"/>'
    )


def _labels(shapes: Iterable[Shape], frame: Frame, marks: Iterable[Point], radius: float) -> list[str]:
    """Names of the counties; one that would cover a mark or a name, or leave the picture, is left out."""
    taken = [(*frame.at(point), radius) for point in marks]
    written: list[str] = []
    for shape in shapes:
        name = short_name(shape.name)
        half = len(name) * LETTER / 2
        x, y = frame.at(shape.label)
        y -= radius + 4
        inside = half < x < WIDTH - half and LETTER < y < HEIGHT - LETTER
        if inside and all(abs(x - u) > half + w or abs(y - LETTER / 3 - v) > LETTER / 2 + w for u, v, w in taken):
            taken += [(x + shift, y - LETTER / 3, LETTER / 2) for shift in (-half / 2, half / 2)]
            written.append(f'<text lang="zh" x="{x:.0f}" y="{y:.0f}">{literal(name)}</text>')
    return written


def _mark(point: Point, drawings: Sequence[str], frame: Frame, scale: float) -> str:
    """The first symbol of a place and, for several, their number."""
    x, y = frame.at(point)
    half = MARK * scale / 2
    symbol = f'<g transform="translate({x - half:.1f} {y - half:.1f}) scale({scale})">{drawings[0]}</g>'
    if len(drawings) == 1:
        return symbol
    return f'{symbol}<text class="number" x="{x + half:.1f}" y="{y - half / 2:.1f}">{len(drawings)}</text>'
