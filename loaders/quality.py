"""Which mentions of a build someone should look at, and why: the rows of the data-quality page.

A mention can have several problems (codes of the list `problem` of the vocabulary):

- `unresolved`: it has no place; the reason says what is missing;
- `region`: it names a region that is not drawn at a point on purpose;
- `tied`: several candidates fit equally well, so that it stays at what they share, or nowhere;
- `inferred`: its place was taken from a name alone (`place_confidence` low, shown as 推断);
- `low_confidence`: the reader is less than 70 % sure that the mention is right.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geo.gazetteer import Gazetteer
from geo.models import Candidate, Rule
from loaders.models import Link, Mention, Place, PlanDocument, Query, Task
from loaders.searching import Entry, SearchIndex, division_names
from loaders.vocabulary import terms

CONFIDENCE_THRESHOLD = 0.7  # of `Mention.confidence`, the probability that the mention is right
NO_PLACE = "unresolved"
REFERENCES = "依据："  # what separates the remark from its references in the evidence of a place
SENTENCE_END = "[。；;\n]"
QUOTE_REACH = 60  # characters
WHY_INFERRED = "位置由推断得出：{remark}"
WHY_DOUBTED = "识别把握 {confidence:.0%}，低于 {threshold:.0%}"
WHY_TIED = "{count} 处候选同样符合"


@dataclass(frozen=True, slots=True)
class QualityRow:
    """A mention with at least one problem: what the plan says, where it was put, why, and what else was considered.

    `problems` are codes in the order of the vocabulary; `precision` is `unresolved` without a place; `counties` are
    the adcodes by which the row is found; `quote` is the sentence round the mention, `why` says for
    each problem what is doubtful, `reason` what decided the position, `rule` a code of `geo.models.Rule`
    or ''; `tied` and `rejected` are candidates in words.
    """

    mention_id: str
    plan_id: str
    plan: str
    task_id: str | None
    task_number: str
    task_title: str
    name: str
    type: str
    surface: str
    quote: str
    problems: tuple[str, ...]
    adcode: str | None
    county: str | None
    township: str | None
    counties: tuple[str, ...]
    precision: str
    place_id: str | None
    place_confidence: str | None
    source: str | None
    evidence: str | None
    confidence: float
    why: str
    reason: str
    rule: str
    tied: tuple[str, ...]
    rejected: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QualityCount:
    """One choice of a filter of the page: a code, its label, and how many rows it would leave."""

    code: str
    label: str
    rows: int


@dataclass(frozen=True, slots=True)
class QualityFacets:
    """Choices of the filters under a query, each counted with the others applied, and all mentions looked at."""

    problems: tuple[QualityCount, ...]
    counties: tuple[QualityCount, ...]
    rows: int
    mentions: int


class Quality:
    """The rows of a build; joined once, filtered in memory."""

    def __init__(self, records: Mapping[str, Sequence[Any]]) -> None:
        """Join mentions with their link, place, task and plan."""
        self._mentions: Counter[str] = Counter(mention.plan_id for mention in records["mentions"])
        self._gazetteer = Gazetteer.load()
        self._rows = tuple(_rows(records, self._gazetteer))
        self._index = SearchIndex(_entry(row) for row in self._rows)

    def rows(self, query: Query) -> tuple[QualityRow, ...]:
        """Rows of the query's plans, problems, counties and words, in plan and text order."""
        return tuple(row for row in self._found(query) if _fits(row, query))

    def facets(self, query: Query) -> QualityFacets:
        """Choices of the filters and how many rows each would leave."""
        found = self._found(query)
        problems = Counter(code for row in found if _fits(row, query, but="problems") for code in row.problems)
        counties = Counter(code for row in found if _fits(row, query, but="counties") for code in row.counties)
        labels = {code: term.zh for code, term in terms()["problem"].items()}
        return QualityFacets(
            problems=tuple(QualityCount(code, label, problems[code]) for code, label in labels.items()),
            counties=tuple(
                QualityCount(code, division.name, number)
                for code, number in sorted(counties.items(), key=lambda pair: (-pair[1], pair[0]))
                if (division := self._gazetteer.division(code))
            ),
            rows=len(self.rows(query)),
            mentions=sum(number for plan, number in self._mentions.items() if not query.plans or plan in query.plans),
        )

    def _found(self, query: Query) -> Sequence[QualityRow]:
        """Rows that have the words of the query."""
        positions = self._index.find(query.text)
        return self._rows if positions is None else [self._rows[position] for position in sorted(positions)]


def _fits(row: QualityRow, query: Query, *, but: str = "") -> bool:
    """Whether a row satisfies every filter of the query but one, words aside; filters of projects play no part."""
    chosen = {"plans": (row.plan_id,), "problems": row.problems, "counties": row.counties}
    return all(
        name == but or not getattr(query, name) or not set(getattr(query, name)).isdisjoint(codes)
        for name, codes in chosen.items()
    )


def _entry(row: QualityRow) -> Entry:
    places = [form for name in (row.county, row.township) if name for form in division_names(name)]
    return Entry(text=f"{row.why}\n{row.reason}\n{row.task_title}", names=(row.name, *places))


