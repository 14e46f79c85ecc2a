"""The cards of what was read: looked at, corrected, then saved or dropped."""

from functools import partial
from html import escape
from urllib.parse import urlencode

import streamlit as st

from loaders.catalog import Catalog
from loaders.store import AddedPlan, Desk, Draft, Outcome
from pages.components import (
    correct_words,
    import_fields,
    import_review,
    import_state,
    import_words,
    markup,
    quoting,
    state,
)
from pages.components.import_state import AS_NEW, Looked, Saved
from pages.components.language import mark, t
from pages.components.markup import literal

WHY = {
    "document_number": mark("文号相同"),
    "title": mark("标题相同"),
    "text": mark("{share} 的句子相同"),
}
SAID = {
    Outcome.ADDED: mark("已保存到规划库:《{title}》"),
    Outcome.NEW_VERSION: mark("已保存为《{title}》的第 {version} 版"),
    Outcome.PUT_BACK: mark("已恢复此前移除的《{title}》"),
    Outcome.SAME: mark("规划库已有相同内容:《{title}》,没有重复保存"),
}
ON_MAP = mark("在任务地图中打开")
READING = mark("正在读取草稿")


def draw(catalog: Catalog, desk: Desk) -> dict[str, str] | None:
    """What was said of the last files, then a card a draft; returns the address of a plan asked for on the map."""
    wanted = _told(catalog)
    _dropped()
    waiting = import_state.waiting(desk)
    opened = import_state.opened(waiting)
    if import_state.OPEN in st.query_params and opened is None:
        st.html(f'<p class="import-earlier" role="status">{t(import_words.DRAFT_GONE)}</p>')
    if len(waiting) > 1 or (waiting and opened is None):
        _several(desk, waiting)
    for draft in sorted(waiting, key=lambda one: one is not opened):
        with st.container(key=f"draft_{draft.draft_id}", border=True):
            if draft is opened:
                _open_card(catalog, desk, draft)
            else:
                _card(draft)
    return wanted


def _several(desk: Desk, waiting: tuple[Draft, ...]) -> None:
    """How many drafts wait, and the button that saves those of this session in which nothing has to be decided."""
    plain = []
    for draft in filter(import_state.is_read, waiting):
        found = import_state.looked(desk, draft)
        plain += [draft.draft_id] if found and found.is_plain else []
    with st.container(key="import_several", horizontal=True, vertical_alignment="center"):
        told = t("没有保存的草稿保留 30 天,只有您能看到。")
        st.html(f'<b>{t("未保存的草稿 {n} 份", n=len(waiting))}</b> <small class="quiet">{told}</small>')
        if plain:
            words = t("全部保存({n} 份新规划)", n=len(plain))
            st.button(words, key="save_all", on_click=import_state.save, args=(plain,))


def _dropped() -> None:
    """The last draft that was dropped, with the button that brings it back."""
    draft = import_state.dropped()
    if draft is None:
        return
    with st.container(key="draft_dropped", horizontal=True, vertical_alignment="center"):
        st.html(f'<p role="status">{t("已放弃草稿:《{title}》", title=_title(draft))}</p>')
        st.button(t("撤销放弃"), key="bring_back", type="tertiary", on_click=import_state.bring_back)


def _told(catalog: Catalog) -> dict[str, str] | None:
    """Sentences on files that could not be read or kept, and links to what was saved."""
    lines = [
        f'<li class="bad"><b>{quoting.quoted(name)}</b> {t(message)}</li>' for name, message in import_state.problems()
    ]
    lines += [_saved(catalog, done) for done in import_state.saved()]
    if not lines:
        return None
    asked = markup.show(f'<ul class="import-told" role="status">{"".join(lines)}</ul>', key="import_told")
    return {"plan": asked} if asked else None


def _saved(catalog: Catalog, done: Saved) -> str:
    added = done.added
    words = t(SAID[added.outcome], title=quoting.quoted(_name(catalog, added)), version=added.version)
    if done.decided and added.outcome is Outcome.SAME:
        words += t(";{n} 处核对结果没有写入,仍在草稿里", n=done.decided)
    else:
        if written := done.decided - done.unfound:
            words += t(";{n} 处核对结果一并保存", n=written)
        if done.unfound:
            words += t(";{n} 处核对所对应的内容已不在,未保存", n=done.unfound)
    button = f'<a class="more" href="{_href(added.plan_id)}" data-open="{literal(added.plan_id)}">{t(ON_MAP)}</a>'
    return f'<li class="good">{words} {button}</li>'


def _name(catalog: Catalog, added: AddedPlan) -> str:
    """What names the plan, which may be a file of the folder."""
    known = catalog.plan(added.plan_id)
    return added.plan.shown if added.plan else known.label if known else added.plan_id


