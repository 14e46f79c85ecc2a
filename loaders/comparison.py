"""What two plans say about the same projects: new in the later one, no longer listed, moved in stage, or the same.

Both sides are what the plans say, never what has really happened. The codes of a change are the list `change` of the
vocabulary:

- `new`: only the later plan names it; `dropped`: only the earlier one does, which is no proof that it was given up;
- `forward` and `backward`: both name it, at another step of `LADDER`;
- `restated`: both name it, and one of the stages is no step (提档升级, 创建, 未说明), so that neither is further on;
- `same`: both name it in the same stage, or in stages that are one group on screen and no steps;
- `doubtful`: it may be the same project, but there are several candidates, or names or counties do not settle it.

Which project of one plan is which of the other is decided in `loaders.pairing`.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile

from geo.gazetteer import Gazetteer
from loaders.models import Facet, PlanDocument, ProjectFeature
from loaders.pairing import Match, matches
from loaders.vocabulary import terms

LAST_STEP = "completed"  # stages after it in the vocabulary are other aims, no further steps
YEAR = re.compile(r"(?:19|20)\d\d")
NO_COUNTY = "未写区县"


@dataclass(frozen=True, slots=True)
class ComparedProject:
    """A project of one or both plans; `earlier` and `later` hold several projects only where it is `doubtful`.

    `counties` are the adcodes of all counties it touches; `why` says what leaves the match open, or ''.
    """

    row_id: str
    change: str
    name: str
    sectors: tuple[str, ...]
    county: str | None
    counties: tuple[str, ...]
    earlier: tuple[ProjectFeature, ...]
    later: tuple[ProjectFeature, ...]
    why: str


@dataclass(frozen=True, slots=True)
class ComparisonQuery:
    """What a reader narrows a comparison to; an empty tuple or text means no restriction."""

    changes: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    counties: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class CountyChanges:
    """How many rows of each change touch a county; `counts` follow the list `change`; `code` is '' for no county."""

    code: str
    name: str
    rows: int
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ComparisonFacets:
    """Choices of the filters, each counted in rows with the other filters applied but not itself."""

    changes: tuple[Facet, ...]
    sectors: tuple[Facet, ...]
    counties: tuple[Facet, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two plans side by side: every project of either stands in exactly one row."""

    earlier: PlanDocument
    later: PlanDocument
    rows: tuple[ComparedProject, ...]

    @property
    def has_common(self) -> bool:
        """Whether any project of one plan is, or may be, one of the other."""
        return any(row.earlier and row.later for row in self.rows)

    def select(self, query: ComparisonQuery, *, but: str = "") -> tuple[ComparedProject, ...]:
        """Rows that satisfy every filter of the query but one."""
        return tuple(row for row in self.rows if _fits(row, query, but=but))

    def facets(self, query: ComparisonQuery) -> ComparisonFacets:
        """Choices of every filter; counties are those that any row of the comparison touches, largest first."""
        lists = terms()
        changes = Counter(row.change for row in self.select(query, but="changes"))
        sectors = Counter(code for row in self.select(query, but="sectors") for code in row.sectors)
        counties = {one.code: one.rows for one in by_county(self.select(query, but="counties"))}
        return ComparisonFacets(
            changes=tuple(Facet(code, term.zh, changes[code], 0) for code, term in lists["change"].items()),
            sectors=tuple(Facet(code, term.zh, sectors[code], 0) for code, term in lists["sector"].items()),
            counties=tuple(Facet(one.code, one.name, counties.get(one.code, 0), 0) for one in by_county(self.rows)),
        )


