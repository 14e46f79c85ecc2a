"""The table of the data-quality page: one row a mention; a row opens its words, its position and its candidates."""

import re
from collections.abc import Callable, Sequence
from html import escape
from urllib.parse import urlencode

from loaders.catalog import CONFIDENCE_THRESHOLD, Catalog, QualityRow, short_name, terms
from pages.components import chips, empty, language, markup, panel_views, quoting, selecting, state, table_frame
from pages.components.language import mark, t
from pages.components.markup import link, literal
from pages.components.state import View

PAGE_SIZE = 50  # rows
ON_MAP = mark("在任务地图中打开")
INSIDE = re.compile(r"(.+)（(.+)）")  # a candidate, and where it lies how precisely
COLUMNS = (
    ("name", mark("名称", context="column")),
    ("problem", mark("问题", context="column")),
    ("reason", mark("问题说明", context="column")),
    ("county", mark("区县", context="column")),
    ("precision", mark("定位", context="column")),
    ("confidence", mark("识别把握", context="column")),
    ("candidates", mark("候选", context="column")),
    ("task", mark("任务", context="column")),
)
MOST_FIRST = ("candidates",)  # columns whose first click shows the greatest first
ALL_RIGHT = (
    mark("没有需要核对的提及"),
    mark("提及都已定位,位置有出处,识别把握也足够。导入新的规划后再来查看。"),
)
NOTHING_FOUND = (mark("没有符合条件的提及"), mark("放宽左侧的问题类型、区县或搜索词,或清除筛选看全部。"))


