"""Projects, sites and rivers of a document: what the names of its clauses are, where, and how far they are to go."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from geo.gazetteer import bare_name
from geo.models import Division
from loaders.models import Mention, Route, Task
from loaders.reading.amounts import investment_of, quantities_of
from loaders.reading.clauses import MASK, Clause, clauses, sentences
from loaders.reading.counties import Place, county_of
from loaders.reading.events import Said, Words, said_of, statements, tail_words
from loaders.reading.evidence import evidence_of
from loaders.reading.headings import Holding, county_headings, stage_headings
from loaders.reading.labels import noted_stage
from loaders.reading.lexicon import OWN_WORDS, common_words, generic_rest, kind_hints
from loaders.reading.lists import Found, read_clauses
from loaders.reading.names import Context
from loaders.reading.routes import LINE_KINDS, abbreviated_route, spelt_route
from loaders.reading.rows import read_row, unit_places
from loaders.reading.scan import Scan
from loaders.reading.scope import Governor, governing, governors, located
from loaders.reading.stages import NO_STAGE, Stage, stage_of
from loaders.reading.toponyms import AdminHit
from loaders.vocabulary import sector_of_kind

CONFIDENCE = {
    "ending": 0.7,
    "civic": 0.8,
    "part": 0.8,
    "strong": 0.92,
    "facility": 0.85,
    "zone": 0.8,
    "weak": 0.65,
    "company": 0.65,
}
CONFIDENCE_NATURAL = 0.8
# Kinds whose mentions without a stage are existing sites, not projects.
BUILT_ALONG = frozenset({"flood_control", "bridge", "tunnel", "irrigation", "ecology", "river", "urban_project"})
SITE_KINDS = frozenset({"heritage_site", "culture_sports", "hospital", "school"})


@dataclass(frozen=True, slots=True)
class Project:
    """A mention and the view spans of its own words; `natural` marks a river, lake or mountain."""

    mention: Mention
    spans: tuple[tuple[int, int], ...]
    natural: bool


@dataclass(frozen=True, slots=True)
class _Setting:
    """What surrounds one name: the counties around it, and what is said of it."""

    place: Place
    said: Said


@dataclass(frozen=True, slots=True)
class _Told:
    """What an item tells of the name that is its title: how far it is to go, and where it lies."""

    words: Words
    places: list[AdminHit]

    def of(self, setting: _Setting) -> _Setting:
        """The setting of the title with what is told."""
        place = setting.place
        if self.places and place.ruler is None:
            ruler = Governor(self.places[0], self.places[0].end, "where the item says it lies")
            place = replace(place, ruler=ruler)
        return _Setting(place, replace(setting.said, later=setting.said.later + self.words))


def projects(scan: Scan) -> list[Project]:
    """All projects, sites and rivers in the order of the text."""
    stages = stage_headings(scan.view.text, scan.text)
    counties = county_headings(scan.view.text, scan.text, scan.hits)
    found: list[Project] = []
    for one, setting in _settings(scan):
        stage = _stage(scan, one, setting, stages)
        mention = _mention(scan, one, setting, stage, counties)
        found.append(Project(mention, _own_spans(one), one.name.natural is not None))
    return found


def _settings(scan: Scan) -> list[tuple[Found, _Setting]]:
    """All names with their settings; a name that is the title of an item takes what the item goes on to say of it."""
    found: list[tuple[Found, _Setting]] = []
    titled = 0  # how many of the last names are such a title
    label: Words = ()
    last = 0
    for start, end in sentences(scan.text):
        opens = not last or MASK in scan.text[last:start] or "\n" in scan.text[last:start]
        parts = list(clauses(scan.text, start, end))
        named, label = _sentence(scan, (start, end), parts, label)
        label = label if scan.text[end : end + 1] == ";" else ()
        is_key = len(parts) > 1 and scan.text[parts[0].end] == ":"
        if named or (opens and not is_key):
            is_said = any(one.said.before or one.said.after or one.place.row for _, one in named)
            titled = len(named) if opens and not is_said else 0
        elif titled:
            hits = scan.hits_between(start, end)
            told = _Told(statements(scan.text, parts, hits), located(scan.text, (start, end), hits))
            found[-titled:] = [(one, told.of(setting)) for one, setting in found[-titled:]]
        found += named
        last = end
    return found


def _sentence(
    scan: Scan, span: tuple[int, int], parts: Sequence[Clause], label: Words
) -> tuple[list[tuple[Found, _Setting]], Words]:
    """The names of a sentence with their settings, and the label it leaves for the next one."""
    start, end = span
    hits = scan.hits_between(start, end)
    rulers = governors(scan.text, (start, end), [clause.end for clause in parts], hits)
    names = read_clauses([_context(scan, clause, rulers) for clause in parts], parts)
    named = [one for members in names for one in members if one.text and not _is_place(scan, one)]
    rulers = _outside(rulers, named)
    said, label = said_of(scan.text, parts, names, hits, label)
    row = read_row(scan.text, span, [one.name.start for one in named], hits)
    if row and not row.places:
        row = replace(row, places=unit_places(_rest_of_line(scan, start), scan.finder))
    places = located(scan.text, span, hits)
    found = []
    for members, sayings in zip(names, said, strict=True):
        inside = [
            (one, saying) for one, saying in zip(members, sayings, strict=True) if one.text and not _is_place(scan, one)
        ]
        for order, (one, saying) in enumerate(inside):
            ruler = governing(rulers, one.name.start) or _behind(one, places)
            found.append((one, _Setting(Place(ruler, row, order, len(inside)), saying)))
    return found, label


def _rest_of_line(scan: Scan, start: int) -> str:
    end = scan.view.text.find("\n", start)
    return scan.view.text[start : end if end >= 0 else len(scan.view.text)]


def _behind(found: Found, places: Sequence[AdminHit]) -> Governor | None:
    """The county that the sentence states behind a name as its place (甲水库位于某县)."""
    place = places[-1] if places and places[-1].start >= found.name.end else None
    return Governor(place, place.end, "where the sentence says it lies") if place else None


def _outside(rulers: list[Governor], named: Sequence[Found]) -> list[Governor]:
    """The governors that stand in no project's name (…至富县段), where they say nothing of the names behind it."""
    starts = [one.name.start for one in named]
    places = [(one, bisect_left(starts, one.hit.start) - 1) for one in rulers]
    return [one for one, place in places if place < 0 or named[place].name.end <= one.hit.start]


