"""更正: the status of a project, and the form that corrects it; readers see the status alone."""

from collections.abc import Callable

import streamlit as st

from loaders.catalog import Catalog
from pages.components import (
    access,
    correct_acts,
    correct_boxes,
    correct_move,
    correct_parts,
    correct_pick,
    correct_words,
    quoting,
)
from pages.components.correct_acts import Wish
from pages.components.correct_subject import Subject, key, where
from pages.components.language import mark, t
from pages.components.markup import literal

LONGEST_NAME = 120
ABOUT = {
    "verify": mark("名称、属性和位置都对:标为已核实,内容不变。"),
    "unplace": mark("位置不对,又不知道在哪里:从地图上撤下,记为未定位。"),
    "reset": mark("取消人工给的位置,恢复程序定的位置。"),
    "reject": mark("这段文字不是项目或地点:从地图、清单和统计中去掉。"),
}


def status(subject: Subject, *, named: bool = False) -> None:
    """The status with who and when, `named` the name in front of it."""
    one = subject.catalog.overlay.correction(subject.mention.mention_id)
    parts = (literal(one.who), correct_words.when(one.at)) if one else ()
    said = " <i>·</i> ".join(f"<span>{part}</span>" for part in parts)
    told = f'<span class="quiet" title="{" · ".join(parts)}">{said}</span>' if parts else ""
    title = f"<b>{quoting.name(subject.mention.name)}</b>" if named else ""
    st.html(f'<p class="correct-status">{title}{correct_words.badge(subject.status)}{told}</p>')


def not_corrected(catalog: Catalog) -> None:
    """Why what planners corrected is not in view, and cannot be corrected here."""
    why = quoting.sentence(catalog.overlay.corrections.notice)
    st.html(f'<p class="correct-status"><span class="quiet">{why}</span></p>')


def draw(subject: Subject) -> None:
    """The button 更正 for editors, with the form behind it."""
    desk = access.desk()
    if desk is None or not desk.may():
        return
    opened = st.popover(t("更正", context="page"), key=correct_acts.FORM, icon=":material/edit:", on_change="rerun")
    if opened.open:
        with opened, st.container(key="correct_form"):
            _form(subject)


def _form(subject: Subject) -> None:
    one = subject.catalog.overlay.correction(subject.mention.mention_id)
    reset = ["reset"] if one and one.state.position else []
    merge = ["merge"] if correct_parts.others(subject) else []
    actions = ["verify", "rename", "change", "move", "unplace", *reset, *merge, "split", "reject"]
    chosen = st.pills(
        t("要做什么"),
        actions,
        format_func=correct_words.action,
        key=key(subject, "action"),
        default=actions[0],
        on_change=correct_pick.forget,
    )
    asks: dict[str, Callable[[Subject], Wish]] = {
        "rename": _rename,
        "change": correct_boxes.ask,
        "move": correct_move.ask,
        "merge": correct_parts.merge,
        "split": correct_parts.split,
    }
    wish = asks.get(chosen or "", lambda _: _plain(subject, chosen or ""))(subject)
    if not wish.action:
        return
    wish.about = wish.about or subject.mention_ids
    wish.shown = subject.mention.mention_id
    correct_acts.ask_and_save(subject.catalog, wish, name=subject.mention.name, key=key(subject, "why"))


def _plain(subject: Subject, action: str) -> Wish:
    """An action that states nothing."""
    if not action:
        return Wish("", is_ready=False)
    st.html(f'<p class="quiet">{t(ABOUT[action])}</p>')
    status = correct_words.STATUS
    labels = {name: t(words, context="status") for name, words in status.items()}
    words = {
        "verify": correct_words.change(t("状态", context="correction"), labels[subject.status], labels["verified"]),
        "unplace": correct_words.change(correct_words.field("position"), where(subject), t("未定位")),
        "reset": correct_words.change(
            correct_words.field("position"), where(subject), t("自动定位", context="correction")
        ),
        "reject": correct_words.change(t("项目", context="column"), quoting.name(subject.mention.name), ""),
    }
    return Wish(action, words=words[action])


def _rename(subject: Subject) -> Wish:
    name = st.text_input(
        t("新名称"), value=subject.mention.name, max_chars=LONGEST_NAME, key=key(subject, "name")
    ).strip()
    before, after = quoting.name(subject.mention.name), quoting.name(name)
    is_new = bool(name) and name != subject.mention.name
    words = correct_words.change(correct_words.field("name"), before, after) if is_new else ""
    return Wish("rename", [name], words=words, is_ready=is_new)
