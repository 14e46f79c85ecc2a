"""What the files of the page 推进情况 hold: a row per project, what its plan says apart from what has happened."""

from collections.abc import Iterable

from loaders.catalog import Catalog
from loaders.following.work import Followed
from loaders.spreadsheets import Cell
from loaders.vocabulary import terms

PROGRESS_COLUMNS = (
    "规划", "项目", "区县", "领域", "规划说法(计划阶段)", "规划时限(原文)", "规划时限(日期)", "灯", "判断依据",
    "实际进展(来自推进记录)", "进展日期", "说明", "来源", "来源状态", "记录数", "记录人",
    "记录时间(UTC)", "责任单位", "项目编号",
)  # fmt: skip
LIGHTS = {"red": "红", "amber": "黄", "green": "绿", "grey": "灰(未知)"}
REASONS = {
    "reached": "已达到规划说法",
    "due_soon": "90 天内到期",
    "late": "已过规划时限",
    "halted": "已停工或取消",
    "running": "时限未到",
    "no_deadline": "规划未写时限",
    "no_record": "没有记录",
}
OFFICIAL, UNVERIFIED = "官方来源", "来源待核"


def progress_table(catalog: Catalog, rows: Iterable[Followed]) -> list[list[Cell]]:
    """Rows under `PROGRESS_COLUMNS`; what is not known is left empty."""
    return [_row(catalog, one) for one in rows]


def _row(catalog: Catalog, one: Followed) -> list[Cell]:
    lists, feature = terms(), one.feature
    plan = catalog.plan(feature.plan_id)
    latest = one.records[0] if one.records else None
    counties = [area.name for code in feature.adcodes if (area := catalog.area(code))]
    actual: list[Cell] = [None] * 7
    if latest:
        checked = OFFICIAL if latest.is_official else UNVERIFIED
        status = lists["status"][latest.status].zh
        actual = [status, latest.day, latest.note, latest.source, checked, len(one.records), latest.who]
    return [
        plan.label if plan else feature.plan_id,
        feature.name,
        "、".join(counties) or None,
        lists["sector"][feature.sector].zh,
        lists["stage"][feature.stage].zh,
        one.deadline.raw if one.deadline else None,
        one.deadline.day.isoformat() if one.deadline else None,
        LIGHTS[one.light.colour],
        REASONS[one.light.reason],
        *actual,
        latest.at if latest else None,
        "、".join(one.units) or None,
        feature.mention_id,
    ]
