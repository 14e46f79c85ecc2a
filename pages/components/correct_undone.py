"""What was taken back and can be made again, below the list of corrections."""

import streamlit as st

from loaders.store import Desk, StoreError, Undone, county_names, undone_corrections
from pages.components import correct_acts, correct_words, markup, quoting
from pages.components.language import t
from pages.components.markup import literal


def draw(desk: Desk) -> None:
    """The last actions that were taken back, each with 重做; nothing where there are none."""
    try:
        found = {one.correction.record_id: one for one in undone_corrections(desk.store)}
    except StoreError:
        found = {}  # what cannot be read has been said above the list
    with st.container(key="corrections_undone"):
        if not found:
            return

        def again(record_id: str) -> None:
            if one := found.get(record_id):
                correct_acts.make_again(_name(one), record_id, one.revision)

        counties = county_names()
        rows = "".join(_row(one, counties) for one in found.values())
        title = t("已撤销,可以重做")
        body = f'<h3 class="undone">{title}</h3><ul class="correction-rows" aria-label="{title}">{rows}</ul>'
        markup.show(body, key="corrections_undone_rows", on_open=again)


def _name(one: Undone) -> str:
    return str(one.correction.state.changes.get("name") or one.correction.anchor.name)


def _row(one: Undone, counties: dict[str, str]) -> str:
    made = one.correction
    changed = correct_words.changed(made, counties)
    told = t("{who} 于 {when} 撤销", who=literal(one.who), when=correct_words.when(one.at))
    record_id = literal(made.record_id)
    button = (
        f'<button type="button" class="link" data-open="{record_id}" data-keep="{record_id}" '
        f'aria-label="{t("重做对 {name} 的更正", name=literal(_name(one)))}">{t("重做")}</button>'
    )
    parts = [f"<b>{quoting.name(_name(one))}</b>", correct_words.action(made.action), changed, told]
    return f"<li>{button} {' · '.join(filter(None, parts))}</li>"