def _is_place(scan: Scan, found: Found) -> bool:
    """Whether a name is a place and nothing else: 滨海新区, 黑龙江, the village 浯溪 of a list."""
    if len(found.parts) > 1 or found.designated:
        return False
    first = scan.hits_between(found.name.start, found.name.start + 1)
    same = [hit for hit in first if hit.end == found.name.end]
    return any(
        not hit.is_bare
        or (hit.level in ("province", "city") and hit.form not in common_words())
        or (hit.level == "village" and found.head is None)
        for hit in same
    )


def _context(scan: Scan, clause: Clause, rulers: list[Governor]) -> Context:
    governed = scan.home_county is not None or governing(rulers, clause.end) is not None
    return Context(scan.text, scan.hits_between(clause.start, clause.end), scan.finder, governed)


def _own_spans(found: Found) -> tuple[tuple[int, int], ...]:
    """The spans of a name without the administrative names fused to its front, which stay places of their own."""
    own_start = found.name.prefix[-1].end if found.name.prefix else found.name.start
    return tuple((max(start, own_start) if end > own_start else start, end) for start, end in found.parts)


def _mention(scan: Scan, found: Found, setting: _Setting, stage: Stage, counties: Holding[AdminHit]) -> Mention:
    own = scan.view.span(*found.parts[0])
    task = scan.task_at(own.start_char)
    kind = _kind(found, stage.code)
    route = _route(scan, found.text, kind)
    is_line = kind in LINE_KINDS and route is not None
    place = county_of(scan, found, setting.place, counties, is_line=is_line)
    county = scan.gazetteer.division(place.adcode) if place.adcode else None
    name, township = _full_name(scan, found, county)
    return Mention(
        mention_id="",
        plan_id=scan.document.plan_id,
        task_id=task.task_id if task else None,
        start_char=own.start_char,
        end_char=own.end_char,
        surface=own.surface,
        parts=tuple(scan.view.span(first, last) for first, last in found.parts),
        name=name,
        type=_type(kind, stage.code, found),
        kind=kind,
        sector=sector_of_kind(kind) or _natural_sector(kind, task),
        stage=stage.code,
        admin_level=None,
        county=county.name if county else None,
        adcode=place.adcode or None,
        township=township or next((hit.name for hit in found.name.prefix if hit.level == "town"), None),
        route=route,
        quantity=quantities_of(scan.text, found.parts[0][1]),
        investment=investment_of(scan.text, found.parts[0][1]),
        confidence=_confidence(found),
        rule=f"{found.rule}; {place.reason}",
        evidence=evidence_of(scan, found, place, stage),
    )


