"""Maps of more projects than a list holds: counts per province, county or, within one county, per township."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import shapely

from geo.boundaries import Boundaries
from geo.gazetteer import short_name
from geo.print_records import AreaBlock, LegendEntry, LegendGroup, ListGroup, ListRow, MapSheet
from loaders import layers as layering
from loaders.briefs import words
from loaders.briefs.subject import Subject
from loaders.catalog import Catalog
from loaders.models import ProjectFeature

# Classes of the count per county: from, colour (the screen's choropleth).
CLASSES = ((1, "#E3ECF5"), (5, "#C3D6EA"), (10, "#94B8DA"), (20, "#6C9FCC"))
UNPLACED = "未落到区县"
NO_TOWNSHIP = "乡镇未写明"


@dataclass(frozen=True, slots=True)
class Unit:
    """What is counted together: its name, its projects, and where on the map its number stands, if anywhere."""

    name: str
    projects: tuple[ProjectFeature, ...]
    block: AreaBlock | None


def is_spread(subject: Subject) -> bool:
    """Whether the counties that it is about lie in several provinces, so that one map of them is small."""
    return len({area.code[:2] for area in subject.counties}) > 1


def unit_of(subject: Subject) -> str:
    """By what the projects are counted, in words."""
    if is_spread(subject):
        return "按省份"
    return "按乡镇" if _is_one_county(subject) else "按区县"


def rule_of(subject: Subject) -> str:
    """What a number on the map counts, in words."""
    if _is_one_county(subject):
        return "数字为原文点名的项目数,按所在乡镇归并;只知道到区县的计在区县名下,示意线路只在清单"
    return "数字为原文点名的项目数,按所在区县归并,跨区县线路计入首个区县"


def counted(sheet: MapSheet, subject: Subject, catalog: Catalog) -> MapSheet:
    """The sheet with counts on the map and in the list, which add up to all projects."""
    ground, legend = sheet.ground, tuple[LegendGroup, ...]()
    if _is_one_county(subject):
        units = _by_township(subject, catalog)
    else:
        units = _by_division(subject, catalog)
        placed = Counter(code for item in subject.features if layering.level_of(code := division_of(item)) == "county")
        tints = tuple((code, _class(count)) for code, count in sorted(placed.items()))
        ground = replace(sheet.ground, counties=tuple(sorted(placed)), tints=tints, is_county=False)
        legend = _class_legend(placed)
    rows = tuple(ListRow(unit.name, _stages_of(unit.projects)) for unit in units)
    total = f"{len(subject.features)} 个"
    group = ListGroup(unit_of(subject), rows, note="项目数与最多的阶段", total=total)
    blocks = tuple(unit.block for unit in units if unit.block is not None)
    return replace(sheet, ground=ground, blocks=blocks, groups=(group,), legend=legend)


def _is_one_county(subject: Subject) -> bool:
    return len(subject.counties) == 1


def _by_division(subject: Subject, catalog: Catalog) -> list[Unit]:
    """Counties, or the provinces where they lie in several; those with most projects first."""
    found: dict[str, list[ProjectFeature]] = defaultdict(list)
    for item in subject.features:
        code = division_of(item)
        found[f"{code[:2]}0000" if code and is_spread(subject) else code].append(item)
    ordered = sorted(found.items(), key=lambda unit: (not unit[0], -len(unit[1]), unit[0]))
    return [
        Unit(_division_name(code), tuple(items), count_block(code, len(items), catalog) if code else None)
        for code, items in ordered
    ]


def _by_township(subject: Subject, catalog: Catalog) -> list[Unit]:
    """Townships with most projects first, then those known only to the county, lines, and what has no position."""
    towns: dict[str, list[ProjectFeature]] = defaultdict(list)
    rest: dict[str, list[ProjectFeature]] = defaultdict(list)
    for item in subject.features:
        if item.precision in layering.POINT_PRECISIONS:
            towns[item.township or NO_TOWNSHIP].append(item)
        else:
            rest[item.precision].append(item)
    units = []
    for name, items in sorted(towns.items(), key=lambda town: (-len(town[1]), town[0])):
        lon, lat = _middle(items)
        units.append(Unit(name, tuple(items), AreaBlock(f"town:{name}", name, lon, lat, count=len(items))))
    for precision, items in rest.items():
        code = items[0].adcode
        block = count_block(code, len(items), catalog) if precision == "county" and code else None
        units.append(Unit(words.WHERE[precision], tuple(items), block))
    return units


def _middle(features: Iterable[ProjectFeature]) -> tuple[float, float]:
    lon, lat = shapely.get_coordinates([item.geometry for item in features]).mean(axis=0).tolist()
    return lon, lat


def division_of(feature: ProjectFeature) -> str:
    """The county that counts a project, else the city or province; '' when none is known."""
    codes = [code for code in (feature.adcode, *feature.adcodes) if code and Boundaries.load().polygon(code)]
    return min(codes, key=lambda code: layering.level_of(code) != "county", default="")


def _division_name(code: str) -> str:
    if not code:
        return UNPLACED
    bounds = Boundaries.load()
    name = next(
        level.names[code] for level in (bounds.provinces, bounds.counties, bounds.cities) if code in level.names
    )
    return short_name(name)


def count_block(code: str, count: int, catalog: Catalog) -> AreaBlock:
    """The name of a division, where it stands, and how many projects are counted there."""
    area = catalog.area(code)
    point = Boundaries.load().representative_point(code)
    lon, lat = (area.lon, area.lat) if area else (point.x, point.y) if point else (0.0, 0.0)
    return AreaBlock(code, _division_name(code), lon, lat, count=count)


def _stages_of(features: Sequence[ProjectFeature]) -> str:
    """How many, and the two stages most of them have."""
    most = sorted(words.stage_counts(features), key=lambda stage: -stage[1])[:2]
    return f"{len(features)} 个,{'、'.join(f'{group} {count}' for group, count in most)}"


def _class(count: int) -> str:
    return next(colour for least, colour in reversed(CLASSES) if count >= least)


def _class_legend(placed: Counter[str]) -> tuple[LegendGroup, ...]:
    """The classes of the counts that occur, each with how many counties fall in it."""
    found = Counter(map(_class, placed.values()))
    entries = []
    for number, (least, colour) in enumerate(CLASSES):
        most = f"–{CLASSES[number + 1][0] - 1} 个" if number + 1 < len(CLASSES) else " 个及以上"
        if found[colour]:
            entries.append(LegendEntry("class", f"{least}{most}({found[colour]} 个区县)", colour=colour))
    return (LegendGroup("每个区县的具名项目", tuple(entries)),)
