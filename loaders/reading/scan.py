"""One document while it is read: its normalised and masked text, its administrative names, its tasks."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property

from geo.gazetteer import Gazetteer
from loaders.models import PlanDocument, Task
from loaders.reading import outline
from loaders.reading.clauses import mask
from loaders.reading.home_towns import home_towns
from loaders.reading.normalise import TextView, normalise
from loaders.reading.places import listed_places
from loaders.reading.toponyms import AdminHit, ToponymFinder, finder_for
from loaders.reading.units import read_units
from loaders.reading.villages import bare_villages, villages

ROUTE_MARKS = ("至", "到")
ADDRESSEES = ("各", "市直", "县直", "省直")


@dataclass(frozen=True)
class Scan:
    """What every step of reading one document shares.

    `text` is the view with document titles, unit notes, printed numbers and page furniture masked, so
    that its indices are those of the view; `notes` are the view spans of the unit notes.
    """

    document: PlanDocument
    tasks: tuple[Task, ...]
    gazetteer: Gazetteer
    finder: ToponymFinder
    view: TextView
    notes: tuple[tuple[int, int], ...]
    text: str
    hits: tuple[AdminHit, ...]

    def task_at(self, offset: int) -> Task | None:
        """The task around an offset into the original text."""
        index = bisect_right(self._task_starts, offset) - 1
        return self.tasks[index] if index >= 0 and offset < self.tasks[index].end_char else None

    def hits_between(self, start: int, end: int) -> tuple[AdminHit, ...]:
        """Administrative names that begin in `[start, end)` of the view."""
        return self.hits[bisect_left(self._hit_starts, start) : bisect_left(self._hit_starts, end)]

    @cached_property
    def home_county(self) -> str | None:
        """The jurisdiction when it is a county, so that it governs everything in the plan."""
        division = self.gazetteer.division(self.document.jurisdiction or "")
        return division.adcode if division and division.level == "county" else None

    @cached_property
    def named_adcodes(self) -> frozenset[str]:
        """Codes of the divisions the plan names in full or as the end of a line (万源至城口)."""
        return frozenset(hit.adcode for hit in self.hits if not hit.is_bare or self._is_end_point(hit))

    def _is_end_point(self, hit: AdminHit) -> bool:
        around = self.text[max(0, hit.start - 1) : hit.start] + self.text[hit.end : hit.end + 1]
        return any(mark in around for mark in ROUTE_MARKS)

    @cached_property
    def _task_starts(self) -> list[int]:
        return [task.start_char for task in self.tasks]

    @cached_property
    def _hit_starts(self) -> list[int]:
        return [hit.start for hit in self.hits]


def scan(document: PlanDocument, tasks: list[Task], gazetteer: Gazetteer) -> Scan:
    """The scan of a document whose tasks are known."""
    view = normalise(document.text)
    finder = finder_for(gazetteer, document.jurisdiction)
    notes = _unit_notes(view, tasks)
    text = mask(view.text, [*notes, *_page_furniture(view.text)])
    return Scan(document, tuple(tasks), gazetteer, finder, view, tuple(notes), text, tuple(_hits(text, finder)))


def _unit_notes(view: TextView, tasks: list[Task]) -> list[tuple[int, int]]:
    """View spans of the unit notes, which name offices."""
    spans = []
    for task in tasks:
        start, end = view.position(task.start_char), view.position(task.end_char)
        note = read_units(view.text[start:end])
        spans += [(start + first, start + last) for first, last in note.spans]
    return spans


def _page_furniture(text: str) -> list[tuple[int, int]]:
    """View spans of printed numbers, web page lines, signatures and addressees."""
    spans = [(marker.start, marker.body) for marker in outline.markers(text)]
    for line in outline.lines(text):
        is_addressee = line.text.endswith(":") and line.text.startswith(ADDRESSEES)
        if is_addressee or outline.is_foreign(line.text):
            spans.append((line.start, line.end))
    return spans


def _hits(text: str, finder: ToponymFinder) -> list[AdminHit]:
    """Names in the gazetteer, villages, and the bare names of lists that say what they count."""
    known = finder.find(text)
    named = villages(text, known, finder)
    known = _in_order([*_outside(known, named), *named])
    listed = [*home_towns(text, finder), *listed_places(text, finder, known)]
    bare = bare_villages(text, known, finder)
    known = _in_order([*_outside(known, bare), *bare])
    listed = list({(hit.start, hit.end): hit for hit in listed}.values())
    return _in_order([*_outside(known, [hit for hit in listed if hit.is_listed]), *listed])


def _outside(hits: list[AdminHit], villages: list[AdminHit]) -> list[AdminHit]:
    """The names that are no part of a village: not the 江西 of 江西村."""
    ends = {position for one in villages for position in range(one.start, one.end)}
    return [hit for hit in hits if hit.start not in ends]


def _in_order(hits: list[AdminHit]) -> list[AdminHit]:
    return sorted(hits, key=lambda hit: (hit.start, hit.end))
