"""How actual progress looks: lights, statuses, dates and sources, never in the drawing of a planned stage.

Each colour has a sign of its own, so that nothing is told by colour alone. Grey is what is not known.
"""

import streamlit as st

from loaders.store import Light, ProgressRecord, is_address
from pages.components import language, quoting
from pages.components.language import mark, t
from pages.components.markup import literal

COLOUR = "colour"  # the parameter of the address that says what the symbols are coloured by
ACTUAL = "status"
UNKNOWN = "unknown"
_TICK = "M12.9 3.2L6.2 9.9 2.6 6.3 1 7.9l5.2 5.2 8.3-8.3z"
_CROSS = "M12.3 1.4L7.5 6.2 2.7 1.4 1.4 2.7l4.8 4.8-4.8 4.8 1.3 1.3 4.8-4.8 4.8 4.8 1.3-1.3-4.8-4.8 4.8-4.8z"
_ASKED = (
    "M7.5 1C5 1 3.6 2.5 3.5 4.5h2c.1-1.1.8-1.7 1.9-1.7s1.8.6 1.8 1.6c0 .9-.5 1.3-1.3 1.9C6.9 7 6.4 7.7 6.4 9.1v.6h2"
    "v-.4c0-.8.4-1.2 1.2-1.8 1-.7 1.7-1.6 1.7-3.1C11.3 2.3 9.7 1 7.5 1zM6.3 11.2h2.2v2.3H6.3z"
)
_URGENT = "M6.4 1h2.2l-.3 8.5H6.7zM6.3 11.2h2.4v2.5H6.3z"
_BARS = "M1.5 8h3v5.5h-3zM6 4.8h3v8.7H6zM10.5 1.5h3v12h-3z"
_DOTS = "M1 6h3v3H1zM6 6h3v3H6zM11 6h3v3h-3z"
# Light: colour, outline of the sign and the sign in it (15 units wide, round its middle), and the word.
LIGHTS = {
    "red": (
        "#B8000A",
        "M-3.9-9.4h7.8L9.4-3.9v7.8L3.9 9.4h-7.8L-9.4 3.9v-7.8z",
        _CROSS,
        mark("红 · 滞后"),
    ),
    "amber": ("#8A5A00", "M0-10.5L10.5 0 0 10.5-10.5 0z", _URGENT, mark("黄 · 临近时限")),
    "green": ("#1B7A43", "M-9 0a9 9 0 1 0 18 0a9 9 0 1 0-18 0z", _TICK, mark("绿 · 正常")),
    "grey": ("#626C77", "M-8.5-8.5h17v17h-17z", _ASKED, mark("灰 · 未知")),
}
REASONS = {
    "reached": mark("已达规划说法"),
    "due_soon": mark("90 天内到期"),
    "late": mark("已过规划时限"),
    "halted": mark("已停工或取消"),
    "running": mark("时限未到"),
    "no_deadline": mark("规划未写时限"),
    "no_record": mark("没有记录"),
}
# Statuses as the map tells them apart: colour, sign, word, and the statuses of the vocabulary.
GROUPS = {
    "early": ("#8A5A00", _DOTS, mark("前期、获批", context="actual"), ("preparation", "approval")),
    "building": ("#1F5FA8", _BARS, mark("已开工、在建", context="actual"), ("start", "under_construction")),
    "done": ("#1B7A43", _TICK, mark("已建成、已认定", context="actual"), ("completed", "designation")),
    "stopped": ("#B8000A", _CROSS, mark("停工、取消", context="actual"), ("suspended", "cancelled")),
    UNKNOWN: ("#626C77", _ASKED, mark("未知(无记录)", context="actual"), ()),
}
SHORT = {
    "early": mark("前期", context="actual"),
    "building": mark("在建", context="actual"),
    "done": mark("建成", context="actual"),
    "stopped": mark("停工", context="actual"),
    UNKNOWN: mark("未知", context="actual"),
}
_OF_STATUS = {status: group for group, (*_, statuses) in GROUPS.items() for status in statuses}


def by_actual() -> bool:
    """Whether the address asks for symbols coloured by actual progress."""
    return st.query_params.get(COLOUR) == ACTUAL


def group_of(record: ProgressRecord | None) -> str:
    """The group of the latest record's status; unknown without one."""
    return _OF_STATUS.get(record.status, UNKNOWN) if record else UNKNOWN


def light_sign(colour: str, *, size_px: int = 18) -> str:
    """The sign of a light: octagon, diamond, disc or square with a mark of its own."""
    ink, outline, path, _ = LIGHTS[colour]
    return _sign(f'<path d="{outline}" fill="{ink}"/>', path, size_px)


def light(found: Light) -> str:
    """Sign, word and reason of a light."""
    word = t(LIGHTS[found.colour][-1])
    return (
        f'<span class="light light-{found.colour}">{light_sign(found.colour)}'
        f"<span>{word}<small>{t(REASONS[found.reason])}</small></span></span>"
    )


def group_sign(group: str, *, size_px: int = 18) -> str:
    """The sign of a group of statuses: a disc in its colour with its mark."""
    ink, path, *_ = GROUPS[group]
    return _sign(f'<circle r="10" fill="{ink}"/>', path, size_px)


def short_word(group: str) -> str:
    """The same in a word, for the head of a table."""
    return t(SHORT[group], context="actual")


def group_word(group: str) -> str:
    """What a group of statuses is called."""
    return t(GROUPS[group][2], context="actual")


def status(record: ProgressRecord | None) -> str:
    """Sign, word and day of an actual status; what is not known is said to be unknown."""
    sign = group_sign(group_of(record), size_px=16)
    if record is None:
        return f'<span class="actual none">{sign}{t("未知")}</span>'
    return (
        f'<span class="actual">{sign}<b>{language.title("status", record.status)}</b><time>{day(record)}</time></span>'
    )


def status_word(record: ProgressRecord) -> str:
    """The status of a record in words."""
    return f'<b class="status-word">{language.title("status", record.status)}</b>'


def day(record: ProgressRecord) -> str:
    """The day as precisely as it is known: 2025, 2025-06 or 2025-06-30."""
    return literal(record.day)


def source(record: ProgressRecord) -> str:
    """The source, as a link where it is the address of a page, and whether it is still to be checked."""
    words = source_words(record.source) if record.source else f'<span class="quiet">{t("未填来源")}</span>'
    return f"{words} {unverified(record)}".rstrip()


def unverified(record: ProgressRecord) -> str:
    """The mark of a fact without an official source, '' for one that has it."""
    if record.is_official:
        return ""
    return f'<span class="unverified" title="{t("没有官方来源,引用前请核对")}">{t("来源待核")}</span>'


def source_words(text: str) -> str:
    """Words of a source; only an http(s) address becomes a link, which tells the other side nothing of this page."""
    if not is_address(text):
        return quoting.quoted(text)
    shown = literal(text)
    return f'<a class="more" href="{shown}" target="_blank" rel="noopener noreferrer nofollow">{shown}</a>'


def _sign(outline: str, path: str, size_px: int) -> str:
    return (
        f'<svg class="sign" xmlns="http://www.w3.org/2000/svg" width="{size_px}" height="{size_px}" '
        f'viewBox="-11 -11 22 22" aria-hidden="true">{outline}'
        f'<path fill="#fff" transform="translate(-6 -6) scale(.8)" d="{path}"/></svg>'
    )
