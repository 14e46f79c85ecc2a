"""Projects, sites and rivers of a document: what the names of its clauses are, where, and how far they are to go."""

from bisect import bisect_left
from dataclasses import dataclass

from geo.gazetteer import bare_name
from geo.models import Division
from loaders.models import Mention, Route, Task
from loaders.reading.amounts import investment_of, quantities_of
from loaders.reading.clauses import CELL, Clause, clauses, sentences
from loaders.reading.events import Said, Words, said_of, tail_words
from loaders.reading.evidence import County, evidence_of
from loaders.reading.labels import HeadingStages, RowStage, heading_stages, noted_stage, row_stage
from loaders.reading.lexicon import OWN_WORDS, common_words, generic_rest, kind_hints
from loaders.reading.lists import Found, read_clauses
from loaders.reading.names import Context
from loaders.reading.routes import LINE_KINDS, abbreviated_route, spelt_route
from loaders.reading.scan import Scan
from loaders.reading.scope import Governor, governing, governors, row_county
from loaders.reading.stages import Stage, stage_of
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
SITE_KINDS = frozenset({"heritage_site", "culture_sports", "hospital", "school"})
END_POINT_MARKS = frozenset("至到—-(")


@dataclass(frozen=True, slots=True)
class Project:
    """A mention and the view spans of its own words; `natural` marks a river, lake or mountain."""

    mention: Mention
    spans: tuple[tuple[int, int], ...]
    natural: bool


@dataclass(frozen=True, slots=True)
class _Setting:
    """What surrounds one name: the county that governs it, what is said of it, and what its table row says."""

    ruler: Governor | None
    said: Said
    row: RowStage | None


def projects(scan: Scan) -> list[Project]:
    """All projects, sites and rivers in the order of the text."""
    headings = heading_stages(scan.view.text, scan.text)
    found: list[Project] = []
    label: Words = ()
    for start, end in sentences(scan.text):
        named, label = _sentence(scan, start, end, label)
        label = label if scan.text[end : end + 1] == ";" else ()
        for one, setting in named:
            stage = _stage(scan, one, setting, headings)
            found.append(Project(_mention(scan, one, setting, stage), _own_spans(one), one.name.natural is not None))
    return found


def _sentence(scan: Scan, start: int, end: int, label: Words) -> tuple[list[tuple[Found, _Setting]], Words]:
    """The names of a sentence with their settings, and the label it leaves for the next one."""
    hits = scan.hits_between(start, end)
    parts = list(clauses(scan.text, start, end))
    rulers = governors(scan.text, (start, end), [clause.end for clause in parts], hits)
    cell = row_county(scan.text, (start, end), hits)
    row = Governor(cell, end, "the county of its table row") if cell else None
    names = read_clauses([_context(scan, clause, rulers) for clause in parts], parts)
    said, label = said_of(scan.text, parts, names, hits, label)
    cells = _row(scan.text, start, end, names)
    found = []
    for members, sayings in zip(names, said, strict=True):
        for one, saying in zip(members, sayings, strict=True):
            if one.text and not _is_place(one, hits):
                found.append((one, _Setting(governing(rulers, one.name.start) or row, saying, cells)))
    return found, label


def _row(text: str, start: int, end: int, names: list[list[Found]]) -> RowStage | None:
    """What the cells without names say of the row; None outside tables."""
    if CELL not in text[start:end]:
        return None
    starts = [one.name.start for members in names for one in members]
    cells, position = [], start
    for cell in text[start:end].split(CELL):
        last = position + len(cell)
        if bisect_left(starts, position) == bisect_left(starts, last):
            cells.append(cell)
        position = last + 1
    return row_stage(cells)


def _is_place(found: Found, hits: tuple[AdminHit, ...]) -> bool:
    """Whether a name is a place and nothing else: 滨海新区, 黑龙江, the village 浯溪 of a list."""
    if len(found.parts) > 1 or found.designated:
        return False
    same = [hit for hit in hits if (hit.start, hit.end) == (found.name.start, found.name.end)]
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


def _mention(scan: Scan, found: Found, setting: _Setting, stage: Stage) -> Mention:
    own = scan.view.span(*found.parts[0])
    task = scan.task_at(own.start_char)
    kind = _kind(found, stage.code)
    route = _route(scan, found.text, kind)
    place = _county(scan, found, setting, is_line=kind in LINE_KINDS and route is not None)
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


def _stage(scan: Scan, found: Found, setting: _Setting, headings: HeadingStages) -> Stage:
    """Stage from a bracket behind the name, its table row, the verbs around it, or the heading of its list."""
    own = stage_of(setting.said, tail_words(found))
    if found.designated and found.head:
        own = Stage("designation", "创建", "after")
    heading = headings.at(found.name.start)
    noted = noted_stage(scan.text, found.name.end)
    row = setting.row
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
    if county and found.head and found.head.strength in ("zone", "civic") and generic_rest(own) < OWN_WORDS:
        owner = county.name if found.head.strength == "civic" else bare_name(county.name)
        return owner + found.text, None
    return found.text, None


def _route(scan: Scan, name: str, kind: str | None) -> Route | None:
    if kind not in LINE_KINDS:
        return None
    jurisdiction = scan.document.jurisdiction
    return spelt_route(name) or abbreviated_route(name, scan.gazetteer, jurisdiction, scan.named_adcodes)


def _county(scan: Scan, found: Found, setting: _Setting, *, is_line: bool) -> County:
    """The county of a name and where it comes from."""
    for hit in reversed(found.name.prefix):
        if hit.level in ("county", "town"):
            return County(hit.adcode, f"county from its prefix {hit.form}", hit)
    within = _named_inside(scan, found)
    if within and within.adcode != scan.home_county:
        return County(within.adcode, f"county from {within.form} in the name", within)
    if scan.home_county:
        return County(scan.home_county, "county of the issuer")
    if is_line:
        return County(None, "a line without a county of its own")
    if setting.ruler:
        hit = setting.ruler.hit
        return County(hit.adcode, f"county {hit.form}: {setting.ruler.rule}", hit)
    return County(None, "no county given")


def _named_inside(scan: Scan, found: Found) -> AdminHit | None:
    """A county or town fused into the name: 定安母瑞山, 城口咸宜光伏二期."""
    for hit in scan.hits_between(found.name.start, found.name.end):
        is_county = hit.level in ("county", "town")
        if not is_county or (hit.is_bare and hit.start != found.name.start and hit.end != found.name.head_start):
            continue
        usable = not hit.is_bare or (not hit.is_ordinary and scan.finder.is_home(hit.adcode))
        ends = scan.text[hit.end : hit.end + 1] + scan.text[max(0, hit.start - 1) : hit.start]
        if usable and not END_POINT_MARKS.intersection(ends):
            return hit
    return None


def _confidence(found: Found) -> float:
    """Share of such readings that are right, as seen on marked plans: by head, prefix and expansion."""
    if found.head is None:
        return CONFIDENCE_NATURAL
    expanded = -0.04 if len(found.parts) > 1 else 0.0
    prefixed = 0.04 if found.name.prefix else 0.0
    return round(CONFIDENCE[found.head.strength] + expanded + prefixed, 2)
