"""Named places and projects of a plan, lists expanded, each with county, stage and route.

What counts as a mention is defined in `tests/gold/GUIDELINES.md`. A repeated name is one mention per
occurrence; repeats without a stage take the stage stated elsewhere in the plan.
"""

from bisect import bisect_right
from dataclasses import dataclass, replace

from geo.gazetteer import Gazetteer
from loaders.models import Mention, PlanDocument, Route, Span, Task
from loaders.reading import outline
from loaders.reading.amounts import investment_of, quantities_of
from loaders.reading.clauses import clauses, mask, sentences
from loaders.reading.lexicon import kind_hints
from loaders.reading.lists import Found, read_clause
from loaders.reading.names import Context
from loaders.reading.normalise import TextView, normalise
from loaders.reading.places import listed_places, villages
from loaders.reading.routes import LINE_KINDS, abbreviated_route, spelt_route
from loaders.reading.scope import Governor, governing, governors, row_county
from loaders.reading.stages import governs, stage_of, stage_of_heading
from loaders.reading.toponyms import (
    AdminHit,
    ToponymFinder,
    closes_word,
    finder_for,
    is_office,
    opens_word,
)
from loaders.reading.units import read_units
from loaders.vocabulary import sector_of_kind

CONFIDENCE = {"strong": 0.92, "facility": 0.85, "zone": 0.8, "weak": 0.65, "company": 0.65}
SITE_KINDS = frozenset({"heritage_site", "culture_sports", "hospital", "school"})
"""Kinds whose mentions without a stage are existing sites, not projects."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """What every step of one document shares."""

    document: PlanDocument
    tasks: list[Task]
    view: TextView
    text: str
    hits: list[AdminHit]
    finder: ToponymFinder
    gazetteer: Gazetteer

    def task_at(self, offset: int) -> Task | None:
        index = bisect_right([task.start_char for task in self.tasks], offset) - 1
        return self.tasks[index] if index >= 0 and offset < self.tasks[index].end_char else None


def extract(document: PlanDocument, tasks: list[Task], *, gazetteer: Gazetteer) -> list[Mention]:
    """All mentions of a plan in the order of the text."""
    view = normalise(document.text)
    finder = finder_for(gazetteer, document.jurisdiction)
    notes = _unit_notes(view, tasks)
    text = mask(view.text, [*notes, *_page_furniture(view.text)])
    hits = _all_hits(text, finder)
    reading = _Reading(document, tasks, view, text, hits, finder, gazetteer)
    projects, taken = _projects(reading)
    places = [*_admin_mentions(reading, taken), *_admin_units(reading, notes)]
    ordered = sorted([*projects, *places], key=lambda one: (one.start_char, one.end_char, one.name))
    numbered = [
        replace(mention, mention_id=f"{document.plan_id}@{ordinal}") for ordinal, mention in enumerate(ordered, start=1)
    ]
    return _share_stages(numbered)


def _all_hits(text: str, finder: ToponymFinder) -> list[AdminHit]:
    """Names in the gazetteer, bare names in counted lists (which say what they are), and villages."""
    known = finder.find(text)
    listed = listed_places(text, finder, known)
    starts = {hit.start for hit in listed}
    hits = [*(hit for hit in known if hit.start not in starts), *listed]
    return sorted([*hits, *villages(text, hits)], key=lambda hit: (hit.start, hit.end))


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
        is_addressee = line.text.endswith(":") and line.text.startswith(("各", "市直", "县直", "省直"))
        if is_addressee or outline.BOILERPLATE.match(line.text) or outline.SIGNATURE_DATE.match(line.text):
            spans.append((line.start, line.end))
    return spans


def _projects(reading: _Reading) -> tuple[list[Mention], list[tuple[int, int]]]:
    """Projects, sites and rivers, and the view spans their names take."""
    mentions: list[Mention] = []
    taken: list[tuple[int, int]] = []
    for sentence in sentences(reading.text):
        parts = list(clauses(reading.text, *sentence))
        rulers = governors(reading.text, sentence, [clause.end for clause in parts], reading.hits)
        cell = row_county(reading.text, sentence, reading.hits)
        row = Governor(cell, sentence[1], "the county of its table row") if cell else None
        front = ""
        for clause in parts:
            inside = [hit for hit in reading.hits if clause.start <= hit.start < clause.end]
            governed = bool(_county_level(reading)) or governing(rulers, clause.end) is not None
            context = Context(reading.text, tuple(inside), reading.finder, governed)
            found = read_clause(context, clause)
            for index, one in enumerate(found):
                front = one.front if governs(one.front) else front
                trail = next((later.trail for later in found[index:] if later.trail.strip("、和及与 ")), "")
                if one.text:
                    ruler = governing(rulers, one.name.start) or row
                    mentions.append(_mention(reading, one, ruler, inside, front, trail))
                    taken += _own_spans(one)
    return mentions, taken


def _own_spans(found: Found) -> list[tuple[int, int]]:
    """The spans of a name without the administrative names fused to its front, which stay places of their own."""
    own_start = found.name.prefix[-1].end if found.name.prefix else found.name.start
    return [(max(start, own_start) if end > own_start else start, end) for start, end in found.parts]


def _county_level(reading: _Reading) -> str | None:
    """The jurisdiction when it is a county, so that it governs everything in the plan."""
    division = reading.gazetteer.division(reading.document.jurisdiction or "")
    return division.adcode if division and division.level == "county" else None


def _mention(
    reading: _Reading, found: Found, ruler: Governor | None, hits: list[AdminHit], front: str, trail: str
) -> Mention:
    name, township = _with_township(reading, found)
    task = reading.task_at(reading.view.offsets[found.name.start])
    stage = "designation" if found.designated and found.head else stage_of(front, trail, name)
    if stage == "none" and task:
        headings = map(stage_of_heading, (task.title, *reversed(task.section)))
        stage = next((heading for heading in headings if heading != "none"), "none")
    kind = _kind(found, stage)
    route = _route(reading, name, kind)
    adcode, rule = _county(reading, found, ruler, hits, is_line=kind in LINE_KINDS and route is not None)
    start, end = found.name.start, found.name.end
    spans = tuple(reading.view.span(first, last) for first, last in found.parts)
    own = reading.view.span(start, end)
    county = reading.gazetteer.division(adcode) if adcode else None
    town = township or next((hit.name for hit in found.name.prefix if hit.level == "town"), None)
    return Mention(
        mention_id="",
        plan_id=reading.document.plan_id,
        task_id=task.task_id if task else None,
        start_char=own.start_char,
        end_char=own.end_char,
        surface=own.surface,
        parts=spans,
        name=name,
        type=_type(kind, stage, found),
        kind=kind,
        sector=sector_of_kind(kind) or _natural_sector(kind, task),
        stage=stage,
        admin_level=None,
        county=county.name if county else None,
        adcode=adcode,
        township=town,
        route=route,
        quantity=quantities_of(reading.text, end),
        investment=investment_of(reading.text, end),
        confidence=_confidence(found, adcode is not None),
        rule=f"{found.rule}; {rule}",
    )


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
        return "water" if task is None or "ecology" not in task.sectors else "ecology"
    return task.sectors[0] if task else None


def _with_township(reading: _Reading, found: Found) -> tuple[str, str | None]:
    """Name and township of a member of a list of towns: 大路(等3座城镇污水处理设施) → 大路镇污水处理设施."""
    if not found.by_towns:
        return found.text, None
    adcode = _county_level(reading)
    township = reading.finder.bare_township(found.name.text, adcode)
    if township is None:
        return found.text, None
    return township.name + found.text[len(found.name.text) :], township.name


def _route(reading: _Reading, name: str, kind: str | None) -> Route | None:
    if kind not in LINE_KINDS:
        return None
    mentioned = {hit.adcode for hit in reading.hits if not hit.is_bare}
    jurisdiction = reading.document.jurisdiction
    return spelt_route(name) or abbreviated_route(name, reading.gazetteer, jurisdiction, mentioned)


def _county(
    reading: _Reading, found: Found, ruler: Governor | None, hits: list[AdminHit], *, is_line: bool
) -> tuple[str | None, str]:
    """Adcode of the county of a name and where it comes from."""
    for hit in reversed(found.name.prefix):
        if hit.level in ("county", "town"):
            return hit.adcode, f"county from its prefix {hit.form}"
    within = _named_inside(found, hits, reading)
    home = _county_level(reading)
    if within and within.adcode != home:
        return within.adcode, f"county from {within.form} in the name"
    if home:
        return home, "county of the issuer"
    if is_line:
        return None, "a line without a county of its own"
    if ruler:
        return ruler.hit.adcode, f"county {ruler.hit.form}: {ruler.rule}"
    return None, "no county given"


def _named_inside(found: Found, hits: list[AdminHit], reading: _Reading) -> AdminHit | None:
    """A county or town fused into the name: 定安母瑞山, 城口咸宜光伏二期."""
    for hit in hits:
        inside = found.name.start <= hit.start < found.name.end and hit.level in ("county", "town")
        if not inside or (hit.is_bare and hit.start != found.name.start and hit.end != found.name.head_start):
            continue
        usable = not hit.is_bare or (not hit.is_ordinary and reading.finder.is_home(hit.adcode))
        is_end_point = reading.text[hit.end : hit.end + 1] in ("至", "到", "—", "-", "(")
        if usable and not is_end_point:
            return hit
    return None


def _confidence(found: Found, has_county: bool) -> float:
    head = found.head
    if head is None:
        return 0.8
    base = CONFIDENCE[head.strength]
    if len(found.parts) > 1:
        base -= 0.04
    return round(base + (0.04 if has_county and found.name.prefix else 0.0), 2)


def _admin_mentions(reading: _Reading, taken: list[tuple[int, int]]) -> list[Mention]:
    """Administrative names used as places: not inside a project's name, an office or an ordinary word."""
    found = []
    for index, hit in enumerate(reading.hits):
        inside = any(start <= hit.start < end for start, end in taken)
        is_front = (
            inside
            and any(start == hit.start and hit.end < end for start, end in taken)
            and _is_site_prefix(reading, hit)
        )
        if (inside and not is_front) or is_office(reading.text, hit) or hit.is_ordinary:
            continue
        if hit.is_bare and not is_front and not _stands_alone(reading, index):
            continue
        found.append(_admin(reading, hit, reading.view.span(hit.start, hit.end)))
    return found