def draw(catalog: Catalog, rows: Sequence[QualityRow], view: View) -> dict[str, str] | None:
    """Draw the table; returns the address on the task map of a row that was asked for there."""
    ordered = _sorted(rows, view.sort)
    page = table_frame.page_of([row.mention_id == view.mention for row in ordered], asked=view.page, size=PAGE_SIZE)
    shown = ordered[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    narrowed = bool(view.counties or view.problems or view.text)
    nothing = empty.message(*(NOTHING_FOUND if narrowed else ALL_RIGHT), clear=narrowed)
    body = _table(catalog, shown, view) if rows else nothing
    wanted = markup.show(
        table_frame.box(body, _foot(len(rows), page)),
        key="quality_table",
        subject=f"{view.sort}{page}",
    )
    row = next((row for row in rows if row.mention_id == wanted), None)
    return _on_map(catalog, row) if row else None


def _sorted(rows: Sequence[QualityRow], sort: str) -> list[QualityRow]:
    """Rows in the order asked for, `-` for the reverse; plan and text order where that leaves a tie."""
    codes = list(terms()["problem"])
    precisions = list(chips.PRECISION_LABELS)
    keys: dict[str, Callable[[QualityRow], object]] = {
        "name": lambda row: row.name,
        "problem": lambda row: [codes.index(code) for code in row.problems],
        "reason": lambda row: row.why,
        "county": lambda row: (row.adcode is None, row.adcode or ""),
        "precision": lambda row: -precisions.index(row.precision),
        "confidence": lambda row: row.confidence,
        "candidates": lambda row: len(row.tied + row.rejected),
    }
    key = keys.get(sort.removeprefix("-"))
    if key is None:
        return list(rows)[::-1] if sort == "-task" else list(rows)
    return sorted(rows, key=key, reverse=sort.startswith("-"))


def _table(catalog: Catalog, rows: Sequence[QualityRow], view: View) -> str:
    body = "".join(
        _row(catalog, row, several=view.plan is None, is_open=True) + _details(catalog, row)
        if row.mention_id == view.mention
        else _row(catalog, row, several=view.plan is None, is_open=False)
        for row in rows
    )
    head = "".join(table_frame.heading(sort, label, view.sort, most_first=MOST_FIRST) for sort, label in COLUMNS)
    return table_frame.table(body, head, css="quality-table", label=mark("待核对的提及"))


def _row(catalog: Catalog, row: QualityRow, *, several: bool, is_open: bool) -> str:
    problems = "".join(
        chips.chip(language.title("problem", code), css=f"problem problem-{code}") for code in row.problems
    )
    symbol = chips.icon("precision", "inferred" if _is_inferred_point(row) else row.precision)
    changes = {"mention": None if is_open else row.mention_id, "page": None}
    sure = f'<span class="{"low" if row.confidence < CONFIDENCE_THRESHOLD else ""}">{row.confidence:.0%}</span>'
    cells = [
        '<span class="arrow"></span>',
        link(quoting.name(row.name), css="title", **changes),
        f'<div class="chips">{problems}</div>',
        f"<small>{quoting.sentence(row.why)}</small>",
        _county(row),
        f"{symbol} {chips.precision(row.precision)}",
        sure,
        str(len(row.tied + row.rejected) or ""),
        _task(catalog, row, several=several),
    ]
    columns = "".join(f"<td>{cell}</td>" for cell in cells)
    reveal = f' data-reveal="{literal(row.mention_id)}"' if is_open else ""
    return f'<tr class="task-row{" is-open" if is_open else ""}"{reveal} {markup.go(**changes)}>{columns}</tr>'


def _is_inferred_point(row: QualityRow) -> bool:
    return "inferred" in row.problems and row.precision in {"exact", "village", "township"}


def _county(row: QualityRow) -> str:
    if row.county:
        return quoting.name(short_name(row.county), division=True)
    return t("经 {n} 区县", n=len(row.counties)) if row.counties else "—"


def _task(catalog: Catalog, row: QualityRow, *, several: bool) -> str:
    """The number of the task as a link to the task map, with the area of its plan where there are several."""
    plan = catalog.plan(row.plan_id)
    area = catalog.area(plan.jurisdiction or "") if plan and several else None
    name = f"<small>{quoting.name(area.name, division=True)}</small> " if area else ""
    if row.task_id is None:
        return f"{name}—"
    address = escape(f"./?{urlencode(state.elsewhere(_on_map(catalog, row)))}")
    opens = f'href="{address}" data-open="{literal(row.mention_id)}" title="{t(ON_MAP)}"'
    return f'{name}<a class="more" {opens}>{quoting.quoted(row.task_number)}</a>'


def _on_map(catalog: Catalog, row: QualityRow) -> dict[str, str]:
    """The address of the row on the task map: its plan, its task and, where it is a project, that project."""
    feature = catalog.feature(row.mention_id)
    address = {"plan": row.plan_id, "task": row.task_id, "place": selecting.key_of(feature) if feature else None}
    return {name: value for name, value in address.items() if value}


def _details(catalog: Catalog, row: QualityRow) -> str:
    """The open row: the words of the plan, where they were put and why, and what else was considered."""
    outside = t("在任务之外(标题或附件)")
    facts = [
        (t("定位原因"), quoting.sentence(row.reason)),
        (t("定位"), _position(row)),
        (t("任务", context="one"), quoting.quoted(f"{row.task_number} {row.task_title}") if row.task_id else outside),
        (t("规划", context="one"), quoting.quoted(row.plan)),
    ]
    if row.evidence:
        facts.insert(2, (t("依据"), quoting.sentence(row.evidence)))
    button = f'<button type="button" class="button primary" data-open="{literal(row.mention_id)}">{t(ON_MAP)}</button>'
    actions = f'<div class="actions">{button}{panel_views.copy()}</div>' if row.task_id else ""
    others = _candidates(t("并列候选"), row.tied) + _candidates(t("被排除的候选"), row.rejected)
    return (
        '<tr class="details"><td></td><td colspan="8"><div class="columns"><div>'
        f'<p class="clause" lang="zh">{_quote(row)}</p>{panel_views.facts(facts)}{actions}</div>'
        f'<div class="others">{others or _none()}</div></div></td></tr>'
    )


def _quote(row: QualityRow) -> str:
    """The words of the plan, the mention marked where it stands in one piece."""
    before, found, after = row.quote.partition(row.surface)
    return f"{literal(before)}<mark>{literal(found)}</mark>{literal(after)}"


def _position(row: QualityRow) -> str:
    """Precision, county, township and how sure, in words."""
    sure = panel_views.CONFIDENCE.get(row.place_confidence or "", "")
    words = [
        chips.precision(row.precision),
        " ".join(quoting.name(one, division=True) for one in (row.county, row.township) if one),
        t("位置把握:{sure}", sure=t(sure, context="sure")) if sure else "",
    ]
    return " · ".join(filter(None, words))


def _none() -> str:
    return f'<b>{t("候选", context="none")}</b><p class="quiet">{t("没有其他同名或相近的候选地点。")}</p>'


def _candidate(words: str) -> str:
    """A candidate in words: its name, where it lies how precisely, and why it was not chosen."""
    if language.is_chinese():
        return literal(words)
    named, _, reason = words.partition("：")
    match = INSIDE.fullmatch(named)
    said = quoting.name(match[1] if match else named)
    if match:
        precisions = {term.zh: term.en for term in terms()["precision"].values()}
        inside = [precisions.get(part) or quoting.name(part, division=True) for part in match[2].split(" · ")]
        said += f" ({' · '.join(inside)})"
    return f"{said}: {quoting.sentence(reason)}" if reason else said


def _candidates(title: str, words: tuple[str, ...]) -> str:
    items = "".join(f"<li>{_candidate(one)}</li>" for one in words)
    return f"<b>{title} · {len(words)}</b><ul>{items}</ul>" if words else ""


def _foot(total: int, page: int) -> str:
    if not total:
        return ""
    pages = table_frame.pager(total, page=page, size=PAGE_SIZE)
    return f"<span>{t('共 {n} 处提及,点一行看原文与候选,点列名排序', n=total)}</span>{pages}"
