"""The words of printed maps: title with the finding, filters, limits of precision, sources and credits."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from geo.gazetteer import short_name
from loaders.layers import POINT_PRECISIONS
from loaders.models import Facets, PlanDocument, ProjectFeature, Query
from loaders.sources import map_credit
from loaders.symbology import STAGE_ORDER
from loaders.vocabulary import terms

if TYPE_CHECKING:
    from loaders.briefs.subject import Subject

STAMP = "内部工作用图"
SUBMIT = "公开使用须依法送审"
DATUM = "CGCS2000(EPSG:4490)"
PROJECTION = "{projection}"  # the page's projection is put here when it is laid out
NAMED = 3  # names a title spells out; more are counted
LEADING_STAGES = 3
NAMED_PLANS = 3
WHERE = {"route": "示意线路", "county": "仅到区县", "region": "区域范围", "unresolved": "未定位,不在图上"}
# What an outline or a line means for one project; the keys are those of `sheets.SAMPLES`, '' for no position.
PRECISIONS = {
    "plain": "到点或到村的位置",
    "ring": "落在乡镇驻地,不是工程位置",
    "dashed": "按名称推断落在乡镇驻地,不是工程位置",
    "square": "只知道到区县或区域,不代表选址",
    "route": "首末点与途经点的示意线路",
    "": "未定位,只在清单",
}


def filters_in_words(query: Query, known: Facets) -> tuple[tuple[str, str], ...]:
    """The filters as labels and names, without plans and counties, which the title tells."""
    coded = (
        ("领域", query.sectors, known.sectors),
        ("项目类型", query.kinds, known.kinds),
        ("乡镇", query.townships, known.townships),
        ("单位", query.units, known.units),
        ("计划阶段", query.stages, known.stages),
        ("定位精度", query.precisions, known.precisions),
    )
    found = []
    for label, codes, facets in coded:
        names = {facet.code: facet.label for facet in facets}
        found.append((label, "、".join(dict.fromkeys(names.get(code, code) for code in codes))))
    found.append(("搜索", f"“{query.text}”" if query.text else ""))
    return tuple((label, names) for label, names in found if names)


def stage_counts(features: Iterable[ProjectFeature]) -> list[tuple[str, int]]:
    """Projects per stage group, in the order of the lists."""
    counts = Counter(item.stage_group for item in features)
    return [(group, counts[group]) for group in STAGE_ORDER if counts[group]]


def title(subject: "Subject") -> str:
    """The finding in one line: whose projects, how many, and the stages that lead."""
    counts = stage_counts(subject.features)
    told = "、".join(f"{group} {count}" for group, count in counts[:LEADING_STAGES])
    if len(counts) == 1:
        stage = counts[0][0]
        told = "原文未说明阶段" if stage == "未说明" else stage if len(subject.features) == 1 else f"均为{stage}"
    sectors = dict(subject.filters).get("领域", "")
    sectors = sectors if len(subject.query.sectors) <= NAMED else f"{len(subject.query.sectors)} 个领域"
    found = f"具名项目 {len(subject.features)} 个" + (f":{told}" if told else "")
    return f"{whose(subject)}{'' if subject.query.counties else ' · '}{sectors}{found}"


def lead(subject: "Subject", *, tasks: int, units: Sequence[str]) -> str:
    """What a document says first: tasks and projects, all their stages, sectors that lead, and who answers for most."""
    stages = "、".join(f"{group} {count} 个" for group, count in stage_counts(subject.features))
    named = terms()["sector"]
    sectors = Counter(named[item.sector].zh for item in subject.features).most_common(NAMED)
    parts = [
        f"涉及任务 {tasks} 项、具名项目 {len(subject.features)} 个",
        f"按计划阶段:{stages}" if stages else "",
        "项目较多的领域:" + "、".join(f"{name} {count} 个" for name, count in sectors) if len(sectors) > 1 else "",
        "牵头任务较多的单位:" + "、".join(units[:NAMED]) if units else "",
    ]
    return "。".join(part for part in parts if part) + "。"


def whose(subject: "Subject") -> str:
    """The counties, few by name; without counties the plans."""
    if subject.query.counties:
        names = [short_name(area.name) for area in subject.counties]
        return "、".join(names) if len(names) <= NAMED else f"{len(names)} 个区县"
    return f"全部规划({len(subject.plans)} 份)" if subject.all_plans else _label(subject.plans)


def _label(plans: Sequence[PlanDocument]) -> str:
    return plans[0].label if len(plans) == 1 else f"{len(plans)} 份规划"


def subtitle(subject: "Subject") -> str:
    """What the title leaves out: the other stages, and the frame."""
    counts = stage_counts(subject.features)[LEADING_STAGES:]
    rest = "其余为" + "、".join(f"{group} {count}" for group, count in counts) + "。" if counts else ""
    return rest + framing(subject)


def framing(subject: "Subject") -> str:
    """Plan, filters, and what lies outside the frame."""
    is_told = not subject.query.counties and (subject.all_plans or len(subject.plans) == 1)
    plan = "" if is_told else _named_plans(subject)
    filters = [f"{label}为{names}" for label, names in subject.filters] or ["全部领域、类型与计划阶段"]
    filters.append("区县为" + "、".join(short_name(area.name) for area in subject.counties))
    if not subject.query.counties:
        filters[-1] = "全部区县"
    frame = f"图内 {len(subject.features)} + 图外 {subject.outside} = 筛选 {len(subject.features) + subject.outside} 个"
    parts = [plan, "筛选:" + " · ".join(filters), frame if subject.query.bounds else "", *subject.notes]
    return "。".join(part for part in parts if part) + "。"


def _named_plans(subject: "Subject") -> str:
    names = "、".join(plan.label for plan in subject.plans[:NAMED_PLANS])
    more = f"等 {len(subject.plans)} 份" if len(subject.plans) > NAMED_PLANS else ""
    return f"规划:{names}{more}"


def county(feature: ProjectFeature) -> str:
    """The county of a project as lists say it, '' when none is known."""
    return short_name(feature.county) if feature.county else ""


def where(feature: ProjectFeature, *, with_county: bool) -> str:
    """Where a project lies, as the list says it: county and town, or how little is known."""
    place = WHERE.get(feature.precision, feature.township or terms()["precision"][feature.precision].zh)
    inferred = "(推断)" if feature.inferred else ""
    return f"{county(feature) if with_county else ''} {place}{inferred}".strip()


def notes(subject: "Subject", *, counted: str) -> tuple[tuple[str, str], ...]:
    """Left half of the foot: what the symbols do not say, and where the words come from."""
    return (("精度说明", precision_note(subject, counted=counted)), ("资料来源", _source_note(subject)))


def precision_note(subject: "Subject", *, counted: str) -> str:
    """What ring, square and dashes mean, with how many projects each stands for; they add up to all.

    `counted` says what numbers on the map count, where it shows no single projects.
    """
    of = Counter(item.precision for item in subject.features)
    inferred = sum(item.inferred for item in subject.features if item.precision in POINT_PRECISIONS)
    guessed = f",其中虚线圈 {inferred} 个按名称推断" if inferred else ""
    seats, fine = of["township"], of["exact"] + of["village"]
    parts = [
        (fine, f"圆形为到点或到村的位置({fine} 个)"),
        (seats, f"圆形加圈落在乡镇驻地,不是工程位置({seats} 个{guessed})"),
        (of["route"], f"虚线为首末点与途经点的示意线路({of['route']} 个)"),
        (of["county"] + of["region"], f"方形只知道到区县或区域,不代表选址({of['county'] + of['region']} 个)"),
        (of["unresolved"], f"未定位 {of['unresolved']} 个,只在清单"),
    ]
    if counted:
        parts = [(1, counted)]
    told = ";".join(text for count, text in parts if count)
    return f"{told}。合计 {len(subject.features)} 个。" if subject.features else "本范围内没有具名项目。"


def _source_note(subject: "Subject") -> str:
    named = [f"{plan.label}({stated(plan)})" for plan in subject.plans[:NAMED_PLANS]]
    more = f"等 {len(subject.plans)} 份" if len(subject.plans) > NAMED_PLANS else ""
    points = any(item.precision == "township" for item in subject.features)
    places = "乡镇驻地点含 GeoNames(CC BY 4.0)数据,逐条依据见项目清单。" if points else ""
    return "、".join(named) + more + ";计划阶段为规划原文的说法,非实际进展。" + places


def stated(plan: PlanDocument) -> str:
    """Number and date of a plan, or that it does not state them."""
    missing = [
        label
        for label, value in (("标题", plan.title), ("文号", plan.document_number), ("日期", plan.date))
        if value is None
    ]
    stated = [value for value in (plan.document_number, plan.date) if value]
    return ",".join([*stated, *([f"原文未载{'、'.join(missing)}"] if missing else [])])


def credits(drawn: date, *, with_projection: bool = True) -> tuple[tuple[str, str], ...]:  # noqa: A001
    """Right half of the foot: base map, its 审图号, coordinate system and the day the map was drawn."""
    credit = map_credit()
    return (
        ("底图", f"{credit.source} 底图审图号:{credit.approval_number}"),
        ("坐标系", f"{DATUM},{PROJECTION}" if with_projection else DATUM),
        ("制图日期", drawn.isoformat()),
    )


def warning(*, internal: bool) -> str:
    """What the law asks of whoever passes the map on."""
    return f"{STAMP} · {SUBMIT}" if internal else SUBMIT
