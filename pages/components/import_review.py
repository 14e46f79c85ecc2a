"""Every mention of a draft in a table by task: narrowed, sorted, verified, and opened beside it to be changed."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby

import streamlit as st

from loaders.catalog import CONFIDENCE_THRESHOLD, Task, short_name, terms
from loaders.store import STATUSES, Draft, PlanPreview, ReviewRow, decide_verified
from pages.components import (
    chips,
    correct_words,
    empty,
    import_review_form,
    import_state,
    language,
    markup,
    quoting,
    state,
    table_frame,
)
from pages.components.language import mark, t
from pages.components.markup import link, literal

PAGE_SIZE = 50  # rows
UNPLACED, NAMED = "unplaced", "named"  # what `?show=` may hold beside statuses
UNRESOLVED, DIVISION = "unresolved", "admin"
SHOWN = (*STATUSES, UNPLACED, NAMED)
VERIFY, BELOW = "verify ", "below "  # what a click on a row's button and the choice of confidence ask for
THRESHOLDS = ("50", "60", "70", "80", "90", "95")  # percent
COLUMNS = (
    ("name", mark("名称", context="column")),
    ("kind", mark("类别", context="column")),
    ("stage", mark("计划阶段", context="column")),
    ("county", mark("区县 · 乡镇", context="column")),
    ("precision", mark("定位", context="column")),
    ("confidence", mark("识别把握", context="column")),
    ("status", mark("状态", context="column")),
)
BESIDE = ("name", "county", "precision", "status")  # columns that stay when a mention is open beside the table
SORTS = ("task", *(name for name, _ in COLUMNS))
ALL_SORTS = (*SORTS, *(f"-{sort}" for sort in SORTS))
REJECTED = mark("不是项目", context="correction")
NOT_STATED = '<span class="quiet">—</span>'
NOTHING_FOUND = (mark("没有符合条件的提及"), mark("放宽上面的筛选,或看全部。"))
NOTHING_NAMED = (mark("没有读出项目和地点"), mark("可以先保存,再在地图上补充。"))


def draw(draft: Draft, preview: PlanPreview) -> None:
    """The bar that narrows, the table, and the opened mention beside it."""
    rows = import_state.rows(draft, preview)
    narrowed = _narrowed(rows)
    opened = next((row for row in rows if row.number == state.positive("record")), None)
    with st.container(key="review_head", horizontal=True, vertical_alignment="center", gap="small"):
        markup.show(_bar(rows), key="review_bar", on_open=_narrow)
        verify = [row.key for row in narrowed if row.status in STATUSES[:2]]
        st.button(
            t("所列 {n} 处都标为已核实", n=len(verify)),
            key="review_verify_all",
            disabled=not verify,
            on_click=_verify,
            args=(draft.draft_id, verify),
        )
        st.button(
            t("撤销上一步"),
            key="review_undo",
            disabled=not draft.review.before,
            on_click=import_state.undo,
            args=(draft.draft_id,),
        )
    with st.container(key="review", horizontal=True, gap="small"):
        with st.container(key="review_list"):
            _list(draft, rows, narrowed, opened, _silent(preview, rows) if len(narrowed) == len(rows) else {})
        if opened:
            with st.container(key="review_side", border=True):
                import_review_form.draw(draft, preview, rows, opened, _next(narrowed, opened))


def _list(
    draft: Draft,
    rows: Sequence[ReviewRow],
    narrowed: Sequence[ReviewRow],
    opened: ReviewRow | None,
    silent: Mapping[int, Sequence[Task]],
) -> None:
    sort = state.one_of("sort", ALL_SORTS)
    ordered = _sorted(narrowed, sort)
    page = table_frame.page_of([row is opened for row in ordered], asked=state.positive("page"), size=PAGE_SIZE)
    shown = ordered[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    if page * PAGE_SIZE < len(ordered):
        silent = {number: tasks for number, tasks in silent.items() if number}
    nothing = empty.message(*(NOTHING_FOUND if rows else NOTHING_NAMED), clear=False)
    foot = table_frame.pager(len(ordered), page=page, size=PAGE_SIZE)
    told = t("点一行看原文并更改,点列名排序")
    keys = {f"{VERIFY}{row.number}": row for row in shown}

    def verify(asked: str) -> None:
        if row := keys.get(asked):
            _verify(draft.draft_id, [row.key], really=row.status != "verified")

    markup.show(
        table_frame.box(
            _table(shown, opened, sort, silent) if shown else nothing, f"<span>{told}</span>{foot}" if shown else ""
        ),
        key="review_table",
        subject=f"{draft.draft_id}{sort}{page}",
        on_open=verify,
    )


def _next(narrowed: Sequence[ReviewRow], opened: ReviewRow) -> int | None:
    """Number of the next mention of the list that nobody has decided on, from the top again after the last."""
    ordered = _sorted(narrowed, state.one_of("sort", ALL_SORTS))
    place = next((place for place, row in enumerate(ordered) if row is opened), -1)
    after = (*ordered[place + 1 :], *ordered[: max(place, 0)])
    return next((row.number for row in after if row.status == STATUSES[0]), None)


def _verify(draft_id: str, keys: Sequence[str], *, really: bool = True) -> None:
    wanted = set(keys)
    import_state.decide(
        draft_id,
        lambda review, rows: decide_verified(review, [row for row in rows if row.key in wanted], really=really),
    )


def _narrow(asked: str) -> None:
    """The confidence that was chosen in the bar."""
    if asked.startswith(BELOW):
        state.write({"below": asked.removeprefix(BELOW), "page": None})


def _narrowed(rows: Sequence[ReviewRow]) -> list[ReviewRow]:
    """The rows that the address asks for: of these statuses, without a position, no divisions, less sure."""
    asked = state.several("show", SHOWN)
    statuses = [status for status in asked if status in STATUSES]
    below = int(state.one_of("below", ("0", *THRESHOLDS))) / 100
    return [
        row
        for row in rows
        if (not statuses or row.status in statuses)
        and (UNPLACED not in asked or row.precision == UNRESOLVED)
        and (NAMED not in asked or row.read.type != DIVISION)
        and (not below or row.read.confidence < below)
    ]


def _bar(rows: Sequence[ReviewRow]) -> str:
    """How many mentions there are of each status, each a button that narrows the list."""
    counts = Counter(row.status for row in rows)
    asked = state.several("show", SHOWN)
    unplaced = sum(row.precision == UNRESOLVED for row in rows)
    labels = [(status, _status_word(status), counts[status]) for status in STATUSES]
    labels.append((UNPLACED, t("未定位"), unplaced))
    labels.append((NAMED, t("不看行政区"), sum(row.read.type != DIVISION for row in rows)))
    buttons = "".join(
        f'<button type="button" class="light-filter" data-keep="{code}" aria-pressed="{str(code in asked).lower()}" '
        f"{markup.go(show=state.toggled(asked, code), page=None)}>{words} <b>{number}</b></button>"
        for code, words, number in labels
        if number or code in (*STATUSES[:3], *asked)
    )
    present = state.one_of("below", ("0", *THRESHOLDS))
    choices = "".join(
        f'<option value="{one}"{" selected" if one == present else ""}>'
        f"{t('把握低于 {share}', share=f'{one}%') if one != '0' else t('识别把握不限')}</option>"
        for one in ("0", *THRESHOLDS)
    )
    chooser = f'<select data-change="{BELOW}" aria-label="{t("识别把握低于")}">{choices}</select>'
    return f'<div class="review-bar"><b>{t("共 {n} 处提及", n=len(rows))}</b>{buttons}{chooser}</div>'


def _sorted(rows: Sequence[ReviewRow], sort: str) -> list[ReviewRow]:
    """Rows in the order asked for, `-` for the reverse; the order of the text where that leaves a tie."""
    precisions, stages, kinds = list(chips.PRECISION_LABELS), list(terms()["stage"]), ["", *terms()["kind"]]
    keys: dict[str, Callable[[ReviewRow], object]] = {
        "name": lambda row: row.mention.name,
        "kind": lambda row: (row.mention.type, kinds.index(row.mention.kind or "")),
        "stage": lambda row: stages.index(row.mention.stage),
        "county": lambda row: (row.mention.adcode is None, row.mention.adcode or "", row.mention.township or ""),
        "precision": lambda row: -precisions.index(row.precision),
        "confidence": lambda row: row.read.confidence,
        "status": lambda row: STATUSES.index(row.status),
    }
    key = keys.get(sort.removeprefix("-"))
    return sorted(rows, key=key, reverse=sort.startswith("-")) if key else list(rows)


def _silent(preview: PlanPreview, rows: Sequence[ReviewRow]) -> dict[int, list[Task]]:
    """Tasks that name nothing, by the number of the mention they stand before, 0 for those behind the last one."""
    named = {row.task.task_id for row in rows if row.task}
    found: dict[int, list[Task]] = {}
    for task in preview.tasks:
        if task.task_id not in named:
            after = next((row.number for row in rows if row.read.start_char >= task.start_char), 0)
            found.setdefault(after, []).append(task)
    return found


def _table(rows: Sequence[ReviewRow], opened: ReviewRow | None, sort: str, silent: Mapping[int, Sequence[Task]]) -> str:
    """The rows, in the order of the text under the title of their task."""
    head = "".join(table_frame.heading(name, label, sort) for name, label in COLUMNS if not opened or name in BESIDE)
    width = 1 + len(BESIDE if opened else COLUMNS)
    if sort == SORTS[0]:
        groups = [list(group) for _, group in groupby(rows, key=lambda row: row.task)]
        body = "".join(
            _nothing_named(silent.get(several[0].number, ()), width)
            + _group(_task(several[0].task), width)
            + "".join(_row(row, opened) for row in several)
            for several in groups
        )
        body += _nothing_named(silent.get(0, ()), width)
    else:
        body = "".join(_row(row, opened, with_task=True) for row in rows)
    return table_frame.table(body, head, css=f"review-table{' beside' if opened else ''}", label=mark("待保存的提及"))


def _group(words: str, width: int) -> str:
    return f'<tr class="group-row"><td colspan="{width}">{words}</td></tr>'


def _nothing_named(tasks: Sequence[Task], width: int) -> str:
    return "".join(_group(f"{_task(task)} · {t('没有写具体项目和地点')}", width) for task in tasks)


def _task(task: Task | None) -> str:
    if task is None:
        return t("在任务之外(标题或附件)")
    number = t("任务 {number}", number=quoting.quoted(task.number or str(task.ordinal)))
    return f"<b>{number}</b> {quoting.quoted(task.title)}"


def _row(row: ReviewRow, opened: ReviewRow | None, *, with_task: bool = False) -> str:
    mention = row.mention
    changes = {"record": None if row is opened else str(row.number)}
    also = [_short_task(row) if with_task else "", _kind(row) if opened else ""]
    small = "".join(f" <small>{words}</small>" for words in also if words)
    low = "low" if row.read.confidence < CONFIDENCE_THRESHOLD else ""
    cells = {
        "name": link(quoting.name(mention.name), css="title", **changes) + small,
        "kind": _kind(row),
        "stage": literal(language.title("stage", mention.stage)) if mention.stage != "none" else NOT_STATED,
        "county": _where(row),
        "precision": f"{chips.icon('precision', row.precision)} {chips.precision(row.precision)}",
        "confidence": f'<span class="{low}">{row.read.confidence:.0%}</span>',
        "status": f'<div class="deciding">{badge(row)}{_tick(row)}</div>',
    }
    columns = "".join(
        f'<td class="of-{name}">{cell}</td>' for name, cell in cells.items() if not opened or name in BESIDE
    )
    css = f"task-row is-{row.status}{' is-open' if row is opened else ''}"
    reveal = f' data-reveal="{row.number}"' if row is opened else ""
    return f'<tr class="{css}"{reveal} {markup.go(**changes)}><td><span class="arrow"></span></td>{columns}</tr>'


def _kind(row: ReviewRow) -> str:
    mention = row.mention
    words = language.title("kind", mention.kind) if mention.kind else language.title("type", mention.type)
    symbol = chips.icon("sector", mention.sector) if mention.sector else ""
    return f'<span class="kind">{symbol}{literal(words)}</span>'


def _short_task(row: ReviewRow) -> str:
    return t("任务 {number}", number=quoting.quoted(row.task.number)) if row.task and row.task.number else ""


def _where(row: ReviewRow) -> str:
    mention = row.mention
    county = mention.county or (row.place.county if row.place else None)
    shown = [quoting.name(short_name(county), division=True)] if county else []
    if mention.township:
        shown.append(f"<small>{quoting.name(mention.township, division=True)}</small>")
    if not shown and len(mention.counties) > 1:
        shown.append(t("跨 {n} 个区县", n=len(mention.counties)))
    return " ".join(shown) or NOT_STATED


def badge(row: ReviewRow) -> str:
    """What was decided on a mention."""
    if row.status == STATUSES[3]:
        return f'<span class="chip status status-rejected">{_status_word(row.status)}</span>'
    return correct_words.badge("edited" if row.also_changed and row.status == STATUSES[0] else row.status)


def _tick(row: ReviewRow) -> str:
    """The button that marks a row as verified, or takes that back."""
    if row.status == STATUSES[3]:
        return ""
    is_done = row.status == "verified"
    label = (
        t("取消核实:{name}", name=literal(row.mention.name))
        if is_done
        else t("标为已核实:{name}", name=literal(row.mention.name))
    )
    return (
        f'<button type="button" class="verify" data-open="{VERIFY}{row.number}" data-keep="{row.number}" '
        f'aria-pressed="{str(is_done).lower()}" aria-label="{label}" title="{label}">✓</button>'
    )


def _status_word(status: str) -> str:
    if status == STATUSES[3]:
        return t(REJECTED, context="correction")
    return t(correct_words.STATUS[status], context="status")
