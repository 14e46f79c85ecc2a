"""Orders of long lists in SQL (see `loaders.listing`); the number `n` of a record settles every tie."""

from loaders.layers import PRECISION_ORDER
from loaders.listing import NOWHERE
from loaders.serving.engines import Condition
from loaders.vocabulary import terms


def _placed(column: str, codes: list[str]) -> str:
    """The place of a code of the vocabulary among all."""
    cases = " ".join(f"WHEN '{code}' THEN {place}" for place, code in enumerate(codes))
    return f"CASE {column} {cases} END"


def _sorts() -> dict[str, str]:
    """By order: the expression sorted by; text by the numbers of its characters."""
    return {
        "name": 'name COLLATE "C"',
        "sector": _placed("sector", list(terms()["sector"])),
        "county": f"(COALESCE(adcode, '{NOWHERE}') || COALESCE(township, ''))" + ' COLLATE "C"',
        "precision": _placed("precision", list(PRECISION_ORDER)),
    }


def order_by(order: str) -> str:
    """What stands behind ORDER BY."""
    down = " DESC" if order.startswith("-") else ""  # for what it sorts by; plan order settles ties either way
    sort = _sorts().get(order.removeprefix("-"))
    return f"{sort}{down}, n" if sort else f"n{down}"


def before(table: str, key: str, own: str, order: str) -> Condition:
    """The condition on records that stand before the one with the id `own` in this order."""
    sign = ">" if order.startswith("-") else "<"
    sort = _sorts().get(order.removeprefix("-"))
    number = f"(SELECT n FROM {table} WHERE {key} = $own)"
    if sort is None:
        return f"n {sign} {number}", {"own": own}
    there = f"(SELECT {sort} FROM {table} WHERE {key} = $own)"
    return f"({sort} {sign} {there} OR ({sort} = {there} AND n < {number}))", {"own": own}
