"""更正 · 改属性: type, kind, sector, stage, county and town, from lists; only what fits the type is asked."""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from loaders.catalog import Catalog, terms
from loaders.store import ADMIN_LEVELS, county_names, township_names
from pages.components import correct_words, language, quoting
from pages.components.correct_acts import Wish
from pages.components.correct_subject import Subject, key
from pages.components.language import t

LONGEST_TOWNSHIP = 40
ADMIN = "admin"
_NONE = ""  # no kind, no township: an entry of its own, since a box cannot be emptied otherwise
Fields = dict[str, str | None]


def ask(subject: Subject) -> Wish:
    """What of the fields is to be another."""
    mention, counties = subject.mention, county_names()
    present = {name: getattr(mention, name) for name in correct_words.FIELDS if hasattr(mention, name)}
    said = boxes(subject.catalog, mention.plan_id, present, lambda name: key(subject, name))
    wanted = {name: value for name, value in said.items() if value != present[name]}
    words = "<br>".join(
        correct_words.change(
            correct_words.field(name),
            correct_words.value(name, present[name], counties),
            correct_words.value(name, value, counties),
        )
        for name, value in wanted.items()
    )
    return Wish("change", [wanted], words=words, is_ready=bool(wanted))


def boxes(catalog: Catalog, plan_id: str, present: Mapping[str, str | None], keyed: Callable[[str], str]) -> Fields:
    """One box per field, on what it is at present; `keyed` gives the key of a field's box."""
    said: Fields = {}
    left, right = st.columns(2)
    whole = st.container()

    def box(
        place: DeltaGenerator,
        name: str,
        choices: Sequence[str],
        words: Mapping[str, str] | None = None,
        *,
        new: bool = False,
    ) -> str:
        with place:
            chosen = _box(name, choices, present.get(name) or _NONE, words, key=keyed(name), new=new)
        said[name] = chosen or None
        return chosen

    counties = county_names()
    is_division = box(left, "type", list(terms()["type"])) == ADMIN
    box(right, "stage", list(terms()["stage"]))
    if is_division:
        box(left, "admin_level", ADMIN_LEVELS)
    else:
        box(left, "kind", [_NONE, *terms()["kind"]])
        box(right, "sector", [_NONE, *terms()["sector"]])
    adcode = box(whole, "adcode", [_NONE, *_near_first(catalog, plan_id, counties)], counties)
    towns = township_names(adcode) if adcode else ()
    if box(whole, "township", [_NONE, *towns], new=True) not in towns and adcode != (present.get("adcode") or _NONE):
        said["township"] = None  # that of another county
    return said


def _box(
    name: str, choices: Sequence[str], present: str, words: Mapping[str, str] | None, *, key: str, new: bool
) -> str:
    known = list(dict.fromkeys([*choices, present] if present else choices))

    def shown(code: str) -> str:
        if code == _NONE:
            return t("不写", context="correction")
        if name == "admin_level":
            return correct_words.level(code)
        if words:
            return quoting.plain_name(words.get(code, code), division=True)
        return quoting.plain_name(code, division=True) if new else language.title(name, code)

    chosen = st.selectbox(
        correct_words.field(name),
        known,
        index=known.index(present) if present in known else 0,
        format_func=shown,
        key=key,
        accept_new_options=new,
    )
    return (chosen or _NONE).strip()[:LONGEST_TOWNSHIP] if new else chosen or _NONE


def _near_first(catalog: Catalog, plan_id: str, counties: Mapping[str, str]) -> list[str]:
    """Counties of the plan, then all others."""
    of_plan = [area.code for area in catalog.plan_counties((plan_id,))]
    return list(dict.fromkeys([*(code for code in of_plan if code in counties), *counties]))
