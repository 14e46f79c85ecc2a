"""By when a plan says something is to be done: the day in words like 2025年6月底前, 年底, 三季度末.

A deadline is only what the text states. A month without a year belongs to the year of the plan, if that states one and
only one; without it the day is unknown.
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from loaders.models import Mention, PlanDocument, Task
from loaders.reading.normalise import normalise

PERIODS = {"十三五": 2020, "十四五": 2025, "十五五": 2030, "十六五": 2035}
QUARTERS = {"一": 3, "二": 6, "三": 9, "四": 12, "1": 3, "2": 6, "3": 9, "4": 12}
END = "(?:底|末|内|以前|之前|前|中旬|下旬|上旬)*"
MOMENT = re.compile(
    rf"(?:(?P<year>20\d\d)年)?(?<!\d)(?P<month>1[0-2]|0?[1-9])月(?:(?P<day>3[01]|[12]\d|0?[1-9])日)?{END}"
    rf"|(?:(?P<quarter_year>20\d\d)年)?第?(?P<quarter>[一二三四1-4])季度{END}"
    rf"|(?:(?P<half_year>20\d\d)年)?(?P<half>[上下])半年{END}"
    rf"|(?P<whole_year>20\d\d)年(?:年?底|年?末|年?内|以前|之前|前|全年)+"
    rf"|(?P<this_year>今年|本年度?|当年|全年|年底|年末|年内){END}"
    rf"|“?(?P<period>十[三四五六]五)”?(?:末|期末|期间|时期|规划期)+"
)
YEAR = re.compile(r"(20\d\d)\s*年")
SPAN_OF_YEARS = re.compile(r"20\d\d\s*年?\s*[-—–~至到]+\s*20\d\d|三年|五年|十[二三四五六]五")
CLAUSE_ENDS = "。;；,,\n"


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day a plan gives something, and the words that say so."""

    day: date
    raw: str


def plan_year(plan: PlanDocument) -> int | None:
    """The one year a plan is for: that of its title, else of its date; None for a plan of several years."""
    title = normalise(plan.title or plan.label).text
    if SPAN_OF_YEARS.search(title):
        return None
    years = {int(year) for year in YEAR.findall(title)}
    if len(years) == 1:
        return years.pop()
    return int(plan.date[:4]) if plan.date and not years else None


def read_deadline(words: str, year: int | None) -> Deadline | None:
    """The last moment that the words name, None when they name none or its year is unknown."""
    text = normalise(words).text
    found = [Deadline(day, match[0]) for match in MOMENT.finditer(text) if (day := _day(match, year))]
    return max(found, key=lambda one: one.day, default=None)


def deadline_of_mention(mention: Mention, plan: PlanDocument) -> Deadline | None:
    """The moment stated in the clause of the words that gave a project its stage; None when there is none."""
    year = plan_year(plan)
    for evidence in mention.evidence:
        if evidence.role == "stage" and evidence.span is not None:
            found = read_deadline(_clause_round(plan.text, evidence.span.start_char, evidence.span.end_char), year)
            if found:
                return found
    return None


def deadline_of_task(task: Task, plan: PlanDocument) -> Deadline | None:
    """The moment of a task's note of its deadline."""
    return read_deadline(task.deadline, plan_year(plan)) if task.deadline else None


def _clause_round(text: str, start: int, end: int) -> str:
    """The words between the nearest commas or ends of sentences."""
    first = max((text.rfind(mark, 0, start) for mark in CLAUSE_ENDS), default=-1) + 1
    last = min((place for mark in CLAUSE_ENDS if (place := text.find(mark, end)) >= 0), default=len(text))
    return text[first:last]


def _day(match: re.Match[str], year: int | None) -> date | None:
    """The last day of what a match names."""
    part = match.groupdict()
    stated = next((int(part[name]) for name in ("year", "quarter_year", "half_year", "whole_year") if part[name]), year)
    if part["period"]:
        return date(PERIODS[part["period"]], 12, 31)
    if stated is None:
        return None
    month = next(_months(part), 12)
    last = calendar.monthrange(stated, month)[1]
    return date(stated, month, min(int(part["day"]), last) if part["day"] else last)


def _months(part: dict[str, str | None]) -> Iterator[int]:
    if part["month"]:
        yield int(part["month"])
    if part["quarter"]:
        yield QUARTERS[part["quarter"]]
    if part["half"]:
        yield 6 if part["half"] == "上" else 12
