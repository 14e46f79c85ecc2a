"""Title, issuer, document number, date and jurisdiction, proposed from the opening of a plan.

A proposal is only what the text states; what it does not state is None.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from geo.gazetteer import Gazetteer
from loaders.models import Metadata
from loaders.reading.furniture import SIGNATURE_DATE, is_page_line
from loaders.reading.jurisdiction import FAINT, FAIR, STRONG, Source, jurisdiction
from loaders.reading.markers import lines, numeric
from loaders.reading.normalise import normalise

OPENING_CHARACTERS = 3000
OPENING_LINES, TITLE_LINES = 60, 30
LONGEST_TITLE = 90
MOST_TITLE_LINES = 4
TITLE_WORDS = (
    "工作要点|要点|实施方案|工作方案|行动方案|分工方案|方案|三年行动|行动计划|工作计划|实施计划|年度计划|投资计划|计划|实施意见|指导意见|若干意见|意见"
    "|规划纲要|纲要|专项规划|规划|政府工作报告|工作报告|报告|项目清单|责任清单|任务清单|清单|项目名单|名单|重点任务|任务书|工作任务|任务分工|责任分工|任务分解|责任分解|[\u4e00-\u9fff]{2}表"
    "|政策措施|若干措施|措施|通知|决定|一览表|项目表|台账|工作安排|安排|攻坚行动|实施细则|建议|思路"
)
ENDING = rf"(?:{TITLE_WORDS})(?:的(?:通知|意见|报告|决定|批复))?(?:\([^()]{{1,24}}\))*"
TITLE = re.compile(rf"^[^。;]{{2,{LONGEST_TITLE}}}?{ENDING}$")
# A line that only ends the title of the line above: 方案的通知.
TAIL = re.compile(rf"^(?:[\u4e00-\u9fff“”]{{0,12}})?{ENDING}$")
LETTER = re.compile(
    r"(?:印发|公布|下达|发布|转发)[《<]?(?P<inner>(?:[^《》]|《[^《》]*》){4,70}?)[》>]?的?通知(?:\([^()]*\))?$"
)
STATED_TITLE = re.compile(
    r"^(?:标\s*题|信息名称|文件名称|名\s*称|公文名称):[\s|]*"
    r"(?P<title>[^|]{6,90}?)(?=\s{2,}|\s*\||\s*$| [\u4e00-\u9fff]{1,5}:)"
)
NOT_TITLE = re.compile(r"^(?:附[件表录]|[—(]|第?[一二三四五六七八九十]{1,3}[、章节篇.]|[(①-⑳]|\d{1,3}[.、 ](?!\d))")
DOCUMENT_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,12}\s*[〔\[(【<]\s*(?:19|20)\d{2}\s*[〕\])】>]\s*第?\s*\d{1,4}\s*号")
STATED_NUMBER = re.compile(rf"(?:文\s*号|发文字号|文件编号|字\s*号)\s*[:|]?\s*(?P<number>{DOCUMENT_NUMBER.pattern})")
YEAR = re.compile(r"(?:19|20)\d{2}|十[一二三四五六七]五")
DATE = re.compile(r"((?:19|20)\d{2})[年\-/.](\d{1,2})[月\-/.](\d{1,2})日?")
CHINESE_DATE = re.compile(
    r"([二一][〇零○0oO一二三四五六七八九]{3})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
STATED_DATE = re.compile(
    rf"(?:成文日期|发文日期|印发日期|生成日期|发布日期|公开日期|公布日期|发布时间)\s*[:|]?\s*(?P<date>{DATE.pattern})"
)
OFFICE = (
    r"(?:人民政府(?:办公[厅室])?|政府办公[厅室]|委员会(?:办公[厅室])?|管理委员会(?:办公室)?|管委会(?:办公室)?|发展和?改革(?:委员会|委|局)"
    r"|党委|党组|[省市县区州旗盟]委(?:办公[厅室])?|[\u4e00-\u9fff]{2,12}[局厅]|领导小组(?:办公室)?|指挥部(?:办公室)?)"
)
ISSUER = re.compile(
    rf"^(?:中共|中国共产党)?[\u4e00-\u9fff]{{2,30}}?{OFFICE}(?=$|[ \d(]|关于|印发|文件|[\u4e00-\u9fff ]{{2,60}}关于)"
)
STATED_ISSUER = re.compile(
    r"(?:发文机关|发文机构|发文单位|发布机构|发布单位|发布机关|制发机关|制定机关|责任部门|公开机构|信息来源|来源)[】\s:|]*([\u4e00-\u9fff()]{3,30})"
)
KEEPER = re.compile(r"(?:主办|主管|版权所有|承办)(?:单位)?[:\s©]*([\u4e00-\u9fff]{4,20})")
GOVERNMENT = re.compile(r"[\u4e00-\u9fff]{2,9}?[省市县区州旗盟](?=(?:人民政府|委员会)(?:办公[厅室])?文件)")
CONGRESS = re.compile(r"在(?P<place>[\u4e00-\u9fff]{2,18}?)第[一二三四五六七八九十]{1,3}届人民代表大会")
REFERENCE = re.compile(r"《[^《》]{2,80}》\s*(?:\([^()]*\))?")
NUMERALS = {numeral: str(value) for value, numeral in enumerate("零一二三四五六七八九")} | dict.fromkeys("〇○oO", "0")


def propose(text: str, gazetteer: Gazetteer) -> Metadata:
    """Metadata read from the text alone."""
    view = normalise(text).text
    every = [line.text for line in lines(view)]
    opening = [line.text for line in lines(view[:OPENING_CHARACTERS])][:OPENING_LINES]
    full_title, title = _title(opening)
    issuer = _issuer(opening, every)
    division = jurisdiction(view, _sources(full_title, title, issuer, opening, every), gazetteer)
    return Metadata(
        title=title,
        issuer=issuer,
        document_number=_number(opening),
        date=_date(opening, every),
        jurisdiction=division.adcode if division else None,
    )


def _title(opening: Sequence[str]) -> tuple[str | None, str | None]:
    """The title as it stands at the head of the text, and the plan's own (without 关于印发…的通知)."""
    stated = next((match["title"] for match in map(STATED_TITLE.match, opening) if match), None)
    found = next(_titles(opening[:TITLE_LINES]), None) or stated or next(_headlines(opening), None)
    if found is None:
        return None, None
    letter = LETTER.search(found)
    return found, letter["inner"] if letter else found


