"""Administrative names that a document uses as places, and units that are places themselves."""

from bisect import bisect_right

from loaders.models import Evidence, Mention, Span
from loaders.reading.evidence import UNSURE
from loaders.reading.lexicon import common_words, generic_finder, place_closers
from loaders.reading.normalise import is_ideograph
from loaders.reading.offices import names_company
from loaders.reading.projects import Project
from loaders.reading.scan import ROUTE_MARKS, Scan
from loaders.reading.toponyms import AdminHit, is_office
from loaders.reading.wording import closes_word, opens_word

LIST_GAPS, QUOTES = ("、", "和", "及", "与"), ("“", "”", "‘", "’", '"', "《", "「", "」")
NO_VERBS = frozenset("有使让由被")  # open a name as well as a verb: 铜陵有色
LONGEST_VERB = 2
JOINED = frozenset("和及与(")  # before a place that ends or explains what a project is named after
BEFORE_UNIT, AFTER_UNIT = frozenset("、:,;(〔[【 \t局委办会处院社"), frozenset("、,;)〕]】。 \t")


def admin_mentions(scan: Scan, projects: list[Project]) -> list[Mention]:
    """Names outside projects, offices and ordinary words, and those inside that stay places of their own."""
    spans = sorted(((*span, project) for project in projects for span in project.spans), key=lambda one: one[:2])
    starts = [start for start, _, _ in spans]
    found = []
    for index, hit in enumerate(scan.hits):
        position = bisect_right(starts, hit.start) - 1
        inside = spans[position] if position >= 0 and hit.start < spans[position][1] else None
        if is_office(scan.text, hit) or (hit.is_ordinary and not _in_list(scan, index)):
            continue
        if _stays_place(scan, index, inside) if inside else _is_place(scan, index):
            found.append(_mention(scan, hit, scan.view.span(hit.start, hit.end)))
    return found


def _is_place(scan: Scan, index: int) -> bool:
    """Whether a name outside every project is used as a place."""
    hit = scan.hits[index]
    return not hit.is_bare or hit.is_listed or _stands_alone(scan, index)


def admin_units(scan: Scan) -> list[Mention]:
    """Towns and counties that are units themselves (责任单位:会山镇): they tie the task to the place."""
    found = []
    for start, end in scan.notes:
        note = scan.view.text[start:end]
        for hit in scan.finder.find(note):
            opens = hit.start > 0 and note[hit.start - 1] in BEFORE_UNIT
            closes = hit.end == len(note) or note[hit.end] in AFTER_UNIT or _is_street_office(note, hit)
            if opens and closes and not hit.is_bare:
                found.append(_mention(scan, hit, scan.view.span(start + hit.start, start + hit.end)))
    return found


def _is_street_office(note: str, hit: AdminHit) -> bool:
    """Whether the office of a street stands for it among the units (光明街道办)."""
    return hit.form.endswith("街道") and note.startswith("办", hit.end)


def _stays_place(scan: Scan, index: int, inside: tuple[int, int, Project]) -> bool:
    """Whether a name in the span of a project is a place besides it.

    A town in full or a member of a list that states its rank is; so is a county that 和 joins to what stands before,
    a bare town listed behind another one, and the bare county of the region in front of a name (弋阳海螺产业园).
    """
    start, end, project = inside
    hit = scan.hits[index]
    if (hit.start, hit.end) == (start, end) and (not hit.is_bare or _is_listed_division(scan, index)):
        return True  # a member of a list that only names where the works are
    if not hit.is_bare:
        in_front = (
            hit.level == "county" and hit.start - start <= LONGEST_VERB
        )  # a verb the lexicon lacks: 扶持某县产业园
        return hit.is_listed or hit.level in ("town", "village") or in_front or scan.text[hit.start - 1] in JOINED
    is_route = scan.text[hit.end : hit.end + 1] in (*ROUTE_MARKS, "—", "-") or project.mention.route is not None
    if hit.start != start or hit.end >= end - 1 or is_route:
        return False
    if hit.is_listed:
        before = scan.hits[index - 1] if index else hit
        return hit.level == before.level == "town" and _gap(scan.text, before, hit) in LIST_GAPS
    if hit.level not in ("city", "county") or hit.adcode == scan.document.jurisdiction:
        return False
    if project.natural:
        return hit.level == "county" and scan.finder.is_home(hit.adcode)
    return (
        not names_company(scan.text, hit.end) and scan.finder.is_inside(hit.adcode) and hit.form not in common_words()
    )


