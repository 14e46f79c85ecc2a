"""Drafts on the page: the store keeps them for their owner, this session what it has found in their texts.

The address says which one is open (`?draft=…`), so that a reload goes on where it was.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import streamlit as st

from loaders.catalog import LoaderError
from loaders.store import (
    AddedPlan,
    Desk,
    Draft,
    Earlier,
    IntakeError,
    Metadata,
    PlanPreview,
    Review,
    ReviewRow,
    bring_back_draft,
    change_draft,
    drop_draft,
    find_same,
    likely_earlier,
    open_draft,
    preview_safely,
    review_rows,
    save_draft,
    unfound,
    waiting_drafts,
)
from pages.components import access, catalog, import_fields, import_words, state

_LOOKED, _ROWS, _SAVED, _PROBLEMS, _DROPPED = (
    "import_looked",
    "import_rows",
    "import_saved",
    "import_problems",
    "import_dropped",
)
OPEN = "draft"  # of the address
OF_REVIEW = ("record", "show", "below", "sort", "page")  # of the address, too
AS_NEW = ""  # what a draft replaces: nothing
READ_WITH = ("title", "jurisdiction")  # what is stated of a plan and decides how it is read
MOST_LOOKED = 4  # previews that a session keeps


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found in the text of a draft with what is stated of it, and what it looks like in the store."""

    preview: PlanPreview
    same: AddedPlan | None
    earlier: tuple[Earlier, ...]

    @property
    def is_plain(self) -> bool:
        """Whether nothing has to be decided before it is saved."""
        return self.same is None and not self.earlier


@dataclass(frozen=True, slots=True)
class Saved:
    """What saving came to, how many mentions were reviewed, and how many of these the text as read now has no more."""

    added: AddedPlan
    decided: int
    unfound: int


def waiting(desk: Desk) -> tuple[Draft, ...]:
    """The drafts of who is here, without their texts."""
    return waiting_drafts(desk.store, who=desk.user.name)


def opened(found: tuple[Draft, ...]) -> Draft | None:
    """The draft whose form is shown."""
    asked = st.query_params.get(OPEN, "")
    return next((draft for draft in found if draft.draft_id == asked), None)


def show(draft_id: str | None) -> None:
    """Show the form of this draft, or none."""
    state.write({OPEN: draft_id, **dict.fromkeys(OF_REVIEW)})


def looked(desk: Desk, draft: Draft) -> Looked | None:
    """What is in the draft, read now unless this session has read it; None where it is gone or cannot be read."""
    cache: dict[str, tuple[Metadata, Looked]] = st.session_state.setdefault(_LOOKED, {})
    stated, found = cache.get(draft.draft_id, (None, None))
    if stated and found and all(getattr(stated, name) == getattr(draft.metadata, name) for name in READ_WITH):
        return found
    whole = open_draft(desk.store, draft.draft_id, who=desk.user.name)
    if whole is None:
        return None
    try:
        preview = preview_safely(whole.reading.text, draft.metadata)
    except IntakeError as error:
        tell(draft.reading.file_name, import_words.problem(error))
        return None
    return put(desk, replace(whole, metadata=draft.metadata), preview)


def put(desk: Desk, draft: Draft, preview: PlanPreview) -> Looked:
    """Remember for this session what was found in a draft, compared with what is in the store now."""
    text = preview.document.text
    same = find_same(desk.store, text)
    found = Looked(preview, same, () if same else likely_earlier(desk.store, text, draft.metadata))
    cache: dict[str, tuple[Metadata, Looked]] = st.session_state.get(_LOOKED, {})
    others = [pair for pair in cache.items() if pair[0] != draft.draft_id]
    st.session_state[_LOOKED] = dict([*others[1 - MOST_LOOKED :], (draft.draft_id, (draft.metadata, found))])
    return found


def rows(draft: Draft, preview: PlanPreview) -> tuple[ReviewRow, ...]:
    """The mentions of a draft as its review leaves them, kept until something changes."""
    former = st.session_state.get(_ROWS)
    if former and former[0] is preview and former[1] == draft.review:
        found: tuple[ReviewRow, ...] = former[2]
        return found
    found = review_rows(preview, draft.review)
    st.session_state[_ROWS] = (preview, draft.review, found)
    return found


def is_read(draft: Draft) -> bool:
    """Whether this session knows what is in the draft."""
    return draft.draft_id in st.session_state.get(_LOOKED, {})


def keep_typed(draft_id: str) -> None:
    """Keep what stands in the form."""

    def typed(draft: Draft) -> Draft:
        choice = st.session_state.get(f"{draft_id}_replaces", draft.chosen)
        return replace(draft, metadata=import_fields.typed(draft_id, draft.metadata), chosen=choice)

    _change(draft_id, typed)


