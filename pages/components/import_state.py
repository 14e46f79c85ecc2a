"""What was read and is not saved yet: it belongs to this session alone and goes with it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import streamlit as st

from loaders.catalog import LoaderError
from loaders.store import (
    AddedPlan,
    Desk,
    Earlier,
    Metadata,
    PlanPreview,
    Reading,
    add_plan,
    find_same,
    likely_earlier,
)
from pages.components import access, catalog, import_fields, import_words

_DRAFTS, _OPEN, _SAVED, _PROBLEMS = "import_drafts", "import_open", "import_saved", "import_problems"
AS_NEW = ""  # what a draft replaces: nothing


@dataclass(frozen=True, slots=True)
class Draft:
    """A file as read, what would be stated of it, what was found in it, and what it looks like in the store."""

    reading: Reading
    metadata: Metadata
    preview: PlanPreview
    same: AddedPlan | None
    earlier: tuple[Earlier, ...]

    @property
    def key(self) -> str:
        """What tells it from the others."""
        return self.reading.sha256[:16]

    @property
    def is_plain(self) -> bool:
        """Whether nothing has to be decided before it is saved."""
        return self.same is None and not self.earlier


def drafts() -> tuple[Draft, ...]:
    """What waits to be looked at."""
    found: dict[str, Draft] = st.session_state.get(_DRAFTS, {})
    return tuple(found.values())


def opened() -> str:
    """The key of the draft whose form is shown."""
    keys = [draft.key for draft in drafts()]
    asked = st.session_state.get(_OPEN, "")
    return asked if asked in keys else next(iter(keys), "")


def show(key: str) -> None:
    """Show the form of this draft; what was typed into the other one stays."""
    _keep_typed()
    st.session_state[_OPEN] = key


def put(draft: Draft) -> None:
    """Keep a draft until it is saved or dropped."""
    st.session_state[_DRAFTS] = {**st.session_state.get(_DRAFTS, {}), draft.key: draft}


def drop(key: str) -> None:
    """Forget a draft."""
    st.session_state[_DRAFTS] = {draft.key: draft for draft in drafts() if draft.key != key}


def compare(desk: Desk, draft: Draft) -> Draft:
    """The draft with what is in the store now."""
    same = find_same(desk.store, draft.reading.text)
    earlier = () if same else likely_earlier(desk.store, draft.reading.text, draft.metadata)
    return replace(draft, same=same, earlier=earlier)


def save(keys: list[str]) -> None:
    """Save the drafts as their forms say; those that cannot be saved stay, with a sentence."""
    _keep_typed()
    desk = access.desk()
    if desk is None:
        return
    for draft in [one for one in drafts() if one.key in keys]:
        reading = draft.reading
        done = attempt(
            lambda draft=draft, reading=reading: desk.do(
                add_plan,
                reading.text,
                draft.metadata,
                name=reading.file_name,
                kind=reading.kind,
                notes=[note.sentence for note in reading.notes],
                replaces=chosen(draft) or None,
            ),
            name=reading.file_name,
        )
        if isinstance(done, AddedPlan):
            drop(draft.key)
            st.session_state[_SAVED] = [*st.session_state.get(_SAVED, []), done]
    for draft in drafts():
        put(compare(desk, draft))


def attempt(act: Callable[[], object], *, name: str = "") -> object:
    """What the act returns, after which the build is looked at again; None where it fails, which the page says."""
    try:
        done = act()
    except LoaderError as error:
        tell(name, import_words.problem(error))
        return None
    catalog.look_again()
    return done


def chosen(draft: Draft) -> str:
    """Id of the plan that the draft is a new version of, `AS_NEW` for a plan of its own."""
    proposed = draft.earlier[0].plan.plan_id if draft.earlier else AS_NEW
    return st.session_state.get(f"{draft.key}_replaces", proposed) or AS_NEW


def tell(name: str, message: str) -> None:
    """Keep a sentence on a file for the page."""
    st.session_state[_PROBLEMS] = [*st.session_state.get(_PROBLEMS, []), (name, message)]


def problems() -> list[tuple[str, str]]:
    """File names with their sentences."""
    return st.session_state.get(_PROBLEMS, [])


def saved() -> list[AddedPlan]:
    """What was saved, until the next files come."""
    return st.session_state.get(_SAVED, [])


def clear_told() -> None:
    """Forget what was said of files before."""
    st.session_state.pop(_PROBLEMS, None)
    st.session_state.pop(_SAVED, None)


def _keep_typed() -> None:
    """Take over what stands in the form that is shown."""
    for draft in drafts():
        if draft.key == opened():
            put(replace(draft, metadata=import_fields.typed(draft.key, draft.metadata)))
