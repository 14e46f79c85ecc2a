"""更正 · 新增: a project or place that the reader missed, by the words of the clause that name it."""

from collections.abc import Sequence

import streamlit as st

from loaders.catalog import Catalog, Mention, Task
from loaders.store import occurrences
from pages.components import access, correct_acts, correct_boxes, correct_words, quoting
from pages.components.correct_acts import Wish
from pages.components.language import t

LONGEST_WORDS, LONGEST_NAME = 300, 120
ROUND = 8  # characters shown before and after words that stand in the clause more than once
BLANK = {"type": "project", "stage": "none"}


def draw(catalog: Catalog, task: Task, *, alone: bool) -> None:
    """The button 新增 for editors, with a word on what it is for where it stands `alone`."""
    desk = access.desk()
    if desk is None or not desk.may():
        return
    if alone:
        st.html(f'<p class="correct-status"><span class="quiet">{t("原文里还有没标出的项目或地点?")}</span></p>')
    opened = st.popover(
        t("新增", context="correction"), key=correct_acts.ADDING, icon=":material/add:", on_change="rerun"
    )
    if opened.open:
        with opened, st.container(key="correct_add_form"):
            _form(catalog, task)


def _form(catalog: Catalog, task: Task) -> None:
    known, text = catalog.mentions_of(task.task_id), catalog.clause(task.task_id)
    st.html(f'<p class="clause" tabindex="0" aria-label="{t("任务原文")}">{quoting.quoted(text.strip())}</p>')
    words = st.text_input(
        t("原文里的文字"),
        key=_key(task, known, "words"),
        max_chars=LONGEST_WORDS,
        placeholder=t("从上面的原文复制"),
    )
    where = _where(text, words, _key(task, known, "where"))
    if where is None:
        return
    start, end = (task.start_char + place for place in where)
    inside = [one for one in known if one.start_char < end and start < one.end_char]
    if inside:
        told = quoting.names(dict.fromkeys(one.name for one in inside))
        st.html(f'<p class="quiet">{t("这里已经标出:{names}。", names=told)}</p>')
    name = st.text_input(
        t("名称", context="column"),
        value="".join(words.split()),
        max_chars=LONGEST_NAME,
        key=_key(task, known, f"name_{words}"),
    ).strip()
    codes = {one.adcode for one in known if one.adcode}
    present = {**BLANK, "adcode": codes.pop() if len(codes) == 1 else None}
    said = correct_boxes.boxes(catalog, task.plan_id, present, lambda field: _key(task, known, field))
    wish = Wish("add", [start, end, {"name": name, **said}], is_ready=bool(name), about=(task.plan_id,))
    wish.words = correct_words.change(correct_words.action("add"), "", quoting.name(name)) if name else ""
    correct_acts.ask_and_save(catalog, wish, name=name, key=_key(task, known, "why"), button="correct_add_save")


def _where(text: str, words: str, key: str) -> tuple[int, int] | None:
    """Where in the clause the words stand, chosen where they stand there more than once; None while that is open."""
    if not words.strip():
        st.html(f'<p class="quiet">{t("先写出原文里的几个字,再给出名称和类别。")}</p>')
        return None
    found = occurrences(text, words)
    if not found:
        st.html(f'<p class="trouble" role="alert">{t("本任务的原文里没有这几个字,请从原文复制。")}</p>')
        return None
    if len(found) == 1:
        return found[0]
    chosen = st.selectbox(
        t("原文里有 {n} 处,是哪一处", n=len(found)),
        range(len(found)),
        format_func=lambda number: _round(text, *found[number]),
        key=key,
    )
    return found[chosen]


def _round(text: str, start: int, end: int) -> str:
    before, after = text[max(0, start - ROUND) : start], text[end : end + ROUND]
    return " ".join(f"…{before}【{text[start:end]}】{after}…".split())


def _key(task: Task, known: Sequence[Mention], part: str) -> str:
    """Key of a widget: another task, or one with other mentions, has widgets of its own."""
    return f"add_{part}_{task.task_id}_{len(known)}"