def decide(draft_id: str, act: Callable[[Review, tuple[ReviewRow, ...]], Review]) -> bool:
    """Keep what the act makes of the review and the mentions as they are now; whether that could be kept."""

    def reviewed(draft: Draft) -> Draft:
        desk = access.desk()
        found = looked(desk, draft) if desk else None
        return replace(draft, review=act(draft.review, rows(draft, found.preview))) if found else draft

    clear_told()
    return _change(draft_id, reviewed)


def undo(draft_id: str) -> None:
    """Take the last act of a review back."""
    _change(draft_id, lambda draft: replace(draft, review=draft.review.undone()))


def drop(draft_id: str) -> None:
    """Drop a draft; it can be brought back for a day."""
    clear_told()
    desk = access.desk()
    draft = next((one for one in waiting(desk) if one.draft_id == draft_id), None) if desk else None
    if desk is None or draft is None:
        return
    attempt(lambda: desk.do(drop_draft, draft_id), name=draft.reading.file_name, builds=False)
    st.session_state[_DROPPED] = draft
    _after(draft_id, waiting(desk))


def bring_back() -> None:
    """Undo the last dropping."""
    draft, desk = dropped(), access.desk()
    if draft and desk:
        attempt(lambda: desk.do(bring_back_draft, draft.draft_id), name=draft.reading.file_name, builds=False)
        st.session_state.pop(_DROPPED, None)
        show(draft.draft_id)


def dropped() -> Draft | None:
    """The draft that was dropped last, until something else happens."""
    return st.session_state.get(_DROPPED)


def save(draft_ids: list[str]) -> None:
    """Save the drafts with what was reviewed; those that cannot be saved stay, with a sentence."""
    clear_told()
    desk = access.desk()
    if desk is None:
        return
    for draft in [one for one in waiting(desk) if one.draft_id in draft_ids]:
        name = draft.reading.file_name
        done = attempt(partial(_save, desk, draft), name=name)
        if isinstance(done, Saved):
            st.session_state[_SAVED] = [*saved(), done]
    st.session_state.pop(_LOOKED, None)  # what is in the store now may be what another one is a version of
    _after(st.query_params.get(OPEN, ""), waiting(desk))


def chosen(draft: Draft, found: Looked) -> str:
    """Id of the plan that the draft is a new version of, `AS_NEW` for a plan of its own."""
    proposed = found.earlier[0].plan.plan_id if found.earlier else AS_NEW
    known = {AS_NEW, *(one.plan.plan_id for one in found.earlier)}
    return draft.chosen if draft.chosen in known and draft.chosen is not None else proposed


def attempt(act: Callable[[], object], *, name: str = "", builds: bool = True) -> object:
    """What the act returns, None where it fails, which the page says; the build is looked at again if it `builds`."""
    try:
        done = act()
    except LoaderError as error:
        tell(name, import_words.problem(error))
        return None
    if builds:
        catalog.look_again()
    return done


def tell(name: str, message: str) -> None:
    """Keep a sentence on a file for the page."""
    st.session_state[_PROBLEMS] = [*st.session_state.get(_PROBLEMS, []), (name, message)]


def problems() -> list[tuple[str, str]]:
    """File names with their sentences."""
    return st.session_state.get(_PROBLEMS, [])


def saved() -> list[Saved]:
    """What was saved, until the next files come."""
    return st.session_state.get(_SAVED, [])


def clear_told() -> None:
    """Forget what was said of files before."""
    for key in (_PROBLEMS, _SAVED, _DROPPED):
        st.session_state.pop(key, None)


def _save(desk: Desk, draft: Draft) -> Saved | None:
    found = looked(desk, draft)
    if found is None:
        return None
    added = desk.do(save_draft, draft, found.preview, replaces=chosen(draft, found) or None)
    return Saved(added, len(draft.review.decisions), unfound(found.preview, draft.review))


def _change(draft_id: str, change: Callable[[Draft], Draft]) -> bool:
    """Keep the present draft as changed, whatever this window has shown of it; whether that worked."""
    desk = access.desk()
    draft = next((one for one in waiting(desk) if one.draft_id == draft_id), None) if desk else None
    if desk is None or draft is None:
        tell("", import_words.DRAFT_GONE)
        return False

    def act() -> Draft:
        new = change(draft)
        return draft if new == draft else desk.do(change_draft, new)

    return attempt(act, name=draft.reading.file_name, builds=False) is not None


def _after(draft_id: str, left: tuple[Draft, ...]) -> None:
    """Where the open draft is gone, open the next one that waits."""
    if st.query_params.get(OPEN, "") == draft_id and all(draft.draft_id != draft_id for draft in left):
        show(left[0].draft_id if left else None)
