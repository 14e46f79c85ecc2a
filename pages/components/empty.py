"""What a page says in place of its content: that there is nothing, why, and the button that changes it."""

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from loaders.catalog import TooMuchError
from pages.components import markup
from pages.components.language import mark, t
from pages.components.state import FILTERS

Answer = TypeVar("Answer")
NO_TASK = (mark("没有符合条件的任务"), mark("放宽左侧的筛选,或清除筛选看全部任务。"))


# What there is too much of, and how to come to less of it.
TOO_MUCH = {
    "projects": (
        mark("符合条件的项目有 {n} 个,这里一次最多看 {most} 个"),
        mark("选一份规划、一个区县或领域,把范围缩小;项目台账可以逐页看全部。"),
    ),
    "tasks": (
        mark("符合条件的任务有 {n} 项,这里一次最多看 {most} 项"),
        mark("选一份规划、一个区县或领域,把范围缩小;任务清单可以逐页看全部。"),
    ),
    "mentions": (
        mark("规划里提到项目和地点 {n} 处,这里一次最多看 {most} 处"),
        mark("选一份规划再看;规划对比请换两份较短的规划。"),
    ),
}


def or_say(ask: Callable[[], Answer]) -> Answer:
    """What is asked for; where that is too much, one sentence says so and the page ends there."""
    try:
        return ask()
    except TooMuchError as error:
        markup.show(too_much(error), key="too_much")
        st.stop()


def too_much(error: TooMuchError) -> str:
    """How many there are, how many can be looked at together, and how to come to less."""
    title, hint = TOO_MUCH[error.what]
    return message(title, hint, clear=False, n=error.number, most=error.most)


def message(title: str, hint: str, *, clear: bool = True, keep: str = "", **fields: object) -> str:
    """One sentence, what to do, and (with `clear`) a button that takes out every filter but the plan and `keep`.

    Title and hint are messages of the catalogue; what stands in the `fields` of the title is HTML.
    """
    changes = {name: None for name in (*FILTERS[1:], "page") if name != keep}
    said = t("清除全部筛选")
    button = f'<button type="button" class="button primary" {markup.go(**changes)}>{said}</button>' if clear else ""
    return f'<div class="empty"><b>{t(title, **fields)}</b><p>{t(hint)}</p>{button}</div>'
