"""The overview of the county page: the plan's counties by number of projects as inline SVG, legend and neighbours."""

from collections.abc import Iterable, Sequence

from loaders.catalog import Catalog, Facet, Profile, romanised, short_name
from pages.components import language, outlines, quoting
from pages.components.language import mark, t
from pages.components.markup import link, literal
from pages.components.outlines import Frame, Shape
from pages.components.state import View

WIDTH, HEIGHT = 380, 420  # CSS px
MARGIN = 18  # CSS px kept free round the counties
SMALLEST_SPAN = 0.3  # degrees of latitude
MAP_NOTE = mark("未着色的区县没有具名项目,黄框为当前区县;线路在经过的每个区县各计一次。点区县可切换。")
DETAIL = {"plan": 1, "province": 2, "neighbour": 3}  # CSS px between the corners of an outline
LETTER, LINE = 11, 13  # CSS px: width of a character and height of a line of a label
FILLS = 5  # shades of the classes, from light to strong
FIRST_STRONG = 3  # from this shade on labels are set off otherwise


def draw(catalog: Catalog, profile: Profile, view: View) -> str:
    """The card: what is counted, the map, its classes, and the counties next door."""
    plan = catalog.plan(view.plan) if view.plan else None
    named = quoting.quoted(plan.label) if plan else t("全部规划({n} 份)", n=len(catalog.plans()))
    return (
        f'<div class="section-title"><b>{t("每区县项目数")}</b><span>{named}</span></div>'
        f"{_map(catalog, profile)}{_legend(profile)}{_neighbours(profile.neighbours)}"
        f'<small class="credit">{literal(quoting.credit())}</small>'
    )


def _map(catalog: Catalog, profile: Profile) -> str:
    base = catalog.base_map(profile.plans)
    counts = {county.code: county for county in profile.counties}
    counties = outlines.shapes(base.counties)
    framed = [shape for shape in counties if shape.code in counts]
    points = [point for shape in _central(framed, profile) for ring in shape.rings for point in ring]
    if not points:
        return ""
    frame = outlines.frame_round(points, width=WIDTH, height=HEIGHT, margin=MARGIN, smallest_span=SMALLEST_SPAN)
    drawn = [_area(shape, frame) for shape in (*outlines.shapes(base.provinces), *counties) if shape not in framed]
    drawn += [_county(shape, frame, profile, counts[shape.code]) for shape in framed]
    border = frame.path(outlines.lines(base.boundary_lines), detail=1, closed=False)
    chosen = next((frame.path(shape.rings, detail=1) for shape in framed if shape.code == profile.code), "")
    return (
        f'<svg class="overview-map" viewBox="0 0 {WIDTH} {HEIGHT}" role="group" aria-label="{t("各区县项目数略图")}">'
        f'{"".join(drawn)}<path class="border" d="{border}"/>'
        f'<path class="chosen casing" d="{chosen}"/><path class="chosen" d="{chosen}"/>'
        f"{''.join(_labels(framed, frame, profile, counts))}</svg>"
    )


def _central(shapes: Sequence[Shape], profile: Profile) -> list[Shape]:
    """The counties that the picture must hold: the plans' and the chosen one; a single one with its neighbours."""
    own = [shape for shape in shapes if shape.role == "plan" or shape.code == profile.code]
    around = {profile.code, *(one.code for one in profile.neighbours)}
    near = [shape for shape in shapes if shape.code in around]
    return near if near and len(own) == 1 else own


def _area(shape: Shape, frame: Frame) -> str:
    path = frame.path(shape.rings, detail=DETAIL[shape.role])
    return f'<path class="land {shape.role}" d="{path}"/>' if path else ""


