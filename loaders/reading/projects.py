"""Projects, sites and rivers of a document: what the names of its clauses are, where, and how far they are to go."""

import re
from dataclasses import dataclass

from geo.gazetteer import bare_name
from geo.models import Division
from loaders.models import Mention, Route, Task
from loaders.reading.amounts import bracket_behind, investment_of, quantities_of
from loaders.reading.common import common_counties
from loaders.reading.counties import county_of
from loaders.reading.events import tail_words
from loaders.reading.evidence import UNSURE, evidence_of
from loaders.reading.headings import Holding, county_headings, stage_headings
from loaders.reading.labels import noted_stage
from loaders.reading.lexicon import OWN_WORDS, generic_rest, kind_hints
from loaders.reading.lists import Found
from loaders.reading.routes import LINE_KINDS, abbreviated_route, spelt_route
from loaders.reading.scan import Scan
from loaders.reading.settings import Setting, settings
from loaders.reading.stages import NO_STAGE, WORKS, Stage, stage_of
from loaders.reading.toponyms import AdminHit
from loaders.vocabulary import sector_of_kind

# Kinds whose mentions without a stage are existing sites, not projects.
PROCESSING = re.compile("加工|食品|物流|商贸|装备|制造")
BUILT_ALONG = frozenset({"flood_control", "bridge", "tunnel", "irrigation", "ecology", "river", "urban_project"})
SITE_KINDS = frozenset({"heritage_site", "culture_sports", "hospital", "school"})


@dataclass(frozen=True, slots=True)
class Project:
    """A mention and the view spans of its own words; `natural` marks a river, lake or mountain."""

    mention: Mention
    spans: tuple[tuple[int, int], ...]
    natural: bool


def projects(scan: Scan) -> list[Project]:
    """All projects, sites and rivers in the order of the text."""
    stages = stage_headings(scan.view.text, scan.text)
    known = [hit for hit in scan.hits if not hit.is_bare or scan.finder.is_home(hit.adcode)]
    counties = county_headings(scan.view.text, scan.text, known)
    found: list[Project] = []
    for one, setting in settings(scan):
        stage = _stage(scan, one, setting, stages)
        mention = _mention(scan, one, setting, stage, counties)
        found.append(Project(mention, _own_spans(one), one.name.natural is not None))
    return found


def _own_spans(found: Found) -> tuple[tuple[int, int], ...]:
    """The spans of a name without the administrative names fused to its front, which stay places of their own."""
    own_start = found.name.prefix[-1].end if found.name.prefix else found.name.start
    return tuple((max(start, own_start) if end > own_start else start, end) for start, end in found.parts)


def _mention(scan: Scan, found: Found, setting: Setting, stage: Stage, counties: Holding[AdminHit]) -> Mention:
    own = scan.view.span(*found.parts[0])
    task = scan.task_at(own.start_char)
    kind = _kind(found, stage.code)
    route = _route(scan, found.text, kind)
    line = kind if kind in LINE_KINDS and route else None
    place = county_of(scan, found, setting.place, counties, line=line)
    county = scan.gazetteer.division(place.adcode) if place.adcode else None
    name, township = _full_name(scan, found, county)
    near = bracket_behind(scan.text, found.parts[0][1])
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
        quantity=quantities_of(scan.text, near, setting.about),
        investment=setting.investment or investment_of(scan.text, near, setting.about),
        confidence=UNSURE,
        rule=f"{found.rule}; {place.reason}",
        evidence=evidence_of(scan, found, place, stage),
        counties=common_counties(scan, found, kind),
    )


def _stage(scan: Scan, found: Found, setting: Setting, headings: Holding[Stage]) -> Stage:
    """Stage from a bracket behind the name, its table row, the verbs around it, or the heading of its list."""
    own = stage_of(setting.said, tail_words(found))
    if found.designated and found.head:
        own = Stage("designation", "创建", "after")
    heading = headings.at(found.name.start) or NO_STAGE
    noted = noted_stage(scan.text, found.name.end)
    row = setting.place.row.stage if setting.place.row else None
    only_named = own.code in WORKS and not setting.said.before  # …景区提升, in a list whose heading says more
    order = [noted, heading, own] if only_named else [noted, own, heading]
    order = [noted, row.status, heading, own, row.nature] if row else order
    return next((stage for stage in order if stage.code != "none"), own)


def _kind(found: Found, stage: str) -> str | None:
    head = found.head
    if head is None:
        is_site = found.name.natural in ("lake", "mountain") and stage in ("upgrade", "designation")
        return "scenic_area" if is_site else found.name.natural
    if head.kind == "industrial_park" and not PROCESSING.search(found.text):
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
    return spelt or abbreviated_route(name, scan.gazetteer, jurisdiction, scan.named_adcodes, kind=kind)