def compare(
    earlier: PlanDocument, later: PlanDocument, features: Iterable[ProjectFeature], gazetteer: Gazetteer
) -> Comparison:
    """The two plans side by side; `features` are projects of any plans, those of others are left out.

    Rows follow the list `change`, then the text of the later plan, then that of the earlier.
    """
    sides: dict[str, list[ProjectFeature]] = {earlier.plan_id: [], later.plan_id: []}
    for feature in features:
        if feature.plan_id in sides:
            sides[feature.plan_id].append(feature)
    found = matches(
        sides[earlier.plan_id],
        sides[later.plan_id],
        jurisdictions=(earlier.jurisdiction, later.jurisdiction),
        gazetteer=gazetteer,
    )
    order = list(terms()["change"])
    rows = sorted((_row(match) for match in found), key=lambda row: order.index(row.change))
    return Comparison(earlier, later, tuple(rows))


def stage_change(earlier: str, later: str) -> str:
    """How the stage of a project moves from one plan to the next: forward, backward, restated or same."""
    stages = terms()["stage"]
    ladder = [*takewhile(lambda code: code != LAST_STEP, stages), LAST_STEP]
    if earlier in ladder and later in ladder:
        steps = ladder.index(later) - ladder.index(earlier)
        return "forward" if steps > 0 else "backward" if steps < 0 else "same"
    return "same" if stages[earlier].group == stages[later].group else "restated"


def by_county(rows: Iterable[ComparedProject]) -> tuple[CountyChanges, ...]:
    """Rows per county and change, counties with most rows first; a row counts in every county it touches."""
    found: dict[str, Counter[str]] = {}
    for row in rows:
        for code in row.counties or ("",):
            found.setdefault(code, Counter())[row.change] += 1
    gazetteer = Gazetteer.load()
    counted = [
        CountyChanges(
            code=code,
            name=division.name if (division := gazetteer.division(code)) else code or NO_COUNTY,
            rows=counts.total(),
            counts=tuple(counts[change] for change in terms()["change"]),
        )
        for code, counts in found.items()
    ]
    return tuple(sorted(counted, key=lambda one: (not one.code, -one.rows, one.code)))


def default_pair(plans: Sequence[PlanDocument]) -> tuple[str, str] | None:
    """Ids of the two plans to compare first: the two latest of one issuer's area, else the first two; None for one.

    A plan without a date counts by the year in its title or number, without any as the oldest; then the ids decide.
    """
    if len(plans) < 2:
        return None
    areas: dict[str, list[PlanDocument]] = {}
    for plan in plans:
        if plan.jurisdiction:
            areas.setdefault(plan.jurisdiction, []).append(plan)
    pairs = [tuple(sorted(group, key=_when)[-2:]) for group in areas.values() if len(group) > 1]
    earlier, later = max(pairs, key=lambda pair: _when(pair[1])) if pairs else plans[:2]
    return earlier.plan_id, later.plan_id


def _when(plan: PlanDocument) -> tuple[str, str]:
    year = YEAR.search(f"{plan.title or ''} {plan.document_number or ''}")
    return plan.date or (year[0] if year else ""), plan.plan_id


def _row(match: Match) -> ComparedProject:
    sides = (*match.later, *match.earlier)
    first = sides[0]
    if match.why:
        change = "doubtful"
    elif not match.earlier:
        change = "new"
    elif not match.later:
        change = "dropped"
    else:
        change = stage_change(match.earlier[0].stage, match.later[0].stage)
    return ComparedProject(
        row_id=first.mention_id,
        change=change,
        name=first.name,
        sectors=tuple(dict.fromkeys(one.sector for one in sides)),
        county=next((one.county for one in sides if one.county), None),
        counties=tuple(dict.fromkeys(code for one in sides for code in one.adcodes)),
        earlier=match.earlier,
        later=match.later,
        why=match.why,
    )


def _fits(row: ComparedProject, query: ComparisonQuery, *, but: str) -> bool:
    chosen = {"changes": (row.change,), "sectors": row.sectors, "counties": row.counties}
    names = (name for one in (*row.earlier, *row.later) for name in (one.name, one.county or "", one.township or ""))
    words = "\n".join(names).casefold()
    return all(word in words for word in query.text.casefold().split()) and all(
        name == but or not getattr(query, name) or not set(getattr(query, name)).isdisjoint(codes)
        for name, codes in chosen.items()
    )
