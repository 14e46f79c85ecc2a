"""The table of the data-quality page: one row a mention; a row opens its words, its position and its candidates."""

from collections.abc import Callable, Sequence
from html import escape
from urllib.parse import urlencode

from loaders.catalog import CONFIDENCE_THRESHOLD, Catalog, QualityRow, short_name, terms
from pages.components import chips, empty, markup, panel_views, selecting, table_frame
from pages.components.markup import link, literal
from pages.components.state import View

PAGE_SIZE = 50  # rows
ON_MAP = "在任务地图中打开"
NO_CANDIDATES = '<b>候选</b><p class="quiet">没有其他同名或相近的候选地点。</p>'
COLUMNS = (
    ("name", "名称"),
    ("problem", "问题"),
    ("reason", "问题说明"),
    ("county", "区县"),
    ("precision", "定位"),
    ("confidence", "识别把握"),
    ("candidates", "候选"),
    ("task", "任务"),
)
MOST_FIRST = ("candidates",)  # columns whose first click shows the greatest first
ALL_RIGHT = ("没有需要核对的提及", "提及都已定位,位置有出处,识别把握也足够。导入新的规划后再来查看。")
NOTHING_FOUND = ("没有符合条件的提及", "放宽左侧的问题类型、区县或搜索词,或清除筛选看全部。")


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
    return table_frame.table(body, head, css="quality-table", label="待核对的提及")


def _row(catalog: Catalog, row: QualityRow, *, several: bool, is_open: bool) -> str:
    labels = terms()["problem"]
    problems = "".join(chips.chip(labels[code].zh, css=f"problem problem-{code}") for code in row.problems)
    symbol = chips.icon("precision", "inferred" if _is_inferred_point(row) else row.precision)
    changes = {"mention": None if is_open else row.mention_id, "page": None}
    sure = f'<span class="{"low" if row.confidence < CONFIDENCE_THRESHOLD else ""}">{row.confidence:.0%}</span>'
    cells = [
        '<span class="arrow"></span>',
        link(literal(row.name), css="title", **changes),
        f'<div class="chips">{problems}</div>',
        f"<small>{literal(row.why)}</small>",
        literal(_county(row)),
        f"{symbol} {chips.PRECISION_LABELS[row.precision]}",
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
        return short_name(row.county)
    return f"经 {len(row.counties)} 区县" if row.counties else "—"


def _task(catalog: Catalog, row: QualityRow, *, several: bool) -> str:
    """The number of the task as a link to the task map, with the area of its plan where there are several."""
    plan = catalog.plan(row.plan_id)
    area = catalog.area(plan.jurisdiction or "") if plan and several else None
    name = f"<small>{literal(area.name)}</small> " if area else ""
    if row.task_id is None:
        return f"{name}—"
    address = escape(f"./?{urlencode(_on_map(catalog, row))}")
    opens = f'href="{address}" data-open="{literal(row.mention_id)}" title="{ON_MAP}"'
    return f'{name}<a class="more" {opens}>{literal(row.task_number)}</a>'


def _on_map(catalog: Catalog, row: QualityRow) -> dict[str, str]:
    """The address of the row on the task map: its plan, its task and, where it is a project, that project."""
    feature = catalog.feature(row.mention_id)
    address = {"plan": row.plan_id, "task": row.task_id, "place": selecting.key_of(feature) if feature else None}
    return {name: value for name, value in address.items() if value}


def _details(catalog: Catalog, row: QualityRow) -> str:
    """The open row: the words of the plan, where they were put and why, and what else was considered."""
    facts = [
        ("定位原因", literal(row.reason)),
        ("定位", literal(_position(row))),
        ("任务", literal(f"{row.task_number} {row.task_title}") if row.task_id else "在任务之外(标题或附件)"),
        ("规划", literal(row.plan)),
    ]
    if row.evidence:
        facts.insert(2, ("依据", literal(row.evidence)))
    button = (
        f'<button type="button" class="button primary" data-open="{literal(row.mention_id)}">在任务地图中打开</button>'
    )
    actions = f'<div class="actions">{button}{panel_views.COPY}</div>' if row.task_id else ""
    others = _candidates("并列候选", row.tied) + _candidates("被排除的候选", row.rejected)
    return (
        '<tr class="details"><td></td><td colspan="8"><div class="columns"><div>'
        f'<p class="clause">{_quote(row)}</p>{panel_views.facts(facts)}{actions}</div>'
        f'<div class="others">{others or NO_CANDIDATES}</div></div></td></tr>'
    )


def _quote(row: QualityRow) -> str:
    """The words of the plan, the mention marked where it stands in one piece."""
    before, found, after = row.quote.partition(row.surface)
    return f"{literal(before)}<mark>{literal(found)}</mark>{literal(after)}"


def _position(row: QualityRow) -> str:
    """Precision, county, township and how sure, in words."""
    sure = panel_views.CONFIDENCE.get(row.place_confidence or "", "")
    words = [
        chips.PRECISION_LABELS[row.precision],
        " ".join(filter(None, (row.county, row.township))),
        f"位置把握:{sure}" if sure else "",
    ]
    return " · ".join(filter(None, words))


def _candidates(title: str, words: tuple[str, ...]) -> str:
    items = "".join(f"<li>{literal(one)}</li>" for one in words)
    return f"<b>{title} · {len(words)}</b><ul>{items}</ul>" if words else ""


def _foot(total: int, page: int) -> str:
    if not total:
        return ""
    pages = table_frame.pager(total, page=page, size=PAGE_SIZE)
    return f"<span>共 {total} 处提及,点一行看原文与候选,点列名排序</span>{pages}"
