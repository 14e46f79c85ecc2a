"""Rows of the ledger that are ticked: the address holds them as selected projects, and the map shows them together."""

from collections.abc import Iterable, Sequence

from loaders.catalog import Catalog, ProjectRow
from pages.components.markup import go, literal
from pages.components.state import View, kept

SHOW = "ticked"  # what the button asks for
UNPLACED = "unresolved"
MOST = 100  # rows; an address must stay one that browsers and mail programs take


def ticked(rows: Iterable[ProjectRow], view: View) -> list[ProjectRow]:
    """The rows that the address selects by themselves."""
    return [row for row in rows if any(item.mention_id in view.places for item in row.features)]


def box(catalog: Catalog, row: ProjectRow, view: View) -> str:
    """The box of a row: a click, Space or Enter puts its project into the address or takes it out."""
    chosen = [key for key in view.places if catalog.feature(key)]
    own = {item.mention_id for item in row.features}
    others = [key for key in chosen if key not in own]
    on = len(others) < len(chosen)
    full = not on and len(chosen) >= MOST
    changes = go(place=others if on else [*others, row.lead.mention_id], task=None, area=None)
    does = f'aria-disabled="true" title="最多选择 {MOST} 个项目" data-go=""' if full else changes
    return (
        f'<button type="button" role="checkbox" class="tick" aria-checked="{str(on).lower()}" '
        f'aria-label="选择 {literal(row.lead.name)}" {does}></button>'
    )


def bar(chosen: Sequence[ProjectRow]) -> str:
    """How many rows are ticked, how many of them no map can show, and the ways to the map and to none; '' for none."""
    if not chosen:
        return ""
    unplaced = sum(row.lead.precision == UNPLACED for row in chosen)
    note = f"<span>其中 {unplaced} 个未定位,地图上没有符号</span>" if unplaced else ""
    return (
        f'<span class="ticked" role="status">已选 <b>{len(chosen)}</b> 个 {note}'
        f'<button type="button" class="button primary" data-open="{SHOW}">在地图上显示 {len(chosen)} 个</button>'
        f'<button type="button" class="button" {go(place=None)}>取消选择</button></span>'
    )


def on_map(chosen: Iterable[ProjectRow]) -> dict[str, list[str]]:
    """The address on the task map of the ticked rows, with the filters of the view."""
    values = {name: several for name, several in kept().items() if name not in ("task", "area")}
    return values | {"place": [row.lead.mention_id for row in chosen]}