def _stage(scan: Scan, found: Found, setting: _Setting, headings: Holding[Stage]) -> Stage:
    """Stage from a bracket behind the name, its table row, the verbs around it, or the heading of its list."""
    own = stage_of(setting.said, tail_words(found))
    if found.designated and found.head:
        own = Stage("designation", "创建", "after")
    heading = headings.at(found.name.start) or NO_STAGE
    noted = noted_stage(scan.text, found.name.end)
    row = setting.place.row.stage if setting.place.row else None
    order = (noted, row.status, heading, own, row.nature) if row else (noted, own, heading)
    return next((stage for stage in order if stage.code != "none"), own)


def _kind(found: Found, stage: str) -> str | None:
    head = found.head
    if head is None:
        is_site = found.name.natural in ("lake", "mountain") and stage in ("upgrade", "designation")
        return "scenic_area" if is_site else found.name.natural
    if head.kind == "industrial_park" and head.strength == "weak":
        return next((kind for word, kind in kind_hints().items() if word in found.text), head.kind)
    return head.kind


def _type(kind: str | None, stage: str, found: Found) -> str:
    if found.name.natural and found.head is None:
        return "river" if kind in ("river", "lake") else "site"
    return "site" if stage == "none" and kind in SITE_KINDS else "project"


def _natural_sector(kind: str | None, task: Task | None) -> str | None:
    if kind in ("river", "lake"):
        return "ecology" if task and "ecology" in task.sectors else "water"
    return task.sectors[0] if task else None


def _full_name(scan: Scan, found: Found, county: Division | None) -> tuple[str, str | None]:
    """The name as it stands without its clause, and the township it gives.

    A member of a list of towns takes its township (大路等3座城镇污水处理设施 → 大路镇污水处理设施), a zone whose
    own words say nothing its county (涪陵区加快发展高新区 → 涪陵高新区).
    """
    township = scan.finder.bare_township(found.name.text, scan.home_county) if found.by_towns else None
    if township:
        return township.name + found.text[len(found.name.text) :], township.name
    own = found.text[: found.name.head_start - found.name.start]
    if (
        county
        and found.name.head
        and found.head
        and found.head.strength in ("zone", "civic")
        and generic_rest(own) < OWN_WORDS
    ):
        owner = county.name if found.head.strength == "civic" else bare_name(county.name)
        return owner + found.text, None
    return found.text, None


def _route(scan: Scan, name: str, kind: str | None) -> Route | None:
    if kind not in LINE_KINDS:
        return spelt_route(name, scan.gazetteer) if "至" in name and kind in BUILT_ALONG else None
    jurisdiction = scan.document.jurisdiction
    spelt = spelt_route(name, scan.gazetteer)
    return spelt or abbreviated_route(name, scan.gazetteer, jurisdiction, scan.named_adcodes)


def _confidence(found: Found) -> float:
    """Share of such readings that are right, as seen on marked plans: by head, prefix and expansion."""
    if found.head is None:
        return CONFIDENCE_NATURAL
    expanded = -0.04 if len(found.parts) > 1 else 0.0
    prefixed = 0.04 if found.name.prefix else 0.0
    return round(CONFIDENCE[found.head.strength] + expanded + prefixed, 2)
