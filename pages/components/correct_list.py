"""更正记录: every correction that stands with what became of it, taken back one by one, and as a file to and fro."""

from collections.abc import Iterable, Sequence
from functools import partial
from hashlib import sha256
from itertools import islice

import streamlit as st

from loaders.catalog import Catalog
from loaders.store import (
    Correction,
    CorrectionError,
    CorrectionOutcome,
    Desk,
    Imported,
    StoreError,
    check_csv,
    county_names,
    export_csv,
    import_csv,
)
from pages.components import access, correct_acts, correct_undone, correct_words, downloads, empty, markup, quoting
from pages.components.language import mark, t
from pages.components.markup import literal

PAGE_SIZE = 50
MOST_SHOWN = 100  # rows of a file before it is taken in
FILE_NAME = mark("更正记录", context="page")
COLUMNS = (
    mark("项目", context="column"),
    mark("更正", context="column"),
    mark("原因", context="column"),
    mark("更正人", context="column"),
    mark("时间", context="column"),
    mark("状态", context="correction"),
    mark("规划", context="one"),
)
NOTHING = (
    mark("还没有更正"),
    mark("在任务地图的项目面板或数据质量页点“更正”,改动会记在这里,随时可以撤销。"),
)
NOT_LAID = (
    mark("更正没有叠加到这里的数据上"),
    mark("已保存的更正都在,没有丢失;下面的原因解决后照常显示和更正。"),
)
_PAGE, _TAKEN, _FILE = "corrections_page", "corrections_taken", "corrections_file"


def draw(catalog: Catalog) -> None:
    """The list with its files; readers see it and take it along, editors also undo and import."""
    if not catalog.is_corrected:
        why = f'<p class="quiet">{quoting.sentence(catalog.overlay.corrections.notice)}</p>'
        markup.show(empty.message(*NOT_LAID, clear=False) + why, key="corrections_table")
        return
    desk = access.desk()
    may = desk is not None and desk.may()
    actions = _by_action(catalog.overlay.outcomes)
    with st.container(key="corrections_head", horizontal=True, vertical_alignment="center"):
        st.html(f'<p class="quiet">{_counted(catalog, len(actions))}</p>')
        downloads.button(
            t("导出 CSV"),
            partial(export_csv, catalog.overlay.corrections),
            name=t(FILE_NAME, context="page"),
            ending="csv",
            disabled=not actions,
        )
    if desk is not None and may:
        _taking_in(desk)
    with st.container(key="corrections"):
        if not actions:
            markup.show(empty.message(*NOTHING, clear=False), key="corrections_table")
        else:
            _table(catalog, actions, may=may)
    if desk is not None and may:
        correct_undone.draw(desk)


def _by_action(outcomes: Iterable[CorrectionOutcome]) -> list[list[CorrectionOutcome]]:
    """Outcomes of one action together, the newest first."""
    found: dict[str, list[CorrectionOutcome]] = {}
    for one in outcomes:
        found.setdefault(one.correction.act, []).append(one)
    return sorted(found.values(), key=lambda several: several[0].correction.at, reverse=True)


def _counted(catalog: Catalog, actions: int) -> str:
    failed = len(catalog.overlay.not_applied)
    told = t("共 {n} 条更正", n=actions)
    return told + (f' · <b class="alarm">{t("{n} 处未应用", n=failed)}</b>' if failed else "")


