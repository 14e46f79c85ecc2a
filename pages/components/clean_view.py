"""What stands round the map in the clean view, made for pictures: title, findings, filters, sources and limits."""

from datetime import date

from loaders.catalog import Catalog, Facets
from pages.components import base_maps, chips, filters
from pages.components.markup import literal
from pages.components.state import View

SHORT_LIST = 3  # sectors that the title names; more are only counted there
USE = "内部工作用图"
LIMITS = (
    "圆点外加一圈为乡镇驻地,不是工程位置;虚线圈为按名称推断;"
    "方框里的数字为只知道到区县的项目数,不代表选址;虚线为示意线路。"
)


def head(catalog: Catalog, view: View, facets: Facets) -> str:
    """Title with the plan and its sectors, under it what was found and the filters in words."""
    asked = dict(filters.in_words(catalog, view))
    sectors = asked.pop("领域", "")
    title = filters.plan_in_words(catalog, view)
    if sectors:
        title += f" · {sectors if len(view.sectors) <= SHORT_LIST else f'{len(view.sectors)} 个领域'}"
    found = f"{facets.projects} 个项目:{_stages(view, facets)}".removesuffix(":")
    if len(view.sectors) > SHORT_LIST:
        asked = {"领域": sectors} | asked
    narrowed = " · ".join(f"{label}:{names}" for label, names in asked.items())
    said = f"<b>{literal(found)}</b> · {facets.tasks} 项任务" + (f" · 筛选 {literal(narrowed)}" if narrowed else "")
    return (
        f'<header class="clean-head"><div><h1 class="clean-title">{literal(title)}</h1><p>{said}</p></div>'
        f"<strong>{USE}</strong></header>"
    )


def _stages(view: View, facets: Facets) -> str:
    """Projects per stage in the order of the lists, of the chosen stages if any are."""
    counts = {one.label: one.projects for one in facets.stages if not view.stages or one.code in view.stages}
    return "、".join(f"{stage} {counts[stage]}" for stage in chips.STAGE_ORDER if counts.get(stage))


def foot(catalog: Catalog, view: View, *, unplaced: int) -> str:
    """What the symbols do not say, where the words come from, in which system the map is drawn and when."""
    online = base_maps.chosen(view, base_maps.offered())
    plans = [plan for plan in catalog.plans() if view.plan in (None, plan.plan_id)]
    named = [f"{plan.label}({plan.document_number or filters.missing_metadata(plan)})" for plan in plans]
    more = f"等 {len(named)} 份" if len(named) > filters.SHOWN_PLANS else ""
    left_out = f"另有 {unplaced} 个项目未定位,不在图上。" if unplaced else ""
    rows = {
        "精度说明": LIMITS + left_out,
        "资料来源": "、".join(named[: filters.SHOWN_PLANS]) + more + ";计划阶段为规划原文的说法,非实际进展。",
    }
    left = "".join(f"<dt>{label}</dt><dd>{literal(text)}</dd>" for label, text in rows.items())
    datum = online.datum.name if online else "CGCS2000"
    right = {"坐标系": datum, "制图日期": date.today().isoformat()}
    ends = "".join(f"<dt>{label}</dt><dd>{text}</dd>" for label, text in right.items())
    return f'<footer class="clean-foot"><dl>{left}</dl><dl>{ends}</dl></footer>'
