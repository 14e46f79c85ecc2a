"""What the files of the ledger hold: a row of words per project, and the layers of the map with the same words.

A coordinate stands only where the project itself is placed: at a point (township or finer) or on a schematic line.
What is known to its county, a region, or not at all has none in any file, and its column 定位精度 says so. The marks
of areas, as on the map, are a layer of their own: they stand where the name of the area does and count what belongs
to it; they are no project.
"""

from collections.abc import Iterable

import shapely

from geo.exchange import AREA, LINE, NOTHING, POINT, ExchangeLayer, Feature, Value
from geo.gazetteer import Gazetteer
from loaders.layers import POINT_PRECISIONS
from loaders.models import AreaMark
from loaders.projects import SOURCES, ProjectRow, ProjectSelection
from loaders.sources import map_credit
from loaders.vocabulary import terms

CONFIDENCES = {"high": "高", "medium": "中", "low": "低"}
DATUM = "CGCS2000 (EPSG:4490)"
PRECISIONS = {
    "exact": "精确位置",
    "village": "村级",
    "township": "乡镇级(点在乡镇驻地)",
    "route": "示意线路(经途经点连成,非实际线位)",
    "county": "区县级(不落点,无坐标)",
    "region": "区域范围(不落点,无坐标)",
    "unresolved": "未定位(无坐标)",
}
INFERRED = "推断:"
LEVELS = {"province": "省级", "city": "地市级", "county": "区县级", "township": "乡镇级"}
MARK_PRECISION = "{level}(点为名称标注处,非项目位置)"
# The columns and their ASCII names, which some readers of KML need.
PROJECT_COLUMNS = {
    "名称": "name",
    "类型": "type",
    "领域": "sector",
    "类别": "kind",
    "区县": "county",
    "区县代码": "adcode",
    "乡镇": "township",
    "计划阶段": "planned_stage",
    "定位精度": "precision",
    "位置把握": "place_confidence",
    "经度": "lon",
    "纬度": "lat",
    "坐标系": "crs",
    "规模": "quantity",
    "投资": "investment",
    "规划": "plans",
    "任务数": "task_count",
    "任务": "tasks",
    "其他规划": "other_plans",
    "定位说明": "reason",
    "位置依据": "evidence",
    "位置来源": "source",
    "识别把握": "confidence",
    "精度代码": "precision_code",
    "项目编号": "project_id",
}
PROJECT_NUMBERS = frozenset({"经度", "纬度", "任务数", "识别把握"})
MARK_COLUMNS = {
    "名称": "name",
    "级别": "level",
    "代码": "code",
    "定位精度": "precision",
    "坐标系": "crs",
    "项目数": "project_count",
    "项目": "projects",
    "规划": "plans",
    "任务数": "task_count",
    "任务": "tasks",
    "定位说明": "reason",
    "位置依据": "evidence",
    "位置来源": "source",
}
MARK_NUMBERS = frozenset({"项目数", "任务数"})
NOTES = {
    "坐标说明": "WGS 84 经纬度;数据为 CGCS2000,两者相差不到 1 米,数值相同。",
    "精度说明": "每条的“定位精度”写明位置的可靠程度;仅到区县、区域范围和未定位的项目没有坐标。",
    "阶段说明": "“计划阶段”是规划原文的说法,非实际进展。",
}


def notes() -> dict[str, str]:
    """What a reader of the layers must know, with the credit of the boundaries."""
    return {**NOTES, "底图来源": map_credit().footer}


def project_table(selection: ProjectSelection) -> list[list[Value]]:
    """The ledger under `PROJECT_COLUMNS`, codes in words."""
    return [list(_project_fields(row, selection).values()) for row in selection.rows]


def layers(selection: ProjectSelection) -> tuple[ExchangeLayer, ...]:
    """Points, schematic routes, marks of areas, and the projects without a position; empty ones, too."""
    points = [row for row in selection.rows if row.lead.precision in POINT_PRECISIONS and row.lead.geometry]
    routes = [row for row in selection.rows if row.lead.precision == "route" and row.lead.geometry]
    placed = {row.lead.mention_id for row in (*points, *routes)}
    rest = [row for row in selection.rows if row.lead.mention_id not in placed]
    marks = tuple(_mark_feature(mark, selection) for mark in selection.marks)
    return (
        _project_layer("points", "项目点位", POINT, points, selection),
        _project_layer("routes", "示意线路", LINE, routes, selection),
        ExchangeLayer("areas", "区县与乡镇标注", AREA, MARK_COLUMNS, marks, MARK_NUMBERS),
        _project_layer("unplaced", "不落点的项目", NOTHING, rest, selection),
    )


