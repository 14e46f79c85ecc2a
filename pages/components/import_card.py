"""The cards of what was read: looked at, corrected, then saved or dropped."""

from functools import partial
from html import escape
from urllib.parse import urlencode

import streamlit as st

from loaders.catalog import Catalog
from loaders.store import AddedPlan, Outcome
from pages.components import import_fields, import_state, import_words, markup, quoting, state
from pages.components.import_state import AS_NEW, Draft
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


def draw(catalog: Catalog) -> dict[str, str] | None:
    """What was said of the last files, then a card a draft; returns the address of a plan asked for on the map."""
    wanted = _told(catalog)
    waiting = import_state.drafts()
    if len(waiting) > 1:
        plain = [draft.key for draft in waiting if draft.is_plain]
        with st.container(key="import_several", horizontal=True, vertical_alignment="center"):
            st.html(f"<b>{t('{n} 份规划待核对', n=len(waiting))}</b>")
            words = t("全部保存({n} 份新规划)", n=len(plain))
            st.button(words, key="save_all", on_click=import_state.save, args=(plain,), disabled=not plain)
    for draft in waiting:
        with st.container(key=f"draft_{draft.key}", border=True):
            _card(catalog, draft, is_open=draft.key == import_state.opened())
    return wanted


def _told(catalog: Catalog) -> dict[str, str] | None:
    """Sentences on files that could not be read or kept, and links to what was saved."""
    lines = [
        f'<li class="bad"><b>{quoting.quoted(name)}</b> {t(message)}</li>' for name, message in import_state.problems()
    ]
    lines += [_saved(catalog, added) for added in import_state.saved()]
    if not lines:
        return None
    asked = markup.show(f'<ul class="import-told">{"".join(lines)}</ul>', key="import_told")
    return {"plan": asked} if asked else None


def _saved(catalog: Catalog, added: AddedPlan) -> str:
    title = quoting.quoted(_name(catalog, added))
    words = t(SAID[added.outcome], title=title, version=added.version)
    button = f'<a class="more" href="{_href(added.plan_id)}" data-open="{literal(added.plan_id)}">{t(ON_MAP)}</a>'
    return f'<li class="good">{words} {button}</li>'


def _name(catalog: Catalog, added: AddedPlan) -> str:
    """What names the plan, which may be a file of the folder."""
    known = catalog.plan(added.plan_id)
    return added.plan.shown if added.plan else known.label if known else added.plan_id


def _href(plan_id: str) -> str:
    return escape(f"./?{urlencode(state.elsewhere({'plan': plan_id}))}")


def _card(catalog: Catalog, draft: Draft, *, is_open: bool) -> None:
    st.html(_head(draft))
    if draft.same:
        title = quoting.quoted(_name(catalog, draft.same))
        said = t("已有相同内容:《{title}》第 {version} 版,不重复导入。", title=title, version=draft.same.version)
        st.html(f'<p class="import-same">{said}</p>')
        st.button(t("放弃"), key=f"{draft.key}_drop", on_click=import_state.drop, args=(draft.key,))
        return
    if is_open:
        import_fields.draw(draft.key, draft.metadata)
        _what_it_is(draft)
        st.html(_found(draft))
    with st.container(key=f"{draft.key}_actions", horizontal=True, gap="small"):
        if is_open:
            save = partial(import_state.save, [draft.key])
            st.button(t("保存到规划库"), key=f"{draft.key}_save", type="primary", on_click=save)
        else:
            st.button(t("核对"), key=f"{draft.key}_look", on_click=import_state.show, args=(draft.key,))
        st.button(t("放弃"), key=f"{draft.key}_drop", on_click=import_state.drop, args=(draft.key,))


def _head(draft: Draft) -> str:
    """File, format and what was found, in figures."""
    reading, found = draft.reading, draft.preview
    size = [reading.kind.upper(), t("{n} 段", n=reading.paragraphs)]
    if reading.pages:
        size.insert(1, t("{n} 页", n=reading.pages))
    title = quoting.quoted(draft.metadata.label or draft.metadata.title or reading.file_name)
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
    return f'<div class="import-head"><div><h3>{title}</h3><small>{name}</small></div><p>{figures}</p></div>'


def _what_it_is(draft: Draft) -> None:
    """A new plan, or a new version of one that looks like it."""
    if not draft.earlier:
        return
    best = draft.earlier[0]
    why = t(WHY[best.why], share=f"{best.share:.0%}")
    said = t("可能是《{title}》的新版本({why})", title=quoting.quoted(best.plan.shown), why=why)
    st.html(f'<p class="import-earlier">{said}</p>')
    shown = {each.plan.plan_id: t("作为《{title}》的新版本", title=each.plan.shown) for each in draft.earlier}
    shown[AS_NEW] = t("另存为新规划")
    st.radio(
        t("保存方式"),
        list(shown),
        format_func=lambda plan_id: markup.unformatted(shown[plan_id]),
        key=f"{draft.key}_replaces",
        label_visibility="collapsed",
    )


def _found(draft: Draft) -> str:
    """The first tasks, and what the reader left out or guessed."""
    sample = "".join(f"<li>{quoting.quoted(words)}</li>" for words in draft.preview.sample)
    if sample:
        body = f"<b>{t('开头几项任务')}</b><ol>{sample}</ol>"
    else:
        body = f"<b>{t('没有读出任务')}</b><p>{t('请确认这是规划正文;也可以先保存,项目和地点照样上图。')}</p>"
    told = "".join(f"<li>{literal(words)}</li>" for words in import_words.notes(draft.reading.notes))
    notes = f"<div><b>{t('读取说明')}</b><ul>{told}</ul></div>" if told else ""
    return f'<div class="import-found"><div>{body}</div>{notes}</div>'
