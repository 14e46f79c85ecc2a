"""Measuring where marked plans are placed: every plan read and linked as `extract` does, beside its marks.

A mark's county is `adcode6`. Its town is the township of that county with the marked name in the tables (today's
name, one it had, or a bare name only one bears); where no table has it, nothing can be right and it is counted apart.
Figures count the required marks that were read (of cities and provinces also the others, which are few); `strict`
counts required marks that were not read as errors too.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from geo.boundaries import Boundaries
from geo.gazetteer import Gazetteer
from geo.geocoding import Resolver
from geo.models import Place, Resolution
from loaders import documents, linking, mentions, tasks
from loaders.evaluation import gold
from loaders.evaluation.answers import POINTS, WORSE_THAN_NONE, Answer, Codes, Verdict
from loaders.evaluation.figures import NUMBER, Figure
from loaders.evaluation.gold import Gold, Row
from loaders.export import reading_record
from loaders.models import Mention, PlanDocument

COUNTY_RIGHT, TOWN_RIGHT = 0.99, 0.90
PROJECT_TYPES = frozenset({"project", "site", "river"})
UNRESOLVED = "unresolved"


@dataclass(frozen=True, slots=True)
class Linked:
    """A mention with its resolution and where that stands: document, the issuer's province, what it answers."""

    doc: str
    province: str
    row: Row
    resolution: Resolution
    answer: Answer

    @property
    def place(self) -> Place | None:
        """The place, if there is one."""
        return self.resolution.place

    @property
    def counties(self) -> frozenset[str]:
        """Counties the place lies in; a line has several."""
        place = self.place
        return frozenset(filter(None, (place.adcode, *place.counties))) if place else frozenset()

    @property
    def precision(self) -> str:
        """Precision of the place, or unresolved."""
        return self.place.precision if self.place else UNRESOLVED


@dataclass(frozen=True, slots=True)
class Met:
    """A mark with the mention that read it, or None, and how its answer compares; no verdict: nothing to compare."""

    mark: Row
    linked: Linked | None
    verdict: Verdict | None = None
    knows_point: bool = False

    @property
    def is_required(self) -> bool:
        """Whether missing the mark is an error."""
        return not self.mark.get("optional")


@dataclass(frozen=True, slots=True)
class Placed:
    """All mentions of the plans, placed, and all marks with what became of them."""

    documents: tuple[str, ...]
    linked: tuple[Linked, ...]
    outside: tuple[Linked, ...]
    met: dict[str, tuple[Met, ...]] = field(default_factory=dict)

    def only(self, key: Callable[[Linked], str]) -> dict[str, "Placed"]:
        """The same by document or province."""
        keys = {one.doc: key(one) for one in self.linked}
        parts: dict[str, Placed] = {}
        for name in sorted(set(keys.values())):
            docs = {doc for doc, value in keys.items() if value == name}
            parts[name] = Placed(
                tuple(doc for doc in self.documents if doc in docs),
                tuple(one for one in self.linked if one.doc in docs),
                tuple(one for one in self.outside if one.doc in docs),
                {what: tuple(one for one in met if one.mark["doc"] in docs) for what, met in self.met.items()},
            )
        return parts


def evaluate(folders: Iterable[Path]) -> Placed:
    """Read and place the marked plans of the folders.

    Raises
    ------
    GoldError
        If a folder cannot be used.
    """
    marks = gold.read(folders)
    gazetteer, boundaries = Gazetteer.load(), Boundaries.load()
    codes = Codes(gazetteer)
    return judge(marks, list(_link_all(marks, Resolver.load(), codes)), codes, boundaries)


def judge(marks: Gold, linked: Sequence[Linked], codes: Codes, boundaries: Boundaries) -> Placed:
    """Placed mentions beside the marks; the project's scorer says which mention read which mark."""
    rows = [{**one.row, "linked": one} for one in linked]
    named = {row["doc"] for row in marks.mentions}
    verdicts = gold.load_scorer().score(marks.mentions, [row for row in rows if row["doc"] in named])["verdicts"]
    read = {id(mark): row["linked"] for row, mark, _ in verdicts if mark is not None}
    met = defaultdict(list)
    for mark in marks.mentions:
        what = mark["admin_level"] if mark["type"] == "admin" else "project" if mark["type"] in PROJECT_TYPES else ""
        if what:
            met[what].append(_met(mark, read.get(id(mark)), codes))
    outside = [one for one in linked if is_outside(one, boundaries)]
    return Placed(tuple(marks.paths), tuple(linked), tuple(outside), {what: tuple(all_) for what, all_ in met.items()})


def is_outside(one: Linked, boundaries: Boundaries) -> bool:
    """Whether a place does not lie in the county it claims; one without a polygon cannot be tested."""
    for adcode in (one.place.adcode,) if one.place and one.place.adcode else one.counties:
        polygon = boundaries.polygon(adcode)
        if one.place is not None and polygon is not None and not polygon.intersects(one.place.geometry):
            return True
    return False