def _title(draft: Draft) -> str:
    return quoting.quoted(draft.metadata.label or draft.metadata.title or draft.reading.file_name)


def _href(plan_id: str) -> str:
    return escape(f"./?{urlencode(state.elsewhere({'plan': plan_id}))}")


def _card(draft: Draft) -> None:
    """A draft that waits."""
    st.html(_head(draft))
    with st.container(key=f"{draft.draft_id}_actions", horizontal=True, gap="small"):
        words = t("继续核对") if draft.review.decisions else t("核对")
        st.button(words, key=f"{draft.draft_id}_look", on_click=import_state.show, args=(draft.draft_id,))
        _drop_button(draft)


def _open_card(catalog: Catalog, desk: Desk, draft: Draft) -> None:
    """The draft at work: what is stated of it, what it is, what was found, every mention of it."""
    with st.empty():
        if not import_state.is_read(draft):
            st.html(f'<p class="quiet" role="status">{t(READING)}</p>')
        found = import_state.looked(desk, draft)
        st.html(_head(draft))
    if found is None:
        return
    if found.same:
        title = quoting.quoted(_name(catalog, found.same))
        said = t("已有相同内容:《{title}》第 {version} 版,不重复导入。", title=title, version=found.same.version)
        st.html(f'<p class="import-same">{said}</p>')
        _drop_button(draft)
        return
    import_fields.draw(draft.draft_id, draft.metadata, on_change=partial(import_state.keep_typed, draft.draft_id))
    _what_it_is(draft, found)
    with st.container(key=f"{draft.draft_id}_actions", horizontal=True, gap="small", vertical_alignment="center"):
        save = partial(import_state.save, [draft.draft_id])
        st.button(t("保存到规划库"), key=f"{draft.draft_id}_save", type="primary", on_click=save)
        _drop_button(draft)
        st.html(f'<p class="quiet">{t("逐处核对可选:没有核对的,保存后都是未核实。")}</p>')
    if notes := _notes(draft, found):
        st.html(notes)
    import_review.draw(draft, found.preview)


def _drop_button(draft: Draft) -> None:
    key = f"{draft.draft_id}_drop"
    st.button(t("放弃"), key=key, on_click=import_state.drop, args=(draft.draft_id,))


def _head(draft: Draft) -> str:
    """File, format and what was found, in figures; and what was decided so far."""
    reading, found = draft.reading, draft.found
    size = [reading.kind.upper(), t("{n} 段", n=reading.paragraphs)]
    if reading.pages:
        size.insert(1, t("{n} 页", n=reading.pages))
    size.append(t("读于 {when}", when=correct_words.when(draft.made_at)))
    if draft.review.decisions:
        size.append(t("已核对 {n} 处", n=len(draft.review.decisions)))
    figures = "".join(
        f"<span><b>{number}</b> {words}</span>"
        for number, words in (
            (found.tasks, t("项任务", context="found")),
            (found.projects, t("个项目", context="found")),
            (found.places, t("个其他地点", context="found")),
            (found.located, t("个可定位", context="found")),
        )
    )
    name = f"{quoting.quoted(reading.file_name)} · {' · '.join(size)}"
    return f'<div class="import-head"><div><h3>{_title(draft)}</h3><small>{name}</small></div><p>{figures}</p></div>'


def _what_it_is(draft: Draft, found: Looked) -> None:
    """A new plan, or a new version of one that looks like it."""
    if not found.earlier:
        return
    best = found.earlier[0]
    why = t(WHY[best.why], share=f"{best.share:.0%}")
    said = t("可能是《{title}》的新版本({why})", title=quoting.quoted(best.plan.shown), why=why)
    st.html(f'<p class="import-earlier">{said}</p>')
    shown = {each.plan.plan_id: t("作为《{title}》的新版本", title=each.plan.shown) for each in found.earlier}
    shown[AS_NEW] = t("另存为新规划")
    st.radio(
        t("保存方式"),
        list(shown),
        index=list(shown).index(import_state.chosen(draft, found)),
        format_func=lambda plan_id: markup.unformatted(shown[plan_id]),
        key=f"{draft.draft_id}_replaces",
        label_visibility="collapsed",
        on_change=partial(import_state.keep_typed, draft.draft_id),
    )


def _notes(draft: Draft, found: Looked) -> str:
    """What the reader left out or guessed, and that there may be no task."""
    told = "".join(f"<li>{literal(words)}</li>" for words in import_words.notes(draft.reading.notes))
    notes = f"<div><b>{t('读取说明')}</b><ul>{told}</ul></div>" if told else ""
    if not found.preview.tasks:
        said = t("请确认这是规划正文;也可以先保存,项目和地点照样上图。")
        notes = f"<div><b>{t('没有读出任务')}</b><p>{said}</p></div>{notes}"
    return f'<div class="import-found">{notes}</div>' if notes else ""