def _is_site_prefix(reading: _Reading, hit: AdminHit) -> bool:
    """Whether a bare county name stands before a natural feature (定安母瑞山) and so is a place of its own."""
    rest = reading.text[hit.end : hit.end + 5]
    home = reading.document.jurisdiction or ""
    return (
        hit.is_bare
        and reading.finder.is_home(hit.adcode)
        and hit.adcode != home
        and rest[2:3] in ("山", "岭", "河", "湖")
    )


def _stands_alone(reading: _Reading, index: int) -> bool:
    """Whether a bare name is used as a place: between word boundaries, near home or in a list of places."""
    hit = reading.hits[index]
    if not (opens_word(reading.text, hit.start) and closes_word(reading.text, hit.end)):
        return False
    if reading.text[hit.end : hit.end + 1] in ("至", "到") or reading.text[hit.start - 1 : hit.start] in ("至", "到"):
        return False
    neighbours = reading.hits[max(0, index - 1) : index] + reading.hits[index + 1 : index + 2]
    in_list = any(
        reading.text[min(hit.end, other.end) : max(hit.start, other.start)] in ("、", "和") for other in neighbours
    )
    return in_list or reading.finder.is_home(hit.adcode)


def _admin_units(reading: _Reading, notes: list[tuple[int, int]]) -> list[Mention]:
    """Towns and counties that are units themselves (责任单位:会山镇): they tie the task to the place."""
    found = []
    for start, end in notes:
        note = reading.view.text[start:end]
        for hit in reading.finder.find(note):
            before, after = note[hit.start - 1 : hit.start], note[hit.end : hit.end + 1]
            if not hit.is_bare and before in tuple("、:,;(〔") and after in (*"、,;)〕。", ""):
                found.append(_admin(reading, hit, reading.view.span(start + hit.start, start + hit.end)))
    return found


