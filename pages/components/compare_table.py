"""The comparison as a table, a row a project, with both stages side by side; beside it the counts per county."""

from collections.abc import Callable, Sequence
from html import escape
from urllib.parse import urlencode

from loaders.catalog import (
    Catalog,
    ComparedProject,
    Comparison,
    ProjectFeature,
    by_county,
    short_name,
    terms,
)
from pages.components import chips, clause, clause_marks, empty, markup, panel_views, selecting, table_frame
from pages.components.markup import link, literal
from pages.components.state import CompareView

PAGE_SIZE = 50  # rows
SENTENCE_ENDS = "。；;\n"
ON_MAP = "在任务地图中打开"
COLUMNS = (
    ("change", "变化"),
    ("name", "项目"),
    ("county", "区县"),
    ("earlier", "前一份 · 计划阶段"),
    ("later", "后一份 · 计划阶段"),
)
ONE_PLAN = (
    "至少要有两份规划才能对比",
    "把另一份规划的原文(.txt,UTF-8)放进规划目录,再刷新本页;程序会自动读入。",
)
NOTHING_NAMED = ("两份规划都没有写具体项目", "没有可对比的内容。请在左侧换一份规划。")
NOTHING_FOUND = ("没有符合条件的项目", "放宽左侧的变化、领域、区县或搜索词,或清除筛选看全部。")
NOTHING_IN_COMMON = (
    "两份规划没有相同的项目:前一份的都列为“未再列入”,后一份的都列为“新增”。"
    "多半是两份规划的地区或领域不同,可在左侧换一份同地区的规划。"
)


