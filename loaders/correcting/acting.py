"""Corrections as a screen makes them: one action by name, on what its reader has seen; and what can be chosen there."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from geo.gazetteer import Gazetteer
from loaders.correcting.editor import Editor, Written
from loaders.correcting.models import Overlay
from loaders.stored.records import Store

ACTIONS = frozenset(
    {"add", "change", "choose", "merge", "move", "reject", "rename", "reset", "split", "unplace", "verify"}
)
OF_ONE = frozenset({"add", "split"})  # of one plan, of one mention


def correct(
    store: Store,
    overlay: Overlay,
    action: str,
    mention_ids: Sequence[str],
    *stated: Any,  # noqa: ANN401
    who: str,
    asks: bool = False,
    **more: Any,  # noqa: ANN401
) -> Written:
    """What the action of an `Editor` on these mentions writes; `stated` and `more` are what it asks for.

    `add` is about a plan: its id stands in the place of those of mentions.

    Raises
    ------
    CorrectionError
        If it cannot be kept, as `DoubtfulError` if it is only doubtful and `asks` is true.
    ConflictError
        If someone has corrected one of the mentions since the overlay was made.
    """
    if action not in ACTIONS:
        raise ValueError(f"{action}: no such action; it is one of {', '.join(sorted(ACTIONS))}")
    about = mention_ids[0] if action in OF_ONE else mention_ids
    written: Written = getattr(Editor(store, overlay, who=who, asks=asks), action)(about, *stated, **more)
    return written


@lru_cache(maxsize=1)
def county_names() -> dict[str, str]:
    """Every county by its code, the province in front of its name."""
    gazetteer = Gazetteer.load()
    names = {}
    for division in gazetteer.divisions():
        if gazetteer.is_county(division.adcode):
            above = [one for code in gazetteer.ancestors(division.adcode) if (one := gazetteer.division(code))]
            names[division.adcode] = " ".join([*(one.name for one in above[-1:]), division.name])
    return names


def township_names(adcode: str) -> tuple[str, ...]:
    """Towns of a county by name."""
    return tuple(sorted({one.name for one in Gazetteer.load().townships(adcode)}))
