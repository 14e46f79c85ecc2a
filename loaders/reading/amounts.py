"""Quantities and investments stated right after a name: (总库容1066万立方米,总投资12亿元)."""

import re

from loaders.models import Quantity

REACH = 60
QUANTITY = re.compile(
    r"(?P<value>\d+(?:\.\d+)?)(?P<unit>(?:万|亿)?(?:千瓦时|千瓦|立方米|平方米|平方公里|公里|千米|米|亩|吨|座|处|个|条|台|张|户|人)|千伏|MW|kW|kV)"
)
INVESTMENT = re.compile(r"(?:总投资|投资(?:额|约|总额)?|估算投资)[约为共]{0,2}(?P<amount>\d+(?:\.\d+)?(?:万|亿)?元)")


def _after(text: str, end: int) -> str:
    """What is said of a name: the bracket or the words right after it, up to the next member or clause."""
    if text[end : end + 1] == "(":
        return text[end : end + REACH].partition(")")[0]
    return re.split(r"[。;、\n]", text[end : end + REACH], maxsplit=1)[0]


def quantities_of(text: str, end: int) -> tuple[Quantity, ...]:
    """Quantities attached to the name that ends at `end` of a view."""
    if text[end : end + 1] != "(":
        return ()
    return tuple(Quantity(m.group(), float(m["value"]), m["unit"]) for m in QUANTITY.finditer(_after(text, end)))


def investment_of(text: str, end: int) -> str | None:
    """The investment stated for the name that ends at `end` of a view, as written."""
    match = INVESTMENT.search(_after(text, end))
    return match["amount"] if match else None
