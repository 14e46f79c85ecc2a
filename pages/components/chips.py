"""Small pieces of HTML shared by the panel and the list: icons, chips, compositions, units."""

from collections import Counter
from collections.abc import Iterable

from loaders.catalog import ProjectFeature, Task
from pages.components import language, quoting
from pages.components.language import mark, t
from pages.components.markup import literal

# Order in which lists group projects: what a plan promises soonest comes first.
STAGE_ORDER = (
    mark("计划建成"),
    mark("推进建设"),
    mark("计划开工"),
    mark("前期"),
    mark("谋划"),
    mark("创建"),
    mark("未说明"),
)
COMPOSITION = (
    ("fine", mark("到乡镇及以下"), mark("到乡镇", context="short"), ("exact", "village", "township")),
    ("route", mark("示意线路"), mark("线路", context="short"), ("route",)),
    ("county", mark("仅到区县"), mark("区县", context="short"), ("county", "region")),
    ("unresolved", mark("未定位"), mark("未定位", context="short"), ("unresolved",)),
)
PRECISION_LABELS = {
    "exact": mark("精确位置"),
    "village": mark("村级位置"),
    "township": mark("乡镇驻地"),
    "route": mark("示意线路"),
    "county": mark("仅到区县"),
    "region": mark("区域范围"),
    "unresolved": mark("未定位"),
}


def not_stated() -> str:
    """The plan does not say it."""
    return f'<span class="quiet">{t("原文未列明")}</span>'


def stage(group: str) -> str:
    """A group of planned stages: symbol and word."""
    return f"{icon('stage', group)}{t(group)}"


def precision(code: str, *, inferred: bool = False) -> str:
    """How finely a project is placed, in words."""
    return t(PRECISION_LABELS[code]) + (t("(推断)") if inferred else "")


def icon(kind: str, code: str = "", *, css: str = "") -> str:
    """A symbol drawn by the style sheet of `icon_styles`: sector, stage, precision or page."""
    name = f"{kind}-{code}" if code else kind
    return f'<i class="icon icon-{literal(name)} {css}"></i>'


def chip(label: str, *, symbol: str = "", css: str = "") -> str:
    """A chip; `label` is escaped here, and said to be Chinese if it is."""
    return f'<span class="chip {css}">{symbol}{quoting.quoted(label)}</span>'


def sector_chip(code: str) -> str:
    """A sector with its icon and colour."""
    return chip(language.title("sector", code), symbol=icon("sector", code), css=f"sector sector-{code}")


def units_in_short(task: Task) -> str:
    """The first lead unit in bold and how many others there are."""
    names = [*task.lead_units, *task.responsible_units]
    if not names:
        return not_stated()
    head = f"<b>{quoting.quoted(names[0])}</b>" if task.lead_units else quoting.quoted(names[0])
    if len(names) == 1:
        return head
    more = t(" 等 {n} 家", n=len(names) - 1) if len(names) > 2 else ""
    return f"{head} · {quoting.quoted(names[1])}{more}"


def stages(features: Iterable[ProjectFeature]) -> str:
    """Projects per stage group, in the order of the lists."""
    counts = Counter(feature.stage_group for feature in features)
    return "".join(
        f'<span class="count" title="{t(group)}">{icon("stage", group)}{counts[group]}</span>'
        for group in STAGE_ORDER
        if counts[group]
    )


def by_stage(features: Iterable[ProjectFeature]) -> list[ProjectFeature]:
    """The features in the order of the lists."""
    return sorted(features, key=lambda feature: STAGE_ORDER.index(feature.stage_group))


def composition(counts: Counter[str]) -> list[tuple[str, str, str, int]]:
    """Class, long and short label and number of projects of each part of the composition."""
    return [
        (css, t(label), t(short, context="short"), sum(counts[code] for code in codes))
        for css, label, short, codes in COMPOSITION
    ]


def composition_bar(counts: Counter[str], *, scale: float = 1.0) -> str:
    """The composition as a bar; `scale` is its share of the full width."""
    parts = [(css, number) for css, _, _, number in composition(counts) if number]
    inner = "".join(f'<i class="part-{css}" style="flex-grow:{number}"></i>' for css, number in parts)
    return f'<div class="bar" style="width:{scale:.1%}">{inner}</div>'


def composition_words(counts: Counter[str]) -> str:
    """`10 到乡镇 · 1 线路 · 7 区县`."""
    return " · ".join(f"{number} {short}" for _, _, short, number in composition(counts) if number)


def precisions(features: Iterable[ProjectFeature]) -> Counter[str]:
    """Projects per precision code."""
    return Counter(feature.precision for feature in features)