def _county(shape: Shape, frame: Frame, profile: Profile, count: Facet) -> str:
    """A county as a link to its own profile, if there is anything to see."""
    place = fill_of(count.projects, profile)
    css = "counted" if place is None else f"counted class-{place}"
    path = frame.path(shape.rings, detail=DETAIL["plan"])
    if not path:
        return ""
    name = shape.name if language.is_chinese() else romanised(shape.name, division=True)
    projects, tasks = t("{n} 个项目", n=count.projects), t("{n} 项任务", n=count.tasks)
    said = t("{county}:{projects},{tasks}", county=name, projects=projects, tasks=tasks)
    body = f'<path class="{css}" d="{path}"><title>{literal(said)}</title></path>'
    return _to(shape.code, body, css="area") if count.projects or count.tasks else body


def fill_of(number: int, profile: Profile) -> int | None:
    """Which fill the class of a number of projects has; None for no project."""
    found = (place for place, (least, most) in enumerate(profile.classes) if least <= number <= most)
    place = next(found, None)
    return None if place is None else _fill(place, profile)


def _fill(place: int, profile: Profile) -> int:
    """Number of the fill of a class; fewer classes spread over all fills."""
    return round((place + 1) * FILLS / len(profile.classes)) - 1


def _labels(shapes: Iterable[Shape], frame: Frame, profile: Profile, counts: dict[str, Facet]) -> list[str]:
    """Name and count of counties, those of the plan first; what would cover another label is left out."""
    taken: list[tuple[float, float, float]] = []
    written = []
    ranks = {code: rank for rank, code in enumerate(counts)}

    def rank(shape: Shape) -> tuple[bool, bool, int]:
        return shape.code != profile.code, shape.role != "plan", ranks[shape.code]

    for shape in sorted(shapes, key=rank):
        number = counts[shape.code].projects
        name = short_name(shape.name)
        half = len(name) * LETTER / 2
        x, y = frame.at(shape.label)
        if shape.code == profile.code:
            y = min(y, _above(shape, frame))
        inside = half < x < WIDTH - half and LINE < y < HEIGHT - LINE
        if inside and all(abs(x - u) > half + w or abs(y - v) > 2 * LINE for u, v, w in taken):
            taken.append((x, y, half))
            strong = (fill_of(number, profile) or 0) >= FIRST_STRONG
            written.append(
                f'<text lang="zh" class="{"strong" if strong else ""}" x="{x:.0f}" y="{y - 2:.0f}">{literal(name)}'
                f'<tspan class="number" x="{x:.0f}" dy="{LINE}">{number}</tspan></text>'
            )
    return written


def _above(shape: Shape, frame: Frame) -> float:
    """Where the label of a county must stand so as not to hide it: above one that is no larger than the label."""
    heights = [frame.at(point)[1] for ring in shape.rings for point in ring]
    small = max(heights) - min(heights) < 3 * LINE
    return min(heights) - LINE - 4 if small else max(heights)


def _legend(profile: Profile) -> str:
    places = [fill_of(county.projects, profile) for county in profile.counties]
    boxes = [
        f'<li><i class="class-{_fill(place, profile)}"></i>{_range(least, most)}'
        f"<small>{t('{n} 区县', n=places.count(_fill(place, profile)))}</small></li>"
        for place, (least, most) in enumerate(profile.classes)
    ]
    return f'<ul class="classes" aria-label="{t("图例")}">{"".join(boxes)}</ul><p class="quiet">{t(MAP_NOTE)}</p>'


def _range(least: int, most: int) -> str:
    return str(least) if least == most else f"{least}–{most}"


def _neighbours(neighbours: Sequence[Facet]) -> str:
    """Counties next door with their number of projects; those without any project or task in grey, without a link."""
    if not neighbours:
        return ""
    items = [
        _to(one.code, f"{quoting.name(short_name(one.label), division=True)} <b>{one.projects}</b>", css="chip")
        if one.projects or one.tasks
        else f'<span class="chip none">{quoting.name(short_name(one.label), division=True)} 0</span>'
        for one in neighbours
    ]
    title = f'<div class="section-title"><b>{t("相邻区县")}</b><span>{t("项目数")}</span></div>'
    return f'<section>{title}<div class="chips">{"".join(items)}</div></section>'


def _to(code: str, body: str, *, css: str) -> str:
    return link(body, css=css, county=code, task=None, place=None, area=None)