def _rows(records: Mapping[str, Sequence[Any]], gazetteer: Gazetteer) -> Iterator[QualityRow]:
    plans: dict[str, PlanDocument] = {plan.plan_id: plan for plan in records["plans"]}
    tasks: dict[str, Task] = {task.task_id: task for task in records["tasks"]}
    links: dict[str, Link] = {link.mention_id: link for link in records["links"]}
    places: dict[str, Place] = {place.place_id: place for place in records["places"]}
    for mention in records["mentions"]:
        link = links.get(mention.mention_id) or Link(mention.mention_id, None, "", ())
        place = places.get(link.place_id or "")
        problems = _problems(mention, link, place)
        if problems:
            task, plan = tasks.get(mention.task_id or ""), plans[mention.plan_id]
            yield _row(mention, link, place, problems=problems, task=task, plan=plan, gazetteer=gazetteer)


def _problems(mention: Mention, link: Link, place: Place | None) -> tuple[str, ...]:
    found = set()
    if place is None:
        found.add("region" if mention.type == "region" or link.rule == Rule.REGION else NO_PLACE)
    if link.tied or link.rule == Rule.TIE:
        found.add("tied")
    if link.rule == Rule.TOWNSHIP_INFERRED or (place and place.place_confidence == "low"):
        found.add("inferred")
    if mention.confidence < CONFIDENCE_THRESHOLD:
        found.add("low_confidence")
    return tuple(code for code in terms()["problem"] if code in found)


def _why(problems: Sequence[str], mention: Mention, link: Link, place: Place | None) -> Iterator[str]:
    """A clause for each problem; the reason of the link stands for what has no place."""
    for problem in problems:
        if problem == "inferred":
            remark, references, _ = place.evidence.partition(REFERENCES) if place else ("", "", "")
            yield WHY_INFERRED.format(remark=(remark.rstrip("。；; ") if references else "") or link.reason)
        elif problem == "low_confidence":
            yield WHY_DOUBTED.format(confidence=mention.confidence, threshold=CONFIDENCE_THRESHOLD)
        elif problem == "tied" and place is not None and link.tied:
            yield WHY_TIED.format(count=len(link.tied))
        else:
            yield link.reason


def _row(
    mention: Mention,
    link: Link,
    place: Place | None,
    *,
    problems: tuple[str, ...],
    task: Task | None,
    plan: PlanDocument,
    gazetteer: Gazetteer,
) -> QualityRow:
    one_county = place is not None and place.precision not in {"route", "region"}
    adcode = mention.adcode or (place.adcode if place and one_county else None)
    touched = (adcode, *(place.counties if place else ()))
    return QualityRow(
        mention_id=mention.mention_id,
        plan_id=mention.plan_id,
        plan=plan.label,
        task_id=task.task_id if task else None,
        task_number=task.number if task else "",
        task_title=task.title if task else "",
        name=mention.name,
        type=mention.type,
        surface=mention.surface,
        quote=sentence_round(plan.text, mention.start_char, mention.end_char),
        problems=problems,
        adcode=adcode,
        county=mention.county or (place.county if place and one_county else None),
        township=(place.township if place else None) or mention.township,
        counties=tuple(dict.fromkeys(code for code in touched if code)),
        precision=place.precision if place else NO_PLACE,
        place_id=link.place_id,
        place_confidence=place.place_confidence if place else None,
        source=place.source if place else None,
        evidence=place.evidence if place else None,
        confidence=mention.confidence,
        why="；".join(dict.fromkeys(_why(problems, mention, link, place))),
        reason=link.reason,
        rule=link.rule,
        tied=tuple(_in_words(one, gazetteer) for one in link.tied),
        rejected=tuple(_in_words(one, gazetteer) for one in link.rejected),
    )


def sentence_round(text: str, start: int, end: int) -> str:
    """The sentence round a mention, cut with `…` where it reaches further than `QUOTE_REACH` to a side."""
    before = re.split(SENTENCE_END, text[:start])[-1]
    after = re.split(SENTENCE_END, text[end:], maxsplit=1)[0]
    head = before if len(before) <= QUOTE_REACH else "…" + before[-QUOTE_REACH:]
    tail = after if len(after) <= QUOTE_REACH else after[:QUOTE_REACH] + "…"
    return f"{head}{text[start:end]}{tail}".strip()


def _in_words(candidate: Candidate, gazetteer: Gazetteer) -> str:
    """A candidate in words: name, province and county, precision, and why it was not chosen."""
    codes = gazetteer.ancestors(candidate.adcode or "")
    divisions = (gazetteer.division(code) for code in dict.fromkeys((*codes[-1:], *codes[:1])))
    where = "".join(division.name for division in divisions if division)
    term = terms()["precision"].get(candidate.precision)
    inside = " · ".join(filter(None, (where, term.zh if term else "")))
    named = f"{candidate.name}（{inside}）" if inside else candidate.name
    return f"{named}：{candidate.reason}" if candidate.reason else named
