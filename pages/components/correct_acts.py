"""Making a correction and taking one back, as callbacks; and the word on it, with 撤销, that stands on every page.

A callback runs before the page knows its language: what there is to say is kept as codes and said in the run after it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from loaders.catalog import Catalog
from loaders.store import (
    ConflictError,
    CorrectionError,
    DoubtfulError,
    NotAllowedError,
    StoreError,
    Warned,
    correct,
    redo_correction,
    undo_correction,
)
from pages.components import access, correct_words, state
from pages.components.language import mark, t
from pages.components.markup import literal

FORM, ADDING = "correct", "correct_add"  # keys of the popovers
LONGEST_WHY = 1000
_SAID, _TROUBLE = "correction_said", "correction_trouble"
_DONE = mark("{name}:已保存“{action}”。")
_UNDONE = mark("{name}:已撤销上一次更正。")
_REDONE = mark("{name}:已重做“{action}”。")
NOT_ALLOWED = mark("您的账号只能查看,不能更正。")
NOT_WRITTEN = mark("没有保存:数据库暂时写不进去,请稍后再试。")


@dataclass(slots=True)
class Wish:
    """What a form asks for: an action on mentions with what it states; `words` is the change as HTML.

    `about` are the mentions (the plan for `add`), `shown` is the one to select then; `doubts` are known before.
    """

    action: str
    stated: list[Any] = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)
    words: str = ""
    is_ready: bool = True
    doubts: tuple[Warned, ...] = ()
    about: tuple[str, ...] = ()
    shown: str | None = None


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why what a form asked for was not written: the sentence by code, or doubts that may be set aside."""

    asked: tuple[Any, ...]
    code: str
    who: str = ""
    at: str = ""
    warnings: tuple[Warned, ...] = ()

    @property
    def sentence(self) -> str:
        """What to say of it, as HTML."""
        if self.code == "doubtful":
            return correct_words.doubts(self.warnings)
        if self.code == "conflict":
            return correct_words.conflict(self.who, self.at)
        special = {"not_allowed": NOT_ALLOWED, "not_written": NOT_WRITTEN}
        return t(special[self.code]) if self.code in special else correct_words.refusal(self.code)


def ask_and_save(catalog: Catalog, wish: Wish, *, name: str, key: str, button: str = "correct_save") -> None:
    """The reason, what will change, what stood in the way before, and the button; `name` is that of the subject."""
    wish.more["why"] = st.text_input(
        t("原因(可不填)"), key=key, max_chars=LONGEST_WHY, placeholder=t("例如:现场核实、批复文件")
    )
    if wish.words:
        st.html(f'<p class="change" role="note">{wish.words}</p>')
    if len(wish.about) > 1:
        st.html(f'<p class="quiet">{t("规划中写到它的 {n} 处一并更正。", n=len(wish.about))}</p>')
    found = trouble(signature(wish))
    if found is None and wish.doubts:
        found = Trouble((), "doubtful", warnings=wish.doubts)
    with st.container(key=f"{button}_foot"):
        if found:
            st.html(f'<p class="trouble" role="alert">{found.sentence}</p>')
        st.button(
            t("仍要保存") if found and found.code == "doubtful" else t("保存"),
            key=button,
            type="primary",
            width="stretch",
            disabled=not wish.is_ready,
            on_click=save,
            args=(catalog, name, wish),
        )


def save(catalog: Catalog, name: str, wish: Wish) -> None:
    """Correct a project, on what the form was drawn from; what was doubtful before and is asked for again is kept."""
    asked = signature(wish)
    former = trouble(asked)
    asks = not (wish.doubts or (former and former.code == "doubtful"))
    desk = access.desk()
    if desk is None:
        return
    st.session_state.pop(_TROUBLE, None)
    shown = wish.shown
    try:
        seen = catalog.overlay_with(wish.about)
        written = desk.do(correct, seen, wish.action, wish.about, *wish.stated, asks=asks, **wish.more)
    except ConflictError as error:  # the form is of a state that is gone: what stands now is shown with the reason
        st.session_state[_SAID] = ("failed", name, _trouble((), error))
    except StoreError as error:  # what was typed stays in the form
        st.session_state[_TROUBLE] = _trouble(asked, error)
        return
    else:
        last = written.corrections[-1]
        shown = next(iter(written.made), shown)
        st.session_state[_SAID] = ("done", name, wish.action, last.record_id, last.revision)
    st.session_state.update(dict.fromkeys((FORM, ADDING), False))
    if "place" in st.query_params or wish.action == "add":
        state.write({"place": shown})  # its place is another one now


def take_back(name: str, record_id: str, revision: int | None) -> None:
    """Take the last action on a correction back."""
    _again("undone", name, record_id, revision)


def make_again(name: str, record_id: str, revision: int | None) -> None:
    """Make again what was last taken back on a correction."""
    _again("redone", name, record_id, revision)


_NEXT = {
    "done": (mark("撤销"), take_back),
    "redone": (mark("撤销"), take_back),
    "undone": (mark("重做"), make_again),
}
_BUTTONS = {"done": "correction_undo", "redone": "correction_undo", "undone": "correction_redo"}


def _again(kind: str, name: str, record_id: str, seen: int | None) -> None:
    desk = access.desk()
    if desk is None:
        return
    try:
        if kind == "undone":
            written = desk.do(undo_correction, record_id, seen=seen)
        else:
            written = desk.do(redo_correction, record_id, seen=seen)
    except (CorrectionError, StoreError) as error:
        st.session_state[_SAID] = ("failed", name, _trouble((), error))
    else:
        last = next(one for one in written if one.record_id == record_id)
        st.session_state[_SAID] = (kind, name, last.action, record_id, last.revision)


def signature(wish: Wish) -> tuple[Any, ...]:
    """What tells one wish of a form from another."""
    return (wish.about, wish.action, str(wish.stated), str(wish.more))


def trouble(asked: tuple[Any, ...]) -> Trouble | None:
    """What stood in the way of just this wish the last time."""
    found: Trouble | None = st.session_state.get(_TROUBLE)
    return found if found and found.asked == asked else None


def say() -> None:
    """The word on the last correction with the button that takes it back; the container is there on every run."""
    if st.session_state.get("page_changed"):
        st.session_state.pop(_SAID, None)
    said = st.session_state.get(_SAID)
    with st.container(key="correction_said", horizontal=True, vertical_alignment="center", gap=None):
        if not said:
            return
        kind, name, *rest = said
        st.html(f'<p role="status">{_word(kind, literal(name), rest)}</p>')
        if kind in _NEXT:
            label, act = _NEXT[kind]
            st.button(t(label), key=_BUTTONS[kind], type="tertiary", on_click=act, args=(name, *rest[1:]))
        st.button("×", key="correction_close", type="tertiary", help=t("关闭"), on_click=_close)


def _word(kind: str, name: str, rest: Sequence[Any]) -> str:
    if kind == "failed":
        return str(rest[0].sentence)
    words = {"done": _DONE, "redone": _REDONE, "undone": _UNDONE}
    return t(words[kind], name=name, action=correct_words.action(rest[0]))


def _close() -> None:
    st.session_state.pop(_SAID, None)


def _trouble(asked: tuple[Any, ...], error: CorrectionError | StoreError) -> Trouble:
    match error:
        case DoubtfulError():
            return Trouble(asked, "doubtful", warnings=error.warnings)
        case CorrectionError():
            return Trouble(asked, error.code)
        case ConflictError():
            return Trouble(asked, "conflict", error.who, error.at)
        case NotAllowedError():
            return Trouble(asked, "not_allowed")
        case _:
            return Trouble(asked, "not_written")