def _titles(opening: Sequence[str]) -> Iterator[str]:
    """Lines, or runs of lines, that make a title."""
    for place, line in enumerate(opening):
        if (
            _iso(line)
            or is_page_line(line)
            or NOT_TITLE.match(line)
            or line.endswith(":")
            or ">" in line
            or STATED_TITLE.match(line)
        ):
            continue
        joined = line
        best = joined if TITLE.match(joined) else None
        for following in opening[place + 1 : place + MOST_TITLE_LINES]:
            is_end = is_page_line(following) or NOT_TITLE.match(following) or following.endswith((":", "。"))
            is_end = is_end or bool(SIGNATURE_DATE.fullmatch(following) or _iso(following))
            if is_end or len(joined) + len(following) > LONGEST_TITLE or DOCUMENT_NUMBER.fullmatch(following):
                break
            if best and (best.endswith("通知") or not TAIL.fullmatch(following)):
                break
            joined += following
            if TITLE.match(joined):
                best = joined
        if best:
            yield best


def _headlines(opening: Sequence[str]) -> Iterator[str]:
    """The first short line that is no sentence, in case it is a title of unknown words, when it states a year."""
    for line in opening[:TITLE_LINES]:
        if is_page_line(line) or NOT_TITLE.match(line) or "。" in line or line.endswith(":"):
            continue
        if DOCUMENT_NUMBER.fullmatch(line) or _iso(line):
            continue
        if len(line) <= LONGEST_TITLE and YEAR.search(line):
            yield line
        return


def _issuer(opening: Sequence[str], every: Sequence[str]) -> str | None:
    """Who sends the plan: the head of its title, the register of the page, or the signature."""
    for line in opening:
        stated = STATED_ISSUER.search(line)
        match = ISSUER.match(stated[1] if stated else line)
        if match and not NOT_TITLE.match(line) and (stated or len(line) <= LONGEST_TITLE):
            return match.group()
    return next(_signers(every), None)


def _signers(every: Sequence[str]) -> Iterator[str]:
    """Names above dates that stand alone."""
    for above, line in pairwise(every):
        if SIGNATURE_DATE.fullmatch(line) and (match := ISSUER.match(above.replace(" ", ""))):
            yield match.group()


def _sources(
    full_title: str | None, title: str | None, issuer: str | None, opening: Sequence[str], every: Sequence[str]
) -> Iterator[Source]:
    """What may name the jurisdiction, the strongest first."""
    congress = next((match["place"] for match in map(CONGRESS.search, opening) if match), None)
    stated = [match[1] for match in map(STATED_ISSUER.search, opening) if match]
    named = [match.group() for line in opening for match in GOVERNMENT.finditer(REFERENCE.sub("", line))]
    named = [words[start:] for words in named for start in range(len(words) - 1)]
    keepers = [match[1] for match in map(KEEPER.search, every[-OPENING_LINES:]) if match]
    yield from (Source(words, STRONG + 1) for words in (congress, full_title) if words)
    yield from (Source(words, STRONG) for words in (title,) if words)
    yield from (Source(words, FAIR) for words in (issuer, *stated, *_signers(every)) if words)
    yield from (Source(words, FAINT) for words in (*named, *keepers))


def _number(opening: Sequence[str]) -> str | None:
    """The document's own number: stated as such, alone in its line, or at the end of the title."""
    for line in opening:
        stated = STATED_NUMBER.search(line)
        alone = DOCUMENT_NUMBER.fullmatch(line.strip("() ")) or (
            DOCUMENT_NUMBER.search(line) if line.endswith((")", "号")) and len(line) <= LONGEST_TITLE else None
        )
        found = stated["number"] if stated else alone.group() if alone and "《" not in line else None
        if found:
            return re.sub(r"\s", "", found)
    return None


def _date(opening: Sequence[str], every: Sequence[str]) -> str | None:
    """The date of the plan: stated as such, given with its signature, or the first in its head."""
    stated = next((match["date"] for match in map(STATED_DATE.search, opening) if match), None)
    signed = next((line for line in every if SIGNATURE_DATE.fullmatch(line)), None)
    short = (REFERENCE.sub("", line) for line in opening if len(line) <= LONGEST_TITLE)
    first = next((line for line in short if _iso(line)), None)
    return next((date for words in (stated, signed, first) if words and (date := _iso(words))), None)


def _iso(words: str) -> str | None:
    """The first date of some words as YYYY-MM-DD."""
    match = DATE.search(words)
    if match:
        return "-".join((match[1], match[2].zfill(2), match[3].zfill(2)))
    chinese = CHINESE_DATE.search(words)
    if chinese is None:
        return None
    year = "".join(NUMERALS.get(numeral, numeral) for numeral in chinese[1])
    return "-".join((year, *(str(numeric(part)).zfill(2) for part in (chinese[2], chinese[3]))))
