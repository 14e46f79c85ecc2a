"""Filters and selection: the address owns them, widgets only mirror it.

`?plan=…&sector=…&kind=…&county=…&township=…&stage=…&precision=…&unit=…&problem=…&change=…&q=…` filter (`plan=all`:
every plan; `problem` narrows the data-quality page only, `change` the comparison of the two plans `?a=…&b=…`),
`?task=…&place=…&area=…` select, `?mention=…` opens a row of a table, `?base=…` chooses an online base map,
`?view=clean` hides all but the map, `?lang=en` is the language. Unknown filter values (an old link, a typing error)
are dropped without a word; an unknown selection is kept, so that the page can say what it did not find.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from loaders.catalog import ComparisonFacets, ComparisonQuery, Facet, Facets, Query, terms
from pages.components import language

SELECTION = ("task", "place", "area")
ALL_PLANS = "all"
PAIR = ("a", "b")  # the earlier and the later plan of the comparison
FILTERS = ("plan", "sector", "kind", "county", "township", "stage", "precision", "unit", "problem", "change", "q")
WITHIN_PLAN = ("county", "township", "unit")  # filters whose choices another plan does not have
PRECISION_GROUPS = {
    "fine": ("exact", "village"),
    "township": ("township",),
    "route": ("route",),
    "county": ("county", "region"),
    "unresolved": ("unresolved",),
}
# Of the list of tasks, the data-quality list and the other tables (`-` for the reverse); the first is the default.
SORTS = ("number", "title", "sector", "unit", "projects")
QUALITY_SORTS = ("task", "name", "problem", "reason", "county", "precision", "confidence", "candidates")
LEDGER_SORTS = ("name", "sector", "kind", "county", "stage", "plans", "tasks", "precision", "amount")
COMPARE_SORTS = ("change", "name", "sector", "county", "earlier", "later")
BOTH_WAYS = dict.fromkeys((*SORTS, *QUALITY_SORTS, *LEDGER_SORTS))
ALL_SORTS = (*BOTH_WAYS, *(f"-{sort}" for sort in BOTH_WAYS))
TEXT_LIMIT = 60  # characters of a search worth keeping in an address


@dataclass(frozen=True, slots=True)
class View:
    """What the address asks for, unknown filter values already dropped."""

    plan: str | None
    sectors: tuple[str, ...]
    kinds: tuple[str, ...]
    counties: tuple[str, ...]
    townships: tuple[str, ...]
    stages: tuple[str, ...]
    precisions: tuple[str, ...]
    units: tuple[str, ...]
    problems: tuple[str, ...]
    text: str
    task: str | None
    places: tuple[str, ...]
    area: str | None
    mention: str | None
    base: str | None
    clean: bool
    sort: str
    page: int | None

    @property
    def query(self) -> Query:
        """The filters as the catalog wants them."""
        codes = tuple(code for group in self.precisions for code in PRECISION_GROUPS[group])
        return Query(
            plans=(self.plan,) if self.plan else (),
            sectors=self.sectors,
            kinds=self.kinds,
            counties=self.counties,
            townships=self.townships,
            stages=self.stages,
            precisions=codes,
            units=self.units,
            text=self.text,
        )

    @property
    def quality_query(self) -> Query:
        """The filters of the data-quality page, which shows mentions and no projects."""
        return Query(
            plans=(self.plan,) if self.plan else (),
            counties=self.counties,
            problems=self.problems,
            text=self.text,
        )

    @property
    def is_filtered(self) -> bool:
        """Whether anything but the plan narrows the view."""
        return bool(self.sectors or self.counties or self.stages or self.precisions or self.text or self.has_more)

    @property
    def has_more(self) -> bool:
        """Whether one of the filters that the sidebar keeps folded narrows the view."""
        return bool(self.kinds or self.townships or self.units)


@dataclass(frozen=True, slots=True)
class CompareView:
    """What the address asks of the comparison, unknown filter values already dropped."""

    changes: tuple[str, ...]
    sectors: tuple[str, ...]
    counties: tuple[str, ...]
    text: str
    mention: str | None
    sort: str
    page: int | None

    @property
    def query(self) -> ComparisonQuery:
        """The filters as the comparison wants them."""
        return ComparisonQuery(self.changes, self.sectors, self.counties, self.text)

    @property
    def is_filtered(self) -> bool:
        """Whether anything narrows the comparison."""
        return self.query != ComparisonQuery()


def read_pair(plans: tuple[str, ...], default: tuple[str, str]) -> tuple[str, str]:
    """Ids of the two plans to compare; what the address leaves out or gets wrong is filled in and written to it."""
    asked = [st.query_params.get(name, "") for name in PAIR]
    known = [plan for plan in asked if plan in plans]
    if len(set(known)) < len(PAIR):
        other = next(plan for plan in (*reversed(default), *plans) if plan not in known)
        pair = default if not known else (known[0], other) if asked[0] == known[0] else (other, known[0])
        write(dict(zip(PAIR, pair, strict=True)))
        return pair
    return asked[0], asked[1]


def read_comparison(known: ComparisonFacets) -> CompareView:
    """The view of the comparison; `known` holds every value that exists in it."""
    return CompareView(
        changes=_several("change", _codes(known.changes)),
        sectors=_several("sector", _codes(known.sectors)),
        counties=_several("county", filter(None, _codes(known.counties))),
        text=st.query_params.get("q", "").strip()[:TEXT_LIMIT],
        mention=st.query_params.get("mention") or None,
        sort=_one_of("sort", (*COMPARE_SORTS, *(f"-{sort}" for sort in COMPARE_SORTS))),
        page=_positive("page"),
    )


def read(known: Facets) -> View:
    """The view of the current address; `known` holds every value that exists at all."""
    return View(
        plan=_plan(_codes(known.plans)),
        sectors=_several("sector", _codes(known.sectors)),
        kinds=_several("kind", _codes(known.kinds)),
        counties=_several("county", _codes(known.counties)),
        townships=_several("township", _codes(known.townships)),
        stages=_several("stage", _codes(known.stages)),
        precisions=_several("precision", PRECISION_GROUPS),
        units=_several("unit", _codes(known.units)),
        problems=_several("problem", terms()["problem"]),
        text=st.query_params.get("q", "").strip()[:TEXT_LIMIT],
        task=st.query_params.get("task") or None,
        places=tuple(dict.fromkeys(filter(None, st.query_params.get_all("place")))),
        area=st.query_params.get("area") or None,
        mention=st.query_params.get("mention") or None,
        base=st.query_params.get("base") or None,
        clean=st.query_params.get("view") == "clean",
        sort=_one_of("sort", ALL_SORTS),
        page=_positive("page"),
    )


def _plan(known: tuple[str, ...]) -> str | None:
    """The one plan in view, None for all; an address that asks for nothing opens the first plan and says so."""
    if known and not any(name in st.query_params for name in (*FILTERS, *SELECTION)):
        write({"plan": known[0]})
    asked = _several("plan", known)
    return asked[0] if len(asked) == 1 else None


def write(changes: Mapping[str, str | Iterable[str] | None]) -> None:
    """Put the changes into the address; None, '' and an empty list take the parameter out."""
    for name, value in changes.items():
        values = value if isinstance(value, str) or value is None else list(value)
        if values:
            st.query_params[name] = values
        elif name in st.query_params:
            del st.query_params[name]


def follow(changes: str) -> None:
    """Apply the changes of a link made by `step`, e.g. `task=plan%2312&place=`; a repeated name has several values."""
    allowed = {*SELECTION, *FILTERS, *PAIR, "mention", "page", "sort", language.PARAMETER}
    values: dict[str, list[str]] = {}
    for name, value in parse_qsl(changes, keep_blank_values=True):
        if name in allowed:
            values.setdefault(name, []).extend([value] if value else [])
    write({name: several[0] if len(several) == 1 else several for name, several in values.items()})


def step(**changes: str | Sequence[str] | None) -> str:
    """The changes as the text that `follow` reads."""
    return urlencode({name: value or "" for name, value in changes.items()}, doseq=True)


def address(**changes: str | Sequence[str] | None) -> str:
    """The present address with the changes, as `?…`: opens in a new tab what `step` opens here."""
    values = {name: st.query_params.get_all(name) for name in st.query_params} | changes
    return "?" + urlencode({name: value for name, value in values.items() if value}, doseq=True)


def toggled(values: Sequence[str], value: str) -> list[str]:
    """The values with this one taken out if it is among them, else put at their end."""
    return [one for one in values if one != value] if value in values else [*values, value]


def clear_filters(keep: str = "") -> None:
    """Take every filter but the plan, and the one to keep, out of the address."""
    write({name: None for name in FILTERS[1:] if name != keep})


def asked_county() -> str | None:
    """The first county that the address names, known or not."""
    return (
        st.query_params.get_all("county")[0].partition(",")[0].strip() or None if "county" in st.query_params else None
    )


def kept() -> dict[str, list[str]]:
    """Filters, selection, compared plans, base map and language of the address, to take along to another page."""
    names = (*FILTERS, *SELECTION, *PAIR, "base", language.PARAMETER)
    values = {name: st.query_params.get_all(name) for name in names}
    return {name: several for name, several in values.items() if several}


def elsewhere(address: Mapping[str, str | Sequence[str] | None]) -> dict[str, str | Sequence[str]]:
    """The address of another page in the language of this one, without what is empty."""
    asked = {**address, language.PARAMETER: st.query_params.get(language.PARAMETER)}
    return {name: value for name, value in asked.items() if value}


def _one_of(name: str, allowed: tuple[str, ...]) -> str:
    value = st.query_params.get(name, "")
    return value if value in allowed else allowed[0]


def _positive(name: str) -> int | None:
    value = st.query_params.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and 0 < int(value) < 10_000 else None


def _codes(facets: Iterable[Facet]) -> tuple[str, ...]:
    return tuple(facet.code for facet in facets)


def _several(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """Known values of a parameter, repeated (`a=1&a=2`) or with commas (`a=1,2`), in the order of `known`."""
    values = st.query_params.get_all(name)
    asked = {*values, *(part.strip() for value in values for part in value.split(","))}
    return tuple(code for code in known if code in asked)
