"""Orders of long lists that a database can sort by, too, and where in such an order a record stands."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from loaders.layers import PRECISION_ORDER
from loaders.models import ProjectFeature, Task
from loaders.vocabulary import terms

Record = TypeVar("Record")
NOWHERE = "~"  # comes after every code
# By order: what it sorts by, the same as `loaders.serving.listing.SORTS`; ties stand in plan and text order.
PROJECT_KEYS: dict[str, Callable[[ProjectFeature], str | int]] = {
    "name": lambda item: item.name,
    "sector": lambda item: list(terms()["sector"]).index(item.sector),
    "county": lambda item: (item.adcode or NOWHERE) + (f"{item.adcode}:{item.township}" if item.township else ""),
    "precision": lambda item: PRECISION_ORDER.index(item.precision),
}
PROJECT_ORDERS = frozenset(PROJECT_KEYS)
TASK_ORDERS = frozenset({"number"})


def ordered_projects(features: Iterable[ProjectFeature], order: str) -> tuple[ProjectFeature, ...]:
    """Projects, which come in plan and text order, in another one."""
    key = PROJECT_KEYS.get(order.removeprefix("-"))
    return tuple(sorted(features, key=key, reverse=order.startswith("-")) if key else features)


def rank(records: Sequence[Record], key: Callable[[Record], str], own: str, chosen: Iterable[Record]) -> int:
    """How many of the `chosen` of some records stand before the one with the id `own`."""
    wanted = {own, *map(key, chosen)}
    return [one for record in records if (one := key(record)) in wanted].index(own)


def ordered_tasks(tasks: Iterable[Task], order: str) -> tuple[Task, ...]:
    """Tasks, which come in plan order, in that or the reverse."""
    found = tuple(tasks)
    return found[::-1] if order == "-number" else found
