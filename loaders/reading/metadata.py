"""Title, issuer, document number, date and jurisdiction, proposed from the opening of a plan.

A proposal is only what the text states; what it does not state is None.
"""

import re
from collections import Counter
from dataclasses import dataclass

from geo.gazetteer import Gazetteer
from geo.models import Division
from loaders.reading.furniture import is_page_line
from loaders.reading.markers import lines
from loaders.reading.normalise import normalise
from loaders.reading.toponyms import finder_for

OPENING_CHARACTERS = 3000
MAJORITY = 0.6
TITLE_ENDINGS = (
    "工作要点|实施方案|工作方案|行动方案|行动计划|工作计划|实施意见|指导意见|若干意见|意见|规划纲要|规划|纲要"
    "|政府工作报告|工作报告|项目清单|责任清单|任务清单|重点项目名单|重点任务|任务分解|责任分解|措施|通知|计划|方案|决定"
)
TITLE = re.compile(rf"^[^。;,]{{4,60}}(?:{TITLE_ENDINGS})(?:的通知)?(?:\([^()]{{1,20}}\))?$")
LETTER = re.compile(r"印发[《]?(?P<inner>[^《》]{4,60}?)[》]?的通知$")
DOCUMENT_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,10}[〔\[(【]\s*(?:19|20)\d{2}\s*[〕\])】]\s*\d{1,4}\s*号")
DATE = re.compile(r"((?:19|20)\d{2})年(\d{1,2})月(\d{1,2})日")
ISSUER = re.compile(
    r"^[\u4e00-\u9fff]{2,30}?"
    r"(?:人民政府(?:办公[厅室])?|委员会(?:办公室)?|发展和?改革(?:委员会|委|局)|党委|市委|县委|省委)"
)
STATED_ISSUER = re.compile(r"(?:发文机关|发布机构|发文单位|发布单位|制发机关):\s*(\S+)")
CONGRESS = re.compile(r"在(?P<place>[\u4e00-\u9fff]{2,14}?)第[一二三四五六七八九十]{1,3}届人民代表大会")
NUMBERED = re.compile(r"^(?:第?[一二三四五六七八九十]{1,3}[、章节篇.]|[(\d①-⑳])(?!\d{3}年)")
# What may stand before the division in an issuer or a title: 中共…县委, 关于印发…市…, 2024年…市政府工作报告.
BEFORE_DIVISION = re.compile(r"^(?:中国共产党|中共|关于(?:印发|下达|公布|发布)?|[《“]|\d{4}年度?)+")
REFERENCE = re.compile(r"《[^《》]{2,80}》\s*(?:\([^()]*\))?")


@dataclass(frozen=True, slots=True)
class Metadata:
    """Facts about a plan; None is unknown."""

    title: str | None = None
    label: str | None = None
    issuer: str | None = None
    jurisdiction: str | None = None
    document_number: str | None = None
    date: str | None = None


def propose(text: str, gazetteer: Gazetteer) -> Metadata:
    """Metadata read from the text alone; `jurisdiction` from issuer, title or the places named most."""
    view = normalise(text).text
    opening = view[:OPENING_CHARACTERS]
    title = _title(opening)
    issuer = _issuer(opening)
    own_words = REFERENCE.sub("", opening)
    number = DOCUMENT_NUMBER.search(own_words)
    dates = DATE.search(own_words)
    jurisdiction = (
        _leading_division(issuer or "", gazetteer)
        or _leading_division(title or "", gazetteer)
        or _congress_division(opening, gazetteer)
        or _commonest_division(view, gazetteer)
    )
    return Metadata(
        title=title,
        issuer=issuer,
        document_number=re.sub(r"\s", "", number.group()) if number else None,
        date="-".join((dates[1], dates[2].zfill(2), dates[3].zfill(2))) if dates else None,
        jurisdiction=jurisdiction.adcode if jurisdiction else None,
    )


def _title(opening: str) -> str | None:
    for line in lines(opening)[:25]:
        words = re.sub(r"^标题:", "", line.text)
        if is_page_line(words) or ">" in words:
            continue
        if NUMBERED.match(words):
            continue
        letter = LETTER.search(words)
        if letter:
            return letter["inner"]
        if TITLE.match(words):
            return words
    return None


def _issuer(opening: str) -> str | None:
    for line in lines(opening)[:40]:
        stated = STATED_ISSUER.search(line.text)
        match = ISSUER.match(stated[1] if stated else line.text)
        if match:
            return match.group()
    return None


def _leading_division(words: str, gazetteer: Gazetteer) -> Division | None:
    """The lowest division whose name opens `words`: 广西壮族自治区百色市田阳区… → 田阳区."""
    found: Division | None = None
    rest = BEFORE_DIVISION.sub("", words)
    while rest:
        match = _longest_division(rest, gazetteer, within=found)
        if match is None:
            break
        found, length = match
        rest = rest[length:]
    return found


def _congress_division(opening: str, gazetteer: Gazetteer) -> Division | None:
    """The division to whose congress a government reports: 在龙岩市第六届人民代表大会第三次会议上."""
    congress = CONGRESS.search(opening)
    return _leading_division(congress["place"], gazetteer) if congress else None


def _longest_division(words: str, gazetteer: Gazetteer, *, within: Division | None) -> tuple[Division, int] | None:
    for length in range(min(len(words), 15), 1, -1):
        named = gazetteer.named(words[:length])
        if within is not None:
            named = tuple(one for one in named if one.adcode.startswith(within.adcode.rstrip("0")) and one != within)
        if len(named) == 1:
            return named[0], length
    return None


def _commonest_division(view: str, gazetteer: Gazetteer) -> Division | None:
    """The lowest division that holds most of the counties and cities named in the text."""
    hits = finder_for(gazetteer, None).find(view)
    named = [hit.adcode for hit in hits if hit.level in ("county", "city") and not hit.is_ordinary]
    inside = Counter(code for adcode in named for code in gazetteer.ancestors(adcode))
    enough = [code for code, count in inside.items() if count >= MAJORITY * len(named)]
    return gazetteer.division(max(enough, key=lambda code: len(gazetteer.ancestors(code)))) if enough else None
