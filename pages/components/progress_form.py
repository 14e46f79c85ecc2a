"""The form of a progress record: status, day as precisely as it is known, note, source, and why it changes."""

from collections.abc import Callable
from datetime import date

import streamlit as st

from loaders.catalog import ProjectFeature, terms
from loaders.store import (
    ConflictError,
    Desk,
    ProgressEntry,
    ProgressRecord,
    Record,
    Store,
    StoreError,
    add_progress,
    edit_progress,
    remove_progress,
)
from pages.components import language, markup, progress_data, quoting, state
from pages.components.language import t

FIRST_YEAR = 2000
MONTHS, DAYS = range(1, 13), range(1, 32)
LONGEST, LONGEST_WHY = 500, 200  # characters
NOT_KNOWN = 0  # month or day
_SEEN = "progress_seen"  # the record as it was when its form opened
_REMOVED = "progress_removed"
_WRONG = "progress_wrong"


def draw(desk: Desk, feature: ProjectFeature, editing: ProgressRecord | None) -> None:
    """Draw the form of a new record, or of one to be changed."""
    name = editing.record_id if editing else f"new_{feature.mention_id}"
    seen = _seen(editing)
    with st.form(key=f"progress_form_{name}", border=False):
        st.html(f"<h4>{t('修改记录') if editing else t('添加记录')}</h4>")
        entry, why = _fields(feature, seen, name)
        with st.container(key="progress_buttons", horizontal=True, gap="small"):
            save = st.form_submit_button(t("保存"), type="primary")
            cancel = st.form_submit_button(t("取消"))
            remove = bool(editing) and st.form_submit_button(t("删除记录"))
    if cancel:
        _close()
    if save:
        _try(lambda: _save(desk, seen, entry, why), seen, desk)
    elif remove and seen:
        _try(lambda: _remove(desk, seen, why), seen, desk)
    if said := st.session_state.pop(_WRONG, ""):
        _say(said)


def forget() -> None:
    """No form is open: the next one begins with the record as it stands then."""
    st.session_state.pop(_SEEN, None)


def offer_undo(desk: Desk | None) -> None:
    """After a removal: a button that brings the record back."""
    removed: Record | None = st.session_state.get(_REMOVED)
    if desk is None or removed is None:
        return
    with st.container(key="progress_undo", horizontal=True, vertical_alignment="center"):
        name = quoting.quoted(str(removed.body.get("project", "")))
        st.html(f'<p role="status">{t("已删除“{name}”的一条记录。", name=name)}</p>')
        if st.button(t("撤销删除"), key="undo_removal"):
            st.session_state.pop(_REMOVED)
            try:
                desk.do(Store.undo, removed)
            except StoreError as error:
                _say(progress_data.failure(error))
            else:
                st.rerun()


def _fields(feature: ProjectFeature, seen: ProgressRecord | None, name: str) -> tuple[ProgressEntry, str]:
    """The fields with what the record said when the form opened, and what is in them now."""
    statuses, today = list(terms()["status"]), date.today()
    year, month, day = _parts(seen.day) if seen else (today.year, today.month, today.day)
    years = list(range(max(today.year, year), FIRST_YEAR - 1, -1))
    status = st.selectbox(
        t("状态"),
        statuses,
        index=statuses.index(seen.status) if seen else None,
        format_func=lambda code: language.title("status", code),
        placeholder=t("选择实际状态"),
        key=f"progress_status_{name}",
    )
    with st.container(key="progress_day", horizontal=True, gap="small"):
        year = st.selectbox(t("年"), years, index=years.index(year), key=f"progress_year_{name}")
        month = _part(t("月"), MONTHS, month, f"progress_month_{name}")
        day = _part(t("日"), DAYS, day, f"progress_date_{name}")
    note = st.text_area(t("说明"), seen.note if seen else "", max_chars=LONGEST, height=72, key=f"progress_note_{name}")
    source = st.text_input(
        t("来源(网址或文件、报道名称)"),
        seen.source if seen else "",
        max_chars=LONGEST,
        key=f"progress_source_{name}",
    )
    label = t("来源是官方的(政府或部门网站、文件)")
    official = st.checkbox(label, seen.official if seen else False, key=f"progress_official_{name}")
    why = st.text_input(t("为什么记或改(可不填)"), max_chars=LONGEST_WHY, key=f"progress_why_{name}")
    project, adcode = (seen.project, seen.adcode) if seen else (feature.name, _adcode(feature))
    entry = ProgressEntry(project, adcode, status or "", _iso(year, month, day), note.strip(), source.strip(), official)
    return entry, why.strip()


def _part(label: str, choices: range, value: int, key: str) -> int:
    numbers = [NOT_KNOWN, *choices]
    return st.selectbox(
        label,
        numbers,
        index=numbers.index(value),
        format_func=lambda number: str(number) if number else t("不详"),
        key=key,
    )


def _adcode(feature: ProjectFeature) -> str:
    """The county a record of the project belongs to, '' for a line through several."""
    return feature.adcode or (feature.adcodes[0] if len(feature.adcodes) == 1 else "")


def _parts(day: str) -> tuple[int, int, int]:
    parts = [int(part) for part in day.split("-")]
    year, month, number = (*parts, NOT_KNOWN, NOT_KNOWN)[:3]
    return year, month, number


def _iso(year: int, month: int, day: int) -> str:
    return "-".join([f"{year:04}", *(f"{part:02}" for part in (month, day) if part or (part is month and day))])


def _seen(editing: ProgressRecord | None) -> ProgressRecord | None:
    """The record as it stood when its form opened; what others write meanwhile does not change it."""
    seen: ProgressRecord | None = st.session_state.get(_SEEN)
    if editing and (seen is None or seen.record_id != editing.record_id):
        seen = st.session_state[_SEEN] = editing
    return seen if editing else None


def _save(desk: Desk, seen: ProgressRecord | None, entry: ProgressEntry, why: str) -> None:
    if seen:
        desk.do(edit_progress, seen, entry, why=why)
    else:
        desk.do(add_progress, entry, why=why)
    st.session_state.pop(_REMOVED, None)


def _remove(desk: Desk, seen: ProgressRecord, why: str) -> None:
    st.session_state[_REMOVED] = desk.do(remove_progress, seen, why=why)


def _try(act: Callable[[], None], seen: ProgressRecord | None, desk: Desk) -> None:
    """Do it and close the form; what goes wrong is said, and after a conflict the next attempt is a knowing one."""
    try:
        act()
    except ConflictError as error:
        latest = progress_data.latest(desk, seen.record_id) if seen else None
        st.session_state[_WRONG] = progress_data.failure(error)
        if latest is None:
            _close()
        st.session_state[_SEEN] = latest
        st.rerun()
    except StoreError as error:
        _say(progress_data.failure(error))
    else:
        _close()


def _close() -> None:
    forget()
    state.write({"record": None})
    st.rerun()


def _say(sentence: str) -> None:
    """One sentence on what is wrong; it is HTML."""
    markup.show(f'<p class="wrong" role="alert">{sentence}</p>', key="progress_wrong_said")