def _link_all(marks: Gold, resolver: Resolver, codes: Codes) -> Iterator[Linked]:
    for path in marks.paths.values():
        document = documents.read(path)
        found = mentions.extract(document, tasks.parse(document), gazetteer=codes.gazetteer)
        chain = codes.gazetteer.ancestors(document.jurisdiction) if document.jurisdiction else ()
        province = codes.name(chain[-1]) if chain else "–"
        for mention, resolution in _resolved(document, found, resolver):
            row = reading_record(document, mention)
            yield Linked(document.plan_id, province, row, resolution, codes.answer(resolution))


def _resolved(
    document: PlanDocument, found: Sequence[Mention], resolver: Resolver
) -> Iterator[tuple[Mention, Resolution]]:
    """Every mention with its resolution, as `extract` gets it."""
    return zip(found, linking.link_all(found, resolver, jurisdiction=document.jurisdiction), strict=True)


def _met(mark: Row, one: Linked | None, codes: Codes) -> Met:
    """How the place of a mark's mention compares with what is marked."""
    adcode = mark.get("adcode6")
    if one is None or not adcode:
        return Met(mark, one)
    level = mark.get("admin_level")
    if level == "town":
        township = codes.township(adcode, (mark["name"], *mark.get("aliases", ())))
        if township is None:
            return Met(mark, one)
        return Met(mark, one, codes.judge(one.answer, township.code), township.lon is not None)
    if level in ("village", None):
        return Met(mark, one, _county_verdict(one, adcode))
    return Met(mark, one, codes.judge(one.answer, adcode))


def _county_verdict(one: Linked, adcode: str) -> Verdict:
    """Whether a place lies in the marked county, however fine it is."""
    if adcode in one.counties:
        return Verdict.RIGHT
    if one.place is None:
        return Verdict.TIE if one.answer.is_tie else Verdict.NONE
    return Verdict.WRONG if one.counties else Verdict.COARSER


def figures(placed: Placed) -> list[Figure]:
    """The figures with their targets."""
    required = {what: [one for one in met if one.is_required] for what, met in placed.met.items()}
    towns, villages, projects = (required.get(what, []) for what in ("town", "village", "project"))
    right_towns = [one for one in towns if one.verdict is Verdict.RIGHT]
    given = [one for one in projects if one.linked and one.mark.get("township")]
    wrong = [one for met in placed.met.values() for one in met if one.verdict in WORSE_THAN_NONE]
    return [
        _right("counties right", required.get("county", ()), COUNTY_RIGHT),
        _right("cities right", placed.met.get("city", ()), None),
        _right("provinces right", placed.met.get("province", ()), None),
        _right("towns right", towns, TOWN_RIGHT),
        _share("towns right: with a point", right_towns, _has_point),
        _share("towns right: with a point if known", [one for one in right_towns if one.knows_point], _has_point),
        _number("towns in no table", (one for one in towns if one.linked and one.verdict is None)),
        _right("villages: county right", villages, None),
        _share("villages: with a township", [one for one in villages if one.linked], _has_township),
        _right("projects: county right", projects, None),
        _share("projects: township of the text", given, _has_marked_township),
        _number("marks placed wrongly", wrong),
        Figure("places", "places outside their county", len(placed.outside), 0, (), NUMBER),
        _number("ties", (one for one in placed.linked if one.answer.is_tie)),
    ]


def precisions(placed: Placed) -> Counter[str]:
    """How many mentions are placed how precisely."""
    return Counter(one.precision for one in placed.linked)


def reasons_of_unresolved(placed: Placed) -> Counter[str]:
    """Why mentions have no place: by rule where the resolver states it, else by type and level."""

    def why(one: Linked) -> str:
        kind = one.row["admin_level"] or one.row["type"]
        return f"{kind}: {one.resolution.rule or ('tie' if one.answer.is_tie else 'no rule stated')}"

    return Counter(why(one) for one in placed.linked if one.place is None)


def _has_township(one: Met) -> bool:
    return one.linked is not None and one.linked.place is not None and one.linked.place.township is not None


def _has_marked_township(one: Met) -> bool:
    place = one.linked.place if one.linked else None
    return place is not None and place.township == str(one.mark["township"])


def _has_point(one: Met) -> bool:
    return one.linked is not None and one.linked.precision in POINTS


def _right(name: str, met: Sequence[Met], target: float | None) -> Figure:
    """Right of those read; strictly, of all that can be judged, required ones that were missed included."""
    judged = [one for one in met if one.verdict is not None]
    missed = [one for one in met if one.linked is None and one.is_required and one.mark.get("adcode6")]
    right = sum(one.verdict is Verdict.RIGHT for one in judged)
    every = len(judged) + len(missed)
    value, strict = right / len(judged) if judged else None, right / every if every else None
    return Figure("places", name, value, target, (right, len(judged), every), strict=strict)


def _share(name: str, met: Sequence[Met], is_so: Callable[[Met], bool]) -> Figure:
    right = sum(map(is_so, met))
    return Figure("places", name, right / len(met) if met else None, None, (right, len(met)))


def _number(name: str, counted: Iterable[object]) -> Figure:
    return Figure("places", name, sum(1 for _ in counted), None, (), NUMBER)
