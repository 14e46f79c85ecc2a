"""One mention of a draft: its words in the plan, where it was put and why, and the form that changes or rejects it."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from loaders.catalog import terms
from loaders.store import (
    Draft,
    PlanPreview,
    Review,
    ReviewRow,
    county_names,
    decide_fields,
    decide_rejected,
    decide_verified,
    same_project,
)
from pages.components import (
    chips,
    clause,
    clause_marks,
    correct_words,
    import_fields,
    import_review,
    import_state,
    language,
    panel_views,
    quoting,
    state,
)
from pages.components.language import t

AROUND = 120  # characters of the clause before and after the mention
LONGEST_NAME = 120
FIELDS = ("name", "kind", "stage", "adcode")
_NONE = ""  # no kind, no county: an entry of its own, since a box cannot be emptied otherwise
DIVISION = "admin"


def draw(draft: Draft, preview: PlanPreview, rows: Sequence[ReviewRow], row: ReviewRow, next_one: int | None) -> None:
    """The words of the plan above, the form below; readers of the screen hear of a new mention by its heading."""
    heading = f"<h4>{quoting.name(row.mention.name)}</h4>{import_review.badge(row)}"
    st.html(f'<div class="review-title">{heading}</div>')
    st.html(f'<p class="clause" lang="zh" tabindex="0">{_clause(preview, row)}</p>')
    st.html(_placing(row))
    alike = same_project(rows, row)
    keys = [one.key for one in alike]
    if row.status == "rejected":
        words = t("恢复为项目或地点")
        st.button(words, key=f"review_back_{draft.draft_id}", on_click=_restore, args=(draft.draft_id, keys))
        return
    _form(draft, row, keys, next_one)


def _form(draft: Draft, row: ReviewRow, keys: Sequence[str], next_one: int | None) -> None:
    prefix = f"review_{draft.draft_id}_{draft.revision}_{row.number}"
    mention = row.mention
    with st.form(f"{prefix}_form", border=False, enter_to_submit=False):
        st.text_input(t("名称", context="column"), value=mention.name, max_chars=LONGEST_NAME, key=f"{prefix}_name")
        left, right = st.columns(2, gap="small")
        with left:
            _box(prefix, "kind", mention.kind, [_NONE, *terms()["kind"]], disabled=mention.type == DIVISION)
        with right:
            _box(prefix, "stage", mention.stage, list(terms()["stage"]))
        _box(prefix, "adcode", mention.adcode, [_NONE, *county_names()])
        if len(keys) > 1:
            st.checkbox(t("同名同地的 {n} 处一并处理", n=len(keys)), value=True, key=f"{prefix}_all")
        with st.container(horizontal=True, gap="small"):
            words = t("核实,看下一处") if next_one else t("标为已核实")
            args = (draft.draft_id, prefix, row, keys)
            verify, reject = partial(_verify, *args, next_one), partial(_reject, *args, next_one)
            st.form_submit_button(words, key=f"{prefix}_verify", type="primary", on_click=verify)
            st.form_submit_button(t("只保存更改"), key=f"{prefix}_change", on_click=partial(_change, *args))
            st.form_submit_button(t("不是项目", context="correction"), key=f"{prefix}_reject", on_click=reject)


def _box(prefix: str, name: str, present: str | None, choices: Sequence[str], *, disabled: bool = False) -> None:
    known = list(dict.fromkeys([*choices, present or _NONE]))

    def shown(code: str) -> str:
        if code == _NONE:
            return t("不写", context="correction")
        return import_fields.division(code) if name == "adcode" else language.title(name, code)

    st.selectbox(
        correct_words.field(name),
        known,
        index=known.index(present or _NONE),
        format_func=shown,
        key=f"{prefix}_{name}",
        disabled=disabled,
        filter_mode="contains",
    )


def _typed(prefix: str, row: ReviewRow) -> dict[str, str | None]:
    """The fields of the form that differ from what is shown of the mention."""
    values = {name: st.session_state.get(f"{prefix}_{name}") for name in FIELDS}
    values = {name: value or (value if name == "name" else None) for name, value in values.items()}
    return {name: value for name, value in values.items() if value != getattr(row.mention, name)}


def _meant(prefix: str, row: ReviewRow, keys: Sequence[str]) -> set[str]:
    """Keys of the mentions that the form is about."""
    return set(keys) if st.session_state.get(f"{prefix}_all") else {row.key}


def _verify(draft_id: str, prefix: str, row: ReviewRow, keys: Sequence[str], next_one: int | None) -> None:
    if _decide(draft_id, prefix, row, keys, verified=True):
        state.write({"record": str(next_one or row.number), "page": None})


def _change(draft_id: str, prefix: str, row: ReviewRow, keys: Sequence[str]) -> None:
    _decide(draft_id, prefix, row, keys, verified=False)


def _decide(draft_id: str, prefix: str, row: ReviewRow, keys: Sequence[str], *, verified: bool) -> bool:
    fields, meant = _typed(prefix, row), _meant(prefix, row, keys)

    def act(review: Review, rows: Sequence[ReviewRow]) -> Review:
        chosen = [one for one in rows if one.key in meant]
        if not fields:
            return decide_verified(review, chosen) if verified else review
        return decide_fields(review, chosen, fields, verified=verified)

    return import_state.decide(draft_id, act)


def _reject(draft_id: str, prefix: str, row: ReviewRow, keys: Sequence[str], next_one: int | None) -> None:
    meant = _meant(prefix, row, keys)
    if import_state.decide(
        draft_id, lambda review, rows: decide_rejected(review, [one for one in rows if one.key in meant])
    ):
        state.write({"record": str(next_one or row.number), "page": None})


def _restore(draft_id: str, keys: Sequence[str]) -> None:
    meant = set(keys)
    import_state.decide(
        draft_id,
        lambda review, rows: decide_verified(
            review, [one for one in rows if one.key in meant and one.status == "rejected"], really=False
        ),
    )


def _clause(preview: PlanPreview, row: ReviewRow) -> str:
    """The words of the plan round the mention, which is marked, with all others in the manner of their kind."""
    text, read = preview.document.text, row.read
    first = row.task.start_char if row.task else text.rfind("\n", 0, read.start_char) + 1
    last = row.task.end_char if row.task else len(text)
    start, end = max(first, read.start_char - AROUND), min(last, read.end_char + AROUND)
    near = [one for one in preview.mentions if one.start_char < end and one.end_char > start]
    marks = clause_marks.plain(near, selected={read.mention_id})
    words = clause.as_html(text[start:end].rstrip(), offset=start, marks=marks)
    return f"{'…' if start > first else ''}{words}{'…' if end < last else ''}"


def _placing(row: ReviewRow) -> str:
    """Where the mention was put, how finely and why, and how sure its reader is."""
    place = row.place
    where = " ".join(quoting.name(one, division=True) for one in (place.county, place.township) if one) if place else ""
    position = " · ".join(filter(None, [chips.precision(row.precision), where]))
    facts = [
        (t("定位"), position),
        (t("定位原因"), quoting.sentence(row.link.reason)),
        (t("识别把握", context="column"), f"{row.read.confidence:.0%}"),
    ]
    changed = "<br>".join(
        correct_words.change(
            correct_words.field(name),
            correct_words.value(name, getattr(row.read, name), county_names()),
            correct_words.value(name, getattr(row.mention, name), county_names()),
        )
        for name in FIELDS
        if getattr(row.read, name) != getattr(row.mention, name)
    )
    return panel_views.facts(facts) + (f'<p class="change">{changed}</p>' if changed else "")