def draw(
    catalog: Catalog, comparison: Comparison, rows: Sequence[ComparedProject], view: CompareView
) -> dict[str, str] | None:
    """Draw the table and the counties; returns the address on the task map of a project that was asked for there."""
    ordered = _sorted(rows, view.sort)
    page = table_frame.page_of([row.row_id == view.mention for row in ordered], asked=view.page, size=PAGE_SIZE)
    shown = ordered[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    note = "" if comparison.has_common or not rows else f'<p class="note">{NOTHING_IN_COMMON}</p>'
    narrowed = bool(comparison.rows)
    nothing = empty.message(*(NOTHING_FOUND if narrowed else NOTHING_NAMED), clear=narrowed)
    body = note + _table(catalog, shown, view) if rows else nothing
    counties = _counties(rows, view) if rows else ""
    wanted = markup.show(
        f'<div class="compare">{table_frame.box(body, _foot(len(rows), page))}{counties}</div>',
        key="compare_table",
        subject=f"{comparison.earlier.plan_id} {comparison.later.plan_id} {view.sort}{page}",
    )
    feature = catalog.feature(wanted) if wanted else None
    return _on_map(feature) if feature else None


def _sorted(rows: Sequence[ComparedProject], sort: str) -> list[ComparedProject]:
    """Rows in the order asked for, `-` for the reverse; the order of the comparison where that leaves a tie."""
    stages = list(terms()["stage"])

    def stage(side: Sequence[ProjectFeature]) -> int:
        return stages.index(side[0].stage) if side else len(stages)

    keys: dict[str, Callable[[ComparedProject], object]] = {
        "name": lambda row: row.name,
        "county": lambda row: (not row.counties, row.counties),
        "earlier": lambda row: stage(row.earlier),
        "later": lambda row: stage(row.later),
    }
    key = keys.get(sort.removeprefix("-"))
    if key is None:
        return list(rows)[::-1] if sort.startswith("-") else list(rows)
    return sorted(rows, key=key, reverse=sort.startswith("-"))


def _table(catalog: Catalog, rows: Sequence[ComparedProject], view: CompareView) -> str:
    body = "".join(
        _row(catalog, row, is_open=row.row_id == view.mention)
        + (_details(catalog, row) if row.row_id == view.mention else "")
        for row in rows
    )
    head = "".join(table_frame.heading(sort, label, view.sort) for sort, label in COLUMNS)
    return table_frame.table(body, head, css="compare-table", label="两份规划的项目对比")


def _row(catalog: Catalog, row: ComparedProject, *, is_open: bool) -> str:
    changes = {"mention": None if is_open else row.row_id, "page": None}
    label = terms()["sector"][row.sectors[0]].zh
    why = f"<small>{literal(row.why)}</small>" if row.why else ""
    cells = [
        '<span class="arrow"></span>',
        chips.chip(terms()["change"][row.change].zh, css=f"change change-{row.change}"),
        f'<span title="{label}">{chips.icon("sector", row.sectors[0])}</span> '
        f"{link(literal(row.name), css='title', **changes)}{why}",
        literal(_county(row)),
        _side(catalog, row, row.earlier),
        _side(catalog, row, row.later),
    ]
    columns = "".join(f"<td>{cell}</td>" for cell in cells)
    reveal = f' data-reveal="{literal(row.row_id)}"' if is_open else ""
    return f'<tr class="task-row{" is-open" if is_open else ""}"{reveal} {markup.go(**changes)}>{columns}</tr>'


def _county(row: ComparedProject) -> str:
    if row.county:
        return short_name(row.county)
    return f"经 {len(row.counties)} 区县" if row.counties else "—"


def _side(catalog: Catalog, row: ComparedProject, features: Sequence[ProjectFeature]) -> str:
    """What one plan says: the stage and the task that leads to the map, for each project it may be."""
    if not features:
        return '<span class="quiet">未列</span>'
    named = len(features) > 1 or features[0].name != row.name
    return "".join(_said(catalog, feature, named=named) for feature in features)


def _said(catalog: Catalog, feature: ProjectFeature, *, named: bool) -> str:
    task = catalog.task(feature.task_id or "")
    words = f"任务 {task.number}" if task else "地图"
    address = escape(f"./?{urlencode(_on_map(feature))}")
    opens = f'href="{address}" data-open="{literal(feature.mention_id)}" title="{ON_MAP}"'
    name = f"<small>{literal(feature.name)}</small>" if named else ""
    stage = f"{chips.icon('stage', feature.stage_group)} {terms()['stage'][feature.stage].zh}"
    return f'<div class="said"><span>{stage}</span><a class="more" {opens}>{literal(words)}</a>{name}</div>'


def _on_map(feature: ProjectFeature) -> dict[str, str]:
    """The address of a project on the task map: its plan, its task and the project itself."""
    address = {"plan": feature.plan_id, "task": feature.task_id, "place": selecting.key_of(feature)}
    return {name: value for name, value in address.items() if value}


def _details(catalog: Catalog, row: ComparedProject) -> str:
    """The open row: the words of both plans side by side, the project marked."""
    sides = (("前一份", row.earlier), ("后一份", row.later))
    columns = "".join(
        f"<div><b>{label}</b>{''.join(_words(catalog, feature) for feature in features) or _unlisted(label)}</div>"
        for label, features in sides
    )
    return (
        f'<tr class="details"><td></td><td colspan="5"><div class="columns">{columns}</div>'
        f'<div class="actions">{panel_views.COPY}</div></td></tr>'
    )


def _unlisted(label: str) -> str:
    return f'<p class="quiet">{label}规划没有写这个项目;这不等于项目已取消或尚未存在。</p>'


def _words(catalog: Catalog, feature: ProjectFeature) -> str:
    """The sentence that names a project, the project marked."""
    task = catalog.task(feature.task_id or "")
    mentions = catalog.mentions_of(task.task_id) if task else ()
    mention = next((one for one in mentions if one.mention_id == feature.mention_id), None)
    if mention is None:
        return '<p class="quiet">写在任务之外(标题或附件)。</p>'
    spans = [(part.start_char, part.end_char) for part in mention.parts] or [(mention.start_char, mention.end_char)]
    text = catalog.plan(feature.plan_id).text
    start = max(task.start_char, *(text.rfind(end, 0, min(spans)[0]) + 1 for end in SENTENCE_ENDS))
    ends = (text.find(end, max(last for _, last in spans)) for end in SENTENCE_ENDS)
    stop = min(task.end_char, *(end + 1 for end in ends if end >= 0))
    words = clause.as_html(
        text[start:stop].rstrip(),
        offset=start,
        marks=clause_marks.plain(mentions, selected=feature.mention_ids),
    )
    return f'<p class="clause">{words}</p>'


def _counties(rows: Sequence[ComparedProject], view: CompareView) -> str:
    """Rows per county and change; a county narrows the list to itself, and a second click widens it again."""
    heads = "".join(
        f'<th scope="col" title="{term.zh}"><i class="change change-{code}"></i><span class="sr">{term.zh}</span></th>'
        for code, term in terms()["change"].items()
    )
    body = []
    for county in by_county(rows):
        chosen = county.code in view.counties
        name = literal(short_name(county.name))
        if county.code:
            name = link(name, css="chosen" if chosen else "", county=None if chosen else county.code, page=None)
        counts = "".join(f"<td>{number or ''}</td>" for number in county.counts)
        body.append(f'<tr><th scope="row">{name}</th>{counts}<td><b>{county.rows}</b></td></tr>')
    return (
        '<div class="tasks by-county"><div class="tasks-scroll">'
        '<table class="county-table" aria-label="各区县的变化数"><thead><tr><th scope="col">区县</th>'
        f'{heads}<th scope="col">合计</th></tr></thead><tbody>{"".join(body)}</tbody></table></div>'
        '<footer class="tasks-foot"><span>跨区县的项目在各区县都计数</span></footer></div>'
    )


def _foot(total: int, page: int) -> str:
    if not total:
        return ""
    pages = table_frame.pager(total, page=page, size=PAGE_SIZE)
    return f"<span>共 {total} 行,点一行对照两份原文,点列名排序</span>{pages}"
