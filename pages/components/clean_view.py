"""What stands round the map in the clean view, made for pictures: title, findings, filters, sources and limits."""

from datetime import date

from loaders.catalog import Catalog, Facets, PlanDocument
from pages.components import base_maps, chips, filters, quoting
from pages.components.language import mark, t
from pages.components.state import View

SHORT_LIST = 3  # sectors that the title names; more are only counted there
USE = mark("内部工作用图")
LIMITS = mark(
    "圆点外加一圈为乡镇驻地,不是工程位置;虚线圈为按名称推断;"
    "方框里的数字为只知道到区县的项目数,不代表选址;虚线为示意线路。"
)


def head(catalog: Catalog, view: View, facets: Facets) -> str:
    """Title with the plan and its sectors, under it what was found and the filters in words."""
    asked = filters.in_words(catalog, view)
    sectors = asked.pop(t("领域"), "")
    title = filters.plan_in_words(catalog, view)
    if sectors:
        title += f" · {sectors if len(view.sectors) <= SHORT_LIST else t('{n} 个领域', n=len(view.sectors))}"
    projects, stages = t("{n} 个项目", n=facets.projects), _stages(view, facets)
    found = t("{label}:{names}", label=projects, names=stages) if stages else projects
    if len(view.sectors) > SHORT_LIST:
        asked = {t("领域"): sectors} | asked
    narrowed = " · ".join(t("{label}:{names}", label=label, names=names) for label, names in asked.items())
    said = f"<b>{found}</b> · {t('{n} 项任务', n=facets.tasks)}"
    said += f" · {t('筛选 {conditions}', conditions=narrowed)}" if narrowed else ""
    return (
        f'<header class="clean-head"><div><h1 class="clean-title">{title}</h1><p>{said}</p></div>'
        f"<strong>{t(USE)}</strong></header>"
    )


def _stages(view: View, facets: Facets) -> str:
    """Projects per stage in the order of the lists, of the chosen stages if any are."""
    counts = {one.label: one.projects for one in facets.stages if not view.stages or one.code in view.stages}
    return t("、").join(f"{t(stage)} {counts[stage]}" for stage in chips.STAGE_ORDER if counts.get(stage))


def foot(catalog: Catalog, view: View, *, unplaced: int) -> str:
    """What the symbols do not say, where the words come from, in which system the map is drawn and when."""
    online = base_maps.chosen(view, base_maps.offered())
    plans = [plan for plan in catalog.plans() if view.plan in (None, plan.plan_id)]
    named = t("、").join(_source(plan) for plan in plans[: filters.SHOWN_PLANS])
    more = t("等 {n} 份", n=len(plans)) if len(plans) > filters.SHOWN_PLANS else ""
    left_out = t("另有 {n} 个项目未定位,不在图上。", n=unplaced) if unplaced else ""
    rows = {
        t("精度说明"): t(LIMITS) + left_out,
        t("资料来源"): named + more + t(";计划阶段为规划原文的说法,非实际进展。"),
    }
    left = "".join(f"<dt>{label}</dt><dd>{text}</dd>" for label, text in rows.items())
    datum = online.datum.name if online else "CGCS2000"
    right = {t("坐标系"): datum, t("制图日期"): date.today().isoformat()}
    ends = "".join(f"<dt>{label}</dt><dd>{text}</dd>" for label, text in right.items())
    return f'<footer class="clean-foot"><dl>{left}</dl><dl>{ends}</dl></footer>'


def _source(plan: PlanDocument) -> str:
    """A plan and its number, or what it does not state of itself."""
    number = quoting.quoted(plan.document_number) if plan.document_number else filters.missing_metadata(plan)
    return t("{label}({number})", label=quoting.quoted(plan.label), number=number)
