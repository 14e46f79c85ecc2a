"""Small pieces of HTML shared by the panel and the list: icons, chips, compositions, units."""

from collections import Counter
from collections.abc import Iterable

from loaders.catalog import ProjectFeature, Task
from pages.components.markup import literal

# Order in which lists group projects: what a plan promises soonest comes first.
STAGE_ORDER = ("计划建成", "推进建设", "计划开工", "前期", "谋划", "创建", "未说明")
COMPOSITION = (
    ("fine", "到乡镇及以下", "到乡镇", ("exact", "village", "township")),
    ("route", "示意线路", "线路", ("route",)),
    ("county", "仅到区县", "区县", ("county", "region")),
    ("unresolved", "未定位", "未定位", ("unresolved",)),
)
PRECISION_LABELS = {
    "exact": "精确位置",
    "village": "村级位置",
    "township": "乡镇驻地",
    "route": "示意线路",
    "county": "仅到区县",
    "region": "区域范围",
    "unresolved": "未定位",
}
NOT_STATED = '<span class="quiet">原文未列明</span>'


def icon(kind: str, code: str = "", *, css: str = "") -> str:
    """A symbol drawn by the style sheet of `icon_styles`: sector, stage, precision or page."""
    name = f"{kind}-{code}" if code else kind
    return f'<i class="icon icon-{literal(name)} {css}"></i>'


def chip(label: str, *, symbol: str = "", css: str = "") -> str:
    """A chip; `label` is escaped here."""
    return f'<span class="chip {css}">{symbol}{literal(label)}</span>'


def sector_chip(code: str, label: str) -> str:
    """A sector with its icon and colour."""
    return chip(label, symbol=icon("sector", code), css=f"sector sector-{code}")


def units_in_short(task: Task) -> str:
    """The first lead unit in bold and how many others there are."""
    names = [*task.lead_units, *task.responsible_units]
    if not names:
        return NOT_STATED
    head = f"<b>{literal(names[0])}</b>" if task.lead_units else literal(names[0])
    if len(names) == 1:
        return head
    more = f" 等 {len(names) - 1} 家" if len(names) > 2 else ""
    return f"{head} · {literal(names[1])}{more}"


def stages(features: Iterable[ProjectFeature]) -> str:
    """Projects per stage group, in the order of the lists."""
    counts = Counter(feature.stage_group for feature in features)
    return "".join(
        f'<span class="count" title="{group}">{icon("stage", group)}{counts[group]}</span>'
        for group in STAGE_ORDER
        if counts[group]
    )


def by_stage(features: Iterable[ProjectFeature]) -> list[ProjectFeature]:
    """The features in the order of the lists."""
    return sorted(features, key=lambda feature: STAGE_ORDER.index(feature.stage_group))


def composition(counts: Counter[str]) -> list[tuple[str, str, str, int]]:
    """Class, long and short label and number of projects of each part of the composition."""
    return [(css, label, short, sum(counts[code] for code in codes)) for css, label, short, codes in COMPOSITION]


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