def _table(catalog: Catalog, actions: Sequence[Sequence[CorrectionOutcome]], *, may: bool) -> None:
    pages = -(-len(actions) // PAGE_SIZE)
    page = min(st.session_state.get(_PAGE, 1), pages)
    shown = actions[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    heads = "".join(f"<th scope='col'>{_column(label)}</th>" for label in COLUMNS)
    rows = "".join(_row(catalog, several, may=may) for several in shown)
    label = t("更正记录", context="page")
    body = (
        f'<table class="corrections" aria-label="{label}"><thead><tr>{heads}'
        f'<th><span class="unseen">{t("撤销")}</span></th></tr></thead><tbody>{rows}</tbody></table>'
    )
    names = {_last(several).record_id: several for several in actions}

    def take_back(record_id: str) -> None:
        if several := names.get(record_id):
            one = _last(several)
            correct_acts.take_back(_name(one), one.record_id, one.revision)

    markup.show(body, key="corrections_table", on_open=take_back)
    if pages > 1:
        st.number_input(t("页", context="column"), 1, pages, page, key=_PAGE)


def _column(label: str) -> str:
    contexts = {COLUMNS[5]: "correction", COLUMNS[6]: "one"}
    return t(label, context=contexts.get(label, "column"))


def _last(several: Sequence[CorrectionOutcome]) -> Correction:
    return several[-1].correction


def _name(one: Correction) -> str:
    return str(one.state.changes.get("name") or one.anchor.name)


def _row(catalog: Catalog, several: Sequence[CorrectionOutcome], *, may: bool) -> str:
    one = _last(several)
    plan = catalog.plan(one.anchor.plan_id)
    times = f" <small>{t('{n} 处', n=len(several))}</small>" if len(several) > 1 else ""
    changed = correct_words.changed(one, county_names())
    imported = f' <small class="quiet">{t("导入", context="correction")}</small>' if one.imported else ""
    button = (
        f'<button type="button" class="link" data-open="{literal(one.record_id)}" data-keep="{literal(one.record_id)}" '
        f'aria-label="{t("撤销对 {name} 的更正", name=literal(_name(one)))}">{t("撤销")}</button>'
    )
    cells = (
        f"{quoting.name(one.anchor.name)}{times}",
        f"<span>{correct_words.action(one.action)}</span>{f'<br><small>{changed}</small>' if changed else ''}",
        quoting.quoted(one.why),
        f"{literal(one.who)}{imported}",
        correct_words.when(one.at),
        _outcome(several),
        quoting.quoted(plan.label if plan else one.anchor.plan_id),
        button if may else "",
    )
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _outcome(several: Sequence[CorrectionOutcome]) -> str:
    """Whether it was applied, with the reason where not."""
    problem = next((one.problem for one in several if one.problem), "")
    if not problem:
        return f"{t('已应用')} {correct_words.badge(_last(several).state.status)}"
    words = correct_words.PROBLEMS.get(problem)
    return f'<span class="alarm">{t(words) if words else literal(problem)}</span>'


def _taking_in(desk: Desk) -> None:
    """A file of another office: what would be taken and refused, row by row, and the button that takes it."""
    if taken := st.session_state.pop(_TAKEN, None):
        st.html(f'<p class="note" role="status">{taken if isinstance(taken, str) else _result(taken)}</p>')
    with st.expander(t("导入更正"), key="corrections_import", icon=":material/upload_file:"):
        given = st.file_uploader(t("从“导出 CSV”得到的文件"), type="csv", key=_file_key())
        if given is None:
            st.html(f'<p class="quiet">{t("可以导入其他单位导出的更正;先列出会发生什么,确认后才写入。")}</p>')
            return
        content = given.getvalue()
        try:
            found = check_csv(desk.store, content)
        except CorrectionError as error:
            st.html(f'<p class="trouble" role="alert">{correct_words.refused(error)}</p>')
            return
        except StoreError:
            st.html(f'<p class="trouble" role="alert">{t(correct_acts.NOT_WRITTEN)}</p>')
            return
        st.html(f'<p class="note">{_result(found, is_done=False)}</p>{_preview(found)}')
        st.button(
            t("确认导入"),
            key="corrections_take",
            type="primary",
            disabled=not found.taken,
            on_click=_take,
            args=(content, given.name),
        )


def _file_key() -> str:
    """Key of the field for the file: another one after each import, so that it is empty again."""
    return f"{_FILE}_{st.session_state.get(_FILE, 0)}"


def _take(content: bytes, name: str) -> None:
    desk = access.desk()
    if desk is None:
        return
    digest = sha256(content).hexdigest()[:12]
    try:
        st.session_state[_TAKEN] = desk.do(import_csv, content, why=f"{name[:80]} {digest}")
    except CorrectionError as error:
        st.session_state[_TAKEN] = error
    except StoreError as error:
        st.session_state[_TAKEN] = error
    st.session_state[_FILE] = st.session_state.get(_FILE, 0) + 1


def _result(found: Imported | Exception, *, is_done: bool = True) -> str:
    if isinstance(found, CorrectionError):
        return correct_words.refused(found)
    if isinstance(found, Exception):
        return t(correct_acts.NOT_WRITTEN)
    taken = t("已导入 {n} 条", n=found.taken) if is_done else t("将导入 {n} 条", n=found.taken)
    rest = (t("已有 {n} 条相同", n=found.unchanged), t("不采用 {n} 条", n=len(found.refused)))
    return " · ".join((taken, *rest))


def _preview(found: Imported) -> str:
    """The rows of the file with what would become of each."""
    counties = county_names()
    lines = [
        (
            number,
            f"{quoting.name(one.anchor.name)}: {correct_words.action(one.action)} "
            f"<small>{correct_words.changed(one, counties)}</small>",
        )
        for number, one in found.rows
    ]
    refused = [
        (one.row, f'<span class="alarm">{t("不采用:{why}", why=correct_words.refusal(one.code))}</span>')
        for one in found.refused
    ]
    ordered = sorted([*lines, *refused])
    items = "".join(
        f"<li><b>{t('第 {number} 行', number=number)}</b> {words}</li>" for number, words in islice(ordered, MOST_SHOWN)
    )
    more = len(ordered) - MOST_SHOWN
    note = f'<p class="quiet">{t("另有 {n} 行", n=more)}</p>' if more > 0 else ""
    return f'<ul class="correction-rows">{items}</ul>{note}' if items else ""