def _project_layer(
    name: str, label: str, shape: str, rows: Iterable[ProjectRow], selection: ProjectSelection
) -> ExchangeLayer:
    features = []
    for row in rows:
        fields = _project_fields(row, selection)
        remark = f"{fields['定位精度']}\n{fields['计划阶段']}(规划原文的说法)\n{row.lead.reason}"
        geometry = row.lead.geometry if shape != NOTHING else None
        features.append(Feature(geometry, row.lead.name, remark, fields))
    return ExchangeLayer(name, label, shape, PROJECT_COLUMNS, tuple(features), PROJECT_NUMBERS)


def _project_fields(row: ProjectRow, selection: ProjectSelection) -> dict[str, Value]:
    """One value per name of `PROJECT_COLUMNS`, in that order."""
    lead, lists = row.lead, terms()
    point = lead.geometry if isinstance(lead.geometry, shapely.Point) else None
    codes = dict.fromkeys(code for item in row.features for code in item.adcodes)
    kind = lists["kind"].get(lead.kind or "")
    values: tuple[Value, ...] = (
        lead.name,
        lists["type"][lead.type].zh,
        lists["sector"][lead.sector].zh,
        kind.zh if kind else None,
        "、".join(_division(code) for code in codes) or lead.county,
        "、".join(codes) or None,
        lead.township,
        "、".join(dict.fromkeys(item.stage_group for item in row.features)),
        f"{INFERRED if lead.inferred else ''}{PRECISIONS[lead.precision]}",
        CONFIDENCES.get(row.place_confidence or ""),
        round(point.x, 6) if point else None,
        round(point.y, 6) if point else None,
        DATUM if lead.geometry is not None else None,
        "、".join(row.quantity) or None,
        "、".join(row.investment) or None,
        _plans((item.plan_id for item in row.features), selection),
        len(row.task_ids),
        _tasks(row.task_ids, selection),
        _plans((item.plan_id for item in row.elsewhere), selection),
        lead.reason,
        lead.evidence,
        _source(lead.source),
        round(row.confidence, 2),
        lead.precision,
        lead.mention_id,
    )
    return dict(zip(PROJECT_COLUMNS, values, strict=True))


def _mark_feature(mark: AreaMark, selection: ProjectSelection) -> Feature:
    plans = [selection.tasks[task_id].plan_id for task_id in mark.task_ids if task_id in selection.tasks]
    plans += [item.plan_id for item in mark.projects]
    is_town = mark.level == "township"
    values: tuple[Value, ...] = (
        mark.name,
        LEVELS.get(mark.level),
        mark.code,
        MARK_PRECISION.format(level=LEVELS.get(mark.level, "")),
        DATUM,
        len(mark.projects),
        "、".join(item.name for item in mark.projects) or None,
        _plans(plans, selection),
        len(mark.task_ids),
        _tasks(mark.task_ids, selection),
        "统计仅到本级的项目和只写到本级的任务",
        "乡镇驻地" if is_town else "行政区划面内的标注处",
        SOURCES["township"] if is_town else map_credit().source,
    )
    fields = dict(zip(MARK_COLUMNS, values, strict=True))
    name = f"{mark.name} {len(mark.projects)} 个项目 {len(mark.task_ids)} 项任务"
    return Feature(shapely.Point(mark.lon, mark.lat), name, str(fields["定位精度"]), fields)


def _division(code: str) -> str:
    division = Gazetteer.load().division(code)
    return division.name if division else code


def _plans(plan_ids: Iterable[str], selection: ProjectSelection) -> str | None:
    return "\n".join(selection.plans[plan_id].label for plan_id in dict.fromkeys(plan_ids)) or None


def _tasks(task_ids: Iterable[str], selection: ProjectSelection) -> str | None:
    """Number and title of every task, one a line."""
    found = (selection.tasks[task_id] for task_id in task_ids if task_id in selection.tasks)
    return "\n".join(f"{task.number} {task.title}" for task in found) or None


def _source(source: str | None) -> str | None:
    return SOURCES.get(source, source) if source else None
