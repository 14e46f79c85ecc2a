"""Quantities and investments of a project: in the bracket behind its name, in what follows, before it, in its row.

Any amount in the bracket counts (…水库(总库容1066万立方米,总投资12亿元)); farther off an amount counts with the word
for what it measures (…,全长35公里,总投资12亿元; 装机100万千瓦的…电站).
"""

import re
from collections.abc import Sequence

from loaders.models import Quantity

Span = tuple[int, int]
NUMBER = r"(?P<value>\d+(?:\.\d+)?)"
UNIT = (
    r"(?P<unit>(?:万|亿|百万|千)?(?:千瓦时|千瓦|兆瓦时|兆瓦|吉瓦时|吉瓦|立方米|平方米|平方公里|公顷|公里|千米|米|亩|吨|方|标准箱|标箱|人次|辆)"
    r"(?:/(?:年|日|天|小时|秒)|每[年日])?|MWh|MW|GWh|GW|kWh|kW|km|座|处|个|条|台|张|户|套|孔|泊位|机架)"
)
QUANTITY = re.compile(rf"{NUMBER}{UNIT}")
MEASURED = re.compile(
    r"(?:全长|总长|长度|长|里程|正线|主线|装机|库容|容量|面积|占地|用地|规模|产能|年产|日产|床位|泊位|供水|处理|输水|管线|管网|储量|坝高|蓄水|新增|配置)"
    rf"[\u4e00-\u9fff]{{0,4}}?[约为达共:]{{0,2}}{NUMBER}{UNIT}"
)
INVESTMENT = re.compile(
    r"(?:总投资|投资|估算|概算)(?:额|总额|规模)?[约为达共需:]{0,2}(?P<amount>\d+(?:\.\d+)?(?:万|亿)?元)"
    r"|^\s*(?P<alone>\d+(?:\.\d+)?(?:万|亿)元)\s*$"
)
BRACKET = re.compile(r"\s*\(([^()]*)\)")


def bracket_behind(text: str, end: int) -> Span | None:
    """The span of the words in the bracket that follows a name at once."""
    match = BRACKET.match(text, end, end + 80)
    return match.span(1) if match else None


def quantities_of(text: str, near: Span | None, about: Sequence[Span]) -> tuple[Quantity, ...]:
    """The quantities of a name from its bracket `near` and from the spans that are `about` it."""
    found = list(QUANTITY.finditer(text, *near)) if near else []
    found += [match for start, end in about for match in MEASURED.finditer(text, start, end)]
    amounts = {match.start("value"): match for match in found}
    return tuple(
        Quantity(match["value"] + match["unit"], float(match["value"]), match["unit"]) for match in amounts.values()
    )


def investment_of(text: str, near: Span | None, about: Sequence[Span]) -> str | None:
    """The investment that the same spans state, as written."""
    for start, end in ((near,) if near else ()) + tuple(about):
        match = INVESTMENT.search(text[start:end])
        if match:
            return match["amount"] or match["alone"]
    return None
