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
from pages.components import (
    chips,
    clause,
    clause_marks,
    empty,
    language,
    markup,
    panel_views,
    quoting,
    selecting,
    state,
    table_frame,
)
from pages.components.language import mark, t
from pages.components.markup import link, literal
from pages.components.state import CompareView

PAGE_SIZE = 50  # rows
SENTENCE_ENDS = "。；;\n"
ON_MAP = mark("在任务地图中打开")
COLUMNS = (
    ("change", mark("变化", context="column")),
    ("name", mark("项目", context="column")),
    ("county", mark("区县", context="column")),
    ("earlier", mark("前一份 · 计划阶段", context="column")),
    ("later", mark("后一份 · 计划阶段", context="column")),
)
ONE_PLAN = (
    mark("至少要有两份规划才能对比"),
    mark("把另一份规划的原文(.txt,UTF-8)放进规划目录,再刷新本页;程序会自动读入。"),
)
NOTHING_NAMED = (mark("两份规划都没有写具体项目"), mark("没有可对比的内容。请在左侧换一份规划。"))
NOTHING_FOUND = (mark("没有符合条件的项目"), mark("放宽左侧的变化、领域、区县或搜索词,或清除筛选看全部。"))
NOTHING_IN_COMMON = mark(
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
    note = "" if comparison.has_common or not rows else f'<p class="note">{t(NOTHING_IN_COMMON)}</p>'
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
    return table_frame.table(body, head, css="compare-table", label=mark("两份规划的项目对比"))


def _row(catalog: Catalog, row: ComparedProject, *, is_open: bool) -> str:
    changes = {"mention": None if is_open else row.row_id, "page": None}
    label = language.title("sector", row.sectors[0])
    why = f"<small>{quoting.sentence(row.why)}</small>" if row.why else ""
    cells = [
        '<span class="arrow"></span>',
        chips.chip(language.title("change", row.change), css=f"change change-{row.change}"),
        f'<span title="{label}">{chips.icon("sector", row.sectors[0])}</span> '
        f"{link(quoting.name(row.name), css='title', **changes)}{why}",
        _county(row),
        _side(catalog, row, row.earlier),
        _side(catalog, row, row.later),
    ]
    columns = "".join(f"<td>{cell}</td>" for cell in cells)
    reveal = f' data-reveal="{literal(row.row_id)}"' if is_open else ""
    return f'<tr class="task-row{" is-open" if is_open else ""}"{reveal} {markup.go(**changes)}>{columns}</tr>'


def _county(row: ComparedProject) -> str:
    if row.county:
        return quoting.name(short_name(row.county), division=True)
    return t("经 {n} 区县", n=len(row.counties)) if row.counties else "—"


def _side(catalog: Catalog, row: ComparedProject, features: Sequence[ProjectFeature]) -> str:
    """What one plan says: the stage and the task that leads to the map, for each project it may be."""
    if not features:
        return '<span class="quiet">' + t("未列") + "</span>"
    named = len(features) > 1 or features[0].name != row.name
    return "".join(_said(catalog, feature, named=named) for feature in features)


def _said(catalog: Catalog, feature: ProjectFeature, *, named: bool) -> str:
    task = catalog.task(feature.task_id or "")
    words = t("任务 {number}", number=quoting.quoted(task.number)) if task else t("地图")
    address = escape(f"./?{urlencode(state.elsewhere(_on_map(feature)))}")
    opens = f'href="{address}" data-open="{literal(feature.mention_id)}" title="{t(ON_MAP)}"'
    name = f"<small>{quoting.name(feature.name)}</small>" if named else ""
    stage = f"{chips.icon('stage', feature.stage_group)} {language.title('stage', feature.stage)}"
    return f'<div class="said"><span>{stage}</span><a class="more" {opens}>{words}</a>{name}</div>'


def _on_map(feature: ProjectFeature) -> dict[str, str]:
    """The address of a project on the task map: its plan, its task and the project itself."""
    address = {"plan": feature.plan_id, "task": feature.task_id, "place": selecting.key_of(feature)}
    return {name: value for name, value in address.items() if value}


def _details(catalog: Catalog, row: ComparedProject) -> str:
    """The open row: the words of both plans side by side, the project marked."""
    sides = (
        (t("前一份"), t("前一份规划没有写这个项目;这不等于项目已取消或尚未存在。"), row.earlier),
        (t("后一份"), t("后一份规划没有写这个项目;这不等于项目已取消或尚未存在。"), row.later),
    )
    columns = "".join(
        f"<div><b>{label}</b>{''.join(_words(catalog, feature) for feature in features) or _unlisted(unlisted)}</div>"
        for label, unlisted, features in sides
    )
    return (
        f'<tr class="details"><td></td><td colspan="5"><div class="columns">{columns}</div>'
        f'<div class="actions">{panel_views.copy()}</div></td></tr>'
    )


def _unlisted(words: str) -> str:
    return f'<p class="quiet">{words}</p>'


def _words(catalog: Catalog, feature: ProjectFeature) -> str:
    """The sentence that names a project, the project marked."""
    task = catalog.task(feature.task_id or "")
    mentions = catalog.mentions_of(task.task_id) if task else ()
    mention = next((one for one in mentions if one.mention_id == feature.mention_id), None)
    if mention is None:
        return f'<p class="quiet">{t("写在任务之外(标题或附件)。")}</p>'
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
    return f'<p class="clause" lang="zh">{words}</p>'


def _counties(rows: Sequence[ComparedProject], view: CompareView) -> str:
    """Rows per county and change; a county narrows the list to itself, and a second click widens it again."""
    heads = "".join(
        f'<th scope="col" title="{title}"><i class="change change-{code}"></i><span class="sr">{title}</span></th>'
        for code in terms()["change"]
        if (title := language.title("change", code))
    )
    body = []
    for county in by_county(rows):
        chosen = county.code in view.counties
        short = short_name(county.name)
        name = quoting.name(short, division=True) if county.code else quoting.sentence(short)
        if county.code:
            name = link(name, css="chosen" if chosen else "", county=None if chosen else county.code, page=None)
        counts = "".join(f"<td>{number or ''}</td>" for number in county.counts)
        body.append(f'<tr><th scope="row">{name}</th>{counts}<td><b>{county.rows}</b></td></tr>')
    return (
        '<div class="tasks by-county"><div class="tasks-scroll">'
        f'<table class="county-table" aria-label="{t("各区县的变化数")}"><thead><tr>'
        f'<th scope="col">{t("区县", context="column")}</th>{heads}<th scope="col">{t("合计")}</th></tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table></div>"
        f'<footer class="tasks-foot"><span>{t("跨区县的项目在各区县都计数")}</span></footer></div>'
    )


def _foot(total: int, page: int) -> str:
    if not total:
        return ""
    pages = table_frame.pager(total, page=page, size=PAGE_SIZE)
    return f"<span>{t('共 {n} 行,点一行对照两份原文,点列名排序', n=total)}</span>{pages}"
