"""Filters and selection: the address owns them, widgets only mirror it.

`?plan=…&sector=…&kind=…&county=…&township=…&stage=…&precision=…&unit=…&problem=…&change=…&light=…&q=…` filter
(`plan=all`: every plan; `problem` narrows the data-quality page only, `light` 推进情况, `change` the comparison of the
two plans `?a=…&b=…`), `?task=…&place=…&area=…` select, `?mention=…` opens a row of a table, `?base=…` chooses an
online base map, `?colour=status` colours symbols by actual progress, `?tab=…&record=…` belong to 推进情况,
`?draft=…&show=…&below=…` (and `record`) to 导入与更正, `?view=clean` hides all but the map, `?lang=en` is the
language. `?item=…` (repeated) are the pages collected for a briefing, `?paper=…&dpi=…&without=…` how they are printed;
what concerns 简报 alone is in `brief_state`. Unknown filter values (an old link, a typing error) are dropped without a
word; an unknown selection is kept, so that the page can say what it did not find.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from loaders.catalog import ComparisonFacets, ComparisonQuery, Facet, Facets, Query, terms
from pages.components import language

SELECTION = ("task", "place", "area")
ALL_PLANS = "all"
PAIR = ("a", "b")  # the earlier and the later plan of the comparison
FILTERS = (
    "plan",
    "sector",
    "kind",
    "county",
    "township",
    "stage",
    "precision",
    "unit",
    "problem",
    "change",
    "light",
    "q",
)
WITHIN_PLAN = ("county", "township", "unit")  # filters whose choices another plan does not have
ITEM = "item"  # a page of the briefing, as often as there are pages
PRINTING = ("paper", "dpi", "without")  # how pages of a briefing are printed, wherever they are collected
HERE_ALONE = ("bounds", "edit", "title")  # parameters of the page 简报 that its links may change
FOLLOWING = ("colour", "tab", "record")  # what 推进情况 asks for, and by what symbols are coloured
REVIEWING = ("show", "below")  # what 导入与更正 narrows the mentions of a draft by; `record` opens one of them
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
PROGRESS_SORTS = ("light", "name", "county", "stage", "status", "deadline")
LEDGER_SORTS = ("name", "sector", "kind", "county", "stage", "plans", "tasks", "precision", "amount")
COMPARE_SORTS = ("change", "name", "sector", "county", "earlier", "later")
BOTH_WAYS = dict.fromkeys((*SORTS, *QUALITY_SORTS, *LEDGER_SORTS, *PROGRESS_SORTS))
ALL_SORTS = (*BOTH_WAYS, *(f"-{sort}" for sort in BOTH_WAYS))
TEXT_LIMIT = 60  # characters of a search worth keeping in an address
MOST_DIGITS = 6  # of a number there


class Source(Protocol):
    """Parameters with their values: the address, or a text like one."""

    def __contains__(self, name: object) -> bool:
        """Whether the parameter is there."""

    def get(self, name: str, default: str = "") -> str:
        """Its last value."""

    def get_all(self, name: str) -> list[str]:
        """All its values."""


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
    def filters(self) -> dict[str, Sequence[str]]:
        """The filters as parameters of an address, without those that narrow nothing; all plans are said to be all."""
        values = {
            "plan": self.plan or ALL_PLANS,
            "sector": self.sectors,
            "kind": self.kinds,
            "county": self.counties,
            "township": self.townships,
            "stage": self.stages,
            "precision": self.precisions,
            "unit": self.units,
            "q": self.text,
        }
        return {name: value for name, value in values.items() if value}

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
        changes=several("change", _codes(known.changes)),
        sectors=several("sector", _codes(known.sectors)),
        counties=several("county", filter(None, _codes(known.counties))),
        text=st.query_params.get("q", "").strip()[:TEXT_LIMIT],
        mention=st.query_params.get("mention") or None,
        sort=one_of("sort", (*COMPARE_SORTS, *(f"-{sort}" for sort in COMPARE_SORTS))),
        page=positive("page"),
    )


def read(known: Facets) -> View:
    """The view of the address; one that asks for nothing opens the first plan and says so."""
    if known.plans and not any(name in st.query_params for name in (*FILTERS, *SELECTION)):
        write({"plan": known.plans[0].code})
    return view_in(st.query_params, known)


def view_in(source: Source, known: Facets) -> View:
    """The view that the parameters ask for; `known` holds every value that exists at all."""
    plans = several("plan", _codes(known.plans), source)
    return View(
        plan=plans[0] if len(plans) == 1 else None,
        sectors=several("sector", _codes(known.sectors), source),
        kinds=several("kind", _codes(known.kinds), source),
        counties=several("county", _codes(known.counties), source),
        townships=several("township", _codes(known.townships), source),
        stages=several("stage", _codes(known.stages), source),
        precisions=several("precision", PRECISION_GROUPS, source),
        units=several("unit", _codes(known.units), source),
        problems=several("problem", terms()["problem"], source),
        text=source.get("q", "").strip()[:TEXT_LIMIT],
        task=source.get("task", "") or None,
        places=tuple(dict.fromkeys(filter(None, source.get_all("place")))),
        area=source.get("area", "") or None,
        mention=source.get("mention", "") or None,
        base=source.get("base", "") or None,
        clean=source.get("view", "") == "clean",
        sort=one_of("sort", ALL_SORTS, source),
        page=positive("page", source),
    )


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
    allowed = {
        *SELECTION,
        *FILTERS,
        *PAIR,
        *HERE_ALONE,
        *FOLLOWING,
        *REVIEWING,
        "mention",
        "page",
        "sort",
        language.PARAMETER,
    }
    values: dict[str, list[str]] = {}
    for name, value in parse_qsl(changes, keep_blank_values=True):
        if name in allowed:
            values.setdefault(name, []).extend([value] if value else [])
    write({name: several[0] if len(several) == 1 else several for name, several in values.items()})


def step(**changes: str | Sequence[str] | None) -> str:
    """The changes as the text that `follow` reads."""
    return urlencode({name: value or "" for name, value in changes.items()}, doseq=True)


def address(**changes: str | Sequence[str] | None) -> str:
    """The present address with the changes, as `?…`: opens in a new tab what `step` opens here.

    The pages of the briefing are left out, which the browser adds to a link that is opened (`markup`): they are long.
    """
    values = {name: st.query_params.get_all(name) for name in st.query_params if name != ITEM} | changes
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
    """What goes along to another page: filters, selection, compared plans, base map, language and the briefing."""
    return _present((*FILTERS, *SELECTION, *PAIR, "base", "colour", *PRINTING, ITEM, language.PARAMETER))


def elsewhere(address: Mapping[str, str | Sequence[str] | None]) -> dict[str, str | Sequence[str]]:
    """The address of another page in the language of this one, without what is empty; for links in the page."""
    asked = {**address, language.PARAMETER: st.query_params.get(language.PARAMETER)}
    return {name: value for name, value in asked.items() if value}


def departure(address: Mapping[str, str | Sequence[str] | None]) -> dict[str, str | Sequence[str]]:
    """The same with the briefing, for going there."""
    return elsewhere(address) | _present((*PRINTING, ITEM))


def _present(names: Iterable[str]) -> dict[str, list[str]]:
    values = {name: st.query_params.get_all(name) for name in names}
    return {name: found for name, found in values.items() if found}


def one_of(name: str, allowed: Sequence[str], source: Source = st.query_params) -> str:
    """The value of a parameter, the first one allowed if it is none of them."""
    value = source.get(name, "")
    return value if value in allowed else allowed[0]


def positive(name: str, source: Source = st.query_params) -> int | None:
    """A parameter as a number from 1, None if it is no such number."""
    value = source.get(name, "")
    return int(value) or None if value.isascii() and value.isdigit() and len(value) <= MOST_DIGITS else None


def several(name: str, known: Iterable[str], source: Source = st.query_params) -> tuple[str, ...]:
    """Known values of a parameter, repeated (`a=1&a=2`) or with commas (`a=1,2`), in the order of `known`."""
    values = source.get_all(name)
    if not values:
        return ()
    asked = {*values, *(part.strip() for value in values for part in value.split(","))}
    return tuple(code for code in known if code in asked)


def _codes(facets: Iterable[Facet]) -> Iterator[str]:
    return (facet.code for facet in facets)
