"""Rows of the ledger that are ticked: the address holds them as selected projects, and the map shows them together."""

from collections.abc import Iterable, Sequence

from loaders.catalog import Catalog, ProjectFeature, ProjectRow
from pages.components import quoting
from pages.components.language import t
from pages.components.markup import go, literal
from pages.components.state import View, kept

SHOW = "ticked"  # what the button asks for
UNPLACED = "unresolved"
MOST = 100  # rows; an address must stay one that browsers and mail programs take


def ticked(rows: Iterable[ProjectRow], view: View) -> list[ProjectFeature]:
    """The projects of the rows that the address selects by themselves."""
    return [row.lead for row in rows if any(item.mention_id in view.places for item in row.features)]


def in_query(catalog: Catalog, view: View) -> list[ProjectFeature]:
    """The same without all rows at hand."""
    found = [item for item in catalog.selected(view.places) if item.mention_id in view.places]
    wanted = catalog.among([item.mention_id for item in found], view.query)
    return [item for item in found if item.mention_id in wanted]


def keys(catalog: Catalog, view: View) -> list[str]:
    """What the address holds of projects by themselves."""
    return [key for key in view.places if catalog.feature(key)]


def box(row: ProjectRow, chosen: Sequence[str]) -> str:
    """The box of a row: a click, Space or Enter puts its project into the address or takes it out (see `keys`)."""
    own = {item.mention_id for item in row.features}
    others = [key for key in chosen if key not in own]
    on = len(others) < len(chosen)
    full = not on and len(chosen) >= MOST
    changes = go(place=others if on else [*others, row.lead.mention_id], task=None, area=None)
    limit = t("最多选择 {n} 个项目", n=MOST)
    does = f'aria-disabled="true" title="{limit}" data-go=""' if full else changes
    said = literal(t("选择 {name}", name=quoting.plain_name(row.lead.name)))
    return (
        f'<button type="button" role="checkbox" class="tick" aria-checked="{str(on).lower()}" '
        f'aria-label="{said}" {does}></button>'
    )


def bar(chosen: Sequence[ProjectFeature]) -> str:
    """How many are ticked, how many of them no map can show, and the ways to the map and to none; '' for none."""
    if not chosen:
        return ""
    unplaced = sum(item.precision == UNPLACED for item in chosen)
    note = f"<span>{t('其中 {n} 个未定位,地图上没有符号', n=unplaced)}</span>" if unplaced else ""
    show = t("在地图上显示 {n} 个", n=len(chosen))
    return (
        f'<span class="ticked" role="status">{t("已选 {number} 个", number=f"<b>{len(chosen)}</b>")} {note}'
        f'<button type="button" class="button primary" data-open="{SHOW}">{show}</button>'
        f'<button type="button" class="button" {go(place=None)}>{t("取消选择")}</button></span>'
    )


def on_map(chosen: Iterable[ProjectFeature]) -> dict[str, list[str]]:
    """The address on the task map of the ticked projects, with the filters of the view."""
    values = {name: several for name, several in kept().items() if name not in ("task", "area")}
    return values | {"place": [item.mention_id for item in chosen]}
