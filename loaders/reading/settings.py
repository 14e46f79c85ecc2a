"""What surrounds each name of a plan: what its sentence says of it, its counties, its row, its amounts.

A name that is the title of an item takes also what the sentences of the item go on to say (年度目标:…, 建设地点:…).
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from loaders.reading.amounts import Span
from loaders.reading.clauses import CELL, MASK, Clause, clauses, sentences
from loaders.reading.counties import Place, fused_county, is_end_point
from loaders.reading.events import said_of, statements
from loaders.reading.labels import goal_stage, title_words
from loaders.reading.lists import Found, read_clauses
from loaders.reading.names import Context
from loaders.reading.rows import Header, Row, read_row, unit_places
from loaders.reading.said import Said, Words
from loaders.reading.scan import Scan
from loaders.reading.scope import Governor, governing, governors, located
from loaders.reading.stages import NO_STAGE
from loaders.reading.toponyms import AdminHit
from loaders.reading.whole_places import is_whole_place

LONGEST_BEFORE, LONGEST_BEHIND = 40, 200
LONGEST_ROW = 1000


@dataclass(frozen=True, slots=True)
class Setting:
    """The counties around a name, what is said of it, the spans about it, and the investment of its row."""

    place: Place
    said: Said
    about: tuple[Span, ...] = ()
    investment: str | None = None

    def told(self, words: Words, places: Sequence[AdminHit], span: Span) -> "Setting":
        """The setting of a title with what a sentence of its item tells: words, places, and the sentence itself."""
        place = self.place
        if places and place.ruler is None:
            place = replace(place, ruler=Governor(places[0], places[0].end, "where the item says it lies"))
        return replace(
            self, place=place, said=replace(self.said, later=self.said.later + words), about=(*self.about, span)
        )


def settings(scan: Scan) -> list[tuple[Found, Setting]]:
    """All names of a plan in the order of the text, with their settings."""
    found: list[tuple[Found, Setting]] = []
    titled = 0  # how many of the last names are the title of the item
    label: Words = ()  # what a label before a colon says of the lists behind it
    heads: Words = ()  # what the first words of an item say of all its lists (在建工程。…)
    last = 0
    header = Header()
    for start, end in sentences(scan.text):
        opens = not last or MASK in scan.text[last:start] or "\n" in scan.text[last:start]
        heads = () if opens else heads
        parts = list(clauses(scan.text, start, end))
        header = header.next(_line(scan, start)) if CELL in scan.text[start:end] else header
        sentence = _Sentence(scan, (start, end), parts, label or heads, header)
        named = sentence.named()
        label = sentence.label if scan.text[end : end + 1] == ";" else ()
        if opens and not named:
            heads = title_words(scan.text[start:end], start)
        is_key = len(parts) > 1 and scan.text[parts[0].end] == ":"
        if named or (opens and not is_key):
            is_said = any(one.said.before or one.said.after or one.place.row for _, one in named)
            titled = len(named) if opens and not is_said else 0
        elif titled:
            hits = scan.hits_between(start, end)
            words, places = statements(scan.text, parts, hits), located(scan.text, (start, end), hits)
            found[-titled:] = [(one, setting.told(words, places, (start, end))) for one, setting in found[-titled:]]
        if len(named) == 1 and named[0][1].place.row:
            named = [(named[0][0], replace(named[0][1], investment=header.investment(_line(scan, start))))]
        found += named
        last = end
    return found


def _line(scan: Scan, position: int) -> str:
    """The line of the view around a position, with nothing masked."""
    return scan.view.text[slice(*_line_span(scan, position))]


def _line_span(scan: Scan, position: int) -> Span:
    """Where the line around a position begins and ends; of an endless line what may be a row."""
    text, first, last = scan.view.text, max(0, position - LONGEST_ROW), position + LONGEST_ROW
    start, end = text.rfind("\n", first, position), text.find("\n", position, last)
    return start + 1 if start >= 0 else first, end if end >= 0 else min(last, len(text))


class _Sentence:
    """One sentence: its names, who governs them, what is said of them; `label` is what it leaves for the next one."""

    def __init__(self, scan: Scan, span: Span, parts: Sequence[Clause], label: Words, header: Header) -> None:
        self._scan, self._parts, self._header = scan, parts, header
        hits = scan.hits_between(*span)
        rulers = governors(scan.text, span, [clause.end for clause in parts], hits)
        names = read_clauses([_context(scan, clause, rulers) for clause in parts], parts)
        said, self.label = said_of(scan.text, parts, names, hits, label)
        pairs = (zip(members, sayings, strict=True) for members, sayings in zip(names, said, strict=True))
        self._names = [
            [(one, saying) for one, saying in pair if one.text and not is_whole_place(scan, one)] for pair in pairs
        ]
        all_names = [one for members in self._names for one, _ in members]
        self._rulers = _outside(scan.text, rulers, all_names)
        self._located = located(scan.text, span, hits)
        self._row = self._read_row(span, all_names) if CELL in scan.text[span[0] : span[1]] else None

    def _read_row(self, span: Span, named: Sequence[Found]) -> Row:
        """The table row around a sentence: its line, whose last cells may lie behind a masked note."""
        scan, line = self._scan, _line_span(self._scan, span[0])
        row = read_row(scan.text, line, [one.name.start for one in named], scan.hits_between(*line))
        words = scan.view.text[slice(*line)]
        goal = goal_stage(self._header.goal(words))
        if goal is not NO_STAGE:
            row = replace(row, stage=replace(row.stage, status=goal))
        return row if row.places else replace(row, places=unit_places(words, scan.finder))

    def named(self) -> list[tuple[Found, Setting]]:
        """The names in order with their settings."""
        found = []
        for place, members in enumerate(self._names):
            beside: AdminHit | None = None
            for order, (one, said) in enumerate(members):
                beside = fused_county(self._scan, one) or (None if one.name.prefix else beside)
                ruler = governing(self._rulers, one.name.start) or _behind(one, self._located) or _carried(one, beside)
                where = Place(ruler, self._row, order, len(members))
                found.append((one, Setting(where, said, tuple(self._about(place, order)))))
        return found

    def _about(self, place: int, order: int) -> list[Span]:
        """The spans that speak of a name: to the next name, the clauses that follow a lone one, and …的 before it."""
        text, members, clause = self._scan.text, self._names[place], self._parts[place]
        one = members[order][0]
        end = members[order + 1][0].name.start if order + 1 < len(members) else clause.end
        end = min(end, one.parts[0][1] + LONGEST_BEHIND)
        stop = text.find("、", one.parts[0][1], end)
        spans = [(one.parts[0][1], stop if stop >= 0 else end)]
        first = max(clause.start, members[order - 1][0].name.end if order else 0, one.name.start - LONGEST_BEFORE)
        if text[first : one.name.start].endswith("的"):
            spans.append((first, one.name.start))
        if len(members) == 1:
            spans += [(part.start, part.end) for part in self._following(place)]
        return spans

    def _following(self, place: int) -> list[Clause]:
        """The clauses without names right behind a clause."""
        behind = next((index for index in range(place + 1, len(self._parts)) if self._names[index]), len(self._parts))
        return list(self._parts[place + 1 : behind])


def _carried(found: Found, beside: AdminHit | None) -> Governor | None:
    """The county fused to a member of the list before a name (监利一弓堤、西门渊)."""
    return Governor(beside, found.name.end, "the county of the member before it") if beside else None


def _behind(found: Found, places: Sequence[AdminHit]) -> Governor | None:
    """The county that the sentence states behind a name as its place (甲水库位于某县)."""
    place = places[-1] if places and places[-1].start >= found.name.end else None
    return Governor(place, place.end, "where the sentence says it lies") if place else None


def _outside(text: str, rulers: list[Governor], named: Sequence[Found]) -> list[Governor]:
    """The governors that are no part of a line's name (康县至…, …至富县段), where they say nothing of what follows."""
    starts = [one.name.start for one in named]
    places = [(one, bisect_left(starts, one.hit.start) - 1) for one in rulers if not is_end_point(text, one.hit)]
    return [one for one, place in places if place < 0 or named[place].name.end <= one.hit.start]


def _context(scan: Scan, clause: Clause, rulers: list[Governor]) -> Context:
    governed = scan.home_county is not None or governing(rulers, clause.end) is not None
    return Context(scan.text, scan.hits_between(clause.start, clause.end), scan.finder, governed)
