"""Administrative names that a document uses as places, and units that are places themselves."""

from bisect import bisect_right

from loaders.models import Evidence, Mention, Span
from loaders.reading.projects import Project
from loaders.reading.scan import ROUTE_MARKS, Scan
from loaders.reading.toponyms import AdminHit, closes_word, is_office, opens_word

CONFIDENCE_FULL, CONFIDENCE_BARE = 0.97, 0.8
BEFORE_UNIT, AFTER_UNIT = frozenset("、:,;(〔"), frozenset("、,;)〕。")


def admin_mentions(scan: Scan, projects: list[Project]) -> list[Mention]:
    """Names outside projects, offices and ordinary words, and the place before a natural feature (定安母瑞山)."""
    spans = sorted((start, end, project.natural) for project in projects for start, end in project.spans)
    starts = [start for start, _, _ in spans]
    found = []
    for index, hit in enumerate(scan.hits):
        position = bisect_right(starts, hit.start) - 1
        inside = spans[position] if position >= 0 and hit.start < spans[position][1] else None
        if is_office(scan.text, hit) or hit.is_ordinary:
            continue
        if _opens_natural(scan, hit, inside) if inside else not hit.is_bare or _stands_alone(scan, index):
            found.append(_mention(scan, hit, scan.view.span(hit.start, hit.end)))
    return found


def admin_units(scan: Scan) -> list[Mention]:
    """Towns and counties that are units themselves (责任单位:会山镇): they tie the task to the place."""
    found = []
    for start, end in scan.notes:
        note = scan.view.text[start:end]
        for hit in scan.finder.find(note):
            opens = hit.start > 0 and note[hit.start - 1] in BEFORE_UNIT
            closes = hit.end == len(note) or note[hit.end] in AFTER_UNIT
            if opens and closes and not hit.is_bare:
                found.append(_mention(scan, hit, scan.view.span(start + hit.start, start + hit.end)))
    return found


def _opens_natural(scan: Scan, hit: AdminHit, inside: tuple[int, int, bool]) -> bool:
    """Whether a bare county name of the region opens the name of a river, lake or mountain of another county."""
    start, end, natural = inside
    is_other = hit.adcode != (scan.document.jurisdiction or "") and scan.finder.is_home(hit.adcode)
    return natural and hit.is_bare and hit.start == start and hit.end < end - 1 and is_other


def _stands_alone(scan: Scan, index: int) -> bool:
    """Whether a bare name is used as a place: between word boundaries, near home or in a list of places."""
    hit, text = scan.hits[index], scan.text
    if not (opens_word(text, hit.start) and closes_word(text, hit.end)):
        return False
    if text[hit.end : hit.end + 1] in ROUTE_MARKS or text[max(0, hit.start - 1) : hit.start] in ROUTE_MARKS:
        return False
    neighbours = scan.hits[max(0, index - 1) : index] + scan.hits[index + 1 : index + 2]
    gaps = (text[min(hit.end, other.end) : max(hit.start, other.start)] for other in neighbours)
    return any(gap in ("、", "和") for gap in gaps) or scan.finder.is_home(hit.adcode)


def _mention(scan: Scan, hit: AdminHit, span: Span) -> Mention:
    task = scan.task_at(span.start_char)
    rule = f"{'short' if hit.is_bare else 'full'} name {hit.form}"
    county = scan.gazetteer.division(hit.adcode) if hit.level in ("county", "town", "village") else None
    return Mention(
        mention_id="",
        plan_id=scan.document.plan_id,
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
        township=_township(scan, hit),
        route=None,
        quantity=(),
        investment=None,
        confidence=CONFIDENCE_BARE if hit.is_bare else CONFIDENCE_FULL,
        rule=rule,
        evidence=(Evidence("name", rule, span),),
    )


def _township(scan: Scan, hit: AdminHit) -> str | None:
    """Official name of the township a town or village hit stands for (its `code` is the township's)."""
    if hit.level not in ("town", "village"):
        return None
    return next((one.name for one in scan.gazetteer.townships(hit.adcode) if one.code == hit.code), None)
