"""推进情况 as a table: a row per project, its planned stage and its actual progress in columns of their own."""

from collections.abc import Callable, Sequence
from datetime import date

from loaders.catalog import Catalog, ProjectFeature, short_name, stage_groups
from loaders.store import Deadline, Followed, urgency
from pages.components import chips, empty, markup, quoting, table_frame
from pages.components import progress_marks as marks
from pages.components.language import mark, t
from pages.components.markup import link, literal
from pages.components.state import View

PAGE_SIZE = 50  # rows
SHOWN_UNITS = 2  # of a row; more are only counted
LATE = ("red", "amber")
NOT_STATED = '<span class="quiet">—</span>'
COLUMNS = (
    ("light", mark("灯", context="column")),
    ("name", mark("项目", context="column")),
    ("county", mark("区县", context="column")),
    ("stage", mark("规划说法", context="column")),
    ("status", mark("实际进展", context="column")),
    ("deadline", mark("规划时限", context="column")),
    ("", mark("来源", context="column")),
    ("", mark("责任单位", context="column")),
)
NOTHING_FOUND = (mark("没有符合条件的项目"), mark("放宽左侧的筛选或上方的灯,或清除筛选看全部项目。"))
NOTHING_NAMED = (mark("规划没有写具体项目"), mark("看“任务清单”里的任务,或在左侧换一份规划。"))


def draw(catalog: Catalog, rows: Sequence[Followed], view: View, *, narrowed: bool) -> None:
    """Draw the table; a click on a row opens its records beside it."""
    ordered = _sorted(rows, view.sort)
    opened = catalog.feature(view.mention or "")
    page = table_frame.page_of([row.feature == opened for row in ordered], asked=view.page, size=PAGE_SIZE)
    shown = ordered[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    body = _table(catalog, shown, view, opened) if rows else _nothing(narrowed=narrowed)
    foot = f"<span>{_note(len(rows))}</span>{table_frame.pager(len(rows), page=page, size=PAGE_SIZE)}" if rows else ""
    markup.show(table_frame.box(body, foot), key="progress_table", subject=f"{view.sort}{page}")


def where(catalog: Catalog, feature: ProjectFeature) -> str:
    """The county, or how many there are, as HTML."""
    if len(feature.adcodes) > 1:
        return t("跨 {n} 个区县", n=len(feature.adcodes))
    area = catalog.area(feature.adcodes[0]) if feature.adcodes else None
    name = feature.county or (area.name if area else "")
    return quoting.name(short_name(name), division=True) if name else NOT_STATED


def deadline(found: Deadline | None) -> str:
    """The words of the plan and the day they mean."""
    if found is None:
        return f'<span class="quiet">{t("未写")}</span>'
    return f"“{quoting.quoted(found.raw)}”<small><time>{found.day.isoformat()}</time></small>"


def _note(number: int) -> str:
    return t("共 {n} 个项目;规划说法来自规划原文,实际进展来自推进记录,点一行看记录", n=number)


def _nothing(*, narrowed: bool) -> str:
    return empty.message(*(NOTHING_FOUND if narrowed else NOTHING_NAMED), clear=narrowed)


def _sorted(rows: Sequence[Followed], sort: str) -> list[Followed]:
    """Rows in the order asked for, `-` for the reverse; by default the late ones, then all with a record."""
    stages, groups = stage_groups(), list(marks.GROUPS)

    def first(row: Followed) -> tuple[bool, bool, tuple[int, date]]:
        return row.light.colour not in LATE, not row.records, urgency(row)

    keys: dict[str, Callable[[Followed], object]] = {
        "light": first,
        "name": lambda row: row.feature.name,
        "county": lambda row: (not row.feature.adcodes, row.feature.adcodes),
        "stage": lambda row: stages.index(row.feature.stage_group),
        "status": lambda row: (groups.index(marks.group_of(next(iter(row.records), None))), row.status),
        "deadline": lambda row: row.deadline.day if row.deadline else date.max,
    }
    return sorted(rows, key=keys.get(sort.removeprefix("-"), first), reverse=sort.startswith("-"))  # type: ignore[arg-type]


def _table(catalog: Catalog, rows: Sequence[Followed], view: View, opened: ProjectFeature | None) -> str:
    body = "".join(_row(catalog, row, view, is_open=row.feature == opened) for row in rows)
    head = "".join(
        table_frame.heading(sort, label, view.sort)
        if sort
        else f'<th scope="col"><span>{t(label, context="column")}</span></th>'
        for sort, label in COLUMNS
    )
    return table_frame.table(body, head, css="progress-table", label=mark("推进情况"))


def _row(catalog: Catalog, row: Followed, view: View, *, is_open: bool) -> str:
    feature = row.feature
    changes = {"mention": None if is_open else feature.mention_id, "record": None, "page": None}
    latest = row.records[0] if row.records else None
    cells = [
        '<span class="arrow"></span>',
        marks.light(row.light),
        link(quoting.name(feature.name), css="title", **changes),
        where(catalog, feature),
        f'<span class="stage-word">{chips.stage(feature.stage_group)}</span>',
        marks.status(latest),
        deadline(row.deadline),
        marks.source(latest) if latest else NOT_STATED,
        _units(row.units),
    ]
    columns = "".join(f"<td>{cell}</td>" for cell in cells)
    reveal = f' data-reveal="{literal(feature.mention_id)}"' if is_open else ""
    return f'<tr class="task-row{" is-open" if is_open else ""}"{reveal} {markup.go(**changes)}>{columns}</tr>'


def _units(units: Sequence[str]) -> str:
    if not units:
        return NOT_STATED
    more = t("等 {n} 家", n=len(units)) if len(units) > SHOWN_UNITS else ""
    return f"{t('、').join(map(quoting.quoted, units[:SHOWN_UNITS]))}{more}"