def _is_listed_division(scan: Scan, index: int) -> bool:
    """Whether a bare division of the plan stands beside another one of its level (马尾、长乐、福清渔港群)."""
    hit = scan.hits[index]
    is_division = hit.level in ("city", "county") and scan.finder.is_inside(hit.adcode)
    return is_division and not hit.is_ordinary and _in_list(scan, index)


def _in_list(scan: Scan, index: int) -> bool:
    """Whether a name stands in a list beside a place of the same level that is no ordinary word."""
    hit = scan.hits[index]
    return any(
        other.level == hit.level and not other.is_ordinary and _gap(scan.text, hit, other) in LIST_GAPS
        for other in _beside(scan, index)
    )


def _beside(scan: Scan, index: int) -> tuple[AdminHit, ...]:
    return scan.hits[max(0, index - 1) : index] + scan.hits[index + 1 : index + 2]


def _gap(text: str, one: AdminHit, other: AdminHit) -> str:
    return text[min(one.end, other.end) : max(one.start, other.start)]


def _stands_alone(scan: Scan, index: int) -> bool:
    """Whether a bare name is used as a place: between word boundaries, near home or in a list of places."""
    hit, text = scan.hits[index], scan.text
    owner, owned = _attached(scan, index)
    listed = any(_gap(text, hit, other) in LIST_GAPS for other in _beside(scan, index))
    opens = owner or opens_word(text, hit.start)
    closes = owned or closes_word(text, hit.end) or text.startswith(place_closers(), hit.end)
    closes = closes or _ends_list(scan, index)
    before, after = text[max(0, hit.start - 1) : hit.start], text[hit.end : hit.end + 1]
    if not (opens and closes) or {before, after} & {*ROUTE_MARKS, *QUOTES} or after in NO_VERBS:
        return False
    if hit.form in common_words() and not listed and "、" in (before, after):
        return False  # 白银、铜、铝: a common word among words that are no places
    return listed or owner or owned or scan.finder.is_home(hit.adcode) or _is_known(scan, hit)


def _ends_list(scan: Scan, index: int) -> bool:
    """Whether a bare name is the last of a list of places, behind which the clause goes on (与甲、乙医保互认)."""
    hit, text = scan.hits[index], scan.text
    if not _in_list(scan, index) or names_company(text, hit.end):
        return False
    before = scan.hits[index - 1] if index else hit
    opens = before is not hit and _gap(text, before, hit) in LIST_GAPS
    opens = opens and (opens_word(text, before.start) or _attached(scan, index - 1)[0])
    return opens or bool(generic_finder().at_start(text[hit.end : hit.end + 6]))


def _attached(scan: Scan, index: int) -> tuple[bool, bool]:
    """Whether the place it lies in stands right before a bare name (湖北来凤), and one that lies in it right behind."""
    hit = scan.hits[index]
    before, after = scan.hits[max(0, index - 1) : index], scan.hits[index + 1 : index + 2]
    owner = bool(before) and before[0].end == hit.start and scan.gazetteer.contains(before[0].adcode, hit.adcode)
    owned = bool(after) and after[0].start == hit.end and scan.gazetteer.contains(hit.adcode, after[0].adcode)
    if owned and after[0].is_bare:
        owned = after[0].is_listed or closes_word(scan.text, after[0].end)
    return owner, owned


def _is_known(scan: Scan, hit: AdminHit) -> bool:
    """Whether a bare province or city of elsewhere follows a verb (赴上海招商) or stands before 援建 and the like."""
    in_words = hit.start > 0 and is_ideograph(scan.text[hit.start - 1])
    return hit.level in ("province", "city") and (in_words or scan.text.startswith(place_closers(), hit.end))


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
        adcode=hit.adcode or None,
        township=_township(scan, hit),
        route=None,
        quantity=(),
        investment=None,
        confidence=UNSURE,
        rule=rule,
        evidence=(Evidence("name", rule, span),),
    )


def _township(scan: Scan, hit: AdminHit) -> str | None:
    """Official name of the township a town or village hit stands for (its `code` is the township's)."""
    if hit.level not in ("town", "village"):
        return None
    return next((one.name for one in scan.gazetteer.townships(hit.adcode) if one.code == hit.code), None)