def _admin(reading: _Reading, hit: AdminHit, span: Span) -> Mention:
    task = reading.task_at(span.start_char)
    county = (
        reading.gazetteer.division(hit.adcode) if hit.adcode and hit.level in ("county", "town", "village") else None
    )
    return Mention(
        mention_id="",
        plan_id=reading.document.plan_id,
        task_id=task.task_id if task else None,
        start_char=span.start_char,
        end_char=span.end_char,
        surface=span.surface,
        parts=(span,),
        name=hit.name,
        type="admin",
        kind=None,
        sector=None,
        stage="none",
        admin_level=hit.level,
        county=county.name if county else None,
        adcode=hit.adcode,
        township=hit.name if hit.level == "town" else None,
        route=None,
        quantity=(),
        investment=None,
        confidence=0.8 if hit.is_bare else 0.97,
        rule=f"{'short' if hit.is_bare else 'full'} name {hit.form} in the gazetteer",
    )


def _share_stages(mentions: list[Mention]) -> list[Mention]:
    """Repeats of a name without a stage take the one the plan states for it elsewhere."""
    stated = {(one.name, one.adcode): one.stage for one in mentions if one.stage != "none"}
    return [
        replace(one, stage=stated.get((one.name, one.adcode), "none")) if one.stage == "none" and one.kind else one
        for one in mentions
    ]
